/* tests/vectors/fund.json: the trust fund, replies, the table of incomes and the close of a
 * fiscal year by an independent program: what it wrote we read and write the same; what it
 * spoilt gets its verdict; and one flipped bit anywhere is refused (PROTOCOL M3.15, M3.20,
 * M5.26, M5.27, M5.28, M8.1). */
#include "check_main.h"
#include "law.h"
#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("fund.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(the_acts_are_read_and_written_the_same)
{
	const Cmsa__Reference *table;
	struct buf b = { 0 };
	struct act a;

	ck_assert_uint_eq(vector_expect_act(vector_at(file, "acts", 0)), ACT_REFERENCE);
	ck_assert_uint_eq(vector_expect_act(vector_at(file, "acts", 1)), ACT_POLICY);
	ck_assert_int_eq(
	    act_parse(&a, vector_bytes(&b, vector_at(file, "acts", 0), "signed_act")),
	    V_OK);
	table = a.body->reference;
	ck_assert_uint_eq(table->n_country_income, 4);
	ck_assert_str_eq(table->country_income[1]->country, "BRA");
	ck_assert_uint_eq(table->country_income[1]->year, 2026);
	ck_assert_int_eq(
	    table->country_income[1]->group, CMSA__INCOME_GROUP__INCOME_UPPER_MIDDLE);
	act_clear(&a);
	ck_assert_int_eq(
	    act_parse(&a, vector_bytes(&b, vector_at(file, "acts", 1), "signed_act")),
	    V_OK);
	ck_assert_uint_eq(law_fund_close_days(a.body->policy), 36500);
	act_clear(&a);
	ck_assert_uint_eq(law_fund_close_days(policy_default()), 30);
	buf_clear(&b);
}
END_TEST

START_TEST(any_flipped_bit_of_an_act_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(an_entry_is_read_and_written_the_same) /* _i: the entry */
{
	vector_expect_entry(file, vector_at(file, "entries", _i));
}
END_TEST

START_TEST(any_flipped_bit_of_an_entry_is_refused) /* _i: the entry */
{
	vector_refuse_flips(
	    file, vector_at(file, "entries", _i), "signed_entry", vector_entry_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 61);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_fund");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_acts_are_read_and_written_the_same);
	tcase_add_loop_test(t, any_flipped_bit_of_an_act_is_refused, 0, 2);
	tcase_add_loop_test(t, an_entry_is_read_and_written_the_same, 0, 4);
	tcase_add_loop_test(t, any_flipped_bit_of_an_entry_is_refused, 0, 4);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	suite_add_tcase(s, t);
	return check_main(s);
}
