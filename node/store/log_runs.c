/* log_runs.c - entries and runs as callers see them. */
#include "store.h"

#include <string.h>

#include "kind.h"
#include "log_impl.h"

static bool
span_has(const struct log_span *span, uint32_t audience)
{
	for (size_t i = 0; i < span->n; i++)
		if (span->v[i].e.audience == audience)
			return true;
	return false;
}

/* Headers and the bodies of some audiences, in one view of the file. */
static enum err
load(struct store *s, struct log_span *span, const struct place *p, uint64_t last,
    uint32_t audiences)
{
	enum err err = sql_read_begin(&s->sql);

	if (err)
		return err;
	err = log_span_load(s, span, p, last);
	if (err)
		goto out;
	for (uint32_t a = 1; a <= AUDIENCES && !err; a++)
		if ((audiences & (1u << a)) && span_has(span, a))
			err = log_span_bodies(s, span, a);
	if (err)
		log_span_clear(span);
out:
	sql_read_end(&s->sql);
	return err;
}

/* Where in the span the place is. */
static size_t
index_of(const struct log_span *span, const struct place *p)
{
	return span->sealed ? (size_t)(p->seq - span->first) : 0;
}

static void
copy(struct buf *out, struct bytes b)
{
	buf_reset(out);
	buf_add(out, b.p, b.n);
}

enum err
store_entry_get(struct store *s, struct stored_entry *out, const struct place *p)
{
	struct log_span span;
	const struct log_span_entry *v;
	enum err err = sql_read_begin(&s->sql);

	if (err)
		return err;
	err = log_span_load(s, &span, p, p->seq);
	if (err)
		goto out;
	v = &span.v[index_of(&span, p)];
	err = log_span_bodies(s, &span, v->e.audience);
	if (!err) {
		*out = (struct stored_entry){ .e = v->e, .body_held = v->body_held };
		copy(&out->header, v->e.header);
		copy(&out->signature, v->signature);
		copy(&out->body, v->body);
		out->e.header = buf_view(&out->header);
		if (v->e.extension.n) /* the last bytes of a header */
			out->e.extension.p =
			    out->header.p + out->header.n - v->e.extension.n;
	}
	log_span_clear(&span);
out:
	sql_read_end(&s->sql);
	return err;
}

void
stored_entry_clear(struct stored_entry *se)
{
	buf_clear(&se->header);
	buf_clear(&se->signature);
	buf_clear(&se->body);
	*se = (struct stored_entry){ 0 };
}

enum err
store_entries_each(struct store *s, const struct place *first, uint64_t last,
    store_entry_fn *fn, void *ctx)
{
	struct place p = *first;
	struct log_span span;
	enum err err = ERR_NONE;

	while (!err && (!last || p.seq <= last)) {
		err = load(s, &span, &p, last, UINT32_MAX);
		if (err)
			return err == ERR_NOT_FOUND ? ERR_NONE : err;
		for (size_t i = index_of(&span, &p); i < span.n && !err; i++) {
			const struct log_span_entry *v = &span.v[i];

			p.seq = v->e.place.seq + 1;
			err = fn(ctx, &v->e, v->signature, v->body, v->body_held);
		}
		log_span_clear(&span);
	}
	return err;
}

enum err
store_id_get(struct store *s, struct hash *id, const struct place *p)
{
	struct log_span span;
	enum err err = sql_read_begin(&s->sql);

	if (err)
		return err;
	err = log_span_load_one(s, &span, p);
	sql_read_end(&s->sql);
	if (err)
		return err;
	*id = span.v[0].e.id;
	log_span_clear(&span);
	return ERR_NONE;
}

/* PROTOCOL M6.12: the last entry, and the last of each key generation, are what a receiver
 * needs; those with priority are what it passes on. */
static bool
is_proof(const struct log_span *span, size_t i)
{
	return i + 1 == span->n || span->v[i].e.key != span->v[i + 1].e.key ||
	       kind_has_priority(span->v[i].e.kind);
}

static void
fill_run(
    struct store_run *run, const struct log_span *span, size_t from, uint32_t audiences)
{
	for (uint32_t a = 1; a <= AUDIENCES; a++)
		run->blobs[a - 1].held = (audiences & (1u << a)) != 0;
	for (size_t i = from; i < span->n; i++) {
		const struct log_span_entry *v = &span->v[i];
		size_t b = v->e.audience - 1;

		segment_add_header(&run->headers, v->e.header);
		if (is_proof(span, i) && v->signature.n) {
			run->sigs[run->n_sigs].seq = v->e.place.seq;
			memcpy(run->sigs[run->n_sigs++].sig.b, v->signature.p,
			    v->signature.n);
		}
		if (!v->body_held)
			run->blobs[b].held = false;
		if (run->blobs[b].held)
			buf_add(&run->blobs[b].bodies, v->body.p, v->body.n);
	}
	for (size_t b = 0; b < AUDIENCES; b++)
		if (!run->blobs[b].held)
			buf_reset(&run->blobs[b].bodies);
}

enum err
store_run_get(
    struct store *s, struct store_run *run, const struct place *first, uint32_t audiences)
{
	struct log_span span;
	enum err err = load(s, &span, first, 0, audiences);

	if (err)
		return err;
	run->n_sigs = 0;
	buf_reset(&run->headers);
	for (uint32_t b = 0; b < AUDIENCES; b++) {
		run->blobs[b].audience = b + 1;
		buf_reset(&run->blobs[b].bodies);
	}
	run->first = first->seq;
	run->last = span.v[span.n - 1].e.place.seq;
	fill_run(run, &span, index_of(&span, first), audiences);
	log_span_clear(&span);
	return ERR_NONE;
}

void
store_run_clear(struct store_run *run)
{
	buf_clear(&run->headers);
	for (size_t b = 0; b < AUDIENCES; b++)
		buf_clear(&run->blobs[b].bodies);
	*run = (struct store_run){ 0 };
}
