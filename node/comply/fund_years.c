/* fund_years.c - what was received and what was transferred, by fiscal year and quarter
 * (6(b); PROTOCOL M7.31, M7.32). */
#include <stdio.h>
#include <string.h>

#include "fund_impl.h"
#include "mem.h"

static struct date
last_day(int year, int quarter)
{
	static const struct {
		int months, day;
	} ends[FUND_QUARTERS] = { { 12, 31 }, { 3, 31 }, { 6, 30 }, { 9, 30 } };

	return date_of_ymd(year - !quarter, ends[quarter].months, ends[quarter].day);
}

/* From the year of F0 to that of D, or of the last day of the Alliance. */
static void
set_years(struct fund *l)
{
	struct date end = l->as_of;
	int first, last;

	if (!date_given(l->since))
		return;
	if (date_given(l->until) && l->until.days <= end.days)
		end.days = l->until.days - 1;
	if (end.days < l->since.days)
		return;
	first = fund_year_of(l->since);
	last = fund_year_of(end);
	l->years = mem_array((size_t)(last - first + 1), sizeof(*l->years));
	for (; first <= last; first++) {
		struct fund_year *y = &l->years[l->n_years++];

		y->year = first;
		for (int q = 0; q < FUND_QUARTERS; q++) {
			struct fund_quarter *k = &y->quarters[q];

			k->last = last_day(first, q);
			k->due = k->last.days >= l->since.days &&
				 (!date_given(l->until) || k->last.days < l->until.days);
		}
		y->closes.days = last_day(first, 3).days + (int32_t)l->close_days;
	}
}

static struct fund_year *
year_at(struct fund *l, int year)
{
	for (size_t i = 0; i < l->n_years; i++)
		if (l->years[i].year == year)
			return &l->years[i];
	return NULL;
}

/* On the list on the day of the receipt; one of all minerals together names none. */
static bool
is_of_critical(const struct law *law, const Cmsa__FundRow *r)
{
	struct law then = *law; /* its tables are those at D */

	then.date.days = r->days;
	return !*r->subject || law_is_critical(&then, r->subject);
}

static void
take_receipt(struct fund *l, const struct law *law, const struct fact_fund *f)
{
	const Cmsa__FundRow *r = f->fund;
	struct fund_year *y = year_at(l, fund_year_of((struct date){ r->days }));
	struct fund_quarter *q;
	char money[FUND_MONEY_LEN], date[11];

	if (!y)
		return;
	q = &y->quarters[fund_quarter_of((struct date){ r->days })];
	if (!is_of_critical(law, r)) {
		fund_say_cite(l, f->source);
		date_write(date, (struct date){ r->days });
		fund_say(l,
		    &(struct fund_finding){ .status = FUND_DEFICIENT,
			.reason = "receipt-not-critical",
			.year = y->year,
			.item = r->id,
			.measured = r->subject,
			.required = "a mineral critical that day" },
		    "Receipt %s of %s USD on %s is of %s, which was no critical mineral that day: it does not count",
		    r->id, fund_money(money, r->cents), date, r->subject);
		return;
	}
	y->receipts += r->cents;
	q->receipts += r->cents;
	q->published = true;
}

static void
take_transfer(struct fund *l, const struct fact_fund *f)
{
	const Cmsa__FundRow *r = f->fund;
	const struct date day = { r->days };
	struct fund_year *y = year_at(l, (int)r->fiscal_year);
	char money[FUND_MONEY_LEN], year[16];

	if (y) {
		y->transfers += r->cents;
		if (fund_year_of(day) == y->year)
			y->quarters[fund_quarter_of(day)].transfers += r->cents;
		return;
	}
	fund_say_cite(l, f->source);
	snprintf(year, sizeof(year), "%u", r->fiscal_year);
	fund_say(l,
	    &(struct fund_finding){ .status = FUND_DEFICIENT,
		.reason = "year-outside",
		.year = (int)r->fiscal_year,
		.item = r->id,
		.measured = year,
		.required = "a fiscal year of the Alliance that has begun" },
	    "Transfer %s of %s USD is of fiscal year %u, in which the Alliance was not in effect, or which has not begun",
	    r->id, fund_money(money, r->cents), r->fiscal_year);
}

/* Receipts (and transfers, when asked) of a year, or of one quarter of it. */
static void
cite_year(struct fund *l, int year, int quarter, bool transfers)
{
	const size_t n = fund_rows_until(l);

	for (size_t i = 0; i < n; i++) {
		const struct fact_fund *f = &l->facts->funds[i];
		const struct date day = { f->fund->days };

		if (f->fund->kind == CMSA__FUND_KIND__FUND_RECEIPT
			? fund_year_of(day) == year &&
			      (quarter < 0 || fund_quarter_of(day) == quarter)
			: transfers && f->fund->kind == CMSA__FUND_KIND__FUND_TRANSFER &&
			      (int)f->fund->fiscal_year == year)
			fund_say_cite(l, f->source);
	}
}

/* When the first transfer of the year came after that day; "none". */
static void
next_transfer(char out[static 11], const struct fund *l, int year, struct date after)
{
	const size_t n = fund_rows_until(l);

	snprintf(out, 11, "none");
	for (size_t i = 0; i < n; i++) {
		const Cmsa__FundRow *r = l->facts->funds[i].fund;

		if (r->kind == CMSA__FUND_KIND__FUND_TRANSFER && r->cents > 0 &&
		    (int)r->fiscal_year == year && r->days > after.days) {
			date_write(out, (struct date){ r->days });
			return;
		}
	}
}

/* PROTOCOL M7.32: "not less frequently than quarterly"; on the last day is in time. */
static void
judge_quarter(struct fund *l, const struct fund_year *y, int quarter)
{
	const struct fund_quarter *q = &y->quarters[quarter];
	char money[FUND_MONEY_LEN], last[11], came[11];
	struct fund_finding f = { .year = y->year, .quarter = quarter + 1 };

	if (l->as_of.days <= q->last.days)
		return;
	date_write(last, q->last);
	if (!q->published) {
		f.status = FUND_NO_DATA;
		f.reason = "quarter-silent";
		f.required = "receipts, or a receipt of 0";
		fund_say(l, &f,
		    "Fiscal year %d, quarter to %s: nothing is published of what was received",
		    y->year, last);
		return;
	}
	if (!q->due || q->receipts <= 0 || q->transfers > 0)
		return;
	next_transfer(came, l, y->year, q->last);
	cite_year(l, y->year, quarter, false);
	f.status = FUND_DEFICIENT;
	f.reason = "quarter-late";
	f.measured = came;
	f.required = last;
	fund_say(l, &f,
	    "Fiscal year %d, quarter to %s: %s USD were received and nothing was transferred by then; next transfer: %s",
	    y->year, last, fund_money(money, q->receipts), came);
}

static wide_int
transferred_by(const struct fund *l, int year, struct date day)
{
	const size_t n = fund_rows_until(l);
	wide_int sum = 0;

	for (size_t i = 0; i < n; i++) {
		const Cmsa__FundRow *r = l->facts->funds[i].fund;

		if (r->kind == CMSA__FUND_KIND__FUND_TRANSFER &&
		    (int)r->fiscal_year == year && r->days <= day.days)
			sum += r->cents;
	}
	return sum;
}

static void
say_year(struct fund *l, const struct fund_year *y, const char *reason, wide_int measured,
    const char *words)
{
	char found[FUND_MONEY_LEN], wanted[FUND_MONEY_LEN], closes[11];

	date_write(closes, y->closes);
	fund_money(found, measured);
	fund_money(wanted, y->receipts);
	cite_year(l, y->year, -1, true);
	fund_say(l,
	    &(struct fund_finding){ .status = FUND_DEFICIENT,
		.reason = reason,
		.year = y->year,
		.measured = found,
		.required = wanted },
	    "Fiscal year %d, which closes on %s: %s USD were transferred %s %s USD received",
	    y->year, closes, found, words, wanted);
}

/* PROTOCOL M7.32: at most what was received before the year closes, exactly that after. */
static void
judge_year(struct fund *l, const struct fund_year *y)
{
	const bool closed = l->as_of.days >= y->closes.days;

	if (y->transfers > y->receipts)
		say_year(l, y, closed ? "close-over" : "over-transferred", y->transfers,
		    "and are more than the");
	else if (closed && y->transfers < y->receipts)
		say_year(l, y, "close-short", y->transfers, "and are less than the");
	else if (closed && transferred_by(l, y->year, y->closes) != y->receipts)
		say_year(l, y, "close-late", transferred_by(l, y->year, y->closes),
		    "by that day, and only later the");
}

void
fund_years_find(struct fund *l, const struct law *law)
{
	size_t n;

	set_years(l);
	n = fund_rows_until(l);
	for (size_t i = 0; i < n; i++) {
		const struct fact_fund *f = &l->facts->funds[i];

		if (f->fund->kind == CMSA__FUND_KIND__FUND_RECEIPT)
			take_receipt(l, law, f);
		else if (f->fund->kind == CMSA__FUND_KIND__FUND_TRANSFER)
			take_transfer(l, f);
	}
	for (size_t i = 0; i < l->n_years; i++) {
		for (int q = 0; q < FUND_QUARTERS; q++)
			judge_quarter(l, &l->years[i], q);
		judge_year(l, &l->years[i]);
	}
}
