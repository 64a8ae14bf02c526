/* editions.h - which reference acts make up which table: an edition given in parts counts
 * when its last part is there (PROTOCOL.md 3.6). */
#ifndef EDITIONS_H
#define EDITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act.h"
#include "date.h"
#include "void_reason.h"

enum table {
	TABLE_CRITICAL_MINERALS,
	TABLE_COUNTRIES_OF_CONCERN,
	TABLE_MINERAL_HS6,
	TABLE_SECTION301_FLOORS,
	TABLE_SELECT_DERIVATIVE_PRODUCTS,
	TABLE_HS2017_TO_HS2022,
	TABLE_ISO3166,
	TABLE_COUNTRY_INCOME,
	N_TABLES,
};

/* "critical_minerals"; the name in reference acts. */
const char *editions_table_name(enum table t);
/* False when there is no such table. */
bool editions_table_of(enum table *out, const char *name);

/* One edition of one table, whole or still being given. */
struct edition {
	enum table table;
	const Cmsa__Reference **parts; /* of the acts, in order */
	size_t n_parts;
	uint32_t wanted;
	struct date date; /* the latest date of its acts */
	struct date from; /* corrects-from, or `date` */
	uint64_t act;     /* its last part */
};

/* Zero-initialised is empty. */
struct editions {
	struct edition *list; /* in the order of their first parts */
	size_t n;
};

/* Would a reference act be in its place now?  Part 1 always is; a later part must follow
 * the part before it of the same table, edition, number of parts and corrects-from. */
enum void_reason editions_check(const struct editions *e, const Cmsa__Reference *ref);

/* Adds an act that editions_check found in its place. */
void editions_add(struct editions *e, const struct act *a);

/* The whole edition of a table that holds at D: among those from on or before D the one
 * with the latest (date, act); NULL when there is none. */
const struct edition *editions_at(const struct editions *e, enum table t, struct date d);

void editions_clear(struct editions *e);

#endif
