/* usgs_review.c - one review a group and year. */
#include "usgs_review.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figure.h"

/* Set beside the review until the end: what makes it and where it goes. */
struct making {
	struct import_result *out;
	const struct usgs_group *group;
	Cmsa__CapacityReview *review;
	struct buf method;
};

static const char *const MEASURE_NAMES[USGS_MEASURES] = { "capacity", "production",
	"reserves" };

static int64_t
grams_in_unit(const struct usgs_cell *c)
{
	int64_t grams = c->read_as->grams;

	if (c->erratum && c->erratum->multiply &&
	    __builtin_mul_overflow(grams, c->erratum->multiply, &grams))
		return 0;
	return grams;
}

const char *
usgs_review_unit(const struct usgs_cell *c)
{
	int64_t grams = grams_in_unit(c);
	const struct figure_unit *u = figure_unit_find(c->unit);

	if (u && u->quantity == FIGURE_MASS && u->scale == grams)
		return c->unit;
	/* Only an erratum or an alias says that the printed unit is another. */
	if (!(c->erratum && c->erratum->multiply) && c->as_printed == c->read_as)
		return NULL;
	u = grams ? figure_unit_of_grams(grams) : NULL;
	return u ? u->label : NULL;
}

static Cmsa__Presence
presence_of(enum usgs_says says)
{
	switch (says) {
	case USGS_FIGURE: return CMSA__PRESENCE__PRESENCE_REPORTED;
	case USGS_NIL: return CMSA__PRESENCE__PRESENCE_NIL;
	case USGS_WITHHELD: return CMSA__PRESENCE__PRESENCE_WITHHELD;
	case USGS_NOT_AVAILABLE:
	case USGS_SILENT:
	case USGS_UNREADABLE: break;
	}
	return CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
}

static Cmsa__Quantity *
new_quantity(struct arena *mem)
{
	Cmsa__Quantity *q = arena_get(mem, sizeof(*q));

	assert(q);
	cmsa__quantity__init(q);
	q->presence = CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
	return q;
}

static Cmsa__Quantity *
quantity_of(struct making *k, const struct usgs_cell *c)
{
	Cmsa__Quantity *q = new_quantity(&k->out->mem);

	q->presence = presence_of(c->value.says);
	q->published = arena_strdup(&k->out->mem, c->value.published);
	q->unit = arena_strdup(&k->out->mem, usgs_review_unit(c));
	assert(q->published && q->unit);
	if (c->value.says != USGS_FIGURE)
		return q;
	q->estimated = c->estimated;
	q->bound = c->value.less   ? CMSA__BOUND__BOUND_LESS_THAN
		   : c->value.more ? CMSA__BOUND__BOUND_MORE_THAN
				   : CMSA__BOUND__BOUND_EXACT;
	if (!figure_parse(&q->grams, c->value.figure, grams_in_unit(c), true))
		return q;
	import_add_unusable(k->out, &(struct import_unusable){ .row = c->row,
					.column = c->column,
					.subject = c->commodity,
					.series = c->series,
					.found = c->value.published,
					.reason = "not-exact" });
	return NULL;
}

/* "production: Boron, Boron all types, row 151, note "Crude ore"; ..." */
static void
add_method(struct making *k, enum usgs_measure measure, const struct usgs_cell *c)
{
	char text[640];
	bool corrected =
	    c->erratum && c->erratum->multiply && c->value.says == USGS_FIGURE;

	snprintf(text, sizeof(text), "%s%s: %.160s, %.160s, row %u",
	    k->method.n ? "; " : "", MEASURE_NAMES[measure], c->commodity, c->series,
	    c->row);
	buf_add_str(&k->method, text);
	if (!usgs_text_is_mark(c->note)) {
		snprintf(text, sizeof(text), ", note \"%.80s\"", c->note);
		buf_add_str(&k->method, text);
	}
	if (corrected) {
		snprintf(text, sizeof(text), ", corrected by usgs_errata %.60s",
		    c->erratum->problem);
		buf_add_str(&k->method, text);
	}
}

/* The field of a measure. */
static Cmsa__Quantity **
field(Cmsa__CapacityReview *r, enum usgs_measure measure)
{
	switch (measure) {
	case USGS_CAPACITY: return &r->capacity;
	case USGS_PRODUCTION: return &r->production;
	case USGS_RESERVES: return &r->reserves;
	case USGS_MEASURES: break;
	}
	assert(0);
	return NULL;
}

static const struct usgs_cell *
usable(const struct usgs_group *g, enum usgs_measure measure)
{
	return g->contradicted[measure] ? NULL : g->cell[measure];
}

/* Newest year below `below` of which a cell says something; when none does, once, the newest
 * at all.  0: no further review. */
static unsigned
next_year(const struct usgs_group *g, unsigned below)
{
	unsigned year = 0, silent = 0;
	bool said = false;

	for (int i = 0; i < USGS_MEASURES; i++) {
		const struct usgs_cell *c = usable(g, (enum usgs_measure)i);

		if (!c)
			continue;
		if (c->value.says == USGS_SILENT) {
			silent = c->year > silent ? c->year : silent;
			continue;
		}
		said = true;
		if (c->year < below && c->year > year)
			year = c->year;
	}
	return said || silent >= below ? year : silent;
}

static void
fill(struct making *k, unsigned year, bool first)
{
	Cmsa__CapacityReview *r = k->review;

	for (int i = 0; i < USGS_MEASURES; i++) {
		enum usgs_measure measure = (enum usgs_measure)i;
		const struct usgs_cell *c = usable(k->group, measure);

		if (!c || (c->value.says == USGS_SILENT ? !first : c->year != year))
			continue;
		*field(r, measure) = quantity_of(k, c);
		if (*field(r, measure))
			add_method(k, measure, c);
	}
	if (!r->capacity)
		r->capacity = new_quantity(&k->out->mem);
}

static void
add_review(struct import_result *out, const struct usgs_group *g, unsigned year,
    bool first, const char *source, struct date review_date)
{
	struct making k = { .out = out, .group = g };
	Cmsa__CapacityReview *r = arena_get(&out->mem, sizeof(*r));

	assert(r);
	cmsa__capacity_review__init(r);
	k.review = r;
	r->subjects = g->key->subjects;
	r->n_subjects = g->key->n_subjects;
	r->stage = g->key->stage;
	r->form = arena_strdup(&out->mem, g->key->form);
	r->basis = arena_strdup(&out->mem, g->key->basis);
	r->secondary = g->key->use == USGS_SECONDARY;
	r->reference_year = year;
	r->review_days = review_date.days;
	r->source = arena_strdup(&out->mem, source);
	fill(&k, year, first);
	r->method = arena_strndup(&out->mem, (const char *)k.method.p, k.method.n);
	buf_clear(&k.method);
	out->capacity.reviews[out->capacity.n++] = r;
}

static int
review_cmp(const void *va, const void *vb)
{
	const Cmsa__CapacityReview *a = *(Cmsa__CapacityReview *const *)va,
				   *b = *(Cmsa__CapacityReview *const *)vb;
	int d = 0;

	for (size_t i = 0; i < a->n_subjects && i < b->n_subjects && !d; i++)
		d = strcmp(a->subjects[i], b->subjects[i]);
	if (!d)
		d = (a->n_subjects > b->n_subjects) - (a->n_subjects < b->n_subjects);
	if (!d)
		d = (int)a->stage - (int)b->stage;
	if (!d)
		d = a->secondary - b->secondary;
	if (!d)
		d = strcmp(a->form, b->form);
	if (!d)
		d = strcmp(a->basis, b->basis);
	if (!d)
		d = (a->reference_year < b->reference_year) -
		    (a->reference_year > b->reference_year);
	return d ? d : strcmp(a->method, b->method);
}

void
usgs_review_rows(struct import_result *out, const struct usgs_group *groups,
    size_t n_groups, const char *source, struct date review_date)
{
	struct capacity_rows *rows = &out->capacity;

	rows->reviews =
	    arena_get(&out->mem, (n_groups * USGS_MEASURES + 1) * sizeof(*rows->reviews));
	assert(rows->reviews);
	for (size_t i = 0; i < n_groups; i++) {
		unsigned below = 10000;
		bool first = true;

		for (unsigned y; (y = next_year(&groups[i], below)); below = y) {
			add_review(out, &groups[i], y, first, source, review_date);
			first = false;
		}
	}
	if (rows->n)
		qsort(rows->reviews, rows->n, sizeof(*rows->reviews), review_cmp);
}
