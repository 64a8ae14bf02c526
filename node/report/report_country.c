/* report_country.c - one country: what a ministry shows its minister. */
#include <string.h>

#include "calendar.h"
#include "report_work.h"
#include "story.h"

enum {
	DAYS_AHEAD = 366
};

/* --- the agreement ------------------------------------------------------------------ */

static void
add_story(struct report_work *w)
{
	struct grid *g = report_table_add(w->r, "agreement",
	    "The agreement: what was done, and what can happen",
	    "date until what clause state act");
	struct story s = { 0 };

	story_tell(&s, w->registry, w->country, w->d);
	for (size_t i = 0; i < s.n; i++) {
		const struct story_line *l = &s.lines[i];

		grid_row(g);
		report_words_cell(g, l->date);
		report_words_cell(g, l->until);
		grid_text(g, l->what);
		grid_text(g, l->clause);
		grid_text(g, story_status_word(l->status));
		if (l->act)
			grid_format(g, "%llu", (unsigned long long)l->act);
		else
			grid_text(g, "");
	}
	story_clear(&s);
}

/* --- what falls due ----------------------------------------------------------------- */

static void
add_due(struct report_work *w)
{
	struct calendar *c =
	    calendar_at(w->facts, w->d, w->d, (struct date){ w->d.days + DAYS_AHEAD });
	struct grid *g;

	report_section_add(w->r, "", "What falls due within a year");
	g = report_table_add(
	    w->r, "due", "Overdue first, then by date", "date #days state what clause");
	for (int overdue = 1; overdue >= 0; overdue--)
		for (size_t i = 0; i < c->n; i++) {
			const struct calendar_item *x = &c->items[i];

			if ((x->state == CALENDAR_OVERDUE) != (overdue == 1) ||
			    strcmp(x->country, w->country) != 0)
				continue;
			grid_row(g);
			report_words_cell(g, x->date);
			grid_number(g, (int64_t)x->date.days - w->d.days);
			grid_text(g, calendar_state_word(x->state));
			grid_text(g, x->text);
			grid_text(g, x->clause);
		}
	calendar_free(c);
}

/* --- the whole ---------------------------------------------------------------------- */

static const char *
answer_of(const struct country_result *r)
{
	if (!r)
		return "not judged";
	if (r->informational)
		return "for information";
	return r->complies ? "yes" : "no";
}

/* "in force" */
static const char *
state_text(struct report_work *w, enum life_state s)
{
	char *text = arena_strdup(&w->r->mem, life_state_name(s));

	for (char *p = text; *p; p++)
		*p = *p == '-' ? ' ' : *p;
	return text;
}

static void
add_summary(struct report_work *w, const struct country_result *r)
{
	const struct lifecycle life = lifecycle_at(w->registry, w->country, w->d);
	uint64_t deficient = 0, no_data = 0;

	for (int c = 1; r && c < COMPLY_PARAGRAPHS; c++) {
		const struct report_tally t =
		    report_findings_tally(w, r->country, (Cmsa__Criterion)c);

		deficient += t.deficient;
		no_data += t.no_data;
	}
	report_section_add(w->r, "", "In short");
	report_figure_add(
	    w->r, "state of the agreement", "%s", state_text(w, life.state));
	report_figure_add(w->r, "meets every criterion that counts", "%s", answer_of(r));
	report_figure_add(
	    w->r, "checks deficient", "%s", report_words_number(w, deficient));
	report_figure_add(w->r, "checks for which nothing comparable is published", "%s",
	    report_words_number(w, no_data));
	if (date_given(life.in_force))
		report_paragraph(w->r, "The agreement is in force since %s.",
		    report_words_date(w, life.in_force));
	else if (date_given(life.certified))
		report_paragraph(w->r, "Certified on %s; the agreement is not in force.",
		    report_words_date(w, life.certified));
	if (r && *r->note)
		report_note(w->r, "%s", r->note);
	report_findings_limits(w);
}

void
report_country_build(struct report_work *w)
{
	const struct country_result *r = report_findings_country(w, w->country);

	w->r->title =
	    report_text(w->r, "Country report: %s", report_words_country(w, w->country));
	add_summary(w, r);
	report_section_add(w->r, "4(b)", "The criteria");
	if (r)
		report_findings_matrix(w, r->country);
	else
		report_paragraph(
		    w->r, "%s is not enrolled, so nothing of it is judged.", w->country);
	add_due(w);
	report_section_add(w->r, "4(b)(3)", "Capacity, as the country reviewed it");
	report_series_add(w, w->country);
	report_capacity_tables(w, w->country);
	if (is_member(w->registry, w->country, w->d)) {
		report_section_add(w->r, "4(e)", "Its part in the members' capacity");
		report_capacity_shares(w);
	}
	report_section_add(w->r, "4(b)", "Deficiencies in words");
	report_findings_list(w, w->country);
	report_section_add(w->r, "4(c) to 4(i)", "The agreement");
	add_story(w);
}
