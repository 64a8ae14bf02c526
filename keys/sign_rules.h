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
	SIGN_GENERATION = 4,     /* names another key generation than this key's */
	SIGN_SEQ = 5,            /* not the place after the record */
	SIGN_PLACE_TAKEN = 6,    /* another header was signed for that place */
	SIGN_PREV = 7,           /* does not chain to the recorded header */
	SIGN_REGISTER_FALLS = 8, /* register_number below that of the recorded header */
	SIGN_BAD_SIGNATURE = 9,  /* advance: not signed by this key */
	SIGN_NOT_NEWER = 10,     /* advance: behind the record */
	SIGN_NO_RECORD = 11,     /* the record is lost: advance to the own head first */
	SIGN_RECORD_FAILED =
	    12, /* the machine could not write the record: nothing signed */
};

/* A sentence for people, never NULL. */
const char *sign_verdict_text(uint32_t v);

/* Whose feed this key writes. */
struct sign_scope {
	char author[AUTHOR_LEN];
	uint32_t incarnation;
	uint32_t generation; /* of the key */
	struct hash alliance;
};

/* May `e` be signed after `r`?  SIGN_DONE with *again when it is the recorded header
 * itself, whose recorded signature is the answer. */
enum sign_verdict sign_rules_next(bool *again, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e);

/* May the record move to `e`, an own entry whose signature verified?  `r` NULL: the
 * record is lost.  SIGN_DONE with *again when the record is there already. */
enum sign_verdict sign_rules_advance(bool *again, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e);

#endif
