/* hash.h - the one hash, SHA-256 (FIPS 180-4), and the domain tags (PROTOCOL.md 2.2). */
#ifndef HASH_H
#define HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bytes.h"

struct hash {
	uint8_t b[32];
};

enum {
	HASH_HEX_LEN = 65
};

/* Every hashed or signed string begins with one of these and a NUL. */
#define TAG_ENTRY         "cmsa/1/entry"
#define TAG_BODY          "cmsa/1/body"
#define TAG_SIGNATURE     "cmsa/1/signature"
#define TAG_ACT           "cmsa/1/act"
#define TAG_ACT_SIGNATURE "cmsa/1/act-signature"
#define TAG_IDENTITY      "cmsa/1/identity"
#define TAG_POSSESSION    "cmsa/1/possession"
#define TAG_APPLICATION   "cmsa/1/application"
#define TAG_KEY           "cmsa/1/key"
#define TAG_SEALED_BODY   "cmsa/1/sealed-body"
#define TAG_WRAP          "cmsa/1/wrap"
#define TAG_RESUME        "cmsa/1/resume"
#define TAG_DIGEST        "cmsa/1/digest"
#define TAG_HEADS         "cmsa/1/heads"
#define TAG_BUNDLE        "cmsa/1/bundle"

/* SHA-256(tag || 0 || data). */
struct hash hash_tagged(const char *tag, struct bytes data);

/* The same over several parts, one after the other. */
struct hash_state {
	_Alignas(16) uint8_t opaque[192];
};
void hash_begin(struct hash_state *s, const char *tag);
void hash_add(struct hash_state *s, const void *p, size_t n);
struct hash hash_end(struct hash_state *s);

static inline bool
hash_eq(const struct hash *a, const struct hash *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

bool hash_is_zero(const struct hash *h);
void hash_hex(char out[static HASH_HEX_LEN], const struct hash *h);

/* Takes 32 bytes; false when `b` has another length. */
bool hash_from(struct hash *out, struct bytes b);

#endif
