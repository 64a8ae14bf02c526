/* The rules of one author's chain: what stands next to a tip, and what does not. */
#include <check.h>
#include <string.h>

#include "check_main.h"
#include "feed.h"

static const struct hash ALLIANCE = { { 0xa1 } };

static struct entry
after(const struct feed_tip *tip)
{
	return (struct entry){
		.place = { .author = "AUS", .incarnation = 1, .seq = tip->seq + 1 },
		.prev = tip->seq ? tip->id : ALLIANCE,
		.id = { { 0x77, (uint8_t)tip->seq } },
		.key = 1,
		.register_number = 9,
		.kind = tip->seq ? KIND_CAPACITY : KIND_KEYS,
		.time_ms = 5,
	};
}

static const struct feed_tip TIP = {
	.seq = 4, .id = { { 0x5a } }, .key = 1, .register_number = 9, .time_ms = 1000
};
static const struct feed_tip NONE = { 0 };

START_TEST(the_next_entry_and_the_first_are_taken)
{
	struct entry next = after(&TIP), first = after(&NONE);

	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &next), V_OK);
	ck_assert_int_eq(feed_check(&NONE, &ALLIANCE, &first), V_OK);
}
END_TEST

START_TEST(any_flipped_prev_bit_is_refused)
{
	for (int i = 0; i < 256; i++) {
		struct entry next = after(&TIP), first = after(&NONE);

		next.prev.b[i / 8] ^= (uint8_t)(1 << i % 8);
		first.prev.b[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &next), V_PREV);
		ck_assert_int_eq(feed_check(&NONE, &ALLIANCE, &first), V_PREV);
	}
}
END_TEST

START_TEST(a_place_is_next_or_known_or_a_fork_or_behind_or_ahead)
{
	struct entry e = after(&TIP);

	e.place.seq = 4;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_FORK);
	e.id = TIP.id;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_KNOWN);
	e.place.seq = 3;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_OLD);
	e.place.seq = 6;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_GAP);
	e.place.seq = INT64_MAX;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_GAP);
}
END_TEST

START_TEST(the_first_is_a_keys_entry_and_later_ones_may_be)
{
	struct entry first = after(&NONE), next = after(&TIP);

	first.kind = KIND_WITNESS;
	ck_assert_int_eq(feed_check(&NONE, &ALLIANCE, &first), V_FIRST_NOT_KEYS);
	next.kind = KIND_KEYS;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &next), V_OK);
}
END_TEST

START_TEST(the_register_does_not_fall_and_times_may)
{
	struct entry e = after(&TIP);

	e.time_ms = 0;
	e.register_number = 10;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_OK);
	e.register_number = 8;
	ck_assert_int_eq(feed_check(&TIP, &ALLIANCE, &e), V_REGISTER_FALLS);
}
END_TEST

/* PROTOCOL M4.5, M4.26: generations follow each other, none is left out, none comes back. */
START_TEST(the_first_key_is_one_and_keys_never_fall_or_jump)
{
	struct feed_tip tip = TIP;
	struct entry e;

	tip.key = 3;
	e = after(&tip);
	for (uint32_t key = 1; key < 7; key++) {
		e.key = key;
		ck_assert_int_eq(feed_check(&tip, &ALLIANCE, &e),
		    key >= 3 && key <= 5 ? V_OK : V_WRONG_KEY);
	}
	e = after(&NONE);
	e.key = 2;
	ck_assert_int_eq(feed_check(&NONE, &ALLIANCE, &e), V_WRONG_KEY);
	e = after(&NONE);
	e.place.incarnation = 2;
	ck_assert_int_eq(feed_check(&NONE, &ALLIANCE, &e), V_WRONG_KEY);
}
END_TEST

/* PROTOCOL M4.22 */
START_TEST(a_later_incarnation_begins_after_the_act_that_opened_it)
{
	const struct hash act = { { 0xac } };
	const struct feed_tip start = feed_start(41, &act, 12);
	struct entry e = after(&start);

	e.place.incarnation = 2;
	e.kind = KIND_KEYS;
	e.register_number = 12;
	ck_assert_uint_eq(e.place.seq, 41);
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_OK);
	e.prev = ALLIANCE;
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_PREV);
	e.prev = act;
	e.register_number = 11;
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_REGISTER_FALLS);
	e.register_number = 12;
	e.kind = KIND_WITNESS;
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_FIRST_NOT_KEYS);
	e.place.seq = 40; /* the place of the last one before it, under its own number */
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_FIELD);
	e.place.seq = 42;
	ck_assert_int_eq(feed_check(&start, &ALLIANCE, &e), V_GAP);
}
END_TEST

START_TEST(an_appended_entry_is_the_tip)
{
	struct entry e = after(&TIP);
	struct feed_tip t = feed_advance(&e);

	ck_assert_uint_eq(t.seq, 5);
	ck_assert(hash_eq(&t.id, &e.id));
	ck_assert_uint_eq(t.register_number, 9);
	ck_assert_int_eq(t.time_ms, 5);
	ck_assert_int_eq(feed_check(&t, &ALLIANCE, &e), V_KNOWN);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("the chain of a feed");
	TCase *t = tcase_create("chain");

	tcase_add_test(t, the_next_entry_and_the_first_are_taken);
	tcase_add_test(t, any_flipped_prev_bit_is_refused);
	tcase_add_test(t, a_place_is_next_or_known_or_a_fork_or_behind_or_ahead);
	tcase_add_test(t, the_first_is_a_keys_entry_and_later_ones_may_be);
	tcase_add_test(t, the_register_does_not_fall_and_times_may);
	tcase_add_test(t, the_first_key_is_one_and_keys_never_fall_or_jump);
	tcase_add_test(t, a_later_incarnation_begins_after_the_act_that_opened_it);
	tcase_add_test(t, an_appended_entry_is_the_tip);
	suite_add_tcase(s, t);
	return check_main(s);
}
