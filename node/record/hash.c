/* hash.c - SHA-256 by libsodium; the only caller of crypto_hash_sha256
 * (PROTOCOL M2.2). */
#include "hash.h"

#include <assert.h>
#include <sodium.h>

_Static_assert(
    sizeof(struct hash_state) >= sizeof(crypto_hash_sha256_state), "room for the state");

void
hash_begin(struct hash_state *s, const char *tag)
{
	crypto_hash_sha256_state *h = (crypto_hash_sha256_state *)(void *)s->opaque;

	crypto_hash_sha256_init(h);
	hash_add(s, tag, strlen(tag) + 1);
}

void
hash_add(struct hash_state *s, const void *p, size_t n)
{
	if (n)
		crypto_hash_sha256_update(
		    (crypto_hash_sha256_state *)(void *)s->opaque, p, n);
}

struct hash
hash_end(struct hash_state *s)
{
	struct hash h;

	crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)s->opaque, h.b);
	return h;
}

struct hash
hash_tagged(const char *tag, struct bytes data)
{
	struct hash_state s;

	hash_begin(&s, tag);
	hash_add(&s, data.p, data.n);
	return hash_end(&s);
}

bool
hash_is_zero(const struct hash *h)
{
	return sodium_is_zero(h->b, sizeof(h->b)) == 1;
}

void
hash_hex(char out[static HASH_HEX_LEN], const struct hash *h)
{
	hex_write(out, h->b, sizeof(h->b));
}

bool
hash_from(struct hash *out, struct bytes b)
{
	if (b.n != sizeof(out->b))
		return false;
	memcpy(out->b, b.p, sizeof(out->b));
	return true;
}
