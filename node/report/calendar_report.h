/* calendar_report.h - what falls due as text, JSON, rows and iCalendar (RFC 5545). */
#ifndef CALENDAR_REPORT_H
#define CALENDAR_REPORT_H

#include "bytes.h"
#include "calendar.h"
#include "grid.h"

/* Which items: of this country, NULL: all. */
void calendar_rows(
    struct grid *g, const struct calendar *c, const struct facts *f, const char *country);

/* Appended. */
void calendar_text(struct buf *out, const struct calendar *c, const struct facts *f,
    const char *country);
void calendar_json(struct buf *out, const struct calendar *c, const struct facts *f,
    const char *country);

/* All-day events; equal items have equal UIDs, so that a later file replaces an earlier. */
void calendar_ics(struct buf *out, const struct calendar *c, const struct facts *f,
    const char *country);

#endif
