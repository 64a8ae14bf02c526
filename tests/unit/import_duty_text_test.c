/* import_duty_text_test.c - printed duties taken apart, and the cells of the Special subcolumn. */
#include <check.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "duty_text.h"
#include "hts_special.h"

#define CENT  "\xc2\xa2"
#define POUND "\xc2\xa3"

static struct arena mem;

static void
setup(void)
{
	arena_init(&mem, 0);
}

static void
teardown(void)
{
	arena_clear(&mem);
}

enum {
	RATE = CMSA__COMBINATION__COMBINATION_AD_VALOREM,
	TEXT = CMSA__COMBINATION__COMBINATION_SPECIFIC,
	SUM = CMSA__COMBINATION__COMBINATION_PLUS
};

static const struct {
	const char *text;
	int combination;
	uint32_t bp;
	const char *specific;
} UNDERSTOOD[] = {
	{ "Free", RATE, 0, "" },
	{ " Free ", RATE, 0, "" },
	{ "5.5%", RATE, 550, "" },
	{ "0.0%", RATE, 0, "" },
	{ "131.8%", RATE, 13180, "" },
	{ "1.5" CENT "/kg + 2%", SUM, 200, "1.5" CENT "/kg" },
	{ "2% + 1.5" CENT "/kg", SUM, 200, "1.5" CENT "/kg" },
	{ "1.7" CENT "/kg on lead content", TEXT, 0, "1.7" CENT "/kg on lead content" },
	{ "8.8" CENT "/kg on copper content + 3.3" CENT "/kg on lead content", TEXT, 0,
	    "8.8" CENT "/kg on copper content + 3.3" CENT "/kg on lead content" },
	{ "$1.32/kg on tungsten content + 40%", SUM, 4000,
	    "$1.32/kg on tungsten content" },
	{ "$1,055/t", TEXT, 0, "$1,055/t" },
	{ "7 cents/kg", TEXT, 0, "7 cents/kg" },
	{ "51" CENT " each + 6.25%", SUM, 625, "51" CENT " each" },
	{ "10.0% + 8.00 GBP / 100 kg", SUM, 1000, "8.00 GBP / 100 kg" },
	{ POUND "17.00/100kg", TEXT, 0, POUND "17.00/100kg" },
	{ "2.5% on the value of the lead content", TEXT, 0,
	    "2.5% on the value of the lead content" },
	{ "See 9903.88.01", TEXT, 0, "See 9903.88.01" },
	{ "The duty provided in the applicable subheading + 25%", TEXT, 0,
	    "The duty provided in the applicable subheading + 25%" },
	{ "No change", TEXT, 0, "No change" },
	{ "5%  but not less than\n$1/kg", TEXT, 0, "5% but not less than $1/kg" },
};

START_TEST(a_duty_is_taken_apart)
{
	Cmsa__DutyLine l;

	cmsa__duty_line__init(&l);
	ck_assert_msg(
	    duty_text_read(&l, &mem, UNDERSTOOD[_i].text), "%s", UNDERSTOOD[_i].text);
	ck_assert_int_eq((int)l.combination, UNDERSTOOD[_i].combination);
	ck_assert_uint_eq(l.ad_valorem_bp, UNDERSTOOD[_i].bp);
	ck_assert_str_eq(l.specific, UNDERSTOOD[_i].specific);
	ck_assert_str_ne(l.published, "");
}
END_TEST

static const char *const REFUSED[] = { "", " ", "free", "Free + 5%", "5", "5 %", "%",
	"5.555%", "10001%", "5% + 3%", "5% +", "+ 5%", "$/kg", "$1", "1.5" CENT, "1.5/kg",
	"1..5" CENT "/kg", "$1/", "$1/kg%", "5% on the ", "5% on weight", "about 5%",
	"5\x01%", "See\x01 9903", "1234567890123456789012345%", "Variable",
	"but not less" };

START_TEST(anything_else_is_refused_and_changes_nothing)
{
	Cmsa__DutyLine l, before;

	cmsa__duty_line__init(&l);
	before = l;
	ck_assert_msg(
	    !duty_text_read(&l, &mem, REFUSED[_i]), "understood: %s", REFUSED[_i]);
	ck_assert_mem_eq(&l, &before, sizeof(l));
}
END_TEST

START_TEST(a_special_cell_gives_each_symbol_its_duty)
{
	static const char cell[] = "Free(A+,AU, BH) 1.7% (PA)  See 9822.05.20 (P+)";
	static const char *const want[][2] = { { "Free", "A+" }, { "Free", "AU" },
		{ "Free", "BH" }, { "1.7%", "PA" }, { "See 9822.05.20", "P+" } };
	struct hts_special *list;
	size_t n;

	ck_assert(hts_special_read(&list, &n, &mem, cell));
	ck_assert_uint_eq(n, ARRAY_LEN(want));
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(list[i].duty, want[i][0]);
		ck_assert_str_eq(list[i].symbol, want[i][1]);
	}
	ck_assert(hts_special_read(&list, &n, &mem, " "));
	ck_assert_uint_eq(n, 0);
}
END_TEST

static const char *const NOT_SPECIAL[] = { "Free", "Free (", "Free (AU", "(AU)",
	"Free ()", "Free (AU,)", "Free (AU) 5%", "Free (,AU)" };

START_TEST(a_special_cell_of_another_form_is_refused)
{
	struct hts_special *list;
	size_t n;

	ck_assert_msg(
	    !hts_special_read(&list, &n, &mem, NOT_SPECIAL[_i]), "%s", NOT_SPECIAL[_i]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("import duty text");
	TCase *t = tcase_create("duty text");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_duty_is_taken_apart, 0, (int)ARRAY_LEN(UNDERSTOOD));
	tcase_add_loop_test(
	    t, anything_else_is_refused_and_changes_nothing, 0, (int)ARRAY_LEN(REFUSED));
	tcase_add_test(t, a_special_cell_gives_each_symbol_its_duty);
	tcase_add_loop_test(
	    t, a_special_cell_of_another_form_is_refused, 0, (int)ARRAY_LEN(NOT_SPECIAL));
	suite_add_tcase(s, t);
	return check_main(s);
}
