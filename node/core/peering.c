/* peering.c - the peer nodes: HELLO, beacon, silence (PROTOCOL.md 6.2, 6.4). */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

struct peer *
peering_find(struct core *c, const char *author, const char *node)
{
	for (size_t i = 0; i < c->n_peers; i++)
		if (!strcmp(c->peers[i].author, author) &&
		    !strcmp(c->peers[i].node, node))
			return &c->peers[i];
	return NULL;
}

void
peering_set_state(struct peer *p, enum talk_event ev, const char *reason)
{
	enum talk_state to = talk_next(p->state, ev);

	if (to == p->state)
		return;
	log_info("peer %s/%s: %s -> %s (%s)", p->author, p->node,
	    talk_state_name(p->state), talk_state_name(to), reason);
	p->state = to;
	if (to == TALK_DOWN) {
		memset(p->open, 0, sizeof(p->open));
		p->listed.until_ms = 0;
		p->acts_until_ms = p->heads_until_ms = 0;
	}
}

static struct peer
peer_new(const struct roster_node *r, struct core_time now)
{
	const struct author *a = r->author;
	const struct author_node *n = r->node;
	struct peer p = { .role = a->role, .heard_ms = now.mono_ms };

	memcpy(p.author, a->name, sizeof(p.author));
	memcpy(p.node, n->name, sizeof(p.node));
	p.curve_key = r->key;
	budget_init(&p, now);
	return p;
}

/* Takes over what is known of the peer, so that nothing is asked twice. */
static struct peer
peer_keep(struct core *c, const struct roster_node *r, struct core_time now)
{
	struct peer *old = peering_find(c, r->author->name, r->node->name), p;

	if (!old)
		return peer_new(r, now);
	p = *old;
	old->heads = (struct position){ 0 };
	p.role = r->author->role;
	p.curve_key = r->key;
	p.has_two_keys = false;
	return p;
}

/* A node stands once, however many keys it has. */
static struct peer *
find_in(struct peer *peers, size_t n, const struct roster_node *r)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(peers[i].author, r->author->name) &&
		    !strcmp(peers[i].node, r->node->name))
			return &peers[i];
	return NULL;
}

void
peering_sync(struct core *c, struct core_time now)
{
	size_t n_nodes, n = 0;
	struct roster_node *nodes = roster_list(c, &n_nodes);
	struct peer *peers = mem_array(MAX_PEERS, sizeof(*peers));

	for (size_t i = 0; i < n_nodes && n < MAX_PEERS; i++) {
		struct peer *with = find_in(peers, n, &nodes[i]);

		if (with)
			with->has_two_keys = true;
		else
			peers[n++] = peer_keep(c, &nodes[i], now);
	}
	free(nodes);
	peering_clear(c);
	c->peers = peers;
	c->n_peers = n;
}

void
peering_clear(struct core *c)
{
	for (size_t i = 0; i < c->n_peers; i++)
		position_clear(&c->peers[i].heads);
	free(c->peers);
	c->peers = NULL;
	c->n_peers = 0;
}

static void
send_hello(struct core *c, struct peer *p, struct core_time now)
{
	static const uint32_t versions[] = { 1 };
	struct hash head = registry_id(c->registry);
	uint32_t copy[1];
	Cmsa__Hello h;
	Cmsa__Wire w;

	memcpy(copy, versions, sizeof(copy));
	cmsa__hello__init(&h);
	h.versions = copy;
	h.n_versions = 1;
	h.alliance_id = pb_hash_data(c->alliance.b);
	h.author = c->author;
	h.node = c->node;
	h.register_number = registry_number(c->registry);
	h.register_id = pb_hash_data(head.b);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HELLO;
	w.hello = &h;
	out_send(c, p, &w);
	p->hello_ms = now.mono_ms;
}

/* PROTOCOL M6.4 */
static bool
speaks_our_version(const Cmsa__Hello *h)
{
	for (size_t i = 0; i < h->n_versions; i++)
		if (h->versions[i] == 1)
			return true;
	return false;
}

void
peering_register(struct core *c, struct peer *p, uint64_t number, struct bytes id,
    struct core_time now)
{
	const struct act_record *ours = registry_act(c->registry, number);
	struct hash theirs;

	p->register_number = number;
	if (number > registry_number(c->registry))
		pull_acts(c, p, now);
	else if (ours && hash_from(&theirs, id) && !hash_eq(&theirs, &ours->act->id))
		core_count(c, V_REGISTER_SPLIT, p);
}

/* It was gone for a while.  What it named of our own feed and did not give counts less each
 * time, so that nobody can keep us from publishing by a number. */
static void
went_away(const struct core *c, struct peer *p)
{
	if (position_seq(&p->heads, c->author, c->incarnation) >
		position_seq(&c->held, c->author, c->incarnation) &&
	    p->own_failures < MAX_OWN_FAILURES)
		p->own_failures++;
}

void
peering_hello(struct core *c, struct peer *p, const Cmsa__Hello *h, struct core_time now)
{
	struct hash theirs;

	if (!speaks_our_version(h)) {
		core_count(c, V_VERSION, p);
		return;
	}
	if (!hash_from(&theirs, pb_bytes(h->alliance_id)) ||
	    !hash_eq(&theirs, &c->alliance)) {
		core_count(c, V_ALLIANCE, p);
		return;
	}
	if (strcmp(h->author, p->author) || strcmp(h->node, p->node)) {
		core_count(c, V_WIRE_STATE, p); /* the key says who it is */
		return;
	}
	if (now.mono_ms - p->hello_ms >= TALK_HELLO_MS || p->state != TALK_READY)
		send_hello(c, p, now);
	if (p->state != TALK_READY) { /* a new conversation */
		p->heads_ms = 0;
		went_away(c, p);
	} else if (p->heads_until_ms > now.mono_ms + TALK_HELLO_MS) {
		/* it greets anew: what was asked before may have been lost with its net */
		p->heads_until_ms = now.mono_ms + TALK_HELLO_MS;
		p->heads_wanted = true;
	}
	if (p->acts_until_ms > now.mono_ms + TALK_HELLO_MS)
		p->acts_until_ms = now.mono_ms + TALK_HELLO_MS;
	peering_set_state(p, TALK_HELLO, "hello");
	peering_register(c, p, h->register_number, pb_bytes(h->register_id), now);
	pull_heads(c, p, now);
}

void
peering_beacon(
    struct core *c, struct peer *p, const Cmsa__Beacon *b, struct core_time now)
{
	struct hash theirs;

	if (!hash_from(&theirs, pb_bytes(b->heads_digest))) {
		core_count(c, V_FIELD, p);
		return;
	}
	/* times outside those of an entry say nothing */
	if (b->time_ms >= 0 && b->time_ms < INT64_C(1) << 53)
		p->skew_ms = b->time_ms - now.wall_ms;
	peering_register(c, p, b->register_number, pb_bytes(b->register_id), now);
	/* PROTOCOL M6.7: heads in a beacon are hints; what is asked for are the heads, and
	 * then entries */
	if (!hash_eq(feeds_digest(c), &theirs)) {
		pull_heads(c, p, now);
		return;
	}
	position_clear(&p->heads); /* it holds just what we hold */
	position_copy(&p->heads, &c->held);
	p->has_no_more = true;
}

static size_t
recent_heads(struct core *c, Cmsa__Head *heads, Cmsa__Head **list)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_feeds && n < LIMIT_HEADS; i++) {
		struct own_feed *f = &c->feeds[i];

		if (!f->changed || !f->tip.seq)
			continue;
		cmsa__head__init(&heads[n]);
		heads[n].author = f->place.author;
		heads[n].incarnation = f->place.incarnation;
		heads[n].seq = f->tip.seq;
		heads[n].id = pb_hash_data(f->tip.id.b);
		list[n] = &heads[n];
		f->changed = false;
		n++;
	}
	return n;
}

static void
send_beacons(struct core *c, struct core_time now)
{
	Cmsa__Head *heads = mem_array(c->n_feeds, sizeof(*heads)),
		   **list = mem_array(c->n_feeds, sizeof(*list));
	struct hash head = registry_id(c->registry);
	Cmsa__Beacon b;
	Cmsa__Wire w;

	cmsa__beacon__init(&b);
	b.register_number = registry_number(c->registry);
	b.register_id = pb_hash_data(head.b);
	b.heads_digest = pb_hash_data(feeds_digest(c)->b);
	b.n_recent = recent_heads(c, heads, list);
	b.recent = list;
	b.time_ms = now.wall_ms;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_BEACON;
	w.beacon = &b;
	for (size_t i = 0; i < c->n_peers; i++)
		if (c->peers[i].state == TALK_READY)
			out_send(c, &c->peers[i], &w);
	free(heads);
	free(list);
	c->beacon_ms = now.mono_ms;
	c->beacon_soon = false;
}

static void
peer_tick(struct core *c, struct peer *p, struct core_time now)
{
	pull_drop_late(c, p, now);
	if (now.mono_ms - p->heard_ms >
	    (p->has_two_keys ? TALK_SILENCE_TWO_KEYS_MS : TALK_SILENCE_MS)) {
		peering_set_state(p, TALK_SILENT, "silent");
		went_away(c, p);
		out_redial(c, p);
		p->heard_ms = now.mono_ms; /* the next try in as long again */
	}
	if (p->state != TALK_READY && now.mono_ms - p->hello_ms >= TALK_HELLO_MS)
		send_hello(c, p, now);
	if (p->state != TALK_READY)
		return;
	if (p->register_number > registry_number(c->registry))
		pull_acts(c, p, now);
	/* an answer that was lost is asked for again, also when a beacon has no news: the own
	 * head rests on it (PROTOCOL M6.17) */
	if (p->heads_wanted ||
	    (!p->heads_known && now.mono_ms - p->heads_ms >= TALK_REQUEST_MS + BACK_OFF_MS))
		pull_heads(c, p, now);
	if (p->behind) {
		p->behind = false; /* what it missed it learns from the beacon */
		c->beacon_soon = true;
	}
}

void
peering_tick(struct core *c, struct core_time now)
{
	for (size_t i = 0; i < c->n_peers; i++)
		peer_tick(c, &c->peers[i], now);
	/* by turns: one that promises entries and gives none must not be asked each time */
	for (size_t i = 0; i < c->n_peers; i++)
		pull_more(c, &c->peers[(c->next_puller + i) % c->n_peers], now);
	c->next_puller++;
	if (now.mono_ms - c->beacon_ms >=
	    (c->beacon_soon ? TALK_URGENT_MS : TALK_BEACON_MS))
		send_beacons(c, now);
}
