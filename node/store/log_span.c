/* log_span.c - reading the log: the entries of one segment, sealed or still in `tail`. */
#include <stdlib.h>

#include "log_impl.h"
#include "mem.h"

void
log_span_clear(struct log_span *span)
{
	free(span->v);
	buf_clear(&span->headers);
	buf_clear(&span->signatures);
	for (size_t a = 0; a <= AUDIENCES; a++)
		buf_clear(&span->bodies[a]);
	*span = (struct log_span){ 0 };
}

const char *
log_span_column(const char *const texts[static AUDIENCES], uint32_t audience)
{
	return audience >= 1 && audience <= AUDIENCES ? texts[audience - 1] : NULL;
}

static void
put_place(struct sql_query *q, const struct place *p)
{
	sql_put_text(q, p->author);
	sql_put_int(q, p->incarnation);
	sql_put_u64(q, p->seq);
}

static void
set(struct buf *out, struct bytes b)
{
	buf_reset(out);
	buf_add(out, b.p, b.n);
}

/* The sealed segment that holds the place, if one does. */
static enum err
find_sealed(struct store *s, struct log_span *span, const struct place *p)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT row, first, last, signatures, headers FROM segment WHERE author=?"
	    " AND incarnation=? AND first <= ? ORDER BY first DESC LIMIT 1");

	put_place(&q, p);
	if (sql_row(&q) && sql_u64(&q, 2) >= p->seq) {
		span->sealed = true;
		span->row = sql_int(&q, 0);
		span->first = sql_u64(&q, 1);
		set(&span->signatures, sql_blob(&q, 3));
		set(&span->headers, sql_blob(&q, 4));
	}
	return sql_end(&q);
}

/* Rows of the segment the place is in, from the place on. */
static enum err
find_tail(struct store *s, struct log_span *span, const struct place *p, uint64_t last)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT seq, first, signature, header FROM tail WHERE author=? AND incarnation=?"
	    " AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?");

	put_place(&q, p);
	sql_put_u64(&q, last ? last : UINT64_MAX);
	sql_put_int(&q, LIMIT_SEGMENT_ENTRIES);
	while (sql_row(&q)) {
		struct bytes signature = sql_blob(&q, 2);

		/* The place may lie in a sealed segment before these rows. */
		if (!span->headers.n && sql_u64(&q, 0) != p->seq)
			break;
		if (!span->headers.n)
			span->first = sql_u64(&q, 1);
		if (sql_u64(&q, 1) != span->first)
			break;
		if (signature.n) {
			buf_add_u64(&span->signatures, sql_u64(&q, 0));
			buf_add(&span->signatures, signature.p, signature.n);
		}
		segment_add_header(&span->headers, sql_blob(&q, 3));
	}
	return sql_end(&q);
}

static bool
place_is(const struct entry *e, const struct place *p, uint64_t seq)
{
	struct place want = *p;

	want.seq = seq;
	return !place_cmp(&e->place, &want);
}

/* Headers of one blob from the one numbered `from` up to `last` (0: all); the first in the
 * blob is numbered `seq`. */
static enum err
parse_headers(struct store *s, struct log_span *span, const struct place *p, uint64_t seq,
    uint64_t from, uint64_t last)
{
	struct bytes blob = buf_view(&span->headers), header;

	span->v = mem_array(LIMIT_SEGMENT_ENTRIES, sizeof(*span->v));
	for (; blob.n && (!last || seq <= last); seq++) {
		struct log_span_entry *v = &span->v[span->n];

		if (span->n == LIMIT_SEGMENT_ENTRIES ||
		    !segment_next_header(&header, &blob))
			return sql_damaged(&s->sql, "the headers of a segment");
		if (seq < from)
			continue;
		if (entry_parse(&v->e, header) || !place_is(&v->e, p, seq))
			return sql_damaged(&s->sql, "a header");
		v->body_held = !v->e.body_size;
		span->n++;
	}
	/* Its row says that it reaches to the place at least. */
	return seq > p->seq ? ERR_NONE : sql_damaged(&s->sql, "a segment ends too early");
}

static void
join_signatures(struct log_span *span, uint64_t seq)
{
	enum {
		ONE = 8 + sizeof(struct signature)
	};

	for (size_t at = 0; at + ONE <= span->signatures.n; at += ONE) {
		uint64_t i = get_u64(span->signatures.p + at) - seq;

		if (i < span->n)
			span->v[i].signature = bytes_of(
			    span->signatures.p + at + 8, sizeof(struct signature));
	}
}

/* `alone`: only the entry at `p`. */
static enum err
load(struct store *s, struct log_span *span, const struct place *p, uint64_t last,
    bool alone)
{
	uint64_t seq, from;
	enum err err;

	*span = (struct log_span){ 0 };
	err = find_tail(s, span, p, last);
	if (!err && !span->headers.n)
		err = find_sealed(s, span, p);
	if (!err && !span->headers.n)
		err = ERR_NOT_FOUND;
	seq = span->sealed ? span->first : p->seq;
	from = alone ? p->seq : seq;
	if (!err)
		err = parse_headers(s, span, p, seq, from, last);
	if (err) {
		log_span_clear(span);
		return err;
	}
	join_signatures(span, from);
	return ERR_NONE;
}

enum err
log_span_load(
    struct store *s, struct log_span *span, const struct place *p, uint64_t last)
{
	return load(s, span, p, last, false);
}

enum err
log_span_load_one(struct store *s, struct log_span *span, const struct place *p)
{
	return load(s, span, p, p->seq, true);
}

/* Never NULL: empty bodies are taken off it too. */
static struct bytes
view(const struct buf *b)
{
	return bytes_of(b->p ? (const void *)b->p : "", b->n);
}

static enum err
sealed_bodies(struct store *s, struct log_span *span, uint32_t audience)
{
	static const char *const texts[AUDIENCES] = {
		"SELECT public FROM segment WHERE row=?",
		"SELECT customs FROM segment WHERE row=?",
		"SELECT alliance FROM segment WHERE row=?",
		"SELECT named FROM segment WHERE row=?",
	};
	struct sql_query q = sql_query(&s->sql, log_span_column(texts, audience));
	struct bytes blob;
	bool held;
	enum err err;

	sql_put_int(&q, span->row);
	held = sql_row(&q) && !sql_is_null(&q, 0);
	if (held)
		set(&span->bodies[audience], sql_blob(&q, 0));
	err = sql_end(&q);
	blob = view(&span->bodies[audience]);
	for (size_t i = 0; i < span->n && held && !err; i++) {
		struct log_span_entry *v = &span->v[i];

		if (v->e.audience != audience)
			continue;
		if (!segment_next_body(&v->body, &blob, &v->e))
			err = sql_damaged(&s->sql, "the bodies of a segment");
		v->body_held = true;
	}
	return err;
}

/* Bodies go into one buffer, whose address is final only at the end. */
static enum err
tail_bodies(struct store *s, struct log_span *span, uint32_t audience)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT seq, body FROM tail WHERE author=? AND incarnation=? AND seq BETWEEN ? AND ?"
	    " AND audience=? AND body IS NOT NULL ORDER BY seq");
	const struct place *p = &span->v[0].e.place;
	struct buf *all = &span->bodies[audience];
	struct bytes blob;
	enum err err;

	buf_reset(all);
	put_place(&q, p);
	sql_put_u64(&q, span->v[span->n - 1].e.place.seq);
	sql_put_int(&q, audience);
	while (sql_row(&q)) {
		const uint64_t i = sql_u64(&q, 0) - p->seq;
		struct log_span_entry *v = &span->v[i < span->n ? i : 0];
		struct bytes body = sql_blob(&q, 1);

		/* An index and its table can disagree in a damaged file. */
		if (i >= span->n || v->e.audience != audience || v->body_held)
			continue;
		v->body_held = body.n == v->e.body_size;
		if (v->body_held)
			buf_add(all, body.p, body.n);
	}
	err = sql_end(&q);
	blob = view(all);
	for (size_t i = 0; i < span->n && !err; i++) {
		struct log_span_entry *v = &span->v[i];

		if (v->e.audience == audience && v->body_held)
			(void)segment_next_body(&v->body, &blob, &v->e);
	}
	return err;
}

enum err
log_span_bodies(struct store *s, struct log_span *span, uint32_t audience)
{
	return span->sealed ? sealed_bodies(s, span, audience)
			    : tail_bodies(s, span, audience);
}
