/* import_measure_csv_test.c - our CSV for measures and for attendance: every error at once,
 * or every row. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bodies.h"
#include "kind.h"

#define HEADER                                                                    \
	"country,id,kind,critical_minerals,derivative_products,hs6,countries_of_" \
	"concern,"                                                                \
	"entities_of_concern,citation,authority,start,end,sha256,quota_t_a_year," \
	"sample\n"
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct arena mem;
static struct row_errors errors;
static struct measure_rows rows;
static struct attendance_rows meetings;

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
parse(const char *text, bool attendance)
{
	struct csv_table t;
	struct errmsg m = { "" };
	enum err e = csv_table_parse(&t, bytes_of(text, strlen(text)), &m);

	ck_assert_msg(!e, "%s", m.text);
	row_errors_clear(&errors);
	if (attendance)
		e = measure_csv_parse_attendance(&meetings, &errors, &mem, &t);
	else
		e = measure_csv_parse(&rows, &errors, &mem, &t);
	csv_table_clear(&t);
	return e;
}

START_TEST(a_row_gives_a_measure_that_can_be_published)
{
	const uint8_t id[16] = { 1 };
	struct errmsg m = { "" };
	struct bodies b;
	const Cmsa__Measure *x;

	ck_assert_int_eq(
	    parse(HEADER "AUS,screen-1,investment-screening,yes,yes,,all,yes,Act 9 of "
			 "2025,FIRB,2025-07-01,," HASH ",,yes\n"
			 "AUS,quota-1,quota,yes,no,280530;260600,RUS;CHN,no,,,2026-01-01,"
			 "2026-12-31,,1500.5,\n",
		false),
	    ERR_NONE);
	ck_assert_str_eq(rows.country, "AUS");
	ck_assert_uint_eq(rows.n, 2);
	x = rows.measures[0];
	ck_assert(x->all_countries_of_concern && x->entities_of_concern && x->sample &&
		  x->critical_minerals && x->derivative_products);
	ck_assert_uint_eq(x->sha256.len, 32);
	ck_assert_int_eq(x->end_days, 0);
	x = rows.measures[1];
	ck_assert_str_eq(x->hs6[0], "260600");
	ck_assert_str_eq(x->countries[1], "RUS");
	ck_assert_int_eq(x->quota_grams_a_year, 1500500000);
	ck_assert_int_eq(bodies_of_measures(&b, &rows, id, &m), ERR_NONE);
	ck_assert_uint_eq(b.n, 1);
	bodies_clear(&b);
}
END_TEST

static const char *const wrong[][2] = {
	{ "Aus,a,other,yes,yes,,,,,,2026-01-01,,,,", "country" },
	{ "AUS,,other,yes,yes,,,,,,2026-01-01,,,,", "id" },
	{ "AUS,a,others,yes,yes,,,,,,2026-01-01,,,,", "kind" },
	{ "AUS,a,other,maybe,yes,,,,,,2026-01-01,,,,", "critical_minerals" },
	{ "AUS,a,other,yes,yes,2606,,,,,2026-01-01,,,,", "hs6" },
	{ "AUS,a,other,yes,yes,260600;260600,,,,,2026-01-01,,,,", "hs6" },
	{ "AUS,a,other,yes,yes,,China,,,,2026-01-01,,,,", "countries_of_concern" },
	{ "AUS,a,other,yes,yes,,,,,,,,,,", "start" },
	{ "AUS,a,other,yes,yes,,,,,,2026-01-02,2026-01-01,,,", "end" },
	{ "AUS,a,other,yes,yes,,,,,,2026-01-01,,00ff,,", "sha256" },
	{ "AUS,a,other,yes,yes,,,,,,2026-01-01,,,5,", "quota_t_a_year" },
	{ "AUS,a,quota,yes,yes,,,,,,2026-01-01,,,0.0000001,", "quota_t_a_year" },
};

START_TEST(what_does_not_fit_is_named_with_its_column)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s\n", HEADER, wrong[_i][0]);
	ck_assert_int_eq(parse(text, false), ERR_INPUT);
	ck_assert_uint_eq(rows.n, 0);
	ck_assert_uint_eq(row_errors_count(&errors), 1);
	ck_assert_str_eq(errors.at[0].column, wrong[_i][1]);
	ck_assert_uint_eq(errors.at[0].row, 2);
}
END_TEST

START_TEST(an_id_stands_once)
{
	ck_assert_int_eq(parse(HEADER "AUS,a,other,yes,yes,,,,,,2026-01-01,,,,\n"
				      "AUS,a,other,no,yes,,,,,,2026-01-01,,,,\n",
			     false),
	    ERR_INPUT);
	ck_assert_str_eq(errors.at[0].column, "id");
	ck_assert_uint_eq(errors.at[0].row, 3);
}
END_TEST

START_TEST(attendance_names_a_meeting_and_says_yes_or_no)
{
	const uint8_t id[16] = { 1 };
	struct errmsg m = { "" };
	struct bodies b;

	ck_assert_int_eq(
	    parse(
		"country,meeting,attended,note\nAUS,41,yes,\nAUS,55,no,a storm\n", true),
	    ERR_NONE);
	ck_assert_uint_eq(meetings.n, 2);
	ck_assert_uint_eq(meetings.meetings[0]->meeting, 41);
	ck_assert(meetings.meetings[0]->attended && !meetings.meetings[1]->attended);
	ck_assert_int_eq(bodies_of_attendance(&b, &meetings, id, &m), ERR_NONE);
	bodies_clear(&b);
	ck_assert_int_eq(
	    parse("country,meeting,attended\nAUS,0,yes\nAUS,41,\nAUS,41,no\n", true),
	    ERR_INPUT);
	ck_assert_uint_eq(row_errors_count(&errors), 3);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("measure_csv");
	Suite *s = suite_create("import_measure_csv");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_row_gives_a_measure_that_can_be_published);
	tcase_add_loop_test(t, what_does_not_fit_is_named_with_its_column, 0,
	    (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_test(t, an_id_stands_once);
	tcase_add_test(t, attendance_names_a_meeting_and_says_yes_or_no);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
