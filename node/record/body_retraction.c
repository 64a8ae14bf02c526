/* body_retraction.c - kind retraction (PROTOCOL M5.25).  Whether what it names may be taken
 * back by its author is for the rules to say: a Ref may name what is not held yet. */
#include "body_kinds.h"

enum {
	MOST_ENTRIES = 256
};

enum verdict
body_retraction_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__RetractionBody *b = (const Cmsa__RetractionBody *)value;

	if (!b->n_entries)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "entries",
		    "expected an entry that is taken back");
	if (!*b->reason)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "reason",
		    "expected why they are taken back");
	if (!body_text_ok(b->reason))
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "reason",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	return body_refs_check(b->entries, b->n_entries, MOST_ENTRIES, "entries", fault);
}
