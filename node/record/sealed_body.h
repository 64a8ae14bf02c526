/* sealed_body.h - the body of an entry with audience named: any kind's body, sealed to the
 * reading keys of a few (PROTOCOL.md 5.13).
 *
 * One fresh content key an entry; one wrap of it for each reader, filled up to a power of two
 * with wraps that nobody can open.  The header commits to the key.  A wrap follows from content
 * key and reading key alone, so that whoever holds the content key can tell whether there is a
 * right wrap for a reading key, and prove it.  Pure but for the randomness it is given. */
#ifndef SEALED_BODY_H
#define SEALED_BODY_H

#include "arena.h"
#include "entry.h"
#include "pb.h"

enum {
	SEALED_BODY_KEY_BYTES = 32,
	SEALED_BODY_WRAP_BYTES = 80,
	SEALED_BODY_NONCE_BYTES = 24,
	SEALED_BODY_WRAPS = 1024, /* at most */
	SEALED_BODY_LEAST = 256,  /* what a body is padded to: this, doubled n times */
	SEALED_BODY_PLAIN = 128 << 10, /* the largest body that can be sealed */
};

/* Where randomness comes from. */
struct sealed_body_random {
	void (*fill)(void *ctx, void *out, size_t n);
	void *ctx;
};

/* The system's. */
struct sealed_body_random sealed_body_random(void);

/* A sealed body taken apart; borrows the arena. */
struct sealed_body {
	const uint8_t *nonce;
	struct bytes ciphertext;
	const ProtobufCBinaryData *wraps; /* SEALED_BODY_WRAP_BYTES each */
	size_t n_wraps;
};

/* PROTOCOL M5.37.  V_SEALED_FORM, or what is wrong with the encoding (2.3). */
enum verdict sealed_body_parse(
    struct sealed_body *out, struct arena *mem, struct bytes body);

/* PROTOCOL M5.38.  Does the header of `e` commit to this key?  V_OK or V_SEALED_KEY. */
enum verdict sealed_body_check_key(const struct hash *alliance, const struct entry *e,
    const uint8_t key[static SEALED_BODY_KEY_BYTES]);

/* Can anything be sealed to it?  Not to a point of small order. */
bool sealed_body_can_read(const struct public_key *reading);

/* Seals `plain` (at most SEALED_BODY_PLAIN) to 1..SEALED_BODY_WRAPS reading keys for the place,
 * prev, kind and schema of `e`; the sealed body is appended to `out` and e->key_commitment set.
 * A key twice counts once.  False: a reading key is none (of small order), named by *bad. */
bool sealed_body_write(struct buf *out, struct entry *e, size_t *bad,
    const struct hash *alliance, struct bytes plain, const struct public_key *readers,
    size_t n, const struct sealed_body_random *random);

/* A reader's own: V_OK and the content key; V_SEALED_READER when no wrap opens with this
 * reading key; V_SEALED_KEY when one opens, and what is in it is not what the header commits
 * to.  Others as sealed_body_parse. */
enum verdict sealed_body_unwrap(uint8_t key[static SEALED_BODY_KEY_BYTES],
    const struct hash *alliance, const struct entry *e, struct bytes body,
    const struct public_key *reading, const uint8_t secret[static 32]);

/* The body, appended to `out` (which is grown once, so that wiping it leaves no copy).
 * V_SEALED_KEY: not the key of the entry; V_SEALED_CIPHERTEXT: it is, and nothing opens;
 * V_SEALED_PADDING: something opens that is no body.  The last two are the author's fault,
 * and whoever has header, body and key sees them. */
enum verdict sealed_body_open(struct buf *out, const struct hash *alliance,
    const struct entry *e, struct bytes body,
    const uint8_t key[static SEALED_BODY_KEY_BYTES]);

/* PROTOCOL M5.39.  Is there a right wrap for this reading key?  Only who has the content key
 * can tell.  False also for a body that is not in its form. */
bool sealed_body_has_reader(struct bytes body, const struct public_key *reading,
    const uint8_t key[static SEALED_BODY_KEY_BYTES]);

#endif
