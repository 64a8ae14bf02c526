/* log_feeds.c - the tip of every feed, and appending.
 * Tips of feeds that a transaction touches are kept in memory and written at its end. */
#include "store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "log_impl.h"
#include "mem.h"

void
log_feeds_forget(struct store *s)
{
	free(s->feeds);
	s->feeds = NULL;
	s->n_feeds = 0;
	s->feeds_loaded = false;
}

static int
feed_cmp(const struct place *a, const struct place *b)
{
	int c = strcmp(a->author, b->author);

	if (c || a->incarnation == b->incarnation)
		return c;
	return a->incarnation < b->incarnation ? -1 : 1;
}

/* Index of the feed, or where it belongs. */
static size_t
feed_index(const struct store *s, const struct place *p)
{
	size_t lo = 0, hi = s->n_feeds;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (feed_cmp(&s->feeds[mid].tip.place, p) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct log_feed *
feed_insert(struct store *s, size_t i)
{
	s->feeds = mem_resize(s->feeds, s->n_feeds + 1, sizeof(*s->feeds));
	memmove(s->feeds + i + 1, s->feeds + i, (s->n_feeds - i) * sizeof(*s->feeds));
	s->n_feeds++;
	s->feeds[i] = (struct log_feed){ 0 };
	return &s->feeds[i];
}

static enum err
feed_from_row(struct log_feed *f, struct sql_query *q)
{
	struct bytes author = sql_blob(q, 0);

	*f = (struct log_feed){ .is_signed = true };
	if (author.n >= sizeof(f->tip.place.author) || !sql_hash(q, 3, &f->tip.id))
		return sql_damaged(q->sql, "a row of feed");
	memcpy(f->tip.place.author, author.p, author.n);
	f->tip.place.incarnation = (uint32_t)sql_int(q, 1);
	f->tip.place.seq = sql_u64(q, 2);
	f->tip.key = (uint32_t)sql_int(q, 4);
	f->tip.register_number = sql_u64(q, 5);
	f->tip.time_ms = sql_int(q, 6);
	f->first = sql_u64(q, 7);
	f->tip.segment_entries = (size_t)sql_int(q, 8);
	f->tip.segment_body_bytes = (size_t)sql_int(q, 9);
	return ERR_NONE;
}

/* A reader looks again each time: the writer moves on. */
static enum err
feeds_load(struct store *s)
{
	enum err err = ERR_NONE, end;
	struct sql_query q;

	if (s->feeds_loaded && s->sql.writes)
		return ERR_NONE;
	log_feeds_forget(s);
	q = sql_query(&s->sql,
	    "SELECT author, incarnation, seq, id, key, register_number, time_ms, first, entries,"
	    " body_bytes FROM feed ORDER BY author, incarnation");
	while (!err && sql_row(&q))
		err = feed_from_row(feed_insert(s, s->n_feeds), &q);
	end = sql_end(&q);
	if (!err)
		err = end;
	if (err)
		log_feeds_forget(s);
	s->feeds_loaded = !err;
	return err;
}

enum err
log_feeds_find(struct store *s, struct log_feed **out, const struct place *p)
{
	enum err err = feeds_load(s);
	size_t i;

	if (err)
		return err;
	i = feed_index(s, p);
	*out =
	    i < s->n_feeds && !feed_cmp(&s->feeds[i].tip.place, p) ? &s->feeds[i] : NULL;
	return ERR_NONE;
}

static enum err
write_feed(struct store *s, const struct log_feed *f)
{
	struct sql_query q = sql_query(&s->sql,
	    "INSERT OR REPLACE INTO feed(author, incarnation, seq, id, key, register_number,"
	    " time_ms, first, entries, body_bytes) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&q, f->tip.place.author);
	sql_put_int(&q, f->tip.place.incarnation);
	sql_put_u64(&q, f->tip.place.seq);
	sql_put_hash(&q, &f->tip.id);
	sql_put_int(&q, f->tip.key);
	sql_put_u64(&q, f->tip.register_number);
	sql_put_int(&q, f->tip.time_ms);
	sql_put_u64(&q, f->first);
	sql_put_u64(&q, f->tip.segment_entries);
	sql_put_u64(&q, f->tip.segment_body_bytes);
	return sql_run(&q);
}

enum err
log_feeds_flush(struct store *s)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < s->n_feeds; i++)
		if (s->feeds[i].is_changed && !s->feeds[i].is_signed)
			return ERR_REFUSED;
	for (size_t i = 0; i < s->n_feeds && !err; i++) {
		if (!s->feeds[i].is_changed)
			continue;
		err = write_feed(s, &s->feeds[i]);
		s->feeds[i].is_changed = false;
	}
	return err;
}

enum err
store_tips_each(struct store *s, store_tip_fn *fn, void *ctx)
{
	enum err err = feeds_load(s);
	struct log_feed *copy;
	size_t n = s->n_feeds;

	if (err || !n)
		return err;
	/* fn may append, or make a reader look again. */
	copy = mem_array(n, sizeof(*copy));
	memcpy(copy, s->feeds, n * sizeof(*copy));
	for (size_t i = 0; i < n && !err; i++)
		err = fn(ctx, &copy[i].tip);
	free(copy);
	return err;
}

enum err
log_feeds_first(struct store *s, uint64_t *seq, const struct place *feed)
{
	struct sql_query q = sql_query(&s->sql,
	    "SELECT min(first) FROM (SELECT first FROM segment WHERE author=?1 AND incarnation=?2"
	    " UNION ALL SELECT first FROM tail WHERE author=?1 AND incarnation=?2)");

	*seq = 0;
	sql_put_text(&q, feed->author);
	sql_put_int(&q, feed->incarnation);
	if (sql_row(&q))
		*seq = sql_u64(&q, 0);
	return sql_end(&q);
}

static enum err
insert_tail(struct store *s, const struct log_feed *f, const struct entry *e,
    struct bytes signature, struct bytes body)
{
	struct sql_query q = sql_query(&s->sql,
	    "INSERT INTO tail(author, incarnation, seq, first, audience, key, signature, header,"
	    " body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&q, e->place.author);
	sql_put_int(&q, e->place.incarnation);
	sql_put_u64(&q, e->place.seq);
	sql_put_u64(&q, f->first);
	sql_put_int(&q, e->audience);
	sql_put_int(&q, e->key);
	sql_put_blob(&q, signature);
	sql_put_blob(&q, e->header);
	if (body.p || !e->body_size)
		sql_put_blob(&q, body);
	else
		sql_put_null(&q);
	return sql_run(&q);
}

static void
start_segment(struct log_feed *f, uint64_t first)
{
	f->first = first;
	f->tip.segment_entries = 0;
	f->tip.segment_body_bytes = 0;
}

static void
move_tip(struct log_feed *f, const struct entry *e, bool is_signed)
{
	f->tip.place = e->place;
	f->tip.id = e->id;
	f->tip.key = e->key;
	f->tip.register_number = e->register_number;
	f->tip.time_ms = e->time_ms;
	f->tip.segment_entries++;
	f->tip.segment_body_bytes += e->body_size;
	f->is_signed = is_signed;
	f->is_changed = true;
}

/* The row of a feed that e begins, or its tip made ready for e. */
static enum err
feed_for(struct store *s, struct log_feed **out, const struct entry *e)
{
	enum err err = log_feeds_find(s, out, &e->place);
	struct log_feed *f = *out;
	struct place first;

	if (err)
		return err;
	if (!f) {
		f = feed_insert(s, feed_index(s, &e->place));
		f->tip.place = e->place;
		start_segment(f, e->place.seq);
		*out = f;
		return ERR_NONE;
	}
	assert(e->place.seq == f->tip.place.seq + 1);
	/* What a segment keeps: the last signature, and the last of each key generation.
	 */
	if (!f->is_signed &&
	    (e->key != f->tip.key || segment_is_full(f->tip.segment_entries,
					 f->tip.segment_body_bytes, e->body_size)))
		return ERR_REFUSED;
	if (!segment_is_full(
		f->tip.segment_entries, f->tip.segment_body_bytes, e->body_size))
		return ERR_NONE;
	first = f->tip.place;
	first.seq = f->first;
	err = log_segments_seal(s, &first, f->tip.place.seq);
	start_segment(f, e->place.seq);
	return err;
}

enum err
store_append(
    struct store *s, const struct entry *e, struct bytes signature, struct bytes body)
{
	struct log_feed *f = NULL;
	struct place first = e->place;
	enum err err;

	assert(s->sql.in_transaction);
	assert(!signature.n || signature.n == sizeof(struct signature));
	assert(!body.p || body.n == e->body_size);
	err = feed_for(s, &f, e);
	if (!err)
		err = insert_tail(s, f, e, signature, body);
	if (err)
		return err;
	move_tip(f, e, signature.n != 0);
	/* Full whatever comes next: no need to wait for it. */
	if (!f->is_signed ||
	    !segment_is_full(f->tip.segment_entries, f->tip.segment_body_bytes, 0))
		return ERR_NONE;
	first.seq = f->first;
	return log_segments_seal(s, &first, e->place.seq);
}

enum err
store_vouch(struct store *s, const struct place *tip)
{
	struct log_feed *f = NULL;
	enum err err = log_feeds_find(s, &f, tip);

	if (!err && (!f || f->tip.place.seq != tip->seq))
		return ERR_NOT_FOUND;
	if (!err)
		f->is_signed = true;
	return err;
}

/* The segment that ends with `tip`. */
static enum err
load_segment(struct store *s, struct log_span *span, const struct place *tip)
{
	struct place first = *tip;
	enum err err = log_span_load_one(s, span, tip);

	if (err)
		return err;
	first.seq = span->first;
	log_span_clear(span);
	return log_span_load(s, span, &first, tip->seq);
}

enum err
log_feeds_back(struct store *s, const struct place *tip)
{
	struct log_span span = { 0 };
	struct log_feed *f = NULL;
	enum err err = log_feeds_find(s, &f, tip);

	if (!err && !f)
		return ERR_NOT_FOUND;
	if (!err)
		err = load_segment(s, &span, tip);
	if (err)
		return err;
	start_segment(f, span.first);
	for (size_t i = 0; i < span.n; i++)
		move_tip(f, &span.v[i].e, true);
	log_span_clear(&span);
	return ERR_NONE;
}

enum err
log_feeds_drop(struct store *s, const struct place *feed)
{
	struct sql_query q =
	    sql_query(&s->sql, "DELETE FROM feed WHERE author=? AND incarnation=?");
	enum err err;

	sql_put_text(&q, feed->author);
	sql_put_int(&q, feed->incarnation);
	err = sql_run(&q);
	log_feeds_forget(s); /* read again from the table */
	return err;
}
