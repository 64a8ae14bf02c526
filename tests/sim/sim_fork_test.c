/* sim_fork_test.c - an author tells one half of the alliance this and the other half that:
 * within seconds every honest node holds a proof, and at one position all have one limit and one
 * answer (PROTOCOL M4.9, M4.19, M5.31, M6.19, M6.20, M7.44). */
#include <stdlib.h>

#include "check_main.h"
#include "comply.h"
#include "pb.h"
#include "wire.pb-c.h"
#include "world.h"

enum {
	NODES = 7,      /* the first is the one that lies */
	PROOF_MS = 5000 /* "within seconds" */
};

static struct world w;
static uint64_t common; /* entries of AUS that all hold */

static void
setup(void)
{
	static const char *const names[NODES] = { "AUS", "CAN", "GBR", "JPN", "KOR",
		"NZL", "USA" };

	world_init(&w, 7);
	w.delay_most_ms = 50;
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < NODES; i++) {
		w.witness_every_ms =
		    i ? 8000 : 0; /* AUS says no more than it is asked to */
		world_start(&w, i, registry_number(w.maker.registry));
	}
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	for (int k = 0; k < 3; k++)
		ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	common = position_seq(core_position(w.node[0].core), "AUS", 1);
}

static void
teardown(void)
{
	world_clear(&w);
}

static uint64_t
held(int i)
{
	return position_seq(core_position(w.node[i].core), "AUS", 1);
}

/* Hands node `i` the next entry of another history of AUS, as AUS would. */
static void
tell(int i, struct place *at, struct hash *tip, struct buf *frame)
{
	struct entry e = { .place = *at,
		.kind = 500,
		.audience = AUDIENCE_CUSTOMS,
		.schema = 1,
		.prev = *tip,
		.time_ms = world_time(&w).wall_ms };
	struct buf header = { 0 };
	const struct signature sig =
	    maker_entry(&header, &e, &w.maker, bytes_of("another", 7));
	Cmsa__SignedEntry s, *list[1] = { &s };
	Cmsa__Live live;
	Cmsa__Wire wire;

	cmsa__signed_entry__init(&s);
	s.header = pb_data(buf_view(&header));
	s.signature = pb_data(bytes_of(sig.b, sizeof(sig.b)));
	s.body = pb_data(bytes_of("another", 7));
	cmsa__live__init(&live);
	live.entries = list;
	live.n_entries = 1;
	cmsa__wire__init(&wire);
	wire.message_case = CMSA__WIRE__MESSAGE_LIVE;
	wire.live = &live;
	buf_reset(frame);
	pb_write(frame, &wire.base);
	core_receive(w.node[i].core, "AUS", "main", buf_view(frame), world_time(&w));
	buf_clear(&header);
	if (i == NODES - 1) {
		*tip = e.id;
		at->seq++;
	}
}

/* AUS writes `mine` more entries that the first `a` others get, and `yours` that the rest get
 * instead; then it is gone. */
static void
split(int a, int mine, int yours)
{
	struct place at = { .author = "AUS", .incarnation = 1, .seq = common + 1 };
	struct place before = { .author = "AUS", .incarnation = 1, .seq = common };
	struct buf frame = { 0 };
	struct hash tip;

	ck_assert_int_eq(store_id_get(w.node[1].store, &tip, &before), ERR_NONE);
	for (int i = 1 + a; i < NODES; i++)
		w.node[i].group = 1;
	for (int k = 0; k < mine; k++)
		ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	world_run(&w, 400);
	world_crash(&w, 0, INT64_C(1) << 40);
	for (int k = 0; k < yours; k++)
		for (int i = 1 + a; i < NODES; i++)
			tell(i, &at, &tip, &frame);
	world_run(&w, 400);
	for (int i = 1; i <= a; i++)
		ck_assert_uint_eq(held(i), common + (uint64_t)mine);
	for (int i = 1 + a; i < NODES; i++)
		ck_assert_uint_eq(held(i), common + (uint64_t)yours);
	for (int i = 1; i < NODES; i++)
		w.node[i].group = 0;
	buf_clear(&frame);
}

/* --- what they find ----------------------------------------------------------------- */

/* What all honest nodes hold, and of AUS what `like` holds, up to `aus`. */
static void
common_position(struct position *out, int like, uint64_t aus)
{
	position_copy(out, core_position(w.node[like].core));
	for (size_t k = 0; k < out->n_heads; k++) {
		struct place *p = &out->heads[k].place;

		for (int i = 1; i < NODES; i++) {
			const uint64_t seq = position_seq(
			    core_position(w.node[i].core), p->author, p->incarnation);

			if (strcmp(p->author, "AUS") != 0 && seq < p->seq)
				p->seq = seq;
		}
		if (!strcmp(p->author, "AUS") && aus < p->seq)
			p->seq = aus;
		memset(&out->heads[k].id, 0, sizeof(out->heads[k].id));
	}
}

struct found {
	size_t forks;
	uint64_t place, limit;
	struct hash digest;
};

static struct found
found_by(int i, const struct position *p)
{
	struct world_node *n = &w.node[i];
	struct found out = { 0 };
	struct facts *f = NULL;
	struct findings *fs;
	struct errmsg m;

	ck_assert_msg(!factsdb_load(n->facts, &f, core_registry(n->core), p,
			  LEVEL_MEMBER_FACTS, &m),
	    "%s: %s", n->author, m.text);
	fs = comply_judge(f, maker_date("2026-06-02"));
	out.forks = f->n_forks;
	if (f->n_forks) {
		out.place = f->forks[0].at.seq;
		out.limit = f->forks[0].limit;
	}
	out.digest = fs->digest;
	findings_free(fs);
	facts_free(f);
	return out;
}

/* Those of nodes from..to at one position: equal, with that place and limit. */
static void
expect_found(int from, int to, uint64_t aus, uint64_t limit)
{
	struct position p = { 0 };
	struct found first, other;

	common_position(&p, from, aus);
	first = found_by(from, &p);
	ck_assert_uint_eq(first.forks, 1);
	ck_assert_uint_eq(first.place, common + 1);
	ck_assert_uint_eq(first.limit, limit);
	for (int i = from + 1; i <= to; i++) {
		other = found_by(i, &p);
		ck_assert_msg(other.forks == 1 && other.limit == first.limit &&
				  hash_eq(&other.digest, &first.digest),
		    "%s finds otherwise", w.node[i].author);
	}
	position_clear(&p);
}

static enum err
count_proof(void *ctx, const struct place *by, const struct place *of)
{
	ck_assert_str_ne(by->author, "AUS");
	ck_assert_str_eq(of->author, "AUS");
	++*(size_t *)ctx;
	return ERR_NONE;
}

static void
expect_proof_everywhere(void)
{
	for (int i = 1; i < NODES; i++) {
		size_t n = 0;

		ck_assert_int_eq(
		    store_proofs_each(w.node[i].store, count_proof, &n), ERR_NONE);
		ck_assert_msg(n >= 1, "%s holds no proof", w.node[i].author);
	}
}

/* --- the tests ---------------------------------------------------------------------- */

START_TEST(two_halves_prove_it_within_seconds_and_find_the_same)
{
	split(3, 1, 1);
	world_run(&w, PROOF_MS);
	expect_proof_everywhere();
	world_run(&w, 30000); /* all have witnessed what they hold */
	for (int i = 1; i < NODES; i++)
		ck_assert_uint_eq(held(i), common + 1);
	/* three of six is not more than half */
	expect_found(1, 3, common + 1, common);
	expect_found(4, NODES - 1, common + 1, common);
	expect_found(1, NODES - 1, common, common);
}
END_TEST

/* Nobody sees the first entry of the other history live: only heads, and ids. */
START_TEST(a_history_that_went_on_is_traced_to_where_it_parts) /* _i: whose is longer */
{
	split(3, _i == 0 ? 1 : 5, _i == 1 ? 1 : 6);
	world_run(&w, PROOF_MS * 2);
	expect_proof_everywhere();
	world_run(&w, 20000);
	expect_found(1, 3, 99, common);
	expect_found(4, NODES - 1, 99, common);
}
END_TEST

/* Four of the six others hold one history: what they witnessed counts, for them. */
START_TEST(what_more_than_half_witnessed_counts_and_no_more)
{
	split(4, 2, 1);
	world_run(&w, PROOF_MS);
	expect_proof_everywhere();
	world_run(&w, 30000);
	expect_found(1, 4, common + 2, common + 2);
	expect_found(
	    1, 4, common + 1, common); /* what names a later entry says nothing there */
	expect_found(5, NODES - 1, common + 1, common);
}
END_TEST

/* Every honest node is killed at once after it learned of the fork. */
START_TEST(a_restart_forgets_nothing)
{
	split(3, 1, 2);
	world_run(&w, PROOF_MS);
	for (int i = 1; i < NODES; i++) {
		world_crash(&w, i, 0);
		world_start(&w, i, registry_number(w.maker.registry));
	}
	world_run(&w, 20000);
	expect_proof_everywhere();
	expect_found(1, 3, common + 1, common);
	expect_found(4, NODES - 1, common + 2, common);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_fork");
	TCase *t = tcase_create("fork");

	tcase_set_timeout(t, 240);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, two_halves_prove_it_within_seconds_and_find_the_same);
	tcase_add_loop_test(t, a_history_that_went_on_is_traced_to_where_it_parts, 0, 3);
	tcase_add_test(t, what_more_than_half_witnessed_counts_and_no_more);
	tcase_add_test(t, a_restart_forgets_nothing);
	suite_add_tcase(s, t);
	return check_main(s);
}
