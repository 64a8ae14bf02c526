/* core_own_fixture.h - a signer that fails when told to, and what the other
 * nodes saw of a feed. */
#ifndef CORE_OWN_FIXTURE_H
#define CORE_OWN_FIXTURE_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.pb-c.h"
#include "file.h"
#include "hand.h"
#include "mem.h"
#include "pb.h"

/* --- a signer that fails when it is told to ----------------------------------------- */

enum fault {
	NO_FAULT,
	DEAD,      /* answers nothing */
	LOST_WORD, /* signs, and the answer is lost */
	REFUSES
};

struct faulty {
	struct signer real;
	int calls, fail_at; /* the fault comes at the fail_at-th question to sign */
	int failures;       /* how many in a row */
	enum fault fault;
};

static inline enum err
faulty_sign(void *ctx, struct sign_reply *out, struct bytes header)
{
	struct faulty *f = ctx;
	int k = f->calls++ - f->fail_at;

	if (!f->fault || k < 0 || k >= f->failures)
		return f->real.sign(f->real.ctx, out, header);
	if (f->fault == LOST_WORD)
		f->real.sign(f->real.ctx, out, header);
	if (f->fault == REFUSES) {
		f->real.status(f->real.ctx, out);
		out->verdict = SIGN_RECORD_FAILED;
		return ERR_NONE;
	}
	return ERR_GONE;
}

static inline enum err
faulty_advance(void *ctx, struct sign_reply *out, struct bytes signed_entry)
{
	struct faulty *f = ctx;

	return f->real.advance(f->real.ctx, out, signed_entry);
}

static inline enum err
faulty_status(void *ctx, struct sign_reply *out)
{
	struct faulty *f = ctx;

	return f->real.status(f->real.ctx, out);
}

static inline void
faulty_free(void *ctx)
{
	struct faulty *f = ctx;

	signer_clear(&f->real);
}

/* Puts it between the core and its signer. */
static inline void
faulty_init(struct faulty *f, struct hand *h)
{
	struct signer *s = &h->w.node[0].signer;

	*f = (struct faulty){ .real = *s };
	*s = (struct signer){ .sign = faulty_sign,
		.advance = faulty_advance,
		.status = faulty_status,
		.free = faulty_free,
		.ctx = f };
}

/* --- what the others saw ------------------------------------------------------------ */

enum {
	MOST_SEEN = 200
};

struct seen {
	size_t n;
	struct hand_entry e[MOST_SEEN];
};

static inline void
see(struct seen *s, const Cmsa__SignedEntry *in)
{
	struct hand_entry *out;
	struct entry e;

	ck_assert_int_eq(entry_parse(&e, pb_bytes(in->header)), V_OK);
	ck_assert_str_eq(e.place.author, "AUS");
	for (size_t i = 0; i < s->n; i++)
		if (s->e[i].e.place.seq == e.place.seq) {
			ck_assert_msg(hash_eq(&s->e[i].e.id, &e.id),
			    "two ids at place %" PRIu64, e.place.seq);
			return;
		}
	ck_assert_uint_lt(s->n, MOST_SEEN);
	out = &s->e[s->n++];
	*out = (struct hand_entry){ 0 };
	buf_add(&out->header, in->header.data, in->header.len);
	buf_add(&out->body, in->body.data, in->body.len);
	ck_assert_int_eq(entry_parse(&out->e, buf_view(&out->header)), V_OK);
	ck_assert_uint_eq(in->signature.len, sizeof(out->sig.b));
	memcpy(out->sig.b, in->signature.data, sizeof(out->sig.b));
}

/* Takes what went out live to members; no place may have two ids. */
static inline void
look(struct hand *h, struct seen *s)
{
	const Cmsa__Wire *w;

	while ((w = hand_took(h, "JPN", CMSA__WIRE__MESSAGE_LIVE)))
		for (size_t i = 0; i < w->live->n_entries; i++)
			see(s, w->live->entries[i]);
}

static inline void
seen_clear(struct seen *s)
{
	for (size_t i = 0; i < s->n; i++)
		hand_entry_clear(&s->e[i]);
	s->n = 0;
}

/* How many entries of kind capacity are in the store, and that those seen are as seen. */
static inline size_t
check_store(struct hand *h, const struct seen *s)
{
	uint64_t tip = hand_held(h, "AUS");
	size_t n = 0;

	for (uint64_t seq = 1; seq <= tip; seq++) {
		struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
		struct stored_entry se = { 0 };

		ck_assert_int_eq(store_entry_get(h->w.node[0].store, &se, &at), ERR_NONE);
		n += se.e.kind == KIND_CAPACITY;
		for (size_t i = 0; i < s->n; i++)
			if (s->e[i].e.place.seq == seq)
				ck_assert_msg(hash_eq(&s->e[i].e.id, &se.e.id),
				    "place %" PRIu64 " was seen with another id", seq);
		stored_entry_clear(&se);
	}
	return n;
}

/* The other countries say what they saw, and give it when asked. */
static inline void
help(struct hand *h, const struct seen *s, int64_t ms)
{
	static const char *const names[] = { "GBR", "JPN" };
	struct hand_feed aus = { .author = "AUS" };

	for (size_t i = 0; i < s->n; i++)
		if (s->e[i].e.place.seq == aus.seq + 1) {
			aus.seq++;
			aus.tip = s->e[i].e.id;
		}
	for (int64_t t = 0; t < ms; t += 100) {
		for (size_t k = 0; k < 2; k++) {
			const Cmsa__Wire *w;

			if (!(t % 1000))
				hand_hello(h, names[k]);
			if (hand_took(h, names[k], CMSA__WIRE__MESSAGE_GET_HEADS))
				hand_heads(h, names[k], &aus, aus.seq ? 1 : 0);
			w = hand_took(h, names[k], CMSA__WIRE__MESSAGE_GET_SEGMENT);
			if (w && w->get_segment->first <= aus.seq)
				hand_segment(h, names[k],
				    s->e + w->get_segment->first - 1,
				    aus.seq - w->get_segment->first + 1,
				    UINT64_C(1) << (aus.seq - w->get_segment->first),
				    UINT32_MAX);
		}
		hand_pass(h, 100);
	}
}

/* --- publishing --------------------------------------------------------------------- */

static inline const Cmsa__ControlReply *
publish_batch(struct hand *h, size_t n, struct arena *mem)
{
	static const char *const countries[] = { "AUS", "AUS", "AUS", "AUS" };
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	ProtobufCBinaryData bodies[4];
	struct buf in = { 0 }, out = { 0 }, body[4] = { { 0 } };
	const ProtobufCMessage *m = NULL;

	for (size_t i = 0; i < n; i++) {
		struct hand_feed f = { .author = "AUS", .seq = 1 };
		struct hand_entry e;

		ck_assert_str_eq(countries[i], f.author);
		hand_review(h, &e, &f, AUDIENCE_PUBLIC, 100 + (unsigned)i);
		buf_add(&body[i], e.body.p, e.body.n);
		bodies[i] = pb_data(buf_view(&body[i]));
		hand_entry_clear(&e);
	}
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = KIND_CAPACITY;
	publish.audience = AUDIENCE_PUBLIC;
	publish.bodies = bodies;
	publish.n_bodies = n;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	pb_write(&in, &request.base);
	core_control(h->core, &out, buf_view(&in), world_time(&h->w));
	arena_init(mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	for (size_t i = 0; i < n; i++)
		buf_clear(&body[i]);
	buf_clear(&in);
	buf_clear(&out);
	return (const Cmsa__ControlReply *)m;
}

/* The core starts again and has not heard of its own head. */
static inline void
restart(struct hand *h, struct seen *s)
{
	look(h, s);
	hand_restart(h);
}

#endif
