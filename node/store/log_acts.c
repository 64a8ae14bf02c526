/* log_acts.c - the acts held, in the order they came. */
#include "store.h"

#include <assert.h>

#include "log_impl.h"

enum err
store_act_put(
    struct store *s, uint64_t number, const struct hash *id, struct bytes signed_act)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(
	    &s->sql, "INSERT OR IGNORE INTO act(number, id, signed_act) VALUES(?, ?, ?)");
	sql_put_u64(&q, number);
	sql_put_hash(&q, id);
	sql_put_blob(&q, signed_act);
	return sql_run(&q);
}

enum err
log_acts_next(
    struct store *s, int64_t *row, uint64_t from, uint64_t *number, struct buf *act)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT row, number, signed_act FROM act WHERE row > ? AND number >= ? ORDER BY row LIMIT 1");
	bool found;
	enum err err;

	sql_put_int(&q, *row);
	sql_put_u64(&q, from);
	found = sql_row(&q);
	if (found) {
		struct bytes b = sql_blob(&q, 2);

		*row = sql_int(&q, 0);
		*number = sql_u64(&q, 1);
		buf_reset(act);
		buf_add(act, b.p, b.n);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
store_acts_each(struct store *s, uint64_t from, store_act_fn *fn, void *ctx)
{
	struct buf act = { 0 };
	uint64_t number = 0;
	int64_t row = 0;
	enum err err;

	while (!(err = log_acts_next(s, &row, from, &number, &act))) {
		err = fn(ctx, number, buf_view(&act));
		if (err)
			goto out;
	}
	if (err == ERR_NOT_FOUND)
		err = ERR_NONE; /* the end, not a failure */
out:
	buf_clear(&act);
	return err;
}

enum err
log_acts_id(struct store *s, struct hash *id, int64_t row)
{
	struct sql_query q = sql_query(&s->sql, "SELECT id FROM act WHERE row=?");
	bool found;
	enum err err;

	sql_put_int(&q, row);
	found = sql_row(&q) && sql_hash(&q, 0, id);
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}
