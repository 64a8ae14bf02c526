/* import_capacity_csv_test.c - our CSV for capacity: every error at once, or every row.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bodies.h"
#include "body.h"
#include "capacity_csv.h"
#include "check_main.h"
#include "kind.h"
#include "limit.h"

#define HEADER                                                                          \
	"country,subjects,stage,form,basis,presence,capacity,unit,production_presence," \
	"production,production_unit,reference_year,review_date,use,sample,nil_for_"     \
	"rest\n"

static struct arena mem;
static struct row_errors errors;
static struct capacity_rows rows;

static enum err
parse(const char *text)
{
	struct csv_table t;
	struct errmsg m = { "" };
	enum err e = csv_table_parse(&t, bytes_of(text, strlen(text)), &m);

	ck_assert_msg(!e, "%s", m.text);
	row_errors_clear(&errors);
	e = capacity_csv_parse(&rows, &errors, &mem, &t);
	csv_table_clear(&t);
	return e;
}

/* One row, cells up to review_date; the rest empty. */
static enum err
parse_row(const char *row)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s%s,,,\n", HEADER, row);
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

START_TEST(a_figure_with_thousands_commas_is_whole_grams)
{
	ck_assert_int_eq(
	    parse_row("AUS,lithium,mined,ore,metal content,reported,"
		      "\"1,300\",metric tons,reported,0.5,kg,2025,2026-11-24"),
	    ERR_NONE);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_str_eq(rows.country, "AUS");
	ck_assert_int_eq(rows.reviews[0]->capacity->grams, 1300000000);
	ck_assert_str_eq(rows.reviews[0]->capacity->published, "1,300");
	ck_assert_int_eq(rows.reviews[0]->production->grams, 500);
	ck_assert_ptr_null(rows.reviews[0]->reserves);
	ck_assert_uint_eq(rows.reviews[0]->reference_year, 2025);
}
END_TEST

START_TEST(a_volume_is_litres)
{
	ck_assert_int_eq(
	    parse_row("AUS,helium,mined,,,reported,1.5,m3,,,,,2026-11-24"), ERR_NONE);
	ck_assert_int_eq(rows.reviews[0]->capacity->litres, 1500);
	ck_assert_int_eq(rows.reviews[0]->capacity->grams, 0);
}
END_TEST

START_TEST(a_bound_is_read_from_the_figure)
{
	ck_assert_int_eq(
	    parse_row("AUS,tin,mined,,,reported,<5,t,reported,\">2,000\",t,,2026-11-24"),
	    ERR_NONE);
	ck_assert_int_eq(rows.reviews[0]->capacity->bound, CMSA__BOUND__BOUND_LESS_THAN);
	ck_assert_int_eq(
	    rows.reviews[0]->production->bound, CMSA__BOUND__BOUND_MORE_THAN);
	ck_assert_int_eq(rows.reviews[0]->production->grams, 2000000000);
}
END_TEST

START_TEST(subjects_are_sorted)
{
	ck_assert_int_eq(
	    parse_row("AUS,yttrium;cerium,mined,,,withheld,W,,,,,,2026-11-24"), ERR_NONE);
	ck_assert_uint_eq(rows.reviews[0]->n_subjects, 2);
	ck_assert_str_eq(rows.reviews[0]->subjects[0], "cerium");
	ck_assert_str_eq(rows.reviews[0]->capacity->published, "W");
	ck_assert_int_eq(rows.reviews[0]->capacity->grams, 0);
}
END_TEST

START_TEST(nil_for_the_rest_names_no_subject_and_no_stage)
{
	ck_assert_int_eq(
	    parse(HEADER "JPN,,,,,nil,,,,,,,2026-11-24,,yes,yes\n"), ERR_NONE);
	ck_assert(rows.reviews[0]->nil_for_rest);
	ck_assert(rows.reviews[0]->sample);
	ck_assert_uint_eq(rows.reviews[0]->n_subjects, 0);
	ck_assert_int_eq(
	    parse(HEADER "JPN,tin,mined,,,reported,5,t,,,,,2026-11-24,,,yes\n"),
	    ERR_INPUT);
	ck_assert_uint_eq(errors.n, 3);
}
END_TEST

static const struct {
	const char *row, *error;
} WRONG[] = {
	{ "AUS,tin,mined,,,reported,\"12,5\",t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected a number, found \"12,5\"" },
	{ "AUS,tin,mined,,,reported,,t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected a number, found nothing" },
	{ "AUS,tin,mined,,,reported,1e3,t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected a number, found \"1e3\"" },
	{ "AUS,tin,mined,,,reported,-5,t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected a number, found \"-5\"" },
	{ "AUS,tin,mined,,,reported,0.0001,kg,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected whole grams or litres, less than 2^63, "
	    "found \"0.0001\"" },
	{ "AUS,tin,mined,,,reported,9300000000000,t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected whole grams or litres, less than 2^63, "
	    "found \"9300000000000\"" },
	{ "AUS,tin,mined,,,reported,0,t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected a figure above 0, or presence nil, "
	    "found "
	    "\"0\"" },
	{ "AUS,tin,mined,,,nil,\"1,300\",t,,,,,2026-11-24",
	    "row 2, column \"capacity\": expected no figure unless presence is reported, "
	    "found \"1,300\"" },
	{ "AUS,tin,mined,,,reported,5,tons,,,,,2026-11-24",
	    "row 2, column \"unit\": expected a unit of mass or volume (\"metric tons\", "
	    "\"t\", ...), found \"tons\"" },
	{ "AUS,tin,mined,,,maybe,,,,,,,2026-11-24",
	    "row 2, column \"presence\": expected reported, nil, withheld or "
	    "not-available, found \"maybe\"" },
	{ "AUS,tin,smelted,,,nil,,,,,,,2026-11-24",
	    "row 2, column \"stage\": expected mined, processed or manufactured, found "
	    "\"smelted\"" },
	{ "AUS,Tin,mined,,,nil,,,,,,,2026-11-24",
	    "row 2, column \"subjects\": expected mineral or product ids parted by ;, "
	    "found \"Tin\"" },
	{ "AUS,tin;tin,mined,,,nil,,,,,,,2026-11-24",
	    "row 2, column \"subjects\": expected each id once, found \"tin;tin\"" },
	{ "AUS,,mined,,,nil,,,,,,,2026-11-24",
	    "row 2, column \"subjects\": expected mineral or product ids parted by ;, "
	    "found nothing" },
	{ "AUS,tin,mined,,,nil,,,,,,,2026-02-30",
	    "row 2, column \"review_date\": expected a date YYYY-MM-DD of 1900 to 2199, "
	    "found \"2026-02-30\"" },
	{ "AUS,tin,mined,,,nil,,,,,,99,2026-11-24",
	    "row 2, column \"reference_year\": expected a year of 1900 to 2199, found "
	    "\"99\"" },
	{ "aus,tin,mined,,,nil,,,,,,,2026-11-24",
	    "row 2, column \"country\": expected an alpha-3 or territory code, found "
	    "\"aus\"" },
	{ "AUS,tin,mined,\"o\x01re\",,nil,,,,,,,2026-11-24",
	    "row 2, column \"form\": expected text in UTF-8 on one line, no control "
	    "characters, found \"o?re\"" },
	{ "AUS,tin,mined,,,nil,,,,5,t,,2026-11-24",
	    "row 2, column \"production_presence\": expected reported, nil, withheld or "
	    "not-available, found nothing" },
};

START_TEST(a_wrong_cell_is_named_with_what_was_expected)
{
	ck_assert_int_eq(parse_row(WRONG[_i].row), ERR_INPUT);
	ck_assert_str_eq(only_error(), WRONG[_i].error);
}
END_TEST

START_TEST(a_file_about_two_countries_is_refused)
{
	ck_assert_int_eq(parse(HEADER "AUS,tin,mined,,,nil,,,,,,,2026-11-24,,,\n"
				      "GBR,lead,mined,,,nil,,,,,,,2026-11-24,,,\n"),
	    ERR_INPUT);
	ck_assert_str_eq(only_error(),
	    "row 3, column \"country\": expected the same country on every row, found "
	    "\"GBR\"");
}
END_TEST

START_TEST(a_review_said_twice_names_both_rows)
{
	ck_assert_int_eq(parse(HEADER "AUS,tin,mined,,,nil,,,,,,,2026-11-24,,,\n"
				      "AUS,lead,mined,,,nil,,,,,,,2026-11-24,,,\n"
				      "AUS,tin,mined,,,reported,5,t,,,,,2026-11-24,,,\n"),
	    ERR_INPUT);
	ck_assert_str_eq(only_error(),
	    "row 4, column \"subjects\": expected each review once, found that of row 2 "
	    "again");
}
END_TEST

START_TEST(columns_are_found_by_name_and_all_wrong_ones_listed)
{
	ck_assert_int_eq(
	    parse("review_date,unit,capacity,presence,stage,subjects,country\n"
		  "2026-11-24,,,nil,mined,tin,AUS\n"),
	    ERR_NONE);
	ck_assert_int_eq(parse("review_date,unit,unit,presence,stage,subject,country\n"
			       "2026-11-24,,,nil,mined,tin,AUS\n"),
	    ERR_INPUT);
	ck_assert_uint_eq(
	    errors.n, 4); /* unit twice, "subject", no subjects, no capacity */
	ck_assert_int_eq(parse(HEADER), ERR_INPUT);
	ck_assert_str_eq(only_error(), "row 2: expected at least one review, found none");
}
END_TEST

/* 500 rows after the header, three of them wrong. */
START_TEST(of_500_rows_with_three_bad_ones_all_three_are_named_and_nothing_is_used)
{
	static const struct {
		uint32_t row;
		const char *cells, *error;
	} bad[] = {
		{ 14, "reported,\"12,5\",t",
		    "row 14, column \"capacity\": expected a number, found \"12,5\"" },
		{ 250, "some,,",
		    "row 250, column \"presence\": expected reported, nil, withheld or "
		    "not-available, found \"some\"" },
		{ 501, "reported,7,stone",
		    "row 501, column \"unit\": expected a unit of mass or volume "
		    "(\"metric "
		    "tons\", \"t\", ...), found \"stone\"" },
	};
	struct buf text = { 0 };
	char row[160], found[ROW_ERROR_TEXT];

	buf_add_str(&text, HEADER);
	for (uint32_t r = 2; r <= 501; r++) {
		const char *cells = "reported,\"1,300\",t";

		for (size_t i = 0; i < 3; i++)
			if (bad[i].row == r)
				cells = bad[i].cells;
		snprintf(row, sizeof(row),
		    "AUS,tin,mined,form-%u,,%s,,,,,2026-11-24,,,\n", r, cells);
		buf_add_str(&text, row);
	}
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_INPUT);
	ck_assert_uint_eq(errors.n, 3);
	for (size_t i = 0; i < 3; i++) {
		row_errors_text(found, &errors.at[i]);
		ck_assert_str_eq(found, bad[i].error);
	}
	ck_assert_uint_eq(rows.n, 0);
	ck_assert_ptr_null(rows.reviews);
	buf_clear(&text);
}
END_TEST

static void
assert_same(const struct capacity_rows *a, const struct capacity_rows *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_str_eq(a->country, b->country);
	for (size_t i = 0; i < a->n; i++) {
		uint8_t x[4096], y[4096];
		size_t n = cmsa__capacity_review__get_packed_size(a->reviews[i]);

		ck_assert_uint_le(n, sizeof(x));
		ck_assert_uint_eq(
		    n, cmsa__capacity_review__get_packed_size(b->reviews[i]));
		cmsa__capacity_review__pack(a->reviews[i], x);
		cmsa__capacity_review__pack(b->reviews[i], y);
		ck_assert_mem_eq(x, y, n);
	}
}

START_TEST(what_is_written_is_read_back_the_same)
{
	struct buf text = { 0 };
	struct capacity_rows first;

	ck_assert_int_eq(
	    parse("country,subjects,stage,form,basis,presence,capacity,unit,estimated,"
		  "reserves_presence,reserves,reserves_unit,reference_year,review_date,"
		  "method,source,use,sample,nil_for_rest\n"
		  "USA,tin,mined,ore,\"gross, "
		  "dry\",reported,\">1,300\",kt,yes,not-available,"
		  "Large,,2024,2026-11-24,\"a \"\"b\"\"\",s,secondary,yes,\n"
		  "USA,,,,,nil,,,,,,,,2026-11-24,,,,,yes\n"),
	    ERR_NONE);
	first = rows;
	capacity_csv_write(&text, &first);
	buf_add(&text, "", 1);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	assert_same(&first, &rows);
	buf_clear(&text);
}
END_TEST

static void
many_rows(struct buf *text, size_t n)
{
	char row[1200], form[1001];

	memset(form, 'f', 1000);
	form[1000] = '\0';
	buf_add_str(text, HEADER);
	for (size_t i = 0; i < n; i++) {
		snprintf(row, sizeof(row),
		    "AUS,tin,mined,%s,%zu,nil,,,,,,,2026-11-24,,,\n", form, i);
		buf_add_str(text, row);
	}
	buf_add(text, "", 1);
}

START_TEST(rows_beyond_one_body_become_a_complete_batch)
{
	static const uint8_t id[16] = { 1, 2, 3 };
	struct buf text = { 0 };
	struct bodies bodies;
	struct errmsg m = { "" };
	size_t seen = 0;

	many_rows(&text, 600);
	ck_assert_int_eq(parse((const char *)text.p), ERR_NONE);
	ck_assert_int_eq(bodies_of_capacity(&bodies, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(bodies.n, 3);
	for (size_t i = 0; i < bodies.n; i++) {
		struct arena a;
		const ProtobufCMessage *v;
		const Cmsa__CapacityBody *b;

		arena_init(&a, LIMIT_BODY_ARENA);
		ck_assert_uint_le(bodies.at[i].n, LIMIT_BODY_BYTES);
		ck_assert_int_eq(
		    body_parse(&v, &a, KIND_CAPACITY, 1, buf_view(&bodies.at[i]), NULL),
		    V_OK);
		b = (const Cmsa__CapacityBody *)v;
		ck_assert_mem_eq(b->batch->id.data, id, 16);
		ck_assert_uint_eq(b->batch->part, i + 1);
		ck_assert_uint_eq(b->batch->parts, 3);
		for (size_t k = 0; k < b->n_reviews; k++)
			ck_assert_int_eq(atol(b->reviews[k]->basis), (long)seen++);
		arena_clear(&a);
	}
	ck_assert_uint_eq(seen, 600);
	bodies_clear(&bodies);
	buf_clear(&text);
}
END_TEST

START_TEST(rows_that_fit_one_body_are_no_batch)
{
	static const uint8_t id[16] = { 1 };
	struct bodies bodies;
	struct arena a;
	const ProtobufCMessage *v;
	struct errmsg m;

	ck_assert_int_eq(parse_row("AUS,tin,mined,,,nil,,,,,,,2026-11-24"), ERR_NONE);
	ck_assert_int_eq(bodies_of_capacity(&bodies, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(bodies.n, 1);
	arena_init(&a, LIMIT_BODY_ARENA);
	ck_assert_int_eq(
	    body_parse(&v, &a, KIND_CAPACITY, 1, buf_view(&bodies.at[0]), NULL), V_OK);
	ck_assert_ptr_null(((const Cmsa__CapacityBody *)v)->batch);
	arena_clear(&a);
	bodies_clear(&bodies);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import capacity csv");
	TCase *t = tcase_create("rows");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_figure_with_thousands_commas_is_whole_grams);
	tcase_add_test(t, a_volume_is_litres);
	tcase_add_test(t, a_bound_is_read_from_the_figure);
	tcase_add_test(t, subjects_are_sorted);
	tcase_add_test(t, nil_for_the_rest_names_no_subject_and_no_stage);
	tcase_add_loop_test(t, a_wrong_cell_is_named_with_what_was_expected, 0,
	    (int)(sizeof(WRONG) / sizeof(*WRONG)));
	tcase_add_test(t, a_file_about_two_countries_is_refused);
	tcase_add_test(t, a_review_said_twice_names_both_rows);
	tcase_add_test(t, columns_are_found_by_name_and_all_wrong_ones_listed);
	tcase_add_test(
	    t, of_500_rows_with_three_bad_ones_all_three_are_named_and_nothing_is_used);
	tcase_add_test(t, what_is_written_is_read_back_the_same);
	tcase_add_test(t, rows_beyond_one_body_become_a_complete_batch);
	tcase_add_test(t, rows_that_fit_one_body_are_no_batch);
	suite_add_tcase(s, t);
	return check_main(s);
}
