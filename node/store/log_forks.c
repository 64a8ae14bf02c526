/* log_forks.c - what another history of a held feed was, kept beside the feed; and which
 * entries are proofs. */
#include "store.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "log_impl.h"

enum {
	MOST_OF_A_FEED = 16 /* second histories: more prove no more */
};

static enum err
count_forks(struct store *s, int64_t *n, const struct place *at)
{
	struct sql_query q = sql_query(
	    &s->sql, "SELECT count(*) FROM fork WHERE author=? AND incarnation=?");

	sql_put_text(&q, at->author);
	sql_put_int(&q, at->incarnation);
	*n = sql_row(&q) ? sql_int(&q, 0) : 0;
	return sql_end(&q);
}

enum err
store_fork_put(struct store *s, const struct store_fork *k)
{
	struct sql_query q;
	int64_t n = 0;
	enum err err;

	assert(s->sql.in_transaction);
	err = count_forks(s, &n, &k->at);
	if (err || n >= MOST_OF_A_FEED)
		return err;
	q = sql_query(&s->sql,
	    "INSERT OR IGNORE INTO fork(author, incarnation, seq, id, source, time_ms,"
	    " signature, headers) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
	sql_put_text(&q, k->at.author);
	sql_put_int(&q, k->at.incarnation);
	sql_put_u64(&q, k->at.seq);
	sql_put_hash(&q, &k->id);
	sql_put_text(&q, k->from);
	sql_put_int(&q, k->time_ms);
	sql_put_blob(&q, bytes_of(k->signature.b, sizeof(k->signature.b)));
	sql_put_blob(&q, k->headers);
	return sql_run(&q);
}

enum err
store_forks_each(struct store *s, store_fork_fn *fn, void *ctx)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT author, incarnation, seq, id, source, time_ms, signature, headers FROM fork"
	    " ORDER BY author, incarnation, seq, id");
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct store_fork k = { .at = { .incarnation = (uint32_t)sql_int(&q, 1),
					    .seq = sql_u64(&q, 2) },
			.time_ms = sql_int(&q, 5) };
		const struct bytes sig = sql_blob(&q, 6);

		snprintf(k.at.author, sizeof(k.at.author), "%s", sql_text(&q, 0));
		snprintf(k.from, sizeof(k.from), "%s", sql_text(&q, 4));
		if (!sql_hash(&q, 3, &k.id) || sig.n != sizeof(k.signature.b)) {
			err = sql_damaged(&s->sql, "a second history");
			break;
		}
		memcpy(k.signature.b, sig.p, sig.n);
		k.headers = sql_blob(&q, 7);
		err = fn(ctx, &k);
	}
	end = sql_end(&q);
	return err ? err : end;
}

enum err
store_proof_put(struct store *s, const struct place *by, const struct place *of)
{
	struct sql_query q;

	assert(s->sql.in_transaction);
	q = sql_query(&s->sql,
	    "INSERT OR IGNORE INTO proof(author, incarnation, seq, of_author, of_incarnation,"
	    " of_seq) VALUES(?, ?, ?, ?, ?, ?)");
	sql_put_text(&q, by->author);
	sql_put_int(&q, by->incarnation);
	sql_put_u64(&q, by->seq);
	sql_put_text(&q, of->author);
	sql_put_int(&q, of->incarnation);
	sql_put_u64(&q, of->seq);
	return sql_run(&q);
}

enum err
store_proofs_each(struct store *s, store_proof_fn *fn, void *ctx)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT author, incarnation, seq, of_author, of_incarnation, of_seq FROM proof"
	    " ORDER BY author, incarnation, seq");
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct place by = { .incarnation = (uint32_t)sql_int(&q, 1),
			.seq = sql_u64(&q, 2) };
		struct place of = { .incarnation = (uint32_t)sql_int(&q, 4),
			.seq = sql_u64(&q, 5) };

		snprintf(by.author, sizeof(by.author), "%s", sql_text(&q, 0));
		snprintf(of.author, sizeof(of.author), "%s", sql_text(&q, 3));
		err = fn(ctx, &by, &of);
	}
	end = sql_end(&q);
	return err ? err : end;
}
