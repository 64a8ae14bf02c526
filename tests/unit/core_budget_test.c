/* core_budget_test.c - what a peer may cost: signatures are checked last, and few that are false;
 * who is muted or kept out is shown with the reason, and stays out until told otherwise. */
#include <sodium.h>

#include "check_main.h"
#include "core_liar_fixture.h"

enum {
	FLOOD = 3000
};

static struct {
	size_t verified; /* calls of libsodium so far */
} seen;

int __real_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
    unsigned long long n, const unsigned char *pk);
int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
    unsigned long long n, const unsigned char *pk);

int
__wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
    unsigned long long n, const unsigned char *pk)
{
	seen.verified++;
	return __real_crypto_sign_verify_detached(sig, m, n, pk);
}

/* GBR's keys entry is held; `next` is a right one after it. */
static void
begin_with(struct hand *h, struct hand_feed *gbr, struct hand_entry *next)
{
	struct hand_entry first;

	begin(h);
	hand_review(h, &first, gbr, AUDIENCE_PUBLIC, 0);
	live(h, "GBR", &first, 1);
	ck_assert_uint_eq(hand_held(h, "GBR"), 1);
	hand_review(h, next, gbr, AUDIENCE_PUBLIC, 1);
	hand_entry_clear(&first);
	seen.verified = 0;
}

static const Cmsa__PeerStatus *
status_of(struct hand *h, const char *author)
{
	Cmsa__ControlRequest r;
	Cmsa__ControlPeers peers;
	const Cmsa__ControlReply *reply;

	cmsa__control_request__init(&r);
	cmsa__control_peers__init(&peers);
	r.request_case = CMSA__CONTROL_REQUEST__REQUEST_PEERS;
	r.peers = &peers;
	reply = hand_ask(h, &r);
	for (size_t i = 0; i < reply->n_peers; i++)
		if (!strcmp(reply->peers[i]->author, author))
			return reply->peers[i];
	ck_abort_msg("no peer %s", author);
	return NULL;
}

/* PROTOCOL M6.24 */
START_TEST(a_flood_of_forgeries_costs_few_verifications_and_mutes) /* _i: all at once */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry next;

	begin_with(&h, &gbr, &next);
	next.sig.b[0] ^= 1;
	for (int i = 0; i < FLOOD; i++) {
		hand_live(&h, "JPN", &next, 1, true);
		if (!_i)
			core_flush(h.core, world_time(&h.w));
	}
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_ge(seen.verified, 1);
	ck_assert_uint_le(seen.verified, 70);
	ck_assert_uint_eq(status_of(&h, "JPN")->muted_until_ms > 0, !_i);
	/* the others are heard, and the right one is taken */
	next.sig.b[0] ^= 1;
	live(&h, "court", &next, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	hand_entry_clear(&next);
	hand_clear(&h);
}
END_TEST

START_TEST(a_forger_is_muted_and_heard_again_after_a_while)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry next;

	begin_with(&h, &gbr, &next);
	next.sig.b[0] ^= 1;
	for (int i = 0; i < 200; i++)
		live(&h, "JPN", &next, 1);
	ck_assert_str_eq(status_of(&h, "JPN")->muted_for, "too many bad signatures");
	ck_assert_int_gt(status_of(&h, "JPN")->muted_until_ms, 0);
	ck_assert_str_eq(status_of(&h, "GBR")->muted_for, "");
	ck_assert_uint_eq(count(&h, V_RATE_LIMIT), 1);
	/* 5 s later it is heard again */
	next.sig.b[0] ^= 1;
	live(&h, "JPN", &next, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	hand_pass(&h, 6000);
	live(&h, "JPN", &next, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	ck_assert_int_eq(status_of(&h, "JPN")->muted_until_ms, 0);
	hand_entry_clear(&next);
	hand_clear(&h);
}
END_TEST

static void
spoil_prev(struct hand_entry *e)
{
	e->e.prev.b[0] ^= 1;
}

static void
spoil_seq(struct hand_entry *e)
{
	e->e.place.seq += 7;
}

static void
spoil_author(struct hand_entry *e)
{
	memcpy(e->e.place.author, "FRA", 4); /* nobody enrolled */
}

static void
spoil_act(struct hand_entry *e)
{
	e->e.register_number += 50;
}

static void
spoil_act_id(struct hand_entry *e)
{
	e->e.register_id.b[0] ^= 1;
}

static void
spoil_body(struct hand_entry *e)
{
	e->e.body_hash.b[0] ^= 1;
}

static void
spoil_kind(struct hand_entry *e)
{
	e->e.kind = KIND_KEYS; /* a body that is none */
}

static void (*const cheap[])(struct hand_entry *e) = { spoil_prev, spoil_seq, spoil_author,
	spoil_act, spoil_act_id, spoil_body, spoil_kind };

/* PROTOCOL M6.24: whatever can be seen without it is seen before a signature is checked. */
START_TEST(what_a_cheap_check_refuses_costs_no_verification) /* _i: which */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry next;

	begin_with(&h, &gbr, &next);
	cheap[_i](&next);
	buf_reset(&next.header);
	entry_write(&next.header, &next.e);
	for (int i = 0; i < 100; i++)
		live(&h, "JPN", &next, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	ck_assert_uint_eq(seen.verified, 0);
	hand_entry_clear(&next);
	hand_clear(&h);
}
END_TEST

/* Right entries that are held already, again and again: no signature is looked at. */
START_TEST(old_entries_cost_no_verification)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry next;

	begin_with(&h, &gbr, &next);
	live(&h, "GBR", &next, 1);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	seen.verified = 0;
	for (int i = 0; i < 1000; i++)
		live(&h, "JPN", &next, 1);
	ck_assert_uint_eq(seen.verified, 0);
	hand_entry_clear(&next);
	hand_clear(&h);
}
END_TEST

/* PROTOCOL M6.16 */
START_TEST(a_mute_is_shown_with_what_it_is_for) /* _i: frames, entries */
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[250];

	begin(&h);
	for (unsigned i = 0; i < 250; i++)
		hand_review(&h, &e[i], &gbr, AUDIENCE_PUBLIC, i);
	for (int i = 0; i < (_i ? 40 : 5000); i++)
		if (_i)
			hand_live(&h, "JPN", e, 250, true);
		else
			say_beacon(&h, "JPN", 0);
	ck_assert_str_eq(status_of(&h, "JPN")->muted_for,
	    _i ? "too many entries" : "too many frames");
	for (int i = 0; i < 250; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* PROTOCOL M2.10 */
START_TEST(an_acts_message_holds_at_most_64) /* _i: 64 or 65 */
{
	ProtobufCBinaryData acts[LIMIT_ACTS + 1];
	struct hand h;
	Cmsa__Acts a;
	Cmsa__Hello hello;
	struct hash id;

	begin(&h);
	hand_hello_of(&h, &hello, &id, "JPN", registry_number(h.w.maker.registry));
	hello.register_number += 1000;
	say(&h, "JPN", CMSA__WIRE__MESSAGE_HELLO, &hello);
	ck_assert_uint_ge(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS), 1);
	cmsa__acts__init(&a);
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		acts[i] = pb_data(registry_act(h.w.maker.registry, 1)->signed_act);
	a.acts = acts;
	a.n_acts = LIMIT_ACTS + (size_t)_i;
	say(&h, "JPN", CMSA__WIRE__MESSAGE_ACTS, &a);
	ck_assert_uint_eq(count(&h, V_TOO_LARGE), (uint64_t)_i);
	hand_clear(&h);
}
END_TEST

/* --- kept out ----------------------------------------------------------------------- */

/* How many peers the last admission list names, and whether JPN is one. */
static size_t
last_list(struct hand *h, bool *has_jpn)
{
	const ProtobufCMessage *m;
	const Cmsa__AdmissionList *list;
	struct arena mem;
	size_t n = 0;

	arena_init(&mem, LIMIT_FRAME_ARENA);
	for (size_t i = 0; i < h->n_out; i++) {
		if (h->out[i].type != CORE_ADMISSION)
			continue;
		ck_assert_int_eq(pb_parse(&m, &mem, &cmsa__admission_list__descriptor,
				     buf_view(&h->out[i].frame)),
		    V_OK);
		list = (const Cmsa__AdmissionList *)(const void *)m;
		n = list->n_peers;
		*has_jpn = false;
		for (size_t k = 0; k < n; k++)
			*has_jpn |= !strcmp(list->peers[k]->author, "JPN");
	}
	arena_clear(&mem);
	return n;
}

static uint32_t
admit_again(struct hand *h, const char *node)
{
	Cmsa__ControlRequest r;
	Cmsa__ControlAdmitAgain again;

	cmsa__control_request__init(&r);
	cmsa__control_admit_again__init(&again);
	again.author = pb_text("JPN");
	again.node = pb_text(node);
	r.request_case = CMSA__CONTROL_REQUEST__REQUEST_ADMIT_AGAIN;
	r.admit_again = &again;
	return hand_ask(h, &r)->exit_code;
}

/* PROTOCOL M6.23 */
START_TEST(who_is_kept_out_stays_out_until_told_otherwise)
{
	struct hand h;
	bool has_jpn = true;
	size_t n;

	begin(&h);
	core_keep_out(h.core, "JPN", "main", "endless message", world_time(&h.w));
	hand_pass(&h, 100);
	n = last_list(&h, &has_jpn);
	ck_assert_uint_gt(n, 1);
	ck_assert(!has_jpn);
	ck_assert_str_eq(status_of(&h, "JPN")->kept_out, "endless message");
	ck_assert_str_eq(status_of(&h, "GBR")->kept_out, "");
	hand_restart(&h);
	hand_pass(&h, 100);
	ck_assert_uint_eq(last_list(&h, &has_jpn), n);
	ck_assert(!has_jpn);
	ck_assert_uint_eq(admit_again(&h, "other"), 3);
	ck_assert_uint_eq(admit_again(&h, "main"), 0);
	hand_pass(&h, 100);
	ck_assert_uint_eq(last_list(&h, &has_jpn), n + 1);
	ck_assert(has_jpn);
	ck_assert_str_eq(status_of(&h, "JPN")->kept_out, "");
	ck_assert_uint_eq(admit_again(&h, "main"), 3); /* it is not kept out any more */
	hand_restart(&h);
	hand_pass(&h, 100);
	ck_assert_uint_eq(last_list(&h, &has_jpn), n + 1);
	hand_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("core budget");
	TCase *t = tcase_create("budget");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
	    t, a_flood_of_forgeries_costs_few_verifications_and_mutes, 0, 2);
	tcase_add_test(t, a_forger_is_muted_and_heard_again_after_a_while);
	tcase_add_loop_test(
	    t, what_a_cheap_check_refuses_costs_no_verification, 0, ARRAY_LEN(cheap));
	tcase_add_test(t, old_entries_cost_no_verification);
	tcase_add_loop_test(t, a_mute_is_shown_with_what_it_is_for, 0, 2);
	tcase_add_loop_test(t, an_acts_message_holds_at_most_64, 0, 2);
	tcase_add_test(t, who_is_kept_out_stays_out_until_told_otherwise);
	suite_add_tcase(s, t);
	return check_main(s);
}
