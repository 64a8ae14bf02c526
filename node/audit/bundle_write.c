/* bundle_write.c - frames out. */
#include "bundle_write.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"
#include "segment.h"

enum {
	AUDIENCES = 4
};

enum blob_state {
	BLOB_NONE, /* no body of that audience in the run yet */
	BLOB_HELD,
	BLOB_ABSENT
};

/* The run that is being filled. */
struct run {
	struct place first, last;
	size_t n, body_bytes;
	struct buf headers;
	struct {
		enum blob_state state;
		struct buf bodies;
	} blobs[AUDIENCES];
	struct signature sig; /* of the last */
	uint32_t key;         /* of the last */
	bool is_signed;
	struct { /* that go into the segment */
		uint64_t seq;
		struct signature sig;
	} sigs[LIMIT_SEGMENT_ENTRIES];
	size_t n_sigs;
	bool is_named; /* by a cut: needs no signature */
};

struct bundle_writer {
	bundle_write_fn *fn;
	void *ctx;
	struct hash_state hash;
	struct bundle_counts counts;
	struct run run;
	struct buf out;
	enum err err;
};

static void
put(struct bundle_writer *w, struct bytes b, bool hashed)
{
	if (w->err)
		return;
	w->err = w->fn(w->ctx, b);
	w->counts.bytes += b.n;
	if (hashed)
		hash_add(&w->hash, b.p, b.n);
}

/* PROTOCOL M10.2 */
static void
put_frame(struct bundle_writer *w, const Cmsa__BundleFrame *f, bool hashed)
{
	buf_reset(&w->out);
	buf_add_u32(&w->out, 0);
	pb_write(&w->out, &f->base);
	put_u32(w->out.p, (uint32_t)(w->out.n - 4));
	put(w, buf_view(&w->out), hashed);
}

static Cmsa__BundleFrame
frame_of(Cmsa__BundleFrame__FrameCase which)
{
	Cmsa__BundleFrame f;

	cmsa__bundle_frame__init(&f);
	f.frame_case = which;
	return f;
}

/* --- manifest ----------------------------------------------------------------------- */

static void
add_heads(Cmsa__BundleManifest *pb, const struct position *p, Cmsa__Head *space,
    Cmsa__Head **list)
{
	for (size_t i = 0; i < p->n_heads; i++) {
		const struct position_head *from = &p->heads[i];
		Cmsa__Head *h = &space[pb->n_heads];

		if (!from->place.seq)
			continue;
		cmsa__head__init(h);
		h->author = pb_text(from->place.author);
		h->incarnation = from->place.incarnation;
		h->seq = from->place.seq;
		h->id = pb_hash_data(from->id.b);
		list[pb->n_heads++] = h;
	}
	pb->heads = list;
}

static void
put_manifest(struct bundle_writer *w, const struct bundle_manifest *m)
{
	const size_t n = m->position.n_heads;
	Cmsa__Head *heads = mem_array(n + 1, sizeof(*heads));
	Cmsa__Head **head_list = mem_array(n + 1, sizeof(Cmsa__Head *));
	Cmsa__BundleChoice *chosen = mem_array(m->n_chosen + 1, sizeof(*chosen));
	Cmsa__BundleChoice **list =
	    mem_array(m->n_chosen + 1, sizeof(Cmsa__BundleChoice *));
	Cmsa__BundleFrame f = frame_of(CMSA__BUNDLE_FRAME__FRAME_MANIFEST);
	Cmsa__BundleManifest pb;

	cmsa__bundle_manifest__init(&pb);
	pb.version = BUNDLE_VERSION;
	pb.alliance_id = pb_hash_data(m->alliance.b);
	pb.register_number = m->position.register_number;
	pb.register_id = pb_hash_data(m->position.register_id.b);
	add_heads(&pb, &m->position, heads, head_list);
	pb.as_of_days = m->as_of.days;
	pb.level = m->level == LEVEL_PUBLIC_FACTS ? CMSA__LEVEL__LEVEL_PUBLIC
						  : CMSA__LEVEL__LEVEL_MEMBER;
	for (size_t i = 0; i < m->n_chosen; i++) {
		cmsa__bundle_choice__init(&chosen[i]);
		chosen[i].author = pb_text(m->chosen[i].author);
		chosen[i].first = m->chosen[i].first;
		chosen[i].last = m->chosen[i].last;
		list[i] = &chosen[i];
	}
	pb.chosen = list;
	pb.n_chosen = m->n_chosen;
	pb.findings = m->findings;
	f.manifest = &pb;
	put_frame(w, &f, true);
	free(heads);
	free(head_list);
	free(chosen);
	free(list);
}

struct bundle_writer *
bundle_writer_new(bundle_write_fn *fn, void *ctx, const struct bundle_manifest *m)
{
	struct bundle_writer *w = mem_new(sizeof(*w));

	w->fn = fn;
	w->ctx = ctx;
	hash_begin(&w->hash, TAG_BUNDLE); /* takes the magic in */
	put(w, bytes_of(TAG_BUNDLE, BUNDLE_MAGIC_BYTES), false);
	put_manifest(w, m);
	return w;
}

void
bundle_writer_free(struct bundle_writer *w)
{
	if (!w)
		return;
	buf_clear(&w->run.headers);
	for (size_t a = 0; a < AUDIENCES; a++)
		buf_clear(&w->run.blobs[a].bodies);
	buf_clear(&w->out);
	free(w);
}

void
bundle_writer_act(struct bundle_writer *w, struct bytes signed_act)
{
	Cmsa__BundleFrame f = frame_of(CMSA__BUNDLE_FRAME__FRAME_ACT);

	f.act = pb_data(signed_act);
	put_frame(w, &f, true);
	w->counts.acts++;
}

/* --- segments ----------------------------------------------------------------------- */

static size_t
fill_blobs(Cmsa__Blob *blobs, Cmsa__Blob **list, const struct run *r)
{
	size_t n = 0;

	for (uint32_t a = 0; a < AUDIENCES; a++) {
		if (r->blobs[a].state != BLOB_HELD)
			continue;
		cmsa__blob__init(&blobs[n]);
		blobs[n].audience = a + 1;
		blobs[n].bodies = pb_data(buf_view(&r->blobs[a].bodies));
		list[n] = &blobs[n];
		n++;
	}
	return n;
}

static void
empty_run(struct run *r)
{
	buf_reset(&r->headers);
	for (size_t a = 0; a < AUDIENCES; a++) {
		buf_reset(&r->blobs[a].bodies);
		r->blobs[a].state = BLOB_NONE;
	}
	r->n = r->body_bytes = r->n_sigs = 0;
}

/* The last entry ends a range, or its key generation: it carries its signature. */
static void
keep_signature(struct bundle_writer *w)
{
	struct run *r = &w->run;

	if (!r->is_signed && !w->err)
		w->err = ERR_REFUSED;
	r->sigs[r->n_sigs].seq = r->last.seq;
	r->sigs[r->n_sigs++].sig = r->sig;
}

static size_t
fill_signatures(Cmsa__KeySignature *sigs, Cmsa__KeySignature **list, const struct run *r)
{
	for (size_t i = 0; i < r->n_sigs; i++) {
		cmsa__key_signature__init(&sigs[i]);
		sigs[i].seq = r->sigs[i].seq;
		sigs[i].signature =
		    pb_data(bytes_of(r->sigs[i].sig.b, sizeof(r->sigs[i].sig.b)));
		list[i] = &sigs[i];
	}
	return r->n_sigs;
}

/* `ends`: the range ends with this run. */
static void
flush(struct bundle_writer *w, bool ends)
{
	struct run *r = &w->run;
	Cmsa__Blob blobs[AUDIENCES], *blob_list[AUDIENCES];
	Cmsa__BundleFrame f = frame_of(CMSA__BUNDLE_FRAME__FRAME_SEGMENT);
	Cmsa__KeySignature sigs[LIMIT_SEGMENT_ENTRIES], *sig_list[LIMIT_SEGMENT_ENTRIES];
	Cmsa__Segment s;

	if (!r->n)
		return;
	if (ends && !r->is_named)
		keep_signature(w);
	cmsa__segment__init(&s);
	s.author = pb_text(r->first.author);
	s.incarnation = r->first.incarnation;
	s.first = r->first.seq;
	s.headers = pb_data(buf_view(&r->headers));
	s.n_blobs = fill_blobs(blobs, blob_list, r);
	s.blobs = blob_list;
	s.n_signatures = fill_signatures(sigs, sig_list, r);
	s.signatures = sig_list;
	f.segment = &s;
	put_frame(w, &f, true);
	empty_run(r);
}

static bool
follows(const struct run *r, const struct place *p)
{
	return r->n && !strcmp(r->last.author, p->author) &&
	       r->last.incarnation == p->incarnation && r->last.seq + 1 == p->seq;
}

/* PROTOCOL M10.6.  A blob is all bodies of its audience in the run, or none. */
static bool
goes_into(const struct run *r, const struct entry *e, bool held)
{
	const enum blob_state s = r->blobs[e->audience - 1].state;

	if (segment_is_full(r->n, r->body_bytes, e->body_size))
		return false;
	return !e->body_size || s == BLOB_NONE || (s == BLOB_HELD) == held;
}

void
bundle_writer_entry(struct bundle_writer *w, const struct entry *e,
    struct bytes signature, struct bytes body)
{
	struct run *r = &w->run;
	const size_t a = e->audience - 1;
	const bool held = body.p != NULL;

	if (follows(r, &e->place) && e->key != r->key)
		keep_signature(w);
	if (!follows(r, &e->place))
		flush(w, true);
	else if (!goes_into(r, e, held))
		flush(w, false);
	if (!r->n)
		r->first = e->place;
	segment_add_header(&r->headers, e->header);
	if (e->body_size) {
		r->blobs[a].state = held ? BLOB_HELD : BLOB_ABSENT;
		if (held)
			buf_add(&r->blobs[a].bodies, body.p, body.n);
	}
	r->last = e->place;
	r->key = e->key;
	r->is_named = false;
	r->is_signed = signature.n == sizeof(r->sig.b);
	if (r->is_signed)
		memcpy(r->sig.b, signature.p, sizeof(r->sig.b));
	r->body_bytes += e->body_size;
	r->n++;
	w->counts.entries++;
	w->counts.bodies += held && e->body_size;
}

void
bundle_writer_named(struct bundle_writer *w)
{
	w->run.is_named = true;
	w->run.is_signed = false;
}

/* --- findings and end --------------------------------------------------------------- */

void
bundle_writer_findings(struct bundle_writer *w, const struct findings *fs)
{
	Cmsa__BundleFrame f = frame_of(CMSA__BUNDLE_FRAME__FRAME_FINDINGS);
	Cmsa__BundleFindings head;

	flush(w, true);
	cmsa__bundle_findings__init(&head);
	head.rules_version = fs->rules_version;
	head.count = (uint32_t)fs->n_list;
	head.incomplete = fs->incomplete;
	if (!fs->incomplete)
		head.digest = pb_hash_data(fs->digest.b);
	f.findings = &head;
	put_frame(w, &f, true);
	for (size_t i = 0; i < fs->n_list; i++) {
		Cmsa__Finding finding = fs->list[i].pb;

		f = frame_of(CMSA__BUNDLE_FRAME__FRAME_FINDING);
		f.finding = &finding;
		put_frame(w, &f, true);
	}
	w->counts.findings = fs->n_list;
}

enum err
bundle_writer_end(struct bundle_writer *w, struct bundle_counts *counts)
{
	Cmsa__BundleFrame f = frame_of(CMSA__BUNDLE_FRAME__FRAME_END);
	Cmsa__BundleEnd end;
	struct hash sum;

	flush(w, true);
	sum = hash_end(&w->hash);
	cmsa__bundle_end__init(&end);
	end.acts = w->counts.acts;
	end.entries = w->counts.entries;
	end.bodies = w->counts.bodies;
	end.findings = w->counts.findings;
	end.sha256 = pb_hash_data(sum.b);
	f.end = &end;
	put_frame(w, &f, false);
	*counts = w->counts;
	return w->err;
}
