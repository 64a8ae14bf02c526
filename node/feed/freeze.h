/* freeze.h - how far a feed counts that was told in two ways (PROTOCOL M7.44).
 * Pure: no clock, no I/O, no allocation. */
#ifndef FREEZE_H
#define FREEZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one country's witness entries say of the feed, taken in their order. */
struct freeze_vote {
	uint64_t listed; /* the newest place named so far, whatever its id */
	uint64_t held;   /* the newest place named with the id that stands there here */
};

/* The next witness entry names `seq`; `is_ours`: with the id of that place in the branch that
 * is held.  What names no more than one before it says nothing. */
void freeze_hear(struct freeze_vote *v, uint64_t seq, bool is_ours);

/* The newest entry of the branch that more than half of `others` countries have witnessed; 0:
 * none.  Sorts the votes: of some of these countries; the others said nothing. */
uint64_t freeze_witnessed(struct freeze_vote *votes, size_t n, size_t others);

/* Up to where the feed counts, `fork` being the lowest place told in two ways. */
uint64_t freeze_limit(uint64_t fork, uint64_t witnessed);

#endif
