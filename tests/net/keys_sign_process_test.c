/* keys_sign_process_test.c - the sign process for real: its loop in a process of its own,
 * core at the other end of a socket, the parent that hands over connections. */
#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "check_main.h"
#include "control.pb-c.h"
#include "fdpass.h"
#include "file.h"
#include "frame.h"
#include "keys_feed.h"
#include "pb.h"
#include "sign_main.h"
#include "signer.h"

enum {
	PATIENCE_MS = 60000
};

struct world {
	char dir[64];
	char record[4096];
	struct key key;
	struct sign_config cfg;
	pid_t pid;
	int parent; /* our end of the parent's link */
	struct signer signer;
	struct sign_reply reply;
};

/* Starts a sign process connected to a new signer. */
static void
start(struct world *w)
{
	int core[2], parent[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, parent), 0);
	w->pid = fork();
	if (!w->pid) {
		close(core[0]);
		close(parent[0]);
		_exit(sign_main(core[1], parent[1], &w->cfg, NULL));
	}
	ck_assert_int_gt(w->pid, 0);
	close(core[1]);
	close(parent[1]);
	w->parent = parent[0];
	signer_clear(&w->signer);
	signer_socket(&w->signer, core[0], &FEED_ALLIANCE, PATIENCE_MS);
}

static int
wait_exit(struct world *w)
{
	int status;

	ck_assert_int_eq(waitpid(w->pid, &status, 0), w->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct world *
world_new(void)
{
	struct world *w = calloc(1, sizeof(*w));

	snprintf(w->dir, sizeof(w->dir), "/tmp/keys_proc_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w->dir));
	path_join(w->record, w->dir, "sign.record");
	w->key = feed_key(1);
	w->cfg = feed_config(&w->key, w->record);
	ck_assert_int_eq(sign_record_new(w->record, &w->key.public_key, NULL), ERR_NONE);
	start(w);
	return w;
}

static void
world_free(struct world *w)
{
	char lock[4104];

	signer_clear(&w->signer);
	close(w->parent);
	ck_assert_int_eq(wait_exit(w), 0);
	snprintf(lock, sizeof(lock), "%s.lock", w->record);
	unlink(lock);
	unlink(w->record);
	rmdir(w->dir);
	key_clear(&w->key);
	free(w);
}

static enum sign_verdict
ask(struct world *w, struct bytes header)
{
	ck_assert_int_eq(w->signer.sign(w->signer.ctx, &w->reply, header), ERR_NONE);
	return w->reply.verdict;
}

START_TEST(a_feed_is_signed_over_the_socket_and_a_second_header_is_not)
{
	struct world *w = world_new();
	struct hash prev = FEED_ALLIANCE;
	struct buf h = { 0 };
	struct entry e;

	for (uint64_t i = 1; i <= 20; i++) {
		e = feed_entry(&h, i, &prev);
		ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
		ck_assert_int_eq(entry_check_signature(&FEED_ALLIANCE, &e.id,
				     &w->reply.signature, &w->key.public_key),
		    V_OK);
		prev = e.id;
	}
	e.time_ms++;
	buf_reset(&h);
	entry_write(&h, &e);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_PLACE_TAKEN);
	ck_assert_uint_eq(w->reply.record.place.seq, 20);
	ck_assert_int_eq(w->signer.status(w->signer.ctx, &w->reply), ERR_NONE);
	ck_assert(hash_eq(&w->reply.record.id, &prev));
	buf_clear(&h);
	world_free(w);
}
END_TEST

START_TEST(a_killed_process_answers_again_for_the_recorded_header_only)
{
	struct world *w = world_new();
	struct buf h = { 0 };
	struct entry e = feed_entry(&h, 1, &FEED_ALLIANCE);
	struct signature first;

	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
	first = w->reply.signature;
	kill(w->pid, SIGKILL);
	wait_exit(w);
	close(w->parent);
	ck_assert_int_eq(w->signer.status(w->signer.ctx, &w->reply), ERR_GONE);
	start(w);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
	ck_assert_mem_eq(first.b, w->reply.signature.b, sizeof(first.b));
	e.time_ms++;
	buf_reset(&h);
	entry_write(&h, &e);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_PLACE_TAKEN);
	buf_clear(&h);
	world_free(w);
}
END_TEST

START_TEST(a_new_core_gets_a_connection_from_the_parent)
{
	struct world *w = world_new();
	struct buf h = { 0 };
	int core[2];

	feed_entry(&h, 1, &FEED_ALLIANCE);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
	signer_clear(&w->signer); /* the old core is gone */
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	ck_assert_int_eq(fdpass_send(w->parent, core[1], SIGN_MAIN_CORE_TAG), ERR_NONE);
	close(core[1]);
	signer_socket(&w->signer, core[0], &FEED_ALLIANCE, PATIENCE_MS);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
	buf_clear(&h);
	world_free(w);
}
END_TEST

START_TEST(it_ends_with_its_parent)
{
	struct world *w =
	    world_new(); /* world_free closes the parent's end and wait for 0 */

	world_free(w);
}
END_TEST

START_TEST(a_frame_beyond_the_limit_ends_the_connection_and_not_the_process)
{
	struct world *w = world_new();
	uint8_t huge[4] = { 0xff, 0xff, 0xff, 0xff }, byte;
	struct buf h = { 0 };
	int core[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	ck_assert_int_eq(fdpass_send(w->parent, core[1], SIGN_MAIN_CORE_TAG), ERR_NONE);
	close(core[1]);
	ck_assert_int_eq(write(core[0], huge, sizeof(huge)), 4);
	ck_assert_int_eq(read(core[0], &byte, 1), 0); /* closed at the other end */
	close(core[0]);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	ck_assert_int_eq(fdpass_send(w->parent, core[1], SIGN_MAIN_CORE_TAG), ERR_NONE);
	close(core[1]);
	signer_clear(&w->signer);
	signer_socket(&w->signer, core[0], &FEED_ALLIANCE, PATIENCE_MS);
	feed_entry(&h, 1, &FEED_ALLIANCE);
	ck_assert_int_eq(ask(w, buf_view(&h)), SIGN_DONE);
	buf_clear(&h);
	world_free(w);
}
END_TEST

START_TEST(half_a_frame_does_not_keep_it_from_ending_with_its_parent)
{
	struct world *w = world_new();
	uint8_t half[6] = { 0, 0, 0, 100, 1, 2 };
	int core[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	ck_assert_int_eq(fdpass_send(w->parent, core[1], SIGN_MAIN_CORE_TAG), ERR_NONE);
	ck_assert_int_eq(write(core[0], half, sizeof(half)), 6);
	world_free(w); /* waits for exit code 0 */
	close(core[0]);
	close(core[1]);
}
END_TEST

START_TEST(a_second_signer_of_one_key_is_refused)
{
	struct world *w = world_new();
	struct sign *second = NULL;

	/* an answer shows that the process holds the lock */
	ck_assert_int_eq(w->signer.status(w->signer.ctx, &w->reply), ERR_NONE);
	ck_assert_int_eq(sign_open(&second, &w->cfg, NULL), ERR_BUSY);
	ck_assert_ptr_null(second);
	world_free(w);
}
END_TEST

static void
write_reply(int fd, uint64_t number, uint32_t verdict)
{
	struct buf b = { 0 };
	Cmsa__SignReply r;

	cmsa__sign_reply__init(&r);
	r.number = number;
	r.verdict = verdict;
	pb_write(&b, &r.base);
	ck_assert_int_eq(frame_write(fd, buf_view(&b), PATIENCE_MS), ERR_NONE);
	buf_clear(&b);
}

START_TEST(an_answer_to_an_earlier_question_is_passed_over)
{
	struct sign_reply r;
	struct signer s;
	int core[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	signer_socket(&s, core[0], &FEED_ALLIANCE, PATIENCE_MS);
	write_reply(core[1], 99, SIGN_PREV);
	write_reply(core[1], 1, SIGN_SEQ);
	ck_assert_int_eq(s.status(s.ctx, &r), ERR_NONE);
	ck_assert_int_eq(r.verdict, SIGN_SEQ);
	signer_clear(&s);
	close(core[1]);
}
END_TEST

START_TEST(half_an_answer_when_the_time_is_over_does_not_spoil_the_next)
{
	/* verdict and number of question 1, cut in the middle */
	static const uint8_t head[6] = { 0, 0, 0, 4, 0x08, SIGN_PREV };
	static const uint8_t tail[2] = { 0x18, 1 };
	struct sign_reply r;
	struct signer s;
	int core[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, core), 0);
	signer_socket(&s, core[0], &FEED_ALLIANCE, 1000);
	ck_assert_int_eq(write(core[1], head, sizeof(head)), sizeof(head));
	ck_assert_int_eq(s.status(s.ctx, &r), ERR_GONE);
	ck_assert_int_eq(write(core[1], tail, sizeof(tail)), sizeof(tail));
	write_reply(core[1], 2, SIGN_SEQ);
	ck_assert_int_eq(s.status(s.ctx, &r), ERR_NONE);
	ck_assert_int_eq(r.verdict, SIGN_SEQ);
	signer_clear(&s);
	close(core[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys_sign_process");
	TCase *t = tcase_create("process");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_feed_is_signed_over_the_socket_and_a_second_header_is_not);
	tcase_add_test(t, a_killed_process_answers_again_for_the_recorded_header_only);
	tcase_add_test(t, a_new_core_gets_a_connection_from_the_parent);
	tcase_add_test(t, it_ends_with_its_parent);
	tcase_add_test(
	    t, a_frame_beyond_the_limit_ends_the_connection_and_not_the_process);
	tcase_add_test(t, half_a_frame_does_not_keep_it_from_ending_with_its_parent);
	tcase_add_test(t, a_second_signer_of_one_key_is_refused);
	tcase_add_test(t, an_answer_to_an_earlier_question_is_passed_over);
	tcase_add_test(t, half_an_answer_when_the_time_is_over_does_not_spoil_the_next);
	suite_add_tcase(s, t);
	return check_main(s);
}
