/* core_desk_test.c - desks at one node: who has a CURVE key that two name, also after a restart,
 * and what the operator of a country may change (PROTOCOL M4.15, M6.1). */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "check_main.h"
#include "desks_make.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"

static struct hand h;
static struct hand_feed gbr, jpn;

static void
setup(void)
{
	hand_init(&h, ROLE_MEMBER);
	gbr = (struct hand_feed){ .author = "GBR" };
	jpn = (struct hand_feed){ .author = "JPN" };
}

static void
teardown(void)
{
	hand_clear(&h);
}

/* --- one key, two desks ------------------------------------------------------------- */

static void
take(struct hand_feed *f, struct bytes body)
{
	struct hand_entry e;

	hand_hello(&h, f->author);
	hand_write(&h, &e, f, KIND_KEYS, AUDIENCE_PUBLIC, body);
	hand_live(&h, f->author, &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, f->author), f->seq);
	hand_entry_clear(&e);
	hand_pass(&h, 200);
}

/* The country's next keys entry says it of the desk; `curve_of`: whose key its node has. */
static void
grant(struct hand_feed *f, const char *desk, uint32_t kind, const char *curve_of)
{
	const struct desks_make_row row = { desk, { kind }, 0, !kind, curve_of };
	struct buf body = { 0 };

	if (!f->seq)
		take(f, bytes_of(NULL, 0));
	desks_make(&body, &row, 1);
	take(f, buf_view(&body));
	buf_clear(&body);
}

/* The desks among the peers, in their order: "JPN.a GBR.z". */
static const char *
desks_admitted(char out[static 256])
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPeers peers;
	const Cmsa__ControlReply *r;

	cmsa__control_request__init(&request);
	cmsa__control_peers__init(&peers);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PEERS;
	request.peers = &peers;
	r = hand_ask(&h, &request);
	*out = '\0';
	for (size_t i = 0; i < r->n_peers; i++)
		if (r->peers[i]->role == ROLE_DESK)
			snprintf(out + strlen(out), 256 - strlen(out), "%s%s",
			    *out ? " " : "", r->peers[i]->author);
	return out;
}

/* Now, and after a restart. */
static void
admitted(const char *want)
{
	char text[256];

	ck_assert_str_eq(desks_admitted(text), want);
	hand_restart(&h);
	ck_assert_str_eq(desks_admitted(text), want);
}

/* PROTOCOL M6.1: whatever their names are. */
START_TEST(of_two_desks_with_one_key_the_first_is_admitted_also_after_a_restart)
{
	grant(&jpn, "JPN.a", KIND_ALERT, NULL);
	grant(&gbr, "GBR.z", KIND_ALERT, "JPN.a");
	admitted("JPN.a");
	grant(&jpn, "JPN.a", KIND_ALERT_RESPONSE, NULL); /* new terms, the old key */
	admitted("JPN.a");
}
END_TEST

START_TEST(a_key_that_is_given_up_is_the_next_ones_and_stays_so)
{
	grant(&jpn, "JPN.a", KIND_ALERT, NULL);
	grant(&gbr, "GBR.z", KIND_ALERT, "JPN.a");
	grant(&jpn, "JPN.a", 0, NULL);
	admitted("GBR.z");
	grant(&jpn, "JPN.a", KIND_ALERT, NULL);
	admitted("GBR.z");
	grant(&jpn, "JPN.a", KIND_ALERT, "JPN.other");
	admitted("GBR.z JPN.a");
}
END_TEST

START_TEST(a_key_of_an_enrolled_author_is_no_desks)
{
	grant(&jpn, "JPN.a", KIND_ALERT, "GBR");
	grant(&gbr, "GBR.z", KIND_ALERT, "AUS"); /* that of this node */
	grant(&jpn, "JPN.b", KIND_ALERT_RESPONSE, NULL);
	admitted("JPN.b");
}
END_TEST

/* There is room for so many peers: those who were there keep it. */
START_TEST(the_first_granted_stand_first)
{
	grant(&jpn, "JPN.b", KIND_ALERT, NULL);
	grant(&gbr, "GBR.z", KIND_ALERT, NULL);
	grant(&jpn, "JPN.a", KIND_ALERT_RESPONSE, NULL);
	admitted("JPN.b GBR.z JPN.a");
}
END_TEST

START_TEST(desks_of_a_country_that_is_no_member_are_not_admitted)
{
	grant(&jpn, "JPN.a", KIND_ALERT, NULL);
	make_enrol(&h.w.maker, "JPN", ROLE_CANDIDATE);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	admitted("");
	make_enrol(&h.w.maker, "JPN", ROLE_MEMBER);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	admitted("JPN.a");
}
END_TEST

/* --- the operator ------------------------------------------------------------------- */

static uint32_t many[9], one_kind[1];
static uint32_t customs[] = { AUDIENCE_CUSTOMS };

static const Cmsa__ControlReply *
change(Cmsa__DeskAction action, const char *name, const char *to, uint32_t *kinds,
    size_t n_kinds)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlDesk d;

	cmsa__control_request__init(&request);
	cmsa__control_desk__init(&d);
	d.action = action;
	d.name = pb_text(name);
	d.to = pb_text(to);
	d.kinds = kinds;
	d.n_kinds = n_kinds;
	d.audiences = customs;
	d.n_audiences = n_kinds && action != CMSA__DESK_ACTION__DESK_MOVE;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_DESK;
	request.desk = &d;
	return hand_ask(&h, &request);
}

static const Cmsa__ControlReply *
change_kind(Cmsa__DeskAction action, const char *name, const char *to, uint32_t kind)
{
	one_kind[0] = kind;
	return change(action, name, to, one_kind, 1);
}

static const Cmsa__DeskStatus *
desk_of(const Cmsa__ControlReply *r, const char *name)
{
	for (size_t i = 0; i < r->n_desks; i++)
		if (!strcmp(r->desks[i]->name, name))
			return r->desks[i];
	ck_abort_msg("no desk %s", name);
	return NULL;
}

/* AUS.a holds alerts, AUS.b answers. */
static void
two_desks(void)
{
	ck_assert_uint_eq(hand_grant(&h, "AUS.a", KIND_ALERT), 0);
	ck_assert_uint_eq(hand_grant(&h, "AUS.b", KIND_ALERT_RESPONSE), 0);
}

START_TEST(a_limit_replaces_the_kinds_and_audiences_of_a_desk)
{
	const Cmsa__DeskStatus *d;
	const Cmsa__ControlReply *r;

	two_desks();
	r = change_kind(CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", 99);
	ck_assert_msg(!r->exit_code, "%s", r->message);
	ck_assert_uint_eq(r->n_entries, 1);
	d = desk_of(r, "AUS.a");
	ck_assert(d->admitted && d->n_kinds == 1 && d->kinds[0] == 99);
	ck_assert_uint_eq(d->audiences, 1u << AUDIENCE_CUSTOMS);
	r = change(CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", NULL, 0);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(desk_of(r, "AUS.a")->n_kinds, 0);
	ck_assert(!desk_of(r, "AUS.a")->withdrawn);
}
END_TEST

START_TEST(a_kind_moves_from_desk_to_desk_and_to_the_country_and_back)
{
	const Cmsa__ControlReply *r;

	two_desks();
	r = change_kind(
	    CMSA__DESK_ACTION__DESK_MOVE, "AUS.b", "AUS.a", KIND_ALERT_RESPONSE);
	ck_assert_msg(!r->exit_code, "%s", r->message);
	ck_assert_uint_eq(r->n_entries, 1); /* both rows in one entry */
	ck_assert_uint_eq(desk_of(r, "AUS.a")->n_kinds, 2);
	ck_assert_uint_eq(desk_of(r, "AUS.b")->n_kinds, 0);
	r = change_kind(CMSA__DESK_ACTION__DESK_MOVE, "AUS.a", "AUS", KIND_ALERT);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(desk_of(r, "AUS.a")->n_kinds, 1);
	r = change_kind(CMSA__DESK_ACTION__DESK_MOVE, "AUS", "AUS.a", KIND_ALERT);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(desk_of(r, "AUS.a")->n_kinds, 2);
	ck_assert_uint_eq(desk_of(r, "AUS.a")->kinds[0], KIND_ALERT);
	/* it holds it already: nothing is said */
	r = change_kind(CMSA__DESK_ACTION__DESK_MOVE, "AUS", "AUS.a", KIND_ALERT);
	ck_assert_uint_eq(r->exit_code, 0);
	ck_assert_uint_eq(r->n_entries, 0);
}
END_TEST

static const struct {
	Cmsa__DeskAction action;
	const char *name, *to;
	uint32_t kind;
	const char *words;
} wrong[] = {
	{ CMSA__DESK_ACTION__DESK_LIMIT, "AUS.c", "", KIND_ALERT,
	    "\"AUS.c\" is no desk that is granted" },
	{ CMSA__DESK_ACTION__DESK_LIMIT, "GBR.a", "", KIND_ALERT,
	    "\"GBR.a\" is no desk that is granted" },
	{ CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", KIND_ALERT_RESPONSE,
	    "a kind is with one desk" },
	{ CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", KIND_RETRACTION,
	    "kinds that a desk may write" },
	{ CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", KIND_CAPACITY,
	    "kinds that a desk may write" },
	{ CMSA__DESK_ACTION__DESK_WITHDRAW, "AUS.c", "", 0,
	    "\"AUS.c\" is no desk that is granted" },
	{ CMSA__DESK_ACTION__DESK_MOVE, "AUS.a", "AUS.b", KIND_ALERT_RESPONSE,
	    "AUS.a does not hold that kind" },
	{ CMSA__DESK_ACTION__DESK_MOVE, "AUS.a", "AUS.a", KIND_ALERT,
	    "expected one kind and two" },
	{ CMSA__DESK_ACTION__DESK_MOVE, "AUS.a", "AUS.c", KIND_ALERT,
	    "\"AUS.c\" is no desk that is granted" },
	{ CMSA__DESK_ACTION__DESK_MOVE, "AUS", "AUS.a", KIND_ALERT_RESPONSE,
	    "a kind is with one desk" },
	{ CMSA__DESK_ACTION__DESK_GRANT, "AUS.c", "", KIND_ALERT,
	    "the application is refused" },
	{ CMSA__DESK_ACTION__DESK_ACTION_UNSET, "AUS.a", "", KIND_ALERT,
	    "no such change of a desk" },
};

START_TEST(a_change_that_makes_no_sense_is_refused_and_changes_nothing)
{
	const Cmsa__ControlReply *r;
	uint64_t tip;

	two_desks();
	tip = hand_held(&h, "AUS");
	r = change_kind(wrong[_i].action, wrong[_i].name, wrong[_i].to, wrong[_i].kind);
	ck_assert_msg(r->exit_code == 3 && strstr(r->message, wrong[_i].words),
	    "expected \"%s\", found %u \"%s\"", wrong[_i].words, r->exit_code,
	    r->message);
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip);
}
END_TEST

START_TEST(more_kinds_than_a_desk_may_hold_are_refused)
{
	const Cmsa__ControlReply *r;

	two_desks();
	for (uint32_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = 100 + i;
	r = change(CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", many, 9);
	ck_assert_uint_eq(r->exit_code, 3);
	r = change(CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", many, 8);
	ck_assert_uint_eq(r->exit_code, 0);
	r = change_kind(
	    CMSA__DESK_ACTION__DESK_MOVE, "AUS.b", "AUS.a", KIND_ALERT_RESPONSE);
	ck_assert_uint_eq(r->exit_code, 3);
	ck_assert_msg(strstr(r->message, "AUS.a has 8 kinds already"), "%s", r->message);
}
END_TEST

START_TEST(a_withdrawn_desk_is_shown_and_changed_no_more_but_granted_again)
{
	const Cmsa__ControlReply *r;

	two_desks();
	ck_assert_uint_eq(hand_withdraw(&h, "AUS.a"), 0);
	r = change_kind(CMSA__DESK_ACTION__DESK_LIMIT, "AUS.a", "", KIND_ALERT);
	ck_assert_uint_eq(r->exit_code, 3);
	ck_assert(desk_of(r, "AUS.a")->withdrawn && !desk_of(r, "AUS.a")->admitted);
	ck_assert_uint_eq(hand_withdraw(&h, "AUS.a"), 3);
	ck_assert_uint_eq(hand_grant(&h, "AUS.a", KIND_ALERT), 0);
	r = change(CMSA__DESK_ACTION__DESK_LIST, "", "", NULL, 0);
	ck_assert(!desk_of(r, "AUS.a")->withdrawn && desk_of(r, "AUS.a")->admitted);
}
END_TEST

START_TEST(who_is_no_member_grants_no_desk)
{
	make_enrol(&h.w.maker, "AUS", ROLE_CANDIDATE);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	ck_assert_uint_eq(hand_grant(&h, "AUS.a", KIND_ALERT), 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("core_desk");
	TCase *t = tcase_create("desks");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(
	    t, of_two_desks_with_one_key_the_first_is_admitted_also_after_a_restart);
	tcase_add_test(t, a_key_that_is_given_up_is_the_next_ones_and_stays_so);
	tcase_add_test(t, a_key_of_an_enrolled_author_is_no_desks);
	tcase_add_test(t, the_first_granted_stand_first);
	tcase_add_test(t, desks_of_a_country_that_is_no_member_are_not_admitted);
	tcase_add_test(t, a_limit_replaces_the_kinds_and_audiences_of_a_desk);
	tcase_add_test(t, a_kind_moves_from_desk_to_desk_and_to_the_country_and_back);
	tcase_add_loop_test(t,
	    a_change_that_makes_no_sense_is_refused_and_changes_nothing, 0,
	    (int)ARRAY_LEN(wrong));
	tcase_add_test(t, more_kinds_than_a_desk_may_hold_are_refused);
	tcase_add_test(
	    t, a_withdrawn_desk_is_shown_and_changed_no_more_but_granted_again);
	tcase_add_test(t, who_is_no_member_grants_no_desk);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
