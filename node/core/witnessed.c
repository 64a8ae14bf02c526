/* witnessed.c - what this node's own witness entries listed, and when: kept in the store with
 * them, so that a restart forgets neither news nor an alert (PROTOCOL M5.4, M5.5). */
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "pb.h"

enum {
	MOST_LOOKED_AT = 512 /* of a feed; behind more than that there may be anything */
};

static const char NAME[] = "witnessed";

/* The value: three times, and the newest place listed of each feed as a position in text. */
struct witnessed {
	int64_t last_ms, full_ms, assessed_ms;
	struct position listed;
};

static enum err
read_value(struct witnessed *w, struct core *c)
{
	struct buf b = { 0 };
	enum err e = store_meta_get(c->cfg.store, NAME, &b);

	*w = (struct witnessed){ 0 };
	if (!e && b.n <= 24)
		e = ERR_STORE;
	if (!e) {
		w->last_ms = (int64_t)get_u64(b.p);
		w->full_ms = (int64_t)get_u64(b.p + 8);
		w->assessed_ms = (int64_t)get_u64(b.p + 16);
		buf_add(&b, "", 1);
		if (position_parse(&w->listed, (const char *)b.p + 24, NULL))
			e = ERR_STORE;
	}
	buf_clear(&b);
	return e;
}

static enum err
write_value(struct core *c, const struct witnessed *w)
{
	struct buf b = { 0 };
	enum err e;

	buf_add_u64(&b, (uint64_t)w->last_ms);
	buf_add_u64(&b, (uint64_t)w->full_ms);
	buf_add_u64(&b, (uint64_t)w->assessed_ms);
	position_write(&b, &w->listed);
	e = store_meta_set(c->cfg.store, NAME, buf_view(&b));
	buf_clear(&b);
	return e;
}

static void
add_heads(struct witnessed *w, const Cmsa__WitnessBody *b)
{
	for (size_t i = 0; i < b->n_heads; i++) {
		struct place at = { .incarnation = b->heads[i]->incarnation,
			.seq = b->heads[i]->seq };
		struct hash id = { { 0 } };

		memcpy(at.author, b->heads[i]->author, strlen(b->heads[i]->author) + 1);
		position_set(&w->listed, &at, &id);
	}
}

static enum err
add_witness(struct witnessed *w, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum err err = ERR_STORE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_WITNESS, e->schema, body, NULL)) {
		const Cmsa__WitnessBody *b = (const Cmsa__WitnessBody *)m;

		if (!w->assessed_ms) /* the first one: a day of assessments begins */
			w->assessed_ms = e->time_ms;
		if (b->full) {
			position_clear(&w->listed);
			w->full_ms = e->time_ms;
		}
		w->last_ms = e->time_ms;
		w->listed.register_number = e->register_number;
		add_heads(w, b);
		err = ERR_NONE;
	}
	arena_clear(&mem);
	return err;
}

enum err
witnessed_append(struct core *c, const struct entry *e, struct bytes body)
{
	struct witnessed w;
	enum err err;

	if (e->kind != KIND_WITNESS && e->kind != KIND_ASSESSMENT)
		return ERR_NONE;
	err = read_value(&w, c);
	if (err == ERR_NOT_FOUND)
		err = ERR_NONE;
	if (!err && e->kind == KIND_WITNESS)
		err = add_witness(&w, e, body);
	else if (!err)
		w.assessed_ms = e->time_ms;
	/* an assessment follows a witness entry: then there is a register number */
	if (!err && w.listed.register_number)
		err = write_value(c, &w);
	position_clear(&w.listed);
	return err;
}

/* What a feed gained since it was listed. */
struct gain {
	bool news, priority;
};

static enum err
look_at(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct gain *g = ctx;

	(void)signature;
	(void)body;
	(void)body_held;
	g->news |= e->kind != KIND_WITNESS && e->kind != KIND_ASSESSMENT;
	g->priority |= kind_has_priority(e->kind);
	return g->priority ? ERR_FULL : ERR_NONE; /* nothing more to learn */
}

static enum err
gain_of(struct core *c, struct gain *g, const struct own_feed *f, uint64_t listed)
{
	struct place first = f->place;
	enum err e;

	*g = (struct gain){ 0 };
	if (listed >= f->tip.seq)
		return ERR_NONE;
	if (f->tip.seq - listed > MOST_LOOKED_AT) {
		*g = (struct gain){ .news = true, .priority = true };
		return ERR_NONE;
	}
	first.seq = listed + 1;
	e = store_entries_each(c->cfg.store, &first, f->tip.seq, look_at, g);
	return e == ERR_FULL ? ERR_NONE : e;
}

static void
set_times(struct core *c, const struct witnessed *w, struct core_time now)
{
	int64_t ago = now.wall_ms - w->last_ms;

	c->witness_wall_ms = w->last_ms;
	c->full_witness_wall_ms = w->full_ms;
	c->assess_wall_ms = w->assessed_ms ? w->assessed_ms : now.wall_ms;
	c->alert_witness_ms = now.mono_ms - (ago > 0 ? ago : 0);
	c->witness_due_ms = 0;
}

enum err
witnessed_load(struct core *c, struct core_time now)
{
	struct witnessed w;
	bool soon = false;
	enum err e = read_value(&w, c);

	if (e == ERR_NOT_FOUND) /* none yet: all is news, and a full one is due */
		e = ERR_NONE;
	if (e)
		return e;
	set_times(c, &w, now);
	for (size_t i = 0; i < c->n_feeds && !e; i++) {
		struct own_feed *f = &c->feeds[i];
		struct gain g;

		if (!strcmp(f->place.author, c->author))
			continue;
		e = gain_of(c, &g, f,
		    position_seq(&w.listed, f->place.author, f->place.incarnation));
		f->news = g.news;
		soon |= g.priority;
	}
	if (!e && soon)
		witness_soon(c, now);
	position_clear(&w.listed);
	return e;
}
