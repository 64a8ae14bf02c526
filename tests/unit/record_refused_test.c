/* tests/vectors/refused.json: bytes that must be refused, each with its verdict
 * (PROTOCOL M2.4, M2.5, M3.1, M3.2, M3.3, M3.7, M3.9, M3.13, M3.15, M4.1, M4.2, M4.4, M4.5,
 * M4.6, M5.1, M5.4, M5.6, M5.7, M5.8, M5.9, M5.10, M5.11, M5.12, M5.13, M8.1). */
#include <check.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "act.h"
#include "body.h"
#include "check_main.h"
#include "entry.h"
#include "feed.h"
#include "generations.h"
#include "segment.h"
#include "vectors/vectors.h"

static enum verdict
at_header(const json_t *v, struct bytes in)
{
	struct entry e;

	(void)v;
	return entry_parse(&e, in);
}

static enum verdict
at_signed_entry(const json_t *v, struct bytes in)
{
	struct bytes header, signature, body;

	(void)v;
	return signed_entry_parse(&header, &signature, &body, in);
}

static enum verdict
at_entry(const json_t *v, struct bytes in)
{
	struct bytes header, signature, body;
	struct hash alliance = vector_hash(v, "alliance_id");
	struct public_key key;
	struct signature sig;
	struct entry e;
	enum verdict verdict = signed_entry_parse(&header, &signature, &body, in);

	if (!verdict)
		verdict = entry_parse(&e, header);
	if (!verdict)
		verdict = entry_check_body(&e, body);
	if (verdict)
		return verdict;
	vector_fixed(key.b, sizeof(key.b), v, "public_key");
	memcpy(sig.b, signature.p, sizeof(sig.b));
	return entry_check_signature(&alliance, &e.id, &sig, &key);
}

static enum verdict
at_act(const json_t *v, struct bytes in)
{
	struct act a;
	enum verdict verdict = act_parse(&a, in);

	(void)v;
	if (verdict == V_OK || verdict == V_UPGRADE_NEEDED)
		act_clear(&a);
	return verdict;
}

static enum verdict
at_body(const json_t *v, struct bytes in)
{
	const ProtobufCMessage *m = NULL;
	struct body_fault fault = { 0 };
	struct arena mem;
	enum verdict verdict;

	arena_init(&mem, LIMIT_BODY_ARENA);
	verdict = body_parse(&m, &mem, (uint32_t)vector_number(v, "kind"),
	    (uint32_t)vector_number(v, "schema"), in, &fault);
	ck_assert_ptr_null(m);
	arena_clear(&mem);
	return verdict;
}

static enum verdict
at_application(const json_t *v, struct bytes in)
{
	const Cmsa__Application *app = NULL;
	struct arena mem;
	enum verdict verdict;

	(void)v;
	arena_init(&mem, LIMIT_ACT_ARENA);
	verdict = application_parse(&app, &mem, in);
	ck_assert_ptr_null(app);
	arena_clear(&mem);
	return verdict;
}

static enum verdict
at_headers_blob(const json_t *v, struct bytes in)
{
	struct bytes header;

	(void)v;
	return segment_next_header(&header, &in) || !in.n ? V_OK : V_MALFORMED;
}

static enum verdict
at_act_signature(const json_t *v, struct bytes in)
{
	struct hash alliance = vector_hash(v, "alliance_id"), id = vector_hash(v, "id");
	struct signature sig;
	uint8_t key[32];

	(void)in;
	vector_fixed(sig.b, sizeof(sig.b), v, "signature");
	vector_fixed(key, sizeof(key), v, "public_key");
	return act_check_signature(&alliance, &id, &sig, key);
}

/* Every header but the last is right. */
static enum verdict
at_chain(const json_t *v, struct bytes in)
{
	struct hash alliance = vector_hash(v, "alliance_id");
	const json_t *headers = json_object_get(v, "headers");
	struct feed_tip tip = { 0 };
	struct generation first = { .number = 1, .said_at = 1 };
	const struct generations none = { 0 }, g = { &first, 1 };
	enum verdict verdict = V_OK;

	(void)in;
	for (size_t i = 0; i < json_array_size(headers); i++) {
		struct buf b = { 0 };
		struct entry e;

		ck_assert_int_eq(verdict, V_OK);
		ck_assert_int_eq(
		    entry_parse(
			&e, hex_bytes(&b, json_string_value(json_array_get(headers, i)))),
		    V_OK);
		verdict = feed_check(&tip, &alliance, &e);
		if (!verdict) /* nothing here names later keys */
			verdict = generations_check(i ? &g : &none, &e);
		if (!verdict)
			tip = feed_advance(&e);
		buf_clear(&b);
	}
	return verdict;
}

static const struct {
	const char *name;
	enum verdict (*enter)(const json_t *v, struct bytes in);
	bool has_bytes;
} doors[] = {
	{ "header", at_header, true },
	{ "signed-entry", at_signed_entry, true },
	{ "entry", at_entry, true },
	{ "act", at_act, true },
	{ "body", at_body, true },
	{ "application", at_application, true },
	{ "headers-blob", at_headers_blob, true },
	{ "act-signature", at_act_signature, false },
	{ "chain", at_chain, false },
};

/* Refused while its number was reserved, and taken since.  Vectors are not edited. */
static bool
is_taken_since(const json_t *v)
{
	return !strcmp(vector_text(v, "name"), "kind proof, reserved");
}

START_TEST(every_refused_vector_gets_its_verdict) /* _i: the door */
{
	json_t *file = vectors_load("refused.json"), *v;
	size_t i, n = 0;

	json_array_foreach(file, i, v)
	{
		struct buf b = { 0 };
		enum verdict found;

		if (strcmp(vector_text(v, "door"), doors[_i].name))
			continue;
		n++;
		found =
		    doors[_i].enter(v, doors[_i].has_bytes ? vector_bytes(&b, v, "bytes")
							   : bytes_of(NULL, 0));
		ck_assert_msg(
		    (int)found ==
			(is_taken_since(v) ? V_OK : vector_number(v, "verdict")),
		    "%s: %s: expected verdict %lld, found %d (%s)", doors[_i].name,
		    vector_text(v, "name"), (long long)vector_number(v, "verdict"),
		    (int)found, verdict_word(found));
		buf_clear(&b);
	}
	ck_assert_msg(n > 1, "no vectors for the door %s", doors[_i].name);
	json_decref(file);
}
END_TEST

START_TEST(every_refused_vector_has_a_door)
{
	json_t *file = vectors_load("refused.json"), *v;
	size_t i;

	json_array_foreach(file, i, v)
	{
		bool known = false;

		for (size_t k = 0; k < ARRAY_LEN(doors); k++)
			known |= !strcmp(doors[k].name, vector_text(v, "door"));
		ck_assert_msg(known, "no door %s", vector_text(v, "door"));
	}
	ck_assert_uint_ge(i, 180);
	json_decref(file);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_refused");
	TCase *t = tcase_create("vectors");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
	    t, every_refused_vector_gets_its_verdict, 0, (int)ARRAY_LEN(doors));
	tcase_add_test(t, every_refused_vector_has_a_door);
	suite_add_tcase(s, t);
	return check_main(s);
}
