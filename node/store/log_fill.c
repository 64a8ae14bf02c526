/* log_fill.c - bodies not held, and putting them in when they come. */
#include "store.h"

#include <assert.h>
#include <string.h>

#include "log_impl.h"

enum {
	PAGE = 64
}; /* holes looked up at a time */

struct hole {
	struct place first;
	uint64_t last;
	uint32_t audience;
	uint64_t segment; /* first of its segment */
	uint32_t lacks;   /* of a sealed segment */
};

static void
place_from_row(struct place *p, struct sql_query *q, int author, int incarnation, int seq)
{
	struct bytes name = sql_blob(q, author);

	*p = (struct place){ 0 };
	if (name.n < sizeof(p->author))
		memcpy(p->author, name.p, name.n);
	p->incarnation = (uint32_t)sql_int(q, incarnation);
	p->seq = sql_u64(q, seq);
}

/* Segments that lack bodies, after the one in `after`. */
static enum err
sealed_page(
    struct store *s, struct hole out[static PAGE], size_t *n, const struct place *after)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT author, incarnation, first, last, lacks FROM segment WHERE lacks <> 0"
	    " AND (author, incarnation, first) > (?, ?, ?)"
	    " ORDER BY author, incarnation, first LIMIT ?");

	sql_put_text(&q, after->author);
	sql_put_int(&q, after->incarnation);
	sql_put_u64(&q, after->seq);
	sql_put_int(&q, PAGE);
	for (*n = 0; *n < PAGE && sql_row(&q); ++*n) {
		place_from_row(&out[*n].first, &q, 0, 1, 2);
		out[*n].last = sql_u64(&q, 3);
		out[*n].lacks = (uint32_t)sql_int(&q, 4);
	}
	return sql_end(&q);
}

static enum err
sealed_holes(struct store *s, uint32_t audiences, store_hole_fn *fn, void *ctx)
{
	struct hole page[PAGE];
	struct place after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_NONE;

	while (!err && n == PAGE) {
		err = sealed_page(s, page, &n, &after);
		for (size_t i = 0; i < n && !err; i++) {
			after = page[i].first;
			for (uint32_t a = 1; a <= AUDIENCES && !err; a++)
				if (page[i].lacks & audiences & (1u << a))
					err = fn(ctx, &page[i].first, page[i].last, a);
		}
	}
	return err;
}

static enum err
tail_page(
    struct store *s, struct hole out[static PAGE], size_t *n, const struct hole *after)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT author, incarnation, min(seq), max(seq), audience, first FROM tail"
	    " WHERE body IS NULL AND (author, incarnation, first, audience) > (?, ?, ?, "
	    "?) GROUP BY author, incarnation, first, audience"
	    " ORDER BY author, incarnation, first, audience LIMIT ?");

	sql_put_text(&q, after->first.author);
	sql_put_int(&q, after->first.incarnation);
	sql_put_u64(&q, after->segment);
	sql_put_int(&q, after->audience);
	sql_put_int(&q, PAGE);
	for (*n = 0; *n < PAGE && sql_row(&q); ++*n) {
		place_from_row(&out[*n].first, &q, 0, 1, 2);
		out[*n].last = sql_u64(&q, 3);
		out[*n].audience = (uint32_t)sql_int(&q, 4);
		out[*n].segment = sql_u64(&q, 5);
	}
	return sql_end(&q);
}

static enum err
tail_holes(struct store *s, uint32_t audiences, store_hole_fn *fn, void *ctx)
{
	struct hole page[PAGE];
	struct hole after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_NONE;

	while (!err && n == PAGE) {
		err = tail_page(s, page, &n, &after);
		for (size_t i = 0; i < n && !err; i++) {
			after = page[i];
			if (audiences & (1u << after.audience))
				err = fn(ctx, &after.first, after.last, after.audience);
		}
	}
	return err;
}

enum err
store_holes_each(struct store *s, uint32_t audiences, store_hole_fn *fn, void *ctx)
{
	enum err err = sealed_holes(s, audiences, fn, ctx);

	return err ? err : tail_holes(s, audiences, fn, ctx);
}

/* Are `bodies` exactly those of the audience in first..last?  A sealed segment takes them
 * only whole: all of the audience, none of it outside the range. */
static bool
bodies_fit(struct log_span *span, const struct place *first, uint64_t last,
    uint32_t audience, struct bytes bodies)
{
	size_t n = 0;

	for (size_t i = 0; i < span->n; i++) {
		struct log_span_entry *v = &span->v[i];
		uint64_t seq = v->e.place.seq;

		if (v->e.audience != audience)
			continue;
		if (seq < first->seq || seq > last)
			return false;
		if (!segment_next_body(&v->body, &bodies, &v->e) ||
		    entry_check_body(&v->e, v->body))
			return false;
		n++;
	}
	return n && !bodies.n;
}

static enum err
fill_sealed(
    struct store *s, const struct log_span *span, uint32_t audience, struct bytes bodies)
{
	static const char *const texts[AUDIENCES] = {
		"UPDATE segment SET public=?1, lacks = lacks & ~?2 WHERE row=?3 AND lacks & ?2",
		"UPDATE segment SET customs=?1, lacks = lacks & ~?2 WHERE row=?3 AND lacks & ?2",
		"UPDATE segment SET alliance=?1, lacks = lacks & ~?2 WHERE row=?3 AND lacks & ?2",
		"UPDATE segment SET named=?1, lacks = lacks & ~?2 WHERE row=?3 AND lacks & ?2",
	};
	struct sql_query q = sql_query(&s->sql, log_span_column(texts, audience));

	sql_put_blob(&q, bodies);
	sql_put_int(&q, 1 << audience);
	sql_put_int(&q, span->row);
	return sql_run(&q);
}

static enum err
fill_row(struct store *s, const struct log_span_entry *v)
{
	struct sql_query q = sql_query(&s->sql,
	    "UPDATE tail SET body=? WHERE author=? AND incarnation=? AND seq=? AND body IS NULL");

	sql_put_blob(&q, v->body);
	sql_put_text(&q, v->e.place.author);
	sql_put_int(&q, v->e.place.incarnation);
	sql_put_u64(&q, v->e.place.seq);
	return sql_run(&q);
}

/* The last seq of the full segment that begins at `first`; 0 when it is not full yet. */
static enum err
full_segment_end(struct store *s, uint64_t *end, const struct place *first)
{
	struct log_feed *f = NULL;
	enum err err = log_feeds_find(s, &f, first);
	struct sql_query q;

	*end = 0;
	if (err || !f)
		return err;
	if (f->first == first->seq &&
	    !segment_is_full(f->tip.segment_entries, f->tip.segment_body_bytes, 0))
		return ERR_NONE;
	q = sql_query(&s->sql,
	    "SELECT max(seq) FROM tail WHERE author=? AND incarnation=? AND first=? AND seq BETWEEN ? AND ?");
	sql_put_text(&q, first->author);
	sql_put_int(&q, first->incarnation);
	sql_put_u64(&q, first->seq);
	sql_put_u64(&q, first->seq);
	sql_put_u64(&q, first->seq + LIMIT_SEGMENT_ENTRIES - 1);
	if (sql_row(&q))
		*end = sql_u64(&q, 0);
	return sql_end(&q);
}

static enum err
fill_tail(struct store *s, const struct log_span *span, uint32_t audience)
{
	struct place first = span->v[0].e.place;
	uint64_t end = 0;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < span->n && !err; i++)
		if (span->v[i].e.audience == audience)
			err = fill_row(s, &span->v[i]);
	first.seq = span->first;
	if (!err)
		err = full_segment_end(s, &end, &first);
	return !err && end ? log_segments_seal(s, &first, end) : err;
}

static enum err
note_fill(struct store *s, const struct place *first, uint64_t last, uint32_t audience)
{
	struct sql_query q = sql_query(&s->sql,
	    "INSERT INTO fill(author, incarnation, first, last, audience) VALUES(?, ?, ?, ?, ?)");

	sql_put_text(&q, first->author);
	sql_put_int(&q, first->incarnation);
	sql_put_u64(&q, first->seq);
	sql_put_u64(&q, last);
	sql_put_int(&q, audience);
	return sql_run(&q);
}

enum err
store_fill(struct store *s, const struct place *first, uint64_t last, uint32_t audience,
    struct bytes bodies)
{
	struct log_span span;
	enum err err;

	assert(s->sql.in_transaction);
	if (audience < 1 || audience > AUDIENCES || last < first->seq)
		return ERR_REFUSED;
	/* All of a sealed segment, since it is filled whole. */
	err = log_span_load(s, &span, first, 0);
	if (err)
		return err;
	if (!span.sealed)
		while (span.n && span.v[span.n - 1].e.place.seq > last)
			span.n--;
	if (last > span.v[span.n - 1].e.place.seq ||
	    !bodies_fit(&span, first, last, audience, bodies)) {
		log_span_clear(&span);
		return ERR_REFUSED;
	}
	err = span.sealed ? fill_sealed(s, &span, audience, bodies)
			  : fill_tail(s, &span, audience);
	if (!err)
		err = note_fill(s, first, last, audience);
	log_span_clear(&span);
	return err;
}

enum err
log_fill_next(struct store *s, int64_t *row, struct place *first, uint64_t *last)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT row, author, incarnation, first, last FROM fill WHERE row > ? ORDER BY row LIMIT 1");
	bool found;
	enum err err;

	sql_put_int(&q, *row);
	found = sql_row(&q);
	if (found) {
		*row = sql_int(&q, 0);
		place_from_row(first, &q, 1, 2, 3);
		*last = sql_u64(&q, 4);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}
