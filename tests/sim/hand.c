/* hand.c - a core and a test that talk. */
#include "hand.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "mem.h"
#include "pb.h"
#include "segment.h"

static void
drain(struct hand *h)
{
	struct core_out o;

	while (core_next(h->core, &o)) {
		if (h->n_out == h->room_out) {
			h->room_out = h->room_out ? h->room_out * 2 : 64;
			h->out = mem_resize(h->out, h->room_out, sizeof(*h->out));
		}
		h->out[h->n_out++] = o;
	}
}

void
hand_forget(struct hand *h)
{
	drain(h);
	for (size_t i = 0; i < h->n_out; i++)
		buf_clear(&h->out[i].frame);
	h->n_out = 0;
}

static void
start(struct hand *h)
{
	world_start(&h->w, 0, registry_number(h->w.maker.registry));
	h->core = h->w.node[0].core;
	drain(h);
}

/* Node 0 is that of `author`. */
static void
init(struct hand *h, const char *author, enum role aus)
{
	*h = (struct hand){ 0 };
	world_init(&h->w, 1);
	arena_init(&h->mem, 0);
	if (author_is_desk(author))
		world_add_desk(&h->w, author);
	else if (strcmp(author, "AUS"))
		world_add(&h->w, author, ROLE_AUDITOR);
	world_add(&h->w, "AUS", aus);
	world_add(&h->w, "GBR", ROLE_MEMBER);
	world_add(&h->w, "JPN", ROLE_MEMBER);
	world_add(&h->w, "KOR", ROLE_CANDIDATE);
	if (strcmp(author, "court"))
		world_add(&h->w, "court", ROLE_AUDITOR);
	make_minerals(&h->w.maker, "list", 1, 1, "cobalt", 1);
	start(h);
	hand_pass(h, 300);
}

void
hand_init(struct hand *h, enum role own)
{
	init(h, "AUS", own);
	ck_assert_uint_ge(hand_held(h, "AUS"), 1);
}

void
hand_init_as(struct hand *h, const char *author)
{
	init(h, author, ROLE_MEMBER);
}

void
hand_clear(struct hand *h)
{
	hand_forget(h);
	free(h->out);
	arena_clear(&h->mem);
	world_clear(&h->w);
}

void
hand_restart(struct hand *h)
{
	hand_forget(h);
	world_crash(&h->w, 0, 0);
	start(h);
}

void
hand_pass(struct hand *h, int64_t ms)
{
	for (int64_t end = h->w.now_ms + ms; h->w.now_ms < end;) {
		h->w.now_ms += 100;
		core_tick(h->core, world_time(&h->w));
		drain(h);
	}
}

void
hand_tell(struct hand *h, const char *from, const Cmsa__Wire *w)
{
	struct buf frame = { 0 };

	pb_write(&frame, &w->base);
	core_receive(h->core, from, "main", buf_view(&frame), world_time(&h->w));
	buf_clear(&frame);
}

void
hand_say(struct hand *h, const char *from, const Cmsa__Wire *w)
{
	hand_tell(h, from, w);
	core_flush(h->core, world_time(&h->w));
	drain(h);
}

/* --- what it sent ------------------------------------------------------------------- */

static bool
is_to(const struct hand *h, const struct core_out *o, const char *to)
{
	const struct registry *r = h->w.maker.registry;
	const struct author *a = registry_author(r, to, registry_number(r));

	if (o->type != CORE_SEND)
		return false;
	return *o->author ? !strcmp(o->author, to) : a && a->role == o->role;
}

static const Cmsa__Wire *
message_of(struct hand *h, const struct core_out *o)
{
	const ProtobufCMessage *m = NULL;

	ck_assert_int_eq(
	    pb_parse(&m, &h->mem, &cmsa__wire__descriptor, buf_view(&o->frame)), V_OK);
	return (const Cmsa__Wire *)m;
}

const Cmsa__Wire *
hand_took(struct hand *h, const char *to, Cmsa__Wire__MessageCase message)
{
	drain(h);
	for (size_t i = 0; i < h->n_out; i++) {
		const Cmsa__Wire *w;

		if (!is_to(h, &h->out[i], to))
			continue;
		w = message_of(h, &h->out[i]);
		if (w->message_case != message)
			continue;
		buf_clear(&h->out[i].frame);
		memmove(&h->out[i], &h->out[i + 1], (--h->n_out - i) * sizeof(*h->out));
		return w;
	}
	return NULL;
}

size_t
hand_waiting(struct hand *h, const char *to, Cmsa__Wire__MessageCase message)
{
	size_t n = 0;

	drain(h);
	for (size_t i = 0; i < h->n_out; i++)
		n += is_to(h, &h->out[i], to) &&
		     message_of(h, &h->out[i])->message_case == message;
	return n;
}

size_t
hand_redials(const struct hand *h, const char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n_out; i++)
		n += h->out[i].type == CORE_REDIAL && !strcmp(h->out[i].author, to);
	return n;
}

/* --- what it is told ---------------------------------------------------------------- */

void
hand_hello_of(struct hand *h, Cmsa__Hello *hello, struct hash *id, const char *from,
    uint64_t number)
{
	static uint32_t versions[] = { 1 };
	static struct hash alliance;

	alliance = registry_alliance(h->w.maker.registry);
	*id = (struct hash){ { 0 } };
	registry_act_id(id, h->w.maker.registry, number);
	cmsa__hello__init(hello);
	hello->versions = versions;
	hello->n_versions = 1;
	hello->alliance_id = pb_hash_data(alliance.b);
	hello->author = pb_text(from);
	hello->node = pb_text("main");
	hello->register_number = number;
	hello->register_id = pb_hash_data(id->b);
}

void
hand_hello(struct hand *h, const char *from)
{
	Cmsa__Hello hello;
	Cmsa__Wire w;
	struct hash id;

	hand_hello_of(h, &hello, &id, from, registry_number(h->w.maker.registry));
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HELLO;
	w.hello = &hello;
	hand_say(h, from, &w);
}

void
hand_write(struct hand *h, struct hand_entry *out, struct hand_feed *f, uint32_t kind,
    uint32_t audience, struct bytes body)
{
	*out = (struct hand_entry){ 0 };
	if (f->seq)
		buf_add(&out->body, body.p, body.n);
	else
		maker_keys_body(&out->body, &h->w.maker, f->author);
	out->e = (struct entry){ .kind = f->seq ? kind : KIND_KEYS,
		.audience = f->seq ? audience : AUDIENCE_PUBLIC,
		.schema = 1,
		.prev = f->seq ? f->tip : registry_alliance(h->w.maker.registry),
		.time_ms = world_time(&h->w).wall_ms };
	memcpy(out->e.place.author, f->author, sizeof(f->author));
	out->e.place.incarnation = 1;
	out->e.place.seq = ++f->seq;
	out->sig = maker_entry(&out->header, &out->e, &h->w.maker, buf_view(&out->body));
	f->tip = out->e.id;
}

static void
review_of(struct buf *out, const char *country, unsigned n, size_t rows)
{
	Cmsa__CapacityBody b;
	Cmsa__CapacityReview r, *reviews[1000];
	Cmsa__Quantity q;
	char *subjects[1] = { pb_text("cobalt-0") };
	char figure[24];

	snprintf(figure, sizeof(figure), "%u", n);
	cmsa__quantity__init(&q);
	q.presence = CMSA__PRESENCE__PRESENCE_REPORTED;
	q.published = figure;
	q.unit = pb_text("t");
	q.grams = 1000000;
	cmsa__capacity_review__init(&r);
	r.subjects = subjects;
	r.n_subjects = 1;
	r.stage = CMSA__STAGE__STAGE_MINED;
	r.capacity = &q;
	r.review_days = maker_date("2026-05-01").days;
	cmsa__capacity_body__init(&b);
	b.country = pb_text(country);
	for (size_t i = 0; i < rows; i++)
		reviews[i] = &r;
	b.reviews = reviews;
	b.n_reviews = rows;
	pb_write(out, &b.base);
}

void
hand_review(struct hand *h, struct hand_entry *out, struct hand_feed *f,
    uint32_t audience, unsigned n)
{
	struct buf body = { 0 };

	review_of(&body, f->author, n, 1);
	hand_write(h, out, f, KIND_CAPACITY, audience, buf_view(&body));
	buf_clear(&body);
}

void
hand_entry_clear(struct hand_entry *e)
{
	buf_clear(&e->header);
	buf_clear(&e->body);
}

void
hand_live(
    struct hand *h, const char *from, const struct hand_entry *e, size_t n, bool bodies)
{
	Cmsa__SignedEntry *list = mem_array(n, sizeof(*list)),
			  **pointers = mem_array(n, sizeof(*pointers));
	Cmsa__Live live;
	Cmsa__Wire w;

	for (size_t i = 0; i < n; i++) {
		cmsa__signed_entry__init(&list[i]);
		list[i].header = pb_data(buf_view(&e[i].header));
		list[i].signature = pb_data(bytes_of(e[i].sig.b, sizeof(e[i].sig.b)));
		if (bodies)
			list[i].body = pb_data(buf_view(&e[i].body));
		pointers[i] = &list[i];
	}
	cmsa__live__init(&live);
	live.entries = pointers;
	live.n_entries = n;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_LIVE;
	w.live = &live;
	hand_tell(h, from, &w);
	free(list);
	free(pointers);
}

void
hand_segment(struct hand *h, const char *from, const struct hand_entry *e, size_t n,
    uint64_t signatures, uint32_t audiences)
{
	Cmsa__KeySignature sigs[64], *sig_list[64];
	Cmsa__Blob blobs[AUDIENCE_NAMED + 1], *blob_list[AUDIENCE_NAMED + 1];
	struct buf headers = { 0 }, bodies[AUDIENCE_NAMED + 1] = { { 0 } };
	struct place at = e[0].e.place;
	Cmsa__Segment s;
	Cmsa__Wire w;

	cmsa__segment__init(&s);
	for (size_t i = 0; i < n; i++) {
		segment_add_header(&headers, buf_view(&e[i].header));
		buf_add(&bodies[e[i].e.audience], e[i].body.p, e[i].body.n);
		if (!(signatures >> i & 1))
			continue;
		cmsa__key_signature__init(&sigs[s.n_signatures]);
		sigs[s.n_signatures].seq = e[i].e.place.seq;
		sigs[s.n_signatures].signature =
		    pb_data(bytes_of(e[i].sig.b, sizeof(e[i].sig.b)));
		sig_list[s.n_signatures] = &sigs[s.n_signatures];
		s.n_signatures++;
	}
	for (uint32_t a = AUDIENCE_PUBLIC; a <= AUDIENCE_NAMED; a++) {
		if (!(audiences >> a & 1) || !bodies[a].n)
			continue;
		cmsa__blob__init(&blobs[a]);
		blobs[a].audience = a;
		blobs[a].bodies = pb_data(buf_view(&bodies[a]));
		blob_list[s.n_blobs++] = &blobs[a];
	}
	s.author = at.author;
	s.incarnation = 1;
	s.first = at.seq;
	s.headers = pb_data(buf_view(&headers));
	s.signatures = sig_list;
	s.blobs = blob_list;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_SEGMENT;
	w.segment = &s;
	hand_say(h, from, &w);
	buf_clear(&headers);
	for (uint32_t a = 0; a <= AUDIENCE_NAMED; a++)
		buf_clear(&bodies[a]);
}

void
hand_heads(struct hand *h, const char *from, const struct hand_feed *feeds, size_t n)
{
	struct hand_feed copy[16];
	Cmsa__Head list[16], *pointers[16];
	struct hash id = registry_id(h->w.maker.registry);
	Cmsa__Heads heads;
	Cmsa__Wire w;

	ck_assert_uint_le(n, 16);
	for (size_t i = 0; i < n; i++) {
		copy[i] = feeds[i];
		cmsa__head__init(&list[i]);
		list[i].author = copy[i].author;
		list[i].incarnation = 1;
		list[i].seq = copy[i].seq;
		list[i].id = pb_hash_data(copy[i].tip.b);
		pointers[i] = &list[i];
	}
	cmsa__heads__init(&heads);
	heads.register_number = registry_number(h->w.maker.registry);
	heads.register_id = pb_hash_data(id.b);
	heads.heads = pointers;
	heads.n_heads = n;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HEADS;
	w.heads = &heads;
	hand_say(h, from, &w);
}

void
hand_greet(struct hand *h, const char *from)
{
	hand_hello(h, from);
	hand_heads(h, from, NULL, 0);
	hand_forget(h);
}

/* --- the operator, and what is held ------------------------------------------------- */

const Cmsa__ControlReply *
hand_ask(struct hand *h, const Cmsa__ControlRequest *request)
{
	const ProtobufCMessage *m = NULL;
	struct buf in = { 0 }, out = { 0 };

	pb_write(&in, &request->base);
	core_control(h->core, &out, buf_view(&in), world_time(&h->w));
	ck_assert_int_eq(
	    pb_parse(&m, &h->mem, &cmsa__control_reply__descriptor, buf_view(&out)),
	    V_OK);
	buf_clear(&in);
	buf_clear(&out);
	drain(h);
	return (const Cmsa__ControlReply *)m;
}

uint32_t
hand_publish(struct hand *h, uint32_t audience, unsigned n, size_t rows)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	ProtobufCBinaryData bodies[1];
	struct buf body = { 0 };
	uint32_t code;

	review_of(&body, "AUS", n, rows);
	bodies[0] = pb_data(buf_view(&body));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = KIND_CAPACITY;
	publish.audience = audience;
	publish.bodies = bodies;
	publish.n_bodies = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	code = hand_ask(h, &request)->exit_code;
	buf_clear(&body);
	return code;
}

static uint32_t
change_desk(struct hand *h, Cmsa__ControlDesk *desk)
{
	Cmsa__ControlRequest request;

	cmsa__control_request__init(&request);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_DESK;
	request.desk = desk;
	return hand_ask(h, &request)->exit_code;
}

uint32_t
hand_grant(struct hand *h, const char *desk, uint32_t kind)
{
	uint32_t kinds[] = { kind }, audiences[] = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS },
		 code;
	struct buf application = { 0 };
	Cmsa__ControlDesk d;

	world_application(&application, desk);
	cmsa__control_desk__init(&d);
	d.action = CMSA__DESK_ACTION__DESK_GRANT;
	d.application = pb_data(buf_view(&application));
	d.kinds = kinds;
	d.n_kinds = 1;
	d.audiences = audiences;
	d.n_audiences = 2;
	code = change_desk(h, &d);
	buf_clear(&application);
	return code;
}

uint32_t
hand_withdraw(struct hand *h, const char *desk)
{
	Cmsa__ControlDesk d;

	cmsa__control_desk__init(&d);
	d.action = CMSA__DESK_ACTION__DESK_WITHDRAW;
	d.name = pb_text(desk);
	return change_desk(h, &d);
}

uint64_t
hand_held(const struct hand *h, const char *author)
{
	return position_seq(core_position(h->core), author, 1);
}

bool
hand_body_held(struct hand *h, const char *author, uint64_t seq)
{
	struct place at = { .incarnation = 1, .seq = seq };
	struct stored_entry se = { 0 };
	bool held;

	memcpy(at.author, author, strlen(author) + 1);
	ck_assert_int_eq(store_entry_get(h->w.node[0].store, &se, &at), ERR_NONE);
	held = se.body_held;
	stored_entry_clear(&se);
	return held;
}
