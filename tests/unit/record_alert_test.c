/* Bodies of kinds alert, alert-response and retraction, what every data body may correct,
 * and the desks of a keys body: a helper makes a right one, each test spoils one thing
 * (PROTOCOL M5.18 to M5.25). */
#include <check.h>

#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "pb.h"

/* Each spoil function gets all of it and breaks one rule. */
struct alert_value {
	Cmsa__AlertBody body;
	Cmsa__AlertScheme schemes[2];
	char *subjects[2], *codes[2], *transit[2], *action[2], *containers[2], *ports[2];
	Cmsa__Party party, *parties[1];
	Cmsa__Ref ref[2], *refs[2];
	uint8_t id[32];
	char large[LIMIT_TEXT_BYTES + 2];
};

static void
right_refs(struct alert_value *v)
{
	for (int i = 0; i < 2; i++) {
		Cmsa__Ref *r = &v->ref[i];

		cmsa__ref__init(r);
		r->author = pb_text(i ? "AUS.customs" : "AUS");
		r->incarnation = 1;
		r->seq = 5;
		r->id = pb_data(bytes_of(v->id, 32));
		v->refs[i] = r;
	}
}

static void
right_lists(struct alert_value *v)
{
	Cmsa__AlertBody *b = &v->body;

	v->schemes[0] = CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION;
	v->schemes[1] = CMSA__ALERT_SCHEME__SCHEME_FORCED_LABOUR_ORIGIN;
	b->schemes = v->schemes;
	b->n_schemes = 2;
	v->subjects[0] = pb_text("graphite");
	v->subjects[1] = pb_text("lithium");
	b->subjects = v->subjects;
	b->n_subjects = 2;
	v->codes[0] = pb_text("2504");
	v->codes[1] = pb_text("25041010");
	b->codes = v->codes;
	b->n_codes = 2;
	v->transit[0] = pb_text("VNM");
	v->transit[1] = pb_text("SGP");
	b->transit = v->transit;
	b->n_transit = 2;
	v->action[0] = pb_text("AUS");
	v->action[1] = pb_text("USA");
	b->action = v->action;
	b->n_action = 2;
	v->containers[0] = pb_text("CSQU3054383");
	v->containers[1] = pb_text("TEMU6079348");
	b->containers = v->containers;
	b->n_containers = 2;
	v->ports[0] = pb_text("VNSGN");
	v->ports[1] = pb_text("USLAX");
	b->ports = v->ports;
	b->n_ports = 2;
}

static void
right_alert(struct alert_value *v)
{
	Cmsa__AlertBody *b = &v->body;

	*v = (struct alert_value){ 0 };
	memset(v->large, 'x', sizeof(v->large) - 1);
	cmsa__alert_body__init(b);
	b->country = pb_text("AUS");
	b->id = pb_text("2026-17");
	b->severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	right_lists(v);
	b->hs_edition = pb_text("HS2022");
	b->declared_origin = pb_text("VNM");
	b->suspected_origin = pb_text("CHN");
	cmsa__party__init(&v->party);
	v->party.name = pb_text("A Shipper");
	v->party.country = pb_text("VNM");
	v->party.lei = pb_text("HWUPKR0MPOU8FGXBT394");
	v->parties[0] = &v->party;
	b->parties = v->parties;
	b->n_parties = 1;
	b->vessel = pb_text("9074729");
	right_refs(v);
	b->corrects = v->refs;
	b->n_corrects = 2;
	b->quantity = pb_text("1,300");
	b->unit = pb_text("t");
	b->mass_grams = 1300000000;
	b->value_cents = 100;
	b->currency = pb_text("USD");
	b->first_days = 20454;
	b->last_days = 20455;
	b->basis = pb_text("papers that do not agree");
	b->handling = CMSA__HANDLING__HANDLING_AMBER;
}

#define SPOIL(name, what)                               \
	static void spoil_##name(struct alert_value *v) \
	{                                               \
		what;                                   \
	}
SPOIL(country, v->body.country = pb_text("AUS.customs"))
SPOIL(id, v->body.id = pb_text(""))
SPOIL(severity, v->body.severity = CMSA__ALERT_SEVERITY__SEVERITY_UNSET)
SPOIL(severity_5, v->body.severity = (Cmsa__AlertSeverity)5)
SPOIL(no_scheme, v->body.n_schemes = 0)
SPOIL(scheme, v->schemes[0] = CMSA__ALERT_SCHEME__SCHEME_UNSET)
SPOIL(scheme_4, v->schemes[1] = (Cmsa__AlertScheme)4)
SPOIL(scheme_order, v->schemes[1] = v->schemes[0])
SPOIL(basis, v->body.basis = pb_text(""))
SPOIL(large_basis, v->body.basis = v->large)
SPOIL(large_bill, v->body.bill_of_lading = v->large)
SPOIL(handling, v->body.handling = CMSA__HANDLING__HANDLING_UNSET)
SPOIL(handling_6, v->body.handling = (Cmsa__Handling)6)
SPOIL(neither, v->body.n_subjects = v->body.n_codes = 0; v->body.hs_edition = pb_text(""))
SPOIL(subject, v->subjects[0] = pb_text("Graphite"))
SPOIL(subject_order, v->subjects[1] = pb_text("graphite"))
SPOIL(code, v->codes[0] = pb_text("250"))
SPOIL(code_order, v->codes[1] = pb_text("2504"))
SPOIL(edition, v->body.hs_edition = pb_text(""))
SPOIL(edition_form, v->body.hs_edition = pb_text("HS22"))
SPOIL(edition_alone, v->body.n_codes = 0)
SPOIL(declared, v->body.declared_origin = pb_text("China"))
SPOIL(suspected, v->body.suspected_origin = pb_text("cn"))
SPOIL(transit, v->transit[1] = pb_text(""))
SPOIL(action, v->action[1] = pb_text("USA.customs"))
SPOIL(action_order, v->action[1] = pb_text("AUS"))
SPOIL(party, v->party.name = pb_text(""))
SPOIL(party_country, v->party.country = pb_text("Viet Nam"))
SPOIL(party_text, v->party.part = v->large)
SPOIL(lei, v->party.lei = pb_text("HWUPKR0MPOU8FGXBT395"))
SPOIL(container, v->containers[0] = pb_text("CSQU3054384"))
SPOIL(container_order, v->containers[0] = pb_text("TEMU6079348"))
SPOIL(vessel, v->body.vessel = pb_text("9074720"))
SPOIL(port, v->ports[0] = pb_text("SGN"))
SPOIL(quantity, v->body.unit = pb_text(""))
SPOIL(unit, v->body.quantity = pb_text(""))
SPOIL(mass, v->body.mass_grams = -1)
SPOIL(value, v->body.value_cents = 0)
SPOIL(value_sign, v->body.value_cents = -1)
SPOIL(no_currency, v->body.currency = pb_text(""))
SPOIL(currency, v->body.currency = pb_text("US$"))
SPOIL(first, v->body.first_days = 90000)
SPOIL(last, v->body.last_days = 20453)
SPOIL(ref_author, v->ref[0].author = pb_text("aus"))
SPOIL(ref_incarnation, v->ref[0].incarnation = 0)
SPOIL(ref_seq, v->ref[0].seq = 0)
SPOIL(ref_id, v->ref[0].id.len = 31)
SPOIL(ref_order, v->ref[0].author = pb_text("USA"))
SPOIL(ref_twice, v->ref[1] = v->ref[0])
#undef SPOIL

static const struct {
	void (*spoil)(struct alert_value *v);
	enum verdict verdict;
} spoiled[] = { { spoil_country, V_COUNTRY }, { spoil_id, V_FIELD },
	{ spoil_severity, V_FIELD }, { spoil_severity_5, V_FIELD },
	{ spoil_no_scheme, V_FIELD }, { spoil_scheme, V_FIELD },
	{ spoil_scheme_4, V_FIELD }, { spoil_scheme_order, V_FIELD },
	{ spoil_basis, V_FIELD }, { spoil_large_basis, V_TOO_LARGE },
	{ spoil_large_bill, V_TOO_LARGE }, { spoil_handling, V_FIELD },
	{ spoil_handling_6, V_FIELD }, { spoil_neither, V_FIELD },
	{ spoil_subject, V_SUBJECT }, { spoil_subject_order, V_FIELD },
	{ spoil_code, V_CODE }, { spoil_code_order, V_FIELD }, { spoil_edition, V_FIELD },
	{ spoil_edition_form, V_FIELD }, { spoil_edition_alone, V_FIELD },
	{ spoil_declared, V_FIELD }, { spoil_suspected, V_FIELD },
	{ spoil_transit, V_FIELD }, { spoil_action, V_FIELD },
	{ spoil_action_order, V_FIELD }, { spoil_party, V_FIELD },
	{ spoil_party_country, V_FIELD }, { spoil_party_text, V_TOO_LARGE },
	{ spoil_lei, V_IDENTIFIER }, { spoil_container, V_IDENTIFIER },
	{ spoil_container_order, V_FIELD }, { spoil_vessel, V_IDENTIFIER },
	{ spoil_port, V_IDENTIFIER }, { spoil_quantity, V_QUANTITY },
	{ spoil_unit, V_QUANTITY }, { spoil_mass, V_QUANTITY },
	{ spoil_value, V_QUANTITY }, { spoil_value_sign, V_QUANTITY },
	{ spoil_no_currency, V_QUANTITY }, { spoil_currency, V_IDENTIFIER },
	{ spoil_first, V_DATE }, { spoil_last, V_DATE }, { spoil_ref_author, V_FIELD },
	{ spoil_ref_incarnation, V_FIELD }, { spoil_ref_seq, V_FIELD },
	{ spoil_ref_id, V_FIELD }, { spoil_ref_order, V_FIELD },
	{ spoil_ref_twice, V_FIELD } };

/* PROTOCOL M5.19, M5.20, M5.21, M5.22 */
START_TEST(an_alert_with_one_thing_wrong_is_unusable) /* _i: the thing */
{
	struct body_fault fault = { 0 };
	struct alert_value v;

	right_alert(&v);
	ck_assert_int_eq(body_check(KIND_ALERT, &v.body.base, NULL), V_OK);
	spoiled[_i].spoil(&v);
	ck_assert_int_eq(
	    body_check(KIND_ALERT, &v.body.base, &fault), spoiled[_i].verdict);
	ck_assert(*fault.field);
	ck_assert_msg(!strncmp(fault.why, "expected", 8), "%s", fault.why);
}
END_TEST

START_TEST(an_alert_needs_no_more_than_its_core)
{
	struct alert_value v;
	Cmsa__AlertBody b;

	right_alert(&v);
	cmsa__alert_body__init(&b);
	b.country = v.body.country;
	b.id = v.body.id;
	b.severity = v.body.severity;
	b.schemes = v.schemes;
	b.n_schemes = 1;
	b.subjects = v.subjects;
	b.n_subjects = 1;
	b.basis = v.body.basis;
	b.handling = CMSA__HANDLING__HANDLING_CLEAR;
	ck_assert_int_eq(body_check(KIND_ALERT, &b.base, NULL), V_OK);
	ck_assert_str_eq(body_country(KIND_ALERT, &b.base), "AUS");
	b.n_subjects = 0;
	b.codes = v.codes;
	b.n_codes = 1;
	b.hs_edition = v.body.hs_edition;
	b.last_days = 20454; /* the last is known, the first is not */
	ck_assert_int_eq(body_check(KIND_ALERT, &b.base, NULL), V_OK);
}
END_TEST

/* PROTOCOL M5.23: red and amber+strict are kept from the public, whoever checks. */
START_TEST(a_mark_keeps_an_alert_from_the_public) /* _i: the audience, 1 to 4 */
{
	for (int mark = 1; mark <= 5; mark++) {
		struct entry e = {
			.kind = KIND_ALERT, .schema = 1, .audience = (uint32_t)_i
		};
		const ProtobufCMessage *m = NULL;
		struct alert_value v;
		struct buf b = { 0 };
		struct arena mem;
		bool refused = _i == AUDIENCE_PUBLIC && mark >= 4;

		right_alert(&v);
		v.body.handling = (Cmsa__Handling)mark;
		pb_write(&b, &v.body.base);
		arena_init(&mem, LIMIT_BODY_ARENA);
		ck_assert_int_eq(body_parse_of(&m, &mem, &e, buf_view(&b), NULL),
		    refused ? V_AUDIENCE : V_OK);
		/* what is sealed is not looked into */
		ck_assert_int_eq(m != NULL, !refused && _i != AUDIENCE_NAMED);
		arena_clear(&mem);
		buf_clear(&b);
	}
}
END_TEST

/* PROTOCOL M5.24 */
START_TEST(a_response_names_its_alert_and_a_state)
{
	Cmsa__AlertResponseBody b;
	struct alert_value v;

	right_alert(&v);
	cmsa__alert_response_body__init(&b);
	b.country = pb_text("USA");
	b.alert = &v.ref[0];
	for (int state = 0; state <= 6; state++) {
		b.state = (Cmsa__ResponseState)state;
		ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL),
		    state >= 1 && state <= 5 ? V_OK : V_FIELD);
	}
	b.state = CMSA__RESPONSE_STATE__RESPONSE_CONFIRMED;
	ck_assert_str_eq(body_country(KIND_ALERT_RESPONSE, &b.base), "USA");
	b.action_days = 20454; /* when nothing was done */
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_DATE);
	b.action = pb_text("goods held");
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_OK);
	b.action = v.large;
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_TOO_LARGE);
	b.action = pb_text("goods held");
	b.corrects = v.refs;
	b.n_corrects = 2;
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_OK);
	v.ref[1].seq = 0;
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_FIELD);
	b.n_corrects = 0;
	v.ref[0].id.len = 0;
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_FIELD);
	b.alert = NULL;
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_FIELD);
	b.country = pb_text("us");
	ck_assert_int_eq(body_check(KIND_ALERT_RESPONSE, &b.base, NULL), V_COUNTRY);
}
END_TEST

/* PROTOCOL M5.25 */
START_TEST(a_retraction_names_entries_and_says_why)
{
	Cmsa__Ref many[257], *list[257];
	Cmsa__RetractionBody b;
	struct alert_value v;

	right_alert(&v);
	for (size_t i = 0; i < 257; i++) {
		many[i] = v.ref[0];
		many[i].seq = i + 1;
		list[i] = &many[i];
	}
	cmsa__retraction_body__init(&b);
	b.entries = list;
	b.n_entries = 256;
	b.reason = pb_text("a wrong container");
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_OK);
	ck_assert_str_eq(body_country(KIND_RETRACTION, &b.base), "");
	b.n_entries = 257;
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_FIELD);
	b.n_entries = 0;
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_FIELD);
	b.n_entries = 2;
	many[1].seq = 1;
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_FIELD);
	many[1].seq = 2;
	b.reason = pb_text("");
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_FIELD);
	b.reason = v.large;
	ck_assert_int_eq(body_check(KIND_RETRACTION, &b.base, NULL), V_TOO_LARGE);
}
END_TEST

/* PROTOCOL M5.19: one rule for every data body. */
START_TEST(at_most_64_entries_are_corrected)
{
	Cmsa__Ref many[65], *list[65];
	Cmsa__Attendance meeting, *meetings[] = { &meeting };
	Cmsa__AttendanceBody b;
	struct alert_value v;

	right_alert(&v);
	for (size_t i = 0; i < 65; i++) {
		many[i] = v.ref[0];
		many[i].seq = i + 1;
		list[i] = &many[i];
	}
	cmsa__attendance__init(&meeting);
	meeting.meeting = 7;
	cmsa__attendance_body__init(&b);
	b.country = pb_text("AUS");
	b.meetings = meetings;
	b.n_meetings = 1;
	b.corrects = list;
	b.n_corrects = 64;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_OK);
	b.n_corrects = 65;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_FIELD);
	v.body.corrects = list;
	v.body.n_corrects = 64;
	ck_assert_int_eq(body_check(KIND_ALERT, &v.body.base, NULL), V_OK);
	v.body.n_corrects = 65;
	ck_assert_int_eq(body_check(KIND_ALERT, &v.body.base, NULL), V_FIELD);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("alert");
	Suite *s = suite_create("record_alert");

	tcase_add_loop_test(
	    t, an_alert_with_one_thing_wrong_is_unusable, 0, (int)ARRAY_LEN(spoiled));
	tcase_add_test(t, an_alert_needs_no_more_than_its_core);
	tcase_add_loop_test(t, a_mark_keeps_an_alert_from_the_public, 1, 5);
	tcase_add_test(t, a_response_names_its_alert_and_a_state);
	tcase_add_test(t, a_retraction_names_entries_and_says_why);
	tcase_add_test(t, at_most_64_entries_are_corrected);
	suite_add_tcase(s, t);
	return check_main(s);
}
