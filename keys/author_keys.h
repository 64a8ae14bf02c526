/* author_keys.h - the four keys of an author and the fresh sign record, made together. */
#ifndef AUTHOR_KEYS_H
#define AUTHOR_KEYS_H

#include "entry.h"
#include "keyfile.h"

/* Under the node's folder. */
#define AUTHOR_KEYS_IDENTITY  "keys/identity.key"
#define AUTHOR_KEYS_SIGNING   "keys/signing.key"
#define AUTHOR_KEYS_TRANSPORT "keys/transport.key"
#define AUTHOR_KEYS_READING   "keys/reading.key"
#define AUTHOR_KEYS_RECORD    "sign.record"

struct author_keys {
	struct public_key identity, signing, transport, reading;
};

/* Makes DIR/keys (mode 0700; DIR and it may exist) with the four key files, all under one
 * passphrase, and DIR/sign.record, the record of a key that has not signed yet.
 * ERR_BUSY when one of the five exists: then nothing is made.  The identity key belongs
 * on another machine afterwards (README.md). */
enum err author_keys_make(struct author_keys *out, const char *dir, const char *author,
    const struct secret *passphrase, struct keyfile_limits limits, struct errmsg *m);

#endif
