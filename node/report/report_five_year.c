/* report_five_year.c - the reviews by the United States: 4(j). */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "modification.h"
#include "report_rates.h"
#include "report_work.h"
#include "review.h"

static const char USA[] = "USA";

/* --- reviews done and due ----------------------------------------------------------- */

static const Cmsa__Review *
review_of(const struct report_work *w, uint64_t act)
{
	const struct act_record *a = registry_act(w->registry, act);

	if (!a || a->act->kind != ACT_REVIEW || a->voided ||
	    a->act->body->review->reviewed_days > w->d.days)
		return NULL;
	return a->act->body->review;
}

static void
add_review(struct report_work *w, struct grid *g, uint64_t act)
{
	static const char *const outcomes[] = { "not said", "keep", "modify",
		"terminate" };
	const Cmsa__Review *x = review_of(w, act);
	const char *agencies = x->n_agencies ? "" : "not said";
	char hex[HASH_HEX_LEN];

	for (size_t i = 0; i < x->n_agencies; i++)
		agencies =
		    report_text(w->r, "%s%s%s", agencies, i ? ", " : "", x->agencies[i]);
	hex_write(hex, x->sha256.data, x->sha256.len);
	grid_row(g);
	report_words_cell(g, (struct date){ x->reviewed_days });
	grid_text(g, outcomes[x->outcome]);
	grid_text(g, agencies);
	grid_text(g, hex);
	grid_format(g, "act %llu", (unsigned long long)act);
}

static size_t
add_reviews(struct report_work *w)
{
	struct grid *g = report_table_add(w->r, "reviews",
	    "Reviews recorded: outcome, and the agencies consulted",
	    "date outcome agencies_consulted sha256_of_its_text act");
	size_t n = 0;

	for (uint64_t i = 1; i <= registry_number(w->registry); i++)
		if (review_of(w, i)) {
			add_review(w, g, i);
			n++;
		}
	return n;
}

static void
add_dates(struct report_work *w)
{
	const struct date f0 = alliance_in_force_since(w->registry, w->d);
	struct calendar *c;
	struct grid *g;

	if (!date_given(f0)) {
		report_paragraph(w->r, "No agreement is in force: no review is due.");
		return;
	}
	report_paragraph(w->r,
	    "The first agreement entered into force on %s. Reviews are due not later than five "
	    "years after, and every five years from then on.",
	    report_words_date(w, f0));
	c = calendar_at(w->facts, w->d, f0, date_add_years(w->d, 5));
	g = report_table_add(
	    w->r, "review_dates", "Reviews due", "not_later_than state by_act");
	for (size_t i = 0; i < c->n; i++) {
		if (c->items[i].kind != CALENDAR_REVIEW)
			continue;
		grid_row(g);
		report_words_cell(g, c->items[i].date);
		grid_text(g, calendar_state_word(c->items[i].state));
		if (c->items[i].act)
			grid_format(g, "%llu", (unsigned long long)c->items[i].act);
		else
			grid_text(g, "");
	}
	calendar_free(c);
}

/* --- 4(j)(1)(B): candidates for removal --------------------------------------------- */

static int64_t
threshold_of(const struct report_work *w, const char *mineral)
{
	const Cmsa__Policy *p = w->law.policy;

	for (size_t i = 0; i < p->n_commercial_quantities; i++)
		if (!strcmp(p->commercial_quantities[i]->mineral, mineral))
			return p->commercial_quantities[i]->grams_a_year;
	return 0;
}

/* PROTOCOL M7.39: what the newest review reports of production, by rows. */
static void
weigh_product(
    struct report_work *w, struct grid *g, const struct product *p, size_t *found)
{
	const struct review r = review_newest(&w->judge, p->id, p->stage);
	const int64_t threshold = threshold_of(w, p->id);

	for (size_t i = r.first; r.found && i < r.first + r.n; i++) {
		const struct fact_review *row = &w->judge.reviews[i];
		const Cmsa__Quantity *q = row->review ? row->review->production : NULL;
		char amount[REPORT_AMOUNT_LEN], least[REPORT_AMOUNT_LEN];
		bool above;

		if (!review_has_row(&r, row) || row->aggregate || !q ||
		    q->presence != CMSA__PRESENCE__PRESENCE_REPORTED)
			continue;
		above = threshold && q->grams > threshold;
		*found += above;
		report_words_amount(
		    amount, q->litres ? q->litres : q->grams, q->litres > 0);
		report_words_amount(least, threshold, false);
		grid_row(g);
		grid_text(g, p->id);
		grid_text(
		    g, p->stage == CMSA__STAGE__STAGE_MINED ? "mined" : "processed");
		grid_text(g, row->review->basis);
		grid_format(g, "%u", row->review->reference_year);
		grid_text(g, amount);
		grid_text(g, threshold ? least : "not set");
		grid_text(g, above ? "candidate" : threshold ? "no" : "no threshold");
		grid_text(g, report_words_entry(w, row->source));
	}
}

static void
add_candidates(struct report_work *w)
{
	struct grid *g;
	size_t found = 0;

	report_section_add(w->r, "4(j)(1)(B)",
	    "Minerals produced in commercially significant quantities");
	report_paragraph(w->r,
	    "The Act does not say what quantity is commercially significant: the policy of the "
	    "register sets one for each mineral (commercial_quantities; %zu are set). A mineral "
	    "whose production in the newest review of the United States is above it is a "
	    "candidate; whether to seek its removal is for the Trade Representative.",
	    w->law.policy->n_commercial_quantities);
	g = report_table_add(w->r, "production",
	    "Production in the United States against the quantity set",
	    "mineral stage basis year production a_year_above answer entry");
	judge_country(&w->judge, USA);
	for (size_t i = 0; i < w->judge.products.n; i++)
		if (w->judge.products.list[i].stage != CMSA__STAGE__STAGE_MANUFACTURED)
			weigh_product(w, g, &w->judge.products.list[i], &found);
	report_paragraph(w->r, "Candidates for removal: %zu.", found);
}

/* --- 4(j)(2): the scope ------------------------------------------------------------- */

static const char *
rows_of(struct report_work *w, Cmsa__ModifiedRow *const *rows, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(rows[i]->subject, rows[i - 1]->subject) != 0)
			all = report_text(
			    w->r, "%s%s%s", all, i ? ", " : "", rows[i]->subject);
	return all;
}

static void
add_notice(struct report_work *w, struct grid *g, uint64_t act, const char *country)
{
	size_t n = 0;
	struct modification_clock *list = modification_clocks(w->registry, &n, country);

	for (size_t i = 0; i < n; i++) {
		const struct modification_clock *m = &list[i];

		if (m->c.act != act)
			continue;
		grid_row(g);
		grid_text(g, country);
		report_words_cell(g, m->c.certified);
		report_words_cell(g, m->effect);
		grid_text(g, rows_of(w, m->notice->out, m->notice->n_out));
		grid_text(g, rows_of(w, m->notice->in, m->notice->n_in));
		grid_text(g, m->c.voided                   ? "void"
			     : !date_given(m->effect)      ? "disapproved"
			     : m->effect.days <= w->d.days ? "in effect"
							   : "pending");
		grid_format(g, "act %llu", (unsigned long long)act);
	}
	free(list);
}

static void
add_scope(struct report_work *w, bool first)
{
	struct grid *g;
	size_t minerals = 0, made = 0;

	for (size_t i = 0; i < w->judge.products.n; i++) {
		const struct product *p = &w->judge.products.list[i];

		minerals += p->stage == CMSA__STAGE__STAGE_MINED;
		made += p->stage == CMSA__STAGE__STAGE_MANUFACTURED;
	}
	report_section_add(w->r, "4(j)(2)",
	    first ? "The scope: derivative products in, or otherwise wider or narrower"
		  : "The scope as it stands");
	report_paragraph(w->r,
	    "By the Act itself %zu critical minerals, mined and processed, and %zu select "
	    "derivative products are covered. Other derivative products are covered only where "
	    "a modification brings them in.",
	    minerals, made);
	if (first)
		report_note(w->r,
		    "This is the first review: the Trade Representative assesses whether to "
		    "bring derivative products in, or to widen or narrow the scope otherwise. "
		    "What has changed so far is below.");
	g = report_table_add(w->r, "modifications", "Notices of modifications",
	    "country notice takes_effect out in state act");
	for (uint64_t i = 1; i <= registry_number(w->registry); i++) {
		const struct act *a = registry_act(w->registry, i)->act;

		if (a->kind != ACT_MODIFICATION_NOTICE)
			continue;
		for (size_t k = 0; k < a->body->modification_notice->n_countries; k++)
			add_notice(w, g, i, a->body->modification_notice->countries[k]);
	}
}

/* --- the whole ---------------------------------------------------------------------- */

void
report_five_year_build(struct report_work *w)
{
	size_t done;

	report_section_add(w->r, "4(j)(1)", "Reviews by the United States");
	report_figure_add(w->r, "members", "%zu", w->coverage->n_members);
	report_figure_add(w->r, "critical minerals with reliable capacity", "%u of %u",
	    w->coverage->n_reliable, w->coverage->n_listed);
	report_findings_limits(w);
	add_dates(w);
	done = add_reviews(w);
	report_section_add(w->r, "4(j)(1)(A)",
	    "Capacity of the United States to extract and process critical minerals");
	report_series_add(w, USA);
	report_capacity_tables(w, USA);
	add_candidates(w);
	add_scope(w, !done);
	report_rates_add(w);
}
