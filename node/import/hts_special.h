/* hts_special.h - a cell of the Special subcolumn of the US tariff schedule: duties, and behind
 * each the symbols of the programmes that it is for: "Free (A+,AU,BH) 1.7% (PA) See 9822.05.20 (P+)". */
#ifndef HTS_SPECIAL_H
#define HTS_SPECIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct hts_special {
	const char *duty;   /* as printed, without the bracket */
	const char *symbol; /* of one programme */
};

/* Every pair of the cell, in its order; none for a blank cell.  They live in `mem`, an arena
 * without a budget.  False when the cell is not of that form. */
bool hts_special_read(
    struct hts_special **out, size_t *n, struct arena *mem, const char *cell);

#endif
