/* Text from outside: UTF-8 without control characters (PROTOCOL M2.5), and exact numbers.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "text.h"

static bool
clean(const char *bytes, size_t n)
{
	return text_is_clean((const uint8_t *)bytes, n);
}

/* The rule of RFC 3629 once more, written from its table of ranges and not as the code
 * under test is: how long is the well-formed sequence that starts here, 0 if none. */
static size_t
well_formed(const uint8_t *p, size_t n)
{
	static const struct {
		uint8_t first, last, second_least, second_most, len;
	} rows[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (p[0] < rows[i].first || p[0] > rows[i].last || rows[i].len > n)
			continue;
		if (rows[i].len > 1 &&
		    (p[1] < rows[i].second_least || p[1] > rows[i].second_most))
			return 0;
		for (size_t k = 2; k < rows[i].len; k++)
			if (p[k] < 0x80 || p[k] > 0xbf)
				return 0;
		return rows[i].len;
	}
	return 0;
}

static bool
is_control(const uint8_t *p, size_t len)
{
	return (len == 1 && (p[0] < 0x20 || p[0] == 0x7f)) ||
	       (len == 2 && p[0] == 0xc2 && p[1] <= 0x9f);
}

static bool
expected(const uint8_t *p, size_t n)
{
	while (n) {
		size_t len = well_formed(p, n);

		if (!len || is_control(p, len))
			return false;
		p += len;
		n -= len;
	}
	return true;
}

START_TEST(one_and_two_bytes_exhaustively)
{
	for (unsigned a = 0; a < 256; a++) {
		uint8_t s[2] = { (uint8_t)a, 0 };

		ck_assert_msg(text_is_clean(s, 1) == expected(s, 1), "%02x", a);
		for (unsigned b = 0; b < 256; b++) {
			s[1] = (uint8_t)b;
			ck_assert_msg(
			    text_is_clean(s, 2) == expected(s, 2), "%02x %02x", a, b);
		}
	}
}
END_TEST

START_TEST(three_bytes_exhaustively)
{
	for (uint32_t v = 0; v < 1u << 24; v++) {
		uint8_t s[3] = { (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

		if (text_is_clean(s, 3) != expected(s, 3))
			ck_abort_msg("%02x %02x %02x", s[0], s[1], s[2]);
	}
}
END_TEST

/* Every first and second byte; third and fourth at the edges of their ranges. */
START_TEST(four_bytes_at_every_edge)
{
	static const uint8_t edges[] = { 0x00, 0x41, 0x7f, 0x80, 0x81, 0x9f, 0xa0, 0xbf,
		0xc0, 0xff };

	for (uint32_t v = 0; v < 1u << 16; v++)
		for (size_t i = 0; i < ARRAY_LEN(edges); i++)
			for (size_t k = 0; k < ARRAY_LEN(edges); k++) {
				uint8_t s[4] = { (uint8_t)(v >> 8), (uint8_t)v, edges[i],
					edges[k] };

				if (text_is_clean(s, 4) != expected(s, 4))
					ck_abort_msg("%02x %02x %02x %02x", s[0], s[1],
					    s[2], s[3]);
			}
}
END_TEST

START_TEST(known_cases_of_text)
{
	ck_assert(clean("", 0));
	ck_assert(clean("C\xc3\xb4te d\xe2\x80\x99Ivoire", 16));
	ck_assert(clean("\xf4\x8f\xbf\xbf", 4));  /* U+10FFFF */
	ck_assert(!clean("\xf4\x90\x80\x80", 4)); /* beyond */
	ck_assert(!clean("\xed\xa0\x80", 3));     /* a surrogate */
	ck_assert(!clean("\xc0\xaf", 2));         /* overlong */
	ck_assert(!clean("\xe2\x82", 2));         /* cut short */
	ck_assert(!clean("a\0b", 3));
	ck_assert(!clean("a\tb", 3));
	ck_assert(!clean("\xc2\x85", 2)); /* C1 */
	ck_assert(clean("\xc2\xa0", 2));  /* the first beyond C1 */
}
END_TEST

START_TEST(digits_within_their_length)
{
	ck_assert(text_is_digits("260600", 6, 6));
	ck_assert(!text_is_digits("26060", 6, 12));
	ck_assert(!text_is_digits("2606000000000", 6, 12));
	ck_assert(text_is_digits("", 0, 2));
	ck_assert(!text_is_digits("", 1, 2));
	ck_assert(!text_is_digits("26 600", 6, 6));
	ck_assert(!text_is_digits("-12345", 6, 6));
	ck_assert(!text_is_digits("2606\xc2\xb2", 6, 6)); /* superscript two */
}
END_TEST

START_TEST(integers_to_the_edge_and_no_further)
{
	int64_t v;

	ck_assert(text_to_i64(&v, "9223372036854775807") && v == INT64_MAX);
	ck_assert(text_to_i64(&v, "-9223372036854775808") && v == INT64_MIN);
	ck_assert(text_to_i64(&v, "-0") && v == 0);
	ck_assert(text_to_i64(&v, "007") && v == 7);
	ck_assert(!text_to_i64(&v, "9223372036854775808"));
	ck_assert(!text_to_i64(&v, "-9223372036854775809"));
	ck_assert(!text_to_i64(&v, "99999999999999999999"));
	ck_assert(!text_to_i64(&v, ""));
	ck_assert(!text_to_i64(&v, "-"));
	ck_assert(!text_to_i64(&v, "+1"));
	ck_assert(!text_to_i64(&v, " 1"));
	ck_assert(!text_to_i64(&v, "1 "));
	ck_assert(!text_to_i64(&v, "0x10"));
}
END_TEST

static const struct {
	const char *text;
	int64_t scale;
	bool commas;
	bool good;
	int64_t value;
} scaled[] = {
	{ "12", 1, false, true, 12 },
	{ "0.5", 10, false, true, 5 },
	{ ".5", 10, false, true, 5 },
	{ "24.99", 100, false, true, 2499 },
	{ "25.00", 100, false, true, 2500 },
	{ "25.00000", 100, false, true, 2500 },
	{ "24.995", 100, false, false, 0 }, /* half a basis point: not exact */
	{ "0.1", 1, false, false, 0 },
	{ "1,250.75", 100, true, true, 125075 },
	{ "1,300", 1000000, true, true, 1300000000 },
	{ "12,345,678", 1, true, true, 12345678 },
	{ "1300", 1, true, true, 1300 },
	{ "1,300", 1, false, false, 0 }, /* commas were not allowed */
	{ "12,5", 1, true, false, 0 },   /* a decimal comma is no thousands comma */
	{ "1,2345", 1, true, false, 0 },
	{ "1234,567", 1, true, false, 0 },
	{ ",567", 1, true, false, 0 },
	{ "1,,234", 1, true, false, 0 },
	{ "1,23.4", 10, true, false, 0 },
	{ "1.5,000", 1, true, false, 0 },
	{ "1,000,", 1, true, false, 0 },
	{ "", 1, true, false, 0 },
	{ ".", 1, false, false, 0 },
	{ "1.2.3", 100, false, false, 0 },
	{ "-1", 1, false, false, 0 },
	{ "+1", 1, false, false, 0 },
	{ "1e3", 1, false, false, 0 },
	{ " 1", 1, false, false, 0 },
	{ "W", 1, true, false, 0 },
	{ "NA", 1, true, false, 0 },
	{ "9223372036854775807", 1, false, true, INT64_MAX },
	{ "9223372036854775808", 1, false, false, 0 },
	{ "922337203685477580.7", 10, false, true, INT64_MAX },
	{ "9223372036854775807", 10, false, false, 0 },
	{ "9300000000000", 1000000, false, false,
	    0 }, /* tonnes that pass 63 bits of grams */
	{ "99999999999999999999999999999999999999999999999999999999999999999999", 1, true,
	    false, 0 },
	{ "99999999999999999999999999999999999999999999999999999999999999999999", 1,
	    false, false, 0 },
};

START_TEST(figures_are_exact_or_refused) /* _i: the case */
{
	int64_t v = 0;
	bool good =
	    text_to_scaled(&v, scaled[_i].text, scaled[_i].scale, scaled[_i].commas);

	ck_assert_msg(good == scaled[_i].good, "\"%s\"", scaled[_i].text);
	if (good)
		ck_assert_int_eq(v, scaled[_i].value);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("text");
	Suite *s = suite_create("base_text");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, one_and_two_bytes_exhaustively);
	tcase_add_test(t, three_bytes_exhaustively);
	tcase_add_test(t, four_bytes_at_every_edge);
	tcase_add_test(t, known_cases_of_text);
	tcase_add_test(t, digits_within_their_length);
	tcase_add_test(t, integers_to_the_edge_and_no_further);
	tcase_add_loop_test(t, figures_are_exact_or_refused, 0, (int)ARRAY_LEN(scaled));
	suite_add_tcase(s, t);
	return check_main(s);
}
