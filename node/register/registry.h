/* registry.h - the register: a fold of acts (PROTOCOL.md 3; statute.md 2).
 * Who is in, under which keys, since which act; the tables of reference and the policy.
 * No clock, no I/O.  Acts are verified on the way in; void acts stay in the chain. */
#ifndef REGISTRY_H
#define REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "act.h"
#include "bytes.h"
#include "date.h"
#include "entry.h"
#include "kind.h"
#include "verdict.h"

struct registry;

/* Empty; the first act it takes is a genesis.  Free with registry_free. */
struct registry *registry_new(void);
void registry_free(struct registry *r);

/* Verifies the act against the registrars in force and folds it.
 *   V_OK              folded (perhaps as void: see act_record)
 *   V_KNOWN           held already, the same
 *   V_GAP             its number is beyond head + 1
 *   V_ACT_SPLIT       a second valid act for a held number: the register is split, no
 *                     further act is taken (registry_is_split)
 *   V_UPGRADE_NEEDED  valid chain and signatures, unknown body: folding stops here
 *   others            refused, nothing changed */
enum verdict registry_apply(struct registry *r, struct bytes signed_act);

/* A new registry of the acts 1..number of `r` (number 0: empty).  Signatures are not
 * verified again. */
struct registry *registry_at(const struct registry *r, uint64_t number);

uint64_t registry_number(const struct registry *r);	/* of the last folded act; 0: empty */
struct hash registry_id(const struct registry *r);	/* its id */
struct hash registry_alliance(const struct registry *r);/* id of the genesis act */
bool registry_is_split(const struct registry *r);
bool registry_needs_upgrade(const struct registry *r);

/* Why an act has no effect.  Stored in answers: never renumber. */
enum void_reason {
	VOID_NOT = 0,
	VOID_NO_CERTIFICATION = 1,	/* names no certification of that country */
	VOID_TOO_EARLY = 2,		/* entry into force before the earliest date */
	VOID_IN_FORCE = 3,		/* already in force */
	VOID_OF_CONCERN = 4,		/* a country of concern */
	VOID_RESOLUTION_TARGET = 5,	/* names no certification, or another date than its own */
	VOID_TERRITORY_TWICE = 6,	/* territory and a country in it both certified */
	VOID_KEY_TAKEN = 7,		/* a key already held by another author or use */
	VOID_TERRITORY_CODE = 8,	/* code or country already in a territory */
	VOID_NO_TERRITORY = 9,		/* a user-assigned code no territory act defines */
	VOID_REFERENCE_PART = 10,	/* part of an edition out of order */
	VOID_DISAPPROVED = 11,		/* entry into force while blocked by a disapproval */
};
const char *void_reason_word(enum void_reason v);
const char *void_reason_text(enum void_reason v);

struct act_record {
	const struct act *act;
	struct bytes signed_act;
	enum void_reason voided;   /* by the acts at this registry's head, see lifecycle.h */
};

/* Act `number`, 1..registry_number; NULL beyond. */
const struct act_record *registry_act(const struct registry *r, uint64_t number);

/* Registrars in force after the last act. */
const Cmsa__RegistrarKey *const *registry_registrars(const struct registry *r, size_t *n,
    uint32_t *threshold);

struct author_node {
	char name[NODE_NAME_LEN];
	struct public_key curve_key;
	char addresses[LIMIT_ADDRESSES][64];
	size_t n_addresses;
	bool writes;
};

struct author {
	char name[AUTHOR_LEN];
	enum role role;
	struct public_key identity_key;
	struct public_key signing_key;	/* generation 1 */
	struct public_key reading_key;
	struct author_node nodes[LIMIT_NODES];
	size_t n_nodes;
	uint64_t since;			/* first enrol act */
	uint64_t act;			/* the enrol act that says this */
};

/* The author as enrolled at act `number` (the newest enrol act of it at or below); NULL
 * when not enrolled then.  Borrowed from the registry. */
const struct author *registry_author(const struct registry *r, const char *name,
    uint64_t number);

/* All authors at the head, sorted by name, removed ones too. */
const struct author *const *registry_authors(const struct registry *r, size_t *n);

/* The author and node that hold this CURVE key at the head and may be admitted; false if
 * none. */
bool registry_find_curve_key(const struct registry *r, const struct author **author,
    const struct author_node **node, const struct public_key *key);

/* Countries of a territory act at the head; NULL when `code` is none. */
const Cmsa__Territory *registry_territory(const struct registry *r, const char *code);

/* The territory a country is in; NULL when in none. */
const Cmsa__Territory *registry_territory_of(const struct registry *r, const char *country);

/* May a body of `author` be about `country`: its own, or one in its territory? */
bool registry_speaks_for(const struct registry *r, const char *author, const char *country);

#endif
