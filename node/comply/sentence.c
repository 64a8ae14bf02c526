/* sentence.c - fills the pattern of a reason. */
#include "sentence.h"

#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "bytes.h"
#include "judge.h"

enum {
	MOST_NAMED = 8
}; /* of a longer list the rest is counted */

static void
add_list(struct buf *b, char *const *list, size_t n)
{
	char more[32];

	for (size_t i = 0; i < n && i < MOST_NAMED; i++) {
		if (i)
			buf_add_str(b, ", ");
		buf_add_str(
		    b, strcmp(list[i], JUDGE_ENTITIES) ? list[i] : "entities of concern");
	}
	if (n > MOST_NAMED) {
		snprintf(more, sizeof(more), " and %zu more", n - MOST_NAMED);
		buf_add_str(b, more);
	}
}

static void
add_country(struct buf *b, const char *country, const struct sheet_row *row)
{
	(void)row;
	buf_add_str(b, country);
}

static void
add_goods(struct buf *b, const char *country, const struct sheet_row *row)
{
	(void)country;
	add_list(b, row->hs6, row->n_hs6);
	if (!row->product && !row->n_hs6)
		buf_add_str(b, "the matter");
	if (!row->product)
		return;
	buf_add_str(b, row->n_hs6 ? " (" : "");
	buf_add_str(b, row->product);
	if (row->stage == CMSA__STAGE__STAGE_MINED)
		buf_add_str(b, ", mined");
	if (row->stage == CMSA__STAGE__STAGE_PROCESSED)
		buf_add_str(b, ", processed");
	buf_add_str(b, row->n_hs6 ? ")" : "");
}

static void
add_partners(struct buf *b, const char *country, const struct sheet_row *row)
{
	(void)country;
	add_list(b, row->partners, row->n_partners);
}

static void
add_toward(struct buf *b, const char *country, const struct sheet_row *row)
{
	if (row->n_partners)
		buf_add_str(b, " toward ");
	add_partners(b, country, row);
}

/* 2499 bp: "24.99 %"; 2500: "25 %"; 250: "2.5 %". */
static void
add_percent(struct buf *b, const char *before, int64_t bp)
{
	char text[64];
	const long long whole = bp / 100, part = bp % 100;

	if (!part)
		snprintf(text, sizeof(text), "%s%lld %%", before, whole);
	else if (part % 10 == 0)
		snprintf(text, sizeof(text), "%s%lld.%lld %%", before, whole, part / 10);
	else
		snprintf(text, sizeof(text), "%s%lld.%02lld %%", before, whole, part);
	buf_add_str(b, text);
}

/* 1500000000 g: "1500 t a year"; the fraction without its last zeros. */
static void
add_tonnes(struct buf *b, int64_t grams)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%lld.%06lld", (long long)(grams / 1000000),
	    (long long)(grams % 1000000));

	while (n > 0 && text[n - 1] == '0')
		n--;
	if (n > 0 && text[n - 1] == '.')
		n--;
	text[n] = '\0';
	buf_add_str(b, text);
	buf_add_str(b, " t a year");
}

static void
add_measure(struct buf *b, const struct measure *m)
{
	char text[64];

	switch (m->unit) {
	case MEASURE_NONE: buf_add_str(b, "nothing"); return;
	case MEASURE_BP: add_percent(b, "", m->value); return;
	case MEASURE_AT_LEAST_BP: add_percent(b, "at least ", m->value); return;
	case MEASURE_AT_MOST_BP: add_percent(b, "at most ", m->value); return;
	case MEASURE_DAYS:
		snprintf(text, sizeof(text), "%lld day%s", (long long)m->value,
		    m->value == 1 ? "" : "s");
		buf_add_str(b, text);
		return;
	case MEASURE_GRAMS_A_YEAR: add_tonnes(b, m->value); return;
	case MEASURE_TEXT: buf_add_str(b, m->text); return;
	}
}

static void
add_measured(struct buf *b, const char *country, const struct sheet_row *row)
{
	(void)country;
	add_measure(b, &row->outcome.measured);
}

static void
add_required(struct buf *b, const char *country, const struct sheet_row *row)
{
	(void)country;
	add_measure(b, &row->outcome.required);
}

/* Of "alert, day" the two parts. */
static void
add_alert(struct buf *b, const char *country, const struct sheet_row *row)
{
	const struct measure *m = &row->outcome.measured;

	(void)country;
	if (m->unit == MEASURE_TEXT)
		buf_add(b, m->text, strcspn(m->text, ","));
}

static void
add_day(struct buf *b, const char *country, const struct sheet_row *row)
{
	const struct measure *m = &row->outcome.measured;
	const char *comma = m->unit == MEASURE_TEXT ? strstr(m->text, ", ") : NULL;

	(void)country;
	if (comma)
		buf_add_str(b, comma + 2);
}

static const struct field {
	const char *name;
	void (*add)(struct buf *b, const char *country, const struct sheet_row *row);
} fields[] = {
	{ "{country}", add_country },
	{ "{goods}", add_goods },
	{ "{partners}", add_partners },
	{ "{toward}", add_toward },
	{ "{measured}", add_measured },
	{ "{required}", add_required },
	{ "{alert}", add_alert },
	{ "{day}", add_day },
};

/* Adds the field that stands at `at`; returns its length there, 0 when it is none. */
static size_t
add_field(struct buf *b, const char *at, const char *country, const struct sheet_row *row)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const size_t n = strlen(fields[i].name);

		if (at[1] != fields[i].name[1] || strncmp(at, fields[i].name, n) != 0)
			continue;
		fields[i].add(b, country, row);
		return n;
	}
	return 0;
}

const char *
sentence_goods(struct arena *a, const Cmsa__Finding *f)
{
	const struct sheet_row row = { .product = f->n_products ? f->products[0] : NULL,
		.stage = f->stage,
		.hs6 = f->hs6,
		.n_hs6 = f->n_hs6 };
	struct buf b = { 0 };
	const char *text;

	add_goods(&b, "", &row);
	text = arena_strndup(a, (const char *)b.p, b.n);
	buf_clear(&b);
	return text;
}

const char *
sentence_write(struct arena *a, const char *country, const struct sheet_row *row)
{
	struct buf b = { 0 };
	const char *text;

	for (const char *p = reasons_sentence(row->outcome.reason); *p;) {
		size_t n = *p == '{' ? add_field(&b, p, country, row) : 0;

		if (!n) {
			n = 1 + strcspn(p + 1, "{");
			buf_add(&b, p, n);
		}
		p += n;
	}
	text = arena_strndup(a, (const char *)b.p, b.n);
	buf_clear(&b);
	return text;
}
