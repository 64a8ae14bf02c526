/* factsdb_fund.c - rows of the trust fund. */
#include "factsdb_impl.h"
#include "fund.pb-c.h"
#include "pb.h"

static enum err
fold_row(struct factsdb *f, const struct entry *e, const Cmsa__FundBody *b, size_t row)
{
	const Cmsa__FundRow *r = b->rows[row];
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO fund VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, r->id);
	factsdb_put_word(&q, &cmsa__fund_kind__descriptor, r->kind);
	factsdb_put_date(&q, r->days);
	sql_put_int(&q, r->cents);
	sql_put_int(&q, r->fiscal_year);
	sql_put_text(&q, r->subject);
	factsdb_put_word(&q, &cmsa__stage__descriptor, r->stage);
	sql_put_int(&q, r->cost_cents);
	sql_put_text(&q, r->of);
	factsdb_put_word(&q, &cmsa__fund_backing__descriptor, r->backing);
	sql_put_int(&q, r->interest_bearing);
	factsdb_put_word(&q, &cmsa__fund_recipient__descriptor, r->recipient);
	sql_put_text(&q, r->project);
	factsdb_put_word(&q, &cmsa__fund_purpose__descriptor, r->purpose);
	sql_put_text(&q, r->country);
	sql_put_int(&q, r->national_interest);
	sql_put_int(&q, r->developmental);
	sql_put_int(&q, r->strategic_competitor);
	sql_put_int(&q, r->united_states_entity);
	sql_put_int(&q, r->offered_bp);
	sql_put_text(&q, r->citation);
	sql_put_int(&q, r->sample);
	factsdb_put_batch(&q, b->batch);
	return sql_run(&q);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__FundBody *b = (const Cmsa__FundBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_rows && !err; i++)
		err = fold_row(f, e, b, i);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_fund(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_fund = {
	.kind = KIND_FUND,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM fund ORDER BY author, incarnation, seq, row" },
};
