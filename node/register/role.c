/* role.c - entries against the register. */
#include "role.h"

#include <string.h>

#include "body.h"
#include "pb.h"

/* PROTOCOL M4.6 */
static enum verdict
check_register(const struct registry *r, const struct entry *e)
{
	struct hash id;

	if (e->register_number > registry_number(r))
		return V_REGISTER_WAIT;
	if (!registry_act_id(&id, r, e->register_number) ||
	    !hash_eq(&id, &e->register_id))
		return V_REGISTER_SPLIT;
	return V_OK;
}

enum verdict
role_check(
    const struct registry *r, const struct entry *e, struct public_key *signing_key)
{
	enum verdict v = check_register(r, e);
	const struct author *a;

	if (v)
		return v;
	a = registry_author(r, e->place.author, e->register_number);
	if (!a)
		return V_UNKNOWN_AUTHOR;
	/* PROTOCOL M4.7: as the newest enrol act at or below the entry's own act says. */
	if (a->role == ROLE_REMOVED || !kind_allows_role(e->kind, a->role))
		return V_ROLE;
	if (!kind_allows_audience(e->kind, e->audience))
		return V_AUDIENCE;
	if (e->key != 1)
		return V_WRONG_KEY;
	*signing_key = a->signing_key;
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
check_body(const struct registry *r, const struct entry *e, const Cmsa__KeysBody *b)
{
	const struct author *a = registry_author(r, e->place.author, e->register_number);
	struct keys_statement s = { .alliance = registry_alliance(r),
		.author = e->place.author,
		.incarnation = e->place.incarnation,
		.generation = 1 };
	enum verdict v;

	if (!a)
		return V_UNKNOWN_AUTHOR;
	/* PROTOCOL M5.3: else a feed could begin under a key that no registrar saw. */
	if (b->generation != 1 || !is_key(b->signing_key, &a->signing_key) ||
	    !is_key(b->reading_key, &a->reading_key))
		return V_WRONG_KEY;
	s.new_key = a->signing_key;
	v = check_statement(&s, TAG_IDENTITY, b->identity_signature, &a->identity_key);
	if (v)
		return v;
	return check_statement(
	    &s, TAG_POSSESSION, b->possession_signature, &a->signing_key);
}

enum verdict
role_check_keys(const struct registry *r, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, KIND_KEYS, e->schema, body, NULL);
	if (!v)
		v = check_body(r, e, (const Cmsa__KeysBody *)m);
	arena_clear(&mem);
	return v;
}
