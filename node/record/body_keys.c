/* body_keys.c - kind keys (PROTOCOL M5.1, M5.2, M5.18). */
#include <sodium.h>

#include "act.h"
#include "act_check.h"
#include "body_kinds.h"
#include "pb.h"

enum {
	MOST_ROWS = 64, /* desks of one entry, those withdrawn with them */
	MOST_KINDS = 8
};

/* Does the list ascend, each once, all of it allowed? */
static bool
numbers_ok(const uint32_t *list, size_t n, size_t most, bool (*ok)(uint32_t number))
{
	if (n > most)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!ok(list[i]) || (i && list[i - 1] >= list[i]))
			return false;
	return true;
}

static bool
desk_kind_ok(uint32_t kind)
{
	return kind >= KIND_FIRST_DATA && kind <= UINT16_MAX && kind != KIND_RETRACTION &&
	       kind_allows_role(kind, ROLE_DESK);
}

static bool
desk_audience_ok(uint32_t audience)
{
	return audience == AUDIENCE_PUBLIC || audience == AUDIENCE_CUSTOMS;
}

static enum verdict
check_desk(const Cmsa__Desk *d, size_t row, struct body_fault *fault)
{
	enum verdict v = V_OK;

	if (!author_is_desk(d->name) || d->after_seq > INT64_MAX)
		return body_fault_set(fault, V_FIELD, row, "desks",
		    "expected a desk as CCC.name, and the last entry of its earlier terms");
	if (!d->enrol)
		return d->n_kinds || d->n_audiences
			   ? body_fault_set(fault, V_FIELD, row, "desks",
				 "expected no kinds and no audiences of a desk that is withdrawn")
			   : V_OK;
	if (!numbers_ok(d->kinds, d->n_kinds, MOST_KINDS, desk_kind_ok) ||
	    !numbers_ok(d->audiences, d->n_audiences, 2, desk_audience_ok) ||
	    !d->n_kinds != !d->n_audiences)
		return body_fault_set(fault, V_FIELD, row, "desks",
		    "expected kinds that a desk may write and audiences public or customs, both in order, or neither");
	if (strcmp(d->enrol->author, d->name) != 0)
		return body_fault_set(fault, V_FIELD, row, "desks",
		    "expected the application of %.24s, found that of %.24s", d->name,
		    d->enrol->author);
	v = act_check_desk(d->enrol);
	return v ? body_fault_set(fault, v, row, "desks",
		       "expected an application of role desk with keys and nodes")
		 : V_OK;
}

/* PROTOCOL M5.34: transport keys, by name, no key twice among all of the body. */
static enum verdict
check_nodes(const Cmsa__KeysBody *k, struct body_fault *fault)
{
	if (k->n_nodes > LIMIT_NODES)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "nodes",
		    "expected at most %d, found %zu", LIMIT_NODES, k->n_nodes);
	for (size_t i = 0; i < k->n_nodes; i++) {
		const Cmsa__NodeKey *n = k->nodes[i];
		struct bytes key = bytes_of(n->curve_key.data, n->curve_key.len);
		bool twice = bytes_eq(key, pb_bytes(k->signing_key)) ||
			     bytes_eq(key, pb_bytes(k->reading_key));

		if (!node_name_is_valid(n->name) || key.n != 32 ||
		    (i && strcmp(k->nodes[i - 1]->name, n->name) >= 0))
			return body_fault_set(fault, V_FIELD, i, "nodes",
			    "expected names of nodes in order, each once, with a key of 32 bytes");
		for (size_t b = 0; b < i && !twice; b++)
			twice = bytes_eq(key, pb_bytes(k->nodes[b]->curve_key));
		if (twice)
			return body_fault_set(fault, V_ACT_KEYS, i, "nodes",
			    "expected a key that the entry names nowhere else");
	}
	return V_OK;
}

/* PROTOCOL M5.18: changes of desks, and nothing else. */
static enum verdict
check_desks(const Cmsa__KeysBody *k, struct body_fault *fault)
{
	if (!k->generation || k->algorithm || k->signing_key.len || k->reading_key.len ||
	    k->identity_signature.len || k->possession_signature.len || k->n_nodes)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "keys",
		    "expected the generation in force, and with desks no keys");
	if (k->n_desks > MOST_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "desks",
		    "expected at most %d, found %zu", MOST_ROWS, k->n_desks);
	for (size_t i = 0; i < k->n_desks; i++) {
		enum verdict v = check_desk(k->desks[i], i, fault);

		if (v)
			return v;
		if (i && strcmp(k->desks[i - 1]->name, k->desks[i]->name) >= 0)
			return body_fault_set(fault, V_FIELD, i, "desks",
			    "expected them by name, each once");
	}
	return V_OK;
}

enum verdict
body_keys_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__KeysBody *k = (const Cmsa__KeysBody *)value;

	if (k->n_desks)
		return check_desks(k, fault);
	if (!k->generation || k->algorithm != 1 || k->signing_key.len != 32 ||
	    k->reading_key.len != 32 || k->identity_signature.len != 64 ||
	    k->possession_signature.len != 64)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "keys",
		    "expected a generation, algorithm 1, two keys of 32 and two signatures of 64 bytes");
	if (!public_key_is_valid(k->signing_key.data))
		return body_fault_set(fault, V_ACT_KEYS, BODY_ITSELF, "signing_key",
		    "expected a curve point");
	if (k->generation == 1 && k->n_nodes)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "nodes",
		    "expected none with generation 1: the enrol act names them");
	if (bytes_eq(pb_bytes(k->signing_key), pb_bytes(k->reading_key)))
		return body_fault_set(fault, V_ACT_KEYS, BODY_ITSELF, "reading_key",
		    "expected another key than the signing key");
	return check_nodes(k, fault);
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
