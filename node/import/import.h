/* import.h - foreign files to our rows: one source, one file import_*.c, one row in the
 * table of import.c.  Nothing is guessed: what cannot be used is listed with its reason.
 *
 *   national-tariff   national_tariff_lines.csv: the lines of one tariff; for the USA also
 *                     us_section301_lines.csv as additional duties toward CHN
 *   usitc-hts         an export of the US tariff schedule: general, special and column 2 rates,
 *                     and the section 301 lines
 *   ukgt-2020         the UK Global Tariff as published in 2020
 *   usgs-mcs2025      world data of USGS Mineral Commodity Summaries 2025
 *   usgs-mcs2026      the data release of 2026
 *
 * A customs territory gets its own tariff, but no USGS figures: the files have no row for one,
 * and figures of its countries are not added up. */
#ifndef IMPORT_H
#define IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "capacity_csv.h"
#include "date.h"
#include "duty_csv.h"
#include "err.h"

struct import_request {
	const char *file;        /* to import */
	const char *tables;      /* folder of the reference tables */
	const char *country;     /* alpha-3 or territory code */
	struct date review_date; /* capacity sources: of the review */
	bool rest_not_available; /* capacity sources: say so of every critical mineral and
				    stage that no primary row answers for */
	/* sources of tariffs whose file does not tell them; else NULL and no date */
	const char *schedule;   /* edition as published */
	const char *hs_edition; /* HS2022 */
	struct date start;      /* first day of the edition */
};

/* A cell or row about the country that is not used. */
struct import_unusable {
	uint32_t row;        /* of the file; the header is row 1 */
	const char *column;  /* "" when it is the whole row */
	const char *subject; /* commodity or tariff code */
	const char *series;  /* of the USGS, or the duty as published */
	const char *found;   /* the cell; may be "" */
	const char *reason;  /* word of import_reason_text */
	const char *erratum; /* the `problem` of its usgs_errata entry, or NULL */
};

struct import_result {
	uint32_t kind; /* KIND_CAPACITY or KIND_DUTY: which of the two is filled */
	struct capacity_rows capacity;
	struct duty_rows duty;
	struct import_unusable *unusable; /* in the order of the file */
	size_t n_unusable;
	size_t room_unusable;
	size_t n_read;       /* rows of the file */
	size_t n_elsewhere;  /* of them, about other countries */
	size_t n_no_country; /* world totals and groups of countries */
	const char *remark;  /* a sentence for people, or "" */
	struct arena mem;    /* owns all of the above but `unusable` */
};

struct import_source {
	const char *name;
	const char *what; /* a line for help */
	uint32_t kind;
	enum err (*run)(
	    struct import_result *out, const struct import_request *q, struct errmsg *m);
};

const struct import_source *import_sources(size_t *n);

/* ERR_NOT_FOUND: no such source; ERR_INPUT: the file or a table is not as expected; others as
 * reading files.  On ERR_NONE the caller clears the result, which may hold no row. */
enum err import_run(struct import_result *out, const char *source,
    const struct import_request *q, struct errmsg *m);

void import_clear(struct import_result *r);

/* A sentence for a reason word; never NULL. */
const char *import_reason_text(const char *reason);

/* For the sources: adds one line to the list; texts are borrowed from the result's arena. */
void import_add_unusable(struct import_result *out, const struct import_unusable *u);

#endif
