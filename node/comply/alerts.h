/* alerts.h - every alert at a position, and at D the clock of each country that it names for
 * action (statute.md 3, (b)(5)(A); PROTOCOL.md 7.3).  Pure.  (b)(5)(A) judges by it, and
 * `cmsa alerts` shows it: then the facts may be of LEVEL_DESK_FACTS, which is for showing
 * only.  Alerts that do not count are here too, with the reason why. */
#ifndef ALERTS_H
#define ALERTS_H

#include "date.h"
#include "facts.h"
#include "law.h"

enum alert_standing { /* of a whole alert at D: the first that holds */
	ALERT_STANDS = 0,
	ALERT_REMOVED,    /* retracted, or corrected by a later one */
	ALERT_INCOMPLETE, /* part of a file of which parts are missing */
	ALERT_OUTSIDE,  /* by a desk outside its terms, or of a kind that a desk holds */
	ALERT_NO_CLOCK, /* not listed yet by as many witnesses as policy asks */
	ALERT_LATER,    /* its day is after D */
	ALERT_STRANGER, /* its author's country is no member on its day */
	ALERT_FROZEN,   /* beyond what counts of a feed that is proven forked */
};

enum alert_state {      /* of one clock at D */
	CLOCK_NONE = 0, /* the alert does not stand, or does not count for this country */
	CLOCK_OPEN,     /* no response, still in time */
	CLOCK_ACKNOWLEDGED,  /* a response without an outcome, still in time for one */
	CLOCK_OVERDUE,       /* acknowledgement or outcome: neither there nor in time */
	CLOCK_ANSWERED,      /* acknowledged and with an outcome, both in time */
	CLOCK_ANSWERED_LATE, /* with an outcome; one of the two came late */
};

enum clock_standing { /* why an alert that stands counts for a country, or does not */
	CLOCK_COUNTS = 0,
	CLOCK_NOT_CERTIFIED, /* neither certified nor a member on the alert's day */
	CLOCK_NOT_READ, /* its role could not read the alert, or it was not enrolled */
};

/* A response to the alert for one country, removed ones and those not counting too. */
struct alert_answer {
	const struct fact_response *response;
	struct date day; /* absent: too few witnesses */
	bool counts;     /* stands, and has its day on or before D */
	bool outcome;    /* confirmed, refuted or closed */
};

struct alert_clock {
	const char *country;   /* as named in the alert */
	const char *territory; /* that it is in; "" */
	enum clock_standing standing;
	enum alert_state state;
	struct date ack_by, outcome_by; /* last days in time; absent without a day */
	const struct alert_answer *acknowledged; /* the first that counts; NULL: none */
	const struct alert_answer *outcome; /* the first with an outcome that counts */
	struct date due;              /* the next of the two not met; absent: none */
	int32_t days_left;            /* to `due`; below 0: overdue */
	struct alert_answer *answers; /* by day, then place; without a day last */
	size_t n_answers;
};

struct alert_view {
	const struct fact_alert *alert;
	const struct fact_origin *origin; /* place, id, own time, witnessed date */
	enum alert_standing standing;
	struct date day; /* W: later of witnessed date and own date; absent: none */
	struct alert_clock *clocks; /* one a country named, sorted */
	size_t n_clocks;
};

/* A clock that runs or ran: its state is not CLOCK_NONE. */
struct alert_running {
	char country[COUNTRY_LEN], territory[COUNTRY_LEN]; /* of the clock */
	const struct alert_view *view;
	const struct alert_clock *clock;
};

struct alerts {
	struct alert_view *list; /* by place */
	size_t n;
	struct alert_running *running; /* in order of the list and its clocks */
	size_t n_running;
	struct arena mem;
};

/* All alerts of finished facts at D.  The witnessed dates are those of the last
 * facts_witness: call it first for the policy of `law`, which is that of D.  Borrows the
 * facts (texts are theirs) and outlives neither.  Free with alerts_free. */
struct alerts *alerts_new(const struct facts *f, const struct law *law, struct date d);
void alerts_free(struct alerts *a);

/* Those alone that name for action the country, its territory `subject` (or itself again),
 * or a country in it. */
struct alerts *alerts_about(const struct facts *f, const struct law *law, struct date d,
    const char *country, const char *subject);

/* "no-clock", "open", "acknowledged", "overdue", "answered", "answered-late"; never NULL. */
const char *alerts_state_word(enum alert_state s);
enum alert_state alerts_state_of_word(const char *word); /* CLOCK_NONE when unknown */

/* Why the alert does not stand, or does not count for the country: a phrase for people, ""
 * when it does. */
const char *alerts_standing_words(enum alert_standing s);
const char *alerts_clock_words(enum clock_standing s);

#endif
