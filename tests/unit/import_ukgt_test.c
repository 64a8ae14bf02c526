/* import_ukgt_test.c - the UK Global Tariff of 2020: rows of the real file, and rows that are wrong in one way. */
#include <check.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "import.h"

#define REAL DEPLOY_DIR "/input/uk_tariff_part.csv"

static struct import_result got;

static struct import_request
request(const char *file)
{
	return (struct import_request){ .file = file,
		.tables = DEPLOY_DIR "/reference",
		.country = "GBR",
		.schedule = "UKGT",
		.hs_edition = "HS2017",
		.start = date_of_ymd(2021, 1, 1) };
}

static void
import(const char *file)
{
	struct import_request q = request(file);
	struct errmsg m = { "" };

	ck_assert_msg(!import_run(&got, "ukgt-2020", &q, &m), "%s", m.text);
}

static void
teardown(void)
{
	import_clear(&got);
}

static const Cmsa__DutyLine *
line(const char *code, const char *measure)
{
	for (size_t i = 0; i < got.duty.n; i++) {
		const Cmsa__DutyLine *l = got.duty.lines[i];

		if (!strcmp(l->code, code) && !strcmp(l->measure, measure)) {
			ck_assert_int_eq(l->scope, CMSA__ORIGIN_SCOPE__ORIGIN_ANY);
			ck_assert_int_eq(l->start_days, date_of_ymd(2021, 1, 1).days);
			ck_assert_int_eq(l->kind, *measure
						      ? CMSA__DUTY_KIND__DUTY_RELIEF
						      : CMSA__DUTY_KIND__DUTY_ORDINARY);
			return l;
		}
	}
	ck_abort_msg("no line %s %s", code, measure);
}

START_TEST(every_commodity_has_its_duty_and_its_suspension)
{
	const Cmsa__DutyLine *l;

	import(REAL);
	ck_assert_uint_eq(got.n_read, 486);
	ck_assert_uint_eq(got.n_unusable, 0);
	ck_assert_uint_eq(got.duty.n, 486 + 87);
	ck_assert(got.duty.mfn_only);
	ck_assert_uint_eq(line("25041000", "")->ad_valorem_bp, 0);
	l = line("8108200010", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_AD_VALOREM);
	ck_assert_uint_eq(l->ad_valorem_bp, 400);
	ck_assert_str_eq(l->published, "4.0%");
	l = line("8108200010", "suspension");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_LOWER_OF);
	ck_assert_uint_eq(l->ad_valorem_bp, 400);
	ck_assert_str_eq(l->specific, "suspended: the rate is not in the file");
}
END_TEST

START_TEST(what_stands_beside_the_duty_is_said)
{
	const Cmsa__DutyLine *l;

	import(TESTS_DIR "/input/ukgt_oddities.csv");
	l = line("25049000", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_PLUS);
	ck_assert_uint_eq(l->ad_valorem_bp, 1000);
	ck_assert_str_eq(l->specific, "\xc2\xa3"
				      "8.00/100kg");
	/* at most a duty that has no rate of its own */
	l = line("25049000", "suspension");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_SPECIFIC);
	ck_assert_uint_eq(l->ad_valorem_bp, 0);
	/* the EU's duty until some day: both, as text */
	l = line("25101000", "");
	ck_assert_int_eq(l->combination, CMSA__COMBINATION__COMBINATION_SPECIFIC);
	ck_assert_str_eq(
	    l->specific, "5.5% until the transition reviews are concluded, then 4.0%");
	line("25101000", "suspension");
	line("25101000", "autonomous-quota");
	ck_assert_uint_eq(line("25102000", "")->ad_valorem_bp, 400);
}
END_TEST

START_TEST(what_is_not_understood_is_listed)
{
	static const struct {
		uint32_t row;
		const char *column, *reason;
	} listed[] = {
		{ 5, "trade_remedy_applies", "remedy" },
		{ 6, "commodity", "code" },
		{ 7, "ukgt_duty_rate", "duty" },
		{ 8, "trade_remedy_applies", "flag" },
		{ 9, "cet_duty_rate", "duty" },
	};
	size_t n = 0, repeated = 0;

	import(TESTS_DIR "/input/ukgt_oddities.csv");
	for (size_t i = 0; i < got.n_unusable; i++) {
		const struct import_unusable *u = &got.unusable[i];

		if (!strcmp(u->reason, "repeated")) {
			repeated++;
			continue;
		}
		ck_assert_uint_lt(n, ARRAY_LEN(listed));
		ck_assert_uint_eq(u->row, listed[n].row);
		ck_assert_str_eq(u->column, listed[n].column);
		ck_assert_str_eq(u->reason, listed[n].reason);
		n++;
	}
	ck_assert_uint_eq(n, ARRAY_LEN(listed));
	ck_assert_uint_eq(repeated, 2);
}
END_TEST

START_TEST(another_country_another_file_or_no_edition_is_an_error)
{
	struct import_request q = request(REAL);
	struct errmsg m = { "" };

	q.country = "USA";
	ck_assert_int_eq(import_run(&got, "ukgt-2020", &q, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "expected country GBR"));
	q = request(DEPLOY_DIR "/input/us_hts_part.csv");
	ck_assert_int_eq(import_run(&got, "ukgt-2020", &q, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "\"commodity\""));
	q = request(REAL);
	q.schedule = "";
	ck_assert_int_eq(import_run(&got, "ukgt-2020", &q, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "--schedule"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import ukgt");
	TCase *t = tcase_create("ukgt");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, every_commodity_has_its_duty_and_its_suspension);
	tcase_add_test(t, what_stands_beside_the_duty_is_said);
	tcase_add_test(t, what_is_not_understood_is_listed);
	tcase_add_test(t, another_country_another_file_or_no_edition_is_an_error);
	suite_add_tcase(s, t);
	return check_main(s);
}
