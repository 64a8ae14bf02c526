/* rotation.c - changes of keys against the register and the feed. */
#include "rotation.h"

#include <string.h>

#include "body.h"
#include "keyring.h"
#include "limit.h"
#include "pb.h"
#include "role.h"

/* What is asked about each new key of a body. */
struct asking {
	const struct registry *r;
	const struct desks *d;
	const struct generations *g;
	const struct entry *e;
	const Cmsa__KeysBody *body;
};

static bool
same(const struct public_key *a, const struct public_key *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

static struct public_key
key_of(ProtobufCBinaryData d)
{
	struct public_key k;

	memcpy(k.b, d.data, sizeof(k.b)); /* body_parse has checked its length */
	return k;
}

/* Had the feed itself this key for another use, or is it a signing key again? */
static bool
was_in_feed(
    const struct generations *g, const struct public_key *key, enum keyring_use use)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct generation *of = &g->list[i];

		if (same(&of->signing_key, key) ||
		    (same(&of->reading_key, key) && use != USE_READING))
			return true;
		for (size_t k = 0; k < of->n_nodes; k++)
			if (same(&of->nodes[k].curve_key, key) && use != USE_TRANSPORT)
				return true;
	}
	return false;
}

/* PROTOCOL M4.28 */
static enum verdict
check_key(const struct asking *q, ProtobufCBinaryData data, enum keyring_use use)
{
	struct held_key want = { .key = key_of(data), .use = use };

	memcpy(want.owner, q->e->place.author, sizeof(want.owner));
	if (registry_key_is_taken(q->r, &want, q->e->register_number) ||
	    was_in_feed(q->g, &want.key, use))
		return V_KEY_HELD;
	return q->d && desks_hold_key(q->d, q->e->place.author, &want.key) ? V_KEY_HELD
									   : V_OK;
}

static enum verdict
check_keys(const struct asking *q)
{
	enum verdict v = check_key(q, q->body->signing_key, USE_SIGNING);

	if (!v)
		v = check_key(q, q->body->reading_key, USE_READING);
	for (size_t i = 0; i < q->body->n_nodes && !v; i++)
		v = check_key(q, q->body->nodes[i]->curve_key, USE_TRANSPORT);
	return v;
}

static enum verdict
check_statement(struct keys_statement *s, const char *tag, ProtobufCBinaryData signature,
    const struct public_key *key)
{
	struct signature sig;

	memcpy(sig.b, signature.data, sizeof(sig.b));
	s->tag = tag;
	return keys_check_statement(s, &sig, key);
}

/* PROTOCOL M5.35 */
static enum verdict
check_statements(const struct asking *q, const struct generation *now)
{
	const struct author *a =
	    role_author(q->r, q->d, q->e->place.author, q->e->register_number);
	struct keys_statement s = { .alliance = registry_alliance(q->r),
		.author = q->e->place.author,
		.incarnation = q->e->place.incarnation,
		.generation = q->body->generation,
		.old_key = now->signing_key,
		.new_key = key_of(q->body->signing_key) };
	enum verdict v;

	if (!a)
		return V_UNKNOWN_AUTHOR;
	v = check_statement(
	    &s, TAG_IDENTITY, q->body->identity_signature, &a->identity_key);
	return v ? v
		 : check_statement(
		       &s, TAG_POSSESSION, q->body->possession_signature, &s.new_key);
}

enum verdict
rotation_check(const struct registry *r, const struct desks *d,
    const struct generations *g, const struct entry *e, const Cmsa__KeysBody *body)
{
	const struct asking q = { r, d, g, e, body };
	const struct generation *now = generations_newest(g);
	enum verdict v;

	if (!now || body->n_desks || body->generation != now->number + 1 ||
	    (e->key != now->number && e->key != body->generation))
		return V_WRONG_KEY;
	if (body->n_nodes && author_is_desk(e->place.author))
		return V_ROLE;
	v = check_statements(&q, now);
	return v ? v : check_keys(&q);
}

/* PROTOCOL M4.26: an entry that names the key it is signed with. */
static enum verdict
own_key(struct public_key *key, const struct registry *r, const struct desks *d,
    const struct generations *before, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = entry_check_body(e, body);
	if (!v)
		v = body_parse(&m, &mem, KIND_KEYS, e->schema, body, NULL);
	if (!v && before->n)
		v = rotation_check(r, d, before, e, (const Cmsa__KeysBody *)m);
	else if (!v)
		v = role_check_keys(r, d, e, body);
	if (!v)
		*key = key_of(((const Cmsa__KeysBody *)m)->signing_key);
	arena_clear(&mem);
	return v;
}

enum verdict
rotation_key_at(struct public_key *key, const struct registry *r, const struct desks *d,
    const struct generations *g, const struct entry *e, struct bytes body)
{
	const struct generation *now = generations_in_force(g, e->place.seq);
	uint32_t number = now ? now->number : 0;
	struct generations before;
	enum verdict v;

	if (now && e->key == number) {
		*key = now->signing_key;
		return V_OK;
	}
	if (e->key != number + 1 || e->kind != KIND_KEYS)
		return V_WRONG_KEY;
	if (!body.p) {
		const struct public_key *held =
		    generations_key_at(g, e->place.seq, e->key);

		if (held)
			*key = *held;
		return held ? V_OK : V_WRONG_KEY;
	}
	before = generations_before(g, e->place.seq);
	v = own_key(key, r, d, &before, e, body);
	generations_clear(&before);
	return v;
}
