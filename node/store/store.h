/* store.h - the log: log.db, the truth that everything else is a fold over.
 * Written by core alone (single-writer lock); others open it read-only.  All SQL of the
 * project is in this folder.  SQLite, WAL, SQLITE_FCNTL_PERSIST_WAL.
 *
 * An entry lies in a sealed segment (segment.h: headers blob, last signature and the last
 * of each key generation, one blob of bodies an audience) or, in the newest segment of
 * its feed and while bodies of one audience are partly held, as a single row of `tail`.
 * The transaction that fills a segment seals it.  Callers do not see the difference. */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "entry.h"
#include "err.h"
#include "segment.h"

struct store;

enum store_mode {
	STORE_WRITE,
	STORE_READ
};

/* Opens (and with STORE_WRITE creates, migrates and locks) DIR/log.db.  ERR_BUSY: another
 * writer has it.  ERR_NOT_FOUND: STORE_READ and there is none. */
enum err store_open(
    struct store **out, const char *dir, enum store_mode mode, struct errmsg *m);
void store_close(struct store **s);

/* One transaction at a time; only with STORE_WRITE.  Every function below that changes
 * something is called between store_begin and store_commit; after one of them failed with
 * anything but ERR_REFUSED or ERR_NOT_FOUND, store_commit rolls back and returns that
 * error.  `durable`: on disk when store_commit returns (synchronous=FULL), for own
 * entries, acts, and what a witness entry is about to list; otherwise it may be lost,
 * whole, when the machine loses power, never when the process dies.  (SQLite cannot
 * change this inside a transaction: say it at its start.) */
enum err store_begin(struct store *s, bool durable);
/* ERR_REFUSED: the last entry of a touched feed has no signature.  Any error: rolled
 * back. */
enum err store_commit(struct store *s);
/* Undoes what was done since store_begin; does nothing outside a transaction. */
void store_rollback(struct store *s);

/* Named values: "alliance", "author", "node". `out` is appended to; ERR_NOT_FOUND. */
enum err store_meta_get(struct store *s, const char *name, struct buf *out);
enum err store_meta_set(struct store *s, const char *name, struct bytes value);

/* Acts: every valid act, also a second one for a number (split).  Does nothing when the
 * same number and id is held. */
enum err store_act_put(
    struct store *s, uint64_t number, const struct hash *id, struct bytes signed_act);
typedef enum err store_act_fn(void *ctx, uint64_t number, struct bytes signed_act);
/* In the order they were put, from number `from`; stops at and returns fn's first error.
 */
enum err store_acts_each(struct store *s, uint64_t from, store_act_fn *fn, void *ctx);

/* The newest entry held of one feed incarnation. */
struct store_tip {
	struct place place;
	struct hash id;
	uint32_t key;
	uint64_t register_number;
	int64_t time_ms;
	size_t segment_entries; /* in the segment that the tip is in */
	size_t segment_body_bytes;
};
typedef enum err store_tip_fn(void *ctx, const struct store_tip *tip);
enum err store_tips_each(struct store *s, store_tip_fn *fn, void *ctx); /* by place */

/* Appends the entry that follows the tip of its feed (or begins one).  `signature` empty:
 * none verified (inside a run); `body` with p NULL: not held (a body of no bytes always
 * is).  The caller has checked everything.  e->header is copied. ERR_REFUSED, nothing
 * changed: the tip has no signature and must have one, because `e` starts the next
 * segment (segment_is_full) or is of another key generation.  So whoever verifies a run
 * by its last signature also verifies those entries within it. */
enum err store_append(
    struct store *s, const struct entry *e, struct bytes signature, struct bytes body);

/* The tip of that feed needs no signature: an act names it (PROTOCOL M4.25).  After
 * store_append. */
enum err store_vouch(struct store *s, const struct place *tip);

/* One entry as held.  Owned: clear with stored_entry_clear. */
struct stored_entry {
	struct entry e; /* borrows `header` below */
	struct buf header;
	struct buf signature; /* empty when not kept */
	struct buf body;
	bool body_held;
};
/* ERR_NOT_FOUND when not held. */
enum err store_entry_get(
    struct store *s, struct stored_entry *out, const struct place *p);
void stored_entry_clear(struct stored_entry *se);

/* Calls fn for those of the entries first..last (0: to the tip) of one feed incarnation
 * that are held, ascending; none held is no error.  Stops at and returns fn's first
 * error.  Memory is bounded by one segment; no read transaction is open while fn runs. */
typedef enum err store_entry_fn(void *ctx, const struct entry *e, struct bytes signature,
    struct bytes body, bool body_held);
enum err store_entries_each(struct store *s, const struct place *first, uint64_t last,
    store_entry_fn *fn, void *ctx);

/* ERR_NOT_FOUND when not held. */
enum err store_id_get(struct store *s, struct hash *id, const struct place *p);

/* The run from `first` to the end of the segment it is in (or the tip), with the bodies
 * of `audiences` (bits 1 << audience) that are held whole for the run; an audience
 * without entries in it is held and empty.  Signatures: the last, the last of each key
 * generation, and those held of entries with priority.  Zero it before its first use; buffers are reset each time.
 * ERR_NOT_FOUND when `first` is not held. */
struct store_run {
	struct buf headers;
	struct {
		uint64_t seq;
		struct signature sig;
	} sigs[LIMIT_SEGMENT_ENTRIES];
	size_t n_sigs;
	struct {
		uint32_t audience;
		bool held;
		struct buf bodies;
	} blobs[4]; /* audience 1..4 */
	uint64_t first, last;
};
enum err store_run_get(struct store *s, struct store_run *run, const struct place *first,
    uint32_t audiences);
void store_run_clear(struct store_run *run);

/* Bodies not held though their audience is one of `audiences`: each run [first, last] of
 * a segment and audience that lacks at least one.  In no particular order. */
typedef enum err store_hole_fn(
    void *ctx, const struct place *first, uint64_t last, uint32_t audience);
enum err store_holes_each(
    struct store *s, uint32_t audiences, store_hole_fn *fn, void *ctx);

/* Fills a hole: bodies of one audience for its entries in first..last, in order, all of
 * them, sizes and hashes checked against the headers held.  The range lies in one
 * segment; of a sealed segment it covers every entry of the audience (as store_holes_each
 * names it). ERR_REFUSED when anything does not match (nothing changes); ERR_NOT_FOUND.
 */
enum err store_fill(struct store *s, const struct place *first, uint64_t last,
    uint32_t audience, struct bytes bodies);

/* Own entry being made: stored durably before it is signed (design 2).  At most one:
 * ERR_REFUSED while another is there, since that may be signed already. */
enum err store_draft_put(struct store *s, struct bytes header, struct bytes body);
enum err store_draft_get(
    struct store *s, struct buf *header, struct buf *body); /* ERR_NOT_FOUND */
enum err store_draft_drop(struct store *s);

/* Publications waiting until the own head is known. */
enum err store_queue_put(
    struct store *s, uint32_t kind, uint32_t audience, struct bytes body);
/* The oldest; ERR_NOT_FOUND when empty. */
enum err store_queue_get(
    struct store *s, uint64_t *id, uint32_t *kind, uint32_t *audience, struct buf *body);
/* The same, for named readers: their names by commas; "" for every other audience.  Text with
 * its NUL. */
enum err store_queue_put_to(struct store *s, uint32_t kind, uint32_t audience,
    const char *readers, struct bytes body);
enum err store_queue_readers(struct store *s, uint64_t id, struct buf *readers);
enum err store_queue_drop(struct store *s, uint64_t id);

/* What was in the queue and may not be published any more: out of the way, not lost. */
struct store_aside {
	uint64_t id; /* that it had in the queue */
	int64_t time_ms;
	struct errmsg reason;
	uint32_t kind, audience;
	uint64_t body_bytes;
};
/* Moves a row of the queue there. */
enum err store_aside_put(
    struct store *s, uint64_t id, int64_t time_ms, const char *reason);
/* The next after out->id (0: the first).  ERR_NOT_FOUND at the end. */
enum err store_aside_next(struct store *s, struct store_aside *out);
/* To the end of the queue again, or away.  ERR_NOT_FOUND: there is none of that id. */
enum err store_aside_again(struct store *s, uint64_t id);
enum err store_aside_drop(struct store *s, uint64_t id);

/* Another history of a feed, from the first entry that differs from the one held up to the
 * first that its signature was given for; verified by the caller. */
struct store_fork {
	struct place at;
	struct hash id;
	struct bytes headers; /* each behind its length (segment.h); borrowed */
	struct signature signature;
	char from[AUTHOR_LEN +
		  NODE_NAME_LEN]; /* who gave it: a peer, or a proof's author */
	int64_t time_ms;
};
/* Nothing when that one is kept already, or 16 of the feed are. */
enum err store_fork_put(struct store *s, const struct store_fork *k);
/* By place, then id; stops at and returns fn's first error.  fn changes nothing here. */
typedef enum err store_fork_fn(void *ctx, const struct store_fork *k);
enum err store_forks_each(struct store *s, store_fork_fn *fn, void *ctx);

/* Which entries are proofs, and what they accuse; put beside store_append. */
enum err store_proof_put(struct store *s, const struct place *by, const struct place *of);
typedef enum err store_proof_fn(
    void *ctx, const struct place *by, const struct place *of);
enum err store_proofs_each(struct store *s, store_proof_fn *fn, void *ctx);

/* Branches of feeds that a cut took out: no longer entries of the log, and kept.
 * Sets aside what is held of a feed from `at` to its tip, and as much before it as lies in
 * one segment with it, so that the log ends where a segment does.  *first: where it begins.
 * ERR_NOT_FOUND: `at` is not held. */
enum err store_branch_put(
    struct store *s, uint64_t *first, const struct place *at, uint64_t act);
/* One such entry after row *row (0: the first); moves *row.  `act`: the cut.  Clear it with
 * stored_entry_clear.  ERR_NOT_FOUND at the end. */
enum err store_branch_next(
    struct store *s, int64_t *row, uint64_t *act, struct stored_entry *out);

/* Copies the log as it is now into the new file `path`, of mode 0600, by SQLite's online
 * backup: one state, while a writer goes on.  ERR_BUSY: `path` exists.  On an error nothing
 * is left of it. */
enum err store_backup(struct store *s, const char *path, struct errmsg *m);

/* SQLite's own check of pages and indexes; ERR_STORE and the first complaint in `m`. */
enum err store_check(struct store *s, struct errmsg *m);

#endif
