/* desk_feed.c - what keys entries say of keys and desks, kept beside the tips: which entries
 * after the first of a feed they are, and in which order they were taken, stands in the store,
 * written with them in one transaction. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"

/* A list of places, each as its author, filled up with zeros, incarnation and seq. */
static const char LIST[] = "desks";
enum {
	PLACE_BYTES = AUTHOR_LEN + 4 + 8
};

static void
add_place(struct buf *list, const struct place *p)
{
	char author[AUTHOR_LEN] = "";

	memcpy(author, p->author, strlen(p->author));
	buf_add(list, author, sizeof(author));
	buf_add_u32(list, p->incarnation);
	buf_add_u64(list, p->seq);
}

static struct place
place_at(const uint8_t *p)
{
	struct place at = { .incarnation = get_u32(p + AUTHOR_LEN),
		.seq = get_u64(p + AUTHOR_LEN + 4) };

	memcpy(at.author, p, AUTHOR_LEN - 1);
	return at;
}

static enum err
fold(struct core *c, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct own_feed *f = feeds_get(c, e->place.author, e->place.incarnation);
	struct arena mem;
	enum err err = ERR_STORE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_KEYS, 1, body, NULL)) {
		desks_apply(c->desks, &e->place, (const Cmsa__KeysBody *)m);
		generations_apply(&f->gens, e, (const Cmsa__KeysBody *)m);
		if (!((const Cmsa__KeysBody *)m)->n_desks)
			f->gens.list[f->gens.n - 1].taken = desks_next_rank(c->desks);
		c->desks_moved = true;
		err = ERR_NONE;
	}
	arena_clear(&mem);
	return err;
}

static enum err
note_place(struct core *c, const struct place *at)
{
	struct buf list = { 0 };
	enum err err = store_meta_get(c->cfg.store, LIST, &list);

	if (err == ERR_NOT_FOUND)
		err = ERR_NONE;
	add_place(&list, at);
	if (!err)
		err = store_meta_set(c->cfg.store, LIST, buf_view(&list));
	buf_clear(&list);
	return err;
}

enum err
desk_feed_append(struct core *c, const struct entry *e, struct bytes body)
{
	const struct own_feed *f = feeds_get(c, e->place.author, e->place.incarnation);
	enum err err = f->gens.n ? note_place(c, &e->place) : ERR_NONE;

	return err ? err : fold(c, e, body);
}

enum err
desk_feed_drop(struct core *c, const struct place *first)
{
	struct buf list = { 0 }, left = { 0 };
	enum err e = store_meta_get(c->cfg.store, LIST, &list);

	for (size_t i = 0; !e && i + PLACE_BYTES <= list.n; i += PLACE_BYTES) {
		struct place at = place_at(list.p + i);

		if (strcmp(at.author, first->author) ||
		    at.incarnation != first->incarnation || at.seq < first->seq)
			add_place(&left, &at);
	}
	if (!e)
		e = store_meta_set(c->cfg.store, LIST, buf_view(&left));
	buf_clear(&list);
	buf_clear(&left);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* PROTOCOL M4.23: what a country said of its desks beyond a cut counts no more. */
static bool
is_cut(const struct core *c, const struct place *at)
{
	const struct cut *cut = registry_cut(
	    c->registry, at->author, at->incarnation, registry_number(c->registry));

	return cut && at->seq > cut->last_seq;
}

static enum err
load_one(struct core *c, const struct place *at)
{
	struct stored_entry se = { 0 };
	enum err e = is_cut(c, at) ? ERR_NOT_FOUND
				   : store_entry_get(c->cfg.store, &se, at);

	if (e == ERR_NOT_FOUND && is_cut(c, at))
		return ERR_NONE;
	if (!e)
		e = fold(c, &se.e, buf_view(&se.body));
	stored_entry_clear(&se);
	return e;
}

/* The first entry of a feed names its first keys, whatever acts come later. */
static enum err
load_first(struct core *c)
{
	enum err e = ERR_NONE;

	for (size_t i = 0; i < c->n_feeds && !e; i++) {
		struct place at = c->feeds[i].place;

		at.seq = registry_first_seq(c->registry, at.author, at.incarnation);
		if (c->feeds[i].tip.seq)
			e = load_one(c, &at);
	}
	return e;
}

enum err
desk_feed_load(struct core *c)
{
	struct buf list = { 0 };
	enum err e = store_meta_get(c->cfg.store, LIST, &list);

	if (e == ERR_NOT_FOUND) /* no desk was ever granted */
		e = ERR_NONE;
	desks_free(c->desks);
	c->desks = desks_new();
	c->desks_moved = true;
	if (!e)
		e = load_first(c);
	for (size_t i = 0; !e && i + PLACE_BYTES <= list.n; i += PLACE_BYTES) {
		struct place at = place_at(list.p + i);

		e = load_one(c, &at);
	}
	buf_clear(&list);
	return e;
}

void
desk_feed_tick(struct core *c, struct core_time now)
{
	if (!c->desks_moved)
		return;
	c->beacon_soon = true;
	acts_admit(c, now);
}
