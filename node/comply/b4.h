/* b4.h - 4(b)(4): elimination of duties on covered products from other members
 * (statute.md 3,
 * "(b)(4) duty elimination"). */
#ifndef B4_H
#define B4_H

#include "judge.h"

/* One elementary finding for each covered product, HS6 and partner: every other member at
 * D that is not of concern; before F0 the United States, prospectively. */
void b4_judge(struct judge *j, struct sheet *out);

#endif
