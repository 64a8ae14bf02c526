/* register_enrol_test.c - who is in, under which keys, since which act; territories
 * (PROTOCOL.md 3.3, 3.4). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "lifecycle.h"
#include "pb.h"

static struct maker m;
static struct maker_enrol space;

static void
setup(void)
{
	maker_init(&m, 3, 2);
}

static void
teardown(void)
{
	maker_clear(&m);
}

/* Adds the enrol act of `space`; why it is void. */
static enum void_reason
enrol(void)
{
	Cmsa__Act act = maker_act(&m);

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = &space.enrol;
	return act_void_reason(m.registry, maker_add(&m, &act));
}

static bool
same_key(const struct public_key *a, const struct public_key *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

START_TEST(an_enrolled_author_is_as_its_act_says)
{
	struct public_key signing = maker_signing("AUS").public_key;
	const struct author *a;

	make_enrol(&m, "AUS", ROLE_MEMBER);
	a = registry_author(m.registry, "AUS", 2);
	ck_assert_ptr_nonnull(a);
	ck_assert_str_eq(a->name, "AUS");
	ck_assert_int_eq(a->role, ROLE_MEMBER);
	ck_assert(same_key(&a->signing_key, &signing));
	ck_assert_uint_eq(a->n_nodes, 1);
	ck_assert_str_eq(a->nodes[0].name, "main");
	ck_assert_str_eq(a->nodes[0].addresses[0], "tcp://127.0.0.1:7001");
	ck_assert(a->nodes[0].writes);
	ck_assert_uint_eq(a->since, 2);
	ck_assert_uint_eq(a->act, 2);
}
END_TEST

START_TEST(an_author_is_as_its_newest_act_at_or_below_the_number)
{
	make_enrol(&m, "AUS", ROLE_CANDIDATE); /* 2 */
	make_enrol(&m, "JPN", ROLE_MEMBER);
	make_enrol(&m, "AUS", ROLE_MEMBER); /* 4 */
	make_enrol(&m, "GBR", ROLE_MEMBER);
	make_enrol(&m, "AUS", ROLE_REMOVED); /* 6 */
	ck_assert_ptr_null(registry_author(m.registry, "AUS", 1));
	ck_assert_int_eq(registry_author(m.registry, "AUS", 2)->role, ROLE_CANDIDATE);
	ck_assert_int_eq(registry_author(m.registry, "AUS", 3)->role, ROLE_CANDIDATE);
	ck_assert_int_eq(registry_author(m.registry, "AUS", 4)->role, ROLE_MEMBER);
	ck_assert_int_eq(registry_author(m.registry, "AUS", 5)->role, ROLE_MEMBER);
	ck_assert_int_eq(registry_author(m.registry, "AUS", 6)->role, ROLE_REMOVED);
	ck_assert_uint_eq(registry_author(m.registry, "AUS", 6)->since, 2);
	ck_assert_ptr_null(registry_author(m.registry, "FRA", 6));
}
END_TEST

START_TEST(authors_stand_sorted_each_once)
{
	const struct author *const *all;
	size_t n = 0;

	make_enrol(&m, "USA", ROLE_MEMBER);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "auditor-1", ROLE_AUDITOR);
	make_enrol(&m, "JPN", ROLE_CANDIDATE);
	make_enrol(&m, "AUS", ROLE_REMOVED);
	all = registry_authors(m.registry, &n);
	ck_assert_uint_eq(n, 4);
	ck_assert_str_eq(all[0]->name, "AUS");
	ck_assert_int_eq(all[0]->role, ROLE_REMOVED);
	ck_assert_str_eq(all[1]->name, "JPN");
	ck_assert_str_eq(all[2]->name, "USA");
	ck_assert_str_eq(all[3]->name, "auditor-1");
}
END_TEST

/* --- keys --------------------------------------------------------------------------- */

enum {
	N_FIELDS = 4
};

static struct public_key *const fields[N_FIELDS] = { &space.identity, &space.signing,
	&space.reading, &space.transport };

/* PROTOCOL M3.10 */
START_TEST(a_key_of_another_author_voids_the_act_whatever_its_use) /* _i: two fields */
{
	const struct public_key *theirs = fields[_i % N_FIELDS];
	struct public_key *mine = fields[_i / N_FIELDS];
	struct public_key taken;

	/* All four are curve points here, so that each can stand for each. */
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.reading = maker_pair_of("reading").public_key;
	space.transport = maker_pair_of("transport").public_key;
	ck_assert_int_eq(enrol(), VOID_NOT);
	taken = *theirs;
	maker_enrol(&space, "JPN", ROLE_MEMBER);
	*mine = taken;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
	ck_assert_ptr_null(registry_author(m.registry, "JPN", 9));
}
END_TEST

START_TEST(a_key_of_a_registrar_voids_the_act)
{
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.identity = m.registrars[2].public_key;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
}
END_TEST

START_TEST(an_own_key_for_another_use_voids_the_act)
{
	make_enrol(&m, "AUS", ROLE_MEMBER);
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.identity = maker_signing("AUS").public_key;
	space.signing = maker_identity("AUS").public_key;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
	maker_enrol(&space, "JPN", ROLE_MEMBER);
	space.transport = space.reading;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
}
END_TEST

START_TEST(a_key_given_up_stays_taken)
{
	struct public_key old = maker_transport("AUS", "main");

	make_enrol(&m, "AUS", ROLE_MEMBER);
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.transport = maker_transport("AUS", "second");
	ck_assert_int_eq(enrol(), VOID_NOT);
	maker_enrol(&space, "JPN", ROLE_MEMBER);
	space.transport = old;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
	maker_enrol(&space, "AUS", ROLE_MEMBER); /* its own again */
	ck_assert_int_eq(enrol(), VOID_NOT);
}
END_TEST

START_TEST(an_act_replaces_an_identity_key)
{
	struct public_key new = maker_identity("AUS-new").public_key;

	make_enrol(&m, "AUS", ROLE_MEMBER);
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.identity = new;
	ck_assert_int_eq(enrol(), VOID_NOT);
	ck_assert(same_key(&registry_author(m.registry, "AUS", 3)->identity_key, &new));
	ck_assert(!same_key(&registry_author(m.registry, "AUS", 2)->identity_key, &new));
}
END_TEST

START_TEST(a_void_enrol_takes_no_keys)
{
	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.identity = m.registrars[0].public_key;
	ck_assert_int_eq(enrol(), VOID_KEY_TAKEN);
	maker_enrol(&space, "JPN", ROLE_MEMBER);
	space.signing = maker_signing("AUS").public_key;
	ck_assert_int_eq(enrol(), VOID_NOT);
}
END_TEST

START_TEST(a_curve_key_is_found_while_it_is_in_force)
{
	const struct author *a = NULL;
	const struct author_node *node = NULL;
	struct public_key first = maker_transport("AUS", "main");
	struct public_key second = maker_transport("AUS", "second");
	struct public_key stranger = maker_transport("CHN", "main");
	struct public_key signing = maker_signing("AUS").public_key;

	make_enrol(&m, "AUS", ROLE_MEMBER);
	ck_assert(registry_find_curve_key(m.registry, &a, &node, &first));
	ck_assert_str_eq(a->name, "AUS");
	ck_assert_str_eq(node->name, "main");
	ck_assert(!registry_find_curve_key(m.registry, &a, &node, &stranger));
	ck_assert(!registry_find_curve_key(m.registry, &a, &node, &signing));

	maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.transport = second;
	enrol();
	ck_assert(!registry_find_curve_key(m.registry, &a, &node, &first));
	ck_assert(registry_find_curve_key(m.registry, &a, &node, &second));

	space.enrol.role = CMSA__ROLE__ROLE_REMOVED;
	enrol();
	ck_assert(!registry_find_curve_key(m.registry, &a, &node, &second));
}
END_TEST

/* --- territories -------------------------------------------------------------------- */

START_TEST(a_user_assigned_code_needs_a_territory_act_before_it)
{
	maker_enrol(&space, "XEU", ROLE_CANDIDATE);
	ck_assert_int_eq(enrol(), VOID_NO_TERRITORY);
	make_territory(&m, "XEU", "AUT,DEU");
	ck_assert_int_eq(
	    act_void_reason(m.registry, 2), VOID_NO_TERRITORY); /* at its place */
	ck_assert_int_eq(enrol(), VOID_NOT);
}
END_TEST

START_TEST(a_territory_speaks_for_its_countries)
{
	uint64_t before = registry_number(m.registry);

	make_territory(&m, "XEU", "AUT,DEU");
	ck_assert_str_eq(registry_territory_of(m.registry, "DEU")->code, "XEU");
	ck_assert_ptr_null(registry_territory_of(m.registry, "FRA"));
	ck_assert_uint_eq(registry_territory(m.registry, "XEU")->n_countries, 2);
	ck_assert_ptr_null(registry_territory(m.registry, "XGC"));
	ck_assert(registry_speaks_for(m.registry, "XEU", "XEU"));
	ck_assert(registry_speaks_for(m.registry, "XEU", "DEU"));
	ck_assert(registry_speaks_for(m.registry, "XEU.customs", "DEU"));
	ck_assert(registry_speaks_for(m.registry, "AUS.customs", "AUS"));
	ck_assert(!registry_speaks_for(m.registry, "XEU", "FRA"));
	ck_assert(!registry_speaks_for(m.registry, "DEU", "XEU"));
	ck_assert(!registry_speaks_for(m.registry, "auditor-1", "AUS"));
	ck_assert(!registry_speaks_for(m.registry, "auditor-1", ""));
	ck_assert(!registry_speaks_for_at(m.registry, "XEU", "DEU", before));
	ck_assert(registry_speaks_for_at(m.registry, "XEU", "DEU", before + 1));
}
END_TEST

START_TEST(a_code_or_country_belongs_to_one_territory)
{
	uint64_t first = make_territory(&m, "XEU", "AUT,DEU");
	uint64_t again = make_territory(&m, "XEU", "FRA");
	uint64_t shared = make_territory(&m, "XGC", "ARE,DEU");

	ck_assert_int_eq(act_void_reason(m.registry, first), VOID_NOT);
	ck_assert_int_eq(act_void_reason(m.registry, again), VOID_TERRITORY_CODE);
	ck_assert_int_eq(act_void_reason(m.registry, shared), VOID_TERRITORY_CODE);
	ck_assert_ptr_null(registry_territory_of(m.registry, "FRA"));
	ck_assert_ptr_null(registry_territory(m.registry, "XGC"));
}
END_TEST

START_TEST(an_alliance_has_a_limit_of_authors)
{
	char name[AUTHOR_LEN];

	for (unsigned i = 0; i < LIMIT_AUTHORS; i++) {
		snprintf(name, sizeof(name), "auditor-%u", i);
		make_enrol(&m, name, ROLE_AUDITOR);
	}
	maker_enrol(&space, "one-more", ROLE_AUDITOR);
	ck_assert_int_eq(enrol(), VOID_LIMIT);
	maker_enrol(&space, "auditor-7", ROLE_REMOVED);
	ck_assert_int_eq(enrol(), VOID_NOT);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_enrol");
	TCase *t = tcase_create("enrol");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_enrolled_author_is_as_its_act_says);
	tcase_add_test(t, an_author_is_as_its_newest_act_at_or_below_the_number);
	tcase_add_test(t, authors_stand_sorted_each_once);
	tcase_add_loop_test(t, a_key_of_another_author_voids_the_act_whatever_its_use, 0,
	    N_FIELDS * N_FIELDS);
	tcase_add_test(t, a_key_of_a_registrar_voids_the_act);
	tcase_add_test(t, an_own_key_for_another_use_voids_the_act);
	tcase_add_test(t, a_key_given_up_stays_taken);
	tcase_add_test(t, an_act_replaces_an_identity_key);
	tcase_add_test(t, a_void_enrol_takes_no_keys);
	tcase_add_test(t, a_curve_key_is_found_while_it_is_in_force);
	tcase_add_test(t, a_user_assigned_code_needs_a_territory_act_before_it);
	tcase_add_test(t, a_territory_speaks_for_its_countries);
	tcase_add_test(t, a_code_or_country_belongs_to_one_territory);
	tcase_add_test(t, an_alliance_has_a_limit_of_authors);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
