/* forks_show.h - feeds that were told in two ways, as the running node knows of them, in words
 * and as JSON; and what a proof says. */
#ifndef FORKS_SHOW_H
#define FORKS_SHOW_H

#include <jansson.h>

#include "bytes.h"
#include "control.pb-c.h"
#include "facts.h"
#include "factsdb.h"

/* A line each; nothing when there are none. */
void forks_show_text(struct buf *out, const Cmsa__ControlReply *r);
json_t *forks_show_json(const Cmsa__ControlReply *r);
json_t *forks_show_claims_json(const Cmsa__ControlReply *r);

/* The entry at that place, in facts.db at all that is folded: for a proof "JPN:1:17 claims a
 * fork of AUS at 1:40; it is proven: ..."; for any other beyond what counts "AUS is forked
 * ...".  Empty when there is nothing to say. */
void forks_show_entry(
    struct buf *out, const char *dir, const struct place *p, uint32_t kind);

#endif
