/* How far a feed counts that was told in two ways (PROTOCOL M7.44), for every small case. */
#include "check_main.h"
#include "freeze.h"

/* By its words: the greatest seq that more than half of the others hold at or beyond. */
static uint64_t
naive(const struct freeze_vote *v, size_t n, size_t others)
{
	for (uint64_t seq = 5; seq; seq--) {
		size_t hold = 0;

		for (size_t i = 0; i < n; i++)
			hold += v[i].held >= seq;
		if (hold * 2 > others)
			return seq;
	}
	return 0;
}

/* Up to five others, each holding 0..4, in every order. */
START_TEST(more_than_half_of_the_others_must_have_witnessed_it) /* _i: others */
{
	const size_t others = (size_t)_i;
	size_t cases = 1;

	for (size_t i = 0; i < others; i++)
		cases *= 5;
	for (size_t c = 0; c < cases; c++)
		for (size_t n = 0; n <= others; n++) {
			struct freeze_vote v[5] = { { 0 } };
			uint64_t expected;
			size_t left = c;

			for (size_t i = 0; i < n; i++, left /= 5)
				v[i].held = left % 5;
			expected = naive(v, n, others);
			ck_assert_uint_eq(freeze_witnessed(v, n, others), expected);
		}
}
END_TEST

START_TEST(the_limit_is_before_the_fork_or_what_was_witnessed)
{
	ck_assert_uint_eq(freeze_limit(1, 0), 0);
	ck_assert_uint_eq(freeze_limit(5, 0), 4);
	ck_assert_uint_eq(freeze_limit(5, 3), 4);
	ck_assert_uint_eq(freeze_limit(5, 5), 5);
	ck_assert_uint_eq(freeze_limit(5, 900), 900);
}
END_TEST

/* One that named another history, or takes back what it said, adds nothing. */
START_TEST(a_vote_is_the_newest_place_named_with_its_own_id)
{
	struct freeze_vote v = { 0 };

	freeze_hear(&v, 3, true);
	ck_assert_uint_eq(v.held, 3);
	freeze_hear(&v, 7, false);
	ck_assert_uint_eq(v.held, 3);
	freeze_hear(&v, 6, true);
	freeze_hear(&v, 7, true);
	ck_assert_uint_eq(v.held, 3);
	freeze_hear(&v, 8, true);
	ck_assert_uint_eq(v.held, 8);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("feed_freeze");
	TCase *t = tcase_create("freeze");

	tcase_add_loop_test(t, more_than_half_of_the_others_must_have_witnessed_it, 0, 6);
	tcase_add_test(t, the_limit_is_before_the_fork_or_what_was_witnessed);
	tcase_add_test(t, a_vote_is_the_newest_place_named_with_its_own_id);
	suite_add_tcase(s, t);
	return check_main(s);
}
