/* import_duty_csv_test.c - our CSV for duties: every error at once, or every line. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bodies.h"
#include "body.h"
#include "check_main.h"
#include "date.h"
#include "duty_csv.h"
#include "kind.h"
#include "limit.h"

#define HEADER                                                                           \
	"country,hs_edition,schedule,mfn_only,code,scope,origin,kind,measure,start,end," \
	"combination,rate_pct,specific\n"
#define MARKS "JPN,HS2022,2026,yes,"

static struct arena mem;
static struct row_errors errors;
static struct duty_rows rows;

static enum err
parse(const char *text)
{
	struct csv_table t;
	struct errmsg m = { "" };
	enum err e = csv_table_parse(&t, bytes_of(text, strlen(text)), &m);

	ck_assert_msg(!e, "%s", m.text);
	row_errors_clear(&errors);
	e = duty_csv_parse(&rows, &errors, &mem, &t);
	csv_table_clear(&t);
	return e;
}

static enum err
parse_row(const char *row)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s\n", HEADER, row);
	return parse(text);
}

static const char *
only_error(void)
{
	static char text[ROW_ERROR_TEXT];

	ck_assert_uint_eq(row_errors_count(&errors), 1);
	ck_assert_uint_eq(rows.n, 0);
	row_errors_text(text, &errors.at[0]);
	return text;
}

static void
setup(void)
{
	arena_init(&mem, 0);
}

static void
teardown(void)
{
	arena_clear(&mem);
	row_errors_clear(&errors);
}

static const struct {
	const char *pct;
	uint32_t bp;
} RATES[] = { { "25", 2500 }, { "24.99", 2499 }, { "2.5", 250 }, { "0", 0 },
	{ "0.01", 1 }, { "25.00", 2500 }, { "10000", 1000000 } };

START_TEST(a_rate_in_percent_is_exact_basis_points)
{
	char row[256];

	snprintf(row, sizeof(row), MARKS "250410,any,,ordinary,,2026-01-01,,,%s,",
	    RATES[_i].pct);
	ck_assert_int_eq(parse_row(row), ERR_NONE);
	ck_assert_uint_eq(rows.lines[0]->ad_valorem_bp, RATES[_i].bp);
}
END_TEST

START_TEST(marks_are_those_of_the_file)
{
	ck_assert_int_eq(
	    parse_row(
		MARKS "250410,country,CHN,additional,301,2026-01-01,2026-12-31,plus,5,"
		      "$1/t"),
	    ERR_NONE);
	ck_assert_str_eq(rows.country, "JPN");
	ck_assert_str_eq(rows.hs_edition, "HS2022");
	ck_assert_str_eq(rows.schedule, "2026");
	ck_assert(rows.mfn_only);
	ck_assert_str_eq(rows.lines[0]->origin, "CHN");
	ck_assert_int_eq(rows.lines[0]->combination, CMSA__COMBINATION__COMBINATION_PLUS);
	ck_assert_int_eq(rows.lines[0]->end_days, date_of_ymd(2026, 12, 31).days);
}
END_TEST

static const struct {
	const char *row, *error;
} WRONG[] = {
	{ MARKS "250410,any,,ordinary,,2026-01-01,,,2.555,",
	    "row 2, column \"rate_pct\": expected a percentage with at most two "
	    "decimals, "
	    "found \"2.555\"" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,,\"2,5\",",
	    "row 2, column \"rate_pct\": expected a number, found \"2,5\"" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,,10000.01,",
	    "row 2, column \"rate_pct\": expected at most 10000 percent, found "
	    "\"10000.01\"" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,,,",
	    "row 2, column \"rate_pct\": expected a percentage, found nothing" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,specific,5,x",
	    "row 2, column \"rate_pct\": expected nothing with combination specific, "
	    "found "
	    "\"5\"" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,plus,5,",
	    "row 2, column \"specific\": expected the specific part as published, found "
	    "nothing" },
	{ MARKS "250410,any,,ordinary,,2026-01-01,,,5,x",
	    "row 2, column \"specific\": expected nothing with combination ad-valorem, "
	    "found \"x\"" },
	{ MARKS "2504.10,any,,ordinary,,2026-01-01,,,5,",
	    "row 2, column \"code\": expected 6 to 12 digits, found \"2504.10\"" },
	{ MARKS "250410,country,,ordinary,,2026-01-01,,,5,",
	    "row 2, column \"origin\": expected an alpha-3 code, found nothing" },
	{ MARKS "250410,any,CHN,ordinary,,2026-01-01,,,5,",
	    "row 2, column \"origin\": expected nothing with a scope other than country, "
	    "found \"CHN\"" },
	{ MARKS "250410,all,,ordinary,,2026-01-01,,,5,",
	    "row 2, column \"scope\": expected any, members, countries-of-concern, "
	    "entities-of-concern or country, found \"all\"" },
	{ MARKS "250410,any,,mfn,,2026-01-01,,,5,",
	    "row 2, column \"kind\": expected ordinary, additional, relief, antidumping, "
	    "countervailing, safeguard or other, found \"mfn\"" },
	{ MARKS "250410,any,,ordinary,,,,,5,",
	    "row 2, column \"start\": expected a date YYYY-MM-DD of 1900 to 2199, found "
	    "nothing" },
	{ MARKS "250410,any,,ordinary,,2026-01-02,2026-01-01,,5,",
	    "row 2, column \"end\": expected a date not before the start, found "
	    "\"2026-01-01\"" },
	{ "JPN,2022,2026,yes,250410,any,,ordinary,,2026-01-01,,,5,",
	    "row 2, column \"hs_edition\": expected HS and a year, found \"2022\"" },
};

START_TEST(a_wrong_cell_is_named_with_what_was_expected)
{
	ck_assert_int_eq(parse_row(WRONG[_i].row), ERR_INPUT);
	ck_assert_str_eq(only_error(), WRONG[_i].error);
}
END_TEST

START_TEST(two_rows_of_one_key_name_both)
{
	ck_assert_int_eq(
	    parse(HEADER MARKS "250410,any,,ordinary,,2026-01-01,,,5,\n" MARKS
			       "250490,any,,ordinary,,2026-01-01,,,5,\n" MARKS
			       "250410,any,,ordinary,,2026-01-01,,,6,\n"),
	    ERR_INPUT);
	ck_assert_str_eq(only_error(), "row 4, column \"code\": expected each line once, "
				       "found the key of row 2 again");
}
END_TEST

/* Each part of the key tells lines apart. */
START_TEST(a_line_differing_in_one_part_of_the_key_is_another)
{
	static const char *other[] = { "2504100,any,,ordinary,,2026-01-01,,,5,",
		"250410,members,,ordinary,,2026-01-01,,,5,",
		"250410,country,CHN,ordinary,,2026-01-01,,,5,",
		"250410,country,RUS,ordinary,,2026-01-01,,,5,",
		"250410,any,,additional,,2026-01-01,,,5,",
		"250410,any,,ordinary,m,2026-01-01,,,5,",
		"250410,any,,ordinary,,2026-01-02,,,5," };
	struct buf text = { 0 };

	buf_add_str(&text, HEADER MARKS "250410,any,,ordinary,,2026-01-01,,,5,\n");
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		buf_add_str(&text, MARKS);
		buf_add_str(&text, other[i]);
		buf_add_str(&text, "\n");
	}
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	ck_assert_uint_eq(rows.n, 8);
	buf_clear(&text);
}
END_TEST

START_TEST(marks_that_change_inside_the_file_are_refused)
{
	ck_assert_int_eq(
	    parse(HEADER MARKS
		"250410,any,,ordinary,,2026-01-01,,,5,\n"
		"GBR,HS2022,2026,yes,250490,any,,ordinary,,2026-01-01,,,5,\n"),
	    ERR_INPUT);
	ck_assert_str_eq(only_error(),
	    "row 3, column \"country\": expected the same on every row, found \"GBR\"");
}
END_TEST

START_TEST(errors_of_all_rows_are_listed)
{
	ck_assert_int_eq(
	    parse(HEADER MARKS "25,any,,ordinary,,2026-01-01,,,5,\n" MARKS
			       "250490,any,,ordinary,,2026-01-01,,,5,\n" MARKS
			       "250510,any,,ordinary,,2026-13-01,,,x,\n"),
	    ERR_INPUT);
	ck_assert_uint_eq(errors.n, 3);
	ck_assert_uint_eq(errors.at[0].row, 2);
	ck_assert_uint_eq(errors.at[1].row, 4);
	ck_assert_str_eq(errors.at[2].column, "rate_pct");
}
END_TEST

#define EQUIVALENT                                                                    \
	"country,hs_edition,code,scope,kind,start,combination,rate_pct,specific,"     \
	"equivalent_rate_pct,equivalent_from,equivalent_to,equivalent_value,"         \
	"equivalent_currency,equivalent_quantity,equivalent_unit,equivalent_source\n" \
	"USA,HS2022,250410,any,ordinary,2026-01-01,specific,,$1/t,"

START_TEST(an_equivalent_is_whole_or_absent)
{
	ck_assert_int_eq(
	    parse(EQUIVALENT "1.25,2025-01-01,2025-12-31,1000.50,USD,42,t,x\n"),
	    ERR_NONE);
	ck_assert_uint_eq(rows.lines[0]->equivalent->rate_bp, 125);
	ck_assert_int_eq(rows.lines[0]->equivalent->value_cents, 100050);
	ck_assert_int_eq(rows.lines[0]->equivalent->quantity, 42);
	ck_assert_int_eq(parse(EQUIVALENT ",,,,,,,\n"), ERR_NONE);
	ck_assert_ptr_null(rows.lines[0]->equivalent);
	ck_assert_int_eq(
	    parse(EQUIVALENT "1.25,2025-01-01,2025-12-31,1000,USD,42,t,\n"), ERR_INPUT);
	ck_assert_str_eq(errors.at[0].column, "equivalent_source");
	ck_assert_int_eq(
	    parse(EQUIVALENT "1.25,2025-01-02,2025-01-01,1.001,usd,4.5,t,x\n"),
	    ERR_INPUT);
	ck_assert_uint_eq(errors.n, 4);
}
END_TEST

START_TEST(what_is_written_is_read_back_the_same)
{
	static const uint8_t id[16] = { 0 };
	struct buf text = { 0 };
	struct bodies a, b;
	struct errmsg m;

	ck_assert_int_eq(
	    parse(EQUIVALENT "1.25,2025-01-01,2025-12-31,1000.50,USD,42,t,x\n"),
	    ERR_NONE);
	ck_assert_int_eq(bodies_of_duty(&a, &rows, id, &m), ERR_NONE);
	duty_csv_write(&text, &rows);
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	ck_assert_int_eq(bodies_of_duty(&b, &rows, id, &m), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&a.at[0]), buf_view(&b.at[0])));
	bodies_clear(&a);
	bodies_clear(&b);
	buf_clear(&text);
}
END_TEST

START_TEST(no_body_holds_more_rows_than_the_limit)
{
	static const uint8_t id[16] = { 7 };
	struct buf text = { 0 };
	struct bodies bodies;
	struct errmsg m;
	char row[128];

	buf_add_str(&text, HEADER);
	for (int i = 0; i < LIMIT_ROWS + 1; i++) {
		snprintf(
		    row, sizeof(row), MARKS "%08d,any,,ordinary,,2026-01-01,,,5,\n", i);
		buf_add_str(&text, row);
	}
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	ck_assert_int_eq(bodies_of_duty(&bodies, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(bodies.n, 2);
	for (size_t i = 0; i < bodies.n; i++) {
		struct arena a;
		const ProtobufCMessage *v;

		arena_init(&a, LIMIT_BODY_ARENA);
		ck_assert_int_eq(
		    body_parse(&v, &a, KIND_DUTY, 1, buf_view(&bodies.at[i]), NULL),
		    V_OK);
		ck_assert_uint_eq(((const Cmsa__DutyBody *)v)->batch->part, i + 1);
		ck_assert_uint_eq(
		    ((const Cmsa__DutyBody *)v)->n_lines, i ? 1 : LIMIT_ROWS);
		arena_clear(&a);
	}
	bodies_clear(&bodies);
	buf_clear(&text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import duty csv");
	TCase *t = tcase_create("rows");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(
	    t, a_rate_in_percent_is_exact_basis_points, 0, (int)ARRAY_LEN(RATES));
	tcase_add_test(t, marks_are_those_of_the_file);
	tcase_add_loop_test(
	    t, a_wrong_cell_is_named_with_what_was_expected, 0, (int)ARRAY_LEN(WRONG));
	tcase_add_test(t, two_rows_of_one_key_name_both);
	tcase_add_test(t, a_line_differing_in_one_part_of_the_key_is_another);
	tcase_add_test(t, marks_that_change_inside_the_file_are_refused);
	tcase_add_test(t, errors_of_all_rows_are_listed);
	tcase_add_test(t, an_equivalent_is_whole_or_absent);
	tcase_add_test(t, what_is_written_is_read_back_the_same);
	tcase_add_test(t, no_body_holds_more_rows_than_the_limit);
	suite_add_tcase(s, t);
	return check_main(s);
}
