/* role.c - entries against the register. */
#include "role.h"

#include <string.h>

#include "body.h"
#include "pb.h"
#include "rotation.h"

/* PROTOCOL M4.6 */
static enum verdict
check_register(const struct registry *r, const struct entry *e)
{
	if (e->register_number > registry_number(r))
		return V_REGISTER_WAIT;
	return registry_names_act(r, e->register_number, &e->register_id)
		   ? V_OK
		   : V_REGISTER_SPLIT;
}

const struct author *
role_author(
    const struct registry *r, const struct desks *d, const char *name, uint64_t number)
{
	const struct desk_terms *t;

	if (!author_is_desk(name))
		return registry_author(r, name, number);
	t = d ? desks_find(d, name) : NULL;
	return t ? &t->author : NULL;
}

/* PROTOCOL M4.22: the key that an incarnation begins under. */
static bool
first_key(struct public_key *out, const struct registry *r, const struct author *a,
    const struct entry *e)
{
	const struct cut *by = registry_opening(
	    r, e->place.author, e->place.incarnation, e->register_number);

	*out = by ? by->signing_key : a->signing_key;
	return by || e->place.incarnation == 1;
}

static bool
is_member(const struct registry *r, const char *name, uint64_t number)
{
	char country[COUNTRY_LEN];
	const struct author *a;

	author_country(country, name);
	a = registry_author(r, country, number);
	return a && a->role == ROLE_MEMBER;
}

enum verdict
role_check(const struct registry *r, const struct desks *d, const struct entry *e,
    struct public_key *signing_key)
{
	enum verdict v = check_register(r, e);
	bool desk = author_is_desk(e->place.author);
	const struct author *a;
	struct public_key key;

	if (v)
		return v;
	a = role_author(r, d, e->place.author, e->register_number);
	/* PROTOCOL M4.17: its country's grant may be on its way by another path. */
	if (!a)
		return desk ? V_REGISTER_WAIT : V_UNKNOWN_AUTHOR;
	if (desk && !is_member(r, e->place.author, e->register_number))
		return V_ROLE;
	/* PROTOCOL M4.7: as the newest enrol act at or below the entry's own act says. */
	if (a->role == ROLE_REMOVED || !kind_allows_role(e->kind, a->role))
		return V_ROLE;
	if (!kind_allows(e->kind, a->role, e->audience)) /* PROTOCOL M4.12 */
		return V_AUDIENCE;
	if (!first_key(&key, r, a, e))
		return V_WRONG_KEY;
	*signing_key = key;
	return V_OK;
}

static bool
is_key(ProtobufCBinaryData d, const struct public_key *key)
{
	return bytes_eq(pb_bytes(d), bytes_of(key->b, sizeof(key->b)));
}

static enum verdict
check_statement(struct keys_statement *s, const char *tag, ProtobufCBinaryData signature,
    const struct public_key *key)
{
	struct signature sig;

	if (signature.len != sizeof(sig.b))
		return V_BAD_SIGNATURE;
	memcpy(sig.b, signature.data, sizeof(sig.b));
	s->tag = tag;
	return keys_check_statement(s, &sig, key);
}

static enum verdict
check_body(const struct registry *r, const struct desks *d, const struct entry *e,
    const Cmsa__KeysBody *b)
{
	const struct author *a = role_author(r, d, e->place.author, e->register_number);
	struct keys_statement s = { .alliance = registry_alliance(r),
		.author = e->place.author,
		.incarnation = e->place.incarnation,
		.generation = 1 };
	enum verdict v;

	if (!a)
		return V_UNKNOWN_AUTHOR;
	/* PROTOCOL M5.3: else a feed could begin under a key that no registrar saw. */
	if (b->generation != 1 || !first_key(&s.new_key, r, a, e) ||
	    !is_key(b->signing_key, &s.new_key) ||
	    !is_key(b->reading_key, &a->reading_key))
		return V_WRONG_KEY;
	v = check_statement(&s, TAG_IDENTITY, b->identity_signature, &a->identity_key);
	if (v)
		return v;
	return check_statement(
	    &s, TAG_POSSESSION, b->possession_signature, &s.new_key);
}

enum verdict
role_check_keys(const struct registry *r, const struct desks *d, const struct entry *e,
    struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, KIND_KEYS, e->schema, body, NULL);
	if (!v)
		v = check_body(r, d, e, (const Cmsa__KeysBody *)m);
	arena_clear(&mem);
	return v;
}

/* PROTOCOL M4.15, M5.36 */
enum verdict
role_check_later_keys(const struct registry *r, const struct desks *d,
    const struct generations *g, const struct entry *e, const Cmsa__KeysBody *body)
{
	const struct generation *now = generations_newest(g);

	if (!body->n_desks)
		return rotation_check(r, d, g, e, body);
	if (!now || body->generation != now->number || e->key != now->number)
		return V_WRONG_KEY;
	if (!author_is_country(e->place.author) ||
	    !is_member(r, e->place.author, e->register_number))
		return V_ROLE;
	return desks_check(d, e->place.author, body);
}
