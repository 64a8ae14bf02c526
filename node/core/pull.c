/* pull.c - catching up: asking any peer for acts, heads and segments, a few
 * questions open at a time, so that memory does not grow with the backlog
 * (PROTOCOL.md 6.5). */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "listed.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

void
pull_acts(struct core *c, struct peer *p, struct core_time now)
{
	Cmsa__GetActs g;
	Cmsa__Wire w;

	if (p->state != TALK_READY || p->acts_until_ms || now.mono_ms < p->acts_next_ms)
		return;
	cmsa__get_acts__init(&g);
	g.from = registry_number(c->registry) + 1; /* PROTOCOL M6.8 */
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_ACTS;
	w.get_acts = &g;
	out_send(c, p, &w);
	p->acts_until_ms = now.mono_ms + TALK_REQUEST_MS;
}

void
pull_heads(struct core *c, struct peer *p, struct core_time now)
{
	Cmsa__GetHeads g;
	Cmsa__Wire w;

	if (p->state != TALK_READY || p->heads_until_ms)
		return;
	if (p->heads_ms && now.mono_ms - p->heads_ms < TALK_HEADS_MS) {
		p->heads_wanted = true;
		return;
	}
	cmsa__get_heads__init(&g);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_HEADS;
	w.get_heads = &g;
	out_send(c, p, &w);
	p->heads_wanted = false;
	p->heads_ms = now.mono_ms;
	p->heads_until_ms = now.mono_ms + TALK_REQUEST_MS;
}

struct question *
pull_free_question(struct peer *p)
{
	for (size_t i = 0; i < MAX_OPEN_QUESTIONS; i++)
		if (!p->open[i].until_ms)
			return &p->open[i];
	return NULL;
}

void
pull_ask(struct core *c, struct peer *p, const struct question *q)
{
	Cmsa__GetSegment g;
	Cmsa__Wire w;
	struct place at = q->first;

	cmsa__get_segment__init(&g);
	g.author = at.author;
	g.incarnation = at.incarnation;
	g.first = at.seq;
	g.fill = q->audience != 0;
	g.audiences = q->audience ? 1u << q->audience : role_audiences(own_role(c));
	if (q->header_only)
		g.audiences = 0;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	out_send(c, p, &w);
}

void
pull_run(struct core *c, struct peer *p, const struct place *first, struct core_time now)
{
	struct question *q = pull_free_question(p);
	struct place at = *first;
	const uint64_t begins =
	    registry_first_seq(c->registry, at.author, at.incarnation);
	const struct cut *cut;
	struct own_feed *f;

	/* PROTOCOL M4.17: a desk's entries wait for its grant */
	if (author_is_desk(first->author) && !desks_find(c->desks, first->author))
		return;
	cut = registry_cut(
	    c->registry, at.author, at.incarnation, registry_number(c->registry));
	if (cut && at.seq > cut->last_seq)
		return; /* PROTOCOL M4.23 */
	f = feeds_get(c, at.author, at.incarnation);
	/* PROTOCOL M6.9: one peer at a time a feed, or all would send the same */
	if (!q || feeds_is_stopped(f) || f->asked_until_ms > now.mono_ms)
		return;
	if (at.seq < begins) /* PROTOCOL M4.22 */
		at.seq = begins;
	*q = (struct question){ .first = at,
		.until_ms = now.mono_ms + TALK_REQUEST_MS };
	f->asked_until_ms = q->until_ms;
	pull_ask(c, p, q);
}

/* Looks at all that is missing: feeds that cannot be asked for must not hide others. */
void
pull_more(struct core *c, struct peer *p, struct core_time now)
{
	struct heads_want want[16];
	size_t n, next = 0, missing = 0;

	if (p->state != TALK_READY || now.mono_ms < p->pull_next_ms || c->tips_lost ||
	    p->has_no_more || !pull_free_question(p))
		return;
	do {
		n = pull_free_question(p)
			? heads_missing(want, ARRAY_LEN(want), &next, &c->held, &p->heads)
			: 0;
		for (size_t i = 0; i < n; i++)
			pull_run(c, p, &want[i].first, now);
		missing += n;
	} while (n == ARRAY_LEN(want));
	p->has_no_more = !missing && next == p->heads.n_heads;
}

void
pull_failed(const struct core *c, struct peer *p, const struct question *q)
{
	if (!q->audience && !strcmp(q->first.author, c->author) &&
	    p->own_failures < MAX_OWN_FAILURES)
		p->own_failures++;
}

void
pull_drop_late(struct core *c, struct peer *p, struct core_time now)
{
	if (p->acts_until_ms && p->acts_until_ms <= now.mono_ms) {
		p->acts_until_ms = 0;
		if (p->register_number > registry_number(c->registry))
			pull_acts(c, p, now);
	}
	if (p->heads_until_ms && p->heads_until_ms <= now.mono_ms)
		p->heads_until_ms = 0;
	hunt_drop_late(c, p, now);
	listed_late(c, p, now);
	for (size_t i = 0; i < MAX_OPEN_QUESTIONS; i++)
		if (p->open[i].until_ms && p->open[i].until_ms <= now.mono_ms) {
			log_debug("peer %s/%s: no answer for %s %llu", p->author, p->node,
			    p->open[i].first.author,
			    (unsigned long long)p->open[i].first.seq);
			pull_failed(c, p, &p->open[i]);
			p->open[i].until_ms = 0;
			p->pull_next_ms = now.mono_ms + BACK_OFF_MS;
		}
}

enum verdict
pull_take_refusal(
    struct core *c, struct peer *p, const Cmsa__Refusal *r, struct core_time now)
{
	for (size_t i = 0; i < MAX_OPEN_QUESTIONS; i++) {
		struct question *q = &p->open[i];

		if (!q->until_ms || q->first.seq != r->seq ||
		    strcmp(q->first.author, r->author))
			continue;
		pull_failed(c, p, q);
		q->until_ms = 0;
		feeds_get(c, q->first.author, q->first.incarnation)->asked_until_ms =
		    now.mono_ms + BACK_OFF_MS;
		return V_OK;
	}
	if (p->hunt.wants_run && p->hunt.differs == r->seq &&
	    !strcmp(p->hunt.at.author, r->author)) {
		hunt_refused(c, p, now);
		return V_OK;
	}
	if (!listed_is_asked(p, r->author, r->seq))
		return V_UNASKED;
	listed_refused(c, p, (enum verdict)r->verdict);
	return V_OK;
}

enum verdict
pull_take_acts(struct core *c, struct peer *p, const Cmsa__Acts *a, struct core_time now)
{
	uint64_t before = registry_number(c->registry);
	char author[AUTHOR_LEN], node[NODE_NAME_LEN];
	enum verdict v = V_OK;

	if (!p->acts_until_ms)
		return V_UNASKED;
	memcpy(author, p->author, sizeof(author));
	memcpy(node, p->node, sizeof(node));
	p->acts_until_ms = 0;
	p->acts_next_ms = now.mono_ms + BACK_OFF_MS;
	if (a->n_acts > LIMIT_ACTS)
		return V_TOO_LARGE;
	for (size_t i = 0; i < a->n_acts && !v; i++) {
		v = acts_take(c, pb_bytes(a->acts[i]), now);
		if (v == V_KNOWN)
			v = V_OK;
	}
	/* an act reads the peers anew: `p` is another's memory now */
	p = peering_find(c, author, node);
	if (p && registry_number(c->registry) > before)
		p->acts_next_ms = 0; /* the next ones at once */
	return v;
}

/* Heads of feeds that the register does not know are passed over: what anybody may claim
 * takes no room, and what an act brings is asked for again after it. */
static bool
is_enrolled(const struct core *c, const struct place *at)
{
	char country[COUNTRY_LEN];
	const char *name = at->author;

	if (author_is_desk(name)) { /* its grant may come next */
		author_country(country, name);
		name = country;
	}
	return at->incarnation <= registry_incarnation(c->registry, at->author,
				      registry_number(c->registry)) &&
	       registry_author(c->registry, name, registry_number(c->registry));
}

static enum verdict
read_heads(struct position *out, const struct core *c, const Cmsa__Heads *h)
{
	struct place last = { 0 };

	if (h->n_heads > LIMIT_HEADS)
		return V_TOO_LARGE;
	for (size_t i = 0; i < h->n_heads; i++) {
		const Cmsa__Head *from = h->heads[i];
		struct place at = { .incarnation = from->incarnation, .seq = from->seq };
		struct hash id;

		if (!author_is_valid(from->author) || !at.incarnation || !at.seq ||
		    at.seq > INT64_MAX || !hash_from(&id, pb_bytes(from->id)))
			return V_FIELD;
		memcpy(at.author, from->author, strlen(from->author) + 1);
		if (strcmp(last.author, at.author) > 0 ||
		    (!strcmp(last.author, at.author) &&
			last.incarnation >= at.incarnation))
			return V_NOT_CANONICAL;
		last = at;
		if (is_enrolled(c, &at))
			position_set(out, &at, &id);
	}
	return V_OK;
}

/* Is it another entry than the one held at its place? */
static bool
differs(struct core *c, const struct position_head *said)
{
	const struct own_feed *f =
	    feeds_find(c, said->place.author, said->place.incarnation);
	struct hash held;

	if (f && f->tip.seq == said->place.seq)
		return !hash_eq(&f->tip.id, &said->id);
	return !store_id_get(c->cfg.store, &held, &said->place) &&
	       !hash_eq(&held, &said->id);
}

/* PROTOCOL M6.9: a head whose place is held here under another id, also behind our own head;
 * of those only what the peer had not said before, and a few at a time.  A fork that is known
 * hides no other.  NULL: none. */
static const struct position_head *
find_fork(struct core *c, const struct position *said, const struct position *before)
{
	const struct position_head *fork = heads_fork(&c->held, said);
	const bool hidden = fork && forks_is_known(c, &fork->place);
	size_t looked = 0;

	if (fork && !hidden)
		return fork;
	for (size_t i = 0; i < said->n_heads && looked < LIMIT_IDS; i++) {
		const struct place *at = &said->heads[i].place;
		const uint64_t tip = position_seq(&c->held, at->author, at->incarnation);

		if (at->seq > tip || (at->seq == tip && !hidden) ||
		    (at->seq < tip &&
			at->seq == position_seq(before, at->author, at->incarnation)))
			continue;
		looked += at->seq < tip;
		if (!forks_is_known(c, at) && differs(c, &said->heads[i]))
			return &said->heads[i];
	}
	return NULL;
}

enum verdict
pull_take_heads(
    struct core *c, struct peer *p, const Cmsa__Heads *h, struct core_time now)
{
	struct position heads = { 0 };
	const struct position_head *fork;
	struct place at = { 0 };
	enum verdict v;

	if (!p->heads_until_ms)
		return V_UNASKED;
	p->heads_until_ms = 0;
	v = read_heads(&heads, c, h);
	if (v) {
		position_clear(&heads);
		return v;
	}
	fork = find_fork(c, &heads, &p->heads);
	if (fork) {
		core_count(c, V_FORK, p);
		log_error("%s/%s says another id for %s %u:%llu than is held here",
		    p->author, p->node, fork->place.author, fork->place.incarnation,
		    (unsigned long long)fork->place.seq);
		at = fork->place;
		own_ask(c, p, &fork->place, now);
	}
	position_clear(&p->heads);
	p->heads = heads;
	p->heads_known = true;
	p->has_no_more = false;
	peering_register(c, p, h->register_number, pb_bytes(h->register_id), now);
	hunt_begin(c, p, &at, now);
	pull_more(c, p, now);
	return V_OK;
}
