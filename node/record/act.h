/* act.h - acts of the register, as bytes and as values (PROTOCOL.md 3). */
#ifndef ACT_H
#define ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "act.pb-c.h"
#include "arena.h"
#include "bytes.h"
#include "date.h"
#include "entry.h"
#include "hash.h"
#include "verdict.h"

enum act_kind { /* = field numbers of Act in act.proto: never renumber */
	ACT_GENESIS = 10,
	ACT_REGISTRARS = 11,
	ACT_TERRITORY = 12,
	ACT_ENROL = 13,
	ACT_CERTIFICATION = 14,
	ACT_RESOLUTION = 15,
	ACT_ENTRY_INTO_FORCE = 16,
	ACT_REFERENCE = 17,
	ACT_POLICY = 18,
	ACT_CUT = 19,
	ACT_RESUME = 20,
	ACT_UNDERTAKING = 22,
	ACT_DETERMINATION = 23,
	ACT_MODIFICATION_NOTICE = 24,
	ACT_MODIFICATION_EFFECT = 25,
	ACT_WITHDRAWAL = 26,
	ACT_TERMINATION = 27,
	ACT_ALLOWANCE = 28,
	ACT_MEETING = 29,
	ACT_MEETING_RECORD = 30,
	ACT_REPORT = 31,
	ACT_REVIEW = 32,
	ACT_ENGAGEMENT = 33,
};

struct act_signature {
	uint32_t registrar; /* index */
	bool incoming;
	struct signature sig;
};

struct act {
	uint64_t number;
	struct hash id;
	struct hash prev; /* zero in genesis */
	struct date date;
	enum act_kind kind;
	const Cmsa__Act *body; /* decoded, in `mem` */
	struct bytes bytes;    /* the exact act, in `mem` */
	struct act_signature sigs[2 * LIMIT_REGISTRARS];
	size_t n_sigs;
	struct arena mem; /* owns everything above */
};

/* Decodes and checks a SignedAct by itself: canonical, fields in range, texts clean, keys
 * curve points.  Signatures are gathered, not verified: that takes the registrars in
 * force (registry.h).  V_UPGRADE_NEEDED: well-formed but with a body this version does
 * not know (number, id, prev, date are filled, body NULL).
 * On V_OK and V_UPGRADE_NEEDED the caller clears `a`. */
enum verdict act_parse(struct act *a, struct bytes signed_act);
void act_clear(struct act *a);

/* Checks the fields of an act that is being drafted; same rules.  */
enum verdict act_check(const Cmsa__Act *act);

struct hash act_id(struct bytes act);

/* Canonical bytes of an act, appended. */
void act_write(struct buf *out, const Cmsa__Act *act);

/* SignedAct of an act and its signatures, at most two lists' full, written in the
 * canonical order whatever order they are in; appended. */
void signed_act_write(
    struct buf *out, struct bytes act, const struct act_signature *sigs, size_t n_sigs);

/* tag || 0 || alliance_id (zeros for genesis) || act id; appended. */
void act_signing_string(
    struct buf *out, const struct hash *alliance, const struct hash *id);

/* V_OK or V_ACT_SIGNATURES. */
enum verdict act_check_signature(const struct hash *alliance, const struct hash *id,
    const struct signature *sig, const uint8_t key[static 32]);

/* tag || 0 || alliance_id || number || stands || every id set aside: what a country signs of
 * a resume (PROTOCOL M3.43); appended. */
void act_resume_string(
    struct buf *out, const struct hash *alliance, const Cmsa__Resume *r);

/* "entry-into-force"; NULL when unknown. */
const char *act_kind_name(uint32_t kind);

/* Applications (PROTOCOL M3.13).  V_OK: both signatures hold and every field is in
 * range; the decoded value is in `mem`. */
enum verdict application_parse(
    const Cmsa__Application **out, struct arena *mem, struct bytes signed_application);
/* tag || 0 || application; appended: the string both keys sign. */
void application_signing_string(struct buf *out, struct bytes application);

/* PROTOCOL M2.1.  An Ed25519 public key that is a valid point of the prime-order group, not small. */
bool public_key_is_valid(const uint8_t key[static 32]);

#endif
