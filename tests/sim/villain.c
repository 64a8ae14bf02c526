/* villain.c - what hostile nodes know, and when they do what. */
#include "villain.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts_make.h"
#include "pb.h"
#include "segment.h"
#include "witness.pb-c.h"

enum {
	HELLO_EVERY_MS = 1000,
	BEACON_EVERY_MS = 4000,
	BURST = 40,   /* frames of a flood in 100 ms */
	DELUGE = 4200 /* more than a peer is listened to */
};

void
villain_init(struct villains *vs, struct world *w)
{
	memset(vs, 0, sizeof(*vs));
	vs->w = w;
}

static void
entry_clear(struct villain_entry *e)
{
	buf_clear(&e->header);
	buf_clear(&e->body);
}

void
villain_clear(struct villains *vs)
{
	for (size_t i = 0; i < vs->n; i++)
		for (int b = 0; b < 2; b++)
			for (size_t k = 0; k < vs->list[i].branch[b].n; k++)
				entry_clear(&vs->list[i].branch[b].entry[k]);
	for (size_t i = 0; i < vs->n_seen; i++)
		entry_clear(&vs->seen[i]);
	for (size_t i = 0; i < VILLAIN_FRAMES_MOST; i++)
		buf_clear(&vs->frames[i]);
	position_clear(&vs->heads);
}

void
villain_add(struct villains *vs, int node, enum role role, unsigned habits)
{
	ck_assert_uint_lt(vs->n, VILLAINS_MOST);
	vs->w->node[node].hostile = true;
	vs->list[vs->n++] =
	    (struct villain){ .node = node, .role = role, .habits = habits };
}

struct villain *
villain_of(struct villains *vs, int node)
{
	for (size_t i = 0; i < vs->n; i++)
		if (vs->list[i].node == node)
			return &vs->list[i];
	return NULL;
}

struct villain *
villain_named(struct villains *vs, const char *author)
{
	for (size_t i = 0; i < vs->n; i++)
		if (!strcmp(vs->w->node[vs->list[i].node].author, author))
			return &vs->list[i];
	return NULL;
}

struct villain_branch *
villain_branch_for(struct villain *v, int to)
{
	return &v->branch[v->fork_at && (to + v->node) % 2];
}

/* --- its feed ----------------------------------------------------------------------- */

/* What it says to have seen: heads that nobody has. */
static void
false_witness(struct buf *out, struct villains *vs)
{
	struct hash id = { { 0x66 } };
	Cmsa__WitnessBody body;
	Cmsa__Head head, *list[1] = { &head };
	int i = (int)world_random(vs->w, (uint64_t)vs->w->n_nodes);

	cmsa__head__init(&head);
	head.author = vs->w->node[i].author;
	head.incarnation = 1;
	head.seq = 1 + world_random(vs->w, 100);
	head.id = pb_hash_data(id.b);
	cmsa__witness_body__init(&body);
	body.heads = list;
	body.n_heads = 1;
	pb_write(out, &body.base);
}

static uint32_t
write_body(struct buf *out, uint32_t *audience, struct villains *vs, struct villain *v)
{
	const char *author = vs->w->node[v->node].author;
	char country[4], id[16];
	uint64_t dice = world_random(vs->w, 8);

	memcpy(country, author, 3);
	country[3] = '\0';
	*audience = AUDIENCE_PUBLIC;
	if (v->role == ROLE_AUDITOR || (dice == 0 && v->role == ROLE_MEMBER)) {
		false_witness(out, vs);
		return KIND_WITNESS;
	}
	if (v->role == ROLE_DESK || dice == 1) {
		snprintf(id, sizeof(id), "v-%u", (unsigned)world_random(vs->w, 1000));
		alerts_make(out, country, id, "");
		*audience = AUDIENCE_CUSTOMS;
		return KIND_ALERT;
	}
	if (world_random(vs->w, 2))
		*audience = AUDIENCE_ALLIANCE;
	if (dice == 2 && v->habits & VILLAIN_LIES)
		buf_add_str(out, "no message at all"); /* stored, and no fact */
	else
		world_review(out, vs->w, country);
	return KIND_CAPACITY;
}

static void
write_entry(struct villains *vs, struct villain *v, int b)
{
	struct villain_branch *branch = &v->branch[b];
	struct villain_entry *e = &branch->entry[branch->n];
	const char *author = vs->w->node[v->node].author;

	*e = (struct villain_entry){ 0 };
	e->e.schema = 1;
	e->e.prev = branch->n ? branch->entry[branch->n - 1].e.id
			      : registry_alliance(vs->w->maker.registry);
	e->e.time_ms = world_time(vs->w).wall_ms + b; /* so that the branches differ */
	memcpy(e->e.place.author, author, strlen(author) + 1);
	e->e.place.incarnation = 1;
	e->e.place.seq = branch->n + 1;
	if (branch->n) {
		e->e.kind = write_body(&e->body, &e->e.audience, vs, v);
	} else {
		e->e.kind = KIND_KEYS;
		e->e.audience = AUDIENCE_PUBLIC;
		maker_keys_body(&e->body, &vs->w->maker, author);
	}
	e->sig = maker_entry(&e->header, &e->e, &vs->w->maker, buf_view(&e->body));
	branch->n++;
}

static void
copy_entry(struct villain_entry *to, const struct villain_entry *from)
{
	*to = (struct villain_entry){ .sig = from->sig };
	buf_add(&to->header, from->header.p, from->header.n);
	buf_add(&to->body, from->body.p, from->body.n);
	ck_assert_int_eq(entry_parse(&to->e, buf_view(&to->header)), V_OK);
}

/* From now on it tells two stories; the first entry of all may be the first of both. */
static void
fork_feed(struct villains *vs, struct villain *v)
{
	size_t keep = v->branch[0].n ? world_random(vs->w, v->branch[0].n + 1) : 0;

	for (size_t k = 0; k < keep; k++)
		copy_entry(&v->branch[1].entry[k], &v->branch[0].entry[k]);
	v->branch[1].n = keep;
	v->fork_at = keep + 1;
	vs->forks++;
	vs->attacks++;
	write_entry(vs, v, 1);
	if (v->branch[0].n == keep)
		write_entry(vs, v, 0);
}

static bool
has(const struct villain *v, unsigned habit)
{
	return (v->habits & habit) != 0;
}

static void
tell_all(struct villains *vs, struct villain *v, int b)
{
	const struct villain_entry *e = &v->branch[b].entry[v->branch[b].n - 1];

	for (int to = 0; to < vs->w->n_nodes; to++) {
		bool other = villain_branch_for(v, to) != &v->branch[b];

		/* now and then the wrong story to one who knows the other */
		if (other && world_random(vs->w, 12))
			continue;
		if (!has(v, VILLAIN_WITHHOLDS) || world_random(vs->w, 3))
			villain_say_live(vs, v, to, e);
	}
}

static void
publish(struct villains *vs, struct villain *v)
{
	if (has(v, VILLAIN_EQUIVOCATES) && !v->fork_at && !world_random(vs->w, 4))
		fork_feed(vs, v);
	for (int b = 0; b < (v->fork_at ? 2 : 1); b++) {
		if (v->branch[b].n == VILLAIN_ENTRIES_MOST)
			continue;
		write_entry(vs, v, b);
		tell_all(vs, v, b);
	}
}

void
villain_reveal(struct villains *vs, const struct villain *by, struct villain *of)
{
	for (int to = 0; to < vs->w->n_nodes && of->fork_at; to++)
		for (int b = 0; b < 2; b++)
			villain_say_live(
			    vs, by, to, &of->branch[b].entry[of->fork_at - 1]);
}

/* --- what it hears ------------------------------------------------------------------ */

static void
see(struct villains *vs, struct bytes header, struct bytes sig, struct bytes body)
{
	struct villain_entry *e = &vs->seen[vs->next_seen];
	struct entry parsed;

	if (entry_parse(&parsed, header) || villain_named(vs, parsed.place.author))
		return;
	position_set(&vs->heads, &parsed.place, &parsed.id);
	entry_clear(e);
	*e = (struct villain_entry){ 0 };
	buf_add(&e->header, header.p, header.n);
	buf_add(&e->body, body.p, body.n);
	if (sig.n == sizeof(e->sig.b))
		memcpy(e->sig.b, sig.p, sig.n);
	(void)entry_parse(&e->e, buf_view(&e->header)); /* it did before */
	vs->next_seen = (vs->next_seen + 1) % VILLAIN_SEEN_MOST;
	if (vs->n_seen < VILLAIN_SEEN_MOST)
		vs->n_seen++;
}

static void
see_segment(struct villains *vs, const Cmsa__Segment *s)
{
	struct bytes headers = pb_bytes(s->headers), header;

	while (segment_next_header(&header, &headers))
		see(vs, header, bytes_of(NULL, 0), bytes_of(NULL, 0));
}

static void
answer_segment(struct villains *vs, struct villain *v, int to, const Cmsa__GetSegment *g)
{
	enum villain_spoil how =
	    has(v, VILLAIN_LIES) || has(v, VILLAIN_WITHHOLDS)
		? (enum villain_spoil)world_random(vs->w, SPOIL_NUMBER)
		: SPOIL_NOTHING;
	struct villain *of = villain_named(vs, g->author);

	if (has(v, VILLAIN_WITHHOLDS) && !world_random(vs->w, 3)) {
		vs->attacks++;
		return;
	}
	if (of && (of == v || has(v, VILLAIN_COLLUDES))) {
		struct villain_branch *b = villain_branch_for(of, to);

		if (g->first && g->first <= b->n)
			villain_say_segment(
			    vs, v, to, &b->entry[g->first - 1], b->n - g->first + 1, how);
		return;
	}
	for (size_t i = 0; i < vs->n_seen; i++)
		if (!strcmp(vs->seen[i].e.place.author, g->author) &&
		    vs->seen[i].e.place.seq == g->first) {
			villain_say_segment(vs, v, to, &vs->seen[i], 1, how);
			return;
		}
}

static void
answer(struct villains *vs, struct villain *v, int from, const Cmsa__Wire *w)
{
	bool lie = has(v, VILLAIN_LIES) && world_random(vs->w, 2);

	switch ((int)w->message_case) {
	case CMSA__WIRE__MESSAGE_HELLO:
		if (!(v->greeted >> from & 1) || !world_random(vs->w, 4))
			villain_say_hello(vs, v, from, lie && world_random(vs->w, 2));
		v->greeted |= UINT64_C(1) << from;
		break;
	case CMSA__WIRE__MESSAGE_LIVE:
		for (size_t i = 0; i < w->live->n_entries; i++)
			see(vs, pb_bytes(w->live->entries[i]->header),
			    pb_bytes(w->live->entries[i]->signature),
			    pb_bytes(w->live->entries[i]->body));
		break;
	case CMSA__WIRE__MESSAGE_SEGMENT: see_segment(vs, w->segment); break;
	case CMSA__WIRE__MESSAGE_GET_HEADS: villain_say_heads(vs, v, from, lie); break;
	case CMSA__WIRE__MESSAGE_GET_ACTS:
		if (!has(v, VILLAIN_WITHHOLDS))
			villain_say_acts(vs, v, from, w->get_acts->from, lie);
		break;
	case CMSA__WIRE__MESSAGE_GET_SEGMENT:
		answer_segment(vs, v, from, w->get_segment);
		break;
	default: break;
	}
}

void
villain_frame(struct villains *vs, int from, int to, struct bytes frame)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	if (vs->w->node[from].hostile)
		return; /* what they know they share */
	arena_init(&mem, 0);
	if (pb_parse(&m, &mem, &cmsa__wire__descriptor, frame))
		ck_abort_msg("an honest node sends what is no message");
	answer(vs, villain_of(vs, to), from, (const Cmsa__Wire *)m);
	arena_clear(&mem);
	buf_reset(&vs->frames[vs->n_frames % VILLAIN_FRAMES_MOST]);
	buf_add(&vs->frames[vs->n_frames++ % VILLAIN_FRAMES_MOST], frame.p, frame.n);
}

/* --- what it does by itself --------------------------------------------------------- */

static int
any_node(struct villains *vs)
{
	return (int)world_random(vs->w, (uint64_t)vs->w->n_nodes);
}

static void
flood(struct villains *vs, struct villain *v)
{
	int to = any_node(vs);

	if (!world_random(vs->w, 20)) {
		for (int k = 0; k < DELUGE; k++)
			villain_say_nothing(vs, v, to);
		return;
	}
	for (int k = 0; k < BURST; k++)
		if (world_random(vs->w, 3))
			villain_say_anything(vs, v, to);
		else
			villain_say_garbage(vs, v, to);
}

static void
misbehave(struct villains *vs, struct villain *v)
{
	struct world *w = vs->w;

	if (has(v, VILLAIN_REPLAYS) && !world_random(w, 3))
		for (int k = 0; k < 4; k++)
			villain_say_again(vs, v, any_node(vs));
	if (has(v, VILLAIN_FLOODS) && !world_random(w, 12))
		flood(vs, v);
	if (has(v, VILLAIN_LIES) && !world_random(w, 4))
		villain_say_anything(vs, v, any_node(vs));
	if (has(v, VILLAIN_EQUIVOCATES) && v->fork_at && !world_random(w, 25))
		villain_reveal(vs, v, v);
}

void
villain_tick(struct villains *vs, int node)
{
	struct villain *v = villain_of(vs, node);
	struct world *w = vs->w;

	if (w->now_ms - v->hello_ms >= HELLO_EVERY_MS) {
		v->hello_ms = w->now_ms;
		for (int to = 0; to < w->n_nodes; to++)
			if (!(v->greeted >> to & 1))
				villain_say_hello(vs, v, to, false);
	}
	if (w->now_ms - v->beacon_ms >= BEACON_EVERY_MS) {
		v->beacon_ms = w->now_ms;
		for (int to = 0; to < w->n_nodes; to++)
			villain_say_beacon(vs, v, to, has(v, VILLAIN_LIES));
	}
	if (vs->quiet)
		return;
	if (!v->branch[0].n || !world_random(w, 15))
		publish(vs, v);
	misbehave(vs, v);
}
