/* report_series.c - figures of capacity and production by year of reference. */
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "report_work.h"

enum {
	MOST_YEARS = 5,  /* of a chart: the newest */
	MOST_PANELS = 12 /* of a chart; the table has all */
};

/* What one country reported for one year, of its newest review that gives that year; rows that
 * can be added are. */
struct point {
	char country[COUNTRY_LEN];
	const char *subject, *basis;
	Cmsa__Stage stage;
	bool volume, estimated;
	uint32_t year;
	Cmsa__Presence presence;      /* of capacity */
	int64_t capacity, production; /* REPORT_ABSENT: none */
	struct date reviewed;
	fact_source source;
};

struct points {
	struct point *v;
	size_t n, room;
};

static const char *const stages[] = { "", "mined", "processed", "manufactured" };

static int64_t
amount_of(const Cmsa__Quantity *q, bool volume)
{
	if (q && q->presence == CMSA__PRESENCE__PRESENCE_NIL)
		return 0;
	if (!q || q->presence != CMSA__PRESENCE__PRESENCE_REPORTED ||
	    (q->litres > 0) != volume)
		return REPORT_ABSENT;
	return volume ? q->litres : q->grams;
}

static int64_t
sum_of(int64_t a, int64_t b)
{
	if (a == REPORT_ABSENT || b == REPORT_ABSENT)
		return a == REPORT_ABSENT ? b : a;
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* --- gathering ---------------------------------------------------------------------- */

/* By country, subject, stage, basis, unit; then year. */
static int
line_cmp(const struct point *a, const struct point *b)
{
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->subject, b->subject);
	if (!c)
		c = (int)a->stage - (int)b->stage;
	if (!c)
		c = strcmp(a->basis, b->basis);
	return c ? c : (int)a->volume - (int)b->volume;
}

/* Then by year and newness. */
static int
point_cmp(const void *va, const void *vb)
{
	const struct point *a = va, *b = vb;
	int c = line_cmp(a, b);

	if (!c)
		c = a->year < b->year ? -1 : a->year > b->year;
	if (!c)
		c = a->reviewed.days < b->reviewed.days
			? -1
			: a->reviewed.days > b->reviewed.days;
	return c ? c : (a->source < b->source ? -1 : a->source > b->source);
}

static void
gather_row(struct points *p, const struct report_work *w, const struct fact_review *row)
{
	const Cmsa__CapacityReview *r = row->review;
	struct point *x;

	if (!r || row->secondary || row->nil_for_rest || row->aggregate ||
	    row->reviewed.days > w->d.days)
		return;
	p->v = grow(p->v, &p->room, p->n, sizeof(*p->v));
	x = &p->v[p->n++];
	*x = (struct point){ .subject = row->subject,
		.basis = r->basis,
		.stage = row->stage,
		.volume = (r->capacity && r->capacity->litres > 0) ||
			  (r->production && r->production->litres > 0),
		.estimated = r->capacity && r->capacity->estimated,
		.year = r->reference_year,
		.presence = row->presence,
		.reviewed = row->reviewed,
		.source = row->source };
	memcpy(x->country, w->judge.country, COUNTRY_LEN);
	x->capacity = amount_of(r->capacity, x->volume);
	x->production = amount_of(r->production, x->volume);
}

/* Of one line and year the newest review stays, its rows added. */
static void
settle(struct points *p)
{
	size_t kept = 0;

	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), point_cmp);
	for (size_t i = 0; i < p->n; i++) {
		struct point *last = kept ? &p->v[kept - 1] : NULL;
		const struct point *x = &p->v[i];

		if (!last || line_cmp(last, x) != 0 || last->year != x->year) {
			p->v[kept++] = *x;
		} else if (last->source != x->source ||
			   last->reviewed.days != x->reviewed.days) {
			*last = *x;
		} else {
			last->capacity = sum_of(last->capacity, x->capacity);
			last->production = sum_of(last->production, x->production);
			last->estimated |= x->estimated;
		}
	}
	p->n = kept;
}

static void
gather(struct points *p, struct report_work *w, const char *country)
{
	judge_country(&w->judge, country);
	for (size_t i = 0; i < w->judge.n_reviews; i++)
		gather_row(p, w, &w->judge.reviews[i]);
}

/* --- what comes of it --------------------------------------------------------------- */

static char
status_of(const struct point *x)
{
	if (x->presence == CMSA__PRESENCE__PRESENCE_WITHHELD)
		return 'Q'; /* missing, suppressed */
	if (x->capacity == REPORT_ABSENT)
		return 'O'; /* missing */
	return x->estimated ? 'E' : 'A';
}

static void
add_observations(struct report_work *w, const struct points *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct point *x = &p->v[i];
		char day[REPORT_DATE_LEN];

		date_write(day, x->reviewed);
		report_observation_add(
		    w->r, &(struct report_observation){
			      .area = report_text(w->r, "%s", x->country),
			      .mineral = report_text(w->r, "%s", x->subject),
			      .stage = stages[x->stage],
			      .basis = report_text(w->r, "%s", x->basis),
			      .volume = x->volume,
			      .year = x->year,
			      .day = report_text(w->r, "%s", day),
			      .value = status_of(x) == 'Q' ? REPORT_ABSENT : x->capacity,
			      .status = status_of(x) });
	}
}

static void
add_amount(struct grid *g, int64_t amount, bool volume)
{
	char text[REPORT_AMOUNT_LEN];

	report_words_amount(text, amount == REPORT_ABSENT ? 0 : amount, volume);
	grid_text(g, amount == REPORT_ABSENT ? "" : text);
}

static void
add_table(struct report_work *w, const struct points *p)
{
	struct grid *g =
	    report_table_add(w->r, "capacity_by_year", "Figures by year of reference",
		"country mineral stage basis year capacity production reviewed entry");

	for (size_t i = 0; i < p->n; i++) {
		const struct point *x = &p->v[i];

		if (!x->year ||
		    (x->capacity == REPORT_ABSENT && x->production == REPORT_ABSENT))
			continue;
		grid_row(g);
		grid_text(g, x->country);
		grid_text(g, x->subject);
		grid_text(g, stages[x->stage]);
		grid_text(g, x->basis);
		grid_format(g, "%u", x->year);
		add_amount(g, x->capacity, x->volume);
		add_amount(g, x->production, x->volume);
		report_words_cell(g, x->reviewed);
		grid_text(g, report_words_entry(w, x->source));
	}
}

/* --- the chart ---------------------------------------------------------------------- */

/* The newest years that anything is reported for, oldest first. */
static size_t
find_years(uint32_t years[static MOST_YEARS], const struct points *p)
{
	size_t n = 0;

	for (uint32_t next = UINT32_MAX; n < MOST_YEARS; n++) {
		uint32_t best = 0;

		for (size_t i = 0; i < p->n; i++)
			if (p->v[i].year < next && p->v[i].year > best)
				best = p->v[i].year;
		if (!best)
			break;
		memmove(years + 1, years, n * sizeof(*years));
		years[0] = next = best;
	}
	return n;
}

static int64_t
value_of(const struct point *x, bool production)
{
	return production ? x->production : x->capacity;
}

/* How many years of a line have a value that is not zero. */
static size_t
years_of(const struct point *line, size_t n, bool production)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += line[i].year && value_of(&line[i], production) > 0;
	return found;
}

static void
add_panel(struct report_work *w, struct report_chart *c, const struct point *line,
    size_t n, const uint32_t *years, bool production)
{
	report_chart_row(w->r, c,
	    report_text(w->r, "%s %s, %s (%s)", line->country, line->subject,
		stages[line->stage], line->volume ? "m3" : "t"));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < c->n_series; k++) {
			char text[REPORT_AMOUNT_LEN];
			const int64_t v = value_of(&line[i], production);

			if (line[i].year != years[k] || v == REPORT_ABSENT)
				continue;
			report_words_amount(text, v, line[i].volume);
			text[strcspn(text, " ")] =
			    '\0'; /* the panel's name has the unit */
			report_chart_value(w->r, c, k, v, text);
		}
}

/* A chart of the lines that have two years; none: no chart. */
static void
add_chart(struct report_work *w, const struct points *p, bool production)
{
	uint32_t years[MOST_YEARS];
	const size_t n_years = find_years(years, p);
	struct report_chart *c = NULL;
	size_t left_off = 0;

	for (size_t i = 0, end; i < p->n; i = end) {
		for (end = i + 1; end < p->n && !line_cmp(&p->v[i], &p->v[end]);)
			end++;
		if (years_of(&p->v[i], end - i, production) < 2)
			continue;
		if (!c) {
			c = report_chart_add(w->r, REPORT_CHART_YEARS,
			    production ? "Production over the years"
				       : "Capacity over the years");
			for (size_t k = 0; k < n_years; k++)
				report_chart_series(
				    w->r, c, report_text(w->r, "%u", years[k]));
		}
		if (c->n_rows < MOST_PANELS)
			add_panel(w, c, &p->v[i], end - i, years, production);
		else
			left_off++;
	}
	if (c)
		c->alternative = report_text(w->r,
		    "One panel for each country, mineral and stage with figures for two years or "
		    "more, each to its own scale; %zu panel%s%s. The table below has all figures.",
		    c->n_rows, c->n_rows == 1 ? "" : "s",
		    left_off ? report_text(w->r, ", %zu more only in the table", left_off)
			     : "");
}

void
report_series_add(struct report_work *w, const char *country)
{
	struct points p = { 0 };

	if (country)
		gather(&p, w, country);
	for (size_t i = 0; !country && i < w->coverage->n_members; i++)
		gather(&p, w, w->coverage->members[i]);
	settle(&p);
	add_chart(w, &p, false);
	add_chart(w, &p, true);
	add_table(w, &p);
	add_observations(w, &p);
	free(p.v);
}
