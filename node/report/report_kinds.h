/* report_kinds.h - the reports: one file each, a table of them. */
#ifndef REPORT_KINDS_H
#define REPORT_KINDS_H

#include "facts.h"
#include "report.h"

struct report_kind; /* a row of the table */

/* "annual", "five-year", "country"; NULL for another word. */
const struct report_kind *report_kinds_find(const char *name);
bool report_kinds_of_country(const struct report_kind *k); /* is it about one country? */

/* Builds it at D.  `f` is finished, as is its registry; both outlive the call, not the report.
 * `country` is "" unless the report is about one.  Equal facts, date and country make equal
 * reports.  The caller frees. */
struct report *report_kinds_make(
    const struct report_kind *k, struct facts *f, struct date d, const char *country);

#endif
