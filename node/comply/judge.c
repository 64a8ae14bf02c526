/* judge.c - prepares what rules ask: who is of concern, who is a member, whose records
 * count. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "lifecycle.h"
#include "modification.h"
#include "name.h"

static int
origin_cmp(const void *va, const void *vb)
{
	const struct rate_origin *a = va, *b = vb;

	return strcmp(a->name, b->name);
}

static void
set_country(char out[static COUNTRY_LEN], const char *name)
{
	size_t n = strlen(name);

	memset(out, 0, COUNTRY_LEN);
	memcpy(out, name, n < COUNTRY_LEN ? n : COUNTRY_LEN - 1);
}

static bool
is_listed(const struct rate_origin *list, size_t n, const char *name)
{
	struct rate_origin key = { 0 };

	set_country(key.name, name);
	return n && bsearch(&key, list, n, sizeof(*list), origin_cmp);
}

static const char *
territory_of(const struct judge *j, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(j->facts->registry, country);

	return t ? t->code : "";
}

struct rate_origin
judge_origin(const struct judge *j, const char *name)
{
	struct rate_origin o = { .of_concern = law_is_of_concern(j->law, name) };

	set_country(o.name, name);
	set_country(o.territory, territory_of(j, name));
	o.member = is_listed(j->members, j->n_members, name) ||
		   is_listed(j->members, j->n_members, o.territory);
	return o;
}

/* Sorts the names, each once, and fills in what each is. */
static size_t
settle(const struct judge *j, struct rate_origin *list, size_t n)
{
	size_t kept = 0;

	qsort(list, n, sizeof(*list), origin_cmp);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(list[kept - 1].name, list[i].name) != 0)
			list[kept++] = list[i];
	for (size_t i = 0; i < kept; i++)
		list[i] = judge_origin(j, list[i].name);
	return kept;
}

/* Parties: whoever has an agreement in force at D, and the United States. */
static void
find_members(struct judge *j, struct arena *mem)
{
	const struct registry *r = j->facts->registry;
	const uint64_t last = registry_number(r);
	size_t n = 0;

	j->prospective = !date_given(alliance_in_force_since(r, j->d));
	j->members = arena_get(mem, ((size_t)last + 1) * sizeof(*j->members));
	if (j->prospective || is_member(r, "USA", j->d))
		set_country(j->members[n++].name, "USA");
	for (uint64_t i = 1; i <= last && !j->prospective; i++) {
		const struct act_record *a = registry_act(r, i);

		if (a->act->kind == ACT_CERTIFICATION &&
		    is_member(r, a->act->body->certification->country, j->d))
			set_country(
			    j->members[n++].name, a->act->body->certification->country);
	}
	j->n_members = n;
	j->n_members = settle(j, j->members, n);
}

static void
find_concern(struct judge *j, struct arena *mem)
{
	const struct law *l = j->law;
	size_t n = 0;

	j->concern = arena_get(mem, (l->n_concern + 1) * sizeof(*j->concern));
	for (size_t i = 0; i < l->n_concern; i++)
		if (law_is_of_concern(l, l->concern[i]->country))
			set_country(j->concern[n++].name, l->concern[i]->country);
	j->n_concern = settle(j, j->concern, n);
}

void
judge_init(struct judge *j, struct arena *mem, const struct facts *f,
    const struct law *law, struct date d)
{
	*j = (struct judge){ .facts = f, .law = law, .d = d };
	hs_init(&j->hs, law);
	products_init(&j->products, law);
	find_members(j, mem);
	find_concern(j, mem);
	j->alerts = alerts_new(f, law, d);
	arena_init(&j->scratch, 0);
}

void
judge_clear(struct judge *j)
{
	hs_clear(&j->hs);
	products_clear(&j->products);
	products_clear(&j->modified);
	free(j->allowances);
	lines_clear(&j->lines);
	lines_clear(&j->removed_lines);
	alerts_free(j->alerts);
	rate_leaves_clear(&j->leaves);
	arena_clear(&j->scratch);
	*j = (struct judge){ 0 };
}

/* Is `country` the one judged, its territory, or one in it? */
static bool
is_related(const struct judge *j, const char *country)
{
	return !strcmp(country, j->country) || !strcmp(country, j->subject) ||
	       !strcmp(territory_of(j, country), j->country);
}

/* PROTOCOL M7.13.  A retraction not held may take back whatever its country wrote, alerts to anybody
 * among it. */
static void
find_missing(struct judge *j)
{
	j->duty_missing = j->capacity_missing = false;
	j->measure_missing = j->attendance_missing = false;
	j->alert_missing = j->response_missing = false;
	for (size_t i = 0; i < j->facts->n_missing; i++) {
		const struct fact_missing *m = &j->facts->missing[i];
		const bool any = m->kind == KIND_RETRACTION;

		j->alert_missing |= any || m->kind == KIND_ALERT;
		j->response_missing |=
		    (any || m->kind == KIND_ALERT_RESPONSE) && is_related(j, m->country);
		if (strcmp(m->country, j->subject) != 0)
			continue;
		j->duty_missing |= any || m->kind == KIND_DUTY;
		j->capacity_missing |= any || m->kind == KIND_CAPACITY;
		j->measure_missing |= any || m->kind == KIND_MEASURE;
		j->attendance_missing |= any || m->kind == KIND_ATTENDANCE;
	}
}

/* PROTOCOL M7.23: the covered products of the country's agreement, and what it is allowed. */
static void
find_terms(struct judge *j)
{
	const struct registry *r = j->facts->registry;
	const char *party = lifecycle_party(r, j->country);
	struct modification *list;
	size_t n = 0;

	list = modification_list(r, &n, party, j->d);
	products_clear(&j->modified);
	j->covered = &j->products;
	if (n) {
		products_init(&j->modified, j->law);
		j->covered = &j->modified;
	}
	for (size_t i = 0; i < n; i++)
		products_modify(&j->modified, list[i].notice);
	free(list);
	free(j->allowances);
	j->allowances = allowance_list(r, &j->n_allowances, party, j->d);
}

void
judge_country(struct judge *j, const char *country)
{
	const char *territory = territory_of(j, country);

	arena_clear(&j->scratch);
	set_country(j->country, country);
	/* PROTOCOL M7.4 */
	set_country(j->subject, *territory ? territory : country);
	j->is_usa = !strcmp(j->subject, "USA");
	find_missing(j);
	find_terms(j);
	j->schedule = (struct schedule){ .facts = j->facts, .hs = &j->hs, .d = j->d };
	j->schedule.lines = facts_duties_of(j->facts, j->subject, &j->schedule.n_lines);
	j->removed_schedule = j->schedule;
	j->removed_schedule.lines =
	    facts_removed_duties_of(j->facts, j->subject, &j->removed_schedule.n_lines);
	j->unknown_edition = lines_has_unknown_edition(&j->schedule);
	j->reviews = facts_reviews_of(j->facts, j->subject, &j->n_reviews);
	j->measures = facts_measures_of(j->facts, j->subject, &j->n_measures);
}

static int
source_cmp(const void *va, const void *vb)
{
	const fact_source *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

void
judge_evidence(struct judge *j, struct outcome *o, const struct rate_leaf *leaf)
{
	fact_source *list = arena_get(&j->scratch, (leaf->n_winners + 1) * sizeof(*list));
	size_t kept = 0;

	for (size_t i = 0; i < leaf->n_winners; i++)
		list[i] = j->leaves.winner[leaf->first_winner + i]->source;
	qsort(list, leaf->n_winners, sizeof(*list), source_cmp);
	for (size_t i = 0; i < leaf->n_winners; i++)
		if (!kept || list[kept - 1] != list[i])
			list[kept++] = list[i];
	o->evidence = list;
	o->n_evidence = kept;
}

struct measure
judge_rate(const struct judge *j, const struct rate_leaf *leaf, enum rate_answer answer,
    bool claimed)
{
	const int64_t low = claimed ? leaf->claimed_low_bp : leaf->low_bp;
	const int64_t high = claimed ? leaf->claimed_high_bp : leaf->high_bp;
	const char *text;

	if (low == high)
		return (struct measure){ .unit = MEASURE_BP, .value = low };
	if (answer == RATE_AT_LEAST)
		return (struct measure){ .unit = MEASURE_AT_LEAST_BP, .value = low };
	if (answer == RATE_BELOW)
		return (struct measure){ .unit = MEASURE_AT_MOST_BP, .value = high };
	text = rate_open_text(&j->leaves, leaf);
	return (struct measure){ .unit = MEASURE_TEXT,
		.text = text ? text : "an ordinary duty that is not published" };
}
