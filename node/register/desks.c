/* desks.c - terms of desks: one list a desk, in the order its country said them. */
#include "desks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "act_check.h"
#include "attr.h"
#include "authors.h"
#include "keyring.h"
#include "mem.h"
#include "pb.h"

struct desk {
	char name[AUTHOR_LEN];
	struct desk_terms **said; /* oldest first */
	size_t n;
};

/* Every key that a country ever gave a desk: the order between countries is nobody's, so
 * each has its own. */
struct country_keys {
	char country[COUNTRY_LEN];
	struct keyring keys;
};

struct desks {
	struct desk *list; /* by name */
	const struct desk_terms **newest;
	size_t n;
	uint64_t n_said;
	struct country_keys *countries;
	size_t n_countries;
};

struct desks *
desks_new(void)
{
	return mem_new(sizeof(struct desks));
}

void
desks_free(struct desks *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < d->list[i].n; k++)
			free(d->list[i].said[k]);
		free(d->list[i].said);
	}
	for (size_t i = 0; i < d->n_countries; i++)
		keyring_clear(&d->countries[i].keys);
	free(d->countries);
	free(d->list);
	free(d->newest);
	free(d);
}

/* Where `name` is or belongs. */
static size_t
slot(const struct desks *d, const char *name)
{
	size_t low = 0, high = d->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(d->list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct desk *
find(const struct desks *d, const char *name)
{
	size_t at = slot(d, name);

	return at < d->n && !strcmp(d->list[at].name, name) ? &d->list[at] : NULL;
}

const struct desk_terms *
desks_find(const struct desks *d, const char *name)
{
	const struct desk *k = find(d, name);

	return k ? k->said[k->n - 1] : NULL;
}

const struct desk_terms *const *
desks_all(const struct desks *d, size_t *n)
{
	*n = d->n;
	return d->newest;
}

static bool
is_of(const char *desk, const char *country)
{
	char own[COUNTRY_LEN];

	author_country(own, desk);
	return !strcmp(own, country);
}

static const struct keyring *
keys_of(const struct desks *d, const char *country)
{
	for (size_t i = 0; i < d->n_countries; i++)
		if (!strcmp(d->countries[i].country, country))
			return &d->countries[i].keys;
	return NULL;
}

/* --- may it be said? ------------------------------------------------------------------ */

static enum verdict
check_lists(const Cmsa__Desk *row)
{
	if (row->n_kinds > ARRAY_LEN(((struct desk_terms *)0)->kinds) ||
	    row->n_audiences > 2)
		return V_FIELD;
	for (size_t i = 0; i < row->n_kinds; i++)
		if (row->kinds[i] < KIND_FIRST_DATA || row->kinds[i] > UINT16_MAX ||
		    row->kinds[i] == KIND_RETRACTION ||
		    !kind_allows_role(row->kinds[i], ROLE_DESK) ||
		    (i && row->kinds[i - 1] >= row->kinds[i]))
			return V_FIELD;
	for (size_t i = 0; i < row->n_audiences; i++)
		if ((row->audiences[i] != AUDIENCE_PUBLIC &&
			row->audiences[i] != AUDIENCE_CUSTOMS) ||
		    (i && row->audiences[i - 1] >= row->audiences[i]))
			return V_FIELD;
	return V_OK;
}

static bool
is_key(ProtobufCBinaryData d, const struct public_key *key)
{
	return bytes_eq(pb_bytes(d), bytes_of(key->b, sizeof(key->b)));
}

/* PROTOCOL M4.15: a desk's feed goes on under the keys it began with. */
static enum verdict
check_same_keys(const struct author *before, const Cmsa__Enrol *e)
{
	return is_key(e->identity_key, &before->identity_key) &&
		       is_key(e->signing_key, &before->signing_key) &&
		       is_key(e->reading_key, &before->reading_key)
		   ? V_OK
		   : V_WRONG_KEY;
}

static enum verdict
check_row(const struct desks *d, const char *country, const Cmsa__Desk *row)
{
	const struct desk_terms *before = desks_find(d, row->name);
	enum verdict v;

	if (!author_is_desk(row->name) || !is_of(row->name, country) ||
	    row->after_seq > INT64_MAX)
		return V_FIELD;
	if (before && row->after_seq < before->after_seq)
		return V_FIELD;
	if (!row->enrol)
		return before && !row->n_kinds && !row->n_audiences ? V_OK : V_FIELD;
	v = check_lists(row);
	if (v)
		return v;
	if (strcmp(row->enrol->author, row->name))
		return V_FIELD;
	v = act_check_desk(row->enrol);
	if (!v && before)
		v = check_same_keys(&before->author, row->enrol);
	return v;
}

static enum verdict
add_keys(struct keyring *ring, const Cmsa__Enrol *e)
{
	struct held_key keys[LIMIT_NODES + 3];
	size_t n = authors_keys(keys, e);

	for (size_t i = 0; i < n; i++) {
		if (keyring_is_taken(ring, &keys[i]))
			return V_ACT_KEYS;
		keyring_add(ring, &keys[i]);
	}
	return V_OK;
}

/* PROTOCOL M4.15: a key that a desk of the country ever held is no other's. */
static enum verdict
check_keys(const struct desks *d, const char *country, const Cmsa__KeysBody *body)
{
	const struct keyring *held = keys_of(d, country);
	struct keyring ring = { 0 };
	enum verdict v = V_OK;

	for (size_t i = 0; held && i < held->n; i++)
		keyring_add(&ring, &held->keys[i]);
	for (size_t i = 0; i < body->n_desks && !v; i++)
		if (body->desks[i]->enrol)
			v = add_keys(&ring, body->desks[i]->enrol);
	keyring_clear(&ring);
	return v;
}

static const Cmsa__Desk *
row_of(const Cmsa__KeysBody *body, const char *name)
{
	for (size_t i = 0; i < body->n_desks; i++)
		if (!strcmp(body->desks[i]->name, name))
			return body->desks[i];
	return NULL;
}

/* The kinds that are held once the entry is folded. */
struct tally {
	size_t desks, n_kinds;
	uint32_t kinds[DESKS_MOST * 8];
};

static bool
add_desk(struct tally *t, const uint32_t *kinds, size_t n)
{
	if (t->desks++ == DESKS_MOST)
		return false;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < t->n_kinds; k++)
			if (t->kinds[k] == kinds[i])
				return false;
		t->kinds[t->n_kinds++] = kinds[i];
	}
	return true;
}

/* PROTOCOL M4.15: how many desks there may be, and that a kind has one of them. */
static enum verdict
check_together(const struct desks *d, const char *country, const Cmsa__KeysBody *body)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < d->n; i++) {
		const struct desk_terms *now = d->newest[i];

		if (!now->withdrawn && is_of(d->list[i].name, country) &&
		    !row_of(body, d->list[i].name) &&
		    !add_desk(&t, now->kinds, now->n_kinds))
			return V_FIELD;
	}
	for (size_t i = 0; i < body->n_desks; i++) {
		const Cmsa__Desk *row = body->desks[i];

		if (row->enrol && !add_desk(&t, row->kinds, row->n_kinds))
			return V_FIELD;
	}
	return V_OK;
}

enum verdict
desks_check(const struct desks *d, const char *country, const Cmsa__KeysBody *body)
{
	enum verdict v = V_OK;

	for (size_t i = 0; i < body->n_desks && !v; i++) {
		v = check_row(d, country, body->desks[i]);
		if (!v && i &&
		    strcmp(body->desks[i - 1]->name, body->desks[i]->name) >= 0)
			v = V_FIELD;
	}
	if (!v)
		v = check_keys(d, country, body);
	return v ? v : check_together(d, country, body);
}

/* --- folding -------------------------------------------------------------------------- */

static struct desk *
get(struct desks *d, const char *name)
{
	size_t at = slot(d, name);

	if (at < d->n && !strcmp(d->list[at].name, name))
		return &d->list[at];
	d->list = mem_resize(d->list, d->n + 1, sizeof(*d->list));
	d->newest = mem_resize(d->newest, d->n + 1, sizeof(*d->newest));
	memmove(&d->list[at + 1], &d->list[at], (d->n - at) * sizeof(*d->list));
	memmove(&d->newest[at + 1], &d->newest[at], (d->n - at) * sizeof(*d->newest));
	d->list[at] = (struct desk){ 0 };
	memcpy(d->list[at].name, name, strlen(name) + 1);
	d->n++;
	return &d->list[at];
}

static struct keyring *
get_keys(struct desks *d, const char *name)
{
	char country[COUNTRY_LEN];

	author_country(country, name);
	for (size_t i = 0; i < d->n_countries; i++)
		if (!strcmp(d->countries[i].country, country))
			return &d->countries[i].keys;
	d->countries =
	    mem_resize(d->countries, d->n_countries + 1, sizeof(*d->countries));
	d->countries[d->n_countries] = (struct country_keys){ 0 };
	memcpy(d->countries[d->n_countries].country, country, sizeof(country));
	return &d->countries[d->n_countries++].keys;
}

static struct desk_terms *
terms_of(const struct desk *k, const struct place *at, const Cmsa__Desk *row)
{
	struct desk_terms *t = mem_new(sizeof(*t));
	struct author *a;

	if (row->enrol) {
		a = authors_version(row->enrol, 0, NULL);
		t->author = *a;
		free(a);
	} else { /* desks_check: it was granted before */
		assert(k->n);
		t->author = k->said[k->n - 1]->author;
		t->author.n_nodes = 0;
		t->withdrawn = true;
	}
	for (size_t i = 0; i < row->n_kinds; i++)
		t->kinds[t->n_kinds++] = row->kinds[i];
	for (size_t i = 0; i < row->n_audiences; i++)
		t->audiences |= 1u << row->audiences[i];
	t->after_seq = row->after_seq;
	t->said_at = *at;
	return t;
}

static void
add_terms(struct desk *k, struct desks *d, struct desk_terms *t)
{
	k->said = mem_resize(k->said, k->n + 1, sizeof(*k->said));
	k->said[k->n++] = t;
	d->newest[k - d->list] = t;
}

void
desks_apply(struct desks *d, const struct place *at, const Cmsa__KeysBody *body)
{
	for (size_t i = 0; i < body->n_desks; i++) {
		const Cmsa__Desk *row = body->desks[i];
		struct desk *k = get(d, row->name);
		struct desk_terms *t = terms_of(k, at, row);

		t->rank = d->n_said++;
		add_terms(k, d, t);
		if (row->enrol)
			add_keys(get_keys(d, row->name), row->enrol);
	}
}

uint64_t
desks_next_rank(struct desks *d)
{
	return d->n_said++;
}

struct desks *
desks_of(const struct desks *d, const char *country)
{
	struct desks *out = desks_new();
	const struct keyring *ring = keys_of(d, country);

	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->list[i].n && is_of(d->list[i].name, country);
		     k++)
			add_terms(get(out, d->list[i].name), out,
			    mem_dup(d->list[i].said[k], sizeof(struct desk_terms)));
	for (size_t i = 0; ring && i < ring->n; i++)
		keyring_add(get_keys(out, country), &ring->keys[i]);
	return out;
}

bool
desks_hold_key(const struct desks *d, const char *country, const struct public_key *key)
{
	const struct keyring *ring = keys_of(d, country);

	return ring && keyring_find(ring, key);
}

static bool
has_key(const struct desk_terms *t, const struct public_key *curve_key)
{
	for (size_t i = 0; i < t->author.n_nodes; i++)
		if (!memcmp(&t->author.nodes[i].curve_key, curve_key, sizeof(*curve_key)))
			return true;
	return false;
}

uint64_t
desks_key_since(
    const struct desks *d, const char *name, const struct public_key *curve_key)
{
	const struct desk *k = find(d, name);
	uint64_t since = UINT64_MAX;

	for (size_t i = k ? k->n : 0; i && has_key(k->said[i - 1], curve_key); i--)
		since = k->said[i - 1]->rank;
	return since;
}

/* --- what counts ---------------------------------------------------------------------- */

const struct desk_terms *
desks_terms_for(const struct desks *d, const char *name, uint64_t seq)
{
	const struct desk *k = find(d, name);
	size_t i = k ? k->n : 0;

	while (i && k->said[i - 1]->after_seq >= seq)
		i--;
	return i ? k->said[i - 1] : NULL;
}

static bool
has_kind(const struct desk_terms *t, uint32_t kind)
{
	for (size_t i = 0; i < t->n_kinds; i++)
		if (t->kinds[i] == kind)
			return true;
	return false;
}

/* PROTOCOL M4.16 */
static bool
desk_counts(
    const struct desks *d, const struct place *p, uint32_t kind, uint32_t audience)
{
	const struct desk_terms *t = desks_terms_for(d, p->author, p->seq);
	/* PROTOCOL M4.32 */
	uint32_t as = audience == AUDIENCE_NAMED ? (uint32_t)AUDIENCE_CUSTOMS : audience;

	if (!t || t->withdrawn)
		return false;
	/* what it wrote it may take back, whatever it may write now */
	return kind == KIND_RETRACTION ||
	       (has_kind(t, kind) && (t->audiences & 1u << as) != 0);
}

/* Did the desk hold the kind when its country wrote entry `seq`? */
static bool
held_at(const struct desk *k, uint64_t seq, uint32_t kind)
{
	size_t i = k->n;

	while (i && k->said[i - 1]->said_at.seq >= seq)
		i--;
	return i && !k->said[i - 1]->withdrawn && has_kind(k->said[i - 1], kind);
}

bool
desks_counts(
    const struct desks *d, const struct place *p, uint32_t kind, uint32_t audience)
{
	if (kind < KIND_FIRST_DATA)
		return true;
	if (author_is_desk(p->author))
		return audience <= AUDIENCE_NAMED && desk_counts(d, p, kind, audience);
	for (size_t i = 0; i < d->n; i++)
		if (is_of(d->list[i].name, p->author) &&
		    held_at(&d->list[i], p->seq, kind))
			return false;
	return true;
}
