/* sim_accident_test.c - a node's own accidents, one after the other in an order made of a seed:
 * killed, brought back from a backup, run from an older copy, wiped, its net lying or cut off.
 * For every place at most one signature ever leaves its sign processes (PROTOCOL M4.3, M6.17).
 * And two copies that run at once: what is closed, and that a fork is seen by everybody. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accident.h"
#include "check_main.h"
#include "pb.h"

enum {
	AUS,
	GBR,
	JPN,
	TWIN,
	SEEDS = 12,
	ROUNDS = 24,
	KEPT = 32
};

static struct world w;
static struct watched watched[2];
static struct ledger ledger;

static uint64_t
first_seed(void)
{
	const char *s = getenv("CMSA_SEED");

	return s ? strtoull(s, NULL, 10) : 1;
}

static void
build(uint64_t seed)
{
	static const char *const names[] = { "AUS", "GBR", "JPN" };

	memset(&ledger, 0, sizeof(ledger));
	world_init(&w, seed);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		world_add(&w, names[i], ROLE_MEMBER);
	accident_watch(&w, AUS, &watched[0], &ledger);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	world_run(&w, 5000);
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
}

static void
tear_down(void)
{
	accident_unwatch(&w, AUS, &watched[0]);
	world_clear(&w);
}

static const Cmsa__ControlReply *
status(int i, struct arena *mem)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus s;
	const ProtobufCMessage *m = NULL;
	struct buf in = { 0 }, out = { 0 };

	cmsa__control_request__init(&request);
	cmsa__control_status__init(&s);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	request.status = &s;
	pb_write(&in, &request.base);
	core_control(w.node[i].core, &out, buf_view(&in), world_time(&w));
	arena_init(mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	buf_clear(&in);
	buf_clear(&out);
	return (const Cmsa__ControlReply *)m;
}

/* --- a net that lies ---------------------------------------------------------------- */

static struct {
	bool on;
	size_t n;
	struct {
		int from, to;
		struct buf frame;
	} kept[KEPT];
} liar;

static void
keep_frame(int from, int to, const struct buf *frame)
{
	size_t k = liar.n++ % KEPT;

	liar.kept[k].from = from;
	liar.kept[k].to = to;
	buf_reset(&liar.kept[k].frame);
	buf_add(&liar.kept[k].frame, frame->p, frame->n);
}

/* Old frames again, stale heads among them; bits flipped; nothing at all. */
static bool
lie(struct world *world, int from, int to, struct buf *frame)
{
	size_t k = world_random(world, KEPT);

	if (from != AUS && to != AUS)
		return true;
	if (!liar.on) {
		if (!world_random(world, 4))
			keep_frame(from, to, frame);
		return true;
	}
	switch (world_random(world, 4)) {
	case 0: return false;
	case 1:
		if (liar.kept[k].from == from && liar.kept[k].to == to) {
			buf_reset(frame);
			buf_add(frame, liar.kept[k].frame.p, liar.kept[k].frame.n);
		}
		return true;
	case 2:
		if (frame->n)
			frame->p[world_random(world, frame->n)] ^=
			    (uint8_t)(1 << world_random(world, 8));
		return true;
	default: return true;
	}
}

static void
liar_clear(void)
{
	for (size_t i = 0; i < KEPT; i++)
		buf_clear(&liar.kept[i].frame);
	memset(&liar, 0, sizeof(liar));
}

/* --- accidents ---------------------------------------------------------------------- */

static struct folder_copy backup, older;

static void
stop(int i)
{
	world_crash(&w, i, 0);
	w.node[i].up_again_ms = 0;
	world_run(&w, 100); /* what was on its way has come */
}

static void
start(void)
{
	world_start(&w, AUS, registry_number(w.maker.registry));
}

static void
calm(void)
{
	liar.on = false;
	w.loss_permille = 0;
	for (int i = 0; i < w.n_nodes; i++)
		w.node[i].group = 0;
	if (!w.node[AUS].core && !w.node[AUS].up_again_ms)
		start();
	world_run(&w, 40000);
}

/* A lying net and a lost record are two accidents at once, which README "Limits" names. */
static enum record_fate
fate(enum record_fate f)
{
	return liar.on ? RECORD_STAYS : f;
}

static void
find_folder(const struct folder_copy *c, enum record_fate record)
{
	/* what was signed and nobody has blocks the feed for good when the record stays */
	if (record == RECORD_STAYS && world_random(&w, 4))
		calm();
	stop(AUS);
	accident_folder(&w, AUS, &watched[0], c, record);
	start();
	if (record != RECORD_STAYS && accident_forget_unseen(&ledger, &w)) {
		/* README "Limits": it must not turn up again in another copy */
		accident_copy_clear(&backup);
		accident_copy_clear(&older);
	}
}

static void
cut_off(void)
{
	for (int i = 0; i < w.n_nodes; i++)
		w.node[i].group = world_random(&w, 2) ? 0 : i != AUS;
}

static void
happen(uint64_t what)
{
	switch (what) {
	case 0: world_crash(&w, AUS, 100 + (int64_t)world_random(&w, 2000)); return;
	case 1:
		if (w.node[AUS].core)
			accident_backup(&backup, &w, AUS);
		return;
	case 2:
		stop(AUS);
		accident_copy(&older, &w, AUS);
		start();
		return;
	case 3:
		if (backup.file[0].n)
			find_folder(&backup,
			    fate(world_random(&w, 2) ? RECORD_STAYS : RECORD_LOST));
		return;
	case 4:
		if (older.file[0].n)
			find_folder(&older, fate(RECORD_COPIED));
		return;
	case 5:
		find_folder(NULL, fate(world_random(&w, 2) ? RECORD_STAYS : RECORD_LOST));
		return;
	case 6:
		/* not while it learns its head without a record */
		liar.on =
		    !liar.on && w.node[AUS].core && core_own_head_known(w.node[AUS].core);
		return;
	case 7: cut_off(); return;
	default: w.loss_permille = (int)world_random(&w, 300); return;
	}
}

/* Two authentic entries at one place: flipped bits of a net that lies are none. */
static bool
has_seen_a_fork(int i)
{
	struct arena mem;
	bool seen = w.node[i].core && status(i, &mem)->n_forks;

	if (w.node[i].core)
		arena_clear(&mem);
	return seen;
}

static void
check_no_fork(uint64_t seed)
{
	ck_assert_msg(
	    !ledger.forks, "seed %" PRIu64 ": %" PRIu64 " own forks", seed, ledger.forks);
	for (int i = 0; i < w.n_nodes; i++)
		ck_assert_msg(!has_seen_a_fork(i), "seed %" PRIu64 ": %s saw a fork",
		    seed, w.node[i].author);
}

/* It publishes again, or says why it does not. */
static bool
check_end(uint64_t seed)
{
	struct arena mem;
	const Cmsa__ControlReply *r = status(AUS, &mem);
	const bool serves = !strcmp(r->state, "serving");

	ck_assert_msg(strcmp(r->state, "another copy of it runs") != 0,
	    "seed %" PRIu64 ": there is no copy", seed);
	if (serves) {
		ck_assert_msg(
		    world_publish(&w, AUS, AUDIENCE_PUBLIC), "seed %" PRIu64, seed);
		ck_assert_msg(world_settle(&w, 60000) >= 0, "seed %" PRIu64, seed);
	} else {
		ck_assert_msg(
		    *r->message, "seed %" PRIu64 ": %s, and no word why", seed, r->state);
		printf("seed %" PRIu64 ": %.60s...\n", seed, r->message);
	}
	arena_clear(&mem);
	return serves;
}

/* PROTOCOL M4.3, M6.17 */
START_TEST(whatever_befalls_a_node_no_place_is_signed_for_twice)
{
	const uint64_t seed = first_seed() + (uint64_t)_i;
	bool served;

	build(seed);
	w.tamper = lie;
	for (int k = 0; k < ROUNDS; k++) {
		happen(world_random(&w, 9));
		for (int p = 0; p < 3; p++) {
			world_publish(&w, AUS, AUDIENCE_PUBLIC);
			world_run(&w, (int64_t)world_random(&w, 3000));
		}
		if (world_random(&w, 4) == 0)
			calm();
		check_no_fork(seed);
	}
	calm();
	served = check_end(seed);
	check_no_fork(seed);
	printf("seed %" PRIu64 ": %" PRIu64 " signatures, %s\n", seed, ledger.signatures,
	    served ? "serves" : "refuses with words");
	liar_clear();
	accident_copy_clear(&backup);
	accident_copy_clear(&older);
	tear_down();
}
END_TEST

static void
check_state(int i, const char *state, const char *word)
{
	struct arena mem;
	const Cmsa__ControlReply *r = status(i, &mem);

	ck_assert_msg(!strcmp(r->state, state), "%d: %s", i, r->state);
	ck_assert_ptr_nonnull(strstr(r->message, word));
	arena_clear(&mem);
}

/* README "Limits": an entry that nobody else had, in a copy, and everything else lost.  Its place
 * is taken anew; when the copy comes back the node sees both, says so and publishes nothing. */
START_TEST(an_entry_that_was_lost_with_the_record_and_comes_back_in_a_copy_stops_the_node)
{
	build(9);
	w.node[AUS].group = 1;
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	stop(AUS);
	accident_copy(&older, &w, AUS);
	accident_folder(&w, AUS, &watched[0], NULL, RECORD_LOST);
	start();
	w.node[AUS].group = 0;
	world_run(&w, 10000);
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	ck_assert_uint_ge(ledger.forks, 1);
	world_run(&w, 5000);
	stop(AUS);
	accident_folder(&w, AUS, &watched[0], &older, RECORD_COPIED);
	start();
	world_run(&w, 40000);
	check_state(AUS, "its feed is forked", "call the registrars");
	ck_assert(!world_publish(&w, AUS, AUDIENCE_PUBLIC));
	accident_copy_clear(&older);
	tear_down();
}
END_TEST

/* --- two at once -------------------------------------------------------------------- */

/* A second machine runs a copy of the folder, keys and record and all. */
static void
clone(void)
{
	struct folder_copy c = { 0 };
	struct world_node *n;

	stop(AUS);
	accident_copy(&c, &w, AUS);
	ck_assert_int_eq(world_add_desk(&w, "AUS"), TWIN); /* enrolled already */
	n = &w.node[TWIN];
	accident_watch(&w, TWIN, &watched[1], &ledger);
	accident_folder(&w, TWIN, &watched[1], &c, RECORD_COPIED);
	accident_copy_clear(&c);
	start();
	world_start(&w, TWIN, registry_number(w.maker.registry));
	world_run(&w, 10000);
	ck_assert(core_own_head_known(w.node[AUS].core));
	ck_assert(core_own_head_known(n->core));
}

static void
end_of_two(void)
{
	accident_unwatch(&w, TWIN, &watched[1]);
	tear_down();
}

/* PROTOCOL M6.27.  _i: which of the two publishes first. */
START_TEST(of_two_copies_the_one_that_was_silent_stops_and_the_feed_is_whole)
{
	const int first = _i ? TWIN : AUS, other = _i ? AUS : TWIN;

	w.witness_every_ms = w.full_witness_every_ms = INT64_C(1) << 40;
	build(7);
	clone();
	ck_assert(world_publish(&w, first, AUDIENCE_PUBLIC));
	world_run(&w, 10000);
	check_state(other, "another copy of it runs", "Stop one of the two");
	for (int k = 0; k < 5; k++) {
		ck_assert(!world_publish(&w, other, AUDIENCE_PUBLIC)); /* it waits */
		ck_assert(world_publish(&w, first, AUDIENCE_PUBLIC));
		world_run(&w, 3000);
	}
	ck_assert_uint_eq(ledger.forks, 0);
	for (int i = 0; i < w.n_nodes; i++)
		ck_assert_uint_eq(core_refused(w.node[i].core, V_FORK), 0);
	/* the first is stopped for good, as the words say */
	stop(first);
	world_crash(&w, other, 500);
	world_run(&w, 20000);
	check_state(other, "serving", "");
	ck_assert(world_publish(&w, other, AUDIENCE_PUBLIC));
	ck_assert_uint_eq(ledger.forks, 0);
	end_of_two();
}
END_TEST

/* PROTOCOL M4.9, M6.28.  The one case that is not closed: both publish before either has the
 * other's entry.  Everybody notices, the two themselves as well, and both stop. */
START_TEST(two_copies_that_publish_at_once_fork_and_everybody_notices)
{
	build(8);
	clone();
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	ck_assert(world_publish(&w, TWIN, AUDIENCE_PUBLIC));
	ck_assert_uint_ge(ledger.forks, 1);
	world_run(&w, 60000);
	for (int i = 0; i < w.n_nodes; i++)
		ck_assert_msg(
		    has_seen_a_fork(i), "%s (%d) saw nothing", w.node[i].author, i);
	check_state(AUS, "its feed is forked", "call the registrars");
	check_state(TWIN, "its feed is forked", "call the registrars");
	end_of_two();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_accident");
	TCase *t = tcase_create("accidents");

	tcase_set_timeout(t, 240);
	tcase_add_loop_test(
	    t, whatever_befalls_a_node_no_place_is_signed_for_twice, 0, SEEDS);
	tcase_add_test(t,
	    an_entry_that_was_lost_with_the_record_and_comes_back_in_a_copy_stops_the_node);
	tcase_add_loop_test(
	    t, of_two_copies_the_one_that_was_silent_stops_and_the_feed_is_whole, 0, 2);
	tcase_add_test(t, two_copies_that_publish_at_once_fork_and_everybody_notices);
	suite_add_tcase(s, t);
	return check_main(s);
}
