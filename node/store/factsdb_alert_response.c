/* factsdb_alert_response.c - rows of responses to alerts. */
#include "alert_response.pb-c.h"
#include "factsdb_impl.h"
#include "pb.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__AlertResponseBody *b = (const Cmsa__AlertResponseBody *)body;
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO alert_response VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?)");
	enum err err;

	factsdb_put_place(&q, &e->place, 0);
	sql_put_text(&q, b->country);
	factsdb_put_ref(&q, b->alert);
	factsdb_put_word(&q, &cmsa__response_state__descriptor, b->state);
	sql_put_text(&q, b->action);
	factsdb_put_date(&q, b->action_days);
	sql_put_int(&q, b->sample);
	factsdb_put_batch(&q, b->batch);
	err = sql_run(&q);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_response(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_alert_response = {
	.kind = KIND_ALERT_RESPONSE,
	.of_desks = true,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM alert_response ORDER BY author, incarnation, seq, row" },
};
