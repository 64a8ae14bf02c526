/* comply_fund_test.c - days, words and amounts of the ledger, and the evidence of what it finds.
 * What it finds is in tests/acts/scenarios/fund-*.scn and tests/prop/comply_fund_model_test.c. */
#include "acts_make.h"
#include "check_main.h"
#include "fund.h"
#include "pb.h"

/* PROTOCOL M7.31 */
START_TEST(a_fiscal_year_begins_in_october)
{
	static const struct {
		int y, m, d, year, quarter;
	} days[] = { { 2026, 9, 30, 2026, 3 }, { 2026, 10, 1, 2027, 0 },
		{ 2026, 12, 31, 2027, 0 }, { 2027, 1, 1, 2027, 1 },
		{ 2027, 3, 31, 2027, 1 }, { 2027, 4, 1, 2027, 2 },
		{ 2027, 6, 30, 2027, 2 }, { 2027, 7, 1, 2027, 3 },
		{ 2027, 9, 30, 2027, 3 }, { 2027, 10, 1, 2028, 0 },
		{ 2028, 2, 29, 2028, 1 } };

	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct date d = date_of_ymd(days[i].y, days[i].m, days[i].d);

		ck_assert_int_eq(fund_year_of(d), days[i].year);
		ck_assert_int_eq(fund_quarter_of(d), days[i].quarter);
	}
}
END_TEST

START_TEST(amounts_are_written_with_their_cents)
{
	char out[FUND_MONEY_LEN];

	ck_assert_str_eq(fund_money(out, 0), "0.00");
	ck_assert_str_eq(fund_money(out, 5), "0.05");
	ck_assert_str_eq(fund_money(out, -5), "-0.05");
	ck_assert_str_eq(fund_money(out, 100), "1.00");
	ck_assert_str_eq(fund_money(out, -12345), "-123.45");
	ck_assert_str_eq(fund_money(out, INT64_MAX), "92233720368547758.07");
	ck_assert_str_eq(
	    fund_money(out, (wide_int)INT64_MAX * 1000000), "92233720368547758070000.00");
}
END_TEST

static void
add_row(struct facts *f, uint64_t seq, const Cmsa__FundRow *row)
{
	struct place p = { .author = "USA", .incarnation = 1, .seq = seq };
	struct hash id = { { (uint8_t)seq } };
	Cmsa__FundRow copy = *row, *list[1] = { &copy };
	Cmsa__FundBody body;
	struct buf b = { 0 };

	cmsa__fund_body__init(&body);
	body.country = pb_text("USA");
	body.rows = list;
	body.n_rows = 1;
	pb_write(&b, &body.base);
	facts_add_fund(f, facts_add_source(f, &p, &id, 0), buf_view(&b));
	buf_clear(&b);
}

static void
add(struct facts *f, uint64_t seq, const char *id, Cmsa__FundKind kind, const char *day,
    int64_t cents)
{
	Cmsa__FundRow r;

	cmsa__fund_row__init(&r);
	r.id = pb_text(id);
	r.kind = kind;
	r.days = maker_date(day).days;
	r.cents = cents;
	r.fiscal_year = kind == CMSA__FUND_KIND__FUND_TRANSFER ? 2027 : 0;
	r.recipient = kind == CMSA__FUND_KIND__FUND_DISBURSEMENT
			  ? CMSA__FUND_RECIPIENT__RECIPIENT_DOD
			  : CMSA__FUND_RECIPIENT__RECIPIENT_UNSET;
	add_row(f, seq, &r);
}

static const struct fund_finding *
find(const struct fund *l, const char *reason)
{
	for (size_t i = 0; i < l->n_findings; i++)
		if (!strcmp(l->findings[i].reason, reason))
			return &l->findings[i];
	ck_abort_msg("no %s", reason);
	return NULL;
}

/* PROTOCOL M7.32, M7.33: sums beyond 64 bits, and every finding names the entries it rests on. */
START_TEST(findings_cite_what_they_rest_on)
{
	const struct fund_finding *k;
	struct position p = { 0 };
	struct maker m;
	struct facts *f;
	struct fund *l;

	maker_init(&m, 3, 2);
	make_member(&m, "AUS", "2026-07-02");
	p.register_number = registry_number(m.registry);
	f = facts_new(m.registry, &p, LEVEL_MEMBER_FACTS);
	/* the later entry first: the order of arrival means nothing */
	add(f, 4, "d1", CMSA__FUND_KIND__FUND_DISBURSEMENT, "2026-12-02", INT64_MAX);
	add(f, 3, "r2", CMSA__FUND_KIND__FUND_RECEIPT, "2026-11-02", INT64_MAX);
	add(f, 2, "r1", CMSA__FUND_KIND__FUND_RECEIPT, "2026-12-31", INT64_MAX);
	add(f, 5, "t1", CMSA__FUND_KIND__FUND_TRANSFER, "2027-01-02", INT64_MAX);
	facts_finish(f);
	l = fund_ledger(f, maker_date("2027-01-02"));
	ck_assert_uint_eq(l->n_years, 1);
	ck_assert(l->years[0].receipts == (wide_int)INT64_MAX * 2);
	k = find(l, "quarter-late");
	ck_assert_uint_eq(k->n_evidence, 2);
	ck_assert_uint_eq(f->sources[k->evidence[0]].place.seq, 2);
	ck_assert_uint_eq(f->sources[k->evidence[1]].place.seq, 3);
	ck_assert_str_eq(k->measured, "2027-01-02");
	ck_assert_str_eq(k->sentence,
	    "Fiscal year 2027, quarter to 2026-12-31: 184467440737095516.14 USD were received and nothing was transferred by then; next transfer: 2027-01-02");
	k = find(l, "balance-negative");
	ck_assert_uint_eq(k->n_evidence, 1);
	ck_assert_uint_eq(f->sources[k->evidence[0]].place.seq, 4);
	ck_assert_str_eq(k->measured, "-92233720368547758.07");
	k = find(l, "share-exceeded");
	ck_assert_str_eq(k->item, "dod");
	ck_assert_str_eq(k->required, "0.00");
	for (size_t i = 0; i < l->n_findings; i++)
		ck_assert(*l->findings[i].sentence && *l->findings[i].measured &&
			  *l->findings[i].required);
	fund_free(l);
	facts_free(f);
	maker_clear(&m);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fund");
	Suite *s = suite_create("comply_fund");

	tcase_add_test(t, a_fiscal_year_begins_in_october);
	tcase_add_test(t, amounts_are_written_with_their_cents);
	tcase_add_test(t, findings_cite_what_they_rest_on);
	suite_add_tcase(s, t);
	return check_main(s);
}
