/* Identifiers of ships, boxes, firms, ports and money: numbers that are known to be good, and
 * every change of one character (PROTOCOL M5.22). */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "identifier.h"

typedef bool identifier_fn(const char *s);

static const struct {
	identifier_fn *good;
	const char *number;
	bool swaps; /* two neighbours that differ, exchanged, are always noticed */
} known[] = {
	{ identifier_is_container, "CSQU3054383", false },
	{ identifier_is_container, "MSKU1234565", false },
	{ identifier_is_container, "TEMU6079348", false },
	{ identifier_is_container, "GESU4000030", false }, /* a remainder of 10 */
	{ identifier_is_imo, "9074729", true }, { identifier_is_imo, "8814275", true },
	{ identifier_is_imo, "9321483", true },
	{ identifier_is_lei, "HWUPKR0MPOU8FGXBT394", true }, /* Apple Inc. */
	{ identifier_is_lei, "INR2EJN1ERAN0W5ZP974", true }, /* Microsoft */
	{ identifier_is_lei, "5493001KJTIIGC8Y1R12", true }, /* Bloomberg Finance */
};

/* PROTOCOL M5.22 */
START_TEST(numbers_that_were_given_out_are_good) /* _i: the number */
{
	ck_assert_msg(known[_i].good(known[_i].number), "%s", known[_i].number);
}
END_TEST

/* What the schemes leave unseen: owner letters that are equal modulo 11, a remainder of 10
 * beside one of 0; IMO differences that the weight makes a multiple of 10; a letter for a
 * figure in an LEI, which changes how long the number is. */
static bool
may_pass(identifier_fn *fn, const char *s, const char *number, size_t at)
{
	if (fn == identifier_is_container)
		return at < 3 || (s[10] == '0' && number[10] == '0');
	if (fn == identifier_is_imo)
		return at < 6 && (int)(7 - at) * (s[at] - number[at]) % 10 == 0;
	return (s[at] <= '9') != (number[at] <= '9');
}

START_TEST(any_other_character_is_noticed) /* _i: the number */
{
	static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 a-";
	const char *number = known[_i].number;
	size_t noticed = 0;
	char s[32];

	for (size_t at = 0; number[at]; at++)
		for (size_t o = 0; others[o]; o++) {
			snprintf(s, sizeof(s), "%s", number);
			s[at] = others[o];
			if (s[at] == number[at])
				continue;
			noticed += !known[_i].good(s);
			ck_assert_msg(
			    !known[_i].good(s) || may_pass(known[_i].good, s, number, at),
			    "%s for %s", s, number);
		}
	ck_assert_uint_ge(noticed, strlen(number) * 30);
}
END_TEST

START_TEST(a_number_cut_short_or_longer_is_none) /* _i: the number */
{
	char s[40];

	for (size_t n = 0; n < strlen(known[_i].number); n++) {
		snprintf(s, sizeof(s), "%.*s", (int)n, known[_i].number);
		ck_assert(!known[_i].good(s));
	}
	snprintf(s, sizeof(s), "%s0", known[_i].number);
	ck_assert(!known[_i].good(s));
	snprintf(s, sizeof(s), " %s", known[_i].number);
	ck_assert(!known[_i].good(s));
}
END_TEST

/* IMO weights 7 to 2 leave differences of 5 unseen; LEI sees every exchange of two figures. */
START_TEST(two_neighbours_exchanged_are_noticed) /* _i: the number */
{
	const char *number = known[_i].number;
	char s[32];

	for (size_t at = 0; number[at + 1] && known[_i].swaps; at++) {
		bool imo = known[_i].good == identifier_is_imo;
		int apart = number[at] - number[at + 1];

		snprintf(s, sizeof(s), "%s", number);
		s[at] = number[at + 1];
		s[at + 1] = number[at];
		if (apart && !(imo && at == 5))
			ck_assert_msg(!known[_i].good(s), "%s", s);
	}
}
END_TEST

/* For each owner and serial exactly one figure checks. */
START_TEST(a_number_has_one_check_digit)
{
	for (unsigned n = 0; n < 20000; n++) {
		char box[16], ship[16];
		int boxes = 0, ships = 0;

		for (unsigned digit = 0; digit < 10; digit++) {
			snprintf(box, sizeof(box), "XYZU%06u%u", n * 37 % 1000000, digit);
			snprintf(ship, sizeof(ship), "%06u%u", n * 37 % 1000000, digit);
			boxes += identifier_is_container(box);
			ships += identifier_is_imo(ship);
		}
		ck_assert_int_eq(boxes, 1);
		ck_assert_int_eq(ships, 1);
	}
}
END_TEST

static const struct {
	identifier_fn *fn;
	const char *text;
	bool good;
} forms[] = {
	{ identifier_is_container, "CSQJ3054383",
	    false }, /* the category is counted too */
	{ identifier_is_container, "CSQA3054383", false },
	{ identifier_is_container, "csqu3054383", false },
	{ identifier_is_imo, "IMO9074729", false },
	{ identifier_is_lei, "hwupkr0mpou8fgxbt394", false },
	{ identifier_is_lei, "HWUPKR0MPOU8FGXBT3 94", false },
	{ identifier_is_locode, "AUSYD", true },
	{ identifier_is_locode, "USLAX", true },
	{ identifier_is_locode, "US2A9", true },
	{ identifier_is_locode, "US1AX", false },
	{ identifier_is_locode, "US0AX", false },
	{ identifier_is_locode, "U2LAX", false },
	{ identifier_is_locode, "US LAX", false },
	{ identifier_is_locode, "USLA", false },
	{ identifier_is_locode, "uslax", false },
	{ identifier_is_currency, "EUR", true },
	{ identifier_is_currency, "eur", false },
	{ identifier_is_currency, "EU", false },
	{ identifier_is_currency, "EURO", false },
	{ identifier_is_currency, "E1R", false },
	{ identifier_is_hs, "2504", true },
	{ identifier_is_hs, "250410", true },
	{ identifier_is_hs, "2504101", true },
	{ identifier_is_hs, "250410100012", true },
	{ identifier_is_hs, "250", false },
	{ identifier_is_hs, "25041", false },
	{ identifier_is_hs, "2504101000123", false },
	{ identifier_is_hs, "2504.10", false },
	{ identifier_is_hs, "", false },
};

START_TEST(forms_are_exact) /* _i: the form; PROTOCOL M5.22 */
{
	ck_assert_msg(
	    forms[_i].fn(forms[_i].text) == forms[_i].good, "%s", forms[_i].text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("identifier");
	Suite *s = suite_create("record_identifier");
	const int n = (int)ARRAY_LEN(known);

	tcase_add_loop_test(t, numbers_that_were_given_out_are_good, 0, n);
	tcase_add_loop_test(t, any_other_character_is_noticed, 0, n);
	tcase_add_loop_test(t, a_number_cut_short_or_longer_is_none, 0, n);
	tcase_add_loop_test(t, two_neighbours_exchanged_are_noticed, 0, n);
	tcase_add_test(t, a_number_has_one_check_digit);
	tcase_add_loop_test(t, forms_are_exact, 0, (int)ARRAY_LEN(forms));
	suite_add_tcase(s, t);
	return check_main(s);
}
