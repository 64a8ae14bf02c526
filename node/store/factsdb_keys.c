/* factsdb_keys.c - rows of keys entries. */
#include <string.h>

#include "factsdb_impl.h"
#include "keys.pb-c.h"
#include "pb.h"

/* Numbers joined by the words of `name_of`. */
static void
put_words(
    struct sql_query *q, const uint32_t *list, size_t n, const char *(*name_of)(uint32_t))
{
	struct buf all = { 0 };

	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(list[i]);

		if (i)
			buf_add(&all, " ", 1);
		buf_add_str(&all, name ? name : "?");
	}
	buf_add(&all, "", 1);
	sql_put_copy(q, (const char *)all.p);
	buf_clear(&all);
}

static enum err
fold_desk(struct factsdb *f, const struct entry *e, const Cmsa__Desk *d, size_t row)
{
	struct sql_query q =
	    sql_query(&f->sql, "INSERT INTO desk VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, d->name);
	sql_put_int(&q, !d->enrol);
	put_words(&q, d->kinds, d->n_kinds, kind_name);
	put_words(&q, d->audiences, d->n_audiences, audience_name);
	sql_put_u64(&q, d->after_seq);
	return sql_run(&q);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__KeysBody *b = (const Cmsa__KeysBody *)body;
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO keys(author, incarnation, seq, row, generation, algorithm, signing_key,"
	    " reading_key) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");

	enum err err;

	factsdb_put_place(&q, &e->place, 0);
	sql_put_int(&q, b->generation);
	sql_put_int(&q, b->algorithm);
	sql_put_blob(&q, pb_bytes(b->signing_key));
	sql_put_blob(&q, pb_bytes(b->reading_key));
	err = sql_run(&q);
	for (size_t i = 0; i < b->n_desks && !err; i++)
		err = fold_desk(f, e, b->desks[i], i);
	return err;
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_keys(out, &e->place, body);
}

enum err
factsdb_keys_each(struct factsdb *f, factsdb_key_fn *fn, void *ctx)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT DISTINCT author, reading_key FROM keys WHERE length(reading_key)=32"
	    " ORDER BY author");
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct bytes key = sql_blob(&q, 1);
		struct public_key k;

		memcpy(k.b, key.p, sizeof(k.b));
		err = fn(ctx, sql_text(&q, 0), &k);
	}
	end = sql_end(&q);
	return err ? err : end;
}

const struct projection factsdb_keys = {
	.kind = KIND_KEYS,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM keys ORDER BY author, incarnation, seq, row",
	    "SELECT * FROM desk ORDER BY author, incarnation, seq, row" },
};
