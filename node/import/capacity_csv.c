/* capacity_csv.c - rows to reviews. */
#include "capacity_csv.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "figure.h"
#include "mem.h"

enum column {
	COUNTRY,
	SUBJECTS,
	STAGE,
	FORM,
	BASIS,
	PRESENCE,
	CAPACITY,
	UNIT,
	ESTIMATED,
	PRODUCTION_PRESENCE,
	PRODUCTION,
	PRODUCTION_UNIT,
	PRODUCTION_ESTIMATED,
	RESERVES_PRESENCE,
	RESERVES,
	RESERVES_UNIT,
	RESERVES_ESTIMATED,
	REFERENCE_YEAR,
	REVIEW_DATE,
	METHOD,
	SOURCE,
	USE,
	SAMPLE,
	NIL_FOR_REST,
	N_COLUMNS
};

static const struct cells_column COLUMNS[N_COLUMNS] = {
	[COUNTRY] = { "country", true },
	[SUBJECTS] = { "subjects", true },
	[STAGE] = { "stage", true },
	[FORM] = { "form", false },
	[BASIS] = { "basis", false },
	[PRESENCE] = { "presence", true },
	[CAPACITY] = { "capacity", true },
	[UNIT] = { "unit", true },
	[ESTIMATED] = { "estimated", false },
	[PRODUCTION_PRESENCE] = { "production_presence", false },
	[PRODUCTION] = { "production", false },
	[PRODUCTION_UNIT] = { "production_unit", false },
	[PRODUCTION_ESTIMATED] = { "production_estimated", false },
	[RESERVES_PRESENCE] = { "reserves_presence", false },
	[RESERVES] = { "reserves", false },
	[RESERVES_UNIT] = { "reserves_unit", false },
	[RESERVES_ESTIMATED] = { "reserves_estimated", false },
	[REFERENCE_YEAR] = { "reference_year", false },
	[REVIEW_DATE] = { "review_date", true },
	[METHOD] = { "method", false },
	[SOURCE] = { "source", false },
	[USE] = { "use", false },
	[SAMPLE] = { "sample", false },
	[NIL_FOR_REST] = { "nil_for_rest", false },
};

static const struct cells_word STAGES[] = { { "mined", CMSA__STAGE__STAGE_MINED },
	{ "processed", CMSA__STAGE__STAGE_PROCESSED },
	{ "manufactured", CMSA__STAGE__STAGE_MANUFACTURED }, { 0 } };

static const struct cells_word PRESENCES[] = { { "reported",
						   CMSA__PRESENCE__PRESENCE_REPORTED },
	{ "nil", CMSA__PRESENCE__PRESENCE_NIL },
	{ "withheld", CMSA__PRESENCE__PRESENCE_WITHHELD },
	{ "not-available", CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE }, { 0 } };

static const struct cells_word USES[] = { { "primary", 0 }, { "secondary", 1 }, { 0 } };

/* The four cells of one quantity. */
struct quantity_columns {
	enum column presence, figure, unit, estimated;
};

static const struct quantity_columns QUANTITIES[] = {
	{ PRESENCE, CAPACITY, UNIT, ESTIMATED },
	{ PRODUCTION_PRESENCE, PRODUCTION, PRODUCTION_UNIT, PRODUCTION_ESTIMATED },
	{ RESERVES_PRESENCE, RESERVES, RESERVES_UNIT, RESERVES_ESTIMATED },
};

static void
read_figure(Cmsa__Quantity *q, const struct cells *c, size_t row,
    const struct quantity_columns *k)
{
	const char *s = cells_raw(c, row, k->figure);
	const struct figure_unit *u = figure_unit_find(cells_raw(c, row, k->unit));
	int64_t v = 0;

	if (!u)
		cells_expect(c, row, k->unit,
		    "a unit of mass or volume (\"metric tons\", \"t\", ...)");
	if (*s == '<' || *s == '>') {
		q->bound = *s == '<' ? CMSA__BOUND__BOUND_LESS_THAN
				     : CMSA__BOUND__BOUND_MORE_THAN;
		s++;
	}
	switch (figure_parse(&v, s, u ? u->scale : 1000000000, true)) {
	case FIGURE_OK:
		if (!v)
			cells_expect(
			    c, row, k->figure, "a figure above 0, or presence nil");
		break;
	case FIGURE_NO_NUMBER: cells_expect(c, row, k->figure, "a number"); break;
	case FIGURE_NOT_EXACT:
		if (u)
			cells_expect(
			    c, row, k->figure, "whole grams or litres, less than 2^63");
		break;
	}
	if (u && u->quantity == FIGURE_MASS)
		q->grams = v;
	else
		q->litres = v;
}

/* NULL when nothing is said of it. */
static Cmsa__Quantity *
read_quantity(const struct cells *c, size_t row, const struct quantity_columns *k)
{
	bool is_capacity = k->presence == PRESENCE;
	bool said = *cells_raw(c, row, k->presence) || *cells_raw(c, row, k->figure) ||
		    *cells_raw(c, row, k->unit) || *cells_raw(c, row, k->estimated);
	Cmsa__Quantity *q;
	int64_t v;
	int presence;

	if (!is_capacity && !said)
		return NULL;
	q = arena_get(c->mem, sizeof(*q));
	assert(q);
	cmsa__quantity__init(q);
	presence = cells_word(c, row, k->presence, PRESENCES, -1);
	q->published = cells_text(c, row, k->figure);
	q->unit = cells_text(c, row, k->unit);
	q->estimated = cells_yes(c, row, k->estimated);
	if (presence < 0)
		return q;
	q->presence = (Cmsa__Presence)presence;
	if (q->presence == CMSA__PRESENCE__PRESENCE_REPORTED)
		read_figure(q, c, row, k);
	else if (figure_parse(&v, q->published, 1, true) != FIGURE_NO_NUMBER &&
		 strspn(q->published, "0.,") != strlen(q->published))
		cells_expect(c, row, k->figure, "no figure unless presence is reported");
	return q;
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
read_subjects(Cmsa__CapacityReview *r, const struct cells *c, size_t row)
{
	char *all = cells_text(c, row, SUBJECTS), *s = all, *next;
	size_t n = 1;

	for (const char *p = all; *p; p++)
		n += *p == ';';
	r->subjects = arena_get(c->mem, n * sizeof(*r->subjects));
	for (; s; s = next) {
		next = strchr(s, ';');
		if (next)
			*next++ = '\0';
		if (!subject_is_valid(s)) {
			cells_expect(
			    c, row, SUBJECTS, "mineral or product ids parted by ;");
			return;
		}
		r->subjects[r->n_subjects++] = s;
	}
	qsort(r->subjects, r->n_subjects, sizeof(*r->subjects), text_cmp);
	for (size_t i = 1; i < r->n_subjects; i++)
		if (!strcmp(r->subjects[i - 1], r->subjects[i])) {
			cells_expect(c, row, SUBJECTS, "each id once");
			return;
		}
	if (n > 64)
		cells_expect(c, row, SUBJECTS, "at most 64 ids");
}

static void
read_rest(const struct cells *c, size_t row)
{
	if (*cells_raw(c, row, SUBJECTS))
		cells_expect(c, row, SUBJECTS, "nothing with nil_for_rest");
	if (*cells_raw(c, row, STAGE))
		cells_expect(c, row, STAGE, "nothing with nil_for_rest");
	if (strcmp(cells_raw(c, row, PRESENCE), "nil") != 0)
		cells_expect(c, row, PRESENCE, "nil with nil_for_rest");
}

static Cmsa__CapacityReview *
read_review(const struct cells *c, size_t row)
{
	Cmsa__CapacityReview *r = arena_get(c->mem, sizeof(*r));
	const char *year = cells_raw(c, row, REFERENCE_YEAR);
	int64_t v = 0;

	assert(r);
	cmsa__capacity_review__init(r);
	r->nil_for_rest = cells_yes(c, row, NIL_FOR_REST);
	if (r->nil_for_rest) {
		read_rest(c, row);
	} else {
		int stage = cells_word(c, row, STAGE, STAGES, -1);

		r->stage = stage < 0 ? CMSA__STAGE__STAGE_UNSET : (Cmsa__Stage)stage;
		read_subjects(r, c, row);
	}
	r->form = cells_text(c, row, FORM);
	r->basis = cells_text(c, row, BASIS);
	r->capacity = read_quantity(c, row, &QUANTITIES[0]);
	r->production = read_quantity(c, row, &QUANTITIES[1]);
	r->reserves = read_quantity(c, row, &QUANTITIES[2]);
	if (*year && (figure_parse(&v, year, 1, false) || v < 1900 || v > 2199)) {
		cells_expect(c, row, REFERENCE_YEAR, "a year of 1900 to 2199");
		v = 0;
	}
	r->reference_year = (uint32_t)v;
	r->review_days = cells_date(c, row, REVIEW_DATE, true).days;
	r->method = cells_text(c, row, METHOD);
	r->source = cells_text(c, row, SOURCE);
	r->secondary = cells_word(c, row, USE, USES, 0) == 1;
	r->sample = cells_yes(c, row, SAMPLE);
	return r;
}

/* What makes two rows the same review said twice: all but presence, figures and units. */
static const enum column KEY[] = { SUBJECTS, STAGE, FORM, BASIS, REFERENCE_YEAR,
	REVIEW_DATE, METHOD, SOURCE, USE, NIL_FOR_REST };

struct keyed {
	const struct cells *c;
	size_t row;
};

static int
key_cmp(const struct keyed *a, const struct keyed *b)
{
	int d = 0;

	for (size_t i = 0; i < ARRAY_LEN(KEY) && !d; i++)
		d = strcmp(
		    cells_raw(a->c, a->row, KEY[i]), cells_raw(b->c, b->row, KEY[i]));
	return d;
}

static int
keyed_cmp(const void *va, const void *vb)
{
	const struct keyed *a = va, *b = vb;
	int d = key_cmp(a, b);

	return d ? d : (a->row > b->row) - (a->row < b->row);
}

static void
check_repeated(const struct cells *c)
{
	size_t n = c->table->n_rows;
	struct keyed *k = mem_array(n, sizeof(*k));

	for (size_t i = 0; i < n; i++)
		k[i] = (struct keyed){ .c = c, .row = i };
	qsort(k, n, sizeof(*k), keyed_cmp);
	for (size_t i = 1; i < n; i++)
		if (!key_cmp(&k[i - 1], &k[i]))
			row_errors_add(c->errors, cells_line(c, k[i].row), "subjects",
			    "expected each review once, found that of row %u again",
			    cells_line(c, k[i - 1].row));
	free(k);
}

static void
check_country(struct capacity_rows *out, const struct cells *c, size_t row)
{
	const char *s = cells_raw(c, row, COUNTRY);

	if (!author_is_country(s)) {
		cells_expect(c, row, COUNTRY, "an alpha-3 or territory code");
	} else if (!*out->country) {
		memcpy(out->country, s, COUNTRY_LEN);
	} else if (strcmp(out->country, s) != 0) {
		cells_expect(c, row, COUNTRY, "the same country on every row");
	}
}

enum err
capacity_csv_parse(struct capacity_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct capacity_rows){ 0 };
	cells_init(&c, t, COLUMNS, N_COLUMNS);
	if (!row_errors_count(errors) && !t->n_rows)
		row_errors_add(errors, 2, "", "expected at least one review, found none");
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->reviews = arena_get(mem, t->n_rows * sizeof(*out->reviews));
	assert(out->reviews);
	for (size_t i = 0; i < t->n_rows; i++) {
		check_country(out, &c, i);
		out->reviews[i] = read_review(&c, i);
	}
	check_repeated(&c);
	out->n = t->n_rows;
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct capacity_rows){ 0 };
	return ERR_INPUT;
}

static void
write_quantity(const char *cells[static N_COLUMNS], const Cmsa__Quantity *q,
    const struct quantity_columns *k)
{
	if (!q)
		return;
	cells[k->presence] = cells_word_of(PRESENCES, (int)q->presence);
	cells[k->figure] = q->published;
	cells[k->unit] = q->unit;
	cells[k->estimated] = q->estimated ? "yes" : "";
}

static void
write_review(struct buf *out, const char *country, const Cmsa__CapacityReview *r)
{
	const char *cells[N_COLUMNS] = { 0 };
	struct buf subjects = { 0 };
	char year[16] = "", date[11];

	for (size_t i = 0; i < r->n_subjects; i++) {
		buf_add_str(&subjects, i ? ";" : "");
		buf_add_str(&subjects, r->subjects[i]);
	}
	buf_add(&subjects, "", 1);
	if (r->reference_year)
		snprintf(year, sizeof(year), "%u", r->reference_year);
	date_write(date, (struct date){ .days = r->review_days });
	cells[COUNTRY] = country;
	cells[SUBJECTS] = (const char *)subjects.p;
	cells[STAGE] = cells_word_of(STAGES, (int)r->stage);
	cells[FORM] = r->form;
	cells[BASIS] = r->basis;
	write_quantity(cells, r->capacity, &QUANTITIES[0]);
	write_quantity(cells, r->production, &QUANTITIES[1]);
	write_quantity(cells, r->reserves, &QUANTITIES[2]);
	cells[REFERENCE_YEAR] = year;
	cells[REVIEW_DATE] = date;
	cells[METHOD] = r->method;
	cells[SOURCE] = r->source;
	cells[USE] = r->secondary ? "secondary" : "primary";
	cells[SAMPLE] = r->sample ? "yes" : "";
	cells[NIL_FOR_REST] = r->nil_for_rest ? "yes" : "";
	cells_row_write(out, cells, N_COLUMNS);
	buf_clear(&subjects);
}

void
capacity_csv_write(struct buf *out, const struct capacity_rows *rows)
{
	cells_header_write(out, COLUMNS, N_COLUMNS);
	for (size_t i = 0; i < rows->n; i++)
		write_review(out, rows->country, rows->reviews[i]);
}
