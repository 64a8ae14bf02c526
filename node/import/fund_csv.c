/* fund_csv.c - rows to what is published of the trust fund.  A cell that does not belong to the
 * kind of its row is an error: nothing that was typed is dropped. */
#include "fund_csv.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "mem.h"
#include "name.h"
#include "text.h"

enum column {
	COUNTRY,
	ID,
	KIND,
	DATE,
	AMOUNT,
	FISCAL_YEAR,
	SUBJECT,
	STAGE,
	COST,
	OF,
	BACKING,
	INTEREST_BEARING,
	RECIPIENT,
	PROJECT,
	PURPOSE,
	PROJECT_COUNTRY,
	NATIONAL_INTEREST,
	DEVELOPMENTAL,
	STRATEGIC_COMPETITOR,
	UNITED_STATES_ENTITY,
	OFFERED,
	CITATION,
	SAMPLE,
	N_COLUMNS
};

#define OF_KIND(k) (1u << CMSA__FUND_KIND__FUND_##k)

enum {
	CENTS_IN_DOLLAR = 100,
	BP_IN_PERCENT = 100
};

static const struct cells_column COLUMNS[N_COLUMNS] = {
	[COUNTRY] = { "country", true },
	[ID] = { "id", true },
	[KIND] = { "kind", true },
	[DATE] = { "date", true },
	[AMOUNT] = { "amount", true },
	[FISCAL_YEAR] = { "fiscal_year", false },
	[SUBJECT] = { "mineral", false },
	[STAGE] = { "stage", false },
	[COST] = { "cost", false },
	[OF] = { "of", false },
	[BACKING] = { "backing", false },
	[INTEREST_BEARING] = { "interest_bearing", false },
	[RECIPIENT] = { "recipient", false },
	[PROJECT] = { "project", false },
	[PURPOSE] = { "purpose", false },
	[PROJECT_COUNTRY] = { "project_country", false },
	[NATIONAL_INTEREST] = { "national_interest", false },
	[DEVELOPMENTAL] = { "developmental", false },
	[STRATEGIC_COMPETITOR] = { "strategic_competitor", false },
	[UNITED_STATES_ENTITY] = { "united_states_entity", false },
	[OFFERED] = { "offered_pct", false },
	[CITATION] = { "citation", false },
	[SAMPLE] = { "sample", false },
};

/* Which kinds a column belongs to; and which must have it. */
static const struct {
	unsigned allowed, needed;
} BELONGS[N_COLUMNS] = {
	[AMOUNT] = { ~OF_KIND(CERTIFICATION), ~OF_KIND(CERTIFICATION) },
	[FISCAL_YEAR] = { OF_KIND(TRANSFER), OF_KIND(TRANSFER) },
	[SUBJECT] = { OF_KIND(RECEIPT), 0 },
	[STAGE] = { OF_KIND(RECEIPT), 0 },
	[COST] = { OF_KIND(SALE), OF_KIND(SALE) },
	[OF] = { OF_KIND(SALE), OF_KIND(SALE) },
	[BACKING] = { OF_KIND(INVESTMENT), OF_KIND(INVESTMENT) },
	[INTEREST_BEARING] = { OF_KIND(INVESTMENT), OF_KIND(INVESTMENT) },
	[RECIPIENT] = { OF_KIND(DISBURSEMENT), OF_KIND(DISBURSEMENT) },
	[PROJECT] = { OF_KIND(DISBURSEMENT) | OF_KIND(CERTIFICATION),
	    OF_KIND(CERTIFICATION) },
	[PURPOSE] = { OF_KIND(DISBURSEMENT), 0 },
	[PROJECT_COUNTRY] = { OF_KIND(DISBURSEMENT) | OF_KIND(CERTIFICATION), 0 },
	[NATIONAL_INTEREST] = { OF_KIND(CERTIFICATION), 0 },
	[DEVELOPMENTAL] = { OF_KIND(CERTIFICATION), 0 },
	[STRATEGIC_COMPETITOR] = { OF_KIND(CERTIFICATION), 0 },
	[UNITED_STATES_ENTITY] = { OF_KIND(CERTIFICATION), 0 },
	[OFFERED] = { OF_KIND(CERTIFICATION), 0 },
};

static const struct cells_word KINDS[] = { { "receipt", CMSA__FUND_KIND__FUND_RECEIPT },
	{ "transfer", CMSA__FUND_KIND__FUND_TRANSFER },
	{ "interest", CMSA__FUND_KIND__FUND_INTEREST },
	{ "investment", CMSA__FUND_KIND__FUND_INVESTMENT },
	{ "sale", CMSA__FUND_KIND__FUND_SALE },
	{ "disbursement", CMSA__FUND_KIND__FUND_DISBURSEMENT },
	{ "certification", CMSA__FUND_KIND__FUND_CERTIFICATION },
	{ "need", CMSA__FUND_KIND__FUND_NEED }, { 0 } };

static const struct cells_word STAGES[] = { { "mined", CMSA__STAGE__STAGE_MINED },
	{ "processed", CMSA__STAGE__STAGE_PROCESSED }, { 0 } };

static const struct cells_word BACKINGS[] = {
	{ "united-states", CMSA__FUND_BACKING__BACKING_UNITED_STATES },
	{ "guaranteed", CMSA__FUND_BACKING__BACKING_GUARANTEED },
	{ "other", CMSA__FUND_BACKING__BACKING_OTHER }, { 0 }
};

static const struct cells_word RECIPIENTS[] = {
	{ "doe-loan-programs", CMSA__FUND_RECIPIENT__RECIPIENT_DOE_LOAN_PROGRAMS },
	{ "dod", CMSA__FUND_RECIPIENT__RECIPIENT_DOD },
	{ "dfc", CMSA__FUND_RECIPIENT__RECIPIENT_DFC }, { 0 }
};

static const struct cells_word PURPOSES[] = { { "mining",
						  CMSA__FUND_PURPOSE__PURPOSE_MINING },
	{ "processing", CMSA__FUND_PURPOSE__PURPOSE_PROCESSING },
	{ "select-product-manufacturing",
	    CMSA__FUND_PURPOSE__PURPOSE_SELECT_PRODUCT_MANUFACTURING },
	{ "critical-mineral-project",
	    CMSA__FUND_PURPOSE__PURPOSE_CRITICAL_MINERAL_PROJECT },
	{ 0 } };

/* False: the cell may not be read, and that is said. */
static bool
belongs(const struct cells *c, size_t row, enum column column, Cmsa__FundKind kind)
{
	const bool empty = !*cells_raw(c, row, column);
	char what[64];

	if (!empty && !(BELONGS[column].allowed >> kind & 1)) {
		snprintf(what, sizeof(what), "nothing with kind %s",
		    cells_word_of(KINDS, (int)kind));
		cells_expect(c, row, column, what);
		return false;
	}
	if (empty && BELONGS[column].needed >> kind & 1) {
		snprintf(what, sizeof(what), "a value with kind %s",
		    cells_word_of(KINDS, (int)kind));
		cells_expect(c, row, column, what);
		return false;
	}
	return !empty;
}

static int64_t
money(const struct cells *c, size_t row, enum column column, Cmsa__FundKind kind)
{
	int64_t cents = 0;

	if (!belongs(c, row, column, kind))
		return 0;
	cells_number(
	    &cents, c, row, column, CENTS_IN_DOLLAR, "dollars with at most two decimals");
	if (cents < 0)
		cells_expect(c, row, column, "an amount not below 0");
	return cents;
}

/* Number of one of the words; 0 for an empty cell. */
static int
word(const struct cells *c, size_t row, enum column column, Cmsa__FundKind kind,
    const struct cells_word *words)
{
	int value =
	    belongs(c, row, column, kind) ? cells_word(c, row, column, words, 0) : 0;

	return value < 0 ? 0 : value;
}

static bool
yes(const struct cells *c, size_t row, enum column column, Cmsa__FundKind kind)
{
	return belongs(c, row, column, kind) && cells_yes(c, row, column);
}

static char *
text(const struct cells *c, size_t row, enum column column, Cmsa__FundKind kind)
{
	if (belongs(c, row, column, kind))
		return cells_text(c, row, column);
	return arena_strdup(c->mem, "");
}

static void
read_receipt(Cmsa__FundRow *r, const struct cells *c, size_t row)
{
	int64_t year;

	r->subject = text(c, row, SUBJECT, r->kind);
	if (*r->subject && !subject_is_valid(r->subject))
		cells_expect(c, row, SUBJECT, "the id of a mineral");
	r->stage = (Cmsa__Stage)word(c, row, STAGE, r->kind, STAGES);
	if (!belongs(c, row, FISCAL_YEAR, r->kind))
		return;
	if (!text_to_i64(&year, cells_raw(c, row, FISCAL_YEAR)) || year < 1900 ||
	    year > 2199)
		cells_expect(c, row, FISCAL_YEAR, "a year of 1900 to 2199");
	else
		r->fiscal_year = (uint32_t)year;
}

static void
read_investment(Cmsa__FundRow *r, const struct cells *c, size_t row)
{
	r->cost_cents = money(c, row, COST, r->kind);
	r->of = text(c, row, OF, r->kind);
	r->backing = (Cmsa__FundBacking)word(c, row, BACKING, r->kind, BACKINGS);
	r->interest_bearing = yes(c, row, INTEREST_BEARING, r->kind);
}

static void
read_project(Cmsa__FundRow *r, const struct cells *c, size_t row)
{
	r->recipient = (Cmsa__FundRecipient)word(c, row, RECIPIENT, r->kind, RECIPIENTS);
	r->project = text(c, row, PROJECT, r->kind);
	r->purpose = (Cmsa__FundPurpose)word(c, row, PURPOSE, r->kind, PURPOSES);
	r->country = text(c, row, PROJECT_COUNTRY, r->kind);
	if (*r->country && !author_is_country(r->country))
		cells_expect(c, row, PROJECT_COUNTRY, "an alpha-3 code");
}

static void
read_certified(Cmsa__FundRow *r, const struct cells *c, size_t row)
{
	int64_t bp = 0;

	r->national_interest = yes(c, row, NATIONAL_INTEREST, r->kind);
	r->developmental = yes(c, row, DEVELOPMENTAL, r->kind);
	r->strategic_competitor = yes(c, row, STRATEGIC_COMPETITOR, r->kind);
	r->united_states_entity = yes(c, row, UNITED_STATES_ENTITY, r->kind);
	if (!belongs(c, row, OFFERED, r->kind))
		return;
	if (!text_to_scaled(&bp, cells_raw(c, row, OFFERED), BP_IN_PERCENT, false) ||
	    bp < 0 || bp > 10000)
		cells_expect(
		    c, row, OFFERED, "0 to 100 per cent with at most two decimals");
	else
		r->offered_bp = (uint32_t)bp;
}

static Cmsa__FundRow *
read_row(const struct cells *c, size_t row)
{
	Cmsa__FundRow *r = arena_get(c->mem, sizeof(*r));
	int kind = cells_word(c, row, KIND, KINDS, -1);

	assert(r);
	cmsa__fund_row__init(r);
	if (strcmp(cells_raw(c, row, COUNTRY), "USA"))
		cells_expect(c, row, COUNTRY, "USA");
	r->id = cells_text(c, row, ID);
	if (!*r->id)
		cells_expect(c, row, ID, "an id");
	r->days = cells_date(c, row, DATE, true).days;
	r->citation = cells_text(c, row, CITATION);
	r->sample = cells_yes(c, row, SAMPLE);
	if (kind <= 0)
		return r; /* what else belongs there is not known */
	r->kind = (Cmsa__FundKind)kind;
	r->cents = money(c, row, AMOUNT, r->kind);
	read_receipt(r, c, row);
	read_investment(r, c, row);
	read_project(r, c, row);
	read_certified(r, c, row);
	return r;
}

struct named {
	const char *id;
	uint32_t line;
};

static int
named_cmp(const void *va, const void *vb)
{
	const struct named *a = va, *b = vb;
	int c = strcmp(a->id, b->id);

	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static void
check_repeated(const struct cells *c, size_t n)
{
	struct named *all = mem_array(n, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = (struct named){ cells_raw(c, i, ID), cells_line(c, i) };
	qsort(all, n, sizeof(*all), named_cmp);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(all[i - 1].id, all[i].id))
			row_errors_add(c->errors, all[i].line, COLUMNS[ID].name,
			    "expected each once, found that of row %u again",
			    all[i - 1].line);
	free(all);
}

enum err
fund_csv_parse(struct fund_rows *out, struct row_errors *errors, struct arena *mem,
    const struct csv_table *t)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct fund_rows){ 0 };
	cells_init(&c, t, COLUMNS, N_COLUMNS);
	if (!row_errors_count(errors) && !t->n_rows)
		row_errors_add(errors, 2, "", "expected at least one row, found none");
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->rows = arena_get(mem, t->n_rows * sizeof(*out->rows));
	assert(out->rows);
	for (size_t i = 0; i < t->n_rows; i++)
		out->rows[i] = read_row(&c, i);
	check_repeated(&c, t->n_rows);
	out->n = t->n_rows;
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct fund_rows){ 0 };
	return ERR_INPUT;
}
