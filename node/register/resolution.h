/* resolution.h - the one sentence of a joint resolution, 4(i)(1)(C) and (D), with its
 * blanks filled (statute.md 2). */
#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <stdbool.h>

#include "bytes.h"
#include "err.h"
#include "registry.h"

/* Appends the matter after the resolving clause of a joint resolution of approval, else of
 * disapproval, on the certification or modification notice of that number; no line feed.
 * ERR_INPUT: the act is neither; ERR_REFUSED: it is void. */
enum err resolution_text(struct buf *out, const struct registry *r, uint64_t number,
    bool approval, struct errmsg *m);

#endif
