/* bundle_read.c - frames in. */
#include "bundle_read.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

struct bundle_reader {
	bundle_read_fn *fn;
	void *ctx;
	struct hash_state hash;
	struct buf in;
	struct arena mem;
	Cmsa__BundleFrame__FrameCase last;
	uint64_t frames, acts, findings, findings_said;
	bool begun, ended;
	Cmsa__BundleEnd end;
};

struct bundle_reader *
bundle_reader_new(bundle_read_fn *fn, void *ctx)
{
	struct bundle_reader *r = mem_new(sizeof(*r));

	r->fn = fn;
	r->ctx = ctx;
	arena_init(&r->mem, LIMIT_FRAME_ARENA);
	hash_begin(&r->hash, TAG_BUNDLE);
	return r;
}

void
bundle_reader_free(struct bundle_reader *r)
{
	if (!r)
		return;
	buf_clear(&r->in);
	arena_clear(&r->mem);
	free(r);
}

const Cmsa__BundleEnd *
bundle_reader_end(const struct bundle_reader *r)
{
	return r->ended ? &r->end : NULL;
}

uint64_t
bundle_reader_frame(const struct bundle_reader *r)
{
	return r->frames;
}

static enum err
refuse(const struct bundle_reader *r, struct errmsg *m, const char *why)
{
	return errmsg_set(m, ERR_REFUSED, "frame %" PRIu64 ": %s", r->frames, why);
}

/* Exactly n bytes into r->in, in pieces: a length that lies costs what the file has. */
static enum err
read_bytes(struct bundle_reader *r, size_t n, struct errmsg *m)
{
	uint8_t piece[16384];

	buf_reset(&r->in);
	while (r->in.n < n) {
		const size_t want =
		    n - r->in.n < sizeof(piece) ? n - r->in.n : sizeof(piece);
		size_t got = 0;
		enum err e = r->fn(r->ctx, piece, want, &got);

		if (e)
			return errmsg_set(m, e, "the file could not be read");
		buf_add(&r->in, piece, got);
		if (got < want)
			return refuse(r, m, "the file ends within it");
	}
	return ERR_NONE;
}

/* PROTOCOL M10.1 */
static enum err
read_magic(struct bundle_reader *r, struct errmsg *m)
{
	enum err e = read_bytes(r, BUNDLE_MAGIC_BYTES, m);

	if (e && e != ERR_REFUSED)
		return e;
	if (e || memcmp(r->in.p, TAG_BUNDLE, BUNDLE_MAGIC_BYTES))
		return errmsg_set(m, ERR_REFUSED,
		    "this is no audit bundle: it does not begin with " TAG_BUNDLE);
	r->begun = true;
	return ERR_NONE;
}

/* PROTOCOL M10.2: the order of frames is that of their numbers. */
static const char *
fault_of_order(const struct bundle_reader *r, const Cmsa__BundleFrame *f)
{
	switch (f->frame_case) {
	case CMSA__BUNDLE_FRAME__FRAME__NOT_SET: return "expected a known frame";
	case CMSA__BUNDLE_FRAME__FRAME_MANIFEST:
		return r->last ? "a second manifest" : NULL;
	case CMSA__BUNDLE_FRAME__FRAME_FINDINGS:
		return r->last == CMSA__BUNDLE_FRAME__FRAME_SEGMENT ||
			       r->last == CMSA__BUNDLE_FRAME__FRAME_ACT
			   ? NULL
			   : "expected findings once, behind the entries";
	case CMSA__BUNDLE_FRAME__FRAME_FINDING:
		return r->last == CMSA__BUNDLE_FRAME__FRAME_FINDINGS ||
			       r->last == CMSA__BUNDLE_FRAME__FRAME_FINDING
			   ? NULL
			   : "a finding without what says how many there are";
	case CMSA__BUNDLE_FRAME__FRAME_ACT:
	case CMSA__BUNDLE_FRAME__FRAME_SEGMENT:
	case CMSA__BUNDLE_FRAME__FRAME_END:
		if (!r->last)
			return "expected a manifest first";
		return f->frame_case < r->last ? "out of the order of frames" : NULL;
	case _CMSA__BUNDLE_FRAME__FRAME__CASE_IS_INT_SIZE: break;
	}
	return "expected a known frame";
}

static const char *
fault_of_end(struct bundle_reader *r, const Cmsa__BundleEnd *end)
{
	const struct hash found = hash_end(&r->hash);

	if (!bytes_eq(pb_bytes(end->sha256), bytes_of(found.b, sizeof(found.b))))
		return "the hash at the end is not that of the bytes before it: the file was "
		       "changed";
	if (end->acts != r->acts || end->findings != r->findings ||
	    r->findings != r->findings_said)
		return "acts or findings are not as many as it says";
	return NULL;
}

static enum err
decode(struct bundle_reader *r, const Cmsa__BundleFrame **out, struct errmsg *m)
{
	const ProtobufCMessage *pb = NULL;
	enum verdict v;

	arena_clear(&r->mem);
	v = pb_parse_canonical(
	    &pb, &r->mem, &cmsa__bundle_frame__descriptor, buf_view(&r->in));
	if (v)
		return refuse(r, m, verdict_text(v));
	*out = (const Cmsa__BundleFrame *)(const void *)pb;
	return ERR_NONE;
}

static enum err
check_nothing_behind(struct bundle_reader *r, struct errmsg *m)
{
	uint8_t more;
	size_t got = 0;
	enum err e = r->fn(r->ctx, &more, 1, &got);

	if (!e && got)
		return refuse(r, m, "bytes behind the end");
	return e ? errmsg_set(m, e, "the file could not be read") : ERR_NONE;
}

static enum err
take(struct bundle_reader *r, const Cmsa__BundleFrame *f, struct errmsg *m)
{
	const char *fault = fault_of_order(r, f);

	r->acts += f->frame_case == CMSA__BUNDLE_FRAME__FRAME_ACT;
	r->findings += f->frame_case == CMSA__BUNDLE_FRAME__FRAME_FINDING;
	if (f->frame_case == CMSA__BUNDLE_FRAME__FRAME_FINDINGS)
		r->findings_said = f->findings->count;
	r->last = f->frame_case;
	if (!fault && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_END) {
		fault = fault_of_end(r, f->end);
		r->ended = true;
		r->end = *f->end;
		r->end.sha256.data = NULL; /* checked; its bytes go with the frame */
		r->end.sha256.len = 0;
	}
	return fault ? refuse(r, m, fault) : ERR_NONE;
}

enum err
bundle_reader_next(
    struct bundle_reader *r, const Cmsa__BundleFrame **out, struct errmsg *m)
{
	const Cmsa__BundleFrame *f = NULL;
	uint8_t length[4];
	enum err e = r->begun ? ERR_NONE : read_magic(r, m);

	*out = NULL;
	if (e)
		return e;
	if (r->ended)
		return check_nothing_behind(r, m);
	r->frames++;
	e = read_bytes(r, sizeof(length), m);
	if (e)
		return e;
	memcpy(length, r->in.p, sizeof(length));
	if (!get_u32(length) || get_u32(length) > LIMIT_FRAME_BYTES)
		return refuse(r, m, "its length is not within 1..2097152");
	e = read_bytes(r, get_u32(length), m);
	if (!e)
		e = decode(r, &f, m);
	if (e || !f)
		return e;
	if (f->frame_case != CMSA__BUNDLE_FRAME__FRAME_END) {
		hash_add(&r->hash, length, sizeof(length));
		hash_add(&r->hash, r->in.p, r->in.n);
	}
	e = take(r, f, m);
	if (!e)
		*out = f;
	return e;
}
