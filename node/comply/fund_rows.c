/* fund_rows.c - investments, sales and disbursements, each by itself (6(c), (d), (e);
 * PROTOCOL M7.34, M7.35). */
#include <stdio.h>
#include <string.h>

#include "fund_impl.h"
#include "lifecycle.h"

enum {
	LEAST_OFFERED_BP = 5000 /* 6(e)(1)(C)(iii)(II): "not less than 50 percent" */
};

/* One row being judged. */
struct row {
	struct fund *l;
	const struct law *law;
	const struct fact_fund *f;
	const Cmsa__FundRow *r;
	char date[11];
};

/* What a finding about the row says but its sentence. */
static struct fund_finding
about(
    const struct row *row, const char *reason, const char *measured, const char *required)
{
	fund_say_cite(row->l, row->f->source);
	return (struct fund_finding){ .status = FUND_DEFICIENT,
		.reason = reason,
		.year = fund_year_of((struct date){ row->r->days }),
		.item = row->r->id,
		.measured = measured,
		.required = required };
}

/* --- money that is not needed at once ----------------------------------------------- */

/* 6(c)(1): "interest-bearing obligations of the United States or ... guaranteed as to both
 * principal and interest by the United States" */
static void
judge_investment(const struct row *row)
{
	const Cmsa__FundRow *r = row->r;
	struct fund_finding f;

	if (r->backing == CMSA__FUND_BACKING__BACKING_OTHER) {
		f = about(row, "not-obligation", "other",
		    "of the United States, or guaranteed by it");
		fund_say(row->l, &f,
		    "Investment %s of %s is in no obligation of the United States, and in none that it guarantees as to principal and interest",
		    r->id, row->date);
	}
	if (!r->interest_bearing) {
		f = about(row, "no-interest", "no interest", "interest-bearing");
		fund_say(row->l, &f, "Investment %s of %s bears no interest", r->id,
		    row->date);
	}
}

/* The investment that a sale is of, made by then; NULL: none. */
static const struct fact_fund *
investment_of(const struct row *row)
{
	for (const struct fact_fund *f = row->l->facts->funds;
	     f < row->l->facts->funds + row->l->facts->n_funds; f++)
		if (f->fund->kind == CMSA__FUND_KIND__FUND_INVESTMENT &&
		    f->fund->days <= row->r->days && !strcmp(f->fund->id, row->r->of))
			return f;
	return NULL;
}

/* Cost of all that was sold of it up to this row. */
static wide_int
sold_so_far(const struct row *row)
{
	wide_int sum = 0;

	for (const struct fact_fund *f = row->l->facts->funds; f <= row->f; f++)
		if (f->fund->kind == CMSA__FUND_KIND__FUND_SALE &&
		    !strcmp(f->fund->of, row->r->of))
			sum += f->fund->cost_cents;
	return sum;
}

static void
judge_sale(const struct row *row)
{
	const struct fact_fund *of = investment_of(row);
	char sold[FUND_MONEY_LEN], held[FUND_MONEY_LEN];
	struct fund_finding f;

	if (!of) {
		f = about(
		    row, "sale-of-nothing", row->r->of, "an investment made by then");
		fund_say(row->l, &f,
		    "Sale %s of %s is of %s, and no such investment was made by then",
		    row->r->id, row->date, row->r->of);
		return;
	}
	if (sold_so_far(row) <= of->fund->cents)
		return;
	fund_money(sold, sold_so_far(row));
	fund_money(held, of->fund->cents);
	fund_say_cite(row->l, of->source);
	f = about(row, "sale-beyond-cost", sold, held);
	fund_say(row->l, &f,
	    "With sale %s of %s, %s USD at cost were sold of investment %s, which cost %s USD",
	    row->r->id, row->date, sold, row->r->of, held);
}

/* --- disbursements ------------------------------------------------------------------ */

static bool
is_dfc(const Cmsa__FundRow *r)
{
	return r->recipient == CMSA__FUND_RECIPIENT__RECIPIENT_DFC;
}

/* 6(d)(1): (A) and (B) support mining, processing and manufacturing of select derivative
 * products, (C) critical mineral projects: mining and processing are such. */
static bool
purpose_fits(const Cmsa__FundRow *r)
{
	return r->purpose == CMSA__FUND_PURPOSE__PURPOSE_MINING ||
	       r->purpose == CMSA__FUND_PURPOSE__PURPOSE_PROCESSING ||
	       r->purpose ==
		   (is_dfc(r) ? CMSA__FUND_PURPOSE__PURPOSE_CRITICAL_MINERAL_PROJECT
			      : CMSA__FUND_PURPOSE__PURPOSE_SELECT_PRODUCT_MANUFACTURING);
}

static void
judge_names(const struct row *row)
{
	static const char *const purposes[] = { "none", "mining", "processing",
		"select-product-manufacturing", "critical-mineral-project" };
	const Cmsa__FundRow *r = row->r;
	const char *to = fund_recipient_name(r->recipient);
	const char *allowed = is_dfc(r)
				  ? "mining, processing or critical-mineral-project"
				  : "mining, processing or select-product-manufacturing";
	struct fund_finding f;

	if (!*r->project) {
		f = about(row, "no-project", "none", "a project");
		fund_say(row->l, &f, "Disbursement %s of %s to %s names no project",
		    r->id, row->date, to);
	}
	if (!purpose_fits(r)) {
		f = about(row, r->purpose ? "wrong-purpose" : "no-purpose",
		    purposes[r->purpose], allowed);
		fund_say(row->l, &f,
		    "Disbursement %s of %s to %s has the purpose %s; it may be for %s",
		    r->id, row->date, to, purposes[r->purpose], allowed);
	}
	if (!*r->country) {
		f = about(row, "no-country", "none", "a country");
		fund_say(row->l, &f, "Disbursement %s of %s to %s names no country",
		    r->id, row->date, to);
	}
}

/* 6(d)(1)(C): "international ... projects in countries that are members" */
static void
judge_member(const struct row *row)
{
	const Cmsa__FundRow *r = row->r;
	const bool home = !strcmp(r->country, "USA");
	struct fund_finding f;

	if (!home &&
	    is_member(row->l->facts->registry, r->country, (struct date){ r->days }))
		return;
	f = about(row, home ? "dfc-united-states" : "dfc-not-member", r->country,
	    "a member other than the USA");
	fund_say(row->l, &f,
	    "Disbursement %s of %s to dfc is in %s, which was no member other than the USA that day",
	    r->id, row->date, r->country);
}

/* --- certifications, 6(e)(1)(C) ------------------------------------------------------- */

static bool
is_certification_of(const Cmsa__FundRow *c, const Cmsa__FundRow *r)
{
	return c->kind == CMSA__FUND_KIND__FUND_CERTIFICATION && *r->project &&
	       !strcmp(c->project, r->project) &&
	       (!*c->country || !strcmp(c->country, r->country));
}

static bool
has_interest(const Cmsa__FundRow *c)
{
	return c->national_interest;
}

static bool
has_need(const Cmsa__FundRow *c)
{
	return c->developmental || c->strategic_competitor;
}

static bool
has_participation(const Cmsa__FundRow *c)
{
	return c->united_states_entity || c->offered_bp >= LEAST_OFFERED_BP;
}

/* Each clause that the certification lacks; (d)(2) of the Act read as (d)(1)(C). */
static void
say_lacks(const struct row *row, const struct fact_fund *c)
{
	const struct {
		bool (*has)(const Cmsa__FundRow *c);
		const char *reason, *required;
	} clauses[] = { { has_interest, "certified-without-interest",
			    "(i) the national interest" },
		{ has_need, "certified-without-need",
		    "(ii) development, or a strategic competitor" },
		{ has_participation, "certified-without-participation",
		    "(iii) a United States entity, or at least 5000 bp offered first" } };
	char measured[32];

	for (size_t i = 0; i < ARRAY_LEN(clauses); i++) {
		struct fund_finding f;

		if (clauses[i].has(c->fund))
			continue;
		snprintf(measured, sizeof(measured), "%u bp", c->fund->offered_bp);
		fund_say_cite(row->l, c->source);
		f = about(row, clauses[i].reason,
		    clauses[i].has == has_participation ? measured : "not certified",
		    clauses[i].required);
		fund_say(row->l, &f,
		    "Disbursement %s of %s to dfc in %s: certification %s of project %s lacks %s",
		    row->r->id, row->date, row->r->country, c->fund->id, row->r->project,
		    clauses[i].required);
	}
}

static void
say_uncertified(const struct row *row, const struct fact_fund *later)
{
	char measured[11] = "none";
	struct fund_finding f;

	if (later) {
		date_write(measured, (struct date){ later->fund->days });
		fund_say_cite(row->l, later->source);
	}
	f = about(row, "dfc-uncertified", measured, row->date);
	fund_say(row->l, &f,
	    "Disbursement %s of %s to dfc is in %s, a country of upper-middle or high income, and no certification of its project is dated on or before it; a later one: %s",
	    row->r->id, row->date, row->r->country, measured);
}

/* One certification on or before the day must say all three; else the last one is told
 * what it lacks. */
static void
judge_certified(const struct row *row)
{
	const struct fact_fund *last = NULL, *later = NULL;
	const size_t n = fund_rows_until(row->l);

	for (size_t i = 0; i < n; i++) {
		const struct fact_fund *c = &row->l->facts->funds[i];

		if (!is_certification_of(c->fund, row->r))
			continue;
		if (c->fund->days > row->r->days) {
			later = later ? later : c;
			continue;
		}
		if (has_interest(c->fund) && has_need(c->fund) &&
		    has_participation(c->fund))
			return;
		last = c;
	}
	if (last)
		say_lacks(row, last);
	else
		say_uncertified(row, later);
}

static void
judge_income(const struct row *row)
{
	const Cmsa__FundRow *r = row->r;
	char measured[32];
	int y, m, d;
	Cmsa__IncomeGroup group;

	date_to_ymd((struct date){ r->days }, &y, &m, &d);
	group = law_income_of(row->law, r->country, y);
	if (group == CMSA__INCOME_GROUP__INCOME_UNSET) {
		struct fund_finding f;

		snprintf(measured, sizeof(measured), "none of %d", y);
		f = about(row, "income-unknown", measured, "a row of country_income");
		f.status = FUND_NO_DATA;
		fund_say(row->l, &f,
		    "Disbursement %s of %s to dfc is in %s, whose income in %d no table says: whether a certification was needed is not known",
		    r->id, row->date, r->country, y);
	} else if (group >= CMSA__INCOME_GROUP__INCOME_UPPER_MIDDLE) {
		judge_certified(row);
	}
}

static void
judge_disbursement(const struct row *row)
{
	judge_names(row);
	if (!is_dfc(row->r) || !*row->r->country)
		return;
	judge_member(row);
	if (strcmp(row->r->country, "USA"))
		judge_income(row);
}

void
fund_rows_find(struct fund *l, const struct law *law)
{
	const size_t n = fund_rows_until(l);

	for (size_t i = 0; i < n; i++) {
		struct row row = { .l = l, .law = law, .f = &l->facts->funds[i] };

		row.r = row.f->fund;
		date_write(row.date, (struct date){ row.r->days });
		if (row.r->kind == CMSA__FUND_KIND__FUND_INVESTMENT)
			judge_investment(&row);
		else if (row.r->kind == CMSA__FUND_KIND__FUND_SALE)
			judge_sale(&row);
		else if (row.r->kind == CMSA__FUND_KIND__FUND_DISBURSEMENT)
			judge_disbursement(&row);
	}
}
