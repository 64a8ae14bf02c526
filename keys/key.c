/* key.c - keys in memory. */
#include "key.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const use_names[] = {
	[KEY_REGISTRAR] = "registrar",
	[KEY_IDENTITY] = "identity",
	[KEY_SIGNING] = "signing",
	[KEY_TRANSPORT] = "transport",
	[KEY_READING] = "reading",
};

const char *
key_use_name(uint32_t use)
{
	return use < ARRAY_LEN(use_names) ? use_names[use] : NULL;
}

uint32_t
key_use_of_name(const char *name)
{
	for (uint32_t i = KEY_REGISTRAR; i < ARRAY_LEN(use_names); i++)
		if (!strcmp(name, use_names[i]))
			return i;
	return 0;
}

enum key_algorithm
key_use_algorithm(enum key_use use)
{
	switch (use) {
	case KEY_REGISTRAR:
	case KEY_IDENTITY:
	case KEY_SIGNING: return KEY_ED25519;
	case KEY_TRANSPORT:
	case KEY_READING: return KEY_X25519;
	}
	abort(); /* no use has this number */
}

enum err
key_of_seed(
    struct key *k, enum key_use use, const char *author, const uint8_t seed[static 32])
{
	bool signs = key_use_algorithm(use) == KEY_ED25519;
	enum err e;
	int failed;

	assert(author_is_valid(author));
	*k = (struct key){ .use = use };
	snprintf(k->author, sizeof(k->author), "%s", author);
	e = secret_new(
	    &k->secret, signs ? crypto_sign_SECRETKEYBYTES : crypto_scalarmult_BYTES);
	if (e)
		return e;
	if (signs) {
		failed = crypto_sign_seed_keypair(k->public_key.b, k->secret.p, seed);
	} else {
		memcpy(k->secret.p, seed, crypto_scalarmult_BYTES);
		failed = crypto_scalarmult_base(k->public_key.b, k->secret.p);
	}
	if (failed)
		key_clear(k);
	return failed ? ERR_CRYPTO : ERR_NONE;
}

enum err
key_new(struct key *k, enum key_use use, const char *author)
{
	struct secret seed = { 0 };
	enum err e = secret_new(&seed, 32);

	*k = (struct key){ 0 };
	if (e)
		return e;
	randombytes_buf(seed.p, seed.n);
	e = key_of_seed(k, use, author, seed.p);
	secret_clear(&seed);
	return e;
}

const uint8_t *
key_seed(const struct key *k)
{
	return k->secret.p; /* an Ed25519 secret key begins with its seed */
}

void
key_sign(
    struct signature *out, const struct key *k, enum key_use use, struct bytes string)
{
	int failed;

	assert(k->use == use && key_use_algorithm(use) == KEY_ED25519);
	failed = crypto_sign_detached(out->b, NULL, string.p, string.n, k->secret.p);
	assert(!failed);
}

void
key_clear(struct key *k)
{
	secret_clear(&k->secret);
	*k = (struct key){ 0 };
}
