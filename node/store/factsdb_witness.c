/* factsdb_witness.c - rows of witness entries: a head each. */
#include "factsdb_impl.h"
#include "pb.h"
#include "witness.pb-c.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__WitnessBody *b = (const Cmsa__WitnessBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_heads && !err; i++) {
		const Cmsa__Head *h = b->heads[i];
		struct sql_query q = sql_query(&f->sql,
		    "INSERT INTO witness(author, incarnation, seq, row, full, time_ms, of_author,"
		    " of_incarnation, of_seq, of_id) VALUES(?, ?, ?, "
		    "?, ?, ?, ?, ?, ?, ?)");

		factsdb_put_place(&q, &e->place, i);
		sql_put_int(&q, b->full);
		sql_put_int(&q, e->time_ms);
		sql_put_text(&q, h->author);
		sql_put_int(&q, h->incarnation);
		sql_put_u64(&q, h->seq);
		sql_put_blob(&q, pb_bytes(h->id));
		err = sql_run(&q);
	}
	return err;
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_witness(out, &e->place, e->time_ms, body);
}

enum err
factsdb_witnessed_below(struct factsdb *f, const struct place *feed, uint64_t register_below,
    factsdb_witnessed_fn *fn, void *ctx)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT w.author, max(w.of_seq) FROM witness w"
	    " JOIN entry e ON e.author=w.author AND e.incarnation=w.incarnation AND e.seq=w.seq"
	    " JOIN entry h ON h.author=w.of_author AND h.incarnation=w.of_incarnation"
	    " AND h.seq=w.of_seq AND h.id=w.of_id"
	    " WHERE w.of_author=? AND w.of_incarnation=? AND e.register_number < ?"
	    " GROUP BY w.author ORDER BY w.author");

	sql_put_text(&q, feed->author);
	sql_put_int(&q, feed->incarnation);
	sql_put_u64(&q, register_below);
	while (sql_row(&q))
		fn(ctx, sql_text(&q, 0), sql_u64(&q, 1));
	return sql_end(&q);
}

const struct projection factsdb_witness = {
	.kind = KIND_WITNESS,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM witness ORDER BY author, incarnation, seq, row" },
};
