/* record_vectors.h - for tests of one file of vectors about acts and entries: what the
 * independent program wrote is read and written the same, one flipped bit anywhere is
 * refused, and what it spoilt gets its verdict.  `file` is the whole file. */
#ifndef RECORD_VECTORS_H
#define RECORD_VECTORS_H

#include <sodium.h>

#include "act.h"
#include "body.h"
#include "entry.h"
#include "pb.h"
#include "vectors/vectors.h"

/* Does the act stand by itself, with two good signatures of registrars in force? */
static inline bool
vector_act_stands(const json_t *file, const json_t *v, struct bytes in)
{
	const json_t *keys = json_object_get(file, "later_registrars");
	struct hash alliance = vector_hash(file, "alliance_id");
	struct buf key = { 0 };
	struct act a;
	enum verdict verdict = act_parse(&a, in);
	bool good = verdict == V_OK && a.n_sigs >= 2;

	(void)v;
	for (size_t i = 0; good && i < a.n_sigs; i++) {
		const char *hex =
		    json_string_value(json_array_get(keys, a.sigs[i].registrar));

		good = hex && !a.sigs[i].incoming &&
		       !act_check_signature(
			   &alliance, &a.id, &a.sigs[i].sig, hex_bytes(&key, hex).p);
	}
	if (verdict == V_OK || verdict == V_UPGRADE_NEEDED)
		act_clear(&a);
	buf_clear(&key);
	return good;
}

/* The entry, its body and its signature by the key of the vector? */
static inline bool
vector_entry_stands(const json_t *file, const json_t *v, struct bytes in)
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

/* The i-th of a list in the file; it is there, or the test fails. */
static inline const json_t *
vector_at(const json_t *file, const char *list, int i)
{
	const json_t *v = json_array_get(json_object_get(file, list), (size_t)i);

	ck_assert_msg(v != NULL, "no vector %d in \"%s\"", i, list);
	return v;
}

/* It stands as it is, and not with any one bit flipped. */
static inline void
vector_refuse_flips(const json_t *file, const json_t *v, const char *member,
    bool (*stands)(const json_t *file, const json_t *v, struct bytes in))
{
	struct buf b = { 0 };

	ck_assert(stands(file, v, vector_bytes(&b, v, member)));
	for (size_t bit = 0; bit < 8 * b.n; bit++) {
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(!stands(file, v, buf_view(&b)), "bit %zu", bit);
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&b);
}

/* The act is read, is of that kind and id, and is written the same.  Returns its kind. */
static inline uint32_t
vector_expect_act(const json_t *v)
{
	struct buf b = { 0 }, out = { 0 };
	uint32_t kind;
	struct act a;

	ck_assert_int_eq(act_parse(&a, vector_bytes(&b, v, "signed_act")), V_OK);
	kind = (uint32_t)a.kind;
	ck_assert_int_eq((int)kind, vector_number(v, "kind"));
	vector_expect(v, "id", bytes_of(a.id.b, 32));
	act_write(&out, a.body);
	vector_expect(v, "act", buf_view(&out));
	act_clear(&a);
	buf_clear(&b);
	buf_clear(&out);
	return kind;
}

/* The entry stands; its body is read as one of its kind and audience and written the same. */
static inline void
vector_expect_entry(const json_t *file, const json_t *v)
{
	const json_t *values = json_object_get(v, "values");
	const ProtobufCMessage *m = NULL;
	struct entry e = { .schema = 1 };
	struct buf b = { 0 }, out = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert(vector_entry_stands(file, v, vector_bytes(&b, v, "signed_entry")));
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

/* What the door "act", "body", or "marked-body" (whose audience counts too) answers. */
static inline enum verdict
vector_verdict_of(const json_t *v, struct bytes in)
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
	e.kind = (uint32_t)vector_number(v, "kind");
	e.schema = (uint32_t)vector_number(v, "schema");
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!strcmp(vector_text(v, "door"), "marked-body")) {
		e.audience = (uint32_t)vector_number(v, "audience");
		verdict = body_parse_of(&m, &mem, &e, in, NULL);
	} else {
		ck_assert_str_eq(vector_text(v, "door"), "body");
		verdict = body_parse(&m, &mem, e.kind, e.schema, in, NULL);
	}
	arena_clear(&mem);
	return verdict;
}

/* All of the list "refused", at least `least` of them. */
static inline void
vector_expect_refused(const json_t *file, size_t least)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(file, "refused"), i, v)
	{
		struct buf b = { 0 };
		enum verdict found = vector_verdict_of(v, vector_bytes(&b, v, "bytes"));

		ck_assert_msg((int)found == vector_number(v, "verdict"),
		    "%s: expected verdict %lld, found %s", vector_text(v, "name"),
		    (long long)vector_number(v, "verdict"), verdict_word(found));
		buf_clear(&b);
	}
	ck_assert_uint_ge(i, least);
}

#endif
