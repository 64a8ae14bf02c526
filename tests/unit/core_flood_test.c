/* A peer that floods, withholds or asks for much: it costs the others nothing, and what it
 * costs at all is bounded. */
#include "check_main.h"
#include "core_liar_fixture.h"

/* --- sizes and floods --------------------------------------------------------------- */

START_TEST(a_live_message_holds_at_most_256_entries) /* _i: 256 or 257 */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[257];
	size_t n = 256 + (size_t)_i;

	begin(&h);
	for (size_t i = 0; i < n; i++)
		hand_review(&h, &e[i], &gbr, AUDIENCE_PUBLIC, (unsigned)i);
	live(&h, "GBR", e, n);
	ck_assert_uint_eq(hand_held(&h, "GBR"), _i ? 0 : 256);
	ck_assert_uint_eq(count(&h, V_TOO_LARGE), (uint64_t)_i);
	for (size_t i = 0; i < n; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* Heads of `n` made-up authors. */
static void
say_many_heads(struct hand *h, size_t n, bool sorted)
{
	Cmsa__Head *list = mem_array(n, sizeof(*list)),
		   **pointers = mem_array(n, sizeof(*pointers));
	char(*names)[40] = mem_array(n, sizeof(*names));
	uint8_t id[32] = { 7 };
	Cmsa__Heads heads;

	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof(names[i]), "stranger%05zu", i);
		cmsa__head__init(&list[i]);
		list[i].author = names[i];
		list[i].incarnation = 1;
		list[i].seq = 1000;
		list[i].id = pb_hash_data(id);
		pointers[sorted ? i : n - 1 - i] = &list[i];
	}
	cmsa__heads__init(&heads);
	heads.heads = pointers;
	heads.n_heads = n;
	say(h, "JPN", CMSA__WIRE__MESSAGE_HEADS, &heads);
	free(list);
	free(pointers);
	free(names);
}

START_TEST(
    heads_are_at_most_4096_in_order_and_of_authors_that_are_enrolled) /* _i: case */
{
	static const struct {
		size_t n;
		bool sorted;
		enum verdict v;
	} cases[] = { { 4096, true, V_OK }, { 4097, true, V_TOO_LARGE },
		{ 4, false, V_NOT_CANONICAL } };
	struct hand h;

	hand_init(&h, ROLE_MEMBER);
	hand_hello(&h, "JPN");
	hand_forget(&h);
	say_many_heads(&h, cases[_i].n, cases[_i].sorted);
	if (cases[_i].v)
		ck_assert_uint_eq(count(&h, cases[_i].v), 1);
	hand_pass(&h, 5000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	hand_clear(&h);
}
END_TEST

START_TEST(heads_far_ahead_make_it_ask_now_and_then) /* _i: refused, or never answered */
{
	struct hand h;
	struct hand_feed claim[] = { { .author = "GBR", .seq = UINT64_C(1) << 62 },
		{ .author = "JPN", .seq = UINT64_C(1) << 62 } };
	Cmsa__Refusal r;
	size_t asked = 0;

	begin(&h);
	for (int s = 0; s < 600; s++) { /* a minute */
		const Cmsa__Wire *w;

		say_beacon(&h, "JPN", 0);
		if (hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS))
			hand_heads(&h, "JPN", claim, 2);
		while ((w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT))) {
			asked++;
			cmsa__refusal__init(&r);
			r.verdict = V_NOT_HELD;
			r.author = w->get_segment->author;
			r.seq = w->get_segment->first;
			if (_i)
				say(&h, "JPN", CMSA__WIRE__MESSAGE_REFUSAL, &r);
		}
		hand_pass(&h, 100);
	}
	ck_assert_uint_gt(asked, 2);
	ck_assert_uint_le(asked, _i ? 2 * 31 : 2 * 7);
	hand_clear(&h);
}
END_TEST

START_TEST(a_register_far_ahead_makes_it_ask_now_and_then)
{
	struct hand h;
	Cmsa__Acts none;
	Cmsa__Hello hello;
	struct hash id;
	size_t asked = 0;

	begin(&h);
	cmsa__acts__init(&none);
	for (int s = 0; s < 600; s++) {
		hand_hello_of(&h, &hello, &id, "JPN", 3);
		hello.register_number = UINT64_MAX;
		say(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO, &hello);
		while (hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS)) {
			asked++;
			say(&h, "JPN", CMSA__WIRE__MESSAGE_ACTS, &none);
		}
		hand_pass(&h, 100);
	}
	ck_assert_uint_gt(asked, 2);
	ck_assert_uint_le(asked, 31);
	hand_clear(&h);
}
END_TEST

/* JPN promises what it does not give; the court gives it. */
START_TEST(a_peer_that_withholds_does_not_keep_others_from_giving)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" }, far;
	struct hand_entry e[3];
	int64_t took = 0;

	begin(&h);
	for (unsigned i = 0; i < 3; i++)
		hand_review(&h, &e[i], &gbr, AUDIENCE_PUBLIC, i);
	far = gbr;
	far.seq = 1000000;
	for (; hand_held(&h, "GBR") < 3 && took < 60000; took += 100) {
		say_beacon(&h, "JPN", 0);
		if (hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS))
			hand_heads(&h, "JPN", &far, 1);
		if (took > 1000)
			say_beacon(&h, "court", 0);
		if (hand_took(&h, "court", CMSA__WIRE__MESSAGE_GET_HEADS))
			hand_heads(&h, "court", &gbr, 1);
		if (hand_took(&h, "court", CMSA__WIRE__MESSAGE_GET_SEGMENT))
			hand_segment(&h, "court", e, 3, 4, 1 << AUDIENCE_PUBLIC);
		hand_pass(&h, 100);
	}
	ck_assert_uint_eq(hand_held(&h, "GBR"), 3);
	for (int i = 0; i < 3; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

START_TEST(who_let_a_question_run_out_is_not_asked_next)
{
	struct hand h;
	struct hand_feed claim = { .author = "GBR", .seq = 9 };

	hand_init(&h, ROLE_MEMBER);
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", &claim, 1);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 1);
	hand_forget(&h);
	hand_pass(&h, 11900); /* ten seconds, and then the others' turn */
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	hand_pass(&h, 1000);
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 1);
	hand_clear(&h);
}
END_TEST

START_TEST(a_flood_mutes_the_flooder_alone)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[2];

	begin(&h);
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 0);
	hand_review(&h, &e[1], &gbr, AUDIENCE_PUBLIC, 0);
	for (int i = 0; i < 5000; i++)
		say_beacon(&h, "JPN", 0);
	ck_assert_uint_eq(count(&h, V_RATE_LIMIT), 1);
	live(&h, "JPN", e, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 0);
	live(&h, "court", e, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	hand_pass(&h, 6000);
	live(&h, "JPN", &e[1], 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_clear(&h);
}
END_TEST

START_TEST(each_entry_of_a_live_message_weighs_as_a_frame)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[250];

	begin(&h);
	for (unsigned i = 0; i < 250; i++)
		hand_review(&h, &e[i], &gbr, AUDIENCE_PUBLIC, i);
	for (int i = 0; i < 40; i++)
		live(&h, "JPN", e, 250);
	ck_assert_uint_eq(count(&h, V_RATE_LIMIT), 1);
	for (int i = 0; i < 250; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

START_TEST(what_waits_for_the_door_is_bounded)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[40];
	uint8_t *body = mem_array(LIMIT_BODY_BYTES, 1);

	begin(&h);
	for (int i = 0; i < 40; i++) {
		hand_write(&h, &e[i], &gbr, KIND_CAPACITY, AUDIENCE_PUBLIC,
		    bytes_of(body, LIMIT_BODY_BYTES));
		hand_live(&h, "GBR", &e[i], 1, true);
	}
	/* 10 MiB came and nobody said that nothing more waits */
	ck_assert_uint_gt(hand_held(&h, "GBR"), 30);
	for (int i = 0; i < 40; i++)
		hand_entry_clear(&e[i]);
	free(body);
	hand_clear(&h);
}
END_TEST

/* Entries of a whole segment, in `e`; JPN asks for them more often than it may. */
static void
fill_segment(struct hand *h, struct hand_entry *e, size_t n)
{
	struct hand_feed gbr = { .author = "GBR" };
	uint8_t *body = mem_array(LIMIT_BODY_BYTES, 1);

	for (size_t i = 0; i < n; i++)
		hand_write(h, &e[i], &gbr, KIND_CAPACITY, AUDIENCE_PUBLIC,
		    bytes_of(body, LIMIT_BODY_BYTES));
	live(h, "GBR", e, n);
	ck_assert_uint_eq(hand_held(h, "GBR"), n);
	free(body);
}

START_TEST(small_questions_become_no_large_work)
{
	struct hand h;
	struct hand_entry e[3];
	size_t served = 0;

	begin(&h);
	fill_segment(&h, e, 3);
	hand_forget(&h);
	for (int i = 0; i < 1000; i++) {
		ask_segment(&h, "JPN", "GBR", 1);
		served += hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT) != NULL;
		hand_forget(&h);
	}
	/* 64 MiB at once, of half a MiB each */
	ck_assert_uint_gt(served, 100);
	ck_assert_uint_lt(served, 140);
	ck_assert_uint_gt(count(&h, V_RATE_LIMIT), 800);
	ask_segment(&h, "court", "GBR", 1);
	ck_assert_ptr_nonnull(hand_took(&h, "court", CMSA__WIRE__MESSAGE_SEGMENT));
	hand_pass(&h, 3000);
	ask_segment(&h, "JPN", "GBR", 1);
	ck_assert_ptr_nonnull(hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT));
	for (int i = 0; i < 3; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

START_TEST(answers_to_one_peer_leave_room_for_others_and_for_live_entries)
{
	struct hand h;
	struct hand_entry e[3];

	begin(&h);
	fill_segment(&h, e, 3);
	hand_forget(&h);
	for (int i = 0; i < 100; i++) /* net takes nothing meanwhile */
		ask_segment(&h, "JPN", "GBR", 1);
	ck_assert_uint_le(core_waiting(h.core), 10 << 20);
	ask_segment(&h, "court", "GBR", 1);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	ck_assert_ptr_nonnull(hand_took(&h, "court", CMSA__WIRE__MESSAGE_SEGMENT));
	ck_assert_ptr_nonnull(hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_LIVE));
	hand_forget(&h);
	ck_assert_uint_eq(core_waiting(h.core), 0);
	ask_segment(&h, "JPN", "GBR", 1);
	ck_assert_ptr_nonnull(hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT));
	for (int i = 0; i < 3; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* Bodies of more segments than a peer may be asked at once, which it does not answer for: news
 * are asked for all the same. */
START_TEST(missing_bodies_leave_room_to_ask_for_news)
{
	enum {
		CHUNK = 250,
		CHUNKS = 5
	};
	struct hand h;
	struct hand_feed feeds[] = { { .author = "GBR" }, { .author = "KOR" } };
	struct hand_entry e[CHUNK], news;
	const Cmsa__Wire *w;
	bool asked = false;

	begin(&h);
	hand_review(&h, e, &feeds[0], AUDIENCE_PUBLIC, 0);
	live(&h, "GBR", e, 1);
	hand_entry_clear(e);
	for (unsigned c = 0; c < CHUNKS; c++) {
		for (unsigned i = 0; i < CHUNK; i++)
			hand_review(&h, &e[i], &feeds[0], AUDIENCE_ALLIANCE, i);
		hand_live(&h, "GBR", e, CHUNK, false);
		core_flush(h.core, world_time(&h.w));
		for (unsigned i = 0; i < CHUNK; i++)
			hand_entry_clear(&e[i]);
	}
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1 + CHUNK * CHUNKS);
	hand_forget(&h);
	say_beacon(&h, "JPN", 0);
	hand_pass(&h, 1000);
	hand_heads(&h, "JPN", feeds, 1);
	hand_pass(&h, 3000);
	ck_assert_uint_ge(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 2);
	hand_forget(&h);
	hand_review(&h, &news, &feeds[1], AUDIENCE_PUBLIC, 0);
	say_beacon(&h, "JPN", 0);
	hand_pass(&h, 1000);
	hand_heads(&h, "JPN", feeds, 2);
	hand_pass(&h, 1000);
	while ((w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT)))
		asked |= !strcmp(w->get_segment->author, "KOR");
	ck_assert(asked);
	hand_entry_clear(&news);
	hand_clear(&h);
}
END_TEST

static void
floods(TCase *t)
{
	tcase_add_test(t, missing_bodies_leave_room_to_ask_for_news);
	tcase_add_loop_test(t, a_live_message_holds_at_most_256_entries, 0, 2);
	tcase_add_loop_test(
	    t, heads_are_at_most_4096_in_order_and_of_authors_that_are_enrolled, 0, 3);
	tcase_add_loop_test(t, heads_far_ahead_make_it_ask_now_and_then, 0, 2);
	tcase_add_test(t, a_register_far_ahead_makes_it_ask_now_and_then);
	tcase_add_test(t, a_peer_that_withholds_does_not_keep_others_from_giving);
	tcase_add_test(t, who_let_a_question_run_out_is_not_asked_next);
	tcase_add_test(t, a_flood_mutes_the_flooder_alone);
	tcase_add_test(t, each_entry_of_a_live_message_weighs_as_a_frame);
	tcase_add_test(t, what_waits_for_the_door_is_bounded);
	tcase_add_test(t, small_questions_become_no_large_work);
	tcase_add_test(t, answers_to_one_peer_leave_room_for_others_and_for_live_entries);
}

int
main(void)
{
	Suite *s = suite_create("a peer that floods");
	TCase *t = tcase_create("floods");

	tcase_set_timeout(t, 120);
	floods(t);
	suite_add_tcase(s, t);
	return check_main(s);
}
