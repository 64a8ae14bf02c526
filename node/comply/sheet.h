/* sheet.h - the elementary findings of one country and criterion, folded: equal in all
 * but partner, then equal in all but HS6, become one row that lists them
 * (PROTOCOL.md 7.3). */
#ifndef SHEET_H
#define SHEET_H

#include <stdint.h>

#include "arena.h"
#include "facts.h"
#include "reasons.h"

enum finding_flag { /* bits, in memory only */
	FLAG_BEFORE_ENTRY = 1u << 0,
	FLAG_CLAIMED_EQUIVALENT = 1u << 1,
	FLAG_CORRECTED = 1u << 2,
	FLAG_MFN_ONLY = 1u << 3,
	FLAG_PROSPECTIVE = 1u << 4,
	FLAG_PUBLISHED_LATE = 1u << 5,
	FLAG_SAMPLE = 1u << 6,
	FLAG_SELF_DECLARED = 1u << 7,
};
enum {
	FLAG_COUNT = 8
};

/* "published-late"; by bit number, in alphabetical order. */
const char *sheet_flag_word(int bit);

enum measure_unit {
	MEASURE_NONE,
	MEASURE_BP,
	MEASURE_AT_LEAST_BP,
	MEASURE_AT_MOST_BP,
	MEASURE_DAYS,
	MEASURE_GRAMS_A_YEAR,
	MEASURE_TEXT, /* as published */
};

struct measure {
	enum measure_unit unit;
	int64_t value;
	const char *text;
};

/* What a rule says of one thing.  Evidence is sorted by place, each source once. */
struct outcome {
	enum reason reason;
	struct measure measured, required;
	uint32_t flags;
	const fact_source *evidence;
	size_t n_evidence;
};

struct sheet_about {
	const char *product; /* NULL: about none */
	Cmsa__Stage stage;
	const char *hs6; /* NULL: about none */
};

struct sheet_row {
	const char *product;
	Cmsa__Stage stage;
	struct outcome outcome;
	char **hs6;
	size_t n_hs6; /* sorted */
	char **partners;
	size_t n_partners; /* sorted */
	uint32_t count;    /* elementary findings */
};

/* Zero-initialised with an arena that outlives its rows. */
struct sheet {
	struct arena *mem;
	uint32_t flags; /* set on every finding */
	struct sheet_row *rows;
	size_t n, room;
	size_t open; /* first row of the subject being added to */
	size_t *partner_room;
	size_t partner_rooms; /* of the open rows */
	char ***partners;
};

/* One elementary finding.  Those about one product, stage and HS6 are added one after the
 * other, partners in order.  Texts are borrowed; evidence is copied.  Returns its row, good until
 * the next product, stage or HS6. */
size_t sheet_add(struct sheet *s, const struct sheet_about *about,
    const struct outcome *o, const char *partner);

/* One more about the same product, stage and HS6 with the outcome that sheet_add returned
 * `row` for: the same without comparing. */
void sheet_add_again(struct sheet *s, size_t row, const char *partner);

/* Folds and sorts: by product, stage, status, reason, HS6 list, partner list. */
void sheet_finish(struct sheet *s);

void sheet_reset(struct sheet *s); /* empty, keeps the memory */
void sheet_clear(struct sheet *s);

#endif
