/* comply_rate_test.c - leaves, winners and sums of the applied rate (statute.md 3). */
#include "comply_fixture.h"

static const uint32_t floors_count = DUTY_BIT(ORDINARY) | DUTY_BIT(ADDITIONAL);

/* The leaves of AUS under one HS6 for one origin. */
struct asked {
	struct facts *f;
	struct tables *t;
	struct hs hs;
	struct schedule schedule;
	struct lines lines;
	struct rate_leaves leaves;
};

static const struct rate_origin china = { .name = "CHN", .of_concern = true };
static const struct rate_origin japan = { .name = "JPN", .member = true };

static void
ask(struct asked *a, struct facts *f, const char *hs6, const struct rate_origin *o)
{
	if (!a->f) {
		a->f = f;
		a->t = a->t ? a->t : tables_new();
		facts_finish(f);
		hs_init(&a->hs, &a->t->law);
		a->schedule =
		    (struct schedule){ .facts = f, .hs = &a->hs, .d = { TODAY } };
		a->schedule.lines = facts_duties_of(f, "AUS", &a->schedule.n_lines);
	}
	lines_collect(&a->lines, &a->schedule, hs6, floors_count);
	rate_apply(&a->leaves, &a->lines, o);
}

static void
done(struct asked *a)
{
	lines_clear(&a->lines);
	rate_leaves_clear(&a->leaves);
	hs_clear(&a->hs);
	tables_free(a->t);
	facts_done(a->f);
}

static void
expect_leaf(const struct asked *a, size_t i, const char *code, int64_t bp)
{
	ck_assert_uint_lt(i, a->leaves.n);
	ck_assert_str_eq(a->leaves.leaf[i].code, code);
	ck_assert_int_eq(a->leaves.leaf[i].low_bp, bp);
	ck_assert_int_eq(a->leaves.leaf[i].high_bp, bp);
}

/* PROTOCOL M7.6, point 2 */
START_TEST(a_code_with_a_longer_ordinary_code_below_is_no_leaf)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "250410", .bp = 100 }, { "25041010", .bp = 200 },
	    { "25041090", .bp = 300 }, { "2504109010", .bp = 400 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	expect_leaf(&a, 0, "25041010", 200);
	expect_leaf(&a, 1, "2504109010", 400);
	done(&a);
}
END_TEST

START_TEST(lines_under_another_hs6_are_not_there)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 100 }, { "25049000", .bp = 200 },
	    { "25040900", .bp = 300 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	ask(&a, f, "250499", &china);
	ck_assert_uint_eq(a.leaves.n, 0);
	done(&a);
}
END_TEST

START_TEST(a_longer_code_of_an_additional_line_is_a_leaf)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 100 },
	    { "2504100030", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 900 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	expect_leaf(&a, 0, "25041000", 100);
	expect_leaf(&a, 1, "2504100030", 1000);
	done(&a);
}
END_TEST

START_TEST(an_additional_code_with_no_ordinary_code_above_is_no_leaf)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041010", .bp = 100 },
	    { "25041090", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 900 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041010", 100);
	done(&a);
}
END_TEST

START_TEST(a_kind_that_does_not_count_makes_no_leaf_and_adds_nothing) /* _i: kind */
{
	static const Cmsa__DutyKind kinds[] = { KIND(ANTIDUMPING), KIND(COUNTERVAILING),
		KIND(SAFEGUARD), KIND(OTHER) };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 100 },
	    { "25041000", .kind = kinds[_i], .measure = "m", .bp = 900 },
	    { "2504100030", .kind = kinds[_i], .measure = "n", .bp = 900 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041000", 100);
	done(&a);
}
END_TEST

START_TEST(a_shorter_code_reaches_every_leaf_below)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041010", .bp = 100 }, { "25041090", .bp = 200 },
	    { "250410", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 1000 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	expect_leaf(&a, 0, "25041010", 1100);
	expect_leaf(&a, 1, "25041090", 1200);
	done(&a);
}
END_TEST

START_TEST(measures_of_one_kind_add_up)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 100 },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 1000 },
	    { "250410", .kind = KIND(ADDITIONAL), .measure = "n", .bp = 500 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041000", 1600);
	ck_assert_uint_eq(a.leaves.leaf[0].n_winners, 3);
	done(&a);
}
END_TEST

START_TEST(a_relief_is_a_leaf_of_its_own_beside_the_plain_one)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 300 },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 1000 },
	    { "25041000", .kind = KIND(RELIEF), .measure = "quota", .bp = 50 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	expect_leaf(&a, 0, "25041000", 1300);
	ck_assert_ptr_null(a.leaves.leaf[0].relief);
	/* it stands for the ordinary duty; the additional one stays */
	expect_leaf(&a, 1, "25041000", 1050);
	ck_assert_str_eq(a.leaves.leaf[1].relief, "quota");
	done(&a);
}
END_TEST

/* PROTOCOL M7.6, point 4 */
START_TEST(a_relief_with_the_measure_of_an_additional_duty_stands_for_that_one)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 300 },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 1000 },
	    { "2504100010", .kind = KIND(RELIEF), .measure = "m", .bp = 0 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 3);
	expect_leaf(&a, 0, "25041000", 1300);
	expect_leaf(&a, 1, "2504100010", 1300);
	expect_leaf(&a, 2, "2504100010", 300);
	done(&a);
}
END_TEST

START_TEST(a_relief_reaches_the_leaves_below_its_code_and_only_its_origins)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041010", .bp = 300 }, { "25041090", .bp = 400 },
	    { "250410", .origin = "JPN", .kind = KIND(RELIEF), .measure = "q", .bp = 0 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	ask(&a, f, "250410", &japan);
	ck_assert_uint_eq(a.leaves.n, 4);
	expect_leaf(&a, 1, "25041010", 0);
	expect_leaf(&a, 3, "25041090", 0);
	done(&a);
}
END_TEST

START_TEST(a_line_is_in_effect_from_its_start_through_its_end) /* _i: days off */
{
	static const struct {
		int32_t start, end;
		bool in_effect;
	} cases[] = { { TODAY, 0, true }, { TODAY + 1, 0, false }, { DAY0, TODAY, true },
		{ DAY0, TODAY - 1, false }, { TODAY, TODAY, true } };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(
	    f, { "25041000", .bp = 300, .start = cases[_i].start, .end = cases[_i].end });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, cases[_i].in_effect);
	done(&a);
}
END_TEST

/* From the least to the most specific for goods of an entity in CHN, a member too. */
static const struct duty_row by_scope[] = {
	{ "250410", .scope = SCOPE(ANY), .bp = 1 },
	{ "250410", .scope = SCOPE(MEMBERS), .bp = 2 },
	{ "250410", .scope = SCOPE(COUNTRIES_OF_CONCERN), .bp = 3 },
	{ "250410", .origin = "XAA", .bp = 4 },
	{ "250410", .origin = "CHN", .bp = 5 },
	{ "250410", .scope = SCOPE(ENTITIES_OF_CONCERN), .bp = 6 },
};

/* PROTOCOL M7.6, point 3 */
START_TEST(the_more_specific_origin_wins) /* _i: pairs of scopes */
{
	const size_t low = (size_t)_i / ARRAY_LEN(by_scope),
		     high = (size_t)_i % ARRAY_LEN(by_scope);
	const struct rate_origin everything = { .name = "CHN",
		.territory = "XAA",
		.of_concern = true,
		.member = true,
		.entity = true };
	struct asked a = { 0 };
	struct facts *f = facts_empty();
	struct duty_row longer = by_scope[low];

	if (low >= high) {
		facts_done(f);
		return;
	}
	/* origin before code, and before the start */
	longer.code = "25041000";
	longer.start = DAY0 + 1;
	ADD_DUTY(f, longer, by_scope[high]);
	ask(&a, f, "250410", &everything);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041000", by_scope[high].bp);
	done(&a);
}
END_TEST

START_TEST(a_scope_that_does_not_fit_does_not_match) /* _i: scope */
{
	const struct rate_origin nobody = { .name = "BRA" };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, by_scope[_i]);
	ask(&a, f, "250410", &nobody);
	ck_assert_uint_eq(a.leaves.n, _i == 0);
	done(&a);
}
END_TEST

START_TEST(of_one_origin_the_longest_code_wins_then_the_latest_start)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .bp = 100 },
	    { "250410", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 7,
		.start = TODAY },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 20 },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 30,
		.start = DAY0 + 5 });
	ask(&a, f, "250410", &china);
	expect_leaf(&a, 0, "25041000", 130);
	done(&a);
}
END_TEST

START_TEST(an_ordinary_duty_that_is_not_published_leaves_the_rate_open)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	ADD_DUTY(f, { "25041000", .origin = "JPN", .bp = 100 },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 900 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	ck_assert_int_eq(a.leaves.leaf[0].low_bp, 900);
	ck_assert_int_eq(a.leaves.leaf[0].high_bp, RATE_OPEN);
	done(&a);
}
END_TEST

/* Each combination with ad valorem 24 %, 25 %, 26 % against 25 %, without an equivalent
 * and with one below and one at the floor. */
static const struct {
	Cmsa__Combination combination;
	uint32_t bp, equivalent_bp;
	bool hollow;
	enum rate_answer answer;
	bool claimed;
} comparisons[] = {
	{ COMBO(AD_VALOREM), 2499, 0, false, RATE_BELOW, false },
	{ COMBO(AD_VALOREM), 2500, 0, false, RATE_AT_LEAST, false },
	{ COMBO(SPECIFIC), 0, 0, false, RATE_NOT_COMPARABLE, false },
	{ COMBO(SPECIFIC), 0, 2499, false, RATE_BELOW, true },
	{ COMBO(SPECIFIC), 0, 2500, false, RATE_AT_LEAST, true },
	{ COMBO(SPECIFIC), 0, 2500, true, RATE_NOT_COMPARABLE, false },
	{ COMBO(PLUS), 2499, 0, false, RATE_NOT_COMPARABLE, false },
	{ COMBO(PLUS), 2500, 0, false, RATE_AT_LEAST, false },
	{ COMBO(PLUS), 2500, 100, false, RATE_AT_LEAST, false },
	{ COMBO(PLUS), 100, 2499, false, RATE_BELOW, true },
	{ COMBO(HIGHER_OF), 2499, 0, false, RATE_NOT_COMPARABLE, false },
	{ COMBO(HIGHER_OF), 2500, 0, false, RATE_AT_LEAST, false },
	{ COMBO(HIGHER_OF), 2499, 2600, false, RATE_AT_LEAST, true },
	{ COMBO(LOWER_OF), 2499, 0, false, RATE_BELOW, false },
	{ COMBO(LOWER_OF), 2500, 0, false, RATE_NOT_COMPARABLE, false },
	{ COMBO(LOWER_OF), 2500, 2400, false, RATE_BELOW, true },
	{ COMBO(LOWER_OF), 2499, 2600, false, RATE_BELOW, false },
};

/* PROTOCOL M7.6, points 5 and 6 */
START_TEST(ad_valorem_parts_decide_before_equivalents) /* _i: comparisons */
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();
	bool claimed;

	ADD_DUTY(f, { "25041000", .bp = comparisons[_i].bp,
			.combination = comparisons[_i].combination,
			.equivalent_bp = comparisons[_i].equivalent_bp,
			.hollow = comparisons[_i].hollow });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	ck_assert_int_eq(
	    rate_against(&a.leaves.leaf[0], 2500, &claimed), comparisons[_i].answer);
	if (comparisons[_i].answer != RATE_NOT_COMPARABLE)
		ck_assert_int_eq(claimed, comparisons[_i].claimed);
	done(&a);
}
END_TEST

START_TEST(a_sum_is_decided_by_its_ad_valorem_parts_together)
{
	struct asked a = { 0 };
	struct facts *f = facts_empty();
	bool claimed;

	ADD_DUTY(f, { "25041000", .combination = COMBO(SPECIFIC) },
	    { "25041000", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 2500 });
	ask(&a, f, "250410", &china);
	ck_assert_int_eq(rate_against(&a.leaves.leaf[0], 2500, &claimed), RATE_AT_LEAST);
	ck_assert_int_eq(
	    rate_against(&a.leaves.leaf[0], 2501, &claimed), RATE_NOT_COMPARABLE);
	done(&a);
}
END_TEST

START_TEST(a_split_code_of_hs2017_stands_for_each_code_it_splits_into)
{
	const struct duty_row rows[] = { { "81060000", .bp = 300 } };
	struct asked a = { .t = tables_new() };
	struct facts *f = facts_empty();

	table_map(a.t, "810600", "810610", "810690");
	add_duty(f, &(struct duty_sheet){ .edition = "HS2017", .rows = rows, .n = 1 });
	ask(&a, f, "810610", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "81060000", 300);
	ask(&a, f, "810690", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	ask(&a, f, "810600", &china);
	ck_assert_uint_eq(a.leaves.n, 0);
	done(&a);
}
END_TEST

START_TEST(a_code_not_listed_stands_for_itself_and_one_that_kept_its_number_too)
{
	const struct duty_row rows[] = { { "25041000", .bp = 300 },
		{ "81129210", .bp = 400 }, { "81123100", .bp = 500 } };
	struct asked a = { .t = tables_new() };
	struct facts *f = facts_empty();

	table_map(a.t, "811292", "811231", "811292");
	add_duty(f, &(struct duty_sheet){ .edition = "HS2017", .rows = rows, .n = 3 });
	ask(&a, f, "250410", &china);
	expect_leaf(&a, 0, "25041000", 300);
	ask(&a, f, "811292", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	/* 811231 did not exist before, yet a line of that number is not refused */
	ask(&a, f, "811231", &china);
	ck_assert_uint_eq(a.leaves.n, 2);
	expect_leaf(&a, 0, "81123100", 500);
	expect_leaf(&a, 1, "81129210", 400);
	done(&a);
}
END_TEST

START_TEST(a_code_in_two_editions_is_one_leaf_and_the_line_that_started_last_wins)
{
	const struct duty_row old[] = { { "25041000", .bp = 300 } };
	const struct duty_row new[] = { { "25041000", .bp = 400, .start = DAY0 + 1 },
		{ "250410", .kind = KIND(ADDITIONAL), .measure = "m", .bp = 1000 } };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	add_duty(f, &(struct duty_sheet){ .edition = "HS2017", .rows = old, .n = 1 });
	add_duty(f, &(struct duty_sheet){ .seq = 2, .rows = new, .n = 2 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041000", 1400);
	done(&a);
}
END_TEST

START_TEST(of_two_editions_alike_the_one_published_later_wins) /* _i: which */
{
	static const char *const editions[] = { "HS2017", "HS2022" };
	const struct duty_row first[] = { { "25041000", .bp = 300 } };
	const struct duty_row later[] = { { "25041000", .bp = 400 } };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	add_duty(
	    f, &(struct duty_sheet){ .edition = editions[_i], .rows = first, .n = 1 });
	add_duty(f, &(struct duty_sheet){ .edition = editions[1 - _i],
			.seq = 2,
			.day = DAY0 + 1,
			.rows = later,
			.n = 1 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 1);
	expect_leaf(&a, 0, "25041000", 400);
	done(&a);
}
END_TEST

START_TEST(an_edition_nobody_maps_gives_no_leaf_and_is_told)
{
	const struct duty_row rows[] = { { "25041000", .bp = 300 } };
	struct asked a = { 0 };
	struct facts *f = facts_empty();

	add_duty(f, &(struct duty_sheet){ .edition = "HS2012", .rows = rows, .n = 1 });
	ask(&a, f, "250410", &china);
	ck_assert_uint_eq(a.leaves.n, 0);
	ck_assert(lines_has_unknown_edition(&a.schedule));
	done(&a);
}
END_TEST

int
main(void)
{
	TCase *leaves = tcase_create("leaves"), *win = tcase_create("winners"),
	      *sums = tcase_create("sums"), *editions = tcase_create("editions");

	tcase_add_test(leaves, a_code_with_a_longer_ordinary_code_below_is_no_leaf);
	tcase_add_test(leaves, lines_under_another_hs6_are_not_there);
	tcase_add_test(leaves, a_longer_code_of_an_additional_line_is_a_leaf);
	tcase_add_test(leaves, an_additional_code_with_no_ordinary_code_above_is_no_leaf);
	tcase_add_loop_test(
	    leaves, a_kind_that_does_not_count_makes_no_leaf_and_adds_nothing, 0, 4);
	tcase_add_test(leaves, a_shorter_code_reaches_every_leaf_below);
	tcase_add_test(leaves, a_relief_is_a_leaf_of_its_own_beside_the_plain_one);
	tcase_add_test(
	    leaves, a_relief_with_the_measure_of_an_additional_duty_stands_for_that_one);
	tcase_add_test(
	    leaves, a_relief_reaches_the_leaves_below_its_code_and_only_its_origins);
	tcase_add_loop_test(
	    win, a_line_is_in_effect_from_its_start_through_its_end, 0, 5);
	tcase_add_loop_test(win, the_more_specific_origin_wins, 0,
	    (int)(ARRAY_LEN(by_scope) * ARRAY_LEN(by_scope)));
	tcase_add_loop_test(
	    win, a_scope_that_does_not_fit_does_not_match, 0, (int)ARRAY_LEN(by_scope));
	tcase_add_test(win, of_one_origin_the_longest_code_wins_then_the_latest_start);
	tcase_add_test(sums, measures_of_one_kind_add_up);
	tcase_add_test(sums, an_ordinary_duty_that_is_not_published_leaves_the_rate_open);
	tcase_add_loop_test(sums, ad_valorem_parts_decide_before_equivalents, 0,
	    (int)ARRAY_LEN(comparisons));
	tcase_add_test(sums, a_sum_is_decided_by_its_ad_valorem_parts_together);
	tcase_add_test(
	    editions, a_split_code_of_hs2017_stands_for_each_code_it_splits_into);
	tcase_add_test(editions,
	    a_code_not_listed_stands_for_itself_and_one_that_kept_its_number_too);
	tcase_add_test(editions,
	    a_code_in_two_editions_is_one_leaf_and_the_line_that_started_last_wins);
	tcase_add_loop_test(
	    editions, of_two_editions_alike_the_one_published_later_wins, 0, 2);
	tcase_add_test(editions, an_edition_nobody_maps_gives_no_leaf_and_is_told);
	return run_suite("comply_rate", (TCase *[]){ leaves, win, sums, editions }, 4);
}
