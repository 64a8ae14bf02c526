/* allowed.h - 4(c)(2): what a country is allowed instead of the whole floor of (b)(1)
 * (statute.md 3; PROTOCOL M7.24, M7.25). */
#ifndef ALLOWED_H
#define ALLOWED_H

#include "judge.h"

/* The share of the floor that is due at D by its phase-ins, in basis points: of several
 * that name it the higher; 10000 when none does. */
uint32_t allowed_share_bp(const struct judge *j, const struct allowance_about *about);

/* The floor times the share, rounded up. */
int64_t allowed_step_bp(int64_t floor_bp, uint32_t share_bp);

/* `o`, which is not met, as measures allowed instead of rates leave it: comparable,
 * deficient for a quota, or as it was. */
void allowed_by_measures(
    struct judge *j, struct outcome *o, const struct allowance_about *about);

#endif
