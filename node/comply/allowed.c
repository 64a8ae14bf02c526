/* allowed.c - phase-ins and comparable measures. */
#include "allowed.h"

#include <stdlib.h>
#include <string.h>

#include "corrected.h"

uint32_t
allowed_share_bp(const struct judge *j, const struct allowance_about *about)
{
	uint32_t share = 0;
	bool any = false;

	for (size_t i = 0; i < j->n_allowances; i++) {
		const Cmsa__Allowance *a = j->allowances[i].allowance;
		uint32_t s;

		if (a->kind != CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN ||
		    !allowance_names(a, about))
			continue;
		s = allowance_share_bp(a, j->d);
		share = s > share ? s : share;
		any = true;
	}
	return any ? share : ALLOWANCE_WHOLE_BP;
}

/* Statute: "rounded up". */
int64_t
allowed_step_bp(int64_t floor_bp, uint32_t share_bp)
{
	return (floor_bp * share_bp + ALLOWANCE_WHOLE_BP - 1) / ALLOWANCE_WHOLE_BP;
}

/* PROTOCOL M7.25: the judgement that came last, if it holds at D. */
static const Cmsa__Allowance *
judgement(const struct judge *j, const struct allowance_about *about)
{
	for (size_t i = j->n_allowances; i-- > 0;) {
		const Cmsa__Allowance *a = j->allowances[i].allowance;

		if (a->kind != CMSA__ALLOWANCE_KIND__ALLOWANCE_COMPARABLE ||
		    !allowance_names(a, about))
			continue;
		return a->end_days && a->end_days < j->d.days ? NULL : a;
	}
	return NULL;
}

static bool
accepts(const Cmsa__Allowance *a, Cmsa__MeasureKind kind)
{
	for (size_t i = 0; i < a->n_measure_kinds; i++)
		if (a->measure_kinds[i] == (uint32_t)kind)
			return true;
	return kind == CMSA__MEASURE_KIND__MEASURE_PROHIBITION ||
	       kind == CMSA__MEASURE_KIND__MEASURE_QUOTA;
}

static bool
lists(char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

/* Published, cited, with its hash, in force at D, and about these goods? */
static bool
covers(const struct judge *j, const Cmsa__Measure *m, const struct allowance_about *about)
{
	const bool mineral = about->stage != CMSA__STAGE__STAGE_MANUFACTURED;

	if (m->start_days > j->d.days || (m->end_days && m->end_days < j->d.days) ||
	    !*m->citation || m->sha256.len != 32)
		return false;
	if (!(mineral ? m->critical_minerals : m->derivative_products) ||
	    (m->n_hs6 && !lists(m->hs6, m->n_hs6, about->hs6)))
		return false;
	if (!about->origin)
		return m->entities_of_concern;
	return m->all_countries_of_concern ||
	       lists(m->countries, m->n_countries, about->origin);
}

/* What one measure that covers the goods says, best first. */
enum says {
	SAYS_COMPARABLE,
	SAYS_ABOVE,
	SAYS_WITHOUT_VOLUME,
	SAYS_NOTHING
};

static enum says
says_of(const Cmsa__Allowance *a, const Cmsa__Measure *m)
{
	const int64_t volume = m->quota_grams_a_year;

	if (m->kind != CMSA__MEASURE_KIND__MEASURE_QUOTA)
		return SAYS_COMPARABLE;
	if (!volume)
		return SAYS_WITHOUT_VOLUME;
	return a->ceiling_grams_a_year && volume > a->ceiling_grams_a_year
		   ? SAYS_ABOVE
		   : SAYS_COMPARABLE;
}

struct weighed {
	enum says says;
	int64_t volume; /* the least of the quotas that say so; 0: of none */
	struct outcome outcome;
};

static int
source_cmp(const void *va, const void *vb)
{
	const fact_source *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static void
cite(
    struct judge *j, struct weighed *w, fact_source *list, const struct fact_measure *row)
{
	const struct fact_origin *o = &j->facts->sources[row->source];

	for (size_t i = 0; i < w->outcome.n_evidence; i++)
		if (list[i] == row->source)
			return;
	list[w->outcome.n_evidence++] = row->source;
	if (row->measure->sample)
		w->outcome.flags |= FLAG_SAMPLE;
	if (date_of_time_ms(o->time_ms).days > row->measure->start_days)
		w->outcome.flags |= FLAG_PUBLISHED_LATE;
}

/* The best that the measures say together; the evidence is of those that say it. */
static struct weighed
weigh(struct judge *j, const Cmsa__Allowance *a, const struct allowance_about *about)
{
	fact_source *list = arena_get(&j->scratch, (j->n_measures + 1) * sizeof(*list));
	struct weighed w = { .says = SAYS_NOTHING };

	for (size_t i = 0; i < j->n_measures; i++) {
		const Cmsa__Measure *m = j->measures[i].measure;
		const enum says says = says_of(a, m);

		if (!accepts(a, m->kind) || !covers(j, m, about) || says > w.says)
			continue;
		if (says < w.says)
			w = (struct weighed){ .says = says };
		if (m->quota_grams_a_year &&
		    (!w.volume || m->quota_grams_a_year < w.volume))
			w.volume = m->quota_grams_a_year;
		cite(j, &w, list, &j->measures[i]);
	}
	if (w.outcome.n_evidence)
		qsort(list, w.outcome.n_evidence, sizeof(*list), source_cmp);
	w.outcome.evidence = list;
	return w;
}

static struct measure
grams(int64_t value)
{
	if (!value)
		return (struct measure){ .unit = MEASURE_NONE };
	return (struct measure){ .unit = MEASURE_GRAMS_A_YEAR, .value = value };
}

static void
corrected_kinds(struct judge *j, struct outcome *o, const Cmsa__Allowance *a)
{
	for (int k = CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT;
	     k <= CMSA__MEASURE_KIND__MEASURE_OTHER; k++)
		if (accepts(a, (Cmsa__MeasureKind)k))
			corrected_measures(j, o, (Cmsa__MeasureKind)k);
}

void
allowed_by_measures(
    struct judge *j, struct outcome *o, const struct allowance_about *about)
{
	static const enum reason reasons[] = { [SAYS_COMPARABLE] = REASON_COMPARABLE,
		[SAYS_ABOVE] = REASON_QUOTA_ABOVE,
		[SAYS_WITHOUT_VOLUME] = REASON_QUOTA_WITHOUT_VOLUME };
	const Cmsa__Allowance *a = judgement(j, about);
	struct weighed w;

	if (!a)
		return;
	if (j->measure_missing) {
		*o = (struct outcome){ .reason = REASON_BODY_MISSING,
			.required = o->required };
		return;
	}
	w = weigh(j, a, about);
	/* Statute: "Best of met, comparable, phasing-in decides." */
	if (w.says == SAYS_COMPARABLE ||
	    (w.says != SAYS_NOTHING &&
		reasons_status(o->reason) != CMSA__STATUS__STATUS_PHASING_IN)) {
		*o = w.outcome;
		o->reason = reasons[w.says];
		o->flags |= FLAG_SELF_DECLARED;
		o->measured = grams(w.volume);
		o->required = grams(a->ceiling_grams_a_year);
	}
	corrected_kinds(j, o, a);
}
