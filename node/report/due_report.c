/* due_report.c - see due_report.h. */
#include "due_report.h"

#include <inttypes.h>
#include <string.h>

#include "attr.h"
#include "json.h"
#include "law.h"

static const char *
kind_word(Cmsa__DutyKind k)
{
	static const char *const words[] = { "?", "ordinary", "additional", "relief",
		"antidumping", "countervailing", "safeguard", "other" };

	return (size_t)k < ARRAY_LEN(words) ? words[k] : "?";
}

static const char *const reaches[] = { "schedule", "free", "concern", "conflict" };

/* "25 %", "at least 5 %", or "?" when nothing is known of it. */
static void
add_rate(struct buf *b, int64_t low_bp, int64_t high_bp)
{
	char text[64];

	if (low_bp == high_bp)
		snprintf(text, sizeof(text), "%" PRId64 ".%02" PRId64 " %%", low_bp / 100,
		    low_bp % 100);
	else if (high_bp == RATE_OPEN && !low_bp)
		snprintf(text, sizeof(text), "not ad valorem");
	else if (high_bp == RATE_OPEN)
		snprintf(text, sizeof(text), "at least %" PRId64 ".%02" PRId64 " %%",
		    low_bp / 100, low_bp % 100);
	else
		snprintf(text, sizeof(text), "at most %" PRId64 ".%02" PRId64 " %%",
		    high_bp / 100, high_bp % 100);
	buf_add_str(b, text);
}

static void
grid_rate(struct grid *g, int64_t low_bp, int64_t high_bp)
{
	struct buf b = { 0 };

	add_rate(&b, low_bp, high_bp);
	buf_add(&b, "", 1);
	grid_text(g, (const char *)b.p);
	buf_clear(&b);
}

static void
add_source(struct grid *g, const struct facts *f, fact_source source)
{
	const struct place *p;

	if (source == NO_SOURCE) {
		grid_text(g, "");
		return;
	}
	p = &f->sources[source].place;
	grid_format(g, "%s:%u:%" PRIu64, p->author, p->incarnation, p->seq);
}

static void
add_part(struct grid *g, const struct facts *f, const struct due_line *l,
    const struct due_part *p)
{
	grid_row(g);
	grid_text(g, l->code);
	grid_text(g, l->relief ? l->relief : "");
	grid_text(g, l->product ? l->product : "");
	grid_text(g, kind_word(p->kind));
	grid_text(g, p->measure);
	grid_rate(g, p->low_bp, p->high_bp);
	grid_text(g, p->published);
	grid_text(g, p->due ? "due" : "not due");
	grid_text(g, due_clause_text(p->clause));
	grid_text(g, p->citation);
	add_source(g, f, p->source);
}

void
due_rows(struct grid *g, const struct due *a, const struct facts *f)
{
	grid_init(g, NULL,
	    "code relief product kind measure rate published due clause citation entry");
	for (size_t i = 0; i < a->n_lines; i++)
		for (size_t k = 0; k < a->lines[i].n_parts; k++)
			add_part(g, f, &a->lines[i], &a->lines[i].parts[k]);
}

/* --- words -------------------------------------------------------------------------- */

static const char *
reach_text(enum due_reach reach)
{
	switch (reach) {
	case DUE_FREE:
		return "4(g): goods of a member, free of duty where the Act names them";
	case DUE_CONCERN:
		return "section 5: goods of a country or entity of concern, the rate of "
		       "2026-01-01 under section 301 where the Act names them";
	case DUE_CONFLICT:
		return "conflict: 4(g)/sec. 5, both reach these goods; section 5 prevails";
	case DUE_BY_SCHEDULE: break;
	}
	return "the importer's published schedule alone";
}

static void
add_line(struct buf *out, const struct due_line *l)
{
	buf_add_str(out, "  ");
	buf_add_str(out, l->code);
	if (l->relief) {
		buf_add_str(out, " under relief ");
		buf_add_str(out, l->relief);
	}
	buf_add_str(out, ": ");
	add_rate(out, l->low_bp, l->high_bp);
	if (l->needs_end_use)
		buf_add_str(out,
		    " if the goods are what the Act names; needs end-use statement "
		    "(--end-use yes or no)");
	buf_add_str(out, "\n");
}

static void
add_choices(struct buf *out, const Cmsa__Policy *p)
{
	char text[256];

	snprintf(text, sizeof(text),
	    "Choices used: sdp_wider %s; mixed_floor %s; hkg_mac_country %s; g2_reading %s; "
	    "modification_reaches_us_duty %s; hs_edition %s\n",
	    p->sdp_wider ? "yes" : "no",
	    p->mixed_floor == CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST ? "lowest"
								    : "highest",
	    p->hkg_mac_country ? "yes" : "no",
	    p->g2_reading == CMSA__G2_READING__G2_READING_FROM_ENTRY ? "from-entry"
								     : "whenever",
	    p->modification_reaches_us_duty ? "yes" : "no", p->hs_edition);
	buf_add_str(out, text);
}

void
due_text(struct buf *out, const struct due *a, const struct due_question *q,
    const struct facts *f)
{
	char date[11], text[256];
	struct grid g;

	date_write(date, q->d);
	snprintf(text, sizeof(text),
	    "Duty of %s on %s from %s%s, entered for consumption on %s\n", q->importer,
	    q->code, q->origin, q->entity ? ", goods of an entity of concern" : "", date);
	buf_add_str(out, text);
	snprintf(text, sizeof(text), "By %s\n", reach_text(a->reach));
	buf_add_str(out, text);
	if (a->before_alliance)
		buf_add_str(out,
		    "No agreement has entered into force by then: neither 4(g) nor "
		    "section 5 applies.\n");
	if (a->missing)
		buf_add_str(out,
		    "A tariff of the importer is not held here: the answer is "
		    "incomplete.\n");
	if (a->unknown_edition)
		buf_add_str(out,
		    "Some lines are of an HS edition that no table maps; they are "
		    "left out.\n");
	if (!a->n_lines)
		buf_add_str(out, "No published line has this code.\n");
	buf_add_str(out, a->single ? "Total of every line: " : "");
	if (a->single) {
		add_rate(out, a->total_bp, a->total_bp);
		buf_add_str(out, "\n");
	}
	for (size_t i = 0; i < a->n_lines; i++)
		add_line(out, &a->lines[i]);
	due_rows(&g, a, f);
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
	add_choices(out, law_policy_at(f->registry, q->d));
}

static json_t *
part_json(const struct due_part *p, const struct facts *f)
{
	json_t *o = json_object();

	json_set_text(o, "kind", kind_word(p->kind));
	json_set_text(o, "measure", p->measure);
	json_set_bool(o, "due", p->due);
	json_set_text(o, "clause", due_clause_text(p->clause));
	json_set_int(o, "at_least_bp", p->low_bp);
	if (p->high_bp != RATE_OPEN)
		json_set_int(o, "at_most_bp", p->high_bp);
	json_set_text(o, "published", p->published);
	json_set_text(o, "citation", p->citation);
	if (p->source != NO_SOURCE) {
		const struct place *at = &f->sources[p->source].place;
		char text[64];

		snprintf(text, sizeof(text), "%s:%u:%" PRIu64, at->author,
		    at->incarnation, at->seq);
		json_set_text(o, "entry", text);
	}
	return o;
}

static json_t *
line_json(const struct due_line *l, const struct facts *f)
{
	json_t *o = json_object(), *parts = json_array();

	json_set_text(o, "code", l->code);
	if (l->relief)
		json_set_text(o, "relief", l->relief);
	json_set_bool(o, "covered", l->covered);
	json_set_text(o, "product", l->product ? l->product : "");
	json_set_bool(o, "needs_end_use_statement", l->needs_end_use);
	json_set_int(o, "at_least_bp", l->low_bp);
	if (l->high_bp != RATE_OPEN)
		json_set_int(o, "at_most_bp", l->high_bp);
	for (size_t i = 0; i < l->n_parts; i++)
		json_array_append_new(parts, part_json(&l->parts[i], f));
	json_set(o, "parts", parts);
	return o;
}

void
due_json(struct buf *out, const struct due *a, const struct due_question *q,
    const struct facts *f)
{
	json_t *o = json_object(), *lines = json_array();

	json_set_text(o, "importer", q->importer);
	json_set_text(o, "origin", q->origin);
	json_set_bool(o, "entity_of_concern", q->entity);
	json_set_text(o, "code", q->code);
	json_set_date(o, "on", q->d);
	json_set_text(o, "reach", reaches[a->reach]);
	json_set_bool(o, "before_alliance", a->before_alliance);
	json_set_bool(o, "incomplete", a->missing);
	json_set_bool(o, "unknown_edition", a->unknown_edition);
	if (a->single)
		json_set_int(o, "total_bp", a->total_bp);
	for (size_t i = 0; i < a->n_lines; i++)
		json_array_append_new(lines, line_json(&a->lines[i], f));
	json_set(o, "lines", lines);
	json_write(out, o, 0);
}
