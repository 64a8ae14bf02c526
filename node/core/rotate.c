/* rotate.c - changes of this node's own signing key: which keys body goes to the signer with
 * which request, and when the next one is published (PROTOCOL.md 4.3). */
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"

static const struct generations *
own_keys(struct core *c)
{
	static const struct generations none;
	const struct own_feed *f = feeds_find(c, c->author, c->incarnation);

	return f ? &f->gens : &none;
}

uint32_t
rotate_named(struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__KeysBody *b;
	struct arena mem;
	uint32_t number = 0;

	if (!body.n)
		return 0;
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_KEYS, 1, body, NULL)) {
		b = (const Cmsa__KeysBody *)m;
		number = b->n_desks ? 0 : b->generation;
	}
	arena_clear(&mem);
	return number;
}

static void
hand_over(struct core *c, struct bytes body, const struct public_key *old_key)
{
	const struct signer *s = c->cfg.signer;

	if (s->hand_over)
		s->hand_over(s->ctx, body, old_key);
}

void
rotate_before_sign(struct core *c, const struct run_entry *r)
{
	const struct generation *now = generations_newest(own_keys(c));
	bool names = now && r->e.kind == KIND_KEYS && r->body.p &&
		     rotate_named(r->body) == now->number + 1;

	hand_over(
	    c, names ? r->body : bytes_of(NULL, 0), names ? &now->signing_key : NULL);
}

void
rotate_before_advance(struct core *c, const struct stored_entry *se)
{
	const struct generations *g = own_keys(c);
	const struct generation *now = generations_newest(g);

	if (g->n > 1 && now->said_at == se->e.place.seq && se->e.key < now->number)
		hand_over(c, buf_view(&se->body), &g->list[g->n - 2].signing_key);
	else if (now && c->keys_generation == now->number + 1)
		hand_over(c, buf_view(&c->keys_body), &now->signing_key);
	else
		hand_over(c, bytes_of(NULL, 0), NULL);
}

static bool
is_open(const struct sign_reply *r, const uint8_t *key)
{
	for (size_t i = 0; i < r->n_keys; i++)
		if (!memcmp(r->keys[i].b, key, sizeof(r->keys[i].b)))
			return true;
	return false;
}

/* Is the key that the body names open in the sign process? */
static bool
next_is_open(const struct sign_reply *r, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	bool is = false;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_KEYS, 1, body, NULL))
		is = is_open(r, ((const Cmsa__KeysBody *)m)->signing_key.data);
	arena_clear(&mem);
	return is;
}

bool
rotate_pending(struct core *c, uint32_t *number)
{
	const struct generation *now = generations_newest(own_keys(c));
	struct sign_reply r;

	if (!now || c->keys_generation != now->number + 1 ||
	    c->cfg.signer->status(c->cfg.signer->ctx, &r) ||
	    !next_is_open(&r, buf_view(&c->keys_body)))
		return false;
	*number = is_open(&r, now->signing_key.b) ? now->number : now->number + 1;
	return true;
}

enum err
rotate_take(struct core *c, struct bytes body, struct errmsg *m)
{
	const struct generation *now = generations_newest(own_keys(c));
	uint32_t number = rotate_named(body);
	struct sign_reply r;

	if (!c->cfg.signer)
		return errmsg_set(m, ERR_REFUSED,
		    "this node replicates; another node of %s writes", c->author);
	if (!c->own_head_known || !now)
		return errmsg_set(
		    m, ERR_BUSY, "this node has not learned its own head yet");
	if (number != now->number + 1)
		return errmsg_set(m, ERR_INPUT,
		    "expected a statement that names generation %u, found one for %u",
		    now->number + 1, number);
	if (c->cfg.signer->status(c->cfg.signer->ctx, &r))
		return errmsg_set(m, ERR_GONE, "the sign process does not answer");
	if (!next_is_open(&r, body))
		return errmsg_set(m, ERR_REFUSED,
		    "the sign process has not opened the new key: put it where node.conf says, [keys] next, and let it open its keys again with cmsa keys reopen");
	buf_reset(&c->keys_body);
	buf_add(&c->keys_body, body.p, body.n);
	c->keys_generation = number;
	return ERR_NONE;
}
