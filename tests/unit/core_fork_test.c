/* What a node does that meets a second history of a feed: keeps both, stops, proves it once,
 * remembers; finds where a peer's history parts; believes no claim (PROTOCOL M4.9, M4.18, M4.19,
 * M5.31, M6.19, M6.20). */
#include "body.h"
#include "check_main.h"
#include "fork.h"
#include "hand.h"
#include "pb.h"
#include "segment.h"
#include "store.h"

enum {
	RUN = 8,   /* of JPN, as held */
	PARTS = 3, /* the first place told in two ways */
	OTHER = RUN + 1
};

static struct hand h;
static struct hand_feed jpn;
static struct hand_entry run[RUN],
    other[OTHER]; /* other[i] at place i + 1; equal before PARTS */

static void
setup(void)
{
	struct hand_feed f = { .author = "JPN" };

	hand_init(&h, ROLE_MEMBER);
	hand_greet(&h, "GBR");
	hand_greet(&h, "JPN");
	jpn = (struct hand_feed){ .author = "JPN" };
	for (unsigned i = 0; i < RUN; i++) {
		hand_review(&h, &run[i], &jpn, AUDIENCE_PUBLIC, i);
		if (i + 1 < PARTS)
			f = jpn;
	}
	for (unsigned i = PARTS - 1; i < OTHER; i++)
		hand_review(&h, &other[i], &f, AUDIENCE_PUBLIC, 100 + i);
	hand_pass(&h, 600);
	hand_forget(&h);
}

static void
teardown(void)
{
	for (unsigned i = 0; i < RUN; i++)
		hand_entry_clear(&run[i]);
	for (unsigned i = 0; i < OTHER; i++)
		hand_entry_clear(&other[i]);
	hand_clear(&h);
}

static void
live(const char *from, const struct hand_entry *e, size_t n)
{
	hand_live(&h, from, e, n, true);
	core_flush(h.core, world_time(&h.w));
}

static uint64_t
refused(enum verdict v)
{
	return core_refused(h.core, v);
}

/* The newest own entry of kind proof: what it says; false when there is none. */
static bool
own_proof(struct fork *out, size_t *n)
{
	struct place at = { .author = "AUS", .incarnation = 1 };

	*n = 0;
	for (at.seq = 1; at.seq <= hand_held(&h, "AUS"); at.seq++) {
		struct stored_entry se = { 0 };
		const ProtobufCMessage *m = NULL;
		struct arena mem;

		ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
		arena_init(&mem, LIMIT_BODY_ARENA);
		if (se.e.kind == KIND_PROOF) {
			ck_assert_int_eq(
			    body_parse(&m, &mem, KIND_PROOF, 1, buf_view(&se.body), NULL),
			    V_OK);
			fork_of(out, (const Cmsa__ProofBody *)(const void *)m);
			++*n;
		}
		arena_clear(&mem);
		stored_entry_clear(&se);
	}
	return *n > 0;
}

static void
expect_proof_at(uint64_t seq)
{
	struct fork k;
	size_t n;

	ck_assert(own_proof(&k, &n));
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(k.at.author, "JPN");
	ck_assert_uint_eq(k.at.seq, seq);
}

static void
expect_no_proof(void)
{
	struct fork k;
	size_t n;

	ck_assert(!own_proof(&k, &n));
}

static enum err
count_one(void *ctx, const struct store_fork *k)
{
	size_t *n = ctx;

	ck_assert_str_eq(k->at.author, "JPN");
	++*n;
	return ERR_NONE;
}

static size_t
kept(void)
{
	size_t n = 0;

	ck_assert_int_eq(store_forks_each(h.w.node[0].store, count_one, &n), ERR_NONE);
	return n;
}

/* Entries of JPN beyond what is held are not taken. */
static void
expect_stopped(uint64_t held)
{
	struct hand_feed f = jpn;
	struct hand_entry e;
	const uint64_t before = refused(V_FEED_STOPPED);

	hand_review(&h, &e, &f, AUDIENCE_PUBLIC, 77);
	live("JPN", &e, 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), held);
	ck_assert_uint_gt(refused(V_FEED_STOPPED), before);
	hand_entry_clear(&e);
}

/* Is the own proof among what went out to GBR? */
static bool
proof_went_out(void)
{
	const Cmsa__Wire *w;
	struct entry e;

	while ((w = hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_LIVE)))
		if (!entry_parse(&e, pb_bytes(w->live->entries[0]->header)) &&
		    e.kind == KIND_PROOF)
			return w->live->entries[0]->body.len > 0;
	return false;
}

/* PROTOCOL M4.9, M5.31 */
START_TEST(a_second_header_is_kept_and_proven_once_and_remembered)
{
	live("JPN", run, RUN);
	live("GBR", &other[PARTS - 1], 1);
	ck_assert_uint_eq(refused(V_FORK), 1);
	ck_assert_uint_eq(kept(), 1);
	hand_pass(&h, 300);
	expect_proof_at(PARTS);
	ck_assert(proof_went_out());
	expect_stopped(RUN);
	live("GBR", &other[PARTS - 1], 1);
	hand_pass(&h, 6000);
	expect_proof_at(PARTS);
	hand_restart(&h);
	hand_greet(&h, "GBR");
	hand_greet(&h, "JPN");
	expect_stopped(RUN);
	ck_assert_uint_eq(kept(), 1);
	hand_pass(&h, 6000);
	expect_proof_at(PARTS);
}
END_TEST

static const Cmsa__ControlReply *
asked(Cmsa__ControlRequest__RequestCase what)
{
	Cmsa__ControlStatus status;
	Cmsa__ControlPeers peers;
	Cmsa__ControlRequest ask;

	cmsa__control_status__init(&status);
	cmsa__control_peers__init(&peers);
	cmsa__control_request__init(&ask);
	ask.request_case = what;
	if (what == CMSA__CONTROL_REQUEST__REQUEST_STATUS)
		ask.status = &status;
	else
		ask.peers = &peers;
	return hand_ask(&h, &ask);
}

START_TEST(the_operator_is_told_who_where_since_when_and_how_far)
{
	const Cmsa__ControlReply *r;
	const Cmsa__ForkStatus *s;

	live("JPN", run, RUN);
	ck_assert_uint_eq(asked(CMSA__CONTROL_REQUEST__REQUEST_STATUS)->n_forks, 0);
	live("GBR", &other[PARTS - 1], 1);
	hand_pass(&h, 300);
	r = asked(CMSA__CONTROL_REQUEST__REQUEST_STATUS);
	ck_assert_uint_eq(r->n_forks, 1);
	ck_assert_uint_eq(r->n_claims, 0);
	s = r->forks[0];
	ck_assert_str_eq(s->author, "JPN");
	ck_assert_uint_eq(s->seq, PARTS);
	ck_assert_str_eq(s->from, "GBR/main");
	ck_assert_int_gt(s->since_ms, 0);
	ck_assert_int_eq(memcmp(s->id.data, run[PARTS - 1].e.id.b, 32), 0);
	ck_assert_int_eq(memcmp(s->other_id.data, other[PARTS - 1].e.id.b, 32), 0);
	ck_assert_int_eq(strncmp(s->proof, "AUS:1:", 6), 0);
	ck_assert_uint_eq(s->counts_up_to, PARTS - 1);
	ck_assert_uint_eq(s->held, RUN);
	ck_assert(s->frozen);
	r = asked(CMSA__CONTROL_REQUEST__REQUEST_PEERS);
	for (size_t i = 0; i < r->n_peers; i++)
		ck_assert_uint_eq(r->peers[i]->forked_at,
		    strcmp(r->peers[i]->author, "JPN") ? 0 : PARTS);
}
END_TEST

/* Between the two: seen, and the machine stops before the proof is written. */
START_TEST(a_proof_that_was_not_written_before_a_stop_is_written_after_it)
{
	live("JPN", run, RUN);
	live("GBR", &other[PARTS - 1], 1);
	expect_no_proof();
	hand_restart(&h);
	hand_greet(&h, "GBR");
	hand_greet(&h, "JPN");
	expect_stopped(RUN);
	hand_pass(&h, 1000);
	expect_proof_at(PARTS);
}
END_TEST

/* --- finding the place -------------------------------------------------------------- */

/* Answers as one who holds `other` up to its end; how many questions it took. */
static int
answer_ids(const char *from, bool lie)
{
	const Cmsa__Wire *q;
	int n = 0;

	hand_pass(&h, 100);
	for (; (q = hand_took(&h, from, CMSA__WIRE__MESSAGE_GET_IDS)); n++) {
		ProtobufCBinaryData ids[64];
		struct hash false_id[64];
		Cmsa__Ids a;
		Cmsa__Wire w;

		ck_assert_str_eq(q->get_ids->author, "JPN");
		cmsa__ids__init(&a);
		for (size_t i = 0; i < q->get_ids->n_seq; i++) {
			const uint64_t seq = q->get_ids->seq[i];
			const struct hand_entry *e =
			    seq < PARTS ? &run[seq - 1] : &other[seq - 1];

			false_id[i] = (struct hash){ { 1, (uint8_t)seq } };
			ids[i] = pb_hash_data(lie ? false_id[i].b : e->e.id.b);
		}
		a.author = q->get_ids->author;
		a.incarnation = 1;
		a.seq = q->get_ids->seq;
		a.n_seq = q->get_ids->n_seq;
		a.id = ids;
		a.n_id = a.n_seq;
		cmsa__wire__init(&w);
		w.message_case = CMSA__WIRE__MESSAGE_IDS;
		w.ids = &a;
		hand_say(&h, from, &w);
	}
	return n;
}

static uint64_t
asked_for_run(const char *from)
{
	const Cmsa__Wire *q = hand_took(&h, from, CMSA__WIRE__MESSAGE_GET_SEGMENT);

	ck_assert_ptr_nonnull(q);
	ck_assert_uint_eq(q->get_segment->audiences, 0);
	return q->get_segment->first;
}

/* PROTOCOL M6.19: only the end of the other history is seen. */
START_TEST(
    the_place_is_found_from_an_entry_that_does_not_chain) /* _i: at the tip, or below it */
{
	live("JPN", run, RUN);
	live("GBR", &other[_i ? RUN : RUN - 1], 1);
	ck_assert_int_ge(answer_ids("GBR", false), 1);
	ck_assert_uint_eq(asked_for_run("GBR"), PARTS);
	hand_segment(&h, "GBR", &other[PARTS - 1], OTHER - PARTS + 1,
	    UINT64_C(1) << (OTHER - PARTS), 0);
	hand_pass(&h, 300);
	expect_proof_at(PARTS);
	expect_stopped(RUN);
}
END_TEST

/* PROTOCOL M6.19: only a head is said. */
START_TEST(the_place_is_found_from_another_head)
{
	struct hand_feed said = { .author = "JPN", .seq = 6, .tip = other[5].e.id };

	live("JPN", run, RUN);
	hand_pass(&h, 3000);
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &said, 1);
	ck_assert_int_ge(answer_ids("GBR", false), 1);
	ck_assert_uint_eq(asked_for_run("GBR"), PARTS);
	hand_segment(&h, "GBR", &other[PARTS - 1], 4, 1 << 3, 0);
	hand_pass(&h, 300);
	expect_proof_at(PARTS);
}
END_TEST

/* PROTOCOL M6.19: a peer that claims another history costs a bounded number of questions. */
START_TEST(
    who_lies_about_ids_is_counted_and_left_alone) /* _i: it answers nothing, the wrong run, the same run */
{
	struct hand_feed said = { .author = "JPN", .seq = RUN, .tip = { { 9 } } };
	size_t asked = 0;

	live("JPN", run, RUN);
	for (int round = 0; round < 60; round++) {
		hand_pass(&h, 2000);
		hand_hello(&h, "GBR");
		hand_heads(&h, "GBR", &said, 1);
		asked += _i == 0 ? hand_waiting(&h, "GBR", CMSA__WIRE__MESSAGE_GET_IDS)
				 : (size_t)answer_ids("GBR", true);
		if (_i && hand_waiting(&h, "GBR", CMSA__WIRE__MESSAGE_GET_SEGMENT)) {
			ck_assert_uint_eq(asked_for_run("GBR"), 1);
			hand_segment(
			    &h, "GBR", _i == 1 ? &other[PARTS - 1] : run, 1, 1, 0);
		}
		hand_forget(&h);
	}
	/* two minutes: at 0, 10, 30, 70 s */
	ck_assert_uint_ge(asked, 2);
	ck_assert_uint_le(asked, 8);
	if (_i == 2)
		ck_assert_uint_ge(refused(V_UNPROVEN), 2);
	ck_assert_uint_eq(kept(), 0);
	expect_no_proof();
	live("JPN", run, RUN);
	ck_assert_uint_eq(refused(V_FEED_STOPPED), 0);
}
END_TEST

/* --- proofs of others --------------------------------------------------------------- */

/* GBR's entry that proves the fork of JPN; `spoil`: a signature in it is none. */
static struct hand_entry
proof_of_gbr(struct hand_feed *gbr, bool spoil)
{
	struct hand_entry keys, out;
	struct buf headers[2] = { { 0 } }, body = { 0 };
	const struct hand_entry *e[2] = { &run[PARTS - 1], &other[PARTS - 1] };
	struct fork_side side[2];

	for (int i = 0; i < 2; i++) {
		segment_add_header(&headers[i], buf_view(&e[i]->header));
		side[i] = (struct fork_side){ buf_view(&headers[i]), e[i]->sig };
	}
	side[1].signature.b[5] ^= spoil;
	fork_write(&body, &side[0], &side[1]);
	*gbr = (struct hand_feed){ .author = "GBR" };
	hand_write(&h, &keys, gbr, KIND_KEYS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	live("GBR", &keys, 1);
	hand_write(&h, &out, gbr, KIND_PROOF, AUDIENCE_PUBLIC, buf_view(&body));
	hand_entry_clear(&keys);
	buf_clear(&headers[0]);
	buf_clear(&headers[1]);
	buf_clear(&body);
	return out;
}

/* PROTOCOL M4.9, M5.31: one verified proof is enough; what it shows is kept here too. */
START_TEST(a_peers_proof_stops_the_feed_and_no_second_one_is_written)
{
	struct hand_feed gbr;
	struct hand_entry proof = proof_of_gbr(&gbr, false);

	live("JPN", run, RUN);
	live("GBR", &proof, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	hand_pass(&h, 6000);
	expect_stopped(RUN);
	ck_assert_uint_eq(kept(), 1);
	expect_no_proof();
	live("KOR", &other[PARTS - 1], 1);
	hand_pass(&h, 6000);
	expect_no_proof();
	hand_restart(&h);
	hand_greet(&h, "JPN");
	expect_stopped(RUN);
	hand_entry_clear(&proof);
}
END_TEST

/* PROTOCOL M6.20: passed on at once, like an alert. */
START_TEST(a_proof_is_passed_on_and_witnessed_soon)
{
	struct hand_feed gbr;
	struct hand_entry proof = proof_of_gbr(&gbr, false);

	hand_forget(&h);
	live("GBR", &proof, 1);
	ck_assert_ptr_nonnull(hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_LIVE));
	hand_entry_clear(&proof);
}
END_TEST

/* PROTOCOL M4.18 */
START_TEST(a_false_proof_has_no_effect_and_is_kept)
{
	struct hand_feed gbr;
	struct hand_entry proof = proof_of_gbr(&gbr, true);

	live("JPN", run, RUN - 1);
	live("GBR", &proof, 1);
	hand_pass(&h, 6000);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	live("JPN", &run[RUN - 1], 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN);
	ck_assert_uint_eq(kept(), 0);
	expect_no_proof();
	ck_assert_uint_eq(asked(CMSA__CONTROL_REQUEST__REQUEST_STATUS)->n_claims, 1);
	ck_assert(!asked(CMSA__CONTROL_REQUEST__REQUEST_STATUS)->claims[0]->open);
	hand_entry_clear(&proof);
}
END_TEST

/* The proof came first.  PROTOCOL M4.18 */
START_TEST(a_proof_waits_for_the_feed_that_it_accuses)
{
	struct hand_feed gbr;
	struct hand_entry proof = proof_of_gbr(&gbr, false);

	live("GBR", &proof, 1);
	hand_pass(&h, 1000);
	live("JPN", run, PARTS - 2);
	hand_pass(&h, 1000);
	live("JPN", &run[PARTS - 2], 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), PARTS - 1);
	hand_pass(&h, 1000);
	live("JPN", &run[PARTS - 1], 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), PARTS - 1);
	ck_assert_uint_ge(refused(V_FEED_STOPPED), 1);
	hand_entry_clear(&proof);
}
END_TEST

/* A second history of what most have witnessed.  PROTOCOL M4.19 */
START_TEST(what_most_have_witnessed_is_not_stopped_by_an_older_fork)
{
	struct hand_feed gbr;
	struct hand_entry proof = proof_of_gbr(&gbr, false), says;
	Cmsa__Head head, *heads[1] = { &head };
	Cmsa__WitnessBody w;
	struct buf body = { 0 };
	Cmsa__ControlRequest ask;
	Cmsa__ControlAssess assess;

	cmsa__control_assess__init(&assess);
	live("JPN", run, RUN - 1);
	live("GBR", &proof, 1);
	hand_pass(&h, 6000);
	expect_stopped(RUN - 1);
	cmsa__head__init(&head);
	head.author = pb_text("JPN");
	head.incarnation = 1;
	head.seq = RUN - 1;
	head.id = pb_hash_data(run[RUN - 2].e.id.b);
	cmsa__witness_body__init(&w);
	w.heads = heads;
	w.n_heads = 1;
	pb_write(&body, &w.base);
	hand_write(&h, &says, &gbr, KIND_WITNESS, AUDIENCE_PUBLIC, buf_view(&body));
	live("GBR", &says, 1);
	cmsa__control_request__init(&ask);
	ask.request_case = CMSA__CONTROL_REQUEST__REQUEST_ASSESS;
	ask.assess = &assess;
	ck_assert_uint_eq(hand_ask(&h, &ask)->exit_code, 0); /* it witnesses all, too */
	hand_pass(&h, 6000);
	live("JPN", &run[RUN - 1], 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN);
	hand_entry_clear(&proof);
	hand_entry_clear(&says);
	buf_clear(&body);
}
END_TEST

/* --- the own feed ------------------------------------------------------------------- */

/* Its folder was copied, and the copy published.  PROTOCOL M4.19 */
START_TEST(a_node_whose_own_feed_is_forked_publishes_nothing_and_says_so)
{
	const uint64_t held = hand_held(&h, "AUS");
	struct hand_feed copy = { .author = "AUS", .seq = held - 1 };
	struct place before = { .author = "AUS", .incarnation = 1, .seq = held - 1 };
	Cmsa__ControlRequest ask;
	Cmsa__ControlStatus status;
	const Cmsa__ControlReply *r;
	struct hand_entry e;

	cmsa__control_status__init(&status);
	copy.tip = registry_alliance(h.w.maker.registry);
	if (before.seq)
		ck_assert_int_eq(
		    store_id_get(h.w.node[0].store, &copy.tip, &before), ERR_NONE);
	hand_review(&h, &e, &copy, AUDIENCE_PUBLIC, 5);
	live("GBR", &e, 1);
	ck_assert_uint_eq(refused(V_FORK), 1);
	hand_pass(&h, 30000);
	ck_assert_uint_eq(hand_held(&h, "AUS"), held);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 1);
	cmsa__control_request__init(&ask);
	ask.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	ask.status = &status;
	r = hand_ask(&h, &ask);
	ck_assert_str_eq(r->state, "its feed is forked");
	hand_restart(&h);
	hand_greet(&h, "GBR");
	hand_greet(&h, "JPN");
	hand_pass(&h, 6000);
	ck_assert_uint_eq(hand_held(&h, "AUS"), held);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 1);
	hand_entry_clear(&e);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("core_fork");
	TCase *t = tcase_create("fork");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_second_header_is_kept_and_proven_once_and_remembered);
	tcase_add_test(t, the_operator_is_told_who_where_since_when_and_how_far);
	tcase_add_test(t, a_proof_that_was_not_written_before_a_stop_is_written_after_it);
	tcase_add_loop_test(
	    t, the_place_is_found_from_an_entry_that_does_not_chain, 0, 2);
	tcase_add_test(t, the_place_is_found_from_another_head);
	tcase_add_loop_test(t, who_lies_about_ids_is_counted_and_left_alone, 0, 3);
	tcase_add_test(t, a_peers_proof_stops_the_feed_and_no_second_one_is_written);
	tcase_add_test(t, a_proof_is_passed_on_and_witnessed_soon);
	tcase_add_test(t, a_false_proof_has_no_effect_and_is_kept);
	tcase_add_test(t, a_proof_waits_for_the_feed_that_it_accuses);
	tcase_add_test(t, what_most_have_witnessed_is_not_stopped_by_an_older_fork);
	tcase_add_test(t, a_node_whose_own_feed_is_forked_publishes_nothing_and_says_so);
	suite_add_tcase(s, t);
	return check_main(s);
}
