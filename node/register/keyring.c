/* keyring.c - a sorted array: a few thousand keys at most, looked up far more than added.
 */
#include "keyring.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Where `key` is or belongs. */
static size_t
slot(const struct keyring *k, const struct public_key *key)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(k->keys[mid].key.b, key->b, sizeof(key->b)) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct held_key *
keyring_find(const struct keyring *k, const struct public_key *key)
{
	size_t at = slot(k, key);

	if (at == k->n || memcmp(k->keys[at].key.b, key->b, sizeof(key->b)))
		return NULL;
	return &k->keys[at];
}

bool
keyring_is_taken(const struct keyring *k, const struct held_key *want)
{
	const struct held_key *held = keyring_find(k, &want->key);

	return held && (held->use != want->use || strcmp(held->owner, want->owner));
}

void
keyring_add(struct keyring *k, const struct held_key *key)
{
	size_t at = slot(k, &key->key);

	if (keyring_find(k, &key->key))
		return;
	if (k->n == k->room) {
		k->room = k->room ? k->room * 2 : 64;
		k->keys = mem_resize(k->keys, k->room, sizeof(*k->keys));
	}
	memmove(&k->keys[at + 1], &k->keys[at], (k->n - at) * sizeof(*k->keys));
	k->keys[at] = *key;
	k->n++;
}

void
keyring_clear(struct keyring *k)
{
	free(k->keys);
	*k = (struct keyring){ 0 };
}
