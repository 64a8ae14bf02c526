/* vectors.h - for tests: reads a JSON file of tests/vectors and the hexadecimal in it.
 * A missing member fails the test. */
#ifndef VECTORS_H
#define VECTORS_H

#include <check.h>
#include <jansson.h>
#include <string.h>

#include "bytes.h"
#include "hash.h"

/* The caller drops it with json_decref. */
static inline json_t *
vectors_load(const char *name)
{
	char path[512];
	json_error_t why;
	json_t *j;

	snprintf(path, sizeof(path), "%s/vectors/%s", TESTS_DIR, name);
	j = json_load_file(path, 0, &why);
	ck_assert_msg(j != NULL, "%s: line %d: %s", path, why.line, why.text);
	return j;
}

static inline const char *
vector_text(const json_t *v, const char *member)
{
	const char *s = json_string_value(json_object_get(v, member));

	ck_assert_msg(s != NULL, "no text \"%s\" in the vector", member);
	return s;
}

static inline int64_t
vector_number(const json_t *v, const char *member)
{
	const json_t *n = json_object_get(v, member);

	ck_assert_msg(json_is_integer(n), "no number \"%s\" in the vector", member);
	return json_integer_value(n);
}

/* Replaces `out` by the bytes that a hexadecimal string says. */
static inline struct bytes
hex_bytes(struct buf *out, const char *hex)
{
	size_t n = strlen(hex) / 2;
	uint8_t *p = malloc(n + 1);

	ck_assert_ptr_nonnull(p);
	ck_assert_msg(hex_parse(p, n, hex), "no hexadecimal: %.40s", hex);
	buf_reset(out);
	buf_add(out, p, n);
	free(p);
	return buf_view(out);
}

static inline struct bytes
vector_bytes(struct buf *out, const json_t *v, const char *member)
{
	return hex_bytes(out, vector_text(v, member));
}

/* Exactly `n` bytes into `out`. */
static inline void
vector_fixed(void *out, size_t n, const json_t *v, const char *member)
{
	struct buf b = { 0 };
	struct bytes got = vector_bytes(&b, v, member);

	ck_assert_uint_eq(got.n, n);
	memcpy(out, got.p, n);
	buf_clear(&b);
}

static inline struct hash
vector_hash(const json_t *v, const char *member)
{
	struct hash h;

	vector_fixed(h.b, sizeof(h.b), v, member);
	return h;
}

/* Are these the bytes of the member?  Fails the test with the vector's name. */
static inline void
vector_expect(const json_t *v, const char *member, struct bytes found)
{
	const json_t *name = json_object_get(v, "name");
	struct buf b = { 0 };

	ck_assert_msg(bytes_eq(vector_bytes(&b, v, member), found), "%s: another %s",
	    name ? json_string_value(name) : "?", member);
	buf_clear(&b);
}

#endif
