/* ledger_table.c - the ledger as rows of one table. */
#include <inttypes.h>
#include <stdio.h>

#include "ledger.h"

void
ledger_table_totals(struct ledger_total out[static LEDGER_TOTALS], const struct fund *l)
{
	const struct ledger_total all[LEDGER_TOTALS] = { { "transfers", l->transfers },
		{ "interest", l->interest }, { "gains", l->gains }, { "base", l->base },
		{ "disbursed", l->base - l->balance }, { "balance", l->balance },
		{ "invested", l->invested }, { "cash", l->cash }, { "need", l->need } };

	for (size_t i = 0; i < LEDGER_TOTALS; i++)
		out[i] = all[i];
}

void
ledger_table_evidence(struct buf *out, const struct fund *l, const struct fund_finding *f)
{
	char ref[64];

	buf_reset(out);
	for (size_t i = 0; i < f->n_evidence; i++) {
		const struct place *p = &l->facts->sources[f->evidence[i]].place;

		snprintf(ref, sizeof(ref), "%s%s:%u:%" PRIu64, i ? ";" : "", p->author,
		    p->incarnation, p->seq);
		buf_add_str(out, ref);
	}
	buf_add(out, "", 1);
}

struct cells {
	const char *part;
	int year, quarter;
	const char *item, *amount, *limit, *status, *reason, *evidence, *sentence;
};

static void
add(struct grid *g, const struct cells *c)
{
	grid_row(g);
	grid_text(g, c->part);
	if (c->year)
		grid_format(g, "%d", c->year);
	else
		grid_text(g, "");
	if (c->quarter)
		grid_format(g, "%d", c->quarter);
	else
		grid_text(g, "");
	grid_text(g, c->item);
	grid_text(g, c->amount);
	grid_text(g, c->limit);
	grid_text(g, c->status);
	grid_text(g, c->reason);
	grid_text(g, c->evidence);
	grid_text(g, c->sentence);
}

static void
add_amounts(struct grid *g, const struct cells *of, wide_int received, wide_int moved)
{
	struct cells c = *of;
	char money[FUND_MONEY_LEN];

	c.item = "receipts";
	c.amount = fund_money(money, received);
	add(g, &c);
	c.item = "transfers";
	c.amount = fund_money(money, moved);
	add(g, &c);
}

static void
add_year(struct grid *g, const struct fund_year *y)
{
	for (int q = 0; q < FUND_QUARTERS; q++)
		add_amounts(g,
		    &(struct cells){
			.part = "quarter", .year = y->year, .quarter = q + 1 },
		    y->quarters[q].receipts, y->quarters[q].transfers);
	add_amounts(g, &(struct cells){ .part = "year", .year = y->year }, y->receipts,
	    y->transfers);
}

static void
add_fund(struct grid *g, const struct fund *l)
{
	struct ledger_total totals[LEDGER_TOTALS];
	char money[FUND_MONEY_LEN], limit[FUND_MONEY_LEN];

	ledger_table_totals(totals, l);
	for (size_t i = 0; i < LEDGER_TOTALS; i++)
		add(g, &(struct cells){ .part = "fund",
			   .item = totals[i].name,
			   .amount = fund_money(money, totals[i].amount) });
	for (size_t i = 0; i < FUND_RECIPIENTS; i++)
		add(g, &(struct cells){ .part = "share",
			   .item = fund_recipient_name((Cmsa__FundRecipient)(i + 1)),
			   .amount = fund_money(money, l->disbursed[i]),
			   .limit = fund_money(limit, l->limits[i]) });
}

void
ledger_table(struct grid *g, const struct fund *l, const struct ledger_view *v)
{
	struct buf evidence = { 0 };

	grid_init(g, NULL,
	    "part fiscal-year quarter item amount limit status reason evidence sentence");
	for (size_t i = 0; i < l->n_years; i++)
		if (ledger_shows(v, l->years[i].year))
			add_year(g, &l->years[i]);
	if (!l->incomplete)
		add_fund(g, l);
	for (size_t i = 0; i < l->n_findings; i++) {
		const struct fund_finding *f = &l->findings[i];

		if (f->year && !ledger_shows(v, f->year))
			continue;
		ledger_table_evidence(&evidence, l, f);
		add(g, &(struct cells){ "finding", f->year, f->quarter, f->item,
			   f->measured, f->required, fund_status_name(f->status),
			   f->reason, (const char *)evidence.p, f->sentence });
	}
	buf_clear(&evidence);
}
