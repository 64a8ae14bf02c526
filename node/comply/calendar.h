/* calendar.h - what falls due and when: statute.md 6 (PROTOCOL.md M7.43).  Pure. */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "facts.h"

enum calendar_kind {             /* in answers: never renumber */
	CALENDAR_PERIOD = 0,     /* the 90 days of a certification end */
	CALENDAR_MODIFICATION,   /* the 90 days of a modification notice end */
	CALENDAR_STEP,           /* a step of a phase-in begins */
	CALENDAR_PHASE_IN_LIMIT, /* five years from the beginning of a phase-in */
	CALENDAR_CAPACITY,       /* reviews are renewed by, or are stale the day after */
	CALENDAR_ACKNOWLEDGE,    /* an alert is acknowledged by */
	CALENDAR_OUTCOME,        /* an alert has an outcome by */
	CALENDAR_ANNUAL_REPORT,  /* 4(k) */
	CALENDAR_REVIEW,         /* 4(j) */
	CALENDAR_TRANSFER,       /* to the trust fund: 6(b)(2) */
};
const char *calendar_kind_word(enum calendar_kind k);

enum calendar_state {
	CALENDAR_DUE = 0, /* open, and in time */
	CALENDAR_DONE,    /* in time */
	CALENDAR_LATE,    /* done, after its day */
	CALENDAR_OVERDUE,
	CALENDAR_DATE, /* a day on which something begins or ends by itself */
};
const char *calendar_state_word(enum calendar_state s);

struct calendar_item {
	struct date date; /* the last day in time, or the day itself */
	enum calendar_kind kind;
	enum calendar_state state; /* at D */
	char country[COUNTRY_LEN]; /* "" : the United States for the Alliance */
	const char *clause;        /* "4(f)(2)" */
	const char *text;          /* a sentence for people */
	uint64_t act;              /* that it follows from; 0: none */
	fact_source source;        /* entry that it follows from; NO_SOURCE */
};

struct calendar {
	struct date as_of;
	struct calendar_item *items; /* by date, kind, country, text */
	size_t n, room;
	bool enactment_unknown; /* policy says no enacted_on: no annual report is due */
	struct arena mem;
};

/* Everything dated first..last, and whatever is overdue at D.  `f` is finished and outlives
 * the result, as does its registry.  The caller frees. */
struct calendar *calendar_at(
    struct facts *f, struct date d, struct date first, struct date last);
void calendar_free(struct calendar *c);

#endif
