/* core_alert_test.c - an alert on its way through one node: passed on once however it came,
 * witnessed soon, also when the node was started again in between (PROTOCOL M5.4, M5.5,
 * M6.12, M6.18). */
#include <check.h>
#include <string.h>

#include "alerts_make.h"
#include "body.h"
#include "check_main.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"
#include "witness.pb-c.h"

static const int64_t HOUR_MS = 3600 * 1000;

static struct hand h;
static struct hand_feed gbr;
static struct hand_entry e[64];
static size_t n;

static void
setup(void)
{
	hand_init(&h, ROLE_MEMBER);
	hand_greet(&h, "JPN");
	hand_greet(&h, "GBR");
	gbr = (struct hand_feed){ .author = "GBR" };
	n = 0;
}

static void
teardown(void)
{
	for (size_t i = 0; i < n; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}

/* The next entry of GBR; its first is its keys entry. */
static void
write_kind(uint32_t kind, uint32_t audience)
{
	struct buf body = { 0 };

	alerts_make(&body, "GBR", "one", "AUS");
	hand_write(&h, &e[n++], &gbr, kind, audience, buf_view(&body));
	buf_clear(&body);
}

static void
write_alert(void)
{
	write_kind(KIND_ALERT, AUDIENCE_PUBLIC);
}

static void
write_review(void)
{
	hand_review(&h, &e[n], &gbr, AUDIENCE_PUBLIC, (unsigned)n);
	n++;
}

/* Those from `first` on come as the answer to a question, from JPN; `signatures` as of
 * hand_segment. */
static void
catch_up(size_t first, uint64_t signatures)
{
	hand_pass(&h, 600); /* heads are asked for at most twice a second */
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", &gbr, 1);
	hand_forget(&h);
	hand_segment(&h, "JPN", e + first, n - first, signatures, UINT32_MAX);
	ck_assert_uint_eq(hand_held(&h, "GBR"), n);
}

/* How many live frames with the entry wait for the author. */
static size_t
passed_on(const char *to, uint64_t seq)
{
	const Cmsa__Wire *w;
	size_t found = 0;

	while ((w = hand_took(&h, to, CMSA__WIRE__MESSAGE_LIVE))) {
		struct entry got;

		ck_assert_uint_eq(w->live->n_entries, 1);
		ck_assert_int_eq(
		    entry_parse(&got, pb_bytes(w->live->entries[0]->header)), V_OK);
		found += !strcmp(got.place.author, "GBR") && got.place.seq == seq;
	}
	return found;
}

/* --- passed on ---------------------------------------------------------------------- */

/* PROTOCOL M6.18 */
START_TEST(an_alert_that_came_by_catch_up_is_passed_on_once)
{
	write_alert();
	write_alert();
	catch_up(0, 2);
	ck_assert_uint_eq(passed_on("court", 2), 1);
	hand_live(&h, "GBR", e, n, true); /* the same again, live */
	core_flush(h.core, world_time(&h.w));
	hand_pass(&h, 300);
	ck_assert_uint_eq(passed_on("court", 2), 0);
}
END_TEST

START_TEST(what_else_comes_by_catch_up_is_not_passed_on)
{
	write_review();
	write_review();
	catch_up(0, 2);
	ck_assert_uint_eq(passed_on("court", 2), 0);
}
END_TEST

/* PROTOCOL M6.12: with its own signature it can be passed on from amid a run. */
START_TEST(an_alert_amid_a_run_is_passed_on_when_its_signature_came_with_it)
{
	write_alert();
	write_alert();
	write_review();
	catch_up(0, 4 | 2);
	ck_assert_uint_eq(passed_on("court", 2), 1);
}
END_TEST

START_TEST(a_signature_that_does_not_verify_is_not_passed_on_nor_kept)
{
	struct stored_entry se = { 0 };

	write_alert();
	write_alert();
	write_review();
	e[1].sig.b[5] ^= 1;
	catch_up(0, 4 | 2);
	ck_assert_uint_eq(passed_on("court", 2), 0);
	ck_assert_int_eq(
	    store_entry_get(h.w.node[0].store, &se, &e[1].e.place), ERR_NONE);
	ck_assert_uint_eq(se.signature.n, 0);
	stored_entry_clear(&se);
}
END_TEST

/* The giver's side: what it verified of an alert it gives with the run. */
START_TEST(a_run_is_given_with_the_signatures_of_its_alerts)
{
	Cmsa__GetSegment g;
	Cmsa__Wire w;
	const Cmsa__Segment *s;

	write_alert();
	write_review();
	write_alert();
	write_review();
	write_review();
	hand_live(&h, "GBR", e, n, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), 5);
	hand_forget(&h);
	cmsa__get_segment__init(&g);
	g.author = pb_text("GBR");
	g.incarnation = 1;
	g.first = 1;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	hand_say(&h, "JPN", &w);
	s = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_SEGMENT)->segment;
	ck_assert_uint_eq(s->n_signatures, 2);
	ck_assert_uint_eq(s->signatures[0]->seq, 3);
	ck_assert_mem_eq(
	    s->signatures[0]->signature.data, e[2].sig.b, sizeof(e[2].sig.b));
	ck_assert_uint_eq(s->signatures[1]->seq, 5);
}
END_TEST

/* _i: an hour and a bit behind the clock here, and ahead of it */
START_TEST(an_old_alert_is_history_and_not_passed_on)
{
	if (_i) {
		h.w.now_ms += HOUR_MS + 10000;
		write_alert();
		write_alert();
		h.w.epoch_back_ms = HOUR_MS + 10000;
	} else {
		write_alert();
		write_alert();
		h.w.now_ms += HOUR_MS + 10000;
	}
	hand_pass(&h, 200);
	catch_up(0, 2);
	ck_assert_uint_eq(passed_on("court", 2), 0);
}
END_TEST

START_TEST(of_one_answer_the_last_sixteen_are_passed_on)
{
	size_t found = 0;
	const Cmsa__Wire *w;

	while (n < 40)
		write_alert();
	catch_up(0, UINT64_MAX);
	while ((w = hand_took(&h, "court", CMSA__WIRE__MESSAGE_LIVE))) {
		struct entry got;

		ck_assert_int_eq(
		    entry_parse(&got, pb_bytes(w->live->entries[0]->header)), V_OK);
		ck_assert_uint_eq(got.place.seq, 25 + found);
		found++;
	}
	ck_assert_uint_eq(found, 16);
}
END_TEST

/* What this node lost and learns from others is its own: everybody has it. */
START_TEST(own_alerts_that_come_back_are_not_passed_on)
{
	struct hand_feed aus = { .author = "AUS" };
	struct hand own;
	struct buf body = { 0 };

	hand_init(&own, ROLE_MEMBER);
	alerts_make(&body, "AUS", "one", "JPN");
	aus.seq = hand_held(&own, "AUS");
	aus.tip = core_position(own.core)->heads[0].id;
	hand_greet(&own, "JPN");
	hand_write(&own, &e[n++], &aus, KIND_ALERT, AUDIENCE_PUBLIC, buf_view(&body));
	hand_live(&own, "JPN", e, 1, true);
	core_flush(own.core, world_time(&own.w));
	ck_assert_uint_eq(hand_held(&own, "AUS"), aus.seq);
	ck_assert_uint_eq(hand_waiting(&own, "GBR", CMSA__WIRE__MESSAGE_LIVE), 0);
	buf_clear(&body);
	hand_clear(&own);
}
END_TEST

/* --- witnessed soon, whatever happens ------------------------------------------------ */

/* Both countries say that they hold nothing new of ours, so that the own head is known. */
static void
greet(void)
{
	hand_greet(&h, "JPN");
	hand_greet(&h, "GBR");
	hand_pass(&h, 300);
	ck_assert(core_own_head_known(h.core));
}

static void
restart(void)
{
	hand_restart(&h);
	greet();
}

/* As in life: once an hour, in full once a day; a first one is out. */
static void
setup_hours(void)
{
	setup();
	h.w.witness_every_ms = HOUR_MS;
	h.w.full_witness_every_ms = 24 * HOUR_MS;
	restart();
	hand_pass(&h, 1000);
}

static void
take_live(size_t first)
{
	hand_hello(&h, "GBR"); /* it may have been silent for long */
	hand_live(&h, "GBR", e + first, n - first, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "GBR"), n);
}

/* How many witness entries this node has, and what the last of them lists of GBR. */
static size_t
witnesses(uint64_t *listed, bool *full)
{
	size_t found = 0;

	*listed = 0;
	for (uint64_t seq = 1; seq <= hand_held(&h, "AUS"); seq++) {
		struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
		struct stored_entry se = { 0 };
		const ProtobufCMessage *m = NULL;
		const Cmsa__WitnessBody *b;
		struct arena mem;

		ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
		arena_init(&mem, 0);
		if (se.e.kind == KIND_WITNESS) {
			ck_assert_int_eq(body_parse(&m, &mem, KIND_WITNESS, 1,
					     buf_view(&se.body), NULL),
			    V_OK);
			b = (const Cmsa__WitnessBody *)m;
			*full = b->full;
			*listed = 0;
			for (size_t i = 0; i < b->n_heads; i++)
				if (!strcmp(b->heads[i]->author, "GBR"))
					*listed = b->heads[i]->seq;
			found++;
		}
		arena_clear(&mem);
		stored_entry_clear(&se);
	}
	return found;
}

/* So many more within `ms`, the last listing `listed` of GBR. */
static void
expect(int64_t ms, size_t more, uint64_t listed)
{
	uint64_t seen;
	bool full;
	size_t before = witnesses(&seen, &full);

	hand_pass(&h, ms);
	ck_assert_uint_eq(witnesses(&seen, &full), before + more);
	if (more) {
		ck_assert(!full);
		ck_assert_uint_eq(seen, listed);
	}
}

/* PROTOCOL M5.5 */
START_TEST(an_alert_is_witnessed_within_thirty_seconds_however_it_came)
{
	write_alert();
	write_alert();
	if (_i)
		catch_up(0, 2);
	else
		take_live(0);
	expect(30000, 1, 2);
	expect(60000, 0, 0);
}
END_TEST

/* _i: by catching up; an old one is witnessed as soon as another */
START_TEST(an_alert_is_witnessed_also_when_the_node_is_started_again)
{
	h.w.epoch_back_ms = _i ? 3 * HOUR_MS : 0;
	write_alert();
	write_alert();
	h.w.epoch_back_ms = 0;
	if (_i)
		catch_up(0, 2);
	else
		take_live(0);
	hand_pass(&h, 5000);
	restart();
	expect(29000, 1, 2);
	restart();
	expect(60000, 0, 0);
}
END_TEST

START_TEST(no_news_is_forgotten_by_a_restart)
{
	write_review();
	write_review();
	take_live(0);
	restart();
	expect(30000, 0, 0); /* nobody waits for it */
	h.w.now_ms += HOUR_MS;
	expect(1000, 1, 2);
}
END_TEST

START_TEST(witness_entries_of_others_are_no_news_after_a_restart_either)
{
	write_alert();
	write_alert();
	take_live(0);
	expect(30000, 1, 2);
	hand_write(&h, &e[n], &gbr, KIND_WITNESS, AUDIENCE_PUBLIC, bytes_of(NULL, 0));
	n++;
	take_live(n - 1);
	restart();
	h.w.now_ms += 2 * HOUR_MS;
	expect(30000, 0, 0);
}
END_TEST

/* Each start found its own newest entry, and counted from that. */
START_TEST(a_full_witness_comes_once_a_day_however_often_the_node_is_started)
{
	uint64_t listed;
	bool full;
	size_t before = witnesses(&listed, &full);

	for (unsigned i = 0; i < 26; i++) {
		h.w.now_ms += HOUR_MS;
		restart();
		hand_publish(&h, AUDIENCE_PUBLIC, i, 1);
		hand_pass(&h, 500);
	}
	ck_assert_uint_eq(witnesses(&listed, &full), before + 1);
	ck_assert(full);
}
END_TEST

/* Too much to be looked through: it is taken for news, an alert perhaps among it. */
START_TEST(what_is_far_beyond_the_witness_is_news)
{
	write_review();
	take_live(0);
	for (size_t i = 0; i < 10; i++) {
		for (size_t k = 1; k < n; k++)
			hand_entry_clear(&e[k]);
		n = 1;
		while (n < 61)
			write_review();
		hand_live(&h, "GBR", e + 1, n - 1, true);
		core_flush(h.core, world_time(&h.w));
	}
	restart();
	expect(30000, 1, 601);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("core_alert");
	TCase *t = tcase_create("passed on");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_alert_that_came_by_catch_up_is_passed_on_once);
	tcase_add_test(t, what_else_comes_by_catch_up_is_not_passed_on);
	tcase_add_test(
	    t, an_alert_amid_a_run_is_passed_on_when_its_signature_came_with_it);
	tcase_add_test(t, a_signature_that_does_not_verify_is_not_passed_on_nor_kept);
	tcase_add_test(t, a_run_is_given_with_the_signatures_of_its_alerts);
	tcase_add_loop_test(t, an_old_alert_is_history_and_not_passed_on, 0, 2);
	tcase_add_test(t, of_one_answer_the_last_sixteen_are_passed_on);
	tcase_add_test(t, own_alerts_that_come_back_are_not_passed_on);
	suite_add_tcase(s, t);
	t = tcase_create("witnessed");
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup_hours, teardown);
	tcase_add_loop_test(
	    t, an_alert_is_witnessed_within_thirty_seconds_however_it_came, 0, 2);
	tcase_add_loop_test(
	    t, an_alert_is_witnessed_also_when_the_node_is_started_again, 0, 2);
	tcase_add_test(t, no_news_is_forgotten_by_a_restart);
	tcase_add_test(t, witness_entries_of_others_are_no_news_after_a_restart_either);
	tcase_add_test(
	    t, a_full_witness_comes_once_a_day_however_often_the_node_is_started);
	tcase_add_test(t, what_is_far_beyond_the_witness_is_news);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
