/* Tables and records as text, CSV and JSON: the same bytes every time, and these bytes. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "check_main.h"
#include "entry.pb-c.h"
#include "finding.pb-c.h"
#include "grid.h"
#include "json.h"
#include "pb.h"
#include "pb_json.h"

static void
fill(struct grid *g)
{
	grid_init(g, "Title", "name #count note");
	grid_row(g);
	grid_text(g, "a,b \"c\"");
	grid_number(g, -7);
	grid_text(g, NULL);
	grid_row(g);
	grid_text(g, "Côte d'Ivoire");
	grid_number(g, INT64_MAX);
	grid_format(g, "%d%%", 25);
	grid_row(g);
	grid_text(g, "line\nfeed");
	grid_text(g, "");
	grid_text(g, "x");
}

static void
check_format(enum report_format f, const char *expected)
{
	struct grid g;
	struct buf out = { 0 };

	fill(&g);
	buf_add_str(&out, "before:");
	grid_write(&out, &g, f);
	buf_add(&out, "", 1);
	ck_assert_str_eq((const char *)out.p + 7, expected);
	ck_assert(!memcmp(out.p, "before:", 7));
	buf_clear(&out);
	grid_clear(&g);
}

START_TEST(a_table_as_csv_quotes_what_must_be_quoted)
{
	check_format(REPORT_CSV, "name,count,note\n"
				 "\"a,b \"\"c\"\"\",-7,\n"
				 "Côte d'Ivoire,9223372036854775807,25%\n"
				 "\"line\nfeed\",,x\n");
}
END_TEST

START_TEST(no_cell_of_a_csv_is_a_formula) /* _i: of cells */
{
	static const char *const cells[][2] = { { "=1+1", "'=1+1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "+cmd|'/c calc'!A1", "'+cmd|'/c calc'!A1" }, { "-2+3+x", "'-2+3+x" },
		{ "=a,\"b\"", "\"'=a,\"\"b\"\"\"" }, { "-7", "-7" }, { "+1300.5%", "+1300.5%" },
		{ "a=b", "a=b" }, { "-", "-" } };
	struct grid g;
	struct buf out = { 0 };

	grid_init(&g, NULL, "cell");
	grid_row(&g);
	grid_text(&g, cells[_i][0]);
	grid_write(&out, &g, REPORT_CSV);
	buf_add(&out, "\n", 2);
	ck_assert_ptr_nonnull(strstr((const char *)out.p, cells[_i][1]));
	ck_assert_uint_eq(out.n - 2, strlen("cell\n\n") + strlen(cells[_i][1]));
	buf_clear(&out);
	grid_clear(&g);
}
END_TEST

START_TEST(a_table_as_json_keeps_numbers_numbers_and_columns_in_order)
{
	check_format(REPORT_JSON,
	    "[\n"
	    "  {\n    \"name\": \"a,b \\\"c\\\"\",\n    \"count\": -7,\n    \"note\": \"\"\n"
	    "  },\n"
	    "  {\n    \"name\": \"Côte d'Ivoire\",\n    \"count\": 9223372036854775807,\n"
	    "    \"note\": \"25%\"\n  },\n"
	    "  {\n    \"name\": \"line\\nfeed\",\n    \"count\": null,\n    \"note\": \"x\"\n"
	    "  }\n"
	    "]\n");
}
END_TEST

START_TEST(a_table_as_text_aligns_by_letters_not_bytes)
{
	struct grid g;
	struct buf out = { 0 };

	grid_init(&g, "Title", "name #count note");
	grid_row(&g);
	grid_text(&g, "é");
	grid_number(&g, 5);
	grid_text(&g, "x");
	grid_row(&g);
	grid_text(&g, "longer");
	grid_number(&g, 123456);
	grid_text(&g, "y");
	grid_write(&out, &g, REPORT_TEXT);
	buf_add(&out, "", 1);
	ck_assert_str_eq((const char *)out.p, "Title\n"
					      "name     count  note\n"
					      "é            5  x\n"
					      "longer  123456  y\n");
	buf_clear(&out);
	grid_clear(&g);
}
END_TEST

START_TEST(an_empty_table_is_no_error) /* _i: format */
{
	static const char *const expected[] = { "a  b\n(none)\n", "[]\n", "a,b\n" };
	struct grid g;
	struct buf out = { 0 };

	grid_init(&g, NULL, "a b");
	grid_write(&out, &g, (enum report_format)_i);
	buf_add(&out, "", 1);
	ck_assert_str_eq((const char *)out.p, expected[_i]);
	buf_clear(&out);
	grid_clear(&g);
}
END_TEST

START_TEST(a_grid_grows_over_any_number_of_rows)
{
	struct grid g;
	struct buf out = { 0 };
	size_t lines = 0;

	grid_init(&g, NULL, "#n");
	for (int i = 0; i < 1000; i++) {
		grid_row(&g);
		grid_number(&g, i);
	}
	grid_write(&out, &g, REPORT_CSV);
	for (size_t i = 0; i < out.n; i++)
		lines += out.p[i] == '\n';
	ck_assert_uint_eq(lines, 1001);
	buf_clear(&out);
	grid_clear(&g);
}
END_TEST

START_TEST(a_long_cell_is_whole)
{
	char word[5001] = "";
	struct grid g;

	memset(word, 'x', sizeof(word) - 1);
	grid_init(&g, NULL, "a");
	grid_row(&g);
	grid_format(&g, "%s!", word);
	ck_assert_uint_eq(strlen(g.cells[0]), sizeof(word));
	grid_clear(&g);
}
END_TEST

START_TEST(formats_have_names)
{
	ck_assert_int_eq(report_format_of_name("text"), REPORT_TEXT);
	ck_assert_int_eq(report_format_of_name("json"), REPORT_JSON);
	ck_assert_int_eq(report_format_of_name("csv"), REPORT_CSV);
	ck_assert_int_eq(report_format_of_name("xml"), -1);
}
END_TEST

static void
check_json(const ProtobufCMessage *m, const char *expected)
{
	struct buf out = { 0 };

	json_write(&out, pb_json(m), 1);
	buf_add(&out, "", 1);
	ck_assert_str_eq((const char *)out.p, expected);
	buf_clear(&out);
}

START_TEST(a_record_as_json_names_enums_and_dates_and_writes_bytes_as_hexadecimal)
{
	uint8_t id[] = { 0xab, 0x01 };
	Cmsa__Finding f;
	Cmsa__Ref ref, *refs[] = { &ref };
	char *products[] = { pb_text("cobalt"), pb_text("lithium") };
	Cmsa__Act act;
	Cmsa__Certification c;

	cmsa__ref__init(&ref);
	ref.author = pb_text("AUS");
	ref.seq = 4;
	ref.id = pb_data(bytes_of(id, 2));
	cmsa__finding__init(&f);
	f.criterion = CMSA__CRITERION__CRITERION_B4;
	f.products = products;
	f.n_products = 2;
	f.status = CMSA__STATUS__STATUS_NOT_COMPUTABLE;
	f.evidence = refs;
	f.n_evidence = 1;
	f.count = UINT32_MAX;
	check_json(&f.base,
	    "{\"criterion\":\"b4\",\"products\":[\"cobalt\",\"lithium\"],\"hs6\":[],"
	    "\"partners\":[],\"status\":\"not-computable\",\"evidence\":[{\"author\":"
	    "\"AUS\",\"seq\":4,\"id\":\"ab01\"}],\"flags\":[],\"count\":4294967295}\n");
	cmsa__act__init(&act);
	cmsa__certification__init(&c);
	act.number = 7;
	act.date_days = date_of_ymd(2026, 5, 1).days;
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	c.country = pb_text("AUS");
	check_json(&act.base, "{\"number\":7,\"date_days\":\"2026-05-01\","
			      "\"certification\":{\"country\":\"AUS\"}}\n");
}
END_TEST

START_TEST(a_number_beyond_json_is_text_and_an_enum_without_a_name_a_number)
{
	Cmsa__Header h;
	Cmsa__Finding f;

	cmsa__header__init(&h);
	h.seq = UINT64_MAX;
	h.time_ms = INT64_MIN;
	check_json(&h.base,
	    "{\"seq\":\"18446744073709551615\",\"time_ms\":-9223372036854775808}\n");
	cmsa__finding__init(&f);
	f.status = (Cmsa__Status)77;
	check_json(&f.base, "{\"products\":[],\"hs6\":[],\"partners\":[],\"status\":77,"
			    "\"evidence\":[],\"flags\":[]}\n");
}
END_TEST

START_TEST(text_that_is_no_text_is_left_out)
{
	Cmsa__Ref r;

	cmsa__ref__init(&r);
	r.author = pb_text("\xff\xfe");
	r.seq = 1;
	check_json(&r.base, "{\"seq\":1}\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("formats of reports");
	TCase *t = tcase_create("formats");

	tcase_add_test(t, a_table_as_csv_quotes_what_must_be_quoted);
	tcase_add_loop_test(t, no_cell_of_a_csv_is_a_formula, 0, 9);
	tcase_add_test(t, a_table_as_json_keeps_numbers_numbers_and_columns_in_order);
	tcase_add_test(t, a_table_as_text_aligns_by_letters_not_bytes);
	tcase_add_loop_test(t, an_empty_table_is_no_error, 0, 3);
	tcase_add_test(t, a_grid_grows_over_any_number_of_rows);
	tcase_add_test(t, a_long_cell_is_whole);
	tcase_add_test(t, formats_have_names);
	tcase_add_test(
	    t, a_record_as_json_names_enums_and_dates_and_writes_bytes_as_hexadecimal);
	tcase_add_test(
	    t, a_number_beyond_json_is_text_and_an_enum_without_a_name_a_number);
	tcase_add_test(t, text_that_is_no_text_is_left_out);
	suite_add_tcase(s, t);
	return check_main(s);
}
