/* import_tariff.c - national tariff lines, and the section 301 lines of the USA. */
#include "import_tariff.h"

#include <string.h>

#include "attr.h"
#include "tariff_lines.h"
#include "text.h"
#include "us_section301.h"

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

static bool
read_compound(Cmsa__DutyLine *l, struct tariff_lines *r, size_t row)
{
	static const struct {
		const char *word;
		Cmsa__Combination value;
	} words[] = { { "", CMSA__COMBINATION__COMBINATION_SPECIFIC },
		{ "none", CMSA__COMBINATION__COMBINATION_SPECIFIC },
		{ "plus", CMSA__COMBINATION__COMBINATION_PLUS },
		{ "higher_of", CMSA__COMBINATION__COMBINATION_HIGHER_OF },
		{ "lower_of", CMSA__COMBINATION__COMBINATION_LOWER_OF } };
	const char *word = tariff_lines_cell(r, row, COMBINATION),
		   *part = tariff_lines_cell(r, row, PART_PCT);

	l->specific = tariff_lines_keep(r, tariff_lines_cell(r, row, SPECIFIC));
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		l->combination = words[i].value;
		if (l->combination == CMSA__COMBINATION__COMBINATION_SPECIFIC)
			return *l->specific && !*part;
		return *l->specific && tariff_lines_rate(&l->ad_valorem_bp, part);
	}
	return false;
}

static bool
read_rate(Cmsa__DutyLine *l, struct tariff_lines *r, size_t row)
{
	const char *kind = tariff_lines_cell(r, row, DUTY_KIND),
		   *pct = tariff_lines_cell(r, row, PCT);

	if (!strcmp(kind, "free"))
		return tariff_lines_rate(&l->ad_valorem_bp, pct) && !l->ad_valorem_bp;
	if (!strcmp(kind, "ad valorem"))
		return tariff_lines_rate(&l->ad_valorem_bp, pct);
	if (!strcmp(kind, "specific, compound or other"))
		return !*pct && read_compound(l, r, row);
	return false;
}

/* Edition and marks are the body's: taken from the first line, the same on all. */
static bool
read_marks(struct tariff_lines *r, size_t row)
{
	struct duty_rows *d = &r->out->duty;
	const char *edition = tariff_lines_cell(r, row, EDITION),
		   *hs = tariff_lines_cell(r, row, HS_EDITION);
	bool mfn_only = strstr(tariff_lines_cell(r, row, MARKS), "mfn-only") != NULL;

	if (!d->schedule) {
		d->schedule = tariff_lines_keep(r, edition);
		d->hs_edition = tariff_lines_keep(r, hs);
		d->mfn_only = mfn_only;
	}
	return !strcmp(d->schedule, edition) && !strcmp(d->hs_edition, hs) &&
	       d->mfn_only == mfn_only;
}

static void
read_line(struct tariff_lines *r, size_t row)
{
	Cmsa__DutyLine *l = tariff_lines_new(r);
	struct date start = { 0 };

	l->code = tariff_lines_keep(r, tariff_lines_cell(r, row, CODE));
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	l->kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	l->published = tariff_lines_keep(r, tariff_lines_cell(r, row, DUTY_TEXT));
	if (!text_is_digits(l->code, 6, 12))
		tariff_lines_refuse(r, row, CODE, l->code, l->published, "code");
	else if (!read_marks(r, row))
		tariff_lines_refuse(r, row, EDITION, l->code, l->published, "marks");
	else if (!date_parse(&start, tariff_lines_cell(r, row, START)))
		tariff_lines_refuse(r, row, START, l->code, l->published, "date");
	else if (!read_rate(l, r, row))
		tariff_lines_refuse(r, row, DUTY_TEXT, l->code, l->published, "rate");
	else
		tariff_lines_add(r, l);
	l->start_days = start.days;
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
	struct tariff_lines r = { .out = out, .t = &t, .at = at };
	enum err e = csv_table_read(&t, q->file, m);

	if (e)
		return e;
	e = reftable_find(&t, at, N_COLUMNS, q->file, m);
	for (size_t i = 0; i < t.n_rows && !e; i++) {
		out->n_read++;
		if (!strcmp(tariff_lines_cell(&r, i, TARIFF), q->country))
			read_line(&r, i);
		else
			out->n_elsewhere++;
	}
	csv_table_clear(&t);
	return e;
}

enum err
import_tariff_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	enum err e = read_national(out, q, m);

	if (!e && !strcmp(q->country, "USA"))
		e = us_section301_read(out, q, m);
	if (e)
		return e;
	if (!out->duty.schedule) {
		out->duty.schedule = out->duty.hs_edition = "";
		out->remark = "the file has no line of this tariff";
	}
	memcpy(out->duty.country, q->country, COUNTRY_LEN);
	tariff_lines_once(out);
	return ERR_NONE;
}
