/* act_sign.h - one registrar's signature under one act.  Signatures gather in the file of
 * the draft, one registrar after the other; who may sign is checked when the act is
 * submitted (registry.h). */
#ifndef ACT_SIGN_H
#define ACT_SIGN_H

#include <stdbool.h>

#include "act.h"
#include "err.h"
#include "key.h"

enum {
	ACT_SIGN_FIND = -1
};

struct act_signing {
	const struct key *key;       /* of use registrar */
	const char *record_path;     /* act_record.h */
	const struct hash *alliance; /* NULL for a genesis act */
	int index;     /* into the registrars; ACT_SIGN_FIND: by the list in the act */
	bool incoming; /* of the new list of a registrars act */
};

/* The SignedAct `a` with the key's signature among the others, appended to `out`.  The
 * record is durable before the signature is made.
 * ERR_INPUT: alliance or index missing or not as the act says; ERR_REFUSED: another act
 * of that number was signed, or another signature stands at that index.  Others as
 * act_record_put. */
enum err act_sign(
    struct buf *out, const struct act *a, const struct act_signing *s, struct errmsg *m);

#endif
