/* statement.h - the body of a keys entry (PROTOCOL.md 5.1): the new signing key, vouched
 * for by the identity key and by itself. */
#ifndef STATEMENT_H
#define STATEMENT_H

#include "bytes.h"
#include "entry.h"
#include "err.h"
#include "key.h"

struct statement_node {
	const char *name;
	struct public_key curve_key;
	bool only; /* its keys before are not admitted any more */
};

struct statement_parts {
	struct hash alliance;
	uint32_t incarnation;
	uint32_t generation;       /* of the new key: 1, 2, ... */
	struct public_key old_key; /* of the generation before; zeros for generation 1 */
	const struct key *identity;
	const struct key *signing; /* the new one */
	struct public_key reading_key;
	const struct statement_node *nodes; /* transport keys that change, by name */
	size_t n_nodes;                     /* at most LIMIT_NODES */
};

/* The KeysBody, appended to `out`.  ERR_REFUSED: keys of other uses, or of two authors.
 */
enum err statement_make(
    struct buf *out, const struct statement_parts *p, struct errmsg *m);

#endif
