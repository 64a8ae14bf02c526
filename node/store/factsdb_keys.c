/* factsdb_keys.c - rows of keys entries. */
#include "factsdb_impl.h"
#include "keys.pb-c.h"
#include "pb.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__KeysBody *b = (const Cmsa__KeysBody *)body;
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO keys(author, incarnation, seq, row, generation, algorithm, signing_key,"
	    " reading_key) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, 0);
	sql_put_int(&q, b->generation);
	sql_put_int(&q, b->algorithm);
	sql_put_blob(&q, pb_bytes(b->signing_key));
	sql_put_blob(&q, pb_bytes(b->reading_key));
	return sql_run(&q);
}

const struct projection factsdb_keys = {
	.kind = KIND_KEYS,
	.fold = fold,
	.rows = { "SELECT * FROM keys ORDER BY author, incarnation, seq, row" },
};
