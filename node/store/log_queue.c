/* log_queue.c - own entries on their way: the one being signed, and those that wait until
 * the own head is known. */
#include "store.h"

#include <assert.h>

#include "log_impl.h"

enum err
store_draft_put(struct store *s, struct bytes header, struct bytes body)
{
	struct sql_query q;
	enum err err;

	assert(s->sql.in_transaction);
	q = sql_query(
	    &s->sql, "INSERT OR IGNORE INTO draft(one, header, body) VALUES(1, ?, ?)");
	sql_put_blob(&q, header);
	sql_put_blob(&q, body);
	err = sql_run(&q);
	/* Replacing it would forget a header that may be signed already. */
	return !err && !sqlite3_changes(s->sql.db) ? ERR_REFUSED : err;
}

enum err
store_draft_get(struct store *s, struct buf *header, struct buf *body)
{
	struct sql_query q = sql_query(&s->sql, "SELECT header, body FROM draft");
	bool found = sql_row(&q);
	enum err err;

	if (found) {
		struct bytes h = sql_blob(&q, 0), b = sql_blob(&q, 1);

		buf_reset(header);
		buf_add(header, h.p, h.n);
		buf_reset(body);
		buf_add(body, b.p, b.n);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_draft_drop(struct store *s)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql, "DELETE FROM draft");
	return sql_run(&q);
}

enum err
store_queue_put(struct store *s, uint32_t kind, uint32_t audience, struct bytes body)
{
	return store_queue_put_to(s, kind, audience, "", body);
}

enum err
store_queue_put_to(struct store *s, uint32_t kind, uint32_t audience, const char *readers,
    struct bytes body)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql,
	    "INSERT INTO queue(kind, audience, body, readers) VALUES(?, ?, ?, ?)");
	sql_put_int(&q, kind);
	sql_put_int(&q, audience);
	sql_put_blob(&q, body);
	sql_put_text(&q, readers);
	return sql_run(&q);
}

enum err
store_queue_readers(struct store *s, uint64_t id, struct buf *readers)
{
	struct sql_query q = sql_query(&s->sql, "SELECT readers FROM queue WHERE row=?");
	bool found;
	enum err err;

	buf_reset(readers);
	sql_put_u64(&q, id);
	found = sql_row(&q);
	if (found)
		buf_add_str(readers, sql_text(&q, 0));
	buf_add(readers, "", 1);
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_queue_get(
    struct store *s, uint64_t *id, uint32_t *kind, uint32_t *audience, struct buf *body)
{
	struct sql_query q = sql_query(
	    &s->sql, "SELECT row, kind, audience, body FROM queue ORDER BY row LIMIT 1");
	bool found = sql_row(&q);
	enum err err;

	if (found) {
		struct bytes b = sql_blob(&q, 3);

		*id = sql_u64(&q, 0);
		*kind = (uint32_t)sql_int(&q, 1);
		*audience = (uint32_t)sql_int(&q, 2);
		buf_reset(body);
		buf_add(body, b.p, b.n);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_queue_drop(struct store *s, uint64_t id)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql, "DELETE FROM queue WHERE row=?");
	sql_put_u64(&q, id);
	return sql_run(&q);
}
