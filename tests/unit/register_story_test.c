/* register_story_test.c - the words of joint resolutions, and the life of an agreement told
 * as dates, clauses and what can happen next (PROTOCOL M3.11, M3.22). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "pb.h"
#include "resolution.h"
#include "story.h"

static struct maker m;
static struct buf out;
static struct errmsg msg;

static void
setup(void)
{
	maker_init(&m, 3, 2);
}

static void
teardown(void)
{
	maker_clear(&m);
	buf_clear(&out);
}

static uint64_t
make_names(const char *first, const char *second)
{
	Cmsa__IsoRow rows[2], *list[2] = { &rows[0], &rows[1] };
	const char *const codes[2] = { "AUS", "JPN" }, *const names[2] = { first,
		second };
	Cmsa__Act act = maker_act(&m);
	Cmsa__Reference ref;

	cmsa__reference__init(&ref);
	for (size_t i = 0; i < 2; i++) {
		cmsa__iso_row__init(&rows[i]);
		rows[i].alpha3 = pb_text(codes[i]);
		rows[i].alpha2 = pb_text("AA");
		rows[i].numeric = pb_text("001");
		rows[i].name = pb_text(names[i]);
	}
	ref.table = pb_text("iso3166");
	ref.edition = pb_text(first);
	ref.part = ref.parts = 1;
	ref.iso3166 = list;
	ref.n_iso3166 = 2;
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = &ref;
	return maker_add(&m, &act);
}

static uint64_t
make_notice(const char *const *countries, size_t n, const char *finance,
    const char *ways_and_means)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__ModificationNotice notice;
	Cmsa__ModifiedRow row, *rows = &row;
	char *list[4];

	cmsa__modification_notice__init(&notice);
	cmsa__modified_row__init(&row);
	row.subject = pb_text("lithium");
	row.stage = CMSA__STAGE__STAGE_MINED;
	for (size_t i = 0; i < n; i++)
		list[i] = pb_text(countries[i]);
	notice.countries = list;
	notice.n_countries = n;
	notice.submitted_finance_days = maker_date(finance).days;
	notice.submitted_ways_and_means_days = maker_date(ways_and_means).days;
	notice.out = &rows;
	notice.n_out = 1;
	act.body_case = CMSA__ACT__BODY_MODIFICATION_NOTICE;
	act.modification_notice = &notice;
	return maker_add(&m, &act);
}

static const char *
text_of(uint64_t act, bool approval)
{
	buf_reset(&out);
	ck_assert_msg(resolution_text(&out, m.registry, act, approval, &msg) == ERR_NONE,
	    "%s", msg.text);
	buf_add(&out, "", 1);
	return (const char *)out.p;
}

/* 4(i)(1)(C) and (D), word for word. */
START_TEST(a_certification_has_the_words_of_the_act)
{
	uint64_t c;

	make_names("Australia", "Japan");
	c = make_certification(&m, "AUS", "2026-03-01", "2026-02-28");
	ck_assert_str_eq(text_of(c, true),
	    "That Congress approves the covered action relating to the entry into an agreement "
	    "providing for the admittance of Australia into the Critical Minerals Security "
	    "Alliance, notice of which was submitted to Congress on March 1, 2026 under "
	    "section 4 of the Restoring American Mineral Security Act of 2025.");
	ck_assert_str_eq(text_of(c, false),
	    "That Congress does not approve the covered action relating to the entry into an "
	    "agreement providing for the admittance of Australia into the Critical Minerals "
	    "Security Alliance, notice of which was submitted to Congress on March 1, 2026 "
	    "under section 4 of the Restoring American Mineral Security Act of 2025.");
}
END_TEST

START_TEST(a_notice_has_them_too)
{
	static const char *const both[] = { "AUS", "JPN" };
	uint64_t n;

	make_names("Australia", "Japan");
	make_member(&m, "AUS", "2026-01-01");
	make_member(&m, "JPN", "2026-01-01");
	n = make_notice(both, 1, "2026-12-31", "2026-12-30");
	ck_assert_str_eq(text_of(n, true),
	    "That Congress approves the covered action relating to a modification to the "
	    "agreement providing for the admittance of Australia into the Critical Minerals "
	    "Security Alliance, notice of which was submitted to Congress on December 31, "
	    "2026 under section 4 of the Restoring American Mineral Security Act of 2025.");
	n = make_notice(both, 2, "2026-12-31", "2026-12-30");
	ck_assert_str_eq(text_of(n, false),
	    "That Congress does not approve the covered action relating to a modification to "
	    "the agreements providing for the admittance of Australia and Japan into the "
	    "Critical Minerals Security Alliance, notice of which was submitted to Congress "
	    "on December 31, 2026 under section 4 of the Restoring American Mineral Security "
	    "Act of 2025.");
}
END_TEST

START_TEST(a_country_is_named_as_the_tables_of_that_day_name_it)
{
	uint64_t c, x;

	make_territory(&m, "XEU", "DEU,FRA");
	c = make_certification(&m, "AUS", "2026-03-01", "2026-03-01");
	x = make_certification(&m, "XEU", "2026-03-01", "2026-03-01");
	ck_assert(strstr(text_of(c, true), "admittance of AUS into") != NULL);
	ck_assert(strstr(text_of(x, true), "admittance of XEU into") == NULL);
	m.date = maker_date("2026-03-02");
	make_names("The later name", "Japan");
	ck_assert(strstr(text_of(c, true), "admittance of AUS into") != NULL);
}
END_TEST

START_TEST(nothing_else_has_a_resolution)
{
	uint64_t c = make_certification(&m, "USA", "2026-03-01", "2026-03-01");

	ck_assert_int_eq(resolution_text(&out, m.registry, 1, true, &msg), ERR_INPUT);
	ck_assert(strstr(msg.text, "genesis") != NULL);
	ck_assert_int_eq(resolution_text(&out, m.registry, 99, true, &msg), ERR_INPUT);
	ck_assert_int_eq(resolution_text(&out, m.registry, 0, true, &msg), ERR_INPUT);
	ck_assert_int_eq(resolution_text(&out, m.registry, c, true, &msg), ERR_REFUSED);
	ck_assert(strstr(msg.text, "United States") != NULL);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

/* --- stories ------------------------------------------------------------------------ */

/* "DATE[..UNTIL] CLAUSE STATUS #ACT WHAT" a line. */
static void
expect_story(const char *country, const char *d, const char *expected)
{
	struct story s;

	story_tell(&s, m.registry, country, maker_date(d));
	buf_reset(&out);
	for (size_t i = 0; i < s.n; i++) {
		const struct story_line *l = &s.lines[i];
		char date[11], until[11], line[512];

		date_write(date, l->date);
		date_write(until, l->until);
		snprintf(line, sizeof(line), "%s%s%s %s %s #%d %s\n", date,
		    *until ? ".." : "", until, *l->clause ? l->clause : "-",
		    story_status_word(l->status), (int)l->act, l->what);
		buf_add_str(&out, line);
	}
	buf_add(&out, "", 1);
	ck_assert_msg(!strcmp((const char *)out.p, expected), "%s at %s: found\n%s",
	    country, d, (const char *)out.p);
	story_clear(&s);
}

START_TEST(a_country_of_which_nothing_is_said)
{
	expect_story("AUS", "2026-03-01", "2026-03-01 4(d)(1) may #0 a certification\n");
	make_concern(&m, "2026", "CHN");
	expect_story("CHN", "2026-03-01",
	    "2026-03-01 3(4) may #0 nothing while it is a foreign country of concern: a "
	    "certification is void\n");
	expect_story("USA", "2026-03-01", "");
}
END_TEST

START_TEST(a_certification_pending_and_what_may_come)
{
	uint64_t c = make_certification(&m, "AUS", "2026-03-01", "2026-03-01");

	expect_story("AUS", "2026-05-30",
	    "2026-03-01 4(d)(1) done #2 certified to both committees\n"
	    "2026-05-30 4(f)(2) done #2 the last day of the period of 90 days\n"
	    "2026-05-31 4(f)(2) ahead #2 the earliest day of entry into force\n"
	    "2026-05-30 4(f)(1) may #2 an approval lets the agreement enter into force from "
	    "its day on\n"
	    "2026-05-30..2026-05-30 4(f)(2) may #2 a disapproval keeps the agreement from "
	    "entering into force\n"
	    "2026-05-31 4(f) may #2 the agreement may enter into force\n"
	    "2026-05-30 4(d)(1) may #0 a further certification, with a clock of its own\n");
	expect_story("AUS", "2026-06-02",
	    "2026-03-01 4(d)(1) done #2 certified to both committees\n"
	    "2026-05-30 4(f)(2) done #2 the last day of the period of 90 days\n"
	    "2026-05-31 4(f)(2) done #2 the earliest day of entry into force\n"
	    "2026-06-02 4(f) may #2 the agreement may enter into force\n"
	    "2026-06-02 4(d)(1) may #0 a further certification, with a clock of its own\n");
	make_resolution(&m, c, false, "2026-04-01", NULL);
	expect_story("AUS", "2026-06-02",
	    "2026-03-01 4(d)(1) done #2 certified to both committees\n"
	    "2026-04-01 4(i)(1)(D) done #3 joint resolution of disapproval of act 2\n"
	    "2026-05-30 4(f)(2) done #2 the last day of the period of 90 days\n"
	    "2026-06-02 4(f)(1) may #2 an approval lets the agreement enter into force from "
	    "its day on\n"
	    "2026-06-02 4(d)(1) may #0 a further certification, with a clock of its own\n");
	make_resolution(&m, c, true, "2026-06-10", NULL);
	expect_story("AUS", "2026-06-10",
	    "2026-03-01 4(d)(1) done #2 certified to both committees\n"
	    "2026-04-01 4(i)(1)(D) done #3 joint resolution of disapproval of act 2\n"
	    "2026-05-30 4(f)(2) done #2 the last day of the period of 90 days\n"
	    "2026-06-10 4(f)(1) done #2 the earliest day of entry into force\n"
	    "2026-06-10 4(i)(1)(C) done #4 joint resolution of approval of act 2\n"
	    "2026-06-10 4(f) may #2 the agreement may enter into force\n"
	    "2026-06-10 4(d)(1) may #0 a further certification, with a clock of its own\n");
}
END_TEST

START_TEST(an_agreement_in_force_with_a_notice_pending)
{
	static const char *const aus[] = { "AUS" };
	uint64_t c = make_certification(&m, "AUS", "2026-01-01", "2026-01-01");

	make_entry(&m, "AUS", c, "2026-04-01"); /* void: a day early */
	make_entry(&m, "AUS", c, "2026-04-02");
	make_notice(aus, 1, "2026-06-01", "2026-06-01");
	make_resolution(&m, c, false, "2026-04-02", NULL);
	expect_story("AUS", "2026-07-01",
	    "2026-01-01 4(d)(1) done #2 certified to both committees\n"
	    "2026-04-01 4(f)(2) done #2 the last day of the period of 90 days\n"
	    "2026-04-01 4(f) void #3 entry into force, by act 2: its date is before the "
	    "earliest date on which the agreement may enter into force\n"
	    "2026-04-02 4(f)(2) done #2 the earliest day of entry into force\n"
	    "2026-04-02 4(f) done #4 entry into force, by act 2\n"
	    "2026-04-02 4(i)(1)(D) done #6 joint resolution of disapproval of act 2, after "
	    "the period: it blocks nothing\n"
	    "2026-06-01 4(h)(1) done #5 notice of a modification\n"
	    "2026-08-30 4(h)(2)(B) ahead #5 the last day of the period of 90 days\n"
	    "2026-08-31 4(h)(2)(B) ahead #5 the modification takes effect\n"
	    "2026-07-01 4(h)(2)(A) may #5 an approval lets the modification take effect on "
	    "its day\n"
	    "2026-07-01..2026-08-30 4(h)(2)(B) may #5 a disapproval keeps the modification "
	    "from taking effect\n"
	    "2026-07-01 4(h)(1) may #0 notice of a modification\n"
	    "2026-07-01 - may #0 withdrawal, which the Act does not speak of\n"
	    "2026-07-01 4(j)(1)(A) may #0 termination of all agreements\n");
}
END_TEST

static uint64_t
make_end(const char *country, const char *date)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Withdrawal w;
	Cmsa__Termination t;

	cmsa__withdrawal__init(&w);
	cmsa__termination__init(&t);
	w.country = pb_text(country ? country : "");
	w.withdrawn_days = t.terminated_days = maker_date(date).days;
	act.body_case =
	    country ? CMSA__ACT__BODY_WITHDRAWAL : CMSA__ACT__BODY_TERMINATION;
	if (country)
		act.withdrawal = &w;
	else
		act.termination = &t;
	return maker_add(&m, &act);
}

START_TEST(a_withdrawal_a_way_back_and_a_termination)
{
	uint64_t c;

	make_territory(&m, "XEU", "DEU,FRA");
	c = make_certification(&m, "XEU", "2026-01-01", "2026-01-01");
	make_entry(&m, "XEU", c, "2026-04-02");
	make_end("XEU", "2026-09-01");
	/* of a country in it: its territory's */
	expect_story("DEU", "2026-09-01",
	    "2026-01-01 4(d)(1) done #3 certified to both committees\n"
	    "2026-04-01 4(f)(2) done #3 the last day of the period of 90 days\n"
	    "2026-04-02 4(f)(2) done #3 the earliest day of entry into force\n"
	    "2026-04-02 4(f) done #4 entry into force, by act 3\n"
	    "2026-09-01 - done #5 withdrawal: the first day without the agreement\n"
	    "2026-09-01 4(d)(1) may #0 a new certification brings it back on its way\n");
	make_end(NULL, "2026-10-01");
	expect_story("JPN", "2026-09-30",
	    "2026-10-01 4(j)(1)(A) ahead #6 termination: the first day without any "
	    "agreement\n"
	    "2026-09-30 4(d)(1) may #0 a certification\n");
	expect_story("JPN", "2026-10-01",
	    "2026-10-01 4(j)(1)(A) done #6 termination: the first day without any "
	    "agreement\n"
	    "2026-10-01 4(j)(1)(A) may #0 nothing: all agreements were terminated\n");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_story");
	TCase *t = tcase_create("story");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_certification_has_the_words_of_the_act);
	tcase_add_test(t, a_notice_has_them_too);
	tcase_add_test(t, a_country_is_named_as_the_tables_of_that_day_name_it);
	tcase_add_test(t, nothing_else_has_a_resolution);
	tcase_add_test(t, a_country_of_which_nothing_is_said);
	tcase_add_test(t, a_certification_pending_and_what_may_come);
	tcase_add_test(t, an_agreement_in_force_with_a_notice_pending);
	tcase_add_test(t, a_withdrawal_a_way_back_and_a_termination);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
