/* log_open.c - log.db: its tables and how they came to be, transactions, named values. */
#include "store.h"

#include <assert.h>
#include <stdlib.h>

#include "log_impl.h"
#include "mem.h"

/* Append-only: what a released version made is never edited. */
static const char *const migrations[] = {
	/* 1 */
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE act(row INTEGER PRIMARY KEY, number INTEGER NOT NULL,"
	" id BLOB NOT NULL, signed_act BLOB NOT NULL);CREATE UNIQUE INDEX act_id ON act(number, id);"
	"CREATE TABLE feed(author TEXT NOT NULL, incarnation INTEGER NOT NULL,"
	" seq INTEGER NOT NULL, id BLOB NOT NULL, key INTEGER NOT NULL,"
	" register_number INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
	" first INTEGER NOT NULL, entries INTEGER NOT NULL, body_bytes INTEGER NOT NULL,"
	" PRIMARY KEY(author, incarnation)) WITHOUT ROWID;"
	/* Wide rows: in a rowid table, the blobs last (a WITHOUT ROWID table of such rows
	 * is a hundred times slower to look up). */
	"CREATE TABLE segment(row INTEGER PRIMARY KEY, author TEXT NOT NULL,"
	" incarnation INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
	" lacks INTEGER NOT NULL, signatures BLOB NOT NULL, headers BLOB NOT NULL,"
	" public BLOB, customs BLOB, alliance BLOB, named BLOB);"
	"CREATE UNIQUE INDEX segment_place ON segment(author, incarnation, first);"
	"CREATE INDEX segment_lacks ON segment(author, incarnation, first, last, lacks)"
	" WHERE lacks <> 0;CREATE TABLE tail(row INTEGER PRIMARY KEY, author TEXT NOT NULL,"
	" incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, first INTEGER NOT NULL,"
	" audience INTEGER NOT NULL, key INTEGER NOT NULL, signature BLOB NOT NULL,"
	" header BLOB NOT NULL, body BLOB);"
	"CREATE UNIQUE INDEX tail_place ON tail(author, incarnation, seq);"
	"CREATE INDEX tail_lacks ON tail(author, incarnation, first, audience, seq)"
	" WHERE body IS NULL;CREATE TABLE fill(row INTEGER PRIMARY KEY, author TEXT NOT NULL,"
	" incarnation INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
	" audience INTEGER NOT NULL);"
	"CREATE TABLE draft(one INTEGER PRIMARY KEY CHECK(one = 1), header BLOB NOT NULL,"
	" body BLOB NOT NULL);"
	"CREATE TABLE queue(row INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL,"
	" audience INTEGER NOT NULL, body BLOB NOT NULL);",
	/* 2 */
	"CREATE TABLE aside(row INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,"
	" reason TEXT NOT NULL, kind INTEGER NOT NULL, audience INTEGER NOT NULL,"
	" body BLOB NOT NULL);",
	/* 3: to whom a body that waits is to be sealed */
	("ALTER TABLE queue ADD COLUMN readers TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE aside ADD COLUMN readers TEXT NOT NULL DEFAULT '';"),
	/* 4: second histories, and which entries are proofs. */
	("CREATE TABLE fork(row INTEGER PRIMARY KEY, author TEXT NOT NULL,"
	 " incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,"
	 " source TEXT NOT NULL, time_ms INTEGER NOT NULL, signature BLOB NOT NULL,"
	 " headers BLOB NOT NULL);"
	 "CREATE UNIQUE INDEX fork_place ON fork(author, incarnation, seq, id);"
	 "CREATE TABLE proof(author TEXT NOT NULL, incarnation INTEGER NOT NULL,"
	 " seq INTEGER NOT NULL, of_author TEXT NOT NULL, of_incarnation INTEGER NOT NULL,"
	 " of_seq INTEGER NOT NULL, PRIMARY KEY(author, incarnation, seq)) WITHOUT ROWID;"),
	/* 5: branches that an act took out. */
	("CREATE TABLE branch(row INTEGER PRIMARY KEY, author TEXT NOT NULL,"
	 " incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,"
	 " act INTEGER NOT NULL, signature BLOB NOT NULL, header BLOB NOT NULL, body BLOB);"
	 "CREATE UNIQUE INDEX branch_place ON branch(author, incarnation, seq, id);"),
};

static const struct sql_file log_file = {
	.name = "log.db",
	.lock_name = "log.lock",
	.migrations = migrations,
	.n_migrations = ARRAY_LEN(migrations),
};

enum err
store_open(struct store **out, const char *dir, enum store_mode mode, struct errmsg *m)
{
	struct store *s = mem_new(sizeof(*s));
	enum err err = sql_open(&s->sql, dir, &log_file, mode == STORE_WRITE, m);

	if (err) {
		free(s);
		return err;
	}
	*out = s;
	return ERR_NONE;
}

void
store_close(struct store **s)
{
	if (!*s)
		return;
	sql_close(&(*s)->sql);
	log_feeds_forget(*s);
	free(*s);
	*s = NULL;
}

enum err
store_begin(struct store *s, bool durable)
{
	return sql_begin(&s->sql, durable);
}

enum err
store_commit(struct store *s)
{
	enum err err = log_feeds_flush(s);

	if (!err)
		err = sql_commit(&s->sql);
	if (err)
		store_rollback(s);
	return err;
}

void
store_rollback(struct store *s)
{
	sql_rollback(&s->sql);
	log_feeds_forget(s);
}

enum err
store_meta_get(struct store *s, const char *name, struct buf *out)
{
	struct sql_query q = sql_query(&s->sql, "SELECT value FROM meta WHERE name=?");
	bool found;
	enum err err;

	sql_put_text(&q, name);
	found = sql_row(&q);
	if (found) {
		struct bytes b = sql_blob(&q, 0);

		buf_add(out, b.p, b.n);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_meta_set(struct store *s, const char *name, struct bytes value)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql, "INSERT OR REPLACE INTO meta(name, value) VALUES(?, ?)");
	sql_put_text(&q, name);
	sql_put_blob(&q, value);
	return sql_run(&q);
}

enum err
store_check(struct store *s, struct errmsg *m)
{
	return sql_check(&s->sql, m);
}
