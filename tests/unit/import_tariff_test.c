/* import_tariff_test.c - national tariffs: as many lines as the table has, each as it says. */
#include <check.h>
#include <string.h>

#include "attr.h"
#include "bodies.h"
#include "check_main.h"
#include "figure.h"
#include "import.h"
#include "kind.h"

#define TABLES   DEPLOY_DIR "/reference"
#define NATIONAL TABLES "/national_tariff_lines.csv"

static struct import_result got;

static void
import(const char *country)
{
	struct import_request q = {
		.file = NATIONAL, .tables = TABLES, .country = country
	};
	struct errmsg m = { "" };
	enum err e = import_run(&got, "national-tariff", &q, &m);

	ck_assert_msg(!e, "%s", m.text);
	ck_assert_uint_eq(got.kind, KIND_DUTY);
}

static void
teardown(void)
{
	import_clear(&got);
}

/* The n are those of `grep -c ^AUS` and so on; the USA adds 250 section 301 lines. */
static const struct {
	const char *country, *edition;
	size_t ordinary, additional;
} COUNTS[] = { { "USA", "HS2022", 271, 250 }, { "XEU", "HS2017", 265, 0 },
	{ "GBR", "HS2017", 265, 0 }, { "JPN", "HS2022", 250, 0 },
	{ "AUS", "HS2022", 62, 0 } };

START_TEST(every_line_of_the_tariff_is_there)
{
	size_t ordinary = 0, additional = 0;

	import(COUNTS[_i].country);
	for (size_t i = 0; i < got.duty.n; i++) {
		ordinary += got.duty.lines[i]->kind == CMSA__DUTY_KIND__DUTY_ORDINARY;
		additional += got.duty.lines[i]->kind == CMSA__DUTY_KIND__DUTY_ADDITIONAL;
	}
	ck_assert_uint_eq(ordinary, COUNTS[_i].ordinary);
	ck_assert_uint_eq(additional, COUNTS[_i].additional);
	ck_assert_uint_eq(got.duty.n, ordinary + additional);
	ck_assert_uint_eq(got.n_unusable, 0);
	ck_assert_str_eq(got.duty.country, COUNTS[_i].country);
	ck_assert_str_eq(got.duty.hs_edition, COUNTS[_i].edition);
	ck_assert(got.duty.mfn_only);
}
END_TEST

static const Cmsa__DutyLine *
line(const char *code, Cmsa__DutyKind kind)
{
	for (size_t i = 0; i < got.duty.n; i++)
		if (!strcmp(got.duty.lines[i]->code, code) &&
		    got.duty.lines[i]->kind == kind)
			return got.duty.lines[i];
	ck_abort_msg("no line %s", code);
}

/* The table read a second time, cell by cell, without the importer. */
START_TEST(every_line_says_what_its_row_says)
{
	struct csv_table t;
	struct errmsg m = { "" };
	size_t seen = 0;

	import(COUNTS[_i].country);
	ck_assert_int_eq(csv_table_read(&t, NATIONAL, &m), ERR_NONE);
	for (size_t i = 0; i < t.n_rows; i++) {
		char **c = t.rows[i];
		const Cmsa__DutyLine *l;
		const char *pct;
		struct date start;
		int64_t bp = 0;

		if (strcmp(c[csv_table_column(&t, "tariff")], COUNTS[_i].country) != 0)
			continue;
		l = line(c[csv_table_column(&t, "national_code")],
		    CMSA__DUTY_KIND__DUTY_ORDINARY);
		ck_assert_str_eq(l->published, c[csv_table_column(&t, "duty_text")]);
		ck_assert_str_eq(l->specific, c[csv_table_column(&t, "specific_part")]);
		ck_assert(date_parse(&start, c[csv_table_column(&t, "start")]));
		ck_assert_int_eq(l->start_days, start.days);
		pct = c[csv_table_column(&t, "ad_valorem_pct")];
		if (!*pct)
			pct = c[csv_table_column(&t, "ad_valorem_part_pct")];
		if (*pct)
			ck_assert_int_eq(figure_parse(&bp, pct, 100, false), FIGURE_OK);
		ck_assert_uint_eq(l->ad_valorem_bp, (uint32_t)bp);
		seen++;
	}
	ck_assert_uint_eq(seen, COUNTS[_i].ordinary);
	csv_table_clear(&t);
}
END_TEST

START_TEST(section_301_lines_are_additional_duties_toward_chn)
{
	const Cmsa__DutyLine *l;

	import("USA");
	l = line("85423100", CMSA__DUTY_KIND__DUTY_ADDITIONAL);
	ck_assert_int_eq(l->scope, CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY);
	ck_assert_str_eq(l->origin, "CHN");
	ck_assert_str_eq(l->measure, "9903.91.05");
	ck_assert_uint_eq(l->ad_valorem_bp, 5000);
	ck_assert_int_eq(l->start_days, date_of_ymd(2025, 1, 1).days);
	ck_assert_ptr_nonnull(strstr(l->citation, "89 FR 76581"));
}
END_TEST

START_TEST(specific_and_compound_duties_keep_their_parts)
{
	const Cmsa__DutyLine *l;

	import("USA");
	l = line("26209920", CMSA__DUTY_KIND__DUTY_ORDINARY);
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_PLUS);
	ck_assert_uint_eq(l->ad_valorem_bp, 380);
	ck_assert_str_eq(l->specific, "17.6\xc2\xa2/kg on tungsten content");
	l = line("78011000", CMSA__DUTY_KIND__DUTY_ORDINARY);
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_SPECIFIC);
	ck_assert_uint_eq(l->ad_valorem_bp, 0);
	import_clear(&got);
	import("JPN");
	l = line("750210000", CMSA__DUTY_KIND__DUTY_ORDINARY);
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_LOWER_OF);
	ck_assert_uint_eq(l->ad_valorem_bp, 1170);
	l = line("780191040", CMSA__DUTY_KIND__DUTY_ORDINARY);
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_HIGHER_OF);
	ck_assert_uint_eq(l->ad_valorem_bp, 520);
}
END_TEST

START_TEST(a_tariff_is_published_and_read_back)
{
	static const uint8_t id[16] = { 1 };
	struct row_errors errors = { 0 };
	struct duty_rows again;
	struct bodies a, b;
	struct buf text = { 0 };
	struct csv_table t;
	struct errmsg m = { "" };

	import(COUNTS[_i].country);
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

/* A sample whose every row but the first two is wrong in one way. */
START_TEST(lines_that_cannot_be_used_are_listed_with_their_reason)
{
	static const char *const reasons[] = { "code", "rate", "rate", "rate", "date",
		"marks", "rate" };
	struct import_request q = { .file = TESTS_DIR "/input/tariff_oddities.csv",
		.tables = TABLES,
		.country = "AUS" };
	struct errmsg m = { "" };
	size_t repeated = 0, other = 0;

	ck_assert_msg(!import_run(&got, "national-tariff", &q, &m), "%s", m.text);
	ck_assert_uint_eq(got.duty.n, 1);
	ck_assert_str_eq(got.duty.lines[0]->code, "25041000");
	for (size_t i = 0; i < got.n_unusable; i++) {
		if (!strcmp(got.unusable[i].reason, "repeated")) {
			repeated++;
			continue;
		}
		ck_assert_str_eq(got.unusable[i].reason, reasons[other]);
		ck_assert_uint_eq(got.unusable[i].row, 5 + other++);
	}
	ck_assert_uint_eq(repeated, 2);
	ck_assert_uint_eq(other, ARRAY_LEN(reasons));
	ck_assert_uint_eq(got.n_elsewhere, 1);
}
END_TEST

START_TEST(a_country_without_a_tariff_gets_no_line_and_a_remark)
{
	import("FRA");
	ck_assert_uint_eq(got.duty.n, 0);
	ck_assert_str_ne(got.remark, "");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import tariff");
	TCase *t = tcase_create("tariff");
	int n = (int)ARRAY_LEN(COUNTS);

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_loop_test(t, every_line_of_the_tariff_is_there, 0, n);
	tcase_add_loop_test(t, every_line_says_what_its_row_says, 0, n);
	tcase_add_test(t, section_301_lines_are_additional_duties_toward_chn);
	tcase_add_test(t, specific_and_compound_duties_keep_their_parts);
	tcase_add_loop_test(t, a_tariff_is_published_and_read_back, 0, n);
	tcase_add_test(t, lines_that_cannot_be_used_are_listed_with_their_reason);
	tcase_add_test(t, a_country_without_a_tariff_gets_no_line_and_a_remark);
	suite_add_tcase(s, t);
	return check_main(s);
}
