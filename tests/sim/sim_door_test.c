/* sim_door_test.c - the one door of a core: what it takes of hostile runs, what it keeps, and
 * when a second entry is a fork (PROTOCOL.md 4.3, 6.5 to 6.7). */
#include <stdlib.h>

#include "check_main.h"
#include "hand.h"
#include "kind.h"
#include "mem.h"

enum {
	RUN = 5,
	LAST = 1 << (RUN - 1)
};
static const uint32_t all_audiences = 0x1e;

static struct hand h;
static struct hand_feed jpn;
static struct hand_entry run[RUN];

static void
begin(enum role own)
{
	hand_init(&h, own);
	hand_greet(&h, "GBR");
	hand_greet(&h, "JPN");
	hand_greet(&h, "KOR");
	jpn = (struct hand_feed){ .author = "JPN" };
	for (unsigned i = 0; i < RUN; i++)
		hand_review(&h, &run[i], &jpn, AUDIENCE_PUBLIC, i);
	hand_forget(&h);
}

static void
end(void)
{
	for (unsigned i = 0; i < RUN; i++)
		hand_entry_clear(&run[i]);
	hand_clear(&h);
}

/* GBR says it holds all of the run, and is asked for it. */
static void
be_asked(void)
{
	hand_pass(&h, 600);
	hand_hello(&h, "GBR");
	ck_assert_ptr_nonnull(hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_HEADS));
	hand_heads(&h, "GBR", &jpn, 1);
	ck_assert_ptr_nonnull(hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_SEGMENT));
}

static bool
has_signature(uint64_t seq)
{
	struct place at = { .author = "JPN", .incarnation = 1, .seq = seq };
	struct stored_entry se = { 0 };
	bool has;

	ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
	has = se.signature.n != 0;
	stored_entry_clear(&se);
	return has;
}

/* PROTOCOL M4.8 */
START_TEST(a_run_needs_one_signature_its_last)
{
	begin(ROLE_MEMBER);
	be_asked();
	hand_segment(&h, "GBR", run, RUN, LAST, all_audiences);
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN);
	ck_assert(has_signature(RUN));
	end();
}
END_TEST

/* PROTOCOL M4.8: a signature that was not verified is not kept, though the run stands. */
START_TEST(a_false_signature_inside_a_run_is_not_kept)
{
	begin(ROLE_MEMBER);
	be_asked();
	run[2].sig.b[0] ^= 1;
	hand_segment(&h, "GBR", run, RUN, LAST | 1 << 2, all_audiences);
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN);
	ck_assert(!has_signature(3));
	end();
}
END_TEST

/* PROTOCOL M4.8, M6.13 */
START_TEST(
    entries_after_the_last_one_that_verifies_are_not_taken) /* _i verifies, 0: none */
{
	begin(ROLE_MEMBER);
	be_asked();
	run[RUN - 1].sig.b[0] ^= 1;
	hand_segment(
	    &h, "GBR", run, RUN, _i ? LAST | 1u << (_i - 1) : LAST, all_audiences);
	ck_assert_uint_eq(hand_held(&h, "JPN"), (uint64_t)_i);
	ck_assert_uint_eq(core_refused(h.core, V_BAD_SIGNATURE), 1);
	end();
}
END_TEST

/* PROTOCOL M6.13: what ends a segment is what another node is given with one signature. */
START_TEST(an_entry_that_ends_a_segment_must_be_signed_itself) /* _i: signed well */
{
	enum {
		ALL = 258
	};
	struct hand_entry *e = mem_array(ALL, sizeof(*e));
	struct hand_feed gbr = { .author = "GBR" };

	begin(ROLE_MEMBER);
	for (unsigned i = 0; i < ALL; i++)
		hand_review(&h, &e[i], &gbr, AUDIENCE_PUBLIC, i);
	if (!_i)
		e[255].sig.b[0] ^= 1;
	hand_live(&h, "GBR", e, 256, true);
	hand_live(&h, "GBR", e + 256, 2, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), _i ? ALL : 0);
	for (unsigned i = 0; i < ALL; i++)
		hand_entry_clear(&e[i]);
	free(e);
	end();
}
END_TEST

/* PROTOCOL M4.8, M6.5: it never says that the entry is false. */
START_TEST(a_bad_signature_asks_again)
{
	begin(ROLE_MEMBER);
	hand_pass(&h, 600);
	hand_forget(&h);
	run[0].sig.b[3] ^= 4;
	hand_live(&h, "GBR", run, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	ck_assert_ptr_nonnull(hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_HEADS));
	run[0].sig.b[3] ^= 4;
	hand_live(&h, "KOR", run, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 1);
	end();
}
END_TEST

/* A second header for the place of run[1]. */
static struct hand_entry
second(void)
{
	struct hand_feed other = { .author = "JPN", .seq = 1, .tip = run[0].e.id };
	struct hand_entry e;

	hand_review(&h, &e, &other, AUDIENCE_PUBLIC, 99);
	return e;
}

/* PROTOCOL M4.9 */
START_TEST(two_signed_headers_at_one_place_stop_the_feed)
{
	struct hand_entry other;
	struct hash held;

	begin(ROLE_MEMBER);
	other = second();
	hand_live(&h, "JPN", run, 3, true);
	core_flush(h.core, world_time(&h.w));
	hand_live(&h, "GBR", &other, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 1);
	hand_live(&h, "JPN", run + 3, 2, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 3);
	ck_assert_uint_ge(core_refused(h.core, V_FEED_STOPPED), 1);
	ck_assert_int_eq(
	    store_id_get(h.w.node[0].store, &held, &run[1].e.place), ERR_NONE);
	ck_assert(hash_eq(&held, &run[1].e.id));
	hand_entry_clear(&other);
	end();
}
END_TEST

/* PROTOCOL M4.9: else anybody could stop a feed. */
START_TEST(a_second_header_that_is_not_signed_stops_nothing)
{
	struct hand_entry other;

	begin(ROLE_MEMBER);
	other = second();
	other.sig.b[7] ^= 1;
	hand_live(&h, "JPN", run, 3, true);
	core_flush(h.core, world_time(&h.w));
	hand_live(&h, "GBR", &other, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 0);
	hand_live(&h, "JPN", run + 3, 2, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN);
	hand_entry_clear(&other);
	end();
}
END_TEST

/* PROTOCOL M6.13 */
START_TEST(a_run_is_consecutive_and_of_the_feed_asked_for) /* _i: what is wrong */
{
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e;

	begin(ROLE_MEMBER);
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 1);
	hand_entry_clear(&e);
	hand_review(&h, &e, &gbr, AUDIENCE_PUBLIC, 1);
	be_asked();
	if (_i) { /* one left out */
		hand_entry_clear(&run[2]);
		run[2] = run[3];
		run[3] = (struct hand_entry){ 0 };
		hand_segment(&h, "GBR", run, 3, 1 << 2, all_audiences);
	} else { /* one of another feed */
		hand_entry_clear(&run[1]);
		run[1] = e;
		e = (struct hand_entry){ 0 };
		hand_segment(&h, "GBR", run, 2, 3, all_audiences);
	}
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	ck_assert_uint_eq(core_refused(h.core, V_FIELD), 1);
	hand_entry_clear(&e);
	end();
}
END_TEST

/* PROTOCOL M6.13: kinds below 32 are looked into at the door. */
START_TEST(a_keys_entry_without_its_body_is_not_taken)
{
	begin(ROLE_MEMBER);
	be_asked();
	hand_segment(&h, "GBR", run, RUN, LAST, 0);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 0);
	ck_assert_uint_eq(core_refused(h.core, V_FIELD), 1);
	end();
}
END_TEST

/* PROTOCOL M6.13: a body that came is the one of its header. */
START_TEST(a_run_ends_before_a_body_that_is_not_its_headers)
{
	begin(ROLE_MEMBER);
	be_asked();
	run[3].body.p[2] ^= 1;
	hand_segment(&h, "GBR", run, RUN, LAST | 1 << 2, all_audiences);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 3);
	ck_assert_uint_eq(core_refused(h.core, V_BODY_HASH), 1);
	end();
}
END_TEST

/* PROTOCOL M6.15 */
START_TEST(a_body_its_role_does_not_read_is_not_kept) /* _i: a member reads it */
{
	struct hand_entry e;

	begin(_i ? ROLE_MEMBER : ROLE_CANDIDATE);
	hand_review(&h, &e, &jpn, AUDIENCE_ALLIANCE, 7);
	hand_live(&h, "JPN", run, RUN, true);
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN + 1);
	ck_assert(hand_body_held(&h, "JPN", RUN));
	ck_assert_int_eq(hand_body_held(&h, "JPN", RUN + 1), _i);
	ck_assert_uint_eq(core_refused(h.core, V_NOT_ENTITLED), !_i);
	hand_entry_clear(&e);
	end();
}
END_TEST

/* Entries of which the member has no bodies, and a question for them. */
static void
lack_bodies(struct hand_entry e[static 2])
{
	const Cmsa__Wire *w = NULL;

	hand_live(&h, "JPN", run, RUN, true);
	for (unsigned i = 0; i < 2; i++)
		hand_review(&h, &e[i], &jpn, AUDIENCE_ALLIANCE, i);
	hand_live(&h, "KOR", e, 2, false);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), RUN + 2);
	ck_assert(!hand_body_held(&h, "JPN", RUN + 1));
	hand_pass(&h, 600);
	hand_forget(&h);
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &jpn, 1);
	for (int i = 0; i < 40 && !w; i++) {
		hand_pass(&h, 100);
		w = hand_took(&h, "GBR", CMSA__WIRE__MESSAGE_GET_SEGMENT);
	}
	ck_assert_ptr_nonnull(w);
	ck_assert(w->get_segment->fill);
	ck_assert_uint_eq(w->get_segment->first, RUN + 1);
	ck_assert_uint_eq(w->get_segment->audiences, 1u << AUDIENCE_ALLIANCE);
}

/* PROTOCOL M6.14 */
START_TEST(
    missing_bodies_are_asked_for_and_taken_all_or_none) /* _i: which is false, 2: none */
{
	struct hand_entry e[2];

	begin(ROLE_MEMBER);
	lack_bodies(e);
	if (_i < 2)
		e[_i].body.p[2] ^= 1;
	hand_segment(&h, "GBR", e, 2, 2, 1u << AUDIENCE_ALLIANCE);
	ck_assert_int_eq(hand_body_held(&h, "JPN", RUN + 1), _i == 2);
	ck_assert_int_eq(hand_body_held(&h, "JPN", RUN + 2), _i == 2);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_door");
	TCase *t = tcase_create("door");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_run_needs_one_signature_its_last);
	tcase_add_test(t, a_false_signature_inside_a_run_is_not_kept);
	tcase_add_loop_test(
	    t, entries_after_the_last_one_that_verifies_are_not_taken, 0, RUN);
	tcase_add_loop_test(t, an_entry_that_ends_a_segment_must_be_signed_itself, 0, 2);
	tcase_add_test(t, a_bad_signature_asks_again);
	tcase_add_test(t, two_signed_headers_at_one_place_stop_the_feed);
	tcase_add_test(t, a_second_header_that_is_not_signed_stops_nothing);
	tcase_add_loop_test(t, a_run_is_consecutive_and_of_the_feed_asked_for, 0, 2);
	tcase_add_test(t, a_keys_entry_without_its_body_is_not_taken);
	tcase_add_test(t, a_run_ends_before_a_body_that_is_not_its_headers);
	tcase_add_loop_test(t, a_body_its_role_does_not_read_is_not_kept, 0, 2);
	tcase_add_loop_test(t, missing_bodies_are_asked_for_and_taken_all_or_none, 0, 3);
	suite_add_tcase(s, t);
	return check_main(s);
}
