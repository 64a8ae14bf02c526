/* factsdb_proof.c - rows of proofs: what they claim.  Whether they prove it depends on the
 * position: factsdb_forks.c. */
#include "factsdb_impl.h"
#include "fork.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	struct sql_query q =
	    sql_query(&f->sql, "INSERT INTO proof VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
	struct fork k;

	fork_of(&k, (const Cmsa__ProofBody *)body);
	factsdb_put_place(&q, &e->place, 0);
	sql_put_text(&q, k.at.author);
	sql_put_int(&q, k.at.incarnation);
	sql_put_u64(&q, k.at.seq);
	sql_put_hash(&q, &k.ids[0]);
	sql_put_hash(&q, &k.ids[1]);
	return sql_run(&q);
}

const struct projection factsdb_proof = {
	.kind = KIND_PROOF,
	.fold = fold,
	.rows = { "SELECT * FROM proof ORDER BY author, incarnation, seq, row" },
};
