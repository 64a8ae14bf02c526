/* body_alert.c - kind alert (PROTOCOL M5.20 to M5.23). */
#include "body_kinds.h"
#include "identifier.h"
#include "text.h"

enum {
	MOST_PLACES = 64, /* subjects, transit, parties, ports */
	MOST_NAMED = 256  /* codes, countries, containers */
};

const char *
body_alert_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__AlertBody *)value)->country;
}

/* PROTOCOL M5.23: the mark says who may know, and public is everybody. */
bool
body_alert_audience(const ProtobufCMessage *value, uint32_t audience)
{
	Cmsa__Handling mark = ((const Cmsa__AlertBody *)value)->handling;

	return audience != AUDIENCE_PUBLIC ||
	       (mark != CMSA__HANDLING__HANDLING_RED &&
		   mark != CMSA__HANDLING__HANDLING_AMBER_STRICT);
}

/* A list of an alert: in which order, of what, and what is said when it is not. */
struct rule {
	const char *field;
	size_t most;
	bool sorted; /* by bytes, each once; else in the order of the route */
	bool (*ok)(const char *s);
	enum verdict verdict;
	const char *expected;
};

static enum verdict
check_list(const struct rule *r, char *const *list, size_t n, struct body_fault *fault)
{
	if (n > r->most)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, r->field,
		    "expected at most %zu, found %zu", r->most, n);
	for (size_t i = 0; i < n; i++) {
		if (!r->ok(list[i]))
			return body_fault_set(fault, r->verdict, BODY_ITSELF, r->field,
			    "expected %s, found \"%.24s\"", r->expected, list[i]);
		if (r->sorted && i && strcmp(list[i - 1], list[i]) >= 0)
			return body_fault_set(fault, V_FIELD, BODY_ITSELF, r->field,
			    "expected them sorted, each once, found \"%.24s\" after \"%.24s\"",
			    list[i], list[i - 1]);
	}
	return V_OK;
}

static const char COUNTRY_CODE[] = "a country code of 3 capital letters";
static const char CONTAINER[] =
    "a container number (3 letters, U, J or Z, 6 digits and their check digit)";
static const char PORT[] = "a UN/LOCODE of 5 characters";

/* PROTOCOL M5.21 */
static enum verdict
check_lists(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	const struct {
		struct rule rule;
		char *const *list;
		size_t n;
	} lists[] = {
		{ { "subjects", MOST_PLACES, true, subject_is_valid, V_SUBJECT,
		      "the id of a mineral or product" },
		    b->subjects, b->n_subjects },
		{ { "codes", MOST_NAMED, true, identifier_is_hs, V_CODE,
		      "a Harmonized System code of 4 or 6 to 12 digits" },
		    b->codes, b->n_codes },
		{ { "transit", MOST_PLACES, false, author_is_country, V_FIELD,
		      COUNTRY_CODE },
		    b->transit, b->n_transit },
		{ { "action", MOST_NAMED, true, author_is_country, V_FIELD,
		      COUNTRY_CODE },
		    b->action, b->n_action },
		{ { "containers", MOST_NAMED, true, identifier_is_container, V_IDENTIFIER,
		      CONTAINER },
		    b->containers, b->n_containers },
		{ { "ports", MOST_PLACES, false, identifier_is_locode, V_IDENTIFIER,
		      PORT },
		    b->ports, b->n_ports },
	};
	enum verdict v = V_OK;

	for (size_t i = 0; i < ARRAY_LEN(lists) && !v; i++)
		v = check_list(&lists[i].rule, lists[i].list, lists[i].n, fault);
	return v;
}

static enum verdict
check_schemes(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	bool good = b->n_schemes > 0;

	for (size_t i = 0; i < b->n_schemes && good; i++)
		good = b->schemes[i] >= CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION &&
		       b->schemes[i] <= CMSA__ALERT_SCHEME__SCHEME_FORCED_LABOUR_ORIGIN &&
		       (!i || b->schemes[i - 1] < b->schemes[i]);
	return good ? V_OK
		    : body_fault_set(fault, V_FIELD, BODY_ITSELF, "schemes",
			  "expected one scheme at least, in order, each once");
}

/* PROTOCOL M5.20: what every alert says. */
static enum verdict
check_presence(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	if (!author_is_country(b->country))
		return body_fault_set(fault, V_COUNTRY, BODY_ITSELF, "country",
		    "expected %s", COUNTRY_CODE);
	if (!*b->id)
		return body_fault_set(
		    fault, V_FIELD, BODY_ITSELF, "id", "expected an id of your own");
	if (b->severity < CMSA__ALERT_SEVERITY__SEVERITY_LOW ||
	    b->severity > CMSA__ALERT_SEVERITY__SEVERITY_CRITICAL)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "severity",
		    "expected low, medium, high or critical");
	if (!*b->basis)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "basis",
		    "expected what the suspicion rests on");
	if (b->handling < CMSA__HANDLING__HANDLING_CLEAR ||
	    b->handling > CMSA__HANDLING__HANDLING_RED)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "handling",
		    "expected clear, green, amber, amber+strict or red");
	if (!b->n_subjects && !b->n_codes)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "codes",
		    "expected a mineral, a product or a Harmonized System code");
	return check_schemes(b, fault);
}

static bool
country_or_none(const char *s)
{
	return !*s || author_is_country(s);
}

static enum verdict
check_words(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	const char *texts[] = { b->id, b->vessel_name, b->bill_of_lading, b->quantity,
		b->unit, b->basis };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!body_text_ok(texts[i]))
			return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "text",
			    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	if (!country_or_none(b->declared_origin) || !country_or_none(b->suspected_origin))
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "origin",
		    "expected %s, or none", COUNTRY_CODE);
	if (b->n_codes ? strncmp(b->hs_edition, "HS", 2) != 0 ||
			     !text_is_digits(b->hs_edition + 2, 4, 4)
		       : *b->hs_edition != '\0')
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "hs_edition",
		    "expected \"HS2022\" or another edition with codes, none without");
	if (*b->vessel && !identifier_is_imo(b->vessel))
		return body_fault_set(fault, V_IDENTIFIER, BODY_ITSELF, "vessel",
		    "expected an IMO ship number of 7 digits, the last one its check digit, found \"%.24s\"",
		    b->vessel);
	return V_OK;
}

static enum verdict
check_parties(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	if (b->n_parties > MOST_PLACES)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "parties",
		    "expected at most %d, found %zu", MOST_PLACES, b->n_parties);
	for (size_t i = 0; i < b->n_parties; i++) {
		const Cmsa__Party *p = b->parties[i];

		if (!*p->name || !country_or_none(p->country))
			return body_fault_set(fault, V_FIELD, i, "parties",
			    "expected a name, and %s or none", COUNTRY_CODE);
		if (!body_text_ok(p->name) || !body_text_ok(p->part))
			return body_fault_set(fault, V_TOO_LARGE, i, "parties",
			    "expected at most %d bytes", LIMIT_TEXT_BYTES);
		if (*p->lei && !identifier_is_lei(p->lei))
			return body_fault_set(fault, V_IDENTIFIER, i, "lei",
			    "expected a legal entity identifier of 20 characters, the last two its check digits, found \"%.24s\"",
			    p->lei);
	}
	return V_OK;
}

/* PROTOCOL M5.22: figures and dates. */
static enum verdict
check_figures(const Cmsa__AlertBody *b, struct body_fault *fault)
{
	if (!*b->quantity != !*b->unit || b->mass_grams < 0)
		return body_fault_set(fault, V_QUANTITY, BODY_ITSELF, "quantity",
		    "expected a figure and its unit, or neither, and no mass below 0");
	if (b->value_cents < 0 || !b->value_cents != !*b->currency)
		return body_fault_set(fault, V_QUANTITY, BODY_ITSELF, "value",
		    "expected a value above 0 and its currency, or neither");
	if (*b->currency && !identifier_is_currency(b->currency))
		return body_fault_set(fault, V_IDENTIFIER, BODY_ITSELF, "currency",
		    "expected a currency code of 3 capital letters, found \"%.24s\"",
		    b->currency);
	if ((b->first_days && !body_date_ok(b->first_days)) ||
	    (b->last_days && !body_date_ok(b->last_days)) ||
	    (b->first_days && b->last_days && b->last_days < b->first_days))
		return body_fault_set(fault, V_DATE, BODY_ITSELF, "first",
		    "expected dates of 1900 to 2199, the last not before the first");
	return V_OK;
}

enum verdict
body_alert_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	static enum verdict (*const checks[])(
	    const Cmsa__AlertBody *b, struct body_fault *fault) = { check_presence,
		check_words, check_lists, check_parties, check_figures };
	const Cmsa__AlertBody *b = (const Cmsa__AlertBody *)value;
	enum verdict v = V_OK;

	for (size_t i = 0; i < ARRAY_LEN(checks) && !v; i++)
		v = checks[i](b, fault);
	return v ? v : body_rest_check(BODY_REST(b), fault);
}
