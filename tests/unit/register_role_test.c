/* register_role_test.c - which entries the register admits, the first keys of a feed, and
 * which bodies are facts (PROTOCOL.md 4.5, 4.7, 5.1). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "desks_make.h"
#include "pb.h"
#include "role.h"
#include "usable.h"

static struct maker
    m; /* XEU = AUT, DEU; AUS member, JPN candidate, an auditor, GBR removed */
static struct buf header, body;
static struct entry e;

/* The first entry of a feed at the register's head: a right one, for a test to spoil. */
static void
make(const char *author, uint32_t kind, uint32_t audience)
{
	e = (struct entry){ .kind = kind,
		.schema = 1,
		.audience = audience,
		.time_ms = 1,
		.place = { .incarnation = 1, .seq = 1 },
		.prev = registry_alliance(m.registry) };
	memcpy(e.place.author, author, strlen(author) + 1);
	maker_entry(&header, &e, &m, buf_view(&body));
}

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_territory(&m, "XEU", "AUT,DEU");
	make_enrol(&m, "XEU", ROLE_MEMBER);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "JPN", ROLE_CANDIDATE);
	make_enrol(&m, "auditor-1", ROLE_AUDITOR);
	make_enrol(&m, "GBR", ROLE_MEMBER);
	make_enrol(&m, "GBR", ROLE_REMOVED);
	make("AUS", KIND_CAPACITY, AUDIENCE_PUBLIC);
}

static void
teardown(void)
{
	maker_clear(&m);
	buf_clear(&header);
	buf_clear(&body);
}

static enum verdict
check(void)
{
	struct public_key key;

	return role_check(m.registry, NULL, &e, &key);
}

START_TEST(an_enrolled_author_writes_and_its_key_is_given)
{
	struct public_key want = maker_signing("AUS").public_key, key = { { 0 } };

	ck_assert_int_eq(role_check(m.registry, NULL, &e, &key), V_OK);
	ck_assert_int_eq(memcmp(key.b, want.b, sizeof(key.b)), 0);
}
END_TEST

START_TEST(every_role_writes_its_kinds_alone)
{
	static const uint32_t kinds[] = { KIND_KEYS, KIND_WITNESS, KIND_CAPACITY,
		KIND_DUTY, KIND_MEASURE, KIND_ATTENDANCE, KIND_ASSESSMENT };
	static const struct {
		const char *author;
		enum role role;
	} authors[] = { { "AUS", ROLE_MEMBER }, { "JPN", ROLE_CANDIDATE },
		{ "auditor-1", ROLE_AUDITOR } };

	for (size_t a = 0; a < ARRAY_LEN(authors); a++)
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			make(authors[a].author, kinds[k], AUDIENCE_PUBLIC);
			ck_assert_int_eq(check(),
			    kind_allows_role(kinds[k], authors[a].role) ? V_OK : V_ROLE);
		}
}
END_TEST

/* PROTOCOL M4.7 */
START_TEST(a_removed_author_writes_nothing_from_that_act_on)
{
	make("GBR", KIND_CAPACITY, AUDIENCE_PUBLIC);
	ck_assert_int_eq(check(), V_ROLE);
	e.register_number--;
	ck_assert(registry_act_id(&e.register_id, m.registry, e.register_number));
	ck_assert_int_eq(check(), V_OK);
}
END_TEST

START_TEST(an_author_not_yet_enrolled_at_its_act_is_unknown)
{
	make("JPN", KIND_CAPACITY, AUDIENCE_PUBLIC);
	e.register_number = 4;
	ck_assert(registry_act_id(&e.register_id, m.registry, 4));
	ck_assert_int_eq(check(), V_UNKNOWN_AUTHOR);
	make("FRA", KIND_CAPACITY, AUDIENCE_PUBLIC);
	ck_assert_int_eq(check(), V_UNKNOWN_AUTHOR);
}
END_TEST

START_TEST(an_act_not_held_is_waited_for_and_another_id_is_a_split)
{
	e.register_number = registry_number(m.registry) + 1;
	ck_assert_int_eq(check(), V_REGISTER_WAIT);
	e.register_number = registry_number(m.registry) - 1;
	ck_assert_int_eq(check(), V_REGISTER_SPLIT);
	e.register_number = 0;
	ck_assert_int_eq(check(), V_REGISTER_SPLIT);
}
END_TEST

START_TEST(the_audience_must_fit)
{
	e.audience = AUDIENCE_CUSTOMS; /* not one of capacity's */
	ck_assert_int_eq(check(), V_AUDIENCE);
	e.audience = AUDIENCE_ALLIANCE;
	ck_assert_int_eq(check(), V_OK);
}
END_TEST

/* --- first keys --------------------------------------------------------------------- */

START_TEST(the_first_keys_entry_holds)
{
	maker_keys_body(&body, &m, "AUS");
	make("AUS", KIND_KEYS, AUDIENCE_PUBLIC);
	ck_assert_int_eq(role_check_keys(m.registry, NULL, &e, buf_view(&body)), V_OK);
}
END_TEST

START_TEST(every_flipped_bit_of_a_keys_body_is_refused)
{
	maker_keys_body(&body, &m, "AUS");
	make("AUS", KIND_KEYS, AUDIENCE_PUBLIC);
	for (size_t bit = 0; bit < 8 * body.n; bit++) {
		body.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(
		    role_check_keys(m.registry, NULL, &e, buf_view(&body)) != V_OK,
		    "bit %zu", bit);
		body.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}
END_TEST

START_TEST(keys_of_another_author_or_incarnation_are_refused)
{
	maker_keys_body(&body, &m, "JPN");
	make("AUS", KIND_KEYS, AUDIENCE_PUBLIC);
	ck_assert_int_eq(
	    role_check_keys(m.registry, NULL, &e, buf_view(&body)), V_WRONG_KEY);
	make("FRA", KIND_KEYS, AUDIENCE_PUBLIC);
	ck_assert_int_eq(
	    role_check_keys(m.registry, NULL, &e, buf_view(&body)), V_UNKNOWN_AUTHOR);
	make("JPN", KIND_KEYS, AUDIENCE_PUBLIC);
	ck_assert_int_eq(role_check_keys(m.registry, NULL, &e, buf_view(&body)), V_OK);
	e.place.incarnation = 2; /* which no act opened */
	ck_assert_int_eq(
	    role_check_keys(m.registry, NULL, &e, buf_view(&body)), V_WRONG_KEY);
}
END_TEST

/* --- usable ------------------------------------------------------------------------- */

static void
capacity_about(const char *country)
{
	char *subjects[] = { pb_text("lithium") };
	Cmsa__Quantity none[3];
	Cmsa__CapacityReview r, *reviews[] = { &r };
	Cmsa__CapacityBody b;

	for (size_t i = 0; i < 3; i++) {
		cmsa__quantity__init(&none[i]);
		none[i].presence = CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
	}
	cmsa__capacity_review__init(&r);
	r.subjects = subjects;
	r.n_subjects = 1;
	r.stage = CMSA__STAGE__STAGE_MINED;
	r.capacity = &none[0];
	r.production = &none[1];
	r.reserves = &none[2];
	r.review_days = maker_date("2026-05-01").days;
	cmsa__capacity_body__init(&b);
	b.country = pb_text(country);
	b.reviews = reviews;
	b.n_reviews = 1;
	buf_reset(&body);
	pb_write(&body, &b.base);
}

static enum verdict
usable(const char *author, const char *country, struct body_fault *fault)
{
	const ProtobufCMessage *out = NULL;
	struct arena mem;
	enum verdict v;

	capacity_about(country);
	make(author, KIND_CAPACITY, AUDIENCE_PUBLIC);
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = usable_check(m.registry, &e, buf_view(&body), &out, &mem, fault);
	if (!v)
		ck_assert_str_eq(body_country(e.kind, out), country);
	arena_clear(&mem);
	return v;
}

START_TEST(a_body_is_about_its_authors_country_or_one_in_its_territory)
{
	struct body_fault fault;

	ck_assert_int_eq(usable("AUS", "AUS", &fault), V_OK);
	ck_assert_int_eq(usable("XEU", "DEU", &fault), V_OK);
	ck_assert_int_eq(usable("AUS", "JPN", NULL), V_COUNTRY);
	ck_assert_int_eq(usable("AUS", "DEU", &fault), V_COUNTRY);
	ck_assert_str_eq(fault.field, "country");
	ck_assert_ptr_nonnull(strstr(fault.why, "AUS"));
	ck_assert_ptr_nonnull(strstr(fault.why, "DEU"));
}
END_TEST

/* PROTOCOL M5.29: nobody answers for another, also not a territory for its countries. */
START_TEST(a_reply_is_of_its_author_alone)
{
	static const struct {
		const char *author, *country;
		enum verdict expected;
	} cases[] = { { "AUS", "AUS", V_OK }, { "XEU", "XEU", V_OK },
		{ "XEU", "DEU", V_COUNTRY }, { "AUS", "JPN", V_COUNTRY },
		{ "AUS.customs", "AUS", V_COUNTRY } };
	const ProtobufCMessage *out = NULL;
	struct arena mem;
	Cmsa__ReplyBody b;

	cmsa__reply_body__init(&b);
	b.country = pb_text(cases[_i].country);
	b.criterion = CMSA__CRITERION__CRITERION_B1;
	b.as_of_days = 20500;
	b.text = pb_text("It is not so.");
	buf_reset(&body);
	pb_write(&body, &b.base);
	make(cases[_i].author, KIND_REPLY, AUDIENCE_PUBLIC);
	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_eq(usable_check(m.registry, &e, buf_view(&body), &out, &mem, NULL),
	    cases[_i].expected);
	arena_clear(&mem);
	ck_assert(!kind_allows_role(KIND_REPLY, ROLE_DESK));
}
END_TEST

START_TEST(the_territory_is_asked_at_the_entrys_own_act)
{
	const ProtobufCMessage *out = NULL;
	struct arena mem;

	capacity_about("DEU");
	make("XEU", KIND_CAPACITY, AUDIENCE_PUBLIC);
	arena_init(&mem, LIMIT_BODY_ARENA);
	e.register_number = 1;
	ck_assert_int_eq(
	    usable_check(m.registry, &e, buf_view(&body), &out, &mem, NULL), V_COUNTRY);
	arena_clear(&mem);
}
END_TEST

START_TEST(a_kind_not_interpreted_here_is_usable_without_a_value)
{
	const ProtobufCMessage *out = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	make("AUS", 60, AUDIENCE_PUBLIC);
	ck_assert_int_eq(
	    usable_check(m.registry, &e, bytes_of("x", 1), &out, &mem, NULL), V_OK);
	ck_assert_ptr_null(out);
	arena_clear(&mem);
}
END_TEST

/* --- desks -------------------------------------------------------------------------- */

static struct desks *d;

static void
say_desk(const char *country, uint64_t seq, const struct desks_make_row *row)
{
	const ProtobufCMessage *value = NULL;
	struct place at = { .incarnation = 1, .seq = seq };
	struct buf b = { 0 };
	struct arena mem;

	memcpy(at.author, country, strlen(country) + 1);
	desks_make(&b, row, 1);
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    body_parse(&value, &mem, KIND_KEYS, 1, buf_view(&b), NULL), V_OK);
	desks_apply(d, &at, (const Cmsa__KeysBody *)value);
	arena_clear(&mem);
	buf_clear(&b);
}

static void
setup_desks(void)
{
	static const struct desks_make_row rows[] = {
		{ "AUS.customs", { KIND_ALERT }, 0, false, NULL },
		{ "JPN.customs", { KIND_ALERT }, 0, false, NULL }, /* of a candidate */
		{ "GBR.customs", { KIND_ALERT }, 0, false, NULL }, /* of one removed */
	};

	setup();
	d = desks_new();
	say_desk("AUS", 2, &rows[0]);
	say_desk("JPN", 2, &rows[1]);
	say_desk("GBR", 2, &rows[2]);
}

static void
teardown_desks(void)
{
	desks_free(d);
	teardown();
}

static enum verdict
check_desk(const char *name, uint32_t kind, uint32_t audience)
{
	struct public_key key = { { 0 } }, want = maker_signing(name).public_key;
	enum verdict v;

	make(name, kind, audience);
	v = role_check(m.registry, d, &e, &key);
	if (!v)
		ck_assert_mem_eq(key.b, want.b, sizeof(key.b));
	return v;
}

/* PROTOCOL M4.7, M4.12, M4.17.  Whether its terms hold the kind is not asked at the door. */
START_TEST(a_desk_writes_the_kinds_and_audiences_of_its_role)
{
	static const struct {
		const char *name;
		uint32_t kind, audience;
		enum verdict v;
	} cases[] = {
		{ "AUS.customs", KIND_KEYS, AUDIENCE_PUBLIC, V_OK },
		{ "AUS.customs", KIND_WITNESS, AUDIENCE_PUBLIC, V_OK },
		{ "AUS.customs", KIND_ALERT, AUDIENCE_CUSTOMS, V_OK },
		{ "AUS.customs", KIND_ALERT, AUDIENCE_NAMED, V_OK },
		{ "AUS.customs", KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC, V_OK },
		{ "AUS.customs", KIND_RETRACTION, AUDIENCE_PUBLIC, V_OK },
		{ "AUS.customs", 99, AUDIENCE_PUBLIC, V_OK },
		{ "AUS.customs", KIND_ALERT, AUDIENCE_ALLIANCE, V_AUDIENCE },
		{ "AUS.customs", KIND_CAPACITY, AUDIENCE_PUBLIC, V_ROLE },
		{ "AUS.customs", KIND_ASSESSMENT, AUDIENCE_PUBLIC, V_ROLE },
		{ "AUS.port", KIND_ALERT, AUDIENCE_PUBLIC, V_REGISTER_WAIT },
		{ "FRA.customs", KIND_ALERT, AUDIENCE_PUBLIC, V_REGISTER_WAIT },
		{ "JPN.customs", KIND_ALERT, AUDIENCE_PUBLIC, V_ROLE },
		{ "GBR.customs", KIND_ALERT, AUDIENCE_PUBLIC, V_ROLE },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_msg(check_desk(cases[i].name, cases[i].kind,
				  cases[i].audience) == cases[i].v,
		    "case %zu: expected %s, found %s", i, verdict_word(cases[i].v),
		    verdict_word(
			check_desk(cases[i].name, cases[i].kind, cases[i].audience)));
}
END_TEST

START_TEST(no_desk_is_known_without_grants)
{
	struct public_key key;

	make("AUS.customs", KIND_ALERT, AUDIENCE_PUBLIC);
	ck_assert_int_eq(role_check(m.registry, NULL, &e, &key), V_REGISTER_WAIT);
}
END_TEST

/* PROTOCOL M4.17 */
START_TEST(a_desks_country_is_asked_for_at_the_act_that_the_entry_names)
{
	struct public_key key;

	make("GBR.customs", KIND_ALERT, AUDIENCE_PUBLIC);
	e.register_number--; /* GBR was not removed yet */
	ck_assert(registry_act_id(&e.register_id, m.registry, e.register_number));
	ck_assert_int_eq(role_check(m.registry, d, &e, &key), V_OK);
}
END_TEST

START_TEST(a_withdrawal_refuses_no_entry)
{
	static const struct desks_make_row gone = { "AUS.customs", { 0 }, 0, true, NULL };

	say_desk("AUS", 3, &gone);
	ck_assert_int_eq(check_desk("AUS.customs", KIND_ALERT, AUDIENCE_PUBLIC), V_OK);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_role");
	TCase *t = tcase_create("role");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_enrolled_author_writes_and_its_key_is_given);
	tcase_add_test(t, every_role_writes_its_kinds_alone);
	tcase_add_test(t, a_removed_author_writes_nothing_from_that_act_on);
	tcase_add_test(t, an_author_not_yet_enrolled_at_its_act_is_unknown);
	tcase_add_test(t, an_act_not_held_is_waited_for_and_another_id_is_a_split);
	tcase_add_test(t, the_audience_must_fit);
	tcase_add_test(t, the_first_keys_entry_holds);
	tcase_add_test(t, every_flipped_bit_of_a_keys_body_is_refused);
	tcase_add_test(t, keys_of_another_author_or_incarnation_are_refused);
	tcase_add_test(t, a_body_is_about_its_authors_country_or_one_in_its_territory);
	tcase_add_loop_test(t, a_reply_is_of_its_author_alone, 0, 5);
	tcase_add_test(t, the_territory_is_asked_at_the_entrys_own_act);
	tcase_add_test(t, a_kind_not_interpreted_here_is_usable_without_a_value);
	suite_add_tcase(s, t);
	t = tcase_create("desks");
	tcase_add_checked_fixture(t, setup_desks, teardown_desks);
	tcase_add_test(t, a_desk_writes_the_kinds_and_audiences_of_its_role);
	tcase_add_test(t, no_desk_is_known_without_grants);
	tcase_add_test(t, a_desks_country_is_asked_for_at_the_act_that_the_entry_names);
	tcase_add_test(t, a_withdrawal_refuses_no_entry);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
