/* us_section301.c - see us_section301.h. */
#include "us_section301.h"

#include "tariff_lines.h"
#include "text.h"

enum {
	CODE,
	RATE_BP,
	START,
	HEADING,
	CITATION,
	N_COLUMNS
};

enum {
	MAX_RATE_BP = 1000000
};

static void
read_line(struct tariff_lines *r, size_t row)
{
	Cmsa__DutyLine *l = tariff_lines_new(r);
	struct date start = { 0 };
	int64_t bp = 0;

	l->code = tariff_lines_keep(r, tariff_lines_cell(r, row, CODE));
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
	l->origin = tariff_lines_keep(r, "CHN");
	l->kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL;
	l->measure = tariff_lines_keep(r, tariff_lines_cell(r, row, HEADING));
	l->citation = tariff_lines_keep(r, tariff_lines_cell(r, row, CITATION));
	if (!text_is_digits(l->code, 6, 12) || !*l->measure)
		tariff_lines_refuse(r, row, CODE, l->code, l->citation, "code");
	else if (!date_parse(&start, tariff_lines_cell(r, row, START)))
		tariff_lines_refuse(r, row, START, l->code, l->citation, "date");
	else if (!text_to_i64(&bp, tariff_lines_cell(r, row, RATE_BP)) || bp < 0 ||
		 bp > MAX_RATE_BP)
		tariff_lines_refuse(r, row, RATE_BP, l->code, l->citation, "rate");
	else
		tariff_lines_add(r, l);
	l->start_days = start.days;
	l->ad_valorem_bp = (uint32_t)bp;
}

enum err
us_section301_read(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	struct reftable_column at[N_COLUMNS] = { { "national_code", 0 }, { "rate_bp", 0 },
		{ "start", 0 }, { "heading", 0 }, { "citation", 0 } };
	struct csv_table t;
	struct tariff_lines r = { .out = out, .t = &t, .at = at };
	enum err e =
	    reftable_read(&t, at, N_COLUMNS, q->tables, "us_section301_lines", m);

	if (e)
		return e;
	for (size_t i = 0; i < t.n_rows; i++) {
		out->n_read++;
		read_line(&r, i);
	}
	csv_table_clear(&t);
	return ERR_NONE;
}
