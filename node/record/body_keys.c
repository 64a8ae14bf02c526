/* body_keys.c - kind keys (PROTOCOL M5.1, M5.2). */
#include <sodium.h>

#include "act.h"
#include "body_kinds.h"

enum verdict
body_keys_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__KeysBody *k = (const Cmsa__KeysBody *)value;

	if (!k->generation || k->algorithm != 1 || k->signing_key.len != 32 ||
	    k->reading_key.len != 32 || k->identity_signature.len != 64 ||
	    k->possession_signature.len != 64)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "keys",
		    "expected a generation, algorithm 1, two keys of 32 and two signatures of 64 bytes");
	if (!public_key_is_valid(k->signing_key.data))
		return body_fault_set(fault, V_ACT_KEYS, BODY_ITSELF, "signing_key",
		    "expected a curve point");
	return V_OK;
}

void
keys_signing_string(struct buf *out, const struct keys_statement *s)
{
	size_t n = strlen(s->author);
	uint8_t len = (uint8_t)n;

	buf_add(out, s->tag, strlen(s->tag) + 1);
	buf_add(out, s->alliance.b, sizeof(s->alliance.b));
	buf_add(out, &len, 1);
	buf_add(out, s->author, n);
	buf_add_u32(out, s->incarnation);
	buf_add_u32(out, s->generation);
	buf_add(out, s->old_key.b, sizeof(s->old_key.b));
	buf_add(out, s->new_key.b, sizeof(s->new_key.b));
}

enum verdict
keys_check_statement(const struct keys_statement *s, const struct signature *sig,
    const struct public_key *key)
{
	struct buf string = { 0 };
	int bad;

	keys_signing_string(&string, s);
	bad = crypto_sign_verify_detached(sig->b, string.p, string.n, key->b);
	buf_clear(&string);
	return bad ? V_BAD_SIGNATURE : V_OK;
}
