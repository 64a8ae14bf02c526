/* rate.h - the applied rate of one importer under one HS6, leaf by leaf (statute.md 3,
 * "Applied rate").  Which kinds of duty count is the caller's question.  Integers only:
 * basis points. */
#ifndef RATE_H
#define RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lines.h"

/* No upper bound: a specific part, or an ordinary duty that is not published. */
#define RATE_OPEN INT64_MAX

/* Where goods come from and what that makes them. */
struct rate_origin {
	char name[COUNTRY_LEN];      /* "": a country that no line names */
	char territory[COUNTRY_LEN]; /* customs territory it is in; "" */
	bool of_concern;
	bool member;
	bool entity; /* goods of an entity of concern */
};

/* Does a line name this origin or its territory?  Origins that no line names and that are
 * alike in the three marks have the same rates. */
bool rate_names(const struct lines *l, const struct rate_origin *o);

/* Does the scope of the line fit goods of `o`? */
bool rate_fits(const struct fact_duty *line, const struct rate_origin *o);

/* What a line's ad valorem part alone says of its rate. */
void rate_bounds(int64_t *low_bp, int64_t *high_bp, const Cmsa__DutyLine *l);

/* One leaf for one origin: the sum of the winning lines of the kinds that count. */
struct rate_leaf {
	const char *code;
	const char
	    *relief; /* measure id of the relief that makes it a leaf; NULL: none */
	int64_t low_bp, high_bp; /* by ad valorem parts alone; equal: exact */
	int64_t claimed_low_bp, claimed_high_bp; /* with publishers' equivalents */
	size_t first_winner, n_winners;          /* in rate_leaves.winner */
};

/* Zero-initialised is empty; reused over calls; rate_leaves_clear frees. */
struct rate_leaves {
	struct rate_leaf *leaf;
	size_t n, room;
	const struct fact_duty **winner;
	size_t n_winners, winner_room;
	struct rate_candidate *scratch;
	size_t scratch_room;
};

/* The leaves that some line gives a rate for goods of `o`, by code, plain before relief.
 */
void rate_apply(
    struct rate_leaves *out, const struct lines *l, const struct rate_origin *o);
void rate_leaves_clear(struct rate_leaves *out);

enum rate_answer {
	RATE_BELOW,
	RATE_NOT_COMPARABLE,
	RATE_AT_LEAST
};

/* Is the leaf at least `floor_bp`?  *claimed: only the publisher's equivalent decides. */
enum rate_answer rate_against(
    const struct rate_leaf *leaf, int64_t floor_bp, bool *claimed);

/* Text of the first winner that has no exact ad valorem rate, as published; NULL: none.
 */
const char *rate_open_text(
    const struct rate_leaves *leaves, const struct rate_leaf *leaf);

/* Was a winner published after its start?  Is one of a schedule marked mfn-only? */
bool rate_published_late(const struct rate_leaves *leaves, const struct rate_leaf *leaf,
    const struct facts *f);
bool rate_is_mfn_only(const struct rate_leaves *leaves, const struct rate_leaf *leaf);

#endif
