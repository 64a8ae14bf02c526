/* comply_countries_test.c - who is judged, and what stands beside the findings of a country:
 * informational, note, agreed (PROTOCOL M7.4, M7.17). */
#include "conduct_fixture.h"
#include "measure_rows.h"

enum {
	F0 = 20454, /* AUS in force, and USA */
	D = F0 + 200
};

static struct maker m;
static struct facts *f;
static struct findings *fs;

static void
setup(void)
{
	char text[11];

	maker_init(&m, 3, 2);
	make_member_on(&m, "AUS", F0);
	make_enrol(&m, "KOR", ROLE_CANDIDATE);
	make_enrol(&m, "USA", ROLE_MEMBER);
	make_enrol(&m, "court", ROLE_AUDITOR);
	make_certification(&m, "KOR", ymd(F0 + 1, text), ymd(F0 + 1, text));
}

static void
teardown(void)
{
	findings_free(fs);
	fs = NULL;
	facts_free(f);
	f = NULL;
	maker_clear(&m);
}

static void
judge_at(int32_t d)
{
	if (!f)
		f = facts_of_register(&m);
	if (f->intake)
		facts_finish(f);
	findings_free(fs);
	fs = comply_judge(f, (struct date){ d });
}

static const struct country_result *
of(const char *country)
{
	for (size_t i = 0; i < fs->n_countries; i++)
		if (!strcmp(fs->countries[i].country, country))
			return &fs->countries[i];
	ck_abort_msg("%s is not judged", country);
	return NULL;
}

/* A meeting that all of them missed, and say so. */
static void
all_miss(void)
{
	static const char *const countries[] = { "AUS", "KOR", "USA" };
	const uint64_t n = make_meeting(&m, F0 + 100, true);

	make_meeting_record(&m, n, NULL);
	f = facts_of_register(&m);
	for (size_t i = 0; i < ARRAY_LEN(countries); i++)
		add_attendance(f, countries[i], 10, n, false);
}

START_TEST(members_and_candidates_are_judged_in_order_and_nobody_else)
{
	static const char *const judged[] = { "AUS", "KOR", "USA" };

	judge_at(D);
	ck_assert_uint_eq(fs->n_countries, ARRAY_LEN(judged));
	for (size_t i = 0; i < ARRAY_LEN(judged); i++)
		ck_assert_str_eq(fs->countries[i].country, judged[i]);
}
END_TEST

START_TEST(the_united_states_alone_are_informational)
{
	judge_at(D);
	ck_assert(!of("AUS")->informational && !of("KOR")->informational);
	ck_assert(of("USA")->informational);
	for (size_t i = 0; i < fs->n_criteria; i++)
		if (!strcmp(fs->criteria[i].country, "USA"))
			ck_assert(!fs->criteria[i].counted);
}
END_TEST

START_TEST(a_territory_is_marked)
{
	make_territory(&m, "XEU", "DEU,FRA");
	make_enrol(&m, "XEU", ROLE_MEMBER);
	make_enrol(&m, "DEU", ROLE_MEMBER);
	judge_at(D);
	ck_assert(of("XEU")->territory);
	ck_assert(!of("DEU")->territory && !of("AUS")->territory);
}
END_TEST

START_TEST(duty_elimination_is_not_counted_before_entry)
{
	judge_at(D);
	for (size_t i = 0; i < fs->n_criteria; i++) {
		const struct criterion_result *r = &fs->criteria[i];
		const bool is_b4 = r->criterion == CMSA__CRITERION__CRITERION_B4;

		if (!strcmp(r->country, "AUS"))
			ck_assert(r->counted && !r->before_entry);
		if (!strcmp(r->country, "KOR")) {
			ck_assert(r->before_entry);
			ck_assert_int_eq(r->counted, !is_b4);
		}
	}
}
END_TEST

START_TEST(a_note_lists_what_is_deficient_and_nothing_else)
{
	const struct measure_row narrow = { "m", SCREEN, .minerals = true };

	all_miss();
	add_measure(f, 20, &narrow);
	judge_at(D);
	ck_assert_str_eq(of("AUS")->note, "in force while deficient: (b)(2), (b)(5)(B)");
	ck_assert_str_eq(of("KOR")->note, "certified while deficient: (b)(2)");
	ck_assert_str_eq(of("USA")->note, "");
	judge_at(F0 + 99); /* KOR: the meeting is to come */
	ck_assert_str_eq(of("AUS")->note, "in force while deficient: (b)(5)(B)");
	ck_assert_str_eq(of("KOR")->note, "");
}
END_TEST

START_TEST(who_is_neither_certified_nor_in_force_has_no_note)
{
	const struct measure_row narrow = { "m", SCREEN, .minerals = true };

	make_withdrawal(&m, "AUS", F0 + 150);
	f = facts_of_register(&m);
	add_measure(f, 20, &narrow);
	judge_at(F0 + 149);
	ck_assert_str_eq(of("AUS")->note, "in force while deficient: (b)(5)(B)");
	judge_at(F0 + 150);
	ck_assert_str_eq(of("AUS")->note, "");
}
END_TEST

/* --- agreed ------------------------------------------------------------------------- */

#define B2 CMSA__PARAGRAPH__PARAGRAPH_B2
#define B3 CMSA__PARAGRAPH__PARAGRAPH_B3

START_TEST(the_latest_undertaking_by_date_then_number_is_what_was_agreed)
{
	const uint64_t late = make_undertaking(&m, "AUS", B2, F0 + 20),
		       again = make_undertaking(&m, "AUS", B2, F0 + 20);

	make_undertaking(&m, "AUS", B2, F0 + 10);
	make_undertaking(&m, "AUS", B3, F0 + 30);
	make_undertaking(&m, "KOR", B2, F0 + 40);
	ck_assert_uint_lt(late, again);
	judge_at(D);
	ck_assert_uint_eq(of("AUS")->agreed[B2].act, again);
	ck_assert_int_eq(of("AUS")->agreed[B2].since.days, F0 + 20);
	ck_assert_int_eq(of("AUS")->agreed[B3].since.days, F0 + 30);
	ck_assert_uint_eq(of("AUS")->agreed[CMSA__PARAGRAPH__PARAGRAPH_B1].act, 0);
	ck_assert_int_eq(of("KOR")->agreed[B2].since.days, F0 + 40);
	judge_at(F0 + 19);
	ck_assert_int_eq(of("AUS")->agreed[B2].since.days, F0 + 10);
	ck_assert_uint_eq(of("KOR")->agreed[B2].act, 0);
	judge_at(F0 + 9);
	ck_assert_uint_eq(of("AUS")->agreed[B2].act, 0);
	ck_assert(!date_given(of("AUS")->agreed[B2].since));
}
END_TEST

/* What each criterion says of AUS, in numbers. */
static uint32_t
statuses(void)
{
	uint32_t n = 0;

	for (size_t i = 0; i < fs->n_criteria; i++)
		if (!strcmp(fs->criteria[i].country, "AUS"))
			n = n * 8 + (uint32_t)fs->criteria[i].status;
	return n;
}

START_TEST(to_agree_changes_no_finding)
{
	uint32_t before;

	all_miss();
	judge_at(D);
	before = statuses();
	for (int p = 1; p < COMPLY_PARAGRAPHS; p++)
		make_undertaking(&m, "AUS", (Cmsa__Paragraph)p, F0 + 20);
	judge_at(D);
	ck_assert_uint_eq(statuses(), before);
	ck_assert_str_eq(of("AUS")->note, "in force while deficient: (b)(2)");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("countries");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, members_and_candidates_are_judged_in_order_and_nobody_else);
	tcase_add_test(t, the_united_states_alone_are_informational);
	tcase_add_test(t, a_territory_is_marked);
	tcase_add_test(t, duty_elimination_is_not_counted_before_entry);
	tcase_add_test(t, a_note_lists_what_is_deficient_and_nothing_else);
	tcase_add_test(t, who_is_neither_certified_nor_in_force_has_no_note);
	tcase_add_test(t, the_latest_undertaking_by_date_then_number_is_what_was_agreed);
	tcase_add_test(t, to_agree_changes_no_finding);
	return run_suite("comply_countries", &t, 1);
}
