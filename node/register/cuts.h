/* cuts.h - what cut acts say about incarnations of feeds (PROTOCOL.md 3.7), in the order of
 * their acts.  A handful in the life of an alliance: looked through, not indexed. */
#ifndef CUTS_H
#define CUTS_H

#include "registry.h"

/* Zero-initialised is empty. */
struct cuts {
	struct cut *v;
	size_t n;
};

/* Why a cut would be void by the acts of `r` (PROTOCOL M3.39); VOID_NOT. */
enum void_reason cuts_place(const struct registry *r, const Cmsa__Cut *cut);

/* Adds what an act says that is not void, and its key to those that are taken; acts come in
 * ascending order. */
void cuts_add(struct registry *r, const struct act *a);

void cuts_clear(struct cuts *c);

#endif
