/* hts_tables.c - see hts_tables.h. */
#include "hts_tables.h"

#include <assert.h>
#include <string.h>

#include "reftable.h"

/* One table being read. */
struct reading {
	struct arena *mem;
	const char *name;
	const struct csv_table *t;
	const struct reftable_column *at;
	struct errmsg *m;
};

static const char *
cell(const struct reading *r, size_t row, int column)
{
	return r->t->rows[row][r->at[column].at];
}

static char *
keep(const struct reading *r, size_t row, int column)
{
	char *p = arena_strdup(r->mem, cell(r, row, column));

	assert(p);
	return p;
}

static enum err
fail(const struct reading *r, size_t row, int column, const char *expected)
{
	return errmsg_set(r->m, ERR_INPUT,
	    "%s: row %u, column \"%s\": expected %s, found \"%.40s\"", r->name,
	    r->t->line[row], r->at[column].name, expected, cell(r, row, column));
}

static enum err
read_span(struct hts_span *out, const struct reading *r, size_t row, int from, int to)
{
	*out = (struct hts_span){ { 0 }, { 0 } };
	if (*cell(r, row, from) && !date_parse(&out->from, cell(r, row, from)))
		return fail(r, row, from, "a date YYYY-MM-DD or nothing");
	if (*cell(r, row, to) && !date_parse(&out->to, cell(r, row, to)))
		return fail(r, row, to, "a date YYYY-MM-DD or nothing");
	if (out->to.days && out->to.days < out->from.days)
		return fail(r, row, to, "a date not before `from`");
	return ERR_NONE;
}

enum {
	P_SYMBOL,
	P_KIND,
	P_COUNTRY,
	P_FROM,
	P_TO,
	P_CITATION,
	N_PROGRAMME_COLUMNS
};

/* A row without a country is of goods, or of a programme that has ended. */
static enum err
read_programme(struct hts_programme *p, const struct reading *r, size_t row)
{
	const char *kind = cell(r, row, P_KIND);

	p->symbol = keep(r, row, P_SYMBOL);
	p->relief = !strcmp(kind, "relief");
	p->country = keep(r, row, P_COUNTRY);
	p->citation = keep(r, row, P_CITATION);
	if (!*p->symbol)
		return fail(r, row, P_SYMBOL, "a symbol");
	if (!p->relief && strcmp(kind, "ordinary") != 0)
		return fail(r, row, P_KIND, "ordinary or relief");
	if (*p->country ? !author_is_country(p->country)
			: !p->relief && !*cell(r, row, P_TO))
		return fail(r, row, P_COUNTRY, "an alpha-3 code");
	return read_span(&p->span, r, row, P_FROM, P_TO);
}

static enum err
read_programmes(
    struct hts_tables *out, struct arena *mem, const char *folder, struct errmsg *m)
{
	struct reftable_column at[N_PROGRAMME_COLUMNS] = { { "symbol", 0 }, { "kind", 0 },
		{ "country", 0 }, { "from", 0 }, { "to", 0 }, { "citation", 0 } };
	struct csv_table t;
	struct reading r = { mem, "us_special_programs", &t, at, m };
	enum err e = reftable_read(&t, at, N_PROGRAMME_COLUMNS, folder, r.name, m);

	if (e)
		return e;
	out->programme = arena_get(mem, (t.n_rows + 1) * sizeof(*out->programme));
	assert(out->programme);
	for (size_t i = 0; i < t.n_rows && !e; i++)
		e = read_programme(&out->programme[i], &r, i);
	out->n_programmes = t.n_rows;
	csv_table_clear(&t);
	return e;
}

enum {
	C_COUNTRY,
	C_FROM,
	C_TO,
	C_CITATION,
	N_COUNTRY_COLUMNS
};

static enum err
read_country(struct hts_column2 *c, const struct reading *r, size_t row)
{
	c->country = keep(r, row, C_COUNTRY);
	c->citation = keep(r, row, C_CITATION);
	if (!author_is_country(c->country))
		return fail(r, row, C_COUNTRY, "an alpha-3 code");
	return read_span(&c->span, r, row, C_FROM, C_TO);
}

static enum err
read_countries(
    struct hts_tables *out, struct arena *mem, const char *folder, struct errmsg *m)
{
	struct reftable_column at[N_COUNTRY_COLUMNS] = { { "alpha3", 0 }, { "from", 0 },
		{ "to", 0 }, { "citation", 0 } };
	struct csv_table t;
	struct reading r = { mem, "us_column2_countries", &t, at, m };
	enum err e = reftable_read(&t, at, N_COUNTRY_COLUMNS, folder, r.name, m);

	if (e)
		return e;
	out->column2 = arena_get(mem, (t.n_rows + 1) * sizeof(*out->column2));
	assert(out->column2);
	for (size_t i = 0; i < t.n_rows && !e; i++)
		e = read_country(&out->column2[i], &r, i);
	out->n_column2 = t.n_rows;
	csv_table_clear(&t);
	return e;
}

enum err
hts_tables_read(
    struct hts_tables *out, struct arena *mem, const char *folder, struct errmsg *m)
{
	enum err e;

	*out = (struct hts_tables){ 0 };
	e = read_programmes(out, mem, folder, m);
	return e ? e : read_countries(out, mem, folder, m);
}

bool
hts_tables_from(struct hts_span *out, const struct hts_span *span, struct date start)
{
	if (span->to.days && span->to.days < start.days)
		return false;
	*out = *span;
	if (out->from.days < start.days)
		out->from = start;
	return true;
}
