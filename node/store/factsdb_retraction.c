/* factsdb_retraction.c - rows of retractions; and of all kinds what their entries name to be
 * removed. */
#include "factsdb_impl.h"
#include "pb.h"
#include "retraction.pb-c.h"

enum err
factsdb_fold_removals(
    struct factsdb *f, const struct entry *e, Cmsa__Ref *const *refs, size_t n)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < n && !err; i++) {
		struct sql_query q = sql_query(
		    &f->sql, "INSERT INTO removal VALUES(?, ?, ?, ?, ?, ?, ?, ?)");

		factsdb_put_place(&q, &e->place, i);
		factsdb_put_ref(&q, refs[i]);
		err = sql_run(&q);
	}
	return err;
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__RetractionBody *b = (const Cmsa__RetractionBody *)body;
	struct sql_query q =
	    sql_query(&f->sql, "INSERT INTO retraction VALUES(?, ?, ?, ?, ?, ?)");
	enum err err;

	factsdb_put_place(&q, &e->place, 0);
	sql_put_text(&q, b->reason);
	sql_put_int(&q, b->sample);
	err = sql_run(&q);
	return err ? err : factsdb_fold_removals(f, e, b->entries, b->n_entries);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_retraction(out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_retraction = {
	.kind = KIND_RETRACTION,
	.of_desks = true,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM retraction ORDER BY author, incarnation, seq, row",
	    "SELECT * FROM removal ORDER BY author, incarnation, seq, row" },
};
