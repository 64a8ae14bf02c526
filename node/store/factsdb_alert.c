/* factsdb_alert.c - rows of alerts. */
#include "alert.pb-c.h"
#include "factsdb_impl.h"

/* Joined by spaces, as people read them. */
static void
put_schemes(struct sql_query *q, const Cmsa__AlertBody *b)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < b->n_schemes; i++) {
		const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(
		    &cmsa__alert_scheme__descriptor, (int)b->schemes[i]);

		if (i)
			buf_add(&all, " ", 1);
		factsdb_add_word(&all, v ? v->name : "?");
	}
	buf_add(&all, "", 1);
	sql_put_copy(q, (const char *)all.p);
	buf_clear(&all);
}

static void
put_goods(struct sql_query *q, const Cmsa__AlertBody *b)
{
	sql_put_text(q, b->id);
	factsdb_put_word(q, &cmsa__alert_severity__descriptor, b->severity);
	put_schemes(q, b);
	factsdb_put_list(q, b->subjects, b->n_subjects);
	sql_put_text(q, b->hs_edition);
	factsdb_put_list(q, b->codes, b->n_codes);
	sql_put_text(q, b->declared_origin);
	sql_put_text(q, b->suspected_origin);
	factsdb_put_list(q, b->transit, b->n_transit);
	factsdb_put_list(q, b->action, b->n_action);
}

static void
put_transport(struct sql_query *q, const Cmsa__AlertBody *b)
{
	factsdb_put_list(q, b->containers, b->n_containers);
	sql_put_text(q, b->vessel);
	sql_put_text(q, b->vessel_name);
	sql_put_text(q, b->bill_of_lading);
	factsdb_put_list(q, b->ports, b->n_ports);
	sql_put_text(q, b->quantity);
	sql_put_text(q, b->unit);
	sql_put_int(q, b->mass_grams);
	sql_put_int(q, b->value_cents);
	sql_put_text(q, b->currency);
	factsdb_put_date(q, b->first_days);
	factsdb_put_date(q, b->last_days);
	sql_put_text(q, b->basis);
	factsdb_put_word(q, &cmsa__handling__descriptor, b->handling);
	sql_put_int(q, b->sample);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__AlertBody *b = (const Cmsa__AlertBody *)body;
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO alert VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	enum err err;

	factsdb_put_place(&q, &e->place, 0);
	sql_put_text(&q, b->country);
	put_goods(&q, b);
	put_transport(&q, b);
	factsdb_put_batch(&q, b->batch);
	err = sql_run(&q);
	for (size_t i = 0; i < b->n_parties && !err; i++) {
		q = sql_query(
		    &f->sql, "INSERT INTO alert_party VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
		factsdb_put_place(&q, &e->place, i);
		sql_put_text(&q, b->parties[i]->name);
		sql_put_text(&q, b->parties[i]->country);
		sql_put_text(&q, b->parties[i]->lei);
		sql_put_text(&q, b->parties[i]->part);
		err = sql_run(&q);
	}
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_alert(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_alert = {
	.kind = KIND_ALERT,
	.of_desks = true,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM alert ORDER BY author, incarnation, seq, row",
	    "SELECT * FROM alert_party ORDER BY author, incarnation, seq, row" },
};
