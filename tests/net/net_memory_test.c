/* net_memory_test.c - an endless message passes every limit of ZeroMQ: under the cap it ends
 * its own connection, or the process, which the parent starts again; never the machine. */
#include <sys/wait.h>

#include "check_main.h"
#include "net_hand.h"
#include "sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
enum {
	HAS_CAP = 0
};
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum {
	HAS_CAP = 0
};
#else
enum {
	HAS_CAP = 1
};
#endif
#else
enum {
	HAS_CAP = 1
};
#endif

enum {
	PART_BYTES = 100 << 10,
	NOT_ENTERED = 99
};

static const uint64_t CAP_BYTES = 400ull << 20;

static struct world world;

/* As tnode_start, in a process of its own. */
static pid_t
start_process(struct tnode *t)
{
	pid_t pid;

	stream_pair(&t->parent, &t->give_parent);
	stream_pair(&t->live.fd, &t->give_live);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		close(t->parent);
		close(t->live.fd);
		/* in its cell: how it dies of the cap is no forbidden call */
		if (sandbox_begin() || sandbox_enter(SANDBOX_NET, NULL, t->give_parent))
			exit(NOT_ENTERED);
		exit(net_main(&t->config, t->give_parent, t->give_live, -1));
	}
	close(t->give_parent);
	close(t->give_live);
	return pid;
}

static bool
is_dead(pid_t pid, int *status)
{
	return waitpid(pid, status, WNOHANG) == pid;
}

START_TEST(an_endless_message_ends_its_connection_or_the_capped_process)
{
	static uint8_t part[PART_BYTES];
	struct tnode *t;
	struct row row = { "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false };
	struct pair keys;
	struct hand h;
	struct raw r;
	uint64_t sent_bytes = 0;
	int status = 0, live;
	pid_t pid;

	if (!HAS_CAP)
		return; /* nothing to see: AddressSanitizer and the cap exclude each other */
	t = mem_new(sizeof(*t));
	ck_assert_int_ge(sodium_init(), 0);
	pair_make(&t->keys);
	pair_make(&keys);
	t->config = (struct net_config){ .endpoint = "tcp://127.0.0.1:*",
		.public_key = t->keys.public_key.b,
		.secret_key = t->keys.secret_key.b,
		.memory_bytes = CAP_BYTES };
	link_init(&t->live);
	link_init(&t->bulk);
	pid = start_process(t);
	live = t->live.fd;
	t->live.fd = -1;
	link_open(&t->live, live);
	t->reads_live = true;
	world.nodes[world.n++] = t;
	AWAIT(&world, t->endpoint[0]);
	row.key = keys.public_key;
	tnode_admit_now(&world, t, &row, 1);
	ck_assert(hand_dial(&h, t->endpoint, &t->keys.public_key, &keys, "GBR/main"));
	while (hand_send(&h, bytes_of(part, sizeof(part)), true)) {
		sent_bytes += sizeof(part);
		ck_assert_uint_lt(sent_bytes, 4 * CAP_BYTES);
	}
	ck_assert_uint_gt(sent_bytes, GAUGE_UNKNOWN_BYTES);
	/* It never knocked, so whose it was is not known.  Either net died of it, or it takes
	 * that peer's next connection as if nothing was. */
	r = raw_dial(&world, t, &keys);
	AWAIT(&world, is_dead(pid, &status) || tnode_got(t, "GBR/main", "here") ||
			  (raw_say(&r, TAG_LIVE_BYTE, "here"), false));
	if (tnode_got(t, "GBR/main", "here"))
		ck_assert(!is_dead(pid, &status));
	else
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) != SIGSYS);
	raw_close(&world, &r);
	close(h.fd);
	close(t->parent);
	link_close(&t->live);
	free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net memory");
	TCase *t = tcase_create("memory");

	tcase_set_timeout(t, 200);
	tcase_add_test(t, an_endless_message_ends_its_connection_or_the_capped_process);
	suite_add_tcase(s, t);
	return check_main(s);
}
