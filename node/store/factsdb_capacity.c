/* factsdb_capacity.c - rows of capacity entries: a review each, and its subjects. */
#include "capacity.pb-c.h"
#include "factsdb_impl.h"

/* Columns of one quantity; an absent one is NULLs. */
static void
put_quantity(struct sql_query *q, const Cmsa__Quantity *v)
{
	if (!v) {
		for (int i = 0; i < 7; i++)
			sql_put_null(q);
		return;
	}
	factsdb_put_word(q, &cmsa__presence__descriptor, v->presence);
	sql_put_text(q, v->published);
	sql_put_text(q, v->unit);
	sql_put_int(q, v->grams);
	sql_put_int(q, v->litres);
	factsdb_put_word(q, &cmsa__bound__descriptor, v->bound);
	sql_put_int(q, v->estimated);
}

/* Mineral ids joined by spaces, as people read them. */
static void
put_subjects(struct sql_query *q, const Cmsa__CapacityReview *r)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < r->n_subjects; i++) {
		if (i)
			buf_add(&all, " ", 1);
		buf_add_str(&all, r->subjects[i]);
	}
	buf_add(&all, "", 1);
	sql_put_copy(q, (const char *)all.p);
	buf_clear(&all);
}

static enum err
fold_subjects(
    struct factsdb *f, const struct entry *e, const Cmsa__CapacityReview *r, size_t row)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < r->n_subjects && !err; i++) {
		struct sql_query q = sql_query(&f->sql,
		    "INSERT INTO capacity_subject(author, incarnation, seq, row, subject) VALUES(?, ?, ?, ?, ?)");

		factsdb_put_place(&q, &e->place, row);
		sql_put_text(&q, r->subjects[i]);
		err = sql_run(&q);
	}
	return err;
}

static enum err
fold_review(
    struct factsdb *f, const struct entry *e, const Cmsa__CapacityBody *b, size_t row)
{
	const Cmsa__CapacityReview *r = b->reviews[row];
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO capacity VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	enum err err;

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, b->country);
	put_subjects(&q, r);
	factsdb_put_word(&q, &cmsa__stage__descriptor, r->stage);
	sql_put_text(&q, r->form);
	sql_put_text(&q, r->basis);
	put_quantity(&q, r->capacity);
	put_quantity(&q, r->production);
	put_quantity(&q, r->reserves);
	sql_put_int(&q, r->reference_year);
	factsdb_put_date(&q, r->review_days);
	sql_put_text(&q, r->method);
	sql_put_text(&q, r->source);
	sql_put_int(&q, r->secondary);
	sql_put_int(&q, r->sample);
	sql_put_int(&q, r->nil_for_rest);
	factsdb_put_batch(&q, b->batch);
	err = sql_run(&q);
	return err ? err : fold_subjects(f, e, r, row);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__CapacityBody *b = (const Cmsa__CapacityBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_reviews && !err; i++)
		err = fold_review(f, e, b, i);
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_capacity(
	    out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_capacity = {
	.kind = KIND_CAPACITY,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM capacity ORDER BY author, incarnation, seq, row",
	    "SELECT * FROM capacity_subject ORDER BY author, incarnation, seq, row, subject" },
};
