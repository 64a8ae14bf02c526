/* sign_rules.h - what the signing key may sign (design 2): the next header of its own
 * feed and no other, so that neither a fault in core nor a lying network can make this
 * node tell two stories.  Pure: no I/O, no key. */
#ifndef SIGN_RULES_H
#define SIGN_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "entry.h"
#include "sign_record.h"

enum sign_verdict { /* sent to core: never renumber */
	SIGN_DONE = 0,
	SIGN_MALFORMED = 1,      /* the request or the header in it does not parse */
	SIGN_NOT_OWN = 2,        /* another author or incarnation */
	SIGN_ALLIANCE = 3,       /* another alliance than configured */
	SIGN_GENERATION = 4,     /* names another key generation than that in force */
	SIGN_SEQ = 5,            /* not the place after the record */
	SIGN_PLACE_TAKEN = 6,    /* another header was signed for that place */
	SIGN_PREV = 7,           /* does not chain to the recorded header */
	SIGN_REGISTER_FALLS = 8, /* register_number below that of the recorded header */
	SIGN_BAD_SIGNATURE = 9,  /* advance: not signed by this key */
	SIGN_NOT_NEWER = 10,     /* advance: behind the record */
	SIGN_NO_RECORD = 11,     /* the record is lost: advance to the own head first */
	SIGN_RECORD_FAILED =
	    12, /* the machine could not write the record: nothing signed */
	SIGN_NO_KEY =
	    13, /* the key that signs there, or the one named next, is not here */
	SIGN_STATEMENT = 14, /* what names the next key does not hold */
};

/* A sentence for people, never NULL. */
const char *sign_verdict_text(uint32_t v);

/* Whose feed this key writes. */
struct sign_scope {
	char author[AUTHOR_LEN];
	uint32_t incarnation;
	uint32_t generation; /* of a key whose record holds no header */
	struct hash alliance;
};

/* What a keys body says whose possession statement holds: `new_key`, which is here, signs in
 * place of `old_key` as generation `generation`. */
struct sign_handover {
	uint32_t generation;
	struct public_key old_key, new_key;
	struct hash body_hash; /* of that body */
};

/* May `e` be signed after `r`, and by which key?  SIGN_DONE with *again when it is the
 * recorded header itself, whose recorded signature is the answer.  Else *key signs, and
 * *hands_over tells that e is the keys entry after which `h->new_key` does.  `h` NULL: e names
 * no key; else it must name that body. */
enum sign_verdict sign_rules_next(bool *again, struct public_key *key, bool *hands_over,
    const struct sign_scope *scope, const struct sign_record *r, const struct entry *e,
    const struct sign_handover *h);

/* May the record move to `e`, an own entry whose signature verified under `key`?  `r` NULL: the
 * record is lost.  SIGN_DONE with *again when the record is there already. */
enum sign_verdict sign_rules_advance(bool *again, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e, const struct public_key *key);

#endif
