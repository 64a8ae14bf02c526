/* The reports of the Act on a small register: who is described, by whom decided, and from what
 * (PROTOCOL M7.39; statute.md 7). */
#include "report_fixture.h"

START_TEST(without_a_determination_the_findings_are_a_draft)
{
	struct report *r;

	add_engagement("NZL", "2026-05-01", "publish");
	r = report_at("annual", "", AS_OF);
	ck_assert(strstr(r->mark, "DRAFT"));
	ck_assert(says(r, REPORT_NOTE, "DRAFT. No determination act names NZL"));
	ck_assert_uint_gt(listed(r, "NZL"), 0);
	report_free(r);
}
END_TEST

START_TEST(a_determination_decides_who_does_not_meet)
{
	struct report *r;

	add_engagement("NZL", "2026-05-01", "publish");
	add_determination("NZL", "2026-06-01", false);
	r = report_at("annual", "", AS_OF);
	ck_assert_str_eq(r->mark, "");
	ck_assert(says(r, REPORT_HEADING, "NZL: does not meet the criteria"));
	ck_assert_uint_gt(listed(r, "NZL"), 0);
	report_free(r);
	r = report_at("annual", "", "2026-05-31"); /* the day before */
	ck_assert(strstr(r->mark, "DRAFT"));
	report_free(r);
}
END_TEST

START_TEST(who_is_determined_to_meet_has_no_deficiencies)
{
	struct report *r;

	add_engagement("NZL", "2026-05-01", "publish");
	add_determination("NZL", "2026-06-01", false);
	add_determination("NZL", "2026-07-01", true); /* the latest holds */
	r = report_at("annual", "", AS_OF);
	ck_assert_str_eq(r->mark, "");
	ck_assert(says(r, REPORT_HEADING, "NZL: meets the criteria"));
	ck_assert_uint_eq(listed(r, "NZL"), 0);
	report_free(r);
}
END_TEST

START_TEST(engagement_says_when_and_what_was_asked)
{
	struct report *r;

	add_engagement("NZL", "2026-05-01", "publish reviews");
	r = report_at("annual", "", AS_OF);
	ck_assert_uint_eq(rows(r, "engagement"), 1);
	ck_assert_str_eq(cell(r, "engagement", 0, "country"), "NZL");
	ck_assert_str_eq(cell(r, "engagement", 0, "engaged"), "2026-05-01");
	ck_assert_str_eq(cell(r, "engagement", 0, "consulted"), "");
	ck_assert_str_eq(cell(r, "engagement", 0, "steps_asked"), "publish reviews");
	ck_assert_str_eq(cell(r, "engagement", 0, "state"), "engaged");
	report_free(r);
}
END_TEST

START_TEST(only_countries_engaged_are_described)
{
	struct report *r;

	add_determination("NZL", "2026-06-01", false);
	r = report_at("annual", "", AS_OF);
	ck_assert_uint_eq(rows(r, "engagement"), 0);
	ck_assert_uint_eq(rows(r, "deficiencies"), 0);
	report_free(r);
	add_engagement("NZL", "2026-11-02", "later than the report");
	r = report_at("annual", "", AS_OF);
	ck_assert_uint_eq(rows(r, "engagement"), 0);
	report_free(r);
}
END_TEST

/* KOR is in no register, CHL is enrolled and silent. */
START_TEST(without_a_feed_nothing_is_published_on_each_criterion) /* _i: 0, 1 */
{
	const char *country = _i ? "CHL" : "KOR";
	struct report *r;

	make_enrol(&m, "CHL", ROLE_CANDIDATE);
	add_engagement(country, "2026-05-01", "publish");
	add_determination(country, "2026-06-01", false);
	r = report_at("annual", "", AS_OF);
	ck_assert_uint_eq(listed(r, country), 7);
	for (size_t i = 0; i < 7; i++) {
		ck_assert_str_eq(
		    cell(r, "deficiencies", i, "reason"), "nothing-published");
		ck_assert(
		    strstr(cell(r, "deficiencies", i, "sentence"), "nothing published"));
	}
	ck_assert_str_eq(cell(r, "deficiencies", 2, "criterion"), "(b)(3)");
	report_free(r);
}
END_TEST

START_TEST(capacity_is_that_of_members_alone)
{
	struct report *r = report_at("annual", "", AS_OF);
	bool aus = false;

	ck_assert_uint_eq(rows(r, "capacity_status"), 3);
	ck_assert_str_eq(cell(r, "capacity_status", 0, "country"), "AUS");
	ck_assert_str_eq(cell(r, "capacity_status", 0, "reported"), "1");
	ck_assert_str_eq(cell(r, "capacity_status", 0, "no_review"), "3");
	ck_assert_str_eq(cell(r, "capacity_status", 1, "country"), "JPN");
	ck_assert_str_eq(cell(r, "capacity_status", 1, "reported"), "2");
	ck_assert_str_eq(cell(r, "capacity_status", 2, "country"), "USA");
	ck_assert_str_eq(cell(r, "capacity_status", 2, "not_available"), "1");
	for (size_t i = 0; i < rows(r, "capacity"); i++) {
		aus |= !strcmp(cell(r, "capacity", i, "country"), "AUS");
		ck_assert_str_ne(cell(r, "capacity", i, "country"), "NZL");
	}
	ck_assert(aus);
	for (size_t i = 0; i < r->n_observations; i++)
		ck_assert_str_ne(r->observations[i].area, "NZL");
	ck_assert_str_eq(cell(r, "shares", 0, "share"), "60 %");
	ck_assert_str_eq(cell(r, "shares", 0, "total"), "100 t");
	ck_assert_str_eq(cell(r, "shares", 1, "member"), "JPN");
	report_free(r);
}
END_TEST

START_TEST(a_deficiency_names_its_entries_and_what_is_required)
{
	struct report *r = report_at("country", "AUS", "2027-11-01");
	const char *sentence = NULL;

	for (size_t i = 0; i < rows(r, "deficiencies"); i++)
		if (!strcmp(cell(r, "deficiencies", i, "reason"), "stale")) {
			sentence = cell(r, "deficiencies", i, "sentence");
			ck_assert_str_eq(
			    cell(r, "deficiencies", i, "entries"), "AUS:1:4");
			ck_assert_str_eq(
			    cell(r, "deficiencies", i, "measured"), "396 days");
			ck_assert_str_eq(
			    cell(r, "deficiencies", i, "required"), "365 days");
		}
	ck_assert_str_eq(sentence,
	    "The newest review of AUS for ore-0, mined is 396 days old; "
	    "at most 365 days are allowed.");
	report_free(r);
}
END_TEST

START_TEST(a_sentence_for_several_names_the_entries_of_all)
{
	struct report *r = report_at("country", "JPN", "2027-11-01");
	size_t found = 0;

	for (size_t i = 0; i < rows(r, "deficiencies"); i++) {
		if (strcmp(cell(r, "deficiencies", i, "reason"), "stale") != 0)
			continue;
		found++;
		ck_assert_str_eq(cell(r, "deficiencies", i, "checks"), "2");
		ck_assert_str_eq(
		    cell(r, "deficiencies", i, "entries"), "JPN:1:3, JPN:1:4");
	}
	ck_assert_uint_eq(found, 1);
	report_free(r);
}
END_TEST

/* ore-0 processed, ore-1 mined and processed have no review: one sentence for three. */
START_TEST(sentences_that_differ_in_goods_alone_are_one)
{
	struct report *r = report_at("country", "AUS", AS_OF);
	size_t found = 0;

	for (size_t i = 0; i < rows(r, "deficiencies"); i++) {
		if (strcmp(cell(r, "deficiencies", i, "reason"), "no-review") != 0)
			continue;
		found++;
		ck_assert_str_eq(cell(r, "deficiencies", i, "checks"), "3");
		ck_assert_str_eq(cell(r, "deficiencies", i, "sentence"),
		    "AUS has published no review of its capacity for 3 kinds of goods: ore-0, "
		    "processed; ore-1, mined; ore-1, processed.");
	}
	ck_assert_uint_eq(found, 1);
	report_free(r);
}
END_TEST

/* A reply of AUS on its missing reviews. */
static void
add_reply(struct facts *f, Cmsa__Criterion criterion)
{
	const struct place p = { .author = "AUS", .incarnation = 1, .seq = 7 };
	const struct hash id = { { 7 } };
	Cmsa__ReplyBody body;
	struct buf b = { 0 };

	cmsa__reply_body__init(&body);
	body.country = pb_text("AUS");
	body.criterion = criterion;
	body.as_of_days = maker_date(REVIEWED).days;
	body.text = pb_text("the survey is under way <soon>");
	pb_write(&b, &body.base);
	facts_add_reply(f, facts_add_source(f, &p, &id, 0), buf_view(&b));
	buf_clear(&b);
}

/* PROTOCOL M7.36 */
START_TEST(a_reply_stands_beside_the_deficiencies_of_its_criterion) /* _i: 0, 1 */
{
	struct facts *f = facts_begun(figures, ARRAY_LEN(figures));
	struct report *r;

	/* (b)(3) is deficient; of (b)(2) nothing is due */
	add_reply(f, _i ? CMSA__CRITERION__CRITERION_B3 : CMSA__CRITERION__CRITERION_B2);
	facts_finish(f);
	r = report_kinds_make(report_kinds_find("country"), f, maker_date(AS_OF), "AUS");
	ck_assert_int_eq(says(r, REPORT_NOTE,
			     "AUS replies to the findings of 1 October 2026 (entry "
			     "AUS:1:7): the survey is under way <soon>"),
	    _i == 1);
	report_free(r);
	facts_free(f);
}
END_TEST

/* --- the five-year review ------------------------------------------------------------ */

/* PROTOCOL M7.39: above, not at, the quantity. */
START_TEST(production_above_the_quantity_makes_a_candidate) /* _i: 0, 1 */
{
	struct report *r;

	add_quantity_policy("ore-0", 10000000 - _i);
	r = report_at("five-year", "", AS_OF);
	ck_assert_uint_eq(rows(r, "production"), 1);
	ck_assert_str_eq(cell(r, "production", 0, "answer"), _i ? "candidate" : "no");
	ck_assert_str_eq(cell(r, "production", 0, "entry"), "USA:1:3");
	report_free(r);
}
END_TEST

START_TEST(without_a_quantity_there_is_no_candidate)
{
	struct report *r = report_at("five-year", "", AS_OF);

	ck_assert_str_eq(cell(r, "production", 0, "answer"), "no threshold");
	report_free(r);
}
END_TEST

START_TEST(the_first_review_is_told_from_the_later)
{
	char *agencies[] = { pb_text("Department of Commerce"),
		pb_text("Department of State") };
	struct report *r = report_at("five-year", "", AS_OF);

	ck_assert(says(r, REPORT_NOTE, "This is the first review"));
	report_free(r);
	add_review_act(
	    "2026-10-30", CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_MODIFY, agencies, 2);
	r = report_at("five-year", "", AS_OF);
	ck_assert(!says(r, REPORT_NOTE, "This is the first review"));
	ck_assert_str_eq(cell(r, "reviews", 0, "outcome"), "modify");
	ck_assert_str_eq(cell(r, "reviews", 0, "agencies_consulted"),
	    "Department of Commerce, Department of State");
	ck_assert_str_eq(cell(r, "review_dates", 0, "state"), "done");
	report_free(r);
}
END_TEST

/* AUS charges 5 %: of a floor of 25 % too little, of the step of its phase-in enough. */
START_TEST(rates_stand_beside_floor_and_step) /* _i: 0, with a phase-in 1 */
{
	struct report *r;
	size_t row = 0;

	add_floor();
	if (_i)
		add_phase_in();
	r = report_at("five-year", "", AS_OF);
	while (strcmp(cell(r, "rates", row, "goods"), "ore-0 mined 250410") != 0)
		row++;
	ck_assert_str_eq(cell(r, "rates", row, "member"), "AUS");
	ck_assert_str_eq(cell(r, "rates", row, "origins"), "all of concern");
	ck_assert_str_eq(cell(r, "rates", row, "rate"), "5 %");
	ck_assert_str_eq(cell(r, "rates", row, "floor"), "25 %");
	ck_assert_str_eq(cell(r, "rates", row, "step"), _i ? "5 %" : "");
	ck_assert_str_eq(
	    cell(r, "rates", row, "status"), _i ? "phasing-in" : "deficient");
	/* AUS, JPN and USA toward CHN and entities of concern */
	ck_assert_uint_eq(rows(r, "rates_by_origin"), 6);
	ck_assert_str_eq(
	    cell(r, "rates_by_origin", 0, _i ? "phasing_in_or_comparable" : "below"),
	    "1");
	ck_assert_str_eq(cell(r, "rates_by_origin", 2, "member"), "JPN");
	ck_assert_str_eq(cell(r, "rates_by_origin", 2, "no_data"), "1");
	report_free(r);
	r = report_at("annual", "", AS_OF);
	ck_assert_uint_eq(rows(r, "allowances"), _i ? 1 : 0);
	report_free(r);
}
END_TEST

/* --- all of them --------------------------------------------------------------------- */

static const struct {
	const char *kind, *country;
} all[] = { { "annual", "" }, { "five-year", "" }, { "country", "AUS" },
	{ "country", "KOR" } };

START_TEST(a_report_says_what_it_rests_on_and_how_to_check_it) /* _i: all */
{
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);

	ck_assert_str_eq(cell(r, "about", 0, "value"), AS_OF);
	ck_assert(strstr(cell(r, "about", 1, "value"), "AUS=1:4"));
	ck_assert_str_eq(cell(r, "about", 2, "value"), "member");
	ck_assert_uint_eq(strlen(cell(r, "about", 3, "value")), 64);
	ck_assert(strstr(cell(r, "check", 0, "command"), "--as-of " AS_OF));
	ck_assert(strstr(cell(r, "check", 1, "command"), all[_i].kind));
	ck_assert_uint_gt(rows(r, "choices"), 5);
	report_free(r);
}
END_TEST

START_TEST(what_is_not_held_is_said) /* _i: all */
{
	const struct place p = { .author = "AUS", .incarnation = 1, .seq = 9 };
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);
	struct facts *f;

	ck_assert(!says(r, REPORT_NOTE, "Incomplete"));
	report_free(r);
	f = facts_begun(figures, ARRAY_LEN(figures));
	facts_add_missing(f, &p, KIND_CAPACITY, AUDIENCE_ALLIANCE);
	facts_finish(f);
	r = report_kinds_make(
	    report_kinds_find(all[_i].kind), f, maker_date(AS_OF), all[_i].country);
	ck_assert(says(r, REPORT_NOTE, "Incomplete"));
	ck_assert(strstr(cell(r, "about", 3, "value"), "none"));
	report_free(r);
	facts_free(f);
}
END_TEST

START_TEST(equal_facts_make_equal_bytes) /* _i: all */
{
	struct report *a, *b;
	char *x, *y;

	add_engagement("NZL", "2026-05-01", "publish");
	a = report_at(all[_i].kind, all[_i].country, AS_OF);
	b = report_at(all[_i].kind, all[_i].country, AS_OF);
	x = written(a, report_html_write);
	y = written(b, report_html_write);
	ck_assert_str_eq(x, y);
	free(x);
	free(y);
	report_free(a);
	report_free(b);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report_kinds");
	TCase *t = tcase_create("reports");

	tcase_add_checked_fixture(t, report_setup, report_teardown);
	tcase_add_test(t, without_a_determination_the_findings_are_a_draft);
	tcase_add_test(t, a_determination_decides_who_does_not_meet);
	tcase_add_test(t, who_is_determined_to_meet_has_no_deficiencies);
	tcase_add_test(t, engagement_says_when_and_what_was_asked);
	tcase_add_test(t, only_countries_engaged_are_described);
	tcase_add_loop_test(
	    t, without_a_feed_nothing_is_published_on_each_criterion, 0, 2);
	tcase_add_test(t, capacity_is_that_of_members_alone);
	tcase_add_test(t, a_deficiency_names_its_entries_and_what_is_required);
	tcase_add_test(t, a_sentence_for_several_names_the_entries_of_all);
	tcase_add_test(t, sentences_that_differ_in_goods_alone_are_one);
	tcase_add_loop_test(
	    t, a_reply_stands_beside_the_deficiencies_of_its_criterion, 0, 2);
	tcase_add_loop_test(t, production_above_the_quantity_makes_a_candidate, 0, 2);
	tcase_add_test(t, without_a_quantity_there_is_no_candidate);
	tcase_add_test(t, the_first_review_is_told_from_the_later);
	tcase_add_loop_test(t, rates_stand_beside_floor_and_step, 0, 2);
	tcase_add_loop_test(
	    t, a_report_says_what_it_rests_on_and_how_to_check_it, 0, ARRAY_LEN(all));
	tcase_add_loop_test(t, what_is_not_held_is_said, 0, ARRAY_LEN(all));
	tcase_add_loop_test(t, equal_facts_make_equal_bytes, 0, ARRAY_LEN(all));
	suite_add_tcase(s, t);
	return check_main(s);
}
