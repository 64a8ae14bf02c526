/* holes.c - bodies that this node may read and does not hold: because they came without, or
 * its role grew (PROTOCOL M6.14). */
#include <string.h>

#include "core_priv.h"
#include "log.h"

struct hole_walk {
	struct core *c;
	struct core_time now;
	size_t asked, found;
};

static bool
holds(const struct peer *p, const struct place *first, uint64_t last)
{
	return p->state == TALK_READY &&
	       position_seq(&p->heads, first->author, first->incarnation) >= last;
}

/* Whoever reads that audience, and the author itself. */
static bool
may_hold(const struct peer *p, const struct place *first, uint32_t audience)
{
	return role_reads(p->role, audience) || !strcmp(p->author, first->author);
}

/* The last free question to a peer is for what is new: bodies that it does not give must not
 * keep this node from its entries. */
static struct question *
free_question(struct peer *p)
{
	struct question *q = pull_free_question(p);
	size_t n = 0;

	for (size_t i = 0; q && i < MAX_OPEN_QUESTIONS; i++)
		n += !p->open[i].until_ms;
	return n > 1 ? q : NULL;
}

static enum err
ask_for_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct hole_walk *w = ctx;
	struct core *c = w->c;
	/* each hole begins with another peer than the one before it, and than the last time */
	size_t begin = c->next_hole_peer + w->found++;
	bool some_free = false;

	for (size_t i = 0; i < c->n_peers; i++) {
		struct peer *p = &c->peers[(begin + i) % c->n_peers];
		struct question *q = free_question(p);

		some_free |= q && p->state == TALK_READY;
		if (!q || !holds(p, first, last) || !may_hold(p, first, audience))
			continue;
		*q = (struct question){ .first = *first,
			.last = last,
			.audience = audience,
			.until_ms = w->now.mono_ms + TALK_REQUEST_MS };
		pull_ask(c, p, q);
		w->asked++;
		return ERR_NONE;
	}
	/* nobody here holds it: others may be had; or every question is in use: later */
	return some_free ? ERR_NONE : ERR_FULL;
}

static bool
fills_are_open(const struct core *c)
{
	for (size_t i = 0; i < c->n_peers; i++)
		for (size_t k = 0; k < MAX_OPEN_QUESTIONS; k++)
			if (c->peers[i].open[k].until_ms && c->peers[i].open[k].audience)
				return true;
	return false;
}

void
holes_ask(struct core *c, struct core_time now)
{
	struct hole_walk w = { .c = c, .now = now };
	uint32_t audiences = role_audiences(own_role(c));
	enum err e;

	if (!c->holes_possible || now.mono_ms - c->holes_ms < 1000 || !c->n_peers ||
	    fills_are_open(c))
		return;
	c->holes_ms = now.mono_ms;
	e = store_holes_each(c->cfg.store, audiences, ask_for_hole, &w);
	c->next_hole_peer++; /* one that has nothing must not be asked for ever */
	if (e && e != ERR_FULL)
		log_error("cannot list missing bodies: %s", err_name(e));
	if (!e && !w.found)
		c->holes_possible = false;
}
