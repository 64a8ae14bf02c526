/* desk_feed.c - the desks that keys entries made, kept beside the tips: which entries they
 * are stands in the store, written with them in one transaction. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"

static void
list_name(char *out, size_t room, const struct place *p)
{
	snprintf(out, room, "desks/%s/%u", p->author, p->incarnation);
}

static enum err
fold(struct core *c, const struct place *at, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum err e = ERR_STORE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_KEYS, 1, body, NULL)) {
		desks_apply(c->desks, at, (const Cmsa__KeysBody *)m);
		c->desks_moved = true;
		e = ERR_NONE;
	}
	arena_clear(&mem);
	return e;
}

enum err
desk_feed_append(struct core *c, const struct entry *e, struct bytes body)
{
	char name[64];
	struct buf list = { 0 };
	enum err err;

	list_name(name, sizeof(name), &e->place);
	err = store_meta_get(c->cfg.store, name, &list);
	if (err == ERR_NOT_FOUND)
		err = ERR_NONE;
	buf_add_u64(&list, e->place.seq);
	if (!err)
		err = store_meta_set(c->cfg.store, name, buf_view(&list));
	if (!err)
		err = fold(c, &e->place, body);
	buf_clear(&list);
	return err;
}

static enum err
load_one(struct core *c, const struct place *at)
{
	struct stored_entry se = { 0 };
	enum err e = store_entry_get(c->cfg.store, &se, at);

	if (!e)
		e = fold(c, at, buf_view(&se.body));
	stored_entry_clear(&se);
	return e;
}

static enum err
load_feed(struct core *c, const struct own_feed *f)
{
	char name[64];
	struct buf list = { 0 };
	struct place at = f->place;
	enum err e;

	list_name(name, sizeof(name), &f->place);
	e = store_meta_get(c->cfg.store, name, &list);
	for (size_t i = 0; !e && i + 8 <= list.n; i += 8) {
		at.seq = get_u64(list.p + i);
		e = load_one(c, &at);
	}
	buf_clear(&list);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err
desk_feed_load(struct core *c)
{
	enum err e = ERR_NONE;

	desks_free(c->desks);
	c->desks = desks_new();
	c->desks_moved = true;
	for (size_t i = 0; i < c->n_feeds && !e; i++)
		if (author_is_country(c->feeds[i].place.author))
			e = load_feed(c, &c->feeds[i]);
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
