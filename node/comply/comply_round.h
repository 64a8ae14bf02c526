/* comply_round.h - inside comply: the round over countries and criteria, kept so that parts
 * of it can be gone again. */
#ifndef COMPLY_ROUND_H
#define COMPLY_ROUND_H

#include "findings.h"
#include "judge.h"

struct comply_round {
	struct findings *findings; /* the caller's; comply_round_end leaves them */
	struct law law;
	struct judge judge;
	struct sheet sheet;
};

/* Sets the witnessed dates of `f` for the policy at D. */
void comply_round_begin(struct comply_round *r, struct facts *f, struct date d);
void comply_round_all(struct comply_round *r);
void comply_round_end(struct comply_round *r);

/* Judges these criteria (bits 1 << number) of findings.countries[i] again, after facts
 * changed; findings_finish is the caller's. */
void comply_round_again(struct comply_round *r, size_t i, uint32_t criteria);

#endif
