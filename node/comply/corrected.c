/* corrected.c - which findings bear the mark of what was taken back. */
#include "corrected.h"

#include <stdlib.h>
#include <string.h>

/* What removed one entry may be removed itself: then it is there already, its own remover is
 * not. */
static void
add_evidence(struct judge *j, struct outcome *o, fact_source s)
{
	fact_source *list;

	for (size_t i = 0; i < o->n_evidence; i++)
		if (o->evidence[i] == s)
			return;
	list = arena_get(&j->scratch, (o->n_evidence + 1) * sizeof(*list));
	if (o->n_evidence)
		memcpy(list, o->evidence, o->n_evidence * sizeof(*list));
	list[o->n_evidence++] = s;
	o->evidence = list;
}

void
corrected_add(struct judge *j, struct outcome *o, fact_source s)
{
	const struct fact_origin *origin = &j->facts->sources[s];

	/* PROTOCOL M7.22 */
	if (origin->standing != FACT_REMOVED)
		return;
	o->flags |= FLAG_CORRECTED;
	add_evidence(j, o, s);
	add_evidence(j, o, origin->remover);
}

static int
source_cmp(const void *va, const void *vb)
{
	const fact_source *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

void
corrected_settle(struct judge *j, struct outcome *o)
{
	fact_source *list;

	if (!(o->flags & FLAG_CORRECTED))
		return;
	list = arena_get(&j->scratch, o->n_evidence * sizeof(*list));
	memcpy(list, o->evidence, o->n_evidence * sizeof(*list));
	qsort(list, o->n_evidence, sizeof(*list), source_cmp);
	o->evidence = list;
}

void
corrected_reviews(
    struct judge *j, struct outcome *o, const char *mineral, Cmsa__Stage stage)
{
	size_t n;
	const struct fact_review *list =
	    facts_removed_reviews_of(j->facts, j->subject, &n);

	for (size_t i = 0; i < n; i++) {
		const struct fact_review *r = &list[i];

		if (r->secondary || r->reviewed.days > j->d.days)
			continue;
		if ((r->nil_for_rest && !*r->subject) ||
		    (!strcmp(r->subject, mineral) && r->stage == stage))
			corrected_add(j, o, r->source);
	}
	corrected_settle(j, o);
}

void
corrected_measures(struct judge *j, struct outcome *o, Cmsa__MeasureKind kind)
{
	for (size_t i = 0; i < j->facts->n_removed_measures; i++) {
		const struct fact_measure *m = &j->facts->removed_measures[i];

		if (!strcmp(m->country, j->subject) && m->measure->kind == kind &&
		    m->measure->start_days <= j->d.days)
			corrected_add(j, o, m->source);
	}
	corrected_settle(j, o);
}

void
corrected_attendance(struct judge *j, struct outcome *o, uint64_t meeting)
{
	for (size_t i = 0; i < j->facts->n_removed_attendance; i++) {
		const struct fact_attendance *a = &j->facts->removed_attendance[i];

		if (!strcmp(a->country, j->subject) && a->attendance->meeting == meeting)
			corrected_add(j, o, a->source);
	}
	corrected_settle(j, o);
}

void
corrected_collect(struct judge *j, const char *hs6, uint32_t counts)
{
	j->removed_schedule =
	    (struct schedule){ .facts = j->facts, .hs = &j->hs, .d = j->d };
	j->removed_schedule.lines =
	    facts_removed_duties_of(j->facts, j->subject, &j->removed_schedule.n_lines);
	lines_collect(&j->removed_lines, &j->removed_schedule, hs6, counts);
}

/* A line for a country in a territory bears on goods from the territory too. */
static bool
bears_on(
    const struct judge *j, const struct fact_duty *line, const struct rate_origin *origin)
{
	struct rate_origin of_line;

	if (!origin || rate_fits(line, origin))
		return true;
	if (line->line->scope != CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY)
		return false;
	of_line = judge_origin(j, line->line->origin);
	return *of_line.territory && !strcmp(of_line.territory, origin->name);
}

void
corrected_lines(struct judge *j, struct outcome *o, const struct rate_origin *origin)
{
	const struct lines *l = &j->removed_lines;
	const uint32_t kinds = l->counts | DUTY_BIT(ORDINARY) | DUTY_BIT(RELIEF);

	for (size_t i = 0; i < l->n; i++)
		if ((lines_kind_bit(l->line[i]) & kinds) &&
		    bears_on(j, l->line[i], origin))
			corrected_add(j, o, l->line[i]->source);
	corrected_settle(j, o);
}
