/* application.h - what an author hands the registrars to be enrolled (PROTOCOL.md 3.5),
 * signed by its identity and its signing key: proof that it holds both. */
#ifndef APPLICATION_H
#define APPLICATION_H

#include "act.pb-c.h"
#include "bytes.h"
#include "err.h"
#include "key.h"

struct application_parts {
	const char *author;
	Cmsa__Role role;
	const struct key *identity;
	const struct key *signing;
	struct public_key reading_key;
	Cmsa__EnrolNode *const *nodes; /* borrowed; exactly one writes */
	size_t n_nodes;
};

/* The SignedApplication, appended to `out`.  ERR_REFUSED: a key of another use or author;
 * ERR_INPUT: a field breaks a rule of applications (act.h); `m` says which verdict. */
enum err application_make(
    struct buf *out, const struct application_parts *p, struct errmsg *m);

#endif
