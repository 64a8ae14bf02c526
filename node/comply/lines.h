/* lines.h - the duty lines of one importer under one HS6, and the leaf codes they make
 * (statute.md 3, "Applied rate", step 1). */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts.h"
#include "hs.h"

/* Bit of a kind of duty in a set of kinds: DUTY_BIT(ORDINARY). */
#define DUTY_BIT(k) (1u << CMSA__DUTY_KIND__DUTY_##k)

enum {
	HS6_LEN = 6
};

/* The lines of one importer.  Borrows everything. */
struct schedule {
	const struct facts *facts;
	const struct fact_duty *lines; /* as facts_duties_of gives them */
	size_t n_lines;
	const struct hs *hs;
	struct date d;
};

/* The lines in effect at D under one HS6, and the leaf codes.  Zero-initialised is empty;
 * reused over calls; lines_clear frees. */
struct lines {
	const struct schedule *schedule;
	uint32_t counts;
	const struct fact_duty **line; /* by code, of both editions */
	size_t n, room;
	const char **named; /* origins of lines for one country or territory, each once */
	size_t n_named, named_room;
	const char **leaf; /* codes, sorted */
	size_t n_leaves, leaf_room;
};

/* Collects the lines under `hs6`, those of the edition before through its table, and finds
 * the leaves: ordinary-duty codes with no longer ordinary-duty code below them, and codes of
 * relief lines and of lines whose kind is in `counts` that lie below an ordinary-duty code
 * and are none themselves.  A code in two editions is one code. */
void lines_collect(
    struct lines *l, const struct schedule *s, const char *hs6, uint32_t counts);
void lines_clear(struct lines *l);

/* Those whose code is exactly the first `len` digits of `code`. */
const struct fact_duty **lines_of_code(
    const struct lines *l, const char *code, size_t len, size_t *n);

/* Bit of the line's kind. */
uint32_t lines_kind_bit(const struct fact_duty *l);

/* Is a line of an edition that cannot be mapped in effect at D? */
bool lines_has_unknown_edition(const struct schedule *s);

#endif
