/* facts.c - brings the rows of bodies into the order the rules need. */
#include "facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "facts_intake.h"
#include "law.h"
#include "mem.h"
#include "name.h"
#include "witness.h"

struct facts *
facts_new(const struct registry *r, const struct position *p, enum facts_level level)
{
	struct facts *f = mem_new(sizeof(*f));

	f->registry = r;
	f->level = level;
	position_copy(&f->position, p);
	arena_init(&f->mem, 0);
	f->witnesses = witness_new();
	f->intake = mem_new(sizeof(*f->intake));
	return f;
}

static void
intake_free(struct facts_intake *in)
{
	if (in)
		free(in->of);
	free(in);
}

void
facts_free(struct facts *f)
{
	if (!f)
		return;
	position_clear(&f->position);
	free(f->sources);
	free(f->reviews);
	free(f->duties);
	free(f->measures);
	free(f->attendance);
	free(f->missing);
	witness_free(f->witnesses);
	intake_free(f->intake);
	arena_clear(&f->mem);
	free(f);
}

/* --- order -------------------------------------------------------------------------- */

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* PROTOCOL M7.2.  By source: is it a part of a batch that is not whole?  The caller frees the
 * array. */
static bool *
find_incomplete(const struct facts *f)
{
	struct batch_part *parts = mem_array(f->n_sources, sizeof(*parts));
	bool *incomplete = mem_array(f->n_sources, sizeof(*incomplete));
	size_t n = 0;

	for (size_t i = 0; i < f->n_sources; i++)
		if (f->intake->of[i].batch)
			parts[n++] = (struct batch_part){ f->sources[i].place.author,
				f->intake->of[i].kind, f->intake->of[i].batch,
				(fact_source)i };
	batch_check(incomplete, parts, n);
	free(parts);
	return incomplete;
}

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
	qsort(all, f->n_sources, sizeof(*all), numbered_cmp);
	for (size_t i = 0; i < f->n_sources; i++) {
		f->sources[i] = all[i].origin;
		now_at[all[i].was] = (fact_source)i;
	}
	free(all);
	return now_at;
}

static void
renumber(struct facts *f, const fact_source *now_at, const bool *incomplete)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n_reviews; i++) {
		struct fact_review row = f->reviews[i];

		if (incomplete[row.source])
			continue;
		row.source = now_at[row.source];
		f->reviews[kept++] = row;
	}
	f->n_reviews = kept;
	kept = 0;
	for (size_t i = 0; i < f->n_duties; i++) {
		struct fact_duty row = f->duties[i];

		if (incomplete[row.source])
			continue;
		row.source = now_at[row.source];
		f->duties[kept++] = row;
	}
	f->n_duties = kept;
}

/* The same for the kinds of few rows. */
static void
renumber_few(struct facts *f, const fact_source *now_at, const bool *incomplete)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n_measures; i++) {
		struct fact_measure row = f->measures[i];

		if (incomplete[row.source])
			continue;
		row.source = now_at[row.source];
		f->measures[kept++] = row;
	}
	f->n_measures = kept;
	kept = 0;
	for (size_t i = 0; i < f->n_attendance; i++) {
		struct fact_attendance row = f->attendance[i];

		if (incomplete[row.source])
			continue;
		row.source = now_at[row.source];
		f->attendance[kept++] = row;
	}
	f->n_attendance = kept;
}

static int
place_of_duty_cmp(const struct fact_duty *a, const struct fact_duty *b)
{
	int c = cmp_i64(a->source, b->source);

	return c ? c : cmp_i64(a->row, b->row);
}

static int
duty_key_cmp(const struct fact_duty *a, const struct fact_duty *b)
{
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->line->code, b->line->code);
	if (!c)
		c = strcmp(a->hs_edition, b->hs_edition);
	if (!c)
		c = cmp_i64(a->line->scope, b->line->scope);
	if (!c)
		c = strcmp(a->line->origin, b->line->origin);
	if (!c)
		c = cmp_i64(a->line->kind, b->line->kind);
	if (!c)
		c = strcmp(a->line->measure, b->line->measure);
	return c ? c : cmp_i64(a->line->start_days, b->line->start_days);
}

static int
by_duty_key(const void *va, const void *vb)
{
	int c = duty_key_cmp(va, vb);

	return c ? c : place_of_duty_cmp(va, vb);
}

static int
by_duty_code(const void *va, const void *vb)
{
	const struct fact_duty *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->line->code, b->line->code);
	return c ? c : place_of_duty_cmp(a, b);
}

/* Of the lines with one key the last by place stays. */
static void
drop_replaced(struct facts *f)
{
	size_t kept = 0;

	qsort(f->duties, f->n_duties, sizeof(*f->duties), by_duty_key);
	for (size_t i = 0; i < f->n_duties; i++)
		if (i + 1 == f->n_duties ||
		    duty_key_cmp(&f->duties[i], &f->duties[i + 1]))
			f->duties[kept++] = f->duties[i];
	f->n_duties = kept;
	qsort(f->duties, f->n_duties, sizeof(*f->duties), by_duty_code);
}

static int
review_cmp(const void *va, const void *vb)
{
	const struct fact_review *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->subject, b->subject);
	if (!c)
		c = cmp_i64(a->stage, b->stage);
	if (!c)
		c = cmp_i64(a->reviewed.days, b->reviewed.days);
	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

static int
measure_key_cmp(const struct fact_measure *a, const struct fact_measure *b)
{
	int c = strcmp(a->country, b->country);

	return c ? c : strcmp(a->measure->id, b->measure->id);
}

static int
measure_cmp(const void *va, const void *vb)
{
	const struct fact_measure *a = va, *b = vb;
	int c = measure_key_cmp(a, b);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

static int
attendance_key_cmp(const struct fact_attendance *a, const struct fact_attendance *b)
{
	int c = strcmp(a->country, b->country);

	return c ? c
		 : cmp_i64(
		       (int64_t)a->attendance->meeting, (int64_t)b->attendance->meeting);
}

static int
attendance_cmp(const void *va, const void *vb)
{
	const struct fact_attendance *a = va, *b = vb;
	int c = attendance_key_cmp(a, b);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

/* PROTOCOL M5.16, M5.17: of the rows with one key the last by place stays. */
static void
sort_few(struct facts *f)
{
	size_t kept = 0;

	if (f->n_measures)
		qsort(f->measures, f->n_measures, sizeof(*f->measures), measure_cmp);
	for (size_t i = 0; i < f->n_measures; i++)
		if (i + 1 == f->n_measures ||
		    measure_key_cmp(&f->measures[i], &f->measures[i + 1]))
			f->measures[kept++] = f->measures[i];
	f->n_measures = kept;
	kept = 0;
	if (f->n_attendance)
		qsort(f->attendance, f->n_attendance, sizeof(*f->attendance),
		    attendance_cmp);
	for (size_t i = 0; i < f->n_attendance; i++)
		if (i + 1 == f->n_attendance ||
		    attendance_key_cmp(&f->attendance[i], &f->attendance[i + 1]))
			f->attendance[kept++] = f->attendance[i];
	f->n_attendance = kept;
}

static int
missing_cmp(const void *va, const void *vb)
{
	const struct fact_missing *a = va, *b = vb;

	return place_cmp(&a->place, &b->place);
}

void
facts_finish(struct facts *f)
{
	fact_source *now_at;
	bool *incomplete;
	struct law l;

	assert(f->intake);
	incomplete = find_incomplete(f);
	now_at = sort_sources(f);
	renumber(f, now_at, incomplete);
	renumber_few(f, now_at, incomplete);
	sort_few(f);
	free(now_at);
	free(incomplete);
	intake_free(f->intake);
	f->intake = NULL;
	if (f->n_duties)
		drop_replaced(f);
	if (f->n_reviews)
		qsort(f->reviews, f->n_reviews, sizeof(*f->reviews), review_cmp);
	if (f->n_missing)
		qsort(f->missing, f->n_missing, sizeof(*f->missing), missing_cmp);
	witness_finish(f->witnesses);
	law_at(&l, f->registry, (struct date){ DATE_MAX_DAYS });
	facts_witness(f, l.policy->alert_witnesses);
	law_clear(&l);
}

/* Member countries with a feed of their own, sorted; the caller frees the array. */
static const char **
member_feeds(const struct facts *f, size_t *n)
{
	size_t n_authors = 0;
	const struct author *const *authors = registry_authors(f->registry, &n_authors);
	const char **names = mem_array(n_authors + 1, sizeof(*names));

	*n = 0;
	for (size_t i = 0; i < n_authors; i++)
		if (authors[i]->role == ROLE_MEMBER &&
		    author_is_country(authors[i]->name))
			names[(*n)++] = authors[i]->name;
	return names;
}

void
facts_witness(struct facts *f, uint32_t witnesses)
{
	size_t n = 0;
	const char **members = member_feeds(f, &n);
	const char **others = mem_array(n + 1, sizeof(*others));

	for (size_t i = 0; i < f->n_sources; i++) {
		struct fact_origin *o = &f->sources[i];
		char own[COUNTRY_LEN];
		size_t k = 0;

		author_country(own, o->place.author);
		for (size_t m = 0; m < n; m++)
			if (strcmp(members[m], own) != 0)
				others[k++] = members[m];
		o->witnessed = witness_date(
		    f->witnesses, &o->place, others, k, witnesses < k ? witnesses : k);
	}
	free(members);
	free(others);
}

/* --- slices ------------------------------------------------------------------------- */

const struct fact_duty *
facts_duties_of(const struct facts *f, const char *country, size_t *n)
{
	size_t low = 0, high = f->n_duties, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(f->duties[mid].country, country) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < f->n_duties && !strcmp(f->duties[end].country, country);)
		end++;
	*n = end - low;
	return *n ? f->duties + low : NULL;
}

const struct fact_review *
facts_reviews_of(const struct facts *f, const char *country, size_t *n)
{
	size_t low = 0, high = f->n_reviews, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(f->reviews[mid].country, country) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < f->n_reviews && !strcmp(f->reviews[end].country, country);)
		end++;
	*n = end - low;
	return *n ? f->reviews + low : NULL;
}

const struct fact_measure *
facts_measures_of(const struct facts *f, const char *country, size_t *n)
{
	size_t low = 0, end;

	while (low < f->n_measures && strcmp(f->measures[low].country, country) < 0)
		low++;
	for (end = low;
	     end < f->n_measures && !strcmp(f->measures[end].country, country);)
		end++;
	*n = end - low;
	return *n ? f->measures + low : NULL;
}

const struct fact_attendance *
facts_attendance_of(const struct facts *f, const char *country, uint64_t meeting)
{
	for (size_t i = 0; i < f->n_attendance; i++)
		if (f->attendance[i].attendance->meeting == meeting &&
		    !strcmp(f->attendance[i].country, country))
			return &f->attendance[i];
	return NULL;
}
