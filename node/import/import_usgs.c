/* import_usgs.c - cells of one country, gathered by what they are about. */
#include "import_usgs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "import_rest.h"
#include "mem.h"
#include "usgs_file.h"
#include "usgs_review.h"

/* Cells of one review or, when their years differ, of several. */
struct groups {
	struct usgs_group *at;
	size_t n;
	size_t room;
};

static bool
same_subject(const struct usgs_series *a, const struct usgs_series *b)
{
	if (a->stage != b->stage || a->n_subjects != b->n_subjects ||
	    (a->use == USGS_SECONDARY) != (b->use == USGS_SECONDARY) ||
	    strcmp(a->form, b->form) != 0 || strcmp(a->basis, b->basis) != 0)
		return false;
	for (size_t i = 0; i < a->n_subjects; i++)
		if (strcmp(a->subjects[i], b->subjects[i]) != 0)
			return false;
	return true;
}

/* Two series of one measure and subject are two reviews: their figures are not one. */
static struct usgs_group *
group_of(struct groups *g, const struct usgs_cell *c)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct usgs_series *held = g->at[i].series[c->measure];

		if (same_subject(g->at[i].key, c->read_as) &&
		    (!held || held == c->read_as))
			return &g->at[i];
	}
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->at = mem_resize(g->at, g->room, sizeof(*g->at));
	}
	g->at[g->n] = (struct usgs_group){ .key = c->read_as };
	return &g->at[g->n++];
}

static void
refuse(struct import_result *out, const struct usgs_cell *c, const char *reason)
{
	import_add_unusable(
	    out, &(struct import_unusable){ .row = c->row,
		     .column = c->column,
		     .subject = c->commodity,
		     .series = c->series,
		     .found = c->value.published,
		     .reason = reason,
		     .erratum = c->erratum ? c->erratum->problem : NULL });
}

/* A blank cell of a column that the series does not use says nothing: no reason is due. */
static const char *
why_unusable(const struct usgs_cell *c)
{
	if (c->measure == USGS_MEASURES)
		return "no-measure";
	if (c->value.says != USGS_SILENT && c->erratum && !c->erratum->multiply)
		return "erratum";
	if (!c->as_printed)
		return "no-series";
	if (!c->read_as)
		return "not-used";
	if (*c->country->qualifier)
		return "qualified";
	if (c->value.says == USGS_UNREADABLE)
		return "unreadable";
	return usgs_review_unit(c) ? NULL : "unit";
}

/* The newer one that says something; of one year, both must say the same. */
static void
keep_cell(struct import_result *out, struct groups *g, const struct usgs_cell *c)
{
	struct usgs_group *group = group_of(g, c);
	const struct usgs_cell **best = &group->cell[c->measure];
	bool silent = c->value.says == USGS_SILENT;

	group->series[c->measure] = c->read_as;
	if (!*best || ((*best)->value.says == USGS_SILENT && !silent)) {
		*best = c;
		return;
	}
	if (silent && (*best)->value.says != USGS_SILENT)
		return;
	if (c->year > (*best)->year) {
		*best = c;
	} else if (c->year == (*best)->year && !silent &&
		   strcmp(c->value.published, (*best)->value.published) != 0) {
		refuse(out, *best, "contradicted");
		refuse(out, c, "contradicted");
		group->contradicted[c->measure] = true;
	}
}

/* One line for a row that has no use at all; one a cell otherwise. */
static bool
row_has_use(const struct usgs_file *f, size_t first)
{
	for (size_t i = first; i < f->n_cells && f->cells[i].row == f->cells[first].row;
	     i++)
		if (f->cells[i].as_printed)
			return true;
	return false;
}

static void
sort_cell(struct import_result *out, struct groups *g, const struct usgs_cell *c)
{
	const char *reason = why_unusable(c);

	if (!reason)
		keep_cell(out, g, c);
	else if (c->value.says != USGS_SILENT)
		refuse(out, c, reason);
}

static size_t
next_row(const struct usgs_file *f, size_t i)
{
	uint32_t row = f->cells[i].row;

	while (i < f->n_cells && f->cells[i].row == row)
		i++;
	return i;
}

static void
sort_row(struct import_result *out, struct groups *g, const struct usgs_file *f,
    size_t first, size_t end, const char *country)
{
	const struct usgs_country *where = f->cells[first].country;

	if (!where) {
		refuse(out, &f->cells[first], "unknown-country");
	} else if (where->kind != USGS_COUNTRY) {
		out->n_no_country++;
	} else if (strcmp(where->alpha3, country) != 0) {
		out->n_elsewhere++;
	} else if (!row_has_use(f, first) && f->cells[first].measure != USGS_MEASURES) {
		struct usgs_cell whole = f->cells[first];

		whole.column = "";
		whole.value.published = "";
		refuse(out, &whole, "no-series");
	} else {
		for (size_t i = first; i < end; i++)
			sort_cell(out, g, &f->cells[i]);
	}
}

static enum err
run(struct import_result *out, const struct import_request *q, const char *layout,
    const char *source, struct errmsg *m)
{
	struct groups g = { 0 };
	struct usgs_file f;
	enum err e;

	if (!date_given(q->review_date))
		return errmsg_set(m, ERR_INPUT, "expected a date of review, found none");
	e = usgs_file_read(&f, &out->mem, layout, q->file, q->tables, m);
	if (e)
		return e;
	out->n_read = f.n_rows;
	memcpy(out->capacity.country, q->country, COUNTRY_LEN);
	for (size_t i = 0, end; i < f.n_cells; i = end) {
		end = next_row(&f, i);
		sort_row(out, &g, &f, i, end, q->country);
	}
	if (country_is_territory_code(q->country))
		out->remark =
		    "a customs territory has no row in the USGS files, and figures of its countries are not added up";
	usgs_review_rows(out, g.at, g.n, source, q->review_date);
	free(g.at);
	if (q->rest_not_available)
		e = import_rest_add(out, q, source, m);
	return e;
}

enum err
import_usgs_run_2025(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	return run(
	    out, q, "mcs2025", "USGS Mineral Commodity Summaries 2025, world data", m);
}

enum err
import_usgs_run_2026(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	return run(
	    out, q, "mcs2026", "USGS Mineral Commodity Summaries 2026, data release", m);
}
