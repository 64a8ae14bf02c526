/* factsdb.h - facts.db: projections of the log, rebuildable, what other programs read.
 * One table a kind with plain column names.  Rows are never updated: each carries its
 * place (author, incarnation, seq, row).  Folding follows the log in batches of its own.
 */
#ifndef FACTSDB_H
#define FACTSDB_H

#include <stdbool.h>

#include "facts.h"
#include "fork.h"
#include "position.h"
#include "registry.h"
#include "store.h"
#include "when.h"

struct factsdb;

/* Opens DIR/facts.db; STORE_WRITE creates, migrates and locks it.  Errors as store_open.
 */
enum err factsdb_open(
    struct factsdb **out, const char *dir, enum store_mode mode, struct errmsg *m);
void factsdb_close(struct factsdb **f);

/* Folds what the log has beyond the facts, at most `most` entries (0: all), one
 * transaction: acts (all), entries, and the rows of each kind.  Bodies that came later (a
 * role grew) are folded when they are there.  `r` is the register of the log.  *more:
 * something is left. The first fold after opening compares with the log: facts that do
 * not follow from it (it was restored from a backup) are dropped and folded anew.  Not
 * inside a transaction of the log. */
enum err factsdb_fold(struct factsdb *f, struct store *log, const struct registry *r,
    size_t most, bool *more);

/* Part of the log was taken out of it: the next fold compares again. */
void factsdb_distrust(struct factsdb *f);

/* Everything folded so far.  The caller clears it. */
enum err factsdb_position(struct factsdb *f, struct position *out);

/* The register as folded into the facts, acts 1..number (0: all); for readers that have
 * no log.  Signatures are verified again.  ERR_NOT_FOUND: it does not reach that number.
 * The caller frees it. */
enum err factsdb_registry(struct factsdb *f, struct registry **out, uint64_t number);

/* The facts of a position for comply, at a level: member (audiences public, customs,
 * alliance), public, or desk (public, customs; for showing
 * alerts only); finished (facts_finish).  `r` is the register at the position. Ids
 * that the position leaves zero (it was text) are filled in.  ERR_NOT_FOUND: an entry or
 * act it names is not folded here; ERR_REFUSED: it names another id than the one held;
 * `m` says which.  The caller frees them; they borrow `r`. */
enum err factsdb_load(struct factsdb *f, struct facts **out, const struct registry *r,
    const struct position *p, enum facts_level level, struct errmsg *m);

/* A proof at a position, and what it is there. */
struct fact_proof {
	struct place by; /* its place */
	int64_t time_ms;
	struct fork fork; /* what it claims */
	enum fork_state state;
	uint64_t held; /* head of the accused feed at the position; 0: none */
};
typedef enum err fact_proof_fn(void *ctx, const struct fact_proof *p);
/* By accused feed and place, then by their own; stops at and returns fn's first error.  `r` is
 * the register at the position. */
enum err factsdb_proofs_each(struct factsdb *f, const struct registry *r,
    const struct position *p, fact_proof_fn *fn, void *ctx);

/* Facts that hold nothing but the forks proven at a position; not to be judged.  The caller
 * frees them. */
enum err factsdb_forks(struct factsdb *f, struct facts **out, const struct registry *r,
    const struct position *p);

/* The newest entry of the accused feed, up to accused->seq, that more than half of the other
 * member countries witnessed (PROTOCOL M7.44); 0: none. */
enum err factsdb_witnessed(struct factsdb *f, uint64_t *out, const struct registry *r,
    const struct position *p, const struct place *accused);
/* In which interval the entry at `p` was published, by what is known at the position, and
 * who attests it (when.h).  `r` is the register at the position.  ERR_NOT_FOUND: the entry
 * is not at the position.  The caller frees it. */
enum err factsdb_when(struct factsdb *f, struct when **out, const struct registry *r,
    const struct position *position, const struct place *p, struct date as_of,
    struct errmsg *m);

/* The next words of witness entries, at most `most` from *after_row (0: the first) on, in the
 * order they were folded; *after_row moves on, *looked says how many. */
enum err factsdb_words_each(struct factsdb *f, int64_t *after_row, size_t most,
    size_t *looked, when_word_fn *fn, void *arg);

/* One line of the log as folded. */
struct fact_entry {
	struct place place;
	struct hash id;
	int64_t time_ms;
	uint32_t kind;
	uint32_t audience;
	uint32_t body_size;
	bool body_held;
	enum verdict usable; /* V_OK, or why it is no fact */
	uint64_t register_number;
};
struct fact_filter {
	const char *author; /* NULL: all */
	uint32_t kind;      /* 0: all */
	int64_t after_row;  /* rows folded after this one; 0: from the start */
};
typedef enum err fact_entry_fn(void *ctx, int64_t row, const struct fact_entry *e);
/* In the order they were folded; stops at and returns fn's first error. */
enum err factsdb_entries_each(
    struct factsdb *f, const struct fact_filter *filter, fact_entry_fn *fn, void *ctx);

/* The disclosures of the entry at `p` with that id whose bodies are held and say so in the
 * clear, by place: who disclosed it in which entry, the key (not checked against the entry),
 * and why.  Stops at and returns fn's first error. */
typedef enum err factsdb_disclosure_fn(
    void *ctx, const struct place *by, struct bytes key, const char *reason);
enum err factsdb_disclosure_each(struct factsdb *f, const struct place *p,
    const struct hash *id, factsdb_disclosure_fn *fn, void *ctx);

/* Every reading key that a keys entry held names, by author: those of before, too. */
typedef enum err factsdb_key_fn(
    void *ctx, const char *author, const struct public_key *reading);
enum err factsdb_keys_each(struct factsdb *f, factsdb_key_fn *fn, void *ctx);

/* How far each author's witness entries that name an act below `register_below` list a feed,
 * by entries that are held: `by`, once each. */
typedef void factsdb_witnessed_fn(void *ctx, const char *by, uint64_t seq);
enum err factsdb_witnessed_below(struct factsdb *f, const struct place *feed,
    uint64_t register_below, factsdb_witnessed_fn *fn, void *ctx);

/* SQLite's own check of pages and indexes; ERR_STORE and the first complaint in `m`. */
enum err factsdb_check(struct factsdb *f, struct errmsg *m);

/* Digest of all rows of all tables in a fixed order, for `cmsa verify`: equal for the
 * folded file and for one rebuilt from the log. */
enum err factsdb_digest(struct factsdb *f, struct hash *out);

#endif
