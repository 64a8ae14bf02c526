/* fork.h - two histories of one feed, and whether they prove anything (PROTOCOL.md 4.3, 5.15).
 * Pure: no clock, no I/O. */
#ifndef FORK_H
#define FORK_H

#include "body.h"

/* What a proof says, before anybody believes it.  Taken from a body that body_parse took. */
struct fork {
	struct place at; /* the first place that was told in two ways */
	struct hash prev;
	uint32_t key; /* generation of the signing key */
	struct hash ids[2];
};
void fork_of(struct fork *out, const Cmsa__ProofBody *body);

/* What is known of the feed that is accused, up to the entry before the disputed place. */
struct fork_feed {
	struct hash alliance;
	struct hash before; /* id of that entry; the alliance id at place 1 */
	bool is_held;       /* up to that entry, and one entry at least: there is a key */
	struct public_key key; /* current at the disputed place */
	uint32_t generation;   /* of that key */
};

enum fork_state {
	FORK_OPEN = 0, /* the feed is not held as far as the place before */
	FORK_PROVEN,   /* its author signed both */
	FORK_FALSE,    /* it does not verify: it has no effect */
};
const char *fork_state_name(enum fork_state s); /* "proven" */

enum fork_state fork_judge(const Cmsa__ProofBody *body, const struct fork_feed *feed);

/* One history: headers behind their lengths, and the signature of the last. */
struct fork_side {
	struct bytes headers;
	struct signature signature;
};
/* The one body that the two make, appended; `a` and `b` in any order. */
void fork_write(struct buf *out, const struct fork_side *a, const struct fork_side *b);

/* Takes of a headers blob what makes a side: the headers from the first up to the first of
 * which `signature_of` gives an authentic signature.  False: there is none. */
typedef bool fork_signature_fn(void *ctx, const struct entry *e, struct signature *out);
bool fork_side_take(
    struct fork_side *out, struct bytes headers, fork_signature_fn *fn, void *ctx);

#endif
