/* coverage_report.c - see coverage_report.h. */
#include "coverage_report.h"

#include <inttypes.h>
#include <string.h>

#include "attr.h"
#include "json.h"

static const char *const stages[] = { "mined", "processed", "manufactured" };

static bool
is_asked(const struct coverage_subject *s, const char *subject)
{
	return !subject || !strcmp(s->subject, subject);
}

/* Tonnes or cubic metres, with what is left of a thousandth and more behind the point. */
static void
add_amount(struct grid *g, int64_t amount, bool volume)
{
	const int64_t unit = volume ? 1000 : 1000000;
	const int64_t rest = amount % unit / (unit / 1000);

	if (rest)
		grid_format(g, "%" PRId64 ".%03" PRId64, amount / unit, rest);
	else
		grid_format(g, "%" PRId64, amount / unit);
}

static void
add_total(struct grid *g, const struct coverage_total *t)
{
	grid_text(g, t->basis);
	grid_text(g, t->volume ? "m3" : "t");
	if (t->too_large)
		grid_text(g, "too large");
	else
		add_amount(g, t->total, t->volume);
	grid_number(g, (int64_t)t->n_shares);
	grid_text(g, t->shares[0].country);
	grid_number(g, t->shares[0].share_bp);
	grid_number(g, t->hhi);
	if (t->production >= 0)
		add_amount(g, t->production, t->volume);
	else
		grid_text(g, "");
}

static void
add_none(struct grid *g, enum coverage_need need)
{
	grid_text(g, "");
	grid_text(g, "");
	grid_text(g, need == COVERAGE_NOT_REQUIRED ? "not required" : "none");
	grid_number(g, 0);
	grid_text(g, "");
	grid_number(g, 0);
	grid_number(g, 0);
	grid_text(g, "");
}

static void
begin_row(struct grid *g, const struct coverage_subject *s, int stage)
{
	grid_row(g);
	grid_text(g, s->subject);
	grid_text(g, s->reliable ? "reliable" : "no");
	grid_text(g, stages[stage]);
}

static void
add_subject(struct grid *g, const struct coverage_subject *s)
{
	for (int stage = s->select ? 2 : 0; stage <= (s->select ? 2 : 1); stage++) {
		bool any = false;

		for (size_t i = 0; i < s->n_totals; i++) {
			if ((int)s->totals[i].stage != stage + 1)
				continue;
			any = true;
			begin_row(g, s, stage);
			add_total(g, &s->totals[i]);
		}
		if (any)
			continue;
		begin_row(g, s, stage);
		add_none(g, s->need[stage]);
	}
}

void
coverage_rows(struct grid *g, const struct coverage *c, const char *subject)
{
	grid_init(g, NULL,
	    "subject reliable stage basis unit capacity #members largest #largest-bp #hhi "
	    "production");
	for (size_t i = 0; i < c->n_subjects; i++)
		if (is_asked(&c->subjects[i], subject))
			add_subject(g, &c->subjects[i]);
}

void
coverage_text(struct buf *out, const struct coverage *c, const char *subject)
{
	char date[11], text[512];
	struct grid g;

	date_write(date, c->as_of);
	snprintf(text, sizeof(text),
	    "Objectives of 4(e) on %s, by the reviewed capacity of %zu members together:\n"
	    "  %u of %u critical minerals are reliable, %u are needed (90 percent);\n"
	    "  %u of %u select derivative products are, all are needed: the goal is %s.\n",
	    date, c->n_members, c->n_reliable, c->n_listed, c->n_required,
	    c->n_select_reliable, c->n_select, c->met ? "met" : "not met");
	buf_add_str(out, text);
	if (c->incomplete)
		buf_add_str(out,
		    "  A capacity body of a member is not held here: the answer is "
		    "incomplete.\n");
	coverage_rows(&g, c, subject);
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
	snprintf(text, sizeof(text), "Choices used: review_max_age_days %u\n",
	    c->max_age_days);
	buf_add_str(out, text);
	buf_add_str(out,
	    "Capacity of the newest review of each member, unless it is stale; production is "
	    "shown and does not count.\nUnits and bases are never added together; shares are in "
	    "basis points, hhi is 10000 for one member alone.\n");
}

static json_t *
total_json(const struct coverage_total *t)
{
	json_t *o = json_object(), *shares = json_array();

	json_set_text(o, "stage", stages[(int)t->stage - 1]);
	json_set_text(o, "basis", t->basis);
	json_set_text(o, "unit", t->volume ? "l" : "g");
	json_set_bool(o, "too_large", t->too_large);
	json_set_int(o, "capacity", t->total);
	if (t->production >= 0)
		json_set_int(o, "production", t->production);
	json_set_int(o, "hhi", t->hhi);
	for (size_t i = 0; i < t->n_shares; i++) {
		json_t *s = json_object();

		json_set_text(s, "country", t->shares[i].country);
		json_set_int(s, "capacity", t->shares[i].amount);
		json_set_int(s, "share_bp", t->shares[i].share_bp);
		json_set_bool(s, "sample", t->shares[i].sample);
		json_array_append_new(shares, s);
	}
	json_set(o, "shares", shares);
	return o;
}

static json_t *
subject_json(const struct coverage_subject *s)
{
	static const char *const needs[] = { "has", "lacks", "not-required" };
	json_t *o = json_object(), *totals = json_array();

	json_set_text(o, "subject", s->subject);
	json_set_bool(o, "select", s->select);
	json_set_bool(o, "reliable", s->reliable);
	for (int stage = s->select ? 2 : 0; stage <= (s->select ? 2 : 1); stage++)
		json_set_text(o, stages[stage], needs[s->need[stage]]);
	for (size_t i = 0; i < s->n_totals; i++)
		json_array_append_new(totals, total_json(&s->totals[i]));
	json_set(o, "totals", totals);
	return o;
}

void
coverage_json(struct buf *out, const struct coverage *c, const char *subject)
{
	json_t *o = json_object(), *members = json_array(), *list = json_array();

	json_set_date(o, "as_of", c->as_of);
	json_set_bool(o, "met", c->met);
	json_set_bool(o, "incomplete", c->incomplete);
	json_set_int(o, "minerals_listed", c->n_listed);
	json_set_int(o, "minerals_reliable", c->n_reliable);
	json_set_int(o, "minerals_needed", c->n_required);
	json_set_int(o, "select_products", c->n_select);
	json_set_int(o, "select_products_reliable", c->n_select_reliable);
	for (size_t i = 0; i < c->n_members; i++)
		json_array_append_new(members, json_string(c->members[i]));
	json_set(o, "members", members);
	for (size_t i = 0; i < c->n_subjects; i++)
		if (is_asked(&c->subjects[i], subject))
			json_array_append_new(list, subject_json(&c->subjects[i]));
	json_set(o, "subjects", list);
	json_write(out, o, 0);
}
