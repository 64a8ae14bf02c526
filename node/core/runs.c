/* runs.c - the answer to a question for entries: taken apart, through the door, and what is
 * news in it passed on (PROTOCOL.md 6.3, 6.6). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "listed.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

/* PROTOCOL M6.10: an answer to no question is nobody's business. */
static struct question *
question_of(struct peer *p, const Cmsa__Segment *s)
{
	for (size_t i = 0; i < MAX_OPEN_QUESTIONS; i++) {
		struct question *q = &p->open[i];

		if (q->until_ms && !strcmp(q->first.author, s->author) &&
		    q->first.incarnation == s->incarnation && q->first.seq == s->first)
			return q;
	}
	return NULL;
}

/* The parts of a segment while it is taken apart. */
struct parts {
	struct run_entry *run;
	size_t n;
	struct bytes
	    blobs[AUDIENCE_NAMED + 1]; /* what is left of each audience's bodies */
	bool has_blob[AUDIENCE_NAMED + 1];
};

static enum verdict
read_blobs(struct parts *parts, const Cmsa__Segment *s)
{
	if (s->n_signatures > LIMIT_SEGMENT_ENTRIES)
		return V_TOO_LARGE;
	for (size_t i = 0; i < s->n_blobs; i++) {
		uint32_t a = s->blobs[i]->audience;

		if (a < AUDIENCE_PUBLIC || a > AUDIENCE_NAMED || parts->has_blob[a])
			return V_FIELD;
		parts->has_blob[a] = true;
		parts->blobs[a] = pb_bytes(s->blobs[i]->bodies);
	}
	return V_OK;
}

static struct bytes
signature_of(const Cmsa__Segment *s, uint64_t seq)
{
	for (size_t i = 0; i < s->n_signatures; i++)
		if (s->signatures[i]->seq == seq)
			return pb_bytes(s->signatures[i]->signature);
	return bytes_of(NULL, 0);
}

static enum verdict
read_entries(struct parts *parts, const Cmsa__Segment *s)
{
	struct bytes headers = pb_bytes(s->headers), header;

	while (segment_next_header(&header, &headers)) {
		struct run_entry *r = &parts->run[parts->n];
		struct bytes body = { 0 };
		enum verdict v;

		if (parts->n == LIMIT_SEGMENT_ENTRIES)
			return V_TOO_LARGE;
		v = run_entry_parse(r, header, bytes_of(NULL, 0), body);
		if (v && v != V_UPGRADE_NEEDED)
			return v;
		if (strcmp(r->e.place.author, s->author) ||
		    r->e.place.incarnation != s->incarnation ||
		    r->e.place.seq != s->first + parts->n)
			return V_FIELD;
		r->signature = signature_of(s, r->e.place.seq);
		if (parts->has_blob[r->e.audience]) {
			if (!segment_next_body(
				&body, &parts->blobs[r->e.audience], &r->e))
				return V_BODY_HASH;
			r->body = body.n ? body : r->body;
		}
		parts->n++;
	}
	if (headers.n)
		return V_MALFORMED;
	for (size_t a = AUDIENCE_PUBLIC; a <= AUDIENCE_NAMED; a++)
		if (parts->blobs[a].n)
			return V_MALFORMED;
	return V_OK;
}

/* What is passed on must be on disk before it leaves. */
static bool
is_durable(const struct core *c, const struct parts *parts, struct core_time now)
{
	return !strcmp(parts->run[0].e.place.author, c->author) ||
	       live_has_news(parts->run, parts->n, now);
}

static enum verdict
store_run(struct core *c, size_t *taken, const struct parts *parts, struct core_time now)
{
	enum verdict v = V_OK;
	enum err e = store_begin(c->cfg.store, is_durable(c, parts, now));

	if (!e)
		e = accept_run(c, taken, &v, parts->run, parts->n);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e) {
		store_rollback(c->cfg.store);
		log_error("cannot store a segment of %s: %s",
		    parts->run[0].e.place.author, err_name(e));
		feeds_load(c);
		*taken = 0;
		return V_NOT_HELD;
	}
	return v;
}

/* PROTOCOL M6.14.  Bodies for a hole: those of one audience, of the entries up to the hole's
 * end. */
static enum verdict
fill(struct core *c, const struct question *q, const struct parts *parts)
{
	struct buf bodies = { 0 };
	uint64_t last = 0;
	enum err e = ERR_REFUSED;

	for (size_t i = 0; i < parts->n && parts->run[i].e.place.seq <= q->last; i++) {
		const struct run_entry *r = &parts->run[i];

		last = r->e.place.seq;
		if (r->e.audience == q->audience && r->body.p)
			buf_add(&bodies, r->body.p, r->body.n);
	}
	if (last == q->last && parts->has_blob[q->audience]) {
		e = store_begin(c->cfg.store, false);
		if (!e)
			e = store_fill(c->cfg.store, &q->first, q->last, q->audience,
			    buf_view(&bodies));
		if (!e)
			e = store_commit(c->cfg.store);
		if (e)
			store_rollback(c->cfg.store);
	}
	buf_clear(&bodies);
	c->facts_behind = true;
	if (e && e != ERR_REFUSED)
		log_error("cannot fill bodies of %s: %s", q->first.author, err_name(e));
	if (!parts->has_blob[q->audience])
		return V_NOT_HELD;
	return e ? V_BODY_HASH : V_OK;
}

/* What a witness entry lists (PROTOCOL M7.49): that it exists is all that was asked.  One that
 * its author signed goes through the door: it may be the next, or show a fork. */
static enum verdict
take_listed(
    struct core *c, struct peer *p, const Cmsa__Segment *s, struct core_time now)
{
	struct parts parts = { 0 };
	size_t taken = 0;
	enum verdict v;

	parts.run = mem_array(LIMIT_SEGMENT_ENTRIES, sizeof(*parts.run));
	v = read_blobs(&parts, s);
	if (!v)
		v = read_entries(&parts, s);
	if (v)
		parts.n = 0;
	if (listed_answered(c, p, parts.run, parts.n) &&
	    store_run(c, &taken, &parts, now) == V_FORK)
		v = V_FORK;
	free(parts.run);
	if (taken) {
		own_arrived(c, s->author, s->incarnation);
		c->beacon_soon = true;
	}
	return v;
}

enum verdict
runs_take(struct core *c, struct peer *p, const Cmsa__Segment *s, struct core_time now)
{
	struct question *open = question_of(p, s), q;
	struct parts parts = { 0 };
	struct own_feed *f;
	uint64_t tip, forgeries = c->forgeries;
	size_t taken = 0;
	enum verdict v;

	if (hunt_asked(p, s))
		return hunt_take_run(c, p, s, now);
	if (!open && listed_is_asked(p, s->author, s->first))
		return take_listed(c, p, s, now);
	if (!open)
		return V_UNASKED;
	q = *open;
	open->until_ms = 0;
	f = feeds_get(c, q.first.author, q.first.incarnation);
	tip = f->tip.seq;
	parts.run = mem_array(LIMIT_SEGMENT_ENTRIES, sizeof(*parts.run));
	v = read_blobs(&parts, s);
	if (!v)
		v = read_entries(&parts, s);
	if (!v && !parts.n)
		v = V_NOT_HELD;
	if (!v)
		snprintf(c->door.from, sizeof(c->door.from), "%s/%s", p->author, p->node);
	c->door.wall_ms = now.wall_ms;
	if (!v)
		v = q.audience ? fill(c, &q, &parts) : store_run(c, &taken, &parts, now);
	budget_forgeries(c, p, c->forgeries - forgeries, now);
	f = feeds_get(c, q.first.author, q.first.incarnation);
	f->asked_until_ms = taken || v == V_OK ? 0 : now.mono_ms + BACK_OFF_MS;
	if (v == V_REGISTER_WAIT)
		pull_acts(c, p, now);
	if (v == V_FORK || v == V_PREV)
		hunt_begin(c, p, &c->door.clash, now);
	if (v == V_PREV && f->tip.seq)
		own_ask(c, p, &f->place, now);
	if (taken)
		live_caught_up(c, parts.run, parts.n, tip, p->author, now);
	free(parts.run);
	if (taken) {
		p->own_failures = 0;
		own_arrived(c, q.first.author, q.first.incarnation);
		c->beacon_soon = true;
	} else if (v) {
		pull_failed(c, p, &q);
	}
	pull_more(c, p, now);
	return v == V_KNOWN ? V_OK : v;
}
