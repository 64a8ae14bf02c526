/* control_keys.c - which keys are whose, and a change of this node's own (PROTOCOL M4.27). */
#include "control_keys.h"

#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "mem.h"
#include "pb.h"
#include "role.h"

/* What the door would say of it. */
static enum err
check(struct core *c, struct bytes body, uint32_t key, struct core_time now,
    struct errmsg *m)
{
	enum verdict v = publish_keys_verdict(c, body, key, now);

	return v ? errmsg_set(m, ERR_INPUT, "the statement is refused (%s): %s",
		       verdict_word(v), verdict_text(v))
		 : ERR_NONE;
}

enum err
control_keys_publish(struct core *c, struct place *place, struct hash *id,
    struct bytes body, struct core_time now, struct errmsg *m)
{
	uint32_t key = 0;
	enum err e = rotate_take(c, body, m);

	if (!e && !rotate_pending(c, &key))
		e = errmsg_set(m, ERR_GONE, "the sign process does not answer");
	if (!e)
		e = check(c, body, key, now, m);
	if (e) {
		c->keys_generation = 0;
		return e;
	}
	e = publish_next_keys(c, place, id, now);
	if (e && e != ERR_REFUSED)
		errmsg_set(m, e,
		    "the keys entry is not published yet (%s), and is as soon as it can be",
		    err_name(e));
	return e;
}

static size_t
admitted_keys(struct core *c, const char *name)
{
	const struct author *a =
	    role_author(c->registry, c->desks, name, registry_number(c->registry));
	struct public_key keys[2];
	size_t n = 0;

	for (size_t i = 0; a && i < a->n_nodes; i++)
		n += generations_node_keys(keys, roster_keys(c, name), a, &a->nodes[i]);
	return n;
}

static bool
is_open(const struct sign_reply *r, const struct public_key *key)
{
	for (size_t i = 0; i < r->n_keys; i++)
		if (!memcmp(&r->keys[i], key, sizeof(*key)))
			return true;
	return false;
}

static void
fill(struct key_list *out, struct core *c, const struct own_feed *f,
    const struct sign_reply *open)
{
	const struct generation *g = generations_newest(&f->gens);
	Cmsa__KeyStatus *s = &out->status[out->n];
	struct public_key *reading = &out->reading[out->n];

	cmsa__key_status__init(s);
	s->author = pb_text(f->place.author);
	s->incarnation = f->place.incarnation;
	s->generation = g->number;
	s->seq = g->said_at;
	s->signing_key = pb_hash_data(g->signing_key.b);
	*reading = g->reading_key;
	roster_reading_key(c, reading, f->place.author);
	s->reading_key = pb_hash_data(reading->b);
	s->open_here = is_open(open, &g->signing_key);
	s->transport_keys = (uint32_t)admitted_keys(c, f->place.author);
	out->list[out->n++] = s;
}

void
control_keys_list(struct key_list *out, struct core *c)
{
	struct sign_reply open = { 0 };

	if (c->cfg.signer && c->cfg.signer->status(c->cfg.signer->ctx, &open))
		open.n_keys = 0;
	out->status = mem_array(c->n_feeds, sizeof(*out->status));
	out->list = mem_array(c->n_feeds, sizeof(*out->list));
	out->reading = mem_array(c->n_feeds, sizeof(*out->reading));
	for (size_t i = 0; i < c->n_feeds; i++)
		if (c->feeds[i].gens.n)
			fill(out, c, &c->feeds[i], &open);
}

void
control_keys_free(struct key_list *l)
{
	free(l->status);
	free(l->list);
	free(l->reading);
	*l = (struct key_list){ 0 };
}

uint32_t
control_keys_generation(struct core *c, const char *author)
{
	const struct generations *g = roster_keys(c, author);

	return g ? generations_newest(g)->number : 0;
}
