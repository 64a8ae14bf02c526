/* register_lifecycle_test.c - statute.md 2: when an agreement may enter into force, what
 * stops it, and which acts are void. */
#include <check.h>
#include <stdlib.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "lifecycle.h"

/* Certified on C = 2026-03-01: the period ends on C+90 = 2026-05-30. */
#define C     "2026-03-01"
#define C_90  "2026-05-30"
#define C_91  "2026-05-31"
#define C_92  "2026-06-01"
#define LATER "2026-12-31"

static struct maker m;

static void
setup(void)
{
	maker_init(&m, 3, 2);
}

static void
teardown(void)
{
	maker_clear(&m);
}

static enum void_reason
voided(uint64_t act)
{
	return act_void_reason(m.registry, act);
}

static struct certification
only_certification(const char *country)
{
	size_t n = 0;
	struct certification *list = lifecycle_certifications(m.registry, country, &n), c;

	ck_assert_uint_eq(n, 1);
	c = list[0];
	free(list);
	return c;
}

static enum life_state
state(const char *country, const char *date)
{
	return lifecycle_at(m.registry, country, maker_date(date)).state;
}

START_TEST(the_later_of_both_submissions_is_the_date_of_certification)
{
	make_certification(&m, "AUS", "2026-02-01", C);
	ck_assert_int_eq(only_certification("AUS").certified.days, maker_date(C).days);
	make_certification(&m, "JPN", C, "2026-02-01");
	ck_assert_int_eq(only_certification("JPN").certified.days, maker_date(C).days);
}
END_TEST

START_TEST(the_period_is_90_days_and_the_earliest_date_the_day_after)
{
	make_certification(&m, "AUS", C, C);
	ck_assert_int_eq(
	    only_certification("AUS").period_ends.days, maker_date(C_90).days);
	ck_assert_int_eq(only_certification("AUS").earliest.days, maker_date(C_91).days);
}
END_TEST

/* One certification on C, up to two resolutions, one entry: what the entry becomes. */
static const struct {
	const char *what;
	struct {
		char kind; /* 'a' approval, 'd' disapproval, 0 none */
		const char *enacted;
	} resolution[2];
	const char *in_force;
	enum void_reason expect;
} boundaries[] = {
	{ "day 90 is too early", { { 0 } }, C_90, VOID_TOO_EARLY },
	{ "day 91 is in time", { { 0 } }, C_91, VOID_NOT },
	{ "any day after 91 is in time", { { 0 } }, LATER, VOID_NOT },
	{ "the certification's own day is too early", { { 0 } }, C, VOID_TOO_EARLY },
	{ "approval on C, entry on C", { { 'a', C } }, C, VOID_NOT },
	{ "approval on C, entry before", { { 'a', C } }, "2026-02-28", VOID_TOO_EARLY },
	{ "approval before C does nothing", { { 'a', "2026-02-28" } }, C_90,
	    VOID_TOO_EARLY },
	{ "entry on the day of approval", { { 'a', "2026-04-01" } }, "2026-04-01",
	    VOID_NOT },
	{ "entry the day before approval", { { 'a', "2026-04-01" } }, "2026-03-31",
	    VOID_TOO_EARLY },
	{ "approval after the period changes nothing", { { 'a', LATER } }, C_91,
	    VOID_NOT },
	{ "disapproval on C", { { 'd', C } }, C_91, VOID_DISAPPROVED },
	{ "disapproval before C does nothing", { { 'd', "2026-02-28" } }, C_91,
	    VOID_NOT },
	{ "disapproval on C+90", { { 'd', C_90 } }, C_91, VOID_DISAPPROVED },
	{ "disapproval on C+91 blocks nothing", { { 'd', C_91 } }, C_91, VOID_NOT },
	{ "disapproval on C+91, entry later", { { 'd', C_91 } }, LATER, VOID_NOT },
	{ "disapproval blocks for good", { { 'd', "2026-04-01" } }, LATER,
	    VOID_DISAPPROVED },
	{ "approval is not undone by a later disapproval",
	    { { 'a', "2026-04-01" }, { 'd', "2026-04-02" } }, "2026-04-03", VOID_NOT },
	{ "approval after a disapproval admits",
	    { { 'd', "2026-04-01" }, { 'a', "2026-04-02" } }, "2026-04-02", VOID_NOT },
	{ "approval late after a disapproval: from its own day",
	    { { 'd', "2026-04-01" }, { 'a', LATER } }, C_91, VOID_TOO_EARLY },
	{ "the first of two approvals counts",
	    { { 'a', "2026-04-09" }, { 'a', "2026-04-02" } }, "2026-04-02", VOID_NOT },
};

/* PROTOCOL M3.11 */
START_TEST(entry_into_force_against_period_and_resolutions)
{
	uint64_t c = make_certification(&m, "AUS", C, C), entry;

	for (size_t i = 0; i < 2; i++)
		if (boundaries[_i].resolution[i].kind)
			make_resolution(&m, c, boundaries[_i].resolution[i].kind == 'a',
			    boundaries[_i].resolution[i].enacted, NULL);
	entry = make_entry(&m, "AUS", c, boundaries[_i].in_force);
	ck_assert_msg(voided(entry) == boundaries[_i].expect, "%s: expected %s, found %s",
	    boundaries[_i].what, void_reason_word(boundaries[_i].expect),
	    void_reason_word(voided(entry)));
	ck_assert_int_eq(is_member(m.registry, "AUS", maker_date(LATER)),
	    boundaries[_i].expect == VOID_NOT);
}
END_TEST

/* The same table with the entry recorded first and the resolutions after it. */
START_TEST(resolutions_recorded_late_decide_as_if_recorded_in_time)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t entry = make_entry(&m, "AUS", c, boundaries[_i].in_force);

	for (size_t i = 0; i < 2; i++)
		if (boundaries[_i].resolution[i].kind)
			make_resolution(&m, c, boundaries[_i].resolution[i].kind == 'a',
			    boundaries[_i].resolution[i].enacted, NULL);
	ck_assert_msg(voided(entry) == boundaries[_i].expect, "%s", boundaries[_i].what);
}
END_TEST

START_TEST(a_disapproval_recorded_late_voids_an_entry_recorded_before_it)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t entry = make_entry(&m, "AUS", c, C_91);
	struct registry *before;

	ck_assert_int_eq(voided(entry), VOID_NOT);
	ck_assert(is_member(m.registry, "AUS", maker_date(C_91)));
	make_resolution(&m, c, false, C_90, NULL);
	ck_assert_int_eq(voided(entry), VOID_DISAPPROVED);
	ck_assert(!is_member(m.registry, "AUS", maker_date(C_91)));
	ck_assert(lifecycle_at(m.registry, "AUS", maker_date(C_91)).blocked);

	/* A position before that act still says what it said. */
	before = registry_at(m.registry, entry);
	ck_assert(is_member(before, "AUS", maker_date(C_91)));
	ck_assert_int_eq(act_void_reason(before, entry), VOID_NOT);
	registry_free(before);
}
END_TEST

START_TEST(a_resolution_must_name_a_certification_and_its_date)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t wrong_date = make_resolution(&m, c, false, "2026-04-01", "2026-03-02");
	uint64_t no_certification = make_resolution(&m, 1, false, "2026-04-01", C);
	uint64_t beyond = make_resolution(&m, 99, false, "2026-04-01", C);
	uint64_t right;

	ck_assert_int_eq(voided(wrong_date), VOID_RESOLUTION_TARGET);
	ck_assert_int_eq(voided(no_certification), VOID_RESOLUTION_TARGET);
	ck_assert_int_eq(voided(beyond), VOID_RESOLUTION_TARGET);
	ck_assert(!lifecycle_at(m.registry, "AUS", maker_date(LATER)).blocked);
	right = make_resolution(&m, c, false, "2026-04-01", C);
	ck_assert_int_eq(voided(right), VOID_NOT);
	ck_assert(lifecycle_at(m.registry, "AUS", maker_date(LATER)).blocked);
}
END_TEST

START_TEST(a_resolution_cannot_name_an_act_that_comes_after_it)
{
	uint64_t next = registry_number(m.registry) + 2;
	uint64_t early = make_resolution(&m, next, false, "2026-04-01", C);
	uint64_t c = make_certification(&m, "AUS", C, C);

	ck_assert_uint_eq(c, next);
	ck_assert_int_eq(voided(early), VOID_RESOLUTION_TARGET);
	ck_assert(!lifecycle_at(m.registry, "AUS", maker_date(LATER)).blocked);
}
END_TEST

START_TEST(a_resolution_does_nothing_for_another_certification)
{
	uint64_t first = make_certification(&m, "AUS", C, C);
	uint64_t second = make_certification(&m, "AUS", "2026-06-10", "2026-06-10");
	uint64_t by_first, by_second;

	make_resolution(&m, first, false, "2026-04-01", NULL);
	by_first = make_entry(&m, "AUS", first, LATER);
	by_second = make_entry(&m, "AUS", second, LATER);
	ck_assert_int_eq(voided(by_first), VOID_DISAPPROVED);
	ck_assert_int_eq(voided(by_second), VOID_NOT);
	ck_assert_uint_eq(
	    lifecycle_at(m.registry, "AUS", maker_date(LATER)).certification, second);
}
END_TEST

START_TEST(a_second_certification_runs_its_own_clock)
{
	uint64_t second;
	struct lifecycle l;

	make_certification(&m, "AUS", C, C);
	second = make_certification(&m, "AUS", "2026-04-01", "2026-04-01");
	l = lifecycle_at(m.registry, "AUS", maker_date("2026-03-31"));
	ck_assert_int_eq(l.earliest.days, maker_date(C_91).days);
	l = lifecycle_at(m.registry, "AUS", maker_date("2026-04-01"));
	ck_assert_uint_eq(l.certification, second);
	ck_assert_int_eq(l.earliest.days, maker_date("2026-04-01").days + 91);
	/* The first one's own clock still admits. */
	make_entry(&m, "AUS", second - 1, C_91);
	ck_assert_int_eq(state("AUS", C_91), LIFE_IN_FORCE);
	ck_assert_uint_eq(
	    lifecycle_at(m.registry, "AUS", maker_date(C_91)).certification, second - 1);
}
END_TEST

START_TEST(the_state_follows_the_dates_not_the_record)
{
	uint64_t c = make_certification(&m, "AUS", C, C);

	make_entry(&m, "AUS", c, C_92);
	ck_assert_int_eq(state("AUS", "2026-02-28"), LIFE_NONE);
	ck_assert_int_eq(state("AUS", C), LIFE_CERTIFIED);
	ck_assert_int_eq(state("AUS", C_91), LIFE_CERTIFIED);
	ck_assert_int_eq(state("AUS", C_92), LIFE_IN_FORCE);
	ck_assert(!is_member(m.registry, "AUS", maker_date(C_91)));
	ck_assert(is_member(m.registry, "AUS", maker_date(C_92)));
	ck_assert_int_eq(state("JPN", LATER), LIFE_NONE);
}
END_TEST

START_TEST(an_entry_while_in_force_is_void)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t first = make_entry(&m, "AUS", c, C_92),
		 second = make_entry(&m, "AUS", c, LATER);
	uint64_t same_day, earlier;

	ck_assert_int_eq(voided(first), VOID_NOT);
	ck_assert_int_eq(voided(second), VOID_IN_FORCE);
	same_day = make_entry(&m, "AUS", c, C_92);
	ck_assert_int_eq(voided(same_day), VOID_IN_FORCE);
	/* One dated earlier is not dated while in force; the later one then is. */
	earlier = make_entry(&m, "AUS", c, C_91);
	ck_assert_int_eq(voided(earlier), VOID_NOT);
	ck_assert_int_eq(voided(first), VOID_IN_FORCE);
	ck_assert_int_eq(lifecycle_at(m.registry, "AUS", maker_date(LATER)).in_force.days,
	    maker_date(C_91).days);
}
END_TEST

START_TEST(a_void_entry_does_not_hinder_a_later_one)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t early = make_entry(&m, "AUS", c, C_90),
		 right = make_entry(&m, "AUS", c, C_91);

	ck_assert_int_eq(voided(early), VOID_TOO_EARLY);
	ck_assert_int_eq(voided(right), VOID_NOT);
}
END_TEST

START_TEST(an_entry_must_name_a_certification_of_its_country_before_it)
{
	uint64_t jpn = make_certification(&m, "JPN", C, C);
	uint64_t of_other = make_entry(&m, "AUS", jpn, LATER);
	uint64_t of_none = make_entry(&m, "AUS", 1, LATER);
	uint64_t of_later = make_entry(&m, "AUS", registry_number(m.registry) + 2, LATER);
	uint64_t aus = make_certification(&m, "AUS", C, C);

	ck_assert_int_eq(voided(of_other), VOID_NO_CERTIFICATION);
	ck_assert_int_eq(voided(of_none), VOID_NO_CERTIFICATION);
	ck_assert_int_eq(voided(of_later), VOID_NO_CERTIFICATION);
	ck_assert_uint_eq(aus, of_later + 1);
	ck_assert_int_eq(state("AUS", LATER), LIFE_CERTIFIED);
}
END_TEST

START_TEST(certification_and_entry_of_a_country_of_concern_are_void)
{
	uint64_t c, e;

	m.date = maker_date("2026-01-01");
	make_concern(&m, "2026", "CHN,RUS");
	c = make_certification(&m, "CHN", C, C);
	e = make_entry(&m, "CHN", c, LATER);
	ck_assert_int_eq(voided(c), VOID_OF_CONCERN);
	ck_assert_int_eq(voided(e), VOID_OF_CONCERN);
	ck_assert_int_eq(state("CHN", LATER), LIFE_NONE);
}
END_TEST

START_TEST(concern_is_asked_at_the_date_of_the_act)
{
	uint64_t c = make_certification(&m, "AUS", C, C);
	uint64_t before = make_entry(&m, "AUS", c, C_91);

	m.date = maker_date(C_92);
	make_concern(&m, "2026-06", "AUS,CHN");
	/* Of concern from C+92 on: it was admitted and stays a member. */
	ck_assert_int_eq(voided(c), VOID_NOT);
	ck_assert_int_eq(voided(before), VOID_NOT);
	ck_assert(is_member(m.registry, "AUS", maker_date(LATER)));
	/* Another country not yet admitted is not. */
	c = make_certification(&m, "CHN", C, C);
	ck_assert_int_eq(voided(c), VOID_NOT);
	ck_assert_int_eq(voided(make_entry(&m, "CHN", c, C_92)), VOID_OF_CONCERN);
	ck_assert_int_eq(voided(make_entry(&m, "CHN", c, C_91)), VOID_NOT);
}
END_TEST

START_TEST(f0_is_the_first_entry_into_force_and_the_usa_is_a_member_from_it)
{
	uint64_t aus = make_certification(&m, "AUS", C, C);
	uint64_t jpn = make_certification(&m, "JPN", C, C);

	ck_assert(!date_given(alliance_in_force_since(m.registry, maker_date(LATER))));
	make_entry(&m, "JPN", jpn, C_92);
	make_entry(&m, "AUS", aus, C_91);
	make_entry(&m, "AUS", aus, C_90); /* void: never F0 */
	ck_assert(!date_given(alliance_in_force_since(m.registry, maker_date(C_90))));
	ck_assert_int_eq(alliance_in_force_since(m.registry, maker_date(LATER)).days,
	    maker_date(C_91).days);
	ck_assert(!is_member(m.registry, "USA", maker_date(C_90)));
	ck_assert(is_member(m.registry, "USA", maker_date(C_91)));
	ck_assert_int_eq(state("USA", C_90), LIFE_NONE);
}
END_TEST

START_TEST(the_usa_cannot_be_certified)
{
	uint64_t c = make_certification(&m, "USA", C, C),
		 e = make_entry(&m, "USA", c, LATER);

	ck_assert_int_eq(voided(c), VOID_UNITED_STATES);
	ck_assert_int_eq(voided(e), VOID_UNITED_STATES);
	ck_assert(!date_given(alliance_in_force_since(m.registry, maker_date(LATER))));
}
END_TEST

START_TEST(a_territory_is_certified_for_its_countries)
{
	uint64_t c;

	make_territory(&m, "XEU", "AUT,DEU,FRA");
	c = make_certification(&m, "XEU", C, C);
	ck_assert_int_eq(voided(c), VOID_NOT);
	ck_assert_int_eq(state("DEU", C), LIFE_CERTIFIED);
	make_entry(&m, "XEU", c, C_91);
	ck_assert(is_member(m.registry, "DEU", maker_date(C_91)));
	ck_assert(is_member(m.registry, "XEU", maker_date(C_91)));
	ck_assert(!is_member(m.registry, "DEU", maker_date(C_90)));
	ck_assert(!is_member(m.registry, "ITA", maker_date(C_91)));
}
END_TEST

START_TEST(territory_and_its_country_both_certified_is_void_for_the_second)
{
	uint64_t first, second, third;

	make_territory(&m, "XEU", "AUT,DEU,FRA");
	first = make_certification(&m, "XEU", C, C);
	second = make_certification(&m, "DEU", C_91, C_91);
	ck_assert_int_eq(voided(first), VOID_NOT);
	ck_assert_int_eq(voided(second), VOID_TERRITORY_TWICE);
	/* One dated before the territory's makes the territory the second. */
	third = make_certification(&m, "FRA", "2026-02-01", "2026-02-01");
	ck_assert_int_eq(voided(third), VOID_NOT);
	ck_assert_int_eq(voided(first), VOID_TERRITORY_TWICE);
	ck_assert_int_eq(voided(second), VOID_NOT);
	ck_assert_int_eq(state("AUT", LATER), LIFE_NONE);
	ck_assert_int_eq(state("FRA", LATER), LIFE_CERTIFIED);
}
END_TEST

START_TEST(of_two_certified_on_one_day_the_later_act_is_the_second)
{
	uint64_t country, territory;

	make_territory(&m, "XEU", "AUT,DEU");
	country = make_certification(&m, "DEU", C, C);
	territory = make_certification(&m, "XEU", C, C);
	ck_assert_int_eq(voided(country), VOID_NOT);
	ck_assert_int_eq(voided(territory), VOID_TERRITORY_TWICE);
}
END_TEST

START_TEST(a_code_without_a_territory_act_cannot_be_certified)
{
	uint64_t c = make_certification(&m, "XEU", C, C);

	ck_assert_int_eq(voided(c), VOID_NO_TERRITORY);
	make_territory(&m, "XEU", "AUT,DEU");
	ck_assert_int_eq(voided(c), VOID_NOT); /* by all acts at the head */
}
END_TEST

START_TEST(every_void_reason_has_a_word_and_a_sentence)
{
	for (int v = VOID_NO_CERTIFICATION; v <= VOID_STEPS; v++) {
		ck_assert_str_ne(void_reason_word((enum void_reason)v), "unknown");
		ck_assert_str_ne(void_reason_text((enum void_reason)v), "unknown reason");
		ck_assert_str_ne(void_reason_text((enum void_reason)v), "");
	}
	ck_assert_str_eq(void_reason_word(VOID_NOT), "not-void");
	ck_assert_str_eq(life_state_name(LIFE_IN_FORCE), "in-force");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_lifecycle");
	TCase *t = tcase_create("lifecycle");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_later_of_both_submissions_is_the_date_of_certification);
	tcase_add_test(t, the_period_is_90_days_and_the_earliest_date_the_day_after);
	tcase_add_loop_test(
	    t, entry_into_force_against_period_and_resolutions, 0, ARRAY_LEN(boundaries));
	tcase_add_loop_test(t, resolutions_recorded_late_decide_as_if_recorded_in_time, 0,
	    ARRAY_LEN(boundaries));
	tcase_add_test(t, a_disapproval_recorded_late_voids_an_entry_recorded_before_it);
	tcase_add_test(t, a_resolution_must_name_a_certification_and_its_date);
	tcase_add_test(t, a_resolution_cannot_name_an_act_that_comes_after_it);
	tcase_add_test(t, a_resolution_does_nothing_for_another_certification);
	tcase_add_test(t, a_second_certification_runs_its_own_clock);
	tcase_add_test(t, the_state_follows_the_dates_not_the_record);
	tcase_add_test(t, an_entry_while_in_force_is_void);
	tcase_add_test(t, a_void_entry_does_not_hinder_a_later_one);
	tcase_add_test(t, an_entry_must_name_a_certification_of_its_country_before_it);
	tcase_add_test(t, certification_and_entry_of_a_country_of_concern_are_void);
	tcase_add_test(t, concern_is_asked_at_the_date_of_the_act);
	tcase_add_test(
	    t, f0_is_the_first_entry_into_force_and_the_usa_is_a_member_from_it);
	tcase_add_test(t, the_usa_cannot_be_certified);
	tcase_add_test(t, a_territory_is_certified_for_its_countries);
	tcase_add_test(
	    t, territory_and_its_country_both_certified_is_void_for_the_second);
	tcase_add_test(t, of_two_certified_on_one_day_the_later_act_is_the_second);
	tcase_add_test(t, a_code_without_a_territory_act_cannot_be_certified);
	tcase_add_test(t, every_void_reason_has_a_word_and_a_sentence);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
