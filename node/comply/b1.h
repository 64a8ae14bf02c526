/* b1.h - 4(b)(1): duties on covered products from countries and entities of concern at or
 * above the floor (statute.md 3, "(b)(1) duty floors"). */
#ifndef B1_H
#define B1_H

#include "judge.h"

/* One elementary finding for each covered product, HS6 and origin: every country of
 * concern, and once for goods of entities of concern. */
void b1_judge(struct judge *j, struct sheet *out);

#endif
