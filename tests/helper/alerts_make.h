/* alerts_make.h - bodies of alerts and of responses for tests: right ones, with what a test
 * tells apart given by it. */
#ifndef ALERTS_MAKE_H
#define ALERTS_MAKE_H

#include "bytes.h"
#include "entry.h"

/* An alert of `country` for gallium, marked green; `action` is a list like "JPN,KOR", sorted,
 * "" for none.  Appended. */
void alerts_make(
    struct buf *out, const char *country, const char *id, const char *action);

/* The acknowledgement of `country` to the alert at that place.  Appended. */
void alerts_make_response(struct buf *out, const char *country, const struct place *alert,
    const struct hash *id);

/* Takes the entry at that place back.  Appended. */
void alerts_make_retraction(
    struct buf *out, const struct place *entry, const struct hash *id);

#endif
