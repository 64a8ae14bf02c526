/* accept.c - the one door: every entry of anybody is checked here before it is stored
 * (PROTOCOL.md 4.3).  A signature that was not verified is never kept. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"
#include "mem.h"
#include "role.h"
#include "rotation.h"

enum {
	MAX_BAD_SIGNATURES = 8 /* looked at from the end of a run backwards */
};

enum verdict
run_entry_parse(
    struct run_entry *out, struct bytes header, struct bytes signature, struct bytes body)
{
	enum verdict v = entry_parse(&out->e, header);

	out->signature = signature;
	/* an empty body is never sent and always held */
	out->body = out->e.body_size ? body : bytes_of("", 0);
	return v;
}

/* A run on its way through the door. */
struct passage {
	struct core *c;
	struct own_feed *feed;
	struct feed_tip tip;   /* rolls along the run */
	const struct generations *gens; /* of the feed, with what this run says */
	struct generations said_gens;   /* the same, when the run says something */
	struct desks
	    *said; /* by this run and its feed before; NULL: nothing new in the run */
	size_t segment_entries, segment_body_bytes;
	const struct run_entry *run;
	bool *must_sign; /* the last of its segment; then: its signature is kept */
	size_t n;        /* entries checked so far */
};

static enum verdict
check_register(const struct core *c, const struct entry *e)
{
	if (e->register_number > registry_number(c->registry))
		return V_REGISTER_WAIT;
	return registry_names_act(c->registry, e->register_number, &e->register_id)
		   ? V_OK
		   : V_REGISTER_SPLIT;
}

/* What a run says of desks may yet be left out with its end: it is folded aside. */
static enum verdict
check_desks(struct passage *p, const struct entry *e, const Cmsa__KeysBody *body)
{
	char country[COUNTRY_LEN];
	enum verdict v;

	author_country(country, e->place.author);
	if (!p->said)
		p->said = desks_of(p->c->desks,
		    author_is_desk(e->place.author) ? country : e->place.author);
	v = role_check_later_keys(p->c->registry, p->said, p->gens, e, body);
	if (!v)
		desks_apply(p->said, &e->place, body);
	return v;
}

/* The same of its keys. */
static void
say_keys(struct passage *p, const struct entry *e, const Cmsa__KeysBody *body)
{
	if (p->gens != &p->said_gens)
		p->said_gens = generations_copy(p->gens);
	p->gens = &p->said_gens;
	generations_apply(&p->said_gens, e, body);
}

/* Kinds that change acceptance are looked into at the door. */
static enum verdict
check_meaning(struct passage *p, const struct run_entry *r)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	if (r->e.kind >= KIND_FIRST_DATA)
		return V_OK;
	if (!kind_is_known(r->e.kind))
		return V_UPGRADE_NEEDED;
	if (!r->body.p)
		return V_FIELD;
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, r->e.kind, r->e.schema, r->body, NULL);
	if (!v && r->e.kind == KIND_KEYS) {
		v = p->gens->n
			? check_desks(p, &r->e, (const Cmsa__KeysBody *)m)
			: role_check_keys(p->c->registry, p->c->desks, &r->e, r->body);
		if (!v)
			say_keys(p, &r->e, (const Cmsa__KeysBody *)m);
	}
	arena_clear(&mem);
	return v;
}

/* PROTOCOL M6.13, M6.24: one entry against the chain, the register, its role and its body. */
static enum verdict
check_entry(struct passage *p, const struct run_entry *r)
{
	struct public_key enrolled;
	enum verdict v = cut_check(p->c, &r->e);

	if (!v)
		v = feed_check(&p->tip, &p->c->alliance, &r->e);
	if (!v)
		v = generations_check(p->gens, &r->e);
	if (!v)
		v = check_register(p->c, &r->e);
	if (!v)
		v = role_check(p->c->registry, p->c->desks, &r->e, &enrolled);
	if (!v && r->body.p)
		v = entry_check_body(&r->e, r->body);
	if (!v)
		v = check_meaning(p, r);
	return v;
}

static void
roll_on(struct passage *p, const struct run_entry *r)
{
	/* PROTOCOL M4.8: the last of each generation proves those before it, and no other does */
	if (p->n && p->run[p->n - 1].e.key != r->e.key)
		p->must_sign[p->n - 1] = true;
	if (segment_is_full(p->segment_entries, p->segment_body_bytes, r->e.body_size)) {
		if (p->n)
			p->must_sign[p->n - 1] = true;
		p->segment_entries = p->segment_body_bytes = 0;
	}
	p->segment_entries++;
	p->segment_body_bytes += r->e.body_size;
	p->tip = feed_advance(&r->e);
	p->n++;
}

static bool
is_signed(const struct passage *p, const struct run_entry *r)
{
	struct signature sig;
	struct public_key key;

	if (r->signature.n != sizeof(sig.b) ||
	    rotation_key_at(&key, p->c->registry, p->c->desks, p->gens, &r->e, r->body) !=
		V_OK)
		return false;
	memcpy(sig.b, r->signature.p, sizeof(sig.b));
	if (entry_check_signature(&p->c->alliance, &r->e.id, &sig, &key) == V_OK)
		return true;
	p->c->forgeries++;
	return false;
}

/* PROTOCOL M4.25: the last entry that a cut leaves has the registrars' word, whoever signed an
 * entry after it. */
static bool
is_named(const struct passage *p, const struct run_entry *r)
{
	const struct cut *cut = registry_cut(p->c->registry, r->e.place.author,
	    r->e.place.incarnation, registry_number(p->c->registry));

	return cut && cut->last_seq == r->e.place.seq &&
	       hash_eq(&cut->last_id, &r->e.id);
}

/* PROTOCOL M6.18: an entry that is passed on by itself needs its own signature; one that does
 * not verify is not kept (M4.8). */
static void
keep_of_priority(struct passage *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (kind_has_priority(p->run[i].e.kind) && !p->must_sign[i])
			p->must_sign[i] = is_signed(p, &p->run[i]);
}

/* PROTOCOL M4.8, M6.13.  How many of the checked entries stand: up to the last whose signature verifies, with
 * those that end a segment or a generation signed as well.  must_sign is then set for each signature that
 * was verified. */
static size_t
signed_length(struct passage *p)
{
	size_t n = p->n, bad = 0;
	bool last_signed = false;

	while (n && !(last_signed = is_signed(p, &p->run[n - 1])) &&
	       !is_named(p, &p->run[n - 1]))
		if (p->run[--n].signature.n && ++bad == MAX_BAD_SIGNATURES)
			return 0; /* a peer's forgeries must not cost what it likes */
	for (size_t i = 0; i + 1 < n; i++)
		if (p->must_sign[i] && !is_signed(p, &p->run[i]))
			return 0;
	if (n)
		p->must_sign[n - 1] = last_signed;
	keep_of_priority(p, n);
	return n;
}

/* PROTOCOL M4.8: signed itself, or by an entry of the run that chains to it. */
static bool
is_authentic(const struct passage *p, const struct run_entry *run, size_t n)
{
	size_t i = 0;

	while (i + 1 < n && !run[i].signature.n &&
	       run[i + 1].e.key == run[i].e.key &&
	       hash_eq(&run[i + 1].e.prev, &run[i].e.id))
		i++;
	return is_signed(p, &run[i]);
}

/* PROTOCOL M4.9: a second entry at a held place is a fork only if its author really signed
 * it.  `n` entries of the run follow from it on. */
static enum verdict
check_second(struct passage *p, const struct run_entry *r, size_t n)
{
	struct hash held;

	if (store_id_get(p->c->cfg.store, &held, &r->e.place))
		return V_NOT_HELD;
	if (hash_eq(&held, &r->e.id))
		return V_KNOWN;
	if (!is_authentic(p, r, n))
		return V_BAD_SIGNATURE;
	/* PROTOCOL M4.24: the registrars know, and have said which of the two holds */
	if (cut_settles(p->c, &r->e.place))
		return V_CUT_BRANCH;
	if (!forks_take_second(p->c, r, n, &held))
		p->c->door.clash = r->e.place;
	return V_FORK;
}

/* Passes over what is held; V_OK, or a second entry's verdict. */
static enum verdict
skip_held(struct passage *p, size_t *skipped, const struct run_entry *run, size_t n)
{
	for (*skipped = 0; p->tip.key && *skipped < n &&
			   run[*skipped].e.place.seq <= p->tip.seq;
	     ++*skipped) {
		enum verdict v = check_second(p, &run[*skipped], n - *skipped);

		if (v != V_KNOWN)
			return v;
	}
	return V_OK;
}

static enum err
append(struct passage *p, size_t n, enum role own_role)
{
	/* an author keeps what it wrote, whatever its role reads: others ask it */
	bool own = !strcmp(p->run[0].e.place.author, p->c->author);

	for (size_t i = 0; i < n; i++) {
		const struct run_entry *r = &p->run[i];
		struct bytes body = r->body,
			     sig = p->must_sign[i] ? r->signature : bytes_of(NULL, 0);
		enum err e;

		/* PROTOCOL M6.15 */
		/* bodies that acceptance rests on are kept by everybody */
		if (body.p && r->e.body_size && !own && r->e.kind >= KIND_FIRST_DATA &&
		    !role_reads(own_role, r->e.audience)) {
			core_count(
			    p->c, V_NOT_ENTITLED, NULL); /* sent in error: not kept */
			body = bytes_of(NULL, 0);
		}
		if (!body.p && role_reads(own_role, r->e.audience))
			p->c->holes_possible = true;
		e = store_append(p->c->cfg.store, &r->e, sig, body);
		if (!e && i + 1 == n && !sig.n)
			e = store_vouch(p->c->cfg.store, &r->e.place);
		if (!e && r->e.kind == KIND_KEYS)
			e = desk_feed_append(p->c, &r->e, body);
		if (!e && r->e.kind == KIND_PROOF)
			e = forks_append(p->c, &r->e, body);
		if (!e && own)
			e = witnessed_append(p->c, &r->e, body);
		if (e)
			return e;
		feeds_moved(p->c, p->feed, &r->e);
	}
	return ERR_NONE;
}

/* PROTOCOL M4.24: the run chains to another entry than the newest one held, and its author
 * signed it.  Which of the two branches leads to the entry that a cut names shows only there:
 * the one held gives way, and is taken again from whoever has it if it was the right one. */
static enum err
look_for_branch(struct passage *p, enum verdict *v, size_t n)
{
	const struct cut *cut;
	size_t i = 0;

	if (*v != V_PREV || p->n || !p->feed || !p->feed->tip.seq)
		return ERR_NONE;
	cut = cut_waits(
	    p->c, p->run[0].e.place.author, p->run[0].e.place.incarnation);
	while (cut && i < n && !hash_eq(&p->run[i].e.id, &cut->last_id) &&
	       !is_signed(p, &p->run[i]))
		i++;
	if (!cut || i == n)
		return ERR_NONE;
	*v = V_CUT_BRANCH;
	return cut_step_back(p->c, p->feed, cut);
}

static enum err
pass(struct passage *p, size_t *taken, enum verdict *v, size_t n)
{
	size_t checked;
	bool newer_kind;
	enum err e;

	p->must_sign = mem_array(n + 1, sizeof(*p->must_sign));
	while (p->n < n) {
		*v = check_entry(p, &p->run[p->n]);
		if (*v)
			break;
		roll_on(p, &p->run[p->n]);
	}
	checked = p->n;
	if (*v == V_PREV && p->tip.seq) { /* told by somebody who holds another tip */
		p->c->door.clash = p->run[p->n].e.place;
		p->c->door.clash.seq = p->tip.seq;
	}
	/* anybody can make a header of such a kind: only the author's stops its feed */
	newer_kind = *v == V_UPGRADE_NEEDED && is_signed(p, &p->run[p->n]);
	if (p->n) {
		size_t good = signed_length(p);

		if (good < p->n)
			*v = V_BAD_SIGNATURE;
		p->n = good;
	}
	if (p->n && !p->feed)
		p->feed = feeds_get(
		    p->c, p->run[0].e.place.author, p->run[0].e.place.incarnation);
	if (newer_kind && p->n == checked && p->feed)
		p->feed->stopped = true;
	e = append(p, p->n, own_role(p->c));
	if (!e)
		*taken = p->n;
	if (!e)
		e = look_for_branch(p, v, n);
	free(p->must_sign);
	desks_free(p->said);
	generations_clear(&p->said_gens);
	return e;
}

bool
accept_is_authentic(struct core *c, const struct run_entry *run, size_t n)
{
	const struct own_feed *f =
	    feeds_find(c, run[0].e.place.author, run[0].e.place.incarnation);
	struct passage p = { .c = c };

	if (!f || !f->tip.seq)
		return true;
	p.gens = &f->gens;
	return is_authentic(&p, run, n);
}

bool
accept_body(struct core *c, const struct run_entry *r)
{
	struct stored_entry se = { 0 };
	bool missing;

	if (!r->body.p || !r->body.n || !role_reads(own_role(c), r->e.audience) ||
	    entry_check_body(&r->e, r->body) ||
	    store_entry_get(c->cfg.store, &se, &r->e.place))
		return false;
	missing = !se.body_held && hash_eq(&se.e.id, &r->e.id);
	stored_entry_clear(&se);
	return missing && !store_fill(c->cfg.store, &r->e.place, r->e.place.seq,
			      r->e.audience, r->body);
}

enum verdict
accept_check_own(struct core *c, const struct run_entry *r)
{
	const struct own_feed *f =
	    feeds_find(c, r->e.place.author, r->e.place.incarnation);
	static const struct generations none;
	struct passage p = { .c = c, .gens = f ? &f->gens : &none };
	enum verdict v;

	p.tip = feeds_tip(c, r->e.place.author, r->e.place.incarnation);
	v = (f && feeds_is_stopped(f)) || forks_own(c) ? V_FEED_STOPPED
						       : check_entry(&p, r);
	desks_free(p.said);
	generations_clear(&p.said_gens);
	return v;
}

enum err
accept_run(
    struct core *c, size_t *taken, enum verdict *v, const struct run_entry *run, size_t n)
{
	static const struct generations none;
	struct passage p = { .c = c, .gens = &none };
	size_t skipped = 0;

	*taken = 0;
	*v = V_OK;
	c->door.clash = (struct place){ 0 };
	if (c->tips_lost)
		return ERR_STORE;
	if (!n)
		return ERR_NONE;
	p.feed = feeds_find(c, run[0].e.place.author, run[0].e.place.incarnation);
	p.tip = feeds_tip(c, run[0].e.place.author, run[0].e.place.incarnation);
	if (p.feed) {
		p.gens = &p.feed->gens;
		p.segment_entries = p.feed->segment_entries;
		p.segment_body_bytes = p.feed->segment_body_bytes;
		*v = feeds_is_stopped(p.feed) ? V_FEED_STOPPED
					      : skip_held(&p, &skipped, run, n);
	}
	if (*v || skipped == n)
		return ERR_NONE;
	p.run = run + skipped;
	return pass(&p, taken, v, n - skipped);
}
