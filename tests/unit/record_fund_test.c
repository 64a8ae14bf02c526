/* tests/vectors/fund.json: the trust fund, replies, the table of incomes and the close of a
 * fiscal year by an independent program: what it wrote we read and write the same; what it
 * spoilt gets its verdict; and one flipped bit anywhere is refused (PROTOCOL M3.15, M3.20,
 * M5.26, M5.27, M5.28, M8.1). */
#include "check_main.h"
#include "law.h"
#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("fund.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(the_acts_are_read_and_written_the_same)
{
	const Cmsa__Reference *table;
	struct buf b = { 0 };
	struct act a;

	ck_assert_uint_eq(vector_expect_act(vector_at(file, "acts", 0)), ACT_REFERENCE);
	ck_assert_uint_eq(vector_expect_act(vector_at(file, "acts", 1)), ACT_POLICY);
	ck_assert_int_eq(
	    act_parse(&a, vector_bytes(&b, vector_at(file, "acts", 0), "signed_act")),
	    V_OK);
	table = a.body->reference;
	ck_assert_uint_eq(table->n_country_income, 4);
	ck_assert_str_eq(table->country_income[1]->country, "BRA");
	ck_assert_uint_eq(table->country_income[1]->year, 2026);
	ck_assert_int_eq(
	    table->country_income[1]->group, CMSA__INCOME_GROUP__INCOME_UPPER_MIDDLE);
	act_clear(&a);
	ck_assert_int_eq(
	    act_parse(&a, vector_bytes(&b, vector_at(file, "acts", 1), "signed_act")),
	    V_OK);
	ck_assert_uint_eq(law_fund_close_days(a.body->policy), 36500);
	act_clear(&a);
	ck_assert_uint_eq(law_fund_close_days(policy_default()), 30);
	buf_clear(&b);
}
END_TEST

START_TEST(any_flipped_bit_of_an_act_is_refused) /* _i: the act */
{
	vector_refuse_flips(
	    file, vector_at(file, "acts", _i), "signed_act", vector_act_stands);
}
END_TEST

START_TEST(an_entry_is_read_and_written_the_same) /* _i: the entry */
{
	vector_expect_entry(file, vector_at(file, "entries", _i));
}
END_TEST

START_TEST(any_flipped_bit_of_an_entry_is_refused) /* _i: the entry */
{
	vector_refuse_flips(
	    file, vector_at(file, "entries", _i), "signed_entry", vector_entry_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 61);
}
END_TEST

/* PROTOCOL M5.26, cell by cell: which fields a row of which kind may have, by one letter each. */
static const struct {
	char field;
	const char *kinds; /* of receipt 1 .. need 8 */
} allowed[] = { { 'a', "1234568" }, { 'y', "2" }, { 'm', "1" }, { 's', "1" },
	{ 'c', "5" }, { 'o', "5" }, { 'b', "4" }, { 'i', "4" }, { 'r', "6" },
	{ 'p', "67" }, { 'u', "6" }, { 'l', "67" }, { 'N', "7" }, { 'D', "7" },
	{ 'S', "7" }, { 'U', "7" }, { 'F', "7" } };

static void
set(Cmsa__FundRow *r, char field)
{
	switch (field) {
	case 'a': r->cents = 1; break;
	case 'y': r->fiscal_year = 2027; break;
	case 'm': r->subject = pb_text("lithium"); break;
	case 's': r->stage = CMSA__STAGE__STAGE_MINED; break;
	case 'c': r->cost_cents = 1; break;
	case 'o': r->of = pb_text("n1"); break;
	case 'b': r->backing = CMSA__FUND_BACKING__BACKING_OTHER; break;
	case 'i': r->interest_bearing = true; break;
	case 'r': r->recipient = CMSA__FUND_RECIPIENT__RECIPIENT_DOD; break;
	case 'p': r->project = pb_text("a mine"); break;
	case 'u': r->purpose = CMSA__FUND_PURPOSE__PURPOSE_MINING; break;
	case 'l': r->country = pb_text("AUS"); break;
	case 'N': r->national_interest = true; break;
	case 'D': r->developmental = true; break;
	case 'S': r->strategic_competitor = true; break;
	case 'U': r->united_states_entity = true; break;
	case 'F': r->offered_bp = 10000; break;
	}
}

START_TEST(a_row_has_the_fields_of_its_kind_alone) /* _i: the field */
{
	static const char *const needed[] = { "", "", "y", "", "b", "o", "r", "p", "" };

	for (int kind = 1; kind <= 8; kind++) {
		const bool fits = strchr(allowed[_i].kinds, '0' + kind) != NULL;
		Cmsa__FundRow r, *rows = &r;
		Cmsa__FundBody b;

		cmsa__fund_row__init(&r);
		cmsa__fund_body__init(&b);
		r.id = pb_text("a");
		r.kind = (Cmsa__FundKind)kind;
		r.days = 20500;
		b.country = pb_text("USA");
		b.rows = &rows;
		b.n_rows = 1;
		for (const char *s = needed[kind]; *s; s++)
			set(&r, *s);
		ck_assert_int_eq(body_check(KIND_FUND, &b.base, NULL), V_OK);
		set(&r, allowed[_i].field);
		ck_assert_msg((body_check(KIND_FUND, &b.base, NULL) == V_OK) == fits,
		    "kind %d, field %c", kind, allowed[_i].field);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_fund");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_acts_are_read_and_written_the_same);
	tcase_add_loop_test(t, any_flipped_bit_of_an_act_is_refused, 0, 2);
	tcase_add_loop_test(t, an_entry_is_read_and_written_the_same, 0, 4);
	tcase_add_loop_test(t, any_flipped_bit_of_an_entry_is_refused, 0, 4);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	tcase_add_loop_test(t, a_row_has_the_fields_of_its_kind_alone, 0,
	    (int)(sizeof(allowed) / sizeof(*allowed)));
	suite_add_tcase(s, t);
	return check_main(s);
}
