/* duty_csv.c - rows to lines of a tariff. */
#include "duty_csv.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "mem.h"
#include "text.h"

enum {
	MAX_RATE_BP = 1000000 /* 10000 %, as the body check */
};

enum column {
	COUNTRY,
	HS_EDITION,
	SCHEDULE,
	MFN_ONLY,
	CODE,
	SCOPE,
	ORIGIN,
	KIND,
	MEASURE,
	START,
	END,
	COMBINATION,
	RATE,
	SPECIFIC,
	PUBLISHED,
	EQ_RATE,
	EQ_FROM,
	EQ_TO,
	EQ_VALUE,
	EQ_CURRENCY,
	EQ_QUANTITY,
	EQ_UNIT,
	EQ_SOURCE,
	CITATION,
	N_COLUMNS
};

static const struct cells_column COLUMNS[N_COLUMNS] = {
	[COUNTRY] = { "country", true },
	[HS_EDITION] = { "hs_edition", true },
	[SCHEDULE] = { "schedule", false },
	[MFN_ONLY] = { "mfn_only", false },
	[CODE] = { "code", true },
	[SCOPE] = { "scope", true },
	[ORIGIN] = { "origin", false },
	[KIND] = { "kind", true },
	[MEASURE] = { "measure", false },
	[START] = { "start", true },
	[END] = { "end", false },
	[COMBINATION] = { "combination", false },
	[RATE] = { "rate_pct", true },
	[SPECIFIC] = { "specific", false },
	[PUBLISHED] = { "published", false },
	[EQ_RATE] = { "equivalent_rate_pct", false },
	[EQ_FROM] = { "equivalent_from", false },
	[EQ_TO] = { "equivalent_to", false },
	[EQ_VALUE] = { "equivalent_value", false },
	[EQ_CURRENCY] = { "equivalent_currency", false },
	[EQ_QUANTITY] = { "equivalent_quantity", false },
	[EQ_UNIT] = { "equivalent_unit", false },
	[EQ_SOURCE] = { "equivalent_source", false },
	[CITATION] = { "citation", false },
};

static const struct cells_word SCOPES[] = { { "any", CMSA__ORIGIN_SCOPE__ORIGIN_ANY },
	{ "members", CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS },
	{ "countries-of-concern", CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN },
	{ "entities-of-concern", CMSA__ORIGIN_SCOPE__ORIGIN_ENTITIES_OF_CONCERN },
	{ "country", CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY }, { 0 } };

static const struct cells_word KINDS[] = { { "ordinary", CMSA__DUTY_KIND__DUTY_ORDINARY },
	{ "additional", CMSA__DUTY_KIND__DUTY_ADDITIONAL },
	{ "relief", CMSA__DUTY_KIND__DUTY_RELIEF },
	{ "antidumping", CMSA__DUTY_KIND__DUTY_ANTIDUMPING },
	{ "countervailing", CMSA__DUTY_KIND__DUTY_COUNTERVAILING },
	{ "safeguard", CMSA__DUTY_KIND__DUTY_SAFEGUARD },
	{ "other", CMSA__DUTY_KIND__DUTY_OTHER }, { 0 } };

static const struct cells_word COMBINATIONS[] = {
	{ "ad-valorem", CMSA__COMBINATION__COMBINATION_AD_VALOREM },
	{ "specific", CMSA__COMBINATION__COMBINATION_SPECIFIC },
	{ "plus", CMSA__COMBINATION__COMBINATION_PLUS },
	{ "higher-of", CMSA__COMBINATION__COMBINATION_HIGHER_OF },
	{ "lower-of", CMSA__COMBINATION__COMBINATION_LOWER_OF }, { 0 }
};

static uint32_t
read_rate(const struct cells *c, size_t row, enum column k)
{
	int64_t bp;

	if (!cells_number(&bp, c, row, k, 100, "a percentage with at most two decimals"))
		return 0;
	if (bp > MAX_RATE_BP) {
		cells_expect(c, row, k, "at most 10000 percent");
		return 0;
	}
	return (uint32_t)bp;
}

/* The marks of the file: right on the first row, repeated on all others. */
static void
read_marks(struct duty_rows *out, const struct cells *c, size_t row)
{
	const char *s = cells_raw(c, row, COUNTRY);

	if (row) {
		for (size_t k = COUNTRY; k <= MFN_ONLY; k++)
			if (strcmp(cells_raw(c, row, k), cells_raw(c, 0, k)) != 0)
				cells_expect(c, row, k, "the same on every row");
		return;
	}
	if (author_is_country(s))
		memcpy(out->country, s, COUNTRY_LEN);
	else
		cells_expect(c, row, COUNTRY, "an alpha-3 or territory code");
	out->hs_edition = cells_text(c, row, HS_EDITION);
	if (strncmp(out->hs_edition, "HS", 2) != 0 ||
	    !text_is_digits(out->hs_edition + 2, 4, 4))
		cells_expect(c, row, HS_EDITION, "HS and a year");
	out->schedule = cells_text(c, row, SCHEDULE);
	out->mfn_only = cells_yes(c, row, MFN_ONLY);
}

/* Which of the two parts a combination is made of. */
static void
check_parts(const Cmsa__DutyLine *l, const struct cells *c, size_t row)
{
	bool rate = *cells_raw(c, row, RATE), specific = *l->specific;

	switch (l->combination) {
	case CMSA__COMBINATION__COMBINATION_AD_VALOREM:
		if (!rate)
			cells_expect(c, row, RATE, "a percentage");
		if (specific)
			cells_expect(
			    c, row, SPECIFIC, "nothing with combination ad-valorem");
		return;
	case CMSA__COMBINATION__COMBINATION_SPECIFIC:
		if (rate)
			cells_expect(c, row, RATE, "nothing with combination specific");
		if (!specific)
			cells_expect(c, row, SPECIFIC, "the specific part as published");
		return;
	case CMSA__COMBINATION__COMBINATION_PLUS:
	case CMSA__COMBINATION__COMBINATION_HIGHER_OF:
	case CMSA__COMBINATION__COMBINATION_LOWER_OF:
		if (!rate)
			cells_expect(c, row, RATE, "a percentage");
		if (!specific)
			cells_expect(c, row, SPECIFIC, "the specific part as published");
		return;
	case _CMSA__COMBINATION_IS_INT_SIZE: break;
	}
	assert(0);
}

static void
check_equivalent(const Cmsa__Equivalent *e, const struct cells *c, size_t row)
{
	for (size_t k = EQ_RATE; k <= EQ_SOURCE; k++)
		if (!*cells_raw(c, row, k))
			cells_expect(c, row, k,
			    "all of rate, from, to, value, currency, quantity, unit and source, or none");
	if (e->from_days && e->to_days && e->to_days < e->from_days)
		cells_expect(c, row, EQ_TO, "a date not before equivalent_from");
	if (*e->currency && !author_is_country(e->currency))
		cells_expect(c, row, EQ_CURRENCY, "an ISO 4217 code");
}

static Cmsa__Equivalent *
read_equivalent(const struct cells *c, size_t row)
{
	Cmsa__Equivalent *e;
	bool said = false;

	for (size_t k = EQ_RATE; k <= EQ_SOURCE; k++)
		said = said || *cells_raw(c, row, k);
	if (!said)
		return NULL;
	e = arena_get(c->mem, sizeof(*e));
	assert(e);
	cmsa__equivalent__init(e);
	e->rate_bp = read_rate(c, row, EQ_RATE);
	e->from_days = cells_date(c, row, EQ_FROM, false).days;
	e->to_days = cells_date(c, row, EQ_TO, false).days;
	cells_number(
	    &e->value_cents, c, row, EQ_VALUE, 100, "an amount of at most two decimals");
	e->currency = cells_text(c, row, EQ_CURRENCY);
	cells_number(&e->quantity, c, row, EQ_QUANTITY, 1, "a whole quantity");
	e->quantity_unit = cells_text(c, row, EQ_UNIT);
	e->source = cells_text(c, row, EQ_SOURCE);
	check_equivalent(e, c, row);
	return e;
}

static void
read_key(Cmsa__DutyLine *l, const struct cells *c, size_t row)
{
	int scope = cells_word(c, row, SCOPE, SCOPES, -1);
	int kind = cells_word(c, row, KIND, KINDS, -1);

	l->code = cells_text(c, row, CODE);
	if (!text_is_digits(l->code, 6, 12))
		cells_expect(c, row, CODE, "6 to 12 digits");
	l->origin = cells_text(c, row, ORIGIN);
	if (scope >= 0) {
		l->scope = (Cmsa__OriginScope)scope;
		if (l->scope != CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY && *l->origin)
			cells_expect(
			    c, row, ORIGIN, "nothing with a scope other than country");
		else if (l->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY &&
			 !author_is_country(l->origin))
			cells_expect(c, row, ORIGIN, "an alpha-3 code");
	}
	if (kind >= 0)
		l->kind = (Cmsa__DutyKind)kind;
	l->measure = cells_text(c, row, MEASURE);
	l->start_days = cells_date(c, row, START, true).days;
}

static Cmsa__DutyLine *
read_line(const struct cells *c, size_t row)
{
	Cmsa__DutyLine *l = arena_get(c->mem, sizeof(*l));
	int combination = cells_word(
	    c, row, COMBINATION, COMBINATIONS, CMSA__COMBINATION__COMBINATION_AD_VALOREM);

	assert(l);
	cmsa__duty_line__init(l);
	read_key(l, c, row);
	l->end_days = cells_date(c, row, END, false).days;
	if (l->end_days && l->end_days < l->start_days)
		cells_expect(c, row, END, "a date not before the start");
	l->ad_valorem_bp = read_rate(c, row, RATE);
	l->specific = cells_text(c, row, SPECIFIC);
	l->published = cells_text(c, row, PUBLISHED);
	l->citation = cells_text(c, row, CITATION);
	l->equivalent = read_equivalent(c, row);
	if (combination >= 0) {
		l->combination = (Cmsa__Combination)combination;
		check_parts(l, c, row);
	}
	return l;
}

int
duty_csv_key_cmp(const Cmsa__DutyLine *a, const Cmsa__DutyLine *b)
{
	int d = strcmp(a->code, b->code);

	if (!d)
		d = (int)a->scope - (int)b->scope;
	if (!d)
		d = strcmp(a->origin, b->origin);
	if (!d)
		d = (int)a->kind - (int)b->kind;
	if (!d)
		d = strcmp(a->measure, b->measure);
	return d ? d : (a->start_days > b->start_days) - (a->start_days < b->start_days);
}

struct keyed {
	const Cmsa__DutyLine *line;
	uint32_t row;
};

static int
keyed_cmp(const void *va, const void *vb)
{
	const struct keyed *a = va, *b = vb;
	int d = duty_csv_key_cmp(a->line, b->line);

	return d ? d : (a->row > b->row) - (a->row < b->row);
}

static void
check_repeated(const struct duty_rows *rows, const struct cells *c)
{
	struct keyed *k = mem_array(rows->n, sizeof(*k));

	for (size_t i = 0; i < rows->n; i++)
		k[i] = (struct keyed){ .line = rows->lines[i], .row = cells_line(c, i) };
	qsort(k, rows->n, sizeof(*k), keyed_cmp);
	for (size_t i = 1; i < rows->n; i++)
		if (!duty_csv_key_cmp(k[i - 1].line, k[i].line))
			row_errors_add(c->errors, k[i].row, "code",
			    "expected each line once, found the key of row %u again",
			    k[i - 1].row);
	free(k);
}

enum err
duty_csv_parse(struct duty_rows *out, struct row_errors *errors, struct arena *mem,
    const struct csv_table *t)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct duty_rows){ .hs_edition = "", .schedule = "" };
	cells_init(&c, t, COLUMNS, N_COLUMNS);
	if (!row_errors_count(errors) && !t->n_rows)
		row_errors_add(errors, 2, "", "expected at least one line, found none");
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->lines = arena_get(mem, t->n_rows * sizeof(*out->lines));
	assert(out->lines);
	for (size_t i = 0; i < t->n_rows; i++) {
		read_marks(out, &c, i);
		out->lines[i] = read_line(&c, i);
	}
	out->n = t->n_rows;
	check_repeated(out, &c);
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct duty_rows){ .hs_edition = "", .schedule = "" };
	return ERR_INPUT;
}

/* v / 100 without trailing zeros. */
static void
write_hundredths(char *out, size_t size, int64_t v)
{
	int rest = (int)(v % 100);

	if (!rest)
		snprintf(out, size, "%" PRId64, v / 100);
	else if (rest % 10)
		snprintf(out, size, "%" PRId64 ".%02d", v / 100, rest);
	else
		snprintf(out, size, "%" PRId64 ".%d", v / 100, rest / 10);
}

void
duty_csv_percent(char out[static 16], uint32_t rate_bp)
{
	write_hundredths(out, 16, rate_bp);
}

struct equivalent_text {
	char rate[16], from[11], to[11], value[32], quantity[32];
};

static void
write_equivalent(const char *cells[static N_COLUMNS], struct equivalent_text *x,
    const Cmsa__Equivalent *e)
{
	if (!e)
		return;
	duty_csv_percent(x->rate, e->rate_bp);
	date_write(x->from, (struct date){ .days = e->from_days });
	date_write(x->to, (struct date){ .days = e->to_days });
	write_hundredths(x->value, sizeof(x->value), e->value_cents);
	snprintf(x->quantity, sizeof(x->quantity), "%" PRId64, e->quantity);
	cells[EQ_RATE] = x->rate;
	cells[EQ_FROM] = x->from;
	cells[EQ_TO] = x->to;
	cells[EQ_VALUE] = x->value;
	cells[EQ_CURRENCY] = e->currency;
	cells[EQ_QUANTITY] = x->quantity;
	cells[EQ_UNIT] = e->quantity_unit;
	cells[EQ_SOURCE] = e->source;
}

static void
write_line(struct buf *out, const struct duty_rows *rows, const Cmsa__DutyLine *l)
{
	const char *cells[N_COLUMNS] = { 0 };
	struct equivalent_text x;
	char start[11], end[11], rate[16] = "";

	date_write(start, (struct date){ .days = l->start_days });
	date_write(end, (struct date){ .days = l->end_days });
	if (l->combination != CMSA__COMBINATION__COMBINATION_SPECIFIC)
		duty_csv_percent(rate, l->ad_valorem_bp);
	cells[COUNTRY] = rows->country;
	cells[HS_EDITION] = rows->hs_edition;
	cells[SCHEDULE] = rows->schedule;
	cells[MFN_ONLY] = rows->mfn_only ? "yes" : "no";
	cells[CODE] = l->code;
	cells[SCOPE] = cells_word_of(SCOPES, (int)l->scope);
	cells[ORIGIN] = l->origin;
	cells[KIND] = cells_word_of(KINDS, (int)l->kind);
	cells[MEASURE] = l->measure;
	cells[START] = start;
	cells[END] = end;
	cells[COMBINATION] = cells_word_of(COMBINATIONS, (int)l->combination);
	cells[RATE] = rate;
	cells[SPECIFIC] = l->specific;
	cells[PUBLISHED] = l->published;
	cells[CITATION] = l->citation;
	write_equivalent(cells, &x, l->equivalent);
	cells_row_write(out, cells, N_COLUMNS);
}

void
duty_csv_write(struct buf *out, const struct duty_rows *rows)
{
	cells_header_write(out, COLUMNS, N_COLUMNS);
	for (size_t i = 0; i < rows->n; i++)
		write_line(out, rows, rows->lines[i]);
}
