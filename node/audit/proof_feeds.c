/* proof_feeds.c - which entries are there, and who said when that it held them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "mem.h"
#include "pb.h"
#include "proof_impl.h"

/* --- ranges ------------------------------------------------------------------------- */

/* PROTOCOL M4.25 */
static bool
is_named(const struct proving *g)
{
	const struct registry *r = g->p->registry;
	const struct place *at = &g->feed->head.place;
	const struct cut *c =
	    registry_cut(r, at->author, at->incarnation, registry_number(r));

	return c && c->last_seq == g->tip.seq && hash_eq(&c->last_id, &g->tip.id);
}

enum err
proof_feeds_close(struct proving *g)
{
	struct proof_feed *f = g->feed;
	struct place at;
	char why[96];

	if (!f)
		return ERR_NONE;
	at = f->head.place;
	at.seq = g->tip.seq;
	/* PROTOCOL M10.6 */
	if (!g->signed_at && is_named(g))
		g->signed_at = g->tip.seq; /* by the registrars */
	if (g->signed_at != g->tip.seq) {
		snprintf(why, sizeof(why),
		    "no signature proves the entries from %" PRIu64 " up to this one",
		    g->range_first);
		return proof_refuse(g, &at, why);
	}
	if (g->range_first > f->head.place.seq)
		return proof_refuse(g, &at, "is beyond the position");
	f->ranges = mem_resize(f->ranges, f->n_ranges + 1, sizeof(*f->ranges));
	f->ranges[f->n_ranges++] = (struct proof_range){ .first = g->range_first,
		.last = g->tip.seq < f->head.place.seq ? g->tip.seq : f->head.place.seq,
		.signed_at = g->signed_at };
	g->signed_at = 0;
	return ERR_NONE;
}

enum err
proof_feeds_take(struct proving *g, const struct entry *e)
{
	struct proof_feed *f = g->feed;
	struct known_ids *ids = &g->ids[f - g->p->feeds];

	if (g->p->entries == BUNDLE_MOST_ENTRIES)
		return proof_refuse(
		    g, &e->place, "more entries than this program reads, 4194304");
	g->p->entries++;
	if (e->place.seq > f->head.place.seq) {
		f->beyond++;
		return ERR_NONE;
	}
	f->entries++;
	ids->v = grow(ids->v, &ids->room, ids->n, sizeof(*ids->v));
	ids->v[ids->n++] = (struct known_id){ e->place.seq, e->id, e->time_ms };
	proof_when_entry(g, e);
	/* PROTOCOL M10.3 */
	if (e->place.seq == f->head.place.seq && !hash_eq(&e->id, &f->head.id))
		return proof_refuse(g, &e->place,
		    "is another entry than the head that the manifest names");
	return ERR_NONE;
}

static bool
is_covered(const struct proof_feed *f, uint64_t first, uint64_t last)
{
	for (size_t i = 0; i < f->n_ranges; i++)
		if (f->ranges[i].first <= first && f->ranges[i].last >= last)
			return true;
	return false;
}

/* PROTOCOL M10.5 */
static enum err
check_range(struct proving *g, const struct proof_feed *f, uint64_t first, uint64_t last)
{
	struct place at = f->head.place;
	char why[112];

	const struct place *head = &f->head.place;
	const uint64_t begins =
	    registry_first_seq(g->p->registry, head->author, head->incarnation);

	/* of each incarnation what lies in the range */
	if (!last || last > head->seq)
		last = head->seq;
	if (first < begins)
		first = begins;
	if (first > last)
		return ERR_NONE;
	if (is_covered(f, first, last))
		return ERR_NONE;
	at.seq = last;
	snprintf(why, sizeof(why),
	    "entries %" PRIu64 "..%" PRIu64
	    " are asked for, and not all of them are in the file",
	    first, last);
	return proof_refuse(g, &at, why);
}

static int
id_cmp(const void *key, const void *v)
{
	const uint64_t seq = *(const uint64_t *)key;
	const struct known_id *k = v;

	return (seq > k->seq) - (seq < k->seq);
}

const struct hash *
proof_feeds_id(const struct proving *g, size_t feed, uint64_t seq)
{
	const struct known_ids *ids = &g->ids[feed];
	const struct known_id *k =
	    ids->n ? bsearch(&seq, ids->v, ids->n, sizeof(*ids->v), id_cmp) : NULL;

	return k ? &k->id : NULL;
}

/* A word on an entry that is in the file under another id: one of the two lies. */
static void
check_claims(struct proving *g)
{
	for (size_t i = 0; i < g->n_claims; i++) {
		const struct claim *c = &g->claims[i];
		const struct hash *id = proof_feeds_id(g, c->of, c->seq);

		if (!id || hash_eq(id, &c->id))
			continue;
		if (!g->p->disagree++)
			snprintf(g->p->disagrees, sizeof(g->p->disagrees),
			    "%s:%" PRIu64 " names another %s:%" PRIu64
			    " than the one in this file",
			    c->by, c->by_seq, g->p->feeds[c->of].head.place.author,
			    c->seq);
	}
}

enum err
proof_feeds_check(struct proving *g)
{
	const struct bundle_manifest *m = &g->p->manifest;
	enum err e = proof_feeds_close(g);

	for (size_t i = 0; i < g->p->n_feeds && !e && !m->n_chosen; i++)
		e = check_range(g, &g->p->feeds[i], 1, 0);
	for (size_t i = 0; i < m->n_chosen && !e; i++) {
		const struct bundle_choice *c = &m->chosen[i];

		for (size_t k = 0; k < g->p->n_feeds && !e; k++)
			if (!strcmp(g->p->feeds[k].head.place.author, c->author))
				e = check_range(g, &g->p->feeds[k], c->first, c->last);
	}
	check_claims(g);
	return e;
}

/* --- witnesses ---------------------------------------------------------------------- */

struct proof_feed *
proof_feeds_of(struct proof *p, const char *author, uint32_t incarnation)
{
	size_t low = 0, high = p->n_feeds;

	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const struct place *at = &p->feeds[mid].head.place;
		int c = strcmp(author, at->author);

		c = c ? c
		      : (incarnation > at->incarnation) - (incarnation < at->incarnation);
		if (!c)
			return &p->feeds[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* What this author said of the feed so far.  Its witness entries come one after the other, so
 * it is the newest of the feed's words, or none. */
static struct proof_word *
word_of(struct proof_feed *f, const char *by)
{
	struct proof_word *w;

	if (f->n_words && !strcmp(f->words[f->n_words - 1].by, by))
		return &f->words[f->n_words - 1];
	f->words = mem_resize(f->words, f->n_words + 1, sizeof(*f->words));
	w = &f->words[f->n_words++];
	*w = (struct proof_word){ .by = "" };
	memcpy(w->by, by, strlen(by));
	return w;
}

static void
add_claim(struct proving *g, const struct proof_feed *of, const struct entry *e,
    const Cmsa__Head *h)
{
	struct claim c = {
		.of = (size_t)(of - g->p->feeds), .seq = h->seq, .by_seq = e->place.seq
	};

	if (!hash_from(&c.id, pb_bytes(h->id)))
		return;
	memcpy(c.by, e->place.author, sizeof(c.by));
	g->claims = grow(g->claims, &g->room_claims, g->n_claims, sizeof(*g->claims));
	g->claims[g->n_claims++] = c;
}

void
proof_feeds_witness(
    struct proving *g, const struct entry *e, const Cmsa__WitnessBody *body)
{
	proof_forks_hear(g, body);
	proof_when_witness(g, e, body, e->time_ms >= g->said_ms);
	/* PROTOCOL M7.3: a time that falls does not count */
	if (e->time_ms < g->said_ms)
		return;
	g->said_ms = e->time_ms;
	for (size_t i = 0; i < body->n_heads; i++) {
		const Cmsa__Head *h = body->heads[i];
		struct proof_feed *f = proof_feeds_of(g->p, h->author, h->incarnation);
		struct proof_word *w;

		if (!f)
			continue;
		w = word_of(f, e->place.author);
		if (w->last.up_to >= h->seq)
			continue; /* nothing new */
		w->last = (struct proof_said){ e->place.seq, h->seq, e->time_ms };
		if (!w->first.seq)
			w->first = w->last;
		add_claim(g, f, e, h);
	}
}
