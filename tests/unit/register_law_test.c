/* register_law_test.c - tables and policy as they stand at a date (statute.md, "Numbers and
 * dates"; section 1). */
#include <check.h>
#include <stdlib.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "law.h"
#include "lifecycle.h"
#include "pb.h"

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

static struct law
at(const char *date)
{
	struct law l;

	law_at(&l, m.registry, maker_date(date));
	return l;
}

/* Name of the first mineral at D; "" when the table is empty. */
static const char *
first_mineral(const char *date)
{
	struct law l = at(date);
	const char *name = l.n_minerals ? l.minerals[0]->mineral : "";

	law_clear(&l);
	return name; /* of the act */
}

static size_t
n_minerals(const char *date)
{
	struct law l = at(date);
	size_t n = l.n_minerals;

	law_clear(&l);
	return n;
}

START_TEST(without_acts_tables_are_empty_and_the_policy_is_the_default)
{
	struct law l = at("2026-06-01");

	ck_assert_uint_eq(l.n_minerals + l.n_concern + l.n_mineral_hs + l.n_floors, 0);
	ck_assert_uint_eq(l.n_select + l.n_hs_map + l.n_iso, 0);
	ck_assert_ptr_eq(l.policy, policy_default());
	ck_assert_uint_eq(l.policy->review_max_age_days, 365);
	ck_assert_uint_eq(l.policy->alert_witnesses, 2);
	ck_assert_uint_eq(l.policy->own_head_quorum, 2);
	ck_assert(!l.policy->hkg_mac_country && l.policy->hkg_mac_entities);
	ck_assert(!l.policy->sdp_wider);
	ck_assert_str_eq(l.policy->hs_edition, "HS2022");
	ck_assert(!law_is_critical(&l, "lithium"));
	law_clear(&l);
}
END_TEST

START_TEST(the_default_policy_would_be_a_valid_act)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Policy p = *policy_default();

	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	maker_add(&m, &act);
}
END_TEST

/* PROTOCOL M3.12 */
START_TEST(the_table_at_d_is_of_the_latest_act_dated_on_or_before_it)
{
	m.date = maker_date("2026-03-01");
	make_minerals(&m, "b", 1, 1, "march", 1);
	m.date = maker_date("2026-02-01"); /* recorded later, dated before */
	make_minerals(&m, "a", 1, 1, "february", 1);
	ck_assert_str_eq(first_mineral("2026-01-31"), "");
	ck_assert_str_eq(first_mineral("2026-02-01"), "february-0");
	ck_assert_str_eq(first_mineral("2026-02-28"), "february-0");
	ck_assert_str_eq(first_mineral("2026-03-01"), "march-0");
}
END_TEST

START_TEST(of_two_acts_of_one_date_the_later_number_counts)
{
	m.date = maker_date("2026-03-01");
	make_minerals(&m, "a", 1, 1, "first", 1);
	make_minerals(&m, "b", 1, 1, "second", 1);
	ck_assert_str_eq(first_mineral("2026-03-01"), "second-0");
}
END_TEST

/* --- parts -------------------------------------------------------------------------- */

START_TEST(an_edition_counts_when_its_last_part_is_there)
{
	m.date = maker_date("2026-02-01");
	make_minerals(&m, "old", 1, 1, "old", 1);
	make_minerals(&m, "new", 1, 3, "one", 2);
	make_minerals(&m, "new", 2, 3, "two", 3);
	ck_assert_str_eq(first_mineral("2026-12-31"), "old-0");
	m.date = maker_date("2026-03-01");
	make_minerals(&m, "new", 3, 3, "three", 1);
	ck_assert_str_eq(first_mineral("2026-02-28"), "old-0");
	ck_assert_uint_eq(n_minerals("2026-03-01"), 6);
	ck_assert_str_eq(first_mineral("2026-03-01"), "one-0");
}
END_TEST

START_TEST(other_acts_may_stand_between_the_parts)
{
	m.date = maker_date("2026-02-01");
	make_minerals(&m, "new", 1, 2, "one", 1);
	make_concern(&m, "2026", "CHN");
	make_enrol(&m, "AUS", ROLE_MEMBER);
	ck_assert_int_eq(
	    act_void_reason(m.registry, make_minerals(&m, "new", 2, 2, "two", 1)),
	    VOID_NOT);
	ck_assert_uint_eq(n_minerals("2026-02-01"), 2);
}
END_TEST

START_TEST(a_part_out_of_order_is_void)
{
	static const struct {
		const char *edition;
		uint32_t part, parts;
	} wrong[] = {
		{ "new", 3, 3 },
		{ "other", 2, 3 },
		{ "new", 2, 4 },
	};

	make_minerals(&m, "new", 1, 3, "one", 1);
	ck_assert_int_eq(
	    act_void_reason(m.registry, make_minerals(&m, wrong[_i].edition,
					    wrong[_i].part, wrong[_i].parts, "two", 1)),
	    VOID_REFERENCE_PART);
	/* It changed nothing: the right one still follows. */
	ck_assert_int_eq(
	    act_void_reason(m.registry, make_minerals(&m, "new", 2, 3, "two", 1)),
	    VOID_NOT);
}
END_TEST

START_TEST(a_part_given_twice_is_void_and_nothing_follows_the_last)
{
	make_minerals(&m, "new", 1, 2, "one", 1);
	make_minerals(&m, "new", 2, 2, "two", 1);
	ck_assert_int_eq(
	    act_void_reason(m.registry, make_minerals(&m, "new", 2, 2, "two", 1)),
	    VOID_REFERENCE_PART);
	ck_assert_uint_eq(n_minerals("2026-12-31"), 2);
}
END_TEST

START_TEST(part_1_begins_anew)
{
	make_minerals(&m, "new", 1, 2, "one", 1);
	make_minerals(&m, "new", 1, 2, "again", 1);
	make_minerals(&m, "new", 2, 2, "two", 1);
	ck_assert_str_eq(first_mineral("2026-12-31"), "again-0");
	ck_assert_uint_eq(n_minerals("2026-12-31"), 2);
}
END_TEST

/* --- corrections -------------------------------------------------------------------- */

static void
correct_minerals(const char *from, const char *name)
{
	Cmsa__MineralRow row, *rows[] = { &row };
	Cmsa__Reference ref;
	Cmsa__Act act = maker_act(&m);

	cmsa__mineral_row__init(&row);
	row.mineral = row.name = pb_text(name);
	row.from_days = maker_date("2018-01-01").days;
	cmsa__reference__init(&ref);
	ref.table = pb_text("critical_minerals");
	ref.edition = pb_text("corrected");
	ref.part = ref.parts = 1;
	ref.corrects_from_days = maker_date(from).days;
	ref.critical_minerals = rows;
	ref.n_critical_minerals = 1;
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = &ref;
	maker_add(&m, &act);
}

START_TEST(a_correcting_act_counts_from_its_corrects_from_date)
{
	m.date = maker_date("2026-01-10");
	make_minerals(&m, "a", 1, 1, "wrong", 1);
	m.date = maker_date("2026-02-10");
	make_minerals(&m, "b", 1, 1, "wrong-too", 1);
	m.date = maker_date("2026-06-01");
	correct_minerals("2026-02-01", "right");
	ck_assert_str_eq(first_mineral("2026-01-31"), "wrong-0");
	ck_assert_str_eq(first_mineral("2026-02-01"), "right");
	ck_assert_str_eq(
	    first_mineral("2026-02-20"), "right"); /* later act, though from before */
	ck_assert_str_eq(first_mineral("2026-12-31"), "right");
	m.date = maker_date("2026-07-01");
	make_minerals(&m, "c", 1, 1, "next", 1);
	ck_assert_str_eq(first_mineral("2026-06-30"), "right");
	ck_assert_str_eq(first_mineral("2026-07-01"), "next-0");
}
END_TEST

/* PROTOCOL M3.12 */
START_TEST(policy_goes_by_date_as_tables_do)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Policy p = *policy_default();
	struct law l;

	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	p.review_max_age_days = 200;
	m.date = maker_date("2026-03-01");
	maker_add(&m, &act);
	p.review_max_age_days = 300;
	p.corrects_from_days = maker_date("2026-02-01").days;
	m.date = maker_date("2026-02-15");
	maker_add(&m, &act);
	l = at("2026-01-31");
	ck_assert_uint_eq(l.policy->review_max_age_days, 365);
	law_clear(&l);
	l = at("2026-02-01");
	ck_assert_uint_eq(l.policy->review_max_age_days, 300);
	law_clear(&l);
	l = at("2026-03-01");
	ck_assert_uint_eq(l.policy->review_max_age_days, 200);
	law_clear(&l);
}
END_TEST

/* --- which minerals and countries --------------------------------------------------- */

static const struct {
	const char *from, *to;
	const char *d;
	bool critical;
} spans[] = {
	{ "2018-05-18", NULL, "2026-06-01", true },
	{ "2018-05-18", NULL, "2020-01-01", true },
	{ "2018-05-18", "2022-02-23", "2026-06-01",
	    false }, /* left before the Act's day */
	{ "2018-05-18", "2025-12-31", "2026-06-01", false },
	{ "2018-05-18", "2026-01-01", "2026-06-01", true }, /* on it that day */
	{ "2026-01-01", NULL, "2026-06-01", true },
	{ "2026-01-02", NULL, "2026-01-01", false },
	{ "2026-01-02", NULL, "2026-01-02", true }, /* added after it */
	{ "2026-05-01", "2026-05-31", "2026-04-30", false },
	{ "2026-05-01", "2026-05-31", "2026-05-01", true },
	{ "2026-05-01", "2026-05-31", "2027-01-01", true }, /* leaving changes nothing */
};

START_TEST(a_mineral_is_critical_from_the_list_of_2026_or_when_added)
{
	Cmsa__MineralRow row, *rows[] = { &row };
	struct law l;

	cmsa__mineral_row__init(&row);
	row.mineral = pb_text("lithium");
	row.from_days = maker_date(spans[_i].from).days;
	row.to_days = spans[_i].to ? maker_date(spans[_i].to).days : 0;
	l = (struct law){ .date = maker_date(spans[_i].d) };
	l.minerals = (const Cmsa__MineralRow *[]){ rows[0] };
	l.n_minerals = 1;
	ck_assert_int_eq(law_is_critical(&l, "lithium"), spans[_i].critical);
	ck_assert(!law_is_critical(&l, "sand"));
}
END_TEST

static const struct {
	Cmsa__ConcernStatus status;
	const char *from, *to;
	const char *d;
	bool policy, concern;
} concerns[] = {
	{ CMSA__CONCERN_STATUS__CONCERN_YES, NULL, NULL, "1990-01-01", false, true },
	{ CMSA__CONCERN_STATUS__CONCERN_YES, "2026-03-01", NULL, "2026-02-28", false,
	    false },
	{ CMSA__CONCERN_STATUS__CONCERN_YES, "2026-03-01", NULL, "2026-03-01", false,
	    true },
	{ CMSA__CONCERN_STATUS__CONCERN_YES, "2026-03-01", "2026-04-01", "2026-04-01",
	    false, true },
	{ CMSA__CONCERN_STATUS__CONCERN_YES, "2026-03-01", "2026-04-01", "2026-04-02",
	    false, false },
	{ CMSA__CONCERN_STATUS__CONCERN_NO, NULL, NULL, "2026-04-02", true, false },
	{ CMSA__CONCERN_STATUS__CONCERN_POLICY, NULL, NULL, "2026-04-02", false, false },
	{ CMSA__CONCERN_STATUS__CONCERN_POLICY, NULL, NULL, "2026-04-02", true, true },
};

START_TEST(concern_by_row_date_and_policy)
{
	Cmsa__Policy policy = *policy_default();
	Cmsa__ConcernRow row;
	struct law l = { .date = maker_date(concerns[_i].d), .policy = &policy };

	cmsa__concern_row__init(&row);
	row.country = pb_text("HKG");
	row.status = concerns[_i].status;
	row.from_days = concerns[_i].from ? maker_date(concerns[_i].from).days : 0;
	row.to_days = concerns[_i].to ? maker_date(concerns[_i].to).days : 0;
	policy.hkg_mac_country = concerns[_i].policy;
	l.concern = (const Cmsa__ConcernRow *[]){ &row };
	l.n_concern = 1;
	ck_assert_int_eq(law_is_of_concern(&l, "HKG"), concerns[_i].concern);
	ck_assert(!law_is_of_concern(&l, "AUS"));
}
END_TEST

START_TEST(one_question_without_the_whole_law_answers_the_same)
{
	static const char *const countries[] = { "CHN", "RUS", "AUS" };
	static const char *const dates[] = { "2026-01-01", "2026-03-01", "2026-07-01" };

	m.date = maker_date("2026-02-01");
	make_concern(&m, "a", "CHN");
	m.date = maker_date("2026-06-01");
	make_concern(&m, "b", "AUS,RUS");
	for (size_t i = 0; i < ARRAY_LEN(countries); i++)
		for (size_t k = 0; k < ARRAY_LEN(dates); k++) {
			struct law l = at(dates[k]);

			ck_assert_int_eq(law_is_of_concern(&l, countries[i]),
			    law_is_of_concern_at(
				m.registry, countries[i], maker_date(dates[k])));
			law_clear(&l);
		}
	ck_assert(law_is_of_concern_at(m.registry, "CHN", maker_date("2026-03-01")));
	ck_assert(!law_is_of_concern_at(m.registry, "CHN", maker_date("2026-07-01")));
	ck_assert(law_is_of_concern_at(m.registry, "RUS", maker_date("2026-07-01")));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_law");
	TCase *t = tcase_create("law");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, without_acts_tables_are_empty_and_the_policy_is_the_default);
	tcase_add_test(t, the_default_policy_would_be_a_valid_act);
	tcase_add_test(t, the_table_at_d_is_of_the_latest_act_dated_on_or_before_it);
	tcase_add_test(t, of_two_acts_of_one_date_the_later_number_counts);
	tcase_add_test(t, an_edition_counts_when_its_last_part_is_there);
	tcase_add_test(t, other_acts_may_stand_between_the_parts);
	tcase_add_loop_test(t, a_part_out_of_order_is_void, 0, 3);
	tcase_add_test(t, a_part_given_twice_is_void_and_nothing_follows_the_last);
	tcase_add_test(t, part_1_begins_anew);
	tcase_add_test(t, a_correcting_act_counts_from_its_corrects_from_date);
	tcase_add_test(t, policy_goes_by_date_as_tables_do);
	tcase_add_loop_test(t, a_mineral_is_critical_from_the_list_of_2026_or_when_added,
	    0, ARRAY_LEN(spans));
	tcase_add_loop_test(t, concern_by_row_date_and_policy, 0, ARRAY_LEN(concerns));
	tcase_add_test(t, one_question_without_the_whole_law_answers_the_same);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
