/* frozen.h - what every answer says that rests on a feed which is proven forked: up to where it
 * counts.  frozen_json.c has it as JSON, so that text links none. */
#ifndef FROZEN_H
#define FROZEN_H

#include "bytes.h"
#include "facts.h"

enum {
	FROZEN_LEN = 320
};

/* "AUS is forked at 1:40, proven by JPN:1:17: it counts up to 1:39; what it holds up to 1:44 is
 * left out". */
void frozen_words(char out[static FROZEN_LEN], const struct fact_fork *k);

/* A line each, with `indent` before it; nothing when no feed is forked. */
void frozen_text(struct buf *out, const struct facts *f, const char *indent);

/* For standard error, beside an answer that has no room for it: lines that begin with "note: ". */
void frozen_note(struct buf *out, const struct facts *f);

#endif
