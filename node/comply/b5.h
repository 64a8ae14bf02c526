/* b5.h - what the paragraphs of 4(b)(5) share: do a country's published measures of one
 * kind, together, cover what is asked (statute.md 3)?  "Robust" and "effective" are not
 * judged. */
#ifndef B5_H
#define B5_H

#include "judge.h"

/* Adds one elementary finding: measures of that kind cover critical minerals and derivative
 * products, toward `origin` unless it is NULL; JUDGE_ENTITIES: entities of concern. */
void b5_judge_measures(
    struct judge *j, struct sheet *out, Cmsa__MeasureKind kind, const char *origin);

#endif
