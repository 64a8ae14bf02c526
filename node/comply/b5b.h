/* b5b.h - 4(b)(5)(B): investment screening. */
#ifndef B5B_H
#define B5B_H

#include "judge.h"

/* One elementary finding. */
void b5b_judge(struct judge *j, struct sheet *out);

#endif
