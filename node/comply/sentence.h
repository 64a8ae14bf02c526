/* sentence.h - a finding in words, with its measured and required values. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "arena.h"
#include "sheet.h"

/* In the arena: "AUS charges 0 % on 250410 (graphite, mined) from CHN; the floor is 25
 * %". */
const char *sentence_write(
    struct arena *a, const char *country, const struct sheet_row *row);

/* In the arena: the goods of a finding as its sentence names them, "250410 (graphite, mined)". */
const char *sentence_goods(struct arena *a, const Cmsa__Finding *f);

#endif
