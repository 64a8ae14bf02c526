/* body_alert_response.c - kind alert-response (PROTOCOL M5.24). */
#include "body_kinds.h"

const char *
body_alert_response_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__AlertResponseBody *)value)->country;
}

enum verdict
body_alert_response_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__AlertResponseBody *b = (const Cmsa__AlertResponseBody *)value;

	if (!author_is_country(b->country))
		return body_fault_set(fault, V_COUNTRY, BODY_ITSELF, "country",
		    "expected a country code of 3 capital letters");
	if (!b->alert || !body_ref_ok(b->alert))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "alert",
		    "expected the alert that is answered, by place and id");
	if (b->state < CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED ||
	    b->state > CMSA__RESPONSE_STATE__RESPONSE_CLOSED)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "state",
		    "expected acknowledged, investigating, confirmed, refuted or closed");
	if (!body_text_ok(b->action))
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "action",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	if (b->action_days && (!*b->action || !body_date_ok(b->action_days)))
		return body_fault_set(fault, V_DATE, BODY_ITSELF, "action_days",
		    "expected a date of 1900 to 2199, and the action taken then");
	return body_rest_check(BODY_REST(b), fault);
}
