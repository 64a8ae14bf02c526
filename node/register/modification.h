/* modification.h - which modifications change an agreement at a date: 4(h) (statute.md 2). */
#ifndef MODIFICATION_H
#define MODIFICATION_H

#include "act.h"
#include "date.h"
#include "lifecycle.h"

struct modification {
	uint64_t act;       /* of its notice */
	struct date effect; /* since when */
	const Cmsa__ModificationNotice *notice;
};

/* Those of the country's (or territory's) agreement that is in force at D, in effect on or
 * before D, in order of (effect, act): that is how they apply.  The caller frees the
 * array; what it points at is the registry's. */
struct modification *modification_list(
    const struct registry *r, size_t *n, const char *country, struct date d);

/* A notice and its clock: `certified` is N, `earliest` E. */
struct modification_clock {
	struct certification c;
	struct date effect; /* E, or the later day that was stated; absent: none */
	const Cmsa__ModificationNotice *notice;
};

/* Every notice that names the country, void ones too, by act number; the caller frees the
 * array. */
struct modification_clock *modification_clocks(
    const struct registry *r, size_t *n, const char *country);

#endif
