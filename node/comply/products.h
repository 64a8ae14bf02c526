/* products.h - the covered products at D: each critical mineral, mined and processed, and
 * the four select derivative products, with their HS6 and floors (statute.md 1). */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "law.h"

enum {
	PRODUCTS_CODE_LEN = 13
}; /* 12 digits and NUL */

/* A US line that holds the product. */
struct product_line {
	char code[PRODUCTS_CODE_LEN];
	bool floor_known;
	int64_t floor_bp;
};

struct product_code {
	const char *hs6;
	bool floor_known; /* some US line that holds it has a rate on record */
	int64_t floor_bp; /* highest (or lowest: policy.mixed_floor) of them */
	struct product_line *us;
	size_t n_us;
};

struct product {
	const char *id; /* of the mineral or select product */
	Cmsa__Stage stage;
	bool on_record; /* reference tables say something of this mineral or product */
	struct product_code *codes;
	size_t n_codes; /* by HS6; none: no code */
};

struct products {
	struct product *list;
	size_t n; /* by id, stage */
	/* Every US code that a reference row maps, sorted. */
	char (*us_codes)[PRODUCTS_CODE_LEN];
	size_t n_us_codes;
	bool lowest; /* policy.mixed_floor */
	struct arena mem;
};

/* Borrows texts from the law. */
void products_init(struct products *p, const struct law *l);
void products_clear(struct products *p);

/* Applies one modification: what it takes out, then what it brings in, which replaces a
 * code that is there.  Borrows its texts. */
void products_modify(struct products *p, const Cmsa__ModificationNotice *n);

/* Does a line of the United States hold the product under this HS6?  *floor_bp: the floor
 * of that line.  A line that no reference row maps counts for every product of the HS6.
 */
bool products_holds_us_line(const struct products *p, const struct product_code *c,
    const char *line, int64_t *floor_bp);

#endif
