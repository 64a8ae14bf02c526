/* registry.c - the chain of acts: what is accepted, and the fold of who is in.  The life
 * of agreements is put together in life_fold.c, tables in editions.c. */
#include "registry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "law.h"
#include "mem.h"
#include "quorum.h"
#include "registry_state.h"

static void
held_release(struct held *h)
{
	if (--h->refs)
		return;
	act_clear(&h->act);
	buf_clear(&h->signed_act);
	free(h->author);
	free(h);
}

static struct held *
held_retain(struct held *h)
{
	h->refs++;
	return h;
}

struct registry *
registry_new(void)
{
	return mem_new(sizeof(struct registry));
}

void
registry_free(struct registry *r)
{
	if (!r)
		return;
	authors_clear(&r->authors);
	keyring_clear(&r->keys);
	editions_clear(&r->editions);
	cuts_clear(&r->cuts);
	life_clear(&r->life);
	for (size_t i = 0; i < r->n; i++)
		held_release(r->held[i]);
	for (size_t i = 0; i < r->n_splits; i++)
		held_release(r->splits[i]);
	if (r->unknown)
		held_release(r->unknown);
	free(r->held);
	free(r->records);
	free(r->splits);
	free(r->split_records);
	free(r->territories);
	free(r->policies);
	free(r->resumes);
	free(r);
}

/* --- what an act means at its place ------------------------------------------------- */

static enum void_reason
place_keys(const struct registry *r, const struct held_key *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (keyring_is_taken(&r->keys, &keys[i]))
			return VOID_KEY_TAKEN;
		for (size_t k = 0; k < i; k++)
			if (!memcmp(keys[k].key.b, keys[i].key.b, sizeof(keys[i].key.b)))
				return VOID_KEY_TAKEN;
	}
	return VOID_NOT;
}

static enum void_reason
place_enrol(const struct registry *r, const Cmsa__Enrol *e)
{
	struct held_key keys[LIMIT_NODES + 3];

	if (country_is_territory_code(e->author) && !registry_territory(r, e->author))
		return VOID_NO_TERRITORY;
	if (r->authors.n_heads == LIMIT_AUTHORS &&
	    !authors_find(&r->authors, e->author, r->n))
		return VOID_LIMIT;
	return place_keys(r, keys, authors_keys(keys, e));
}

/* The keys of a list of registrars; `keys` holds LIMIT_REGISTRARS. */
static size_t
registrar_keys(struct held_key *keys, const struct act *a)
{
	struct quorum q = quorum_of(a);

	for (size_t i = 0; i < q.n_keys; i++) {
		keys[i] = (struct held_key){ .use = USE_REGISTRAR };
		memcpy(keys[i].key.b, q.keys[i]->key.data, sizeof(keys[i].key.b));
	}
	return q.n_keys;
}

static enum void_reason
place_registrars(const struct registry *r, const struct act *a)
{
	struct held_key keys[LIMIT_REGISTRARS];

	return place_keys(r, keys, registrar_keys(keys, a));
}

static enum void_reason
place_territory(const struct registry *r, const Cmsa__Territory *t)
{
	if (registry_territory(r, t->code))
		return VOID_TERRITORY_CODE;
	for (size_t i = 0; i < t->n_countries; i++)
		if (registry_territory_of(r, t->countries[i]))
			return VOID_TERRITORY_CODE;
	return VOID_NOT;
}

static enum void_reason
place_act(const struct registry *r, const struct act *a)
{
	switch (a->kind) {
	case ACT_REGISTRARS: return place_registrars(r, a);
	case ACT_TERRITORY: return place_territory(r, a->body->territory);
	case ACT_ENROL: return place_enrol(r, a->body->enrol);
	case ACT_REFERENCE: return editions_check(&r->editions, a->body->reference);
	case ACT_CUT: return cuts_place(r, a->body->cut);
	case ACT_GENESIS:
	case ACT_CERTIFICATION:
	case ACT_RESOLUTION:
	case ACT_ENTRY_INTO_FORCE:
	case ACT_UNDERTAKING:
	case ACT_DETERMINATION:
	case ACT_MODIFICATION_NOTICE:
	case ACT_MODIFICATION_EFFECT:
	case ACT_WITHDRAWAL:
	case ACT_TERMINATION:
	case ACT_ALLOWANCE:
	case ACT_MEETING:
	case ACT_MEETING_RECORD:
	case ACT_REPORT:
	case ACT_REVIEW:
	case ACT_ENGAGEMENT:
	case ACT_RESUME:
	case ACT_POLICY: return VOID_NOT;
	}
	return VOID_NOT;
}

/* PROTOCOL M3.10: what the acts before it decide.  Decided once; registries that share it do
 * not ask again. */
static void
decide(const struct registry *r, struct held *h)
{
	const struct act *a = &h->act;

	h->placed = place_act(r, a);
	h->registrars = r->n ? r->held[r->n - 1]->registrars : NULL;
	if (h->placed)
		return;
	if (a->kind == ACT_GENESIS || a->kind == ACT_REGISTRARS)
		h->registrars = h;
	if (a->kind == ACT_ENROL)
		h->author = authors_version(a->body->enrol, a->number,
		    authors_find(&r->authors, a->body->enrol->author, r->n));
}

/* --- the indexes -------------------------------------------------------------------- */

static void
add_keys(struct registry *r, const struct held_key *keys, size_t n, uint64_t number)
{
	for (size_t i = 0; i < n; i++) {
		struct held_key key = keys[i];

		key.act = number;
		keyring_add(&r->keys, &key);
	}
}

static void
add_held(const struct held ***list, size_t *n, const struct held *h)
{
	*list = mem_resize(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = h;
}

static void
index_effect(struct registry *r, const struct held *h)
{
	struct held_key author_keys[LIMIT_NODES + 3], registrars[LIMIT_REGISTRARS];
	const struct act *a = &h->act;

	switch (a->kind) {
	case ACT_GENESIS:
	case ACT_REGISTRARS:
		add_keys(r, registrars, registrar_keys(registrars, a), a->number);
		break;
	case ACT_ENROL:
		add_keys(
		    r, author_keys, authors_keys(author_keys, a->body->enrol), a->number);
		authors_add(&r->authors, h->author);
		break;
	case ACT_TERRITORY: add_held(&r->territories, &r->n_territories, h); break;
	case ACT_REFERENCE: editions_add(&r->editions, a); break;
	case ACT_POLICY: add_held(&r->policies, &r->n_policies, h); break;
	case ACT_CUT: cuts_add(r, a); break;
	case ACT_RESUME: add_held(&r->resumes, &r->n_resumes, h); break;
	case ACT_CERTIFICATION:
	case ACT_RESOLUTION:
	case ACT_ENTRY_INTO_FORCE:
	case ACT_UNDERTAKING:
	case ACT_DETERMINATION:
	case ACT_MODIFICATION_NOTICE:
	case ACT_MODIFICATION_EFFECT:
	case ACT_WITHDRAWAL:
	case ACT_TERMINATION:
	case ACT_ALLOWANCE:
	case ACT_MEETING:
	case ACT_MEETING_RECORD:
	case ACT_REPORT:
	case ACT_REVIEW:
	case ACT_ENGAGEMENT: break; /* life_fold.c */
	}
}

/* Takes over one reference to `h`. */
static void
append(struct registry *r, struct held *h)
{
	assert(h->act.number == r->n + 1);
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 64;
		r->held = mem_resize(r->held, r->room, sizeof(*r->held));
		r->records = mem_resize(r->records, r->room, sizeof(*r->records));
	}
	r->held[r->n] = h;
	r->records[r->n++] = (struct act_record){ .act = &h->act,
		.signed_act = buf_view(&h->signed_act),
		.voided = h->placed };
	if (!h->placed)
		index_effect(r, h);
}

void
registry_append(struct registry *r, struct held *h)
{
	/* what it means at its place: its prev holds it to that */
	if (!h->registrars)
		decide(r, h);
	append(r, held_retain(h));
	life_fold(r);
}

void
registry_keep_split(struct registry *r, struct held *h)
{
	r->splits = mem_resize(r->splits, r->n_splits + 1, sizeof(*r->splits));
	r->split_records =
	    mem_resize(r->split_records, r->n_splits + 1, sizeof(*r->split_records));
	r->splits[r->n_splits] = held_retain(h);
	r->split_records[r->n_splits++] =
	    (struct act_record){ .act = &h->act, .signed_act = buf_view(&h->signed_act) };
}

/* --- the door ----------------------------------------------------------------------- */

/* Does the act follow act number - 1, which is held, with enough signatures? */
static enum verdict
check_link(const struct registry *r, const struct held *h)
{
	const struct act *a = &h->act;
	struct hash alliance = registry_alliance(r);
	struct quorum outgoing, incoming;

	if (a->number == 1) {
		outgoing = quorum_of(a);
		return quorum_check(a, &(struct hash){ { 0 } }, &outgoing, NULL);
	}
	if (!hash_eq(&a->prev, &r->held[a->number - 2]->act.id))
		return V_ACT_PREV;
	outgoing = quorum_of(&r->held[a->number - 2]->registrars->act);
	if (a->kind != ACT_REGISTRARS)
		return quorum_check(a, &alliance, &outgoing, NULL);
	incoming = quorum_of(a);
	return quorum_check(a, &alliance, &outgoing, &incoming);
}

bool
registry_is_alternative(const struct registry *r, uint64_t number, const struct hash *id)
{
	for (size_t i = 0; i < r->n_splits; i++)
		if (r->splits[i]->act.number == number &&
		    hash_eq(&r->splits[i]->act.id, id))
			return true;
	return false;
}

/* PROTOCOL M3.6.  An act for a number that is held, or was by one of a body not known. */
static enum verdict
take_second(struct registry *r, struct held *h, const struct held *first)
{
	enum verdict v;

	if (hash_eq(&h->act.id, &first->act.id))
		return first == r->unknown ? V_UPGRADE_NEEDED : V_KNOWN;
	/* Anybody can sign a genesis of their own: it splits nothing. */
	if (h->act.number == 1)
		return V_ALLIANCE;
	if (registry_is_alternative(r, h->act.number, &h->act.id))
		return V_KNOWN;
	v = check_link(r, h);
	if (v)
		return v;
	registry_keep_split(r, h);
	/* PROTOCOL M3.41: registrars of long ago cannot stop what goes on. */
	return registry_is_open(r, &h->act) ? V_ACT_SPLIT : V_ACT_EVIDENCE;
}

static enum verdict
take_next(struct registry *r, struct held *h)
{
	enum verdict v;

	if (registry_is_split(r))
		return V_REGISTER_SPLIT;
	v = check_link(r, h);
	if (v)
		return v;
	if (!h->act.body) {
		r->unknown = held_retain(h);
		return V_UPGRADE_NEEDED;
	}
	registry_append(r, h);
	return V_OK;
}

static enum verdict
take(struct registry *r, struct held *h)
{
	if (!h->act.number || (h->act.number == 1) != (h->act.kind == ACT_GENESIS))
		return V_ACT_NUMBER;
	if (h->act.kind == ACT_RESUME)
		return registry_resume(r, h);
	if (h->act.number <= r->n)
		return take_second(r, h, r->held[h->act.number - 1]);
	if (h->act.number > r->n + 1)
		return V_GAP;
	if (r->unknown)
		return take_second(r, h, r->unknown);
	return take_next(r, h);
}

enum verdict
registry_apply(struct registry *r, struct bytes signed_act)
{
	struct held *h = mem_new(sizeof(*h));
	enum verdict v = act_parse(&h->act, signed_act);

	if (v != V_OK && v != V_UPGRADE_NEEDED) {
		free(h);
		return v;
	}
	h->refs = 1;
	buf_add(&h->signed_act, signed_act.p, signed_act.n);
	v = take(r, h);
	held_release(h);
	return v;
}

struct registry *
registry_at(const struct registry *r, uint64_t number)
{
	struct registry *at = registry_new();
	size_t n = number < r->n ? (size_t)number : r->n;

	for (size_t i = 0; i < n; i++)
		append(at, held_retain(r->held[i]));
	for (size_t i = 0; i < r->n_splits; i++)
		if (r->splits[i]->act.number <= n)
			registry_keep_split(at, r->splits[i]);
	at->named = r->named;
	if (r->unknown && n == r->n)
		at->unknown = held_retain(r->unknown);
	life_fold(at);
	return at;
}

/* --- answers ------------------------------------------------------------------------ */

uint64_t
registry_number(const struct registry *r)
{
	return r->n;
}

bool
registry_act_id(struct hash *id, const struct registry *r, uint64_t number)
{
	if (!number || number > r->n)
		return false;
	*id = r->held[number - 1]->act.id;
	return true;
}

struct hash
registry_id(const struct registry *r)
{
	return r->n ? r->held[r->n - 1]->act.id : (struct hash){ { 0 } };
}

struct hash
registry_alliance(const struct registry *r)
{
	return r->n ? r->held[0]->act.id : (struct hash){ { 0 } };
}

bool
registry_needs_upgrade(const struct registry *r)
{
	return r->unknown != NULL;
}

const struct act_record *
registry_act(const struct registry *r, uint64_t number)
{
	return number && number <= r->n ? &r->records[number - 1] : NULL;
}

Cmsa__RegistrarKey *const *
registry_registrars(const struct registry *r, size_t *n, uint32_t *threshold)
{
	struct quorum q = { 0 };

	if (r->n)
		q = quorum_of(&r->held[r->n - 1]->registrars->act);
	*n = q.n_keys;
	*threshold = q.threshold;
	return q.keys;
}

const struct author *
registry_author(const struct registry *r, const char *name, uint64_t number)
{
	return authors_find(&r->authors, name, number);
}

const struct author *const *
registry_authors(const struct registry *r, size_t *n)
{
	*n = r->authors.n_heads;
	return r->authors.heads;
}

bool
registry_find_curve_key(const struct registry *r, const struct author **author,
    const struct author_node **node, const struct public_key *key)
{
	const struct held_key *held = keyring_find(&r->keys, key);
	const struct author *a;

	if (!held || held->use != USE_TRANSPORT)
		return false;
	a = authors_find(&r->authors, held->owner, r->n);
	if (!a || a->role == ROLE_REMOVED)
		return false;
	/* The key may be one that a later enrol act has replaced. */
	for (size_t i = 0; i < a->n_nodes; i++)
		if (!memcmp(a->nodes[i].curve_key.b, key->b, sizeof(key->b))) {
			*author = a;
			*node = &a->nodes[i];
			return true;
		}
	return false;
}

bool
registry_key_is_taken(
    const struct registry *r, const struct held_key *want, uint64_t number)
{
	const struct held_key *held = keyring_find(&r->keys, &want->key);

	return held && held->act <= number && keyring_is_taken(&r->keys, want);
}
