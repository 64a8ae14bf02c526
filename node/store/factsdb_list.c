/* factsdb_list.c - entries in the order they were folded, and the digest of everything.
 */
#include "factsdb.h"

#include "factsdb_impl.h"

enum {
	PAGE = 256
};

struct line {
	int64_t row;
	struct fact_entry e;
};

/* The next lines after `after`, fewer than PAGE at the end. */
static enum err
next_page(struct factsdb *f, struct line out[static PAGE], size_t *n,
    const struct fact_filter *filter, int64_t after)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT entry, author, incarnation, seq, id, time_ms, kind, audience, body_size,"
	    " usable, register_number FROM entry LEFT JOIN body USING(entry) WHERE entry > ?1"
	    " AND (?2 IS NULL OR author=?2) AND (?3 = 0 OR kind=?3) ORDER BY entry LIMIT ?4");
	enum err err = ERR_NONE, end;

	sql_put_int(&q, after);
	if (filter->author)
		sql_put_text(&q, filter->author);
	else
		sql_put_null(&q);
	sql_put_int(&q, filter->kind);
	sql_put_int(&q, PAGE);
	for (*n = 0; *n < PAGE && !err && sql_row(&q); ++*n) {
		out[*n].row = sql_int(&q, 0);
		err = factsdb_take_entry(&out[*n].e, &q, 1);
	}
	end = sql_end(&q);
	return err ? err : end;
}

enum err
factsdb_entries_each(
    struct factsdb *f, const struct fact_filter *filter, fact_entry_fn *fn, void *ctx)
{
	int64_t after = filter->after_row;
	struct line page[PAGE];
	size_t n = PAGE;
	enum err err = ERR_NONE;

	while (!err && n == PAGE) {
		err = next_page(f, page, &n, filter, after);
		for (size_t i = 0; i < n && !err; i++) {
			after = page[i].row;
			err = fn(ctx, page[i].row, &page[i].e);
		}
	}
	return err;
}

static void
hash_u64(struct hash_state *h, uint64_t v)
{
	uint8_t b[8];

	put_u64(b, v);
	hash_add(h, b, sizeof(b));
}

/* Type and value, so that no two different rows give the same bytes. */
static void
hash_column(struct hash_state *h, struct sql_query *q, int column)
{
	const int type = sqlite3_column_type(q->st, column);
	struct bytes b;

	hash_u64(h, (uint64_t)type);
	if (type == SQLITE_INTEGER) {
		hash_u64(h, sql_u64(q, column));
		return;
	}
	b = sql_blob(q, column);
	hash_u64(h, b.n);
	hash_add(h, b.p, b.n);
}

static enum err
hash_rows(struct factsdb *f, struct hash_state *h, const char *text)
{
	struct sql_query q = sql_query(&f->sql, text);
	uint64_t rows = 0;

	hash_add(h, text, strlen(text) + 1);
	while (sql_row(&q)) {
		for (int i = 0; i < sqlite3_column_count(q.st); i++)
			hash_column(h, &q, i);
		rows++;
	}
	hash_u64(h, rows);
	return sql_end(&q);
}

static enum err
hash_all(struct factsdb *f, struct hash_state *h)
{
	/* Without row numbers, which follow the order of folding. */
	static const char *const common[] = {
		"SELECT number, id, kind, date, signed_act FROM act ORDER BY number, id",
		"SELECT author, incarnation, seq, id, time_ms, register_number, kind, audience,"
		" body_size, usable, bytes FROM entry LEFT JOIN body USING(entry)"
		" ORDER BY author, incarnation, seq",
	};
	size_t n;
	const struct projection *const *p = factsdb_projections(&n);
	enum err err = ERR_NONE;

	for (size_t i = 0; i < ARRAY_LEN(common) && !err; i++)
		err = hash_rows(f, h, common[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(p[i]->rows) && p[i]->rows[k] && !err;
		     k++)
			err = hash_rows(f, h, p[i]->rows[k]);
	return err;
}

enum err
factsdb_digest(struct factsdb *f, struct hash *out)
{
	struct hash_state h;
	enum err err = sql_read_begin(&f->sql);

	if (err)
		return err;
	hash_begin(&h, "cmsa/facts");
	err = hash_all(f, &h);
	sql_read_end(&f->sql);
	if (!err)
		*out = hash_end(&h);
	return err;
}
