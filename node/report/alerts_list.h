/* alerts_list.h - alerts as answers: a list with clocks, one whole alert, JSON.  Pure: the
 * days left are those of the date that the alerts were computed for. */
#ifndef ALERTS_LIST_H
#define ALERTS_LIST_H

#include <jansson.h>

#include "alerts.h"
#include "alerts_filter.h"
#include "bytes.h"
#include "grid.h"

/* An alert that is listed, and the clock of the country that looks at it. */
struct alerts_line {
	const struct alert_view *view;
	const struct alert_clock *clock; /* NULL: not named */
};

/* Those that match and (unless `removed`) are not retracted or corrected, overdue ones first,
 * then by deadline, then the most severe, the newest first.  `country`: who looks, or "".
 * Borrows from `a`.  The caller frees the array. */
struct alerts_line *alerts_list(const struct alerts *a, const struct registry *r,
    const char *country, const struct alerts_filter *f, bool removed, size_t *n);

/* The clock of a country, or of one in the territory `country`: the most pressing; NULL. */
const struct alert_clock *alerts_list_clock(
    const struct alert_view *v, const struct registry *r, const char *country);

/* A row each: `wide` for CSV (nothing shortened), else to fit a terminal of 100 columns. */
void alerts_list_grid(
    struct grid *g, const struct alerts_line *lines, size_t n, bool wide);

/* "AUS:12", or "AUS:2:12" of an incarnation beyond the first. */
enum {
	ALERTS_REF_LEN = 48
};
void alerts_list_ref(char out[static ALERTS_REF_LEN], const struct place *p);

/* "2 days left to acknowledge", "overdue since 2026-11-22", or why there is no clock. */
enum {
	ALERTS_CLOCK_LEN = 160
};
void alerts_list_words(char out[static ALERTS_CLOCK_LEN], const struct alerts_line *line);

/* One word for what became of it for the country that looks: a clock's, "removed", "not
 * named", ... */
const char *alerts_list_state(const struct alerts_line *line);

const char *alerts_list_severity(Cmsa__AlertSeverity s); /* "high" */
const char *alerts_list_mark(Cmsa__Handling h);          /* "TLP:AMBER" */

#endif
