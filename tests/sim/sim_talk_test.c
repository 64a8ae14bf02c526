/* sim_talk_test.c - how a core greets its peers and keeps the conversation: HELLO, beacons,
 * silence (PROTOCOL.md 6.1, 6.2, 6.4). */
#include "check_main.h"
#include "sim_talk_fixture.h"

/* --- greeting ----------------------------------------------------------------------- */

/* PROTOCOL M6.4 */
START_TEST(hello_is_said_every_second_until_there_is_an_answer)
{
	const Cmsa__Wire *w;

	begin();
	hand_forget(&h);
	hand_pass(&h, 5000);
	ck_assert_uint_ge(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO), 4);
	ck_assert_uint_le(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO), 6);
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO);
	ck_assert_uint_eq(w->hello->n_versions, 1);
	ck_assert_uint_eq(w->hello->versions[0], 1);
	ck_assert_str_eq(w->hello->author, "AUS");
	ck_assert_str_eq(w->hello->node, "main");
	ck_assert_uint_eq(w->hello->register_number, head_number());
	hand_hello(&h, "JPN");
	hand_forget(&h);
	hand_pass(&h, 5000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO), 0);
	ck_assert_uint_ge(hand_waiting(&h, "GBR", CMSA__WIRE__MESSAGE_HELLO), 4);
	end();
}
END_TEST

static const enum verdict hello_verdicts[] = { V_VERSION, V_ALLIANCE, V_WIRE_STATE,
	V_WIRE_STATE };

/* PROTOCOL M6.4 */
START_TEST(a_wrong_hello_is_not_answered) /* _i: what is wrong */
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_HELLO);
	uint32_t two[] = { 2 };
	struct hash other = { { 7 } }, id;
	Cmsa__Hello hello;

	begin();
	hand_hello_of(&h, &hello, &id, "JPN", head_number());
	switch (_i) {
	case 0: hello.versions = two; break;
	case 1: hello.alliance_id = pb_hash_data(other.b); break;
	case 2: hello.author = pb_text("GBR"); break;
	case 3: hello.node = pb_text("spare"); break;
	}
	w.hello = &hello;
	hand_forget(&h);
	hand_say(&h, "JPN", &w);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO), 0);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 0);
	ck_assert_uint_eq(core_refused(h.core, hello_verdicts[_i]), 1);
	get_heads("JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 0);
	end();
}
END_TEST

/* PROTOCOL M6.4 */
START_TEST(nothing_is_answered_before_a_hello)
{
	begin();
	get_heads("JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 0);
	ck_assert_uint_eq(core_refused(h.core, V_WIRE_STATE), 1);
	hand_hello(&h, "JPN");
	get_heads("JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 1);
	end();
}
END_TEST

/* PROTOCOL M6.3: of two that can dial, the one that sorts first; else whoever can. */
START_TEST(both_ends_agree_whose_connection_is_used) /* _i: AUS has no address */
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__AdmissionList *list;
	struct maker_enrol space;
	Cmsa__Act act;
	size_t seen = 0;

	begin();
	hand_forget(&h);
	act = maker_act(&h.w.maker);
	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, _i ? "AUS" : "GBR", ROLE_MEMBER);
	act.enrol->nodes[0]->n_addresses = 0;
	maker_add(&h.w.maker, &act);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	/* the list that goes to net stands in what a fresh start sends as well */
	hand_restart(&h);
	for (size_t i = 0; i < h.n_out; i++) {
		if (h.out[i].type != CORE_ADMISSION)
			continue;
		ck_assert_int_eq(pb_parse(&m, &h.mem, &cmsa__admission_list__descriptor,
				     buf_view(&h.out[i].frame)),
		    V_OK);
		list = (const Cmsa__AdmissionList *)m;
		for (size_t k = 0; k < list->n_peers; k++, seen++)
			/* AUS sorts before all others; GBR cannot be dialled when it
			 * has no address */
			ck_assert_int_eq(list->peers[k]->dial_first,
			    _i || strcmp(list->peers[k]->author, "GBR") != 0);
	}
	ck_assert_uint_eq(seen, 4);
	end();
}
END_TEST

/* --- beacons ------------------------------------------------------------------------ */

/* PROTOCOL M6.7 */
START_TEST(a_beacon_is_sent_every_5_s_and_soon_after_an_own_entry)
{
	const Cmsa__Wire *w;
	struct hash digest;

	begin();
	hand_greet(&h, "JPN");
	hand_pass(&h, 1000);
	hand_forget(&h);
	hand_pass(&h, 15000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_BEACON), 3);
	hand_greet(&h, "JPN");
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_pass(&h, 200);
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_BEACON);
	ck_assert_ptr_nonnull(w);
	digest = heads_digest(core_position(h.core));
	ck_assert_mem_eq(w->beacon->heads_digest.data, digest.b, sizeof(digest.b));
	ck_assert_uint_eq(w->beacon->n_recent, 1);
	ck_assert_str_eq(w->beacon->recent[0]->author, "AUS");
	ck_assert_uint_eq(w->beacon->register_number, head_number());
	end();
}
END_TEST

/* PROTOCOL M6.7: of what it caught up, and of an act. */
START_TEST(a_beacon_follows_soon_after_what_was_caught_up) /* _i: an act */
{
	struct hand_feed jpn = { .author = "JPN" };
	struct hand_entry e;

	begin();
	hand_greet(&h, "JPN");
	hand_greet(&h, "GBR");
	hand_write(&h, &e, &jpn, KIND_KEYS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	hand_pass(&h, 6000);
	if (_i) {
		make_enrol(&h.w.maker, "NZL", ROLE_MEMBER);
		world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	} else {
		hand_hello(&h, "JPN");
		hand_heads(&h, "JPN", &jpn, 1);
		hand_segment(&h, "JPN", &e, 1, 1, 1u << AUDIENCE_PUBLIC);
		ck_assert_uint_eq(hand_held(&h, "JPN"), 1);
	}
	hand_forget(&h);
	hand_pass(&h, 200);
	ck_assert_ptr_nonnull(hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_BEACON));
	hand_entry_clear(&e);
	end();
}
END_TEST

/* PROTOCOL M6.7, M6.9: a head in a beacon is asked about, and believed by nobody. */
START_TEST(a_head_in_a_beacon_is_a_hint)
{
	struct hand_feed jpn = { .author = "JPN", .seq = 100, .tip = { { 9 } } };
	struct hash digest = { { 3 } }, id;

	begin();
	hand_greet(&h, "JPN");
	quiet();
	id = registry_id(h.w.maker.registry);
	beacon("JPN", head_number(), &id, &digest, &jpn);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	end();
}
END_TEST

/* PROTOCOL M6.9 */
START_TEST(equal_digests_ask_nothing)
{
	struct hash digest, id;

	begin();
	hand_greet(&h, "JPN");
	quiet();
	id = registry_id(h.w.maker.registry);
	digest = heads_digest(core_position(h.core));
	beacon("JPN", head_number(), &id, &digest, NULL);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 0);
	end();
}
END_TEST

/* PROTOCOL M6.7 */
START_TEST(a_peer_silent_for_20_s_is_dialled_anew)
{
	begin();
	hand_greet(&h, "JPN");
	hand_pass(&h, 19000);
	hand_greet(&h, "GBR");
	hand_pass(&h, 500);
	ck_assert_uint_eq(hand_redials(&h, "JPN"), 0);
	hand_pass(&h, 1500);
	ck_assert_uint_eq(hand_redials(&h, "JPN"), 1);
	ck_assert_uint_eq(hand_redials(&h, "GBR"), 0);
	end();
}
END_TEST

START_TEST(a_peer_that_greets_anew_is_soon_asked_again_for_its_heads)
{
	begin();
	hand_hello(&h, "JPN");
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	hand_forget(&h);
	hand_pass(&h, 3000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 0);
	hand_hello(&h, "JPN");
	hand_pass(&h, 2000);
	ck_assert_uint_ge(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 1);
	end();
}
END_TEST

/* PROTOCOL M4.13: it asks for every audience there is; headers it gets, and the bodies that its
 * role reads. */
START_TEST(bodies_are_served_by_the_role_of_who_asks) /* _i: of `who` */
{
	static const struct {
		const char *author;
		uint32_t reads; /* bits 1 << audience */
	} who[] = { { "KOR", 2 }, { "GBR", 30 }, { "court", 30 } };
	Cmsa__Wire ask = wire_of(CMSA__WIRE__MESSAGE_GET_SEGMENT);
	char author[] = "AUS";
	const Cmsa__Wire *w;
	Cmsa__GetSegment g;
	uint32_t got = 0;

	begin();
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_ALLIANCE, 2, 1), 0);
	hand_greet(&h, who[_i].author);
	cmsa__get_segment__init(&g);
	g.author = author;
	g.incarnation = 1;
	g.first = 1;
	g.audiences = UINT32_MAX;
	ask.get_segment = &g;
	hand_say(&h, who[_i].author, &ask);
	w = hand_took(&h, who[_i].author, CMSA__WIRE__MESSAGE_SEGMENT);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_gt(w->segment->headers.len, 0);
	for (size_t i = 0; i < w->segment->n_blobs; i++)
		got |= 1u << w->segment->blobs[i]->audience;
	ck_assert_uint_eq(got, who[_i].reads);
	end();
}
END_TEST

static TCase *
talk_case(void)
{
	TCase *t = tcase_create("talk");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, hello_is_said_every_second_until_there_is_an_answer);
	tcase_add_loop_test(t, a_wrong_hello_is_not_answered, 0, 4);
	tcase_add_test(t, nothing_is_answered_before_a_hello);
	tcase_add_loop_test(t, both_ends_agree_whose_connection_is_used, 0, 2);
	tcase_add_test(t, a_beacon_is_sent_every_5_s_and_soon_after_an_own_entry);
	tcase_add_loop_test(t, a_beacon_follows_soon_after_what_was_caught_up, 0, 2);
	tcase_add_test(t, a_head_in_a_beacon_is_a_hint);
	tcase_add_test(t, equal_digests_ask_nothing);
	tcase_add_test(t, a_peer_silent_for_20_s_is_dialled_anew);
	tcase_add_test(t, a_peer_that_greets_anew_is_soon_asked_again_for_its_heads);
	tcase_add_loop_test(t, bodies_are_served_by_the_role_of_who_asks, 0, 3);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("sim_talk");

	suite_add_tcase(s, talk_case());
	return check_main(s);
}
