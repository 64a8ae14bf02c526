/* report_rates.c - see report_rates.h. */
#include "report_rates.h"

#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "grow.h"

/* Codes of one member toward one origin, by what (b)(1) finds. */
enum column {
	AT_FLOOR,
	STEP,
	BELOW,
	NO_DATA,
	COLUMNS
};

static const char *const columns[COLUMNS] = { "at or above", "phasing in", "below",
	"no data" };

static bool
is_mineral(const Cmsa__Finding *f)
{
	return f->stage == CMSA__STAGE__STAGE_MINED ||
	       f->stage == CMSA__STAGE__STAGE_PROCESSED;
}

static int
column_of(Cmsa__Status s)
{
	switch (s) {
	case CMSA__STATUS__STATUS_MET: return AT_FLOOR;
	case CMSA__STATUS__STATUS_PHASING_IN:
	case CMSA__STATUS__STATUS_COMPARABLE: return STEP;
	case CMSA__STATUS__STATUS_DEFICIENT: return BELOW;
	case CMSA__STATUS__STATUS_NO_DATA:
	case CMSA__STATUS__STATUS_NOT_COMPUTABLE: return NO_DATA;
	case CMSA__STATUS__STATUS_NOT_DUE:
	case CMSA__STATUS__STATUS_UNSET:
	case _CMSA__STATUS_IS_INT_SIZE: break;
	}
	return COLUMNS;
}

static bool
names(const Cmsa__Finding *f, const char *origin)
{
	for (size_t i = 0; i < f->n_partners; i++)
		if (!strcmp(f->partners[i], origin))
			return true;
	return false;
}

/* The findings of (b)(1) on minerals of one member. */
static const struct finding *
next_finding(const struct report_work *w, size_t *at, const char *country)
{
	for (; *at < w->findings->n_list; (*at)++) {
		const Cmsa__Finding *f = &w->findings->list[*at].pb;

		if (f->criterion == CMSA__CRITERION__CRITERION_B1 && is_mineral(f) &&
		    !strcmp(f->country, country))
			return &w->findings->list[(*at)++];
	}
	return NULL;
}

/* --- counts ------------------------------------------------------------------------- */

static void
add_origin(struct report_work *w, struct report_chart *c, struct grid *g,
    const char *country, const char *origin)
{
	const char *name =
	    strcmp(origin, JUDGE_ENTITIES) ? origin : "entities of concern";
	uint64_t n[COLUMNS + 1] = { 0 }, all = 0;
	const struct finding *f;

	for (size_t at = 0; (f = next_finding(w, &at, country));)
		if (names(&f->pb, origin))
			n[column_of(f->pb.status)] += f->pb.n_hs6 ? f->pb.n_hs6 : 1;
	for (int i = 0; i < COLUMNS; i++)
		all += n[i];
	if (!all)
		return;
	grid_row(g);
	grid_text(g, country);
	grid_text(g, name);
	for (int i = 0; i < COLUMNS; i++)
		grid_number(g, (int64_t)n[i]);
	report_chart_row(w->r, c, report_text(w->r, "%s toward %s", country, name));
	for (int i = 0; i < COLUMNS; i++)
		report_chart_value(w->r, c, (size_t)i, (int64_t)(n[i] * 10000 / all),
		    report_words_number(w, n[i]));
}

static void
add_counts(struct report_work *w)
{
	struct report_chart *c = report_chart_add(w->r, REPORT_CHART_SHARES,
	    "Rates on minerals of concern: codes of the tariff by what they reach");
	struct grid *g;

	for (int i = 0; i < COLUMNS; i++)
		report_chart_series(w->r, c, columns[i]);
	c->alternative =
	    "A bar is all codes of minerals that one member judges toward one origin, split by "
	    "whether the rate is at or above the floor, reaches the step of a phase-in (or a "
	    "comparable measure stands in), or is below. The table below has the numbers of codes.";
	g = report_table_add(w->r, "rates_by_origin",
	    "Codes of minerals by member and origin of concern",
	    "member origin #at_or_above_floor #phasing_in_or_comparable #below #no_data");
	for (size_t m = 0; m < w->coverage->n_members; m++) {
		for (size_t i = 0; i < w->judge.n_concern; i++)
			add_origin(
			    w, c, g, w->coverage->members[m], w->judge.concern[i].name);
		add_origin(w, c, g, w->coverage->members[m], JUDGE_ENTITIES);
	}
}

/* --- every rate --------------------------------------------------------------------- */

/* Floors and steps of the codes of a finding, from the lowest to the highest. */
struct range {
	bool known;
	int64_t low, high;
};

static void
widen(struct range *r, int64_t bp)
{
	r->low = !r->known || bp < r->low ? bp : r->low;
	r->high = !r->known || bp > r->high ? bp : r->high;
	r->known = true;
}

static const char *
range_text(struct report_work *w, const struct range *r)
{
	if (!r->known)
		return "";
	if (r->low == r->high)
		return report_words_percent(w, r->low);
	return report_text(w->r, "%s to %s", report_words_percent(w, r->low),
	    report_words_percent(w, r->high));
}

static const struct product *
product_of(const struct judge *j, const Cmsa__Finding *f)
{
	for (size_t i = 0; f->n_products && i < j->covered->n; i++)
		if (j->covered->list[i].stage == f->stage &&
		    !strcmp(j->covered->list[i].id, f->products[0]))
			return &j->covered->list[i];
	return NULL;
}

static void
weigh_code(const struct report_work *w, const Cmsa__Finding *f, const struct product *p,
    const struct product_code *c, struct range range[static 2])
{
	if (!c->floor_known)
		return;
	widen(&range[0], c->floor_bp);
	for (size_t i = 0; i < f->n_partners; i++) {
		const char *o = f->partners[i];
		const struct allowance_about about = { p->id, p->stage, c->hs6,
			strcmp(o, JUDGE_ENTITIES) ? o : NULL };
		const uint32_t share = allowed_share_bp(&w->judge, &about);

		if (share != ALLOWANCE_WHOLE_BP)
			widen(&range[1], allowed_step_bp(c->floor_bp, share));
	}
}

static const char *
join(struct report_work *w, char *const *list, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all = report_text(w->r, "%s%s%s", all, i ? ", " : "",
		    strcmp(list[i], JUDGE_ENTITIES) ? list[i] : "entities");
	return all;
}

/* Every country of concern but the member itself, and entities. */
static const char *
origins_of(struct report_work *w, const Cmsa__Finding *f)
{
	size_t all = 1;

	for (size_t i = 0; i < w->judge.n_concern; i++)
		all += strcmp(w->judge.concern[i].name, f->country) != 0;
	return f->n_partners == all ? "all of concern"
				    : join(w, f->partners, f->n_partners);
}

/* "2499 bp" of a finding, also behind "at most", as per cent; other words as they are. */
static const char *
rate_text(struct report_work *w, const char *measured)
{
	const size_t words = strcspn(measured, "0123456789");
	char *end;
	const long bp = strtol(measured + words, &end, 10);

	if (end == measured + words || strcmp(end, " bp") != 0)
		return measured;
	return report_text(
	    w->r, "%.*s%s", (int)words, measured, report_words_percent(w, bp));
}

/* Codes of one member with one rate, floor and step toward the same origins. */
struct rate_row {
	const char *origins, *rate, *floor, *step, *goods;
	Cmsa__Status status;
	size_t codes;
};

struct rate_rows {
	struct rate_row *v;
	size_t n, room;
};

static bool
is_same(const struct rate_row *a, const struct rate_row *b)
{
	return a->status == b->status && !strcmp(a->origins, b->origins) &&
	       !strcmp(a->rate, b->rate) && !strcmp(a->floor, b->floor) &&
	       !strcmp(a->step, b->step);
}

static void
gather_rate(struct report_work *w, struct rate_rows *list, const Cmsa__Finding *f)
{
	const struct product *p = product_of(&w->judge, f);
	struct range range[2] = { { 0 }, { 0 } };
	struct rate_row x = { .status = f->status, .codes = f->n_hs6 };

	for (size_t i = 0; p && i < p->n_codes; i++)
		for (size_t k = 0; k < f->n_hs6; k++)
			if (!strcmp(p->codes[i].hs6, f->hs6[k]))
				weigh_code(w, f, p, &p->codes[i], range);
	x.origins = origins_of(w, f);
	x.rate = rate_text(w, f->measured);
	x.floor = range_text(w, &range[0]);
	x.step = range_text(w, &range[1]);
	x.goods = report_text(w->r, "%s %s %s", f->n_products ? f->products[0] : "",
	    f->stage == CMSA__STAGE__STAGE_MINED ? "mined" : "processed",
	    join(w, f->hs6, f->n_hs6));
	for (size_t i = 0; i < list->n; i++)
		if (is_same(&list->v[i], &x)) {
			list->v[i].codes += x.codes;
			list->v[i].goods =
			    report_text(w->r, "%s; %s", list->v[i].goods, x.goods);
			return;
		}
	list->v = grow(list->v, &list->room, list->n, sizeof(*list->v));
	list->v[list->n++] = x;
}

static int
worst_first(const void *va, const void *vb)
{
	const struct rate_row *a = va, *b = vb;
	int c = (int)a->status - (int)b->status;

	if (!c)
		c = a->codes > b->codes ? -1 : a->codes < b->codes;
	if (!c)
		c = strcmp(a->origins, b->origins);
	return c ? c : strcmp(a->goods, b->goods);
}

static void
add_rates(struct report_work *w, struct grid *g, const char *member)
{
	struct rate_rows list = { 0 };
	const struct finding *f;

	judge_country(&w->judge, member);
	for (size_t at = 0; (f = next_finding(w, &at, member));)
		if (column_of(f->pb.status) != COLUMNS)
			gather_rate(w, &list, &f->pb);
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), worst_first);
	for (size_t i = 0; i < list.n; i++) {
		const struct rate_row *x = &list.v[i];

		grid_row(g);
		grid_text(g, member);
		grid_text(g, x->origins);
		grid_text(g, x->rate);
		grid_text(g, x->floor);
		grid_text(g, x->step);
		grid_text(g, status_name(x->status));
		grid_number(g, (int64_t)x->codes);
		grid_text(g, x->goods);
	}
	free(list.v);
}

void
report_rates_add(struct report_work *w)
{
	struct grid *g;

	report_section_add(w->r, "4(j)(3)",
	    "Rates of the members on minerals from countries and entities of concern");
	report_paragraph(w->r,
	    "Whether members should adjust these rates is for the Trade Representative to assess. "
	    "The rate is the lowest of the lines that apply; the floor is that of 4(b)(1); the "
	    "step is what a phase-in allowed under 4(c)(2)(A) asks on the date of this review.");
	add_counts(w);
	g = report_table_add(w->r, "rates",
	    "Every rate beside floor and step, worst first; minerals with their HS6",
	    "member origins rate floor step status #codes goods");
	for (size_t m = 0; m < w->coverage->n_members; m++)
		add_rates(w, g, w->coverage->members[m]);
}
