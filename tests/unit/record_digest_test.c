/* The findings of the golden vectors and their digest (PROTOCOL M7.12). */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>

#include "check_main.h"
#include "findings.h"
#include "pb.h"
#include "vectors/vectors.h"

enum {
	MOST = 8
};

static struct position
position_of(const json_t *v)
{
	struct position p = {
		.register_number = (uint64_t)vector_number(v, "register_number"),
		.register_id = vector_hash(v, "register_id"),
	};
	const json_t *h;
	size_t i;

	json_array_foreach(json_object_get(v, "heads"), i, h)
	{
		const char *author = vector_text(h, "author");
		struct hash id = vector_hash(h, "id");
		struct place at = {
			.incarnation = (uint32_t)vector_number(h, "incarnation"),
			.seq = (uint64_t)vector_number(h, "seq"),
		};

		memcpy(at.author, author, strlen(author) + 1);
		position_set(&p, &at, &id);
	}
	return p;
}

/* Decoded from the bytes that the vectors give; they must encode to themselves. */
static size_t
read_findings(struct finding *list, struct arena *mem, const json_t *v)
{
	const json_t *hex;
	size_t i;

	json_array_foreach(json_object_get(v, "finding_bytes"), i, hex)
	{
		const ProtobufCMessage *m = NULL;
		struct buf b = { 0 };

		ck_assert_uint_lt(i, MOST);
		ck_assert_int_eq(pb_parse_canonical(&m, mem, &cmsa__finding__descriptor,
				     hex_bytes(&b, json_string_value(hex))),
		    V_OK);
		list[i] = (struct finding){ .pb = *(const Cmsa__Finding *)m };
		buf_clear(&b);
	}
	return i;
}

static void
expect_digest(const json_t *v)
{
	struct finding list[MOST];
	struct position p = position_of(v);
	struct findings_about about = {
		.alliance = vector_hash(v, "alliance_id"),
		.rules_version = (uint32_t)vector_number(v, "rules_version"),
		.level = (enum facts_level)vector_number(v, "level"),
		.position = &p,
		.as_of = { (int32_t)vector_number(v, "as_of_days") },
	};
	struct arena mem;
	struct hash digest;
	size_t n;

	arena_init(&mem, LIMIT_BODY_ARENA);
	n = read_findings(list, &mem, v);
	digest = findings_digest(&about, list, n);
	vector_expect(v, "digest", bytes_of(digest.b, sizeof(digest.b)));
	about.as_of.days++; /* the date is in it */
	digest = findings_digest(&about, list, n);
	ck_assert(memcmp(digest.b, vector_hash(v, "digest").b, sizeof(digest.b)) != 0);
	position_clear(&p);
	arena_clear(&mem);
}

START_TEST(the_digest_of_findings_is_the_same)
{
	json_t *file = vectors_load("findings.json"), *v;
	size_t i;

	json_array_foreach(file, i, v) expect_digest(v);
	ck_assert_uint_eq(i, 2);
	json_decref(file);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("digest");
	Suite *s = suite_create("record_digest");

	tcase_add_test(t, the_digest_of_findings_is_the_same);
	suite_add_tcase(s, t);
	return check_main(s);
}
