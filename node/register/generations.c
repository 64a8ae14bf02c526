/* generations.c - which key when: a short array, oldest first. */
#include "generations.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

void
generations_clear(struct generations *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->list[i].nodes);
	free(g->list);
	*g = (struct generations){ 0 };
}

static struct generation *
add(struct generations *g)
{
	g->list = mem_resize(g->list, g->n + 1, sizeof(*g->list));
	g->list[g->n] = (struct generation){ 0 };
	return &g->list[g->n++];
}

struct generations
generations_before(const struct generations *g, uint64_t seq)
{
	struct generations out = { 0 };

	for (size_t i = 0; i < g->n && g->list[i].said_at < seq; i++) {
		struct generation *to = add(&out);

		*to = g->list[i];
		if (to->n_nodes)
			to->nodes = mem_dup(to->nodes, to->n_nodes * sizeof(*to->nodes));
	}
	return out;
}

struct generations
generations_copy(const struct generations *g)
{
	return generations_before(g, UINT64_MAX);
}

static struct public_key
key_of(ProtobufCBinaryData d)
{
	struct public_key k;

	assert(d.len == sizeof(k.b)); /* body_parse has checked it */
	memcpy(k.b, d.data, sizeof(k.b));
	return k;
}

void
generations_apply(
    struct generations *g, const struct entry *e, const Cmsa__KeysBody *body)
{
	struct generation *to;

	if (body->n_desks)
		return;
	to = add(g);
	to->number = body->generation;
	to->said_at = e->place.seq;
	to->register_number = e->register_number;
	to->signing_key = key_of(body->signing_key);
	to->reading_key = key_of(body->reading_key);
	to->n_nodes = body->n_nodes;
	if (!body->n_nodes)
		return;
	to->nodes = mem_array(body->n_nodes, sizeof(*to->nodes));
	for (size_t i = 0; i < body->n_nodes; i++) {
		const Cmsa__NodeKey *n = body->nodes[i];

		memcpy(to->nodes[i].name, n->name, strlen(n->name) + 1);
		to->nodes[i].curve_key = key_of(n->curve_key);
		to->nodes[i].only = n->only;
	}
}

const struct generation *
generations_newest(const struct generations *g)
{
	return g->n ? &g->list[g->n - 1] : NULL;
}

const struct generation *
generations_in_force(const struct generations *g, uint64_t seq)
{
	size_t i = g->n;

	while (i && g->list[i - 1].said_at >= seq)
		i--;
	return i ? &g->list[i - 1] : NULL;
}

const struct public_key *
generations_key_at(const struct generations *g, uint64_t seq, uint32_t number)
{
	const struct generation *now = generations_in_force(g, seq);
	size_t next = now ? (size_t)(now - g->list) + 1 : 0;

	if (now && now->number == number)
		return &now->signing_key;
	if (next < g->n && g->list[next].said_at == seq && g->list[next].number == number)
		return &g->list[next].signing_key;
	return NULL;
}

enum verdict
generations_check(const struct generations *g, const struct entry *e)
{
	const struct generation *now = generations_newest(g);
	uint32_t number = now ? now->number : 0;

	if (now && e->key == number)
		return V_OK;
	/* it names its own key: its body is checked for that */
	return e->key == number + 1 && e->kind == KIND_KEYS ? V_OK : V_WRONG_KEY;
}

static const struct generation_node *
named(const struct generation *of, const char *name)
{
	for (size_t i = 0; i < of->n_nodes; i++)
		if (!strcmp(of->nodes[i].name, name))
			return &of->nodes[i];
	return NULL;
}

size_t
generations_node_keys(struct public_key out[static 2], const struct generations *g,
    const struct author *a, const struct author_node *n)
{
	size_t count = 1;

	out[0] = n->curve_key;
	for (size_t i = 0; g && i < g->n; i++) {
		const struct generation_node *k = named(&g->list[i], n->name);

		/* an act that came later says it anew */
		if (g->list[i].register_number < a->act)
			continue;
		count = 1;
		if (!k)
			continue;
		if (!k->only && memcmp(&out[0], &k->curve_key, sizeof(out[0])) != 0) {
			out[1] = out[0];
			count = 2;
		}
		out[0] = k->curve_key;
	}
	return count;
}

struct public_key
generations_reading_key(const struct generations *g, const struct author *a)
{
	const struct generation *now = g ? generations_newest(g) : NULL;

	return now && now->register_number >= a->act ? now->reading_key : a->reading_key;
}
