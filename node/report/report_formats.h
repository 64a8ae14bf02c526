/* report_formats.h - the formats of a report: one file each, a table of them.  Appended. */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include "bytes.h"
#include "report.h"

/* One page that needs nothing else: no scripts, nothing loaded; prints on A4 and Letter. */
void report_html_write(struct buf *out, const struct report *r);

/* The chart as an SVG element with its words for who cannot see it, readable without colours.
 * `number` is the chart's in its page: its ids begin with it. */
void report_svg_write(struct buf *out, const struct report_chart *c, size_t number);

void report_json_write(struct buf *out, const struct report *r);

/* For a terminal: the paragraphs, tables and findings in order; charts by their words. */
void report_plain_write(struct buf *out, const struct report *r);

/* The observations of capacity as SDMX-CSV 1.0. */
void report_sdmx_write(struct buf *out, const struct report *r);

/* The table of that name as CSV (RFC 4180), or "sdmx"; false: there is none. */
bool report_csv_write(struct buf *out, const struct report *r, const char *table);

/* Names of the tables that report_csv_write knows, by number from 0; NULL beyond. */
const char *report_csv_table(const struct report *r, size_t number);

#endif
