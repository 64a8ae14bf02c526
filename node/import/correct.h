/* correct.h - bodies that stand for earlier entries from now on (PROTOCOL.md M5.19). */
#ifndef CORRECT_H
#define CORRECT_H

#include "bodies.h"
#include "common.pb-c.h"

/* Sets `corrects` in the last of the bodies, which are of `kind` and have none: of a batch
 * it has the most room, and a batch counts whole or not at all.  ERR_INPUT, and why in `m`:
 * several bodies that are no batch, a kind that corrects nothing, or no room left. */
enum err correct_bodies(struct bodies *bodies, uint32_t kind, Cmsa__Ref **refs,
    size_t n_refs, struct errmsg *m);

#endif
