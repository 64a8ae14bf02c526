/* factsdb_reply.c - rows of replies to findings. */
#include "factsdb_impl.h"
#include "pb.h"
#include "reply.pb-c.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__ReplyBody *b = (const Cmsa__ReplyBody *)body;
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO reply VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	enum err err;

	factsdb_put_place(&q, &e->place, 0);
	sql_put_text(&q, b->country);
	factsdb_put_word(&q, &cmsa__criterion__descriptor, b->criterion);
	sql_put_text(&q, b->reason);
	sql_put_text(&q, b->product);
	factsdb_put_ref(&q, b->to);
	factsdb_put_date(&q, b->as_of_days);
	sql_put_text(&q, b->text);
	sql_put_int(&q, b->sample);
	err = sql_run(&q);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_reply(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_reply = {
	.kind = KIND_REPLY,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM reply ORDER BY author, incarnation, seq, row" },
};
