/* due_report.h - what duty applies, as text, JSON and rows. */
#ifndef DUE_REPORT_H
#define DUE_REPORT_H

#include "bytes.h"
#include "due.h"
#include "grid.h"

/* A row a part of a line.  The caller clears it. */
void due_rows(struct grid *g, const struct due *a, const struct facts *f);

/* The answer in words, then the rows; appended. */
void due_text(struct buf *out, const struct due *a, const struct due_question *q,
    const struct facts *f);
void due_json(struct buf *out, const struct due *a, const struct due_question *q,
    const struct facts *f);

#endif
