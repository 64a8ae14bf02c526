/* factsdb_attendance.c - rows of attendance entries. */
#include "attendance.pb-c.h"
#include "factsdb_impl.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__AttendanceBody *b = (const Cmsa__AttendanceBody *)body;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < b->n_meetings && !err; i++) {
		struct sql_query q = sql_query(&f->sql,
		    "INSERT INTO attendance VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

		factsdb_put_place(&q, &e->place, i);
		sql_put_text(&q, b->country);
		sql_put_u64(&q, b->meetings[i]->meeting);
		sql_put_int(&q, b->meetings[i]->attended);
		sql_put_text(&q, b->meetings[i]->note);
		sql_put_int(&q, b->meetings[i]->sample);
		factsdb_put_batch(&q, b->batch);
		err = sql_run(&q);
	}
	return err ? err : factsdb_fold_removals(f, e, b->corrects, b->n_corrects);
}

static void
load(struct facts *out, const struct fact_entry *e, struct bytes body)
{
	facts_add_attendance(
	    out, factsdb_add_source(out, e), body);
}

const struct projection factsdb_attendance = {
	.kind = KIND_ATTENDANCE,
	.fold = fold,
	.load = load,
	.rows = { "SELECT * FROM attendance ORDER BY author, incarnation, seq, row" },
};
