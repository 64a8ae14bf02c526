/* register_desks_test.c - who may grant which desk, and which entries count by it
 * (PROTOCOL.md 5.1). */
#include <check.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "desks.h"
#include "pb.h"

static struct desks *d;
static uint64_t at_seq;

/* Rows of one keys body, for a test to spoil. */
static struct rows {
	struct maker_enrol enrol[12];
	Cmsa__Desk desk[12], *list[12];
	uint32_t kinds[12][9], audiences[12][3];
	Cmsa__KeysBody body;
	size_t n;
} rows;

static void
begin(void)
{
	cmsa__keys_body__init(&rows.body);
	rows.body.generation = 1;
	rows.body.desks = rows.list;
	rows.n = 0;
}

static Cmsa__Desk *
row(const char *name, uint64_t after_seq)
{
	size_t i = rows.n++;
	Cmsa__Desk *k = &rows.desk[i];

	cmsa__desk__init(k);
	k->name = pb_text(name);
	k->after_seq = after_seq;
	k->kinds = rows.kinds[i];
	k->audiences = rows.audiences[i];
	rows.list[i] = k;
	rows.body.n_desks = rows.n;
	return k;
}

static Cmsa__Desk *
grant(const char *name, uint32_t kind, uint64_t after_seq)
{
	Cmsa__Desk *k = row(name, after_seq);

	k->enrol = maker_enrol(&rows.enrol[rows.n - 1], name, ROLE_DESK);
	if (kind)
		k->kinds[k->n_kinds++] = kind;
	k->audiences[k->n_audiences++] = AUDIENCE_PUBLIC;
	return k;
}

static enum verdict
check_of(const char *country)
{
	return desks_check(d, country, &rows.body);
}

static void
say(const char *country)
{
	struct place at = { .incarnation = 1, .seq = ++at_seq };

	memcpy(at.author, country, strlen(country) + 1);
	ck_assert_int_eq(check_of(country), V_OK);
	desks_apply(d, &at, &rows.body);
	begin();
}

static bool
counts(const char *author, uint64_t seq, uint32_t kind, uint32_t audience)
{
	struct place p = { .incarnation = 1, .seq = seq };

	memcpy(p.author, author, strlen(author) + 1);
	return desks_counts(d, &p, kind, audience);
}

static void
setup(void)
{
	d = desks_new();
	at_seq = 1;
	begin();
}

static void
teardown(void)
{
	desks_free(d);
}

/* PROTOCOL M4.15 */
START_TEST(a_grant_gives_the_desk_and_its_terms)
{
	const struct desk_terms *t;
	size_t n;

	grant("AUS.customs", KIND_ALERT, 0);
	say("AUS");
	t = desks_find(d, "AUS.customs");
	ck_assert_ptr_nonnull(t);
	ck_assert(!t->withdrawn && t->n_kinds == 1 && t->kinds[0] == KIND_ALERT);
	ck_assert_uint_eq(t->audiences, 1u << AUDIENCE_PUBLIC);
	ck_assert_int_eq(t->author.role, ROLE_DESK);
	ck_assert_uint_eq(t->author.n_nodes, 1);
	ck_assert_ptr_eq(desks_all(d, &n)[0], t);
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_null(desks_find(d, "AUS.port"));
}
END_TEST

START_TEST(a_desk_is_of_its_own_country_alone)
{
	grant("AUS.customs", KIND_ALERT, 0);
	ck_assert_int_eq(check_of("JPN"), V_FIELD);
	ck_assert_int_eq(check_of("AUS"), V_OK);
	rows.desk[0].name = pb_text("AUS");
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	rows.desk[0].name = pb_text("AUS.port"); /* the enrol names another */
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
}
END_TEST

START_TEST(a_breach_in_a_row_is_refused)
{
	Cmsa__Desk *k = grant("AUS.customs", KIND_RETRACTION, 0);

	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->kinds[0] = KIND_CAPACITY; /* no desk's */
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->kinds[0] = KIND_WITNESS; /* everybody's */
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->kinds[0] = k->kinds[1] = KIND_ALERT;
	k->n_kinds = 2;
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->kinds[1] = KIND_ALERT_RESPONSE;
	ck_assert_int_eq(check_of("AUS"), V_OK);
	k->audiences[0] = AUDIENCE_ALLIANCE;
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->audiences[0] = k->audiences[1] = AUDIENCE_PUBLIC;
	k->n_audiences = 2;
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	k->audiences[1] = AUDIENCE_CUSTOMS;
	ck_assert_int_eq(check_of("AUS"), V_OK);
	k->enrol->role = CMSA__ROLE__ROLE_AUDITOR;
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
}
END_TEST

START_TEST(a_key_is_one_desks_for_one_use)
{
	grant("AUS.a", KIND_ALERT, 0);
	grant("AUS.b", KIND_ALERT_RESPONSE, 0);
	ck_assert_int_eq(check_of("AUS"), V_OK);
	rows.enrol[1].node.curve_key = rows.enrol[0].node.curve_key;
	ck_assert_int_eq(check_of("AUS"), V_ACT_KEYS);
	rows.enrol[1].enrol.reading_key = rows.enrol[0].node.curve_key;
	ck_assert_int_eq(check_of("AUS"), V_ACT_KEYS);
}
END_TEST

START_TEST(a_key_of_a_withdrawn_desk_stays_taken)
{
	Cmsa__EnrolNode old;

	grant("AUS.a", KIND_ALERT, 0);
	say("AUS");
	row("AUS.a", 0);
	say("AUS");
	grant("AUS.b", KIND_ALERT, 0);
	old = *maker_enrol(&rows.enrol[5], "AUS.a", ROLE_DESK)->nodes[0];
	rows.enrol[0].node.curve_key = old.curve_key;
	ck_assert_int_eq(check_of("AUS"), V_ACT_KEYS);
}
END_TEST

START_TEST(keys_of_a_desk_never_change_but_its_nodes_do)
{
	struct maker_enrol other;

	grant("AUS.a", KIND_ALERT, 0);
	say("AUS");
	grant("AUS.a", KIND_ALERT, 0);
	maker_enrol(&other, "AUS.other", ROLE_DESK);
	rows.enrol[0].enrol.signing_key = other.enrol.signing_key;
	ck_assert_int_eq(check_of("AUS"), V_WRONG_KEY);
	begin();
	grant("AUS.a", KIND_ALERT, 0);
	rows.enrol[0].node.curve_key = other.node.curve_key;
	say("AUS");
}
END_TEST

START_TEST(a_kind_has_one_desk_and_a_country_eight)
{
	static const char *const names[] = { "AUS.a", "AUS.b", "AUS.c", "AUS.d", "AUS.e",
		"AUS.f", "AUS.g", "AUS.h", "AUS.i" };

	grant("AUS.a", KIND_ALERT, 0);
	grant("AUS.b", KIND_ALERT, 0);
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	begin();
	for (size_t i = 0; i < DESKS_MOST; i++)
		grant(names[i], (uint32_t)(100 + i), 0);
	say("AUS");
	grant(names[8], 200, 0);
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	begin();
	row(names[0], 0);
	grant(names[8], 100, 0); /* what the other one held, in the same entry */
	say("AUS");
	grant("JPN.a", 100, 0); /* another country's */
	say("JPN");
}
END_TEST

START_TEST(after_seq_never_falls_and_only_a_desk_is_withdrawn)
{
	row("AUS.a", 0);
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	begin();
	grant("AUS.a", KIND_ALERT, 5);
	say("AUS");
	grant("AUS.a", KIND_ALERT, 4);
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	begin();
	row("AUS.a", 5)->n_kinds = 1; /* withdrawn, and yet a kind */
	rows.kinds[0][0] = KIND_ALERT;
	ck_assert_int_eq(check_of("AUS"), V_FIELD);
	begin();
	row("AUS.a", 5);
	say("AUS");
	ck_assert(desks_find(d, "AUS.a")->withdrawn);
	ck_assert_uint_eq(desks_find(d, "AUS.a")->author.n_nodes, 0);
}
END_TEST

/* PROTOCOL M4.16 */
START_TEST(entries_count_by_the_terms_for_their_place)
{
	grant("AUS.a", KIND_ALERT, 3);
	say("AUS");
	grant("AUS.a", KIND_ALERT_RESPONSE, 7);
	say("AUS");
	row("AUS.a", 9);
	say("AUS");
	ck_assert(
	    !counts("AUS.a", 3, KIND_ALERT, AUDIENCE_PUBLIC)); /* before the grant */
	ck_assert(counts("AUS.a", 4, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.a", 4, KIND_ALERT, AUDIENCE_CUSTOMS));
	ck_assert(!counts("AUS.a", 4, KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS.a", 7, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.a", 8, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS.a", 9, KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS.a", 9, KIND_RETRACTION, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.a", 10, KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.a", 10, KIND_RETRACTION, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS.a", 10, KIND_WITNESS, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.b", 1, KIND_ALERT, AUDIENCE_PUBLIC));
}
END_TEST

/* PROTOCOL M4.32 */
START_TEST(what_is_sealed_counts_as_what_is_for_customs)
{
	Cmsa__Desk *k;

	grant("AUS.a", KIND_ALERT, 3);
	say("AUS");
	ck_assert(!counts("AUS.a", 4, KIND_ALERT, AUDIENCE_NAMED));
	k = grant("AUS.a", KIND_ALERT, 7);
	k->audiences[0] = AUDIENCE_CUSTOMS;
	say("AUS");
	ck_assert(counts("AUS.a", 8, KIND_ALERT, AUDIENCE_CUSTOMS));
	ck_assert(counts("AUS.a", 8, KIND_ALERT, AUDIENCE_NAMED));
	ck_assert(!counts("AUS.a", 8, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS.a", 8, KIND_REPLY, AUDIENCE_NAMED));
}
END_TEST

START_TEST(while_a_desk_holds_a_kind_its_country_does_not)
{
	grant("AUS.a", KIND_ALERT, 0);
	say("AUS"); /* at 2 */
	row("AUS.a", 0);
	say("AUS"); /* at 3 */
	at_seq = 5;
	grant("AUS.b", KIND_ALERT, 0);
	say("AUS"); /* at 6 */
	ck_assert(counts("AUS", 2, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS", 3, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS", 4, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(!counts("AUS", 7, KIND_ALERT, AUDIENCE_PUBLIC));
	ck_assert(counts("AUS", 7, KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC));
	ck_assert(counts("JPN", 7, KIND_ALERT, AUDIENCE_PUBLIC));
}
END_TEST

/* What two countries say, in every order between them. */
START_TEST(the_order_between_feeds_does_not_matter)
{
	static const struct {
		const char *desk;
		uint32_t kind;
		uint64_t after_seq, at;
	} said[2][3] = {
		{ { "AUS.a", KIND_ALERT, 0, 2 }, { "AUS.a", KIND_ALERT_RESPONSE, 2, 4 },
		    { "AUS.b", KIND_ALERT, 0, 5 } },
		{ { "JPN.a", KIND_ALERT, 0, 3 }, { "JPN.a", 0, 4, 6 },
		    { "JPN.b", KIND_ALERT, 1, 7 } },
	};
	uint64_t first = 0;

	for (unsigned order = 0; order < 64; order++) {
		size_t next[2] = { 0, 0 };
		uint64_t seen = 0;

		if (__builtin_popcount(order) != 3)
			continue;
		desks_free(d);
		d = desks_new();
		for (unsigned i = 0; i < 6; i++) {
			size_t who = order >> i & 1, k = next[who]++;

			at_seq = said[who][k].at - 1;
			grant(
			    said[who][k].desk, said[who][k].kind, said[who][k].after_seq);
			say(who ? "JPN" : "AUS");
		}
		for (uint64_t seq = 1; seq < 8; seq++)
			for (uint32_t kind = KIND_ALERT; kind <= KIND_ALERT_RESPONSE;
			     kind++)
				for (size_t a = 0; a < 6; a++) {
					static const char *const authors[] = { "AUS",
						"AUS.a", "AUS.b", "JPN", "JPN.a",
						"JPN.b" };

					seen = seen * 31 + counts(authors[a], seq, kind,
							       AUDIENCE_PUBLIC);
				}
		first = first ? first : seen;
		ck_assert_uint_eq(seen, first);
	}
	ck_assert_uint_ne(first, 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_desks");
	TCase *t = tcase_create("desks");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_grant_gives_the_desk_and_its_terms);
	tcase_add_test(t, a_desk_is_of_its_own_country_alone);
	tcase_add_test(t, a_breach_in_a_row_is_refused);
	tcase_add_test(t, a_key_is_one_desks_for_one_use);
	tcase_add_test(t, a_key_of_a_withdrawn_desk_stays_taken);
	tcase_add_test(t, keys_of_a_desk_never_change_but_its_nodes_do);
	tcase_add_test(t, a_kind_has_one_desk_and_a_country_eight);
	tcase_add_test(t, after_seq_never_falls_and_only_a_desk_is_withdrawn);
	tcase_add_test(t, entries_count_by_the_terms_for_their_place);
	tcase_add_test(t, what_is_sealed_counts_as_what_is_for_customs);
	tcase_add_test(t, while_a_desk_holds_a_kind_its_country_does_not);
	tcase_add_test(t, the_order_between_feeds_does_not_matter);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
