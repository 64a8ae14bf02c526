/* when_report.h - in which interval an entry was published and who attests it (when.h), as
 * text and as JSON. */
#ifndef WHEN_REPORT_H
#define WHEN_REPORT_H

#include "bytes.h"
#include "when.h"

/* One screen for people; appended. */
void when_report_text(struct buf *out, const struct when *w);

/* The same as a document; appended. */
void when_report_json(struct buf *out, const struct when *w);

/* "inside", "too-early", "too-late", "open". */
const char *when_report_claim(enum when_claim c);

#endif
