/* forks.c - feeds that were told in two ways: what is kept, which feeds stop, and the proofs
 * (PROTOCOL.md 4.3, 5.13).  How second histories are searched for: hunt.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "freeze.h"
#include "log.h"
#include "mem.h"
#include "pb.h"
#include "segment.h"

enum {
	MAX_SHOWN = 16,
	JUDGED_AT_ONCE = 16, /* proofs a tick: two signatures each */
	LOOKED_AT_ONCE = 256,
	LOOK_MS = 5000 /* who witnessed what changes with witness entries */
};

/* --- what is known ------------------------------------------------------------------ */

struct core_fork *
forks_find(struct core *c, const char *author, uint32_t incarnation)
{
	for (size_t i = 0; i < c->n_forks; i++)
		if (c->forks[i].at.incarnation == incarnation &&
		    !strcmp(c->forks[i].at.author, author))
			return &c->forks[i];
	return NULL;
}

bool
forks_is_known(struct core *c, const struct place *at)
{
	const struct core_fork *k = forks_find(c, at->author, at->incarnation);

	return k && k->at.seq <= at->seq;
}

bool
forks_own(struct core *c)
{
	return forks_find(c, c->author, c->incarnation) != NULL;
}

static bool
is_own(const struct core *c, const struct place *at)
{
	return !strcmp(at->author, c->author) && at->incarnation == c->incarnation;
}

static void
say(const struct core *c, const struct core_fork *k)
{
	char a[HASH_HEX_LEN], b[HASH_HEX_LEN];

	hash_hex(a, &k->ids[0]);
	hash_hex(b, &k->ids[1]);
	log_error("fork: %s signed two entries at %u:%llu (%.8s and %.8s), says %s%s",
	    k->at.author, k->at.incarnation, (unsigned long long)k->at.seq, a, b, k->from,
	    !is_own(c, &k->at)
		? ""
		: "; this node publishes nothing more: the registrars must cut its feed");
}

/* A lower place replaces what was known of the feed.  NULL: a cut has settled it. */
static struct core_fork *
learn(struct core *c, const struct core_fork *found)
{
	if (cut_settles(c, &found->at))
		return NULL;

	struct own_feed *f = feeds_get(c, found->at.author, found->at.incarnation);
	struct core_fork *k = forks_find(c, found->at.author, found->at.incarnation);

	if (k && k->at.seq <= found->at.seq)
		return k;
	if (!k) {
		c->forks = mem_resize(c->forks, c->n_forks + 1, sizeof(*c->forks));
		k = &c->forks[c->n_forks++];
	}
	*k = *found;
	say(c, k);
	f->frozen = true;
	c->forks_ms = 0; /* looked at in the next tick */
	return k;
}

/* --- the door ----------------------------------------------------------------------- */

static enum err
id_before(struct core *c, struct hash *id, const struct place *at)
{
	struct place before = *at;
	const struct cut *by = registry_opening(c->registry, at->author, at->incarnation,
	    registry_number(c->registry));

	*id = by ? by->act_id : c->alliance;
	return before.seq-- > registry_first_seq(c->registry, at->author, at->incarnation)
		   ? store_id_get(c->cfg.store, id, &before)
		   : ERR_NONE;
}

static void
remember(struct core *c, const struct store_fork *second, const struct core_fork *found)
{
	struct fork_shown *s;

	if (c->n_shown == MAX_SHOWN)
		return; /* whoever shows one shows it again */
	c->shown = mem_resize(c->shown, c->n_shown + 1, sizeof(*c->shown));
	s = &c->shown[c->n_shown++];
	*s = (struct fork_shown){ .second = *second, .found = *found };
	buf_add(&s->headers, second->headers.p, second->headers.n);
	s->second.headers = buf_view(&s->headers);
}

static void
forget_shown(struct core *c)
{
	for (size_t i = 0; i < c->n_shown; i++)
		buf_clear(&c->shown[i].headers);
	c->n_shown = 0;
}

/* What is kept already is kept once. */
static void
store_shown(struct core *c)
{
	enum err e;

	if (!c->n_shown)
		return;
	e = store_begin(c->cfg.store, true);
	for (size_t i = 0; i < c->n_shown && !e; i++)
		e = store_fork_put(c->cfg.store, &c->shown[i].second);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store); /* the next tick tries again */
	else
		forget_shown(c);
}

/* Errors stick to the transaction. */
static void
keep(struct core *c, const struct store_fork *second, const struct hash *held)
{
	struct core_fork k = { .at = second->at,
		.ids = { *held, second->id },
		.since_ms = second->time_ms };

	memcpy(k.from, second->from, sizeof(k.from));
	if (forks_is_known(c, &second->at))
		return;
	store_fork_put(c->cfg.store, second);
	remember(c, second, &k);
	learn(c, &k);
}

bool
forks_take_second(
    struct core *c, const struct run_entry *run, size_t n, const struct hash *held)
{
	struct store_fork second = {
		.at = run->e.place, .id = run->e.id, .time_ms = c->door.wall_ms
	};
	struct buf headers = { 0 };
	struct hash before;
	size_t last = 0;

	/* as for a proof: up to the first that is signed */
	while (last + 1 < n && !run[last].signature.n)
		last++;
	if (run[last].signature.n != sizeof(second.signature.b) ||
	    id_before(c, &before, &run->e.place) || !hash_eq(&before, &run->e.prev))
		return false;
	for (size_t i = 0; i <= last; i++)
		segment_add_header(&headers, run[i].e.header);
	second.headers = buf_view(&headers);
	memcpy(second.signature.b, run[last].signature.p, sizeof(second.signature.b));
	memcpy(second.from, c->door.from, sizeof(second.from));
	keep(c, &second, held);
	buf_clear(&headers);
	return true;
}

const struct generation *
forks_key_at(const struct own_feed *f, uint64_t seq)
{
	const struct generation *g = generations_in_force(&f->gens, seq);

	return !g && f->gens.n && f->gens.list[0].said_at == seq ? &f->gens.list[0] : g;
}

static bool
key_at(struct fork_feed *out, const struct own_feed *f, uint64_t seq)
{
	const struct generation *g = forks_key_at(f, seq);

	if (!g)
		return false;
	out->key = g->signing_key;
	out->generation = g->number;
	return true;
}

/* By the rules for a proof: what is no proof is no fork. */
static bool
is_fork(struct core *c, const struct place *at, const struct fork_side *theirs)
{
	struct fork_feed feed = { .alliance = c->alliance, .is_held = true };
	const ProtobufCMessage *m = NULL;
	struct buf headers = { 0 }, body = { 0 };
	struct fork_side held;
	struct arena mem;
	bool is = false;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (prove_held_side(c, &headers, &held, *at) && !id_before(c, &feed.before, at) &&
	    key_at(&feed, feeds_find(c, at->author, at->incarnation), at->seq)) {
		fork_write(&body, &held, theirs);
		is = !body_parse(&m, &mem, KIND_PROOF, 1, buf_view(&body), NULL) &&
		     fork_judge((const Cmsa__ProofBody *)m, &feed) == FORK_PROVEN;
	}
	arena_clear(&mem);
	buf_clear(&headers);
	buf_clear(&body);
	return is;
}

bool
forks_take_run(struct core *c, const struct place *at, const struct fork_side *theirs,
    const char *from, struct core_time now)
{
	struct store_fork second = { .at = *at,
		.headers = theirs->headers,
		.signature = theirs->signature,
		.time_ms = now.wall_ms };
	struct bytes rest = theirs->headers, header;
	struct hash held;
	enum err e;

	if (!is_fork(c, at, theirs) || store_id_get(c->cfg.store, &held, at) ||
	    !segment_next_header(&header, &rest))
		return false;
	second.id = entry_id(header);
	snprintf(second.from, sizeof(second.from), "%s", from);
	e = store_begin(c->cfg.store, true);
	if (!e)
		keep(c, &second, &held);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e) {
		store_rollback(c->cfg.store);
		feeds_load(c);
	}
	return !e;
}

static struct core_proof *
add_proof(struct core *c, const struct place *by, const struct place *of)
{
	c->proofs = mem_resize(c->proofs, c->n_proofs + 1, sizeof(*c->proofs));
	c->proofs[c->n_proofs] = (struct core_proof){ .by = *by, .of = *of };
	return &c->proofs[c->n_proofs++];
}

enum err
forks_append(struct core *c, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	struct fork k;
	enum err err = ERR_STORE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_PROOF, e->schema, body, NULL)) {
		fork_of(&k, (const Cmsa__ProofBody *)m);
		err = store_proof_put(c->cfg.store, &e->place, &k.at);
		add_proof(c, &e->place, &k.at);
	}
	arena_clear(&mem);
	return err;
}

/* --- judging proofs ----------------------------------------------------------------- */

/* Is the accused feed held as far as it takes? */
static bool
is_reached(struct core *c, const struct core_proof *p)
{
	const struct own_feed *f = feeds_find(c, p->of.author, p->of.incarnation);

	return f && f->tip.seq && f->tip.seq + 1 >= p->of.seq;
}

/* What a proof shows that is not held here is kept like what a peer shows. */
static enum err
keep_sides(struct core *c, const struct core_proof *p, const struct fork *k,
    const Cmsa__ProofBody *body)
{
	struct hash held;
	enum err e = store_id_get(c->cfg.store, &held, &k->at);

	if (e) /* held up to the place before */
		return e == ERR_NOT_FOUND ? ERR_NONE : e;
	e = store_begin(c->cfg.store, true);
	for (size_t i = 0; i < 2 && !e; i++) {
		struct store_fork s = { .at = k->at,
			.id = k->ids[i],
			.headers = pb_bytes(body->sides[i]->headers),
			.time_ms = c->door.wall_ms };

		memcpy(
		    s.signature.b, body->sides[i]->signature.data, sizeof(s.signature.b));
		snprintf(s.from, sizeof(s.from), "%s", p->by.author);
		if (!hash_eq(&held, &s.id))
			e = store_fork_put(c->cfg.store, &s);
	}
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store);
	return e;
}

/* PROTOCOL M4.18 */
static enum err
judge_body(struct core *c, struct core_proof *p, const Cmsa__ProofBody *body)
{
	struct fork_feed feed = { .alliance = c->alliance, .is_held = true };
	struct core_fork found = { .since_ms = c->door.wall_ms };
	struct fork k;
	enum err e;

	fork_of(&k, body);
	e = id_before(c, &feed.before, &k.at);
	if (e)
		return e;
	feed.is_held = key_at(&feed, feeds_find(c, k.at.author, k.at.incarnation), k.at.seq);
	p->state = fork_judge(body, &feed);
	if (p->state != FORK_PROVEN)
		return ERR_NONE;
	e = keep_sides(c, p, &k, body);
	found.at = k.at;
	memcpy(found.ids, k.ids, sizeof(found.ids));
	snprintf(found.from, sizeof(found.from), "%s", p->by.author);
	if (!e) {
		struct core_fork *now = learn(c, &found);

		if (now && !now->proof.seq && p->of.seq <= now->at.seq)
			now->proof = p->by;
	}
	return e;
}

static enum err
judge(struct core *c, struct core_proof *p)
{
	struct stored_entry se = { 0 };
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum err e = store_entry_get(c->cfg.store, &se, &p->by);

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!e && body_parse(&m, &mem, KIND_PROOF, se.e.schema, buf_view(&se.body), NULL))
		e = ERR_STORE;
	if (!e)
		e = judge_body(c, p, (const Cmsa__ProofBody *)m);
	arena_clear(&mem);
	stored_entry_clear(&se);
	return e;
}

/* The newest first, then some of all by turns: many that wait for a feed must not take the time of
 * a tick. */
static enum err
judge_some(struct core *c)
{
	size_t judged = 0;
	enum err e = ERR_NONE;

	for (size_t n = 0; n < c->n_proofs && n < LOOKED_AT_ONCE && !e; n++) {
		const size_t i = n < LOOKED_AT_ONCE / 2 ? c->n_proofs - 1 - n
							: c->next_proof++ % c->n_proofs;
		struct core_proof *p = &c->proofs[i];

		if (p->state != FORK_OPEN || !is_reached(c, p))
			continue;
		if (judged++ == JUDGED_AT_ONCE)
			break;
		e = judge(c, p);
	}
	return e;
}

/* --- what stops --------------------------------------------------------------------- */

uint64_t
forks_limit(const struct core_fork *k)
{
	return freeze_limit(k->at.seq, k->witnessed);
}

/* PROTOCOL M4.19 */
static void
look(struct core *c, struct core_fork *k)
{
	struct own_feed *f = feeds_get(c, k->at.author, k->at.incarnation);
	struct place accused = f->place;
	bool frozen;

	accused.seq = f->tip.seq;
	if (factsdb_witnessed(
		c->cfg.facts, &k->witnessed, c->registry, &c->held, &accused))
		return; /* as before */
	frozen = k->witnessed < k->at.seq || is_own(c, &k->at);
	if (frozen != f->frozen)
		log_warn("feed of %s: %s", k->at.author,
		    frozen
			? "forked: nothing more of it is taken"
			: "more than half of the others have witnessed this history beyond the "
			  "fork: it goes on");
	f->frozen = frozen;
}

void
forks_tick(struct core *c, struct core_time now)
{
	c->door.wall_ms = now.wall_ms;
	store_shown(c);
	if (judge_some(c)) {
		log_error("cannot judge proofs of forks: tried again");
		return;
	}
	if (now.mono_ms >= c->forks_ms) {
		for (size_t i = 0; i < c->n_forks; i++)
			look(c, &c->forks[i]);
		c->forks_ms = now.mono_ms + LOOK_MS;
	}
	prove_tick(c, now);
}

/* --- loading ------------------------------------------------------------------------ */

static enum err
load_fork(void *ctx, const struct store_fork *k)
{
	struct core *c = ctx;
	struct core_fork found = { .at = k->at, .since_ms = k->time_ms };

	if (store_id_get(c->cfg.store, &found.ids[0], &k->at))
		return ERR_NONE; /* the feed was lost, and with it what it differs from */
	found.ids[1] = k->id;
	memcpy(found.from, k->from, sizeof(found.from));
	learn(c, &found);
	return ERR_NONE;
}

static enum err
load_proof(void *ctx, const struct place *by, const struct place *of)
{
	struct hash id;
	struct core *c = ctx;

	if (!store_id_get(c->cfg.store, &id, by))
		add_proof(c, by, of);
	return ERR_NONE;
}

enum err
forks_load(struct core *c)
{
	enum err e;

	for (size_t i = 0; i < c->n_feeds; i++)
		c->feeds[i].frozen = false;
	c->n_forks = c->n_proofs = 0;
	e = store_forks_each(c->cfg.store, load_fork, c);
	if (!e)
		e = store_proofs_each(c->cfg.store, load_proof, c);
	for (size_t i = 0; i < c->n_shown && !e; i++)
		if (!forks_is_known(c, &c->shown[i].found.at))
			learn(c, &c->shown[i].found);
	return e;
}

void
forks_clear(struct core *c)
{
	free(c->forks);
	free(c->proofs);
	forget_shown(c);
	free(c->shown);
}
