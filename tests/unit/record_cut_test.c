/* tests/vectors/cuts.json: acts that cut feeds, and the entries that begin the next incarnation,
 * by an independent program: what it wrote we read and write the same; what it spoilt gets its
 * verdict; one flipped bit anywhere is refused (PROTOCOL M3.38, M4.22, M8.1). */
#include <check.h>

#include "check_main.h"
#include "feed.h"
#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("cuts.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(cuts_are_read_and_written_the_same)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "acts"), i, v)
	    ck_assert_int_eq(vector_expect_act(v), ACT_CUT);
	ck_assert_uint_eq(i, 4);
}
END_TEST

START_TEST(any_flipped_bit_of_a_cut_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(entries_of_a_later_incarnation_are_read_and_written_the_same) /* _i: the entry */
{
	vector_expect_entry(file, vector_at(file, "entries", _i));
	vector_refuse_flips(
	    file, vector_at(file, "entries", _i), "signed_entry", vector_entry_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 19);
}
END_TEST

static void
parse_entry(struct entry *e, struct buf *header, size_t i)
{
	const char *hex = json_string_value(
	    json_object_get(vector_at(file, "entries", (int)i), "header"));

	ck_assert_int_eq(entry_parse(e, hex_bytes(header, hex)), V_OK);
}

/* The last act cuts AUS: its last entry, and what the first of incarnation 2 follows. */
START_TEST(the_chain_goes_on_behind_the_act)
{
	const struct hash alliance = vector_hash(file, "alliance_id");
	struct buf signed_act = { 0 }, header = { 0 };
	const char *hex = json_string_value(
	    json_object_get(vector_at(file, "acts", 3), "signed_act"));
	struct feed_tip tip;
	struct entry e;
	struct act a;

	ck_assert_int_eq(act_parse(&a, hex_bytes(&signed_act, hex)), V_OK);
	tip = feed_start(a.body->cut->last_seq + 1, &a.id, a.number);
	for (size_t i = 0; i < 2; i++) {
		parse_entry(&e, &header, i);
		ck_assert_uint_eq(e.place.incarnation, 2);
		ck_assert_int_eq(feed_check(&tip, &alliance, &e), V_OK);
		tip = feed_advance(&e);
	}
	ck_assert_uint_eq(tip.seq, a.body->cut->last_seq + 2);
	act_clear(&a);
	buf_clear(&signed_act);
	buf_clear(&header);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_cut");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cuts_are_read_and_written_the_same);
	tcase_add_loop_test(t, any_flipped_bit_of_a_cut_is_refused, 0, 4);
	tcase_add_loop_test(
	    t, entries_of_a_later_incarnation_are_read_and_written_the_same, 0, 2);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	tcase_add_test(t, the_chain_goes_on_behind_the_act);
	suite_add_tcase(s, t);
	return check_main(s);
}
