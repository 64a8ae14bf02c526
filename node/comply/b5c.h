/* b5c.h - 4(b)(5)(C): trade remedies. */
#ifndef B5C_H
#define B5C_H

#include "judge.h"

/* One elementary finding for each country of concern at D, and one for entities. */
void b5c_judge(struct judge *j, struct sheet *out);

#endif
