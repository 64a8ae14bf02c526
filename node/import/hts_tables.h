/* hts_tables.h - whom a rate of the US tariff schedule is for: the programmes of its Special
 * subcolumn and the countries of its column 2, from the tables us_special_programs and
 * us_column2_countries. */
#ifndef HTS_TABLES_H
#define HTS_TABLES_H

#include "arena.h"
#include "date.h"
#include "err.h"
#include "name.h"

/* A span of days, both included; without a day: open. */
struct hts_span {
	struct date from, to;
};

struct hts_programme {
	const char *symbol;
	bool relief; /* for goods of a kind or use, not for whatever comes from there */
	const char *country; /* "": every country that column 1 is for */
	struct hts_span span;
	const char *citation;
};

struct hts_column2 {
	const char *country;
	struct hts_span span;
	const char *citation;
};

struct hts_tables {
	struct hts_programme *programme;
	size_t n_programmes;
	struct hts_column2 *column2;
	size_t n_column2;
};

/* Reads both tables into `mem`, an arena without a budget.  ERR_INPUT names table, row, column,
 * what was expected and found; others as reading a file. */
enum err hts_tables_read(
    struct hts_tables *out, struct arena *mem, const char *folder, struct errmsg *m);

/* The part of `span` on or after `start`: false when there is none. */
bool hts_tables_from(
    struct hts_span *out, const struct hts_span *span, struct date start);

#endif
