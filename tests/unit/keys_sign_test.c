/* keys_sign_test.c - the sign process's rules and its durable record: never two
 * signatures for one place. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "arena.h"
#include "check_main.h"
#include "control.pb-c.h"
#include "file.h"
#include "keys_feed.h"
#include "pb.h"
#include "signer.h"

struct world {
	char dir[64];
	char path[4096];
	struct key key;
	struct sign_config cfg;
	struct sign *sign;
	struct sign_reply reply;
	struct buf header;
};

static void
open_again(struct world *w)
{
	sign_close(w->sign);
	w->sign = NULL;
	ck_assert_int_eq(sign_open(&w->sign, &w->cfg, NULL), ERR_NONE);
}

static struct world *
world_new(void)
{
	struct world *w = calloc(1, sizeof(*w));

	snprintf(w->dir, sizeof(w->dir), "/tmp/keys_sign_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w->dir));
	path_join(w->path, w->dir, "sign.record");
	w->key = feed_key(1);
	w->cfg = feed_config(&w->key, w->path);
	ck_assert_int_eq(sign_record_new(w->path, &w->key.public_key, NULL), ERR_NONE);
	open_again(w);
	return w;
}

static void
world_free(struct world *w)
{
	char lock[4104];

	sign_close(w->sign);
	unlink(w->path);
	snprintf(lock, sizeof(lock), "%s.lock", w->path);
	unlink(lock);
	rmdir(w->dir);
	key_clear(&w->key);
	buf_clear(&w->header);
	free(w);
}

static enum sign_verdict
ask(struct world *w, const struct entry *changed)
{
	buf_reset(&w->header);
	entry_write(&w->header, changed);
	sign_header(w->sign, &w->reply, buf_view(&w->header));
	return w->reply.verdict;
}

/* Signs 1..seq and returns the id of the last. */
static struct hash
sign_up_to(struct world *w, uint64_t seq)
{
	struct hash prev = FEED_ALLIANCE;

	for (uint64_t i = 1; i <= seq; i++) {
		struct entry e = feed_entry(&w->header, i, &prev);

		ck_assert_int_eq(ask(w, &e), SIGN_DONE);
		ck_assert_int_eq(entry_check_signature(&FEED_ALLIANCE, &e.id,
				     &w->reply.signature, &w->key.public_key),
		    V_OK);
		prev = e.id;
	}
	return prev;
}

START_TEST(a_feed_is_signed_in_order)
{
	struct world *w = world_new();

	sign_up_to(w, 5);
	ck_assert_uint_eq(w->reply.record.place.seq, 5);
	world_free(w);
}
END_TEST

START_TEST(the_recorded_header_gets_the_recorded_signature_again)
{
	struct world *w = world_new();
	struct hash prev = sign_up_to(w, 2);
	struct entry e = feed_entry(&w->header, 3, &prev);
	struct signature first;

	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	first = w->reply.signature;
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	ck_assert_mem_eq(first.b, w->reply.signature.b, sizeof(first.b));
	/* also after a crash between the record and the reply, and a restart */
	open_again(w);
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	ck_assert_mem_eq(first.b, w->reply.signature.b, sizeof(first.b));
	world_free(w);
}
END_TEST

/* PROTOCOL M4.3 */
START_TEST(another_header_at_the_recorded_place_is_refused)
{
	struct world *w = world_new();
	struct hash prev = sign_up_to(w, 2);
	struct entry e = feed_entry(&w->header, 3, &prev);

	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	e.time_ms++;
	ck_assert_int_eq(ask(w, &e), SIGN_PLACE_TAKEN);
	open_again(w);
	ck_assert_int_eq(ask(w, &e), SIGN_PLACE_TAKEN);
	world_free(w);
}
END_TEST

START_TEST(only_the_place_after_the_record_is_signed) /* _i: seq asked, record at 4 */
{
	struct world *w = world_new();
	struct hash prev = sign_up_to(w, 4);
	struct entry e = feed_entry(&w->header, (uint64_t)_i, &prev);
	enum sign_verdict want = _i == 5   ? SIGN_DONE
				 : _i == 4 ? SIGN_PLACE_TAKEN
					   : SIGN_SEQ;

	ck_assert_int_eq(ask(w, &e), want);
	world_free(w);
}
END_TEST

START_TEST(a_new_key_signs_only_the_first_place)
{
	struct world *w = world_new();
	struct entry e = feed_entry(&w->header, 2, &FEED_ALLIANCE);

	ck_assert_int_eq(ask(w, &e), SIGN_SEQ);
	e.place.seq = 1;
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	world_free(w);
}
END_TEST

static void
spoil_author(struct entry *e)
{
	memcpy(e->place.author, "GBR", 4);
}
static void
spoil_incarnation(struct entry *e)
{
	e->place.incarnation = 2;
}
static void
spoil_generation(struct entry *e)
{
	e->key = 2;
}
static void
spoil_prev(struct entry *e)
{
	e->prev.b[31] ^= 1;
}
static void
spoil_register(struct entry *e)
{
	e->register_number = 4;
}
static void
spoil_parse(struct entry *e)
{
	e->schema = 0;
}

static const struct {
	void (*spoil)(struct entry *e);
	enum sign_verdict want;
} spoilers[] = {
	{ spoil_author, SIGN_NOT_OWN },
	{ spoil_incarnation, SIGN_NOT_OWN },
	{ spoil_generation, SIGN_GENERATION },
	{ spoil_prev, SIGN_PREV },
	{ spoil_register, SIGN_REGISTER_FALLS },
	{ spoil_parse, SIGN_MALFORMED },
};

START_TEST(
    a_header_with_one_thing_wrong_is_refused_and_the_record_stays) /* _i: spoiler */
{
	struct world *w = world_new();
	struct hash prev = sign_up_to(w, 2);
	struct entry e = feed_entry(&w->header, 3, &prev), right = e;

	spoilers[_i].spoil(&e);
	ck_assert_int_eq(ask(w, &e), spoilers[_i].want);
	ck_assert_uint_eq(w->reply.record.place.seq, 2);
	ck_assert_int_eq(ask(w, &right), SIGN_DONE);
	world_free(w);
}
END_TEST

START_TEST(the_first_entry_chains_to_the_alliance)
{
	struct world *w = world_new();
	struct hash other = { { 1 } };
	struct entry e = feed_entry(&w->header, 1, &other);

	ck_assert_int_eq(ask(w, &e), SIGN_PREV);
	world_free(w);
}
END_TEST

/* PROTOCOL M4.22 */
START_TEST(a_later_incarnation_begins_with_keys_after_any_act)
{
	struct world *w = world_new();
	struct hash act = { { 1 } }, id;
	struct entry e;

	w->cfg.incarnation = 2;
	open_again(w);
	e = feed_entry(&w->header, 6, &act);
	e.place.incarnation = 2;
	e.kind = KIND_WITNESS;
	ck_assert_int_eq(ask(w, &e), SIGN_SEQ);
	e.kind = KIND_KEYS;
	e.key = 2;
	ck_assert_int_eq(ask(w, &e), SIGN_GENERATION);
	e.key = 1;
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	id = entry_id(buf_view(&w->header));
	ck_assert_int_eq(entry_check_signature(&FEED_ALLIANCE, &id, &w->reply.signature,
			     &w->key.public_key),
	    V_OK);
	world_free(w);
}
END_TEST

/* PROTOCOL M4.3: the record is durable before the signature leaves. */
START_TEST(nothing_is_signed_when_the_record_cannot_be_written)
{
	struct world *w = world_new();
	struct hash prev = sign_up_to(w, 1);
	struct entry e = feed_entry(&w->header, 2, &prev);
	struct rlimit old, none;
	static const struct signature zero;

	/* no file may grow: every write fails, as on a full disk */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	none = old;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_FSIZE, &none);
	ask(w, &e);
	setrlimit(RLIMIT_FSIZE, &old);
	ck_assert_int_eq(w->reply.verdict, SIGN_RECORD_FAILED);
	ck_assert_mem_eq(w->reply.signature.b, zero.b, sizeof(zero.b));
	ck_assert_uint_eq(w->reply.record.place.seq, 1);
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	world_free(w);
}
END_TEST

START_TEST(a_lost_record_signs_nothing_until_the_own_head_is_known)
{
	struct world *w = world_new();
	struct buf se = { 0 }, next = { 0 };
	struct hash prev = sign_up_to(w, 3);
	struct sign_record last = w->reply.record;
	struct entry e = feed_entry(&next, 4, &prev), first;

	signed_entry_write(&se, bytes_of(last.header, last.header_bytes),
	    bytes_of(last.signature.b, 64), bytes_of(NULL, 0));
	unlink(w->path);
	open_again(w);
	ck_assert_int_eq(ask(w, &e), SIGN_NO_RECORD);
	ck_assert(!w->reply.has_record);
	first = feed_entry(&w->header, 1, &FEED_ALLIANCE);
	ck_assert_int_eq(ask(w, &first), SIGN_NO_RECORD);
	sign_advance(w->sign, &w->reply, buf_view(&se));
	ck_assert_int_eq(w->reply.verdict, SIGN_DONE);
	open_again(w);
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	buf_clear(&se);
	buf_clear(&next);
	world_free(w);
}
END_TEST

/* The record is at 2; the entry at `seq` signed by `key` is what peers are said to hold.
 */
static enum sign_verdict
advance_to(struct world *w, uint64_t seq, const struct key *key, bool other)
{
	struct hash prev = sign_up_to(w, 2);
	struct buf se = { 0 }, h = { 0 }, string = { 0 };
	struct entry e = feed_entry(&h, seq, &prev);
	struct signature sig;

	if (other) {
		e.time_ms++;
		buf_reset(&h);
		entry_write(&h, &e);
		e.id = entry_id(buf_view(&h));
	}
	entry_signing_string(&string, &FEED_ALLIANCE, &e.id);
	key_sign(&sig, key, KEY_SIGNING, buf_view(&string));
	signed_entry_write(&se, buf_view(&h), bytes_of(sig.b, 64), bytes_of("body", 4));
	sign_advance(w->sign, &w->reply, buf_view(&se));
	buf_clear(&se);
	buf_clear(&h);
	buf_clear(&string);
	return w->reply.verdict;
}

START_TEST(the_record_moves_only_forward_and_only_to_what_this_key_signed)
{
	struct world *w = world_new();
	struct key stranger = feed_key(9);
	struct entry e;

	ck_assert_int_eq(advance_to(w, 9, &stranger, false), SIGN_BAD_SIGNATURE);
	ck_assert_uint_eq(w->reply.record.place.seq, 2);
	world_free(w);
	w = world_new();
	ck_assert_int_eq(advance_to(w, 1, &w->key, false), SIGN_NOT_NEWER);
	world_free(w);
	w = world_new();
	ck_assert_int_eq(advance_to(w, 2, &w->key, true), SIGN_PLACE_TAKEN);
	world_free(w);
	w = world_new();
	ck_assert_int_eq(advance_to(w, 9, &w->key, false), SIGN_DONE);
	e = feed_entry(&w->header, 10, &w->reply.record.id);
	ck_assert_int_eq(ask(w, &e), SIGN_DONE);
	world_free(w);
	key_clear(&stranger);
}
END_TEST

START_TEST(a_flipped_byte_of_the_record_file_is_refused)
{
	struct world *w = world_new();
	struct buf file = { 0 };
	struct sign_record r;

	sign_up_to(w, 2);
	ck_assert_int_eq(file_read(&file, w->path, 4096, NULL), ERR_NONE);
	for (size_t i = 0; i < file.n; i++) {
		file.p[i] ^= 0x10;
		ck_assert_int_eq(
		    file_write(w->path, buf_view(&file), 0600, NULL), ERR_NONE);
		ck_assert_int_eq(
		    sign_record_read(&r, w->path, &w->key.public_key, NULL), ERR_INPUT);
		file.p[i] ^= 0x10;
	}
	buf_clear(&file);
	world_free(w);
}
END_TEST

START_TEST(the_record_of_another_key_or_alliance_is_refused)
{
	struct world *w = world_new();
	struct sign *s = NULL;

	sign_up_to(w, 1);
	sign_close(w->sign);
	w->sign = NULL;
	w->cfg.alliance.b[0] ^= 1;
	ck_assert_int_eq(sign_open(&s, &w->cfg, NULL), ERR_INPUT);
	w->cfg.alliance.b[0] ^= 1;
	key_clear(&w->key);
	w->key = feed_key(2);
	ck_assert_int_eq(sign_open(&s, &w->cfg, NULL), ERR_INPUT);
	ck_assert_ptr_null(s);
	world_free(w);
}
END_TEST

START_TEST(a_key_of_another_use_or_author_signs_nothing)
{
	static const uint8_t seed[32] = { 3 };
	struct sign *s = NULL;
	struct key k;
	struct sign_config cfg = feed_config(&k, NULL);

	ck_assert_int_eq(key_of_seed(&k, KEY_IDENTITY, "AUS", seed), ERR_NONE);
	ck_assert_int_eq(sign_open(&s, &cfg, NULL), ERR_REFUSED);
	key_clear(&k);
	ck_assert_int_eq(key_of_seed(&k, KEY_SIGNING, "GBR", seed), ERR_NONE);
	ck_assert_int_eq(sign_open(&s, &cfg, NULL), ERR_REFUSED);
	key_clear(&k);
}
END_TEST

START_TEST(an_existing_record_is_not_replaced_by_a_new_one)
{
	struct world *w = world_new();

	ck_assert_int_eq(sign_record_new(w->path, &w->key.public_key, NULL), ERR_BUSY);
	world_free(w);
}
END_TEST

START_TEST(the_record_is_for_its_owner_only)
{
	struct world *w = world_new();
	struct stat st;

	sign_up_to(w, 1);
	ck_assert_int_eq(stat(w->path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	world_free(w);
}
END_TEST

static uint32_t
verdict_of(struct sign *s, struct bytes request)
{
	struct buf reply = { 0 };
	const ProtobufCMessage *p;
	struct arena mem;
	uint32_t v;

	arena_init(&mem, 1 << 16);
	sign_answer(s, &reply, request);
	ck_assert_int_eq(
	    pb_parse(&p, &mem, &cmsa__sign_reply__descriptor, buf_view(&reply)), V_OK);
	v = ((const Cmsa__SignReply *)(const void *)p)->verdict;
	arena_clear(&mem);
	buf_clear(&reply);
	return v;
}

START_TEST(a_request_that_is_none_or_of_another_alliance_is_refused)
{
	struct world *w = world_new();
	struct hash other = { { 3 } };
	struct buf b = { 0 };
	Cmsa__SignRequest q;

	ck_assert_uint_eq(
	    verdict_of(w->sign, bytes_of("\xff\xff\xff", 3)), SIGN_MALFORMED);
	ck_assert_uint_eq(verdict_of(w->sign, bytes_of("", 0)), SIGN_MALFORMED);
	cmsa__sign_request__init(&q);
	q.alliance_id = pb_hash_data(other.b);
	pb_write(&b, &q.base);
	ck_assert_uint_eq(verdict_of(w->sign, buf_view(&b)), SIGN_ALLIANCE);
	q.alliance_id = pb_hash_data(FEED_ALLIANCE.b);
	buf_reset(&b);
	pb_write(&b, &q.base);
	ck_assert_uint_eq(verdict_of(w->sign, buf_view(&b)), SIGN_DONE);
	buf_clear(&b);
	world_free(w);
}
END_TEST

START_TEST(the_signer_in_memory_keeps_the_same_rules)
{
	struct key k = feed_key(1);
	struct sign_config cfg = feed_config(&k, NULL);
	struct signer s;
	struct sign_reply r;
	struct buf h = { 0 };
	struct entry e = feed_entry(&h, 1, &FEED_ALLIANCE);

	ck_assert_int_eq(signer_memory(&s, &cfg, NULL), ERR_NONE);
	ck_assert_int_eq(s.status(s.ctx, &r), ERR_NONE);
	ck_assert(r.has_record && r.record.place.seq == 0);
	ck_assert_int_eq(s.sign(s.ctx, &r, buf_view(&h)), ERR_NONE);
	ck_assert_int_eq(r.verdict, SIGN_DONE);
	e.time_ms++;
	buf_reset(&h);
	entry_write(&h, &e);
	ck_assert_int_eq(s.sign(s.ctx, &r, buf_view(&h)), ERR_NONE);
	ck_assert_int_eq(r.verdict, SIGN_PLACE_TAKEN);
	signer_clear(&s);
	key_clear(&k);
	buf_clear(&h);
}
END_TEST

static void
add_tests(TCase *t)
{
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_feed_is_signed_in_order);
	tcase_add_test(t, the_recorded_header_gets_the_recorded_signature_again);
	tcase_add_test(t, another_header_at_the_recorded_place_is_refused);
	tcase_add_loop_test(t, only_the_place_after_the_record_is_signed, 1, 8);
	tcase_add_test(t, a_new_key_signs_only_the_first_place);
	tcase_add_loop_test(t,
	    a_header_with_one_thing_wrong_is_refused_and_the_record_stays, 0,
	    (int)ARRAY_LEN(spoilers));
	tcase_add_test(t, the_first_entry_chains_to_the_alliance);
	tcase_add_test(t, a_later_incarnation_begins_with_keys_after_any_act);
	tcase_add_test(t, nothing_is_signed_when_the_record_cannot_be_written);
	tcase_add_test(t, a_lost_record_signs_nothing_until_the_own_head_is_known);
	tcase_add_test(t, the_record_moves_only_forward_and_only_to_what_this_key_signed);
	tcase_add_test(t, a_flipped_byte_of_the_record_file_is_refused);
	tcase_add_test(t, the_record_of_another_key_or_alliance_is_refused);
	tcase_add_test(t, a_key_of_another_use_or_author_signs_nothing);
	tcase_add_test(t, an_existing_record_is_not_replaced_by_a_new_one);
	tcase_add_test(t, the_record_is_for_its_owner_only);
	tcase_add_test(t, a_request_that_is_none_or_of_another_alliance_is_refused);
	tcase_add_test(t, the_signer_in_memory_keeps_the_same_rules);
}

int
main(void)
{
	Suite *s = suite_create("keys_sign");
	TCase *t = tcase_create("sign");

	add_tests(t);
	suite_add_tcase(s, t);
	return check_main(s);
}
