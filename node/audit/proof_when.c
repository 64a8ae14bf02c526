/* proof_when.c - the interval of one entry, from what the witness entries of a bundle list
 * (when.h; PROTOCOL.md 7.12).  Only when it is asked for: 80 bytes a listed head. */
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "mem.h"
#include "pb.h"
#include "proof_impl.h"

/* --- while the file is read --------------------------------------------------------- */

static size_t
feed_number(const struct proof *p, const char *author, uint32_t incarnation)
{
	for (size_t i = 0; i < p->n_feeds; i++)
		if (p->feeds[i].head.place.incarnation == incarnation &&
		    !strcmp(p->feeds[i].head.place.author, author))
			return i;
	return p->n_feeds;
}

void
proof_when_entry(struct proving *g, const struct entry *e)
{
	if (!g->ask->when || place_cmp(g->ask->when, &e->place))
		return;
	g->target = *e;
	g->target.header = g->target.extension = bytes_of(NULL, 0);
	g->target_found = true;
}

void
proof_when_witness(
    struct proving *g, const struct entry *e, const Cmsa__WitnessBody *body, bool counts)
{
	if (!g->ask->when)
		return;
	g->said = grow(g->said, &g->room_said, g->n_said, sizeof(*g->said));
	g->said[g->n_said++] = (struct proof_witness){ .by = g->feed->head.place,
		.id = e->id,
		.time_ms = e->time_ms,
		.counts = counts,
		.first = g->n_listed,
		.n = 0 };
	g->said[g->n_said - 1].by.seq = e->place.seq;
	for (size_t i = 0; i < body->n_heads; i++) {
		struct proof_listed l = { .feed =
					      feed_number(g->p, body->heads[i]->author,
						  body->heads[i]->incarnation),
			.seq = body->heads[i]->seq };

		if (l.feed == g->p->n_feeds ||
		    !hash_from(&l.id, pb_bytes(body->heads[i]->id)))
			continue;
		g->listed =
		    grow(g->listed, &g->room_listed, g->n_listed, sizeof(*g->listed));
		g->listed[g->n_listed++] = l;
		g->said[g->n_said - 1].n++;
	}
}

/* --- what when.h asks --------------------------------------------------------------- */

static const struct known_id *
find_id(const struct proving *g, size_t feed, uint64_t seq)
{
	const struct known_ids *ids = &g->ids[feed];
	size_t low = 0, high = ids->n;

	while (low < high) {
		const size_t mid = low + (high - low) / 2;

		if (ids->v[mid].seq < seq)
			low = mid + 1;
		else
			high = mid;
	}
	return low < ids->n && ids->v[low].seq == seq ? &ids->v[low] : NULL;
}

static enum err
entry(void *ctx, struct hash *id, int64_t *time_ms, const struct place *p)
{
	const struct proving *g = ctx;
	const size_t feed = feed_number(g->p, p->author, p->incarnation);
	const struct known_id *k = feed < g->p->n_feeds ? find_id(g, feed, p->seq) : NULL;

	if (!k)
		return ERR_NOT_FOUND;
	*id = k->id;
	*time_ms = k->time_ms;
	return ERR_NONE;
}

static struct when_word
word_of(
    const struct proving *g, const struct proof_witness *s, const struct proof_listed *l)
{
	const struct known_id *k = find_id(g, l->feed, l->seq);
	struct when_word w = { .by = s->by,
		.by_id = s->id,
		.by_ms = s->time_ms,
		.of = g->p->feeds[l->feed].head.place,
		.of_id = l->id,
		.held = k && hash_eq(&k->id, &l->id) };

	w.of.seq = l->seq;
	return w;
}

static enum err
about(void *ctx, const struct place *p, when_word_fn *fn, void *arg)
{
	const struct proving *g = ctx;
	const size_t feed = feed_number(g->p, p->author, p->incarnation);
	enum err e = ERR_NONE;

	for (size_t i = 0; i < g->n_said; i++) {
		const struct proof_witness *s = &g->said[i];

		for (size_t k = s->first; s->counts && k < s->first + s->n && !e; k++) {
			const struct when_word w = word_of(g, s, &g->listed[k]);

			if (g->listed[k].feed == feed && g->listed[k].seq >= p->seq)
				e = fn(arg, &w);
		}
	}
	return e;
}

static enum err
rests(void *ctx, const struct place *p, when_word_fn *fn, void *arg)
{
	const struct proving *g = ctx;
	enum err e = ERR_NONE;

	for (size_t i = 0; i < g->n_said; i++) {
		const struct proof_witness *s = &g->said[i];

		if (strcmp(s->by.author, p->author) ||
		    s->by.incarnation != p->incarnation || s->by.seq > p->seq)
			continue;
		for (size_t k = s->first; k < s->first + s->n && !e; k++) {
			const struct when_word w = word_of(g, s, &g->listed[k]);

			e = fn(arg, &w);
		}
	}
	return e;
}

static enum err
last(void *ctx, struct when_word *out, const char *author, const struct place *p)
{
	const struct proving *g = ctx;
	const struct proof_witness *newest = NULL;

	for (size_t i = 0; i < g->n_said; i++) {
		const struct proof_witness *s = &g->said[i];

		if (s->counts && !strcmp(s->by.author, author) &&
		    (!p || place_cmp(&s->by, p) < 0))
			newest = s;
	}
	if (!newest)
		return ERR_NOT_FOUND;
	*out = (struct when_word){ .by = newest->by,
		.by_id = newest->id,
		.by_ms = newest->time_ms,
		.held = true };
	return ERR_NONE;
}

enum err
proof_when_answer(struct proving *g)
{
	const struct when_source s = { g, entry, about, rests, last };
	const struct place *p = g->ask->when;

	if (!p)
		return ERR_NONE;
	if (!g->target_found)
		return errmsg_set(g->m, ERR_NOT_FOUND,
		    "entry %s %u:%llu is not in the bundle, or beyond its position",
		    p->author, p->incarnation, (unsigned long long)p->seq);
	return when_new(&g->p->when, g->p->at, &g->target, g->p->manifest.as_of, &s);
}

void
proof_when_clear(struct proving *g)
{
	free(g->said);
	free(g->listed);
}
