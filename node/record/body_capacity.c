/* body_capacity.c - kind capacity: reviews under 4(b)(3) (PROTOCOL.md 5.3). */
#include "body_kinds.h"
#include "attr.h"

enum {
	MAX_SUBJECTS = 64
};

const char *
body_capacity_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__CapacityBody *)value)->country;
}

/* PROTOCOL M5.7: figures go with reported, and only with it. */
static enum verdict
check_quantity(
    const Cmsa__Quantity *q, size_t row, const char *field, struct body_fault *fault)
{
	bool figures = q->grams || q->litres;

	if (q->presence < CMSA__PRESENCE__PRESENCE_REPORTED ||
	    q->presence > CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE)
		return body_fault_set(fault, V_QUANTITY, row, field,
		    "expected reported, nil, withheld or not-available");
	if (!body_text_ok(q->published) || !body_text_ok(q->unit))
		return body_fault_set(fault, V_TOO_LARGE, row, field,
		    "expected texts of at most %d bytes", LIMIT_TEXT_BYTES);
	if (q->grams < 0 || q->litres < 0 || (q->grams && q->litres))
		return body_fault_set(fault, V_QUANTITY, row, field,
		    "expected a mass or a volume, not below 0");
	if (q->bound > CMSA__BOUND__BOUND_MORE_THAN || (int)q->bound < 0)
		return body_fault_set(
		    fault, V_FIELD, row, field, "expected a bound of 0, 1 or 2");
	if (q->presence != CMSA__PRESENCE__PRESENCE_REPORTED)
		return figures ? body_fault_set(fault, V_QUANTITY, row, field,
				     "expected no figure unless reported")
			       : V_OK;
	if (!*q->published || !*q->unit)
		return body_fault_set(fault, V_QUANTITY, row, field,
		    "expected the figure and unit as published, found none");
	return V_OK;
}

/* PROTOCOL M5.6, M5.8 */
static enum verdict
check_subjects(const Cmsa__CapacityReview *r, size_t row, struct body_fault *fault)
{
	if (r->nil_for_rest) {
		bool nil =
		    r->capacity && r->capacity->presence == CMSA__PRESENCE__PRESENCE_NIL;

		return r->n_subjects == 0 && nil
			   ? V_OK
			   : body_fault_set(fault, V_SUBJECT, row, "nil_for_rest",
				 "expected no subjects and capacity nil");
	}
	if (!r->n_subjects || r->n_subjects > MAX_SUBJECTS)
		return body_fault_set(fault, V_SUBJECT, row, "subjects",
		    "expected 1 to %d, found %zu", MAX_SUBJECTS, r->n_subjects);
	for (size_t i = 0; i < r->n_subjects; i++) {
		if (!subject_is_valid(r->subjects[i]))
			return body_fault_set(fault, V_SUBJECT, row, "subjects",
			    "expected a mineral or product id, found \"%.40s\"",
			    r->subjects[i]);
		if (i && strcmp(r->subjects[i - 1], r->subjects[i]) >= 0)
			return body_fault_set(fault, V_SUBJECT, row, "subjects",
			    "expected ids in order, each once");
	}
	return V_OK;
}

static enum verdict
check_review(const Cmsa__CapacityReview *r, size_t row, struct body_fault *fault)
{
	const struct {
		const char *field;
		const Cmsa__Quantity *q;
	} quantities[] = { { "capacity", r->capacity }, { "production", r->production },
		{ "reserves", r->reserves } };
	enum verdict v = check_subjects(r, row, fault);

	if (v)
		return v;
	/* nil_for_rest is about both stages, so it names none */
	if (r->nil_for_rest ? r->stage != CMSA__STAGE__STAGE_UNSET
			    : (r->stage < CMSA__STAGE__STAGE_MINED ||
				  r->stage > CMSA__STAGE__STAGE_MANUFACTURED))
		return body_fault_set(fault, V_FIELD, row, "stage",
		    "expected mined, processed or manufactured");
	if (!r->capacity)
		return body_fault_set(fault, V_QUANTITY, row, "capacity",
		    "expected its presence, found nothing");
	for (size_t i = 0; i < ARRAY_LEN(quantities) && !v; i++)
		if (quantities[i].q)
			v = check_quantity(
			    quantities[i].q, row, quantities[i].field, fault);
	if (v)
		return v;
	if (!body_date_ok(r->review_days))
		return body_fault_set(
		    fault, V_DATE, row, "review_date", "expected a date of 1900 to 2199");
	if (r->reference_year && (r->reference_year < 1900 || r->reference_year > 2199))
		return body_fault_set(fault, V_DATE, row, "reference_year",
		    "expected a year of 1900 to 2199");
	if (!body_text_ok(r->form) || !body_text_ok(r->basis) ||
	    !body_text_ok(r->method) || !body_text_ok(r->source))
		return body_fault_set(fault, V_TOO_LARGE, row, "text",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	return V_OK;
}

enum verdict
body_capacity_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__CapacityBody *b = (const Cmsa__CapacityBody *)value;
	enum verdict v;

	if (!author_is_country(b->country))
		return body_fault_set(
		    fault, V_COUNTRY, BODY_ITSELF, "country", "expected an alpha-3 code");
	if (!b->n_reviews || b->n_reviews > LIMIT_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "reviews",
		    "expected 1 to %d, found %zu", LIMIT_ROWS, b->n_reviews);
	for (size_t i = 0; i < b->n_reviews; i++) {
		v = check_review(b->reviews[i], i, fault);
		if (v)
			return v;
	}
	return body_rest_check(BODY_REST(b), fault);
}
