/* tests/vectors/allowances.json: acts on the terms of agreements, reports and reviews by an
 * independent program: what it wrote we read and write the same; what it spoilt gets its
 * verdict; one flipped bit anywhere is refused; and its arithmetic is ours (PROTOCOL M3.16,
 * M3.21, M3.24, M7.24, M8.1). */
#include <check.h>

#include "allowed.h"
#include "check_main.h"
#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("allowances.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(acts_on_terms_are_read_and_written_the_same)
{
	const json_t *v;
	uint64_t seen = 0;
	size_t i;

	json_array_foreach(json_object_get(file, "acts"), i, v) seen |=
	    UINT64_C(1) << vector_expect_act(v);
	ck_assert_uint_eq(seen,
	    UINT64_C(1) << ACT_MODIFICATION_NOTICE |
		UINT64_C(1) << ACT_MODIFICATION_EFFECT | UINT64_C(1) << ACT_ALLOWANCE |
		UINT64_C(1) << ACT_REPORT | UINT64_C(1) << ACT_REVIEW);
}
END_TEST

START_TEST(any_flipped_bit_of_an_act_on_terms_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 55);
}
END_TEST

START_TEST(steps_are_rounded_up_to_a_basis_point)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "shares"), i, v)
	    ck_assert_int_eq(allowed_step_bp(vector_number(v, "floor_bp"),
				 (uint32_t)vector_number(v, "share_bp")),
		vector_number(v, "step_bp"));
	ck_assert_uint_ge(i, 50);
}
END_TEST

START_TEST(five_years_end_on_the_same_day_of_the_year)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "five_years"), i, v)
	{
		struct date begins = { (int32_t)vector_number(v, "begins_days") };

		ck_assert_int_eq(date_add_years(begins, 5).days,
		    (int32_t)vector_number(v, "last_days"));
	}
	ck_assert_uint_ge(i, 8);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_terms");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, acts_on_terms_are_read_and_written_the_same);
	tcase_add_loop_test(t, any_flipped_bit_of_an_act_on_terms_is_refused, 0, 9);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	tcase_add_test(t, steps_are_rounded_up_to_a_basis_point);
	tcase_add_test(t, five_years_end_on_the_same_day_of_the_year);
	suite_add_tcase(s, t);
	return check_main(s);
}
