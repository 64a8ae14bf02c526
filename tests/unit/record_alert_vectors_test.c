/* tests/vectors/alerts.json: alerts, responses, retractions, corrections and desks by an
 * independent program: what it wrote we read and write the same, what it spoilt gets its
 * verdict, and one flipped bit anywhere is refused (PROTOCOL M3.13, M3.20, M5.18 to M5.25). */
#include <check.h>

#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("alerts.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(a_policy_with_clocks_is_read_and_written_the_same)
{
	const json_t *v = json_array_get(json_object_get(file, "acts"), 0);
	struct buf b = { 0 }, out = { 0 };
	struct act a;

	ck_assert_int_eq(act_parse(&a, vector_bytes(&b, v, "signed_act")), V_OK);
	vector_expect(v, "id", bytes_of(a.id.b, 32));
	ck_assert_uint_eq(a.body->policy->alert_ack_days, 1);
	ck_assert_uint_eq(a.body->policy->alert_outcome_days, 20);
	ck_assert_uint_eq(a.body->policy->alert_late_days, 36500);
	act_write(&out, a.body);
	vector_expect(v, "act", buf_view(&out));
	act_clear(&a);
	buf_clear(&b);
	buf_clear(&out);
}
END_TEST

/* PROTOCOL M3.13 */
START_TEST(an_application_of_a_desk_is_read)
{
	const json_t *v = json_object_get(file, "application");
	const Cmsa__Application *app = NULL;
	struct buf b = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_ACT_ARENA);
	ck_assert_int_eq(
	    application_parse(&app, &mem, vector_bytes(&b, v, "signed_application")),
	    V_OK);
	ck_assert_str_eq(app->author, "USA.customs");
	ck_assert_int_eq(app->role, CMSA__ROLE__ROLE_DESK);
	arena_clear(&mem);
	buf_clear(&b);
}
END_TEST

START_TEST(any_flipped_bit_of_the_act_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(every_entry_is_read_and_written_the_same) /* _i: the entry */
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
	vector_expect_refused(file, 75);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_alert_vectors");
	SRunner *r = srunner_create(s);
	int failed;

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_policy_with_clocks_is_read_and_written_the_same);
	tcase_add_test(t, an_application_of_a_desk_is_read);
	tcase_add_loop_test(t, any_flipped_bit_of_the_act_is_refused, 0, 1);
	tcase_add_loop_test(t, every_entry_is_read_and_written_the_same, 0, 11);
	tcase_add_loop_test(t, any_flipped_bit_of_such_an_entry_is_refused, 0, 11);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
