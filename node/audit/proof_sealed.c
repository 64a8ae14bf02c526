/* proof_sealed.c - sealed entries of a bundle and the disclosures of their keys: which key is right,
 * and what the one that was asked for holds (PROTOCOL M10.10). */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"
#include "proof_impl.h"
#include "sealed_body.h"

enum {
	MOST = 1 << 18 /* of either: 300 bytes each */
};

static bool
is_asked(const struct proving *g, const struct entry *e)
{
	return g->ask->open && !place_cmp(g->ask->open, &e->place);
}

static enum err
add_sealed(struct proving *g, const struct entry *e, struct bytes body)
{
	struct proof *p = g->p;

	if (p->n_sealed == MOST)
		return proof_refuse(g, &e->place, "is one sealed entry more than 262144");
	if (!(p->n_sealed & (p->n_sealed - 1)))
		p->sealed = mem_resize(
		    p->sealed, p->n_sealed ? 2 * p->n_sealed : 1, sizeof(*p->sealed));
	p->sealed[p->n_sealed] = *e;
	/* borrowed from the frame */
	p->sealed[p->n_sealed].header = p->sealed[p->n_sealed].extension =
	    bytes_of(NULL, 0);
	p->n_sealed++;
	if (body.p && is_asked(g, e))
		buf_add(&p->opens.sealed, body.p, body.n);
	return ERR_NONE;
}

static void
take_disclosure(struct proof_disclosure *out, const Cmsa__DisclosureBody *b)
{
	struct buf text = { 0 };

	memcpy(out->of.author, b->entry->author, strlen(b->entry->author) + 1);
	out->of.incarnation = b->entry->incarnation;
	out->of.seq = b->entry->seq;
	hash_from(&out->of_id, pb_bytes(b->entry->id)); /* checked: 32 bytes each */
	memcpy(out->key, b->key.data, sizeof(out->key));
	buf_add_format(&text, "%.120s", b->reason);
	memcpy(out->reason, text.p, text.n);
	buf_clear(&text);
}

static enum err
add_disclosure(struct proving *g, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct proof *p = g->p;
	struct arena mem;

	if (p->n_disclosures == MOST)
		return proof_refuse(g, &e->place, "is one disclosure more than 262144");
	if (!(p->n_disclosures & (p->n_disclosures - 1)))
		p->disclosures = mem_resize(p->disclosures,
		    p->n_disclosures ? 2 * p->n_disclosures : 1, sizeof(*p->disclosures));
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, e->kind, e->schema, body, NULL)) {
		struct proof_disclosure *d = &p->disclosures[p->n_disclosures++];

		*d = (struct proof_disclosure){ .by = e->place };
		take_disclosure(d, (const Cmsa__DisclosureBody *)m);
	}
	arena_clear(&mem);
	return ERR_NONE;
}

enum err
proof_sealed_add(struct proving *g, const struct entry *e, struct bytes body)
{
	if (e->audience == AUDIENCE_NAMED)
		return add_sealed(g, e, body);
	if (e->kind == KIND_DISCLOSURE && body.p && e->body_size)
		return add_disclosure(g, e, body);
	return ERR_NONE;
}

/* --- which key is right -------------------------------------------------------------------- */

/* Entries come by place. */
static const struct entry *
find(const struct proof *p, const struct place *at)
{
	size_t lo = 0, hi = p->n_sealed;

	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		const int c = place_cmp(&p->sealed[mid].place, at);

		if (!c)
			return &p->sealed[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static enum proof_disclosed
judge(const struct proof *p, const struct proof_disclosure *d)
{
	const struct entry *e = find(p, &d->of);

	if (!e || !hash_eq(&e->id, &d->of_id))
		return PROOF_NOT_IN_FILE;
	return sealed_body_check_key(&p->manifest.alliance, e, d->key) ? PROOF_WRONG_KEY
								       : PROOF_RIGHT_KEY;
}

static void
try_key(struct proof *p, const struct entry *e,
    const uint8_t key[static SEALED_BODY_KEY_BYTES], const struct proof_disclosure *by)
{
	struct proof_opened *o = &p->opens;

	o->verdict = sealed_body_open(
	    &o->body, &p->manifest.alliance, e, buf_view(&o->sealed), key);
	o->tried = true;
	o->by = by;
	if (!o->verdict || o->verdict > V_SEALED_KEY)
		memcpy(o->key, key, sizeof(o->key));
}

/* The key that was given first, then disclosures, until one is right. */
static void
open_asked(struct proving *g)
{
	struct proof *p = g->p;
	const struct entry *e = find(p, g->ask->open);

	p->opens.entry = e;
	if (!e || !p->opens.sealed.n)
		return;
	if (g->ask->key)
		try_key(p, e, g->ask->key, NULL);
	for (size_t i = 0; i < p->n_disclosures && !g->ask->key; i++) {
		const struct proof_disclosure *d = &p->disclosures[i];

		if (d->state != PROOF_RIGHT_KEY || place_cmp(&d->of, &e->place))
			continue;
		try_key(p, e, d->key, d);
		return;
	}
}

void
proof_sealed_judge(struct proving *g)
{
	for (size_t i = 0; i < g->p->n_disclosures; i++)
		g->p->disclosures[i].state = judge(g->p, &g->p->disclosures[i]);
	if (g->ask->open)
		open_asked(g);
}

void
proof_sealed_clear(struct proof *p)
{
	free(p->sealed);
	if (p->disclosures)
		sodium_memzero(
		    p->disclosures, p->n_disclosures * sizeof(*p->disclosures));
	free(p->disclosures);
	if (p->opens.body.p)
		sodium_memzero(p->opens.body.p, p->opens.body.n);
	sodium_memzero(p->opens.key, sizeof(p->opens.key));
	buf_clear(&p->opens.sealed);
	buf_clear(&p->opens.body);
}
