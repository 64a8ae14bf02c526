/* sim_desk_test.c - desks in a simulated alliance: granted after they were started, limited,
 * withdrawn, under loss and crashes; and alerts, which reach everybody (PROTOCOL M4.17,
 * M6.1, M6.18). */
#include <check.h>
#include <string.h>

#include "alert.pb-c.h"
#include "check_main.h"
#include "pb.h"
#include "world.h"

enum {
	AUS,
	GBR,
	JPN,
	KOR,
	DESK
};
static struct world w;

static void
setup(void)
{
	uint64_t acts;

	world_init(&w, 7);
	world_add(&w, "AUS", ROLE_MEMBER);
	world_add(&w, "GBR", ROLE_MEMBER);
	world_add(&w, "JPN", ROLE_MEMBER);
	world_add(&w, "KOR", ROLE_CANDIDATE);
	world_add_desk(&w, "AUS.customs");
	acts = registry_number(w.maker.registry);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, acts);
	world_run(&w, 8000); /* the desk hears of nothing yet */
}

static void
teardown(void)
{
	world_clear(&w);
}

static uint32_t
change(Cmsa__DeskAction action, uint32_t *kinds, size_t n_kinds)
{
	uint32_t audiences[] = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS };
	Cmsa__ControlRequest request;
	Cmsa__ControlDesk desk;
	struct buf application = { 0 };
	uint32_t code;

	world_application(&application, "AUS.customs");
	cmsa__control_request__init(&request);
	cmsa__control_desk__init(&desk);
	desk.action = action;
	desk.name = pb_text("AUS.customs");
	desk.application = pb_data(buf_view(&application));
	desk.kinds = kinds;
	desk.n_kinds = n_kinds;
	desk.audiences = audiences;
	desk.n_audiences = 2;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_DESK;
	request.desk = &desk;
	code = world_ask(&w, AUS, &request);
	buf_clear(&application);
	return code;
}

static void
grant(void)
{
	uint32_t kinds[] = { KIND_ALERT, KIND_ALERT_RESPONSE };

	ck_assert_uint_eq(change(CMSA__DESK_ACTION__DESK_GRANT, kinds, 2), 0);
}

static uint32_t
alert(int i, uint32_t audience)
{
	char *action[] = { pb_text("JPN") }, *subjects[] = { pb_text("gallium") };
	Cmsa__AlertScheme schemes[] = { CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION };
	ProtobufCBinaryData bodies[1];
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	struct buf body = { 0 };
	Cmsa__AlertBody a;
	uint32_t code;

	cmsa__alert_body__init(&a);
	a.country = pb_text(w.node[i].author[3] ? "AUS" : w.node[i].author);
	a.id = pb_text("one");
	a.severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	a.schemes = schemes;
	a.n_schemes = 1;
	a.subjects = subjects;
	a.n_subjects = 1;
	a.action = action;
	a.n_action = 1;
	a.basis = pb_text("a tip");
	a.handling = CMSA__HANDLING__HANDLING_GREEN;
	pb_write(&body, &a.base);
	bodies[0] = pb_data(buf_view(&body));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = KIND_ALERT;
	publish.audience = audience;
	publish.bodies = bodies;
	publish.n_bodies = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	code = world_ask(&w, i, &request);
	buf_clear(&body);
	return code;
}

static uint64_t
held(int i, const char *author)
{
	return position_seq(core_position(w.node[i].core), author, 1);
}

static bool
body_held(int i, const char *author, uint64_t seq)
{
	struct stored_entry se = { 0 };
	struct place at = { .incarnation = 1, .seq = seq };
	bool is;

	memcpy(at.author, author, strlen(author) + 1);
	is = !store_entry_get(w.node[i].store, &se, &at) && se.body_held;
	stored_entry_clear(&se);
	return is;
}

START_TEST(a_desk_granted_after_its_start_comes_to_life)
{
	ck_assert_uint_eq(held(DESK, "AUS"), 0);
	ck_assert_uint_ne(alert(DESK, AUDIENCE_CUSTOMS), 0);
	grant();
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert_uint_ge(held(DESK, "AUS"), 2);
	ck_assert_uint_ge(held(JPN, "AUS.customs"), 1);
	ck_assert_uint_eq(alert(DESK, AUDIENCE_CUSTOMS), 0);
	ck_assert_uint_ne(alert(AUS, AUDIENCE_CUSTOMS), 0); /* the desk's kind now */
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert(world_holds_all(&w));
}
END_TEST

/* PROTOCOL M6.15 */
START_TEST(a_customs_body_is_nowhere_that_may_not_hold_it)
{
	uint64_t seq;

	grant();
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert_uint_eq(alert(GBR, AUDIENCE_CUSTOMS), 0);
	seq = held(GBR, "GBR");
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert(body_held(JPN, "GBR", seq) && body_held(DESK, "GBR", seq));
	ck_assert(!body_held(KOR, "GBR", seq));
	ck_assert_uint_ge(held(KOR, "GBR"), seq);
}
END_TEST

/* PROTOCOL M6.18: with the direct way cut, another passes it on at once. */
static bool
not_from_gbr_to_jpn(struct world *x, int from, int to, struct buf *frame)
{
	(void)x;
	(void)frame;
	return !(from == GBR && to == JPN);
}

START_TEST(an_alert_is_passed_on)
{
	uint64_t seq;

	w.tamper = not_from_gbr_to_jpn;
	ck_assert_uint_eq(alert(GBR, AUDIENCE_CUSTOMS), 0);
	seq = held(GBR, "GBR");
	world_run(&w, 90); /* before any tick, thus any beacon */
	ck_assert_uint_eq(held(JPN, "GBR"), seq);
	ck_assert(body_held(JPN, "GBR", seq));
}
END_TEST

/* PROTOCOL M5.5 */
START_TEST(an_alert_is_witnessed_within_thirty_seconds)
{
	uint64_t before = held(JPN, "JPN");

	world_run(
	    &w, 30000); /* nothing is due by the hour's rule but what news there is */
	before = held(JPN, "JPN");
	ck_assert_uint_eq(alert(GBR, AUDIENCE_PUBLIC), 0);
	world_run(&w, 12000);
	ck_assert_uint_gt(held(JPN, "JPN"), before);
}
END_TEST

START_TEST(a_withdrawn_desk_is_cut_off)
{
	uint64_t seq;

	grant();
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert_uint_eq(change(CMSA__DESK_ACTION__DESK_WITHDRAW, NULL, 0), 0);
	world_run(&w, 20000);
	seq = held(DESK, "GBR");
	ck_assert_uint_eq(alert(GBR, AUDIENCE_PUBLIC), 0);
	ck_assert_uint_eq(alert(AUS, AUDIENCE_PUBLIC), 0); /* its country's again */
	world_run(&w, 30000);
	ck_assert_uint_eq(held(DESK, "GBR"), seq);
	for (int i = AUS; i <= KOR; i++) {
		ck_assert_int_eq(w.node[i].admits[DESK], ROLE_NONE);
		ck_assert_uint_gt(held(i, "GBR"), seq);
	}
}
END_TEST

START_TEST(desks_survive_loss_and_crashes)
{
	uint32_t one[] = { KIND_ALERT };

	w.loss_permille = 100;
	grant();
	world_run(&w, 3000);
	for (int i = AUS; i <= DESK; i++) {
		world_crash(&w, i, 500);
		world_run(&w, 4000);
		if (i > AUS)
			alert(DESK, AUDIENCE_CUSTOMS);
	}
	world_run(&w, 15000);
	ck_assert_uint_eq(change(CMSA__DESK_ACTION__DESK_LIMIT, one, 1), 0);
	world_run(&w, 3000);
	w.loss_permille = 0;
	ck_assert_int_ge(world_settle(&w, 120000), 0);
	ck_assert(world_holds_all(&w));
	for (int i = AUS; i <= KOR; i++)
		ck_assert_int_eq(w.node[i].admits[DESK], ROLE_DESK);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("desks");
	TCase *t = tcase_create("desks");

	tcase_set_timeout(t, 240);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_desk_granted_after_its_start_comes_to_life);
	tcase_add_test(t, a_customs_body_is_nowhere_that_may_not_hold_it);
	tcase_add_test(t, an_alert_is_passed_on);
	tcase_add_test(t, an_alert_is_witnessed_within_thirty_seconds);
	tcase_add_test(t, a_withdrawn_desk_is_cut_off);
	tcase_add_test(t, desks_survive_loss_and_crashes);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
