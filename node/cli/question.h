/* question.h - positions that entries name, for commands that answer at them. */
#ifndef QUESTION_H
#define QUESTION_H

#include "entry.h"
#include "err.h"
#include "position.h"

/* The position of a full witness entry: the heads it lists, and itself.  ERR_INPUT: `e` is
 * none.  The caller clears *out. */
enum err question_of_witness(
    struct position *out, const struct entry *e, struct bytes body, struct errmsg *m);

#endif
