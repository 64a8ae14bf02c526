/* tests/vectors/alerts.json: alerts, responses, retractions, corrections and desks by an
 * independent program: what it wrote we read and write the same, what it spoilt gets its
 * verdict, and one flipped bit anywhere is refused (PROTOCOL M3.13, M3.20, M5.18 to M5.25). */
#include <check.h>
#include <jansson.h>
#include <sodium.h>

#include "act.h"
#include "body.h"
#include "entry.h"
#include "pb.h"
#include "vectors/vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("alerts.json");
}

static void
teardown(void)
{
	json_decref(file);
}

/* Does the act stand by itself, with two good signatures of registrars in force? */
static bool
act_stands(struct bytes in)
{
	const json_t *keys = json_object_get(file, "later_registrars");
	struct hash alliance = vector_hash(file, "alliance_id");
	struct buf key = { 0 };
	struct act a;
	enum verdict v = act_parse(&a, in);
	bool good = v == V_OK && a.n_sigs >= 2;

	for (size_t i = 0; good && i < a.n_sigs; i++) {
		const char *hex =
		    json_string_value(json_array_get(keys, a.sigs[i].registrar));

		good = hex && !a.sigs[i].incoming &&
		       !act_check_signature(
			   &alliance, &a.id, &a.sigs[i].sig, hex_bytes(&key, hex).p);
	}
	if (v == V_OK || v == V_UPGRADE_NEEDED)
		act_clear(&a);
	buf_clear(&key);
	return good;
}

static bool
entry_stands(const json_t *v, struct bytes in)
{
	struct hash alliance = vector_hash(file, "alliance_id");
	struct bytes header, signature, body;
	struct public_key key;
	struct signature sig;
	struct entry e;

	if (signed_entry_parse(&header, &signature, &body, in) ||
	    entry_parse(&e, header) || entry_check_body(&e, body) ||
	    signature.n != sizeof(sig.b))
		return false;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	vector_fixed(key.b, sizeof(key.b), v, "public_key");
	return !entry_check_signature(&alliance, &e.id, &sig, &key);
}

START_TEST(a_policy_with_clocks_is_read_and_written_the_same)
{
	const json_t *v = json_array_get(json_object_get(file, "acts"), 0);
	struct buf b = { 0 }, out = { 0 };
	struct act a;

	ck_assert_int_eq(act_parse(&a, vector_bytes(&b, v, "signed_act")), V_OK);
	vector_expect(v, "id", bytes_of(a.id.b, 32));
	ck_assert_uint_eq(a.body->policy->alert_ack_days, 1);
	ck_assert_uint_eq(a.body->policy->alert_outcome_days, 20);
	ck_assert_uint_eq(a.body->policy->alert_late_days, 36500);
	act_write(&out, a.body);
	vector_expect(v, "act", buf_view(&out));
	act_clear(&a);
	buf_clear(&b);
	buf_clear(&out);
}
END_TEST

/* PROTOCOL M3.13 */
START_TEST(an_application_of_a_desk_is_read)
{
	const json_t *v = json_object_get(file, "application");
	const Cmsa__Application *app = NULL;
	struct buf b = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_ACT_ARENA);
	ck_assert_int_eq(
	    application_parse(&app, &mem, vector_bytes(&b, v, "signed_application")),
	    V_OK);
	ck_assert_str_eq(app->author, "USA.customs");
	ck_assert_int_eq(app->role, CMSA__ROLE__ROLE_DESK);
	arena_clear(&mem);
	buf_clear(&b);
}
END_TEST

START_TEST(any_flipped_bit_of_the_act_is_refused) /* _i: the act */
{
	const json_t *v = json_array_get(json_object_get(file, "acts"), (size_t)_i);
	struct buf b = { 0 };

	ck_assert_ptr_nonnull(v);
	vector_bytes(&b, v, "signed_act");
	ck_assert(act_stands(buf_view(&b)));
	for (size_t bit = 0; bit < 8 * b.n; bit++) {
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(!act_stands(buf_view(&b)), "bit %zu", bit);
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&b);
}
END_TEST

START_TEST(every_entry_is_read_and_written_the_same) /* _i: the entry */
{
	const json_t *v = json_array_get(json_object_get(file, "entries"), (size_t)_i);
	const json_t *values = json_object_get(v, "values");
	const ProtobufCMessage *m = NULL;
	struct entry e = { .schema = 1 };
	struct buf b = { 0 }, out = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert(entry_stands(v, vector_bytes(&b, v, "signed_entry")));
	buf_reset(&b);
	e.kind = (uint32_t)vector_number(values, "kind");
	e.audience = (uint32_t)vector_number(values, "audience");
	ck_assert_int_eq(
	    body_parse_of(&m, &mem, &e, vector_bytes(&b, v, "body"), NULL), V_OK);
	ck_assert_ptr_nonnull(m);
	pb_write(&out, m);
	vector_expect(v, "body", buf_view(&out));
	arena_clear(&mem);
	buf_clear(&b);
	buf_clear(&out);
}
END_TEST

START_TEST(any_flipped_bit_of_such_an_entry_is_refused) /* _i: the entry */
{
	const json_t *v = json_array_get(json_object_get(file, "entries"), (size_t)_i);
	struct buf b = { 0 };

	vector_bytes(&b, v, "signed_entry");
	for (size_t bit = 0; bit < 8 * b.n; bit++) {
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(!entry_stands(v, buf_view(&b)), "bit %zu", bit);
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&b);
}
END_TEST

static enum verdict
verdict_of(const json_t *v, struct bytes in)
{
	const ProtobufCMessage *m = NULL;
	struct entry e = { 0 };
	enum verdict verdict;
	struct arena mem;
	struct act a;

	if (!strcmp(vector_text(v, "door"), "act")) {
		verdict = act_parse(&a, in);
		if (verdict == V_OK || verdict == V_UPGRADE_NEEDED)
			act_clear(&a);
		return verdict;
	}
	if (strcmp(vector_text(v, "door"), "body") != 0) {
		ck_assert_str_eq(vector_text(v, "door"), "marked-body");
		e.audience = (uint32_t)vector_number(v, "audience");
	}
	e.kind = (uint32_t)vector_number(v, "kind");
	e.schema = (uint32_t)vector_number(v, "schema");
	arena_init(&mem, LIMIT_BODY_ARENA);
	verdict = body_parse_of(&m, &mem, &e, in, NULL);
	arena_clear(&mem);
	return verdict;
}

START_TEST(what_is_spoilt_gets_its_verdict)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "refused"), i, v)
	{
		struct buf b = { 0 };
		enum verdict found = verdict_of(v, vector_bytes(&b, v, "bytes"));

		ck_assert_msg((int)found == vector_number(v, "verdict"),
		    "%s: expected verdict %lld, found %s", vector_text(v, "name"),
		    (long long)vector_number(v, "verdict"), verdict_word(found));
		buf_clear(&b);
	}
	ck_assert_uint_ge(i, 75);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_alert_vectors");
	SRunner *r = srunner_create(s);
	int failed;

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_policy_with_clocks_is_read_and_written_the_same);
	tcase_add_test(t, an_application_of_a_desk_is_read);
	tcase_add_loop_test(t, any_flipped_bit_of_the_act_is_refused, 0, 1);
	tcase_add_loop_test(t, every_entry_is_read_and_written_the_same, 0, 11);
	tcase_add_loop_test(t, any_flipped_bit_of_such_an_entry_is_refused, 0, 11);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
