/* import_tariff.c - national tariff lines, and the section 301 lines of the USA. */
#include "import_tariff.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "figure.h"
#include "mem.h"
#include "reftable.h"
#include "text.h"

enum {
	TARIFF,
	EDITION,
	HS_EDITION,
	CODE,
	DUTY_TEXT,
	DUTY_KIND,
	PCT,
	PART_PCT,
	SPECIFIC,
	COMBINATION,
	START,
	MARKS,
	N_COLUMNS
};

enum {
	US_CODE,
	US_RATE_BP,
	US_START,
	US_HEADING,
	US_CITATION,
	N_US_COLUMNS
};

enum {
	MAX_RATE_BP = 1000000
};

/* One table being read into lines. */
struct reading {
	struct import_result *out;
	const struct csv_table *t;
	const struct reftable_column *at;
};

static const char *
cell(const struct reading *r, size_t row, int column)
{
	return r->t->rows[row][r->at[column].at];
}

static char *
keep(struct reading *r, const char *s)
{
	char *p = arena_strdup(&r->out->mem, s);

	assert(p);
	return p;
}

static void
refuse(struct reading *r, size_t row, int code, int text, int column, const char *reason)
{
	struct import_unusable u = { .row = r->t->line[row],
		.column = r->at[column].name,
		.subject = keep(r, cell(r, row, code)),
		.series = keep(r, cell(r, row, text)),
		.found = keep(r, cell(r, row, column)),
		.reason = reason };

	import_add_unusable(r->out, &u);
}

static Cmsa__DutyLine *
new_line(struct reading *r)
{
	Cmsa__DutyLine *l = arena_get(&r->out->mem, sizeof(*l));

	assert(l);
	cmsa__duty_line__init(l);
	return l;
}

/* The arena has no realloc: room for every row of the table is taken at once. */
static void
make_room(struct reading *r)
{
	struct duty_rows *d = &r->out->duty;
	Cmsa__DutyLine **more =
	    arena_get(&r->out->mem, (d->n + r->t->n_rows) * sizeof(*more));

	assert(more);
	if (d->n)
		memcpy(more, d->lines, d->n * sizeof(*more));
	d->lines = more;
}

/* Percent to basis points; the text may be empty only for a duty without that part. */
static bool
rate_of(uint32_t *out, const char *pct)
{
	int64_t bp = 0;

	if (figure_parse(&bp, pct, 100, false) || bp > MAX_RATE_BP)
		return false;
	*out = (uint32_t)bp;
	return true;
}

static bool
read_compound(Cmsa__DutyLine *l, struct reading *r, size_t row)
{
	static const struct {
		const char *word;
		Cmsa__Combination value;
	} words[] = { { "", CMSA__COMBINATION__COMBINATION_SPECIFIC },
		{ "none", CMSA__COMBINATION__COMBINATION_SPECIFIC },
		{ "plus", CMSA__COMBINATION__COMBINATION_PLUS },
		{ "higher_of", CMSA__COMBINATION__COMBINATION_HIGHER_OF },
		{ "lower_of", CMSA__COMBINATION__COMBINATION_LOWER_OF } };
	const char *word = cell(r, row, COMBINATION), *part = cell(r, row, PART_PCT);

	l->specific = keep(r, cell(r, row, SPECIFIC));
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		l->combination = words[i].value;
		if (l->combination == CMSA__COMBINATION__COMBINATION_SPECIFIC)
			return *l->specific && !*part;
		return *l->specific && rate_of(&l->ad_valorem_bp, part);
	}
	return false;
}

static bool
read_rate(Cmsa__DutyLine *l, struct reading *r, size_t row)
{
	const char *kind = cell(r, row, DUTY_KIND), *pct = cell(r, row, PCT);

	if (!strcmp(kind, "free"))
		return rate_of(&l->ad_valorem_bp, pct) && !l->ad_valorem_bp;
	if (!strcmp(kind, "ad valorem"))
		return rate_of(&l->ad_valorem_bp, pct);
	if (!strcmp(kind, "specific, compound or other"))
		return !*pct && read_compound(l, r, row);
	return false;
}

/* Edition and marks are the body's: taken from the first line, the same on all. */
static bool
read_marks(struct reading *r, size_t row)
{
	struct duty_rows *d = &r->out->duty;
	const char *edition = cell(r, row, EDITION), *hs = cell(r, row, HS_EDITION);
	bool mfn_only = strstr(cell(r, row, MARKS), "mfn-only") != NULL;

	if (!d->schedule) {
		d->schedule = keep(r, edition);
		d->hs_edition = keep(r, hs);
		d->mfn_only = mfn_only;
	}
	return !strcmp(d->schedule, edition) && !strcmp(d->hs_edition, hs) &&
	       d->mfn_only == mfn_only;
}

static void
read_line(struct reading *r, size_t row)
{
	struct duty_rows *d = &r->out->duty;
	Cmsa__DutyLine *l = new_line(r);
	struct date start = { 0 };

	l->code = keep(r, cell(r, row, CODE));
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	l->kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	l->published = keep(r, cell(r, row, DUTY_TEXT));
	if (!text_is_digits(l->code, 6, 12))
		refuse(r, row, CODE, DUTY_TEXT, CODE, "code");
	else if (!read_marks(r, row))
		refuse(r, row, CODE, DUTY_TEXT, EDITION, "marks");
	else if (!date_parse(&start, cell(r, row, START)))
		refuse(r, row, CODE, DUTY_TEXT, START, "date");
	else if (!read_rate(l, r, row))
		refuse(r, row, CODE, DUTY_TEXT, DUTY_TEXT, "rate");
	else
		d->lines[d->n++] = l;
	l->start_days = start.days;
}

static void
read_us_line(struct reading *r, size_t row)
{
	struct duty_rows *d = &r->out->duty;
	Cmsa__DutyLine *l = new_line(r);
	struct date start = { 0 };
	int64_t bp = 0;

	l->code = keep(r, cell(r, row, US_CODE));
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
	l->origin = keep(r, "CHN");
	l->kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL;
	l->measure = keep(r, cell(r, row, US_HEADING));
	l->citation = keep(r, cell(r, row, US_CITATION));
	if (!text_is_digits(l->code, 6, 12) || !*l->measure)
		refuse(r, row, US_CODE, US_CITATION, US_CODE, "code");
	else if (!date_parse(&start, cell(r, row, US_START)))
		refuse(r, row, US_CODE, US_CITATION, US_START, "date");
	else if (!text_to_i64(&bp, cell(r, row, US_RATE_BP)) || bp < 0 ||
		 bp > MAX_RATE_BP)
		refuse(r, row, US_CODE, US_CITATION, US_RATE_BP, "rate");
	else
		d->lines[d->n++] = l;
	l->start_days = start.days;
	l->ad_valorem_bp = (uint32_t)bp;
}

static enum err
read_national(struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	struct reftable_column at[N_COLUMNS] = { { "tariff", 0 }, { "edition", 0 },
		{ "hs_edition", 0 }, { "national_code", 0 }, { "duty_text", 0 },
		{ "duty_kind", 0 }, { "ad_valorem_pct", 0 }, { "ad_valorem_part_pct", 0 },
		{ "specific_part", 0 }, { "combination", 0 }, { "start", 0 },
		{ "extract_note", 0 } };
	struct csv_table t;
	struct reading r = { .out = out, .t = &t, .at = at };
	enum err e = csv_table_read(&t, q->file, m);

	if (e)
		return e;
	e = reftable_find(&t, at, N_COLUMNS, q->file, m);
	if (!e)
		make_room(&r);
	for (size_t i = 0; i < t.n_rows && !e; i++) {
		out->n_read++;
		if (!strcmp(cell(&r, i, TARIFF), q->country))
			read_line(&r, i);
		else
			out->n_elsewhere++;
	}
	csv_table_clear(&t);
	return e;
}

static enum err
read_section301(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	struct reftable_column at[N_US_COLUMNS] = { { "national_code", 0 },
		{ "rate_bp", 0 }, { "start", 0 }, { "heading", 0 }, { "citation", 0 } };
	struct csv_table t;
	struct reading r = { .out = out, .t = &t, .at = at };
	enum err e =
	    reftable_read(&t, at, N_US_COLUMNS, q->tables, "us_section301_lines", m);

	if (e)
		return e;
	make_room(&r);
	for (size_t i = 0; i < t.n_rows; i++) {
		out->n_read++;
		read_us_line(&r, i);
	}
	csv_table_clear(&t);
	return ERR_NONE;
}

static int
line_cmp(const void *a, const void *b)
{
	return duty_csv_key_cmp(*(Cmsa__DutyLine *const *)a, *(Cmsa__DutyLine *const *)b);
}

/* Sorted by key; of two lines of one key neither is chosen. */
static void
drop_repeated(struct import_result *out)
{
	struct duty_rows *d = &out->duty;
	size_t n = 0;

	if (!d->n)
		return;
	qsort(d->lines, d->n, sizeof(*d->lines), line_cmp);
	for (size_t i = 0, end; i < d->n; i = end) {
		for (end = i + 1;
		     end < d->n && !duty_csv_key_cmp(d->lines[i], d->lines[end]); end++)
			;
		if (end == i + 1) {
			d->lines[n++] = d->lines[i];
			continue;
		}
		for (size_t k = i; k < end; k++)
			import_add_unusable(out, &(struct import_unusable){ .column = "",
						     .subject = d->lines[k]->code,
						     .series = d->lines[k]->published,
						     .found = "",
						     .reason = "repeated" });
	}
	d->n = n;
}

enum err
import_tariff_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	enum err e = read_national(out, q, m);

	if (!e && !strcmp(q->country, "USA"))
		e = read_section301(out, q, m);
	if (e)
		return e;
	if (!out->duty.schedule) {
		out->duty.schedule = out->duty.hs_edition = "";
		out->remark = "the file has no line of this tariff";
	}
	memcpy(out->duty.country, q->country, COUNTRY_LEN);
	drop_repeated(out);
	return ERR_NONE;
}
