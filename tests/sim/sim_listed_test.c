/* sim_listed_test.c - a witness that lists what nobody can give is shown at fault, after everybody
 * was asked; one that is merely early, or behind a bad network, never is (PROTOCOL M7.49). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"
#include "witness.pb-c.h"

static struct hand h;
static struct hand_feed jpn, gbr;
static struct hand_entry gbr_entries[4];

enum how {
	REFUSES,
	FORGES, /* gives an entry of that id that its author did not sign */
	GIVES,
	IS_SILENT,
	IS_BUSY,
	IS_AWAY
};

/* A witness entry of JPN that lists that entry of GBR, live. */
static void
jpn_lists(uint64_t seq, const struct hash *id)
{
	Cmsa__Head head, *heads[1] = { &head };
	struct hash copy = *id;
	struct hand_entry e[2];
	struct buf body = { 0 };
	Cmsa__WitnessBody b;

	cmsa__head__init(&head);
	head.author = pb_text("GBR");
	head.incarnation = 1;
	head.seq = seq;
	head.id = pb_hash_data(copy.b);
	cmsa__witness_body__init(&b);
	b.heads = heads;
	b.n_heads = 1;
	pb_write(&body, &b.base);
	hand_hello(&h, "JPN");
	hand_write(&h, &e[0], &jpn, KIND_WITNESS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	hand_write(&h, &e[1], &jpn, KIND_WITNESS, AUDIENCE_PUBLIC, buf_view(&body));
	hand_live(&h, "JPN", e, 2, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), jpn.seq);
	for (size_t i = 0; i < 2; i++)
		hand_entry_clear(&e[i]);
	buf_clear(&body);
}

static void
setup(void)
{
	hand_init(&h, ROLE_MEMBER);
	jpn = (struct hand_feed){ .author = "JPN" };
	gbr = (struct hand_feed){ .author = "GBR" };
	for (size_t i = 0; i < ARRAY_LEN(gbr_entries); i++)
		hand_review(&h, &gbr_entries[i], &gbr, AUDIENCE_PUBLIC, (unsigned)i);
	hand_hello(&h, "GBR");
	hand_live(&h, "GBR", gbr_entries, 2, true); /* two of four are held */
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
}

static void
teardown(void)
{
	for (size_t i = 0; i < ARRAY_LEN(gbr_entries); i++)
		hand_entry_clear(&gbr_entries[i]);
	hand_clear(&h);
}

static void
refuse(const char *who, const Cmsa__GetSegment *g, enum verdict v)
{
	Cmsa__Refusal r;
	Cmsa__Wire w;

	cmsa__refusal__init(&r);
	r.verdict = v;
	r.author = g->author;
	r.seq = g->first;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_REFUSAL;
	w.refusal = &r;
	hand_say(&h, who, &w);
}

static void
answer(const char *who, enum how how)
{
	const Cmsa__Wire *w = hand_took(&h, who, CMSA__WIRE__MESSAGE_GET_SEGMENT);

	if (!w)
		return;
	ck_assert_uint_eq(w->get_segment->audiences, 0);
	switch (how) {
	case REFUSES: refuse(who, w->get_segment, V_NOT_HELD); return;
	case IS_BUSY: refuse(who, w->get_segment, V_RATE_LIMIT); return;
	case GIVES: hand_segment(&h, who, &gbr_entries[3], 1, 1, 0); return;
	case FORGES: hand_segment(&h, who, &gbr_entries[3], 1, 0, 0); return;
	case IS_SILENT:
	case IS_AWAY: return;
	}
}

static void
pass(int64_t ms, enum how by_jpn, enum how by_gbr)
{
	for (int64_t t = 0; t < ms; t += 1000) {
		if (by_jpn != IS_AWAY)
			hand_hello(&h, "JPN");
		if (by_gbr != IS_AWAY)
			hand_hello(&h, "GBR");
		hand_pass(&h, 1000);
		answer("JPN", by_jpn);
		answer("GBR", by_gbr);
	}
}

static const Cmsa__ControlReply *
listed(void)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlListed ask;

	cmsa__control_request__init(&request);
	cmsa__control_listed__init(&ask);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_LISTED;
	request.listed = &ask;
	return hand_ask(&h, &request);
}

static void
check_one(bool at_fault)
{
	const Cmsa__ControlReply *r = listed();

	ck_assert_uint_eq(r->n_listed, 1);
	ck_assert_str_eq(r->listed[0]->by_author, "JPN");
	ck_assert_str_eq(r->listed[0]->of_author, "GBR");
	ck_assert_int_eq(r->listed[0]->at_fault, at_fault);
}

/* _i: at a place that is ahead, or at one where another entry is held */
START_TEST(a_witness_that_lists_what_nobody_gives_is_at_fault_after_all_were_asked)
{
	const struct hash none = { { 1 } };

	jpn_lists(_i ? 2 : 900, &none);
	pass(50000, REFUSES, REFUSES);
	check_one(false); /* not before the grace is over, and nobody was asked */
	ck_assert_uint_eq(listed()->listed[0]->n_asked, 0);
	pass(20000, REFUSES, REFUSES);
	check_one(true);
	ck_assert_uint_eq(listed()->listed[0]->n_asked, 2);
	ck_assert_int_eq(listed()->listed[0]->other_held, _i);
	hand_restart(&h); /* it is not forgotten */
	pass(90000, REFUSES, REFUSES);
	check_one(true);
}
END_TEST

/* _i: who gives it: the witness, or somebody else while the witness says that it has it not */
START_TEST(who_lists_what_somebody_can_give_is_not_at_fault_and_clean_when_it_came)
{
	jpn_lists(4, &gbr_entries[3].e.id);
	pass(90000, _i ? REFUSES : GIVES, _i ? GIVES : REFUSES);
	check_one(false);
	/* it was given once: whoever gave it may go */
	core_peer_event(h.core, _i ? "GBR" : "JPN", "main", CORE_PEER_DOWN, "test",
	    world_time(&h.w));
	pass(30000, _i ? REFUSES : IS_AWAY, _i ? IS_AWAY : REFUSES);
	check_one(false);
	hand_hello(&h, "GBR");
	hand_live(&h, "GBR", gbr_entries + 2, 2, true);
	pass(3000, REFUSES, REFUSES);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 4);
	ck_assert_uint_eq(listed()->n_listed, 0);
}
END_TEST

START_TEST(at_fault_ends_when_the_header_turns_up)
{
	jpn_lists(4, &gbr_entries[3].e.id);
	pass(90000, REFUSES, REFUSES);
	check_one(true);
	hand_live(&h, "GBR", gbr_entries + 2, 2, true);
	pass(3000, REFUSES, REFUSES);
	ck_assert_uint_eq(listed()->n_listed, 0);
}
END_TEST

START_TEST(an_entry_that_its_author_did_not_sign_is_not_given)
{
	jpn_lists(4, &gbr_entries[3].e.id);
	pass(90000, FORGES, REFUSES);
	check_one(true);
	for (size_t i = 0; i < 2; i++) {
		const Cmsa__ListedAsked *a = listed()->listed[0]->asked[i];

		ck_assert_int_eq(
		    strstr(a->answer, "did not sign") != NULL, !strcmp(a->author, "JPN"));
	}
}
END_TEST

/* A witness that is away, or busy, or has not answered yet, has not failed to give it. */
START_TEST(who_was_not_heard_is_not_at_fault)
{
	static const enum how hows[] = { IS_AWAY, IS_BUSY };
	const struct hash none = { { 1 } };

	jpn_lists(900, &none);
	if (hows[_i] == IS_AWAY)
		core_peer_event(
		    h.core, "JPN", "main", CORE_PEER_DOWN, "test", world_time(&h.w));
	pass(120000, hows[_i], REFUSES);
	check_one(false);
	pass(120000, REFUSES, REFUSES);
	if (hows[_i] == IS_AWAY)
		check_one(true); /* back, and asked */
}
END_TEST

START_TEST(who_never_answers_what_it_is_asked_is_at_fault)
{
	const struct hash none = { { 1 } };

	jpn_lists(900, &none);
	pass(800000, IS_SILENT, REFUSES);
	check_one(true);
}
END_TEST

/* --- honest nodes in bad weather ---------------------------------------------------- */

/* How many it shows at fault; *asked grows by how many it asked for at all. */
static size_t
faults_of(struct world *w, int i, size_t *asked)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlListed ask;
	const ProtobufCMessage *m = NULL;
	struct buf in = { 0 }, out = { 0 };
	struct arena mem;
	size_t faults = 0;

	cmsa__control_request__init(&request);
	cmsa__control_listed__init(&ask);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_LISTED;
	request.listed = &ask;
	pb_write(&in, &request.base);
	core_control(w->node[i].core, &out, buf_view(&in), world_time(w));
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	for (size_t k = 0; k < ((const Cmsa__ControlReply *)m)->n_listed; k++) {
		const Cmsa__Listed *l = ((const Cmsa__ControlReply *)m)->listed[k];

		faults += l->at_fault ? 1 : 0;
		*asked += l->n_asked;
	}
	arena_clear(&mem);
	buf_clear(&in);
	buf_clear(&out);
	return faults;
}

/* Cut in two for minutes, entries lost, nodes down: words travel without what they list. */
START_TEST(an_honest_witness_is_never_at_fault)
{
	static const char *const names[] = { "AUS", "CAN", "GBR", "JPN", "USA" };
	size_t asked = 0;
	struct world w;

	world_init(&w, 11 + (uint64_t)_i);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	w.loss_permille = 550;
	for (int k = 0; k < 80; k++) {
		for (int i = 0; i < w.n_nodes && !world_random(&w, 8); i++)
			w.node[i].group = (int)world_random(&w, 2);
		if (!world_random(&w, 5))
			world_crash(&w, (int)world_random(&w, 5),
			    (int64_t)world_random(&w, 90000));
		for (int n = 0; n < 5; n++)
			world_publish(&w, n, AUDIENCE_PUBLIC);
		world_run(&w, 8000);
		for (int i = 0; i < w.n_nodes; i++)
			if (w.node[i].core)
				ck_assert_msg(!faults_of(&w, i, &asked),
				    "%s blames, round %d", w.node[i].author, k);
	}
	printf("%zu questions about what was not there yet\n", asked);
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_listed");
	TCase *t = tcase_create("listed"), *weather = tcase_create("weather");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t,
	    a_witness_that_lists_what_nobody_gives_is_at_fault_after_all_were_asked, 0,
	    2);
	tcase_add_loop_test(t,
	    who_lists_what_somebody_can_give_is_not_at_fault_and_clean_when_it_came, 0,
	    2);
	tcase_add_test(t, at_fault_ends_when_the_header_turns_up);
	tcase_add_test(t, an_entry_that_its_author_did_not_sign_is_not_given);
	tcase_add_loop_test(t, who_was_not_heard_is_not_at_fault, 0, 2);
	tcase_add_test(t, who_never_answers_what_it_is_asked_is_at_fault);
	suite_add_tcase(s, t);
	tcase_set_timeout(weather, 240);
	tcase_add_loop_test(weather, an_honest_witness_is_never_at_fault, 0, 2);
	suite_add_tcase(s, weather);
	return check_main(s);
}
