/* facts.c - the facts of a position: made, finished, witnessed, asked. */
#include "facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "facts_freeze.h"
#include "facts_intake.h"
#include "facts_order.h"
#include "facts_standing.h"
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
	f->desks = desks_new();
	f->intake = mem_new(sizeof(*f->intake));
	return f;
}

static void
intake_free(struct facts_intake *in)
{
	if (in) {
		free(in->of);
		free(in->removals);
		free(in->keys);
	}
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
	free(f->removed_reviews);
	free(f->removed_duties);
	free(f->removed_measures);
	free(f->removed_attendance);
	free(f->funds);
	free(f->replies);
	free(f->alerts);
	free(f->responses);
	desks_free(f->desks);
	free(f->missing);
	free(f->forks);
	witness_free(f->witnesses);
	intake_free(f->intake);
	arena_clear(&f->mem);
	free(f);
}

void
facts_finish(struct facts *f)
{
	struct law l;

	assert(!f->finished);
	facts_freeze_apply(f);
	facts_standing_set(f);
	facts_order_sort(f);
	f->finished = true;
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

/* Numbers of the members but one, as witnesses. */
static size_t
other_numbers(uint32_t *numbers, const struct facts *f, const char *const *members,
    size_t n, const char *own)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(members[i], own) != 0)
			numbers[k++] = witness_number(f->witnesses, members[i]);
	return k;
}

void
facts_witness(struct facts *f, uint32_t witnesses)
{
	size_t n = 0, k = 0;
	const char **members;
	uint32_t *others;
	char own[COUNTRY_LEN] = "";

	if (f->is_witnessed && f->witnessed_by == witnesses)
		return;
	members = member_feeds(f, &n);
	others = mem_array(n + 1, sizeof(*others));
	for (size_t i = 0; i < f->n_sources; i++) {
		struct fact_origin *o = &f->sources[i];

		/* sources are sorted: most are of the author before */
		if (!i || strcmp(o[-1].place.author, o->place.author) != 0) {
			author_country(own, o->place.author);
			k = other_numbers(others, f, members, n, own);
		}
		o->witnessed = witness_date_by(
		    f->witnesses, &o->place, others, k, witnesses < k ? witnesses : k);
	}
	f->is_witnessed = true;
	f->witnessed_by = witnesses;
	free(members);
	free(others);
}

void
facts_witness_source(struct facts *f, fact_source s)
{
	struct fact_origin *o = &f->sources[s];
	size_t n = 0, k;
	const char **members = member_feeds(f, &n);
	uint32_t *others = mem_array(n + 1, sizeof(*others));
	char own[COUNTRY_LEN];

	author_country(own, o->place.author);
	k = other_numbers(others, f, members, n, own);
	o->witnessed = witness_date_by(f->witnesses, &o->place, others, k,
	    f->witnessed_by < k ? f->witnessed_by : k);
	free(members);
	free(others);
}

/* --- slices ------------------------------------------------------------------------- */

/* Of rows sorted by country, which each begins with: the slice of one; NULL: none. */
static const void *
rows_of(const void *rows, size_t n_rows, size_t size, const char *country, size_t *n)
{
	const char *row = rows;
	size_t low = 0, high = n_rows, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(row + mid * size, country) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < n_rows && !strcmp(row + end * size, country);)
		end++;
	*n = end - low;
	return *n ? row + low * size : NULL;
}

const struct fact_duty *
facts_duties_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->duties, f->n_duties, sizeof(*f->duties), country, n);
}

const struct fact_duty *
facts_removed_duties_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->removed_duties, f->n_removed_duties, sizeof(*f->removed_duties),
	    country, n);
}

const struct fact_review *
facts_reviews_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->reviews, f->n_reviews, sizeof(*f->reviews), country, n);
}

const struct fact_review *
facts_removed_reviews_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->removed_reviews, f->n_removed_reviews,
	    sizeof(*f->removed_reviews), country, n);
}

const struct fact_measure *
facts_measures_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->measures, f->n_measures, sizeof(*f->measures), country, n);
}

const struct fact_reply *
facts_replies_of(const struct facts *f, const char *country, size_t *n)
{
	return rows_of(f->replies, f->n_replies, sizeof(*f->replies), country, n);
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
