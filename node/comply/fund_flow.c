/* fund_flow.c - the fund at the end of each day: what is in it, what of that is invested, and
 * who got how much of the base (6(c), (d)(1); PROTOCOL M7.33). */
#include <stdio.h>

#include "fund_impl.h"

/* Of the base: 60, 20 and 20 per cent. */
static const int fifths[FUND_RECIPIENTS] = { 3, 1, 1 };

struct flow {
	struct fund *l;
	bool was_negative, was_short;
	bool was_over[FUND_RECIPIENTS];
};

static void
take_row(struct fund *l, const Cmsa__FundRow *r)
{
	switch (r->kind) {
	case CMSA__FUND_KIND__FUND_TRANSFER: l->transfers += r->cents; return;
	case CMSA__FUND_KIND__FUND_INTEREST: l->interest += r->cents; return;
	case CMSA__FUND_KIND__FUND_INVESTMENT: l->invested += r->cents; return;
	case CMSA__FUND_KIND__FUND_SALE:
		l->gains += (wide_int)r->cents - r->cost_cents;
		l->invested -= r->cost_cents;
		return;
	case CMSA__FUND_KIND__FUND_DISBURSEMENT:
		l->disbursed[r->recipient - 1] += r->cents;
		return;
	case CMSA__FUND_KIND__FUND_NEED:
		l->need = r->cents;
		l->need_stated = true;
		return;
	case CMSA__FUND_KIND__FUND_RECEIPT:
	case CMSA__FUND_KIND__FUND_CERTIFICATION:
	case CMSA__FUND_KIND__FUND_UNSET:
	case _CMSA__FUND_KIND_IS_INT_SIZE: return;
	}
}

static void
add_up(struct fund *l)
{
	l->base = l->balance = l->transfers + l->interest + l->gains;
	for (size_t i = 0; i < FUND_RECIPIENTS; i++) {
		const wide_int share = l->base * fifths[i];

		l->limits[i] = share / 5 - (share % 5 < 0); /* rounded down */
		l->balance -= l->disbursed[i];
	}
	l->cash = l->balance - l->invested;
}

static void
say_below(const struct flow *w, struct date day, const char *reason, wide_int found,
    const char *what)
{
	char money[FUND_MONEY_LEN], date[11];

	date_write(date, day);
	fund_say(w->l,
	    &(struct fund_finding){ .status = FUND_DEFICIENT,
		.reason = reason,
		.year = fund_year_of(day),
		.measured = fund_money(money, found),
		.required = "at least 0.00" },
	    "From %s on %s: %s USD", date, what, money);
}

/* Rows of that day: those that took something out of the fund, or all to one recipient. */
static bool
cite_day(const struct flow *w, size_t first, size_t end, Cmsa__FundRecipient only)
{
	bool found = false;

	for (size_t i = first; i < end; i++) {
		const struct fact_fund *f = &w->l->facts->funds[i];
		const bool paid = f->fund->kind == CMSA__FUND_KIND__FUND_DISBURSEMENT;

		if (only ? !paid || f->fund->recipient != only
			 : !paid && f->fund->kind != CMSA__FUND_KIND__FUND_INVESTMENT &&
			       f->fund->kind != CMSA__FUND_KIND__FUND_SALE)
			continue;
		fund_say_cite(w->l, f->source);
		found = true;
	}
	return found;
}

static void
judge_share(struct flow *w, size_t first, size_t end, size_t i)
{
	const Cmsa__FundRecipient to = (Cmsa__FundRecipient)(i + 1);
	const struct date day = { w->l->facts->funds[first].fund->days };
	char found[FUND_MONEY_LEN], most[FUND_MONEY_LEN], base[FUND_MONEY_LEN], date[11];
	struct fund *l = w->l;
	const bool over = l->disbursed[i] * 5 > l->base * fifths[i];
	const bool was = w->was_over[i];
	bool paid;

	w->was_over[i] = over;
	if (!over)
		return;
	paid = cite_day(w, first, end, to);
	if (was && !paid)
		return;
	date_write(date, day);
	fund_money(found, l->disbursed[i]);
	fund_money(most, l->limits[i]);
	fund_money(base, l->base);
	fund_say(l,
	    &(struct fund_finding){ .status = FUND_DEFICIENT,
		.reason = "share-exceeded",
		.year = fund_year_of(day),
		.item = fund_recipient_name(to),
		.measured = found,
		.required = most },
	    "On %s %s USD in all have gone to %s, more than %d %% of the base of %s USD, which is %s USD",
	    date, found, fund_recipient_name(to), fifths[i] * 20, base, most);
}

static void
end_day(struct flow *w, size_t first, size_t end)
{
	const struct date day = { w->l->facts->funds[first].fund->days };
	struct fund *l = w->l;

	add_up(l);
	if (l->balance < 0 && !w->was_negative) {
		cite_day(w, first, end, CMSA__FUND_RECIPIENT__RECIPIENT_UNSET);
		say_below(w, day, "balance-negative", l->balance,
		    "more has been disbursed than the fund consists of; balance");
	}
	if (l->cash < 0 && !w->was_short) {
		cite_day(w, first, end, CMSA__FUND_RECIPIENT__RECIPIENT_UNSET);
		say_below(w, day, "cash-negative", l->cash,
		    "more has been invested and disbursed than there was; left over");
	}
	w->was_negative = l->balance < 0;
	w->was_short = l->cash < 0;
	for (size_t i = 0; i < FUND_RECIPIENTS; i++)
		judge_share(w, first, end, i);
}

/* 6(c)(1): "such portion ... as is not required to meet current withdrawals" */
static void
judge_idle(struct fund *l)
{
	char cash[FUND_MONEY_LEN], need[FUND_MONEY_LEN], date[11];

	if (l->cash <= l->need)
		return;
	date_write(date, l->as_of);
	fund_money(cash, l->cash);
	fund_money(need, l->need);
	fund_say(l,
	    &(struct fund_finding){ .status = FUND_SHOWN,
		.reason = "idle-money",
		.year = fund_year_of(l->as_of),
		.measured = cash,
		.required = need },
	    "On %s %s USD are not invested; current withdrawals require %s USD%s", date,
	    cash, need, l->need_stated ? "" : ", since nothing else is stated");
}

void
fund_flow_find(struct fund *l)
{
	const size_t n = fund_rows_until(l);
	const struct fact_fund *rows = l->facts->funds;
	struct flow w = { .l = l };

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && rows[end].fund->days == rows[i].fund->days;
		     end++)
			take_row(l, rows[end].fund);
		end_day(&w, i, end);
	}
	judge_idle(l);
}
