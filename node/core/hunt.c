/* hunt.c - where does a peer's history of a feed part from the one held?  By ids, the interval
 * cut into 64 each time; then the run from there, which must be signed (PROTOCOL M6.19). */
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"
#include "pb.h"
#include "segment.h"

enum {
	MOST_ROUNDS = 12, /* 64 to the 12th is more than there are places */
	BACK_OFF_FIRST_MS =
	    10 * 1000, /* after one that led to nothing; then twice as long */
	BACK_OFF_DOUBLINGS = 6
};

static void
end(struct peer *p)
{
	p->hunt = (struct hunt){ 0 };
}

/* It led to nothing.  `lied`: by what the peer said. */
static void
fail(struct core *c, struct peer *p, bool lied, struct core_time now)
{
	log_warn(
	    "%s/%s says another history of %s than is held here, and does not show one",
	    p->author, p->node, p->hunt.at.author);
	p->hunt_next_ms = now.mono_ms + ((int64_t)BACK_OFF_FIRST_MS << p->hunt_failures);
	if (p->hunt_failures < BACK_OFF_DOUBLINGS)
		p->hunt_failures++;
	if (lied)
		core_count(c, V_UNPROVEN, p);
	end(p);
}

static void
ask_ids(struct core *c, struct peer *p)
{
	const struct hunt *h = &p->hunt;
	const uint64_t gap = h->differs - h->same,
		       n = gap - 1 < LIMIT_IDS ? gap - 1 : LIMIT_IDS;
	struct place at = h->at;
	uint64_t seq[LIMIT_IDS];
	Cmsa__GetIds g;
	Cmsa__Wire w;

	for (uint64_t i = 0; i < n; i++)
		seq[i] =
		    n == gap - 1 ? h->same + 1 + i : h->same + gap / (n + 1) * (i + 1);
	cmsa__get_ids__init(&g);
	g.author = at.author;
	g.incarnation = at.incarnation;
	g.seq = seq;
	g.n_seq = (size_t)n;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_IDS;
	w.get_ids = &g;
	out_send(c, p, &w);
}

/* Headers alone are asked for. */
static void
ask_run(struct core *c, struct peer *p)
{
	struct place at = p->hunt.at;
	Cmsa__GetSegment g;
	Cmsa__Wire w;

	cmsa__get_segment__init(&g);
	g.author = at.author;
	g.incarnation = at.incarnation;
	g.first = p->hunt.differs;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	out_send(c, p, &w);
	p->hunt.wants_run = true;
}

static void
go_on(struct core *c, struct peer *p, struct core_time now)
{
	if (p->hunt.rounds++ == MOST_ROUNDS) {
		fail(c, p, true, now);
		return;
	}
	p->hunt.until_ms = now.mono_ms + TALK_REQUEST_MS;
	if (p->hunt.differs - p->hunt.same == 1)
		ask_run(c, p);
	else
		ask_ids(c, p);
}

void
hunt_begin(struct core *c, struct peer *p, const struct place *at, struct core_time now)
{
	const struct own_feed *f = feeds_find(c, at->author, at->incarnation);
	uint64_t begins;

	if (!at->seq || !f || !f->tip.seq || at->seq > f->tip.seq || p->hunt.until_ms ||
	    now.mono_ms < p->hunt_next_ms || p->state != TALK_READY ||
	    forks_is_known(c, at) || cut_settles(c, at))
		return;
	begins = registry_first_seq(c->registry, at->author, at->incarnation);
	p->hunt = (struct hunt){
		.at = *at, .differs = at->seq, .same = begins ? begins - 1 : 0
	};
	go_on(c, p, now);
}

static bool
is_of(const struct hunt *h, const char *author, uint32_t incarnation)
{
	return h->until_ms && h->at.incarnation == incarnation &&
	       !strcmp(h->at.author, author);
}

/* False: that is no answer of somebody who holds another history. */
static bool
narrow(struct core *c, struct hunt *h, const Cmsa__Ids *ids)
{
	const uint64_t same = h->same, differs = h->differs;

	for (size_t i = 0; i < ids->n_seq; i++) {
		struct place at = h->at;
		struct hash held, theirs;

		at.seq = ids->seq[i];
		if (at.seq <= same || at.seq >= differs ||
		    !hash_from(&theirs, pb_bytes(ids->id[i])) ||
		    store_id_get(c->cfg.store, &held, &at))
			return false;
		if (!hash_eq(&held, &theirs)) {
			if (at.seq < h->differs)
				h->differs = at.seq;
		} else if (at.seq > h->same) {
			h->same = at.seq;
		}
	}
	return h->same < h->differs && (h->same > same || h->differs < differs);
}

enum verdict
hunt_take_ids(struct core *c, struct peer *p, const Cmsa__Ids *ids, struct core_time now)
{
	if (!is_of(&p->hunt, ids->author, ids->incarnation) || p->hunt.wants_run)
		return V_UNASKED;
	if (ids->n_seq > LIMIT_IDS || ids->n_id != ids->n_seq ||
	    !narrow(c, &p->hunt, ids))
		fail(c, p, true, now);
	else
		go_on(c, p, now);
	return V_OK;
}

bool
hunt_asked(const struct peer *p, const Cmsa__Segment *s)
{
	return is_of(&p->hunt, s->author, s->incarnation) && p->hunt.wants_run &&
	       p->hunt.differs == s->first;
}

struct signatures {
	const struct core *c;
	const Cmsa__Segment *s;
	const struct own_feed *f;
	uint64_t at; /* the place where the histories part */
};

static bool
signature_of(void *ctx, const struct entry *e, struct signature *out)
{
	const struct signatures *g = ctx;
	const struct generation *key = forks_key_at(g->f, g->at);

	if (!key || key->number != e->key)
		return false;
	for (size_t i = 0; i < g->s->n_signatures && i < LIMIT_SEGMENT_ENTRIES; i++) {
		const Cmsa__KeySignature *k = g->s->signatures[i];

		if (k->seq != e->place.seq || k->signature.len != sizeof(out->b))
			continue;
		memcpy(out->b, k->signature.data, sizeof(out->b));
		return entry_check_signature(
			   &g->c->alliance, &e->id, out, &key->signing_key) == V_OK;
	}
	return false;
}

enum verdict
hunt_take_run(
    struct core *c, struct peer *p, const Cmsa__Segment *s, struct core_time now)
{
	struct place at = p->hunt.at;
	struct signatures g = { c, s, feeds_find(c, at.author, at.incarnation), s->first };
	struct fork_side side;
	char from[sizeof(c->door.from)];

	at.seq = p->hunt.differs;
	if (!g.f || !fork_side_take(&side, pb_bytes(s->headers), signature_of, &g)) {
		fail(c, p, true, now);
		return V_OK;
	}
	snprintf(from, sizeof(from), "%s/%s", p->author, p->node);
	if (forks_take_run(c, &at, &side, from, now)) {
		p->hunt_failures = 0;
		end(p);
		core_count(c, V_FORK, p);
	} else {
		fail(c, p, true, now);
	}
	return V_OK;
}

void
hunt_refused(struct core *c, struct peer *p, struct core_time now)
{
	fail(c, p, false, now);
}

void
hunt_drop_late(struct core *c, struct peer *p, struct core_time now)
{
	if (p->hunt.until_ms && p->hunt.until_ms <= now.mono_ms)
		fail(c, p, false, now);
}
