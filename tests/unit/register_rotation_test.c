/* register_rotation_test.c - which keys entries change the keys of a feed, and what is in force
 * then: signing, transport and reading keys, by acts and by entries (PROTOCOL.md 4.3, 5.1). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "desks_make.h"
#include "keyring.h"
#include "mem.h"
#include "pb.h"
#include "role.h"
#include "rotation.h"

static struct maker m;          /* AUS, JPN members */
static struct generations gens; /* of AUS */
static struct buf header, body;
static struct entry e;
static uint64_t seq;
static const struct public_key CURVE_A = { { 0xa1 } }, CURVE_B = { { 0xb2 } };

/* The keys entry of AUS with what is in `body`, in the next place, signed by generation `key`. */
static enum verdict
check_body_of(const char *author, uint32_t key)
{
	const ProtobufCMessage *v = NULL;
	struct arena mem;
	enum verdict found;

	e = (struct entry){ .kind = KIND_KEYS,
		.schema = 1,
		.audience = AUDIENCE_PUBLIC,
		.time_ms = 1,
		.key = key,
		.place = { .incarnation = 1, .seq = seq + 1 } };
	memcpy(e.place.author, author, strlen(author) + 1);
	maker_entry(&header, &e, &m, buf_view(&body));
	arena_init(&mem, LIMIT_BODY_ARENA);
	found = body_parse(&v, &mem, KIND_KEYS, 1, buf_view(&body), NULL);
	if (!found)
		found = generations_check(&gens, &e);
	if (!found && gens.n)
		found = role_check_later_keys(
		    m.registry, NULL, &gens, &e, (const Cmsa__KeysBody *)v);
	else if (!found)
		found = role_check_keys(m.registry, NULL, &e, buf_view(&body));
	if (!found) {
		generations_apply(&gens, &e, (const Cmsa__KeysBody *)v);
		seq = e.place.seq;
	}
	arena_clear(&mem);
	return found;
}

static void
rotate(uint32_t number, uint32_t key, const struct public_key *transport)
{
	buf_reset(&body);
	maker_rotation(&body, &m, "AUS", number, transport);
	ck_assert_int_eq(check_body_of("AUS", key), V_OK);
}

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "JPN", ROLE_MEMBER);
	gens = (struct generations){ 0 };
	seq = 0;
	buf_reset(&body);
	maker_keys_body(&body, &m, "AUS");
	ck_assert_int_eq(check_body_of("AUS", 1), V_OK);
}

static void
teardown(void)
{
	generations_clear(&gens);
	maker_clear(&m);
	buf_clear(&header);
	buf_clear(&body);
}

static const struct author *
aus(void)
{
	return registry_author(m.registry, "AUS", registry_number(m.registry));
}

static bool
is_key(const struct public_key *found, const struct public_key *want)
{
	return found && !memcmp(found->b, want->b, sizeof(want->b));
}

/* PROTOCOL M4.26: by place, also looked at from later. */
START_TEST(each_place_has_one_key_and_an_entry_that_names_its_own_has_that)
{
	struct public_key k1 = maker_signing("AUS").public_key;
	struct public_key k2 = maker_signing_of("AUS", 2).public_key;
	struct public_key k3 = maker_signing_of("AUS", 3).public_key;

	seq = 4;
	rotate(2, 1, NULL); /* at 5, by the old key */
	seq = 8;
	rotate(3, 3, NULL); /* at 9, by itself: the key of 2 is lost */
	for (uint64_t at = 1; at < 14; at++)
		for (uint32_t key = 0; key < 5; key++) {
			const struct public_key *found =
			    generations_key_at(&gens, at, key);

			if (key == 1 && at <= 5)
				ck_assert(is_key(found, &k1));
			else if (key == 2 && at >= 5 && at <= 9) /* 5 names it */
				ck_assert(is_key(found, &k2));
			else if (key == 3 && at >= 9)
				ck_assert(is_key(found, &k3));
			else
				ck_assert_ptr_null(found);
		}
}
END_TEST

/* PROTOCOL M4.26: a second header at the place of a held entry, by the entries before it. */
START_TEST(the_key_of_a_second_entry_follows_from_what_was_before_it)
{
	struct public_key found, old = maker_signing("AUS").public_key;

	seq = 4;
	rotate(2, 2, NULL); /* at 5: it names its own key */
	e.key = 1;          /* and a thief signed this one there */
	e.kind = KIND_CAPACITY;
	ck_assert_int_eq(
	    rotation_key_at(&found, m.registry, NULL, &gens, &e, bytes_of(NULL, 0)),
	    V_OK);
	ck_assert(is_key(&found, &old));
	e.place.seq = 6; /* beyond it the old key signs nothing that counts */
	ck_assert_int_eq(
	    rotation_key_at(&found, m.registry, NULL, &gens, &e, bytes_of(NULL, 0)),
	    V_WRONG_KEY);
	/* held is what the thief signed, and now the owner's comes */
	generations_clear(&gens);
	seq = 0;
	buf_reset(&body);
	maker_keys_body(&body, &m, "AUS");
	ck_assert_int_eq(check_body_of("AUS", 1), V_OK);
	buf_reset(&body);
	maker_rotation(&body, &m, "AUS", 2, NULL);
	e.place.seq = 5;
	e.key = 2;
	e.kind = KIND_KEYS;
	maker_entry(&header, &e, &m, buf_view(&body));
	ck_assert_int_eq(
	    rotation_key_at(&found, m.registry, NULL, &gens, &e, buf_view(&body)), V_OK);
	old = maker_signing_of("AUS", 2).public_key;
	ck_assert(is_key(&found, &old));
}
END_TEST

/* PROTOCOL M4.27: the enrol act at the entry's own act says which identity key vouches. */
START_TEST(an_act_replaces_the_identity_key_and_no_signing_key)
{
	struct maker_enrol space;
	Cmsa__Enrol *again = maker_enrol(&space, "AUS", ROLE_MEMBER);
	struct public_key other = maker_signing_of("AUS", 77).public_key;
	struct public_key in_force = maker_signing("AUS").public_key;
	Cmsa__Act act = maker_act(&m);

	again->identity_key = pb_hash_data(other.b);
	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = again;
	maker_add(&m, &act);
	buf_reset(&body);
	maker_rotation(&body, &m, "AUS", 2, NULL); /* by the identity key of before */
	ck_assert_int_eq(check_body_of("AUS", 1), V_BAD_SIGNATURE);
	ck_assert(is_key(generations_key_at(&gens, 2, 1), &in_force));
}
END_TEST

/* PROTOCOL M4.28: by the acts that the entry names, not by those that came since. */
START_TEST(a_key_that_an_act_gives_another_later_is_not_taken_for_held)
{
	struct held_key want = { .use = USE_TRANSPORT, .owner = "AUS" };
	struct public_key jpn = maker_transport("JPN", "main");
	uint64_t act =
	    registry_author(m.registry, "JPN", registry_number(m.registry))->act;

	want.key = jpn;
	ck_assert(registry_key_is_taken(m.registry, &want, act));
	ck_assert(!registry_key_is_taken(m.registry, &want, act - 1));
	buf_reset(&body);
	maker_rotation(&body, &m, "AUS", 2, &jpn);
	ck_assert_int_eq(check_body_of("AUS", 1), V_KEY_HELD);
}
END_TEST

/* PROTOCOL M4.29 */
START_TEST(two_transport_keys_are_admitted_until_the_next_keys_entry)
{
	const struct author *a = aus();
	struct public_key base = a->nodes[0].curve_key, keys[2];
	static const struct {
		uint32_t number;
		const struct public_key *names;
	} steps[] = { { 2, &CURVE_A }, { 3, NULL }, { 4, &CURVE_B }, { 5, &CURVE_B } };
	const struct public_key *want[][2] = { { &CURVE_A, &base }, { &CURVE_A, NULL },
		{ &CURVE_B, &CURVE_A }, { &CURVE_B, NULL } };

	ck_assert_uint_eq(generations_node_keys(keys, &gens, a, &a->nodes[0]), 1);
	ck_assert(is_key(&keys[0], &base));
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		rotate(steps[i].number, steps[i].number - 1, steps[i].names);
		ck_assert_uint_eq(generations_node_keys(keys, &gens, a, &a->nodes[0]),
		    want[i][1] ? 2 : 1);
		ck_assert(is_key(&keys[0], want[i][0]));
		if (want[i][1])
			ck_assert(is_key(&keys[1], want[i][1]));
	}
	gens.list[2].nodes = mem_dup(gens.list[1].nodes, sizeof(*gens.list[1].nodes));
	gens.list[2].n_nodes = 1;
	gens.list[2].nodes->curve_key = base;
	gens.list[2].nodes->only = true;
	gens.n = 3;
	ck_assert_uint_eq(generations_node_keys(keys, &gens, a, &a->nodes[0]), 1);
	ck_assert(is_key(&keys[0], &base));
	gens.n = 5;
}
END_TEST

/* PROTOCOL M4.29, M4.30: an act ends what keys entries under older acts said. */
START_TEST(a_later_enrol_act_says_transport_and_reading_keys_anew)
{
	struct public_key keys[2], reading, second = maker_reading_of("AUS", 2);

	rotate(2, 1, &CURVE_A);
	reading = generations_reading_key(&gens, aus());
	ck_assert(is_key(&reading, &second));
	make_enrol(&m, "AUS", ROLE_MEMBER);
	ck_assert_uint_eq(generations_node_keys(keys, &gens, aus(), &aus()->nodes[0]), 1);
	ck_assert(is_key(&keys[0], &aus()->nodes[0].curve_key));
	reading = generations_reading_key(&gens, aus());
	ck_assert(is_key(&reading, &aus()->reading_key));
}
END_TEST

/* PROTOCOL M5.36 */
START_TEST(desks_are_changed_under_the_generation_in_force)
{
	Cmsa__KeysBody b;
	Cmsa__Desk desk, *list = &desk;
	struct desks *d = desks_new();

	rotate(2, 1, NULL);
	cmsa__keys_body__init(&b);
	cmsa__desk__init(&desk);
	desk.name = pb_text("AUS.customs");
	b.desks = &list;
	b.n_desks = 1;
	for (uint32_t number = 1; number <= 3; number++)
		for (uint32_t key = 1; key <= 3; key++) {
			enum verdict v;

			e.key = key;
			b.generation = number;
			v = role_check_later_keys(m.registry, d, &gens, &e, &b);
			/* withdrawn, but never granted: of the right generation all the same */
			if (number != 2 || key != 2)
				ck_assert_int_eq(v, V_WRONG_KEY);
			else
				ck_assert_int_ne(v, V_WRONG_KEY);
		}
	desks_free(d);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("register_rotation");
	TCase *t = tcase_create("rotation");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(
	    t, each_place_has_one_key_and_an_entry_that_names_its_own_has_that);
	tcase_add_test(t, the_key_of_a_second_entry_follows_from_what_was_before_it);
	tcase_add_test(t, an_act_replaces_the_identity_key_and_no_signing_key);
	tcase_add_test(t, a_key_that_an_act_gives_another_later_is_not_taken_for_held);
	tcase_add_test(t, two_transport_keys_are_admitted_until_the_next_keys_entry);
	tcase_add_test(t, a_later_enrol_act_says_transport_and_reading_keys_anew);
	tcase_add_test(t, desks_are_changed_under_the_generation_in_force);
	suite_add_tcase(s, t);
	return check_main(s);
}
