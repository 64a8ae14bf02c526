/* factsdb_measure.c - rows of measure entries. */
#include "factsdb_impl.h"
#include "measure.pb-c.h"
#include "pb.h"

static enum err
fold_measure(
    struct factsdb *f, const struct entry *e, const Cmsa__MeasureBody *b, size_t row)
{
	const Cmsa__Measure *m = b->measures[row];
	struct sql_query q =
	    sql_query(&f->sql, "INSERT INTO measure VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
			       "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, b->country);
	sql_put_text(&q, m->id);
	factsdb_put_word(&q, &cmsa__measure_kind__descriptor, m->kind);
	sql_put_int(&q, m->critical_minerals);
	sql_put_int(&q, m->derivative_products);
	factsdb_put_list(&q, m->hs6, m->n_hs6);
	if (m->all_countries_of_concern)
		sql_put_text(&q, "all");
	else
		factsdb_put_list(&q, m->countries, m->n_countries);
	sql_put_int(&q, m->entities_of_concern);
	sql_put_text(&q, m->citation);
	sql_put_text(&q, m->authority);
	factsdb_put_date(&q, m->start_days);
	factsdb_put_date(&q, m->end_days);
	if (m->sha256.len)
		sql_put_blob(&q, pb_bytes(m->sha256));
	else
		sql_put_null(&q);
	sql_put_int(&q, m->quota_grams_a_year);
	sql_put_int(&q, m->sample);
	factsdb_put_batch(&q, b->batch);
	return sql_run(&q);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__MeasureBody *b = (const Cmsa__MeasureBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_measures && !err; i++)
		err = fold_measure(f, e, b, i);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_measure(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_measure = {
	.kind = KIND_MEASURE,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM measure ORDER BY author, incarnation, seq, row" },
};
