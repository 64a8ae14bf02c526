/* body.h - bodies of entries: one file body_<kind>.c each, one row each in the table of
 * body.c (PROTOCOL.md 5).  Checks here are those that need nothing but the body and its
 * header; whether a country belongs to the author is asked of the caller. */
#ifndef BODY_H
#define BODY_H

#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "arena.h"
#include "attr.h"
#include "assessment.pb-c.h"
#include "attendance.pb-c.h"
#include "bytes.h"
#include "capacity.pb-c.h"
#include "disclosure.pb-c.h"
#include "duty.pb-c.h"
#include "entry.h"
#include "fund.pb-c.h"
#include "keys.pb-c.h"
#include "measure.pb-c.h"
#include "proof.pb-c.h"
#include "reply.pb-c.h"
#include "retraction.pb-c.h"
#include "verdict.h"
#include "witness.pb-c.h"

/* Where a body breaks a rule, for publish to tell its author. */
struct body_fault {
	size_t row; /* index of the review or line; (size_t)-1: the body itself */
	char field[32];
	char why[160]; /* "expected ..., found ..." */
};

/* Decodes the body of `e` into `mem` and checks it.  *out is the protobuf message of the
 * kind (Cmsa__CapacityBody * ...).  Kinds keys, witness, proof: a verdict other than V_OK
 * refuses the entry.  Data kinds: it makes the body unusable.  A kind that this version
 * does not interpret: V_OK and *out NULL.  `fault` may be NULL. */
enum verdict body_parse(const ProtobufCMessage **out, struct arena *mem, uint32_t kind,
    uint32_t schema, struct bytes body, struct body_fault *fault);

/* The same for the body of a held entry, and what its audience adds: a mark of the body may
 * forbid the audience (V_AUDIENCE), and a body sealed to named readers is not interpreted
 * (V_OK, *out NULL).  Only kind, schema and audience of `e` are asked. */
enum verdict body_parse_of(const ProtobufCMessage **out, struct arena *mem,
    const struct entry *e, struct bytes body, struct body_fault *fault);

/* Checks alone, on a value that is about to be written. */
enum verdict body_check(
    uint32_t kind, const ProtobufCMessage *value, struct body_fault *fault);

/* The country a data body is about; "" when the kind has none. */
const char *body_country(uint32_t kind, const ProtobufCMessage *value);

/* Is a body of that kind about its author alone, never about a country in its territory? */
bool body_is_own(uint32_t kind);

/* The string that identity and new key sign in a keys body: tag || 0 || alliance_id ||
 * author (length byte first) || incarnation u32 || generation u32 || old key (zeros for
 * generation 1) || new key; appended. */
struct keys_statement {
	const char *tag; /* TAG_IDENTITY or TAG_POSSESSION */
	struct hash alliance;
	const char *author;
	uint32_t incarnation;
	uint32_t generation;
	struct public_key old_key;
	struct public_key new_key;
};
void keys_signing_string(struct buf *out, const struct keys_statement *s);

/* Is that a signature over this statement?  V_OK or V_BAD_SIGNATURE. */
enum verdict keys_check_statement(const struct keys_statement *s,
    const struct signature *sig, const struct public_key *key);

#endif
