/* report.c - building a report. */
#include "report.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

enum {
	MOST_TEXT = 4096
};

struct report *
report_new(const char *kind, const char *title)
{
	struct report *r = mem_new(sizeof(*r));

	arena_init(&r->mem, 0);
	r->kind = arena_strdup(&r->mem, kind);
	r->title = arena_strdup(&r->mem, title);
	r->subtitle = r->mark = "";
	return r;
}

static void
free_chart(struct report_chart *c)
{
	if (!c)
		return;
	free(c->series);
	free(c->rows);
	free(c->values);
	free(c->words);
	free(c);
}

void
report_free(struct report *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_sections; i++) {
		for (size_t k = 0; k < r->sections[i].n_blocks; k++) {
			free_chart(r->sections[i].blocks[k].chart);
			free(r->sections[i].blocks[k].figures);
		}
		free(r->sections[i].blocks);
	}
	for (size_t i = 0; i < r->n_tables; i++) {
		grid_clear(&r->tables[i]->grid);
		free(r->tables[i]);
	}
	free(r->sections);
	free(r->tables);
	free(r->facts);
	free(r->observations);
	arena_clear(&r->mem);
	free(r);
}

static const char *text_of(struct report *r, const char *fmt, va_list ap)
    ATTR_PRINTF(2, 0);

static const char *
text_of(struct report *r, const char *fmt, va_list ap)
{
	char text[MOST_TEXT];
	va_list again;
	char *whole;
	int n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < 0 || (size_t)n < sizeof(text)) {
		va_end(again);
		return arena_strdup(&r->mem, n < 0 ? "" : text);
	}
	whole = arena_get(&r->mem, (size_t)n + 1);
	vsnprintf(whole, (size_t)n + 1, fmt, again);
	va_end(again);
	return whole;
}

const char *
report_text(struct report *r, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = text_of(r, fmt, ap);
	va_end(ap);
	return text;
}

void
report_fact_add(struct report *r, const char *name, const char *fmt, ...)
{
	va_list ap;

	r->facts = grow(r->facts, &r->facts_room, r->n_facts, sizeof(*r->facts));
	va_start(ap, fmt);
	r->facts[r->n_facts++] =
	    (struct report_fact){ arena_strdup(&r->mem, name), text_of(r, fmt, ap) };
	va_end(ap);
}

/* --- sections and blocks ------------------------------------------------------------ */

void
report_section_add(struct report *r, const char *clause, const char *title)
{
	r->sections =
	    grow(r->sections, &r->sections_room, r->n_sections, sizeof(*r->sections));
	r->sections[r->n_sections++] =
	    (struct report_section){ .title = arena_strdup(&r->mem, title),
		    .clause = arena_strdup(&r->mem, clause) };
}

static struct report_block *
add_block(struct report *r, enum report_block_kind kind)
{
	struct report_section *s;

	assert(r->n_sections);
	s = &r->sections[r->n_sections - 1];
	s->blocks = grow(s->blocks, &s->room, s->n_blocks, sizeof(*s->blocks));
	s->blocks[s->n_blocks] = (struct report_block){ .kind = kind };
	return &s->blocks[s->n_blocks++];
}

void
report_heading(struct report *r, const char *fmt, ...)
{
	struct report_block *b = add_block(r, REPORT_HEADING);
	va_list ap;

	va_start(ap, fmt);
	b->text = text_of(r, fmt, ap);
	va_end(ap);
}

void
report_paragraph(struct report *r, const char *fmt, ...)
{
	struct report_block *b = add_block(r, REPORT_PARAGRAPH);
	va_list ap;

	va_start(ap, fmt);
	b->text = text_of(r, fmt, ap);
	va_end(ap);
}

void
report_note(struct report *r, const char *fmt, ...)
{
	struct report_block *b = add_block(r, REPORT_NOTE);
	va_list ap;

	va_start(ap, fmt);
	b->text = text_of(r, fmt, ap);
	va_end(ap);
}

void
report_figure_add(struct report *r, const char *label, const char *fmt, ...)
{
	struct report_section *s = &r->sections[r->n_sections - 1];
	struct report_block *b = s->n_blocks ? &s->blocks[s->n_blocks - 1] : NULL;
	va_list ap;

	if (!b || b->kind != REPORT_FIGURES)
		b = add_block(r, REPORT_FIGURES);
	b->figures = mem_resize(b->figures, b->n_figures + 1, sizeof(*b->figures));
	va_start(ap, fmt);
	b->figures[b->n_figures++] =
	    (struct report_figure){ text_of(r, fmt, ap), arena_strdup(&r->mem, label) };
	va_end(ap);
}

void
report_finding_add(struct report *r, const struct report_finding *f)
{
	struct report_finding *x = &add_block(r, REPORT_FINDING)->finding;

	*x = (struct report_finding){ .checks = f->checks,
		.country = arena_strdup(&r->mem, f->country),
		.criterion = arena_strdup(&r->mem, f->criterion),
		.status = arena_strdup(&r->mem, f->status),
		.reason = arena_strdup(&r->mem, f->reason),
		.sentence = arena_strdup(&r->mem, f->sentence),
		.measured = arena_strdup(&r->mem, f->measured),
		.required = arena_strdup(&r->mem, f->required),
		.entries = arena_strdup(&r->mem, f->entries) };
}

static struct report_table *
new_table(struct report *r, const char *name, const char *title)
{
	struct report_table *t = mem_new(sizeof(*t));

	assert(!report_table_find(r, name));
	t->name = arena_strdup(&r->mem, name);
	t->title = arena_strdup(&r->mem, title);
	r->tables =
	    grow(r->tables, &r->tables_room, r->n_tables, sizeof(struct report_table *));
	r->tables[r->n_tables++] = t;
	return t;
}

struct grid *
report_table_add(
    struct report *r, const char *name, const char *title, const char *columns)
{
	struct report_table *t = new_table(r, name, title);

	grid_init(&t->grid, t->title, columns);
	add_block(r, REPORT_TABLE)->table = t;
	return &t->grid;
}

void
report_table_take(struct report *r, const char *name, const char *title, struct grid *g)
{
	struct report_table *t = new_table(r, name, title);

	t->grid = *g;
	t->grid.title = t->title;
	*g = (struct grid){ 0 };
	add_block(r, REPORT_TABLE)->table = t;
}

const struct report_table *
report_table_find(const struct report *r, const char *name)
{
	for (size_t i = 0; i < r->n_tables; i++)
		if (!strcmp(r->tables[i]->name, name))
			return r->tables[i];
	return NULL;
}

/* --- charts ------------------------------------------------------------------------- */

struct report_chart *
report_chart_add(struct report *r, enum report_chart_kind kind, const char *title)
{
	struct report_chart *c = mem_new(sizeof(*c));

	c->kind = kind;
	c->title = arena_strdup(&r->mem, title);
	c->alternative = "";
	add_block(r, REPORT_CHART)->chart = c;
	return c;
}

void
report_chart_series(struct report *r, struct report_chart *c, const char *name)
{
	assert(!c->n_rows);
	c->series = mem_resize(c->series, c->n_series + 1, sizeof(*c->series));
	c->series[c->n_series++] = arena_strdup(&r->mem, name);
}

size_t
report_chart_row(struct report *r, struct report_chart *c, const char *name)
{
	const size_t first = c->n_rows * c->n_series;

	c->rows = mem_resize(c->rows, c->n_rows + 1, sizeof(*c->rows));
	c->values = mem_resize(c->values, first + c->n_series, sizeof(*c->values));
	c->words = mem_resize(c->words, first + c->n_series, sizeof(*c->words));
	for (size_t i = 0; i < c->n_series; i++) {
		c->values[first + i] = REPORT_ABSENT;
		c->words[first + i] = "";
	}
	c->rows[c->n_rows++] = arena_strdup(&r->mem, name);
	return c->n_rows - 1;
}

void
report_chart_value(struct report *r, struct report_chart *c, size_t series, int64_t value,
    const char *word)
{
	const size_t at = (c->n_rows - 1) * c->n_series + series;

	assert(c->n_rows && series < c->n_series);
	c->values[at] = value;
	c->words[at] = arena_strdup(&r->mem, word);
}

/* --- the end ------------------------------------------------------------------------ */

void
report_observation_add(struct report *r, const struct report_observation *o)
{
	r->observations = grow(r->observations, &r->observations_room, r->n_observations,
	    sizeof(*r->observations));
	r->observations[r->n_observations++] = *o;
}

static void
add_deficiency(struct grid *g, const struct report_finding *f)
{
	grid_row(g);
	grid_text(g, f->country);
	grid_text(g, f->criterion);
	grid_text(g, f->status);
	grid_text(g, f->reason);
	grid_number(g, (int64_t)f->checks);
	grid_text(g, f->measured);
	grid_text(g, f->required);
	grid_text(g, f->sentence);
	grid_text(g, f->entries);
}

void
report_finish(struct report *r)
{
	struct grid *g = &new_table(r, "deficiencies", "Deficiencies")->grid;

	grid_init(g, "Deficiencies",
	    "country criterion status reason #checks measured required sentence entries");
	for (size_t i = 0; i < r->n_sections; i++)
		for (size_t k = 0; k < r->sections[i].n_blocks; k++)
			if (r->sections[i].blocks[k].kind == REPORT_FINDING)
				add_deficiency(g, &r->sections[i].blocks[k].finding);
}
