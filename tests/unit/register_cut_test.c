/* register_cut_test.c - acts that cut a feed: which are void, which incarnation is the newest,
 * where it begins and under which key (PROTOCOL.md 3.7, M4.22). */
#include <check.h>
#include <string.h>

#include "acts_make.h"
#include "check_main.h"
#include "pb.h"
#include "role.h"

static struct maker m; /* 2 of 3; AUS and JPN are members */

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "JPN", ROLE_MEMBER);
}

static void
teardown(void)
{
	maker_clear(&m);
}

static struct hash
id_of(uint64_t seq)
{
	return (struct hash){ { 0x1d, (uint8_t)seq } };
}

/* A cut of AUS; `key`: of the name of a pair, NULL: it closes. */
struct cutting {
	Cmsa__Act act;
	Cmsa__Cut cut;
	struct hash id;
	struct maker_pair pair;
};

static void
cutting_init(
    struct cutting *c, const char *author, uint32_t incarnation, uint64_t seq, const char *key)
{
	c->act = maker_act(&m);
	cmsa__cut__init(&c->cut);
	c->id = id_of(seq);
	c->cut.author = pb_text(author);
	c->cut.incarnation = incarnation;
	c->cut.last_seq = seq;
	if (seq)
		c->cut.last_id = pb_hash_data(c->id.b);
	c->cut.then =
	    key ? CMSA__CUT_THEN__CUT_THEN_OPENS : CMSA__CUT_THEN__CUT_THEN_CLOSES;
	if (key) {
		c->pair = maker_pair_of(key);
		c->cut.algorithm = 1;
		c->cut.signing_key = pb_hash_data(c->pair.public_key.b);
	}
	c->cut.reason = pb_text("a stolen key");
	c->act.body_case = CMSA__ACT__BODY_CUT;
	c->act.cut = &c->cut;
}

static enum void_reason
cut(const char *author, uint32_t incarnation, uint64_t seq, const char *key)
{
	struct cutting c;

	cutting_init(&c, author, incarnation, seq, key);
	return registry_act(m.registry, maker_add(&m, &c.act))->voided;
}

/* PROTOCOL M3.38 */
START_TEST(a_cut_with_a_field_out_of_range_is_refused)
{
	struct cutting c;

	cutting_init(&c, "AUS", 1, 4, "a");
	c.act.number = 4;
	ck_assert_int_eq(act_check(&c.act), V_OK);
	c.cut.incarnation = 0;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.incarnation = UINT32_MAX;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.incarnation = 1;
	c.cut.last_seq = 0;
	ck_assert_int_eq(act_check(&c.act), V_FIELD); /* an id of nothing */
	c.cut.last_seq = INT64_MAX;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.last_seq = 4;
	c.cut.last_id.len = 31;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.last_id.len = 32;
	c.cut.algorithm = 2;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.algorithm = 1;
	c.pair.public_key = (struct public_key){ { 1 } };
	ck_assert_int_eq(act_check(&c.act), V_ACT_KEYS);
	c.cut.then = CMSA__CUT_THEN__CUT_THEN_CLOSES; /* with a key */
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	c.cut.then = CMSA__CUT_THEN__CUT_THEN_UNSET;
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
	cutting_init(&c, "AUS", 1, 4, NULL);
	c.act.number = 4;
	ck_assert_int_eq(act_check(&c.act), V_OK);
	c.cut.reason = pb_text("");
	ck_assert_int_eq(act_check(&c.act), V_FIELD);
}
END_TEST

/* PROTOCOL M3.39 */
START_TEST(a_cut_of_another_incarnation_than_the_newest_is_void)
{
	ck_assert_int_eq(cut("AUS", 2, 4, "k2"), VOID_CUT_INCARNATION);
	ck_assert_int_eq(cut("AUS", 1, 4, "k2"), VOID_NOT);
	ck_assert_int_eq(cut("AUS", 1, 3, "k3"), VOID_CUT_INCARNATION);
	ck_assert_int_eq(cut("AUS", 2, 9, "k3"), VOID_NOT);
	ck_assert_uint_eq(registry_incarnation(m.registry, "AUS", 5), 2);
	ck_assert_uint_eq(registry_incarnation(m.registry, "AUS", 4), 1);
	ck_assert_uint_eq(registry_incarnation(m.registry, "AUS", 7), 3);
	ck_assert_uint_eq(registry_incarnation(m.registry, "JPN", 7), 1);
	ck_assert_uint_eq(registry_first_seq(m.registry, "AUS", 2), 5);
	ck_assert_uint_eq(registry_first_seq(m.registry, "AUS", 3), 10);
	ck_assert_uint_eq(registry_first_seq(m.registry, "AUS", 4), 0);
}
END_TEST

START_TEST(a_cut_never_gives_back_what_an_earlier_one_took)
{
	ck_assert_int_eq(cut("AUS", 1, 8, NULL), VOID_NOT);
	ck_assert_int_eq(cut("AUS", 1, 9, NULL), VOID_CUT_BEYOND);
	ck_assert_int_eq(cut("AUS", 1, 5, NULL), VOID_NOT);
	ck_assert_int_eq(cut("AUS", 1, 8, "k2"), VOID_CUT_BEYOND);
	ck_assert_uint_eq(registry_cut(m.registry, "AUS", 1, 5)->last_seq, 8);
	ck_assert_uint_eq(registry_cut(m.registry, "AUS", 1, 7)->last_seq, 5);
	ck_assert_ptr_null(registry_cut(m.registry, "AUS", 1, 3));
	ck_assert_int_eq(cut("AUS", 1, 5, "k2"), VOID_NOT); /* the same, and it opens */
	ck_assert_uint_eq(registry_first_seq(m.registry, "AUS", 2), 6);
	ck_assert_int_eq(cut("AUS", 2, 5, NULL), VOID_CUT_PLACE);
	ck_assert_int_eq(cut("AUS", 2, 0, "k3"), VOID_NOT);
	ck_assert_uint_eq(registry_first_seq(m.registry, "AUS", 3), 6);
}
END_TEST

START_TEST(another_entry_at_the_place_of_an_earlier_cut_is_void)
{
	struct cutting c;

	ck_assert_int_eq(cut("AUS", 1, 8, NULL), VOID_NOT);
	cutting_init(&c, "AUS", 1, 8, "k2");
	c.id.b[31] ^= 1;
	ck_assert_int_eq(
	    registry_act(m.registry, maker_add(&m, &c.act))->voided, VOID_CUT_BEYOND);
}
END_TEST

START_TEST(who_was_never_enrolled_cannot_be_cut_and_a_desk_can)
{
	ck_assert_int_eq(cut("GBR", 1, 4, NULL), VOID_CUT_AUTHOR);
	ck_assert_int_eq(cut("GBR.customs", 1, 4, NULL), VOID_CUT_AUTHOR);
	ck_assert_int_eq(cut("AUS.customs", 1, 4, NULL), VOID_NOT);
	ck_assert_ptr_null(registry_cut(m.registry, "AUS", 1, 9));
}
END_TEST

START_TEST(the_key_of_a_cut_is_one_that_nobody_ever_held)
{
	ck_assert_int_eq(cut("AUS", 1, 4, "JPN/signing"), VOID_KEY_TAKEN);
	ck_assert_int_eq(cut("AUS", 1, 4, "AUS/signing"), VOID_KEY_TAKEN);
	ck_assert_int_eq(cut("AUS", 1, 4, "registrar-0"), VOID_KEY_TAKEN);
	ck_assert_int_eq(cut("AUS", 1, 4, "k2"), VOID_NOT);
	ck_assert_int_eq(cut("JPN", 1, 4, "k2"), VOID_KEY_TAKEN);
}
END_TEST

/* PROTOCOL M4.22 */
START_TEST(an_incarnation_begins_under_the_key_of_the_act_that_opened_it)
{
	struct maker_pair k2 = maker_pair_of("k2");
	struct entry e = { .place = { .author = "AUS", .incarnation = 2, .seq = 5 },
		.key = 1,
		.kind = KIND_KEYS,
		.audience = AUDIENCE_PUBLIC,
		.register_number = 3 };
	struct public_key key;

	cut("AUS", 1, 4, "k2");
	ck_assert(registry_act_id(&e.register_id, m.registry, 3));
	ck_assert_int_eq(role_check(m.registry, NULL, &e, &key), V_WRONG_KEY);
	e.register_number = 4;
	ck_assert(registry_act_id(&e.register_id, m.registry, 4));
	ck_assert_int_eq(role_check(m.registry, NULL, &e, &key), V_OK);
	ck_assert_mem_eq(key.b, k2.public_key.b, sizeof(key.b));
	e.place.incarnation = 1;
	ck_assert_int_eq(role_check(m.registry, NULL, &e, &key), V_OK);
	ck_assert_mem_ne(key.b, k2.public_key.b, sizeof(key.b));
}
END_TEST

/* PROTOCOL M4.23 */
START_TEST(a_position_ends_where_a_cut_says)
{
	struct place aus = { .author = "AUS", .incarnation = 1, .seq = 9 }, jpn = aus;
	struct hash id = id_of(9);
	struct position p = { 0 };

	memcpy(jpn.author, "JPN", 4);
	position_set(&p, &aus, &id);
	position_set(&p, &jpn, &id);
	registry_limit(m.registry, &p);
	ck_assert_uint_eq(position_seq(&p, "AUS", 1), 9);
	cut("AUS", 1, 4, NULL);
	cut("JPN", 1, 0, NULL);
	registry_limit(m.registry, &p);
	ck_assert_uint_eq(position_seq(&p, "AUS", 1), 4);
	ck_assert_uint_eq(position_seq(&p, "JPN", 1), 0);
	ck_assert_uint_eq(p.n_heads, 1);
	ck_assert_uint_eq(p.heads[0].id.b[1], 4);
	position_clear(&p);
}
END_TEST

/* PROTOCOL M3.40 */
START_TEST(a_register_of_before_knows_no_cut)
{
	struct registry *before;

	cut("AUS", 1, 4, "k2");
	cut("AUS", 2, 7, NULL);
	before = registry_at(m.registry, 4);
	ck_assert_uint_eq(registry_incarnation(before, "AUS", 9), 2);
	ck_assert_ptr_null(registry_cut(before, "AUS", 2, 9));
	ck_assert_uint_eq(registry_cut(before, "AUS", 1, 9)->last_seq, 4);
	ck_assert_str_eq(registry_cut(before, "AUS", 1, 9)->reason, "a stolen key");
	registry_free(before);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("register_cut");
	TCase *t = tcase_create("cut");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_cut_with_a_field_out_of_range_is_refused);
	tcase_add_test(t, a_cut_of_another_incarnation_than_the_newest_is_void);
	tcase_add_test(t, a_cut_never_gives_back_what_an_earlier_one_took);
	tcase_add_test(t, another_entry_at_the_place_of_an_earlier_cut_is_void);
	tcase_add_test(t, who_was_never_enrolled_cannot_be_cut_and_a_desk_can);
	tcase_add_test(t, the_key_of_a_cut_is_one_that_nobody_ever_held);
	tcase_add_test(t, an_incarnation_begins_under_the_key_of_the_act_that_opened_it);
	tcase_add_test(t, a_position_ends_where_a_cut_says);
	tcase_add_test(t, a_register_of_before_knows_no_cut);
	suite_add_tcase(s, t);
	return check_main(s);
}
