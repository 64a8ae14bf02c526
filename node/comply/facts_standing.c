/* facts_standing.c - what stands: desks, batches, removals. */
#include "facts_standing.h"

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "desks.h"
#include "facts_intake.h"
#include "mem.h"

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* --- desks -------------------------------------------------------------------------- */

static int
keys_cmp(const void *va, const void *vb)
{
	const struct intake_keys *a = va, *b = vb;

	return place_cmp(&a->place, &b->place);
}

static void
fold_desks(struct facts *f)
{
	struct facts_intake *in = f->intake;

	if (in->n_keys)
		qsort(in->keys, in->n_keys, sizeof(*in->keys), keys_cmp);
	for (size_t i = 0; i < in->n_keys; i++)
		desks_apply(f->desks, &in->keys[i].place, in->keys[i].body);
}

/* PROTOCOL M7.18: what a desk may not write, and what its country may not while it does. */
static void
mark_outside(struct facts *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n_sources; i++) {
		struct fact_origin *o = &f->sources[i];

		if (o->standing == FACT_FROZEN)
			continue;
		if (o->kind && !desks_counts(f->desks, &o->place, o->kind, o->audience))
			o->standing = FACT_OUTSIDE;
	}
	for (size_t i = 0; i < f->n_missing; i++) {
		const struct fact_missing *m = &f->missing[i];

		if (desks_counts(f->desks, &m->place, m->kind, m->audience))
			f->missing[kept++] = *m;
	}
	f->n_missing = kept;
}

/* --- batches ------------------------------------------------------------------------ */

/* PROTOCOL M7.2 */
static void
mark_incomplete(struct facts *f)
{
	struct batch_part *parts = mem_array(f->n_sources, sizeof(*parts));
	bool *incomplete = mem_array(f->n_sources, sizeof(*incomplete));
	size_t n = 0;

	for (size_t i = 0; i < f->n_sources; i++)
		if (f->intake->of[i].batch && f->sources[i].standing == FACT_STANDS)
			parts[n++] = (struct batch_part){ f->sources[i].place.author,
				f->sources[i].kind, f->intake->of[i].batch,
				(fact_source)i };
	batch_check(incomplete, parts, n);
	for (size_t i = 0; i < f->n_sources; i++)
		if (incomplete[i])
			f->sources[i].standing = FACT_INCOMPLETE;
	free(parts);
	free(incomplete);
}

/* --- sources by place --------------------------------------------------------------- */

struct numbered {
	struct fact_origin origin;
	fact_source was;
};

static int
numbered_cmp(const void *va, const void *vb)
{
	const struct numbered *a = va, *b = vb;
	int c = place_cmp(&a->origin.place, &b->origin.place);

	return c ? c : cmp_i64(a->was, b->was);
}

/* Sorts the sources by place; now_at[old index] is the new one. */
static fact_source *
sort_sources(struct facts *f)
{
	struct numbered *all = mem_array(f->n_sources, sizeof(*all));
	fact_source *now_at = mem_array(f->n_sources, sizeof(*now_at));

	for (size_t i = 0; i < f->n_sources; i++)
		all[i] = (struct numbered){ f->sources[i], (fact_source)i };
	if (f->n_sources)
		qsort(all, f->n_sources, sizeof(*all), numbered_cmp);
	for (size_t i = 0; i < f->n_sources; i++) {
		f->sources[i] = all[i].origin;
		now_at[all[i].was] = (fact_source)i;
	}
	free(all);
	return now_at;
}

/* --- removals ----------------------------------------------------------------------- */

static int
place_of_origin_cmp(const void *key, const void *element)
{
	const struct fact_origin *o = element;

	return place_cmp(key, &o->place);
}

/* PROTOCOL M7.19.  May `by` take `o` back?  Its own, or a country that of its desk; a correction only
 * what is of its kind. */
static bool
may_remove(const struct fact_origin *by, const struct fact_origin *o)
{
	char country[COUNTRY_LEN];

	if (by->standing == FACT_OUTSIDE || by->standing == FACT_INCOMPLETE ||
	    by->standing == FACT_FROZEN)
		return false;
	if (o->kind == KIND_RETRACTION ||
	    (by->kind != KIND_RETRACTION && by->kind != o->kind))
		return false;
	if (!strcmp(by->place.author, o->place.author))
		return true;
	author_country(country, o->place.author);
	return author_is_desk(o->place.author) && !strcmp(by->place.author, country);
}

/* A remover that is removed itself still removes: nothing comes back. */
static void
mark_removed(struct facts *f, const fact_source *now_at)
{
	for (size_t i = 0; i < f->intake->n_removals; i++) {
		const struct intake_removal *r = &f->intake->removals[i];
		const fact_source by = now_at[r->by];
		struct fact_origin *o = bsearch(&r->place, f->sources, f->n_sources,
		    sizeof(*f->sources), place_of_origin_cmp);

		if (!o || !hash_eq(&o->id, &r->id) || !may_remove(&f->sources[by], o))
			continue;
		if (o->standing != FACT_STANDS && o->standing != FACT_REMOVED)
			continue;
		o->standing = FACT_REMOVED;
		if (by < o->remover)
			o->remover = by;
	}
}

/* --- rows --------------------------------------------------------------------------- */

/* An array of rows while it is sifted. */
struct rows {
	void *list, **removed; /* `removed` NULL: dropped */
	size_t *n, *n_removed;
	size_t size, source_at; /* of a row; where its source stands in it */
};

static void
sift(const struct facts *f, const fact_source *now_at, const struct rows *rows)
{
	unsigned char *list = rows->list, *removed = mem_array(*rows->n + 1, rows->size);
	size_t kept = 0, n_removed = 0;

	for (size_t i = 0; i < *rows->n; i++) {
		unsigned char *row = list + i * rows->size;
		fact_source s;

		memcpy(&s, row + rows->source_at, sizeof(s));
		s = now_at[s];
		memcpy(row + rows->source_at, &s, sizeof(s));
		if (f->sources[s].standing == FACT_REMOVED)
			memcpy(removed + n_removed++ * rows->size, row, rows->size);
		else if (f->sources[s].standing == FACT_STANDS)
			memmove(list + kept++ * rows->size, row, rows->size);
	}
	*rows->n = kept;
	if (rows->removed) {
		*rows->removed = removed;
		*rows->n_removed = n_removed;
	} else {
		free(removed); /* nobody asks for these */
	}
}

#define ROWS(f, name, of, type)                                                     \
	(struct rows)                                                               \
	{                                                                           \
		(f)->name, (void **)(void *)&(f)->of, &(f)->n_##name, &(f)->n_##of, \
		    sizeof(type), offsetof(type, source)                            \
	}

static void
sift_all(struct facts *f, const fact_source *now_at)
{
	const struct rows all[] = {
		ROWS(f, reviews, removed_reviews, struct fact_review),
		ROWS(f, duties, removed_duties, struct fact_duty),
		ROWS(f, measures, removed_measures, struct fact_measure),
		ROWS(f, attendance, removed_attendance, struct fact_attendance),
		{ f->funds, NULL, &f->n_funds, NULL, sizeof(*f->funds),
		    offsetof(struct fact_fund, source) },
		{ f->replies, NULL, &f->n_replies, NULL, sizeof(*f->replies),
		    offsetof(struct fact_reply, source) },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sift(f, now_at, &all[i]);
	for (size_t i = 0; i < f->n_alerts; i++)
		f->alerts[i].source = now_at[f->alerts[i].source];
	for (size_t i = 0; i < f->n_responses; i++)
		f->responses[i].source = now_at[f->responses[i].source];
}

void
facts_standing_set(struct facts *f)
{
	fact_source *now_at;

	fold_desks(f);
	mark_outside(f);
	mark_incomplete(f);
	now_at = sort_sources(f);
	mark_removed(f, now_at);
	sift_all(f, now_at);
	free(now_at);
}
