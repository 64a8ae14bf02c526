/* log_branch.c - branches of feeds that an act took out of the log (PROTOCOL M4.24): kept in a
 * table of their own, entry by entry, so that nothing is lost. */
#include "store.h"

#include <assert.h>
#include <string.h>

#include "log_impl.h"

struct moving {
	struct store *s;
	uint64_t act;
};

static enum err
keep(void *ctx, const struct entry *e, struct bytes signature, struct bytes body, bool held)
{
	const struct moving *w = ctx;
	struct sql_query q = sql_query(&w->s->sql,
	    "INSERT OR IGNORE INTO branch(author, incarnation, seq, id, act, signature, header,"
	    " body) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&q, e->place.author);
	sql_put_int(&q, e->place.incarnation);
	sql_put_u64(&q, e->place.seq);
	sql_put_hash(&q, &e->id);
	sql_put_u64(&q, w->act);
	sql_put_blob(&q, signature);
	sql_put_blob(&q, e->header);
	if (held)
		sql_put_blob(&q, body);
	else
		sql_put_null(&q);
	return sql_run(&q);
}

static enum err
drop(struct store *s, const char *text, const struct place *first)
{
	struct sql_query q = sql_query(&s->sql, text);

	sql_put_text(&q, first->author);
	sql_put_int(&q, first->incarnation);
	sql_put_u64(&q, first->seq);
	return sql_run(&q);
}

/* Is the segment full whatever follows it?  If not, its next entry may belong into it. */
static enum err
is_complete(struct store *s, bool *complete, uint64_t *first, const struct place *last)
{
	struct log_span span = { 0 };
	struct place at = *last;
	size_t bytes = 0;
	enum err err = log_span_load_one(s, &span, last);

	if (err)
		return err;
	at.seq = *first = span.first;
	log_span_clear(&span);
	err = log_span_load(s, &span, &at, last->seq);
	if (err)
		return err;
	for (size_t i = 0; i < span.n; i++)
		bytes += span.v[i].e.body_size;
	*complete = segment_is_full(span.n, bytes, 0);
	log_span_clear(&span);
	return ERR_NONE;
}

/* Moves `first` back to where a segment begins whatever is appended there. */
static enum err
find_first(struct store *s, struct place *first, uint64_t oldest)
{
	struct log_span span = { 0 };
	bool complete = false;
	enum err err = log_span_load_one(s, &span, first);

	if (err)
		return err;
	first->seq = span.first;
	log_span_clear(&span);
	while (!err && !complete && first->seq > oldest) {
		struct place last = *first;
		uint64_t begins = 0;

		last.seq--;
		err = is_complete(s, &complete, &begins, &last);
		if (!err && !complete)
			first->seq = begins;
	}
	return err;
}

enum err
store_branch_put(struct store *s, uint64_t *first, const struct place *at, uint64_t act)
{
	struct moving w = { s, act };
	struct place from = *at;
	uint64_t oldest = 0;
	enum err err = log_feeds_flush(s);

	assert(s->sql.in_transaction);
	if (!err)
		err = log_feeds_first(s, &oldest, at);
	if (!err)
		err = find_first(s, &from, oldest);
	if (!err)
		err = store_entries_each(s, &from, 0, keep, &w);
	if (!err)
		err = drop(s,
		    "DELETE FROM segment WHERE author=? AND incarnation=? AND first >= ?",
		    &from);
	if (!err)
		err = drop(s,
		    "DELETE FROM tail WHERE author=? AND incarnation=? AND seq >= ?", &from);
	*first = from.seq;
	from.seq--;
	if (err)
		return err;
	return *first == oldest ? log_feeds_drop(s, at) : log_feeds_back(s, &from);
}

enum err
store_branch_next(struct store *s, int64_t *row, uint64_t *act, struct stored_entry *out)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT row, act, signature, header, body FROM branch WHERE row > ? ORDER BY row"
	    " LIMIT 1");
	bool found;
	enum err err;

	*out = (struct stored_entry){ 0 };
	sql_put_int(&q, *row);
	found = sql_row(&q);
	if (found) {
		struct bytes signature = sql_blob(&q, 2), header = sql_blob(&q, 3),
			     body = sql_blob(&q, 4);

		*row = sql_int(&q, 0);
		*act = sql_u64(&q, 1);
		buf_add(&out->signature, signature.p, signature.n);
		buf_add(&out->header, header.p, header.n);
		buf_add(&out->body, body.p, body.n);
		out->body_held = sqlite3_column_type(q.st, 4) != SQLITE_NULL;
	}
	err = sql_end(&q);
	if (!err && !found)
		return ERR_NOT_FOUND;
	if (!err && entry_parse(&out->e, buf_view(&out->header)))
		err = sql_damaged(&s->sql, "an entry set aside");
	if (err)
		stored_entry_clear(out);
	return err;
}
