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

struct leaf_code {
	const char *code;
	bool previous; /* in the edition before that of the tables */
};

/* The lines in effect at D under one HS6, and the leaf codes.  Zero-initialised is empty;
 * reused over calls; lines_clear frees. */
struct lines {
	const struct schedule *schedule;
	uint32_t counts;
	const struct fact_duty **line;
	size_t n, room; /* current edition, then the one before */
	size_t n_current;
	bool names_origins; /* some line is for one country or territory */
	struct leaf_code *leaf;
	size_t n_leaves, leaf_room;
};

/* Collects the lines under `hs6` and finds the leaves: ordinary-duty codes with no longer
 * ordinary-duty code below them, and codes of relief lines and of lines whose kind is in
 * `counts` that lie below an ordinary-duty code and are none themselves.  Codes of two
 * editions have nothing to do with each other. */
void lines_collect(
    struct lines *l, const struct schedule *s, const char *hs6, uint32_t counts);
void lines_clear(struct lines *l);

/* Those whose code is exactly the first `len` digits of `code`, in one edition. */
const struct fact_duty **lines_of_code(
    const struct lines *l, bool previous, const char *code, size_t len, size_t *n);

/* Bit of the line's kind. */
uint32_t lines_kind_bit(const struct fact_duty *l);

/* Is a line of an edition that cannot be mapped in effect at D? */
bool lines_has_unknown_edition(const struct schedule *s);

#endif
