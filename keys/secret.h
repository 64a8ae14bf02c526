/* secret.h - memory for passphrases and secret keys: guarded pages, locked, wiped.
 * Nothing in here is ever logged or written except sealed (keyfile.h). */
#ifndef SECRET_H
#define SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* Zero-initialised is empty.  `p` is of libsodium's guarded heap. */
struct secret {
	uint8_t *p;
	size_t n;
};

/* Room for `n` bytes (n > 0), zeroed, locked into memory and left out of core files, which
 * this process does not write any more (not dumpable); so no other process of its user can
 * trace it.  Not to be called in a cell (node/daemon/sandbox.h).  A machine that refuses the
 * lock (RLIMIT_MEMLOCK) gets a warning in the log and the memory all the same.
 * ERR_CRYPTO when libsodium cannot start, ERR_FULL without memory. */
enum err secret_new(struct secret *s, size_t n);

/* Wipes and frees; the secret is empty afterwards.  An empty one is fine. */
void secret_clear(struct secret *s);

#endif
