/* draft_table.c - reference acts from CSV files: one function a table, in a table.
 * Columns are found by name; those that are not asked for (notes) may be there or not.
 * A (mineral, stage) without a code is simply not in mineral_hs6. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "csvread.h"
#include "draft_fill.h"
#include "editions.h"
#include "pb.h"
#include "text.h"

/* One row being read. */
struct row {
	struct draft *d;
	const struct csv_table *csv;
	size_t i;
};

static void
fail(const struct row *r, const char *column, const char *expected, const char *found)
{
	draft_args_fail(&r->d->args,
	    "%s: row %u, column \"%s\": expected %s, found \"%s\"", r->d->in->file_name,
	    r->csv->line[r->i], column, expected, found);
}

/* A cell, kept in the draft's arena: the CSV table goes before the act is written. */
static char *
cell(const struct row *r, const char *column)
{
	int at = csv_table_column(r->csv, column);

	if (at < 0) {
		draft_args_fail(&r->d->args, "%s: expected a column \"%s\", found none",
		    r->d->in->file_name, column);
		return pb_text("");
	}
	return arena_strdup(r->d->mem, r->csv->rows[r->i][at]);
}

static char *
text(const struct row *r, const char *column)
{
	char *s = cell(r, column);

	if (!text_is_clean((const uint8_t *)s, strlen(s)))
		fail(
		    r, column, "UTF-8 text without control characters", "something else");
	return s;
}

static char *
word(const struct row *r, const char *column)
{
	char *s = text(r, column);

	if (!*s)
		fail(r, column, "a value", "");
	return s;
}

static int32_t
date_or_none(const struct row *r, const char *column)
{
	const char *s = cell(r, column);
	struct date d = { 0 };

	if (*s && !date_parse(&d, s))
		fail(r, column, "a date YYYY-MM-DD or nothing", s);
	return d.days;
}

static int32_t
date_given_in(const struct row *r, const char *column)
{
	int32_t days = date_or_none(r, column);

	if (!days)
		fail(r, column, "a date YYYY-MM-DD", "");
	return days;
}

static char *
digits(const struct row *r, const char *column, size_t least, size_t most)
{
	char *s = cell(r, column), expected[64];

	snprintf(expected, sizeof(expected), "%zu to %zu digits", least, most);
	if (!text_is_digits(s, least, most))
		fail(r, column, expected, s);
	return s;
}

/* Percent to basis points, exactly: "7.5" is 750. */
static uint32_t
percent(const struct row *r, const char *column)
{
	const char *s = cell(r, column);
	int64_t bp = 0;

	if (!text_to_scaled(&bp, s, 100, false) || bp < 0 || bp > 1000000)
		fail(r, column, "a rate in percent with at most two decimals", s);
	return (uint32_t)bp;
}

static bool
yes(const struct row *r, const char *column)
{
	const char *s = cell(r, column);

	if (strcmp(s, "yes") != 0 && strcmp(s, "no") != 0)
		fail(r, column, "yes or no", s);
	return !strcmp(s, "yes");
}

/* "a;b;c", which may be empty. */
static char **
list(const struct row *r, size_t *n, const char *column)
{
	return draft_args_split(&r->d->args, n, text(r, column), ';');
}

static Cmsa__Stage
mined_or_processed(const struct row *r, const char *column)
{
	const char *s = cell(r, column);

	if (!strcmp(s, "mined"))
		return CMSA__STAGE__STAGE_MINED;
	if (strcmp(s, "processed") != 0)
		fail(r, column, "mined or processed", s);
	return CMSA__STAGE__STAGE_PROCESSED;
}

/* --- one function a table ----------------------------------------------------------- */

static void
fill_mineral(const struct row *r, Cmsa__MineralRow *x)
{
	cmsa__mineral_row__init(x);
	x->mineral = word(r, "mineral_id");
	x->name = word(r, "name");
	x->symbol = text(r, "symbol");
	x->group = text(r, "group");
	x->from_days = date_given_in(r, "from");
	x->to_days = date_or_none(r, "to");
}

static void
fill_concern(const struct row *r, Cmsa__ConcernRow *x)
{
	const char *status = cell(r, "of_concern");

	cmsa__concern_row__init(x);
	x->country = word(r, "alpha3");
	x->from_days = date_or_none(r, "from");
	x->to_days = date_or_none(r, "to");
	x->basis = text(r, "basis");
	if (!strcmp(status, "yes"))
		x->status = CMSA__CONCERN_STATUS__CONCERN_YES;
	else if (!strcmp(status, "no"))
		x->status = CMSA__CONCERN_STATUS__CONCERN_NO;
	else if (!strcmp(status, "policy"))
		x->status = CMSA__CONCERN_STATUS__CONCERN_POLICY;
	else
		fail(r, "of_concern", "yes, no or policy", status);
}

static void
fill_mineral_hs(const struct row *r, Cmsa__MineralHsRow *x)
{
	cmsa__mineral_hs_row__init(x);
	x->mineral = word(r, "mineral_id");
	x->stage = mined_or_processed(r, "stage");
	x->hs6 = digits(r, "hs6", 6, 6);
	x->hs_edition = word(r, "hs_edition");
	x->whole_hs6 = yes(r, "whole_hs6");
	x->us_hts8 = list(r, &x->n_us_hts8, "us_hts8");
}

/* The stage column of a select product's line holds its words; other goods have none. */
static Cmsa__Stage
floor_stage(const struct row *r)
{
	if (!strcmp(cell(r, "kind"), "select derivative product"))
		return CMSA__STAGE__STAGE_MANUFACTURED;
	if (!*cell(r, "stage"))
		return CMSA__STAGE__STAGE_UNSET;
	return mined_or_processed(r, "stage");
}

static void
fill_floor(const struct row *r, Cmsa__FloorRow *x)
{
	cmsa__floor_row__init(x);
	x->hts8 = digits(r, "hts8", 8, 10);
	x->hs6 = digits(r, "hs6", 6, 6);
	x->minerals = list(r, &x->n_minerals, "mineral_ids");
	x->stage = floor_stage(r);
	x->rate_bp = percent(r, "rate_pct_on_2026_01_01");
	x->heading = text(r, "ch99_heading");
	x->citation = text(r, "legal_source");
	x->from_days = date_or_none(r, "in_effect_from");
}

static void
fill_select(const struct row *r, Cmsa__SelectRow *x)
{
	const char *reading = cell(r, "reading");

	cmsa__select_row__init(x);
	x->product = word(r, "product_id");
	x->words = text(r, "bill_words");
	x->hs6 = digits(r, "hs6", 6, 6);
	x->us_hts8 = digits(r, "us_hts8", 8, 8);
	x->us_suffix = digits(r, "us_stat_suffix", 0, 2);
	x->floor_bp = percent(r, "floor_pct_on_2026_01_01");
	x->from_days = date_or_none(r, "in_effect_from");
	x->by_end_use = csv_table_column(r->csv, "by_end_use") >= 0 && yes(r, "by_end_use");
	if (!strncmp(reading, "core", 4))
		x->reading = CMSA__READING__READING_CORE;
	else if (!strncmp(reading, "wider", 5))
		x->reading = CMSA__READING__READING_WIDER;
	else
		fail(r, "reading", "words that begin with core or wider", reading);
}

static void
fill_hs_map(const struct row *r, Cmsa__HsMapRow *x)
{
	cmsa__hs_map_row__init(x);
	x->from_code = digits(r, "hs2017", 6, 6);
	x->to_codes = list(r, &x->n_to_codes, "hs2022");
}

static void
fill_iso(const struct row *r, Cmsa__IsoRow *x)
{
	cmsa__iso_row__init(x);
	x->alpha3 = word(r, "alpha3");
	x->alpha2 = word(r, "alpha2");
	x->numeric = digits(r, "numeric", 3, 3);
	x->name = word(r, "name");
}

static void
fill_income(const struct row *r, Cmsa__IncomeRow *x)
{
	static const char *const groups[] = { "", "low", "lower-middle", "upper-middle",
		"high" };
	const char *group = cell(r, "income_group");
	int64_t year;

	cmsa__income_row__init(x);
	x->country = word(r, "alpha3");
	if (text_to_i64(&year, digits(r, "year", 4, 4)))
		x->year = (uint32_t)year;
	for (size_t i = 1; i < ARRAY_LEN(groups); i++)
		if (!strcmp(groups[i], group))
			x->group = (Cmsa__IncomeGroup)i;
	if (!x->group)
		fail(r, "income_group", "low, lower-middle, upper-middle or high", group);
}

/* Rows first..last of the CSV into one repeated field of `ref`; the types differ a table. */
#define FILL(field, type, fill)                                                    \
	do {                                                                       \
		type *x = arena_get(r.d->mem, (last - first + 1) * sizeof(*x));    \
                                                                                   \
		ref->field =                                                       \
		    arena_get(r.d->mem, (last - first + 1) * sizeof(*ref->field)); \
		for (r.i = first; r.i < last; r.i++, ref->n_##field++) {           \
			fill(&r, &x[ref->n_##field]);                              \
			ref->field[ref->n_##field] = &x[ref->n_##field];           \
		}                                                                  \
	} while (0)

static void
fill_rows(Cmsa__Reference *ref, enum table t, struct row r, size_t first, size_t last)
{
	switch (t) {
	case TABLE_CRITICAL_MINERALS:
		FILL(critical_minerals, Cmsa__MineralRow, fill_mineral);
		break;
	case TABLE_COUNTRIES_OF_CONCERN:
		FILL(countries_of_concern, Cmsa__ConcernRow, fill_concern);
		break;
	case TABLE_MINERAL_HS6:
		FILL(mineral_hs6, Cmsa__MineralHsRow, fill_mineral_hs);
		break;
	case TABLE_SECTION301_FLOORS:
		FILL(section301_floors, Cmsa__FloorRow, fill_floor);
		break;
	case TABLE_SELECT_DERIVATIVE_PRODUCTS:
		FILL(select_derivative_products, Cmsa__SelectRow, fill_select);
		break;
	case TABLE_HS2017_TO_HS2022:
		FILL(hs2017_to_hs2022, Cmsa__HsMapRow, fill_hs_map);
		break;
	case TABLE_ISO3166: FILL(iso3166, Cmsa__IsoRow, fill_iso); break;
	case TABLE_COUNTRY_INCOME:
		FILL(country_income, Cmsa__IncomeRow, fill_income);
		break;
	case N_TABLES: break;
	}
}

static void
read_part(struct draft *d, Cmsa__Reference *ref, enum table t)
{
	struct csv_table csv;
	struct errmsg why = { "" };
	size_t first, last;

	if (csv_table_parse(&csv, d->in->file, &why)) {
		draft_args_fail(&d->args, "%s: %s", d->in->file_name, why.text);
		return;
	}
	/* Parts are as even as they can be: part p holds rows n(p-1)/parts .. np/parts. */
	first = csv.n_rows * (ref->part - 1) / ref->parts;
	last = csv.n_rows * ref->part / ref->parts;
	if (last - first == 0 || last - first > LIMIT_ROWS)
		draft_args_fail(&d->args,
		    "%s: expected 1 to %d rows in part %u of %u, found %zu",
		    d->in->file_name, LIMIT_ROWS, ref->part, ref->parts, last - first);
	else
		fill_rows(ref, t, (struct row){ .d = d, .csv = &csv }, first, last);
	csv_table_clear(&csv);
}

void
draft_table_reference(struct draft *d)
{
	const char *names[N_TABLES + 1] = { NULL };
	Cmsa__Reference *ref = arena_get(d->mem, sizeof(*ref));
	enum table t;

	for (size_t i = 0; i < N_TABLES; i++)
		names[i] = editions_table_name((enum table)i);
	cmsa__reference__init(ref);
	t = (enum table)draft_args_choice(&d->args, "table", names);
	ref->table = pb_text(editions_table_name(t));
	ref->edition = draft_args_text(&d->args, "edition");
	ref->parts = (uint32_t)draft_args_number_or(&d->args, "parts", 1, 64, 1);
	ref->part = (uint32_t)draft_args_number_or(&d->args, "part", 1, ref->parts, 1);
	ref->corrects_from_days = draft_args_date_or_none(&d->args, "corrects_from");
	d->act.body_case = CMSA__ACT__BODY_REFERENCE;
	d->act.reference = ref;
	if (!d->in->file.p)
		draft_args_fail(&d->args, "expected a CSV file of the table, found none");
	if (!d->args.err)
		read_part(d, ref, t);
}
