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
#include "position.h"
#include "verdict.h"
#include "void_reason.h"

struct registry;

/* Empty; the first act it takes is a genesis.  Free with registry_free. */
struct registry *registry_new(void);
void registry_free(struct registry *r);

/* Verifies the act against the registrars in force and folds it.
 *   V_OK              folded (perhaps as void: see act_record)
 *   V_KNOWN           held already, the same
 *   V_GAP             its number is beyond head + 1
 *   V_ACT_SPLIT       a second valid act for a held number: it is kept (registry_splits),
 *                     the register is split, no further act is taken
 *   V_ACT_EVIDENCE    the same, for a number below the one that is named (registry_set_named):
 *                     it is kept, and the register goes on
 *   V_REGISTER_SPLIT  the next act, but the register is split: not taken
 *   V_UPGRADE_NEEDED  valid chain and signatures, unknown body: folding stops here
 *   V_ALLIANCE        another genesis than the one held
 *   V_RESUME_MEMBERS, V_RESUME_NO_SPLIT   a resume that does not hold
 *   others            refused, nothing changed
 * A resume that is V_OK may take other acts than before into the chain (PROTOCOL.md 3.8):
 * those that leave it are kept as second acts.
 * Pointers to act records and arrays that were handed out are good until the next call.
 */
enum verdict registry_apply(struct registry *r, struct bytes signed_act);

/* The greatest act number that entries of more than half of the member countries name
 * (PROTOCOL M3.41): who folds acts knows it from the entries it holds.  0 at first.
 * UINT64_MAX: what follows was accepted once, and is read again. */
void registry_set_named(struct registry *r, uint64_t number);
uint64_t registry_named(const struct registry *r);

/* A new registry of the acts 1..number of `r` (number 0: empty; beyond the head: the
 * head). Signatures are not verified again and the acts are shared, so it is cheap enough
 * for every answer.  It outlives `r`. */
struct registry *registry_at(const struct registry *r, uint64_t number);

uint64_t registry_number(const struct registry *r); /* of the last folded act; 0: empty */
struct hash registry_id(const struct registry *r);  /* its id */
struct hash registry_alliance(const struct registry *r); /* id of the genesis act */
/* Is a second act kept that stops the register: at or above the number named, and not put
 * aside by a resume? */
bool registry_is_split(const struct registry *r);
bool registry_needs_upgrade(const struct registry *r);

/* Id of act `number`; false beyond the head or for 0. */
bool registry_act_id(struct hash *id, const struct registry *r, uint64_t number);

/* May an entry name this act: the one of that number, or one that a resume put aside
 * (PROTOCOL M3.46)?  False beyond the head. */
bool registry_names_act(
    const struct registry *r, uint64_t number, const struct hash *id);

/* Is this a kept second act for some number? */
bool registry_is_alternative(
    const struct registry *r, uint64_t number, const struct hash *id);

struct act_record {
	const struct act *act;
	struct bytes signed_act;
	enum void_reason
	    voided; /* by the acts at this registry's head, see lifecycle.h */
};

/* The second acts that were kept, in the order they came; `voided` means nothing there.
 */
const struct act_record *registry_splits(const struct registry *r, size_t *n);

/* Act `number`, 1..registry_number; NULL beyond. */
const struct act_record *registry_act(const struct registry *r, uint64_t number);

/* Registrars in force after the last act; NULL and 0 when empty. */
Cmsa__RegistrarKey *const *registry_registrars(
    const struct registry *r, size_t *n, uint32_t *threshold);

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
	struct public_key
	    signing_key; /* generation 1: what the first entry of its feed names */
	struct public_key reading_key;
	struct author_node nodes[LIMIT_NODES];
	size_t n_nodes;
	uint64_t since; /* first enrol act */
	uint64_t act;   /* the enrol act that says this */
};

/* The author as enrolled at act `number` (the newest enrol act of it at or below); NULL
 * when not enrolled then.  Borrowed from the registry. */
const struct author *registry_author(
    const struct registry *r, const char *name, uint64_t number);

/* All authors at the head, sorted by name, removed ones too. */
const struct author *const *registry_authors(const struct registry *r, size_t *n);

/* The author and node that hold this CURVE key at the head and may be admitted; false if
 * none. */
bool registry_find_curve_key(const struct registry *r, const struct author **author,
    const struct author_node **node, const struct public_key *key);

/* Did an act up to `number` name the key for another owner than `want` says, or for another
 * use (keyring.h)? */
struct held_key;
bool registry_key_is_taken(
    const struct registry *r, const struct held_key *want, uint64_t number);

/* What a cut act that is not void says (PROTOCOL.md 3.7). */
struct cut {
	char author[AUTHOR_LEN];
	uint32_t incarnation;
	uint64_t last_seq; /* of the last entry that counts; 0: none does */
	struct hash last_id;
	bool opens;                    /* incarnation + 1 */
	struct public_key signing_key; /* of that one */
	uint64_t act;
	struct hash act_id;
	const char *reason, *citation;
};

/* The cut of an incarnation that holds at act `number`: the last one recorded; NULL when
 * there is none.  Borrowed from the registry until its next act. */
const struct cut *registry_cut(const struct registry *r, const char *author,
    uint32_t incarnation, uint64_t number);

/* The cut that opened an incarnation of 2 or more by act `number`; NULL when none did. */
const struct cut *registry_opening(const struct registry *r, const char *author,
    uint32_t incarnation, uint64_t number);

/* The newest incarnation open or closed by act `number`: 1 when nothing was cut. */
uint32_t registry_incarnation(
    const struct registry *r, const char *author, uint64_t number);

/* Where an incarnation begins: its first seq (PROTOCOL M4.22); 0 when no act opened it. */
uint64_t registry_first_seq(
    const struct registry *r, const char *author, uint32_t incarnation);

/* Holds a position that includes the acts of `r` to their cuts: no head stands beyond the
 * entry that a cut names (PROTOCOL M4.23). */
void registry_limit(const struct registry *r, struct position *p);

/* All cuts that are not void, in the order of their acts. */
const struct cut *registry_cuts(const struct registry *r, size_t *n);

/* Countries of a territory act at the head; NULL when `code` is none. */
const Cmsa__Territory *registry_territory(const struct registry *r, const char *code);

/* The territory a country is in; NULL when in none. */
const Cmsa__Territory *registry_territory_of(
    const struct registry *r, const char *country);

/* May a body of `author` be about `country`: its own, or one in its territory?  The first
 * by the acts at the head, the second by those at act `number`. */
bool registry_speaks_for(
    const struct registry *r, const char *author, const char *country);
bool registry_speaks_for_at(
    const struct registry *r, const char *author, const char *country, uint64_t number);

#endif
