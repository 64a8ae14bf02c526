/* factsdb_assessment.c - rows of assessments: one each, and its counts. */
#include "assessment.pb-c.h"
#include "factsdb_impl.h"
#include "pb.h"

static enum err
fold_count(struct factsdb *f, const struct entry *e, const Cmsa__CriterionCount *c,
    const Cmsa__StatusCount *s, size_t row)
{
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO assessment_count(author, incarnation, seq, row, country, criterion,"
	    " criterion_status, status, reason, count) VALUES(?, ?, "
	    "?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, row);
	sql_put_text(&q, c->country);
	factsdb_put_word(&q, &cmsa__criterion__descriptor, c->criterion);
	factsdb_put_word(&q, &cmsa__status__descriptor, c->status);
	factsdb_put_word(&q, &cmsa__status__descriptor, s->status);
	sql_put_text(&q, s->reason);
	sql_put_int(&q, s->count);
	return sql_run(&q);
}

static void
put_position(struct sql_query *q, const Cmsa__Ref *p)
{
	if (!p) {
		for (int i = 0; i < 4; i++)
			sql_put_null(q);
		return;
	}
	sql_put_text(q, p->author);
	sql_put_int(q, p->incarnation);
	sql_put_u64(q, p->seq);
	sql_put_blob(q, pb_bytes(p->id));
}

static enum err
fold_head(struct factsdb *f, const struct entry *e, const Cmsa__AssessmentBody *b)
{
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO assessment(author, incarnation, seq, row, rules_version, level,"
	    " position_author, position_incarnation, position_seq, position_id, as_of, "
	    "digest, incomplete) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, 0);
	sql_put_int(&q, b->rules_version);
	factsdb_put_word(&q, &cmsa__level__descriptor, b->level);
	put_position(&q, b->position);
	factsdb_put_date(&q, b->as_of_days);
	sql_put_blob(&q, pb_bytes(b->digest));
	sql_put_int(&q, b->incomplete);
	return sql_run(&q);
}

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__AssessmentBody *b = (const Cmsa__AssessmentBody *)body;
	enum err err = fold_head(f, e, b);
	size_t row = 0;

	for (size_t i = 0; i < b->n_counts; i++)
		for (size_t k = 0; k < b->counts[i]->n_counts && !err; k++)
			err = fold_count(
			    f, e, b->counts[i], b->counts[i]->counts[k], row++);
	return err;
}

const struct projection factsdb_assessment = {
	.kind = KIND_ASSESSMENT,
	.fold = fold,
	.rows = { "SELECT * FROM assessment ORDER BY author, incarnation, seq, row",
	    "SELECT * FROM assessment_count ORDER BY author, incarnation, seq, row" },
};
