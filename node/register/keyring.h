/* keyring.h - which public key is held by whom and for what: "keys never shared between
 * uses" (PROTOCOL.md 3.3).  A key once held stays taken, also when it was replaced. */
#ifndef KEYRING_H
#define KEYRING_H

#include <stdbool.h>
#include <stddef.h>

#include "entry.h"
#include "name.h"

enum keyring_use {
	USE_REGISTRAR,
	USE_IDENTITY,
	USE_SIGNING,
	USE_READING,
	USE_TRANSPORT
};

struct held_key {
	struct public_key key;
	enum keyring_use use;
	char owner[AUTHOR_LEN]; /* "" for registrars */
	uint64_t act;           /* that named it first; 0 where no act does */
};

/* Zero-initialised is empty. */
struct keyring {
	struct held_key *keys; /* sorted by key */
	size_t n;
	size_t room;
};

/* NULL when nobody holds it.  Borrowed until the next keyring_add. */
const struct held_key *keyring_find(
    const struct keyring *k, const struct public_key *key);

/* Held by another owner, or by this one for another use? */
bool keyring_is_taken(const struct keyring *k, const struct held_key *want);

/* Adds it; a key that is held already stays as it is. */
void keyring_add(struct keyring *k, const struct held_key *key);

void keyring_clear(struct keyring *k);

#endif
