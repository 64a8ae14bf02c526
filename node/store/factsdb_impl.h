/* factsdb_impl.h - what the files factsdb_*.c share; nobody else includes it.
 *   factsdb_open         file, tables, what is folded, the register
 *   factsdb_fold         following the log
 *   factsdb_load         facts for comply
 *   factsdb_forks        feeds that are proven forked, and up to where they count
 *   factsdb_list         entries in the order they were folded; the digest
 *   factsdb_row          what rows of several kinds share; the table of kinds
 *   factsdb_<kind>       rows of one kind of body: its projection */
#ifndef FACTSDB_IMPL_H
#define FACTSDB_IMPL_H

#include <protobuf-c/protobuf-c.h>

#include "factsdb.h"
#include "sql.h"

struct factsdb {
	struct sql sql;
	bool compared; /* with the log, since it was opened */
};

/* How a kind of body becomes rows.  A new kind: a file, a row in factsdb_projections, its
 * tables in a migration. */
struct projection {
	uint32_t kind;
	bool of_desks; /* a fact also when a desk wrote it */
	enum err (*fold)(
	    struct factsdb *f, const struct entry *e, const ProtobufCMessage *body);
	/* Hands one usable body to the rules; NULL: no fact of theirs. */
	void (*load)(struct facts *out, const struct fact_entry *e, struct bytes body);
	/* Every column of every row, by place, for the digest. */
	const char *rows[3]; /* NULL behind the last */
};

/* NULL: the kind has no rows. */
const struct projection *factsdb_projection_of(uint32_t kind);
const struct projection *const *factsdb_projections(size_t *n);

extern const struct projection factsdb_keys, factsdb_witness, factsdb_capacity,
    factsdb_duty, factsdb_measure, factsdb_attendance, factsdb_assessment, factsdb_alert,
    factsdb_alert_response, factsdb_fund, factsdb_retraction, factsdb_reply,
    factsdb_disclosure, factsdb_proof;

/* Parameters common to rows: the place, and the number of the row in its entry. */
void factsdb_put_place(struct sql_query *q, const struct place *p, size_t row);
/* "2026-11-24", or NULL when not given. */
void factsdb_put_date(struct sql_query *q, int32_t days);
/* "not-available" for PRESENCE_NOT_AVAILABLE. */
void factsdb_put_word(
    struct sql_query *q, const ProtobufCEnumDescriptor *type, unsigned value);
/* The same word appended: behind the first underscore, in small letters. */
void factsdb_add_word(struct buf *out, const char *name);
/* Joined by spaces, as people read them. */
void factsdb_put_list(struct sql_query *q, char *const *list, size_t n);
/* author, incarnation, seq, id; a ref that is absent as nothing. */
void factsdb_put_ref(struct sql_query *q, const Cmsa__Ref *r);
/* batch id, part, parts: the last three columns; NULLs when it stands alone. */
void factsdb_put_batch(struct sql_query *q, const Cmsa__Batch *b);

/* Rows of what an entry takes back, by retraction or correction. */
enum err factsdb_fold_removals(
    struct factsdb *f, const struct entry *e, Cmsa__Ref *const *refs, size_t n);

/* Adds the forks that are proven at the position of the facts. */
enum err factsdb_load_forks(struct factsdb *f, struct facts *out);

/* The source of an entry in the facts. */
fact_source factsdb_add_source(struct facts *out, const struct fact_entry *e);

/* Numbers and hashes kept about the fold itself. */
enum err factsdb_state_get(struct factsdb *f, const char *name, int64_t *value);
enum err factsdb_state_set(struct factsdb *f, const char *name, int64_t value);

/* Empties every table: the facts are folded anew. */
enum err factsdb_clear(struct factsdb *f);

/* A fact_entry from columns author, incarnation, seq, id, time_ms, kind, audience,
 * body_size, usable (NULL: no body), register_number, beginning at `column`. */
enum err factsdb_take_entry(struct fact_entry *out, struct sql_query *q, int column);

#endif
