/* hs.h - editions of the Harmonized System: which codes of a schedule stand for an HS6 of
 * the reference tables (statute.md 1, "HS6 of a product"). */
#ifndef HS_H
#define HS_H

#include <stdbool.h>
#include <stddef.h>

#include "law.h"

struct hs_pair {
	const char *to;   /* HS6 of the reference edition */
	const char *from; /* code of the edition before */
};

/* Borrows from the law. */
struct hs {
	const char *edition; /* of the reference tables: "HS2022" */
	struct hs_pair *pairs;
	size_t n_pairs; /* sorted by to, from; each once */
	const char **changed;
	size_t n_changed; /* from codes, sorted */
};

enum hs_edition {
	HS_UNKNOWN,
	HS_CURRENT,
	HS_PREVIOUS
};

void hs_init(struct hs *h, const struct law *l);
void hs_clear(struct hs *h);

/* HS_PREVIOUS: HS2017 when the tables are in HS2022. */
enum hs_edition hs_edition(const struct hs *h, const char *edition);

/* The codes of the edition before that were renamed or split into `hs6`; *n may be 0. */
const struct hs_pair *hs_previous(const struct hs *h, const char *hs6, size_t *n);

/* Does `hs6` of the edition before stand for itself (it is in no row of the table)? */
bool hs_is_unchanged(const struct hs *h, const char *hs6);

#endif
