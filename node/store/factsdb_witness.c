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

const struct projection factsdb_witness = {
	.kind = KIND_WITNESS,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM witness ORDER BY author, incarnation, seq, row" },
};
