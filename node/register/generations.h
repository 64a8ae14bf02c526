/* generations.h - the keys of one feed, one generation after the other: a fold of the keys
 * entries of one author and incarnation (PROTOCOL.md 4.3, 5.1).  Pure: no clock, no I/O.
 * Whether an entry may change them is asked of rotation.h. */
#ifndef GENERATIONS_H
#define GENERATIONS_H

#include "keys.pb-c.h"
#include "registry.h"

/* One node's new transport key. */
struct generation_node {
	char name[NODE_NAME_LEN];
	struct public_key curve_key;
	bool only; /* the keys before it are not admitted any more */
};

struct generation {
	uint32_t number;
	uint64_t said_at;         /* seq of the keys entry that names it */
	uint64_t register_number; /* of that entry */
	uint64_t
	    taken; /* when this node took it, among all such entries; the caller sets it */
	struct public_key signing_key, reading_key;
	struct generation_node *nodes;
	size_t n_nodes;
};

/* Zero-initialised is that of a feed without an entry. */
struct generations {
	struct generation *list; /* 1, 2, ... */
	size_t n;
};

void generations_clear(struct generations *g);
/* The caller clears the copy.  The second: as of before entry `seq`. */
struct generations generations_copy(const struct generations *g);
struct generations generations_before(const struct generations *g, uint64_t seq);

/* Folds a keys entry that names keys, which rotation_check or role_check_keys took; one that
 * changes desks says nothing here. */
void generations_apply(
    struct generations *g, const struct entry *e, const Cmsa__KeysBody *body);

/* The one in force after all entries folded; NULL: none yet.  Borrowed. */
const struct generation *generations_newest(const struct generations *g);

/* The one in force before entry `seq`, by the entries before it; NULL: none yet. */
const struct generation *generations_in_force(const struct generations *g, uint64_t seq);

/* PROTOCOL M4.26.  The signing key of generation `number` if a held entry at `seq` may be
 * signed with it: the one in force there, or the one that the entry itself names (the first of
 * a feed, and one that replaces a lost key).  NULL: a key that is not current there. */
const struct public_key *generations_key_at(
    const struct generations *g, uint64_t seq, uint32_t number);

/* PROTOCOL M4.26.  May `e` be the next entry, by its key and kind?  V_OK or V_WRONG_KEY. */
enum verdict generations_check(const struct generations *g, const struct entry *e);

/* PROTOCOL M4.29.  The transport keys of the author's node `n` that are admitted, the newest
 * first; returns how many, 1 or 2.  `g` may be NULL. */
size_t generations_node_keys(struct public_key out[static 2], const struct generations *g,
    const struct author *a, const struct author_node *n);

/* PROTOCOL M4.30.  The reading key of the author, as of now.  `g` may be NULL. */
struct public_key generations_reading_key(
    const struct generations *g, const struct author *a);

#endif
