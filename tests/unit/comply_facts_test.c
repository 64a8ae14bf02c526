/* comply_facts_test.c - collecting: batches, replaced lines, desks, order, witnessed dates. */
#include "comply_fixture.h"
#include "witness.h"

static uint32_t
rate_of(const struct facts *f, const char *code)
{
	size_t n;
	const struct fact_duty *rows = facts_duties_of(f, "AUS", &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].line->code, code))
			return rows[i].line->ad_valorem_bp;
	ck_abort_msg("no line %s", code);
	return 0;
}

START_TEST(
    a_batch_counts_only_when_every_part_is_there) /* _i: which part is absent, or none */
{
	const struct duty_row rows[] = { { "25041000", .bp = 1 }, { "25049000", .bp = 2 },
		{ "26110000", .bp = 3 } };
	struct facts *f = facts_empty();

	for (uint32_t part = 1; part <= 3; part++)
		if ((int)part != _i)
			add_duty(f, &(struct duty_sheet){ .seq = part,
					.part = part,
					.parts = 3,
					.rows = &rows[part - 1],
					.n = 1 });
	facts_finish(f);
	ck_assert_uint_eq(f->n_duties, _i ? 0 : 3);
	ck_assert_uint_eq(f->n_sources, _i ? 2 : 3);
	facts_done(f);
}
END_TEST

START_TEST(a_part_that_stands_twice_does_not_make_up_for_another)
{
	const struct duty_row row = { "25041000", .bp = 1 };
	struct facts *f = facts_empty();

	for (uint64_t seq = 1; seq <= 2; seq++)
		add_duty(
		    f, &(struct duty_sheet){
			   .seq = seq, .part = 1, .parts = 2, .rows = &row, .n = 1 });
	facts_finish(f);
	ck_assert_uint_eq(f->n_duties, 0);
	facts_done(f);
}
END_TEST

START_TEST(a_later_line_of_the_same_key_replaces_and_end_closes) /* _i: order of adding */
{
	const struct duty_row old[] = { { "25041000", .bp = 1 },
		{ "25049000", .bp = 2 } };
	const struct duty_row new[] = { { "25041000", .bp = 9, .end = DAY0 + 3 } };
	const struct duty_sheet sheets[] = { { .seq = 1, .rows = old, .n = 2 },
		{ .seq = 2, .rows = new, .n = 1 } };
	struct facts *f = facts_empty();

	add_duty(f, &sheets[_i]);
	add_duty(f, &sheets[1 - _i]);
	facts_finish(f);
	ck_assert_uint_eq(f->n_duties, 2);
	ck_assert_uint_eq(rate_of(f, "25041000"), 9);
	ck_assert_uint_eq(rate_of(f, "25049000"), 2);
	facts_done(f);
}
END_TEST

START_TEST(lines_whose_keys_differ_in_one_part_stay_side_by_side) /* _i: which part */
{
	static const struct duty_row other[] = { { .code = "25041001" },
		{ "25041000", .scope = SCOPE(MEMBERS) }, { "25041000", .origin = "JPN" },
		{ "25041000", .kind = KIND(OTHER) }, { "25041000", .measure = "m" },
		{ "25041000", .start = DAY0 + 1 }, { .code = "25041000" } };
	const struct duty_row row = { .code = "25041000" };
	struct facts *f = facts_empty();
	bool edition = _i + 1 == (int)ARRAY_LEN(other);

	add_duty(f, &(struct duty_sheet){ .seq = 1, .rows = &row, .n = 1 });
	add_duty(f, &(struct duty_sheet){ .seq = 2,
			.edition = edition ? "HS2017" : NULL,
			.rows = &other[_i],
			.n = 1 });
	facts_finish(f);
	ck_assert_uint_eq(f->n_duties, 2);
	facts_done(f);
}
END_TEST

START_TEST(desks_give_no_rows_and_miss_none)
{
	const struct duty_row row = { .code = "25041000" };
	const struct place lost = place_of("AUS.customs", 2);
	struct facts *f = facts_empty();

	add_duty(
	    f, &(struct duty_sheet){
		   .author = "AUS.customs", .country = "AUS", .rows = &row, .n = 1 });
	facts_add_missing(f, &lost, KIND_DUTY, AUDIENCE_PUBLIC);
	facts_finish(f);
	ck_assert_uint_eq(f->n_duties + f->n_missing, 0);
	facts_done(f);
}
END_TEST

START_TEST(sources_are_sorted_by_place_and_rows_keep_theirs)
{
	const struct duty_row row = { "25041000", .bp = 7 };
	static const char *const authors[] = { "JPN", "AUS", "GBR" };
	struct facts *f = facts_empty();

	for (size_t i = 0; i < 3; i++)
		add_duty(
		    f, &(struct duty_sheet){
			   .author = authors[i], .seq = 5 - i, .rows = &row, .n = 1 });
	facts_finish(f);
	for (size_t i = 0; i < f->n_duties; i++)
		ck_assert_str_eq(
		    f->sources[f->duties[i].source].place.author, f->duties[i].country);
	ck_assert_str_eq(f->sources[0].place.author, "AUS");
	ck_assert_str_eq(f->sources[2].place.author, "JPN");
	facts_done(f);
}
END_TEST

/* --- witnessed dates ---------------------------------------------------------------- */

/* `who` at its `seq` says on a day that it holds AUS up to `heads`. */
static void
says(struct witnesses *w, const char *who, uint64_t seq, int32_t day, uint64_t head)
{
	const struct place p = place_of(who, seq);
	Cmsa__WitnessBody body;
	Cmsa__Head h, *list[] = { &h };

	cmsa__witness_body__init(&body);
	cmsa__head__init(&h);
	h.author = pb_text("AUS");
	h.incarnation = 1;
	h.seq = head;
	body.heads = list;
	body.n_heads = head ? 1 : 0;
	witness_add(w, &p, day_ms(day), &body);
}

static int32_t
witnessed(struct witnesses *w, uint64_t seq, size_t m)
{
	static const char *const members[] = { "GBR", "JPN", "USA" };
	const struct place p = place_of("AUS", seq);
	int32_t days;

	witness_finish(w);
	days = witness_date(w, &p, members, ARRAY_LEN(members), m).days;
	witness_free(w);
	return days;
}

/* PROTOCOL M7.3 */
START_TEST(the_mth_smallest_of_the_first_times_of_different_members) /* _i: m */
{
	static const int32_t expected[] = { 0, 10, 20, 30, 0 };
	struct witnesses *w = witness_new();

	says(w, "USA", 7, 30, 9);
	says(w, "USA", 8, 31, 9);
	says(w, "GBR", 4, 10, 5);
	says(w, "GBR", 5, 11, 6);
	says(w, "JPN", 2, 19, 4);
	says(w, "JPN", 3, 20, 8);
	says(w, "BRA", 1, 5, 9); /* no member */
	ck_assert_int_eq(witnessed(w, 5, (size_t)_i), expected[_i]);
}
END_TEST

/* PROTOCOL M7.3 */
START_TEST(a_witness_time_that_falls_is_ignored)
{
	struct witnesses *w = witness_new();

	says(w, "GBR", 1, 20, 0);
	says(w, "GBR", 2, 10, 5); /* below the one before: says nothing */
	says(w, "GBR", 3, 15, 5); /* still below */
	says(w, "GBR", 4, 25, 5);
	ck_assert_int_eq(witnessed(w, 5, 1), 25);
}
END_TEST

START_TEST(another_incarnation_of_the_feed_is_another_feed)
{
	struct witnesses *w = witness_new();
	const char *const members[] = { "GBR" };
	struct place p = place_of("AUS", 5);

	says(w, "GBR", 1, 20, 5);
	witness_finish(w);
	p.incarnation = 2;
	ck_assert_int_eq(witness_date(w, &p, members, 1, 1).days, 0);
	witness_free(w);
}
END_TEST

int
main(void)
{
	TCase *rows = tcase_create("rows"), *times = tcase_create("witnessed");

	tcase_add_loop_test(rows, a_batch_counts_only_when_every_part_is_there, 0, 4);
	tcase_add_test(rows, a_part_that_stands_twice_does_not_make_up_for_another);
	tcase_add_loop_test(
	    rows, a_later_line_of_the_same_key_replaces_and_end_closes, 0, 2);
	tcase_add_loop_test(
	    rows, lines_whose_keys_differ_in_one_part_stay_side_by_side, 0, 7);
	tcase_add_test(rows, desks_give_no_rows_and_miss_none);
	tcase_add_test(rows, sources_are_sorted_by_place_and_rows_keep_theirs);
	tcase_add_loop_test(
	    times, the_mth_smallest_of_the_first_times_of_different_members, 0, 5);
	tcase_add_test(times, a_witness_time_that_falls_is_ignored);
	tcase_add_test(times, another_incarnation_of_the_feed_is_another_feed);
	return run_suite("comply_facts", (TCase *[]){ rows, times }, 2);
}
