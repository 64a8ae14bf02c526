/* allowance.h - what the Trade Representative allows a country under 4(c)(2): to phase in
 * the floors, or measures comparable to them (statute.md 3, (b)(1)).  Void acts allow
 * nothing.  Results are borrowed from the registry. */
#ifndef ALLOWANCE_H
#define ALLOWANCE_H

#include "act.h"
#include "date.h"
#include "registry.h"

enum {
	ALLOWANCE_WHOLE_BP = 10000 /* the whole floor */
};

struct allowance {
	uint64_t act;
	const Cmsa__Allowance *allowance;
};

/* The allowances of a country (or territory) that have begun by D, by the day they begin,
 * then number: a phase-in with its first step, the other with its judgement.  The caller
 * frees the array. */
struct allowance *allowance_list(
    const struct registry *r, size_t *n, const char *country, struct date d);

/* What a duty or a measure is about. */
struct allowance_about {
	const char *subject;
	Cmsa__Stage stage;
	const char *hs6;
	const char *origin; /* a country of concern; NULL: entities of concern */
};

bool allowance_names(const Cmsa__Allowance *a, const struct allowance_about *about);

/* Do both name some product under some HS6 from some origin? */
bool allowance_meets(const Cmsa__Allowance *a, const Cmsa__Allowance *b);

/* Of a phase-in that has begun by D: the share of the floor that is due then. */
uint32_t allowance_share_bp(const Cmsa__Allowance *a, struct date d);

/* When it begins; and the order of (begin, act) for an array of struct allowance. */
struct date allowance_begins(const Cmsa__Allowance *a);
int allowance_cmp(const void *a, const void *b);

#endif
