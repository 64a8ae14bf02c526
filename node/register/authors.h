/* authors.h - what enrol acts say about authors, one version an act, found by name and
 * act number.  The versions belong to the acts; this is only the index. */
#ifndef AUTHORS_H
#define AUTHORS_H

#include <stddef.h>

#include "keyring.h"
#include "registry.h"

/* Zero-initialised is empty. */
struct authors {
	const struct author **versions; /* by name, then act */
	size_t n_versions;
	const struct author **heads; /* newest version of each, by name */
	size_t n_heads;
};

/* The version a valid enrol act makes; `before` is the author's version until then or
 * NULL. The caller frees it. */
struct author *authors_version(
    const Cmsa__Enrol *e, uint64_t act, const struct author *before);

/* Every key of an enrol act with its use; `keys` holds LIMIT_NODES + 3.  Returns how
 * many. */
size_t authors_keys(struct held_key *keys, const Cmsa__Enrol *e);

/* Adds a version; acts come in ascending order. */
void authors_add(struct authors *a, const struct author *version);

/* The newest version at or below act `number`; NULL when there is none. */
const struct author *authors_find(
    const struct authors *a, const char *name, uint64_t number);

void authors_clear(struct authors *a);

#endif
