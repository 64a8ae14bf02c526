/* factsdb_disclosure.c - rows of disclosures.  No fact of the rules, and what
 * they open is none (PROTOCOL M5.43). */
#include <string.h>

#include "disclosure.pb-c.h"
#include "factsdb_impl.h"
#include "pb.h"

static enum err
fold(struct factsdb *f, const struct entry *e, const ProtobufCMessage *body)
{
	const Cmsa__DisclosureBody *b = (const Cmsa__DisclosureBody *)body;
	struct sql_query q = sql_query(
	    &f->sql, "INSERT INTO disclosure VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	factsdb_put_place(&q, &e->place, 0);
	factsdb_put_ref(&q, b->entry);
	sql_put_blob(&q, pb_bytes(b->key));
	sql_put_text(&q, b->reason);
	sql_put_int(&q, b->sample);
	return sql_run(&q);
}

static struct sql_query
ask(struct factsdb *f, const struct place *p, const struct hash *id)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT author, incarnation, seq, content_key, reason FROM disclosure"
	    " WHERE of_author=? AND of_incarnation=? AND of_seq=? AND of_id=?"
	    " ORDER BY author, incarnation, seq");

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	sql_put_blob(&q, bytes_of(id->b, sizeof(id->b)));
	return q;
}

enum err
factsdb_disclosure_each(struct factsdb *f, const struct place *p, const struct hash *id,
    factsdb_disclosure_fn *fn, void *ctx)
{
	struct sql_query q = ask(f, p, id);
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct bytes author = sql_blob(&q, 0);
		struct place by = { .incarnation = (uint32_t)sql_int(&q, 1),
			.seq = sql_u64(&q, 2) };

		if (author.n >= sizeof(by.author)) {
			err = sql_damaged(&f->sql, "a row of disclosure");
			break;
		}
		memcpy(by.author, author.p, author.n);
		err = fn(ctx, &by, sql_blob(&q, 3), sql_text(&q, 4));
	}
	end = sql_end(&q);
	return err ? err : end;
}

const struct projection factsdb_disclosure = {
	.kind = KIND_DISCLOSURE,
	.of_desks = true,
	.fold = fold,
	.rows = { "SELECT * FROM disclosure ORDER BY author, incarnation, seq, row" },
};
