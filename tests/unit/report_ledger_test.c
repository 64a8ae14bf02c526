/* report_ledger_test.c - the trust fund as text, CSV and JSON, whole and of one fiscal year; and
 * replies as cells and JSON (PROTOCOL M7.30, M7.36). */
#include <jansson.h>

#include "acts_make.h"
#include "check_main.h"
#include "comply.h"
#include "compliance.h"
#include "ledger.h"
#include "pb.h"

static struct maker m;
static struct facts *facts;
static struct fund *fund;
static struct buf out;

static fact_source
source(uint64_t seq, const char *author)
{
	struct place p = { .incarnation = 1, .seq = seq };
	struct hash id = { { (uint8_t)seq } };

	memcpy(p.author, author, strlen(author) + 1);
	return facts_add_source(facts, &p, &id, 0);
}

static void
add(uint64_t seq, Cmsa__FundRow *row)
{
	Cmsa__FundBody body;
	struct buf b = { 0 };

	cmsa__fund_body__init(&body);
	body.country = pb_text("USA");
	body.rows = &row;
	body.n_rows = 1;
	pb_write(&b, &body.base);
	facts_add_fund(facts, source(seq, "USA"), buf_view(&b));
	buf_clear(&b);
}

static void
add_money(
    uint64_t seq, const char *id, Cmsa__FundKind kind, const char *day, int64_t cents)
{
	Cmsa__FundRow r;

	cmsa__fund_row__init(&r);
	r.id = pb_text(id);
	r.kind = kind;
	r.days = maker_date(day).days;
	r.cents = cents;
	r.fiscal_year = kind == CMSA__FUND_KIND__FUND_TRANSFER ? 2027 : 0;
	add(seq, &r);
}

static void
add_reply(void)
{
	Cmsa__ReplyBody body;
	struct buf b = { 0 };

	cmsa__reply_body__init(&body);
	body.country = pb_text("AUS");
	body.criterion = CMSA__CRITERION__CRITERION_B5C;
	body.reason = pb_text("no-measure");
	body.as_of_days = maker_date("2027-01-02").days;
	body.text = pb_text("It is in parliament.");
	pb_write(&b, &body.base);
	facts_add_reply(facts, source(7, "AUS"), buf_view(&b));
	buf_clear(&b);
}

static void
setup(void)
{
	struct position p = { 0 };

	maker_init(&m, 3, 2);
	make_member(&m, "AUS", "2026-07-02");
	make_concern(&m, "1", "CHN");
	p.register_number = registry_number(m.registry);
	facts = facts_new(m.registry, &p, LEVEL_MEMBER_FACTS);
	add_money(2, "r1", CMSA__FUND_KIND__FUND_RECEIPT, "2026-12-31", 100000);
	add_money(3, "t1", CMSA__FUND_KIND__FUND_TRANSFER, "2026-12-31", 100001);
	add_reply();
	facts_finish(facts);
	fund = fund_ledger(facts, maker_date("2027-01-02"));
	buf_reset(&out);
}

static void
teardown(void)
{
	fund_free(fund);
	facts_free(facts);
	maker_clear(&m);
	buf_clear(&out);
}

static const char *
text(void)
{
	buf_add(&out, "", 1);
	return (const char *)out.p;
}

START_TEST(as_text_with_sentences_and_evidence)
{
	const struct ledger_view all = { 0 }, other = { 2026 };
	const char *s;

	ledger_text(&out, fund, &all);
	s = text();
	ck_assert_ptr_nonnull(strstr(s, "Alliance in effect since 2026-10-01\n"));
	ck_assert_ptr_nonnull(strstr(s, "closes 2027-10-30"));
	ck_assert_ptr_nonnull(strstr(s,
	    "deficient: Fiscal year 2027, which closes on 2027-10-30: 1000.01 USD were transferred and are more than the 1000.00 USD received (over-transferred)\n"
	    "    measured: 1000.01; required: 1000.00\n"
	    "    evidence: USA:1:2;USA:1:3\n"));
	ck_assert_ptr_nonnull(strstr(s, "shown: "));
	buf_reset(&out);
	ledger_text(&out, fund, &other);
	s = text();
	ck_assert_ptr_nonnull(strstr(s, "Nothing is wrong"));
	ck_assert_ptr_null(strstr(s, "2027-10-30"));
}
END_TEST

START_TEST(as_one_table)
{
	const struct ledger_view all = { 0 };
	struct grid g;
	const char *s;

	ledger_table(&g, fund, &all);
	grid_write(&out, &g, REPORT_CSV);
	grid_clear(&g);
	s = text();
	ck_assert_ptr_nonnull(strstr(s,
	    "\nquarter,2027,1,receipts,1000.00,,,,,\nquarter,2027,1,transfers,1000.01,"));
	ck_assert_ptr_nonnull(strstr(s, "\nfund,,,base,1000.01,,,,,\n"));
	ck_assert_ptr_nonnull(strstr(s, "\nshare,,,doe-loan-programs,0.00,600.00,,,,\n"));
	ck_assert_ptr_nonnull(strstr(s,
	    "\nfinding,2027,,,1000.01,1000.00,deficient,over-transferred,USA:1:2;USA:1:3,"));
}
END_TEST

START_TEST(as_json)
{
	const struct ledger_view all = { 0 };
	const json_t *f;
	json_t *doc;

	ledger_json(&out, fund, &all);
	doc = json_loads(text(), 0, NULL);
	ck_assert_ptr_nonnull(doc);
	ck_assert_str_eq(
	    json_string_value(json_object_get(json_object_get(doc, "fund"), "cash")),
	    "1000.01");
	ck_assert_uint_eq(json_array_size(json_object_get(doc, "years")), 1);
	f = json_array_get(json_object_get(doc, "findings"), 0);
	ck_assert_str_eq(
	    json_string_value(json_object_get(f, "reason")), "over-transferred");
	ck_assert_uint_eq(json_array_size(json_object_get(f, "evidence")), 2);
	json_decref(doc);
}
END_TEST

/* The digest is that of the findings alone. */
START_TEST(replies_stand_beside_findings_and_in_no_digest)
{
	const struct compliance_view v = { .country = "AUS",
		.criterion = CMSA__CRITERION__CRITERION_B5C,
		.findings = true };
	struct findings *fs = comply_judge(facts, maker_date("2027-01-02"));
	const struct hash digest = fs->digest;
	const char *s;

	compliance_explain(&out, fs, &v);
	s = text();
	ck_assert_ptr_nonnull(strstr(
	    s, "    reply: AUS:1:7 on findings of 2027-01-02: It is in parliament.\n"));
	buf_reset(&out);
	compliance_json(&out, fs, &v);
	ck_assert_ptr_nonnull(strstr(text(), "\"text\": \"It is in parliament.\""));
	findings_free(fs);
	facts->n_replies = 0;
	fs = comply_judge(facts, maker_date("2027-01-02"));
	ck_assert(!hash_is_zero(&digest) && hash_eq(&digest, &fs->digest));
	findings_free(fs);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ledger");
	Suite *s = suite_create("report_ledger");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, as_text_with_sentences_and_evidence);
	tcase_add_test(t, as_one_table);
	tcase_add_test(t, as_json);
	tcase_add_test(t, replies_stand_beside_findings_and_in_no_digest);
	suite_add_tcase(s, t);
	return check_main(s);
}
