/* sim_catch_up_test.c - how a core gets what it lacks and gives what it has: live entries, acts,
 * heads, segments, answers to no question, rates (PROTOCOL.md 6.3 to 6.5, 6.8). */
#include "check_main.h"
#include "sim_talk_fixture.h"

/* --- live --------------------------------------------------------------------------- */

/* PROTOCOL M6.5 */
START_TEST(an_own_entry_goes_to_every_role_with_the_body_for_those_who_read_it)
{
	static const struct {
		const char *to;
		bool reads;
	} peers[] = { { "JPN", true }, { "KOR", false }, { "court", true } };

	begin();
	for (size_t i = 0; i < ARRAY_LEN(peers); i++)
		hand_greet(&h, peers[i].to);
	hand_forget(&h);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_ALLIANCE, 1, 1), 0);
	for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
		const Cmsa__Wire *w =
		    hand_took(&h, peers[i].to, CMSA__WIRE__MESSAGE_LIVE);

		ck_assert_ptr_nonnull(w);
		ck_assert_uint_eq(w->live->n_entries, 1);
		ck_assert_uint_eq(w->live->entries[0]->signature.len, 64);
		ck_assert_int_eq(w->live->entries[0]->body.len != 0, peers[i].reads);
		ck_assert_uint_eq(
		    hand_waiting(&h, peers[i].to, CMSA__WIRE__MESSAGE_LIVE), 0);
	}
	end();
}
END_TEST

/* PROTOCOL M6.5: any peer may hand on any feed; a gap is asked about. */
START_TEST(entries_of_anybody_are_taken_from_anybody_and_a_gap_asks_for_heads)
{
	struct hand_feed jpn = { .author = "JPN" };
	struct hand_entry e[3];

	begin();
	hand_greet(&h, "KOR");
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_review(&h, &e[i], &jpn, AUDIENCE_PUBLIC, i);
	hand_live(&h, "KOR", e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 1);
	quiet();
	hand_live(&h, "KOR", e + 2, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 1);
	ck_assert_uint_eq(hand_waiting(&h, "KOR", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_entry_clear(&e[i]);
	end();
}
END_TEST

/* PROTOCOL M6.5, M4.6 */
START_TEST(an_entry_under_an_act_not_held_asks_for_acts)
{
	struct hand_feed jpn = { .author = "JPN" };
	struct hand_entry e;
	uint64_t held;

	begin();
	hand_greet(&h, "JPN");
	quiet();
	held = head_number();
	make_enrol(&h.w.maker, "NZL", ROLE_MEMBER);
	hand_write(&h, &e, &jpn, KIND_KEYS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	ck_assert_uint_eq(
	    hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS)->get_acts->from, held + 1);
	hand_entry_clear(&e);
	end();
}
END_TEST

/* --- acts --------------------------------------------------------------------------- */

static void
say_acts(const char *from, uint64_t first, uint64_t last)
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_ACTS);
	ProtobufCBinaryData list[64];
	Cmsa__Acts a;

	cmsa__acts__init(&a);
	for (uint64_t i = first; i <= last; i++)
		list[a.n_acts++] =
		    pb_data(registry_act(h.w.maker.registry, i)->signed_act);
	a.acts = list;
	a.head_number = head_number();
	w.acts = &a;
	hand_say(&h, from, &w);
}

/* PROTOCOL M6.4, M6.8: its net was made anew, and our question was lost with the old one. */
START_TEST(a_peer_that_greets_anew_is_asked_for_acts_again_soon)
{
	begin();
	hand_greet(&h, "JPN");
	quiet();
	make_enrol(&h.w.maker, "NZL", ROLE_MEMBER);
	hand_hello(&h, "JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS), 1);
	hand_pass(&h, 2000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS), 1);
	hand_hello(&h, "JPN");
	hand_pass(&h, 2000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS), 2);
	end();
}
END_TEST

/* PROTOCOL M6.8 */
START_TEST(acts_are_asked_for_until_the_peers_head_is_folded)
{
	const Cmsa__Wire *w;
	uint64_t held;

	begin();
	held = head_number();
	make_enrol(&h.w.maker, "NZL", ROLE_MEMBER);
	make_enrol(&h.w.maker, "PER", ROLE_CANDIDATE);
	make_enrol(&h.w.maker, "CHL", ROLE_CANDIDATE);
	hand_hello(&h, "JPN");
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS);
	ck_assert_uint_eq(w->get_acts->from, held + 1);
	say_acts("JPN", held + 1, held + 2);
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_eq(w->get_acts->from, held + 3);
	say_acts("JPN", held + 3, held + 3);
	ck_assert_ptr_null(hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS));
	ck_assert_uint_eq(registry_number(core_registry(h.core)), held + 3);
	end();
}
END_TEST

/* PROTOCOL M6.8 */
START_TEST(acts_are_given_in_order_at_most_64_at_once)
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_GET_ACTS);
	const Cmsa__Wire *answer;
	Cmsa__GetActs g;

	begin();
	for (int i = 0; i < 70; i++) {
		make_certification(&h.w.maker, "JPN", "2026-02-01", "2026-02-01");
		world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	}
	hand_greet(&h, "JPN");
	cmsa__get_acts__init(&g);
	g.from = 2;
	w.get_acts = &g;
	hand_say(&h, "JPN", &w);
	answer = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_ACTS);
	ck_assert_ptr_nonnull(answer);
	ck_assert_uint_eq(answer->acts->head_number, head_number());
	ck_assert_uint_eq(answer->acts->n_acts, 64);
	for (uint64_t i = 0; i < 64; i++) {
		struct bytes held = registry_act(h.w.maker.registry, i + 2)->signed_act;

		ck_assert_uint_eq(answer->acts->acts[i].len, held.n);
		ck_assert_mem_eq(answer->acts->acts[i].data, held.p, held.n);
	}
	end();
}
END_TEST

/* --- heads and segments ------------------------------------------------------------- */

/* PROTOCOL M6.9 */
START_TEST(heads_are_every_feed_held_in_order)
{
	struct hand_feed feeds[] = { { .author = "KOR" }, { .author = "GBR" },
		{ .author = "JPN" } };
	struct hand_entry e;
	const Cmsa__Wire *w;

	begin();
	hand_greet(&h, "JPN");
	for (size_t i = 0; i < ARRAY_LEN(feeds); i++) {
		hand_write(
		    &h, &e, &feeds[i], KIND_KEYS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
		hand_live(&h, "JPN", &e, 1, true);
		hand_entry_clear(&e);
	}
	core_flush(h.core, world_time(&h.w));
	hand_forget(&h);
	get_heads("JPN");
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_eq(w->heads->n_heads, 4);
	for (size_t i = 0; i < 4; i++) {
		static const char *const names[] = { "AUS", "GBR", "JPN", "KOR" };

		ck_assert_str_eq(w->heads->heads[i]->author, names[i]);
		ck_assert_uint_ge(w->heads->heads[i]->seq, 1);
	}
	ck_assert_uint_eq(w->heads->register_number, head_number());
	end();
}
END_TEST

/* PROTOCOL M6.9 */
START_TEST(a_feed_is_asked_for_from_one_peer_at_a_time_and_goes_on_where_it_ended)
{
	struct hand_feed jpn = { .author = "JPN" };
	struct hand_entry e[5];
	const Cmsa__Wire *w;

	begin();
	hand_hello(&h, "GBR");
	hand_hello(&h, "JPN");
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_review(&h, &e[i], &jpn, AUDIENCE_PUBLIC, i);
	hand_heads(&h, "GBR", &jpn, 1);
	hand_heads(&h, "JPN", &jpn, 1);
	w = hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_SEGMENT);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_eq(w->get_segment->first, 1);
	ck_assert_ptr_null(hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT));
	hand_segment(&h, "GBR", e, 3, 1 << 2, 1u << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 3);
	hand_pass(&h, 100);
	w = hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_SEGMENT);
	w = w ? w : hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_eq(w->get_segment->first, 4);
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_entry_clear(&e[i]);
	end();
}
END_TEST

/* PROTOCOL M6.9: what a peer says about ids is evidence, and changes nothing. */
START_TEST(another_id_at_a_place_held_is_counted) /* _i: in the last place, before it */
{
	struct hand_feed jpn = { .author = "JPN" }, said;
	struct hand_entry e[2];

	begin();
	hand_greet(&h, "GBR");
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_review(&h, &e[i], &jpn, AUDIENCE_PUBLIC, i);
	hand_live(&h, "GBR", e, 2, true);
	core_flush(h.core, world_time(&h.w));
	quiet();
	hand_hello(&h, "GBR");
	said = jpn;
	said.seq -= (unsigned)_i;
	said.tip = (struct hash){ { 8 } };
	hand_heads(&h, "GBR", &said, 1);
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	for (unsigned i = 0; i < ARRAY_LEN(e); i++)
		hand_entry_clear(&e[i]);
	end();
}
END_TEST

/* PROTOCOL M6.9 */
START_TEST(another_act_at_a_number_held_is_counted) /* _i: hello, beacon, heads */
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_HELLO);
	struct hash other = { { 8 } }, id;
	Cmsa__Hello hello;
	Cmsa__Heads heads;

	begin();
	hand_hello_of(&h, &hello, &id, "JPN", head_number());
	w.hello = &hello;
	if (_i == 0)
		hello.register_id = pb_hash_data(other.b);
	hand_say(&h, "JPN", &w);
	if (_i == 1)
		beacon("JPN", head_number(), &other, &other, NULL);
	if (_i == 2) {
		cmsa__heads__init(&heads);
		heads.register_number = head_number();
		heads.register_id = pb_hash_data(other.b);
		w = wire_of(CMSA__WIRE__MESSAGE_HEADS);
		w.heads = &heads;
		hand_say(&h, "JPN", &w);
	}
	ck_assert_uint_eq(core_refused(h.core, V_REGISTER_SPLIT), 1);
	ck_assert_uint_eq(registry_number(core_registry(h.core)), head_number());
	end();
}
END_TEST

/* --- answers to no question --------------------------------------------------------- */

/* PROTOCOL M6.10 */
START_TEST(
    an_answer_to_no_question_is_ignored) /* _i: heads, segment, acts, refusal, ids */
{
	struct hand_feed jpn = { .author = "JPN" };
	struct hand_entry e;
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_REFUSAL);
	Cmsa__Refusal refusal;
	Cmsa__Ids ids;
	uint64_t held;

	begin();
	hand_greet(&h, "JPN");
	held = head_number();
	hand_write(&h, &e, &jpn, KIND_KEYS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	switch (_i) {
	case 0: hand_heads(&h, "JPN", &jpn, 1); break;
	case 1: hand_segment(&h, "JPN", &e, 1, 1, 1u << AUDIENCE_PUBLIC); break;
	case 2:
		make_enrol(&h.w.maker, "NZL", ROLE_MEMBER);
		say_acts("JPN", held + 1, held + 1);
		break;
	case 3:
		cmsa__refusal__init(&refusal);
		refusal.verdict = V_NOT_HELD;
		refusal.author = pb_text("JPN");
		refusal.seq = 1;
		w.refusal = &refusal;
		hand_say(&h, "JPN", &w);
		break;
	case 4:
		cmsa__ids__init(&ids);
		ids.author = pb_text("JPN");
		w = wire_of(CMSA__WIRE__MESSAGE_IDS);
		w.ids = &ids;
		hand_say(&h, "JPN", &w);
		break;
	}
	ck_assert_uint_eq(core_refused(h.core, V_UNASKED), 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	ck_assert_uint_eq(registry_number(core_registry(h.core)), held);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	hand_entry_clear(&e);
	end();
}
END_TEST

/* PROTOCOL M6.10 */
START_TEST(an_answer_after_10_s_is_one_to_no_question) /* _i: in time */
{
	begin();
	hand_hello(&h, "JPN");
	hand_pass(&h, _i ? 9900 : 10300);
	hand_heads(&h, "JPN", NULL, 0);
	ck_assert_uint_eq(core_refused(h.core, V_UNASKED), !_i);
	end();
}
END_TEST

/* PROTOCOL M6.10 */
START_TEST(few_questions_are_open_at_a_time)
{
	struct hand_feed feeds[6] = { 0 };

	begin();
	for (size_t i = 0; i < ARRAY_LEN(feeds); i++) {
		snprintf(
		    feeds[i].author, sizeof(feeds[i].author), "B%cA", (int)('A' + i));
		feeds[i].seq = 300;
		make_enrol(&h.w.maker, feeds[i].author, ROLE_MEMBER);
		world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	}
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", feeds, ARRAY_LEN(feeds));
	hand_pass(&h, 3000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 4);
	end();
}
END_TEST

/* --- rates, the own head ------------------------------------------------------------ */

/* PROTOCOL M6.16 */
START_TEST(a_peer_beyond_its_rate_is_heard_again_after_5_s)
{
	begin();
	hand_greet(&h, "JPN");
	hand_hello(&h, "GBR");
	for (int i = 0; i < 5000; i++)
		get_heads("JPN");
	ck_assert_uint_eq(core_refused(h.core, V_RATE_LIMIT), 1);
	hand_pass(&h, 4500);
	hand_forget(&h);
	get_heads("JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 0);
	get_heads("GBR");
	ck_assert_uint_eq(hand_waiting(&h, "GBR", CMSA__WIRE__MESSAGE_HEADS), 1);
	hand_pass(&h, 600);
	get_heads("JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 1);
	end();
}
END_TEST

/* Asked for its heads, `from` says that the feed of AUS ends where AUS itself has it. */
static void
confirm(const char *from)
{
	struct hand_feed aus = { .author = "AUS", .seq = hand_held(&h, "AUS") };
	struct place at = { .author = "AUS", .incarnation = 1, .seq = aus.seq };

	ck_assert_int_eq(store_id_get(h.w.node[0].store, &aus.tip, &at), ERR_NONE);
	hand_hello(&h, from);
	hand_heads(&h, from, &aus, 1);
	hand_pass(&h, 400);
}

/* PROTOCOL M6.17: auditors and candidates do not count. */
START_TEST(after_a_start_two_other_members_name_the_own_head_first)
{
	begin();
	ck_assert(core_own_head_known(h.core)); /* its key never signed before */
	hand_restart(&h);
	hand_pass(&h, 1000);
	ck_assert(!core_own_head_known(h.core));
	confirm("KOR");
	confirm("court");
	confirm("JPN");
	ck_assert(!core_own_head_known(h.core));
	confirm("GBR");
	ck_assert(core_own_head_known(h.core));
	end();
}
END_TEST

/* PROTOCOL M6.17: the question or its answer was lost, with a net process say, and nobody has news
 * of which a beacon would tell. */
START_TEST(heads_that_were_asked_for_and_did_not_come_are_asked_for_again)
{
	begin();
	hand_restart(&h);
	hand_hello(&h, "JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	hand_pass(&h, 9000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	hand_pass(&h, 5000); /* it has run out: M6.10 */
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 2);
	end();
}
END_TEST

/* PROTOCOL M6.17: who has not heard of the newest acts may not have heard of our entries. */
START_TEST(a_member_with_an_older_register_does_not_count)
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_HEADS);
	struct hash id = { { 0 } };
	Cmsa__Heads heads;

	begin();
	hand_restart(&h);
	confirm("JPN");
	hand_hello(&h, "GBR");
	cmsa__heads__init(&heads);
	heads.register_number = head_number() - 1;
	registry_act_id(&id, h.w.maker.registry, heads.register_number);
	heads.register_id = pb_hash_data(id.b);
	w.heads = &heads;
	hand_say(&h, "GBR", &w);
	hand_pass(&h, 400);
	ck_assert(!core_own_head_known(h.core));
	end();
}
END_TEST

/* PROTOCOL M6.17: a log restored from a backup catches up before it writes. */
START_TEST(an_own_entry_that_a_peer_names_is_caught_up_with_first)
{
	struct hand_feed aus = { .author = "AUS", .seq = 1 };
	struct place at = { .author = "AUS", .incarnation = 1, .seq = 1 };
	struct hand_entry e;

	begin();
	ck_assert_int_eq(store_id_get(h.w.node[0].store, &aus.tip, &at), ERR_NONE);
	hand_restart(&h);
	while (
	    hand_held(&h, "AUS") > aus.seq) { /* the first start wrote more than keys */
		at.seq = ++aus.seq;
		ck_assert_int_eq(
		    store_id_get(h.w.node[0].store, &aus.tip, &at), ERR_NONE);
	}
	hand_review(&h, &e, &aus, AUDIENCE_PUBLIC, 1); /* written, and lost here */
	confirm("JPN");
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &aus, 1);
	hand_pass(&h, 400);
	ck_assert(!core_own_head_known(h.core));
	hand_segment(&h, "GBR", &e, 1, 1, 1u << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(hand_held(&h, "AUS"), aus.seq);
	hand_pass(&h, 400);
	ck_assert(core_own_head_known(h.core));
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 2, 1), 0);
	ck_assert_uint_gt(hand_held(&h, "AUS"), aus.seq);
	hand_entry_clear(&e);
	end();
}
END_TEST

/* The newest entry of AUS written again, otherwise, with the key of AUS: its other history.  The
 * feed is left behind it. */
static void
second_story(struct hand_feed *aus, struct hand_entry *e)
{
	struct place at = { .author = "AUS", .incarnation = 1 };

	at.seq = hand_held(&h, "AUS") - 1;
	*aus = (struct hand_feed){ .author = "AUS", .seq = at.seq };
	ck_assert_int_eq(store_id_get(h.w.node[0].store, &aus->tip, &at), ERR_NONE);
	hand_review(&h, e, aus, AUDIENCE_PUBLIC, 77);
}

/* PROTOCOL M6.17: a folder that was out of service while another published for the same
 * author, at places that this one had written and nobody had got. */
START_TEST(an_own_head_that_peers_know_otherwise_is_not_known)
{
	struct hand_feed aus;
	struct hand_entry e;

	begin();
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_restart(&h);
	second_story(&aus, &e);
	for (int i = 0; i < 2; i++) {
		hand_hello(&h, i ? "GBR" : "JPN");
		hand_heads(&h, i ? "GBR" : "JPN", &aus, 1);
		hand_pass(&h, 400);
	}
	ck_assert(!core_own_head_known(h.core));
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 2); /* two heads: no proof yet */
	/* whoever is asked for it gives it: that proves it */
	hand_segment(&h, hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT) ? "JPN" : "GBR", &e,
	    1, 1, 1u << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 3);
	hand_pass(&h, 60000);
	ck_assert(!core_own_head_known(h.core));
	hand_entry_clear(&e);
	end();
}
END_TEST

/* PROTOCOL M6.17: the same, and the other has gone on: what it wrote then does not chain. */
START_TEST(an_own_entry_that_does_not_chain_to_the_own_head_leaves_it_unknown)
{
	struct hand_feed aus;
	struct hand_entry e, next;

	begin();
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_restart(&h);
	second_story(&aus, &e);
	hand_review(&h, &next, &aus, AUDIENCE_PUBLIC, 78);
	for (int i = 0; i < 8; i++) {
		hand_hello(&h, i % 2 ? "GBR" : "JPN");
		hand_heads(&h, i % 2 ? "GBR" : "JPN", &aus, 1);
		hand_pass(&h, 2500);
		hand_segment(&h, i % 2 ? "GBR" : "JPN", &next, 1, 1, 1u << AUDIENCE_PUBLIC);
	}
	hand_pass(&h, 60000);
	ck_assert(!core_own_head_known(h.core));
	hand_entry_clear(&e);
	hand_entry_clear(&next);
	end();
}
END_TEST

/* PROTOCOL M6.17: of what peers name and do not give, nothing is believed. */
START_TEST(an_own_entry_that_is_only_named_does_not_hold_this_node_back)
{
	struct hand_feed aus;
	struct hand_entry e;

	begin();
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_restart(&h);
	second_story(&aus, &e);
	for (int i = 0; i < 2; i++) {
		hand_hello(&h, i ? "GBR" : "JPN");
		hand_heads(&h, i ? "GBR" : "JPN", &aus, 1);
		hand_pass(&h, 400);
	}
	hand_pass(&h, 60000);
	confirm("JPN");
	confirm("GBR");
	hand_pass(&h, 5000);
	ck_assert(core_own_head_known(h.core));
	hand_entry_clear(&e);
	end();
}
END_TEST

static TCase *
catch_up_case(void)
{
	TCase *t = tcase_create("catch up");

	tcase_set_timeout(t, 120);
	tcase_add_test(
	    t, an_own_entry_goes_to_every_role_with_the_body_for_those_who_read_it);
	tcase_add_test(
	    t, entries_of_anybody_are_taken_from_anybody_and_a_gap_asks_for_heads);
	tcase_add_test(t, an_entry_under_an_act_not_held_asks_for_acts);
	tcase_add_test(t, a_peer_that_greets_anew_is_asked_for_acts_again_soon);
	tcase_add_test(t, acts_are_asked_for_until_the_peers_head_is_folded);
	tcase_add_test(t, acts_are_given_in_order_at_most_64_at_once);
	tcase_add_test(t, heads_are_every_feed_held_in_order);
	tcase_add_test(
	    t, a_feed_is_asked_for_from_one_peer_at_a_time_and_goes_on_where_it_ended);
	tcase_add_loop_test(t, another_id_at_a_place_held_is_counted, 0, 2);
	tcase_add_loop_test(t, another_act_at_a_number_held_is_counted, 0, 3);
	tcase_add_loop_test(t, an_answer_to_no_question_is_ignored, 0, 5);
	tcase_add_loop_test(t, an_answer_after_10_s_is_one_to_no_question, 0, 2);
	tcase_add_test(t, few_questions_are_open_at_a_time);
	tcase_add_test(t, a_peer_beyond_its_rate_is_heard_again_after_5_s);
	tcase_add_test(t, after_a_start_two_other_members_name_the_own_head_first);
	tcase_add_test(t, heads_that_were_asked_for_and_did_not_come_are_asked_for_again);
	tcase_add_test(t, an_own_head_that_peers_know_otherwise_is_not_known);
	tcase_add_test(t, an_own_entry_that_does_not_chain_to_the_own_head_leaves_it_unknown);
	tcase_add_test(t, an_own_entry_that_is_only_named_does_not_hold_this_node_back);
	tcase_add_test(t, a_member_with_an_older_register_does_not_count);
	tcase_add_test(t, an_own_entry_that_a_peer_names_is_caught_up_with_first);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("sim_catch_up");

	suite_add_tcase(s, catch_up_case());
	return check_main(s);
}
