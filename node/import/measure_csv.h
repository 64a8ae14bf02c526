/* measure_csv.h - measures and attendance as CSV files that a ministry can write by hand.
 * Columns stand in any order, those in brackets may be left out.
 *
 * A measure a row; the newest published row of an id replaces the earlier ones:
 *   country                  alpha-3 or territory code, the same on every row
 *   id                       the publisher's own
 *   kind                     transshipment-enforcement, investment-screening, trade-remedies,
 *                            prohibition, quota or other
 *   critical_minerals        yes: it covers them
 *   derivative_products      yes: it covers them
 *   [hs6]                    codes parted by `;` when it is limited to them
 *   [countries_of_concern]   all, or codes parted by `;`; empty: none
 *   [entities_of_concern]    yes: it covers them
 *   [citation] [authority]   texts
 *   start, [end]             days it holds, both included; no end: open
 *   [sha256]                 of the published text, 64 hexadecimal digits
 *   [quota_t_a_year]         of a quota
 *   [sample]                 yes: made up for a demonstration
 *
 * A meeting a row: country; meeting, the number of its act; attended, yes or no; [note];
 * [sample]. */
#ifndef MEASURE_CSV_H
#define MEASURE_CSV_H

#include "arena.h"
#include "attendance.pb-c.h"
#include "csvread.h"
#include "err.h"
#include "measure.pb-c.h"
#include "name.h"
#include "row_errors.h"

struct measure_rows {
	char country[COUNTRY_LEN];
	Cmsa__Measure **measures;
	size_t n;
};

struct attendance_rows {
	char country[COUNTRY_LEN];
	Cmsa__Attendance **meetings;
	size_t n;
};

/* ERR_INPUT when the list of errors is not empty afterwards; *out then holds no row.  Rows
 * live in `mem`, an arena without a budget. */
enum err measure_csv_parse(struct measure_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t);
enum err measure_csv_parse_attendance(struct attendance_rows *out,
    struct row_errors *errors, struct arena *mem, const struct csv_table *t);

#endif
