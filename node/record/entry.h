/* entry.h - an entry: its header as bytes and as values (PROTOCOL.md 4).
 * The exact bytes are hashed, signed, stored and relayed; nothing is re-encoded. */
#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "hash.h"
#include "kind.h"
#include "limit.h"
#include "name.h"
#include "verdict.h"

struct public_key {
	uint8_t b[32];
}; /* Ed25519, X25519 or CURVE: the use says which */
struct signature {
	uint8_t b[64];
};

/* Where an entry stands. */
struct place {
	char author[AUTHOR_LEN];
	uint32_t incarnation;
	uint64_t seq;
};

struct entry {
	struct place place;
	struct hash id; /* computed from the header bytes */
	struct hash prev;
	uint32_t key; /* key generation */
	uint64_t register_number;
	struct hash register_id;
	int64_t time_ms;
	uint32_t kind;
	uint32_t schema;
	uint32_t audience;
	struct hash body_hash;
	uint32_t body_size;
	struct hash key_commitment; /* zero unless audience named */
	struct bytes extension;     /* borrowed from `header` */
	struct bytes header;        /* borrowed: the exact bytes */
};

/* PROTOCOL M2.3, M2.4, M4.1, M4.10.  Decodes and checks a header by itself: canonical, no unknown field, every field in its
 * range, kind and audience allowed together.  An unknown kind is V_OK when it is data and
 * V_UPGRADE_NEEDED when it changes acceptance (entry is filled then too).  `e` borrows
 * `header`. */
enum verdict entry_parse(struct entry *e, struct bytes header);

/* The canonical bytes of the values (header and id are ignored), appended to `out`. */
void entry_write(struct buf *out, const struct entry *e);

struct hash entry_id(struct bytes header);
struct hash body_hash(struct bytes body);

/* PROTOCOL M4.2.  Is it the body the header names (size and hash)?  V_OK, V_TOO_LARGE or V_BODY_HASH. */
enum verdict entry_check_body(const struct entry *e, struct bytes body);

/* The string that is signed: tag || 0 || alliance_id || id; appended to `out`. */
void entry_signing_string(
    struct buf *out, const struct hash *alliance, const struct hash *id);

/* V_OK or V_BAD_SIGNATURE. */
enum verdict entry_check_signature(const struct hash *alliance, const struct hash *id,
    const struct signature *sig, const struct public_key *key);

/* SignedEntry <-> parts.  The parts borrow `signed_entry`; `signature` is empty or 64
 * bytes, `body` may be absent (p NULL). */
enum verdict signed_entry_parse(struct bytes *header, struct bytes *signature,
    struct bytes *body, struct bytes signed_entry);
void signed_entry_write(
    struct buf *out, struct bytes header, struct bytes signature, struct bytes body);

/* Orders by author, incarnation, seq. */
int place_cmp(const struct place *a, const struct place *b);

#endif
