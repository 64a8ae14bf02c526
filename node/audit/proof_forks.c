/* proof_forks.c - which feeds of a bundle are proven forked, and up to where they count
 * (PROTOCOL M4.18, M7.44); as factsdb_forks does from a node's tables. */
#include <stdlib.h>
#include <string.h>

#include "fork.h"
#include "freeze.h"
#include "grow.h"
#include "mem.h"
#include "pb.h"
#include "proof_impl.h"

void
proof_forks_hear(struct proving *g, const Cmsa__WitnessBody *body)
{
	const size_t by = (size_t)(g->feed - g->p->feeds);

	for (size_t i = 0; g->p->facts && i < body->n_heads; i++) {
		const Cmsa__Head *h = body->heads[i];
		const struct proof_feed *f =
		    proof_feeds_of(g->p, h->author, h->incarnation);
		struct heard w = { .by = by, .seq = h->seq };
		struct known_ids *ids;

		if (!f || !hash_from(&w.id, pb_bytes(h->id)))
			continue;
		w.of = (size_t)(f - g->p->feeds);
		ids = &g->ids[w.of];
		if (ids->heard_by == by && ids->heard >= h->seq)
			continue;
		ids->heard_by = by;
		ids->heard = h->seq;
		g->heard = grow(g->heard, &g->room_heard, g->n_heard, sizeof(*g->heard));
		g->heard[g->n_heard++] = w;
	}
}

void
proof_forks_accuse(struct proving *g, const struct entry *e, struct bytes body)
{
	struct accusation *a;

	if (!g->p->facts)
		return;
	g->accusations = grow(g->accusations, &g->room_accusations, g->n_accusations,
	    sizeof(*g->accusations));
	a = &g->accusations[g->n_accusations++];
	*a = (struct accusation){ .at = e->place, .time_ms = e->time_ms };
	buf_add(&a->body, body.p, body.n);
}

void
proof_forks_keys(struct proving *g)
{
	struct generations *kept = &g->ids[g->feed - g->p->feeds].gens;

	generations_clear(kept);
	*kept = generations_copy(&g->gens);
}

void
proof_forks_clear(struct proving *g)
{
	for (size_t i = 0; g->ids && i < g->p->n_feeds; i++)
		generations_clear(&g->ids[i].gens);
	for (size_t i = 0; i < g->n_accusations; i++)
		buf_clear(&g->accusations[i].body);
	free(g->accusations);
	free(g->heard);
}

/* --- judging ------------------------------------------------------------------------ */

/* The key that the feed makes current at the place, by the entries before it; of the first
 * entry its own. */
static void
key_at(struct fork_feed *out, const struct generations *gens, uint64_t seq)
{
	const struct generation *g = generations_in_force(gens, seq);

	if (!g && gens->n && gens->list[0].said_at == seq)
		g = &gens->list[0];
	out->is_held = g != NULL;
	if (!g)
		return;
	out->key = g->signing_key;
	out->generation = g->number;
}

static enum fork_state
judge(const struct proving *g, const struct fork *k, const Cmsa__ProofBody *body)
{
	const struct proof_feed *f =
	    proof_feeds_of(g->p, k->at.author, k->at.incarnation);
	struct fork_feed feed = { .alliance = g->p->manifest.alliance };
	const struct registry *r = g->p->registry;
	const struct cut *by =
	    registry_opening(r, k->at.author, k->at.incarnation, registry_number(r));
	const struct hash *before;

	feed.before = by ? by->act_id : feed.alliance;
	if (!f)
		return FORK_OPEN;
	key_at(&feed, &g->ids[f - g->p->feeds].gens, k->at.seq);
	if (k->at.seq > registry_first_seq(r, k->at.author, k->at.incarnation)) {
		before = proof_feeds_id(g, (size_t)(f - g->p->feeds), k->at.seq - 1);
		if (before)
			feed.before = *before;
		feed.is_held = feed.is_held && before;
	}
	return fork_judge(body, &feed);
}

static uint64_t
witnessed(const struct proving *g, const struct fact_fork *k, size_t of)
{
	size_t n_authors, n = 0;
	const struct author *const *authors = registry_authors(g->p->at, &n_authors);
	struct freeze_vote *votes = mem_array(n_authors + 1, sizeof(*votes));
	char own[COUNTRY_LEN];
	uint64_t w;

	author_country(own, k->at.author);
	for (size_t i = 0; i < n_authors; i++) {
		if (authors[i]->role != ROLE_MEMBER ||
		    !author_is_country(authors[i]->name) ||
		    !strcmp(authors[i]->name, own))
			continue;
		votes[n] = (struct freeze_vote){ 0 };
		for (size_t j = 0; j < g->n_heard; j++) {
			const struct heard *h = &g->heard[j];
			const struct hash *id;

			if (h->of != of || strcmp(g->p->feeds[h->by].head.place.author,
					       authors[i]->name) != 0)
				continue;
			id = proof_feeds_id(g, of, h->seq);
			freeze_hear(&votes[n], h->seq, id && hash_eq(id, &h->id));
		}
		n++;
	}
	w = freeze_witnessed(votes, n, n);
	free(votes);
	return w;
}

/* Is `k` before what is known of its feed?  Lower places first, then the first proof. */
static bool
is_better(const struct fact_fork *k, const struct fact_fork *known)
{
	if (k->at.seq != known->at.seq)
		return k->at.seq < known->at.seq;
	return place_cmp(&k->proof, &known->proof) < 0;
}

static void
take(struct proving *g, struct fact_fork *best, const struct accusation *a)
{
	const ProtobufCMessage *m = NULL;
	const struct proof_feed *f;
	struct fact_fork *known;
	struct fork k;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_PROOF, 1, buf_view(&a->body), NULL)) {
		const Cmsa__ProofBody *body = (const Cmsa__ProofBody *)(const void *)m;
		struct fact_fork now = { .proof = a->at, .since_ms = a->time_ms };

		fork_of(&k, body);
		now.at = k.at;
		memcpy(now.ids, k.ids, sizeof(now.ids));
		f = proof_feeds_of(g->p, k.at.author, k.at.incarnation);
		known = f ? &best[f - g->p->feeds] : NULL;
		if (f && (!known->at.seq || is_better(&now, known)) &&
		    judge(g, &k, body) == FORK_PROVEN)
			*known = now;
	}
	arena_clear(&mem);
}

void
proof_forks_judge(struct proving *g)
{
	struct fact_fork *best = mem_array(g->p->n_feeds + 1, sizeof(*best));

	for (size_t i = 0; i < g->n_accusations; i++)
		take(g, best, &g->accusations[i]);
	for (size_t i = 0; i < g->p->n_feeds; i++) {
		if (!best[i].at.seq)
			continue;
		best[i].head = g->p->feeds[i].head.place.seq;
		best[i].witnessed = witnessed(g, &best[i], i);
		best[i].limit = freeze_limit(best[i].at.seq, best[i].witnessed);
		facts_add_fork(g->p->facts, &best[i]);
	}
	free(best);
}
