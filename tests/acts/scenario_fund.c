/* scenario_fund.c - statements on the trust fund and on replies: the entries fund and reply;
 * expect-fund, expect-fund-amount, expect-reply. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "fund.h"
#include "pb.h"
#include "reply_of.h"
#include "text.h"

static const struct word_value criteria[] = { { "b1", CMSA__CRITERION__CRITERION_B1 },
	{ "b2", CMSA__CRITERION__CRITERION_B2 }, { "b3", CMSA__CRITERION__CRITERION_B3 },
	{ "b4", CMSA__CRITERION__CRITERION_B4 },
	{ "b5a", CMSA__CRITERION__CRITERION_B5A },
	{ "b5b", CMSA__CRITERION__CRITERION_B5B },
	{ "b5c", CMSA__CRITERION__CRITERION_B5C } };

/* "1000.05" in cents */
static int64_t
take_money(struct cursor *c)
{
	const char *word = cursor_word(c, "an amount");
	int64_t cents = 0;

	if (!c->bad && !text_to_scaled(&cents, word, 100, false))
		cursor_fail(c, "expected an amount such as 1000.05, found \"%s\"", word);
	return cents;
}

static void
take_receipt(struct cursor *c, Cmsa__FundRow *r)
{
	if (!*cursor_peek(c))
		return;
	r->subject = pb_text(cursor_word(c, "a mineral"));
	r->stage = (Cmsa__Stage)cursor_choice(
	    c, scenario_stages, ARRAY_LEN(scenario_stages), "a stage");
}

static void
take_transfer(struct cursor *c, Cmsa__FundRow *r)
{
	if (!cursor_take(c, "of"))
		cursor_fail(c, "expected of YEAR");
	r->fiscal_year = cursor_number(c, "a fiscal year");
}

static void
take_investment(struct cursor *c, Cmsa__FundRow *r)
{
	r->backing = CMSA__FUND_BACKING__BACKING_UNITED_STATES;
	if (cursor_take(c, "guaranteed"))
		r->backing = CMSA__FUND_BACKING__BACKING_GUARANTEED;
	else if (cursor_take(c, "other"))
		r->backing = CMSA__FUND_BACKING__BACKING_OTHER;
	r->interest_bearing = !cursor_take(c, "no-interest");
}

static void
take_sale(struct cursor *c, Cmsa__FundRow *r)
{
	if (!cursor_take(c, "cost"))
		cursor_fail(c, "expected cost AMOUNT of ID");
	r->cost_cents = take_money(c);
	if (!cursor_take(c, "of"))
		cursor_fail(c, "expected of ID");
	r->of = pb_text(cursor_word(c, "an id"));
}

static void
take_project(struct cursor *c, Cmsa__FundRow *r)
{
	if (cursor_take(c, "project"))
		r->project = pb_text(cursor_word(c, "a project"));
	if (cursor_take(c, "in"))
		r->country = pb_text(cursor_word(c, "a country"));
}

static void
take_disbursement(struct cursor *c, Cmsa__FundRow *r)
{
	const struct word_value to[] = {
		{ "doe", CMSA__FUND_RECIPIENT__RECIPIENT_DOE_LOAN_PROGRAMS },
		{ "dod", CMSA__FUND_RECIPIENT__RECIPIENT_DOD },
		{ "dfc", CMSA__FUND_RECIPIENT__RECIPIENT_DFC }
	};
	const struct word_value purposes[] = { { "mining",
						   CMSA__FUND_PURPOSE__PURPOSE_MINING },
		{ "processing", CMSA__FUND_PURPOSE__PURPOSE_PROCESSING },
		{ "manufacturing",
		    CMSA__FUND_PURPOSE__PURPOSE_SELECT_PRODUCT_MANUFACTURING },
		{ "minerals", CMSA__FUND_PURPOSE__PURPOSE_CRITICAL_MINERAL_PROJECT } };

	r->recipient =
	    (Cmsa__FundRecipient)cursor_choice(c, to, ARRAY_LEN(to), "a recipient");
	take_project(c, r);
	if (cursor_take(c, "for"))
		r->purpose = (Cmsa__FundPurpose)cursor_choice(
		    c, purposes, ARRAY_LEN(purposes), "a purpose");
}

static void
take_certification(struct cursor *c, Cmsa__FundRow *r)
{
	take_project(c, r);
	r->national_interest = cursor_take(c, "(i)");
	r->developmental = cursor_take(c, "(ii)(I)");
	r->strategic_competitor = cursor_take(c, "(ii)(II)");
	r->united_states_entity = cursor_take(c, "(iii)(I)");
	if (cursor_take(c, "offered"))
		r->offered_bp = cursor_percent(c);
}

/* `ID KIND DATE [AMOUNT] ...` */
static Cmsa__FundRow *
take_row(struct scenario *s, const struct line *line)
{
	static const struct {
		const char *word;
		Cmsa__FundKind kind;
		void (*take)(struct cursor *c, Cmsa__FundRow *r);
	} kinds[] = { { "receipt", CMSA__FUND_KIND__FUND_RECEIPT, take_receipt },
		{ "transfer", CMSA__FUND_KIND__FUND_TRANSFER, take_transfer },
		{ "interest", CMSA__FUND_KIND__FUND_INTEREST, NULL },
		{ "investment", CMSA__FUND_KIND__FUND_INVESTMENT, take_investment },
		{ "sale", CMSA__FUND_KIND__FUND_SALE, take_sale },
		{ "disbursement", CMSA__FUND_KIND__FUND_DISBURSEMENT, take_disbursement },
		{ "certification", CMSA__FUND_KIND__FUND_CERTIFICATION,
		    take_certification },
		{ "need", CMSA__FUND_KIND__FUND_NEED, NULL } };
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__FundRow *r = arena_get(&s->world->mem, sizeof(*r));
	const char *word;

	cmsa__fund_row__init(r);
	r->id = pb_text(cursor_word(&c, "an id"));
	word = cursor_word(&c, "a kind");
	r->days = cursor_date(&c).days;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].word, word))
			continue;
		r->kind = kinds[i].kind;
		if (r->kind != CMSA__FUND_KIND__FUND_CERTIFICATION)
			r->cents = take_money(&c);
		if (kinds[i].take)
			kinds[i].take(&c, r);
	}
	if (!r->kind)
		cursor_fail(&c, "expected a kind of row, found \"%s\"", word);
	cursor_end(&c);
	return c.bad ? NULL : r;
}

static void
begin(struct cursor *c, struct entry_head *h, uint32_t kind, const ProtobufCMessage *body)
{
	c->at++;
	*h = (struct entry_head){ .post = { .kind = kind,
				      .audience = AUDIENCE_PUBLIC,
				      .held = true,
				      .body = body } };
	h->country = h->post.author = cursor_word(c, "an author");
	h->post.time_ms = cursor_time(c);
}

/* `fund AUTHOR TIME [OPTION...]` with a row each */
static void
run_fund(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__FundBody b;

	cmsa__fund_body__init(&b);
	begin(&c, &h, KIND_FUND, &b.base);
	while (scenario_feeds_option(s, &c, &h))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	b.rows = arena_get(&s->world->mem, sizeof(*b.rows) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++) {
		b.rows[b.n_rows++] = take_row(s, &st->rows[i]);
		if (!b.rows[i])
			return;
	}
	scenario_feeds_post(s, &c, &h);
}

/* `reply AUTHOR TIME CRITERION [reason CODE] [product PRODUCT] says TEXT [OPTION...]` */
static void
run_reply(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__ReplyBody b;

	cmsa__reply_body__init(&b);
	begin(&c, &h, KIND_REPLY, &b.base);
	b.criterion = (Cmsa__Criterion)cursor_choice(
	    &c, criteria, ARRAY_LEN(criteria), "a criterion");
	if (cursor_take(&c, "reason"))
		b.reason = pb_text(cursor_word(&c, "a reason"));
	if (cursor_take(&c, "product"))
		b.product = pb_text(cursor_word(&c, "a product"));
	if (!cursor_take(&c, "says"))
		cursor_fail(&c, "expected says TEXT");
	b.text = pb_text(cursor_word(&c, "a text"));
	b.as_of_days = date_of_time_ms(h.post.time_ms).days;
	while (scenario_feeds_option(s, &c, &h))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	scenario_feeds_post(s, &c, &h);
}

/* --- expectations -------------------------------------------------------------------- */

static struct fund *
ledger(struct scenario *s, struct cursor *c)
{
	c->at++;
	s->checked++;
	if (s->facts)
		return fund_ledger(s->facts, s->at);
	cursor_fail(c, "expected `at DATE` first");
	return NULL;
}

/* Its first word. */
static bool
begins(const char *text, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(text, word, n) && (!text[n] || text[n] == ' ');
}

struct wanted {
	uint32_t year, quarter;
	const char *item, *measured, *required;
};

static void
take_wanted(struct cursor *c, struct wanted *w)
{
	while (!c->bad && *cursor_peek(c)) {
		if (cursor_take(c, "year"))
			w->year = cursor_number(c, "a year");
		else if (cursor_take(c, "quarter"))
			w->quarter = cursor_number(c, "a quarter");
		else if (cursor_take(c, "for"))
			w->item = cursor_word(c, "an id or a recipient");
		else if (cursor_take(c, "measured"))
			w->measured = cursor_word(c, "a value");
		else if (cursor_take(c, "required"))
			w->required = cursor_word(c, "a value");
		else
			cursor_end(c);
	}
}

/* `expect-fund STATUS REASON COUNT [year Y] [quarter Q] [for ITEM] [measured W] [required W]`:
 * so many findings of that kind; `expect-fund clean`: none but what is only shown */
static void
run_expect_fund(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct fund *l = ledger(s, &c);
	const char *status = "", *reason = "";
	struct wanted w = { 0 };
	uint32_t count = 0, found = 0;

	if (!cursor_take(&c, "clean")) {
		status = cursor_word(&c, "a status");
		reason = cursor_word(&c, "a reason");
		count = cursor_number(&c, "a count");
	}
	take_wanted(&c, &w);
	for (size_t i = 0; l && i < l->n_findings; i++) {
		const struct fund_finding *f = &l->findings[i];

		if (!*reason)
			found += f->status != FUND_SHOWN;
		else if (!strcmp(f->reason, reason) &&
			 !strcmp(fund_status_name(f->status), status) &&
			 (!w.year || f->year == (int)w.year) &&
			 (!w.quarter || f->quarter == (int)w.quarter) &&
			 (!w.item || !strcmp(f->item, w.item)) &&
			 (!w.measured || begins(f->measured, w.measured)) &&
			 (!w.required || begins(f->required, w.required)))
			found++;
	}
	if (found != count)
		cursor_fail(&c, "expected %u such findings, found %u", count, found);
	for (size_t i = 0; c.bad && l && i < l->n_findings; i++)
		printf("     %s %s %d/%d %s: %s | %s | %s\n",
		    fund_status_name(l->findings[i].status), l->findings[i].reason,
		    l->findings[i].year, l->findings[i].quarter, l->findings[i].item,
		    l->findings[i].measured, l->findings[i].required,
		    l->findings[i].sentence);
	fund_free(l);
}

/* `expect-fund-amount transfers|base|balance|invested|cash|need|doe|dod|dfc AMOUNT` */
static void
run_expect_amount(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct fund *l = ledger(s, &c);
	const char *name = cursor_word(&c, "an amount's name");
	const char *wanted = cursor_word(&c, "an amount");
	char found[FUND_MONEY_LEN];
	bool known = false;

	cursor_end(&c);
	if (!l)
		return;
	const struct {
		const char *name;
		wide_int value;
	} amounts[] = { { "transfers", l->transfers }, { "base", l->base },
		{ "balance", l->balance }, { "invested", l->invested },
		{ "cash", l->cash }, { "need", l->need }, { "doe", l->disbursed[0] },
		{ "dod", l->disbursed[1] }, { "dfc", l->disbursed[2] } };

	for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
		if (strcmp(amounts[i].name, name))
			continue;
		known = true;
		if (strcmp(fund_money(found, amounts[i].value), wanted))
			cursor_fail(
			    &c, "expected %s of %s, found %s", name, wanted, found);
	}
	if (!known)
		cursor_fail(&c, "no amount is called \"%s\"", name);
	fund_free(l);
}

/* `expect-reply COUNTRY CRITERION TEXT|none [reason CODE] [product PRODUCT]`: beside a finding
 * of that reason and product stand these replies, `+` between them */
static void
run_expect_reply(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const char *country, *wanted;
	char found[256] = "";
	const struct fact_reply *all;
	Cmsa__Finding f;
	char *product;
	size_t n = 0;

	c.at++;
	s->checked++;
	cmsa__finding__init(&f);
	country = cursor_word(&c, "a country");
	f.criterion = (Cmsa__Criterion)cursor_choice(
	    &c, criteria, ARRAY_LEN(criteria), "a criterion");
	wanted = cursor_word(&c, "a text, or none");
	if (cursor_take(&c, "reason"))
		f.reason = pb_text(cursor_word(&c, "a reason"));
	if (cursor_take(&c, "product")) {
		product = pb_text(cursor_word(&c, "a product"));
		f.products = &product;
		f.n_products = 1;
	}
	cursor_end(&c);
	f.country = pb_text(country);
	all = s->facts ? facts_replies_of(s->facts, country, &n) : NULL;
	for (size_t i = 0; i < n; i++) {
		size_t at = strlen(found);

		if (reply_of_finding(&all[i], &f))
			snprintf(found + at, sizeof(found) - at, "%s%s", at ? "+" : "",
			    all[i].reply->text);
	}
	if (strcmp(*found ? found : "none", wanted))
		cursor_fail(&c, "expected %s, found %s", wanted, *found ? found : "none");
}

const struct statement_rule scenario_fund_rules[] = {
	{ "fund", run_fund, true },
	{ "reply", run_reply, false },
	{ "expect-fund", run_expect_fund, false },
	{ "expect-fund-amount", run_expect_amount, false },
	{ "expect-reply", run_expect_reply, false },
	{ 0 },
};
