/* hts_rates.c - see hts_rates.h. */
#include "hts_rates.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "duty_text.h"
#include "hts_special.h"
#include "limit.h"

/* One row on its way to lines. */
struct row {
	struct hts_rates *h;
	size_t at;
	const char *code;
	size_t first;            /* of its lines */
	Cmsa__DutyLine *column2; /* its column 2 duty, toward nobody yet; NULL: none */
};

static const char *
cell(const struct row *r, int column)
{
	return tariff_lines_cell(&r->h->lines, r->at, column);
}

static void
refuse(const struct row *r, int column, const char *duty, const char *reason)
{
	tariff_lines_refuse(&r->h->lines, r->at, column, r->code, duty, reason);
}

/* An ordinary line of the row toward any origin, from the first day of the edition; NULL when the
 * duty is not understood. */
static Cmsa__DutyLine *
line_of(const struct row *r, const char *duty)
{
	Cmsa__DutyLine *l = tariff_lines_new(&r->h->lines);

	if (!duty_text_read(l, &r->h->lines.out->mem, duty))
		return NULL;
	l->code = tariff_lines_keep(&r->h->lines, r->code);
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	l->kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	l->start_days = r->h->start.days;
	return l;
}

/* The line again, toward one country ("": any) for a span of days. */
static Cmsa__DutyLine *
toward(const struct row *r, const Cmsa__DutyLine *l, const char *country,
    const struct hts_span *span)
{
	Cmsa__DutyLine *copy = tariff_lines_copy(&r->h->lines, l);

	if (*country) {
		copy->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
		copy->origin = tariff_lines_keep(&r->h->lines, country);
	}
	copy->start_days = span->from.days;
	copy->end_days = span->to.days;
	return copy;
}

/* --- special rates ------------------------------------------------------------------- */

static bool
is_ad_valorem(const Cmsa__DutyLine *l)
{
	return l->combination == CMSA__COMBINATION__COMBINATION_AD_VALOREM;
}

/* HTS general note 3(a)(iii): under more than one programme, the lowest rate.  Two that cannot be
 * compared stay, and are found to have one key. */
static void
add_lowest(const struct row *r, Cmsa__DutyLine *l)
{
	const struct duty_rows *d = &r->h->lines.out->duty;

	for (size_t i = r->first; i < d->n; i++) {
		Cmsa__DutyLine *old = d->lines[i];

		if (duty_csv_key_cmp(old, l) != 0)
			continue;
		if (is_ad_valorem(old) && is_ad_valorem(l)) {
			if (l->ad_valorem_bp < old->ad_valorem_bp)
				*old = *l;
			return;
		}
		if (old->combination == l->combination &&
		    old->ad_valorem_bp == l->ad_valorem_bp &&
		    !strcmp(old->specific, l->specific))
			return;
	}
	tariff_lines_add(&r->h->lines, l);
}

/* A relief for column 1 leaves the countries of column 2 what they pay. */
static void
add_column2_beside(const struct row *r, const char *measure)
{
	const struct hts_tables *t = &r->h->tables;

	for (size_t i = 0; r->column2 && i < t->n_column2; i++) {
		struct hts_span span;
		Cmsa__DutyLine *l;

		if (!hts_tables_from(&span, &t->column2[i].span, r->h->start))
			continue;
		l = toward(r, r->column2, t->column2[i].country, &span);
		l->kind = CMSA__DUTY_KIND__DUTY_RELIEF;
		l->measure = tariff_lines_keep(&r->h->lines, measure);
		l->citation = tariff_lines_keep(&r->h->lines, t->column2[i].citation);
		add_lowest(r, l);
	}
}

static void
add_special(const struct row *r, const Cmsa__DutyLine *duty,
    const struct hts_programme *p, const struct hts_span *span)
{
	Cmsa__DutyLine *l = toward(r, duty, p->country, span);

	l->citation = tariff_lines_keep(&r->h->lines, p->citation);
	if (p->relief) {
		l->kind = CMSA__DUTY_KIND__DUTY_RELIEF;
		l->measure = tariff_lines_keep(&r->h->lines, p->symbol);
	}
	add_lowest(r, l);
	if (p->relief && !*p->country)
		add_column2_beside(r, p->symbol);
}

/* "Free (AU)": of the cell, the duty and the symbol. */
static char *
published(const struct row *r, const struct hts_special *s)
{
	char text[LIMIT_TEXT_BYTES + 1];
	int n = snprintf(text, sizeof(text), "%s (%s)", s->duty, s->symbol);

	return n < (int)sizeof(text) ? tariff_lines_keep(&r->h->lines, text) : NULL;
}

static void
read_symbol(const struct row *r, const struct hts_special *s)
{
	const struct hts_tables *t = &r->h->tables;
	Cmsa__DutyLine *duty = line_of(r, s->duty);
	char *text = published(r, s);
	size_t known = 0, in_effect = 0;

	if (!duty || !text) {
		refuse(r, HTS_SPECIAL, s->duty, "duty");
		return;
	}
	duty->published = text;
	for (size_t i = 0; i < t->n_programmes; i++) {
		const struct hts_programme *p = &t->programme[i];
		struct hts_span span;

		if (strcmp(p->symbol, s->symbol) != 0)
			continue;
		known++;
		if (!hts_tables_from(&span, &p->span, r->h->start))
			continue;
		in_effect++;
		if (*p->country || p->relief)
			add_special(r, duty, p, &span);
		else
			refuse(r, HTS_SPECIAL, text, "programme-countries");
	}
	if (!known)
		refuse(r, HTS_SPECIAL, text, "programme");
	else if (!in_effect)
		refuse(r, HTS_SPECIAL, text, "programme-ended");
}

static void
read_special(const struct row *r)
{
	struct hts_special *list;
	size_t n;

	if (!hts_special_read(&list, &n, &r->h->lines.out->mem, cell(r, HTS_SPECIAL))) {
		refuse(r, HTS_SPECIAL, cell(r, HTS_SPECIAL), "special");
		return;
	}
	for (size_t i = 0; i < n; i++)
		read_symbol(r, &list[i]);
}

/* --- the row ------------------------------------------------------------------------- */

static Cmsa__DutyLine *
read_duty(const struct row *r, int column)
{
	const char *text = cell(r, column);
	Cmsa__DutyLine *l = line_of(r, text);

	if (!l)
		refuse(r, column, text, text[strspn(text, " \t")] ? "duty" : "no-rate");
	return l;
}

static void
add_column2(const struct row *r)
{
	const struct hts_tables *t = &r->h->tables;

	for (size_t i = 0; i < t->n_column2; i++) {
		struct hts_span span;
		Cmsa__DutyLine *l;

		if (!hts_tables_from(&span, &t->column2[i].span, r->h->start))
			continue;
		l = toward(r, r->column2, t->column2[i].country, &span);
		l->citation = tariff_lines_keep(&r->h->lines, t->column2[i].citation);
		tariff_lines_add(&r->h->lines, l);
	}
}

void
hts_rates_add(struct hts_rates *h, size_t row, const char *code)
{
	struct row r = { .h = h, .at = row, .code = code, .first = h->lines.out->duty.n };
	Cmsa__DutyLine *general = read_duty(&r, HTS_GENERAL);

	if (general)
		tariff_lines_add(&h->lines, general);
	r.column2 = read_duty(&r, HTS_COLUMN2);
	read_special(&r);
	if (r.column2)
		add_column2(&r);
}
