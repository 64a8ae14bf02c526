/* keys_rotate_test.c - the sign process while its key changes: the old key until the keys entry,
 * the new one from the next place on, and never two entries at one place by either. */
#include <check.h>
#include <sodium.h>
#include <stdio.h>

#include "attr.h"
#include "check_main.h"
#include "file.h"
#include "keys_feed.h"
#include "sign.h"
#include "statement.h"

struct world {
	char dir[32], path[64];
	struct key old, next, identity;
	struct sign_config cfg;
	struct sign *sign;
	struct buf header, body;
	struct hash tip;
	uint64_t seq;
};

static struct world w;

static void
open_sign(bool with_old, bool with_next)
{
	struct errmsg m = { "" };

	sign_close(w.sign);
	w.sign = NULL;
	w.cfg.key = with_old ? &w.old : &w.next;
	w.cfg.next = with_old && with_next ? &w.next : NULL;
	ck_assert_msg(sign_open(&w.sign, &w.cfg, &m) == ERR_NONE, "%s", m.text);
}

/* Generation `number` of `next` in place of `old`, vouched for. */
static void
make_body(uint32_t number, const struct public_key *old)
{
	struct statement_parts parts = { .alliance = FEED_ALLIANCE,
		.incarnation = 1,
		.generation = number,
		.old_key = *old,
		.identity = &w.identity,
		.signing = &w.next,
		.reading_key = { { 9 } } };

	buf_reset(&w.body);
	ck_assert_int_eq(statement_make(&w.body, &parts, NULL), ERR_NONE);
}

static void
setup(void)
{
	uint8_t seed[32] = { 44 };

	w = (struct world){ .dir = "/tmp/cmsa-rotate-XXXXXX" };
	ck_assert_ptr_nonnull(mkdtemp(w.dir));
	snprintf(w.path, sizeof(w.path), "%s/sign.record", w.dir);
	w.old = feed_key(1);
	w.next = feed_key(2);
	ck_assert_int_eq(key_of_seed(&w.identity, KEY_IDENTITY, "AUS", seed), ERR_NONE);
	w.cfg = feed_config(&w.old, w.path);
	ck_assert_int_eq(sign_record_new(w.path, &w.old.public_key, NULL), ERR_NONE);
	open_sign(true, true);
	make_body(2, &w.old.public_key);
	w.tip = FEED_ALLIANCE;
}

static void
teardown(void)
{
	char lock[72];

	sign_close(w.sign);
	key_clear(&w.old);
	key_clear(&w.next);
	key_clear(&w.identity);
	buf_clear(&w.header);
	buf_clear(&w.body);
	remove(w.path);
	snprintf(lock, sizeof(lock), "%s.lock", w.path);
	remove(lock);
	rmdir(w.dir);
}

/* The header of the next place under generation `key`; `names`: the keys entry over w.body. */
static struct entry
next_entry(uint32_t key, bool names)
{
	struct entry e = feed_entry(&w.header, w.seq + 1, &w.tip);

	e.key = key;
	if (names) {
		e.kind = KIND_KEYS;
		e.body_hash = body_hash(buf_view(&w.body));
		e.body_size = (uint32_t)w.body.n;
	}
	buf_reset(&w.header);
	entry_write(&w.header, &e);
	e.header = buf_view(&w.header);
	e.id = entry_id(e.header);
	return e;
}

/* Asks for the signature of it; `by` is whose it must be when it is given. */
static enum sign_verdict
ask(const struct entry *e, bool names, const struct key *by)
{
	struct sign_reply r;

	sign_hand_over(
	    w.sign, names ? buf_view(&w.body) : bytes_of(NULL, 0), &w.old.public_key);
	sign_header(w.sign, &r, e->header);
	if (r.verdict)
		return r.verdict;
	ck_assert_int_eq(
	    entry_check_signature(&FEED_ALLIANCE, &e->id, &r.signature, &by->public_key),
	    V_OK);
	w.tip = e->id;
	w.seq = e->place.seq;
	return SIGN_DONE;
}

static void
sign_up_to(uint64_t seq)
{
	while (w.seq < seq) {
		struct entry e = next_entry(1, false);

		ck_assert_int_eq(ask(&e, false, &w.old), SIGN_DONE);
	}
}

/* PROTOCOL M4.26 */
START_TEST(the_new_key_signs_from_the_place_after_the_keys_entry)
{
	struct entry e;

	sign_up_to(3);
	e = next_entry(2, false);
	ck_assert_int_eq(ask(&e, false, &w.next), SIGN_GENERATION);
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	/* once more, the same answer */
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	e = next_entry(1, false);
	ck_assert_int_eq(ask(&e, false, &w.old), SIGN_GENERATION);
	e = next_entry(2, false);
	ck_assert_int_eq(ask(&e, false, &w.next), SIGN_DONE);
}
END_TEST

/* Whatever the process forgets between two requests, and with the new key alone afterwards. */
START_TEST(the_switch_survives_a_restart_at_every_place)
{
	struct entry e;

	sign_up_to(2);
	open_sign(true, true);
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	open_sign(true, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	open_sign(false, true); /* the old key may be gone from here on */
	e = next_entry(1, false);
	ck_assert_int_eq(ask(&e, false, &w.old), SIGN_GENERATION);
	e = next_entry(2, false);
	ck_assert_int_eq(ask(&e, false, &w.next), SIGN_DONE);
	open_sign(true, true);
	e = next_entry(1, false);
	ck_assert_int_eq(ask(&e, false, &w.old), SIGN_GENERATION);
}
END_TEST

START_TEST(no_place_gets_a_second_entry_by_either_key)
{
	struct hash before;
	struct entry e, other;

	sign_up_to(3);
	before = w.tip;
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	w.tip = before;
	w.seq--;
	for (uint32_t key = 1; key <= 2; key++)
		for (int names = 0; names < 2; names++) {
			other = next_entry(key, names);
			if (hash_eq(&other.id, &e.id))
				continue;
			ck_assert_int_eq(ask(&other, names, &w.next), SIGN_PLACE_TAKEN);
		}
}
END_TEST

START_TEST(a_statement_that_does_not_hold_hands_over_nothing)
{
	struct key stranger = feed_key(7);
	struct entry e;

	sign_up_to(2);
	make_body(3, &w.old.public_key); /* not the next generation */
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_STATEMENT);
	make_body(2, &stranger.public_key); /* in place of another key */
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_STATEMENT);
	make_body(2, &w.old.public_key);
	e = next_entry(1, false); /* of another body than the header */
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_STATEMENT);
	open_sign(true, false);
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_NO_KEY);
	key_clear(&stranger);
}
END_TEST

/* PROTOCOL M4.26, M6.17: the old key is lost, and its record is moved away. */
START_TEST(a_lost_key_is_replaced_once_the_record_stands_at_the_own_head)
{
	struct buf signed_entry = { 0 };
	struct sign_reply r;
	struct errmsg m = { "" };
	struct sign *s = NULL;
	struct entry e;

	sign_up_to(4);
	sign_status(w.sign, &r);
	signed_entry_write(&signed_entry,
	    bytes_of(r.record.header, r.record.header_bytes),
	    bytes_of(r.record.signature.b, sizeof(r.record.signature.b)),
	    bytes_of(NULL, 0));
	sign_close(w.sign);
	w.sign = NULL;
	w.cfg.key = &w.next;
	w.cfg.next = NULL;
	ck_assert_int_eq(sign_open(&s, &w.cfg, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "move the record away"));
	remove(w.path);
	open_sign(false, true);
	e = next_entry(2, true);
	ck_assert_int_eq(ask(&e, true, &w.next), SIGN_NO_RECORD);
	sign_hand_over(w.sign, bytes_of(NULL, 0), NULL);
	sign_advance(w.sign, &r, buf_view(&signed_entry));
	ck_assert_int_eq(
	    r.verdict, SIGN_BAD_SIGNATURE); /* whose key it was nobody says */
	sign_hand_over(w.sign, buf_view(&w.body), &w.old.public_key);
	sign_advance(w.sign, &r, buf_view(&signed_entry));
	ck_assert_int_eq(r.verdict, SIGN_DONE);
	e = next_entry(1, false);
	ck_assert_int_eq(ask(&e, false, &w.old), SIGN_NO_KEY);
	e = next_entry(2, false);
	ck_assert_int_eq(ask(&e, false, &w.next), SIGN_GENERATION);
	e = next_entry(2, true);
	ck_assert_int_eq(ask(&e, true, &w.next), SIGN_DONE);
	e = next_entry(2, false);
	ck_assert_int_eq(ask(&e, false, &w.next), SIGN_DONE);
	buf_clear(&signed_entry);
}
END_TEST

START_TEST(any_flipped_byte_of_a_record_that_hands_over_is_refused)
{
	struct sign_record r;
	struct buf file = { 0 };
	struct entry e;

	sign_up_to(2);
	e = next_entry(1, true);
	ck_assert_int_eq(ask(&e, true, &w.old), SIGN_DONE);
	ck_assert_int_eq(sign_record_read(&r, w.path, NULL, NULL), ERR_NONE);
	ck_assert(r.hands_over);
	ck_assert_int_eq(file_read(&file, w.path, 4096, NULL), ERR_NONE);
	for (size_t i = 0; i < file.n; i++) {
		file.p[i] ^= 0x01;
		ck_assert_int_eq(
		    file_write(w.path, buf_view(&file), 0600, NULL), ERR_NONE);
		ck_assert_int_eq(sign_record_read(&r, w.path, NULL, NULL), ERR_INPUT);
		file.p[i] ^= 0x01;
	}
	buf_clear(&file);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("the sign process changes keys");
	TCase *t = tcase_create("rotate");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_new_key_signs_from_the_place_after_the_keys_entry);
	tcase_add_test(t, the_switch_survives_a_restart_at_every_place);
	tcase_add_test(t, no_place_gets_a_second_entry_by_either_key);
	tcase_add_test(t, a_statement_that_does_not_hold_hands_over_nothing);
	tcase_add_test(t, a_lost_key_is_replaced_once_the_record_stands_at_the_own_head);
	tcase_add_test(t, any_flipped_byte_of_a_record_that_hands_over_is_refused);
	suite_add_tcase(s, t);
	return check_main(s);
}
