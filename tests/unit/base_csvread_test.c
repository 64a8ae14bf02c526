/* CSV files: whole or not at all, every fault with its row. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "csvread.h"

static enum err
parse(struct csv_table *t, const char *text, struct errmsg *m)
{
	return csv_table_parse(t, bytes_of(text, strlen(text)), m);
}

START_TEST(rows_and_columns_by_name)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(parse(&t, "code,rate\n2606,5\n2504,\n", &m), ERR_NONE);
	ck_assert_uint_eq(t.n_columns, 2);
	ck_assert_uint_eq(t.n_rows, 2);
	ck_assert_int_eq(csv_table_column(&t, "rate"), 1);
	ck_assert_int_eq(csv_table_column(&t, "Rate"), -1);
	ck_assert_str_eq(t.rows[0][1], "5");
	ck_assert_str_eq(t.rows[1][1], "");
	ck_assert_uint_eq(t.line[0], 2);
	ck_assert_uint_eq(t.line[1], 3);
	csv_table_clear(&t);
}
END_TEST

START_TEST(quotes_commas_and_line_ends_inside_a_cell)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(
	    parse(&t, "a,b\r\n\"1,300\",\"say \"\"ore\"\"\"\r\n\"two\nlines\",x\r\n", &m),
	    ERR_NONE);
	ck_assert_str_eq(t.rows[0][0], "1,300");
	ck_assert_str_eq(t.rows[0][1], "say \"ore\"");
	ck_assert_str_eq(t.rows[1][0], "two\nlines");
	csv_table_clear(&t);
}
END_TEST

START_TEST(a_byte_order_mark_is_no_part_of_the_first_name)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(parse(&t,
			     "\xef\xbb\xbf"
			     "code,rate\n1,2\n",
			     &m),
	    ERR_NONE);
	ck_assert_int_eq(csv_table_column(&t, "code"), 0);
	csv_table_clear(&t);
	ck_assert_int_eq(parse(&t, "\xef\xbb\xbf\"code\",rate\n1,2\n", &m), ERR_NONE);
	ck_assert_int_eq(csv_table_column(&t, "code"), 0);
	csv_table_clear(&t);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_kept)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(parse(&t, "a\nC\xf4te\n", &m), ERR_NONE);
	ck_assert_str_eq(t.rows[0][0], "C\xf4te");
	csv_table_clear(&t);
}
END_TEST

START_TEST(a_file_without_a_last_line_end_is_whole)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(parse(&t, "a,b\n1,2", &m), ERR_NONE);
	ck_assert_uint_eq(t.n_rows, 1);
	csv_table_clear(&t);
}
END_TEST

static void
expect_refused(const char *text, const char *part_of_message)
{
	struct csv_table t;
	struct errmsg m = { "" };

	ck_assert_int_eq(parse(&t, text, &m), ERR_INPUT);
	ck_assert_msg(strstr(m.text, part_of_message) != NULL, "\"%s\" in \"%s\"",
	    part_of_message, m.text);
	ck_assert_uint_eq(t.n_rows, 0); /* nothing is left to clear */
}

START_TEST(faults_name_their_row)
{
	struct csv_table t;
	struct errmsg m;

	expect_refused("", "header");
	expect_refused("a,b\n1,2\n3\n", "row 3");
	expect_refused("a,b\n1,2,3\n", "row 2");
	expect_refused("a,b\n1,\"2\n", "quotes");
	expect_refused("a,b\n1,x\"2\"\n", "quotes");
	ck_assert_int_eq(csv_table_parse(&t, bytes_of("a\n1\0002\n", 6), &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "row 2, column 1"));
}
END_TEST

START_TEST(rows_are_counted_as_a_person_does_past_an_empty_line)
{
	struct csv_table t;
	struct errmsg m;

	ck_assert_int_eq(parse(&t, "a,b\n1,2\n\n\n3,4\n", &m), ERR_NONE);
	ck_assert_uint_eq(t.n_rows, 2);
	ck_assert_uint_eq(t.line[1], 5);
	csv_table_clear(&t);
}
END_TEST

START_TEST(limits_of_columns)
{
	struct csv_table t;
	struct errmsg m;
	char text[4 * CSV_MAX_COLUMNS] = "";

	for (int i = 0; i < CSV_MAX_COLUMNS; i++)
		memcpy(text + 2 * i, "c,", 2);
	text[2 * CSV_MAX_COLUMNS - 1] = '\n';
	ck_assert_int_eq(parse(&t, text, &m), ERR_NONE);
	ck_assert_uint_eq(t.n_columns, CSV_MAX_COLUMNS);
	csv_table_clear(&t);
	memcpy(text + 2 * CSV_MAX_COLUMNS - 1, ",c\n", 4);
	expect_refused(text, "columns");
}
END_TEST

START_TEST(a_written_cell_reads_back)
{
	static const char *const cells[] = { "", "plain", "1,300", "a \"b\" c",
		"two\nlines", "\"", ",", "cr\rlf" };

	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		struct csv_table t;
		struct errmsg m;
		struct buf b = { 0 };

		buf_add_str(&b, "x,y\n");
		csv_cell_write(&b, cells[i]);
		buf_add_str(&b, ",end\n");
		ck_assert_int_eq(csv_table_parse(&t, buf_view(&b), &m), ERR_NONE);
		ck_assert_str_eq(t.rows[0][0], cells[i]);
		ck_assert_str_eq(t.rows[0][1], "end");
		csv_table_clear(&t);
		buf_clear(&b);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("csv");
	Suite *s = suite_create("base_csvread");

	tcase_add_test(t, rows_and_columns_by_name);
	tcase_add_test(t, quotes_commas_and_line_ends_inside_a_cell);
	tcase_add_test(t, a_byte_order_mark_is_no_part_of_the_first_name);
	tcase_add_test(t, bytes_that_are_not_utf8_are_kept);
	tcase_add_test(t, a_file_without_a_last_line_end_is_whole);
	tcase_add_test(t, faults_name_their_row);
	tcase_add_test(t, rows_are_counted_as_a_person_does_past_an_empty_line);
	tcase_add_test(t, limits_of_columns);
	tcase_add_test(t, a_written_cell_reads_back);
	suite_add_tcase(s, t);
	return check_main(s);
}
