/* usgs_tables.c - three small tables, searched from the front. */
#include "usgs_tables.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "reftable.h"
#include "text.h"
#include "usgs_text.h"

enum {
	S_LAYOUT,
	S_COMMODITY,
	S_SERIES,
	S_UNIT,
	S_MEASURE,
	S_MINERALS,
	S_STAGE,
	S_FORM,
	S_BASIS,
	S_USE,
	S_FACTOR,
	S_SECTION,
	S_ALIAS,
	S_N
};

enum {
	E_LAYOUT,
	E_COMMODITY,
	E_SERIES,
	E_COUNTRY,
	E_COLUMN,
	E_PROBLEM,
	E_ACTION,
	E_N
};

struct word {
	const char *word;
	int value;
};

static const struct word MEASURES[] = { { "capacity", USGS_CAPACITY },
	{ "production", USGS_PRODUCTION }, { "reserves", USGS_RESERVES }, { 0 } };
static const struct word STAGES[] = { { "mined", CMSA__STAGE__STAGE_MINED },
	{ "processed", CMSA__STAGE__STAGE_PROCESSED }, { 0 } };
static const struct word USES[] = { { "primary", USGS_PRIMARY },
	{ "secondary", USGS_SECONDARY }, { "aggregate", USGS_AGGREGATE },
	{ "none", USGS_UNUSED }, { 0 } };
static const struct word KINDS[] = { { "country", USGS_COUNTRY },
	{ "world total", USGS_WORLD_TOTAL }, { "other countries", USGS_GROUP },
	{ "several countries", USGS_GROUP }, { 0 } };

static int
value_of(const struct word *w, const char *s)
{
	for (; w->word; w++)
		if (!strcmp(w->word, s))
			return w->value;
	return -1;
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
split_subjects(struct usgs_series *s, struct arena *mem, const char *minerals)
{
	char *p = arena_strdup(mem, minerals), *next;
	size_t room = 1;

	for (const char *c = minerals; *c; c++)
		room += *c == ';';
	s->subjects = arena_get(mem, room * sizeof(*s->subjects));
	assert(p && s->subjects);
	for (; p && *p; p = next) {
		next = strchr(p, ';');
		if (next)
			*next++ = '\0';
		s->subjects[s->n_subjects++] = p;
	}
	qsort(s->subjects, s->n_subjects, sizeof(*s->subjects), text_cmp);
}

static enum err
bad_word(struct errmsg *m, const struct csv_table *t, size_t row,
    const struct reftable_column *column)
{
	return errmsg_set(m, ERR_INPUT,
	    "row %u, column \"%s\": a word not known here: \"%.60s\"", t->line[row],
	    column->name, t->rows[row][column->at]);
}

static enum err
read_series_row(struct usgs_series *s, struct arena *mem, const struct csv_table *t,
    const struct reftable_column *at, size_t row, struct errmsg *m)
{
	char **cells = t->rows[row];
	int measure = value_of(MEASURES, cells[at[S_MEASURE].at]);
	int stage = value_of(STAGES, cells[at[S_STAGE].at]);
	int use = value_of(USES, cells[at[S_USE].at]);

	if (measure < 0)
		return bad_word(m, t, row, &at[S_MEASURE]);
	if (stage < 0)
		return bad_word(m, t, row, &at[S_STAGE]);
	if (use < 0)
		return bad_word(m, t, row, &at[S_USE]);
	if (*cells[at[S_FACTOR].at] && !text_to_i64(&s->grams, cells[at[S_FACTOR].at]))
		return bad_word(m, t, row, &at[S_FACTOR]);
	s->commodity = usgs_text_label(mem, cells[at[S_COMMODITY].at]);
	s->series = usgs_text_label(mem, cells[at[S_SERIES].at]);
	s->unit = usgs_text_label(mem, cells[at[S_UNIT].at]);
	s->section = usgs_text_label(mem, cells[at[S_SECTION].at]);
	s->form = usgs_text_label(mem, cells[at[S_FORM].at]);
	s->basis = usgs_text_label(mem, cells[at[S_BASIS].at]);
	s->alias_of = usgs_text_label(mem, cells[at[S_ALIAS].at]);
	s->measure = (enum usgs_measure)measure;
	s->stage = (Cmsa__Stage)stage;
	s->use = (enum usgs_use)use;
	split_subjects(s, mem, cells[at[S_MINERALS].at]);
	return ERR_NONE;
}

static enum err
read_series(struct usgs_tables *out, struct arena *mem, const char *folder,
    const char *layout, struct errmsg *m)
{
	struct reftable_column at[S_N] = { { "layout", 0 }, { "commodity", 0 },
		{ "series", 0 }, { "unit", 0 }, { "measure", 0 }, { "minerals", 0 },
		{ "stage", 0 }, { "form", 0 }, { "basis", 0 }, { "use", 0 },
		{ "factor_to_g", 0 }, { "section", 0 }, { "alias_of", 0 } };
	struct csv_table t;
	enum err e = reftable_read(&t, at, S_N, folder, "usgs_series", m);

	if (e)
		return e;
	out->series = arena_get(mem, (t.n_rows + 1) * sizeof(*out->series));
	assert(out->series);
	for (size_t i = 0; i < t.n_rows && !e; i++)
		if (!strcmp(t.rows[i][at[S_LAYOUT].at], layout))
			e = read_series_row(
			    &out->series[out->n_series++], mem, &t, at, i, m);
	csv_table_clear(&t);
	return e;
}

static enum err
read_errata(struct usgs_tables *out, struct arena *mem, const char *folder,
    const char *layout, struct errmsg *m)
{
	struct reftable_column at[E_N] = { { "layout", 0 }, { "commodity", 0 },
		{ "series", 0 }, { "country", 0 }, { "column", 0 }, { "problem", 0 },
		{ "action", 0 } };
	struct csv_table t;
	enum err e = reftable_read(&t, at, E_N, folder, "usgs_errata", m);

	if (e)
		return e;
	out->errata = arena_get(mem, (t.n_rows + 1) * sizeof(*out->errata));
	assert(out->errata);
	for (size_t i = 0; i < t.n_rows && !e; i++) {
		struct usgs_erratum *x = &out->errata[out->n_errata];
		char **cells = t.rows[i];
		const char *action = cells[at[E_ACTION].at];

		if (strcmp(cells[at[E_LAYOUT].at], layout) != 0)
			continue;
		x->commodity = usgs_text_label(mem, cells[at[E_COMMODITY].at]);
		x->series = usgs_text_label(mem, cells[at[E_SERIES].at]);
		x->country = usgs_text_label(mem, cells[at[E_COUNTRY].at]);
		x->column = usgs_text_label(mem, cells[at[E_COLUMN].at]);
		x->problem = usgs_text_label(mem, cells[at[E_PROBLEM].at]);
		if (strcmp(action, "ignore") != 0 &&
		    (strncmp(action, "multiply ", 9) != 0 ||
			!text_to_i64(&x->multiply, action + 9) || x->multiply < 1))
			e = bad_word(m, &t, i, &at[E_ACTION]);
		out->n_errata++;
	}
	csv_table_clear(&t);
	return e;
}

static enum err
read_countries(
    struct usgs_tables *out, struct arena *mem, const char *folder, struct errmsg *m)
{
	struct reftable_column at[4] = { { "usgs_label", 0 }, { "kind", 0 },
		{ "alpha3", 0 }, { "qualifier", 0 } };
	struct csv_table t;
	enum err e = reftable_read(&t, at, 4, folder, "usgs_country_names", m);

	if (e)
		return e;
	out->countries = arena_get(mem, (t.n_rows + 1) * sizeof(*out->countries));
	assert(out->countries);
	for (size_t i = 0; i < t.n_rows && !e; i++) {
		struct usgs_country *c = &out->countries[out->n_countries++];
		int kind = value_of(KINDS, t.rows[i][at[1].at]);

		if (kind < 0)
			e = bad_word(m, &t, i, &at[1]);
		c->label = usgs_text_label(mem, t.rows[i][at[0].at]);
		c->kind = (enum usgs_country_kind)kind;
		c->alpha3 = usgs_text_label(mem, t.rows[i][at[2].at]);
		c->qualifier = usgs_text_label(mem, t.rows[i][at[3].at]);
	}
	csv_table_clear(&t);
	return e;
}

enum err
usgs_tables_read(struct usgs_tables *out, struct arena *mem, const char *folder,
    const char *layout, struct errmsg *m)
{
	enum err e;

	*out = (struct usgs_tables){ 0 };
	e = read_series(out, mem, folder, layout, m);
	if (!e)
		e = read_errata(out, mem, folder, layout, m);
	return e ? e : read_countries(out, mem, folder, m);
}

const struct usgs_series *
usgs_tables_series(const struct usgs_tables *t, const char *commodity, const char *series,
    const char *unit, const char *section, enum usgs_measure measure)
{
	for (size_t i = 0; i < t->n_series; i++) {
		const struct usgs_series *s = &t->series[i];

		if (s->measure == measure && !strcmp(s->series, series) &&
		    !strcmp(s->commodity, commodity) && !strcmp(s->unit, unit) &&
		    !strcmp(s->section, section))
			return s;
	}
	return NULL;
}

const struct usgs_series *
usgs_tables_read_as(const struct usgs_tables *t, const struct usgs_series *s)
{
	if (!*s->alias_of)
		return s->use == USGS_UNUSED ? NULL : s;
	for (size_t i = 0; i < t->n_series; i++) {
		const struct usgs_series *a = &t->series[i];

		if (a->measure == s->measure && !*a->alias_of && a->use != USGS_UNUSED &&
		    a->grams == s->grams && !strcmp(a->series, s->alias_of) &&
		    !strcmp(a->commodity, s->commodity) &&
		    !strcmp(a->section, s->section))
			return a;
	}
	return NULL;
}

const struct usgs_erratum *
usgs_tables_erratum(const struct usgs_tables *t, const char *commodity,
    const char *series, const char *country, const char *column)
{
	const struct usgs_erratum *any = NULL;

	for (size_t i = 0; i < t->n_errata; i++) {
		const struct usgs_erratum *x = &t->errata[i];

		if (strcmp(x->series, series) != 0 ||
		    strcmp(x->commodity, commodity) != 0 ||
		    strcmp(x->column, column) != 0)
			continue;
		if (!strcmp(x->country, country))
			return x;
		if (!strcmp(x->country, "*"))
			any = x;
	}
	return any;
}

const struct usgs_country *
usgs_tables_country(const struct usgs_tables *t, const char *label)
{
	for (size_t i = 0; i < t->n_countries; i++)
		if (!strcmp(t->countries[i].label, label))
			return &t->countries[i];
	return NULL;
}
