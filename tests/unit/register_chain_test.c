/* register_chain_test.c - which acts the register takes: chain, signatures, splits, acts
 * of newer versions (PROTOCOL.md 3.3). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "pb.h"

static struct maker m; /* 2 of 3 */

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

/* A certification that would be act 2, as bytes. */
static void
next_act(struct buf *out, const char *country)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Certification c;

	cmsa__certification__init(&c);
	c.country = pb_text(country);
	c.submitted_finance_days = c.submitted_ways_and_means_days = 20500;
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	maker_write(out, &m, &act);
}

static struct act_signature
by(struct bytes act, size_t registrar, uint32_t index)
{
	struct hash alliance = registry_alliance(m.registry);

	return maker_sign(&alliance, act, &m.registrars[registrar], index, false);
}

static enum verdict
apply(struct bytes act, const struct act_signature *sigs, size_t n)
{
	struct buf s = { 0 };
	enum verdict v;

	signed_act_write(&s, act, sigs, n);
	v = registry_apply(m.registry, buf_view(&s));
	buf_clear(&s);
	return v;
}

/* PROTOCOL M3.4 */
START_TEST(any_k_of_the_registrars_are_enough)
{
	static const size_t pairs[][2] = { { 0, 1 }, { 0, 2 }, { 1, 2 } };
	struct act_signature sigs[2];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	for (size_t i = 0; i < 2; i++)
		sigs[i] = by(buf_view(&act), pairs[_i][i], (uint32_t)pairs[_i][i]);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_OK);
	buf_clear(&act);
}
END_TEST

START_TEST(all_n_registrars_may_sign)
{
	struct act_signature sigs[3];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	for (size_t i = 0; i < 3; i++)
		sigs[i] = by(buf_view(&act), i, (uint32_t)i);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 3), V_OK);
	buf_clear(&act);
}
END_TEST

START_TEST(fewer_than_k_signatures_are_refused)
{
	struct act_signature sigs[1];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	sigs[0] = by(buf_view(&act), 0, 0);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 1), V_ACT_SIGNATURES);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 0), V_ACT_SIGNATURES);
	ck_assert_uint_eq(registry_number(m.registry), 1);
	buf_clear(&act);
}
END_TEST

START_TEST(one_registrar_twice_is_not_two)
{
	struct act_signature sigs[2];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	sigs[0] = sigs[1] = by(buf_view(&act), 0, 0);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_NOT_CANONICAL);
	/* Under another's index it does not verify. */
	sigs[1] = by(buf_view(&act), 0, 1);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_ACT_SIGNATURES);
	buf_clear(&act);
}
END_TEST

START_TEST(one_bad_signature_beside_enough_good_ones_is_refused)
{
	struct act_signature sigs[3];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	for (size_t i = 0; i < 3; i++)
		sigs[i] = by(buf_view(&act), i, (uint32_t)i);
	sigs[2].sig.b[0] ^= 1;
	ck_assert_int_eq(apply(buf_view(&act), sigs, 3), V_ACT_SIGNATURES);
	buf_clear(&act);
}
END_TEST

START_TEST(a_registrar_beyond_the_list_is_refused)
{
	struct act_signature sigs[3];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	sigs[0] = by(buf_view(&act), 0, 0);
	sigs[1] = by(buf_view(&act), 1, 1);
	sigs[2] = by(buf_view(&act), 2, 3);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 3), V_ACT_SIGNATURES);
	buf_clear(&act);
}
END_TEST

START_TEST(signatures_for_another_alliance_are_refused)
{
	const struct hash zeros = { { 0 } };
	struct act_signature sigs[2];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = maker_sign(&zeros, buf_view(&act), &m.registrars[i], i, false);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_ACT_SIGNATURES);
	buf_clear(&act);
}
END_TEST

START_TEST(incoming_signatures_belong_to_registrars_acts_alone)
{
	struct hash alliance = registry_alliance(m.registry);
	struct act_signature sigs[3];
	struct buf act = { 0 };

	next_act(&act, "AUS");
	sigs[0] = by(buf_view(&act), 0, 0);
	sigs[1] = by(buf_view(&act), 1, 1);
	sigs[2] = maker_sign(&alliance, buf_view(&act), &m.registrars[2], 2, true);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 3), V_ACT_SIGNATURES);
	buf_clear(&act);
}
END_TEST

/* --- replacing the registrars ------------------------------------------------------- */

struct change {
	Cmsa__RegistrarKey keys[3], *list[3];
	Cmsa__Registrars body;
	struct maker_pair pairs[3];
	struct buf bytes;
};

/* Act 2: new registrars "new-0".."new-2", 2 of 3. */
static void
change_init(struct change *c)
{
	static const char *const names[] = { "new-0", "new-1", "new-2" };
	Cmsa__Act act = maker_act(&m);

	*c = (struct change){ 0 };
	cmsa__registrars__init(&c->body);
	for (size_t i = 0; i < 3; i++) {
		c->pairs[i] = maker_pair_of(names[i]);
		cmsa__registrar_key__init(&c->keys[i]);
		c->keys[i].name = pb_text(names[i]);
		c->keys[i].algorithm = 1;
		c->keys[i].key = pb_hash_data(c->pairs[i].public_key.b);
		c->list[i] = &c->keys[i];
	}
	c->body.registrars = c->list;
	c->body.n_registrars = 3;
	c->body.threshold = 2;
	act.body_case = CMSA__ACT__BODY_REGISTRARS;
	act.registrars = &c->body;
	maker_write(&c->bytes, &m, &act);
}

/* Signed by the first `old` old and the first `new` new registrars. */
static enum verdict
change_apply(const struct change *c, uint32_t old, uint32_t new)
{
	struct hash alliance = registry_alliance(m.registry);
	struct act_signature sigs[6];
	size_t n = 0;

	for (uint32_t i = 0; i < old; i++)
		sigs[n++] = by(buf_view(&c->bytes), i, i);
	for (uint32_t i = 0; i < new; i++)
		sigs[n++] =
		    maker_sign(&alliance, buf_view(&c->bytes), &c->pairs[i], i, true);
	return apply(buf_view(&c->bytes), sigs, n);
}

/* PROTOCOL M3.5 */
START_TEST(registrars_need_k_of_the_old_and_k_of_the_new)
{
	struct change c;

	change_init(&c);
	for (uint32_t old = 0; old <= 3; old++)
		for (uint32_t new = 0; new <= 3; new ++)
			if (old < 2 || new < 2)
				ck_assert_int_eq(
				    change_apply(&c, old, new), V_ACT_SIGNATURES);
	ck_assert_int_eq(change_apply(&c, 2, 2), V_OK);
	buf_clear(&c.bytes);
}
END_TEST

START_TEST(after_a_change_only_the_new_registrars_count)
{
	struct hash alliance;
	struct act_signature sigs[2];
	struct buf act = { 0 };
	struct change c;
	uint32_t threshold = 0;
	size_t n = 0;

	change_init(&c);
	ck_assert_int_eq(change_apply(&c, 2, 2), V_OK);
	alliance = registry_alliance(m.registry);
	next_act(&act, "AUS");
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = by(buf_view(&act), i, i);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_ACT_SIGNATURES);
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = maker_sign(&alliance, buf_view(&act), &c.pairs[i], i, false);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 2), V_OK);
	ck_assert_str_eq(
	    registry_registrars(m.registry, &n, &threshold)[0]->name, "new-0");
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(threshold, 2);
	buf_clear(&act);
	buf_clear(&c.bytes);
}
END_TEST

START_TEST(registrars_who_hold_an_authors_key_are_void)
{
	struct maker_enrol space;
	Cmsa__Act act = maker_act(&m);
	struct change c;
	size_t n = 0;
	uint32_t threshold = 0;

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, "AUS", ROLE_MEMBER);
	space.identity = maker_pair_of("new-1").public_key;
	maker_add(&m, &act);
	change_init(&c);
	ck_assert_int_eq(change_apply(&c, 2, 2), V_OK);
	ck_assert_int_eq(registry_act(m.registry, 3)->voided, VOID_KEY_TAKEN);
	ck_assert_str_eq(
	    registry_registrars(m.registry, &n, &threshold)[0]->name, "registrar-0");
	buf_clear(&c.bytes);
}
END_TEST

/* --- genesis ------------------------------------------------------------------------ */

START_TEST(the_genesis_id_is_the_alliance)
{
	struct hash id = registry_id(m.registry),
		    alliance = registry_alliance(m.registry);

	ck_assert(hash_eq(&id, &alliance));
	ck_assert(!hash_is_zero(&id));
}
END_TEST

START_TEST(another_genesis_is_of_another_alliance_and_splits_nothing)
{
	struct maker other;

	maker_init(&other, 5, 3);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&other.last)), V_ALLIANCE);
	ck_assert(!registry_is_split(m.registry));
	maker_clear(&other);
}
END_TEST

START_TEST(an_empty_register_takes_nothing_but_a_genesis)
{
	struct registry *empty = registry_new();

	make_enrol(&m, "AUS", ROLE_MEMBER);
	ck_assert_int_eq(registry_apply(empty, buf_view(&m.last)), V_GAP);
	ck_assert_uint_eq(registry_number(empty), 0);
	ck_assert(registry_act(empty, 1) == NULL);
	registry_free(empty);
}
END_TEST

START_TEST(a_genesis_without_its_own_k_is_refused)
{
	const struct hash zeros = { { 0 } };
	struct act_signature sigs[2];
	struct buf s = { 0 };
	struct bytes act = registry_act(m.registry, 1)->act->bytes;
	struct registry *empty = registry_new();

	sigs[0] = maker_sign(&zeros, act, &m.registrars[0], 0, false);
	signed_act_write(&s, act, sigs, 1);
	ck_assert_int_eq(registry_apply(empty, buf_view(&s)), V_ACT_SIGNATURES);
	registry_free(empty);
	buf_clear(&s);
}
END_TEST

/* --- chain -------------------------------------------------------------------------- */

START_TEST(an_act_beyond_the_next_is_a_gap_and_one_held_is_known)
{
	struct buf second = { 0 };
	struct registry *other = registry_at(m.registry, 1);

	make_enrol(&m, "AUS", ROLE_MEMBER);
	buf_add(&second, m.last.p, m.last.n);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&second)), V_KNOWN);
	make_enrol(&m, "JPN", ROLE_MEMBER);
	ck_assert_int_eq(registry_apply(other, buf_view(&m.last)), V_GAP);
	ck_assert_int_eq(registry_apply(other, buf_view(&second)), V_OK);
	ck_assert_int_eq(registry_apply(other, buf_view(&m.last)), V_OK);
	registry_free(other);
	buf_clear(&second);
}
END_TEST

START_TEST(an_act_must_name_the_one_before_it)
{
	const uint8_t wrong[32] = { 1 };
	Cmsa__Act act = maker_act(&m);
	struct maker_enrol space;

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, "AUS", ROLE_MEMBER);
	act.prev = pb_hash_data(wrong);
	ck_assert_int_eq(maker_try(&m, &act), V_ACT_PREV);
	ck_assert_uint_eq(registry_number(m.registry), 1);
}
END_TEST

START_TEST(the_date_of_an_act_may_fall)
{
	m.date = maker_date("2026-05-01");
	make_enrol(&m, "AUS", ROLE_MEMBER);
	m.date = maker_date("2025-05-01");
	make_enrol(&m, "JPN", ROLE_MEMBER);
	ck_assert_uint_eq(registry_number(m.registry), 3);
}
END_TEST

START_TEST(every_flipped_bit_of_a_signed_act_is_refused)
{
	make_enrol(&m, "AUS", ROLE_MEMBER);
	for (size_t bit = 0; bit < 8 * m.last.n; bit++) {
		struct registry *r = registry_at(m.registry, 1);
		enum verdict v;

		m.last.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		v = registry_apply(r, buf_view(&m.last));
		ck_assert_msg(
		    v != V_OK && v != V_KNOWN && v != V_ACT_SPLIT, "bit %zu", bit);
		ck_assert_uint_eq(registry_number(r), 1);
		ck_assert(!registry_needs_upgrade(r));
		m.last.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		registry_free(r);
	}
}
END_TEST

START_TEST(every_flipped_bit_of_the_genesis_is_refused)
{
	for (size_t bit = 0; bit < 8 * m.last.n; bit++) {
		struct registry *r = registry_new();

		m.last.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(
		    registry_apply(r, buf_view(&m.last)) != V_OK, "bit %zu", bit);
		ck_assert_uint_eq(registry_number(r), 0);
		m.last.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		registry_free(r);
	}
}
END_TEST

START_TEST(every_cut_of_a_signed_act_is_refused)
{
	struct registry *r = registry_at(m.registry, 1);

	make_enrol(&m, "AUS", ROLE_MEMBER);
	for (size_t n = 0; n < m.last.n; n++)
		ck_assert_int_ne(registry_apply(r, bytes_of(m.last.p, n)), V_OK);
	ck_assert_uint_eq(registry_number(r), 1);
	registry_free(r);
}
END_TEST

/* --- splits ------------------------------------------------------------------------- */

/* Act 2 enrols AUS; a second act 2 that enrols `country` under `country`'s keys. */
static void
second_act(struct buf *out, const char *country)
{
	struct maker other;

	maker_init(&other, 3, 2);
	make_enrol(&other, country, ROLE_MEMBER);
	buf_add(out, other.last.p, other.last.n);
	maker_clear(&other);
}

/* PROTOCOL M3.6 */
START_TEST(a_second_valid_act_for_a_number_splits_the_register)
{
	struct buf second = { 0 };
	struct hash id;
	size_t n = 0;

	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "GBR", ROLE_MEMBER);
	second_act(&second, "JPN");
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&second)), V_ACT_SPLIT);
	ck_assert(registry_is_split(m.registry));
	ck_assert_uint_eq(registry_number(m.registry), 3);

	/* Both are kept. */
	id = registry_splits(m.registry, &n)[0].act->id;
	ck_assert_uint_eq(n, 1);
	ck_assert(registry_is_alternative(m.registry, 2, &id));
	ck_assert(!registry_is_alternative(m.registry, 3, &id));
	ck_assert(registry_author(m.registry, "AUS", 3) != NULL);
	ck_assert(registry_author(m.registry, "JPN", 3) == NULL);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&second)), V_KNOWN);
	buf_clear(&second);
}
END_TEST

START_TEST(a_split_register_takes_no_further_act)
{
	struct buf second = { 0 };
	struct maker_enrol space;
	Cmsa__Act act = maker_act(&m);

	make_enrol(&m, "AUS", ROLE_MEMBER);
	second_act(&second, "JPN");
	registry_apply(m.registry, buf_view(&second));
	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, "GBR", ROLE_MEMBER);
	ck_assert_int_eq(maker_try(&m, &act), V_REGISTER_SPLIT);
	ck_assert_uint_eq(registry_number(m.registry), 2);
	buf_clear(&second);
}
END_TEST

START_TEST(an_unsigned_second_act_splits_nothing)
{
	struct act_signature sigs[1];
	struct buf act = { 0 };

	next_act(&act, "JPN");
	make_enrol(&m, "AUS", ROLE_MEMBER);
	sigs[0] = by(buf_view(&act), 0, 0);
	ck_assert_int_eq(apply(buf_view(&act), sigs, 1), V_ACT_SIGNATURES);
	ck_assert(!registry_is_split(m.registry));
	buf_clear(&act);
}
END_TEST

START_TEST(a_second_act_is_judged_by_the_registrars_of_its_place)
{
	struct act_signature sigs[2];
	struct hash alliance = registry_alliance(m.registry);
	struct buf second = { 0 };
	struct change c;

	next_act(&second, "JPN"); /* act 2 */
	change_init(&c);          /* also act 2 */
	ck_assert_int_eq(change_apply(&c, 2, 2), V_OK);
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = maker_sign(&alliance, buf_view(&second), &c.pairs[i], i, false);
	ck_assert_int_eq(apply(buf_view(&second), sigs, 2), V_ACT_SIGNATURES);
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = by(buf_view(&second), i, i);
	ck_assert_int_eq(apply(buf_view(&second), sigs, 2), V_ACT_SPLIT);
	buf_clear(&second);
	buf_clear(&c.bytes);
}
END_TEST

/* PROTOCOL M3.41 */
START_TEST(an_alternative_below_the_number_that_most_name_is_only_evidence)
{
	struct act_signature sigs[2];
	struct buf second = { 0 };
	struct registry *before;
	size_t n;

	next_act(&second, "JPN"); /* act 2 */
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = by(buf_view(&second), i, i);
	make_enrol(&m, "GBR", ROLE_MEMBER); /* the act 2 that is held */
	make_enrol(&m, "JPN", ROLE_MEMBER);
	registry_set_named(m.registry, 3);
	ck_assert_int_eq(apply(buf_view(&second), sigs, 2), V_ACT_EVIDENCE);
	ck_assert(!registry_is_split(m.registry));
	(void)registry_splits(m.registry, &n);
	ck_assert_uint_eq(n, 1); /* it is kept */
	ck_assert_int_eq(apply(buf_view(&second), sigs, 2), V_KNOWN);
	make_enrol(&m, "USA", ROLE_MEMBER); /* and acts are taken */
	before = registry_at(m.registry, 3);
	ck_assert(!registry_is_split(before));
	registry_free(before);
	registry_set_named(m.registry, 2); /* by what most name it would be a split */
	ck_assert(registry_is_split(m.registry));
	buf_clear(&second);
}
END_TEST

/* --- acts of a newer version -------------------------------------------------------- */

/* A next act whose body is field `field`, a message this version does not know. */
static void
newer_act(struct buf *signed_act, unsigned field, uint8_t content)
{
	struct act_signature sigs[2];
	Cmsa__Act act = maker_act(&m);
	struct buf bytes = { 0 };
	const uint8_t tag[] = { (uint8_t)((field << 3 | 2) & 0x7f) | 0x80,
		(uint8_t)((field << 3 | 2) >> 7), 1, content };

	maker_write(&bytes, &m, &act);
	buf_add(&bytes, tag, sizeof(tag));
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] = by(buf_view(&bytes), i, i);
	signed_act_write(signed_act, buf_view(&bytes), sigs, 2);
	buf_clear(&bytes);
}

START_TEST(an_act_of_an_unknown_body_stops_the_fold)
{
	struct buf newer = { 0 };
	Cmsa__Act act = maker_act(&m);
	struct maker_enrol space;

	newer_act(&newer, 21, 5);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&newer)), V_UPGRADE_NEEDED);
	ck_assert(registry_needs_upgrade(m.registry));
	ck_assert(!registry_is_split(m.registry));
	ck_assert_uint_eq(registry_number(m.registry), 1);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&newer)), V_UPGRADE_NEEDED);
	/* A known act for the same number is a second one. */
	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, "GBR", ROLE_MEMBER);
	ck_assert_int_eq(maker_try(&m, &act), V_ACT_SPLIT);
	buf_clear(&newer);
}
END_TEST

START_TEST(an_unknown_body_without_signatures_stops_nothing)
{
	struct buf newer = { 0 };

	newer_act(&newer, 21, 5);
	newer.p[newer.n - 1] ^= 1; /* in the last signature */
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&newer)), V_ACT_SIGNATURES);
	ck_assert(!registry_needs_upgrade(m.registry));
	buf_clear(&newer);
}
END_TEST

/* --- registers of earlier positions ------------------------------------------------- */

START_TEST(a_register_at_an_act_knows_only_the_acts_up_to_it)
{
	struct registry *at[4];

	make_enrol(&m, "AUS", ROLE_CANDIDATE);
	make_enrol(&m, "JPN", ROLE_MEMBER);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	for (uint64_t i = 0; i < 4; i++) {
		struct hash id = { { 0 } }, want = { { 0 } };

		at[i] = registry_at(m.registry, i + 1);
		ck_assert_uint_eq(registry_number(at[i]), i + 1);
		ck_assert(registry_act_id(&want, m.registry, i + 1));
		id = registry_id(at[i]);
		ck_assert(hash_eq(&id, &want));
	}
	maker_clear(&m); /* they outlive it */
	ck_assert(registry_author(at[0], "AUS", 4) == NULL);
	ck_assert_int_eq(registry_author(at[1], "AUS", 4)->role, ROLE_CANDIDATE);
	ck_assert(registry_author(at[1], "JPN", 4) == NULL);
	ck_assert_int_eq(registry_author(at[3], "AUS", 4)->role, ROLE_MEMBER);
	for (size_t i = 0; i < 4; i++)
		registry_free(at[i]);
}
END_TEST

START_TEST(a_register_at_an_act_goes_on_like_the_first)
{
	struct registry *at = registry_at(m.registry, 1);
	struct hash a, b;

	make_enrol(&m, "AUS", ROLE_MEMBER);
	ck_assert_int_eq(registry_apply(at, buf_view(&m.last)), V_OK);
	a = registry_id(at);
	b = registry_id(m.registry);
	ck_assert(hash_eq(&a, &b));
	registry_free(at);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_chain");
	TCase *t = tcase_create("chain");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, any_k_of_the_registrars_are_enough, 0, 3);
	tcase_add_test(t, all_n_registrars_may_sign);
	tcase_add_test(t, fewer_than_k_signatures_are_refused);
	tcase_add_test(t, one_registrar_twice_is_not_two);
	tcase_add_test(t, one_bad_signature_beside_enough_good_ones_is_refused);
	tcase_add_test(t, a_registrar_beyond_the_list_is_refused);
	tcase_add_test(t, signatures_for_another_alliance_are_refused);
	tcase_add_test(t, incoming_signatures_belong_to_registrars_acts_alone);
	tcase_add_test(t, registrars_need_k_of_the_old_and_k_of_the_new);
	tcase_add_test(t, after_a_change_only_the_new_registrars_count);
	tcase_add_test(t, registrars_who_hold_an_authors_key_are_void);
	tcase_add_test(t, the_genesis_id_is_the_alliance);
	tcase_add_test(t, another_genesis_is_of_another_alliance_and_splits_nothing);
	tcase_add_test(t, an_empty_register_takes_nothing_but_a_genesis);
	tcase_add_test(t, a_genesis_without_its_own_k_is_refused);
	tcase_add_test(t, an_act_beyond_the_next_is_a_gap_and_one_held_is_known);
	tcase_add_test(t, an_act_must_name_the_one_before_it);
	tcase_add_test(t, the_date_of_an_act_may_fall);
	tcase_add_test(t, every_flipped_bit_of_a_signed_act_is_refused);
	tcase_add_test(t, every_flipped_bit_of_the_genesis_is_refused);
	tcase_add_test(t, every_cut_of_a_signed_act_is_refused);
	tcase_add_test(t, a_second_valid_act_for_a_number_splits_the_register);
	tcase_add_test(t, a_split_register_takes_no_further_act);
	tcase_add_test(t, an_unsigned_second_act_splits_nothing);
	tcase_add_test(t, a_second_act_is_judged_by_the_registrars_of_its_place);
	tcase_add_test(
	    t, an_alternative_below_the_number_that_most_name_is_only_evidence);
	tcase_add_test(t, an_act_of_an_unknown_body_stops_the_fold);
	tcase_add_test(t, an_unknown_body_without_signatures_stops_nothing);
	tcase_add_test(t, a_register_at_an_act_knows_only_the_acts_up_to_it);
	tcase_add_test(t, a_register_at_an_act_goes_on_like_the_first);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
