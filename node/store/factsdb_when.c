/* factsdb_when.c - what witness entries list, from the tables, for the interval of an entry
 * (when.h). */
#include <string.h>

#include "factsdb_impl.h"

struct at {
	struct factsdb *f;
	const struct position *position;
};

static bool
is_at(const struct at *a, const struct place *p)
{
	return p->seq <= position_seq(a->position, p->author, p->incarnation);
}

static enum err
entry(void *ctx, struct hash *id, int64_t *time_ms, const struct place *p)
{
	const struct at *a = ctx;
	struct sql_query q = sql_query(&a->f->sql,
	    "SELECT id, time_ms FROM entry WHERE author=? AND incarnation=? AND seq=?");
	bool found;
	enum err err;

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	found = sql_row(&q) && sql_hash(&q, 0, id);
	if (found)
		*time_ms = sql_int(&q, 1);
	err = sql_end(&q);
	return err ? err : found && is_at(a, p) ? ERR_NONE : ERR_NOT_FOUND;
}

static bool
take_place(struct place *out, struct sql_query *q, int column)
{
	const struct bytes author = sql_blob(q, column);

	*out = (struct place){ .incarnation = (uint32_t)sql_int(q, column + 1),
		.seq = sql_u64(q, column + 2) };
	if (author.n >= sizeof(out->author))
		return false;
	memcpy(out->author, author.p, author.n);
	return true;
}

/* Columns: the witness entry's place, id and time, the place and id it lists, the id held there.
 * `a` NULL: at the position of everything folded. */
static enum err
take_word(struct when_word *out, const struct at *a, struct sql_query *q)
{
	struct hash held;

	*out = (struct when_word){ .by_ms = sql_int(q, 4) };
	if (!take_place(&out->by, q, 0) || !sql_hash(q, 3, &out->by_id) ||
	    !take_place(&out->of, q, 5) || !sql_hash(q, 8, &out->of_id))
		return sql_damaged(q->sql, "a row of witness");
	out->held = sql_hash(q, 9, &held) && hash_eq(&held, &out->of_id) &&
		    (!a || is_at(a, &out->of));
	return ERR_NONE;
}

/* PROTOCOL M7.3: its time is not below that of one before it in its feed. */
static enum err
counts(const struct at *a, bool *out, const struct when_word *w)
{
	struct sql_query q = sql_query(&a->f->sql,
	    "SELECT count(*) FROM entry WHERE author=?1 AND kind=?2 AND incarnation<=?3 AND"
	    " (incarnation<?3 OR seq<?4) AND time_ms>?5");

	sql_put_text(&q, w->by.author);
	sql_put_int(&q, KIND_WITNESS);
	sql_put_int(&q, w->by.incarnation);
	sql_put_u64(&q, w->by.seq);
	sql_put_int(&q, w->by_ms);
	*out = sql_row(&q) && sql_int(&q, 0) == 0;
	return sql_end(&q);
}

static enum err
about(void *ctx, const struct place *p, when_word_fn *fn, void *arg)
{
	const struct at *a = ctx;
	struct sql_query q = sql_query(&a->f->sql,
	    "SELECT w.author, w.incarnation, w.seq, b.id, w.time_ms, of_author, of_incarnation,"
	    " of_seq, of_id, e.id FROM witness w JOIN entry b ON b.author=w.author AND"
	    " b.incarnation=w.incarnation AND b.seq=w.seq LEFT JOIN entry e ON e.author=of_author"
	    " AND e.incarnation=of_incarnation AND e.seq=of_seq WHERE of_author=? AND"
	    " of_incarnation=? AND of_seq>=? ORDER BY w.author, w.incarnation, w.seq");
	enum err err = ERR_NONE, end;

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	while (!err && sql_row(&q)) {
		struct when_word w;
		bool good = false;

		err = take_word(&w, a, &q);
		if (!err && is_at(a, &w.by))
			err = counts(a, &good, &w);
		if (!err && good)
			err = fn(arg, &w);
	}
	end = sql_end(&q);
	return err ? err : end;
}

static enum err
rests(void *ctx, const struct place *p, when_word_fn *fn, void *arg)
{
	const struct at *a = ctx;
	struct sql_query q = sql_query(&a->f->sql,
	    "SELECT w.author, w.incarnation, w.seq, b.id, w.time_ms, of_author, of_incarnation,"
	    " max(of_seq), of_id, e.id FROM witness w JOIN entry b ON b.author=w.author AND"
	    " b.incarnation=w.incarnation AND b.seq=w.seq JOIN entry e ON e.author=of_author AND"
	    " e.incarnation=of_incarnation AND e.seq=of_seq AND e.id=of_id WHERE w.author=? AND"
	    " w.incarnation=? AND w.seq<=? GROUP BY of_author, of_incarnation");
	enum err err = ERR_NONE, end;

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	while (!err && sql_row(&q)) {
		struct when_word w;

		err = take_word(&w, a, &q);
		if (!err)
			err = fn(arg, &w);
	}
	end = sql_end(&q);
	return err ? err : end;
}

static enum err
last(void *ctx, struct when_word *out, const char *author, const struct place *p)
{
	const struct at *a = ctx;
	struct sql_query q = sql_query(&a->f->sql,
	    "SELECT author, incarnation, seq, id, time_ms FROM entry e WHERE author=?1 AND"
	    " kind=?2 AND incarnation=?3 AND seq<?4 AND seq<=?5 AND NOT EXISTS (SELECT 1 FROM"
	    " entry o WHERE o.author=e.author AND o.kind=?2 AND o.incarnation=e.incarnation AND"
	    " o.seq<e.seq AND o.time_ms>e.time_ms) ORDER BY seq DESC LIMIT 1");
	bool found;
	enum err err;

	*out = (struct when_word){ .held = true };
	sql_put_text(&q, author);
	sql_put_int(&q, KIND_WITNESS);
	sql_put_int(&q, p ? p->incarnation : 1);
	sql_put_u64(&q, p ? p->seq : INT64_MAX);
	sql_put_u64(&q, position_seq(a->position, author, p ? p->incarnation : 1));
	found =
	    sql_row(&q) && take_place(&out->by, &q, 0) && sql_hash(&q, 3, &out->by_id);
	if (found)
		out->by_ms = sql_int(&q, 4);
	err = sql_end(&q);
	return err ? err : found ? ERR_NONE : ERR_NOT_FOUND;
}

/* The header fields that are in the facts. */
static enum err
read_entry(struct factsdb *f, struct entry *e, const struct place *p)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT author, incarnation, seq, id, time_ms, kind, audience, body_size, NULL,"
	    " register_number FROM entry WHERE author=? AND incarnation=? AND seq=?");
	struct fact_entry row;
	bool found;
	enum err err = ERR_NONE, end;

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	found = sql_row(&q);
	if (found)
		err = factsdb_take_entry(&row, &q, 0);
	end = sql_end(&q);
	if (err || end)
		return err ? err : end;
	if (!found)
		return ERR_NOT_FOUND;
	*e = (struct entry){ .place = row.place,
		.id = row.id,
		.time_ms = row.time_ms,
		.kind = row.kind,
		.audience = row.audience,
		.register_number = row.register_number };
	return ERR_NONE;
}

enum err
factsdb_when(struct factsdb *f, struct when **out, const struct registry *r,
    const struct position *position, const struct place *p, struct date as_of,
    struct errmsg *m)
{
	struct at at = { f, position };
	const struct when_source s = { &at, entry, about, rests, last };
	struct entry e;
	enum err err = sql_read_begin(&f->sql);

	if (!err)
		err = is_at(&at, p) ? read_entry(f, &e, p) : ERR_NOT_FOUND;
	if (err == ERR_NOT_FOUND)
		errmsg_set(m, err,
		    "entry %s %u:%llu is not at the position, which has %llu", p->author,
		    p->incarnation, (unsigned long long)p->seq,
		    (unsigned long long)position_seq(
			position, p->author, p->incarnation));
	if (!err) {
		err = when_new(out, r, &e, as_of, &s);
		if (err)
			errmsg_set(m, err, "facts.db could not be read");
	}
	sql_read_end(&f->sql);
	return err;
}

enum err
factsdb_words_each(struct factsdb *f, int64_t *after_row, size_t most, size_t *looked,
    when_word_fn *fn, void *arg)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT w.author, w.incarnation, w.seq, b.id, w.time_ms, of_author, of_incarnation,"
	    " of_seq, of_id, e.id, w.rowid FROM witness w JOIN entry b ON b.author=w.author AND"
	    " b.incarnation=w.incarnation AND b.seq=w.seq LEFT JOIN entry e ON"
	    " e.author=of_author AND e.incarnation=of_incarnation AND e.seq=of_seq WHERE"
	    " w.rowid>? ORDER BY w.rowid LIMIT ?");
	enum err err = ERR_NONE, end;

	*looked = 0;
	sql_put_int(&q, *after_row);
	sql_put_int(&q, (int64_t)most);
	while (!err && sql_row(&q)) {
		struct when_word w;

		err = take_word(&w, NULL, &q);
		if (!err)
			err = fn(arg, &w);
		*after_row = sql_int(&q, 10);
		++*looked;
	}
	end = sql_end(&q);
	return err ? err : end;
}
