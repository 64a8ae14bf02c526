/* Dates as days since 1970-01-01, and UTC times. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "date.h"

/* Days of a month, by the rule in words. */
static int
length(int y, int m)
{
	if (m == 2)
		return y % 400 == 0 || (y % 4 == 0 && y % 100 != 0) ? 29 : 28;
	return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

/* Plain ifs: a check of the framework for each of 110,000 days would take minutes. */
static bool
round_trips(int y, int m, int d, int32_t days)
{
	int y2, m2, d2;
	char text[48], again[11];
	struct date out;

	date_to_ymd((struct date){ days }, &y2, &m2, &d2);
	snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
	if (!date_parse(&out, text))
		return false;
	date_write(again, out);
	return date_of_ymd(y, m, d).days == days && y2 == y && m2 == m && d2 == d &&
	       out.days == days && !strcmp(again, days ? text : "");
}

START_TEST(every_day_of_three_centuries_there_and_back)
{
	int32_t days = DATE_MIN_DAYS;

	for (int y = 1900; y <= 2199; y++)
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= length(y, m); d++, days++)
				if (!round_trips(y, m, d, days))
					ck_abort_msg("%d-%d-%d", y, m, d);
	ck_assert_int_eq(days - 1, DATE_MAX_DAYS);
}
END_TEST

START_TEST(days_that_do_not_exist_are_refused)
{
	struct date out;
	char text[48];

	for (int y = 1900; y <= 2199; y++)
		for (int m = 0; m <= 13; m++)
			for (int d = 0; d <= 32; d++) {
				bool real =
				    m >= 1 && m <= 12 && d >= 1 && d <= length(y, m);

				snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
				if (date_parse(&out, text) != real)
					ck_abort_msg("%s", text);
			}
}
END_TEST

START_TEST(other_spellings_are_refused) /* _i: the spelling */
{
	static const char *const bad[] = { "", "2026-11-4", "2026-1-24", "26-11-24",
		"2026/11/24", "24-11-2026", "2026-11-24 ", " 2026-11-24", "2026-11-24T",
		"1899-12-31", "2200-01-01", "2026-02-29", "2100-02-29", "2026-11-2x",
		"+026-11-24", "-026-11-24", "20261124" };
	struct date out;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(!date_parse(&out, bad[i]), "\"%s\"", bad[i]);
}
END_TEST

START_TEST(leap_days_of_centuries)
{
	struct date out;

	ck_assert(date_parse(&out, "2000-02-29"));
	ck_assert(!date_parse(&out, "1900-02-29"));
	ck_assert(date_parse(&out, "2096-02-29"));
	ck_assert(!date_parse(&out, "2100-02-29"));
	ck_assert(date_parse(&out, "2104-02-29"));
}
END_TEST

START_TEST(years_are_added_and_29_february_becomes_28)
{
	struct date leap = date_of_ymd(2024, 2, 29), plain = date_of_ymd(2026, 3, 5);

	ck_assert_int_eq(date_add_years(leap, 1).days, date_of_ymd(2025, 2, 28).days);
	ck_assert_int_eq(date_add_years(leap, 4).days, date_of_ymd(2028, 2, 29).days);
	ck_assert_int_eq(date_add_years(leap, 76).days, date_of_ymd(2100, 2, 28).days);
	ck_assert_int_eq(date_add_years(leap, -1).days, date_of_ymd(2023, 2, 28).days);
	ck_assert_int_eq(date_add_years(plain, 5).days, date_of_ymd(2031, 3, 5).days);
	ck_assert_int_eq(date_add_years(plain, 0).days, plain.days);
}
END_TEST

START_TEST(a_time_is_on_the_day_it_falls_in)
{
	const int64_t day = 86400000;

	for (int32_t d = DATE_MIN_DAYS; d <= DATE_MAX_DAYS; d++)
		if (date_of_time_ms(d * day).days != d ||
		    date_of_time_ms(d * day + day - 1).days != d ||
		    date_of_time_ms(d * day - 1).days != d - 1)
			ck_abort_msg("day %d", d);
}
END_TEST

START_TEST(times_are_written_as_utc)
{
	char out[25];

	time_write(out, 0);
	ck_assert_str_eq(out, "1970-01-01T00:00:00.000Z");
	time_write(out, INT64_C(1795493808123));
	ck_assert_str_eq(out, "2026-11-24T04:16:48.123Z");
	time_write(out, INT64_C(951825599999));
	ck_assert_str_eq(out, "2000-02-29T11:59:59.999Z");
	time_write(out, -1);
	ck_assert_str_eq(out, "1969-12-31T23:59:59.999Z");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("date");
	Suite *s = suite_create("base_date");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_day_of_three_centuries_there_and_back);
	tcase_add_test(t, days_that_do_not_exist_are_refused);
	tcase_add_test(t, other_spellings_are_refused);
	tcase_add_test(t, leap_days_of_centuries);
	tcase_add_test(t, years_are_added_and_29_february_becomes_28);
	tcase_add_test(t, a_time_is_on_the_day_it_falls_in);
	tcase_add_test(t, times_are_written_as_utc);
	suite_add_tcase(s, t);
	return check_main(s);
}
