/* alerts_show.h - one whole alert, for people and as JSON.  Pure. */
#ifndef ALERTS_SHOW_H
#define ALERTS_SHOW_H

#include <jansson.h>

#include "alerts_list.h"

/* Everything: the goods and their way, the mark in words and who may be told, each clock with
 * its responses, what removed it.  Appended. */
void alerts_show_text(
    struct buf *out, const struct facts *f, const struct alerts_line *line);

/* The same as an object, for `show`, the list and each line of --watch; the keys stay.  A new
 * reference. */
json_t *alerts_show_json(const struct facts *f, const struct alerts_line *line);

#endif
