/* The golden vectors taken whole: acts into a register, an invitation, entries against that
 * register, and the flipped bits that must not get in. */
#include <check.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "body.h"
#include "check_main.h"
#include "feed.h"
#include "invitation.h"
#include "role.h"
#include "rotation.h"
#include "usable.h"
#include "vectors/vectors.h"

static struct registry *
fold(const json_t *file)
{
	struct registry *r = registry_new();
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "acts"), i, v)
	{
		struct buf b = { 0 };

		ck_assert_msg(
		    registry_apply(r, vector_bytes(&b, v, "signed_act")) == V_OK, "%s",
		    vector_text(v, "name"));
		buf_clear(&b);
	}
	return r;
}

/* PROTOCOL M3.2, M3.4, M3.5, M3.10 */
START_TEST(the_register_of_the_vectors_folds_and_no_act_is_void)
{
	json_t *file = vectors_load("acts.json");
	struct registry *r = fold(file);
	struct hash alliance = registry_alliance(r);
	const struct author *a;

	ck_assert_uint_eq(registry_number(r), 19);
	vector_expect(file, "alliance_id", bytes_of(alliance.b, 32));
	for (uint64_t i = 1; i <= registry_number(r); i++)
		ck_assert_msg(!registry_act(r, i)->voided, "act %d: %s", (int)i,
		    void_reason_word(registry_act(r, i)->voided));
	a = registry_author(r, "court-of-audit", 19);
	ck_assert_int_eq(a->role, ROLE_REMOVED);
	a = registry_author(r, "court-of-audit", 18);
	ck_assert_int_eq(a->role, ROLE_AUDITOR);
	registry_free(r);
	json_decref(file);
}
END_TEST

/* PROTOCOL M3.14 */
START_TEST(the_invitation_of_the_vectors_starts_a_node)
{
	json_t *file = vectors_load("acts.json");
	struct buf b = { 0 }, again = { 0 };
	struct invitation inv;

	ck_assert_int_eq(
	    invitation_parse(&inv, vector_bytes(&b, file, "invitation")), V_OK);
	ck_assert_uint_eq(inv.n_peers, 2);
	invitation_write(&again, inv.registry, inv.peers, inv.n_peers);
	vector_expect(file, "invitation", buf_view(&again));
	invitation_clear(&inv);
	/* the trusted head is another: its last byte lies before the peers */
	for (size_t i = 0; i + 32 <= b.n; i++)
		if (!memcmp(b.p + i,
			vector_hash(
			    json_array_get(json_object_get(file, "acts"), 18), "id")
			    .b,
			32))
			b.p[i] ^= 1;
	ck_assert_int_eq(invitation_parse(&inv, buf_view(&b)), V_REGISTER_SPLIT);
	buf_clear(&b);
	buf_clear(&again);
	json_decref(file);
}
END_TEST

/* PROTOCOL M4.7, M4.14, M5.3 */
START_TEST(entries_of_the_vectors_stand_against_their_register)
{
	json_t *acts = vectors_load("acts.json"), *file = vectors_load("entries.json"),
	       *v;
	struct registry *r = fold(acts);
	size_t i;

	json_array_foreach(json_object_get(file, "entries"), i, v)
	{
		enum verdict expected =
		    strstr(vector_text(v, "name"), "unusable") ? V_COUNTRY : V_OK;
		const ProtobufCMessage *m = NULL;
		struct buf header = { 0 }, body = { 0 };
		struct public_key key;
		struct arena mem;
		struct entry e;

		arena_init(&mem, LIMIT_BODY_ARENA);
		ck_assert_int_eq(
		    entry_parse(&e, vector_bytes(&header, v, "header")), V_OK);
		ck_assert_int_eq(role_check(r, NULL, &e, &key), V_OK);
		vector_expect(v, "public_key", bytes_of(key.b, 32));
		vector_bytes(&body, v, "body");
		ck_assert_int_eq(
		    usable_check(r, &e, buf_view(&body), &m, &mem, NULL), expected);
		if (e.kind == KIND_KEYS)
			ck_assert_int_eq(role_check_keys(r, NULL, &e, buf_view(&body)), V_OK);
		arena_clear(&mem);
		buf_clear(&header);
		buf_clear(&body);
	}
	registry_free(r);
	json_decref(acts);
	json_decref(file);
}
END_TEST

/* PROTOCOL M5.2: a keys body with any bit flipped is none. */
START_TEST(any_flipped_bit_of_a_keys_body_is_refused)
{
	json_t *acts = vectors_load("acts.json"), *file = vectors_load("entries.json");
	const json_t *v = json_array_get(json_object_get(file, "entries"), 0);
	struct registry *r = fold(acts);
	struct buf header = { 0 }, body = { 0 };
	struct entry e;

	ck_assert_int_eq(entry_parse(&e, vector_bytes(&header, v, "header")), V_OK);
	vector_bytes(&body, v, "body");
	for (size_t bit = 0; bit < 8 * body.n; bit++) {
		body.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (role_check_keys(r, NULL, &e, buf_view(&body)) == V_OK)
			ck_abort_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		body.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&header);
	buf_clear(&body);
	registry_free(r);
	json_decref(acts);
	json_decref(file);
}
END_TEST

/* One feed as a node walks it. */
struct walk {
	struct registry *r;
	struct hash alliance;
	struct feed_tip tip;
	struct generations gens;
};

static enum verdict
keys_verdict(struct walk *w, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, KIND_KEYS, e->schema, body, NULL);
	if (!v && w->gens.n)
		v = role_check_later_keys(
		    w->r, NULL, &w->gens, e, (const Cmsa__KeysBody *)m);
	else if (!v)
		v = role_check_keys(w->r, NULL, e, body);
	arena_clear(&mem);
	return v;
}

static void
go_on(struct walk *w, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (e->kind == KIND_KEYS && !body_parse(&m, &mem, KIND_KEYS, 1, body, NULL))
		generations_apply(&w->gens, e, (const Cmsa__KeysBody *)m);
	arena_clear(&mem);
	w->tip = feed_advance(e);
}

static enum verdict
walk(struct walk *w, const json_t *v, bool stays)
{
	struct bytes header, signature, body;
	struct buf b = { 0 };
	struct public_key key;
	struct signature sig;
	struct entry e;
	enum verdict verdict;

	ck_assert_int_eq(signed_entry_parse(&header, &signature, &body,
			     vector_bytes(&b, v, "signed_entry")),
	    V_OK);
	ck_assert_int_eq(entry_parse(&e, header), V_OK);
	memcpy(sig.b, signature.p, sizeof(sig.b));
	verdict = feed_check(&w->tip, &w->alliance, &e);
	if (!verdict)
		verdict = generations_check(&w->gens, &e);
	if (!verdict)
		verdict = role_check(w->r, NULL, &e, &key);
	if (!verdict && e.kind == KIND_KEYS)
		verdict = keys_verdict(w, &e, body);
	if (!verdict)
		verdict = rotation_key_at(&key, w->r, NULL, &w->gens, &e, body);
	if (!verdict)
		verdict = entry_check_signature(&w->alliance, &e.id, &sig, &key);
	if (!verdict && stays)
		go_on(w, &e, body);
	buf_clear(&b);
	return verdict;
}

static void
walk_all(struct walk *w, const json_t *list, const char *author)
{
	const json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		const json_t *values = json_object_get(v, "values");

		if (!strcmp(vector_text(values, "author"), author))
			ck_assert_msg(
			    walk(w, v, true) == V_OK, "%s", vector_text(v, "name"));
	}
}

/* PROTOCOL M4.26, M4.27, M4.28, M5.34, M5.35 */
START_TEST(a_feed_of_four_generations_is_followed_and_what_breaks_it_refused)
{
	json_t *acts = vectors_load("acts.json"), *entries = vectors_load("entries.json");
	json_t *file = vectors_load("rotations.json"), *v;
	struct walk w = { .r = fold(acts) };
	size_t i;

	w.alliance = registry_alliance(w.r);
	walk_all(&w, json_object_get(entries, "entries"), "AUS");
	walk_all(&w, json_object_get(entries, "rotation"), "AUS");
	walk_all(&w, json_object_get(file, "entries"), "AUS");
	ck_assert_uint_eq(w.gens.n, 4);
	json_array_foreach(json_object_get(file, "refused"), i, v)
	{
		enum verdict found = walk(&w, v, false);

		ck_assert_msg((int)found == vector_number(v, "verdict"),
		    "%s: expected verdict %lld, found %s", vector_text(v, "name"),
		    (long long)vector_number(v, "verdict"), verdict_word(found));
	}
	ck_assert_uint_gt(i, 15);
	generations_clear(&w.gens);
	registry_free(w.r);
	json_decref(acts);
	json_decref(entries);
	json_decref(file);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fold");
	Suite *s = suite_create("record_fold");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_register_of_the_vectors_folds_and_no_act_is_void);
	tcase_add_test(t, the_invitation_of_the_vectors_starts_a_node);
	tcase_add_test(t, entries_of_the_vectors_stand_against_their_register);
	tcase_add_test(
	    t, a_feed_of_four_generations_is_followed_and_what_breaks_it_refused);
	tcase_add_test(t, any_flipped_bit_of_a_keys_body_is_refused);
	suite_add_tcase(s, t);
	return check_main(s);
}
