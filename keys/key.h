/* key.h - a secret key in memory, and the one function that makes Ed25519 signatures.
 * A key has one use for life; asking it for another is a bug (assert). */
#ifndef KEY_H
#define KEY_H

#include <stdint.h>

#include "bytes.h"
#include "entry.h"
#include "err.h"
#include "name.h"
#include "secret.h"

enum key_use {             /* stored in key files: never renumber */
	KEY_REGISTRAR = 1, /* signs acts of the register */
	KEY_IDENTITY = 2,  /* kept offline; signs changes of an author's keys */
	KEY_SIGNING = 3,   /* signs entries; only the sign process opens it */
	KEY_TRANSPORT = 4, /* CURVE; only the net process opens it */
	KEY_READING = 5,   /* opens sealed bodies */
};

enum key_algorithm {     /* stored in key files: never renumber */
	KEY_ED25519 = 1, /* registrar, identity, signing */
	KEY_X25519 = 2,  /* transport, reading */
};

struct key {
	enum key_use use;
	char author[AUTHOR_LEN];
	struct public_key public_key;
	struct secret secret; /* 64 bytes of Ed25519 (seed, public key) or 32 of X25519 */
};

/* "registrar"; NULL when unknown. */
const char *key_use_name(uint32_t use);
/* 0 when there is none of that name. */
uint32_t key_use_of_name(const char *name);
enum key_algorithm key_use_algorithm(enum key_use use);

/* A new random key.  `author` is valid (name.h).  The caller clears it. */
enum err key_new(struct key *k, enum key_use use, const char *author);

/* The key that belongs to a 32-byte seed (Ed25519) or secret scalar (X25519). */
enum err key_of_seed(
    struct key *k, enum key_use use, const char *author, const uint8_t seed[static 32]);

/* The 32 bytes that key_of_seed takes; borrowed. */
const uint8_t *key_seed(const struct key *k);

/* Signs `string`, which begins with a domain tag.  `use` is the use the caller needs. */
void key_sign(
    struct signature *out, const struct key *k, enum key_use use, struct bytes string);

/* Wipes and frees.  A zeroed one is fine. */
void key_clear(struct key *k);

#endif
