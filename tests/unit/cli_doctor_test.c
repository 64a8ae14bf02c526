/* What cmsa doctor finds in what a node says of itself and of its peers, and in its disk. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "doctor.h"
#include "pb.h"

enum {
	PEERS = 4
};
static const int64_t NOW = INT64_C(1780272000000);

static Cmsa__PeerStatus peer[PEERS];
static Cmsa__PeerStatus *list[PEERS];
static Cmsa__ControlReply reply;
static struct ailments found;

/* All is well: every peer up, level, at act 9, its clock right. */
static void
setup(void)
{
	static const char *const names[PEERS] = { "GBR", "JPN", "KOR", "USA" };

	cmsa__control_reply__init(&reply);
	for (size_t i = 0; i < PEERS; i++) {
		cmsa__peer_status__init(&peer[i]);
		peer[i].author = pb_text(names[i]);
		peer[i].node = pb_text("main");
		peer[i].up = true;
		peer[i].last_seen_ms = NOW - 3000;
		peer[i].register_number = 9;
		peer[i].clock_skew_ms = 20;
		peer[i].received_frames = 1000;
		list[i] = &peer[i];
	}
	reply.peers = list;
	reply.n_peers = PEERS;
	reply.register_number = 9;
	reply.state = pb_text("serving");
	found = (struct ailments){ 0 };
}

static void
teardown(void)
{
	doctor_clear(&found);
}

static void
look(void)
{
	doctor_status(&found, &reply);
	doctor_peers(&found, &reply, NOW);
}

/* Exactly this, once. */
static void
only(const char *who, const char *what, const char *in_found)
{
	look();
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.v[0].who, who);
	ck_assert_str_eq(found.v[0].what, what);
	ck_assert_msg(strstr(found.v[0].found, in_found) != NULL, "%s", found.v[0].found);
	ck_assert_int_ne(found.v[0].todo[0], 0);
}

START_TEST(nothing_is_found_where_nothing_is_wrong)
{
	peer[1].clock_skew_ms = DOCTOR_SKEW_MS;
	peer[2].clock_skew_ms = -DOCTOR_SKEW_MS;
	peer[3].refused_frames = 100; /* one in ten */
	look();
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(a_clock_that_differs_is_the_peers)
{
	peer[1].clock_skew_ms = -(DOCTOR_SKEW_MS + 1000);
	only("JPN/main", "clock-skew", "61 s behind");
}
END_TEST

START_TEST(when_most_clocks_differ_alike_the_own_is_wrong)
{
	for (int i = 0; i < 3; i++)
		peer[i].clock_skew_ms = INT64_C(315360000000); /* ten years */
	only("this node", "own-clock", "3 of 4 peers are ahead");
}
END_TEST

START_TEST(clocks_that_differ_both_ways_are_the_peers)
{
	peer[0].clock_skew_ms = peer[1].clock_skew_ms = DOCTOR_SKEW_MS + 1;
	peer[2].clock_skew_ms = peer[3].clock_skew_ms = -DOCTOR_SKEW_MS - 1;
	look();
	ck_assert_uint_eq(found.n, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_str_eq(found.v[i].what, "clock-skew");
}
END_TEST

START_TEST(a_peer_that_is_down_is_silent_since_it_was_heard)
{
	peer[0].up = false;
	peer[0].last_seen_ms = NOW - DOCTOR_SILENT_MS;
	peer[0].clock_skew_ms = 1000000; /* old news */
	only("GBR/main", "silent", "silent since 2026-05-31T23:59:00");
}
END_TEST

START_TEST(a_peer_that_has_just_gone_is_given_a_minute)
{
	peer[0].up = false;
	peer[0].last_seen_ms = NOW - DOCTOR_SILENT_MS + 1;
	look();
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(a_peer_seen_in_the_future_is_silent)
{
	peer[0].up = false; /* this clock was set back */
	peer[0].last_seen_ms = NOW + 1000;
	only("GBR/main", "silent", "silent since");
}
END_TEST

START_TEST(a_peer_never_heard_is_silent)
{
	peer[3].up = false;
	peer[3].last_seen_ms = 0;
	only("USA/main", "silent", "not heard since this node started");
}
END_TEST

START_TEST(a_register_behind_or_ahead_is_said)
{
	peer[0].register_number = 8;
	peer[1].register_number = 10;
	look();
	ck_assert_uint_eq(found.n, 2);
	ck_assert_str_eq(found.v[0].what, "register-behind");
	ck_assert_str_eq(found.v[0].found, "act 8, here act 9");
	ck_assert_str_eq(found.v[1].what, "register-ahead");
}
END_TEST

START_TEST(a_gap_that_passes_is_none)
{
	peer[1].behind = peer[2].behind = true;
	look();
	ck_assert_uint_eq(found.n, 2);
	peer[0].behind = true; /* others are behind for a moment now */
	peer[1].behind = false;
	ck_assert(doctor_gaps_stay(&found, &reply));
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.v[0].who, "KOR/main");
	peer[2].behind = false;
	ck_assert(!doctor_gaps_stay(&found, &reply));
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

/* PROTOCOL M7.49 */
START_TEST(a_witness_at_fault_is_found_and_one_that_was_not_asked_is_not)
{
	Cmsa__Listed one, two, *both[2] = { &one, &two };

	cmsa__listed__init(&one);
	one.by_author = pb_text("JPN");
	one.by_seq = 12;
	one.of_author = pb_text("GBR");
	one.of_seq = 900;
	two = one;
	one.at_fault = true;
	reply.listed = both;
	reply.n_listed = 2;
	doctor_listed(&found, &reply);
	only("JPN", "witness-fault", "entry 12 lists GBR:900");
}
END_TEST

START_TEST(a_copy_that_runs_and_a_forked_feed_are_found)
{
	static const char *const said[][2] = { { "another copy of it runs", "twin" },
		{ "its feed is forked", "own-fork" } };

	reply.state = pb_text(said[_i][0]);
	only("this node", said[_i][1], said[_i][0]);
}
END_TEST

START_TEST(entries_not_held_here_are_a_gap)
{
	peer[2].behind = true;
	only("KOR/main", "gap", "not held here");
}
END_TEST

START_TEST(a_peer_whose_messages_are_refused_is_named)
{
	peer[2].refused_frames = 101;
	only("KOR/main", "refused", "101 of its 1000");
}
END_TEST

START_TEST(who_is_not_listened_to_is_named_with_the_reason)
{
	peer[1].muted_until_ms = NOW + 1000;
	peer[1].muted_for = pb_text("too many bad signatures");
	only("JPN/main", "muted", "too many bad signatures");
}
END_TEST

START_TEST(who_is_kept_out_is_named_with_the_reason)
{
	peer[1].up = false;
	peer[1].last_seen_ms = 0;
	peer[1].kept_out = pb_text("endless message");
	only("JPN/main", "kept-out", "endless message");
}
END_TEST

START_TEST(a_node_without_any_peer_is_told_to_look_at_its_network)
{
	for (int i = 0; i < PEERS; i++)
		peer[i].up = false;
	only("this node", "alone", "none of 4");
}
END_TEST

/* The words of control.c, which doctor goes by. */
static const char *const states[][2] = {
	{ "learning its own head", "own-head-unknown" },
	{ "not enrolled", "not-enrolled" },
	{ "waits for its country's grant", "not-enrolled" },
	{ "withdrawn", "withdrawn" },
	{ "the register is split", "register-split" },
	{ "upgrade needed", "upgrade-needed" },
};

START_TEST(a_state_that_is_not_serving_is_said) /* _i: of states */
{
	reply.state = pb_text(states[_i][0]);
	only("this node", states[_i][1], states[_i][0]);
}
END_TEST

START_TEST(a_replica_is_well)
{
	reply.state = pb_text("replicating");
	look();
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(a_key_that_was_refused_and_a_fork_are_said_and_other_counts_not)
{
	Cmsa__VerdictCount c[3], *counts[3] = { &c[0], &c[1], &c[2] };
	static const char *const what[] = { "unknown-key", "known", "fork" };

	for (size_t i = 0; i < 3; i++) {
		cmsa__verdict_count__init(&c[i]);
		c[i].what = pb_text(what[i]);
		c[i].count = i + 1;
	}
	reply.counts = counts;
	reply.n_counts = 3;
	look();
	ck_assert_uint_eq(found.n, 2);
	ck_assert_str_eq(found.v[0].what, "key-refused");
	ck_assert_str_eq(found.v[1].what, "fork");
	ck_assert_ptr_nonnull(strstr(found.v[1].found, "3 times"));
}
END_TEST

START_TEST(a_fork_is_said_with_its_author)
{
	Cmsa__ForkStatus s, *forks[1] = { &s };

	cmsa__fork_status__init(&s);
	s.author = pb_text("JPN");
	s.incarnation = 1;
	s.seq = 7;
	s.counts_up_to = 6;
	reply.forks = forks;
	reply.n_forks = 1;
	only("this node", "fork", "JPN signed two entries at 1:7; it counts up to 1:6");
}
END_TEST

START_TEST(what_is_set_aside_is_said)
{
	Cmsa__SetAside s, *aside[1] = { &s };

	cmsa__set_aside__init(&s);
	reply.aside = aside;
	reply.n_aside = 1;
	only("this node", "set-aside", "1 that waited");
}
END_TEST

/* --- the disk ----------------------------------------------------------------------- */

static struct doctor_disk
disk(void)
{
	/* on disk thrice what the entries have; 70 MiB of 700 in a week: 30 MiB a day */
	return (struct doctor_disk){ .free_bytes = UINT64_C(900) << 20,
		.used_bytes = UINT64_C(2100) << 20,
		.all_bytes = UINT64_C(700) << 20,
		.grown_bytes = UINT64_C(70) << 20,
		.days = 7 };
}

START_TEST(a_disk_lasts_as_long_as_it_grows)
{
	struct doctor_disk d = disk();

	ck_assert_int_eq(doctor_days_left(&d), 30);
	doctor_disk(&found, &d);
	ck_assert_uint_eq(found.n, 0);
	d.free_bytes -= 1 << 20;
	ck_assert_int_eq(doctor_days_left(&d), 29);
	doctor_disk(&found, &d);
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.v[0].what, "disk-forecast");
	ck_assert_ptr_nonnull(strstr(found.v[0].found, "29 days"));
}
END_TEST

START_TEST(a_disk_that_does_not_grow_lasts)
{
	struct doctor_disk d = disk();

	d.grown_bytes = 0;
	ck_assert_int_eq(doctor_days_left(&d), INT64_MAX);
	d = (struct doctor_disk){ .free_bytes = 1 << 30, .days = 1 };
	ck_assert_int_eq(doctor_days_left(&d), INT64_MAX);
	doctor_disk(&found, &d);
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(little_room_is_said_whatever_it_grows)
{
	struct doctor_disk d = disk();

	d.free_bytes = ((uint64_t)DOCTOR_DISK_LEAST_MIB << 20) - 1;
	d.grown_bytes = 0;
	doctor_disk(&found, &d);
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.v[0].what, "disk-full");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cli_doctor");
	TCase *t = tcase_create("doctor");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, nothing_is_found_where_nothing_is_wrong);
	tcase_add_test(t, a_clock_that_differs_is_the_peers);
	tcase_add_test(t, when_most_clocks_differ_alike_the_own_is_wrong);
	tcase_add_test(t, clocks_that_differ_both_ways_are_the_peers);
	tcase_add_test(t, a_peer_that_is_down_is_silent_since_it_was_heard);
	tcase_add_test(t, a_peer_that_has_just_gone_is_given_a_minute);
	tcase_add_test(t, a_peer_seen_in_the_future_is_silent);
	tcase_add_test(t, a_peer_never_heard_is_silent);
	tcase_add_test(t, a_register_behind_or_ahead_is_said);
	tcase_add_test(t, entries_not_held_here_are_a_gap);
	tcase_add_test(t, a_gap_that_passes_is_none);
	tcase_add_test(t, a_witness_at_fault_is_found_and_one_that_was_not_asked_is_not);
	tcase_add_loop_test(t, a_copy_that_runs_and_a_forked_feed_are_found, 0, 2);
	tcase_add_test(t, a_peer_whose_messages_are_refused_is_named);
	tcase_add_test(t, a_node_without_any_peer_is_told_to_look_at_its_network);
	tcase_add_loop_test(t, a_state_that_is_not_serving_is_said, 0, 6);
	tcase_add_test(t, a_replica_is_well);
	tcase_add_test(t, a_fork_is_said_with_its_author);
	tcase_add_test(t, a_key_that_was_refused_and_a_fork_are_said_and_other_counts_not);
	tcase_add_test(t, what_is_set_aside_is_said);
	tcase_add_test(t, who_is_not_listened_to_is_named_with_the_reason);
	tcase_add_test(t, who_is_kept_out_is_named_with_the_reason);
	tcase_add_test(t, a_disk_lasts_as_long_as_it_grows);
	tcase_add_test(t, a_disk_that_does_not_grow_lasts);
	tcase_add_test(t, little_room_is_said_whatever_it_grows);
	suite_add_tcase(suite, t);
	return check_main(suite);
}
