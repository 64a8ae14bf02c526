/* coverage_report.h - the objectives of 4(e) as text, JSON and rows. */
#ifndef COVERAGE_REPORT_H
#define COVERAGE_REPORT_H

#include "bytes.h"
#include "coverage.h"
#include "grid.h"

/* One row a subject, stage, basis and unit; `subject` NULL: all.  The caller clears it. */
void coverage_rows(struct grid *g, const struct coverage *c, const char *subject);

/* The goal in a sentence, the rows, and what the figures leave out; appended. */
void coverage_text(struct buf *out, const struct coverage *c, const char *subject);
void coverage_json(struct buf *out, const struct coverage *c, const char *subject);

#endif
