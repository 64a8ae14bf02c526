/* act_text.h - what an act says, for the person who is about to sign it.  Every field is
 * shown by its name in act.proto, dates as dates, keys and ids as hexadecimal. */
#ifndef ACT_TEXT_H
#define ACT_TEXT_H

#include <stdbool.h>

#include "act.h"
#include "bytes.h"

/* Appends lines of text.  A list of more than 8 rows shows its first 8 and how many
 * follow, unless `all`. */
void act_text_write(struct buf *out, const struct act *a, bool all);

#endif
