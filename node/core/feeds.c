/* feeds.c - the tips in memory, in step with the store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "mem.h"

struct own_feed *
feeds_find(struct core *c, const char *author, uint32_t incarnation)
{
	for (size_t i = 0; i < c->n_feeds; i++)
		if (c->feeds[i].place.incarnation == incarnation &&
		    !strcmp(c->feeds[i].place.author, author))
			return &c->feeds[i];
	return NULL;
}

struct own_feed *
feeds_get(struct core *c, const char *author, uint32_t incarnation)
{
	struct own_feed *f = feeds_find(c, author, incarnation);

	if (f)
		return f;
	c->feeds = mem_resize(c->feeds, c->n_feeds + 1, sizeof(*c->feeds));
	f = &c->feeds[c->n_feeds++];
	*f = (struct own_feed){ .place = { .incarnation = incarnation } };
	memcpy(f->place.author, author, strlen(author) + 1);
	return f;
}

struct feed_tip
feeds_tip(struct core *c, const char *author, uint32_t incarnation)
{
	const struct own_feed *f = feeds_find(c, author, incarnation);
	const struct cut *by;

	if (f && f->tip.seq)
		return f->tip;
	by = registry_opening(
	    c->registry, author, incarnation, registry_number(c->registry));
	return by ? feed_start(registry_first_seq(c->registry, author, incarnation),
			&by->act_id, by->act)
		  : (struct feed_tip){ 0 };
}

struct feed_tip
feeds_own_tip(struct core *c)
{
	return feeds_tip(c, c->author, c->incarnation);
}

uint64_t
feeds_last_seq(const struct core *c, const char *author)
{
	uint64_t last = 0;

	for (size_t i = 0; i < c->held.n_heads; i++)
		if (!strcmp(c->held.heads[i].place.author, author) &&
		    c->held.heads[i].place.seq > last)
			last = c->held.heads[i].place.seq;
	return last;
}

static void
stop_name(char *out, size_t room, const struct own_feed *f)
{
	snprintf(out, room, "forked/%s/%u", f->place.author, f->place.incarnation);
}

bool
feeds_is_stopped(const struct own_feed *f)
{
	return f->stopped || f->frozen;
}

void
feeds_go_on(struct core *c, struct own_feed *f)
{
	char name[64];

	stop_name(name, sizeof(name), f);
	store_meta_set(c->cfg.store, name, bytes_of("0", 1));
	f->stopped = f->frozen = false;
}

/* Said by versions that kept no second history. */
static enum err
load_stop(struct core *c, struct own_feed *f)
{
	char name[64];
	struct buf value = { 0 };
	enum err e;

	stop_name(name, sizeof(name), f);
	e = store_meta_get(c->cfg.store, name, &value);
	f->stopped = f->stopped || (!e && bytes_eq(buf_view(&value), bytes_of("1", 1)));
	buf_clear(&value);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
load_tip(void *ctx, const struct store_tip *t)
{
	struct core *c = ctx;
	struct own_feed *f = feeds_get(c, t->place.author, t->place.incarnation);

	f->place = t->place;
	f->tip = (struct feed_tip){ t->place.seq, t->id, t->key, t->register_number,
		t->time_ms };
	f->segment_entries = t->segment_entries;
	f->segment_body_bytes = t->segment_body_bytes;
	position_set(&c->held, &t->place, &t->id);
	return ERR_NONE;
}

const struct hash *
feeds_digest(struct core *c)
{
	if (!c->digest_known)
		c->digest = heads_digest(&c->held);
	c->digest_known = true;
	return &c->digest;
}

enum err
feeds_load(struct core *c)
{
	enum err e;

	c->digest_known = false;
	for (size_t i = 0; i < c->n_peers; i++)
		c->peers[i].has_no_more = false; /* less may be held than was thought */
	free(c->held.heads);
	c->held.heads = NULL;
	c->held.n_heads = 0;
	for (size_t i = 0; i < c->n_feeds; i++) {
		c->feeds[i].tip = (struct feed_tip){ 0 };
		c->feeds[i].place.seq = 0;
		generations_clear(&c->feeds[i].gens);
		c->feeds[i].segment_entries = c->feeds[i].segment_body_bytes = 0;
	}
	e = store_tips_each(c->cfg.store, load_tip, c);
	registry_limit(c->registry, &c->held);
	for (size_t i = 0; i < c->n_feeds && !e; i++)
		if (c->feeds[i].tip.seq)
			e = load_stop(c, &c->feeds[i]);
	if (!e)
		e = forks_load(c);
	if (!e)
		e = desk_feed_load(c);
	c->tips_lost = e != ERR_NONE;
	return e;
}

void
feeds_moved(struct core *c, struct own_feed *f, const struct entry *e)
{
	if (segment_is_full(f->segment_entries, f->segment_body_bytes, e->body_size))
		f->segment_entries = f->segment_body_bytes = 0;
	f->segment_entries++;
	f->segment_body_bytes += e->body_size;
	f->tip = feed_advance(e);
	f->place.seq = e->place.seq;
	f->changed = true;
	if (e->kind != KIND_WITNESS && e->kind != KIND_ASSESSMENT)
		f->news = c->assess_due = true;
	position_set(&c->held, &e->place, &e->id);
	c->digest_known = false;
	c->facts_behind = true;
}

uint32_t
feeds_key_number(struct core *c)
{
	const struct own_feed *f = feeds_find(c, c->author, c->incarnation);
	const struct generation *now = f ? generations_newest(&f->gens) : NULL;

	return now ? now->number : 1;
}
