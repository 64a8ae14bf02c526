/* factsdb_forks.c - which feeds are proven forked at a position, and up to where they count
 * (PROTOCOL M4.18, M7.44). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "factsdb.h"
#include "factsdb_impl.h"
#include "freeze.h"
#include "mem.h"

/* --- the feed that is accused ------------------------------------------------------- */

/* The key that the feed makes current at the place: this version knows generation 1, of the
 * first entry. */
static enum err
key_at(struct factsdb *f, struct fork_feed *out, const struct place *p)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT signing_key, generation FROM keys WHERE author=?1 AND incarnation=?2 AND row=0"
	    " AND length(signing_key)=32 AND (seq<?3 OR seq=(SELECT min(seq) FROM keys WHERE"
	    " author=?1 AND incarnation=?2)) ORDER BY seq DESC LIMIT 1");

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	out->is_held = false;
	if (sql_row(&q)) {
		const struct bytes key = sql_blob(&q, 0);

		out->is_held = key.n == sizeof(out->key.b);
		if (out->is_held)
			memcpy(out->key.b, key.p, key.n);
		out->generation = (uint32_t)sql_int(&q, 1);
	}
	return sql_end(&q);
}

static enum err
id_before(struct factsdb *f, struct fork_feed *out, const struct place *p,
    const struct registry *r)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT entry.id FROM entry WHERE author=? AND incarnation=? AND seq=?");
	const struct cut *by =
	    registry_opening(r, p->author, p->incarnation, registry_number(r));

	out->before = by ? by->act_id : out->alliance;
	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq - 1);
	if (p->seq > registry_first_seq(r, p->author, p->incarnation))
		out->is_held =
		    sql_row(&q) && sql_hash(&q, 0, &out->before) && out->is_held;
	return sql_end(&q);
}

static enum err
judge(struct factsdb *f, struct fact_proof *out, const Cmsa__ProofBody *body,
    const struct registry *r, const struct position *p)
{
	struct fork_feed feed = { .alliance = registry_alliance(r) };
	const uint64_t held =
	    position_seq(p, out->fork.at.author, out->fork.at.incarnation);
	enum err err = ERR_NONE;

	if (held && held + 1 >= out->fork.at.seq) {
		err = key_at(f, &feed, &out->fork.at);
		if (!err)
			err = id_before(f, &feed, &out->fork.at, r);
	}
	out->held = held;
	out->state = fork_judge(body, &feed);
	return err;
}

/* --- all proofs --------------------------------------------------------------------- */

static enum err
take_proof(struct factsdb *f, struct fact_proof *out, struct sql_query *q,
    const struct registry *r, const struct position *p)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum err err = ERR_STORE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_PROOF, 1, sql_blob(q, 4), NULL)) {
		fork_of(&out->fork, (const Cmsa__ProofBody *)(const void *)m);
		err = judge(f, out, (const Cmsa__ProofBody *)(const void *)m, r, p);
	}
	arena_clear(&mem);
	return err;
}

enum err
factsdb_proofs_each(struct factsdb *f, const struct registry *r, const struct position *p,
    fact_proof_fn *fn, void *ctx)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT proof.author, proof.incarnation, proof.seq, time_ms, bytes, of_author,"
	    " of_incarnation FROM proof JOIN entry USING(author, incarnation, seq)"
	    " JOIN body USING(entry) ORDER BY of_author, of_incarnation, of_seq, author,"
	    " incarnation, seq");
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct fact_proof out = { .by = { .incarnation = (uint32_t)sql_int(&q, 1),
					      .seq = sql_u64(&q, 2) },
			.time_ms = sql_int(&q, 3) };

		snprintf(out.by.author, sizeof(out.by.author), "%s", sql_text(&q, 0));
		if (out.by.seq > position_seq(p, out.by.author, out.by.incarnation))
			continue;
		err = take_proof(f, &out, &q, r, p);
		if (!err)
			err = fn(ctx, &out);
	}
	end = sql_end(&q);
	return err ? err : end;
}

/* --- who witnessed it --------------------------------------------------------------- */

/* One feed of a country, up to its head. */
static enum err
hear(struct factsdb *f, struct freeze_vote *v, const struct place *by,
    const struct place *accused)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT w.of_seq, w.of_id = e.id FROM witness w LEFT JOIN entry e ON"
	    " e.author=w.of_author AND e.incarnation=w.of_incarnation AND e.seq=w.of_seq"
	    " WHERE w.author=? AND w.incarnation=? AND w.seq<=? AND w.of_author=?"
	    " AND w.of_incarnation=? ORDER BY w.seq");

	sql_put_text(&q, by->author);
	sql_put_int(&q, by->incarnation);
	sql_put_u64(&q, by->seq);
	sql_put_text(&q, accused->author);
	sql_put_int(&q, accused->incarnation);
	while (sql_row(&q)) {
		const uint64_t seq = sql_u64(&q, 0);

		freeze_hear(v, seq, seq <= accused->seq && sql_int(&q, 1) != 0);
	}
	return sql_end(&q);
}

enum err
factsdb_witnessed(struct factsdb *f, uint64_t *out, const struct registry *r,
    const struct position *p, const struct place *accused)
{
	size_t n_authors, n = 0;
	const struct author *const *authors = registry_authors(r, &n_authors);
	struct freeze_vote *votes = mem_array(n_authors + 1, sizeof(*votes));
	char own[COUNTRY_LEN];
	enum err err = ERR_NONE;

	author_country(own, accused->author);
	for (size_t i = 0; i < n_authors && !err; i++) {
		if (authors[i]->role != ROLE_MEMBER ||
		    !author_is_country(authors[i]->name) ||
		    !strcmp(authors[i]->name, own))
			continue;
		votes[n] = (struct freeze_vote){ 0 };
		for (size_t k = 0; k < p->n_heads && !err; k++)
			if (!strcmp(p->heads[k].place.author, authors[i]->name))
				err = hear(f, &votes[n], &p->heads[k].place, accused);
		n++;
	}
	*out = err ? 0 : freeze_witnessed(votes, n, n);
	free(votes);
	return err;
}

/* --- forks -------------------------------------------------------------------------- */

struct finding {
	struct factsdb *f;
	const struct registry *registry;
	const struct position *position;
	struct facts *out;
};

static bool
is_found(const struct facts *out, const struct place *at)
{
	for (size_t i = 0; i < out->n_forks; i++)
		if (out->forks[i].at.incarnation == at->incarnation &&
		    !strcmp(out->forks[i].at.author, at->author))
			return true;
	return false;
}

/* The lowest place comes first, and of its proofs the first. */
static enum err
take_fork(void *ctx, const struct fact_proof *p)
{
	struct finding *w = ctx;
	struct fact_fork k = { .at = p->fork.at,
		.ids = { p->fork.ids[0], p->fork.ids[1] },
		.proof = p->by,
		.since_ms = p->time_ms,
		.head = p->held };
	struct place accused = k.at;
	enum err err;

	if (p->state != FORK_PROVEN || is_found(w->out, &k.at))
		return ERR_NONE;
	accused.seq = k.head;
	err = factsdb_witnessed(w->f, &k.witnessed, w->registry, w->position, &accused);
	k.limit = freeze_limit(k.at.seq, k.witnessed);
	if (!err)
		facts_add_fork(w->out, &k);
	return err;
}

enum err
factsdb_load_forks(struct factsdb *f, struct facts *out)
{
	struct finding w = { f, out->registry, &out->position, out };

	return factsdb_proofs_each(f, out->registry, &out->position, take_fork, &w);
}

enum err
factsdb_forks(struct factsdb *f, struct facts **out, const struct registry *r,
    const struct position *p)
{
	struct facts *facts = facts_new(r, p, LEVEL_PUBLIC_FACTS);
	const enum err err = factsdb_load_forks(f, facts);

	if (err)
		facts_free(facts);
	else
		*out = facts;
	return err;
}
