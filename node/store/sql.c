/* sql.c - SQLite connections, cached statements, transactions, migrations.
 * Knows nothing of what is stored. */
#include "sql.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "log.h"

enum {
	BUSY_MS = 10000,           /* longest wait for a lock of SQLite's own */
	WAL_KEPT_BYTES = 16 << 20, /* the WAL is cut to this when it is reused */
	CACHE_KIB = 16 << 10,
};

static enum err
err_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE: return ERR_NONE;
	case SQLITE_FULL: return ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return ERR_BUSY;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN: return ERR_IO;
	default: return ERR_STORE;
	}
}

static enum err
complain(struct sql *q, int rc, const char *what)
{
	log_error("%s: %s (%s, %d)", q->name, sqlite3_errmsg(q->db), what, rc);
	return err_of(rc);
}

static enum err
exec(struct sql *q, const char *text)
{
	int rc = sqlite3_exec(q->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_NONE : complain(q, rc, text);
}

/* Statements are kept by address: one each. */
static const char BEGIN_READ[] = "BEGIN", BEGIN_WRITE[] = "BEGIN IMMEDIATE",
		  COMMIT[] = "COMMIT";

static enum err
exec_kept(struct sql *q, const char *text)
{
	struct sql_query st = sql_query(q, text);
	int rc = st.rc;

	if (rc == SQLITE_OK) {
		(void)sqlite3_step(st.st);
		rc = sqlite3_reset(st.st); /* what the step came to */
	}
	return rc == SQLITE_OK ? ERR_NONE : complain(q, rc, text);
}

static enum err
take_lock(struct sql *q, const char *dir, const struct sql_file *file, struct errmsg *m)
{
	char path[4096];

	path_join(path, dir, file->lock_name);
	q->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (q->lock_fd < 0)
		return errmsg_set(m, ERR_IO, "%s: %s", path, strerror(errno));
	if (flock(q->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	if (errno == EWOULDBLOCK)
		return errmsg_set(
		    m, ERR_BUSY, "%s: another process writes to %s", path, file->name);
	return errmsg_set(m, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err
version_get(struct sql *q, int64_t *out)
{
	struct sql_query v = sql_query(q, "PRAGMA user_version");

	if (sql_row(&v))
		*out = sql_int(&v, 0);
	return sql_end(&v);
}

/* One migration and its number land together. */
static enum err
migrate_one(struct sql *q, const char *text, size_t number)
{
	char set[48];
	enum err err = sql_begin(q, true);

	if (err)
		return err;
	(void)snprintf(set, sizeof(set), "PRAGMA user_version=%zu", number);
	err = exec(q, text);
	if (!err)
		err = exec(q, set);
	if (err) {
		sql_rollback(q);
		return err;
	}
	return sql_commit(q);
}

static enum err
migrate(struct sql *q, const struct sql_file *file, struct errmsg *m)
{
	int64_t version = 0;
	enum err err = version_get(q, &version);

	if (err)
		return err;
	if (version < 0 || (uint64_t)version > file->n_migrations)
		return errmsg_set(m, ERR_STORE,
		    "%s: made by a newer version of this program (tables %lld, known %zu)",
		    file->name, (long long)version, file->n_migrations);
	if (!q->writes && (uint64_t)version < file->n_migrations)
		return errmsg_set(m, ERR_STORE,
		    "%s: made by an older version (tables %lld, expected %zu); start the node once",
		    file->name, (long long)version, file->n_migrations);
	for (size_t i = (size_t)version; i < file->n_migrations && !err; i++)
		err = migrate_one(q, file->migrations[i], i + 1);
	return err;
}

/* Content may come from a hostile author and, in a copied folder, the schema too. */
static enum err
configure(struct sql *q)
{
	char text[128];
	int on = 1;

	sqlite3_extended_result_codes(q->db, 1);
	sqlite3_busy_timeout(q->db, BUSY_MS);
	(void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	/* A reader under another user cannot make the WAL file: it has to stay. */
	(void)sqlite3_file_control(q->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	(void)snprintf(text, sizeof(text),
	    "PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON",
	    CACHE_KIB);
	if (exec(q, text))
		return ERR_STORE;
	if (!q->writes)
		return ERR_NONE;
	(void)snprintf(text, sizeof(text),
	    "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=%d; PRAGMA synchronous=FULL",
	    WAL_KEPT_BYTES);
	q->durable = true;
	return exec(q, text);
}

enum err
sql_open(struct sql *q, const char *dir, const struct sql_file *file, bool writes,
    struct errmsg *m)
{
	int flags =
	    SQLITE_OPEN_NOMUTEX |
	    (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
	char path[4096];
	enum err err = ERR_NONE;
	int rc;

	*q = (struct sql){ .name = file->name, .writes = writes, .lock_fd = -1 };
	path_join(path, dir, file->name);
	if (writes)
		err = take_lock(q, dir, file, m);
	else if (!file_exists(path))
		err = errmsg_set(m, ERR_NOT_FOUND, "%s: there is no such file", path);
	if (err)
		goto out;
	rc = sqlite3_open_v2(path, &q->db, flags, NULL);
	if (rc != SQLITE_OK) {
		err = errmsg_set(m, err_of(rc), "%s: %s", path, sqlite3_errmsg(q->db));
		goto out;
	}
	errmsg_set(
	    m, ERR_NONE, "%s: cannot be opened as a database of this program", path);
	err = configure(q);
	if (!err)
		err = migrate(q, file, m);
out:
	if (err)
		sql_close(q);
	return err;
}

void
sql_close(struct sql *q)
{
	if (q->in_transaction)
		sql_rollback(q);
	for (size_t i = 0; i < q->n_cached; i++)
		(void)sqlite3_finalize(q->cache[i].st);
	q->n_cached = 0;
	if (q->db && sqlite3_close(q->db) != SQLITE_OK)
		log_error("%s: not closed: %s", q->name, sqlite3_errmsg(q->db));
	q->db = NULL;
	if (q->lock_fd >= 0)
		(void)close(q->lock_fd);
	q->lock_fd = -1;
}

enum err
sql_begin(struct sql *q, bool durable)
{
	enum err err = ERR_NONE;

	assert(q->writes && !q->in_transaction);
	if (q->durable != durable)
		err = exec(
		    q, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
	if (err)
		return err;
	q->durable = durable;
	err = exec_kept(q, BEGIN_WRITE);
	if (err)
		return err;
	q->in_transaction = true;
	q->failed = ERR_NONE;
	return ERR_NONE;
}

enum err
sql_commit(struct sql *q)
{
	enum err err = q->failed;

	assert(q->in_transaction);
	if (!err)
		err = exec_kept(q, COMMIT);
	if (err) {
		sql_rollback(q);
		return err;
	}
	q->in_transaction = false;
	return ERR_NONE;
}

void
sql_rollback(struct sql *q)
{
	if (!q->in_transaction)
		return;
	/* SQLite may have rolled back by itself, as it does on a full disk. */
	if (!sqlite3_get_autocommit(q->db))
		(void)exec(q, "ROLLBACK");
	q->in_transaction = false;
	q->failed = ERR_NONE;
}

enum err
sql_read_begin(struct sql *q)
{
	return q->in_transaction ? ERR_NONE : exec_kept(q, BEGIN_READ);
}

void
sql_read_end(struct sql *q)
{
	if (!q->in_transaction && !sqlite3_get_autocommit(q->db) && exec_kept(q, COMMIT) &&
	    !sqlite3_get_autocommit(q->db))
		(void)exec(q, "ROLLBACK"); /* left open it would stop every later one */
}

struct sql_query
sql_query(struct sql *q, const char *text)
{
	struct sql_query out = { .sql = q, .rc = SQLITE_OK };

	for (size_t i = 0; i < q->n_cached; i++)
		if (q->cache[i].text == text)
			out.st = q->cache[i].st;
	if (!out.st) {
		assert(q->n_cached < SQL_STATEMENTS);
		out.rc = sqlite3_prepare_v3(
		    q->db, text, -1, SQLITE_PREPARE_PERSISTENT, &out.st, NULL);
		if (out.rc != SQLITE_OK)
			return out;
		q->cache[q->n_cached].text = text;
		q->cache[q->n_cached++].st = out.st;
	}
	assert(!sqlite3_stmt_busy(out.st));
	/* After a failed change SQLite may have left the transaction: a further change
	 * would be committed alone. */
	if (q->in_transaction && q->failed && !sqlite3_stmt_readonly(out.st))
		out.rc = SQLITE_ABORT;
	return out;
}

static void
keep_rc(struct sql_query *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void
sql_put_text(struct sql_query *q, const char *s)
{
	q->n_put++;
	if (q->st)
		keep_rc(q, sqlite3_bind_text(q->st, q->n_put, s, -1, SQLITE_STATIC));
}

void
sql_put_int(struct sql_query *q, int64_t v)
{
	q->n_put++;
	if (q->st)
		keep_rc(q, sqlite3_bind_int64(q->st, q->n_put, v));
}

void
sql_put_u64(struct sql_query *q, uint64_t v)
{
	sql_put_int(q, v > INT64_MAX ? INT64_MAX : (int64_t)v);
}

void
sql_put_blob(struct sql_query *q, struct bytes b)
{
	q->n_put++;
	if (q->st)
		keep_rc(q, sqlite3_bind_blob64(q->st, q->n_put,
			       b.n ? (const void *)b.p : "", b.n, SQLITE_STATIC));
}

void
sql_put_null(struct sql_query *q)
{
	q->n_put++;
	if (q->st)
		keep_rc(q, sqlite3_bind_null(q->st, q->n_put));
}

void
sql_put_copy(struct sql_query *q, const char *s)
{
	q->n_put++;
	if (q->st)
		keep_rc(q, sqlite3_bind_text(q->st, q->n_put, s, -1, SQLITE_TRANSIENT));
}

void
sql_put_hash(struct sql_query *q, const struct hash *h)
{
	sql_put_blob(q, bytes_of(h->b, sizeof(h->b)));
}

bool
sql_row(struct sql_query *q)
{
	int rc;

	if (q->rc != SQLITE_OK)
		return false;
	rc = sqlite3_step(q->st);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		q->rc = rc;
	return false;
}

int64_t
sql_int(struct sql_query *q, int column)
{
	return sqlite3_column_int64(q->st, column);
}

uint64_t
sql_u64(struct sql_query *q, int column)
{
	return (uint64_t)sqlite3_column_int64(q->st, column);
}

struct bytes
sql_blob(struct sql_query *q, int column)
{
	const void *p = sqlite3_column_blob(q->st, column);
	size_t n = (size_t)sqlite3_column_bytes(q->st, column);

	if (sqlite3_column_type(q->st, column) == SQLITE_NULL)
		return bytes_of(NULL, 0);
	/* SQLite gives NULL for an empty blob, and when memory ran out. */
	if (!p && n)
		q->rc = SQLITE_NOMEM;
	return bytes_of(p ? p : "", p ? n : 0);
}

const char *
sql_text(struct sql_query *q, int column)
{
	const unsigned char *s = sqlite3_column_text(q->st, column);

	return s ? (const char *)s : "";
}

bool
sql_is_null(struct sql_query *q, int column)
{
	return sqlite3_column_type(q->st, column) == SQLITE_NULL;
}

bool
sql_hash(struct sql_query *q, int column, struct hash *out)
{
	return hash_from(out, sql_blob(q, column));
}

enum err
sql_end(struct sql_query *q)
{
	enum err err = ERR_NONE;

	if (q->rc != SQLITE_OK)
		err =
		    q->sql->failed && q->rc == SQLITE_ABORT
			? q->sql->failed
			: complain(q->sql, q->rc, q->st ? sqlite3_sql(q->st) : "prepare");
	if (err && q->sql->in_transaction && !q->sql->failed)
		q->sql->failed = err;
	if (q->st) {
		(void)sqlite3_reset(q->st);
		(void)sqlite3_clear_bindings(q->st);
	}
	return err;
}

enum err
sql_run(struct sql_query *q)
{
	while (sql_row(q))
		;
	return sql_end(q);
}

int64_t
sql_last_row(struct sql *q)
{
	return sqlite3_last_insert_rowid(q->db);
}

enum err
sql_check(struct sql *q, struct errmsg *m)
{
	struct sql_query c = sql_query(q, "PRAGMA integrity_check(1)");
	enum err found = ERR_NONE, err;

	if (sql_row(&c) && strcmp(sql_text(&c, 0), "ok") != 0)
		found = errmsg_set(m, ERR_STORE, "%s: %s", q->name, sql_text(&c, 0));
	err = sql_end(&c);
	if (err)
		return errmsg_set(m, err, "%s: could not be checked", q->name);
	return found;
}

enum err
sql_damaged(struct sql *q, const char *what)
{
	log_error("%s is damaged: %s", q->name, what);
	if (q->in_transaction && !q->failed)
		q->failed = ERR_STORE;
	return ERR_STORE;
}
