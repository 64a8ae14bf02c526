/* b5a.h - criterion (b)(5)(A): a measure against transshipment, and alerts answered in time
 * (statute.md 3; PROTOCOL M7.21). */
#ifndef B5A_H
#define B5A_H

#include "judge.h"

/* One finding over measures; one for each alert that counts, country named and clock. */
void b5a_judge(struct judge *j, struct sheet *out);

#endif
