/* verify.c - chain, register, roles, bodies and kept signatures, entry by entry. */
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "feed.h"
#include "mem.h"
#include "role.h"
#include "segment.h"

struct walk {
	struct verify_log *v;
	struct registry *r;
	struct desks *desks; /* feeds come by name: a country before its desks */
	struct hash alliance;
	struct feed_tip tip;
	struct generations gens;
	bool last_signed;
};

struct feeds {
	struct place *at;
	struct generations *keys; /* of each, when it is checked */
	size_t n;
};

static void
fault(struct verify_log *v, const char *what, uint32_t incarnation, uint64_t number,
    const char *why)
{
	if (!v->faults++)
		snprintf(v->first_fault, sizeof(v->first_fault),
		    "%.24s %u:%" PRIu64 ": %.100s", what, incarnation, number, why);
}

static enum err
take_act(void *ctx, uint64_t number, struct bytes signed_act)
{
	struct walk *w = ctx;
	enum verdict got = registry_apply(w->r, signed_act);

	w->v->acts++;
	if (got && got != V_ACT_SPLIT && got != V_ACT_EVIDENCE && got != V_UPGRADE_NEEDED)
		fault(w->v, "act", 0, number, verdict_text(got));
	return ERR_NONE;
}

static enum verdict
check_register(const struct registry *r, const struct entry *e)
{
	if (e->register_number > registry_number(r))
		return V_REGISTER_WAIT;
	return registry_names_act(r, e->register_number, &e->register_id)
		   ? V_OK
		   : V_REGISTER_SPLIT;
}

static enum verdict
check_body(struct walk *w, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v = entry_check_body(e, body);

	w->v->bodies++;
	if (v || e->kind >= KIND_FIRST_DATA)
		return v;
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, e->kind, e->schema, body, NULL);
	if (!v && e->kind == KIND_KEYS) {
		v = w->gens.n ? role_check_later_keys(w->r, w->desks, &w->gens, e,
				    (const Cmsa__KeysBody *)m)
			      : role_check_keys(w->r, w->desks, e, body);
		if (!v) {
			desks_apply(w->desks, &e->place, (const Cmsa__KeysBody *)m);
			generations_apply(&w->gens, e, (const Cmsa__KeysBody *)m);
		}
	}
	arena_clear(&mem);
	return v;
}

static enum verdict
check_kept_signature(struct walk *w, const struct entry *e, struct bytes signature)
{
	const struct public_key *key = generations_key_at(&w->gens, e->place.seq, e->key);
	struct signature sig;

	w->last_signed = signature.n == sizeof(sig.b);
	if (!w->last_signed)
		return V_OK;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	w->v->signatures++;
	return key ? entry_check_signature(&w->alliance, &e->id, &sig, key) : V_WRONG_KEY;
}

static enum err
take_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct walk *w = ctx;
	struct public_key enrolled;
	enum verdict v = feed_check(&w->tip, &w->alliance, e);

	w->v->entries++;
	/* PROTOCOL M4.8: nothing of another generation proves it */
	if (w->tip.key && e->key != w->tip.key && !w->last_signed)
		fault(w->v, e->place.author, e->place.incarnation, w->tip.seq,
		    "the last entry of its key generation has no signature");
	if (!v)
		v = generations_check(&w->gens, e);
	if (!v)
		v = check_register(w->r, e);
	if (!v)
		v = role_check(w->r, w->desks, e, &enrolled);
	if (!v && body_held)
		v = check_body(w, e, body);
	if (!v)
		v = check_kept_signature(w, e, signature);
	if (v)
		fault(w->v, e->place.author, e->place.incarnation, e->place.seq,
		    verdict_text(v));
	w->tip = feed_advance(e);
	return ERR_NONE;
}

static enum err
take_feed(void *ctx, const struct store_tip *tip)
{
	struct feeds *f = ctx;

	f->at = mem_resize(f->at, f->n + 1, sizeof(*f->at));
	f->keys = mem_resize(f->keys, f->n + 1, sizeof(*f->keys));
	f->keys[f->n] = (struct generations){ 0 };
	f->at[f->n++] = tip->place;
	return ERR_NONE;
}

static enum err
check_feed(struct walk *w, struct store *log, const struct place *tip)
{
	const uint64_t acts = registry_number(w->r);
	const struct cut *by =
	    registry_opening(w->r, tip->author, tip->incarnation, acts);
	const struct cut *cut = registry_cut(w->r, tip->author, tip->incarnation, acts);
	struct place first = *tip;
	enum err e;

	first.seq = registry_first_seq(w->r, tip->author, tip->incarnation);
	w->tip = by ? feed_start(first.seq, &by->act_id, by->act) : (struct feed_tip){ 0 };
	w->last_signed = false;
	generations_clear(&w->gens);
	e = store_entries_each(log, &first, tip->seq, take_entry, w);
	if (!e && w->tip.seq != tip->seq)
		fault(w->v, tip->author, tip->incarnation, tip->seq,
		    "the feed ends before its tip");
	/* PROTOCOL M4.25 */
	if (!e && !w->last_signed && !(cut && hash_eq(&cut->last_id, &w->tip.id)))
		fault(w->v, tip->author, tip->incarnation, tip->seq,
		    "the last entry has no signature");
	return e;
}

/* --- second histories ----------------------------------------------------------------- */

struct seconds {
	struct walk *w;
	struct store *log;
	const struct feeds *feeds;
};

/* By the key that the feed makes current there, of the first entry its own. */
static bool
is_signed_at(const struct walk *w, const struct hash *id, const struct store_fork *k,
    const struct generations *keys)
{
	const struct generation *g = generations_in_force(keys, k->at.seq);

	if (!g && keys->n && keys->list[0].said_at == k->at.seq)
		g = &keys->list[0];
	return g && entry_check_signature(
			&w->alliance, id, &k->signature, &g->signing_key) == V_OK;
}

static bool
is_signed(const struct walk *w, const struct hash *id, const struct store_fork *k,
    const struct feeds *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].incarnation == k->at.incarnation &&
		    !strcmp(f->at[i].author, k->at.author))
			return is_signed_at(w, id, k, &f->keys[i]);
	return false;
}

/* Each header follows the one before it, the first the entry that is held there; NULL, or what
 * is wrong. */
static const char *
second_fault(const struct seconds *s, const struct store_fork *k)
{
	struct bytes rest = k->headers, header;
	struct place at = k->at, before = k->at;
	struct hash prev = s->w->alliance, id = { { 0 } };
	const struct registry *r = s->w->r;
	const struct cut *by =
	    registry_opening(r, at.author, at.incarnation, registry_number(r));

	if (by)
		prev = by->act_id;
	if (before.seq-- > registry_first_seq(r, at.author, at.incarnation) &&
	    store_id_get(s->log, &prev, &before))
		/* PROTOCOL M4.24: the branch it parts from may be set aside */
		return registry_cut(r, at.author, at.incarnation, registry_number(r))
			   ? NULL
			   : "a second history begins where nothing is held before it";
	for (; segment_next_header(&header, &rest); at.seq++) {
		struct entry e;
		const enum verdict v = entry_parse(&e, header);

		if ((v && v != V_UPGRADE_NEEDED) || place_cmp(&e.place, &at) ||
		    !hash_eq(&e.prev, &prev) ||
		    (at.seq == k->at.seq && !hash_eq(&e.id, &k->id)))
			return "a header of a second history does not follow the one before it";
		prev = id = e.id;
	}
	if (rest.n || at.seq == k->at.seq || !is_signed(s->w, &id, k, s->feeds))
		return "a second history is not signed by its author";
	return NULL;
}

static enum err
take_second(void *ctx, const struct store_fork *k)
{
	struct seconds *s = ctx;
	const char *why = second_fault(s, k);

	s->w->v->forks++;
	if (why)
		fault(s->w->v, k->at.author, k->at.incarnation, k->at.seq, why);
	return ERR_NONE;
}

static enum err
take_proof(void *ctx, const struct place *by, const struct place *of)
{
	struct seconds *s = ctx;
	struct stored_entry se = { 0 };
	const enum err e = store_entry_get(s->log, &se, by);

	(void)of;
	s->w->v->proofs++;
	if (e || se.e.kind != KIND_PROOF)
		fault(s->w->v, by->author, by->incarnation, by->seq,
		    "is listed as a proof, and is none");
	stored_entry_clear(&se);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err
verify_log_run(struct verify_log *v, struct registry *r, struct store *log)
{
	struct walk w = { .v = v, .r = r, .desks = desks_new() };
	struct feeds f = { 0 };
	struct seconds s = { &w, log, &f };
	enum err e;

	registry_set_named(r, UINT64_MAX); /* what was taken once */
	e = store_acts_each(log, 1, take_act, &w);
	w.alliance = registry_alliance(r);
	if (!e)
		e = store_tips_each(log, take_feed, &f);
	for (size_t i = 0; i < f.n && !e; i++) {
		e = check_feed(&w, log, &f.at[i]);
		f.keys[i] = generations_copy(&w.gens);
	}
	if (!e)
		e = store_forks_each(log, take_second, &s);
	if (!e)
		e = store_proofs_each(log, take_proof, &s);
	for (size_t i = 0; i < f.n; i++)
		generations_clear(&f.keys[i]);
	free(f.at);
	free(f.keys);
	desks_free(w.desks);
	generations_clear(&w.gens);
	return e;
}
