/* resume_make.h - for tests: the act that ends a split, signed by registrars and members. */
#ifndef RESUME_MAKE_H
#define RESUME_MAKE_H

#include "acts_make.h"

/* What it says; members separated by commas, sorted: "AUS,JPN". */
struct resume_words {
	uint64_t number;
	struct hash stands, aside;
	const char *members;
	const char *signs_as; /* whose identity key signs for the first; NULL: its own */
};

/* The SignedAct by the first `threshold` registrars of `m`; appended. */
void resume_make(struct buf *out, const struct maker *m, const struct resume_words *w);

/* The id of the act in a SignedAct. */
struct hash resume_id_of(struct bytes signed_act);

#endif
