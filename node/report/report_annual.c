/* report_annual.c - the annual report to the committees: 4(k). */
#include <stdlib.h>
#include <string.h>

#include "allowance.h"
#include "mem.h"
#include "report_work.h"

/* --- 4(k)(1): engagement ------------------------------------------------------------ */

static const Cmsa__Engagement *
engagement_of(const struct report_work *w, uint64_t act)
{
	const struct act_record *a = registry_act(w->registry, act);

	if (!a || a->act->kind != ACT_ENGAGEMENT || a->voided ||
	    a->act->body->engagement->engaged_days > w->d.days)
		return NULL;
	return a->act->body->engagement;
}

static void
add_engagement(struct report_work *w, struct grid *g, uint64_t act)
{
	const Cmsa__Engagement *e = engagement_of(w, act);

	grid_row(g);
	grid_text(g, report_words_country(w, e->country));
	report_words_cell(g, (struct date){ e->engaged_days });
	report_words_cell(
	    g, (struct date){ e->consulted_days <= w->d.days ? e->consulted_days : 0 });
	grid_text(g, e->steps);
	grid_text(g, life_state_name(lifecycle_at(w->registry, e->country, w->d).state));
	grid_text(g, e->citation);
	grid_format(g, "act %llu", (unsigned long long)act);
}

static void
add_allowances(struct report_work *w, struct grid *g, const char *country)
{
	size_t n = 0;
	struct allowance *list = allowance_list(w->registry, &n, country, w->d);

	for (size_t i = 0; i < n; i++) {
		const Cmsa__Allowance *a = list[i].allowance;
		const bool phase = a->kind == CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN;

		grid_row(g);
		grid_text(g, report_words_country(w, country));
		grid_text(g,
		    phase ? "phase-in, 4(c)(2)(A)" : "comparable measures, 4(c)(2)(B)");
		report_words_cell(g, allowance_begins(a));
		report_words_cell(
		    g, (struct date){ phase && a->n_steps
					  ? a->steps[a->n_steps - 1]->from_days
					  : a->end_days });
		grid_text(
		    g, phase ? report_words_percent(w, allowance_share_bp(a, w->d)) : "");
		grid_text(g, a->citation);
		grid_format(g, "act %llu", (unsigned long long)list[i].act);
	}
	free(list);
}

/* The countries engaged, each once, in the order of their first act; the caller frees. */
static const char **
engaged(const struct report_work *w, size_t *n)
{
	const uint64_t last = registry_number(w->registry);
	const char **list = mem_array((size_t)last + 1, sizeof(*list));

	*n = 0;
	for (uint64_t i = 1; i <= last; i++) {
		const Cmsa__Engagement *e = engagement_of(w, i);
		size_t k = 0;

		while (e && k < *n && strcmp(list[k], e->country) != 0)
			k++;
		if (e && k == *n)
			list[(*n)++] = e->country;
	}
	return list;
}

static void
add_engagements(struct report_work *w, size_t n_countries)
{
	struct grid *g;
	size_t n_authors = 0;
	const struct author *const *authors = registry_authors(w->registry, &n_authors);

	report_section_add(w->r, "4(k)(1), 4(c)", "Engagement with trading partners");
	if (!n_countries)
		report_paragraph(
		    w->r, "The register names no country that was engaged with.");
	else
		report_paragraph(w->r,
		    "The register names %zu countr%s that the Trade Representative engaged with, "
		    "when, the consultations of 4(a)(2), and the steps that were asked.",
		    n_countries, n_countries == 1 ? "y" : "ies");
	g = report_table_add(w->r, "engagement", "Countries engaged",
	    "country engaged consulted steps_asked state citation act");
	for (uint64_t i = 1; i <= registry_number(w->registry); i++)
		if (engagement_of(w, i))
			add_engagement(w, g, i);
	g = report_table_add(w->r, "allowances", "Allowed under 4(c)(2)",
	    "country what begins ends share_of_floor_due citation act");
	for (size_t i = 0; i < n_authors; i++)
		if (author_is_country(authors[i]->name))
			add_allowances(w, g, authors[i]->name);
}

/* --- 4(k)(2): deficiencies ---------------------------------------------------------- */

/* The latest determination of the country by D; 0: none. */
static uint64_t
determination_of(const struct report_work *w, const char *country)
{
	uint64_t best = 0;
	int32_t days = 0;

	for (uint64_t i = 1; i <= registry_number(w->registry); i++) {
		const struct act_record *a = registry_act(w->registry, i);
		const Cmsa__Determination *d;

		if (a->act->kind != ACT_DETERMINATION || a->voided)
			continue;
		d = a->act->body->determination;
		if (strcmp(d->country, country) != 0 || d->determined_days > w->d.days ||
		    (best && d->determined_days < days))
			continue;
		best = i;
		days = d->determined_days;
	}
	return best;
}

static void
add_determined(struct report_work *w, const char *country, uint64_t act)
{
	const Cmsa__Determination *d =
	    registry_act(w->registry, act)->act->body->determination;
	const char *name = report_words_country(w, country);
	const char *when = report_words_date(w, (struct date){ d->determined_days });

	if (d->meets) {
		report_heading(w->r, "%s: meets the criteria", name);
		report_paragraph(w->r,
		    "The Trade Representative determined on %s that %s meets the criteria of "
		    "4(b) (act %llu).",
		    when, name, (unsigned long long)act);
		return;
	}
	report_heading(w->r, "%s: does not meet the criteria", name);
	report_paragraph(w->r,
	    "The Trade Representative determined on %s that %s does not meet the criteria of "
	    "4(b) (act %llu). Its deficiencies, as the published evidence shows them:",
	    when, name, (unsigned long long)act);
	report_findings_list(w, country);
}

static void
add_draft(struct report_work *w, const char *country)
{
	const char *name = report_words_country(w, country);
	const struct country_result *r = report_findings_country(w, country);
	const bool complies = r && r->complies && report_findings_has_feed(w, country);

	w->r->mark = "DRAFT: some countries engaged have no determination yet";
	report_heading(w->r, "%s: draft, no determination yet", name);
	report_note(w->r,
	    "DRAFT. No determination act names %s. What follows are the findings of the rules, "
	    "not a determination of the Trade Representative.",
	    name);
	if (complies)
		report_paragraph(
		    w->r, "No criterion that counts is deficient or without data.");
	else
		report_findings_list(w, country);
}

static void
add_deficiencies(struct report_work *w, const char *const *countries, size_t n)
{
	report_section_add(w->r, "4(k)(2)", "Countries that do not meet the criteria");
	if (!n)
		report_paragraph(
		    w->r, "No country was engaged with, so none is described.");
	for (size_t i = 0; i < n; i++) {
		const uint64_t act = determination_of(w, countries[i]);

		if (act)
			add_determined(w, countries[i], act);
		else
			add_draft(w, countries[i]);
	}
}

/* --- the whole ---------------------------------------------------------------------- */

static void
add_summary(struct report_work *w, const char *const *countries, size_t n)
{
	const struct coverage *c = w->coverage;
	size_t not_meeting = 0, without = 0;

	for (size_t i = 0; i < n; i++) {
		const uint64_t act = determination_of(w, countries[i]);

		without += !act;
		not_meeting +=
		    act &&
		    !registry_act(w->registry, act)->act->body->determination->meets;
	}
	report_section_add(w->r, "4(k)", "In short");
	report_figure_add(w->r, "members of the Alliance", "%zu", c->n_members);
	report_figure_add(w->r, "countries engaged", "%zu", n);
	report_figure_add(
	    w->r, "determined not to meet the criteria", "%zu", not_meeting);
	report_figure_add(w->r, "without a determination (draft)", "%zu", without);
	report_figure_add(w->r,
	    report_text(w->r,
		"critical minerals with reliable capacity; %u are the goal of 4(e)",
		c->n_required),
	    "%u of %u", c->n_reliable, c->n_listed);
	report_figure_add(w->r,
	    "select derivative products with reliable capacity; all are the goal",
	    "%u of %u", c->n_select_reliable, c->n_select);
	report_findings_limits(w);
}

void
report_annual_build(struct report_work *w)
{
	size_t n = 0;
	const char **countries = engaged(w, &n);

	add_summary(w, countries, n);
	add_engagements(w, n);
	add_deficiencies(w, countries, n);
	report_section_add(
	    w->r, "4(k)(3)", "Capacity of the members, as they reviewed it");
	report_paragraph(w->r,
	    "Information of countries that are members on the date of this report, and of nobody "
	    "else.");
	report_capacity_shares(w);
	report_series_add(w, NULL);
	report_capacity_tables(w, NULL);
	report_section_add(w->r, "4(b)", "All countries at a glance");
	report_findings_matrix(w, NULL);
	free(countries);
}
