/* duty_csv.h - lines of a country's tariff as a CSV file.
 * One row is one line; columns stand in any order, those in brackets may be left out:
 *
 *   country             the importer: alpha-3 or territory code   | the same
 *   hs_edition          HS2022, HS2017                            | on every
 *   [schedule]          edition of the schedule as published      | row: marks
 *   [mfn_only]          yes: preferences are left out             | of the file
 *   code                6 to 12 digits
 *   scope               any, members, countries-of-concern, entities-of-concern or country
 *   [origin]            alpha-3 with scope country, else nothing
 *   kind                ordinary, additional, relief, antidumping, countervailing,
 *                       safeguard or other
 *   [measure]           id of the measure; nothing for the ordinary duty
 *   start, [end]        YYYY-MM-DD, both included; no end: open
 *   [combination]       ad-valorem (also when empty), specific, plus, higher-of or lower-of
 *   rate_pct            ad valorem rate in percent, at most two decimals: "25", "2.5";
 *                       nothing with combination specific
 *   [specific]          the specific part as published
 *   [published]         the whole duty as published
 *   [equivalent_rate_pct] [equivalent_from] [equivalent_to] [equivalent_value]
 *   [equivalent_currency] [equivalent_quantity] [equivalent_unit] [equivalent_source]
 *                       the publisher's ad valorem equivalent of a specific part: all or
 *                       none; value in the currency with at most two decimals, quantity
 *                       whole
 *   [citation]          legal
 *
 * The key of a line is (hs_edition, code, scope, origin, kind, measure, start). */
#ifndef DUTY_CSV_H
#define DUTY_CSV_H

#include "arena.h"
#include "csvread.h"
#include "duty.pb-c.h"
#include "err.h"
#include "name.h"
#include "row_errors.h"

struct duty_rows {
	char country[COUNTRY_LEN];
	const char *hs_edition;
	const char *schedule;
	bool mfn_only;
	Cmsa__DutyLine **lines;
	size_t n;
};

/* ERR_INPUT when the list of errors is not empty afterwards; *out then holds no row.  Two
 * rows of one key are an error that names both.  Rows live in `mem`, an arena without a
 * budget. */
enum err duty_csv_parse(struct duty_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t);

/* Header and rows, appended: parsing it gives the same lines. */
void duty_csv_write(struct buf *out, const struct duty_rows *rows);

/* Basis points as percent: "2.5", "0"; `out` holds 16. */
void duty_csv_percent(char out[static 16], uint32_t rate_bp);

/* Order by key, for finding lines of one key; the edition is the file's. */
int duty_csv_key_cmp(const Cmsa__DutyLine *a, const Cmsa__DutyLine *b);

#endif
