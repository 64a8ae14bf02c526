/* facts_order.c - brings the rows of bodies into the order the rules need. */
#include "facts_order.h"

#include <stdlib.h>
#include <string.h>

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
