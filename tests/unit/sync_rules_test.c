/* What two nodes compare, how much a peer may send, and the states of a conversation. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bucket.h"
#include "check_main.h"
#include "heads.h"
#include "talk.h"

static void
put(struct position *p, const char *author, uint64_t seq, uint8_t id)
{
	struct place at = { .incarnation = 1, .seq = seq };
	struct hash h = { { id } };

	snprintf(at.author, sizeof(at.author), "%s", author);
	position_set(p, &at, &h);
}

START_TEST(what_is_missing_is_listed_in_order_page_by_page)
{
	struct position ours = { 0 }, theirs = { 0 };
	struct heads_want w[2];
	size_t next = 0;

	put(&ours, "AUS", 5, 1);
	put(&ours, "GBR", 5, 1);
	put(&theirs, "AUS", 5, 1);
	put(&theirs, "FRA", 2, 1);
	put(&theirs, "GBR", 9, 1);
	put(&theirs, "USA", 1, 1);
	ck_assert_uint_eq(heads_missing(w, 2, &next, &ours, &theirs), 2);
	ck_assert_str_eq(w[0].first.author, "FRA");
	ck_assert_uint_eq(w[0].first.seq, 1);
	ck_assert_str_eq(w[1].first.author, "GBR");
	ck_assert_uint_eq(w[1].first.seq, 6);
	ck_assert_uint_eq(w[1].theirs, 9);
	ck_assert_uint_eq(heads_missing(w, 2, &next, &ours, &theirs), 1);
	ck_assert_str_eq(w[0].first.author, "USA");
	ck_assert_uint_eq(heads_missing(w, 2, &next, &ours, &theirs), 0);
	next = 0;
	ck_assert_uint_eq(heads_missing(w, 2, &next, &theirs, &ours), 0);
	position_clear(&ours);
	position_clear(&theirs);
}
END_TEST

START_TEST(a_digest_names_every_head)
{
	struct position a = { 0 }, b = { 0 };
	struct hash x, y;

	put(&a, "AUS", 5, 1);
	put(&a, "GBR", 6, 2);
	put(&b, "GBR", 6, 2);
	put(&b, "AUS", 5, 1);
	x = heads_digest(&a);
	y = heads_digest(&b);
	ck_assert(hash_eq(&x, &y));
	put(&b, "GBR", 7, 2);
	y = heads_digest(&b);
	ck_assert(!hash_eq(&x, &y));
	put(&a, "GBR", 7, 3);
	x = heads_digest(&a);
	ck_assert(!hash_eq(&x, &y));
	position_clear(&a);
	position_clear(&b);
}
END_TEST

START_TEST(another_id_at_one_place_is_seen)
{
	struct position a = { 0 }, b = { 0 };

	put(&a, "AUS", 5, 1);
	put(&a, "GBR", 6, 2);
	put(&b, "AUS", 6, 9);
	put(&b, "FRA", 6, 9);
	put(&b, "GBR", 6, 2);
	ck_assert_ptr_null(heads_fork(&a, &b));
	put(&a, "USA", 1, 1);
	put(&b, "USA", 1, 2);
	ck_assert_str_eq(heads_fork(&a, &b)->place.author, "USA");
	position_clear(&a);
	position_clear(&b);
}
END_TEST

START_TEST(a_bucket_gives_its_rate_and_no_more)
{
	struct bucket b;
	int64_t given = 0;

	bucket_init(&b, 100, 1000, 0);
	ck_assert(!bucket_take(&b, 101, 0));
	ck_assert(bucket_take(&b, 100, 0));
	ck_assert(!bucket_take(&b, 1, 0));
	for (int64_t t = 1; t <= 10000; t++)
		given += bucket_take(&b, 1, t);
	ck_assert_int_eq(given, 10000);
	given = 0;
	for (int64_t t = 10001; t <= 20000; t++)
		while (bucket_take(&b, 1, t))
			given++;
	ck_assert_int_eq(given, 10000);
	ck_assert(!bucket_take(&b, 101, INT64_C(1) << 60)); /* never more than `most` */
	ck_assert(bucket_take(&b, 100, INT64_C(1) << 60));
}
END_TEST

START_TEST(what_is_owed_is_made_good_by_time)
{
	struct bucket b;

	bucket_init(&b, 100, 1000, 0);
	bucket_owe(&b, 300);
	ck_assert(!bucket_take(&b, 1, 200));
	ck_assert(bucket_take(&b, 1, 201));
}
END_TEST

START_TEST(a_conversation_has_three_states) /* every state with every event */
{
	static const struct {
		enum talk_state from;
		enum talk_event event;
		enum talk_state to;
	} table[] = {
		{ TALK_DOWN, TALK_HEARD, TALK_GREETED },
		{ TALK_DOWN, TALK_HELLO, TALK_READY },
		{ TALK_DOWN, TALK_SILENT, TALK_DOWN },
		{ TALK_DOWN, TALK_LOST, TALK_DOWN },
		{ TALK_GREETED, TALK_HEARD, TALK_GREETED },
		{ TALK_GREETED, TALK_HELLO, TALK_READY },
		{ TALK_GREETED, TALK_SILENT, TALK_DOWN },
		{ TALK_GREETED, TALK_LOST, TALK_DOWN },
		{ TALK_READY, TALK_HEARD, TALK_READY },
		{ TALK_READY, TALK_HELLO, TALK_READY },
		{ TALK_READY, TALK_SILENT, TALK_DOWN },
		{ TALK_READY, TALK_LOST, TALK_DOWN },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		ck_assert_int_eq(talk_next(table[i].from, table[i].event), table[i].to);
	ck_assert_str_eq(talk_state_name(TALK_READY), "ready");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rules of the exchange");
	TCase *t = tcase_create("rules");

	tcase_add_test(t, what_is_missing_is_listed_in_order_page_by_page);
	tcase_add_test(t, a_digest_names_every_head);
	tcase_add_test(t, another_id_at_one_place_is_seen);
	tcase_add_test(t, a_bucket_gives_its_rate_and_no_more);
	tcase_add_test(t, what_is_owed_is_made_good_by_time);
	tcase_add_test(t, a_conversation_has_three_states);
	suite_add_tcase(s, t);
	return check_main(s);
}
