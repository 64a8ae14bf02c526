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

struct walk {
	struct verify_log *v;
	struct registry *r;
	struct desks *desks; /* feeds come by name: a country before its desks */
	struct hash alliance;
	struct feed_tip tip;
	struct public_key key;
	bool last_signed;
};

struct feeds {
	struct place *at;
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
	if (!v && e->kind == KIND_KEYS && w->tip.key) {
		v = role_check_later_keys(w->r, w->desks, e, (const Cmsa__KeysBody *)m);
		if (!v)
			desks_apply(w->desks, &e->place, (const Cmsa__KeysBody *)m);
	} else if (!v && e->kind == KIND_KEYS) {
		v = role_check_keys(w->r, w->desks, e, body);
		if (!v)
			memcpy(w->key.b, ((const Cmsa__KeysBody *)m)->signing_key.data,
			    sizeof(w->key.b));
	}
	arena_clear(&mem);
	return v;
}

static enum verdict
check_kept_signature(struct walk *w, const struct entry *e, struct bytes signature)
{
	struct signature sig;

	w->last_signed = signature.n == sizeof(sig.b);
	if (!w->last_signed)
		return V_OK;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	w->v->signatures++;
	return entry_check_signature(&w->alliance, &e->id, &sig, &w->key);
}

static enum err
take_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct walk *w = ctx;
	struct public_key enrolled;
	enum verdict v = feed_check(&w->tip, &w->alliance, e);

	w->v->entries++;
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

enum err
verify_log_run(struct verify_log *v, struct registry *r, struct store *log)
{
	struct walk w = { .v = v, .r = r, .desks = desks_new() };
	struct feeds f = { 0 };
	enum err e;

	registry_set_named(r, UINT64_MAX); /* what was taken once */
	e = store_acts_each(log, 1, take_act, &w);
	w.alliance = registry_alliance(r);
	if (!e)
		e = store_tips_each(log, take_feed, &f);
	for (size_t i = 0; i < f.n && !e; i++)
		e = check_feed(&w, log, &f.at[i]);
	free(f.at);
	desks_free(w.desks);
	return e;
}
