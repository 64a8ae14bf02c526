/* import_usgs_test.c - the USGS files: every oddity of the two layouts, on small samples and
 * on the real files. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "bodies.h"
#include "check_main.h"
#include "figure.h"
#include "import.h"
#include "kind.h"
#include "usgs_file.h"

#define TABLES    DEPLOY_DIR "/reference"
#define ODD_2025  TESTS_DIR "/input/usgs_mcs2025_oddities.csv"
#define ODD_2026  TESTS_DIR "/input/usgs_mcs2026_oddities.csv"
#define REAL_2025 DEPLOY_DIR "/input/usgs_mcs2025_world_data.csv"
#define REAL_2026 DEPLOY_DIR "/input/usgs_mcs2026_part.csv"
#define DASH      "\xe2\x80\x94"

enum {
	REPORTED = CMSA__PRESENCE__PRESENCE_REPORTED,
	NIL = CMSA__PRESENCE__PRESENCE_NIL,
	WITHHELD = CMSA__PRESENCE__PRESENCE_WITHHELD,
	NOT_AVAILABLE = CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE,
	MINED = CMSA__STAGE__STAGE_MINED,
	PROCESSED = CMSA__STAGE__STAGE_PROCESSED
};

static struct import_result got;

static void
import(const char *source, const char *file, const char *country, bool rest)
{
	struct import_request q = { .file = file,
		.tables = TABLES,
		.country = country,
		.review_date = date_of_ymd(2026, 11, 24),
		.rest_not_available = rest };
	struct errmsg m = { "" };
	enum err e = import_run(&got, source, &q, &m);

	ck_assert_msg(!e, "%s", m.text);
	ck_assert_uint_eq(got.kind, KIND_CAPACITY);
}

static void
teardown(void)
{
	import_clear(&got);
}

/* The n-th review of one mineral and stage, in the order of the result. */
static const Cmsa__CapacityReview *
review(const char *mineral, int stage, size_t n)
{
	for (size_t i = 0; i < got.capacity.n; i++) {
		const Cmsa__CapacityReview *r = got.capacity.reviews[i];

		if ((int)r->stage == stage && !strcmp(r->subjects[0], mineral) && !n--)
			return r;
	}
	ck_abort_msg("no review of %s", mineral);
}

static size_t
count(const char *mineral, int stage)
{
	size_t n = 0;

	for (size_t i = 0; i < got.capacity.n; i++)
		for (size_t k = 0; k < got.capacity.reviews[i]->n_subjects; k++)
			n += (int)got.capacity.reviews[i]->stage == stage &&
			     !strcmp(got.capacity.reviews[i]->subjects[k], mineral);
	return n;
}

static void
assert_quantity(
    const Cmsa__Quantity *q, int presence, const char *published, int64_t grams)
{
	ck_assert_ptr_nonnull(q);
	ck_assert_int_eq((int)q->presence, presence);
	ck_assert_str_eq(q->published, published);
	ck_assert_int_eq(q->grams, grams);
}

static const struct import_unusable *
unusable(uint32_t row, const char *column)
{
	for (size_t i = 0; i < got.n_unusable; i++)
		if (got.unusable[i].row == row && !strcmp(got.unusable[i].column, column))
			return &got.unusable[i];
	ck_abort_msg("row %u, %s is not listed", row, column);
}

static const struct {
	const char *value, *note;
	unsigned year;
	enum usgs_says says;
	const char *published;
} VALUES[] = {
	{ "676", "", 2024, USGS_FIGURE, "676" },
	{ "1,310", "", 2024, USGS_FIGURE, "1,310" },
	{ "0.5", "", 2024, USGS_FIGURE, "0.5" },
	{ ">2,000,000", "", 2024, USGS_FIGURE, ">2,000,000" },
	{ "<1", "", 2024, USGS_FIGURE, "<1" },
	{ DASH, "", 2024, USGS_NIL, DASH },
	{ "0", "", 2024, USGS_NIL, "0" },
	{ "W", "", 2024, USGS_WITHHELD, "W" },
	{ "NA", "", 2024, USGS_NOT_AVAILABLE, "NA" },
	{ "XX", "", 2024, USGS_NOT_AVAILABLE, "XX" },
	{ "s", "", 2024, USGS_NOT_AVAILABLE, "s" },
	{ "Large", "", 2024, USGS_NOT_AVAILABLE, "Large" },
	{ "Moderate to large", "", 2024, USGS_NOT_AVAILABLE, "Moderate to large" },
	{ "", "", 2024, USGS_SILENT, "" },
	{ "", "reported", 2024, USGS_SILENT, "" },
	{ "", "crude ore", 2024, USGS_SILENT, "" },
	{ "", "W for 23-24", 2023, USGS_WITHHELD, "W for 23-24" },
	{ "", "W for 23-24", 2024, USGS_WITHHELD, "W for 23-24" },
	{ "", "W for 23-24", 2025, USGS_SILENT, "" },
	{ "", "na for 2023", 2023, USGS_NOT_AVAILABLE, "na for 2023" },
	{ "", "na for 2023", 2024, USGS_SILENT, "" },
	{ "", "na", 2024, USGS_NOT_AVAILABLE, "na" },
	{ "", "xx", 2024, USGS_NOT_AVAILABLE, "xx" },
	{ "", "Large", 2024, USGS_NOT_AVAILABLE, "Large" },
	{ "", "Small", 2024, USGS_NOT_AVAILABLE, "Small" },
	{ "12,5", "", 2024, USGS_UNREADABLE, "12,5" },
	{ "10,000 to 20,000", "", 2024, USGS_UNREADABLE, "10,000 to 20,000" },
	{ "<", "", 2024, USGS_UNREADABLE, "<" },
	{ "w", "", 2024, USGS_UNREADABLE, "w" },
	{ "-5", "", 2024, USGS_UNREADABLE, "-5" },
};

START_TEST(a_cell_says_what_its_mark_or_its_note_means)
{
	struct usgs_value v =
	    usgs_text_value(VALUES[_i].value, VALUES[_i].note, VALUES[_i].year);

	ck_assert_int_eq((int)v.says, (int)VALUES[_i].says);
	ck_assert_str_eq(v.published, VALUES[_i].published);
	ck_assert_int_eq(v.less, VALUES[_i].value[0] == '<' && v.says == USGS_FIGURE);
	ck_assert_int_eq(v.more, VALUES[_i].value[0] == '>' && v.says == USGS_FIGURE);
}
END_TEST

START_TEST(windows_1252_becomes_utf8_and_utf8_stays)
{
	static const uint8_t ansi[] = "C\xf4te d\x92Ivoire \x97\r\n";
	static const uint8_t hole[] = "a\x81";
	struct buf out = { 0 };

	ck_assert(usgs_text_decode(&out, bytes_of(ansi, sizeof(ansi))));
	ck_assert_str_eq(
	    (const char *)out.p, "C\xc3\xb4te d\xe2\x80\x99Ivoire " DASH "\r\n");
	buf_reset(&out);
	ck_assert(usgs_text_decode(&out, bytes_of(DASH, strlen(DASH))));
	buf_add(&out, "", 1);
	ck_assert_str_eq((const char *)out.p, DASH);
	ck_assert(!usgs_text_decode(&out, bytes_of(hole, 2)));
	buf_clear(&out);
}
END_TEST

START_TEST(labels_lose_spaces_around_and_doubled_inside)
{
	struct arena mem;

	arena_init(&mem, 0);
	ck_assert_str_eq(
	    usgs_text_label(&mem, "  United\xc2\xa0 States \xc2\xa0"), "United States");
	ck_assert_str_eq(usgs_text_label(&mem, " "), "");
	arena_clear(&mem);
}
END_TEST

/* The importer takes the size of a unit from the series, the CSV from its label. */
START_TEST(units_of_the_series_table_have_the_size_of_their_label)
{
	static const char *const layouts[] = { "mcs2025", "mcs2026" };
	struct usgs_tables t;
	struct arena mem;
	struct errmsg m = { "" };
	size_t n = 0;

	arena_init(&mem, 0);
	for (size_t k = 0; k < 2; k++) {
		ck_assert_msg(
		    !usgs_tables_read(&t, &mem, TABLES, layouts[k], &m), "%s", m.text);
		for (size_t i = 0; i < t.n_series; i++) {
			const struct figure_unit *u = figure_unit_find(t.series[i].unit);

			if (!u)
				continue;
			ck_assert_int_eq(u->scale, t.series[i].grams);
			n++;
		}
	}
	ck_assert_uint_ge(n, 340);
	arena_clear(&mem);
}
END_TEST

START_TEST(mcs2025_an_alias_is_read_as_its_series)
{
	import("usgs-mcs2025", ODD_2025, "USA", false);
	ck_assert_uint_eq(count("cobalt", MINED), 1);
	assert_quantity(
	    review("cobalt", MINED, 0)->production, REPORTED, "300", 300000000);
	ck_assert(review("cobalt", MINED, 0)->production->estimated);
	assert_quantity(
	    review("cobalt", MINED, 0)->reserves, REPORTED, "70000", 70000000000);
	ck_assert(!review("cobalt", MINED, 0)->reserves->estimated);
}
END_TEST

START_TEST(mcs2025_commas_bounds_and_the_newest_year)
{
	const Cmsa__CapacityReview *r;

	import("usgs-mcs2025", ODD_2025, "USA", false);
	r = review("niobium", MINED, 0);
	assert_quantity(r->production, REPORTED, ">1,400", 1400000000);
	ck_assert_int_eq((int)r->production->bound, CMSA__BOUND__BOUND_MORE_THAN);
	ck_assert_uint_eq(r->reference_year, 2024);
	assert_quantity(r->reserves, NOT_AVAILABLE, "NA", 0);
	r = review("lithium", MINED, 0);
	assert_quantity(r->production, REPORTED, "610", 610000000);
	ck_assert_uint_eq(r->reference_year, 2023);
	ck_assert(!r->production->estimated);
}
END_TEST

START_TEST(mcs2025_a_blank_is_what_its_note_says_and_never_nil)
{
	import("usgs-mcs2025", ODD_2025, "USA", false);
	assert_quantity(
	    review("tellurium", PROCESSED, 0)->production, WITHHELD, "W for 23-24", 0);
	assert_quantity(review("rhenium", MINED, 0)->production, NOT_AVAILABLE, "", 0);
	assert_quantity(review("rhenium", MINED, 0)->reserves, NOT_AVAILABLE, "Large", 0);
	for (size_t i = 0; i < got.capacity.n; i++)
		ck_assert_int_ne((int)got.capacity.reviews[i]->capacity->presence, NIL);
}
END_TEST

START_TEST(mcs2025_reserves_of_another_stage_are_a_review_of_their_own)
{
	import("usgs-mcs2025", ODD_2025, "USA", false);
	assert_quantity(
	    review("tellurium", MINED, 0)->reserves, REPORTED, "3800", 3800000000);
	ck_assert_ptr_null(review("tellurium", MINED, 0)->production);
	ck_assert_ptr_null(review("tellurium", PROCESSED, 0)->reserves);
}
END_TEST

START_TEST(mcs2025_an_erratum_that_multiplies_puts_the_unit_right)
{
	const Cmsa__Quantity *q;

	import("usgs-mcs2025", ODD_2025, "USA", false);
	q = review("vanadium", MINED, 0)->reserves;
	assert_quantity(q, REPORTED, "45", 45000000000);
	ck_assert_str_eq(q->unit, "thousand metric tons");
	ck_assert_ptr_nonnull(
	    strstr(review("vanadium", MINED, 0)->method, "usgs_errata unit-factor-1000"));
}
END_TEST

START_TEST(mcs2025_an_erratum_naming_the_country_replaces_that_of_all)
{
	const Cmsa__CapacityReview *r;

	import("usgs-mcs2025", ODD_2025, "SLE", false);
	r = review("titanium", MINED, 0);
	assert_quantity(r->production, REPORTED, "60", 60000000000);
	ck_assert_str_eq(r->production->unit, "thousand metric tons");
	ck_assert(r->secondary);
	ck_assert_ptr_nonnull(strstr(r->method, "usgs_errata no-unit"));
}
END_TEST

START_TEST(mcs2025_what_cannot_be_used_is_listed_with_its_reason)
{
	import("usgs-mcs2025", ODD_2025, "USA", false);
	ck_assert_str_eq(unusable(8, "RESERVES_2024")->reason, "erratum");
	ck_assert_str_eq(unusable(8, "RESERVES_2024")->erratum, "basis-differs");
	ck_assert_ptr_null(review("chromium", MINED, 0)->reserves);
	ck_assert_str_eq(unusable(9, "RESERVES_2024")->erratum, "not-reserves");
	assert_quantity(
	    review("indium", PROCESSED, 0)->production, REPORTED, "20", 20000000);
	ck_assert_str_eq(unusable(11, "")->reason, "no-series"); /* unit of another */
	ck_assert_uint_eq(count("tin", MINED), 0);
	ck_assert_str_eq(unusable(12, "")->reason, "no-series");
	ck_assert_str_eq(unusable(13, "PROD_EST_ 2024")->reason, "unreadable");
	ck_assert_str_eq(unusable(13, "PROD_EST_ 2024")->found, "about 750");
	ck_assert_str_eq(unusable(13, "RESERVES_2024")->found, "9,20");
	assert_quantity(
	    review("zinc", MINED, 0)->production, REPORTED, "767", 767000000000);
	ck_assert_str_eq(unusable(17, "PROD_2023")->reason, "unknown-country");
	ck_assert_uint_eq(got.n_unusable, 7);
	ck_assert_uint_eq(got.n_read, 17);
	ck_assert_uint_eq(got.n_elsewhere, 2);
	ck_assert_uint_eq(got.n_no_country, 2);
}
END_TEST

START_TEST(a_review_has_the_presence_of_its_capacity)
{
	const Cmsa__CapacityReview *r;

	import("usgs-mcs2025", ODD_2025, "USA", false);
	r = review("gallium", PROCESSED, 0);
	assert_quantity(r->capacity, REPORTED, "10,000", 10000000);
	assert_quantity(r->production, REPORTED, "12", 12000);
	/* production alone: not available, production beside it */
	assert_quantity(review("cobalt", MINED, 0)->capacity, NOT_AVAILABLE, "", 0);
}
END_TEST

START_TEST(mcs2026_the_newest_year_gives_the_figure)
{
	const Cmsa__CapacityReview *r;

	import("usgs-mcs2026", ODD_2026, "USA", false);
	r = review("aluminum", PROCESSED, 0);
	ck_assert_uint_eq(count("aluminum", PROCESSED), 1);
	assert_quantity(r->capacity, REPORTED, "1,310", 1310000000000);
	assert_quantity(r->production, REPORTED, "660", 660000000000);
	ck_assert_uint_eq(r->reference_year, 2025);
	ck_assert(r->production->estimated);
	/* also when it is withheld and the year before was nil */
	assert_quantity(review("antimony", MINED, 0)->production, WITHHELD, "W", 0);
	assert_quantity(
	    review("antimony", MINED, 0)->reserves, REPORTED, "60,000", 60000000000);
}
END_TEST

START_TEST(mcs2026_a_dash_is_nil)
{
	const Cmsa__CapacityReview *r;

	import("usgs-mcs2026", ODD_2026, "USA", false);
	r = review("arsenic", PROCESSED, 0);
	assert_quantity(r->capacity, NIL, DASH, 0);
	assert_quantity(r->production, NIL, DASH, 0);
}
END_TEST

START_TEST(mcs2026_marks_are_not_available)
{
	import("usgs-mcs2026", ODD_2026, "USA", false);
	assert_quantity(review("barite", MINED, 0)->reserves, NOT_AVAILABLE, "NA", 0);
	assert_quantity(review("boron", MINED, 0)->production, NOT_AVAILABLE, "XX", 0);
	assert_quantity(review("graphite", MINED, 0)->reserves, NOT_AVAILABLE, "s", 0);
}
END_TEST

START_TEST(mcs2026_bases_uses_and_years_are_reviews_of_their_own)
{
	import("usgs-mcs2026", ODD_2026, "USA", false);
	ck_assert_uint_eq(count("chromium", MINED), 3);
	ck_assert_str_eq(review("chromium", MINED, 0)->basis, "gross weight");
	assert_quantity(review("chromium", MINED, 0)->production, NIL, DASH, 0);
	assert_quantity(
	    review("chromium", MINED, 1)->reserves, REPORTED, "<630", 630000000000);
	ck_assert_int_eq((int)review("chromium", MINED, 1)->reserves->bound,
	    CMSA__BOUND__BOUND_LESS_THAN);
	ck_assert(review("chromium", MINED, 2)->secondary);
	ck_assert_uint_eq(review("chromium", MINED, 2)->reference_year, 2024);
}
END_TEST

START_TEST(mcs2026_what_cannot_be_used_is_listed_with_its_reason)
{
	import("usgs-mcs2026", ODD_2026, "USA", false);
	assert_quantity(
	    review("vanadium", MINED, 0)->reserves, REPORTED, "45", 45000000000);
	ck_assert_str_eq(unusable(18, "2025")->reason, "not-used");
	ck_assert(review("cobalt", MINED, 0)->secondary);
	ck_assert_str_eq(unusable(20, "2021\xe2\x80\x93"
				      "24")
			     ->reason,
	    "no-measure");
	ck_assert_str_eq(unusable(22, "2025")->reason, "contradicted");
	ck_assert_str_eq(unusable(23, "2025")->reason, "contradicted");
	ck_assert_uint_eq(count("copper", MINED), 0);
	ck_assert_uint_eq(got.n_unusable, 4);
	ck_assert_uint_eq(got.n_no_country, 1);
	ck_assert_uint_eq(got.n_elsewhere, 1);
}
END_TEST

START_TEST(mcs2026_a_label_in_windows_1252_is_found)
{
	import("usgs-mcs2026", ODD_2026, "CIV", false);
	assert_quantity(
	    review("copper", MINED, 0)->production, REPORTED, "3", 3000000000);
}
END_TEST

START_TEST(a_territory_gets_no_figures_of_its_countries)
{
	import("usgs-mcs2025", REAL_2025, "XEU", false);
	ck_assert_uint_eq(got.capacity.n, 0);
	ck_assert_ptr_nonnull(strstr(got.remark, "not added up"));
}
END_TEST

START_TEST(the_rest_is_said_to_be_not_available)
{
	size_t before;

	import("usgs-mcs2026", REAL_2026, "JPN", false);
	before = got.capacity.n;
	import_clear(&got);
	import("usgs-mcs2026", REAL_2026, "JPN", true);
	/* 60 minerals, two stages each; five of them are answered */
	ck_assert_uint_eq(before, 5);
	ck_assert_uint_eq(got.capacity.n, 120);
	for (size_t i = before; i < got.capacity.n; i++) {
		const Cmsa__CapacityReview *r = got.capacity.reviews[i];

		ck_assert_uint_eq(count(r->subjects[0], (int)r->stage), 1);
		assert_quantity(r->capacity, NOT_AVAILABLE, "", 0);
	}
}
END_TEST

/* Secondary rows answer for nothing; an aggregate answers for each of its minerals. */
START_TEST(the_rest_knows_secondary_rows_and_aggregates)
{
	import("usgs-mcs2025", REAL_2025, "USA", true);
	ck_assert_uint_eq(count("cerium", MINED), 1);
	ck_assert_uint_eq(count("cerium", PROCESSED), 1);
	import_clear(&got);
	import("usgs-mcs2025", REAL_2025, "GBR", true);
	ck_assert_uint_eq(count("titanium", PROCESSED), 2); /* sponge, pigment */
	import_clear(&got);
	import("usgs-mcs2025", ODD_2025, "SLE", true);
	ck_assert_uint_eq(count("titanium", MINED), 2); /* rutile is secondary */
	ck_assert_uint_eq(got.capacity.n, 121);
}
END_TEST

static const struct {
	const char *source, *file, *country;
	size_t reviews;
} REAL[] = {
	{ "usgs-mcs2025", REAL_2025, "USA", 49 },
	{ "usgs-mcs2025", REAL_2025, "AUS", 28 },
	{ "usgs-mcs2025", REAL_2025, "JPN", 10 },
	{ "usgs-mcs2025", REAL_2025, "GBR", 2 },
	{ "usgs-mcs2026", REAL_2026, "USA", 18 },
	{ "usgs-mcs2026", REAL_2026, "AUS", 7 },
	{ "usgs-mcs2026", REAL_2026, "JPN", 5 },
	{ "usgs-mcs2026", REAL_2026, "GBR", 0 },
};

/* Every row of the file is accounted for, and what comes out can be published and read. */
START_TEST(real_files_give_rows_that_are_published_and_read_back)
{
	static const uint8_t id[16] = { 1 };
	struct row_errors errors = { 0 };
	struct capacity_rows again;
	struct bodies a, b;
	struct buf text = { 0 };
	struct csv_table t;
	struct errmsg m = { "" };

	import(REAL[_i].source, REAL[_i].file, REAL[_i].country, false);
	ck_assert_uint_eq(got.capacity.n, REAL[_i].reviews);
	for (size_t i = 0; i < got.n_unusable; i++)
		ck_assert_str_ne(
		    import_reason_text(got.unusable[i].reason), "not usable");
	if (!got.capacity.n)
		return;
	ck_assert_msg(!bodies_of_capacity(&a, &got.capacity, id, &m), "%s", m.text);
	capacity_csv_write(&text, &got.capacity);
	ck_assert_int_eq(csv_table_parse(&t, buf_view(&text), &m), ERR_NONE);
	ck_assert_int_eq(capacity_csv_parse(&again, &errors, &got.mem, &t), ERR_NONE);
	ck_assert_int_eq(bodies_of_capacity(&b, &again, id, &m), ERR_NONE);
	ck_assert_uint_eq(a.n, b.n);
	for (size_t i = 0; i < a.n; i++)
		ck_assert(bytes_eq(buf_view(&a.at[i]), buf_view(&b.at[i])));
	csv_table_clear(&t);
	bodies_clear(&a);
	bodies_clear(&b);
	buf_clear(&text);
}
END_TEST

START_TEST(a_file_of_the_other_layout_is_refused)
{
	struct import_request q = { .file = REAL_2026,
		.tables = TABLES,
		.country = "USA",
		.review_date = date_of_ymd(2026, 11, 24) };
	struct errmsg m = { "" };

	ck_assert_int_eq(import_run(&got, "usgs-mcs2025", &q, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "expected a column \"COMMODITY\""));
	q.file = REAL_2025;
	ck_assert_int_eq(import_run(&got, "usgs-mcs2026", &q, &m), ERR_INPUT);
	q.review_date.days = 0;
	ck_assert_int_eq(import_run(&got, "usgs-mcs2025", &q, &m), ERR_INPUT);
	ck_assert_int_eq(import_run(&got, "usgs-mcs2024", &q, &m), ERR_NOT_FOUND);
	q.country = "Japan";
	ck_assert_int_eq(import_run(&got, "usgs-mcs2025", &q, &m), ERR_INPUT);
}
END_TEST

static TCase *
sample_tests(void)
{
	TCase *t = tcase_create("samples");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, mcs2025_an_alias_is_read_as_its_series);
	tcase_add_test(t, mcs2025_commas_bounds_and_the_newest_year);
	tcase_add_test(t, mcs2025_a_blank_is_what_its_note_says_and_never_nil);
	tcase_add_test(t, mcs2025_reserves_of_another_stage_are_a_review_of_their_own);
	tcase_add_test(t, mcs2025_an_erratum_that_multiplies_puts_the_unit_right);
	tcase_add_test(t, mcs2025_an_erratum_naming_the_country_replaces_that_of_all);
	tcase_add_test(t, mcs2025_what_cannot_be_used_is_listed_with_its_reason);
	tcase_add_test(t, a_review_has_the_presence_of_its_capacity);
	tcase_add_test(t, mcs2026_the_newest_year_gives_the_figure);
	tcase_add_test(t, mcs2026_a_dash_is_nil);
	tcase_add_test(t, mcs2026_marks_are_not_available);
	tcase_add_test(t, mcs2026_bases_uses_and_years_are_reviews_of_their_own);
	tcase_add_test(t, mcs2026_what_cannot_be_used_is_listed_with_its_reason);
	tcase_add_test(t, mcs2026_a_label_in_windows_1252_is_found);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("import usgs");
	TCase *pure = tcase_create("pure"), *real = tcase_create("real");

	tcase_add_loop_test(
	    pure, a_cell_says_what_its_mark_or_its_note_means, 0, (int)ARRAY_LEN(VALUES));
	tcase_add_test(pure, windows_1252_becomes_utf8_and_utf8_stays);
	tcase_add_test(pure, labels_lose_spaces_around_and_doubled_inside);
	tcase_add_test(pure, units_of_the_series_table_have_the_size_of_their_label);
	tcase_add_checked_fixture(real, NULL, teardown);
	tcase_add_test(real, a_territory_gets_no_figures_of_its_countries);
	tcase_add_test(real, the_rest_is_said_to_be_not_available);
	tcase_add_test(real, the_rest_knows_secondary_rows_and_aggregates);
	tcase_add_loop_test(real, real_files_give_rows_that_are_published_and_read_back,
	    0, (int)ARRAY_LEN(REAL));
	tcase_add_test(pure, a_file_of_the_other_layout_is_refused);
	suite_add_tcase(s, pure);
	suite_add_tcase(s, sample_tests());
	suite_add_tcase(s, real);
	return check_main(s);
}
