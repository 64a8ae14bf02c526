/* body_duty.c - kind duty: lines of a tariff (PROTOCOL M5.10). */
#include "body_kinds.h"
#include "text.h"

enum {
	MAX_RATE_BP = 1000000
};

const char *
body_duty_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__DutyBody *)value)->country;
}

/* PROTOCOL M5.12: the key of a line inside one body (the HS edition is the body's). */
static int
key_cmp(const void *va, const void *vb)
{
	const Cmsa__DutyLine *a = *(Cmsa__DutyLine *const *)va,
			     *b = *(Cmsa__DutyLine *const *)vb;
	int c = strcmp(a->code, b->code);

	if (!c)
		c = strcmp(a->origin, b->origin);
	if (!c)
		c = strcmp(a->measure, b->measure);
	if (!c)
		c = (int)a->scope - (int)b->scope;
	if (!c)
		c = (int)a->kind - (int)b->kind;
	if (!c)
		c = (a->start_days > b->start_days) - (a->start_days < b->start_days);
	return c;
}

static enum verdict
check_unique(const Cmsa__DutyBody *b, struct body_fault *fault)
{
	const Cmsa__DutyLine *twice = body_find_twice(b->lines, b->n_lines, key_cmp);

	return twice ? body_fault_set(fault, V_DUPLICATE_KEY, BODY_ITSELF, "code",
			   "expected each key once, found %s twice", twice->code)
		     : V_OK;
}

/* PROTOCOL M5.11 */
static enum verdict
check_rate(const Cmsa__DutyLine *l, size_t row, struct body_fault *fault)
{
	bool specific = *l->specific != '\0';

	if (l->ad_valorem_bp > MAX_RATE_BP)
		return body_fault_set(fault, V_RATE, row, "rate",
		    "expected at most %d bp, found %u", MAX_RATE_BP, l->ad_valorem_bp);
	switch (l->combination) {
	case CMSA__COMBINATION__COMBINATION_AD_VALOREM:
		if (!specific)
			return V_OK;
		break;
	case CMSA__COMBINATION__COMBINATION_SPECIFIC:
		if (specific && !l->ad_valorem_bp)
			return V_OK;
		break;
	case CMSA__COMBINATION__COMBINATION_PLUS:
	case CMSA__COMBINATION__COMBINATION_HIGHER_OF:
	case CMSA__COMBINATION__COMBINATION_LOWER_OF:
		if (specific)
			return V_OK;
		break;
	case _CMSA__COMBINATION_IS_INT_SIZE: break;
	}
	return body_fault_set(fault, V_RATE, row, "combination",
	    "expected it to go with the ad valorem and specific parts given");
}

static enum verdict
check_equivalent(const Cmsa__Equivalent *e, size_t row, struct body_fault *fault)
{
	if (!e)
		return V_OK;
	if (e->rate_bp > MAX_RATE_BP || e->value_cents < 0 || e->quantity < 0 ||
	    (e->from_days && !body_date_ok(e->from_days)) ||
	    (e->to_days && !body_date_ok(e->to_days)) || !e->from_days != !e->to_days ||
	    e->from_days > e->to_days || strlen(e->currency) > 3 ||
	    !body_text_ok(e->quantity_unit) || !body_text_ok(e->source))
		return body_fault_set(fault, V_RATE, row, "equivalent",
		    "expected a rate, a period, a value, a quantity and a source");
	return V_OK;
}

static enum verdict
check_line(const Cmsa__DutyLine *l, size_t row, struct body_fault *fault)
{
	bool by_country = l->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
	enum verdict v;

	if (!text_is_digits(l->code, 6, 12))
		return body_fault_set(fault, V_CODE, row, "code",
		    "expected 6 to 12 digits, found \"%.20s\"", l->code);
	if (l->scope < CMSA__ORIGIN_SCOPE__ORIGIN_ANY ||
	    l->scope > CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY ||
	    by_country != (*l->origin != '\0') ||
	    (by_country && !author_is_country(l->origin)))
		return body_fault_set(fault, V_FIELD, row, "origin",
		    "expected an alpha-3 code with scope country and none else, found \"%.20s\"",
		    l->origin);
	if (l->kind < CMSA__DUTY_KIND__DUTY_ORDINARY ||
	    l->kind > CMSA__DUTY_KIND__DUTY_OTHER)
		return body_fault_set(
		    fault, V_FIELD, row, "kind", "expected a kind of duty");
	if (!body_date_ok(l->start_days))
		return body_fault_set(
		    fault, V_DATE, row, "start", "expected a date of 1900 to 2199");
	if (l->end_days && (!body_date_ok(l->end_days) || l->end_days < l->start_days))
		return body_fault_set(
		    fault, V_DATE, row, "end", "expected a date not before the start");
	if (!body_text_ok(l->measure) || !body_text_ok(l->specific) ||
	    !body_text_ok(l->published) || !body_text_ok(l->citation))
		return body_fault_set(fault, V_TOO_LARGE, row, "text",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	v = check_rate(l, row, fault);
	return v ? v : check_equivalent(l->equivalent, row, fault);
}

enum verdict
body_duty_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__DutyBody *b = (const Cmsa__DutyBody *)value;
	enum verdict v;

	if (!author_is_country(b->country))
		return body_fault_set(
		    fault, V_COUNTRY, BODY_ITSELF, "country", "expected an alpha-3 code");
	if (strncmp(b->hs_edition, "HS", 2) || !text_is_digits(b->hs_edition + 2, 4, 4))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "hs_edition",
		    "expected HS and a year, found \"%.20s\"", b->hs_edition);
	if (!body_text_ok(b->schedule))
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "schedule",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	if (!b->n_lines || b->n_lines > LIMIT_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "lines",
		    "expected 1 to %d, found %zu", LIMIT_ROWS, b->n_lines);
	for (size_t i = 0; i < b->n_lines; i++) {
		v = check_line(b->lines[i], i, fault);
		if (v)
			return v;
	}
	v = check_unique(b, fault);
	return v ? v : body_rest_check(BODY_REST(b), fault);
}
