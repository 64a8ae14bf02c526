/* body_reply.c - kind reply (PROTOCOL M5.28): a country answers a finding about it.  Whether
 * the entry it names is there, and of which kind, is not asked: a Ref may come first. */
#include "body_kinds.h"

const char *
body_reply_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__ReplyBody *)value)->country;
}

enum verdict
body_reply_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__ReplyBody *b = (const Cmsa__ReplyBody *)value;
	const struct body_rest rest = { NULL, b->attachments, b->n_attachments,
		b->corrects, b->n_corrects };

	if (!author_is_country(b->country))
		return body_fault_set(fault, V_COUNTRY, BODY_ITSELF, "country",
		    "expected a country code of 3 capital letters");
	if (b->criterion < CMSA__CRITERION__CRITERION_B1 ||
	    b->criterion > CMSA__CRITERION__CRITERION_B5C)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "criterion",
		    "expected a criterion of 4(b)");
	if (strlen(b->reason) > 64 || !body_text_ok(b->text))
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "text",
		    "expected at most %d bytes, and 64 in a reason", LIMIT_TEXT_BYTES);
	if (*b->product && !subject_is_valid(b->product))
		return body_fault_set(fault, V_SUBJECT, BODY_ITSELF, "product",
		    "expected a mineral or select product, or none");
	if (b->to && !body_ref_ok(b->to))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "to",
		    "expected an entry by place and id, or none");
	if (!body_date_ok(b->as_of_days))
		return body_fault_set(fault, V_DATE, BODY_ITSELF, "as_of_days",
		    "expected the date that the finding was asked for");
	if (!*b->text)
		return body_fault_set(
		    fault, V_FIELD, BODY_ITSELF, "text", "expected what is answered");
	return body_rest_check(&rest, fault);
}
