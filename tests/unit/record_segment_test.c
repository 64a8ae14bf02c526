/* Segments and positions. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "position.h"
#include "segment.h"

/* PROTOCOL M6.11 */
START_TEST(a_segment_ends_at_its_limits_and_not_before)
{
	const size_t most = LIMIT_SEGMENT_BODY_BYTES;

	ck_assert(!segment_is_full(0, 0, LIMIT_BODY_BYTES)); /* never empty */
	ck_assert(!segment_is_full(LIMIT_SEGMENT_ENTRIES - 1, 0, 0));
	ck_assert(segment_is_full(LIMIT_SEGMENT_ENTRIES, 0, 0));
	ck_assert(!segment_is_full(1, most - 10, 10));
	ck_assert(segment_is_full(1, most - 10, 11));
	ck_assert(!segment_is_full(1, most, 0));
	ck_assert(segment_is_full(1, most, 1));
}
END_TEST

START_TEST(an_empty_body_is_taken_from_an_absent_blob)
{
	struct entry e = { .body_size = 0 };
	struct bytes blob = bytes_of(NULL, 0), body = bytes_of(NULL, 0);

	ck_assert(segment_next_body(&body, &blob, &e));
	ck_assert_uint_eq(body.n, 0);
	ck_assert_ptr_nonnull(body.p); /* it is held: NULL would say it is not */
	e.body_size = 1;
	ck_assert(!segment_next_body(&body, &blob, &e));
}
END_TEST

START_TEST(bodies_come_off_one_after_the_other)
{
	struct entry e = { .body_size = 3 };
	struct bytes blob = bytes_of("abcdefg", 7), body;

	ck_assert(segment_next_body(&body, &blob, &e));
	ck_assert_mem_eq(body.p, "abc", 3);
	ck_assert(segment_next_body(&body, &blob, &e));
	ck_assert_mem_eq(body.p, "def", 3);
	ck_assert(!segment_next_body(&body, &blob, &e));
	ck_assert_uint_eq(blob.n, 1);
}
END_TEST

/* PROTOCOL M6.12 */
START_TEST(the_end_of_headers_is_told_from_a_bad_length)
{
	static uint8_t one[4 + LIMIT_HEADER_BYTES + 1];
	struct bytes blob = bytes_of(NULL, 0), header;
	struct buf b = { 0 };

	ck_assert(!segment_next_header(&header, &blob));
	ck_assert_uint_eq(blob.n, 0);
	segment_add_header(&b, bytes_of(one, LIMIT_HEADER_BYTES));
	blob = buf_view(&b);
	ck_assert(segment_next_header(&header, &blob));
	ck_assert_uint_eq(header.n, LIMIT_HEADER_BYTES);
	ck_assert_uint_eq(blob.n, 0);
	put_u32(one, LIMIT_HEADER_BYTES + 1);
	blob = bytes_of(one, sizeof(one));
	ck_assert(!segment_next_header(&header, &blob));
	ck_assert_uint_ne(blob.n, 0);
	put_u32(one, UINT32_MAX);
	ck_assert(!segment_next_header(&header, &blob));
	buf_clear(&b);
}
END_TEST

static void
expect_text(const struct position *p, const char *text)
{
	struct buf b = { 0 };

	position_write(&b, p);
	ck_assert(bytes_eq(buf_view(&b), bytes_of(text, strlen(text))));
	buf_clear(&b);
}

/* PROTOCOL M7.1 */
START_TEST(a_position_reads_and_writes_its_text)
{
	static const char text[] = "register=12,AUS=1:5,AUS=2:9,GBR=1:7,court=1:1";
	struct position p, copy;

	ck_assert_int_eq(position_parse(&p, text, NULL), ERR_NONE);
	ck_assert_uint_eq(p.register_number, 12);
	ck_assert_uint_eq(p.n_heads, 4);
	ck_assert_uint_eq(position_seq(&p, "AUS", 2), 9);
	ck_assert_uint_eq(position_seq(&p, "AUS", 3), 0);
	ck_assert_uint_eq(position_seq(&p, "USA", 1), 0);
	expect_text(&p, text);
	position_copy(&copy, &p);
	position_clear(&p);
	expect_text(&copy, text);
	position_clear(&copy);
	ck_assert_int_eq(
	    position_parse(&p, "register=18446744073709551615", NULL), ERR_INPUT);
	ck_assert_int_eq(
	    position_parse(&p, "register=9223372036854775807", NULL), ERR_NONE);
	expect_text(&p, "register=9223372036854775807");
	position_clear(&p);
}
END_TEST

START_TEST(heads_are_kept_sorted_and_only_move_forward)
{
	static const struct place places[] = { { "USA", 1, 3 }, { "AUS", 2, 1 },
		{ "AUS", 1, 8 }, { "GBR", 1, 1 }, { "AUS", 1, 9 }, { "AUS", 1, 2 } };
	struct hash id = { { 0 } };
	struct position p = { .register_number = 1 };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		id.b[0] = (uint8_t)i;
		position_set(&p, &places[i], &id);
	}
	expect_text(&p, "register=1,AUS=1:9,AUS=2:1,GBR=1:1,USA=1:3");
	ck_assert_uint_eq(p.heads[0].id.b[0], 4);
	position_clear(&p);
}
END_TEST

START_TEST(other_texts_are_no_position)
{
	static const char *const bad[] = { "", "register", "register=", "register=0",
		"register=x", "register=-1", "register=+1", "register= 1", "Register=1",
		"register=1,", "register=1;AUS=1:5", "register=1,AUS", "register=1,AUS=1",
		"register=1,AUS=1:", "register=1,AUS=0:5", "register=1,AUS=x:5",
		"register=1,AUS=1:x", "register=1,AUS=1:5x", "register=1,AUS=1:-5",
		"register=1,=1:5", "register=1,aus=1:5 ", "register=1,AUSTRALIA=1:5",
		"register=1,,AUS=1:5", "register=1,AUS=1:5,",
		"register=99999999999999999999", "register=1,AUS=4294967297:5",
		"register=1,AUS=99999999999999999999:5",
		"register=1,AUS=1:99999999999999999999",
		"register=1,AUS=1:9223372036854775808", "register=1,AUS=1:5,AUS=1:6",
		"register=1,AUS=1:6,AUS=1:5", "register=1,AUS=1:5,AUS=1:5",
		"register=1,"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaa"
		"=1:5" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct position p;
		struct errmsg m = { "" };

		ck_assert_msg(
		    position_parse(&p, bad[i], &m) == ERR_INPUT, "\"%s\"", bad[i]);
		ck_assert_int_eq(strncmp(m.text, "position: expected", 18), 0);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("segment");
	Suite *s = suite_create("record_segment");

	tcase_add_test(t, a_segment_ends_at_its_limits_and_not_before);
	tcase_add_test(t, an_empty_body_is_taken_from_an_absent_blob);
	tcase_add_test(t, bodies_come_off_one_after_the_other);
	tcase_add_test(t, the_end_of_headers_is_told_from_a_bad_length);
	tcase_add_test(t, a_position_reads_and_writes_its_text);
	tcase_add_test(t, heads_are_kept_sorted_and_only_move_forward);
	tcase_add_test(t, other_texts_are_no_position);
	suite_add_tcase(s, t);
	return check_main(s);
}
