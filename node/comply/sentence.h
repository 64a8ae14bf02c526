/* sentence.h - a finding in words, with its measured and required values. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "arena.h"
#include "sheet.h"

/* In the arena: "AUS charges 0 % on 250410 (graphite, mined) from CHN; the floor is 25
 * %". */
const char *sentence_write(
    struct arena *a, const char *country, const struct sheet_row *row);

#endif
