/* core.c - making a core, its ticks, and which part takes which message. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "listed.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

enum {
	FOLD_BATCH = 512
};

static enum err
check_meta(struct core *c, const char *name, const char *value, struct errmsg *m)
{
	struct buf held = { 0 };
	enum err e = store_meta_get(c->cfg.store, name, &held);

	if (e == ERR_NOT_FOUND) {
		e = store_begin(c->cfg.store, true);
		if (!e)
			e = store_meta_set(
			    c->cfg.store, name, bytes_of(value, strlen(value)));
		if (!e)
			e = store_commit(c->cfg.store);
		if (e)
			store_rollback(c->cfg.store);
	} else if (!e && !bytes_eq(buf_view(&held), bytes_of(value, strlen(value)))) {
		e = errmsg_set(m, ERR_INPUT,
		    "the store is of %s \"%.*s\", this node is \"%s\"", name, (int)held.n,
		    (const char *)held.p, value);
	}
	buf_clear(&held);
	return e;
}

static enum err
load(struct core *c, struct errmsg *m)
{
	enum err e = check_meta(c, "author", c->author, m);

	if (!e)
		e = check_meta(c, "node", c->node, m);
	if (!e)
		e = acts_load(c, m);
	if (!e)
		e = kept_out_load(c);
	if (!e)
		e = feeds_load(c);
	if (!e)
		acts_name(c);
	return e;
}

enum err
core_new(struct core **out, const struct core_config *cfg, struct core_time now,
    struct errmsg *m)
{
	struct core *c = mem_new(sizeof(*c));
	enum err e;

	c->cfg = *cfg;
	memcpy(c->author, cfg->author, strlen(cfg->author) + 1);
	memcpy(c->node, cfg->node, strlen(cfg->node) + 1);
	c->incarnation = cfg->incarnation ? cfg->incarnation : 1;
	buf_add(&c->keys_body, cfg->keys_body.p, cfg->keys_body.n);
	c->keys_generation = rotate_named(cfg->keys_body);
	c->registry = registry_new();
	c->desks = desks_new();
	c->listed = listed_new();
	e = load(c, m);
	if (!e)
		e = cut_apply(c, now);
	if (!e)
		e = witnessed_load(c, now);
	if (e) {
		core_free(c);
		return e;
	}
	c->facts_behind = c->holes_possible = c->beacon_soon = true;
	c->draft_left = c->assess_due = true;
	acts_admit(c, now);
	*out = c;
	return ERR_NONE;
}

void
core_free(struct core *c)
{
	if (!c)
		return;
	registry_free(c->registry);
	desks_free(c->desks);
	listed_free(c->listed);
	position_clear(&c->held);
	peering_clear(c);
	inbox_clear(c);
	out_clear(c);
	forks_clear(c);
	kept_out_clear(c);
	buf_clear(&c->keys_body);
	for (size_t i = 0; i < c->n_feeds; i++)
		generations_clear(&c->feeds[i].gens);
	free(c->feeds);
	free(c);
}

const struct registry *
core_registry(const struct core *c)
{
	return c->registry;
}

const struct position *
core_position(const struct core *c)
{
	return &c->held;
}

bool
core_own_head_known(const struct core *c)
{
	return c->own_head_known;
}

static enum verdict
take_live(struct core *c, struct peer *p, const Cmsa__Live *live, struct core_time now)
{
	if (live->n_entries > LIMIT_LIVE_ENTRIES)
		return V_TOO_LARGE;
	if (live->n_entries > 1 && !budget_take_entries(c, p, live->n_entries - 1, now))
		return V_OK;
	for (size_t i = 0; i < live->n_entries; i++) {
		const Cmsa__SignedEntry *s = live->entries[i];

		if (!s->header.len || s->header.len > LIMIT_HEADER_BYTES ||
		    s->body.len > LIMIT_BODY_BYTES ||
		    s->signature.len != sizeof(struct signature))
			return V_FIELD;
		inbox_add(c, p, s);
	}
	return V_OK;
}

static enum verdict
take_message(struct core *c, struct peer *p, const Cmsa__Wire *w, struct core_time now)
{
	if (w->message_case == CMSA__WIRE__MESSAGE_HELLO) {
		peering_hello(c, p, w->hello, now);
		return V_OK;
	}
	if (p->state != TALK_READY)
		return V_WIRE_STATE;
	switch (w->message_case) {
	case CMSA__WIRE__MESSAGE_BEACON:
		peering_beacon(c, p, w->beacon, now);
		return V_OK;
	case CMSA__WIRE__MESSAGE_LIVE: return take_live(c, p, w->live, now);
	case CMSA__WIRE__MESSAGE_GET_HEADS: return serve_heads(c, p, now);
	case CMSA__WIRE__MESSAGE_HEADS: return pull_take_heads(c, p, w->heads, now);
	case CMSA__WIRE__MESSAGE_GET_ACTS: return serve_acts(c, p, w->get_acts, now);
	case CMSA__WIRE__MESSAGE_ACTS: return pull_take_acts(c, p, w->acts, now);
	case CMSA__WIRE__MESSAGE_GET_SEGMENT:
		return serve_segment(c, p, w->get_segment, now);
	case CMSA__WIRE__MESSAGE_SEGMENT: return runs_take(c, p, w->segment, now);
	case CMSA__WIRE__MESSAGE_GET_IDS: return serve_ids(c, p, w->get_ids, now);
	case CMSA__WIRE__MESSAGE_IDS: return hunt_take_ids(c, p, w->ids, now);
	case CMSA__WIRE__MESSAGE_REFUSAL: return pull_take_refusal(c, p, w->refusal, now);
	case CMSA__WIRE__MESSAGE_HELLO:
	case CMSA__WIRE__MESSAGE__NOT_SET: return V_OK; /* a message of a later version */
	case _CMSA__WIRE__MESSAGE__CASE_IS_INT_SIZE: break;
	}
	return V_MALFORMED;
}

void
core_receive(struct core *c, const char *author, const char *node, struct bytes frame,
    struct core_time now)
{
	struct peer *p = peering_find(c, author, node);
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	if (!p) {
		core_count(c, V_UNKNOWN_AUTHOR, NULL);
		return;
	}
	p->received++;
	p->heard_ms = now.mono_ms;
	p->seen_wall_ms = now.wall_ms;
	if (!budget_take_frame(c, p, frame.n, now))
		return;
	peering_set_state(p, TALK_HEARD, "heard");
	if (frame.n > LIMIT_FRAME_BYTES) {
		core_count(c, V_TOO_LARGE, p);
		return;
	}
	arena_init(&mem, LIMIT_FRAME_ARENA);
	v = pb_parse(&m, &mem, &cmsa__wire__descriptor, frame);
	if (!v)
		v = take_message(c, p, (const Cmsa__Wire *)m, now);
	arena_clear(&mem);
	p = peering_find(c, author, node); /* an act may have changed who is a peer */
	if (v)
		core_count(c, v, p);
	if (p && p->register_number > registry_number(c->registry))
		pull_acts(c, p, now);
	if (c->inbox_bytes > MAX_INBOX_BYTES)
		core_flush(c, now);
}

void
core_peer_event(struct core *c, const char *author, const char *node,
    enum core_peer_event ev, const char *reason, struct core_time now)
{
	struct peer *p = peering_find(c, author, node);

	if (!p)
		return;
	switch (ev) {
	case CORE_PEER_UP:
		/* still ready: net was started anew, and what it had on its way is lost */
		peering_set_state(p, TALK_LOST, reason);
		peering_set_state(p, TALK_HEARD, reason);
		p->heard_ms = now.mono_ms;
		p->hello_ms = 0; /* greeted at the next tick */
		break;
	case CORE_PEER_DOWN: peering_set_state(p, TALK_LOST, reason); break;
	case CORE_PEER_BEHIND: p->behind = true; break;
	}
}

void
core_tick(struct core *c, struct core_time now)
{
	bool more = false;

	if (c->tips_lost && feeds_load(c))
		return; /* the store cannot be read: nothing else can be done */
	core_flush(c, now);
	if (registry_is_split(c->registry))
		acts_name(c);
	desk_feed_tick(c, now);
	own_tick(c, now);
	forks_tick(c, now);
	publish_tick(c, now);
	peering_tick(c, now);
	holes_ask(c, now);
	witness_tick(c, now);
	listed_tick(c, now);
	if (!c->facts_behind)
		return;
	if (factsdb_fold(c->cfg.facts, c->cfg.store, c->registry, FOLD_BATCH, &more))
		log_error(
		    "cannot fold the facts; they are folded again at the next tick");
	else
		c->facts_behind = more;
}
