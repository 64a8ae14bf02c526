/* alerts_filter.h - which alerts somebody wants to see: conditions that all must hold.  Pure.
 * As text it is "hs=2605 severity=high": what is typed as options, and kept under a name. */
#ifndef ALERTS_FILTER_H
#define ALERTS_FILTER_H

#include "alerts.h"
#include "err.h"

enum alerts_field {
	ALERTS_HS, /* a code of the alert begins so, or the code begins with one of it */
	ALERTS_MINERAL,  /* one of its subjects */
	ALERTS_COUNTRY,  /* declared or suspected origin, transit, or a party's */
	ALERTS_SEVERITY, /* at least */
	ALERTS_STATE,    /* of the clock of the country that looks */
	ALERTS_DUE,      /* its deadline is at most so many days ahead, or past */
	ALERTS_FROM,     /* its author */
	ALERTS_NAMED,    /* for action */
	ALERTS_FIELDS
};

enum {
	ALERTS_VALUE_LEN = 40
};

/* "" where anything will do. */
struct alerts_filter {
	char value[ALERTS_FIELDS][ALERTS_VALUE_LEN];
};

/* "hs", "mineral", ...: the name of the option and of the condition in text. */
const char *alerts_filter_name(enum alerts_field field);

/* ERR_INPUT and what was expected when the value is none of that field. */
enum err alerts_filter_set(struct alerts_filter *f, enum alerts_field field,
    const char *value, struct errmsg *m);

/* Conditions parted by spaces are added to `f`. */
enum err alerts_filter_parse(struct alerts_filter *f, const char *text, struct errmsg *m);
void alerts_filter_write(struct buf *out, const struct alerts_filter *f);

/* Does the alert match?  `clock` is that of the country that looks; NULL: it is not named,
 * or nobody looks. */
bool alerts_filter_matches(const struct alerts_filter *f, const struct alert_view *v,
    const struct alert_clock *clock);

#endif
