/* A peer that lies: it is counted, it gets what it may have, and what
 * others say goes on. */
#include "check_main.h"
#include "core_liar_fixture.h"

/* --- who speaks, and when ----------------------------------------------------------- */

START_TEST(an_answer_nobody_asked_for_is_ignored)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e;
	Cmsa__Acts acts;
	Cmsa__Ids ids;
	Cmsa__Refusal refusal;

	begin(&h);
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 1);
	hand_segment(&h, "JPN", &e, 1, 1, 1 << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(count(&h, V_UNASKED), 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 0);
	hand_heads(&h, "JPN", &gbr, 1);
	ck_assert_uint_eq(count(&h, V_UNASKED), 2);
	hand_pass(&h, 1000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	cmsa__acts__init(&acts);
	say(&h, "JPN", CMSA__WIRE__MESSAGE_ACTS, &acts);
	cmsa__ids__init(&ids);
	say(&h, "JPN", CMSA__WIRE__MESSAGE_IDS, &ids);
	cmsa__refusal__init(&refusal);
	say(&h, "JPN", CMSA__WIRE__MESSAGE_REFUSAL, &refusal);
	ck_assert_uint_eq(count(&h, V_UNASKED), 5);
	hand_entry_clear(&e);
	hand_clear(&h);
}
END_TEST

START_TEST(nothing_is_heard_before_a_hello_that_fits) /* _i: what is wrong with it */
{
	static const enum verdict verdicts[] = { V_ALLIANCE, V_VERSION, V_WIRE_STATE,
		V_WIRE_STATE };
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e;
	Cmsa__Hello hello;
	Cmsa__GetHeads get;
	struct hash id;
	uint8_t other[32] = { 9 };
	uint32_t later[] = { 2 };
	uint64_t states;

	hand_init(&h, ROLE_MEMBER);
	hand_hello_of(&h, &hello, &id, "JPN", registry_number(h.w.maker.registry));
	if (_i == 0)
		hello.alliance_id = pb_hash_data(other);
	else if (_i == 1)
		hello.versions = later;
	else if (_i == 2)
		hello.author = pb_text("GBR");
	else
		hello.node = pb_text("second");
	hand_forget(&h);
	say(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO, &hello);
	ck_assert_uint_eq(count(&h, verdicts[_i]), 1);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO), 0);
	states = count(&h, V_WIRE_STATE);
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 1);
	live(&h, "JPN", &e, 1);
	cmsa__get_heads__init(&get);
	say(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS, &get);
	ck_assert_uint_eq(count(&h, V_WIRE_STATE), states + 2);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 0);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_HEADS), 0);
	hand_entry_clear(&e);
	hand_clear(&h);
}
END_TEST

START_TEST(a_frame_of_nobody_enrolled_is_refused)
{
	struct hand h;

	begin(&h);
	say_beacon(&h, "FRA", 0);
	ck_assert_uint_eq(count(&h, V_UNKNOWN_AUTHOR), 1);
	hand_clear(&h);
}
END_TEST

START_TEST(a_beacon_may_say_any_time) /* _i: the ends of the range */
{
	struct hand h;

	begin(&h);
	hand_pass(&h, 1000);
	hand_forget(&h);
	say_beacon(&h, "JPN", _i ? INT64_MAX : INT64_MIN);
	ck_assert_uint_gt(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS), 0);
	hand_clear(&h);
}
END_TEST

/* --- entries ------------------------------------------------------------------------ */

static void
spoil_prev(struct hand *h, struct entry *e)
{
	(void)h;
	e->prev.b[5] ^= 1;
}

static void
spoil_register_falls(struct hand *h, struct entry *e)
{
	struct hash id;

	ck_assert(
	    registry_act_id(&id, h->w.maker.registry, 3)); /* GBR was enrolled then */
	e->register_number = 3;
	e->register_id = id;
}

static void
spoil_register_id(struct hand *h, struct entry *e)
{
	(void)h;
	e->register_id.b[0] ^= 1;
}

static void
spoil_register_far(struct hand *h, struct entry *e)
{
	(void)h;
	e->register_number = INT64_MAX;
}

static void
spoil_generation(struct hand *h, struct entry *e)
{
	(void)h;
	e->key = 2;
}

static void
spoil_incarnation(struct hand *h, struct entry *e)
{
	e->place.incarnation = 2;
	e->place.seq = 1;
	e->prev = registry_alliance(h->w.maker.registry);
}

static void
spoil_audience(struct hand *h, struct entry *e)
{
	(void)h;
	e->kind = KIND_DUTY;
	e->audience = AUDIENCE_CUSTOMS;
}

START_TEST(a_signed_entry_that_breaks_a_rule_is_not_taken) /* _i: which */
{
	static const struct {
		void (*spoil)(struct hand *h, struct entry *e);
		enum verdict v;
	} cases[] = {
		{ spoil_prev, V_PREV },
		{ spoil_register_falls, V_REGISTER_FALLS },
		{ spoil_register_id, V_REGISTER_SPLIT },
		{ spoil_register_far, V_REGISTER_WAIT },
		{ spoil_generation, V_WRONG_KEY },
		{ spoil_incarnation, V_WRONG_KEY },
		{ spoil_audience, V_AUDIENCE },
	};
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[2];

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	live(&h, "GBR", e, 1);
	write_spoiled(&h, &e[1], &gbr, cases[_i].spoil);
	live(&h, "GBR", &e[1], 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	ck_assert_uint_eq(count(&h, cases[_i].v), 1);
	ck_assert_uint_eq(core_position(h.core)->n_heads, 2);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_clear(&h);
}
END_TEST

START_TEST(an_entry_of_a_later_act_waits_for_the_act_and_is_then_taken)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e;
	ProtobufCBinaryData act[1];
	Cmsa__Acts a;

	begin(&h);
	make_enrol(&h.w.maker, "FRA", ROLE_MEMBER);
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 1);
	live(&h, "GBR", &e, 1);
	ck_assert_uint_eq(count(&h, V_REGISTER_WAIT), 1);
	ck_assert_uint_eq(hand_waiting(&h, "GBR", CMSA__WIRE__MESSAGE_GET_ACTS), 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 0);
	cmsa__acts__init(&a);
	act[0] = pb_data(buf_view(&h.w.maker.last));
	a.acts = act;
	a.n_acts = 1;
	say(&h, "GBR", CMSA__WIRE__MESSAGE_ACTS, &a);
	hand_pass(&h, 1000);
	say_beacon(&h, "GBR", 0);
	hand_heads(&h, "GBR", &gbr, 1);
	hand_pass(&h, 100);
	hand_segment(&h, "GBR", &e, 1, 1, 1 << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	hand_entry_clear(&e);
	hand_clear(&h);
}
END_TEST

static void
spoil_kind(struct hand *h, struct entry *e)
{
	(void)h;
	e->kind = 17;
}

START_TEST(a_kind_of_a_later_version_stops_its_feed_until_the_next_start) /* _i: signed */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" }, fork;
	struct hand_entry e[2], good;

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	fork = gbr;
	write_spoiled(&h, &e[1], &gbr, spoil_kind);
	if (!_i)
		e[1].sig.b[3] ^= 1;
	live(&h, "GBR", e, 2);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	ck_assert_uint_eq(count(&h, V_UPGRADE_NEEDED), 1);
	hand_review(&h, &good, &fork, AUDIENCE_PUBLIC, 1);
	live(&h, "GBR", &good, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), _i ? 1 : 2);
	ck_assert_uint_eq(count(&h, V_FEED_STOPPED), _i ? 1 : 0);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_entry_clear(&good);
	hand_clear(&h);
}
END_TEST

START_TEST(a_fork_is_remembered_and_a_forgery_is_none) /* _i: the second one is signed */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" }, fork;
	struct hand_entry e[2], second, later;

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	fork = gbr;
	hand_review(&h, &e[1], &gbr, AUDIENCE_PUBLIC, 1);
	live(&h, "GBR", e, 2);
	hand_review(&h, &second, &fork, AUDIENCE_PUBLIC, 2);
	if (!_i)
		second.sig.b[9] ^= 1;
	live(&h, "JPN", &second, 1);
	ck_assert_uint_eq(count(&h, _i ? V_FORK : V_BAD_SIGNATURE), 1);
	hand_restart(&h);
	hand_hello(&h, "GBR");
	hand_review(&h, &later, &gbr, AUDIENCE_PUBLIC, 3);
	live(&h, "GBR", &later, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), _i ? 2 : 3);
	ck_assert_uint_eq(count(&h, V_FEED_STOPPED), (uint64_t)_i);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_entry_clear(&second);
	hand_entry_clear(&later);
	hand_clear(&h);
}
END_TEST

static enum err
count_unusable(void *ctx, int64_t row, const struct fact_entry *e)
{
	(void)row;
	*(size_t *)ctx += e->usable != V_OK;
	return ERR_NONE;
}

START_TEST(an_unusable_data_body_is_stored_and_served_and_is_no_fact)
{
	static const struct fact_filter gbr_only = { .author = "GBR" };
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[3];
	const Cmsa__Wire *w;
	size_t unusable = 0;

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	hand_write(
	    &h, &e[1], &gbr, KIND_CAPACITY, AUDIENCE_PUBLIC, bytes_of("\xff\xff", 2));
	hand_review(&h, &e[2], &gbr, AUDIENCE_PUBLIC, 0);
	live(&h, "GBR", e, 3);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 3);
	hand_pass(&h, 500);
	ck_assert_int_eq(
	    factsdb_entries_each(h.w.node[0].facts, &gbr_only, count_unusable, &unusable),
	    ERR_NONE);
	ck_assert_uint_eq(unusable, 1);
	hand_forget(&h);
	ask_segment(&h, "JPN", "GBR", 1);
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_ge(w->segment->n_blobs, 1);
	ck_assert_uint_eq(w->segment->blobs[0]->audience, AUDIENCE_PUBLIC);
	ck_assert_uint_eq(
	    w->segment->blobs[0]->bodies.len, e[0].body.n + 2 + e[2].body.n);
	for (int i = 0; i < 3; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* --- forgeries beside the right thing ----------------------------------------------- */

/* What JPN says at the same moment as GBR, about the same place. */
START_TEST(a_forgery_at_the_same_moment_does_not_displace_the_entry) /* _i: which, when */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" }, other;
	struct hand_entry e[2], forged;

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	live(&h, "GBR", e, 1);
	other = gbr;
	hand_review(&h, &e[1], &gbr, AUDIENCE_PUBLIC, 1);
	hand_review(&h, &forged, &other, AUDIENCE_PUBLIC, _i & 1 ? 1 : 2);
	if (_i & 4) {
		forged.body.p[0] ^= 1; /* the same header, another body */
	} else {
		forged.sig.b[0] ^= 1;
	}
	if (_i & 2)
		hand_live(&h, "GBR", &e[1], 1, true);
	hand_live(&h, "court", &forged, 1, true);
	hand_live(&h, "JPN", &forged, 1, true);
	if (!(_i & 2))
		hand_live(&h, "GBR", &e[1], 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	for (int i = 0; i < 2; i++)
		hand_entry_clear(&e[i]);
	hand_entry_clear(&forged);
	hand_clear(&h);
}
END_TEST

START_TEST(a_segment_with_bytes_too_few_or_too_many_is_refused) /* _i: where */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e;
	struct buf headers = { 0 }, body = { 0 };
	Cmsa__KeySignature sig, *sigs[1] = { &sig };
	Cmsa__Blob blob, *blobs[1] = { &blob };
	Cmsa__Segment s;

	hand_init(&h, ROLE_MEMBER);
	hand_hello(&h, "JPN");
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 0);
	hand_heads(&h, "JPN", &gbr, 1);
	segment_add_header(&headers, buf_view(&e.header));
	buf_add(&body, e.body.p, e.body.n);
	if (_i == 1)
		headers.n--;
	else if (_i == 2)
		buf_add(&headers, "\0", 1);
	else if (_i == 3)
		body.n--;
	else if (_i == 4)
		buf_add(&body, "\0", 1);
	cmsa__key_signature__init(&sig);
	sig.seq = 1;
	sig.signature = pb_data(bytes_of(e.sig.b, sizeof(e.sig.b)));
	cmsa__blob__init(&blob);
	blob.audience = AUDIENCE_PUBLIC;
	blob.bodies = pb_data(buf_view(&body));
	cmsa__segment__init(&s);
	s.author = pb_text("GBR");
	s.incarnation = 1;
	s.first = 1;
	s.headers = pb_data(buf_view(&headers));
	s.signatures = sigs;
	s.n_signatures = 1;
	s.blobs = blobs;
	s.n_blobs = 1;
	say(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT, &s);
	ck_assert_uint_eq(hand_held(&h, "GBR"), _i ? 0 : 1);
	buf_clear(&headers);
	buf_clear(&body);
	hand_entry_clear(&e);
	hand_clear(&h);
}
END_TEST

/* --- holes -------------------------------------------------------------------------- */

/* Who is asked first has nothing: the next time another is. */
START_TEST(a_body_is_asked_of_one_peer_after_the_other)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[2];
	bool asked_jpn = false;

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	hand_review(&h, &e[1], &gbr, AUDIENCE_ALLIANCE, 1);
	hand_live(&h, "GBR", e, 1, true);
	hand_live(&h, "GBR", &e[1], 1, false);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	for (int s = 0; s < 900 && !hand_body_held(&h, "GBR", 2); s++) {
		static const char *const empty_handed[] = { "GBR", "court" };

		for (size_t i = 0; i < 2; i++) {
			say_beacon(&h, empty_handed[i], 0);
			if (hand_took(&h, empty_handed[i], CMSA__WIRE__MESSAGE_GET_HEADS))
				hand_heads(&h, empty_handed[i], &gbr, 1);
			if (hand_took(
				&h, empty_handed[i], CMSA__WIRE__MESSAGE_GET_SEGMENT))
				hand_segment(&h, empty_handed[i], &e[1], 1, 1, 0);
		}
		say_beacon(&h, "JPN", 0);
		if (hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS))
			hand_heads(&h, "JPN", &gbr, 1);
		if (hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT)) {
			asked_jpn = true;
			hand_segment(&h, "JPN", &e[1], 1, 1, 1 << AUDIENCE_ALLIANCE);
		}
		hand_pass(&h, 100);
	}
	ck_assert(asked_jpn);
	ck_assert(hand_body_held(&h, "GBR", 2));
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_clear(&h);
}
END_TEST

static void
who_and_when(TCase *t)
{
	tcase_add_test(t, an_answer_nobody_asked_for_is_ignored);
	tcase_add_loop_test(t, nothing_is_heard_before_a_hello_that_fits, 0, 4);
	tcase_add_test(t, a_frame_of_nobody_enrolled_is_refused);
	tcase_add_loop_test(t, a_beacon_may_say_any_time, 0, 2);
}

static void
entries(TCase *t)
{
	tcase_add_loop_test(t, a_signed_entry_that_breaks_a_rule_is_not_taken, 0, 7);
	tcase_add_test(t, an_entry_of_a_later_act_waits_for_the_act_and_is_then_taken);
	tcase_add_loop_test(
	    t, a_kind_of_a_later_version_stops_its_feed_until_the_next_start, 0, 2);
	tcase_add_loop_test(t, a_fork_is_remembered_and_a_forgery_is_none, 0, 2);
	tcase_add_test(t, an_unusable_data_body_is_stored_and_served_and_is_no_fact);
	tcase_add_loop_test(
	    t, a_forgery_at_the_same_moment_does_not_displace_the_entry, 0, 8);
	tcase_add_loop_test(t, a_segment_with_bytes_too_few_or_too_many_is_refused, 0, 5);
	tcase_add_test(t, a_body_is_asked_of_one_peer_after_the_other);
}

int
main(void)
{
	Suite *s = suite_create("a peer that lies");
	TCase *t = tcase_create("lies");

	tcase_set_timeout(t, 120);
	who_and_when(t);
	entries(t);
	suite_add_tcase(s, t);
	return check_main(s);
}
