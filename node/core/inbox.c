/* inbox.c - live entries are gathered and go through the door together: one signature
 * checked a run, one transaction for all (PROTOCOL.md 6.3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"

static void
drop_all(struct core *c)
{
	for (size_t i = 0; i < c->n_inbox; i++)
		buf_clear(&c->inbox[i].signed_entry);
	c->n_inbox = 0;
	c->inbox_bytes = 0;
}

void
inbox_clear(struct core *c)
{
	drop_all(c);
	free(c->inbox);
	c->inbox = NULL;
}

void
inbox_add(struct core *c, const struct peer *from, const Cmsa__SignedEntry *s)
{
	struct inbox_entry *in;

	if (c->n_inbox == c->room_inbox) {
		c->room_inbox = c->room_inbox ? c->room_inbox * 2 : 64;
		c->inbox = mem_resize(c->inbox, c->room_inbox, sizeof(*c->inbox));
	}
	in = &c->inbox[c->n_inbox++];
	*in = (struct inbox_entry){ 0 };
	buf_add(&in->signed_entry, s->header.data, s->header.len);
	buf_add(&in->signed_entry, s->signature.data, s->signature.len);
	buf_add(&in->signed_entry, s->body.data, s->body.len);
	in->part.header = bytes_of(in->signed_entry.p, s->header.len);
	in->part.signature =
	    bytes_of(in->signed_entry.p + s->header.len, s->signature.len);
	in->part.body =
	    s->body.len ? bytes_of(in->signed_entry.p + s->header.len + s->signature.len,
			      s->body.len)
			: bytes_of(NULL, 0);
	memcpy(in->author, from->author, sizeof(in->author));
	memcpy(in->node, from->node, sizeof(in->node));
	c->inbox_bytes += in->signed_entry.n;
}

/* One parsed entry and who sent it. */
struct arrival {
	struct run_entry r;
	const struct inbox_entry *from;
};

static int
sender_cmp(const struct inbox_entry *a, const struct inbox_entry *b)
{
	int cmp = strcmp(a->author, b->author);

	return cmp ? cmp : strcmp(a->node, b->node);
}

static bool
same_feed(const struct place *a, const struct place *b)
{
	return a->incarnation == b->incarnation && !strcmp(a->author, b->author);
}

/* By feed, then by who sent it: what one peer forged is never mixed into what another
 * sent.  Then by place, and as they came. */
static int
arrival_cmp(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;
	int cmp =
	    same_feed(&x->r.e.place, &y->r.e.place) ? sender_cmp(x->from, y->from) : 0;

	if (!cmp)
		cmp = place_cmp(&x->r.e.place, &y->r.e.place);
	return cmp ? cmp : x->from < y->from ? -1 : x->from > y->from;
}

static size_t
parse_all(struct core *c, struct arrival *out)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_inbox; i++) {
		const struct inbox_entry *in = &c->inbox[i];
		enum verdict v = run_entry_parse(
		    &out[n].r, in->part.header, in->part.signature, in->part.body);

		out[n].from = in;
		if (v && v != V_UPGRADE_NEEDED) {
			core_count(c, v, peering_find(c, in->author, in->node));
			continue;
		}
		n++;
	}
	qsort(out, n, sizeof(*out), arrival_cmp);
	return n;
}

/* What to do about an entry that was not taken: ask, or count. */
static void
answer(
    struct core *c, const struct inbox_entry *from, enum verdict v, struct core_time now)
{
	struct peer *p = peering_find(c, from->author, from->node);

	if (!v || v == V_KNOWN)
		return;
	core_count(c, v, p);
	if (!p)
		return;
	if (v == V_REGISTER_WAIT)
		pull_acts(c, p, now);
	else if (v == V_FORK || v == V_PREV)
		hunt_begin(c, p, &c->door.clash, now);
	else if (v == V_GAP || v == V_BAD_SIGNATURE)
		pull_heads(c, p, now); /* a bad signature says "ask again" */
}

/* Another entry for the place of the one before it: never a duplicate of that. */
static bool
is_second(const struct entry *before, const struct entry *e)
{
	return before->place.seq == e->place.seq && !hash_eq(&before->id, &e->id);
}

/* How many arrivals, from the first on, are one peer's of one feed, and of one history. */
static size_t
run_length(const struct arrival *a, size_t n)
{
	size_t i = 1;

	while (i < n && same_feed(&a[0].r.e.place, &a[i].r.e.place) &&
	       !sender_cmp(a[0].from, a[i].from) && !is_second(&a[i - 1].r.e, &a[i].r.e))
		i++;
	return i;
}

/* Urgent entries that were taken, to be passed on once they are on disk. */
struct urgent {
	struct {
		struct run_entry r;
		const char *from;
	} * list;
	size_t n;
};

static void
add_urgent(struct urgent *u, const struct run_entry *r, const char *from)
{
	u->list = mem_resize(u->list, u->n + 1, sizeof(*u->list));
	u->list[u->n].r = *r;
	u->list[u->n++].from = from;
}

static uint64_t
tip_of(struct core *c, const struct place *p)
{
	const struct own_feed *f = feeds_find(c, p->author, p->incarnation);

	return f ? f->tip.seq : 0;
}

/* PROTOCOL M6.18.  What was new here; and what came first without its body, now that it comes
 * with it. */
static void
gather_urgent(struct core *c, struct urgent *u, const struct run_entry *run, size_t n,
    uint64_t tip_before, const char *from)
{
	uint64_t tip = tip_of(c, &run[0].e.place);

	if (!strcmp(run[0].e.place.author, c->author))
		return; /* lost here, and given back: everybody has it */
	for (size_t i = 0; i < n; i++) {
		const struct run_entry *r = &run[i];

		if (!kind_has_priority(r->e.kind) || r->e.place.seq > tip)
			continue;
		if (r->e.place.seq > tip_before ||
		    (c->holes_possible && accept_body(c, r)))
			add_urgent(u, r, from);
	}
}

/* What the door found false costs its sender. */
static void
charge(struct core *c, const struct inbox_entry *from, uint64_t before, struct core_time now)
{
	struct peer *p = peering_find(c, from->author, from->node);

	if (p)
		budget_forgeries(c, p, c->forgeries - before, now);
}

/* One peer's arrivals of one feed, duplicates left out.  Returns how many it used. */
static size_t
accept_feed(struct core *c, enum err *err, struct urgent *u, const struct arrival *a,
    size_t n, struct core_time now)
{
	size_t used = run_length(a, n), len = 0, taken = 0;
	struct run_entry *run = mem_array(used, sizeof(*run));
	uint64_t tip = tip_of(c, &a[0].r.e.place), forgeries = c->forgeries;
	enum verdict v = V_OK;

	for (size_t i = 0; i < used; i++)
		if (!len || run[len - 1].e.place.seq != a[i].r.e.place.seq)
			run[len++] = a[i].r;
	snprintf(c->door.from, sizeof(c->door.from), "%s/%s", a[0].from->author,
	    a[0].from->node);
	c->door.wall_ms = now.wall_ms;
	*err = accept_run(c, &taken, &v, run, len);
	charge(c, a[0].from, forgeries, now);
	if (!*err) {
		answer(c, a[0].from, v, now);
		gather_urgent(c, u, run, len, tip, a[0].from->author);
	}
	if (taken)
		own_arrived(
		    c, a[0].r.e.place.author, a[0].r.e.place.incarnation);
	free(run);
	return used;
}

/* Its sender has been found out meanwhile: what else came of it is not looked at.  It may be
 * asked for later, of anybody. */
static bool
is_from_muted(struct core *c, const struct arrival *a, struct core_time now)
{
	const struct peer *p = peering_find(c, a->from->author, a->from->node);

	return p && budget_is_muted(p, now);
}

static bool
some_urgent(const struct arrival *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (kind_has_priority(a[i].r.e.kind))
			return true;
	return false;
}

void
core_flush(struct core *c, struct core_time now)
{
	struct urgent u = { 0 };
	struct arrival *all;
	enum err e;
	size_t n;

	if (!c->n_inbox)
		return;
	all = mem_array(c->n_inbox, sizeof(*all));
	n = parse_all(c, all);
	e = n ? store_begin(c->cfg.store, some_urgent(all, n)) : ERR_NONE;
	for (size_t i = 0; i < n && !e;)
		i += is_from_muted(c, all + i, now)
			 ? run_length(all + i, n - i)
			 : accept_feed(c, &e, &u, all + i, n - i, now);
	if (n && !e)
		e = store_commit(c->cfg.store);
	if (e) {
		store_rollback(c->cfg.store);
		log_error("cannot store live entries: %s; they are asked for again",
		    err_name(e));
		feeds_load(c);
	}
	for (size_t i = 0; i < u.n && !e; i++) {
		witness_soon(c, now);
		live_pass_on(c, &u.list[i].r, u.list[i].from);
	}
	free(u.list);
	free(all);
	drop_all(c);
}
