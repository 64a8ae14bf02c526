/* measure_csv.c - rows to measures, and to what is said of meetings. */
#include "measure_csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "figure.h"
#include "pb.h"
#include "text.h"

enum {
	GRAMS_IN_TONNE = 1000000
};

enum column {
	COUNTRY,
	ID,
	KIND,
	CRITICAL_MINERALS,
	DERIVATIVE_PRODUCTS,
	HS6,
	COUNTRIES,
	ENTITIES,
	CITATION,
	AUTHORITY,
	START,
	END,
	SHA256,
	QUOTA,
	SAMPLE,
	N_COLUMNS
};

static const struct cells_column COLUMNS[N_COLUMNS] = {
	[COUNTRY] = { "country", true },
	[ID] = { "id", true },
	[KIND] = { "kind", true },
	[CRITICAL_MINERALS] = { "critical_minerals", true },
	[DERIVATIVE_PRODUCTS] = { "derivative_products", true },
	[HS6] = { "hs6", false },
	[COUNTRIES] = { "countries_of_concern", false },
	[ENTITIES] = { "entities_of_concern", false },
	[CITATION] = { "citation", false },
	[AUTHORITY] = { "authority", false },
	[START] = { "start", true },
	[END] = { "end", false },
	[SHA256] = { "sha256", false },
	[QUOTA] = { "quota_t_a_year", false },
	[SAMPLE] = { "sample", false },
};

static const struct cells_word KINDS[] = {
	{ "transshipment-enforcement",
	    CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT },
	{ "investment-screening", CMSA__MEASURE_KIND__MEASURE_INVESTMENT_SCREENING },
	{ "trade-remedies", CMSA__MEASURE_KIND__MEASURE_TRADE_REMEDIES },
	{ "prohibition", CMSA__MEASURE_KIND__MEASURE_PROHIBITION },
	{ "quota", CMSA__MEASURE_KIND__MEASURE_QUOTA },
	{ "other", CMSA__MEASURE_KIND__MEASURE_OTHER }, { 0 }
};

enum attendance_column {
	A_COUNTRY,
	A_MEETING,
	A_ATTENDED,
	A_NOTE,
	A_SAMPLE,
	A_COLUMNS
};

static const struct cells_column ATTENDANCE[A_COLUMNS] = {
	[A_COUNTRY] = { "country", true },
	[A_MEETING] = { "meeting", true },
	[A_ATTENDED] = { "attended", true },
	[A_NOTE] = { "note", false },
	[A_SAMPLE] = { "sample", false },
};

/* The column of the country comes first in both files. */
static void
check_country(char country[static COUNTRY_LEN], const struct cells *c, size_t row)
{
	const char *s = cells_raw(c, row, 0);

	if (!author_is_country(s))
		cells_expect(c, row, 0, "an alpha-3 or territory code");
	else if (!*country)
		memcpy(country, s, COUNTRY_LEN);
	else if (strcmp(country, s) != 0)
		cells_expect(c, row, 0, "the same country on every row");
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_hs6(const char *s)
{
	return text_is_digits(s, 6, 6);
}

/* Items parted by `;`, sorted; each must pass and stand once. */
static size_t
read_list(char ***out, const struct cells *c, size_t row, enum column column,
    bool (*ok)(const char *s), const char *what)
{
	char *s = cells_text(c, row, column), *next;
	size_t n = 0;

	if (!*s)
		return 0;
	*out = arena_get(c->mem, (strlen(s) / 2 + 2) * sizeof(**out));
	for (; s; s = next) {
		next = strchr(s, ';');
		if (next)
			*next++ = '\0';
		if (!ok(s)) {
			cells_expect(c, row, column, what);
			return 0;
		}
		(*out)[n++] = s;
	}
	qsort(*out, n, sizeof(**out), text_cmp);
	for (size_t i = 1; i < n; i++)
		if (!strcmp((*out)[i - 1], (*out)[i])) {
			cells_expect(c, row, column, "each code once");
			return 0;
		}
	return n;
}

static void
read_hash(Cmsa__Measure *m, const struct cells *c, size_t row)
{
	const char *hex = cells_raw(c, row, SHA256);
	uint8_t *hash;

	if (!*hex)
		return;
	hash = arena_get(c->mem, 32);
	if (strlen(hex) != 64 || !hex_parse(hash, 32, hex)) {
		cells_expect(c, row, SHA256, "64 hexadecimal digits");
		return;
	}
	m->sha256 = pb_data(bytes_of(hash, 32));
}

static Cmsa__Measure *
read_measure(const struct cells *c, size_t row)
{
	Cmsa__Measure *m = arena_get(c->mem, sizeof(*m));
	int kind = cells_word(c, row, KIND, KINDS, -1);

	assert(m);
	cmsa__measure__init(m);
	m->id = cells_text(c, row, ID);
	if (!*m->id)
		cells_expect(c, row, ID, "an id");
	m->kind = kind < 0 ? CMSA__MEASURE_KIND__MEASURE_UNSET : (Cmsa__MeasureKind)kind;
	m->critical_minerals = cells_yes(c, row, CRITICAL_MINERALS);
	m->derivative_products = cells_yes(c, row, DERIVATIVE_PRODUCTS);
	m->n_hs6 =
	    read_list(&m->hs6, c, row, HS6, is_hs6, "codes of 6 digits parted by ;");
	m->all_countries_of_concern = !strcmp(cells_raw(c, row, COUNTRIES), "all");
	if (!m->all_countries_of_concern)
		m->n_countries = read_list(&m->countries, c, row, COUNTRIES,
		    author_is_country, "all, or alpha-3 codes parted by ;");
	m->entities_of_concern = cells_yes(c, row, ENTITIES);
	m->citation = cells_text(c, row, CITATION);
	m->authority = cells_text(c, row, AUTHORITY);
	m->start_days = cells_date(c, row, START, true).days;
	m->end_days = cells_date(c, row, END, false).days;
	if (m->end_days && m->end_days < m->start_days)
		cells_expect(c, row, END, "a date not before the start");
	read_hash(m, c, row);
	cells_number(&m->quota_grams_a_year, c, row, QUOTA, GRAMS_IN_TONNE,
	    "tonnes that are whole grams");
	if (m->quota_grams_a_year && kind != CMSA__MEASURE_KIND__MEASURE_QUOTA)
		cells_expect(c, row, QUOTA, "nothing unless kind is quota");
	m->sample = cells_yes(c, row, SAMPLE);
	return m;
}

static Cmsa__Attendance *
read_attendance(const struct cells *c, size_t row)
{
	static const struct cells_word YES_NO[] = { { "yes", 1 }, { "no", 0 }, { 0 } };
	Cmsa__Attendance *a = arena_get(c->mem, sizeof(*a));
	int64_t meeting = 0;

	assert(a);
	cmsa__attendance__init(a);
	if (figure_parse(&meeting, cells_raw(c, row, A_MEETING), 1, false) != FIGURE_OK ||
	    meeting < 1)
		cells_expect(c, row, A_MEETING, "the number of a meeting act");
	a->meeting = (uint64_t)meeting;
	a->attended = cells_word(c, row, A_ATTENDED, YES_NO, -1) == 1;
	a->note = cells_text(c, row, A_NOTE);
	a->sample = cells_yes(c, row, A_SAMPLE);
	return a;
}

/* Every key once: the rows before `row` are compared with it. */
static void
check_repeated(const struct cells *c, size_t row, size_t column)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(cells_raw(c, i, column), cells_raw(c, row, column))) {
			row_errors_add(c->errors, cells_line(c, row),
			    c->columns[column].name,
			    "expected each once, found that of row %u again",
			    cells_line(c, i));
			return;
		}
}

static void
begin(struct cells *c, const struct csv_table *t, const struct cells_column *columns,
    size_t n)
{
	cells_init(c, t, columns, n);
	if (!row_errors_count(c->errors) && !t->n_rows)
		row_errors_add(c->errors, 2, "", "expected at least one row, found none");
}

enum err
measure_csv_parse(struct measure_rows *out, struct row_errors *errors, struct arena *mem,
    const struct csv_table *t)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct measure_rows){ 0 };
	begin(&c, t, COLUMNS, N_COLUMNS);
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->measures = arena_get(mem, t->n_rows * sizeof(*out->measures));
	assert(out->measures);
	for (size_t i = 0; i < t->n_rows; i++) {
		check_country(out->country, &c, i);
		out->measures[i] = read_measure(&c, i);
		check_repeated(&c, i, ID);
	}
	out->n = t->n_rows;
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct measure_rows){ 0 };
	return ERR_INPUT;
}

enum err
measure_csv_parse_attendance(struct attendance_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct attendance_rows){ 0 };
	begin(&c, t, ATTENDANCE, A_COLUMNS);
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->meetings = arena_get(mem, t->n_rows * sizeof(*out->meetings));
	assert(out->meetings);
	for (size_t i = 0; i < t->n_rows; i++) {
		check_country(out->country, &c, i);
		out->meetings[i] = read_attendance(&c, i);
		check_repeated(&c, i, A_MEETING);
	}
	out->n = t->n_rows;
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct attendance_rows){ 0 };
	return ERR_INPUT;
}
