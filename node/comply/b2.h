/* b2.h - 4(b)(2): participation in regular meetings (statute.md 3, "(b)(2) meetings"). */
#ifndef B2_H
#define B2_H

#include "judge.h"

/* One elementary finding for each regular meeting that counts; one when there is none. */
void b2_judge(struct judge *j, struct sheet *out);

#endif
