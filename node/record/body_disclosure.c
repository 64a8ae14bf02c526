/* body_disclosure.c - kind disclosure (PROTOCOL M5.41).  Whether the key is the one that the
 * entry commits to is asked when both are read: a Ref may come first. */
#include "body_kinds.h"

enum verdict
body_disclosure_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__DisclosureBody *b = (const Cmsa__DisclosureBody *)value;

	if (!b->entry || !body_ref_ok(b->entry))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "entry",
		    "expected the sealed entry by place and id");
	if (b->key.len != 32)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "key",
		    "expected a content key of 32 bytes, found %zu", b->key.len);
	if (!*b->reason)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "reason",
		    "expected why it is disclosed");
	if (!body_text_ok(b->reason))
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "reason",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	return V_OK;
}
