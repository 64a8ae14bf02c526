/* import_ukgt.c - the UK Global Tariff as published in 2020: a duty for each commodity, and whether a
 * suspension, a quota, a trade remedy or the duty of the EU stands beside it. */
#include "import_ukgt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "duty_text.h"
#include "tariff_lines.h"
#include "text.h"

enum {
	CODE,
	EU_DUTY,
	UK_DUTY,
	REMEDY,
	EU_FOR_NOW,
	SUSPENSION,
	QUOTA,
	N_COLUMNS
};

static const char *
cell(const struct tariff_lines *r, size_t row, int column)
{
	return tariff_lines_cell(r, row, column);
}

static void
refuse(struct tariff_lines *r, size_t row, int column, const char *reason)
{
	tariff_lines_refuse(
	    r, row, column, cell(r, row, CODE), cell(r, row, UK_DUTY), reason);
}

static bool
read_flag(bool *out, struct tariff_lines *r, size_t row, int column)
{
	const char *s = cell(r, row, column);

	*out = !strcmp(s, "True");
	if (*out || !strcmp(s, "False"))
		return true;
	refuse(r, row, column, "flag");
	return false;
}

/* A rate that the file does not give, but which is not above the ordinary duty: at most that. */
static void
add_relief(struct tariff_lines *r, const Cmsa__DutyLine *ordinary, const char *measure,
    const char *rate)
{
	Cmsa__DutyLine *l = tariff_lines_copy(r, ordinary);

	l->kind = CMSA__DUTY_KIND__DUTY_RELIEF;
	l->measure = tariff_lines_keep(r, measure);
	l->specific = l->published = tariff_lines_keep(r, rate);
	if (l->combination == CMSA__COMBINATION__COMBINATION_AD_VALOREM) {
		l->combination = CMSA__COMBINATION__COMBINATION_LOWER_OF;
	} else {
		l->combination = CMSA__COMBINATION__COMBINATION_SPECIFIC;
		l->ad_valorem_bp = 0;
	}
	tariff_lines_add(r, l);
}

/* The duty of the EU applies until reviews are concluded, and the file does not say when: both, as
 * text, unless they are one. */
static bool
read_both(Cmsa__DutyLine *l, struct tariff_lines *r, size_t row)
{
	Cmsa__DutyLine *eu = tariff_lines_new(r);
	char text[200];

	if (!duty_text_read(eu, &r->out->mem, cell(r, row, EU_DUTY))) {
		refuse(r, row, EU_DUTY, "duty");
		return false;
	}
	if (!strcmp(eu->published, l->published))
		return true;
	if (snprintf(text, sizeof(text),
		"%s until the transition reviews are concluded, then %s", eu->published,
		l->published) >= (int)sizeof(text)) {
		refuse(r, row, EU_DUTY, "duty");
		return false;
	}
	l->combination = CMSA__COMBINATION__COMBINATION_SPECIFIC;
	l->ad_valorem_bp = 0;
	l->specific = l->published = tariff_lines_keep(r, text);
	return true;
}

static void
read_row(struct tariff_lines *r, size_t row, struct date start)
{
	Cmsa__DutyLine *l = tariff_lines_new(r);
	bool flag[N_COLUMNS] = { false };

	if (!text_is_digits(cell(r, row, CODE), 6, 12)) {
		refuse(r, row, CODE, "code");
		return;
	}
	for (int c = REMEDY; c <= QUOTA; c++)
		if (!read_flag(&flag[c], r, row, c))
			return;
	if (!duty_text_read(l, &r->out->mem, cell(r, row, UK_DUTY))) {
		refuse(r, row, UK_DUTY, "duty");
		return;
	}
	l->code = tariff_lines_keep(r, cell(r, row, CODE));
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	l->kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	l->start_days = start.days;
	if (flag[EU_FOR_NOW] && !read_both(l, r, row))
		return;
	tariff_lines_add(r, l);
	if (flag[SUSPENSION])
		add_relief(r, l, "suspension", "suspended: the rate is not in the file");
	if (flag[QUOTA])
		add_relief(r, l, "autonomous-quota",
		    "within the quota: the rate is not in the file");
	if (flag[REMEDY])
		refuse(r, row, REMEDY, "remedy");
}

enum err
import_ukgt_table(struct import_result *out, const struct import_request *q,
    const struct csv_table *t, struct errmsg *m)
{
	struct reftable_column at[N_COLUMNS] = { { "commodity", 0 },
		{ "cet_duty_rate", 0 }, { "ukgt_duty_rate", 0 },
		{ "trade_remedy_applies", 0 },
		{ "cet_applies_until_trade_remedy_transition_reviews_concluded", 0 },
		{ "suspension_applies", 0 }, { "atq_applies", 0 } };
	struct tariff_lines r = { .out = out, .t = t, .at = at };
	enum err e = tariff_lines_marks(out, q, m);

	if (e)
		return e;
	e = reftable_find(t, at, N_COLUMNS, q->file, m);
	for (size_t i = 0; i < t->n_rows && !e; i++)
		read_row(&r, i, q->start);
	out->n_read += t->n_rows;
	out->duty.mfn_only = true;
	if (!e)
		tariff_lines_once(out);
	return e;
}

enum err
import_ukgt_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	struct csv_table t;
	enum err e;

	if (strcmp(q->country, "GBR") != 0)
		return errmsg_set(m, ERR_INPUT,
		    "expected country GBR: the file is its tariff, found %s", q->country);
	e = csv_table_read(&t, q->file, m);
	if (e)
		return e;
	e = import_ukgt_table(out, q, &t, m);
	csv_table_clear(&t);
	return e;
}
