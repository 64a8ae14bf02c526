/* date.c - calendar arithmetic, after H. Hinnant's public days-from-civil formula. */
#include "date.h"

#include <stdio.h>
#include <string.h>

static bool
is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int
month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

struct date
date_of_ymd(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (struct date){ era * 146097 + doe - 719468 };
}

void
date_to_ymd(struct date d, int *year, int *month, int *day)
{
	int z = d.days + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

bool
date_parse(struct date *out, const char *s)
{
	int y = 0, m = 0, d = 0;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (int i = 0; i < 10; i++) {
		if (i == 4 || i == 7)
			continue;
		if (s[i] < '0' || s[i] > '9')
			return false;
		int v = s[i] - '0';

		if (i < 4)
			y = y * 10 + v;
		else if (i < 7)
			m = m * 10 + v;
		else
			d = d * 10 + v;
	}
	if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return false;
	*out = date_of_ymd(y, m, d);
	return true;
}

void
date_write(char out[static 11], struct date d)
{
	int y, m, day;

	out[0] = '\0';
	if (!date_given(d))
		return;
	date_to_ymd(d, &y, &m, &day);
	snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000U, (unsigned)m % 100U,
	    (unsigned)day % 100U);
}

struct date
date_add_years(struct date d, int years)
{
	int y, m, day;

	date_to_ymd(d, &y, &m, &day);
	y += years;
	if (day > month_days(y, m))
		day = month_days(y, m);
	return date_of_ymd(y, m, day);
}

struct date
date_of_time_ms(int64_t time_ms)
{
	int64_t day = time_ms / 86400000;

	if (time_ms % 86400000 < 0)
		day--;
	return (struct date){ (int32_t)day };
}

void
time_write(char out[static 25], int64_t time_ms)
{
	struct date d = date_of_time_ms(time_ms);
	int64_t ms = time_ms - (int64_t)d.days * 86400000;
	int y, m, day;

	date_to_ymd(d, &y, &m, &day);
	snprintf(out, 25, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)y % 10000U,
	    (unsigned)m % 100U, (unsigned)day % 100U, (unsigned)(ms / 3600000) % 100U,
	    (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60),
	    (unsigned)(ms % 1000));
}
