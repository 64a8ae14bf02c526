/* import_fund_csv_test.c - our CSV for the trust fund: every error at once, or every row
 * (PROTOCOL M5.26, M5.27). */
#include <stdio.h>
#include <string.h>

#include "bodies.h"
#include "body.h"
#include "check_main.h"
#include "kind.h"

#define HEADER                                                                          \
	"country,id,kind,date,amount,fiscal_year,mineral,stage,cost,of,backing,"        \
	"interest_bearing,recipient,project,purpose,project_country,national_interest," \
	"developmental,strategic_competitor,united_states_entity,offered_pct,citation," \
	"sample\n"

static struct arena mem;
static struct row_errors errors;
static struct fund_rows rows;

static void
setup(void)
{
	arena_init(&mem, 0);
}

static void
teardown(void)
{
	row_errors_clear(&errors);
	arena_clear(&mem);
}

static enum err
parse(const char *text)
{
	struct csv_table t;
	struct errmsg m = { "" };
	enum err e = csv_table_parse(&t, bytes_of(text, strlen(text)), &m);

	ck_assert_msg(!e, "%s", m.text);
	row_errors_clear(&errors);
	e = fund_csv_parse(&rows, &errors, &mem, &t);
	csv_table_clear(&t);
	return e;
}

START_TEST(a_row_of_each_kind_can_be_published)
{
	const uint8_t id[16] = { 1 };
	struct errmsg m = { "" };
	const Cmsa__FundRow *r;
	struct bodies b;

	ck_assert_int_eq(
	    parse(HEADER
		"USA,r1,receipt,2026-12-31,1000.05,,lithium,mined,,,,,,,,,,,,,,report 1,yes\n"
		"USA,t1,transfer,2026-12-31,1000,2027,,,,,,,,,,,,,,,,,\n"
		"USA,i1,interest,2027-01-05,0.01,,,,,,,,,,,,,,,,,,\n"
		"USA,n1,investment,2027-01-05,500,,,,,,guaranteed,yes,,,,,,,,,,,\n"
		"USA,s1,sale,2027-02-05,501,,,,500,n1,,,,,,,,,,,,,\n"
		"USA,d1,disbursement,2027-02-06,10,,,,,,,,dfc,a mine,critical-mineral-project,AUS,,,,,,,\n"
		"USA,c1,certification,2027-02-01,,,,,,,,,,a mine,,AUS,yes,no,yes,no,49.99,,\n"
		"USA,m1,need,2027-02-06,0,,,,,,,,,,,,,,,,,,\n"),
	    ERR_NONE);
	ck_assert_uint_eq(rows.n, 8);
	r = rows.rows[0];
	ck_assert_int_eq(r->cents, 100005);
	ck_assert_str_eq(r->subject, "lithium");
	ck_assert(r->stage == CMSA__STAGE__STAGE_MINED && r->sample);
	ck_assert_uint_eq(rows.rows[1]->fiscal_year, 2027);
	ck_assert(rows.rows[3]->interest_bearing);
	ck_assert_int_eq(rows.rows[4]->cost_cents, 50000);
	ck_assert_str_eq(rows.rows[5]->country, "AUS");
	r = rows.rows[6];
	ck_assert(r->national_interest && !r->developmental && r->strategic_competitor &&
		  !r->united_states_entity && r->offered_bp == 4999);
	ck_assert_int_eq(bodies_of_fund(&b, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(b.n, 1);
	bodies_clear(&b);
}
END_TEST

static const char *const wrong[][2] = {
	{ "AUS,a,interest,2027-01-01,1,,,,,,,,,,,,,,,,,,", "country" },
	{ "USA,,interest,2027-01-01,1,,,,,,,,,,,,,,,,,,", "id" },
	{ "USA,a,gift,2027-01-01,1,,,,,,,,,,,,,,,,,,", "kind" },
	{ "USA,a,interest,2027-13-01,1,,,,,,,,,,,,,,,,,,", "date" },
	{ "USA,a,interest,,1,,,,,,,,,,,,,,,,,,", "date" },
	{ "USA,a,interest,2027-01-01,,,,,,,,,,,,,,,,,,,", "amount" },
	{ "USA,a,interest,2027-01-01,-1,,,,,,,,,,,,,,,,,,", "amount" },
	{ "USA,a,interest,2027-01-01,0.005,,,,,,,,,,,,,,,,,,", "amount" },
	{ "USA,a,interest,2027-01-01,\"1,000\",,,,,,,,,,,,,,,,,,", "amount" },
	{ "USA,a,certification,2027-01-01,1,,,,,,,,,p,,,,,,,,,", "amount" },
	{ "USA,a,transfer,2027-01-01,1,,,,,,,,,,,,,,,,,,", "fiscal_year" },
	{ "USA,a,transfer,2027-01-01,1,27,,,,,,,,,,,,,,,,,", "fiscal_year" },
	{ "USA,a,receipt,2027-01-01,1,2027,,,,,,,,,,,,,,,,,", "fiscal_year" },
	{ "USA,a,receipt,2027-01-01,1,,Lithium,,,,,,,,,,,,,,,,", "mineral" },
	{ "USA,a,receipt,2027-01-01,1,,,manufactured,,,,,,,,,,,,,,,", "stage" },
	{ "USA,a,sale,2027-01-01,1,,,,,n1,,,,,,,,,,,,,", "cost" },
	{ "USA,a,sale,2027-01-01,1,,,,1,,,,,,,,,,,,,,", "of" },
	{ "USA,a,investment,2027-01-01,1,,,,,,,yes,,,,,,,,,,,", "backing" },
	{ "USA,a,investment,2027-01-01,1,,,,,,other,,,,,,,,,,,,", "interest_bearing" },
	{ "USA,a,disbursement,2027-01-01,1,,,,,,,,,,,,,,,,,,", "recipient" },
	{ "USA,a,disbursement,2027-01-01,1,,,,,,,,nasa,,,,,,,,,,", "recipient" },
	{ "USA,a,disbursement,2027-01-01,1,,,,,,,,dod,,charity,,,,,,,,", "purpose" },
	{ "USA,a,disbursement,2027-01-01,1,,,,,,,,dod,,,Aus,,,,,,,", "project_country" },
	{ "USA,a,disbursement,2027-01-01,1,,,,,,,,dod,,,,yes,,,,,,",
	    "national_interest" },
	{ "USA,a,certification,2027-01-01,,,,,,,,,,,,,,,,,,,", "project" },
	{ "USA,a,certification,2027-01-01,,,,,,,,,,p,,,,,,,100.01,,", "offered_pct" },
	{ "USA,a,interest,2027-01-01,1,,,,,,,,,,,,,,,,,,maybe", "sample" },
};

START_TEST(what_does_not_fit_is_named_with_its_column) /* _i: the row */
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s\n", HEADER, wrong[_i][0]);
	ck_assert_int_eq(parse(text), ERR_INPUT);
	ck_assert_uint_eq(rows.n, 0);
	ck_assert_msg(row_errors_count(&errors) == 1, "%s: %zu errors", wrong[_i][0],
	    row_errors_count(&errors));
	ck_assert_str_eq(errors.at[0].column, wrong[_i][1]);
	ck_assert_uint_eq(errors.at[0].row, 2);
}
END_TEST

START_TEST(an_id_stands_once)
{
	ck_assert_int_eq(parse("country,id,kind,date,amount\nUSA,a,need,2027-01-01,1\n"
			       "USA,b,need,2027-01-01,1\nUSA,a,interest,2027-01-01,1\n"),
	    ERR_INPUT);
	ck_assert_uint_eq(row_errors_count(&errors), 1);
	ck_assert_str_eq(errors.at[0].column, "id");
	ck_assert_uint_eq(errors.at[0].row, 4);
}
END_TEST

START_TEST(a_large_file_is_a_batch)
{
	const uint8_t id[16] = { 1 };
	struct errmsg m = { "" };
	struct buf text = { 0 };
	char line[64];
	struct bodies b;

	buf_add_str(&text, "country,id,kind,date,amount\n");
	for (int i = 0; i < 4097; i++) {
		snprintf(line, sizeof(line), "USA,i%d,interest,2027-01-01,1\n", i);
		buf_add_str(&text, line);
	}
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	ck_assert_int_eq(bodies_of_fund(&b, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(b.n, 2);
	bodies_clear(&b);
	buf_clear(&text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fund_csv");
	Suite *s = suite_create("import_fund_csv");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_row_of_each_kind_can_be_published);
	tcase_add_loop_test(t, what_does_not_fit_is_named_with_its_column, 0,
	    (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_test(t, an_id_stands_once);
	tcase_add_test(t, a_large_file_is_a_batch);
	suite_add_tcase(s, t);
	return check_main(s);
}
