/* body_assessment.c - kind assessment: one's own findings, as a digest (PROTOCOL M5.13).
 */
#include "body_kinds.h"

static bool
count_ok(const Cmsa__CriterionCount *c)
{
	if (!author_is_country(c->country) ||
	    c->criterion < CMSA__CRITERION__CRITERION_B1 ||
	    c->criterion > CMSA__CRITERION__CRITERION_B5C || c->n_counts > LIMIT_ROWS)
		return false;
	for (size_t i = 0; i < c->n_counts; i++)
		if (c->counts[i]->status < CMSA__STATUS__STATUS_NOT_COMPUTABLE ||
		    c->counts[i]->status > CMSA__STATUS__STATUS_NOT_DUE ||
		    strlen(c->counts[i]->reason) > 64)
			return false;
	return true;
}

enum verdict
body_assessment_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__AssessmentBody *a = (const Cmsa__AssessmentBody *)value;
	const Cmsa__Ref *at = a->position;

	if (!a->rules_version || (a->level != CMSA__LEVEL__LEVEL_MEMBER &&
				     a->level != CMSA__LEVEL__LEVEL_PUBLIC))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "level",
		    "expected rules and level 1 or 2");
	if (!at || !author_is_valid(at->author) || !at->incarnation || !at->seq ||
	    at->seq > INT64_MAX || at->id.len != 32)
		return body_fault_set(
		    fault, V_FIELD, BODY_ITSELF, "position", "expected a witness entry");
	if (!body_date_ok(a->as_of_days))
		return body_fault_set(fault, V_DATE, BODY_ITSELF, "as_of",
		    "expected a date of 1900 to 2199");
	if (a->incomplete ? a->digest.len != 0 : a->digest.len != 32)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "digest",
		    "expected 32 bytes, or none when incomplete");
	if (a->n_counts > LIMIT_ROWS)
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "counts",
		    "expected at most %d", LIMIT_ROWS);
	for (size_t i = 0; i < a->n_counts; i++)
		if (!count_ok(a->counts[i]))
			return body_fault_set(fault, V_FIELD, i, "counts",
			    "expected country, criterion and counts");
	return V_OK;
}
