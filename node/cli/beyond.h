/* beyond.h - entries held beyond the one that a cut names: void or disputed (PROTOCOL M7.47). */
#ifndef BEYOND_H
#define BEYOND_H

#include "factsdb.h"

struct beyond;

/* By the register and the witness entries in `f`, which outlives it.  Free with beyond_free. */
enum err beyond_open(struct beyond **out, struct factsdb *f);
void beyond_free(struct beyond *b);

/* "void", "disputed", or NULL: no cut leaves the entry out.  *act: the cut. */
const char *beyond_word(const struct beyond *b, uint64_t *act, const struct place *p);

#endif
