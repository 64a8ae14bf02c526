/* Facts of a feed that was told in two ways: which proofs have an effect, and up to where the
 * feed counts (PROTOCOL M4.18, M7.44). */
#include "check_main.h"
#include "comply.h"
#include "compliance.h"
#include "frozen.h"
#include "unit/fork_fixture.h"
#include "witness.h"

static struct world world;
static struct factsdb *facts;
static struct place aus[8]; /* its entries; [1] is the keys entry, then duty lines */

static void
setup(void)
{
	static const char *const codes[] = { "280530", "280540", "280550", "280560",
		"280570" };

	world_make(&world);
	facts = open_facts(&world.folder, STORE_WRITE);
	aus[1] = world_keys(&world, "AUS");
	world_keys(&world, "GBR");
	world_keys(&world, "JPN");
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		aus[i + 2] = world_duty(
		    &world, "AUS", "AUS", codes[i], 500, AUDIENCE_PUBLIC, WITH_BODY);
}

static void
teardown(void)
{
	factsdb_close(&facts);
	world_clear(&world);
}

static struct facts *
load_at(const struct position *p)
{
	struct errmsg m = { { 0 } };
	struct facts *out = NULL;

	fold_all(facts, &world, 0);
	ck_assert_msg(
	    !factsdb_load(facts, &out, world.acts.registry, p, LEVEL_MEMBER_FACTS, &m),
	    "%s", m.text);
	return out;
}

static struct position
here(void)
{
	struct position p;

	fold_all(facts, &world, 0);
	ck_assert_int_eq(factsdb_position(facts, &p), ERR_NONE);
	return p;
}

/* How many duty lines of AUS count, of five; and the limit, 0 without a fork. */
static size_t
counted(uint64_t *limit)
{
	struct position p = here();
	struct facts *f = load_at(&p);
	const size_t n = f->n_duties;

	ck_assert_uint_le(f->n_forks, 1);
	*limit = f->n_forks ? f->forks[0].limit : 0;
	facts_free(f);
	position_clear(&p);
	return n;
}

#define EXPECT(lines, up_to)                               \
	do {                                               \
		uint64_t limit;                            \
		ck_assert_uint_eq(counted(&limit), lines); \
		ck_assert_uint_eq(limit, up_to);           \
	} while (0)

START_TEST(a_proof_ends_what_counts_before_its_place)
{
	EXPECT(5, 0);
	fork_prove(&world, "JPN", &aus[4], false);
	EXPECT(2, 3);
}
END_TEST

START_TEST(a_proof_that_does_not_verify_has_no_effect)
{
	fork_prove(&world, "JPN", &aus[4], true);
	EXPECT(5, 0);
}
END_TEST

START_TEST(what_more_than_half_of_the_others_witnessed_still_counts)
{
	fork_prove(&world, "JPN", &aus[4], false);
	world_witness(&world, "GBR", &aus[6]);
	EXPECT(2, 3); /* one of two is not more than half */
	world_witness(&world, "AUS", &aus[6]);
	EXPECT(2, 3); /* its own word does not count */
	world_witness(&world, "JPN", &aus[5]);
	EXPECT(4, 5);
	world_witness(&world, "JPN", &aus[6]);
	EXPECT(5, 6);
}
END_TEST

/* A second history far back takes nothing of what was witnessed since. */
START_TEST(a_second_history_below_what_was_witnessed_freezes_none_of_it)
{
	world_witness(&world, "GBR", &aus[6]);
	world_witness(&world, "JPN", &aus[6]);
	fork_prove(&world, "JPN", &aus[2], false);
	EXPECT(5, 6);
}
END_TEST

START_TEST(of_several_proofs_the_lowest_place_counts) /* _i: in which order they came */
{
	fork_prove(&world, "JPN", &aus[_i ? 3 : 5], false);
	fork_prove(&world, "GBR", &aus[_i ? 5 : 3], false);
	fork_prove(&world, "GBR", &aus[2], true);
	EXPECT(1, 2);
}
END_TEST

/* PROTOCOL M4.18: the feed must be there up to the place before. */
START_TEST(
    a_position_that_ends_before_the_place_knows_of_no_effect) /* _i: AUS ends there */
{
	struct position p;
	struct facts *f;

	fork_prove(&world, "JPN", &aus[4], false);
	p = here();
	for (size_t i = 0; i < p.n_heads; i++)
		if (!strcmp(p.heads[i].place.author, "AUS")) {
			p.heads[i].place.seq = (uint64_t)_i;
			memset(&p.heads[i].id, 0, sizeof(p.heads[i].id));
		}
	f = load_at(&p);
	ck_assert_uint_eq(f->n_forks, _i >= 3);
	ck_assert_uint_eq(f->n_duties, _i >= 3 ? 2 : (size_t)_i - 1);
	facts_free(f);
	/* and one that ends before the proof knows nothing of it */
	for (size_t i = 0; i < p.n_heads; i++)
		if (!strcmp(p.heads[i].place.author, "JPN")) {
			p.heads[i].place.seq = 1;
			memset(&p.heads[i].id, 0, sizeof(p.heads[i].id));
		}
	f = load_at(&p);
	ck_assert_uint_eq(f->n_forks, 0);
	ck_assert_uint_eq(f->n_duties, (size_t)_i - 1);
	facts_free(f);
	position_clear(&p);
}
END_TEST

/* What lies beyond says nothing: not what it is missing, nor what it witnessed. */
START_TEST(what_is_missing_and_witnessed_beyond_counts_no_more)
{
	struct position p;
	struct facts *f;

	world_duty(&world, "AUS", "AUS", "280580", 500, AUDIENCE_PUBLIC, 0);
	world_duty(&world, "GBR", "GBR", "280530", 500, AUDIENCE_PUBLIC, WITH_BODY);
	world_witness(&world, "AUS",
	    &(struct place){ .author = "GBR", .incarnation = 1, .seq = 2 });
	p = here();
	f = load_at(&p);
	ck_assert_uint_eq(f->n_missing, 1);
	ck_assert_uint_eq(
	    witness_listed(f->witnesses, "AUS",
		&(Cmsa__Head){ .author = pb_text("GBR"), .incarnation = 1 }),
	    2);
	facts_free(f);
	position_clear(&p);
	fork_prove(&world, "JPN", &aus[4], false);
	p = here();
	f = load_at(&p);
	ck_assert_uint_eq(f->n_missing, 0);
	ck_assert_uint_eq(
	    witness_listed(f->witnesses, "AUS",
		&(Cmsa__Head){ .author = pb_text("GBR"), .incarnation = 1 }),
	    0);
	facts_free(f);
	position_clear(&p);
}
END_TEST

/* PROTOCOL M7.45 */
START_TEST(every_answer_says_up_to_where_a_forked_feed_counts) /* _i: there is a proof */
{
	static const char says[] =
	    "AUS is forked at 1:4, proven by JPN:1:2: it counts up to 1:3; what it published "
	    "beyond, up to 1:6, is left out";
	const struct compliance_view view = { .findings = true };
	struct buf text = { 0 }, json = { 0 }, note = { 0 };
	struct findings *fs;
	struct position p;
	struct facts *f;

	if (_i)
		fork_prove(&world, "JPN", &aus[4], false);
	p = here();
	f = load_at(&p);
	fs = comply_judge(f, maker_date("2026-10-01"));
	compliance_text(&text, fs, &view);
	compliance_json(&json, fs, &view);
	frozen_note(&note, f);
	buf_add(&text, "", 1);
	buf_add(&json, "", 1);
	buf_add(&note, "", 1);
	ck_assert_int_eq(strstr((const char *)text.p, says) != NULL, _i);
	ck_assert_int_eq(strstr((const char *)json.p, says) != NULL, _i);
	ck_assert_int_eq(strstr((const char *)json.p, "\"counts_up_to\": 3") != NULL, _i);
	ck_assert_int_eq(strstr((const char *)note.p, says) != NULL, _i);
	ck_assert_ptr_eq(facts_fork_of(f, "GBR"), NULL);
	ck_assert_int_eq(facts_fork_of(f, "AUS") != NULL, _i);
	findings_free(fs);
	facts_free(f);
	position_clear(&p);
	buf_clear(&text);
	buf_clear(&json);
	buf_clear(&note);
}
END_TEST

struct listed {
	size_t n[3];
};

static enum err
count_state(void *ctx, const struct fact_proof *p)
{
	struct listed *l = ctx;

	l->n[p->state]++;
	return ERR_NONE;
}

START_TEST(each_proof_says_what_it_is_at_a_position)
{
	struct listed l = { { 0 } };
	struct position p;

	fork_prove(&world, "JPN", &aus[4], false);
	fork_prove(&world, "JPN", &aus[5], true);
	fork_prove(&world, "GBR", &aus[6], false);
	p = here();
	for (size_t i = 0; i < p.n_heads; i++)
		if (!strcmp(p.heads[i].place.author, "AUS"))
			p.heads[i].place.seq = 4;
	ck_assert_int_eq(
	    factsdb_proofs_each(facts, world.acts.registry, &p, count_state, &l),
	    ERR_NONE);
	ck_assert_uint_eq(l.n[FORK_PROVEN], 1);
	ck_assert_uint_eq(l.n[FORK_FALSE], 1);
	ck_assert_uint_eq(l.n[FORK_OPEN], 1);
	position_clear(&p);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_forks");
	TCase *tc = tcase_create("forks");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_proof_ends_what_counts_before_its_place);
	tcase_add_test(tc, a_proof_that_does_not_verify_has_no_effect);
	tcase_add_test(tc, what_more_than_half_of_the_others_witnessed_still_counts);
	tcase_add_test(tc, a_second_history_below_what_was_witnessed_freezes_none_of_it);
	tcase_add_loop_test(tc, of_several_proofs_the_lowest_place_counts, 0, 2);
	tcase_add_loop_test(
	    tc, a_position_that_ends_before_the_place_knows_of_no_effect, 1, 6);
	tcase_add_test(tc, what_is_missing_and_witnessed_beyond_counts_no_more);
	tcase_add_loop_test(tc, every_answer_says_up_to_where_a_forked_feed_counts, 0, 2);
	tcase_add_test(tc, each_proof_says_what_it_is_at_a_position);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
