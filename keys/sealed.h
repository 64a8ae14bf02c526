/* sealed.h - a file of any length, sealed with a passphrase as a key file is (keyfile.h).
 *
 * Integers big-endian:
 *     0   8  "CMSASEA" and the version, 1
 *     8   4  Argon2id passes
 *    12   8  Argon2id memory in bytes
 *    20  16  salt
 *    36  24  header of crypto_secretstream_xchacha20poly1305
 *    60      pieces of that stream: 65536 bytes of the content each, the last 0 to 65536 and
 *            tagged as the last; each is 17 bytes longer when sealed.  Associated data of
 *            each piece: the bytes 0..59
 *
 * So a byte changed, a piece left out, moved or repeated, and a file that ends early are
 * all noticed.  The length of the content is not hidden. */
#ifndef SEALED_H
#define SEALED_H

#include "hash.h"
#include "keyfile.h"

/* Writing: beside `path` until it is whole, mode 0600.  ERR_BUSY when `path` exists;
 * ERR_FULL, ERR_IO.  Each sealed_out_add after one that failed fails too; finish says
 * why.  `content` of finish: SHA-256("cmsa/1/sealed\0" || all that was added).  finish and
 * drop free in any case. */
struct sealed_out;
enum err sealed_out_open(struct sealed_out **out, const char *path,
    const struct secret *passphrase, struct keyfile_limits limits, struct errmsg *m);
enum err sealed_out_add(struct sealed_out *s, struct bytes data);
enum err sealed_out_finish(
    struct sealed_out **s, struct hash *content, struct errmsg *m);
void sealed_out_drop(struct sealed_out **s);

/* Reading.  ERR_NOT_FOUND, ERR_IO; ERR_INPUT: no sealed file, or damaged; ERR_REFUSED: the
 * passphrase is wrong (or the first piece was changed: it cannot be told apart). */
struct sealed_in;
enum err sealed_in_open(struct sealed_in **out, const char *path,
    const struct secret *passphrase, struct errmsg *m);
/* Exactly `n` bytes; ERR_INPUT when fewer are left. */
enum err sealed_in_read(struct sealed_in *s, void *to, size_t n, struct errmsg *m);
/* ERR_NONE: all was read, and nothing stands behind; *content as sealed_out_finish's. */
enum err sealed_in_end(struct sealed_in *s, struct hash *content, struct errmsg *m);
void sealed_in_close(struct sealed_in **s);

#endif
