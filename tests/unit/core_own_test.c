/* A node's own accidents: an old folder, an empty one, a copy that runs elsewhere, a sign
 * process that fails, a crash between any two steps.  Never two ids at one place, and what was
 * accepted from an operator comes out once. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"
#include "control.pb-c.h"
#include "file.h"
#include "core_own_fixture.h"
#include "mem.h"
#include "pb.h"

START_TEST(before_the_own_head_is_known_it_is_queued_and_goes_out_once)
{
	struct hand h;
	struct seen s = { 0 };

	hand_init(&h, ROLE_MEMBER);
	restart(&h, &s);
	ck_assert(!core_own_head_known(h.core));
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_pass(&h, 3000);
	ck_assert_uint_eq(check_store(&h, &s), 0);
	restart(&h, &s); /* the queue is durable */
	help(&h, &s, 3000);
	ck_assert(core_own_head_known(h.core));
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 1);
	restart(&h, &s);
	help(&h, &s, 3000);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 1);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

START_TEST(one_country_is_no_quorum)
{
	struct hand h;
	struct hand_feed aus = { .author = "AUS" };
	struct seen s = { 0 };

	hand_init(&h, ROLE_MEMBER);
	restart(&h, &s);
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", &aus, 0);
	hand_hello(&h, "court"); /* an auditor is no country */
	hand_heads(&h, "court", &aus, 0);
	hand_hello(&h, "KOR"); /* nor a candidate a member */
	hand_heads(&h, "KOR", &aus, 0);
	hand_pass(&h, 5000);
	ck_assert(!core_own_head_known(h.core));
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &aus, 0);
	hand_pass(&h, 3000);
	ck_assert(core_own_head_known(h.core));
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* _i: which question, which fault, and one body or a batch */
START_TEST(whatever_the_signer_does_all_comes_out_once)
{
	static const enum fault faults[] = { DEAD, LOST_WORD, REFUSES };
	struct hand h;
	struct faulty f;
	struct seen s = { 0 };
	struct arena mem;
	bool batch = _i >= 9;
	uint32_t code;

	hand_init(&h, ROLE_MEMBER);
	faulty_init(&f, &h);
	f.fault = faults[_i % 3];
	f.fail_at = _i / 3 % 3;
	f.failures = 1 + _i % 2;
	for (int k = 0; k < 3; k++) {
		if (batch) {
			code = publish_batch(&h, 3, &mem)->exit_code;
			arena_clear(&mem);
		} else {
			code = hand_publish(&h, AUDIENCE_PUBLIC, (unsigned)k, 1);
		}
		look(&h, &s);
		if (code && f.fault == REFUSES)
			help(&h, &s, 3000);
		hand_pass(&h, 15000);
		look(&h, &s);
	}
	ck_assert_int_gt(f.calls, f.fail_at);
	/* an entry that was refused outright was refused; all else is there, once */
	if (batch)
		ck_assert_uint_eq(check_store(&h, &s), 9);
	else if (f.fault == REFUSES)
		ck_assert_uint_ge(check_store(&h, &s), 1);
	else
		ck_assert_uint_eq(check_store(&h, &s), 3);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* _i: the crash comes before or after the key has signed; one body, a batch, or the queue */
START_TEST(a_crash_between_draft_and_entry_loses_nothing_and_makes_no_second_id)
{
	struct hand h;
	struct faulty f;
	struct seen s = { 0 };
	struct arena mem;
	size_t wanted = _i / 2 ? 3 : 1;

	hand_init(&h, ROLE_MEMBER);
	faulty_init(&f, &h);
	if (_i / 2 == 2)
		restart(&h, &s);
	look(&h, &s);
	f = (struct faulty){ .real = f.real,
		.fault = _i & 1 ? LOST_WORD : DEAD,
		.fail_at = _i / 2 ? 1 : 0,
		.failures = 1000 };
	if (_i / 2) {
		publish_batch(&h, 3, &mem);
		arena_clear(&mem);
	} else {
		ck_assert_uint_ne(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	}
	if (_i / 2 == 2)
		help(&h, &s, 3000); /* it has begun with the queue */
	restart(&h, &s);
	f.fault = NO_FAULT;
	help(&h, &s, 4000);
	look(&h, &s);
	ck_assert(core_own_head_known(h.core));
	ck_assert_uint_eq(check_store(&h, &s), wanted);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 9, 1), 0);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), wanted + 1);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

START_TEST(a_dead_signer_is_not_asked_at_every_tick)
{
	struct hand h;
	struct faulty f;
	struct seen s = { 0 };
	struct arena mem;

	hand_init(&h, ROLE_MEMBER);
	faulty_init(&f, &h);
	f.fault = DEAD;
	f.failures = 1000000;
	publish_batch(&h, 2, &mem);
	arena_clear(&mem);
	hand_pass(&h, 60000);
	ck_assert_int_le(f.calls, 30);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* --- old folders -------------------------------------------------------------------- */

static const char *const files[] = { "log.db", "log.db-wal", "facts.db", "facts.db-wal" };

struct folder {
	struct buf file[4];
};

/* The core is down. */
static void
keep_folder(struct folder *k, const struct hand *h)
{
	char path[4096];

	for (size_t i = 0; i < 4; i++) {
		buf_reset(&k->file[i]);
		path_join(path, h->w.node[0].dir, files[i]);
		if (file_read(&k->file[i], path, 64 << 20, NULL))
			buf_reset(&k->file[i]);
	}
}

static void
remove_file(const struct hand *h, const char *name)
{
	char path[4096];

	path_join(path, h->w.node[0].dir, name);
	unlink(path);
}

static void
bring_back(const struct folder *k, const struct hand *h)
{
	char path[4096];
	struct errmsg m = { "" };

	remove_file(h, "log.db-shm");
	remove_file(h, "facts.db-shm");
	for (size_t i = 0; i < 4; i++) {
		remove_file(h, files[i]);
		path_join(path, h->w.node[0].dir, files[i]);
		if (k && k->file[i].n)
			ck_assert_msg(
			    !file_write_new(path, buf_view(&k->file[i]), 0600, &m), "%s",
			    m.text);
	}
}

static void
folder_clear(struct folder *k)
{
	for (size_t i = 0; i < 4; i++)
		buf_clear(&k->file[i]);
}

static void
stop(struct hand *h, struct seen *s)
{
	look(h, s);
	hand_forget(h);
	world_crash(&h->w, 0, 0);
	h->core = NULL;
}

static void
start(struct hand *h)
{
	world_start(&h->w, 0, registry_number(h->w.maker.registry));
	h->core = h->w.node[0].core;
}

/* Gives the node a sign process whose record is lost, in a file of its folder. */
static void
lose_record(struct hand *h)
{
	struct world_node *n = &h->w.node[0];
	char path[4096];
	struct sign_config cfg = { .author = n->author,
		.incarnation = 1,
		.generation = 1,
		.alliance = registry_alliance(h->w.maker.registry),
		.key = &n->key,
		.record_path = path };
	struct errmsg m = { "" };

	path_join(path, n->dir, "sign.record");
	signer_clear(&n->signer);
	ck_assert_msg(signer_memory(&n->signer, &cfg, &m) == ERR_NONE, "%s", m.text);
}

static void
remove_record(struct hand *h)
{
	remove_file(h, "sign.record");
	remove_file(h, "sign.record.lock");
}

/* _i & 1: the record is lost too; _i & 2: the folder is empty, not old */
START_TEST(an_old_folder_takes_over_what_was_published_and_goes_on_behind_it)
{
	struct hand h;
	struct folder old = { { { 0 } } };
	struct seen s = { 0 };
	uint64_t tip;

	hand_init(&h, ROLE_MEMBER);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	stop(&h, &s);
	keep_folder(&old, &h);
	start(&h);
	help(&h, &s, 3000);
	for (unsigned i = 2; i < 6; i++)
		ck_assert_uint_eq(hand_publish(&h, AUDIENCE_ALLIANCE, i, 1), 0);
	stop(&h, &s);
	tip = s.n;
	bring_back(_i & 2 ? NULL : &old, &h);
	if (_i & 1)
		lose_record(&h);
	start(&h);
	ck_assert_uint_lt(hand_held(&h, "AUS"), tip);
	hand_publish(&h, AUDIENCE_PUBLIC, 6, 1); /* queued */
	hand_pass(&h, 5000);
	look(&h, &s);
	ck_assert_uint_eq(s.n, tip); /* nothing, until the others have spoken */
	help(&h, &s, 5000);
	ck_assert(core_own_head_known(h.core));
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 6);
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 7, 1), 0);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 7);
	ck_assert(hand_body_held(&h, "AUS", tip));
	folder_clear(&old);
	seen_clear(&s);
	if (_i & 1)
		remove_record(&h);
	hand_clear(&h);
}
END_TEST

/* The newest entry was signed and sent to nobody; its draft is gone with the newer folder. */
START_TEST(what_was_signed_and_is_held_by_nobody_stops_publishing)
{
	struct hand h;
	struct folder old = { { { 0 } } };
	struct seen s = { 0 }, unsent = { 0 };

	hand_init(&h, ROLE_MEMBER);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	stop(&h, &s);
	keep_folder(&old, &h);
	start(&h);
	help(&h, &s, 3000);
	look(&h, &s);
	hand_publish(&h, AUDIENCE_PUBLIC, 2, 1);
	stop(&h, &unsent);
	bring_back(&old, &h);
	start(&h);
	hand_publish(&h, AUDIENCE_PUBLIC, 3, 1);
	help(&h, &s, 20000);
	ck_assert(!core_own_head_known(h.core));
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_LIVE), 0);
	/* a peer comes that has it after all */
	for (size_t i = 0; i < unsent.n; i++) {
		ck_assert_uint_lt(s.n, MOST_SEEN);
		s.e[s.n++] = unsent.e[i];
	}
	unsent.n = 0;
	help(&h, &s, 20000);
	ck_assert(core_own_head_known(h.core));
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 3);
	folder_clear(&old);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* The folder was kept while a draft was in it; the others hold the entry. */
START_TEST(a_draft_whose_entry_comes_back_from_others_is_done)
{
	struct hand h;
	struct faulty f;
	struct folder old = { { { 0 } } };
	struct seen s = { 0 };

	hand_init(&h, ROLE_MEMBER);
	faulty_init(&f, &h);
	f.fault = DEAD;
	f.failures = 1;
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	stop(&h, &s);
	keep_folder(&old, &h);
	start(&h);
	help(&h, &s, 3000);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 1);
	if (_i)
		hand_publish(&h, AUDIENCE_PUBLIC, 2, 1);
	stop(&h, &s);
	bring_back(&old, &h);
	start(&h);
	help(&h, &s, 5000);
	ck_assert(core_own_head_known(h.core));
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 3, 1), 0);
	help(&h, &s, 15000);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), (size_t)_i + 2);
	folder_clear(&old);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

START_TEST(no_record_and_no_entry_anywhere_publishes_nothing)
{
	struct hand h;
	struct seen none = { 0 };

	hand_init(&h, ROLE_MEMBER);
	stop(&h, &none);
	seen_clear(&none);
	bring_back(NULL, &h);
	lose_record(&h);
	start(&h);
	help(&h, &none, 10000);
	ck_assert(!core_own_head_known(h.core));
	ck_assert_uint_eq(hand_held(&h, "AUS"), 0);
	remove_record(&h);
	hand_clear(&h);
}
END_TEST

/* --- lies about the own head, and copies -------------------------------------------- */

/* KOR's answer to the question for what it named. */
static void
answer_falsely(struct hand *h, const struct hand_entry *forged, int how)
{
	const Cmsa__Wire *q = hand_took(h, "KOR", CMSA__WIRE__MESSAGE_GET_SEGMENT);
	Cmsa__Refusal r;
	Cmsa__Wire w;

	if (!q || !how || how > 2)
		return;
	if (how == 1) {
		hand_segment(h, "KOR", forged, 1, 1, UINT32_MAX);
		return;
	}
	cmsa__refusal__init(&r);
	r.verdict = V_RATE_LIMIT;
	r.author = q->get_segment->author;
	r.seq = q->get_segment->first;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_REFUSAL;
	w.refusal = &r;
	hand_say(h, "KOR", &w);
}

/* The next own entry as a stranger would make it: of an act that is not there, not signed. */
static void
forge(struct hand *h, struct hand_entry *out, const struct seen *s)
{
	struct hand_feed f = { .author = "AUS", .seq = s->n };

	f.tip = s->e[s->n - 1].e.id;
	hand_review(h, out, &f, AUDIENCE_PUBLIC, 5);
	out->e.register_number += 1000;
	buf_reset(&out->header);
	entry_write(&out->header, &out->e);
}

/* _i: it says nothing, forges, refuses, goes before it answers, is gone for good; the others
 * but the first come and go all the time. */
START_TEST(a_word_about_the_own_head_that_is_not_made_good_is_void)
{
	struct hand h;
	struct hand_feed far = { .author = "AUS", .seq = 1000000 };
	struct hand_entry forged;
	struct seen s = { 0 };
	int64_t waited = 0;

	hand_init(&h, ROLE_MEMBER);
	restart(&h, &s);
	forge(&h, &forged, &s);
	for (; !core_own_head_known(h.core) && waited < 120000; waited += 500) {
		if (_i && !(waited % 2000))
			core_peer_event(h.core, "KOR", "main", CORE_PEER_DOWN, "test",
			    world_time(&h.w));
		if (_i < 4 || waited < 1000)
			hand_hello(&h, "KOR");
		if (hand_took(&h, "KOR", CMSA__WIRE__MESSAGE_GET_HEADS))
			hand_heads(&h, "KOR", &far, 1);
		answer_falsely(&h, &forged, _i);
		help(&h, &s, 500);
		answer_falsely(&h, &forged, _i);
	}
	ck_assert(core_own_head_known(h.core));
	ck_assert_int_gt(waited, 2000); /* not without having asked more than once */
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 1, 1), 0);
	hand_entry_clear(&forged);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* The next own entry as a copy of this node would make it. */
static void
write_as_a_copy(struct hand *h, struct hand_entry *out, const struct seen *s, unsigned n)
{
	struct hand_feed copy = { .author = "AUS",
		.seq = s->e[s->n - 1].e.place.seq,
		.tip = s->e[s->n - 1].e.id };

	ck_assert_uint_eq(copy.seq, s->n);
	hand_review(h, out, &copy, AUDIENCE_PUBLIC, n);
}

/* PROTOCOL M6.27.  The copy publishes while this one runs: this one stops, says so and what to
 * do, and goes on behind the copy's entry when it is started again. */
START_TEST(while_a_copy_publishes_nothing_is_published_here)
{
	struct hand h;
	struct hand_entry e;
	struct seen s = { 0 };
	const Cmsa__ControlReply *r;
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus status;

	hand_init(&h, ROLE_MEMBER);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	look(&h, &s);
	write_as_a_copy(&h, &e, &s, 77);
	hand_hello(&h, "JPN");
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	s.e[s.n++] = e;
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 3, 1), 0); /* queued */
	help(&h, &s, 20000);
	ck_assert(!core_own_head_known(h.core));
	ck_assert_uint_eq(hand_held(&h, "AUS"), s.n);
	cmsa__control_request__init(&request);
	cmsa__control_status__init(&status);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	request.status = &status;
	r = hand_ask(&h, &request);
	ck_assert_str_eq(r->state, "another copy of it runs");
	ck_assert_ptr_nonnull(strstr(r->message, "Stop one of the two"));
	restart(&h, &s);
	help(&h, &s, 3000);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 3);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* PROTOCOL M6.28.  Both published: the feed is forked, and this node says so instead of taking
 * what can never be published, also after a restart. */
START_TEST(in_a_forked_feed_nothing_is_published_and_the_words_say_why)
{
	struct hand h;
	struct hand_entry e;
	struct seen s = { 0 };
	const Cmsa__ControlReply *r;
	struct arena mem;
	uint64_t tip;

	hand_init(&h, ROLE_MEMBER);
	look(&h, &s);
	write_as_a_copy(&h, &e, &s, 77);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	look(&h, &s);
	hand_hello(&h, "JPN");
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 1);
	tip = hand_held(&h, "AUS");
	for (int k = 0; k < 2; k++) {
		r = publish_batch(&h, 1, &mem);
		ck_assert_uint_eq(r->exit_code, 1);
		ck_assert_ptr_nonnull(strstr(r->message, "forked"));
		ck_assert_str_eq(r->state, "its feed is forked");
		arena_clear(&mem);
		restart(&h, &s);
		help(&h, &s, 3000);
	}
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip);
	hand_entry_clear(&e);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

/* Somebody started a copy of this node, and it published, before this one was started.  _i: a
 * draft waits here. */
START_TEST(an_own_entry_of_a_copy_is_taken_over_and_the_place_not_used_again)
{
	struct hand h;
	struct faulty f;
	struct hand_entry e;
	struct seen s = { 0 };

	hand_init(&h, ROLE_MEMBER);
	faulty_init(&f, &h);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	look(&h, &s);
	f.calls = 0;
	f.fault = DEAD;
	f.failures = 1;
	if (_i)
		hand_publish(&h, AUDIENCE_PUBLIC, 2, 1);
	h.w.epoch_back_ms = 3600 * 1000;
	write_as_a_copy(&h, &e, &s, 77);
	h.w.epoch_back_ms = 0;
	hand_hello(&h, "JPN");
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "AUS"), e.e.place.seq);
	ck_assert(!core_own_head_known(h.core));
	s.e[s.n++] = e;
	f.fault = NO_FAULT;
	help(&h, &s, 3000);
	hand_pass(&h, 6000);
	ck_assert(core_own_head_known(h.core));
	ck_assert_uint_eq(hand_publish(&h, AUDIENCE_PUBLIC, 3, 1), 0);
	look(&h, &s);
	ck_assert_uint_eq(check_store(&h, &s), 3 + (size_t)_i);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

START_TEST(a_clock_set_back_makes_no_own_time_fall_and_witnessing_goes_on)
{
	struct hand h;
	struct seen s = { 0 };
	int64_t last = 0;
	size_t witnesses = 0;

	hand_init(&h, ROLE_MEMBER);
	hand_pass(&h, 100000);
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1);
	look(&h, &s);
	h.w.epoch_back_ms = INT64_C(10) * 366 * 86400 * 1000;
	hand_pass(&h, 1000);
	hand_publish(&h, AUDIENCE_PUBLIC, 2, 1);
	hand_pass(&h, 200000);
	look(&h, &s);
	for (size_t i = 0; i < s.n; i++) {
		ck_assert_int_ge(s.e[i].e.time_ms, last);
		last = s.e[i].e.time_ms;
		witnesses += s.e[i].e.kind == KIND_WITNESS;
	}
	ck_assert_uint_ge(witnesses, 4);
	seen_clear(&s);
	hand_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("own accidents");
	TCase *t = tcase_create("own");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, before_the_own_head_is_known_it_is_queued_and_goes_out_once);
	tcase_add_test(t, one_country_is_no_quorum);
	tcase_add_loop_test(t, whatever_the_signer_does_all_comes_out_once, 0, 18);
	tcase_add_loop_test(t,
	    a_crash_between_draft_and_entry_loses_nothing_and_makes_no_second_id, 0, 6);
	tcase_add_test(t, a_dead_signer_is_not_asked_at_every_tick);
	tcase_add_loop_test(
	    t, an_old_folder_takes_over_what_was_published_and_goes_on_behind_it, 0, 4);
	tcase_add_test(t, what_was_signed_and_is_held_by_nobody_stops_publishing);
	tcase_add_loop_test(t, a_draft_whose_entry_comes_back_from_others_is_done, 0, 2);
	tcase_add_test(t, no_record_and_no_entry_anywhere_publishes_nothing);
	tcase_add_loop_test(
	    t, a_word_about_the_own_head_that_is_not_made_good_is_void, 0, 5);
	tcase_add_test(t, while_a_copy_publishes_nothing_is_published_here);
	tcase_add_test(t, in_a_forked_feed_nothing_is_published_and_the_words_say_why);
	tcase_add_loop_test(
	    t, an_own_entry_of_a_copy_is_taken_over_and_the_place_not_used_again, 0, 2);
	tcase_add_test(t, a_clock_set_back_makes_no_own_time_fall_and_witnessing_goes_on);
	suite_add_tcase(s, t);
	return check_main(s);
}
