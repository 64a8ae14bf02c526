/* import_hts_test.c - the US tariff schedule: rows of the real export, and rows that are wrong in one way. */
#include <check.h>
#include <string.h>

#include "attr.h"
#include "bodies.h"
#include "check_main.h"
#include "import.h"
#include "kind.h"

#define TABLES DEPLOY_DIR "/reference"

static struct import_result got;

static struct import_request
request(const char *file)
{
	return (struct import_request){ .file = file,
		.tables = TABLES,
		.country = "USA",
		.schedule = "HTS",
		.hs_edition = "HS2022",
		.start = date_of_ymd(2025, 11, 7) };
}

static void
import(const struct import_request *q)
{
	struct errmsg m = { "" };
	enum err e = import_run(&got, "usitc-hts", q, &m);

	ck_assert_msg(!e, "%s", m.text);
	ck_assert_uint_eq(got.kind, KIND_DUTY);
}

static void
import_real(void)
{
	struct import_request q = request(DEPLOY_DIR "/input/us_hts_part.csv");

	import(&q);
}

static void
import_oddities(void)
{
	struct import_request q = request(TESTS_DIR "/input/hts_oddities.csv");

	import(&q);
}

static void
teardown(void)
{
	import_clear(&got);
}

/* NULL: no such line.  `origin` "": toward any. */
static const Cmsa__DutyLine *
find(const char *code, const char *origin, Cmsa__DutyKind kind)
{
	for (size_t i = 0; i < got.duty.n; i++) {
		const Cmsa__DutyLine *l = got.duty.lines[i];

		if (!strcmp(l->code, code) && !strcmp(l->origin, origin) &&
		    l->kind == kind)
			return l;
	}
	return NULL;
}

static const Cmsa__DutyLine *
ordinary(const char *code, const char *origin)
{
	const Cmsa__DutyLine *l = find(code, origin, CMSA__DUTY_KIND__DUTY_ORDINARY);

	ck_assert_msg(l != NULL, "no line %s toward %s", code, origin);
	ck_assert_int_eq(l->scope, *origin ? CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY
					   : CMSA__ORIGIN_SCOPE__ORIGIN_ANY);
	return l;
}

static void
check_rate(const char *code, const char *origin, uint32_t bp)
{
	const Cmsa__DutyLine *l = ordinary(code, origin);

	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_AD_VALOREM);
	ck_assert_uint_eq(l->ad_valorem_bp, bp);
}

/* --- the real file ------------------------------------------------------------------- */

START_TEST(the_three_columns_are_lines_for_whom_they_are)
{
	static const char *const under_column2[] = { "RUS", "PRK", "BLR", "CUB" };

	import_real();
	check_rate("28369100", "", 370);
	check_rate("28369100", "AUS", 0);
	check_rate("28369100", "KOR", 0);
	for (size_t i = 0; i < ARRAY_LEN(under_column2); i++)
		check_rate("28369100", under_column2[i], 2500);
	ck_assert_ptr_null(find("28369100", "JPN", CMSA__DUTY_KIND__DUTY_ORDINARY));
	ck_assert_ptr_null(find("28369100", "IRN", CMSA__DUTY_KIND__DUTY_ORDINARY));
	ck_assert_str_eq(ordinary("28369100", "AUS")->published, "Free (AU)");
	ck_assert_str_eq(ordinary("28369100", "AUS")->citation, "HTS general note 28");
	ck_assert(!got.duty.mfn_only);
	ck_assert_str_eq(got.duty.hs_edition, "HS2022");
	ck_assert_str_eq(got.duty.schedule, "HTS");
}
END_TEST

START_TEST(no_line_starts_before_the_edition_and_a_programme_ends)
{
	import_real();
	ck_assert_int_eq(
	    ordinary("28369100", "RUS")->start_days, date_of_ymd(2025, 11, 7).days);
	ck_assert_int_eq(ordinary("28369100", "RUS")->end_days, 0);
	ck_assert_int_eq(
	    ordinary("28369100", "KEN")->end_days, date_of_ymd(2026, 12, 31).days);
}
END_TEST

/* The same file as an edition of 2022-01-01: Russia is under column 2 from April, and AGOA's list is
 * known from 2024. */
START_TEST(a_country_comes_under_column_2_on_its_day)
{
	struct import_request q = request(DEPLOY_DIR "/input/us_hts_part.csv");

	q.start = date_of_ymd(2022, 1, 1);
	import(&q);
	ck_assert_int_eq(
	    ordinary("28369100", "")->start_days, date_of_ymd(2022, 1, 1).days);
	ck_assert_int_eq(
	    ordinary("28369100", "RUS")->start_days, date_of_ymd(2022, 4, 9).days);
	ck_assert_int_eq(
	    ordinary("28369100", "KEN")->start_days, date_of_ymd(2024, 1, 1).days);
}
END_TEST

START_TEST(a_programme_for_goods_is_a_relief_that_column_2_does_not_share)
{
	const Cmsa__DutyLine *l;

	import_real();
	l = find("85076000", "", CMSA__DUTY_KIND__DUTY_RELIEF);
	ck_assert_ptr_nonnull(l);
	ck_assert_str_eq(l->measure, "C");
	ck_assert_uint_eq(l->ad_valorem_bp, 0);
	l = find("85076000", "RUS", CMSA__DUTY_KIND__DUTY_RELIEF);
	ck_assert_ptr_nonnull(l);
	ck_assert_str_eq(l->measure, "C");
	ck_assert_uint_eq(l->ad_valorem_bp, 4000);
}
END_TEST

START_TEST(specific_and_compound_rates_keep_their_parts)
{
	const Cmsa__DutyLine *l;

	import_real();
	l = ordinary("26209920", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_PLUS);
	ck_assert_uint_eq(l->ad_valorem_bp, 380);
	ck_assert_str_eq(l->specific, "17.6\xc2\xa2/kg on tungsten content");
	l = ordinary("26209920", "RUS");
	ck_assert_uint_eq(l->ad_valorem_bp, 4000);
	ck_assert_str_eq(l->specific, "$1.32/kg on tungsten content");
	l = ordinary("78011000", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_SPECIFIC);
	ck_assert_str_eq(l->specific, "2.5% on the value of the lead content");
}
END_TEST

START_TEST(every_row_is_counted)
{
	import_real();
	ck_assert_uint_eq(got.n_read, 868 + 250);
	ck_assert_str_eq(got.remark,
	    "423 rows have rates, 240 statistical rows stand under them, 205 are headings");
	ck_assert_uint_eq(got.n_unusable, 261); /* one GSP symbol each */
	for (size_t i = 0; i < got.n_unusable; i++)
		ck_assert_str_eq(got.unusable[i].reason, "programme-ended");
	ck_assert_ptr_null(find("2804291000", "", CMSA__DUTY_KIND__DUTY_ORDINARY));
}
END_TEST

START_TEST(the_tariff_is_published_and_read_back)
{
	static const uint8_t id[16] = { 1 };
	struct row_errors errors = { 0 };
	struct duty_rows again;
	struct bodies a, b;
	struct buf text = { 0 };
	struct csv_table t;
	struct errmsg m = { "" };

	import_real();
	ck_assert_msg(!bodies_of_duty(&a, &got.duty, id, &m), "%s", m.text);
	duty_csv_write(&text, &got.duty);
	ck_assert_int_eq(csv_table_parse(&t, buf_view(&text), &m), ERR_NONE);
	ck_assert_int_eq(duty_csv_parse(&again, &errors, &got.mem, &t), ERR_NONE);
	ck_assert_int_eq(bodies_of_duty(&b, &again, id, &m), ERR_NONE);
	ck_assert_uint_eq(a.n, b.n);
	for (size_t i = 0; i < a.n; i++)
		ck_assert(bytes_eq(buf_view(&a.at[i]), buf_view(&b.at[i])));
	csv_table_clear(&t);
	bodies_clear(&a);
	bodies_clear(&b);
	buf_clear(&text);
}
END_TEST

/* --- oddities ------------------------------------------------------------------------ */

START_TEST(a_row_without_rates_has_those_of_the_row_it_stands_under)
{
	import_oddities();
	check_rate("2501101020", "", 500); /* from the row without a number */
	check_rate("2501101020", "AUS", 0);
	check_rate("2501101020", "RUS", 2500);
	check_rate("25011010", "", 500);
	check_rate("25011020", "", 600);
	ck_assert_ptr_null(find("25011020", "AUS", CMSA__DUTY_KIND__DUTY_ORDINARY));
	ck_assert_ptr_null(find("2501102010", "", CMSA__DUTY_KIND__DUTY_ORDINARY));
	check_rate("2501200030", "", 400); /* ten digits with a rate of their own */
}
END_TEST

START_TEST(of_two_programmes_for_a_country_the_lower_rate_counts)
{
	import_oddities();
	check_rate("25012000", "AUS", 100);
	check_rate("25012000", "SGP", 50);
	check_rate("25100000", "AUS", 0);
	/* an amount and a percentage: neither */
	ck_assert_ptr_null(find("25110000", "AUS", CMSA__DUTY_KIND__DUTY_ORDINARY));
}
END_TEST

START_TEST(words_are_kept_as_text)
{
	const Cmsa__DutyLine *l;

	import_oddities();
	l = ordinary("25050000", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_SPECIFIC);
	ck_assert_str_eq(l->specific, "The duty provided in the applicable subheading");
	l = ordinary("25050000", "RUS");
	ck_assert_str_eq(l->specific, "5% but not less than $1/kg");
	l = ordinary("25040000", "RUS");
	ck_assert_str_eq(l->specific, "See 9903.88.01");
}
END_TEST

static const struct {
	uint32_t row;
	const char *column, *reason;
} LISTED[] = {
	{ 9, "Special Rate of Duty", "programme" },
	{ 11, "General Rate of Duty", "no-rate" },
	{ 12, "Additional Duties", "not-read" },
	{ 12, "Column 2 Rate of Duty", "duty" },
	{ 12, "General Rate of Duty", "duty" },
	{ 12, "Quota Quantity", "not-read" },
	{ 12, "Special Rate of Duty", "special" },
	{ 13, "General Rate of Duty", "duty" },
	{ 13, "Special Rate of Duty", "programme" },
	{ 15, "Column 2 Rate of Duty", "no-rate" },
	{ 16, "General Rate of Duty", "no-rate" },
	{ 17, "HTS Number", "number" },
	{ 18, "Indent", "indent" },
	{ 19, "HTS Number", "chapter" },
	{ 20, "Special Rate of Duty", "programme-ended" },
};

START_TEST(what_is_not_understood_is_listed)
{
	size_t repeated = 0, n = 0;

	import_oddities();
	for (size_t i = 0; i < got.n_unusable; i++) {
		const struct import_unusable *u = &got.unusable[i];

		if (!strcmp(u->reason, "repeated")) {
			repeated++;
			continue;
		}
		ck_assert_uint_lt(n, ARRAY_LEN(LISTED));
		ck_assert_uint_eq(u->row, LISTED[n].row);
		ck_assert_str_eq(u->column, LISTED[n].column);
		ck_assert_str_eq(u->reason, LISTED[n].reason);
		ck_assert_str_ne(import_reason_text(u->reason), "not usable");
		n++;
	}
	ck_assert_uint_eq(n, ARRAY_LEN(LISTED));
	ck_assert_uint_eq(repeated, 2);
}
END_TEST

/* --- requests and tables ------------------------------------------------------------- */

static void
fails(struct import_request q, const char *with)
{
	struct errmsg m = { "" };

	ck_assert_int_eq(import_run(&got, "usitc-hts", &q, &m), ERR_INPUT);
	ck_assert_msg(strstr(m.text, with) != NULL, "%s", m.text);
}

START_TEST(the_edition_must_be_told)
{
	struct import_request q = request(DEPLOY_DIR "/input/us_hts_part.csv");

	q.schedule = NULL;
	fails(q, "--schedule");
	q = request(q.file);
	q.hs_edition = "2022";
	fails(q, "found \"2022\"");
	q.hs_edition = NULL;
	fails(q, "--hs-edition");
	q = request(q.file);
	q.start = (struct date){ 0 };
	fails(q, "--start");
	q = request(q.file);
	q.country = "AUS";
	fails(q, "found AUS");
	fails(request(DEPLOY_DIR "/input/uk_tariff_part.csv"), "HTS Number");
}
END_TEST

START_TEST(a_wrong_row_of_a_table_is_told)
{
	struct import_request q = request(DEPLOY_DIR "/input/us_hts_part.csv");

	q.tables = TESTS_DIR "/input/hts_tables";
	fails(q,
	    "us_special_programs: row 3, column \"country\": expected an alpha-3 code, "
	    "found \"Australia\"");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import hts");
	TCase *t = tcase_create("hts");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, the_three_columns_are_lines_for_whom_they_are);
	tcase_add_test(t, no_line_starts_before_the_edition_and_a_programme_ends);
	tcase_add_test(t, a_country_comes_under_column_2_on_its_day);
	tcase_add_test(t, a_programme_for_goods_is_a_relief_that_column_2_does_not_share);
	tcase_add_test(t, specific_and_compound_rates_keep_their_parts);
	tcase_add_test(t, every_row_is_counted);
	tcase_add_test(t, the_tariff_is_published_and_read_back);
	tcase_add_test(t, a_row_without_rates_has_those_of_the_row_it_stands_under);
	tcase_add_test(t, of_two_programmes_for_a_country_the_lower_rate_counts);
	tcase_add_test(t, words_are_kept_as_text);
	tcase_add_test(t, what_is_not_understood_is_listed);
	tcase_add_test(t, the_edition_must_be_told);
	tcase_add_test(t, a_wrong_row_of_a_table_is_told);
	suite_add_tcase(s, t);
	return check_main(s);
}
