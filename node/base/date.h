/* date.h - calendar dates (proleptic Gregorian) as days since 1970-01-01, and UTC times.
 * Zero days means "not given" in records: 1970-01-01 cannot be said there (PROTOCOL 2).
 */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>
#include <stdint.h>

struct date {
	int32_t days;
};

enum {
	DATE_MIN_DAYS = -25567 /* 1900-01-01 */,
	DATE_MAX_DAYS = 84005 /* 2199-12-31 */
};

/* "YYYY-MM-DD" and nothing else, a day that exists, 1900 to 2199. */
bool date_parse(struct date *out, const char *s);

/* `out` holds 11; an absent date (0) is written as the empty string. */
void date_write(char out[static 11], struct date d);

struct date date_of_ymd(int year, int month, int day);
void date_to_ymd(struct date d, int *year, int *month, int *day);

/* 29 February plus years is 28 February in a year without one (statute.md, "Dates"). */
struct date date_add_years(struct date d, int years);

static inline bool
date_given(struct date d)
{
	return d.days != 0;
}

/* The UTC date of a time in ms since 1970; floors, so times before 1970 are right too. */
struct date date_of_time_ms(int64_t time_ms);

/* "2026-11-24T04:16:48.123Z": `out` holds 25. */
void time_write(char out[static 25], int64_t time_ms);

#endif
