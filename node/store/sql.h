/* sql.h - SQLite behind a few calls, for the files of this folder only.
 * A query is made, given its parameters in order, stepped and ended in one function; an
 * error sticks to it, so that the end decides once. */
#ifndef SQL_H
#define SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "bytes.h"
#include "err.h"
#include "hash.h"

enum {
	SQL_STATEMENTS = 96
}; /* different texts on one connection; more is a bug */

struct sql {
	sqlite3 *db;
	const char *name; /* "log.db", for messages */
	bool writes;
	bool durable;        /* what synchronous is set to */
	bool in_transaction; /* begun by sql_begin */
	enum err failed;     /* first error of this transaction */
	int lock_fd;         /* held while open for writing; -1: none */
	struct {
		const char *text;
		sqlite3_stmt *st;
	} cache[SQL_STATEMENTS];
	size_t n_cached;
};

/* One database file: its names and how its tables came to be.  `migrations` only ever
 * grows at its end; the number applied is the file's user_version. */
struct sql_file {
	const char *name;      /* "log.db" */
	const char *lock_name; /* "log.lock" */
	const char *const *migrations;
	size_t n_migrations;
};

/* Opens DIR/name.  For writing: takes the lock (ERR_BUSY: another process has it),
 * creates and migrates.  For reading: ERR_NOT_FOUND when there is no file, ERR_STORE when
 * its tables are of another version.  `q` is closed again on an error. */
enum err sql_open(struct sql *q, const char *dir, const struct sql_file *file,
    bool writes, struct errmsg *m);
void sql_close(struct sql *q);

/* A write transaction.  After the first failed change every further step is refused and
 * sql_commit rolls back and returns that error. */
enum err sql_begin(struct sql *q, bool durable);
enum err sql_commit(struct sql *q);
void sql_rollback(struct sql *q);

/* Brackets several reads that must see one state; nothing inside a write transaction.
 * Kept short: an open reader keeps the WAL from being reused. */
enum err sql_read_begin(struct sql *q);
void sql_read_end(struct sql *q);

struct sql_query {
	struct sql *sql;
	sqlite3_stmt *st;
	int rc;    /* first result that was not good */
	int n_put; /* parameters given so far */
};

/* `text` is kept by address: a string literal.  It must not be in use already. */
struct sql_query sql_query(struct sql *q, const char *text);

/* The next parameter.  Bytes are borrowed until sql_end. */
void sql_put_text(struct sql_query *q, const char *s);
void sql_put_int(struct sql_query *q, int64_t v);
void sql_put_u64(struct sql_query *q, uint64_t v); /* beyond int64: its greatest value */
void sql_put_blob(struct sql_query *q, struct bytes b); /* never NULL, perhaps empty */
void sql_put_null(struct sql_query *q);
void sql_put_copy(struct sql_query *q, const char *s); /* text, copied at once */
void sql_put_hash(struct sql_query *q, const struct hash *h);

/* Steps; true: a row is there. */
bool sql_row(struct sql_query *q);

/* Column of the current row; views live until the next step or sql_end. */
int64_t sql_int(struct sql_query *q, int column);
uint64_t sql_u64(struct sql_query *q, int column);
struct bytes sql_blob(struct sql_query *q, int column); /* p NULL only for NULL */
const char *sql_text(struct sql_query *q, int column);  /* "" for NULL */
bool sql_is_null(struct sql_query *q, int column);
bool sql_hash(struct sql_query *q, int column, struct hash *out);

/* Ends it: ERR_NONE, or the first error, logged and (in a write transaction) remembered.
 */
enum err sql_end(struct sql_query *q);

/* Steps a query that gives no rows, and ends it. */
enum err sql_run(struct sql_query *q);

/* Row number of the last insertion. */
int64_t sql_last_row(struct sql *q);

/* PRAGMA integrity_check: ERR_STORE and the first complaint in `m`. */
enum err sql_check(struct sql *q, struct errmsg *m);

/* Logs that the file holds what it cannot; returns ERR_STORE. */
enum err sql_damaged(struct sql *q, const char *what);

#endif
