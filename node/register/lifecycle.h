/* lifecycle.h - where a country stands in the Act: 4(c), (d), (f) (statute.md 2).
 * Computed from all acts at the registry's head, whatever their order. */
#ifndef LIFECYCLE_H
#define LIFECYCLE_H

#include "date.h"
#include "registry.h"

enum life_state { /* in answers: never renumber */
	LIFE_NONE = 0,
	LIFE_ENGAGED = 1,
	LIFE_CERTIFIED = 2,
	LIFE_IN_FORCE = 3,
	LIFE_WITHDRAWN = 4,
};
const char *life_state_name(enum life_state s);

/* One certification and what became of it; of a modification notice, which runs the same
 * clock (4(h)), `certified` is its N. */
struct certification {
	uint64_t act;
	struct date certified;   /* C: the later of the two submissions */
	struct date period_ends; /* C + 90 */
	struct date approved;    /* A; absent: none enacted */
	struct date disapproved; /* in time; absent: none */
	struct date earliest;    /* E; absent: none, it is blocked by a disapproval */
	enum void_reason voided;
};

/* The certification that governs at D: the one that its agreement entered into force by;
 * before that, of those dated on or before D and not void, the latest. */
struct lifecycle {
	enum life_state state;  /* at D */
	struct date certified;  /* C of the certification that governs at D */
	uint64_t certification; /* its act; 0: none */
	struct date in_force;   /* absent: not in force at D */
	struct date withdrawn;  /* when it ended, by withdrawal or termination; absent while
				   none has */
	uint64_t entry_act;
	struct date earliest; /* E of the governing certification */
	bool blocked;         /* E is none: disapproved */
};

/* The country's state at D.  A country in a certified territory has its territory's.  The
 * USA is in force from F0, without a certification, and none before.  One whose agreement
 * ended is withdrawn, until a certification of that day or later makes it certified. */
struct lifecycle lifecycle_at(
    const struct registry *r, const char *country, struct date d);

/* Every certification of the country, by act number; the caller frees the array. */
struct certification *lifecycle_certifications(
    const struct registry *r, const char *country, size_t *n);

/* F0: the first entry into force of any agreement dated on or before D; absent: none.  It
 * stays when agreements end. */
struct date alliance_in_force_since(const struct registry *r, struct date d);

/* T: when all agreements were terminated; absent: not on or before D. */
struct date alliance_terminated(const struct registry *r, struct date d);

/* C of the country's latest certification on or before D that is not void; absent: none.
 * Of a country in a certified territory the territory's. */
struct date lifecycle_last_certified(
    const struct registry *r, const char *country, struct date d);

/* Whose agreement the country takes part by: the territory's it is in, unless it has a
 * certification of its own that is not void; else its own.  Borrowed from `r` or
 * `country`. */
const char *lifecycle_party(const struct registry *r, const char *country);

/* Member at D: agreement in force at D; the USA from F0 until a termination. */
bool is_member(const struct registry *r, const char *country, struct date d);

/* Was the act void, by all acts at the head? */
enum void_reason act_void_reason(const struct registry *r, uint64_t number);

#endif
