/* Names, kinds, roles, audiences, verdicts: small tables, tested exhaustively
 * (PROTOCOL 2.4, 4.4, 4.5, 8). */
#include <check.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "kind.h"
#include "name.h"
#include "verdict.h"

/* One of each class of byte that the grammars tell apart. */
static const char letters[] = "AZazm09-. X_\xc3";

typedef bool name_fn(const char *s);

static void
compare(name_fn *is_valid, const regex_t *re, const char *s)
{
	bool expected = regexec(re, s, 0, NULL, 0) == 0;

	if (is_valid(s) != expected)
		ck_abort_msg("\"%s\": expected %d", s, expected);
}

/* Every string of up to five letters, and long ones of one class with one odd letter. */
static void
all_strings(name_fn *is_valid, const char *pattern)
{
	size_t base = strlen(letters);
	char s[48] = "";
	regex_t re;

	ck_assert_int_eq(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	compare(is_valid, &re, "");
	for (size_t len = 1, count = base; len <= 5; len++, count *= base)
		for (size_t v = 0; v < count; v++) {
			size_t rest = v;

			for (size_t i = 0; i < len; i++, rest /= base)
				s[i] = letters[rest % base];
			s[len] = '\0';
			compare(is_valid, &re, s);
		}
	for (size_t len = 1; len < 40; len++)
		for (size_t at = 0; at < len; at++)
			for (size_t l = 0; l < base; l++) {
				memset(s, 'a', len);
				s[len] = '\0';
				s[at] = letters[l];
				compare(is_valid, &re, s);
				memcpy(s, "AUS.", len < 4 ? len : 4);
				compare(is_valid, &re, s);
			}
	regfree(&re);
}

/* PROTOCOL M2.9 */
START_TEST(authors_follow_their_grammar)
{
	all_strings(
	    author_is_valid, "^([A-Z]{3}(\\.[a-z0-9-]{1,16})?|[a-z][a-z0-9-]{2,15})$");
}
END_TEST

START_TEST(countries_and_desks_are_told_apart)
{
	all_strings(author_is_country, "^[A-Z]{3}$");
	all_strings(author_is_desk, "^[A-Z]{3}\\.[a-z0-9-]{1,16}$");
	all_strings(country_is_territory_code, "^X[A-Z]{2}$");
}
END_TEST

START_TEST(nodes_and_subjects_follow_their_grammar)
{
	all_strings(node_name_is_valid, "^[a-z0-9-]{1,16}$");
	all_strings(subject_is_valid, "^[a-z][a-z0-9-]{1,31}$");
}
END_TEST

START_TEST(the_country_of_an_author)
{
	char out[COUNTRY_LEN];

	author_country(out, "AUS");
	ck_assert_str_eq(out, "AUS");
	author_country(out, "AUS.customs");
	ck_assert_str_eq(out, "AUS");
	author_country(out, "court-of-audit");
	ck_assert_str_eq(out, "");
	author_country(out, "AUS.");
	ck_assert_str_eq(out, "");
}
END_TEST

/* PROTOCOL M4.13: what a role reads is all from its own audience down to public. */
START_TEST(audiences_nest)
{
	static const enum role wider[] = { ROLE_NONE, ROLE_CANDIDATE, ROLE_DESK,
		ROLE_AUDITOR, ROLE_MEMBER };

	for (size_t i = 1; i < ARRAY_LEN(wider); i++)
		ck_assert_uint_eq(
		    role_audiences(wider[i - 1]) & ~role_audiences(wider[i]), 0);
	ck_assert_uint_eq(role_audiences(ROLE_REMOVED), 0);
	ck_assert(role_reads(ROLE_CANDIDATE, AUDIENCE_PUBLIC));
	ck_assert(!role_reads(ROLE_CANDIDATE, AUDIENCE_CUSTOMS));
	ck_assert(!role_reads(ROLE_CANDIDATE, AUDIENCE_ALLIANCE));
	ck_assert(role_reads(ROLE_DESK, AUDIENCE_CUSTOMS));
	ck_assert(!role_reads(ROLE_DESK, AUDIENCE_ALLIANCE));
	/* sealed bodies travel as customs: the ciphertext is no secret */
	ck_assert(role_reads(ROLE_DESK, AUDIENCE_NAMED));
	ck_assert(role_reads(ROLE_AUDITOR, AUDIENCE_ALLIANCE));
	for (uint32_t a = 0; a < 40; a++)
		for (enum role r = ROLE_NONE; r <= ROLE_REMOVED; r++)
			ck_assert_int_eq(role_reads(r, a),
			    a >= 1 && a <= 4 && (role_audiences(r) >> a & 1) != 0);
}
END_TEST

/* PROTOCOL M4.12, line by line: number, name, audiences, and whether roles M C A D write.
 */
static const struct {
	uint32_t kind;
	const char *name;
	bool known;
	const char *audiences, *roles;
} table[] = {
	{ 1, "keys", true, "p", "MCAD" },
	{ 2, "witness", true, "p", "MCAD" },
	{ 3, "proof", true, "p", "MCAD" },
	{ 32, "capacity", true, "pa", "MC" },
	{ 33, "duty", true, "pa", "MC" },
	{ 34, "alert", true, "pcan", "MCD" },
	{ 35, "alert-response", true, "pcan", "MCD" },
	{ 36, "measure", true, "pa", "MC" },
	{ 37, "attendance", true, "pa", "MC" },
	{ 38, "assessment", true, "pa", "MC" },
	{ 39, "fund", true, "pa", "MC" },
	{ 40, "retraction", true, "p", "MCD" },
	{ 41, "reply", true, "pcan", "MC" },
	{ 42, "disclosure", true, "pcan", "MCD" },
};

START_TEST(kinds_are_as_the_table_of_the_protocol) /* _i: the row */
{
	static const char audiences[] = "-pcan", roles[] = "-MCAD";
	uint32_t k = table[_i].kind;

	ck_assert_str_eq(kind_name(k), table[_i].name);
	ck_assert_uint_eq(kind_of_name(table[_i].name), k);
	ck_assert_int_eq(kind_is_known(k), table[_i].known);
	for (uint32_t a = 1; a <= 4; a++)
		ck_assert_int_eq(kind_allows_audience(k, a),
		    strchr(table[_i].audiences, audiences[a]) != NULL);
	for (enum role r = ROLE_MEMBER; r <= ROLE_DESK; r++)
		ck_assert_int_eq(
		    kind_allows_role(k, r), strchr(table[_i].roles, roles[r]) != NULL);
	ck_assert(!kind_allows_role(k, ROLE_NONE));
	ck_assert(!kind_allows_role(k, ROLE_REMOVED));
	ck_assert(!kind_allows_audience(k, 0));
	ck_assert(!kind_allows_audience(k, 5));
}
END_TEST

/* PROTOCOL M6.18, M6.20 */
START_TEST(alerts_responses_and_proofs_have_priority)
{
	for (uint32_t k = 0; k <= 70000; k++)
		ck_assert_int_eq(kind_has_priority(k),
		    k == KIND_ALERT || k == KIND_ALERT_RESPONSE || k == KIND_PROOF);
}
END_TEST

/* PROTOCOL M4.12 */
START_TEST(an_auditor_writes_keys_witness_and_proof_only)
{
	for (uint32_t k = 1; k <= 70000; k++)
		ck_assert_int_eq(kind_allows_role(k, ROLE_AUDITOR),
		    k == KIND_KEYS || k == KIND_WITNESS || k == KIND_PROOF);
}
END_TEST

/* PROTOCOL M4.12 */
START_TEST(a_desk_writes_for_no_audience_that_it_may_not_read)
{
	static const uint32_t numbers[] = { 1, 2, 32, 34, 35, 40, 42, 1000 };

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		for (enum role r = ROLE_NONE; r <= ROLE_REMOVED; r++)
			for (uint32_t a = 0; a <= 5; a++)
				ck_assert_int_eq(kind_allows(numbers[i], r, a),
				    kind_allows_role(numbers[i], r) &&
					kind_allows_audience(numbers[i], a) &&
					!(r == ROLE_DESK && a == AUDIENCE_ALLIANCE));
	ck_assert(kind_allows(KIND_ALERT, ROLE_DESK, AUDIENCE_CUSTOMS));
	ck_assert(kind_allows(KIND_ALERT, ROLE_DESK, AUDIENCE_NAMED));
	ck_assert(!kind_allows(KIND_ALERT, ROLE_DESK, AUDIENCE_ALLIANCE));
	ck_assert(kind_allows(KIND_ALERT, ROLE_CANDIDATE, AUDIENCE_ALLIANCE));
}
END_TEST

START_TEST(numbers_outside_the_table_have_no_name)
{
	size_t named = 0;

	for (uint32_t k = 0; k < 70000; k++)
		named += kind_name(k) ? 1 : 0;
	ck_assert_uint_eq(named, ARRAY_LEN(table));
	ck_assert_uint_eq(kind_of_name("nothing"), 0);
	ck_assert(kind_allows_audience(1000, AUDIENCE_NAMED));
	ck_assert(kind_allows_role(1000, ROLE_CANDIDATE));
	ck_assert(kind_allows_role(1000, ROLE_DESK));
	ck_assert(!kind_allows_role(1000, ROLE_REMOVED));
}
END_TEST

START_TEST(roles_and_audiences_have_their_names_both_ways)
{
	for (enum role r = ROLE_MEMBER; r <= ROLE_REMOVED; r++)
		ck_assert_int_eq(role_of_name(role_name(r)), r);
	for (uint32_t a = 1; a <= 4; a++)
		ck_assert_uint_eq(audience_of_name(audience_name(a)), a);
	ck_assert_ptr_null(audience_name(0));
	ck_assert_ptr_null(audience_name(5));
	ck_assert_uint_eq(audience_of_name("nobody"), 0);
	ck_assert_int_eq(role_of_name("none"), ROLE_NONE);
	ck_assert_str_eq(role_name((enum role)99), "unknown");
}
END_TEST

/* PROTOCOL M8.1 */
START_TEST(every_verdict_has_its_own_word)
{
	size_t n = 0;

	for (int v = 0; v < 200; v++) {
		const char *word = verdict_word((enum verdict)v);

		if (!strcmp(word, "unknown-verdict"))
			continue;
		n++;
		for (int k = 0; k < v; k++)
			ck_assert_str_ne(word, verdict_word((enum verdict)k));
		ck_assert_str_ne(
		    verdict_text((enum verdict)v), verdict_text((enum verdict)199));
	}
	ck_assert_uint_eq(n, 58);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("names");
	Suite *s = suite_create("record_names");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, authors_follow_their_grammar);
	tcase_add_test(t, countries_and_desks_are_told_apart);
	tcase_add_test(t, nodes_and_subjects_follow_their_grammar);
	tcase_add_test(t, the_country_of_an_author);
	tcase_add_test(t, audiences_nest);
	tcase_add_loop_test(
	    t, kinds_are_as_the_table_of_the_protocol, 0, (int)ARRAY_LEN(table));
	tcase_add_test(t, alerts_responses_and_proofs_have_priority);
	tcase_add_test(t, an_auditor_writes_keys_witness_and_proof_only);
	tcase_add_test(t, a_desk_writes_for_no_audience_that_it_may_not_read);
	tcase_add_test(t, numbers_outside_the_table_have_no_name);
	tcase_add_test(t, roles_and_audiences_have_their_names_both_ways);
	tcase_add_test(t, every_verdict_has_its_own_word);
	suite_add_tcase(s, t);
	return check_main(s);
}
