/* log_impl.h - what the files log_*.c share; nobody else includes it.
 *   log_open     file, tables, transactions, named values
 *   log_acts     the chain of acts
 *   log_feeds    tips and appending
 *   log_span     reading: one segment, or what `tail` holds of one
 *   log_segments sealing
 *   log_runs     entries, runs, holes and filling them
 *   log_queue    draft and queue of own entries
 *   log_aside    what left the queue without being published
 *   log_backup   a copy of the file while it is written to */
#ifndef LOG_IMPL_H
#define LOG_IMPL_H

#include "sql.h"
#include "store.h"

enum {
	AUDIENCES = 4
}; /* numbered 1..AUDIENCES */

/* The newest entry of one feed, as it will be after the transaction. */
struct log_feed {
	struct store_tip tip;
	uint64_t first;  /* of the segment the tip is in */
	bool is_signed;  /* the tip has a signature */
	bool is_changed; /* not in the table yet */
};

struct store {
	struct sql sql;
	struct log_feed
	    *feeds; /* sorted by author, incarnation; kept by the writer only */
	size_t n_feeds;
	bool feeds_loaded;
};

/* Forgets what is kept in memory: after a rollback. */
void log_feeds_forget(struct store *s);
/* Writes changed feeds; ERR_REFUSED when the tip of one has no signature. */
enum err log_feeds_flush(struct store *s);
/* NULL when the feed is not held; borrowed until the next append.  Writer only. */
enum err log_feeds_find(struct store *s, struct log_feed **out, const struct place *p);

/* Entries of one segment, from some place on.  Headers first; bodies when asked for. */
struct log_span_entry {
	struct entry e;
	struct bytes signature; /* empty: not kept */
	struct bytes body;
	bool body_held;
};
struct log_span {
	struct log_span_entry *v;
	size_t n;
	bool sealed;
	int64_t row;    /* of table segment, when sealed */
	uint64_t first; /* of the whole segment; v[0] may come later */
	struct buf headers, signatures;
	struct buf bodies[AUDIENCES + 1];
};

/* Loads headers and signatures of the segment that `p` is in, up to `last` (0: to its
 * end).  When sealed, v[0] is the segment's first entry; otherwise it is `p`.
 * ERR_NOT_FOUND: not held.  The caller clears the span on ERR_NONE. */
enum err log_span_load(
    struct store *s, struct log_span *span, const struct place *p, uint64_t last);
/* The entry at `p` alone, as v[0], without its body: earlier ones are not decoded. */
enum err log_span_load_one(struct store *s, struct log_span *span, const struct place *p);
/* Loads the bodies of one audience into the span's entries. */
enum err log_span_bodies(struct store *s, struct log_span *span, uint32_t audience);
void log_span_clear(struct log_span *span);

/* Of `audience`; the text of a statement on the segment column of that name. */
const char *log_span_column(const char *const texts[static AUDIENCES], uint32_t audience);

/* Makes one segment row of the tail rows first..last, unless bodies of one audience are
 * held in part.  Does nothing when it is sealed already. */
enum err log_segments_seal(struct store *s, const struct place *first, uint64_t last);

/* For the fold of facts, which follows by row numbers.  The next act put after *row (0:
 * the first) whose number is at least `from`; moves *row.  ERR_NOT_FOUND at the end. */
enum err log_acts_next(
    struct store *s, int64_t *row, uint64_t from, uint64_t *number, struct buf *act);

/* Id of the act in that row; ERR_NOT_FOUND. */
enum err log_acts_id(struct store *s, struct hash *id, int64_t row);

/* Seq of the oldest entry held of a feed incarnation; 0 when none.  Later ones than the
 * first incarnation do not begin at 1. */
enum err log_feeds_first(struct store *s, uint64_t *seq, const struct place *feed);

/* Forgets a feed of which nothing is left, or moves it back to the end of the segment that
 * ends with `tip`. */
enum err log_feeds_drop(struct store *s, const struct place *feed);
enum err log_feeds_back(struct store *s, const struct place *tip);

/* The next fill after *row: bodies of entries first..last came later than their headers.
 */
enum err log_fill_next(
    struct store *s, int64_t *row, struct place *first, uint64_t *last);

#endif
