/* villain_say.c - the frames of hostile nodes, right and wrong. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"
#include "segment.h"
#include "villain.h"

enum {
	HEADS_MOST = 80,
	GARBAGE_MOST = 400,
	TOO_LONG = LIMIT_SEGMENT_ENTRIES + 20
};

static struct hash
any_hash(struct villains *vs)
{
	struct hash h;

	for (size_t i = 0; i < sizeof(h.b); i++)
		h.b[i] = (uint8_t)world_random(vs->w, 256);
	return h;
}

static void
send_bytes(struct villains *vs, const struct villain *v, int to, struct bytes frame)
{
	struct world *w = vs->w;
	bool bad = vs->bad;

	vs->bad = false;
	/* net tells hostile nodes apart by their keys, and has no line to those it does not admit */
	if (w->node[to].hostile || !w->node[to].core ||
	    w->node[to].admits[v->node] == ROLE_NONE || !world_hears(w, v->node, to))
		return;
	vs->attacks += bad;
	world_put_frame(w, v->node, to, frame);
}

void
villain_say(struct villains *vs, const struct villain *v, int to, Cmsa__Wire *w)
{
	struct buf frame = { 0 };

	pb_write(&frame, &w->base);
	send_bytes(vs, v, to, buf_view(&frame));
	buf_clear(&frame);
}

void
villain_say_hello(struct villains *vs, const struct villain *v, int to, bool lie)
{
	struct world *x = vs->w;
	const struct registry *r = x->maker.registry;
	struct hash alliance = registry_alliance(r), id = registry_id(r);
	uint32_t versions[] = { 1 };
	Cmsa__Hello h;
	Cmsa__Wire w;

	cmsa__hello__init(&h);
	h.versions = versions;
	h.n_versions = 1;
	h.alliance_id = pb_hash_data(alliance.b);
	h.author = x->node[v->node].author;
	h.node = pb_text("main");
	h.register_number = registry_number(r);
	h.register_id = pb_hash_data(id.b);
	switch (lie ? world_random(x, 5) : 9) {
	case 0: versions[0] = 2; break;
	case 1: alliance = any_hash(vs); break;
	case 2: h.author = x->node[to].author; break;
	case 3:
		h.register_number += 1 + world_random(x, 100);
		id = any_hash(vs);
		break;
	case 4: id = any_hash(vs); break;
	default: break;
	}
	vs->bad |= lie;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HELLO;
	w.hello = &h;
	villain_say(vs, v, to, &w);
}

void
villain_say_beacon(struct villains *vs, const struct villain *v, int to, bool lie)
{
	const struct registry *r = vs->w->maker.registry;
	struct hash id = registry_id(r), digest = any_hash(vs);
	Cmsa__Beacon b;
	Cmsa__Wire w;

	cmsa__beacon__init(&b);
	b.register_number = registry_number(r);
	if (lie && !world_random(vs->w, 3)) {
		b.register_number += 1 + world_random(vs->w, 5);
		id = any_hash(vs);
	}
	b.register_id = pb_hash_data(id.b);
	b.heads_digest = pb_hash_data(digest.b);
	b.time_ms = lie ? (int64_t)world_random(vs->w, INT64_C(1) << 50)
			: world_time(vs->w).wall_ms;
	vs->bad |= lie;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_BEACON;
	w.beacon = &b;
	villain_say(vs, v, to, &w);
}

void
villain_say_live(
    struct villains *vs, const struct villain *v, int to, const struct villain_entry *e)
{
	struct signature sig = e->sig;
	Cmsa__SignedEntry s, *list[1] = { &s };
	Cmsa__Live live;
	Cmsa__Wire w;

	if (v->habits & VILLAIN_LIES && !world_random(vs->w, 8)) {
		sig.b[world_random(vs->w, sizeof(sig.b))] ^= 1;
		vs->bad = true;
	}
	cmsa__signed_entry__init(&s);
	s.header = pb_data(buf_view(&e->header));
	s.signature = pb_data(bytes_of(sig.b, sizeof(sig.b)));
	/* also to those who may not read it */
	if (!(v->habits & VILLAIN_WITHHOLDS) || e->e.kind < KIND_FIRST_DATA ||
	    world_random(vs->w, 2))
		s.body = pb_data(buf_view(&e->body));
	cmsa__live__init(&live);
	live.entries = list;
	live.n_entries = 1;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_LIVE;
	w.live = &live;
	villain_say(vs, v, to, &w);
}

/* --- heads -------------------------------------------------------------------------- */

static void
lie_about_heads(struct villains *vs, struct position *p, int to)
{
	struct world *w = vs->w;
	struct place at = { .incarnation = 1 };
	/* of the peer's own feed, of anybody's, or of a feed that nobody has */
	int i = world_random(w, 2) ? to : (int)world_random(w, (uint64_t)w->n_nodes);
	struct hash id = any_hash(vs);

	memcpy(at.author, w->node[i].author, sizeof(at.author));
	if (!world_random(w, 4))
		memcpy(at.author, "ZZZ", 4);
	at.seq = position_seq(p, at.author, 1) + 1 + world_random(w, 1000);
	position_set(p, &at, &id);
	vs->bad = true;
}

static void
heads_of(struct position *p, struct villains *vs, struct villain *v, int to, bool lie)
{
	position_copy(p, &vs->heads);
	for (size_t i = 0; i < vs->n; i++) {
		struct villain *of = &vs->list[i];
		const struct villain_branch *b = villain_branch_for(of, to);

		if (b->n && (of == v || v->habits & VILLAIN_COLLUDES))
			position_set(
			    p, &b->entry[b->n - 1].e.place, &b->entry[b->n - 1].e.id);
	}
	if (lie)
		lie_about_heads(vs, p, to);
}

void
villain_say_heads(struct villains *vs, struct villain *v, int to, bool lie)
{
	Cmsa__Head head[HEADS_MOST], *list[HEADS_MOST];
	const struct registry *r = vs->w->maker.registry;
	struct hash id = registry_id(r);
	struct position p = { 0 };
	Cmsa__Heads h;
	Cmsa__Wire w;

	heads_of(&p, vs, v, to, lie);
	cmsa__heads__init(&h);
	for (size_t i = 0; i < p.n_heads && i < HEADS_MOST; i++) {
		cmsa__head__init(&head[i]);
		head[i].author = p.heads[i].place.author;
		head[i].incarnation = 1;
		head[i].seq = p.heads[i].place.seq;
		head[i].id = pb_hash_data(p.heads[i].id.b);
		list[h.n_heads++] = &head[i];
	}
	h.heads = list;
	h.register_number = registry_number(r);
	h.register_id = pb_hash_data(id.b);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HEADS;
	w.heads = &h;
	villain_say(vs, v, to, &w);
	position_clear(&p);
}

void
villain_say_acts(
    struct villains *vs, const struct villain *v, int to, uint64_t from, bool lie)
{
	const struct registry *r = vs->w->maker.registry;
	uint64_t head = registry_number(r), at = from;
	struct buf act = { 0 };
	ProtobufCBinaryData list[1];
	Cmsa__Acts a;
	Cmsa__Wire w;

	cmsa__acts__init(&a);
	a.acts = list;
	a.head_number = head;
	if (lie || at < 1 || at > head) /* an old one, or one that was changed */
		at = 1 + world_random(vs->w, head);
	buf_add(
	    &act, registry_act(r, at)->signed_act.p, registry_act(r, at)->signed_act.n);
	if (lie && world_random(vs->w, 2))
		act.p[world_random(vs->w, act.n)] ^= 1;
	vs->bad |= lie;
	list[a.n_acts++] = pb_data(buf_view(&act));
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_ACTS;
	w.acts = &a;
	villain_say(vs, v, to, &w);
	buf_clear(&act);
}

/* --- segments ----------------------------------------------------------------------- */

struct parts {
	struct buf headers, bodies[AUDIENCE_NAMED + 1];
	Cmsa__Blob blob[AUDIENCE_NAMED + 1], *blobs[AUDIENCE_NAMED + 1];
	struct signature sig;
	Cmsa__KeySignature key_sig, *sigs[1];
};

static void
flip_a_bit(struct villains *vs, struct buf *b)
{
	if (b->n)
		b->p[world_random(vs->w, b->n)] ^= (uint8_t)(1 << world_random(vs->w, 8));
}

static void
spoil(struct villains *vs, struct parts *p, const struct villain_entry *first,
    enum villain_spoil how)
{
	switch (how) {
	case SPOIL_SIGNATURES: p->sig.b[0] ^= 1; break;
	case SPOIL_A_BIT:
		flip_a_bit(vs,
		    world_random(vs->w, 2) ? &p->headers : &p->bodies[first->e.audience]);
		break;
	case SPOIL_TOO_LONG:
		for (int i = 0; i < TOO_LONG; i++)
			segment_add_header(&p->headers, buf_view(&first->header));
		break;
	case SPOIL_NOTHING:
	case SPOIL_HALF:
	case SPOIL_BODIES:
	case SPOIL_NUMBER: break;
	}
	vs->bad |= how != SPOIL_NOTHING;
}

void
villain_say_segment(struct villains *vs, const struct villain *v, int to,
    const struct villain_entry *e, size_t n, enum villain_spoil how)
{
	struct place at = e[0].e.place;
	struct parts p = { .sig = e[n - 1].sig };
	Cmsa__Segment s;
	Cmsa__Wire w;

	for (size_t i = 0; i < (how == SPOIL_HALF ? (n + 1) / 2 : n); i++) {
		segment_add_header(&p.headers, buf_view(&e[i].header));
		buf_add(&p.bodies[e[i].e.audience], e[i].body.p, e[i].body.n);
	}
	spoil(vs, &p, e, how);
	cmsa__segment__init(&s);
	s.author = at.author;
	s.incarnation = at.incarnation;
	s.first = at.seq;
	s.headers = pb_data(buf_view(&p.headers));
	cmsa__key_signature__init(&p.key_sig);
	p.key_sig.seq = e[n - 1].e.place.seq;
	p.key_sig.signature = pb_data(bytes_of(p.sig.b, sizeof(p.sig.b)));
	p.sigs[0] = &p.key_sig;
	s.signatures = p.sigs;
	s.n_signatures = how == SPOIL_HALF ? 0 : 1;
	s.blobs = p.blobs;
	for (uint32_t a = AUDIENCE_PUBLIC; a <= AUDIENCE_NAMED; a++) {
		if (!p.bodies[a].n || how == SPOIL_BODIES)
			continue;
		cmsa__blob__init(&p.blob[a]);
		p.blob[a].audience = a;
		p.blob[a].bodies = pb_data(buf_view(&p.bodies[a]));
		p.blobs[s.n_blobs++] = &p.blob[a];
	}
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_SEGMENT;
	w.segment = &s;
	villain_say(vs, v, to, &w);
	buf_clear(&p.headers);
	for (uint32_t a = 0; a <= AUDIENCE_NAMED; a++)
		buf_clear(&p.bodies[a]);
}

/* --- floods ------------------------------------------------------------------------- */

void
villain_say_garbage(struct villains *vs, const struct villain *v, int to)
{
	uint8_t bytes[GARBAGE_MOST];
	size_t n = (size_t)world_random(vs->w, sizeof(bytes));

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)world_random(vs->w, 256);
	vs->bad = true;
	send_bytes(vs, v, to, bytes_of(bytes, n));
}

void
villain_say_nothing(struct villains *vs, const struct villain *v, int to)
{
	vs->bad = true;
	send_bytes(vs, v, to, bytes_of(NULL, 0));
}

/* Bodies of every audience, whatever its role reads. */
static void
ask_for_segment(struct villains *vs, const struct villain *v, int to)
{
	struct world *x = vs->w;
	Cmsa__GetSegment g;
	Cmsa__Wire w;

	cmsa__get_segment__init(&g);
	g.author = x->node[world_random(x, (uint64_t)x->n_nodes)].author;
	g.incarnation = 1;
	g.first = 1 + world_random(x, 4);
	g.audiences = UINT32_MAX;
	g.fill = world_random(x, 2) != 0;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	villain_say(vs, v, to, &w);
}

static void
ask_for_ids(struct villains *vs, const struct villain *v, int to)
{
	struct world *x = vs->w;
	uint64_t seq[LIMIT_IDS];
	Cmsa__GetIds g;
	Cmsa__Wire w;

	for (size_t i = 0; i < LIMIT_IDS; i++)
		seq[i] = world_random(x, 40) * (i % 7 ? 1 : UINT64_C(1) << 58);
	cmsa__get_ids__init(&g);
	g.author = x->node[world_random(x, (uint64_t)x->n_nodes)].author;
	g.incarnation = 1;
	g.seq = seq;
	g.n_seq = LIMIT_IDS;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_IDS;
	w.get_ids = &g;
	villain_say(vs, v, to, &w);
}

static void
ask_for_heads(struct villains *vs, const struct villain *v, int to)
{
	Cmsa__GetHeads g;
	Cmsa__Wire w;

	cmsa__get_heads__init(&g);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_HEADS;
	w.get_heads = &g;
	villain_say(vs, v, to, &w);
}

static void
refuse(struct villains *vs, const struct villain *v, int to)
{
	struct world *x = vs->w;
	Cmsa__Refusal r;
	Cmsa__Wire w;

	cmsa__refusal__init(&r);
	r.verdict = V_NOT_HELD;
	r.author = x->node[world_random(x, (uint64_t)x->n_nodes)].author;
	r.seq = 1 + world_random(x, 10);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_REFUSAL;
	w.refusal = &r;
	villain_say(vs, v, to, &w);
}

void
villain_say_anything(struct villains *vs, struct villain *v, int to)
{
	vs->bad = true;
	switch (world_random(vs->w, 8)) {
	case 0: ask_for_heads(vs, v, to); break;
	case 1: ask_for_ids(vs, v, to); break;
	case 2: villain_say_heads(vs, v, to, true); break;
	case 3: villain_say_acts(vs, v, to, 1, true); break;
	case 4: refuse(vs, v, to); break;
	case 5:
		if (vs->n_seen)
			villain_say_segment(vs, v, to,
			    &vs->seen[world_random(vs->w, vs->n_seen)], 1,
			    (enum villain_spoil)world_random(vs->w, SPOIL_NUMBER));
		break;
	case 6: /* an entry of an honest feed, changed in its body, or as it was */
		if (vs->n_seen) {
			struct villain_entry e =
			    vs->seen[world_random(vs->w, vs->n_seen)];

			e.sig.b[3] ^= (uint8_t)world_random(vs->w, 2);
			villain_say_live(vs, v, to, &e);
		}
		break;
	default: ask_for_segment(vs, v, to); break;
	}
}

void
villain_say_again(struct villains *vs, const struct villain *v, int to)
{
	size_t n =
	    vs->n_frames < VILLAIN_FRAMES_MOST ? vs->n_frames : VILLAIN_FRAMES_MOST;

	if (!n)
		return;
	vs->bad = true;
	send_bytes(vs, v, to, buf_view(&vs->frames[world_random(vs->w, n)]));
}
