/* b3.h - 4(b)(3): reviews of the capacity to extract and process critical minerals
 * (statute.md 3, "(b)(3) capacity reviews"). */
#ifndef B3_H
#define B3_H

#include "judge.h"

/* One elementary finding for each critical mineral at D and stage. */
void b3_judge(struct judge *j, struct sheet *out);

#endif
