/* store_when_test.c - in which interval an entry was published, from the tables: whose word
 * counts, what is firm, and what a lie can do (PROTOCOL M7.48). */
#include "check_main.h"
#include "store_facts_fixture.h"

static const int64_t NINE = INT64_C(1790000000000);
enum {
	MINUTE = 60 * 1000,
	HOUR = 60 * MINUTE
};

static struct world w;
static struct factsdb *facts;
static struct when *when;

static void
setup(void)
{
	static const char *const authors[] = { "AUS", "GBR", "JPN", "USA" };

	world_make(&w);
	make_member(&w.acts, "CAN", "2026-01-02");
	world_put_acts(&w);
	facts = open_facts(&w.folder, STORE_WRITE);
	w.time_ms = NINE - 24 * HOUR;
	for (size_t i = 0; i < ARRAY_LEN(authors); i++)
		world_keys(&w, authors[i]);
	world_keys(&w, "CAN");
}

static void
teardown(void)
{
	when_free(when);
	when = NULL;
	factsdb_close(&facts);
	world_clear(&w);
}

static struct place
write_at(int64_t time_ms, const char *author)
{
	w.time_ms = time_ms;
	return world_duty(&w, author, author, "810520", 2500, AUDIENCE_PUBLIC, WITH_BODY);
}

static struct place
witness_at(int64_t time_ms, const char *author, const struct place *of)
{
	w.time_ms = time_ms;
	return world_witness(&w, author, of);
}

/* A witness entry that lists the place under an id that nobody has. */
static struct place
lie_at(int64_t time_ms, const char *author, const struct place *of)
{
	Cmsa__Head head, *heads[1] = { &head };
	struct place at = *of;
	struct buf body = { 0 };
	Cmsa__WitnessBody b;
	uint8_t none[32] = { 7 };
	struct place p;

	cmsa__head__init(&head);
	head.author = at.author;
	head.incarnation = at.incarnation;
	head.seq = at.seq;
	head.id = pb_data(bytes_of(none, sizeof(none)));
	cmsa__witness_body__init(&b);
	b.heads = heads;
	b.n_heads = 1;
	pb_write(&body, &b.base);
	w.time_ms = time_ms;
	p = world_append(&w, author, KIND_WITNESS, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

static const struct when *
ask_at(const struct place *p, const struct position *position)
{
	struct errmsg m = { "" };
	enum err e;

	when_free(when);
	when = NULL;
	e = factsdb_when(
	    facts, &when, w.acts.registry, position, p, date_of_time_ms(NINE), &m);
	ck_assert_msg(e == ERR_NONE, "%s", m.text);
	return when;
}

static const struct when *
ask(const struct place *p)
{
	struct position all = { 0 };

	fold_all(facts, &w, 0);
	ck_assert_int_eq(factsdb_position(facts, &all), ERR_NONE);
	ask_at(p, &all);
	position_clear(&all);
	return when;
}

static void
check_to(size_t bound, int64_t time_ms)
{
	ck_assert_int_eq(when->bounds[bound].has_to, time_ms != 0);
	if (time_ms)
		ck_assert_int_eq(when->bounds[bound].to_ms, time_ms);
}

static void
check_from(size_t bound, int64_t time_ms)
{
	ck_assert_int_eq(when->bounds[bound].has_from, time_ms != 0);
	if (time_ms)
		ck_assert_int_eq(when->bounds[bound].from_ms, time_ms);
}

START_TEST(those_who_list_it_bound_it_from_above_and_several_make_it_firm)
{
	struct place e = write_at(NINE, "AUS"), later = write_at(NINE + MINUTE, "AUS");
	struct place by = witness_at(NINE + 2 * MINUTE, "GBR", &e);

	witness_at(NINE + 3 * MINUTE, "USA", &e); /* a candidate: shown, not counted */
	ask(&e);
	ck_assert_uint_eq(when->countries, 3);
	ck_assert_uint_eq(when->bounds[WHEN_POLICY].m, 2);
	ck_assert_uint_eq(when->bounds[WHEN_MAJORITY].m, 2);
	check_to(WHEN_ONE, NINE + 2 * MINUTE);
	check_to(WHEN_POLICY, 0);
	witness_at(NINE + 5 * MINUTE, "JPN", &later); /* it chains to it */
	witness_at(NINE + 4 * MINUTE, "CAN", &later);
	ask(&e);
	check_to(WHEN_ONE, NINE + 2 * MINUTE);
	check_to(WHEN_POLICY, NINE + 4 * MINUTE);
	ck_assert_uint_eq(when->n_to, 4);
	ck_assert_int_eq(place_cmp(&when->to[0].ref, &by), 0);
	ck_assert(!when->to[1].counts); /* USA */
	ck_assert_ptr_null(when_against(when));
	ck_assert_int_eq(when->witnessed.days, date_of_time_ms(NINE).days);
}
END_TEST

START_TEST(what_it_rests_on_bounds_it_from_below_also_through_others)
{
	struct place first = write_at(NINE - HOUR, "JPN"), second, e;

	witness_at(NINE - 30 * MINUTE, "GBR", &first); /* GBR rests on JPN */
	second = write_at(NINE - 20 * MINUTE, "GBR");
	witness_at(NINE - 10 * MINUTE, "AUS", &second);
	e = write_at(NINE, "AUS");
	ask(&e);
	check_from(WHEN_ONE, NINE - 20 * MINUTE);
	check_from(WHEN_POLICY, NINE - HOUR);
	ck_assert_uint_eq(when->n_from, 2);
	ck_assert_str_eq(when->from[0].ref.author, "GBR");
	ck_assert_uint_eq(when->from[0].via.seq, 2);
	ck_assert_ptr_null(when_against(when));
}
END_TEST

/* _i: the author says a time before what it rests on, or after others listed it */
START_TEST(a_time_outside_is_shown_as_such)
{
	struct place first = write_at(NINE, "GBR"), other = write_at(NINE, "JPN"), e;

	witness_at(NINE, "AUS", &first);
	witness_at(NINE, "AUS", &other);
	e = write_at(_i ? NINE + HOUR : NINE - HOUR, "AUS");
	witness_at(NINE + MINUTE, "CAN", &e);
	ask(&e);
	ck_assert_ptr_nonnull(when_against(when));
	ck_assert_int_eq(
	    when_claim(when, when_against(when)), _i ? WHEN_TOO_LATE : WHEN_TOO_EARLY);
	ck_assert_uint_eq(when_against(when)->m, _i ? 1 : 2);
}
END_TEST

START_TEST(clocks_a_minute_apart_contradict_nobody)
{
	struct place first = write_at(NINE, "GBR"), e;

	witness_at(NINE, "AUS", &first);
	e = write_at(NINE - MINUTE, "AUS");
	witness_at(NINE - 2 * MINUTE, "CAN", &e);
	ask(&e);
	ck_assert_ptr_null(when_against(when));
}
END_TEST

/* One country alone moves neither end for two. */
START_TEST(a_lie_moves_no_firm_bound)
{
	struct place e, far;

	e = write_at(NINE, "AUS");
	far = e;
	far.seq += 100;
	lie_at(NINE - HOUR, "GBR", &e);
	lie_at(NINE - HOUR, "GBR", &far);
	ask(&e);
	ck_assert_uint_eq(when->n_to, 0);
	ck_assert_uint_eq(when->unheld, 2);
	witness_at(NINE - HOUR, "GBR", &e); /* a true id at a false time */
	witness_at(NINE + MINUTE, "JPN", &e);
	ask(&e);
	check_to(WHEN_ONE, NINE - HOUR);
	check_to(WHEN_POLICY, NINE + MINUTE);
	ck_assert_uint_eq(when_against(when)->m, 1);
}
END_TEST

START_TEST(a_witness_time_that_falls_is_not_taken)
{
	struct place before = write_at(NINE - HOUR, "AUS"), e = write_at(NINE, "AUS");

	witness_at(NINE + HOUR, "GBR", &before);
	witness_at(NINE + MINUTE, "GBR", &e);
	ask(&e);
	ck_assert_uint_eq(when->n_to, 0);
	witness_at(NINE + 2 * HOUR, "GBR", &e);
	ask(&e);
	check_to(WHEN_ONE, NINE + 2 * HOUR);
	ck_assert_uint_eq(when->n_without, 1); /* at ten it was not there yet */
	ck_assert_uint_eq(when->without[0].ref.seq, 2);
}
END_TEST

START_TEST(at_a_position_only_what_is_there_speaks)
{
	struct place e = write_at(NINE, "AUS");
	struct position then = { 0 };
	struct errmsg m = { "" };
	struct place missing = e;

	witness_at(NINE + MINUTE, "GBR", &e);
	fold_all(facts, &w, 0);
	ck_assert_int_eq(factsdb_position(facts, &then), ERR_NONE);
	witness_at(NINE + MINUTE, "JPN", &e);
	fold_all(facts, &w, 0);
	ask_at(&e, &then);
	ck_assert_uint_eq(when->n_to, 1);
	missing.seq++;
	when_free(when);
	when = NULL;
	ck_assert_int_eq(factsdb_when(facts, &when, w.acts.registry, &then, &missing,
			     date_of_time_ms(NINE), &m),
	    ERR_NOT_FOUND);
	position_clear(&then);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("store_when");
	TCase *t = tcase_create("when");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, those_who_list_it_bound_it_from_above_and_several_make_it_firm);
	tcase_add_test(t, what_it_rests_on_bounds_it_from_below_also_through_others);
	tcase_add_loop_test(t, a_time_outside_is_shown_as_such, 0, 2);
	tcase_add_test(t, clocks_a_minute_apart_contradict_nobody);
	tcase_add_test(t, a_lie_moves_no_firm_bound);
	tcase_add_test(t, a_witness_time_that_falls_is_not_taken);
	tcase_add_test(t, at_a_position_only_what_is_there_speaks);
	suite_add_tcase(s, t);
	return check_main(s);
}
