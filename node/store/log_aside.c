/* log_aside.c - what waited to be published and may not be any more: kept until the operator
 * decides. */
#include "store.h"

#include <assert.h>
#include <string.h>

#include "log_impl.h"

enum err
store_aside_put(struct store *s, uint64_t id, int64_t time_ms, const char *reason)
{
	struct sql_query q;
	enum err err;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql,
	    "INSERT INTO aside(row, time_ms, reason, kind, audience, body, readers)"
	    " SELECT row, ?, ?, kind, audience, body, readers FROM queue WHERE row=?");
	sql_put_int(&q, time_ms);
	sql_put_text(&q, reason);
	sql_put_u64(&q, id);
	err = sql_run(&q);
	return err ? err : store_queue_drop(s, id);
}

enum err
store_aside_next(struct store *s, struct store_aside *out)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT row, time_ms, reason, kind, audience, length(body) FROM aside"
	    " WHERE row > ? ORDER BY row LIMIT 1");
	bool found;
	enum err err;

	sql_put_u64(&q, out->id);
	found = sql_row(&q);
	if (found) {
		out->id = sql_u64(&q, 0);
		out->time_ms = sql_int(&q, 1);
		errmsg_set(&out->reason, ERR_NONE, "%s", sql_text(&q, 2));
		out->kind = (uint32_t)sql_int(&q, 3);
		out->audience = (uint32_t)sql_int(&q, 4);
		out->body_bytes = sql_u64(&q, 5);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_aside_drop(struct store *s, uint64_t id)
{
	struct sql_query q;
	enum err err;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql, "DELETE FROM aside WHERE row=?");
	sql_put_u64(&q, id);
	err = sql_run(&q);
	return !err && !sqlite3_changes(s->sql.db) ? ERR_NOT_FOUND : err;
}

enum err
store_aside_again(struct store *s, uint64_t id)
{
	struct sql_query q;
	enum err err;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql, "INSERT INTO queue(kind, audience, body, readers)"
			       " SELECT kind, audience, body, readers FROM aside"
			       " WHERE row=?");
	sql_put_u64(&q, id);
	err = sql_run(&q);
	return err ? err : store_aside_drop(s, id);
}
