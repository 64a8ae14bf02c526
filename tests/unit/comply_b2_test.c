/* comply_b2_test.c - which meetings count for a country, and what is said of each (PROTOCOL
 * M7.15). */
#include <stdio.h>

#include "conduct_fixture.h"

enum {
	F0 = 20454, /* 2026-01-01: AUS in force, the first entry */
	D = F0 + 400
};

static struct maker m;
static struct facts *f;

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_member_on(&m, "AUS", F0);
}

static void
teardown(void)
{
	facts_free(f);
	f = NULL;
	maker_clear(&m);
}

/* A regular meeting of that day and its record; AUS was there or nobody. */
static uint64_t
held(int32_t day, bool there)
{
	uint64_t n = make_meeting(&m, day, true);

	make_meeting_record(&m, n, there ? "AUS" : NULL);
	return n;
}

/* The word of AUS, of which there is one a meeting: entry 100 + act. */
static void
says(uint64_t meeting, bool attended)
{
	if (!f)
		f = facts_of_register(&m);
	add_attendance(f, "AUS", 100 + meeting, meeting, attended);
}

/* Every meeting attended, and both say so. */
static uint64_t
attended(int32_t day)
{
	return held(day, true);
}

static struct findings *
judge_at(int32_t d)
{
	if (!f)
		f = facts_of_register(&m);
	if (f->intake)
		facts_finish(f);
	return comply_judge(f, (struct date){ d });
}

/* So many elementary findings of AUS of that reason, and so many in all. */
static void
expect(int32_t d, const char *reason, uint32_t n, uint32_t all)
{
	struct findings *fs = judge_at(d);
	uint32_t found = 0, sum = 0;

	for (size_t i = 0; i < fs->n_counts; i++) {
		const struct status_count *c = &fs->counts[i];

		if (strcmp(c->country, "AUS") != 0 ||
		    c->criterion != CMSA__CRITERION__CRITERION_B2)
			continue;
		sum += c->count;
		found += strcmp(c->reason, reason) ? 0 : c->count;
	}
	ck_assert_msg(found == n && sum == all, "%u %s of %u, expected %u of %u", found,
	    reason, sum, n, all);
	findings_free(fs);
}

/* The finding on the meeting of that act. */
static const Cmsa__Finding *
finding_on(const struct findings *fs, int32_t day, uint64_t act)
{
	char text[64], date[11];

	snprintf(
	    text, sizeof(text), "%s, act %llu", ymd(day, date), (unsigned long long)act);
	for (size_t i = 0; i < fs->n_list; i++)
		if (fs->list[i].pb.criterion == CMSA__CRITERION__CRITERION_B2 &&
		    !strcmp(fs->list[i].pb.country, "AUS") &&
		    !strcmp(fs->list[i].pb.measured, text))
			return &fs->list[i].pb;
	ck_abort_msg("no finding on %s", text);
	return NULL;
}

static void
expect_on(const struct findings *fs, int32_t day, uint64_t act, const char *reason)
{
	ck_assert_str_eq(finding_on(fs, day, act)->reason, reason);
}

/* --- which meetings count ------------------------------------------------------------- */

START_TEST(the_window_is_365_days_both_ends_included) /* _i: row */
{
	static const struct {
		int32_t day;
		bool counts;
	} row[] = { { D - 365, false }, { D - 364, true }, { D, true },
		{ D + 1, false } };

	says(attended(row[_i].day), true);
	expect(D, row[_i].counts ? "attended" : "no-meeting", 1, 1);
}
END_TEST

START_TEST(none_before_the_first_entry_into_force)
{
	const uint64_t eve = attended(F0 - 1), day = attended(F0);

	says(eve, true);
	says(day, true);
	expect(F0 + 5, "attended", 1, 1);
	expect(F0 - 1, "no-meeting", 1, 1);
}
END_TEST

START_TEST(none_before_the_latest_certification)
{
	const uint64_t eve = held(F0 + 49, false), day = attended(F0 + 50);
	char text[11];

	make_certification(&m, "AUS", ymd(F0 + 50, text), ymd(F0 + 50, text));
	says(eve, false);
	says(day, true);
	/* before the later one, the former counts: a miss among two */
	expect(F0 + 49, "missed", 1, 1);
	expect(F0 + 50, "attended", 1, 1);
}
END_TEST

START_TEST(the_later_of_the_two_committees_is_the_day_of_certification)
{
	const uint64_t eve = held(F0 + 59, false), day = attended(F0 + 60);
	char a[11], b[11];

	make_certification(&m, "AUS", ymd(F0 + 50, a), ymd(F0 + 60, b));
	says(eve, false);
	says(day, true);
	expect(F0 + 60, "attended", 1, 1);
}
END_TEST

START_TEST(a_country_never_certified_has_no_meetings)
{
	attended(F0 + 10);
	make_enrol(&m, "JPN", ROLE_MEMBER);
	f = facts_of_register(&m);
	facts_finish(f);
	for (int32_t d = F0 + 9; d <= F0 + 11; d++) {
		struct findings *fs = judge_at(d);
		const struct criterion_result *r = NULL;

		for (size_t i = 0; i < fs->n_criteria; i++)
			if (!strcmp(fs->criteria[i].country, "JPN") &&
			    fs->criteria[i].criterion == CMSA__CRITERION__CRITERION_B2)
				r = &fs->criteria[i];
		ck_assert_ptr_nonnull(r);
		ck_assert_str_eq(fs->list[r->first_finding].pb.reason, "no-meeting");
		findings_free(fs);
	}
}
END_TEST

START_TEST(who_withdrew_is_still_asked_and_who_returned_from_its_new_certification)
{
	const uint64_t before = held(F0 + 20, false), out = held(F0 + 40, false),
		       back = held(F0 + 60, false), after = attended(F0 + 61);
	char text[11];

	make_withdrawal(&m, "AUS", F0 + 30);
	make_certification(&m, "AUS", ymd(F0 + 60, text), ymd(F0 + 60, text));
	says(before, false);
	says(out, false);
	says(back, false);
	says(after, true);
	expect(F0 + 45, "missed", 2, 2);
	expect(F0 + 60, "missed", 1, 1);
	expect(F0 + 61, "miss-allowed", 1, 2);
}
END_TEST

START_TEST(none_from_a_termination_on)
{
	const uint64_t eve = attended(F0 + 9), day = held(F0 + 10, false);

	make_termination(&m, F0 + 10);
	says(eve, true);
	says(day, false);
	expect(F0 + 9, "attended", 1, 1);
	expect(F0 + 20, "attended", 1, 1);
}
END_TEST

START_TEST(only_regular_meetings_count)
{
	make_meeting_record(&m, make_meeting(&m, F0 + 1, false), NULL);
	expect(F0 + 5, "no-meeting", 1, 1);
}
END_TEST

/* --- what is said of one ------------------------------------------------------------ */

START_TEST(record_and_word_must_agree) /* _i: bits: recorded, said */
{
	static const char *const reasons[] = { "missed", "disputed", "disputed",
		"attended" };
	const bool recorded = _i & 1, said = _i & 2;

	says(held(F0 + 1, recorded), said);
	expect(F0 + 5, reasons[_i], 1, 1);
}
END_TEST

START_TEST(a_silent_feed_is_no_data_and_no_record_is_not_due)
{
	held(F0 + 1, true);
	says(make_meeting(&m, F0 + 2, true), true);
	expect(F0 + 5, "no-attendance", 1, 2);
	expect(F0 + 5, "no-record", 1, 2);
}
END_TEST

START_TEST(the_last_record_holds)
{
	const uint64_t n = held(F0 + 1, false);

	make_meeting_record(&m, n, "AUS");
	says(n, true);
	expect(F0 + 5, "attended", 1, 1);
}
END_TEST

START_TEST(a_word_that_is_not_held_is_not_computable)
{
	const struct place p = place_of("AUS", 50);

	held(F0 + 1, true);
	make_meeting(&m, F0 + 2, true);
	f = facts_of_register(&m);
	facts_add_missing(f, &p, KIND_ATTENDANCE, AUDIENCE_ALLIANCE);
	expect(F0 + 5, "body-missing", 1, 2);
	expect(F0 + 5, "no-record", 1, 2);
}
END_TEST

START_TEST(a_word_taken_back_is_flagged_on_its_meeting_alone)
{
	const uint64_t one = attended(F0 + 1), two = attended(F0 + 2);
	const struct named word = { "AUS", 100 + one, false };
	struct findings *fs;

	says(one, true);
	says(two, true);
	add_retraction(f, "AUS", 500, &word);
	fs = judge_at(F0 + 5);
	expect_on(fs, F0 + 1, one, "no-attendance");
	expect_on(fs, F0 + 2, two, "attended");
	ck_assert(has_flag(finding_on(fs, F0 + 1, one), "corrected"));
	ck_assert(!has_flag(finding_on(fs, F0 + 2, two), "corrected"));
	/* the word and what removed it */
	ck_assert_uint_eq(finding_on(fs, F0 + 1, one)->n_evidence, 2);
	ck_assert_uint_eq(finding_on(fs, F0 + 2, two)->n_evidence, 1);
	findings_free(fs);
}
END_TEST

/* --- misses ------------------------------------------------------------------------- */

START_TEST(the_oldest_misses_are_allowed) /* _i: how many may be missed */
{
	const int32_t days[] = { F0 + 4, F0 + 1, F0 + 3, F0 + 2 }; /* as recorded */
	const uint32_t may_miss = (uint32_t)_i;
	uint64_t act[4];
	struct findings *fs;

	make_may_miss(&m, may_miss);
	for (size_t i = 0; i < 4; i++)
		act[i] = held(days[i], i == 0);
	for (size_t i = 0; i < 4; i++)
		says(act[i], i == 0);
	fs = judge_at(F0 + 5);
	expect_on(fs, F0 + 4, act[0], "attended");
	expect_on(fs, F0 + 1, act[1], may_miss > 0 ? "miss-allowed" : "missed");
	expect_on(fs, F0 + 2, act[3], may_miss > 1 ? "miss-allowed" : "missed");
	expect_on(fs, F0 + 3, act[2], may_miss > 2 ? "miss-allowed" : "missed");
	findings_free(fs);
}
END_TEST

START_TEST(of_one_day_the_first_by_number_is_the_older)
{
	const uint64_t a = held(F0 + 1, false), b = held(F0 + 1, false),
		       c = attended(F0 + 2);
	struct findings *fs;

	says(a, false);
	says(b, false);
	says(c, true);
	fs = judge_at(F0 + 5);
	expect_on(fs, F0 + 1, a, "miss-allowed");
	expect_on(fs, F0 + 1, b, "missed");
	findings_free(fs);
}
END_TEST

START_TEST(no_miss_is_allowed_unless_one_was_attended) /* _i: how many may be missed */
{
	const uint64_t a = held(F0 + 1, false), b = held(F0 + 2, false);

	make_may_miss(&m, (uint32_t)_i);
	says(a, false);
	says(b, false);
	expect(F0 + 5, "missed", 2, 2);
}
END_TEST

START_TEST(what_is_disputed_or_silent_takes_no_allowance_and_gives_none)
{
	const uint64_t disputed = held(F0 + 1, false), missed = held(F0 + 3, false);

	held(F0 + 2, true); /* silent */
	says(disputed, true);
	says(missed, false);
	expect(F0 + 5, "missed", 1, 3);
	expect(F0 + 5, "disputed", 1, 3);
	expect(F0 + 5, "no-attendance", 1, 3);
}
END_TEST

START_TEST(a_disputed_meeting_leaves_the_allowance_to_a_missed_one)
{
	const uint64_t disputed = held(F0 + 1, false), missed = held(F0 + 2, false),
		       was_there = attended(F0 + 3);

	says(disputed, true);
	says(missed, false);
	says(was_there, true);
	expect(F0 + 5, "miss-allowed", 1, 3);
	expect(F0 + 5, "disputed", 1, 3);
}
END_TEST

static TCase *
which_meetings(void)
{
	TCase *t = tcase_create("which");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, the_window_is_365_days_both_ends_included, 0, 4);
	tcase_add_test(t, none_before_the_first_entry_into_force);
	tcase_add_test(t, none_before_the_latest_certification);
	tcase_add_test(t, the_later_of_the_two_committees_is_the_day_of_certification);
	tcase_add_test(t, a_country_never_certified_has_no_meetings);
	tcase_add_test(
	    t, who_withdrew_is_still_asked_and_who_returned_from_its_new_certification);
	tcase_add_test(t, none_from_a_termination_on);
	tcase_add_test(t, only_regular_meetings_count);
	return t;
}

static TCase *
what_is_said(void)
{
	TCase *t = tcase_create("said");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, record_and_word_must_agree, 0, 4);
	tcase_add_test(t, a_silent_feed_is_no_data_and_no_record_is_not_due);
	tcase_add_test(t, the_last_record_holds);
	tcase_add_test(t, a_word_that_is_not_held_is_not_computable);
	tcase_add_test(t, a_word_taken_back_is_flagged_on_its_meeting_alone);
	tcase_add_loop_test(t, the_oldest_misses_are_allowed, 0, 4);
	tcase_add_test(t, of_one_day_the_first_by_number_is_the_older);
	tcase_add_loop_test(t, no_miss_is_allowed_unless_one_was_attended, 0, 3);
	tcase_add_test(t, what_is_disputed_or_silent_takes_no_allowance_and_gives_none);
	tcase_add_test(t, a_disputed_meeting_leaves_the_allowance_to_a_missed_one);
	return t;
}

int
main(void)
{
	return run_suite("comply_b2", (TCase *[]){ which_meetings(), what_is_said() }, 2);
}
