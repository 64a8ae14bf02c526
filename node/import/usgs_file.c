/* usgs_file.c - rows to cells, and each cell beside the table rows about it. */
#include "usgs_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "attr.h"
#include "csvread.h"
#include "file.h"
#include "reftable.h"

/* Columns of MCS 2025 that hold figures. */
static const struct {
	const char *name, *notes;
	enum usgs_measure measure;
	unsigned year;
	bool estimated;
} FIGURES_2025[] = {
	{ "PROD_2023", "PROD_NOTES", USGS_PRODUCTION, 2023, false },
	{ "PROD_EST_ 2024", "PROD_NOTES", USGS_PRODUCTION, 2024, true },
	{ "CAP_2023", "CAP_NOTES", USGS_CAPACITY, 2023, false },
	{ "CAP_EST_ 2024", "CAP_NOTES", USGS_CAPACITY, 2024, true },
	{ "RESERVES_2024", "RESERVE_NOTES", USGS_RESERVES, 2024, false },
};

enum {
	/* figures of this year are estimates by the release's own description */
	LAST_YEAR_2026 = 2025
};

static void
look_up(struct usgs_cell *c, const struct usgs_tables *t)
{
	c->country = usgs_tables_country(t, c->label);
	c->erratum = usgs_tables_erratum(t, c->commodity, c->series, c->label, c->column);
	if (c->measure == USGS_MEASURES)
		return;
	c->as_printed = usgs_tables_series(
	    t, c->commodity, c->series, c->unit, c->section, c->measure);
	if (c->as_printed)
		c->read_as = usgs_tables_read_as(t, c->as_printed);
}

static bool
note_says(const char *note, const char *word)
{
	return !strncasecmp(note, word, strlen(word));
}

/* A column of estimates holds them, and a series that calls itself estimated means its
 * production.  "reported" excepts the actual year of the two, or the only one given. */
static bool
is_estimate_2025(const struct usgs_cell *c, bool column, bool only)
{
	if (c->value.says != USGS_FIGURE)
		return false;
	if (note_says(c->note, "reported") && (!column || only))
		return false;
	return column || note_says(c->note, "estimated") ||
	       (c->measure == USGS_PRODUCTION && strstr(c->series, "estimated"));
}

static enum err
read_2025(struct usgs_file *out, struct arena *mem, const struct csv_table *t,
    const char *path, struct errmsg *m)
{
	enum {
		N = ARRAY_LEN(FIGURES_2025)
	};
	struct reftable_column key[4] = { { "COMMODITY", 0 }, { "TYPE", 0 },
		{ "UNIT_MEAS", 0 }, { "COUNTRY", 0 } };
	struct reftable_column figure[N], note[N];
	enum err e = reftable_find(t, key, 4, path, m);

	for (size_t k = 0; k < N; k++) {
		figure[k].name = FIGURES_2025[k].name;
		note[k].name = FIGURES_2025[k].notes;
	}
	if (!e)
		e = reftable_find(t, figure, N, path, m);
	if (!e)
		e = reftable_find(t, note, N, path, m);
	if (e)
		return e;
	out->cells = arena_get(mem, (t->n_rows * N + 1) * sizeof(*out->cells));
	assert(out->cells);
	for (size_t i = 0; i < t->n_rows; i++) {
		struct usgs_cell row = { .row = t->line[i], .section = "world" };

		row.commodity = usgs_text_label(mem, t->rows[i][key[0].at]);
		row.series = usgs_text_label(mem, t->rows[i][key[1].at]);
		row.unit = usgs_text_label(mem, t->rows[i][key[2].at]);
		row.label = usgs_text_label(mem, t->rows[i][key[3].at]);
		for (size_t k = 0; k < N; k++) {
			struct usgs_cell *c = &out->cells[out->n_cells++];

			*c = row;
			c->column = FIGURES_2025[k].name;
			c->measure = FIGURES_2025[k].measure;
			c->year = FIGURES_2025[k].year;
			c->note = usgs_text_label(mem, t->rows[i][note[k].at]);
			c->value = usgs_text_value(
			    usgs_text_label(mem, t->rows[i][figure[k].at]), c->note,
			    c->year);
			c->estimated = is_estimate_2025(c, FIGURES_2025[k].estimated,
			    k && c[-1].value.says != USGS_FIGURE);
			look_up(c, &out->tables);
		}
	}
	return ERR_NONE;
}

static enum usgs_measure
measure_of(const char *statistics)
{
	static const struct {
		const char *word;
		enum usgs_measure measure;
	} words[] = { { "Capacity", USGS_CAPACITY }, { "Production", USGS_PRODUCTION },
		{ "Reserves", USGS_RESERVES } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (!strcmp(words[i].word, statistics))
			return words[i].measure;
	return USGS_MEASURES;
}

static const char *
section_of(const char *section)
{
	if (!strncmp(section, "World", 5))
		return "world";
	return !strncmp(section, "Salient", 7) ? "us-salient" : "other";
}

static const char *
join_series(struct arena *mem, const char *statistics, const char *detail)
{
	size_t a = strlen(statistics), b = strlen(detail);
	char *s = arena_get(mem, a + b + 2);

	assert(s);
	memcpy(s, statistics, a);
	s[a] = '|';
	memcpy(s + a + 1, detail, b);
	return s;
}

static enum err
read_2026(struct usgs_file *out, struct arena *mem, const struct csv_table *t,
    const char *path, struct errmsg *m)
{
	enum {
		SECTION,
		COMMODITY,
		COUNTRY,
		STATISTICS,
		DETAIL,
		UNIT,
		YEAR,
		VALUE,
		N
	};
	struct reftable_column at[N] = { { "Section", 0 }, { "Commodity", 0 },
		{ "Country", 0 }, { "Statistics", 0 }, { "Statistics_detail", 0 },
		{ "Unit", 0 }, { "Year", 0 }, { "Value", 0 } };
	enum err e = reftable_find(t, at, N, path, m);

	if (e)
		return e;
	out->cells = arena_get(mem, (t->n_rows + 1) * sizeof(*out->cells));
	assert(out->cells);
	for (size_t i = 0; i < t->n_rows; i++) {
		struct usgs_cell *c = &out->cells[out->n_cells++];
		const char *s[N] = { 0 };

		for (size_t k = 0; k < N; k++)
			s[k] = usgs_text_label(mem, t->rows[i][at[k].at]);
		c->row = t->line[i];
		c->column = s[YEAR];
		c->commodity = s[COMMODITY];
		c->series = join_series(mem, s[STATISTICS], s[DETAIL]);
		c->unit = s[UNIT];
		c->section = section_of(s[SECTION]);
		c->label = s[COUNTRY];
		c->note = "";
		c->measure = measure_of(s[STATISTICS]);
		c->year = (unsigned)strtoul(s[YEAR], NULL, 10);
		c->estimated = c->year == LAST_YEAR_2026 && c->measure != USGS_RESERVES;
		c->value = usgs_text_value(s[VALUE], "", c->year);
		look_up(c, &out->tables);
	}
	return ERR_NONE;
}

enum err
usgs_file_read(struct usgs_file *out, struct arena *mem, const char *layout,
    const char *path, const char *tables, struct errmsg *m)
{
	bool is_2025 = !strcmp(layout, "mcs2025");
	struct buf raw = { 0 }, text = { 0 };
	struct errmsg why = { "" };
	struct csv_table t;
	enum err e;

	*out = (struct usgs_file){ 0 };
	e = usgs_tables_read(&out->tables, mem, tables, layout, m);
	if (!e)
		e = file_read(&raw, path, CSV_MAX_BYTES, m);
	if (!e && !usgs_text_decode(&text, buf_view(&raw)))
		e = errmsg_set(m, ERR_INPUT,
		    "%s: expected UTF-8 or Windows-1252, found a byte of neither", path);
	buf_clear(&raw);
	if (!e) {
		e = csv_table_parse(&t, buf_view(&text), &why);
		if (e)
			errmsg_set(m, e, "%s: %s", path, why.text);
	}
	buf_clear(&text);
	if (e)
		return e;
	out->n_rows = t.n_rows;
	e = (is_2025 ? read_2025 : read_2026)(out, mem, &t, path, m);
	csv_table_clear(&t);
	return e;
}
