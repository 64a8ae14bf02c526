/* core_sealed_test.c - what a node publishes to named readers: whom it refuses and says, that
 * nothing of the body leaves it in the clear, that what waits in the queue is sealed once for
 * the place it gets, and disclosures (PROTOCOL M4.31, M5.38, M5.41, M5.42). */
#include <check.h>
#include <string.h>

#include "alerts_make.h"
#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "core_own_fixture.h"
#include "desks_make.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"
#include "sealed_body.h"

static struct hand h;
static struct buf body, opened;

static const char MARK[] = "the-marked-alert";

static void
setup(void)
{
	hand_init(&h, ROLE_MEMBER);
	alerts_make(&body, "AUS", MARK, "JPN");
}

static void
teardown(void)
{
	hand_clear(&h);
	buf_clear(&body);
	buf_clear(&opened);
}

/* Readers by commas; each word is sent as one. */
static const Cmsa__ControlReply *
ask(uint32_t kind, uint32_t audience, struct bytes of, const char *readers, bool dry)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	ProtobufCBinaryData bodies[1] = { pb_data(of) };
	char words[128], *list[8];
	size_t n = 0;

	snprintf(words, sizeof(words), "%s", readers);
	for (char *w = words; *w && n < ARRAY_LEN(list);) {
		list[n++] = w;
		w += strcspn(w, ",");
		if (*w)
			*w++ = '\0';
	}
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = kind;
	publish.audience = audience;
	publish.bodies = bodies;
	publish.n_bodies = 1;
	publish.dry_run = dry;
	publish.readers = list;
	publish.n_readers = n;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	return hand_ask(&h, &request);
}

static const Cmsa__ControlReply *
ask_alert(const char *readers, bool dry)
{
	return ask(KIND_ALERT, AUDIENCE_NAMED, buf_view(&body), readers, dry);
}

static void
refused(const Cmsa__ControlReply *r, const char *words)
{
	ck_assert_msg(r->exit_code == 3 && strstr(r->message, words),
	    "expected 3 and \"%s\", found %u and \"%s\"", words, r->exit_code,
	    r->message);
}

static void
published(const Cmsa__ControlReply *r)
{
	ck_assert_msg(!r->exit_code, "%s", r->message);
	ck_assert_uint_eq(r->n_entries, 1);
}

/* --- who may be a reader ------------------------------------------------------------------ */

/* PROTOCOL M5.42 */
START_TEST(who_cannot_read_is_refused_with_the_reason)
{
	refused(ask_alert("", true), "expected at least one reader");
	refused(ask_alert("KOR", true), "KOR is a candidate");
	refused(ask_alert("JPN,KOR", true), "KOR is a candidate");
	refused(ask_alert("QQQ", true), "QQQ takes no part");
	refused(ask_alert("jpn", true), "takes no part");
	refused(
	    ask_alert("JPN customs", true), "expected authors like USA or JPN.customs");
	refused(ask_alert("JPN.customs", true), "JPN.customs takes no part");
	refused(ask(KIND_ALERT, AUDIENCE_CUSTOMS, buf_view(&body), "JPN", true),
	    "with audience named only, found customs");
	make_enrol(&h.w.maker, "JPN", ROLE_REMOVED);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	refused(ask_alert("JPN", true), "JPN takes no part");
}
END_TEST

START_TEST(a_reading_key_of_small_order_is_refused)
{
	static const uint8_t zero[32];
	struct maker_enrol space;
	Cmsa__Act act = maker_act(&h.w.maker);

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, "JPN", ROLE_MEMBER);
	act.enrol->reading_key = pb_hash_data(zero);
	maker_add(&h.w.maker, &act);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	refused(ask_alert("JPN", true), "the reading key of JPN");
	published(ask_alert("GBR", false));
}
END_TEST

START_TEST(a_body_that_is_too_large_to_be_sealed_is_refused)
{
	static uint8_t large[SEALED_BODY_PLAIN + 1];

	refused(
	    ask(KIND_ALERT, AUDIENCE_NAMED, bytes_of(large, sizeof(large)), "JPN", true),
	    "expected at most 131072 bytes, found 131073");
}
END_TEST

START_TEST(a_body_is_checked_before_it_is_sealed)
{
	buf_reset(&body);
	alerts_make(&body, "JPN", "theirs", "");
	refused(ask_alert("JPN", true), "country");
}
END_TEST

static void
says_readers(const Cmsa__ControlReply *r, const char *expected)
{
	char found[128] = "";

	ck_assert_msg(!r->exit_code, "%s", r->message);
	for (size_t i = 0; i < r->n_readers; i++)
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%s",
		    i ? "," : "", r->readers[i]);
	ck_assert_str_eq(found, expected);
}

START_TEST(a_dry_run_says_who_could_read)
{
	says_readers(ask_alert("JPN", true), "AUS,JPN");
	says_readers(ask_alert("court,JPN,JPN", true), "AUS,JPN,court");
	says_readers(ask(KIND_ALERT, AUDIENCE_PUBLIC, buf_view(&body), "", true),
	    "AUS,GBR,JPN,KOR,court");
	says_readers(ask(KIND_ALERT, AUDIENCE_CUSTOMS, buf_view(&body), "", true),
	    "AUS,GBR,JPN,court");
	says_readers(ask(KIND_ALERT, AUDIENCE_ALLIANCE, buf_view(&body), "", true),
	    "AUS,GBR,JPN,court");
	/* a desk reads customs, and what is sealed to it */
	ck_assert_uint_eq(hand_grant(&h, "AUS.customs", KIND_ALERT_RESPONSE), 0);
	says_readers(ask(KIND_ALERT, AUDIENCE_CUSTOMS, buf_view(&body), "", true),
	    "AUS,GBR,JPN,court,AUS.customs");
	says_readers(ask_alert("AUS.customs", true), "AUS,AUS.customs");
}
END_TEST

START_TEST(a_country_named_for_action_that_is_no_reader_is_warned_of)
{
	const Cmsa__ControlReply *r = ask_alert("GBR", true);

	ck_assert_uint_eq(r->n_warnings, 1);
	ck_assert_msg(
	    strstr(r->warnings[0], "JPN for action, which is none of its readers"), "%s",
	    r->warnings[0]);
	ck_assert_uint_eq(ask_alert("JPN", true)->n_warnings, 0);
}
END_TEST

/* --- what goes out --------------------------------------------------------------------------- */

static bool
holds_mark(struct bytes b)
{
	return memmem(b.p, b.n, MARK, sizeof(MARK) - 1) != NULL;
}

/* The body of the newest own entry as `reader` opens it; the verdict. */
static enum verdict
read_as(const char *reader, uint64_t seq)
{
	struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
	struct public_key reading = maker_reading(reader);
	struct public_key secret = maker_reading_secret(reader);
	struct hash alliance = registry_alliance(h.w.maker.registry);
	uint8_t key[SEALED_BODY_KEY_BYTES];
	struct stored_entry se = { 0 };
	enum verdict v;

	ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
	ck_assert_uint_eq(se.e.audience, AUDIENCE_NAMED);
	ck_assert(!holds_mark(buf_view(&se.body)));
	v = sealed_body_unwrap(
	    key, &alliance, &se.e, buf_view(&se.body), &reading, secret.b);
	buf_reset(&opened);
	if (!v)
		v = sealed_body_open(&opened, &alliance, &se.e, buf_view(&se.body), key);
	stored_entry_clear(&se);
	return v;
}

static void
reads_the_alert(const char *reader, uint64_t seq)
{
	ck_assert_int_eq(read_as(reader, seq), V_OK);
	ck_assert(bytes_eq(buf_view(&opened), buf_view(&body)));
}

START_TEST(readers_open_it_and_nothing_leaves_in_the_clear)
{
	static const char *const peers[] = { "JPN", "GBR", "KOR", "court" };
	const Cmsa__ControlReply *r;

	for (size_t i = 0; i < ARRAY_LEN(peers); i++)
		hand_greet(&h, peers[i]);
	r = ask_alert("JPN", false);
	published(r);
	reads_the_alert("AUS", r->entries[0]->seq);
	reads_the_alert("JPN", r->entries[0]->seq);
	ck_assert_int_eq(read_as("GBR", r->entries[0]->seq), V_SEALED_READER);
	ck_assert_int_eq(read_as("KOR", r->entries[0]->seq), V_SEALED_READER);
	ck_assert_uint_gt(h.n_out, 0);
	for (size_t i = 0; i < h.n_out; i++)
		ck_assert(!holds_mark(buf_view(&h.out[i].frame)));
}
END_TEST

/* PROTOCOL M4.31: as customs. */
START_TEST(a_candidate_gets_no_ciphertext)
{
	static const struct {
		const char *to;
		bool body;
	} peers[] = { { "KOR", false }, { "GBR", true }, { "court", true } };

	for (size_t i = 0; i < ARRAY_LEN(peers); i++)
		hand_greet(&h, peers[i].to);
	published(ask_alert("JPN", false));
	for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
		const Cmsa__Wire *w =
		    hand_took(&h, peers[i].to, CMSA__WIRE__MESSAGE_LIVE);

		ck_assert_ptr_nonnull(w);
		ck_assert_int_eq(w->live->entries[0]->body.len > 0, peers[i].body);
	}
}
END_TEST

/* --- the queue -------------------------------------------------------------------------------- */

static size_t
waiting(void)
{
	uint32_t kind, audience;
	struct buf b = { 0 };
	uint64_t id;
	enum err e = store_queue_get(h.w.node[0].store, &id, &kind, &audience, &b);

	buf_clear(&b);
	return e == ERR_NONE;
}

static struct faulty faulty;

/* The sign process does not answer for the next `failures` questions. */
static void
fail_signer(int failures)
{
	faulty_init(&faulty, &h);
	faulty.failures = failures;
	faulty.fault = DEAD;
}

START_TEST(what_waits_is_sealed_for_the_place_it_gets)
{
	const Cmsa__ControlReply *r;

	fail_signer(1);
	r = ask_alert("JPN", false);
	ck_assert_uint_eq(r->exit_code, 4);
	ck_assert_msg(strstr(r->message, "queued durably"), "%s", r->message);
	ck_assert_uint_eq(waiting(), 1);
	hand_pass(&h, 10000);
	ck_assert_uint_eq(waiting(), 0);
	reads_the_alert("JPN", hand_held(&h, "AUS"));
	ck_assert_int_eq(read_as("GBR", hand_held(&h, "AUS")), V_SEALED_READER);
}
END_TEST

/* A crash between the draft and the entry: one entry comes of it. */
START_TEST(a_draft_left_by_a_crash_is_published_once)
{
	uint64_t seq = hand_held(&h, "AUS");

	fail_signer(1);
	ck_assert_uint_eq(ask_alert("JPN", false)->exit_code, 4);
	hand_restart(&h);
	hand_greet(&h, "JPN");
	hand_greet(&h, "GBR");
	hand_pass(&h, 20000);
	ck_assert_uint_eq(waiting(), 0);
	reads_the_alert("JPN", seq + 1);
}
END_TEST

static const Cmsa__ControlReply *
status(void)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus s;

	cmsa__control_request__init(&request);
	cmsa__control_status__init(&s);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	request.status = &s;
	return hand_ask(&h, &request);
}

START_TEST(a_reader_that_left_while_it_waited_sets_it_aside)
{
	hand_restart(&h); /* its head is to be learned */
	ck_assert(ask_alert("JPN", false)->queued);
	make_enrol(&h.w.maker, "JPN", ROLE_REMOVED);
	world_submit(&h.w, 0, buf_view(&h.w.maker.last));
	hand_greet(&h, "GBR");
	hand_pass(&h, 20000);
	ck_assert(core_own_head_known(h.core));
	ck_assert_uint_eq(waiting(), 0);
	ck_assert_uint_eq(status()->n_aside, 1);
	ck_assert_msg(strstr(status()->aside[0]->reason, "JPN takes no part"), "%s",
	    status()->aside[0]->reason);
	for (uint64_t seq = 1; seq <= hand_held(&h, "AUS"); seq++) {
		struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
		struct stored_entry se = { 0 };

		ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
		ck_assert_uint_ne(se.e.kind, KIND_ALERT);
		stored_entry_clear(&se);
	}
}
END_TEST

/* --- disclosures -------------------------------------------------------------------------------- */

static void
make_disclosure(struct buf *out, uint64_t seq, const uint8_t key[static 32])
{
	struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
	Cmsa__DisclosureBody b;
	Cmsa__Ref ref;
	struct hash id;

	ck_assert_int_eq(store_id_get(h.w.node[0].store, &id, &at), ERR_NONE);
	cmsa__ref__init(&ref);
	ref.author = at.author;
	ref.incarnation = 1;
	ref.seq = seq;
	ref.id = pb_hash_data(id.b);
	cmsa__disclosure_body__init(&b);
	b.entry = &ref;
	b.key = pb_hash_data(key);
	b.reason = pb_text("asked by the auditor");
	buf_reset(out);
	pb_write(out, &b.base);
}

/* PROTOCOL M5.41 */
START_TEST(a_disclosure_has_the_key_of_a_sealed_entry)
{
	struct public_key reading = maker_reading("AUS");
	struct public_key secret = maker_reading_secret("AUS");
	struct hash alliance = registry_alliance(h.w.maker.registry);
	struct place at = { .author = "AUS", .incarnation = 1 };
	struct stored_entry se = { 0 };
	uint8_t key[SEALED_BODY_KEY_BYTES];
	struct buf d = { 0 };

	published(ask_alert("JPN", false));
	at.seq = hand_held(&h, "AUS");
	ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
	ck_assert_int_eq(sealed_body_unwrap(key, &alliance, &se.e, buf_view(&se.body),
			     &reading, secret.b),
	    V_OK);
	stored_entry_clear(&se);
	make_disclosure(&d, 1, key);
	refused(ask(KIND_DISCLOSURE, AUDIENCE_CUSTOMS, buf_view(&d), "", true),
	    "AUS 1:1 is not sealed");
	make_disclosure(&d, at.seq, key);
	published(ask(KIND_DISCLOSURE, AUDIENCE_CUSTOMS, buf_view(&d), "", false));
	published(ask(KIND_DISCLOSURE, AUDIENCE_NAMED, buf_view(&d), "court", false));
	key[0] ^= 1;
	make_disclosure(&d, at.seq, key);
	refused(ask(KIND_DISCLOSURE, AUDIENCE_CUSTOMS, buf_view(&d), "", true),
	    "the key is not the one that AUS 1:");
	buf_clear(&d);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("core_sealed");
	TCase *t = tcase_create("sealed");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, who_cannot_read_is_refused_with_the_reason);
	tcase_add_test(t, a_reading_key_of_small_order_is_refused);
	tcase_add_test(t, a_body_that_is_too_large_to_be_sealed_is_refused);
	tcase_add_test(t, a_body_is_checked_before_it_is_sealed);
	tcase_add_test(t, a_dry_run_says_who_could_read);
	tcase_add_test(t, a_country_named_for_action_that_is_no_reader_is_warned_of);
	tcase_add_test(t, readers_open_it_and_nothing_leaves_in_the_clear);
	tcase_add_test(t, a_candidate_gets_no_ciphertext);
	tcase_add_test(t, what_waits_is_sealed_for_the_place_it_gets);
	tcase_add_test(t, a_draft_left_by_a_crash_is_published_once);
	tcase_add_test(t, a_reader_that_left_while_it_waited_sets_it_aside);
	tcase_add_test(t, a_disclosure_has_the_key_of_a_sealed_entry);
	suite_add_tcase(s, t);
	return check_main(s);
}
