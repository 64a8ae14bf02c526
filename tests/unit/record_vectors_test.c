/* The golden vectors of PROTOCOL.md 9, made by an independent program: what it wrote we
 * read the same, and what we write is what it wrote. */
#include <check.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "act.h"
#include "body.h"
#include "check_main.h"
#include "entry.h"
#include "feed.h"
#include "heads.h"
#include "pb.h"
#include "segment.h"
#include "vectors/vectors.h"

START_TEST(a_seed_gives_its_public_key)
{
	json_t *file = vectors_load("keys.json"), *v;
	size_t i;

	json_array_foreach(json_object_get(file, "ed25519"), i, v)
	{
		uint8_t seed[32], pk[32], sk[64];

		vector_fixed(seed, sizeof(seed), v, "seed");
		crypto_sign_seed_keypair(pk, sk, seed);
		vector_expect(v, "public_key", bytes_of(pk, sizeof(pk)));
		ck_assert(public_key_is_valid(pk));
	}
	ck_assert_uint_ge(i, 10);
	json_decref(file);
}
END_TEST

static void
expect_statement(const json_t *v, bool identity)
{
	struct keys_statement s = {
		.tag = identity ? TAG_IDENTITY : TAG_POSSESSION,
		.alliance = vector_hash(v, "alliance_id"),
		.author = vector_text(v, "author"),
		.incarnation = (uint32_t)vector_number(v, "incarnation"),
		.generation = (uint32_t)vector_number(v, "generation"),
	};
	struct buf string = { 0 };

	vector_fixed(s.old_key.b, 32, v, "old_key");
	vector_fixed(s.new_key.b, 32, v, "new_key");
	keys_signing_string(&string, &s);
	vector_expect(
	    v, identity ? "identity_string" : "possession_string", buf_view(&string));
	if (!identity) {
		uint8_t sig[64];

		vector_fixed(sig, sizeof(sig), v, "possession_signature");
		ck_assert_int_eq(
		    crypto_sign_verify_detached(sig, string.p, string.n, s.new_key.b), 0);
	}
	buf_clear(&string);
}

/* PROTOCOL M5.2, M2.2 */
START_TEST(statements_of_keys_bodies_are_the_same_strings)
{
	json_t *file = vectors_load("keys.json"), *v;
	size_t i;

	json_array_foreach(json_object_get(file, "statements"), i, v)
	{
		expect_statement(v, true);
		expect_statement(v, false);
	}
	ck_assert_uint_eq(i, 2);
	json_decref(file);
}
END_TEST

static void
expect_act_signature(
    const struct act *a, size_t i, const json_t *registrars, const struct hash *alliance)
{
	struct buf key = { 0 };
	const char *hex =
	    json_string_value(json_array_get(registrars, a->sigs[i].registrar));

	ck_assert_int_eq(act_check_signature(
			     alliance, &a->id, &a->sigs[i].sig, hex_bytes(&key, hex).p),
	    V_OK);
	buf_clear(&key);
}

static void
expect_act(const json_t *file, const json_t *v)
{
	struct hash alliance = { { 0 } };
	struct buf b = { 0 }, out = { 0 };
	struct act a;

	ck_assert_int_eq(act_parse(&a, vector_bytes(&b, v, "signed_act")), V_OK);
	ck_assert_uint_eq(a.number, (uint64_t)vector_number(v, "number"));
	ck_assert_int_eq(a.date.days, vector_number(v, "date_days"));
	ck_assert_int_eq((int)a.kind, vector_number(v, "kind"));
	vector_expect(v, "id", bytes_of(a.id.b, 32));
	vector_expect(v, "act", a.bytes);
	if (a.number > 1) {
		alliance = vector_hash(file, "alliance_id");
		vector_expect(v, "prev", bytes_of(a.prev.b, 32));
	}
	act_signing_string(&out, &alliance, &a.id);
	vector_expect(v, "signing_string", buf_view(&out));
	for (size_t i = 0; i < a.n_sigs; i++)
		expect_act_signature(&a, i,
		    json_object_get(file, a.sigs[i].incoming || a.number > 18
					      ? "later_registrars"
					      : "registrars"),
		    &alliance);
	buf_reset(&out);
	act_write(&out, a.body);
	vector_expect(v, "act", buf_view(&out));
	buf_reset(&out);
	signed_act_write(&out, a.bytes, a.sigs, a.n_sigs);
	vector_expect(v, "signed_act", buf_view(&out));
	act_clear(&a);
	buf_clear(&b);
	buf_clear(&out);
}

/* PROTOCOL M3.2, M3.3, M3.9, M3.15 */
START_TEST(every_kind_of_act_is_read_and_written_the_same)
{
	json_t *file = vectors_load("acts.json"), *v;
	unsigned seen = 0;
	size_t i;

	json_array_foreach(json_object_get(file, "acts"), i, v)
	{
		expect_act(file, v);
		seen |= 1u << vector_number(v, "kind");
	}
	for (unsigned kind = ACT_GENESIS; kind <= ACT_POLICY; kind++)
		ck_assert_msg(seen & 1u << kind, "no vector of act kind %u", kind);
	json_decref(file);
}
END_TEST

/* PROTOCOL M3.13 */
START_TEST(an_application_is_read_the_same)
{
	json_t *file = vectors_load("acts.json");
	const json_t *v = json_array_get(json_object_get(file, "applications"), 0);
	const Cmsa__Application *app = NULL;
	struct buf b = { 0 }, out = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_ACT_ARENA);
	ck_assert_int_eq(
	    application_parse(&app, &mem, vector_bytes(&b, v, "signed_application")),
	    V_OK);
	ck_assert_str_eq(app->author, "USA");
	pb_write(&out, &app->base);
	vector_expect(v, "application", buf_view(&out));
	buf_reset(&out);
	application_signing_string(&out, vector_bytes(&b, v, "application"));
	vector_expect(v, "signing_string", buf_view(&out));
	arena_clear(&mem);
	buf_clear(&b);
	buf_clear(&out);
	json_decref(file);
}
END_TEST

/* The header's values, written by us, are the vector's header. */
static void
expect_header_written(const json_t *v, const struct entry *e)
{
	struct buf out = { 0 };

	entry_write(&out, e);
	vector_expect(v, "header", buf_view(&out));
	buf_clear(&out);
}

static void
expect_values(const json_t *values, const struct entry *e)
{
	ck_assert_str_eq(e->place.author, vector_text(values, "author"));
	ck_assert_uint_eq(
	    e->place.incarnation, (uint32_t)vector_number(values, "incarnation"));
	ck_assert_uint_eq(e->place.seq, (uint64_t)vector_number(values, "seq"));
	ck_assert_uint_eq(e->key, (uint32_t)vector_number(values, "key"));
	ck_assert_uint_eq(
	    e->register_number, (uint64_t)vector_number(values, "register_number"));
	ck_assert_int_eq(e->time_ms, vector_number(values, "time_ms"));
	ck_assert_uint_eq(e->kind, (uint32_t)vector_number(values, "kind"));
	ck_assert_uint_eq(e->audience, (uint32_t)vector_number(values, "audience"));
	ck_assert_uint_eq(e->body_size, (uint32_t)vector_number(values, "body_size"));
	vector_expect(values, "prev", bytes_of(e->prev.b, 32));
	vector_expect(values, "register_id", bytes_of(e->register_id.b, 32));
	vector_expect(values, "body_hash", bytes_of(e->body_hash.b, 32));
	if (json_object_get(values, "extension"))
		vector_expect(values, "extension", e->extension);
	else
		ck_assert_uint_eq(e->extension.n, 0);
	if (json_object_get(values, "key_commitment"))
		vector_expect(
		    values, "key_commitment", bytes_of(e->key_commitment.b, 32));
	else
		ck_assert(hash_is_zero(&e->key_commitment));
}

static void
expect_entry(const struct hash *alliance, const json_t *v)
{
	struct bytes header, signature, body;
	struct buf b = { 0 }, out = { 0 };
	struct public_key key;
	struct signature sig;
	struct entry e;

	ck_assert_int_eq(signed_entry_parse(&header, &signature, &body,
			     vector_bytes(&b, v, "signed_entry")),
	    V_OK);
	ck_assert_int_eq(entry_parse(&e, header), V_OK);
	vector_expect(v, "id", bytes_of(e.id.b, 32));
	vector_expect(v, "signature", signature);
	vector_expect(v, "body", body);
	expect_values(json_object_get(v, "values"), &e);
	expect_header_written(v, &e);
	ck_assert_int_eq(entry_check_body(&e, body), V_OK);
	vector_fixed(key.b, 32, v, "public_key");
	memcpy(sig.b, signature.p, sizeof(sig.b));
	ck_assert_int_eq(entry_check_signature(alliance, &e.id, &sig, &key), V_OK);
	entry_signing_string(&out, alliance, &e.id);
	vector_expect(v, "signing_string", buf_view(&out));
	buf_reset(&out);
	signed_entry_write(&out, header, signature, body);
	vector_expect(v, "signed_entry", buf_view(&out));
	buf_clear(&b);
	buf_clear(&out);
}

/* PROTOCOL M2.3, M4.1, M4.2 */
START_TEST(every_entry_is_read_and_written_the_same)
{
	json_t *file = vectors_load("entries.json"), *v;
	struct hash alliance = vector_hash(file, "alliance_id");
	size_t i;

	json_array_foreach(json_object_get(file, "entries"), i, v)
	    expect_entry(&alliance, v);
	ck_assert_uint_ge(i, 9);
	json_array_foreach(json_object_get(file, "rotation"), i, v)
	    expect_entry(&alliance, v);
	ck_assert_uint_eq(i, 2);
	json_decref(file);
}
END_TEST

/* PROTOCOL M5.1, M5.4, M5.6, M5.10, M5.13 */
START_TEST(bodies_of_known_kinds_decode_and_encode_to_themselves)
{
	json_t *file = vectors_load("entries.json"), *v;
	size_t i, interpreted = 0;

	json_array_foreach(json_object_get(file, "entries"), i, v)
	{
		const json_t *values = json_object_get(v, "values");
		struct entry e = { .kind = (uint32_t)vector_number(values, "kind"),
			.schema = 1,
			.audience = (uint32_t)vector_number(values, "audience") };
		const ProtobufCMessage *m = NULL;
		struct buf b = { 0 }, out = { 0 };
		struct arena mem;
		enum verdict expected =
		    strstr(vector_text(v, "name"), "unusable") ? V_COUNTRY : V_OK;

		arena_init(&mem, LIMIT_BODY_ARENA);
		ck_assert_int_eq(
		    body_parse_of(&m, &mem, &e, vector_bytes(&b, v, "body"), NULL),
		    expected);
		if (m) {
			interpreted++;
			pb_write(&out, m);
			vector_expect(v, "body", buf_view(&out));
			ck_assert_int_eq(body_check(e.kind, m, NULL), V_OK);
		}
		arena_clear(&mem);
		buf_clear(&b);
		buf_clear(&out);
	}
	ck_assert_uint_eq(interpreted, 6);
	json_decref(file);
}
END_TEST

/* PROTOCOL M4.4 */
START_TEST(the_feed_chains_from_the_alliance_id)
{
	json_t *file = vectors_load("entries.json"), *v;
	struct hash alliance = vector_hash(file, "alliance_id");
	struct feed_tip tip = { 0 };
	size_t i;

	json_array_foreach(json_object_get(file, "entries"), i, v)
	{
		struct buf b = { 0 };
		struct entry e;

		ck_assert_int_eq(entry_parse(&e, vector_bytes(&b, v, "header")), V_OK);
		if (e.place.seq == 1)
			tip = (struct feed_tip){ 0 };
		ck_assert_int_eq(feed_check(&tip, &alliance, &e), V_OK);
		tip = feed_advance(&e);
		buf_clear(&b);
	}
	json_decref(file);
}
END_TEST

/* PROTOCOL M6.11 */
START_TEST(segment_boundaries_follow_from_sizes)
{
	json_t *file = vectors_load("segments.json"), *v;
	size_t i;

	json_array_foreach(json_object_get(file, "boundaries"), i, v)
	{
		const json_t *sizes = json_object_get(v, "body_sizes");
		const json_t *first = json_object_get(v, "first");
		size_t n = 0, total = 0, segments = 0;

		for (size_t k = 0; k < json_array_size(sizes); k++) {
			size_t size =
			    (size_t)json_integer_value(json_array_get(sizes, k));

			if (!n || segment_is_full(n, total, size)) {
				ck_assert_int_eq(
				    json_integer_value(json_array_get(first, segments)),
				    (json_int_t)k);
				segments++;
				n = total = 0;
			}
			n++;
			total += size;
		}
		ck_assert_uint_eq(segments, json_array_size(first));
	}
	ck_assert_uint_ge(i, 5);
	json_decref(file);
}
END_TEST

static struct buf
blob_of(const json_t *run, uint32_t audience)
{
	struct buf b = { 0 };
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(run, "blobs"), i,
	    v) if (vector_number(v, "audience") == audience)
	    vector_bytes(&b, v, "bodies");
	return b;
}

/* PROTOCOL M6.12 */
START_TEST(a_run_comes_apart_into_its_entries_and_back)
{
	json_t *file = vectors_load("segments.json");
	const json_t *run = json_array_get(json_object_get(file, "runs"), 0);
	const json_t *ids = json_object_get(run, "ids");
	struct buf b = { 0 }, again = { 0 }, blob[5] = { { 0 } };
	struct bytes headers = vector_bytes(&b, run, "headers"), header, rest[5], body;
	size_t n = 0;

	for (uint32_t a = 1; a < 5; a++) {
		blob[a] = blob_of(run, a);
		rest[a] = buf_view(&blob[a]);
	}
	for (; segment_next_header(&header, &headers); n++) {
		struct buf id = { 0 };
		struct entry e;

		ck_assert_int_eq(entry_parse(&e, header), V_OK);
		ck_assert(segment_next_body(&body, &rest[e.audience], &e));
		ck_assert_int_eq(entry_check_body(&e, body), V_OK);
		ck_assert(
		    bytes_eq(hex_bytes(&id, json_string_value(json_array_get(ids, n))),
			bytes_of(e.id.b, 32)));
		segment_add_header(&again, header);
		buf_clear(&id);
	}
	ck_assert_uint_eq(headers.n, 0);
	ck_assert_uint_eq(n, json_array_size(ids));
	vector_expect(run, "headers", buf_view(&again));
	for (uint32_t a = 1; a < 5; a++) {
		ck_assert_uint_eq(rest[a].n, 0);
		buf_clear(&blob[a]);
	}
	buf_clear(&b);
	buf_clear(&again);
	json_decref(file);
}
END_TEST

static struct position
position_of(const json_t *heads)
{
	struct position p = { 0 };
	const json_t *v;
	size_t i;

	json_array_foreach(heads, i, v)
	{
		const char *author = vector_text(v, "author");
		struct hash id = vector_hash(v, "id");
		struct place at = {
			.incarnation = (uint32_t)vector_number(v, "incarnation"),
			.seq = (uint64_t)vector_number(v, "seq"),
		};

		memcpy(at.author, author, strlen(author) + 1);
		position_set(&p, &at, &id);
	}
	return p;
}

/* PROTOCOL M6.6 */
START_TEST(the_digest_of_heads_is_the_same)
{
	json_t *file = vectors_load("heads.json"), *v;
	size_t i;

	json_array_foreach(file, i, v)
	{
		struct position p = position_of(json_object_get(v, "heads"));
		struct hash h = heads_digest(&p);

		vector_expect(v, "digest", bytes_of(h.b, 32));
		position_clear(&p);
	}
	ck_assert_uint_eq(i, 3);
	json_decref(file);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_vectors");
	TCase *t = tcase_create("vectors");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_seed_gives_its_public_key);
	tcase_add_test(t, statements_of_keys_bodies_are_the_same_strings);
	tcase_add_test(t, every_kind_of_act_is_read_and_written_the_same);
	tcase_add_test(t, an_application_is_read_the_same);
	tcase_add_test(t, every_entry_is_read_and_written_the_same);
	tcase_add_test(t, bodies_of_known_kinds_decode_and_encode_to_themselves);
	tcase_add_test(t, the_feed_chains_from_the_alliance_id);
	tcase_add_test(t, segment_boundaries_follow_from_sizes);
	tcase_add_test(t, a_run_comes_apart_into_its_entries_and_back);
	tcase_add_test(t, the_digest_of_heads_is_the_same);
	suite_add_tcase(s, t);
	return check_main(s);
}
