/* core_publish_test.c - what a node publishes for its operator: each refusal with its reason,
 * what is published with a warning, and what waits in the queue until it may not be any more
 * (PROTOCOL M4.14, M4.16). */
#include <check.h>
#include <string.h>

#include "alerts_make.h"
#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "core_own_fixture.h"
#include "desks_make.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"

static struct hand h;
static struct hand_feed gbr, aus;
static struct hand_entry e[8];
static size_t n;

static void
setup(void)
{
	gbr = (struct hand_feed){ .author = "GBR" };
	aus = (struct hand_feed){ .author = "AUS" };
	n = 0;
}

static void
teardown(void)
{
	while (n)
		hand_entry_clear(&e[--n]);
	hand_clear(&h);
}

/* --- asking ------------------------------------------------------------------------- */

static const Cmsa__ControlReply *
ask(uint32_t kind, uint32_t audience, struct bytes body, bool dry)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	ProtobufCBinaryData bodies[1] = { pb_data(body) };

	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = kind;
	publish.audience = audience;
	publish.bodies = bodies;
	publish.n_bodies = 1;
	publish.dry_run = dry;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	return hand_ask(&h, &request);
}

static const Cmsa__ControlReply *
status(void)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus s;

	cmsa__control_request__init(&request);
	cmsa__control_status__init(&s);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	request.status = &s;
	return hand_ask(&h, &request);
}

static const Cmsa__ControlReply *
decide(uint64_t number, bool again)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlAside a;

	cmsa__control_request__init(&request);
	cmsa__control_aside__init(&a);
	a.number = number;
	a.again = again;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_ASIDE;
	request.aside = &a;
	return hand_ask(&h, &request);
}

/* An alert of AUS that names those countries. */
static const Cmsa__ControlReply *
ask_alert(const char *id, const char *action, bool dry)
{
	struct buf body = { 0 };
	const Cmsa__ControlReply *r;

	alerts_make(&body, "AUS", id, action);
	r = ask(KIND_ALERT, AUDIENCE_PUBLIC, buf_view(&body), dry);
	buf_clear(&body);
	return r;
}

static const Cmsa__ControlReply *
ask_response(const char *country, const struct place *alert, const struct hash *id)
{
	struct buf body = { 0 };
	const Cmsa__ControlReply *r;

	alerts_make_response(&body, country, alert, id);
	r = ask(KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC, buf_view(&body), true);
	buf_clear(&body);
	return r;
}

static const Cmsa__ControlReply *
ask_retraction(const struct place *entry, const struct hash *id)
{
	struct buf body = { 0 };
	const Cmsa__ControlReply *r;

	alerts_make_retraction(&body, entry, id);
	r = ask(KIND_RETRACTION, AUDIENCE_PUBLIC, buf_view(&body), true);
	buf_clear(&body);
	return r;
}

/* The next entry of a feed that the test writes, told live by its author. */
static void
take(struct hand_feed *f, uint32_t kind, struct bytes body)
{
	hand_hello(&h, f->author);
	hand_write(&h, &e[n++], f, kind, AUDIENCE_PUBLIC, body);
	hand_live(&h, f->author, &e[n - 1], 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, f->author), f->seq);
	hand_pass(&h, 200);
}

static void
take_alert(const char *action)
{
	struct buf body = { 0 };

	if (!gbr.seq)
		take(&gbr, KIND_KEYS, bytes_of(NULL, 0));
	alerts_make(&body, "GBR", "theirs", action);
	take(&gbr, KIND_ALERT, buf_view(&body));
	buf_clear(&body);
}

static void
take_desks(struct hand_feed *f, const struct desks_make_row *row)
{
	struct buf body = { 0 };

	if (!f->seq)
		take(f, KIND_KEYS, bytes_of(NULL, 0));
	desks_make(&body, row, 1);
	take(f, KIND_KEYS, buf_view(&body));
	buf_clear(&body);
}

/* --- refusals ----------------------------------------------------------------------- */

static void
refused(const Cmsa__ControlReply *r, uint32_t code, const char *words)
{
	ck_assert_msg(r->exit_code == code && strstr(r->message, words),
	    "expected %u and \"%s\", found %u and \"%s\"", code, words, r->exit_code,
	    r->message);
}

enum {
	NO = 1,
	INPUT = 3
};

/* By kind, audience and the role of the node; nothing is looked at beyond. */
static const struct {
	enum role own;
	uint32_t kind, audience, code;
	const char *words;
} by_kind[] = {
	{ ROLE_MEMBER, KIND_WITNESS, AUDIENCE_PUBLIC, NO, "the node writes the rest" },
	{ ROLE_MEMBER, KIND_KEYS, AUDIENCE_PUBLIC, NO, "the node writes the rest" },
	{ ROLE_MEMBER, KIND_ASSESSMENT, AUDIENCE_ALLIANCE, NO,
	    "the node writes the rest" },
	{ ROLE_MEMBER, KIND_FUND, AUDIENCE_ALLIANCE, INPUT,
	    "expected USA, whose trust fund it is" },
	{ ROLE_MEMBER, 99, AUDIENCE_PUBLIC, NO, "the node writes the rest" },
	{ ROLE_MEMBER, KIND_CAPACITY, AUDIENCE_NAMED, INPUT,
	    "audience named is not allowed for capacity" },
	{ ROLE_MEMBER, KIND_CAPACITY, AUDIENCE_CUSTOMS, INPUT,
	    "audience customs is not allowed for capacity" },
	{ ROLE_MEMBER, KIND_RETRACTION, AUDIENCE_ALLIANCE, INPUT,
	    "audience alliance is not allowed for retraction" },
	{ ROLE_MEMBER, KIND_CAPACITY, 0, INPUT, "audience unknown is not allowed" },
	{ ROLE_MEMBER, KIND_CAPACITY, 5, INPUT, "audience unknown is not allowed" },
	{ ROLE_MEMBER, KIND_CAPACITY, AUDIENCE_PUBLIC, INPUT, "country" },
	{ ROLE_AUDITOR, KIND_ALERT, AUDIENCE_PUBLIC, NO,
	    "role auditor may not publish alert" },
	{ ROLE_DESK, KIND_ALERT, AUDIENCE_PUBLIC, NO, "has no grant of its country" },
};

START_TEST(a_kind_or_audience_that_is_not_for_this_node_is_refused)
{
	if (by_kind[_i].own == ROLE_MEMBER)
		hand_init(&h, ROLE_MEMBER);
	else
		hand_init_as(&h, by_kind[_i].own == ROLE_DESK ? "AUS.customs" : "court");
	refused(ask(by_kind[_i].kind, by_kind[_i].audience, bytes_of("", 0), true),
	    by_kind[_i].code, by_kind[_i].words);
}
END_TEST

START_TEST(a_node_without_a_sign_process_publishes_nothing)
{
	hand_init(&h, ROLE_MEMBER);
	h.w.node[0].replicates = true;
	hand_restart(&h);
	refused(ask_alert("one", "JPN", false), NO, "this node replicates");
}
END_TEST

START_TEST(who_was_removed_publishes_nothing)
{
	hand_init(&h, ROLE_MEMBER);
	make_enrol(&h.w.maker, "AUS", ROLE_REMOVED);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	refused(ask_alert("one", "JPN", false), NO, "role removed may not publish alert");
}
END_TEST

/* PROTOCOL M4.16 */
START_TEST(a_desk_publishes_what_its_grant_holds_and_nothing_else)
{
	static const struct desks_make_row grant = { "AUS.customs", { KIND_ALERT }, 0,
		false, NULL };
	struct buf body = { 0 };
	struct place at = { .author = "AUS", .incarnation = 1, .seq = 1 };
	struct hash id = { { 1 } };

	hand_init_as(&h, "AUS.customs");
	take_desks(&aus, &grant);
	ck_assert_uint_eq(ask_alert("one", "JPN", true)->exit_code, 0);
	alerts_make(&body, "AUS", "one", "JPN");
	refused(ask(KIND_ALERT, AUDIENCE_ALLIANCE, buf_view(&body), true), NO,
	    "does not hold alert with audience alliance");
	refused(ask_response("AUS", &at, &id), NO,
	    "the grant of AUS.customs does not hold alert-response");
	refused(ask(KIND_CAPACITY, AUDIENCE_PUBLIC, buf_view(&body), true), NO,
	    "role desk may not publish capacity");
	buf_clear(&body);
}
END_TEST

START_TEST(a_withdrawn_desk_publishes_nothing)
{
	static const struct desks_make_row rows[] = {
		{ "AUS.customs", { KIND_ALERT }, 0, false, NULL },
		{ "AUS.customs", { 0 }, 0, true, NULL },
	};

	hand_init_as(&h, "AUS.customs");
	take_desks(&aus, &rows[0]);
	take_desks(&aus, &rows[1]);
	refused(ask_alert("one", "JPN", false), NO, "has no grant of its country");
}
END_TEST

START_TEST(a_body_that_would_be_no_fact_is_refused_with_its_field)
{
	static uint8_t large[LIMIT_BODY_BYTES + 1];
	struct buf body = { 0 };
	Cmsa__CapacityBody b;
	Cmsa__CapacityReview r, *reviews[] = { &r };

	hand_init(&h, ROLE_MEMBER);
	refused(ask(KIND_ALERT, AUDIENCE_PUBLIC, bytes_of(large, sizeof(large)), true),
	    INPUT, "body: expected at most 262144 bytes, found 262145");
	alerts_make(&body, "JPN", "one", ""); /* another country's */
	refused(
	    ask(KIND_ALERT, AUDIENCE_PUBLIC, buf_view(&body), true), INPUT, "country");
	buf_reset(&body);
	cmsa__capacity_review__init(&r);
	cmsa__capacity_body__init(&b);
	b.country = pb_text("AUS");
	b.reviews = reviews;
	b.n_reviews = 1;
	pb_write(&body, &b.base);
	refused(ask(KIND_CAPACITY, AUDIENCE_PUBLIC, buf_view(&body), true), INPUT,
	    "item 1, ");
	buf_clear(&body);
}
END_TEST

START_TEST(a_review_of_what_no_table_knows_is_refused)
{
	struct hand_entry other;
	struct hand_feed f = { .author = "AUS", .seq = 1 };

	hand_init(&h, ROLE_MEMBER);
	make_minerals(&h.w.maker, "new", 1, 1, "gallium", 1);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	hand_review(&h, &other, &f, AUDIENCE_PUBLIC, 1); /* of cobalt */
	refused(ask(KIND_CAPACITY, AUDIENCE_PUBLIC, buf_view(&other.body), true), INPUT,
	    "found \"cobalt-0\"");
	hand_entry_clear(&other);
}
END_TEST

START_TEST(a_response_is_to_an_alert_that_is_held)
{
	struct place at;
	struct hash id;

	hand_init(&h, ROLE_MEMBER);
	take_alert("AUS");
	at = e[1].e.place;
	id = e[1].e.id;
	ck_assert_uint_eq(ask_response("AUS", &at, &id)->exit_code, 0);
	refused(
	    ask_response("AUS", &e[0].e.place, &e[0].e.id), INPUT, "GBR 1:1 is no alert");
	at.seq = 3;
	refused(ask_response("AUS", &at, &id), INPUT, "GBR 1:3 is not held here");
	at.seq = 2;
	id.b[0] ^= 1;
	refused(ask_response("AUS", &at, &id), INPUT,
	    "GBR 1:2 is not held here under that id");
}
END_TEST

static struct hash
own_id(const struct place *at)
{
	struct hash id = { { 0 } };

	ck_assert_int_eq(store_id_get(h.w.node[0].store, &id, at), ERR_NONE);
	return id;
}

START_TEST(own_data_is_taken_back_and_nothing_else)
{
	struct place at = { .author = "AUS", .incarnation = 1, .seq = 1 };
	struct hash id;
	struct buf body = { 0 };

	hand_init(&h, ROLE_MEMBER);
	id = own_id(&at);
	refused(ask_retraction(&at, &id), INPUT, "is of kind keys: only data");
	take_alert("AUS");
	refused(ask_retraction(&e[1].e.place, &e[1].e.id), INPUT,
	    "AUS did not publish GBR 1:2");
	id.b[0] ^= 1;
	refused(ask_retraction(&at, &id), INPUT, "not held here under that id");
	ck_assert_uint_eq(ask_alert("one", "JPN", false)->exit_code, 0);
	at.seq = hand_held(&h, "AUS");
	id = own_id(&at);
	ck_assert_uint_eq(ask_retraction(&at, &id)->exit_code, 0);
	alerts_make_retraction(&body, &at, &id);
	ck_assert_uint_eq(
	    ask(KIND_RETRACTION, AUDIENCE_PUBLIC, buf_view(&body), false)->exit_code, 0);
	at.seq++;
	id = own_id(&at);
	refused(ask_retraction(&at, &id), INPUT, "is of kind retraction: only data");
	buf_clear(&body);
}
END_TEST

/* A country takes back what its desk wrote; a desk nothing of its country's. */
START_TEST(a_desk_takes_back_its_own_alone)
{
	static const struct desks_make_row grant = { "AUS.customs", { KIND_ALERT }, 0,
		false, NULL };
	struct hand_feed desk = { .author = "AUS.customs" };
	struct buf body = { 0 };

	hand_init_as(&h, "AUS.customs");
	take_desks(&aus, &grant);
	alerts_make(&body, "AUS", "one", "JPN");
	take(&aus, KIND_ALERT, buf_view(&body));
	refused(ask_retraction(&e[n - 1].e.place, &e[n - 1].e.id), INPUT,
	    "AUS.customs did not publish AUS 1:3");
	teardown();
	setup();
	hand_init(&h, ROLE_MEMBER);
	aus.seq = hand_held(&h, "AUS");
	aus.tip = core_position(h.core)->heads[0].id;
	ck_assert_uint_eq(hand_grant(&h, "AUS.customs", KIND_ALERT), 0);
	hand_pass(&h, 200);
	take(&desk, KIND_KEYS, bytes_of(NULL, 0));
	take(&desk, KIND_ALERT, buf_view(&body));
	ck_assert_uint_eq(
	    ask_retraction(&e[n - 1].e.place, &e[n - 1].e.id)->exit_code, 0);
	refused(ask_alert("two", "JPN", true), NO, "a desk of AUS holds alert");
	buf_clear(&body);
}
END_TEST

/* --- warnings ----------------------------------------------------------------------- */

static void
make_countries(const char *code)
{
	Cmsa__IsoRow row, *rows[] = { &row };
	Cmsa__Reference ref;
	Cmsa__Act act = maker_act(&h.w.maker);

	cmsa__iso_row__init(&row);
	row.alpha3 = pb_text(code);
	row.alpha2 = pb_text("FR");
	row.numeric = pb_text("250");
	row.name = pb_text("France");
	cmsa__reference__init(&ref);
	ref.table = pb_text("iso3166");
	ref.edition = pb_text("2026");
	ref.part = ref.parts = 1;
	ref.iso3166 = rows;
	ref.n_iso3166 = 1;
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = &ref;
	maker_add(&h.w.maker, &act);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
}

static void
warned(const Cmsa__ControlReply *r, size_t most, const char *words)
{
	ck_assert_msg(!r->exit_code, "%s", r->message);
	ck_assert_uint_eq(r->n_warnings, most);
	if (most)
		ck_assert_msg(
		    strstr(r->warnings[most - 1], words), "%s", r->warnings[most - 1]);
}

START_TEST(an_alert_that_names_a_country_nobody_knows_is_published_with_a_warning)
{
	hand_init(&h, ROLE_MEMBER);
	warned(ask_alert("one", "GBR,QQQ", true), 0, ""); /* no table says otherwise */
	warned(ask_alert("one", "GBR,XEU", true), 1, "names XEU for action");
	make_countries("FRA");
	warned(ask_alert("one", "FRA,GBR,KOR", true), 0, "");
	warned(ask_alert("one", "FRA,GBR,QQQ", false), 1, "names QQQ for action");
	warned(ask_alert("two", "QQQ,ZZZ", false), 2, "names ZZZ for action");
	make_territory(&h.w.maker, "XEU", "AUT,DEU");
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	warned(ask_alert("three", "DEU,XEU", false), 0, "");
}
END_TEST

START_TEST(of_very_many_warnings_the_first_are_given)
{
	char action[120 * 4] = "";
	const Cmsa__ControlReply *r;

	hand_init(&h, ROLE_MEMBER);
	make_countries("FRA");
	for (int i = 0; i < 100; i++)
		snprintf(action + strlen(action), sizeof(action) - strlen(action),
		    "%sQ%c%c", i ? "," : "", 'A' + i / 26, 'A' + i % 26);
	r = ask_alert("one", action, true);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(r->n_warnings, 64);
	ck_assert_msg(strstr(r->warnings[62], "for action"), "%s", r->warnings[62]);
	ck_assert_str_eq(r->warnings[63], "there are more warnings than these");
}
END_TEST

START_TEST(a_response_of_a_country_that_is_not_named_is_published_with_a_warning)
{
	hand_init(&h, ROLE_MEMBER);
	take_alert("AUS,JPN");
	warned(ask_response("AUS", &e[1].e.place, &e[1].e.id), 0, "");
	take_alert("JPN");
	warned(ask_response("AUS", &e[2].e.place, &e[2].e.id), 1,
	    "GBR:3 does not name AUS for action");
	take_alert("");
	warned(ask_response("AUS", &e[3].e.place, &e[3].e.id), 1,
	    "GBR:4 does not name AUS for action");
}
END_TEST

START_TEST(a_territory_that_answers_for_a_country_in_it_is_named)
{
	hand_init(&h, ROLE_MEMBER);
	make_territory(&h.w.maker, "XAU", "AUS,NZL");
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	take_alert("NZL");
	warned(ask_response("AUS", &e[1].e.place, &e[1].e.id), 1, "does not name AUS");
	take_alert("XAU"); /* the territory is asked, and no country in it */
	warned(ask_response("AUS", &e[2].e.place, &e[2].e.id), 1, "does not name AUS");
}
END_TEST

/* --- the queue ---------------------------------------------------------------------- */

/* AUS does not know its own head: what is asked for waits. */
static void
forget_head(void)
{
	hand_init(&h, ROLE_MEMBER);
	aus.seq = hand_held(&h, "AUS");
	aus.tip = core_position(h.core)->heads[0].id;
	hand_restart(&h);
}

/* Its peers hold one entry more of AUS, which grants a desk, and give it back. */
static void
learn_grant(void)
{
	static const struct desks_make_row grant = { "AUS.customs", { KIND_ALERT }, 0,
		false, NULL };
	struct buf body = { 0 };

	desks_make(&body, &grant, 1);
	hand_write(&h, &e[n++], &aus, KIND_KEYS, AUDIENCE_PUBLIC, buf_view(&body));
	buf_clear(&body);
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &aus, 1);
	hand_segment(&h, "GBR", &e[n - 1], 1, 1, UINT32_MAX);
	ck_assert_uint_eq(hand_held(&h, "AUS"), aus.seq);
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", &aus, 1);
	hand_pass(&h, 1000);
	ck_assert(core_own_head_known(h.core));
}

static size_t
own_of_kind(uint32_t kind)
{
	size_t found = 0;

	for (uint64_t seq = 1; seq <= hand_held(&h, "AUS"); seq++) {
		struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
		struct stored_entry se = { 0 };

		ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
		found += se.e.kind == kind;
		stored_entry_clear(&se);
	}
	return found;
}

/* PROTOCOL M4.16 */
START_TEST(what_stops_counting_while_it_waits_is_set_aside_and_holds_up_nothing)
{
	const Cmsa__ControlReply *r;

	forget_head();
	ck_assert(ask_alert("one", "JPN", false)->queued);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	learn_grant();
	ck_assert_uint_eq(own_of_kind(KIND_CAPACITY), 1);
	ck_assert_uint_eq(own_of_kind(KIND_ALERT), 0);
	r = status();
	ck_assert_uint_eq(r->n_aside, 1);
	ck_assert_uint_eq(r->aside[0]->number, 1);
	ck_assert_uint_eq(r->aside[0]->kind, KIND_ALERT);
	ck_assert_uint_eq(r->aside[0]->audience, AUDIENCE_PUBLIC);
	ck_assert_uint_gt(r->aside[0]->body_bytes, 0);
	ck_assert_msg(strstr(r->aside[0]->reason, "a desk of AUS holds alert"), "%s",
	    r->aside[0]->reason);
	hand_restart(&h);
	ck_assert_uint_eq(status()->n_aside, 1);
}
END_TEST

START_TEST(what_is_set_aside_is_tried_again_or_dropped)
{
	const Cmsa__ControlReply *r;

	forget_head();
	ask_alert("one", "JPN", false);
	ask_alert("two", "JPN", false);
	learn_grant();
	ck_assert_uint_eq(status()->n_aside, 2);
	refused(decide(77, true), INPUT, "nothing is set aside under number 77");
	r = decide(1, false);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(r->n_aside, 1);
	ck_assert_uint_eq(decide(2, true)->n_aside, 0);
	hand_pass(&h, 300);
	ck_assert_uint_eq(status()->n_aside, 1); /* the desk still holds the kind */
	ck_assert_uint_eq(hand_withdraw(&h, "AUS.customs"), 0);
	ck_assert_uint_eq(decide(status()->aside[0]->number, true)->exit_code, 0);
	hand_pass(&h, 300);
	ck_assert_uint_eq(status()->n_aside, 0);
	ck_assert_uint_eq(own_of_kind(KIND_ALERT), 1);
}
END_TEST

START_TEST(who_publishes_next_hears_what_was_set_aside)
{
	const Cmsa__ControlReply *r;
	struct arena mem;

	forget_head();
	ask_alert("one", "JPN", false);
	learn_grant();
	decide(1, true);
	r = publish_batch(&h, 2, &mem);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(r->n_entries, 2);
	ck_assert_uint_eq(r->n_warnings, 1);
	ck_assert_msg(
	    strstr(r->warnings[0], "1 that waited from before"), "%s", r->warnings[0]);
	ck_assert_uint_eq(own_of_kind(KIND_CAPACITY), 2);
	arena_clear(&mem);
}
END_TEST

/* _i: the key signed it, and the word was lost: then it is an entry. */
START_TEST(a_draft_that_stops_counting_is_set_aside_unless_it_is_signed)
{
	static const struct desks_make_row rows[] = {
		{ "AUS.customs", { KIND_ALERT }, 0, false, NULL },
		{ "AUS.customs", { 0 }, 1, true, NULL },
	};
	static struct faulty f; /* the world ends it */
	uint64_t tip;

	hand_init_as(&h, "AUS.customs");
	faulty_init(&f, &h);
	take_desks(&aus, &rows[0]);
	hand_pass(&h, 300);
	tip = hand_held(&h, "AUS.customs");
	ck_assert_uint_ge(tip, 1);
	f.fault = _i ? LOST_WORD : DEAD;
	f.calls = 0;
	f.failures = 1000;
	ck_assert_uint_eq(ask_alert("one", "JPN", false)->exit_code, 4);
	take_desks(&aus, &rows[1]);
	f.fault = NO_FAULT;
	hand_pass(&h, 6000);
	ck_assert_uint_eq(hand_held(&h, "AUS.customs"), tip + (_i ? 1 : 0));
	ck_assert_uint_eq(status()->n_aside, _i ? 0 : 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("core_publish");
	TCase *t = tcase_create("publish");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_kind_or_audience_that_is_not_for_this_node_is_refused, 0,
	    (int)ARRAY_LEN(by_kind));
	tcase_add_test(t, a_node_without_a_sign_process_publishes_nothing);
	tcase_add_test(t, who_was_removed_publishes_nothing);
	tcase_add_test(t, a_desk_publishes_what_its_grant_holds_and_nothing_else);
	tcase_add_test(t, a_withdrawn_desk_publishes_nothing);
	tcase_add_test(t, a_body_that_would_be_no_fact_is_refused_with_its_field);
	tcase_add_test(t, a_review_of_what_no_table_knows_is_refused);
	tcase_add_test(t, a_response_is_to_an_alert_that_is_held);
	tcase_add_test(t, own_data_is_taken_back_and_nothing_else);
	tcase_add_test(t, a_desk_takes_back_its_own_alone);
	tcase_add_test(
	    t, an_alert_that_names_a_country_nobody_knows_is_published_with_a_warning);
	tcase_add_test(t, of_very_many_warnings_the_first_are_given);
	tcase_add_test(
	    t, a_response_of_a_country_that_is_not_named_is_published_with_a_warning);
	tcase_add_test(t, a_territory_that_answers_for_a_country_in_it_is_named);
	tcase_add_test(
	    t, what_stops_counting_while_it_waits_is_set_aside_and_holds_up_nothing);
	tcase_add_test(t, what_is_set_aside_is_tried_again_or_dropped);
	tcase_add_test(t, who_publishes_next_hears_what_was_set_aside);
	tcase_add_loop_test(
	    t, a_draft_that_stops_counting_is_set_aside_unless_it_is_signed, 0, 2);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
