/* log_segments.c - sealing: the rows of a full segment become one row. */
#include "store.h"

#include "log_impl.h"

/* What the row is made of. */
struct sealing {
	size_t n;
	uint32_t lacks; /* bit (1 << audience): bodies not held */
	uint32_t holds; /* bodies held */
	struct buf headers, signatures;
	struct buf bodies[AUDIENCES + 1];
	uint32_t key; /* of the row before, and its signature */
	uint64_t seq;
	struct signature last;
	bool last_is_kept;
};

static void
put_segment(struct sql_query *q, const struct place *first, uint64_t last)
{
	sql_put_text(q, first->author);
	sql_put_int(q, first->incarnation);
	sql_put_u64(q, first->seq);
	sql_put_u64(q, last);
}

/* Which audiences have bodies that are held, and which have bodies that are not? */
static enum err
look(struct store *s, struct sealing *w, const struct place *first, uint64_t last)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT audience, count(*), total(length(body) > 0), total(body IS NULL) FROM tail"
	    " WHERE author=? AND incarnation=? AND seq BETWEEN ? AND "
	    "? GROUP BY audience");

	put_segment(&q, first, last);
	while (sql_row(&q)) {
		uint32_t bit = 1u << (sql_int(&q, 0) & 7);

		w->n += (size_t)sql_int(&q, 1);
		w->holds |= sql_int(&q, 2) ? bit : 0; /* an empty body says nothing */
		w->lacks |= sql_int(&q, 3) ? bit : 0;
	}
	return sql_end(&q);
}

static void
keep_signature(struct sealing *w)
{
	buf_add_u64(&w->signatures, w->seq);
	buf_add(&w->signatures, w->last.b, sizeof(w->last.b));
}

/* False: a row that cannot be. */
static bool
take_row(struct sealing *w, struct sql_query *q)
{
	uint64_t seq = sql_u64(q, 0);
	int64_t audience = sql_int(q, 1);
	uint32_t key = (uint32_t)sql_int(q, 2);
	struct bytes signature = sql_blob(q, 3), body;

	if (audience < 1 || audience > AUDIENCES)
		return false;
	/* The last of a key generation proves those before it; others are dropped. */
	if (w->headers.n && key != w->key) {
		if (!w->last_is_kept)
			return false;
		keep_signature(w);
	}
	w->key = key;
	w->seq = seq;
	w->last_is_kept = signature.n == sizeof(w->last.b);
	if (w->last_is_kept)
		memcpy(w->last.b, signature.p, signature.n);
	segment_add_header(&w->headers, sql_blob(q, 4));
	body = sql_blob(q, 5);
	buf_add(&w->bodies[audience], body.p, body.n);
	return true;
}

static enum err
gather(struct store *s, struct sealing *w, const struct place *first, uint64_t last)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT seq, audience, key, signature, header, body FROM tail"
	    " WHERE author=? AND incarnation=? AND seq BETWEEN ? AND ? ORDER BY seq");
	bool good = true;
	enum err err;

	put_segment(&q, first, last);
	while (good && sql_row(&q))
		good = take_row(w, &q);
	err = sql_end(&q);
	if (err)
		return err;
	if (!good || !w->last_is_kept || w->n != last - first->seq + 1)
		return sql_damaged(&s->sql, "rows of tail that cannot be sealed");
	keep_signature(w);
	return ERR_NONE;
}

static enum err
insert(struct store *s, const struct sealing *w, const struct place *first, uint64_t last)
{
	struct sql_query q = sql_query(&s->sql,
	    "INSERT INTO segment(author, incarnation, first, last, lacks, signatures, headers,"
	    " public, customs, alliance, named) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	put_segment(&q, first, last);
	sql_put_int(&q, w->lacks);
	sql_put_blob(&q, buf_view(&w->signatures));
	sql_put_blob(&q, buf_view(&w->headers));
	for (uint32_t a = 1; a <= AUDIENCES; a++) {
		if (w->lacks & (1u << a))
			sql_put_null(&q);
		else
			sql_put_blob(&q, buf_view(&w->bodies[a]));
	}
	return sql_run(&q);
}

static enum err
delete_rows(struct store *s, const struct place *first, uint64_t last)
{
	struct sql_query q = sql_query(&s->sql,
	    "DELETE FROM tail WHERE author=? AND incarnation=? AND seq BETWEEN ? AND ?");

	put_segment(&q, first, last);
	return sql_run(&q);
}

enum err
log_segments_seal(struct store *s, const struct place *first, uint64_t last)
{
	struct sealing w = { 0 };
	enum err err = look(s, &w, first, last);

	if (err || !w.n || (w.lacks & w.holds))
		return err;
	err = gather(s, &w, first, last);
	if (!err)
		err = insert(s, &w, first, last);
	if (!err)
		err = delete_rows(s, first, last);
	buf_clear(&w.headers);
	buf_clear(&w.signatures);
	for (uint32_t a = 0; a <= AUDIENCES; a++)
		buf_clear(&w.bodies[a]);
	return err;
}
