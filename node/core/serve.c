/* serve.c - answering peers: heads to everybody admitted, bodies by role
 * (PROTOCOL.md 6.5, 6.7). */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "mem.h"
#include "pb.h"

enum {
	/* what finding an answer costs, counted as bytes of it */
	COST_OF_HEADS = 1 << 10,
	COST_OF_SEGMENT = 64 << 10,
	COST_OF_ID = 16 << 10
};

/* A peer that asks for more than its share gets nothing for a while: small questions must
 * not become large work. */
static bool
may_have(struct core *c, struct peer *p, int64_t cost, struct core_time now)
{
	if (bucket_take(&p->served, cost, now.mono_ms))
		return true;
	core_count(c, V_RATE_LIMIT, p);
	return false;
}

static void
refuse(struct core *c, struct peer *p, enum verdict v, const char *author, uint64_t seq)
{
	Cmsa__Refusal r;
	Cmsa__Wire w;

	cmsa__refusal__init(&r);
	r.verdict = (uint32_t)v;
	r.author = pb_text(author);
	r.seq = seq;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_REFUSAL;
	w.refusal = &r;
	out_send(c, p, &w);
}

enum verdict
serve_heads(struct core *c, struct peer *p, struct core_time now)
{
	size_t n = c->held.n_heads < LIMIT_HEADS ? c->held.n_heads : LIMIT_HEADS;
	Cmsa__Head *heads, **list;
	struct hash id = registry_id(c->registry);
	Cmsa__Heads h;
	Cmsa__Wire w;

	if (!may_have(c, p, COST_OF_HEADS + (int64_t)(n * sizeof(*heads)), now))
		return V_OK;
	heads = mem_array(n, sizeof(*heads));
	list = mem_array(n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		struct position_head *at = &c->held.heads[i];

		cmsa__head__init(&heads[i]);
		heads[i].author = at->place.author;
		heads[i].incarnation = at->place.incarnation;
		heads[i].seq = at->place.seq;
		heads[i].id = pb_hash_data(at->id.b);
		list[i] = &heads[i];
	}
	cmsa__heads__init(&h);
	h.register_number = registry_number(c->registry);
	h.register_id = pb_hash_data(id.b);
	h.heads = list;
	h.n_heads = n;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HEADS;
	w.heads = &h;
	out_send(c, p, &w);
	free(heads);
	free(list);
	return V_OK;
}

enum verdict
serve_acts(struct core *c, struct peer *p, const Cmsa__GetActs *g, struct core_time now)
{
	ProtobufCBinaryData list[LIMIT_ACTS];
	uint64_t head = registry_number(c->registry);
	size_t n = 0, bytes = 0;
	Cmsa__Acts a;
	Cmsa__Wire w;

	if (!may_have(c, p, COST_OF_HEADS, now))
		return V_OK;
	for (uint64_t i = g->from ? g->from : 1; i <= head && n < ARRAY_LEN(list); i++) {
		const struct act_record *r = registry_act(c->registry, i);

		if (n && bytes + r->signed_act.n > LIMIT_FRAME_BYTES / 2)
			break; /* PROTOCOL M6.8: the peer asks again from there */
		list[n++] = pb_data(r->signed_act);
		bytes += r->signed_act.n;
	}
	cmsa__acts__init(&a);
	a.acts = list;
	a.n_acts = n;
	a.head_number = head;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_ACTS;
	w.acts = &a;
	out_send(c, p, &w);
	bucket_owe(&p->served, (int64_t)bytes);
	return V_OK;
}

static int64_t
run_bytes(const struct store_run *run)
{
	size_t n = run->headers.n;

	for (size_t i = 0; i < ARRAY_LEN(run->blobs); i++)
		n += run->blobs[i].bodies.n;
	return (int64_t)n;
}

static void
send_run(
    struct core *c, struct peer *p, const struct place *at, const struct store_run *run)
{
	Cmsa__KeySignature sigs[ARRAY_LEN(run->sigs)], *sig_list[ARRAY_LEN(run->sigs)];
	Cmsa__Blob blobs[ARRAY_LEN(run->blobs)], *blob_list[ARRAY_LEN(run->blobs)];
	struct place from = *at;
	Cmsa__Segment s;
	Cmsa__Wire w;

	cmsa__segment__init(&s);
	for (size_t i = 0; i < run->n_sigs; i++) {
		cmsa__key_signature__init(&sigs[i]);
		sigs[i].seq = run->sigs[i].seq;
		sigs[i].signature =
		    pb_data(bytes_of(run->sigs[i].sig.b, sizeof(run->sigs[i].sig.b)));
		sig_list[i] = &sigs[i];
	}
	for (size_t i = 0; i < ARRAY_LEN(run->blobs); i++) {
		/* held by somebody whose role reads it, or not sent at all */
		if (!run->blobs[i].held || !role_reads(p->role, run->blobs[i].audience))
			continue;
		cmsa__blob__init(&blobs[i]);
		blobs[i].audience = run->blobs[i].audience;
		blobs[i].bodies = pb_data(buf_view(&run->blobs[i].bodies));
		blob_list[s.n_blobs++] = &blobs[i];
	}
	s.author = from.author;
	s.incarnation = from.incarnation;
	s.first = run->first;
	s.headers = pb_data(buf_view(&run->headers));
	s.signatures = sig_list;
	s.n_signatures = run->n_sigs;
	s.blobs = blob_list;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_SEGMENT;
	w.segment = &s;
	out_send(c, p, &w);
	bucket_owe(&p->served, run_bytes(run));
}

enum verdict
serve_segment(
    struct core *c, struct peer *p, const Cmsa__GetSegment *g, struct core_time now)
{
	struct place at = { .incarnation = g->incarnation, .seq = g->first };
	struct store_run run = { 0 };
	enum err e;

	if (!author_is_valid(g->author) || !g->first || g->first > INT64_MAX)
		return V_FIELD;
	memcpy(at.author, g->author, strlen(g->author) + 1);
	if (!may_have(c, p, COST_OF_SEGMENT, now)) {
		refuse(c, p, V_RATE_LIMIT, g->author, g->first);
		return V_OK;
	}
	e = store_run_get(
	    c->cfg.store, &run, &at, g->audiences & role_audiences(p->role));
	if (e)
		refuse(c, p, V_NOT_HELD, g->author, g->first);
	else
		send_run(c, p, &at, &run);
	store_run_clear(&run);
	return V_OK;
}

enum verdict
serve_ids(struct core *c, struct peer *p, const Cmsa__GetIds *g, struct core_time now)
{
	ProtobufCBinaryData ids[LIMIT_IDS];
	struct hash found[LIMIT_IDS];
	struct place at = { .incarnation = g->incarnation };
	Cmsa__Ids out;
	Cmsa__Wire w;

	if (g->n_seq > LIMIT_IDS)
		return V_TOO_LARGE;
	if (!author_is_valid(g->author))
		return V_FIELD;
	memcpy(at.author, g->author, strlen(g->author) + 1);
	if (!may_have(c, p, COST_OF_HEADS + COST_OF_ID * (int64_t)g->n_seq, now))
		return V_OK;
	for (size_t i = 0; i < g->n_seq; i++) {
		at.seq = g->seq[i] <= INT64_MAX ? g->seq[i] : 0;
		ids[i] = store_id_get(c->cfg.store, &found[i], &at)
			     ? pb_data(bytes_of(NULL, 0))
			     : pb_hash_data(found[i].b);
	}
	cmsa__ids__init(&out);
	out.author = g->author;
	out.incarnation = g->incarnation;
	out.seq = g->seq;
	out.n_seq = g->n_seq;
	out.id = ids;
	out.n_id = g->n_seq;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_IDS;
	w.ids = &out;
	out_send(c, p, &w);
	return V_OK;
}
