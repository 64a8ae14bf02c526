/* report_json.c - a report as one JSON document, in the order of the page. */
#include "json.h"
#include "report_formats.h"
#include "text.h"

/* Rows of a table as grid_json.c writes them. */
static json_t *
rows_of(const struct grid *g)
{
	json_t *rows = json_array();

	for (size_t r = 0; r < g->n_rows; r++) {
		json_t *o = json_object();

		for (size_t c = 0; c < g->n_columns; c++) {
			const char *s = g->cells[r * g->n_columns + c];
			int64_t v;

			if (g->columns[c].number && s && text_to_i64(&v, s))
				json_set_int(o, g->columns[c].name, v);
			else if (g->columns[c].number)
				json_set(o, g->columns[c].name, json_null());
			else
				json_set_text(o, g->columns[c].name, s ? s : "");
		}
		json_array_append_new(rows, o);
	}
	return rows;
}

static json_t *
table_of(const struct report_table *t)
{
	json_t *o = json_object();

	json_set_text(o, "name", t->name);
	json_set_text(o, "title", t->title);
	json_set(o, "rows", rows_of(&t->grid));
	return o;
}

static json_t *
finding_of(const struct report_finding *f)
{
	json_t *o = json_object();

	json_set_text(o, "country", f->country);
	json_set_text(o, "criterion", f->criterion);
	json_set_text(o, "status", f->status);
	json_set_text(o, "reason", f->reason);
	json_set_int(o, "checks", (int64_t)f->checks);
	json_set_text(o, "sentence", f->sentence);
	json_set_text(o, "measured", f->measured);
	json_set_text(o, "required", f->required);
	json_set_text(o, "entries", f->entries);
	return o;
}

static json_t *
figures_of(const struct report_block *b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->n_figures; i++) {
		json_t *o = json_object();

		json_set_text(o, "label", b->figures[i].label);
		json_set_text(o, "value", b->figures[i].value);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
cells_of(const struct report_chart *c, size_t row)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n_series; i++) {
		json_t *o = json_object();
		const size_t at = row * c->n_series + i;

		if (c->values[at] == REPORT_ABSENT && !*c->words[at]) {
			json_decref(o);
			continue;
		}
		json_set_text(o, "of", c->series[i]);
		if (c->kind != REPORT_CHART_MATRIX)
			json_set_int(o, "value", c->values[at]);
		json_set_text(o, "words", c->words[at]);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
chart_of(const struct report_chart *c)
{
	static const char *const kinds[] = { "shares", "years", "matrix" };
	json_t *o = json_object(), *rows = json_array();

	json_set_text(o, "kind", kinds[c->kind]);
	json_set_text(o, "title", c->title);
	json_set_text(o, "alternative", c->alternative);
	for (size_t i = 0; i < c->n_rows; i++) {
		json_t *row = json_object();

		json_set_text(row, "name", c->rows[i]);
		json_set(row, "cells", cells_of(c, i));
		json_array_append_new(rows, row);
	}
	json_set(o, "rows", rows);
	return o;
}

static json_t *
block_of(const struct report_block *b)
{
	json_t *o = json_object();

	switch (b->kind) {
	case REPORT_HEADING: json_set_text(o, "heading", b->text); break;
	case REPORT_PARAGRAPH: json_set_text(o, "paragraph", b->text); break;
	case REPORT_NOTE: json_set_text(o, "note", b->text); break;
	case REPORT_FIGURES: json_set(o, "figures", figures_of(b)); break;
	case REPORT_FINDING: json_set(o, "finding", finding_of(&b->finding)); break;
	case REPORT_TABLE: json_set(o, "table", table_of(b->table)); break;
	case REPORT_CHART: json_set(o, "chart", chart_of(b->chart)); break;
	}
	return o;
}

static json_t *
section_of(const struct report_section *s)
{
	json_t *o = json_object(), *blocks = json_array();

	json_set_text(o, "title", s->title);
	json_set_text(o, "clause", s->clause);
	for (size_t i = 0; i < s->n_blocks; i++)
		json_array_append_new(blocks, block_of(&s->blocks[i]));
	json_set(o, "blocks", blocks);
	return o;
}

void
report_json_write(struct buf *out, const struct report *r)
{
	json_t *o = json_object(), *facts = json_object(), *sections = json_array();

	json_set_text(o, "report", r->kind);
	json_set_text(o, "title", r->title);
	json_set_text(o, "subtitle", r->subtitle);
	json_set_text(o, "mark", r->mark);
	for (size_t i = 0; i < r->n_facts; i++)
		json_set_text(facts, r->facts[i].name, r->facts[i].value);
	json_set(o, "about", facts);
	for (size_t i = 0; i < r->n_sections; i++)
		json_array_append_new(sections, section_of(&r->sections[i]));
	json_set(o, "sections", sections);
	json_write(out, o, 0);
}
