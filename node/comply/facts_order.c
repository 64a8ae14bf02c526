/* facts_order.c - brings the rows of bodies into the order the rules need. */
#include "facts_order.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
place_of_duty_cmp(const struct fact_duty *a, const struct fact_duty *b)
{
	int c = cmp_i64(a->source, b->source);

	return c ? c : cmp_i64(a->row, b->row);
}

static int
duty_key_cmp(const struct fact_duty *a, const struct fact_duty *b)
{
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->line->code, b->line->code);
	if (!c)
		c = strcmp(a->hs_edition, b->hs_edition);
	if (!c)
		c = cmp_i64(a->line->scope, b->line->scope);
	if (!c)
		c = strcmp(a->line->origin, b->line->origin);
	if (!c)
		c = cmp_i64(a->line->kind, b->line->kind);
	if (!c)
		c = strcmp(a->line->measure, b->line->measure);
	return c ? c : cmp_i64(a->line->start_days, b->line->start_days);
}

static int
by_duty_key(const void *va, const void *vb)
{
	int c = duty_key_cmp(va, vb);

	return c ? c : place_of_duty_cmp(va, vb);
}

static int
by_duty_code(const void *va, const void *vb)
{
	const struct fact_duty *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->line->code, b->line->code);
	return c ? c : place_of_duty_cmp(a, b);
}

/* Of the lines with one key the last by place stays. */
static void
drop_replaced(struct facts *f)
{
	size_t kept = 0;

	qsort(f->duties, f->n_duties, sizeof(*f->duties), by_duty_key);
	for (size_t i = 0; i < f->n_duties; i++)
		if (i + 1 == f->n_duties ||
		    duty_key_cmp(&f->duties[i], &f->duties[i + 1]))
			f->duties[kept++] = f->duties[i];
	f->n_duties = kept;
	qsort(f->duties, f->n_duties, sizeof(*f->duties), by_duty_code);
}

static int
review_cmp(const void *va, const void *vb)
{
	const struct fact_review *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	if (!c)
		c = strcmp(a->subject, b->subject);
	if (!c)
		c = cmp_i64(a->stage, b->stage);
	if (!c)
		c = cmp_i64(a->reviewed.days, b->reviewed.days);
	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

static int
measure_key_cmp(const struct fact_measure *a, const struct fact_measure *b)
{
	int c = strcmp(a->country, b->country);

	return c ? c : strcmp(a->measure->id, b->measure->id);
}

static int
measure_cmp(const void *va, const void *vb)
{
	const struct fact_measure *a = va, *b = vb;
	int c = measure_key_cmp(a, b);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

static int
attendance_key_cmp(const struct fact_attendance *a, const struct fact_attendance *b)
{
	int c = strcmp(a->country, b->country);

	return c ? c
		 : cmp_i64(
		       (int64_t)a->attendance->meeting, (int64_t)b->attendance->meeting);
}

static int
attendance_cmp(const void *va, const void *vb)
{
	const struct fact_attendance *a = va, *b = vb;
	int c = attendance_key_cmp(a, b);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

/* PROTOCOL M5.16, M5.17: of the rows with one key the last by place stays. */
static void
sort_few(struct facts *f)
{
	size_t kept = 0;

	if (f->n_measures)
		qsort(f->measures, f->n_measures, sizeof(*f->measures), measure_cmp);
	for (size_t i = 0; i < f->n_measures; i++)
		if (i + 1 == f->n_measures ||
		    measure_key_cmp(&f->measures[i], &f->measures[i + 1]))
			f->measures[kept++] = f->measures[i];
	f->n_measures = kept;
	kept = 0;
	if (f->n_attendance)
		qsort(f->attendance, f->n_attendance, sizeof(*f->attendance),
		    attendance_cmp);
	for (size_t i = 0; i < f->n_attendance; i++)
		if (i + 1 == f->n_attendance ||
		    attendance_key_cmp(&f->attendance[i], &f->attendance[i + 1]))
			f->attendance[kept++] = f->attendance[i];
	f->n_attendance = kept;
}

static int
fund_cmp(const void *va, const void *vb)
{
	const struct fact_fund *a = va, *b = vb;
	int c = strcmp(a->fund->id, b->fund->id);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

static int
fund_day_cmp(const void *va, const void *vb)
{
	const struct fact_fund *a = va, *b = vb;
	int c = cmp_i64(a->fund->days, b->fund->days);

	if (!c)
		c = cmp_i64(a->source, b->source);
	return c ? c : cmp_i64(a->row, b->row);
}

/* PROTOCOL M5.27: of the rows with one id the last by place stays. */
static void
sort_funds(struct facts *f)
{
	size_t kept = 0;

	if (!f->n_funds)
		return;
	qsort(f->funds, f->n_funds, sizeof(*f->funds), fund_cmp);
	for (size_t i = 0; i < f->n_funds; i++)
		if (i + 1 == f->n_funds ||
		    strcmp(f->funds[i].fund->id, f->funds[i + 1].fund->id))
			f->funds[kept++] = f->funds[i];
	f->n_funds = kept;
	qsort(f->funds, f->n_funds, sizeof(*f->funds), fund_day_cmp);
}

static int
reply_cmp(const void *va, const void *vb)
{
	const struct fact_reply *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	if (!c)
		c = cmp_i64(a->reply->criterion, b->reply->criterion);
	return c ? c : cmp_i64(a->source, b->source);
}

static int
missing_cmp(const void *va, const void *vb)
{
	const struct fact_missing *a = va, *b = vb;

	return place_cmp(&a->place, &b->place);
}

static int
alert_cmp(const void *va, const void *vb)
{
	const struct fact_alert *a = va, *b = vb;

	return cmp_i64(a->source, b->source);
}

static int
response_cmp(const void *va, const void *vb)
{
	const struct fact_response *a = va, *b = vb;
	int c = place_cmp(&a->alert, &b->alert);

	return c ? c : cmp_i64(a->source, b->source);
}

static void
sort(void *list, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n)
		qsort(list, n, size, cmp);
}

void
facts_order_sort(struct facts *f)
{
	sort_few(f);
	sort_funds(f);
	sort(f->replies, f->n_replies, sizeof(*f->replies), reply_cmp);
	if (f->n_duties)
		drop_replaced(f);
	sort(f->reviews, f->n_reviews, sizeof(*f->reviews), review_cmp);
	sort(f->missing, f->n_missing, sizeof(*f->missing), missing_cmp);
	sort(f->alerts, f->n_alerts, sizeof(*f->alerts), alert_cmp);
	sort(f->responses, f->n_responses, sizeof(*f->responses), response_cmp);
	sort(f->removed_reviews, f->n_removed_reviews, sizeof(*f->reviews), review_cmp);
	sort(f->removed_duties, f->n_removed_duties, sizeof(*f->duties), by_duty_code);
	sort(f->removed_measures, f->n_removed_measures, sizeof(*f->measures),
	    measure_cmp);
	sort(f->removed_attendance, f->n_removed_attendance, sizeof(*f->attendance),
	    attendance_cmp);
}

/* --- more rows ---------------------------------------------------------------------- */

static int
duty_code_cmp(const void *va, const void *vb)
{
	const struct fact_duty *a = va, *b = vb;
	int c = strcmp(a->country, b->country);

	return c ? c : strcmp(a->line->code, b->line->code);
}

static int
duty_same_cmp(const void *va, const void *vb)
{
	return duty_key_cmp(va, vb);
}

static int
measure_same_cmp(const void *va, const void *vb)
{
	return measure_key_cmp(va, vb);
}

static int
attendance_same_cmp(const void *va, const void *vb)
{
	return attendance_key_cmp(va, vb);
}

/* An array of rows that is being added to. */
struct growing {
	char *list;
	size_t *n, sorted, size;
	int (*cmp)(const void *, const void *);
	int (*group)(const void *, const void *); /* rows of one group stand together */
	int (*same)(const void *, const void *);  /* 0: of one key; NULL: no keys */
};

/* Index of the first sorted row that is not below `row`. */
static size_t
lower(const struct growing *g, const char *row)
{
	size_t low = 0, high = g->sorted;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (g->cmp(g->list + mid * g->size, row) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Which of the two is replaced, the sorted row `i` or the new row?  By place. */
static void
weigh_pair(const struct growing *g, bool *gone, size_t i, const char *row, bool *row_gone)
{
	const char *old = g->list + i * g->size;

	if (g->same(old, row) != 0)
		return;
	/* of one key and so of one group: the order of the group is that of places */
	if (g->cmp(old, row) < 0)
		gone[i] = true;
	else
		*row_gone = true;
}

/* Leaves out what is replaced; returns how many of the new rows stay, at the front.  Those
 * of one body have unlike keys (PROTOCOL M5.12, M5.16, M5.17). */
static size_t
drop_same(struct growing *g, char *rows, size_t n_rows)
{
	bool *gone = mem_array(g->sorted + 1, sizeof(*gone));
	size_t kept = 0, stay = 0;

	for (size_t k = 0; k < n_rows; k++) {
		const char *row = rows + k * g->size;
		bool row_gone = false;
		const size_t at = lower(g, row);

		for (size_t i = at;
		     i < g->sorted && !g->group(g->list + i * g->size, row); i++)
			weigh_pair(g, gone, i, row, &row_gone);
		for (size_t i = at; i-- > 0 && !g->group(g->list + i * g->size, row);)
			weigh_pair(g, gone, i, row, &row_gone);
		if (!row_gone)
			memmove(rows + stay++ * g->size, row, g->size);
	}
	for (size_t i = 0; i < g->sorted; i++) {
		if (!gone[i] && kept != i)
			memmove(g->list + kept * g->size, g->list + i * g->size, g->size);
		kept += !gone[i];
	}
	g->sorted = kept;
	free(gone);
	return stay;
}

static void
merge(struct growing *g)
{
	size_t n_rows = *g->n - g->sorted;
	char *rows = mem_array(n_rows + 1, g->size);
	size_t end;

	memcpy(rows, g->list + g->sorted * g->size, n_rows * g->size);
	sort(rows, n_rows, g->size, g->cmp);
	if (g->same)
		n_rows = drop_same(g, rows, n_rows);
	end = g->sorted;
	*g->n = g->sorted + n_rows;
	for (size_t k = n_rows; k-- > 0;) {
		const size_t at = lower(g, rows + k * g->size);

		memmove(g->list + (at + k + 1) * g->size, g->list + at * g->size,
		    (end - at) * g->size);
		memcpy(g->list + (at + k) * g->size, rows + k * g->size, g->size);
		end = g->sorted = at;
	}
	free(rows);
}

struct facts_counts
facts_order_counts(const struct facts *f)
{
	return (struct facts_counts){ f->n_duties, f->n_reviews, f->n_measures,
		f->n_attendance, f->n_alerts, f->n_responses };
}

void
facts_order_merge(struct facts *f, const struct facts_counts *sorted)
{
	struct growing all[] = {
		{ (char *)f->duties, &f->n_duties, sorted->duties, sizeof(*f->duties),
		    by_duty_code, duty_code_cmp, duty_same_cmp },
		{ (char *)f->reviews, &f->n_reviews, sorted->reviews, sizeof(*f->reviews),
		    review_cmp, NULL, NULL },
		{ (char *)f->measures, &f->n_measures, sorted->measures,
		    sizeof(*f->measures), measure_cmp, measure_same_cmp,
		    measure_same_cmp },
		{ (char *)f->attendance, &f->n_attendance, sorted->attendance,
		    sizeof(*f->attendance), attendance_cmp, attendance_same_cmp,
		    attendance_same_cmp },
		{ (char *)f->alerts, &f->n_alerts, sorted->alerts, sizeof(*f->alerts),
		    alert_cmp, NULL, NULL },
		{ (char *)f->responses, &f->n_responses, sorted->responses,
		    sizeof(*f->responses), response_cmp, NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (*all[i].n > all[i].sorted)
			merge(&all[i]);
}
