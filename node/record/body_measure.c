/* body_measure.c - kind measure (PROTOCOL M5.15).  What a measure lacks to count, a
 * citation or a hash, is for the rules to say: it may be published without. */
#include "body_kinds.h"
#include "text.h"

const char *
body_measure_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__MeasureBody *)value)->country;
}

static bool
hs6_ok(const char *s)
{
	return text_is_digits(s, 6, 6);
}

/* Sorted, each once, at most `most`, and each passes. */
static bool
list_ok(char *const *list, size_t n, size_t most, bool (*ok)(const char *s))
{
	if (n > most)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!ok(list[i]) || (i && strcmp(list[i - 1], list[i]) >= 0))
			return false;
	return true;
}

static enum verdict
check_dates(const Cmsa__Measure *m, size_t row, struct body_fault *fault)
{
	if (!body_date_ok(m->start_days))
		return body_fault_set(
		    fault, V_DATE, row, "start", "expected a date of 1900 to 2199");
	if (m->end_days && (!body_date_ok(m->end_days) || m->end_days < m->start_days))
		return body_fault_set(
		    fault, V_DATE, row, "end", "expected a date not before the start");
	return V_OK;
}

static enum verdict
check_scope(const Cmsa__Measure *m, size_t row, struct body_fault *fault)
{
	if (!list_ok(m->hs6, m->n_hs6, LIMIT_ROWS, hs6_ok))
		return body_fault_set(fault, V_CODE, row, "hs6",
		    "expected codes of 6 digits, sorted, each once");
	if (!list_ok(m->countries, m->n_countries, 256, author_is_country) ||
	    (m->all_countries_of_concern && m->n_countries))
		return body_fault_set(fault, V_FIELD, row, "countries_of_concern",
		    "expected all, or alpha-3 codes, sorted, each once");
	return V_OK;
}

static enum verdict
check_measure(const Cmsa__Measure *m, size_t row, struct body_fault *fault)
{
	enum verdict v;

	if (!*m->id)
		return body_fault_set(fault, V_FIELD, row, "id", "expected an id");
	if (m->kind < CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT ||
	    m->kind > CMSA__MEASURE_KIND__MEASURE_OTHER)
		return body_fault_set(
		    fault, V_FIELD, row, "kind", "expected a kind of measure");
	if (!body_text_ok(m->id) || !body_text_ok(m->citation) ||
	    !body_text_ok(m->authority))
		return body_fault_set(fault, V_TOO_LARGE, row, "text",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	if (m->sha256.len && m->sha256.len != 32)
		return body_fault_set(
		    fault, V_FIELD, row, "sha256", "expected 32 bytes or none");
	if (m->quota_grams_a_year < 0 ||
	    (m->quota_grams_a_year && m->kind != CMSA__MEASURE_KIND__MEASURE_QUOTA))
		return body_fault_set(fault, V_QUANTITY, row, "quota",
		    "expected grams a year, with kind quota only");
	v = check_scope(m, row, fault);
	return v ? v : check_dates(m, row, fault);
}

static int
id_cmp(const void *a, const void *b)
{
	return strcmp((*(Cmsa__Measure *const *)a)->id, (*(Cmsa__Measure *const *)b)->id);
}

/* PROTOCOL M5.16 */
static enum verdict
check_unique(const Cmsa__MeasureBody *b, struct body_fault *fault)
{
	const Cmsa__Measure *twice = body_find_twice(b->measures, b->n_measures, id_cmp);

	return twice ? body_fault_set(fault, V_DUPLICATE_KEY, BODY_ITSELF, "id",
			   "expected each id once, found \"%.40s\" twice", twice->id)
		     : V_OK;
}

enum verdict
body_measure_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__MeasureBody *b = (const Cmsa__MeasureBody *)value;
	enum verdict v;

	if (!author_is_country(b->country))
		return body_fault_set(
		    fault, V_COUNTRY, BODY_ITSELF, "country", "expected an alpha-3 code");
	if (!b->n_measures || b->n_measures > LIMIT_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "measures",
		    "expected 1 to %d, found %zu", LIMIT_ROWS, b->n_measures);
	for (size_t i = 0; i < b->n_measures; i++) {
		v = check_measure(b->measures[i], i, fault);
		if (v)
			return v;
	}
	v = check_unique(b, fault);
	return v ? v : body_rest_check(BODY_REST(b), fault);
}
