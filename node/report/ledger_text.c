/* ledger_text.c - the ledger for people. */

#include "frozen.h"
#include "ledger.h"

static void
write_head(struct buf *out, const struct fund *l)
{
	struct buf position = { 0 };
	char as_of[11], since[11], until[11];

	position_write(&position, &l->facts->position);
	date_write(as_of, l->as_of);
	date_write(since, l->since);
	date_write(until, l->until);
	buf_add_line(
	    out, "Trust fund of section 6 on %s, as far as published up to", as_of);
	buf_add_line(out, "  position %.*s", (int)position.n, (const char *)position.p);
	buf_add_line(out, "  level    %s",
	    l->facts->level == LEVEL_MEMBER_FACTS ? "member" : "public");
	frozen_text(out, l->facts, "  ");
	if (date_given(l->since))
		buf_add_line(out, "  Alliance in effect since %s%s%s", since,
		    date_given(l->until) ? ", terminated on " : "", until);
	else
		buf_add_line(
		    out, "  no agreement is in force yet: there is no fiscal year");
	buf_add_line(
	    out, "Choices used: fund_close_days %u; amounts in dollars", l->close_days);
	buf_clear(&position);
}

static void
add_money(struct grid *g, wide_int cents)
{
	char money[FUND_MONEY_LEN];

	grid_text(g, fund_money(money, cents));
}

static void
write_years(struct buf *out, const struct fund *l, const struct ledger_view *v)
{
	char date[11];
	struct grid g;

	grid_init(&g, "Fiscal years", "fiscal-year quarter-to #receipts #transfers due");
	for (size_t i = 0; i < l->n_years; i++) {
		const struct fund_year *y = &l->years[i];

		if (!ledger_shows(v, y->year))
			continue;
		for (int q = 0; q < FUND_QUARTERS; q++) {
			date_write(date, y->quarters[q].last);
			grid_row(&g);
			grid_format(&g, "%d", y->year);
			grid_text(&g, date);
			add_money(&g, y->quarters[q].receipts);
			add_money(&g, y->quarters[q].transfers);
			grid_text(&g, y->quarters[q].due ? "yes" : "no");
		}
		date_write(date, y->closes);
		grid_row(&g);
		grid_format(&g, "%d", y->year);
		grid_format(&g, "closes %s", date);
		add_money(&g, y->receipts);
		add_money(&g, y->transfers);
		grid_text(&g, l->as_of.days >= y->closes.days ? "closed" : "open");
	}
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
}

static void
write_fund(struct buf *out, const struct fund *l)
{
	struct ledger_total totals[LEDGER_TOTALS];
	struct grid g;

	grid_init(
	    &g, "The fund: transfers, interest and gains are its base", "item #amount");
	ledger_table_totals(totals, l);
	for (size_t i = 0; i < LEDGER_TOTALS; i++) {
		grid_row(&g);
		grid_text(&g, totals[i].name);
		add_money(&g, totals[i].amount);
	}
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
	buf_add_str(out, "\n");
	grid_init(
	    &g, "Shares of the base: 60, 20 and 20 %", "recipient #disbursed #limit");
	for (size_t i = 0; i < FUND_RECIPIENTS; i++) {
		grid_row(&g);
		grid_text(&g, fund_recipient_name((Cmsa__FundRecipient)(i + 1)));
		add_money(&g, l->disbursed[i]);
		add_money(&g, l->limits[i]);
	}
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
}

static void
write_findings(struct buf *out, const struct fund *l, const struct ledger_view *v)
{
	struct buf evidence = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < l->n_findings; i++) {
		const struct fund_finding *f = &l->findings[i];

		if (f->year && !ledger_shows(v, f->year))
			continue;
		buf_add_line(out, "%s: %s (%s)", fund_status_name(f->status), f->sentence,
		    f->reason);
		if (*f->required)
			buf_add_line(out, "    measured: %s; required: %s",
			    *f->measured ? f->measured : "none", f->required);
		ledger_table_evidence(&evidence, l, f);
		if (f->n_evidence)
			buf_add_line(out, "    evidence: %s", (const char *)evidence.p);
		n++;
	}
	if (!n)
		buf_add_line(out, "Nothing is wrong with what is published.");
	buf_clear(&evidence);
}

void
ledger_text(struct buf *out, const struct fund *l, const struct ledger_view *v)
{
	write_head(out, l);
	buf_add_str(out, "\n");
	if (!l->incomplete) {
		write_years(out, l, v);
		buf_add_str(out, "\n");
		write_fund(out, l);
		buf_add_str(out, "\n");
	}
	write_findings(out, l, v);
}
