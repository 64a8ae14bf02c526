/* ledger_json.c - the ledger as one JSON document. */
#include <inttypes.h>
#include <stdio.h>

#include "frozen_json.h"
#include "json.h"
#include "ledger.h"

static void
set_money(json_t *o, const char *key, wide_int cents)
{
	char money[FUND_MONEY_LEN];

	json_set_text(o, key, fund_money(money, cents));
}

static json_t *
quarter_of(const struct fund_quarter *q)
{
	json_t *o = json_object();

	json_set_date(o, "last", q->last);
	set_money(o, "receipts", q->receipts);
	set_money(o, "transfers", q->transfers);
	json_set_bool(o, "published", q->published);
	json_set_bool(o, "due", q->due);
	return o;
}

static json_t *
year_of(const struct fund *l, const struct fund_year *y)
{
	json_t *o = json_object(), *quarters = json_array();

	json_set_int(o, "fiscal_year", y->year);
	set_money(o, "receipts", y->receipts);
	set_money(o, "transfers", y->transfers);
	json_set_date(o, "closes", y->closes);
	json_set_bool(o, "closed", l->as_of.days >= y->closes.days);
	for (int q = 0; q < FUND_QUARTERS; q++)
		json_array_append_new(quarters, quarter_of(&y->quarters[q]));
	json_set(o, "quarters", quarters);
	return o;
}

static json_t *
shares_of(const struct fund *l)
{
	json_t *list = json_array();

	for (size_t i = 0; i < FUND_RECIPIENTS; i++) {
		json_t *o = json_object();

		json_set_text(
		    o, "recipient", fund_recipient_name((Cmsa__FundRecipient)(i + 1)));
		set_money(o, "disbursed", l->disbursed[i]);
		set_money(o, "limit", l->limits[i]);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
evidence_of(const struct fund *l, const struct fund_finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_evidence; i++) {
		const struct fact_origin *s = &l->facts->sources[f->evidence[i]];
		json_t *o = json_object();

		json_set_text(o, "author", s->place.author);
		json_set_int(o, "incarnation", s->place.incarnation);
		json_set_int(o, "seq", (int64_t)s->place.seq);
		json_set_hash(o, "id", &s->id);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
finding_of(const struct fund *l, const struct fund_finding *f)
{
	json_t *o = json_object();

	json_set_text(o, "status", fund_status_name(f->status));
	json_set_text(o, "reason", f->reason);
	json_set_int(o, "fiscal_year", f->year);
	json_set_int(o, "quarter", f->quarter);
	json_set_text(o, "item", f->item);
	json_set_text(o, "measured", f->measured);
	json_set_text(o, "required", f->required);
	json_set(o, "evidence", evidence_of(l, f));
	json_set_text(o, "sentence", f->sentence);
	return o;
}

static void
set_amounts(json_t *doc, const struct fund *l, const struct ledger_view *v)
{
	struct ledger_total totals[LEDGER_TOTALS];
	json_t *years = json_array(), *fund = json_object();

	for (size_t i = 0; i < l->n_years; i++)
		if (ledger_shows(v, l->years[i].year))
			json_array_append_new(years, year_of(l, &l->years[i]));
	json_set(doc, "years", years);
	ledger_table_totals(totals, l);
	for (size_t i = 0; i < LEDGER_TOTALS; i++)
		set_money(fund, totals[i].name, totals[i].amount);
	json_set_bool(fund, "need_stated", l->need_stated);
	json_set(doc, "fund", fund);
	json_set(doc, "shares", shares_of(l));
}

void
ledger_json(struct buf *out, const struct fund *l, const struct ledger_view *v)
{
	json_t *doc = json_object(), *findings = json_array();
	struct buf position = { 0 };

	position_write(&position, &l->facts->position);
	buf_add(&position, "", 1);
	json_set_text(doc, "position", (const char *)position.p);
	json_set_date(doc, "as_of", l->as_of);
	json_set_text(
	    doc, "level", l->facts->level == LEVEL_MEMBER_FACTS ? "member" : "public");
	json_set_bool(doc, "incomplete", l->incomplete);
	json_set(doc, "frozen", frozen_json(l->facts));
	json_set_date(doc, "since", l->since);
	json_set_date(doc, "until", l->until);
	json_set_int(doc, "fund_close_days", l->close_days);
	if (!l->incomplete)
		set_amounts(doc, l, v);
	for (size_t i = 0; i < l->n_findings; i++)
		if (!l->findings[i].year || ledger_shows(v, l->findings[i].year))
			json_array_append_new(findings, finding_of(l, &l->findings[i]));
	json_set(doc, "findings", findings);
	json_write(out, doc, 0);
	buf_clear(&position);
}
