/* tests/vectors/conduct.json: acts on conduct, measures and attendance by an independent
 * program: what it wrote we read and write the same; what it spoilt gets its verdict; and
 * one flipped bit anywhere is refused (PROTOCOL M3.16, M5.15, M5.16, M5.17, M8.1). */
#include <check.h>

#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("conduct.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(acts_on_conduct_are_read_and_written_the_same)
{
	const json_t *v;
	uint64_t seen = 0;
	size_t i;

	json_array_foreach(json_object_get(file, "acts"), i, v) seen |=
	    UINT64_C(1) << vector_expect_act(v);
	/* the others: record_terms_test.c, record_cut_test.c, register_resume_test.c */
	for (uint32_t kind = ACT_POLICY; kind < 64; kind++)
		ck_assert_msg(!act_kind_name(kind) || seen & UINT64_C(1) << kind ||
				  kind == ACT_CUT || kind == ACT_RESUME ||
				  kind == ACT_MODIFICATION_NOTICE ||
				  kind == ACT_MODIFICATION_EFFECT ||
				  kind == ACT_ALLOWANCE || kind == ACT_REPORT ||
				  kind == ACT_REVIEW,
		    "no vector of act kind %u", kind);
}
END_TEST

START_TEST(any_flipped_bit_of_an_act_on_conduct_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(measures_and_attendance_are_read_and_written_the_same) /* _i: the entry */
{
	vector_expect_entry(file, vector_at(file, "entries", _i));
}
END_TEST

START_TEST(any_flipped_bit_of_such_an_entry_is_refused) /* _i: the entry */
{
	vector_refuse_flips(
	    file, vector_at(file, "entries", _i), "signed_entry", vector_entry_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 40);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_conduct");
	SRunner *r = srunner_create(s);
	int failed;

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, acts_on_conduct_are_read_and_written_the_same);
	tcase_add_loop_test(t, any_flipped_bit_of_an_act_on_conduct_is_refused, 0, 10);
	tcase_add_loop_test(
	    t, measures_and_attendance_are_read_and_written_the_same, 0, 2);
	tcase_add_loop_test(t, any_flipped_bit_of_such_an_entry_is_refused, 0, 2);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
