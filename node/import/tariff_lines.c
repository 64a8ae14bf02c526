/* tariff_lines.c - see tariff_lines.h. */
#include "tariff_lines.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "text.h"

enum {
	MAX_RATE_BP = 1000000,
	FIRST_ROOM = 256
};

const char *
tariff_lines_cell(const struct tariff_lines *r, size_t row, int column)
{
	return r->t->rows[row][r->at[column].at];
}

char *
tariff_lines_keep(struct tariff_lines *r, const char *s)
{
	char *p = arena_strdup(&r->out->mem, s);

	assert(p);
	return p;
}

void
tariff_lines_refuse(struct tariff_lines *r, size_t row, int column, const char *code,
    const char *duty, const char *reason)
{
	struct import_unusable u = { .row = r->t->line[row],
		.column = r->at[column].name,
		.subject = tariff_lines_keep(r, code),
		.series = tariff_lines_keep(r, duty),
		.found = tariff_lines_keep(r, tariff_lines_cell(r, row, column)),
		.reason = reason };

	import_add_unusable(r->out, &u);
}

Cmsa__DutyLine *
tariff_lines_new(struct tariff_lines *r)
{
	Cmsa__DutyLine *l = arena_get(&r->out->mem, sizeof(*l));

	assert(l);
	cmsa__duty_line__init(l);
	return l;
}

Cmsa__DutyLine *
tariff_lines_copy(struct tariff_lines *r, const Cmsa__DutyLine *l)
{
	Cmsa__DutyLine *copy = tariff_lines_new(r);

	*copy = *l;
	return copy;
}

/* The arena has no realloc: what is outgrown stays in it until the end. */
void
tariff_lines_add(struct tariff_lines *r, Cmsa__DutyLine *l)
{
	struct duty_rows *d = &r->out->duty;

	if (d->n >= r->room) {
		size_t room = d->n < FIRST_ROOM ? FIRST_ROOM : 2 * d->n;
		Cmsa__DutyLine **more = arena_get(&r->out->mem, room * sizeof(*more));

		assert(more);
		if (d->n)
			memcpy(more, d->lines, d->n * sizeof(*more));
		d->lines = more;
		r->room = room;
	}
	d->lines[d->n++] = l;
}

bool
tariff_lines_rate(uint32_t *out, const char *percent)
{
	int64_t bp = 0;

	if (figure_parse(&bp, percent, 100, false) || bp > MAX_RATE_BP)
		return false;
	*out = (uint32_t)bp;
	return true;
}

static bool
is_edition(const char *s)
{
	return s && !strncmp(s, "HS", 2) && text_is_digits(s + 2, 4, 4);
}

enum err
tariff_lines_marks(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	char *schedule, *edition;

	if (!q->schedule || !*q->schedule)
		return errmsg_set(m, ERR_INPUT,
		    "expected --schedule TEXT, the edition as published: the file does not tell it");
	if (!is_edition(q->hs_edition))
		return errmsg_set(m, ERR_INPUT,
		    "expected --hs-edition HS and a year, found \"%.20s\": the file does not tell it",
		    q->hs_edition ? q->hs_edition : "");
	if (!q->start.days)
		return errmsg_set(m, ERR_INPUT,
		    "expected --start YYYY-MM-DD, the first day of the edition: the file does not tell it");
	schedule = arena_strdup(&out->mem, q->schedule);
	edition = arena_strdup(&out->mem, q->hs_edition);
	assert(schedule && edition);
	out->duty.schedule = schedule;
	out->duty.hs_edition = edition;
	memcpy(out->duty.country, q->country, COUNTRY_LEN);
	return ERR_NONE;
}

static int
line_cmp(const void *a, const void *b)
{
	return duty_csv_key_cmp(*(Cmsa__DutyLine *const *)a, *(Cmsa__DutyLine *const *)b);
}

void
tariff_lines_once(struct import_result *out)
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
