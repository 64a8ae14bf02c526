/* factsdb_duty.c - rows of duty entries: a tariff line each. */
#include "duty.pb-c.h"
#include "factsdb_impl.h"

static void
put_equivalent(struct sql_query *q, const Cmsa__Equivalent *v)
{
	if (!v) {
		for (int i = 0; i < 8; i++)
			sql_put_null(q);
		return;
	}
	sql_put_int(q, v->rate_bp);
	factsdb_put_date(q, v->from_days);
	factsdb_put_date(q, v->to_days);
	sql_put_int(q, v->value_cents);
	sql_put_text(q, v->currency);
	sql_put_int(q, v->quantity);
	sql_put_text(q, v->quantity_unit);
	sql_put_text(q, v->source);
}

static enum err
fold_line(struct factsdb *f, const struct entry *e, const Cmsa__DutyBody *b, size_t row)
{
	const Cmsa__DutyLine *l = b->lines[row];
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO duty VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, b->country);
	sql_put_text(&q, b->hs_edition);
	sql_put_text(&q, b->schedule);
	sql_put_int(&q, b->mfn_only);
	sql_put_text(&q, l->code);
	factsdb_put_word(&q, &cmsa__origin_scope__descriptor, l->scope);
	sql_put_text(&q, l->origin);
	factsdb_put_word(&q, &cmsa__duty_kind__descriptor, l->kind);
	sql_put_text(&q, l->measure);
	factsdb_put_date(&q, l->start_days);
	factsdb_put_date(&q, l->end_days);
	factsdb_put_word(&q, &cmsa__combination__descriptor, l->combination);
	sql_put_int(&q, l->ad_valorem_bp);
	sql_put_text(&q, l->specific);
	sql_put_text(&q, l->published);
	put_equivalent(&q, l->equivalent);
	sql_put_text(&q, l->citation);
	factsdb_put_batch(&q, b->batch);
	return sql_run(&q);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__DutyBody *b = (const Cmsa__DutyBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_lines && !err; i++)
		err = fold_line(f, e, b, i);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_duty(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_duty = {
	.kind = KIND_DUTY,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM duty ORDER BY author, incarnation, seq, row" },
};
