/* keyfile.h - one key in one file, sealed with a passphrase.  Whose key it is, its use
 * and its public half can be read without the passphrase; opening checks that they are
 * true.
 *
 * File of 224 bytes, integers big-endian:
 *     0   8  "CMSAKEY" and the version, 1
 *     8   1  use (key.h)
 *     9   1  algorithm (key.h)
 *    10   1  derivation: 1, Argon2id version 1.3 (RFC 9106), one lane
 *    11   1  0
 *    12  24  author, filled with NULs
 *    36  32  public key
 *    68   4  Argon2id passes
 *    72   8  Argon2id memory in bytes
 *    80  16  salt
 *    96  24  nonce
 *   120  48  XChaCha20-Poly1305 (IETF) of the 32-byte seed or scalar under the derived key;
 *            the bytes 0..119 are its associated data
 *   168  24  0
 *   192  32  SHA-256("cmsa/1/key-file\0" || the bytes 0..191)
 *
 * The hash tells a damaged file from a wrong passphrase; against whoever can write the file
 * only the seal protects.  Passes and memory outside libsodium's interactive .. sensitive
 * are refused, so a changed file can cost neither strength below interactive nor memory
 * beyond 1 GiB (and with other limits the key derived is another: it stays shut). */
#ifndef KEYFILE_H
#define KEYFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "err.h"
#include "key.h"
#include "secret.h"

enum {
	KEYFILE_BYTES = 224,
	KEYFILE_SALT_BYTES = 16,
	KEYFILE_SEALING_BYTES = 32
};

/* What deriving the key from a passphrase costs. */
struct keyfile_limits {
	uint32_t passes;
	uint64_t memory_bytes;
};

struct keyfile_limits keyfile_limits_moderate(void);    /* what programs use */
struct keyfile_limits keyfile_limits_interactive(void); /* the least; for tests */

/* Within libsodium's interactive .. sensitive? */
bool keyfile_limits_ok(struct keyfile_limits l);

/* The key of KEYFILE_SEALING_BYTES that Argon2id derives.  Slow.  ERR_FULL: no memory.
 * The caller clears `out`. */
enum err keyfile_derive(struct secret *out, const struct secret *passphrase,
    const uint8_t salt[static KEYFILE_SALT_BYTES], struct keyfile_limits l,
    struct errmsg *m);

/* What a key file says of itself; not yet proven by the passphrase. */
struct keyfile_info {
	enum key_use use;
	enum key_algorithm algorithm;
	char author[AUTHOR_LEN];
	struct public_key public_key;
	struct keyfile_limits limits;
};

/* ERR_INPUT: no key file, damaged, or a field outside its range; `m` says which. */
enum err keyfile_parse(struct keyfile_info *out, struct bytes file, struct errmsg *m);

/* The same of a file; also ERR_NOT_FOUND, ERR_IO.  The message names the file. */
enum err keyfile_peek(struct keyfile_info *out, const char *path, struct errmsg *m);

/* Seals `k` into a new file of mode 0600, whole or not at all.  ERR_BUSY when `path`
 * exists: a key file is never overwritten. */
enum err keyfile_write_new(const char *path, const struct key *k,
    const struct secret *passphrase, struct keyfile_limits limits, struct errmsg *m);

/* Opens a key of that use, and of that author unless NULL.  The caller clears it.
 * ERR_REFUSED: the file is of another use or author, or the passphrase is wrong.  Others
 * as keyfile_peek.  Takes as long as the file's limits say (about half a second). */
enum err keyfile_open(struct key *out, const char *path, enum key_use use,
    const char *author, const struct secret *passphrase, struct errmsg *m);

/* The two steps of keyfile_open, for the bytes of a file.  First, slow: the key that the file
 * is sealed under, if the passphrase is right; the caller clears it.  ERR_INPUT as
 * keyfile_parse; ERR_FULL: no memory.  Then, quick: as keyfile_open, ERR_REFUSED also when
 * `sealing` is not that key. */
enum err keyfile_sealing_key(struct secret *out, struct bytes file,
    const struct secret *passphrase, struct errmsg *m);
enum err keyfile_unseal(struct key *out, struct bytes file, enum key_use use,
    const char *author, const struct secret *sealing, struct errmsg *m);

#endif
