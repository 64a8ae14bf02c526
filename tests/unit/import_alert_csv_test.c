/* import_alert_csv_test.c - our CSV for alerts: every error at once, or every row. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bodies.h"
#include "body.h"
#include "kind.h"
#include "pb.h"

#define HEADER                                                                    \
	"country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,"  \
	"suspected_origin,transit,action,parties,containers,vessel_imo,ports,"    \
	"quantity,unit,mass_t,mass_kg,value,currency,first_date,last_date,basis," \
	"handling,attachments,sample\n"
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

enum {
	CELLS = 27
};

static struct arena mem;
static struct row_errors errors;
static struct alert_rows rows;

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
parse_for(const char *text, bool is_public)
{
	const struct alert_csv_options o = { .folder = NULL, .is_public = is_public };
	struct csv_table t;
	struct errmsg m = { "" };
	enum err e = csv_table_parse(&t, bytes_of(text, strlen(text)), &m);

	ck_assert_msg(!e, "%s", m.text);
	row_errors_clear(&errors);
	e = alert_csv_parse(&rows, &errors, &mem, &t, &o);
	csv_table_clear(&t);
	return e;
}

/* A good row, of which one cell is put in another's place; -1: none. */
static const char *
row_with(char out[static 2048], int cell, const char *text)
{
	static const char *const good[CELLS] = { "JPN", "J-1", "high",
		"forced-labour-origin;duty-circumvention", "gallium;cobalt", "HS2022",
		"81129200;8105", "VNM", "CHN", "VNM;MYS;VNM", "USA;AUS",
		"A Co|VNM|5493001KJTIIGC8Y1R12|consignor;B Pty", "CSQU3054383", "9074729",
		"CNSHA;AUSYD", "12.5", "t", "", "", "1250000.5", "USD", "2026-10-01",
		"2026-11-01", "weights disagree", "TLP:AMBER", "a.pdf|" HASH "|120|",
		"yes" };
	size_t n = 0;

	for (int i = 0; i < CELLS; i++)
		n += (size_t)snprintf(out + n, 2048 - n, "%s\"%s\"", i ? "," : "",
		    i == cell ? text : good[i]);
	snprintf(out + n, 2048 - n, "\n");
	return out;
}

static enum err
parse_with(int cell, const char *text)
{
	char row[2048], all[3072];

	snprintf(all, sizeof(all), "%s%s", HEADER, row_with(row, cell, text));
	return parse_for(all, false);
}

START_TEST(a_row_gives_an_alert_that_can_be_published)
{
	const Cmsa__AlertBody *b;
	struct errmsg m = { "" };
	struct bodies bodies;

	ck_assert_int_eq(parse_with(-1, ""), ERR_NONE);
	ck_assert_uint_eq(rows.n, 1);
	b = rows.alerts[0];
	ck_assert_uint_eq(b->n_schemes, 2);
	ck_assert_int_eq(b->schemes[0], CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION);
	ck_assert_str_eq(b->subjects[0], "cobalt");
	ck_assert_str_eq(b->codes[0], "8105");
	ck_assert_uint_eq(b->n_transit, 3); /* a route may come through twice */
	ck_assert_str_eq(b->transit[0], "VNM");
	ck_assert_str_eq(b->action[0], "AUS");
	ck_assert_uint_eq(b->n_parties, 2);
	ck_assert_str_eq(b->parties[0]->part, "consignor");
	ck_assert_str_eq(b->parties[1]->country, "");
	ck_assert_int_eq(b->mass_grams, 12500000);
	ck_assert_int_eq(b->value_cents, 125000050);
	ck_assert_str_eq(b->attachments[0]->media_type, "application/pdf");
	ck_assert(b->sample);
	ck_assert_int_eq(bodies_of_alerts(&bodies, &rows, &m), ERR_NONE);
	ck_assert_uint_eq(bodies.n, 1);
	bodies_clear(&bodies);
}
END_TEST

static const struct {
	int cell;
	const char *text, *column;
} wrong[] = {
	{ 0, "Jpn", "country" },
	{ 1, "", "id" },
	{ 2, "urgent", "severity" },
	{ 3, "", "schemes" },
	{ 3, "smuggling", "schemes" },
	{ 3, "duty-circumvention;duty-circumvention", "schemes" },
	{ 4, "Gallium", "subjects" },
	{ 5, "", "hs_edition" },
	{ 5, "HS22", "hs_edition" },
	{ 6, "81129", "codes" },
	{ 6, "811292x", "codes" },
	{ 7, "Vietnam", "declared_origin" },
	{ 8, "China", "suspected_origin" },
	{ 9, "VNM,MYS", "transit" },
	{ 10, "AUS;AUS", "action" },
	{ 10, "AUS;", "action" },
	{ 11, "|VNM", "parties" },
	{ 11, "A Co|Vietnam", "parties" },
	{ 11, "A Co|VNM|5493001KJTIIGC8Y1R13", "parties" },
	{ 11, "A Co|VNM||consignor|more", "parties" },
	{ 12, "CSQU3054384", "containers" },
	{ 12, "CSQU305438", "containers" },
	{ 13, "9074728", "vessel_imo" },
	{ 13, "IMO9074729", "vessel_imo" },
	{ 14, "CN SHA", "ports" },
	{ 15, "", "quantity" },
	{ 16, "", "unit" },
	{ 17, "12,5", "mass_t" },
	{ 17, "0.0000001", "mass_t" },
	{ 18, "x", "mass_kg" },
	{ 19, "12.345", "value" },
	{ 19, "0", "value" },
	{ 19, "-5", "value" },
	{ 20, "", "currency" },
	{ 20, "dollars", "currency" },
	{ 21, "2026-02-30", "first_date" },
	{ 22, "2026-09-30", "last_date" },
	{ 23, "", "basis" },
	{ 24, "secret", "handling" },
	{ 25, "a.pdf", "attachments" },
	{ 25, "a.pdf|00ff", "attachments" },
	{ 26, "maybe", "sample" },
};

START_TEST(what_does_not_fit_is_named_with_its_column)
{
	ck_assert_int_eq(parse_with(wrong[_i].cell, wrong[_i].text), ERR_INPUT);
	ck_assert_uint_eq(rows.n, 0);
	ck_assert_uint_eq(row_errors_count(&errors), 1);
	ck_assert_str_eq(errors.at[0].column, wrong[_i].column);
	ck_assert_uint_eq(errors.at[0].row, 2);
}
END_TEST

START_TEST(a_wrong_check_digit_names_the_one_that_fits)
{
	ck_assert_int_eq(parse_with(12, "CSQU3054384"), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(errors.at[0].why, "check digit 3"));
	ck_assert_ptr_nonnull(strstr(errors.at[0].why, "CSQU3054384"));
	ck_assert_int_eq(parse_with(13, "9074720"), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(errors.at[0].why, "check digit 9"));
}
END_TEST

START_TEST(every_item_that_is_wrong_is_an_error_of_its_own)
{
	ck_assert_int_eq(parse_with(14, "CNSHA;x;AUSYD;SHANGHAI"), ERR_INPUT);
	ck_assert_uint_eq(row_errors_count(&errors), 2);
	ck_assert_ptr_nonnull(strstr(errors.at[0].why, "\"x\""));
	ck_assert_ptr_nonnull(strstr(errors.at[1].why, "SHANGHAI"));
}
END_TEST

START_TEST(marks_that_forbid_it_are_not_for_the_public)
{
	static const char *const marks[] = { "clear", "green", "amber", "amber+strict",
		"red", "TLP:AMBER+STRICT", "TLP:RED" };
	char row[2048], all[3072];

	snprintf(all, sizeof(all), "%s%s", HEADER, row_with(row, 24, marks[_i]));
	ck_assert_int_eq(parse_for(all, true), _i < 3 ? ERR_NONE : ERR_INPUT);
	ck_assert_int_eq(parse_for(all, false), ERR_NONE);
}
END_TEST

START_TEST(an_id_stands_once)
{
	char row[2048], all[6144];

	row_with(row, -1, "");
	snprintf(all, sizeof(all), "%s%s%s", HEADER, row, row);
	ck_assert_int_eq(parse_for(all, false), ERR_INPUT);
	ck_assert_uint_eq(row_errors_count(&errors), 1);
	ck_assert_str_eq(errors.at[0].column, "id");
	ck_assert_uint_eq(errors.at[0].row, 3);
}
END_TEST

START_TEST(all_errors_of_a_file_come_at_once)
{
	char a[2048], b[2048], all[6144];

	snprintf(all, sizeof(all), "%s%s%s", HEADER, row_with(a, 2, "urgent"),
	    row_with(b, 12, "CSQU3054384"));
	ck_assert_int_eq(parse_for(all, false), ERR_INPUT);
	/* the id again, too */
	ck_assert_uint_eq(row_errors_count(&errors), 3);
}
END_TEST

START_TEST(what_needs_no_more_is_enough)
{
	struct errmsg m = { "" };
	struct bodies bodies;

	ck_assert_int_eq(
	    parse_for("country,id,severity,schemes,subjects,action,basis,handling\n"
		      "JPN,1,low,duty-circumvention,cobalt,AUS,a hint,green\n"
		      "JPN,2,low,duty-circumvention,cobalt,,a hint,green\n",
		true),
	    ERR_NONE);
	ck_assert_int_eq(bodies_of_alerts(&bodies, &rows, &m), ERR_NONE);
	ck_assert_uint_eq(bodies.n, 2); /* each stands by itself */
	ck_assert_ptr_null(rows.alerts[0]->batch);
	bodies_clear(&bodies);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("alert_csv");
	Suite *s = suite_create("import_alert_csv");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_row_gives_an_alert_that_can_be_published);
	tcase_add_loop_test(t, what_does_not_fit_is_named_with_its_column, 0,
	    (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_test(t, a_wrong_check_digit_names_the_one_that_fits);
	tcase_add_test(t, every_item_that_is_wrong_is_an_error_of_its_own);
	tcase_add_loop_test(t, marks_that_forbid_it_are_not_for_the_public, 0, 7);
	tcase_add_test(t, an_id_stands_once);
	tcase_add_test(t, all_errors_of_a_file_come_at_once);
	tcase_add_test(t, what_needs_no_more_is_enough);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
