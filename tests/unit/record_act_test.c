/* Acts: one flipped bit anywhere is refused, signatures have one order, limits are sharp
 * (PROTOCOL 3.1). */
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "check_main.h"
#include "pb.h"
#include "vectors/vectors.h"

/* Does the act stand by itself, with every signature in it good and two from registrars
 * in force?  `keys` are those of the outgoing list. */
static bool
stands(const json_t *file, const char *list, struct bytes in)
{
	const json_t *keys = json_object_get(file, list);
	struct hash alliance = vector_hash(file, "alliance_id"), zero = { { 0 } };
	struct buf key = { 0 };
	size_t outgoing = 0;
	struct act a;
	enum verdict v = act_parse(&a, in);
	bool good = v == V_OK;

	for (size_t i = 0; good && i < a.n_sigs; i++) {
		const json_t *from =
		    a.sigs[i].incoming ? json_object_get(file, "later_registrars") : keys;
		const char *hex =
		    json_string_value(json_array_get(from, a.sigs[i].registrar));

		good = hex && !act_check_signature(a.number == 1 ? &zero : &alliance,
				  &a.id, &a.sigs[i].sig, hex_bytes(&key, hex).p);
		outgoing += a.sigs[i].incoming ? 0 : 1;
	}
	if (v == V_OK || v == V_UPGRADE_NEEDED)
		act_clear(&a);
	buf_clear(&key);
	return good && outgoing >= 2;
}

START_TEST(any_flipped_bit_of_a_signed_act_is_refused) /* _i: the act */
{
	json_t *file = vectors_load("acts.json");
	const json_t *v = json_array_get(json_object_get(file, "acts"), (size_t)_i);
	const char *list =
	    vector_number(v, "number") > 18 ? "later_registrars" : "registrars";
	struct buf b = { 0 };

	vector_bytes(&b, v, "signed_act");
	ck_assert(stands(file, list, buf_view(&b)));
	for (size_t bit = 0; bit < 8 * b.n; bit++) {
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (stands(file, list, buf_view(&b)))
			ck_abort_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&b);
	json_decref(file);
}
END_TEST

/* A certification, the smallest act, to be spoilt. */
static void
write_act(struct buf *out)
{
	static uint8_t prev[32] = { 7 };
	Cmsa__Certification c;
	Cmsa__Act a;

	cmsa__certification__init(&c);
	c.country = pb_text("AUS");
	c.submitted_finance_days = c.submitted_ways_and_means_days = 20454;
	cmsa__act__init(&a);
	a.number = 5;
	a.prev = pb_hash_data(prev);
	a.date_days = 20454;
	a.body_case = CMSA__ACT__BODY_CERTIFICATION;
	a.certification = &c;
	ck_assert_int_eq(act_check(&a), V_OK);
	act_write(out, &a);
}

/* PROTOCOL M3.1 */
START_TEST(signatures_are_written_in_one_order_whatever_order_they_came_in)
{
	struct act_signature sigs[] = { { 2, true, { { 1 } } }, { 1, false, { { 2 } } },
		{ 0, true, { { 3 } } }, { 0, false, { { 4 } } } };
	struct buf act = { 0 }, out = { 0 };
	struct act a;

	write_act(&act);
	signed_act_write(&out, buf_view(&act), sigs, 4);
	ck_assert_int_eq(act_parse(&a, buf_view(&out)), V_OK);
	ck_assert_uint_eq(a.n_sigs, 4);
	ck_assert(
	    !a.sigs[0].incoming && a.sigs[0].registrar == 0 && a.sigs[0].sig.b[0] == 4);
	ck_assert(
	    !a.sigs[1].incoming && a.sigs[1].registrar == 1 && a.sigs[1].sig.b[0] == 2);
	ck_assert(
	    a.sigs[2].incoming && a.sigs[2].registrar == 0 && a.sigs[2].sig.b[0] == 3);
	ck_assert(
	    a.sigs[3].incoming && a.sigs[3].registrar == 2 && a.sigs[3].sig.b[0] == 1);
	act_clear(&a);
	buf_clear(&act);
	buf_clear(&out);
}
END_TEST

START_TEST(an_act_holds_as_many_signatures_as_two_lists_have_registrars)
{
	struct act_signature sigs[2 * LIMIT_REGISTRARS];
	struct buf act = { 0 }, out = { 0 };
	struct act a;

	for (size_t i = 0; i < 2 * LIMIT_REGISTRARS; i++)
		sigs[i] =
		    (struct act_signature){ .registrar = (uint32_t)i % LIMIT_REGISTRARS,
			    .incoming = i >= LIMIT_REGISTRARS };
	write_act(&act);
	signed_act_write(&out, buf_view(&act), sigs, 2 * LIMIT_REGISTRARS);
	ck_assert_int_eq(act_parse(&a, buf_view(&out)), V_OK);
	ck_assert_uint_eq(a.n_sigs, 2 * LIMIT_REGISTRARS);
	act_clear(&a);
	/* one more, by hand: field 2, a signature of 64 bytes of registrar 0 */
	buf_add(&out, "\x12\x42\x12\x40", 4);
	buf_add(&out, sigs[0].sig.b, 64);
	ck_assert_int_eq(act_parse(&a, buf_view(&out)), V_TOO_LARGE);
	buf_clear(&act);
	buf_clear(&out);
}
END_TEST

/* PROTOCOL M2.10 */
START_TEST(an_act_over_its_limit_is_refused_before_it_is_decoded)
{
	static uint8_t large[LIMIT_SIGNED_ACT_BYTES + 1];
	struct buf out = { 0 };
	struct act a;

	ck_assert_int_eq(act_parse(&a, bytes_of(large, sizeof(large))), V_TOO_LARGE);
	signed_act_write(&out, bytes_of(large, LIMIT_ACT_BYTES + 1), NULL, 0);
	ck_assert_int_eq(act_parse(&a, buf_view(&out)), V_TOO_LARGE);
	buf_clear(&out);
}
END_TEST

/* Takes rows off until the act is within its limit: all rows are of one size, so many at once,
 * because asking for the size of thousands is slow. */
static void
shorten(const Cmsa__Act *a, Cmsa__Reference *r)
{
	size_t size = protobuf_c_message_get_packed_size(&a->base), row;

	r->n_hs2017_to_hs2022--;
	row = size - protobuf_c_message_get_packed_size(&a->base);
	r->n_hs2017_to_hs2022++;
	if (size > LIMIT_ACT_BYTES)
		r->n_hs2017_to_hs2022 -= (size - LIMIT_ACT_BYTES + row - 1) / row;
	/* the lengths around the rows may be shorter by a byte: one more could fit */
	while (r->n_hs2017_to_hs2022 < LIMIT_ROWS) {
		r->n_hs2017_to_hs2022++;
		if (protobuf_c_message_get_packed_size(&a->base) <= LIMIT_ACT_BYTES)
			continue;
		r->n_hs2017_to_hs2022--;
		return;
	}
}

/* A table of `n` equal rows, each of one code that stands for `n_to` codes. */
static size_t
write_map(struct buf *out, size_t n, size_t n_to)
{
	static Cmsa__HsMapRow row, *rows[LIMIT_ROWS];
	static uint8_t prev[32] = { 7 };
	char *codes[64];
	Cmsa__Reference r;
	Cmsa__Act a;

	cmsa__hs_map_row__init(&row);
	for (size_t i = 0; i < n_to; i++)
		codes[i] = pb_text("810610");
	row.from_code = pb_text("810600");
	row.to_codes = codes;
	row.n_to_codes = n_to;
	for (size_t i = 0; i < n; i++)
		rows[i] = &row;
	cmsa__reference__init(&r);
	r.table = pb_text("hs2017_to_hs2022");
	r.edition = pb_text("2022");
	r.part = r.parts = 1;
	r.hs2017_to_hs2022 = rows;
	r.n_hs2017_to_hs2022 = n;
	cmsa__act__init(&a);
	a.number = 5;
	a.prev = pb_hash_data(prev);
	a.date_days = 20454;
	a.body_case = CMSA__ACT__BODY_REFERENCE;
	a.reference = &r;
	shorten(&a, &r);
	ck_assert_uint_le(protobuf_c_message_get_packed_size(&a.base), LIMIT_ACT_BYTES);
	act_write(out, &a);
	return r.n_hs2017_to_hs2022;
}

/* PROTOCOL M2.10: the budget refuses nothing that the limits allow. */
START_TEST(the_fullest_acts_fit_the_budget)
{
	static const size_t codes[] = { 1, 6, 64 };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		struct buf act = { 0 }, out = { 0 };
		size_t n = write_map(&act, LIMIT_ROWS, codes[i]);
		struct act a;

		signed_act_write(&out, buf_view(&act), NULL, 0);
		ck_assert_int_eq(act_parse(&a, buf_view(&out)), V_OK);
		ck_assert_uint_eq(a.body->reference->n_hs2017_to_hs2022, n);
		act_clear(&a);
		buf_clear(&act);
		buf_clear(&out);
	}
}
END_TEST

/* PROTOCOL M3.7 */
START_TEST(an_act_for_a_later_version_is_read_as_far_as_its_chain)
{
	json_t *file = vectors_load("refused.json"), *v;
	struct buf b = { 0 };
	struct act a;
	size_t i;

	json_array_foreach(
	    file, i, v) if (!strcmp(vector_text(v, "name"), "a body of a later version"))
	    vector_bytes(&b, v, "bytes");
	ck_assert_int_eq(act_parse(&a, buf_view(&b)), V_UPGRADE_NEEDED);
	ck_assert_uint_eq(a.number, 5);
	ck_assert(!hash_is_zero(&a.id));
	ck_assert(!hash_is_zero(&a.prev));
	ck_assert_ptr_null(a.body);
	act_clear(&a);
	buf_clear(&b);
	json_decref(file);
}
END_TEST

START_TEST(a_refused_act_leaves_nothing_to_clear)
{
	struct act a;

	memset(&a, 0xff, sizeof(a));
	ck_assert_int_ne(act_parse(&a, bytes_of("\xff", 1)), V_OK);
	ck_assert_ptr_null(a.mem.blocks);
	ck_assert_ptr_null(a.body);
}
END_TEST

/* PROTOCOL M2.1 */
START_TEST(keys_are_points_of_the_large_group)
{
	/* the eight points of small order, in their canonical and other spellings */
	static const char *const small[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"0200000000000000000000000000000000000000000000000000000000000000",
	};
	struct buf b = { 0 };

	for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++)
		ck_assert_msg(
		    !public_key_is_valid(hex_bytes(&b, small[i]).p), "%s", small[i]);
	buf_clear(&b);
}
END_TEST

START_TEST(every_kind_of_act_has_a_name)
{
	static const uint32_t conduct[] = { ACT_UNDERTAKING, ACT_DETERMINATION,
		ACT_WITHDRAWAL, ACT_TERMINATION, ACT_MEETING, ACT_MEETING_RECORD,
		ACT_ENGAGEMENT, ACT_MODIFICATION_NOTICE, ACT_MODIFICATION_EFFECT,
		ACT_ALLOWANCE, ACT_REPORT, ACT_REVIEW };

	for (uint32_t k = ACT_GENESIS; k <= ACT_POLICY; k++)
		ck_assert_ptr_nonnull(act_kind_name(k));
	for (size_t i = 0; i < sizeof(conduct) / sizeof(*conduct); i++)
		ck_assert_ptr_nonnull(act_kind_name(conduct[i]));
	ck_assert_str_eq(act_kind_name(ACT_CUT), "cut");
	ck_assert_ptr_null(act_kind_name(21)); /* PROTOCOL.md 3.2: never used */
	ck_assert_ptr_null(act_kind_name(0));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("act");
	Suite *s = suite_create("record_act");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, any_flipped_bit_of_a_signed_act_is_refused, 0, 19);
	tcase_add_test(
	    t, signatures_are_written_in_one_order_whatever_order_they_came_in);
	tcase_add_test(t, an_act_holds_as_many_signatures_as_two_lists_have_registrars);
	tcase_add_test(t, an_act_over_its_limit_is_refused_before_it_is_decoded);
	tcase_add_test(t, the_fullest_acts_fit_the_budget);
	tcase_add_test(t, an_act_for_a_later_version_is_read_as_far_as_its_chain);
	tcase_add_test(t, a_refused_act_leaves_nothing_to_clear);
	tcase_add_test(t, keys_are_points_of_the_large_group);
	tcase_add_test(t, every_kind_of_act_has_a_name);
	suite_add_tcase(s, t);
	return check_main(s);
}
