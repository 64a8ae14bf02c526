/* b5.c - measures against what 4(b)(5) asks of them. */
#include "b5.h"

#include <stdlib.h>
#include <string.h>

#include "corrected.h"

/* Which measures are looked at; each lets in what the one before leaves out. */
enum sieve {
	SIEVE_WHOLE,   /* in effect at D, with citation and hash */
	SIEVE_CITED,   /* the hash may be absent */
	SIEVE_CURRENT, /* the citation too */
	SIEVE_BEGUN,   /* ended ones too */
	SIEVES
};

/* What is said when it takes that sieve for the measures to cover all. */
static const enum reason says[SIEVES] = { REASON_ENACTED, REASON_WITHOUT_HASH,
	REASON_UNCITED, REASON_ENDED };

struct question {
	struct judge *j;
	Cmsa__MeasureKind kind;
	const char *origin;
	enum sieve sieve;
};

static bool
passes(const struct question *q, const Cmsa__Measure *m)
{
	if (m->kind != q->kind || m->start_days > q->j->d.days)
		return false;
	if (q->sieve < SIEVE_BEGUN && m->end_days && m->end_days < q->j->d.days)
		return false;
	if (q->sieve < SIEVE_CURRENT && !*m->citation)
		return false;
	return q->sieve >= SIEVE_CITED || m->sha256.len == 32;
}

static bool
lists(char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

static bool
reaches_origin(const struct question *q, const Cmsa__Measure *m)
{
	if (!q->origin)
		return true;
	if (!strcmp(q->origin, JUDGE_ENTITIES))
		return m->entities_of_concern;
	return m->all_countries_of_concern ||
	       lists(m->countries, m->n_countries, q->origin);
}

/* Does one of the measures reach goods of that sort under this HS6 (NULL: under any)? */
static bool
is_covered(const struct question *q, bool minerals, const char *hs6)
{
	for (size_t i = 0; i < q->j->n_measures; i++) {
		const Cmsa__Measure *m = q->j->measures[i].measure;

		if (!passes(q, m) || !reaches_origin(q, m) ||
		    !(minerals ? m->critical_minerals : m->derivative_products))
			continue;
		if (!m->n_hs6 || (hs6 && lists(m->hs6, m->n_hs6, hs6)))
			return true;
	}
	return false;
}

/* PROTOCOL M7.16: unlimited, or every HS6 of the covered products of that sort. */
static bool
covers_sort(const struct question *q, bool minerals)
{
	const struct products *p = &q->j->products;
	bool any = false;

	if (is_covered(q, minerals, NULL))
		return true;
	for (size_t i = 0; i < p->n; i++) {
		if ((p->list[i].stage != CMSA__STAGE__STAGE_MANUFACTURED) != minerals)
			continue;
		for (size_t k = 0; k < p->list[i].n_codes; k++) {
			if (!is_covered(q, minerals, p->list[i].codes[k].hs6))
				return false;
			any = true;
		}
	}
	return any;
}

static int
source_cmp(const void *va, const void *vb)
{
	const fact_source *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static bool
was_published_late(const struct question *q, const struct fact_measure *row)
{
	return date_of_time_ms(q->j->facts->sources[row->source].time_ms).days >
	       row->measure->start_days;
}

/* The entries of the measures that were looked at, and what is said of them. */
static void
cite(const struct question *q, struct outcome *o)
{
	struct judge *j = q->j;
	fact_source *list = arena_get(&j->scratch, (j->n_measures + 1) * sizeof(*list));
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < j->n_measures; i++) {
		const struct fact_measure *row = &j->measures[i];

		if (!passes(q, row->measure) ||
		    (o->reason == REASON_ENACTED && !reaches_origin(q, row->measure)))
			continue;
		list[n++] = row->source;
		if (row->measure->sample)
			o->flags |= FLAG_SAMPLE;
		if (was_published_late(q, row))
			o->flags |= FLAG_PUBLISHED_LATE;
	}
	if (n)
		qsort(list, n, sizeof(*list), source_cmp);
	for (size_t i = 0; i < n; i++)
		if (!kept || list[kept - 1] != list[i])
			list[kept++] = list[i];
	o->evidence = list;
	o->n_evidence = kept;
}

static bool
any_passes(const struct question *q)
{
	for (size_t i = 0; i < q->j->n_measures; i++)
		if (passes(q, q->j->measures[i].measure))
			return true;
	return false;
}

void
b5_judge_measures(
    struct judge *j, struct sheet *out, Cmsa__MeasureKind kind, const char *origin)
{
	struct question q = { j, kind, origin, SIEVE_BEGUN };
	struct outcome o = { .reason = REASON_TOO_NARROW };
	const struct sheet_about about = { 0 };

	if (j->measure_missing) {
		o.reason = REASON_BODY_MISSING;
	} else if (!any_passes(&q)) {
		o.reason = REASON_NO_MEASURE;
	} else {
		for (int s = SIEVES - 1; s >= 0; s--) {
			q.sieve = (enum sieve)s;
			if (!covers_sort(&q, true) || !covers_sort(&q, false))
				break;
			o.reason = says[s];
		}
		q.sieve = o.reason == REASON_ENACTED ? SIEVE_WHOLE : SIEVE_BEGUN;
		o.flags = FLAG_SELF_DECLARED;
		cite(&q, &o);
	}
	if (!j->measure_missing)
		corrected_measures(j, &o, kind);
	sheet_add(out, &about, &o, origin);
}
