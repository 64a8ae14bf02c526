/* heads.h - sets of feed heads: what somebody holds, their digest, what is missing
 * (PROTOCOL.md 6.4, 6.5).  Pure. */
#ifndef HEADS_H
#define HEADS_H

#include "entry.h"
#include "hash.h"
#include "position.h"

/* SHA-256(tag || 0 || each head in order: author length u8, author, incarnation u32, seq
 * u64, id).  A position's heads are sorted already. */
struct hash heads_digest(const struct position *p);

/* A run of entries to ask for. */
struct heads_want {
	struct place first; /* the next one we lack */
	uint64_t theirs;    /* the newest they hold */
};

/* What `theirs` holds beyond `ours`, in feed order; at most `room`.  Returns how many.
 * *next, 0 at first, is where the next call goes on. */
size_t heads_missing(struct heads_want *out, size_t room, size_t *next,
    const struct position *ours, const struct position *theirs);

/* The first feed at which both hold the same seq under different ids: a fork.  NULL:
 * none.
 */
const struct position_head *heads_fork(
    const struct position *ours, const struct position *theirs);

#endif
