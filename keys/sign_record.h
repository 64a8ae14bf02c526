/* sign_record.h - the durable memory of the sign process: the last header it signed and
 * the signature, so that it can never sign a second one for a place.  Kept out of
 * backups: an old record brought back is worse than none (README.md, "Loss").
 *
 * File, integers big-endian:
 *     8  "CMSAREC" and the version: 1, or 2 when the header hands over to another key
 *    32  public key of the signing key
 *     4  length of the header; 0: the key has not signed yet
 *     n  the header (PROTOCOL.md 4), then 64 bytes of signature; nothing when n is 0
 *    32  version 2: public key of the next generation, which signs from the next place on
 *    32  SHA-256("cmsa/1/sign-record\0" || all before) */
#ifndef SIGN_RECORD_H
#define SIGN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "entry.h"
#include "err.h"
#include "limit.h"

struct sign_record {
	struct place place; /* seq 0: the key has not signed yet */
	struct hash id;
	uint64_t register_number;
	struct signature signature;
	uint8_t header[LIMIT_HEADER_BYTES];
	size_t header_bytes;
	uint32_t generation;   /* that the header names; 0: none signed yet */
	struct public_key key; /* that signed it, or has not signed yet */
	bool hands_over;       /* the header is the keys entry that names `next` */
	struct public_key next;
};

/* The record of one signed header; `e` was parsed from a header (entry.h).  The keys are left
 * to the caller. */
void sign_record_of(
    struct sign_record *out, const struct entry *e, const struct signature *sig);

/* ERR_NOT_FOUND: no such file.  ERR_INPUT: damaged, or the record of another key than `key`;
 * `key` may be NULL. */
enum err sign_record_read(struct sign_record *out, const char *path,
    const struct public_key *key, struct errmsg *m);

/* Durable when it returns ERR_NONE; before that the old record stands. */
enum err sign_record_write(
    const char *path, const struct sign_record *r, struct errmsg *m);

/* The record of a key that has not signed yet; refuses (ERR_BUSY) when there is one. */
enum err sign_record_new(
    const char *path, const struct public_key *key, struct errmsg *m);

#endif
