/* feed.h - the rules of one author's hash chain (PROTOCOL.md 4.3).
 * Pure: no clock, no I/O, no allocation.  Signatures, register and bodies are checked
 * elsewhere. */
#ifndef FEED_H
#define FEED_H

#include "entry.h"
#include "hash.h"
#include "verdict.h"

/* The newest entry held of one feed incarnation.  Before the first: zero, or for a later
 * incarnation what it begins after (feed_start). */
struct feed_tip {
	uint64_t seq;
	struct hash id;
	uint32_t key; /* 0: before the first */
	uint64_t register_number;
	int64_t time_ms;
};

/* Where does `e` stand against `tip`?  Both are of one author and incarnation.
 *   V_OK              it is the next one
 *   V_KNOWN           the tip itself, again
 *   V_OLD             behind the tip: compare with the store
 *   V_GAP             ahead: ask for what lies between
 *   V_FORK            a second entry at the tip's place
 *   V_PREV            next in number, but chained to something else
 *   V_FIRST_NOT_KEYS, V_REGISTER_FALLS
 *   V_WRONG_KEY       a key generation below the tip's or more than two beyond it, or an
 *                     incarnation that no act opened
 *   V_FIELD           at a seq before its incarnation begins
 * The first entry's prev is the alliance id, or the id of the act that opened it. */
enum verdict feed_check(
    const struct feed_tip *tip, const struct hash *alliance, const struct entry *e);

/* What the first entry of an incarnation of 2 or more follows: the act that opened it. */
struct feed_tip feed_start(uint64_t first_seq, const struct hash *act_id, uint64_t act);

/* The tip once `e` is appended. */
struct feed_tip feed_advance(const struct entry *e);

#endif
