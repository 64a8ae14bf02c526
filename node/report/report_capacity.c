/* report_capacity.c - what members reviewed of their capacity, and shares of it. */
#include <stdio.h>
#include <string.h>

#include "report_work.h"
#include "review.h"

static const char *const stages[] = { "", "mined", "processed", "manufactured" };

/* Counts of one country's minerals and stages, each in one of these. */
struct coverage_count {
	size_t reported, nil, withheld, not_available, stale, none;
};

static void
count_one(struct coverage_count *n, const struct judge *j, const struct product *p)
{
	struct review r = review_newest(j, p->id, p->stage);

	if (!r.found)
		r = review_newest_for_rest(j, p->id);
	if (!r.found)
		n->none++;
	else if (r.says == REASON_WITHHELD)
		n->withheld++;
	else if (r.says == REASON_NOT_AVAILABLE)
		n->not_available++;
	else if (review_is_stale(j, &r))
		n->stale++;
	else if (r.says == REASON_REVIEWED)
		n->reported++;
	else
		n->nil++;
}

static void
add_counts(struct report_work *w, struct grid *g, const char *country)
{
	struct coverage_count n = { 0 };

	judge_country(&w->judge, country);
	for (size_t i = 0; i < w->judge.products.n; i++)
		if (w->judge.products.list[i].stage != CMSA__STAGE__STAGE_MANUFACTURED)
			count_one(&n, &w->judge, &w->judge.products.list[i]);
	grid_row(g);
	grid_text(g, report_words_country(w, country));
	grid_number(g, (int64_t)n.reported);
	grid_number(g, (int64_t)n.nil);
	grid_number(g, (int64_t)n.withheld);
	grid_number(g, (int64_t)n.not_available);
	grid_number(g, (int64_t)n.stale);
	grid_number(g, (int64_t)n.none);
}

/* --- figures ------------------------------------------------------------------------ */

static void
add_quantity(struct grid *g, const Cmsa__Quantity *q)
{
	static const char *const bounds[] = { "", "less than ", "more than " };
	char text[REPORT_AMOUNT_LEN];

	if (q && q->presence == CMSA__PRESENCE__PRESENCE_REPORTED) {
		report_words_amount(
		    text, q->litres ? q->litres : q->grams, q->litres > 0);
		grid_format(g, "%s%s%s",
		    (size_t)q->bound < ARRAY_LEN(bounds) ? bounds[q->bound] : "", text,
		    q->estimated ? " (est.)" : "");
	} else if (q && q->presence == CMSA__PRESENCE__PRESENCE_NIL)
		grid_text(g, "nil");
	else if (q && q->presence == CMSA__PRESENCE__PRESENCE_WITHHELD)
		grid_text(g, "withheld");
	else
		grid_text(g, "");
}

static bool
says_something(const Cmsa__Quantity *q)
{
	return q && (q->presence == CMSA__PRESENCE__PRESENCE_REPORTED ||
			q->presence == CMSA__PRESENCE__PRESENCE_NIL ||
			q->presence == CMSA__PRESENCE__PRESENCE_WITHHELD);
}

/* The minerals of an aggregate together; it is listed under the first of them. */
static const char *
subjects_of(struct report_work *w, const Cmsa__CapacityReview *r)
{
	const char *all = "";

	for (size_t i = 0; i < r->n_subjects; i++)
		all = report_text(w->r, "%s%s%s", all, i ? ", " : "", r->subjects[i]);
	return r->n_subjects > 1 ? report_text(w->r, "%s (together)", all) : all;
}

static void
add_row(struct report_work *w, struct grid *g, const struct fact_review *row, bool stale)
{
	const Cmsa__CapacityReview *r = row->review;
	char day[REPORT_DATE_LEN];

	grid_row(g);
	grid_text(g, w->judge.country);
	grid_text(g, subjects_of(w, r));
	grid_text(g, stages[row->stage]);
	grid_format(g, "%s%s%s", r->form, *r->form && *r->basis ? ", " : "", r->basis);
	add_quantity(g, r->capacity);
	add_quantity(g, r->production);
	add_quantity(g, r->reserves);
	if (r->reference_year)
		grid_format(g, "%u", r->reference_year);
	else
		grid_text(g, "");
	date_write(day, row->reviewed);
	grid_format(
	    g, "%s%s%s", day, stale ? ", stale" : "", r->sample ? ", sample" : "");
	grid_text(g, report_words_entry(w, row->source));
}

/* Where the rows of an entry come from: each source once. */
static void
add_source(struct report_work *w, struct grid *g, const struct fact_review *row)
{
	const char *entry = report_words_entry(w, row->source);

	for (size_t i = 0; i < g->n_rows; i++)
		if (!strcmp(g->cells[2 * i], entry) &&
		    !strcmp(g->cells[2 * i + 1], row->review->source))
			return;
	grid_row(g);
	grid_text(g, entry);
	grid_text(g, row->review->source);
}

/* Rows of the newest review that have a figure. */
static void
add_product(struct report_work *w, struct grid *g, const struct product *p, bool sources)
{
	const struct judge *j = &w->judge;
	const struct review r = review_newest(j, p->id, p->stage);

	for (size_t i = r.first; r.found && i < r.first + r.n; i++) {
		const struct fact_review *row = &j->reviews[i];

		if (!review_has_row(&r, row) || !row->review ||
		    (row->aggregate &&
			strcmp(row->subject, row->review->subjects[0]) != 0) ||
		    (!says_something(row->review->capacity) &&
			!says_something(row->review->production) &&
			!says_something(row->review->reserves)))
			continue;
		if (sources)
			add_source(w, g, row);
		else
			add_row(w, g, row, review_is_stale(j, &r));
	}
}

static void
add_figures(struct report_work *w, struct grid *g, const char *country)
{
	judge_country(&w->judge, country);
	for (size_t i = 0; i < w->judge.products.n; i++)
		add_product(w, g, &w->judge.products.list[i], false);
}

static void
add_sources(struct report_work *w, struct grid *g, const char *country)
{
	judge_country(&w->judge, country);
	for (size_t i = 0; i < w->judge.products.n; i++)
		add_product(w, g, &w->judge.products.list[i], true);
}

typedef void add_one(struct report_work *w, struct grid *g, const char *country);

static void
for_each(struct report_work *w, struct grid *g, const char *country, add_one *add)
{
	if (country) {
		add(w, g, country);
		return;
	}
	for (size_t i = 0; i < w->coverage->n_members; i++)
		add(w, g, w->coverage->members[i]);
}

void
report_capacity_tables(struct report_work *w, const char *country)
{
	struct grid *g = report_table_add(w->r, "capacity_status",
	    "Minerals and stages by what the newest review says of capacity",
	    "country #reported #nil #withheld #not_available #stale #no_review");

	for_each(w, g, country, add_counts);
	report_paragraph(w->r,
	    "A review is stale when it is older than %u days. Not available: a review was "
	    "published and has no figure of capacity. Production is shown; it is no capacity.",
	    w->law.policy->review_max_age_days);
	g = report_table_add(w->r, "capacity", "What was reviewed: figures as published",
	    "country mineral stage form_and_basis capacity production reserves year reviewed "
	    "entry");
	for_each(w, g, country, add_figures);
	g = report_table_add(
	    w->r, "capacity_sources", "Where these figures come from", "entry source");
	for_each(w, g, country, add_sources);
}

/* --- shares ------------------------------------------------------------------------- */

static size_t
series_of(const struct report_work *w, const char *country)
{
	for (size_t i = 0; i < w->coverage->n_members; i++)
		if (!strcmp(w->coverage->members[i], country))
			return i;
	return 0;
}

static const char *
name_of(struct report_work *w, const struct coverage_total *t)
{
	return report_text(w->r, "%s%s%s", t->subject,
	    t->stage == CMSA__STAGE__STAGE_MANUFACTURED ? "" : ", ",
	    t->stage == CMSA__STAGE__STAGE_MANUFACTURED ? "" : stages[t->stage]);
}

static void
add_share_row(
    struct report_work *w, struct report_chart *c, const struct coverage_total *t)
{
	report_chart_row(w->r, c, name_of(w, t));
	for (size_t i = 0; i < t->n_shares; i++)
		report_chart_value(w->r, c, series_of(w, t->shares[i].country),
		    t->shares[i].share_bp,
		    report_words_percent(w, t->shares[i].share_bp));
}

static void
add_share_cells(struct report_work *w, struct grid *g, const struct coverage_total *t)
{
	char total[REPORT_AMOUNT_LEN];

	for (size_t i = 0; i < t->n_shares; i++) {
		char amount[REPORT_AMOUNT_LEN];

		report_words_amount(total, t->total, t->volume);
		report_words_amount(amount, t->shares[i].amount, t->volume);
		grid_row(g);
		grid_text(g, t->subject);
		grid_text(g, stages[t->stage]);
		grid_text(g, t->basis);
		grid_text(g, t->too_large ? "too large" : total);
		grid_text(g, t->shares[i].country);
		grid_text(g, amount);
		grid_text(g, report_words_percent(w, t->shares[i].share_bp));
		grid_number(g, t->hhi);
		grid_text(g, report_words_entry(w, t->shares[i].source));
	}
}

static void
add_shares(struct report_work *w, struct report_chart *c, struct grid *g)
{
	const struct coverage *v = w->coverage;

	for (size_t i = 0; i < v->n_subjects; i++)
		for (size_t k = 0; k < v->subjects[i].n_totals; k++) {
			if (c && !v->subjects[i].totals[k].too_large)
				add_share_row(w, c, &v->subjects[i].totals[k]);
			if (g)
				add_share_cells(w, g, &v->subjects[i].totals[k]);
		}
}

void
report_capacity_shares(struct report_work *w)
{
	const struct coverage *v = w->coverage;
	struct report_chart *c = report_chart_add(
	    w->r, REPORT_CHART_SHARES, "Shares of the members' reviewed capacity");

	for (size_t i = 0; i < v->n_members; i++)
		report_chart_series(w->r, c, v->members[i]);
	if (v->n_members)
		add_shares(w, c, NULL);
	c->alternative = report_text(w->r,
	    "Each bar is all that members reported of one mineral at one stage, split by member; "
	    "%zu minerals, stages and bases have a figure of capacity. A bar that is one piece is "
	    "one member alone. The table below has the figures.",
	    c->n_rows);
	add_shares(w, NULL,
	    report_table_add(w->r, "shares",
		"Capacity by mineral and member (hhi: 10000 for one member alone)",
		"mineral stage basis total member capacity share #hhi entry"));
}
