/* Sealed bodies (PROTOCOL M5.37 to M5.41): the readers open them and nobody else; sizes and
 * wraps tell nothing; one flipped bit anywhere is refused with its reason; a ciphertext that
 * opens under two keys is caught by the commitment; a wrong or missing wrap can be shown. */
#include <sodium.h>
#include <stdlib.h>

#include "check_main.h"
#include "mem.h"
#include "sealed.pb-c.h"
#include "sealed_body.h"

enum {
	READERS = 3
};

static struct hash alliance;
static struct entry e;
static struct public_key reading[READERS + 1]; /* the last is no reader */
static uint8_t secret[READERS + 1][32], key[SEALED_BODY_KEY_BYTES];
static struct buf sealed, opened;
static struct arena mem;
static uint64_t seed;

/* Reproducible. */
static void
fill(void *ctx, void *out, size_t n)
{
	uint8_t s[randombytes_SEEDBYTES] = { 0 };

	(void)ctx;
	put_u64(s, ++seed);
	randombytes_buf_deterministic(out, n, s);
}

static const struct sealed_body_random random_ = { .fill = fill };

static void
setup(void)
{
	seed = 0;
	fill(NULL, &alliance, sizeof(alliance));
	e = (struct entry){ .place = { "JPN.customs", 1, 17 },
		.kind = KIND_ALERT,
		.schema = 1,
		.audience = AUDIENCE_NAMED };
	fill(NULL, &e.prev, sizeof(e.prev));
	for (size_t i = 0; i <= READERS; i++) {
		fill(NULL, secret[i], sizeof(secret[i]));
		crypto_scalarmult_base(reading[i].b, secret[i]);
	}
	arena_init(&mem, 0);
}

static void
teardown(void)
{
	buf_clear(&sealed);
	buf_clear(&opened);
	arena_clear(&mem);
}

static void
seal(const char *plain, size_t n, size_t readers)
{
	size_t bad;

	buf_reset(&sealed);
	ck_assert(sealed_body_write(&sealed, &e, &bad, &alliance, bytes_of(plain, n),
	    reading, readers, &random_));
}

static enum verdict
unwrap(size_t who)
{
	return sealed_body_unwrap(
	    key, &alliance, &e, buf_view(&sealed), &reading[who], secret[who]);
}

static enum verdict
open_it(void)
{
	buf_reset(&opened);
	return sealed_body_open(&opened, &alliance, &e, buf_view(&sealed), key);
}

START_TEST(each_reader_opens_it_and_nobody_else) /* _i: how many */
{
	seal("goods", 5, (size_t)_i);
	for (size_t k = 0; k <= READERS; k++) {
		bool reads = k < (size_t)_i;

		ck_assert_int_eq(unwrap(k), reads ? V_OK : V_SEALED_READER);
		ck_assert_int_eq(open_it(), reads ? V_OK : V_SEALED_KEY);
		ck_assert_uint_eq(opened.n, reads ? 5 : 0);
		ck_assert(!reads || !memcmp(opened.p, "goods", 5));
	}
}
END_TEST

START_TEST(sizes_hide_what_is_in_it)
{
	static char plain[SEALED_BODY_PLAIN];
	size_t last = 0, n = 0;

	for (size_t step = 256; step <= SEALED_BODY_PLAIN; step *= 2) {
		seal(plain, step == 256 ? 0 : step / 2 + 1, 2);
		last = sealed.n;
		seal(plain, step, 2);
		ck_assert_uint_eq(sealed.n, last);
		ck_assert_uint_le(sealed.n, LIMIT_BODY_BYTES);
		ck_assert_uint_gt(sealed.n, n);
		n = sealed.n;
		ck_assert_int_eq(unwrap(0), V_OK);
		ck_assert_int_eq(open_it(), V_OK);
		ck_assert_uint_eq(opened.n, step);
	}
	for (size_t i = 1; i <= 256; i++) {
		seal(plain, i, 2);
		ck_assert_uint_eq(sealed.n, 2 * 82 + 26 + 3 + 4 + 256 + 16);
	}
}
END_TEST

/* The largest body for the most readers is within the limit of a body. */
START_TEST(the_most_readers_fit)
{
	struct public_key *many = mem_array(SEALED_BODY_WRAPS, sizeof(*many));
	static char plain[SEALED_BODY_PLAIN];
	struct sealed_body s;
	size_t bad;

	for (size_t i = 0; i < SEALED_BODY_WRAPS; i++) {
		many[i] = reading[0];
		many[i].b[0] ^= (uint8_t)i;
		many[i].b[1] ^= (uint8_t)(i >> 8);
	}
	ck_assert(sealed_body_write(&sealed, &e, &bad, &alliance,
	    bytes_of(plain, sizeof(plain)), many, SEALED_BODY_WRAPS, &random_));
	ck_assert_uint_le(sealed.n, LIMIT_BODY_BYTES);
	ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_OK);
	ck_assert_uint_eq(s.n_wraps, SEALED_BODY_WRAPS);
	ck_assert_int_eq(unwrap(0), V_OK);
	free(many);
}
END_TEST

START_TEST(wraps_are_a_power_of_two_and_a_key_twice_is_one)
{
	struct public_key list[5];
	struct sealed_body s;
	size_t bad;

	for (size_t n = 1; n <= 5; n++) {
		for (size_t i = 0; i < n; i++)
			list[i] = reading[i % READERS];
		buf_reset(&sealed);
		ck_assert(sealed_body_write(
		    &sealed, &e, &bad, &alliance, bytes_of("x", 1), list, n, &random_));
		ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_OK);
		ck_assert_uint_eq(s.n_wraps, n < 3 ? n : 4);
	}
}
END_TEST

/* What fills up must look like a wrap; that its first half is a point of the curve, and not of its
 * twist, tests/process/sealed_test.py looks at. */
START_TEST(fill_looks_like_wraps)
{
	const uint8_t *first;
	struct sealed_body s;

	for (size_t k = 0; k < 8; k++) {
		seal("x", 1, READERS);
		ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_OK);
		ck_assert_uint_eq(s.n_wraps, 4);
		for (size_t i = 0; i < s.n_wraps; i++) {
			first = s.wraps[i].data;
			ck_assert(!(first[31] & 0x80));
			for (size_t j = 0; j < i; j++)
				ck_assert(
				    memcmp(first, s.wraps[j].data, s.wraps[i].len) != 0);
		}
	}
}
END_TEST

START_TEST(a_reading_key_of_small_order_is_named)
{
	size_t bad = 9;

	ck_assert(sealed_body_can_read(&reading[0]));
	memset(&reading[1], 0, sizeof(reading[1]));
	ck_assert(!sealed_body_can_read(&reading[1]));
	ck_assert(!sealed_body_write(
	    &sealed, &e, &bad, &alliance, bytes_of("x", 1), reading, 2, &random_));
	ck_assert_uint_eq(bad, 1);
}
END_TEST

/* --- flipped bits ------------------------------------------------------------------------- */

/* Opening by a reader: the verdict of the step that fails. */
static enum verdict
read_all(void)
{
	enum verdict v = unwrap(0);

	return v ? v : open_it();
}

START_TEST(any_flipped_bit_of_the_body_is_refused)
{
	seal("goods", 5, 1);
	ck_assert_int_eq(read_all(), V_OK);
	for (size_t i = 0; i < sealed.n * 8; i++) {
		sealed.p[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_int_ne(read_all(), V_OK);
		sealed.p[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}
END_TEST

/* Of the ciphertext, with the right key: its author is at fault, and anybody sees it. */
START_TEST(a_flipped_ciphertext_is_shown_by_the_key)
{
	seal("goods", 5, 2);
	ck_assert_int_eq(unwrap(1), V_OK);
	sealed.p[sealed.n - 1] ^= 1;
	ck_assert_int_eq(open_it(), V_SEALED_CIPHERTEXT);
}
END_TEST

static void
flip_context(int i)
{
	uint8_t *const at[] = { e.prev.b, alliance.b, (uint8_t *)&e.place.seq,
		(uint8_t *)&e.place.incarnation, (uint8_t *)&e.kind, (uint8_t *)&e.schema,
		(uint8_t *)&e.place.author, e.key_commitment.b };

	at[i / 8][0] ^= (uint8_t)(1 << i % 8);
}

START_TEST(it_opens_at_its_place_only) /* _i: a bit of the first byte of each part */
{
	seal("goods", 5, 2);
	flip_context(_i);
	if (e.place.author[0] == '\0' || strlen(e.place.author) > 20)
		return;
	ck_assert_int_eq(unwrap(0), V_SEALED_KEY);
	ck_assert_int_eq(open_it(), V_SEALED_KEY);
	flip_context(_i);
	ck_assert_int_eq(read_all(), V_OK);
}
END_TEST

/* --- what an author can do wrong, and how it is shown ----------------------------------------- */

/* The message with its parts changed by `spoil`, which gets a copy of it. */
static void
spoil(void (*how)(Cmsa__Sealed *s))
{
	Cmsa__Sealed *s = cmsa__sealed__unpack(NULL, sealed.n, sealed.p);

	ck_assert_ptr_nonnull(s);
	how(s);
	buf_reset(&sealed);
	pb_write(&sealed, &s->base);
	cmsa__sealed__free_unpacked(s, NULL);
}

static void
short_wrap(Cmsa__Sealed *s)
{
	s->wraps[0].len--;
}
static void
three_wraps(Cmsa__Sealed *s)
{
	free(s->wraps[--s->n_wraps].data);
}
static void
short_nonce(Cmsa__Sealed *s)
{
	s->nonce.len--;
}
static void
odd_ciphertext(Cmsa__Sealed *s)
{
	s->ciphertext.len--;
}
static void
no_ciphertext(Cmsa__Sealed *s)
{
	s->ciphertext.len = 20;
}
static void
half_ciphertext(Cmsa__Sealed *s)
{
	s->ciphertext.len = 20 + 128;
}
static void
no_wraps(Cmsa__Sealed *s)
{
	while (s->n_wraps)
		free(s->wraps[--s->n_wraps].data);
}

static void (*const spoilers[])(Cmsa__Sealed *s) = { short_wrap, three_wraps, short_nonce,
	odd_ciphertext, no_ciphertext, half_ciphertext, no_wraps };

START_TEST(another_form_is_refused) /* _i: the spoiler */
{
	struct sealed_body s;

	seal("goods", 5, 4 - 1);
	ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_OK);
	spoil(spoilers[_i]);
	ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_SEALED_FORM);
	ck_assert_int_eq(unwrap(0), V_SEALED_FORM);
	ck_assert(!sealed_body_has_reader(buf_view(&sealed), &reading[0], key));
}
END_TEST

START_TEST(what_is_no_message_is_refused)
{
	struct sealed_body s;

	ck_assert_int_ne(sealed_body_parse(&s, &mem, bytes_of("ciphertext", 10)), V_OK);
	seal("goods", 5, 1);
	buf_add(&sealed, "\x22\x00", 2);
	ck_assert_int_eq(sealed_body_parse(&s, &mem, buf_view(&sealed)), V_UNKNOWN_FIELD);
}
END_TEST

static uint8_t other[SEALED_BODY_KEY_BYTES];

/* The wrap of the first reader holds another key. */
static void
wrap_other(Cmsa__Sealed *s)
{
	crypto_box_seal(s->wraps[0].data, other, sizeof(other), reading[0].b);
}

START_TEST(a_wrap_with_another_key_is_told_from_no_wrap)
{
	seal("goods", 5, 1);
	fill(NULL, other, sizeof(other));
	spoil(wrap_other);
	ck_assert_int_eq(unwrap(0), V_SEALED_KEY);
	ck_assert(sodium_is_zero(key, sizeof(key)));
	ck_assert_int_eq(unwrap(1), V_SEALED_READER);
}
END_TEST

/* PROTOCOL M5.39: who holds the content key can show for whom there is a wrap. */
START_TEST(a_missing_wrap_can_be_shown)
{
	seal("goods", 5, 2);
	ck_assert_int_eq(unwrap(0), V_OK);
	for (size_t i = 0; i <= READERS; i++)
		ck_assert_int_eq(
		    sealed_body_has_reader(buf_view(&sealed), &reading[i], key), i < 2);
	key[0] ^= 1;
	ck_assert(!sealed_body_has_reader(buf_view(&sealed), &reading[0], key));
}
END_TEST

/* A wrap that opens, made otherwise than M5.39 says: it counts as missing. */
static void
wrap_freely(Cmsa__Sealed *s)
{
	crypto_box_seal(s->wraps[0].data, key, sizeof(key), reading[0].b);
}

START_TEST(a_wrap_made_otherwise_counts_as_missing)
{
	seal("goods", 5, 1);
	ck_assert_int_eq(unwrap(0), V_OK);
	spoil(wrap_freely);
	ck_assert_int_eq(unwrap(0), V_OK);
	ck_assert(!sealed_body_has_reader(buf_view(&sealed), &reading[0], key));
}
END_TEST

/* The author swaps the key in the wraps and seals again for the same place: each body opens under
 * its own key, and the header says which it is.  One ciphertext under two keys is in the
 * vectors. */
START_TEST(the_commitment_says_which_of_two_keys)
{
	struct buf first = { 0 };
	uint8_t key1[SEALED_BODY_KEY_BYTES];
	struct hash committed;

	seal("innocent", 8, 1);
	ck_assert_int_eq(unwrap(0), V_OK);
	memcpy(key1, key, sizeof(key1));
	buf_add(&first, sealed.p, sealed.n);
	committed = e.key_commitment;
	seal("guilty", 6, 1);
	ck_assert_int_eq(unwrap(0), V_OK);
	ck_assert_int_eq(open_it(), V_OK);
	e.key_commitment = committed;
	/* the second body opens under its key by the cipher alone */
	ck_assert_int_eq(open_it(), V_SEALED_KEY);
	ck_assert_int_eq(unwrap(0), V_SEALED_KEY);
	buf_reset(&sealed);
	buf_add(&sealed, first.p, first.n);
	memcpy(key, key1, sizeof(key));
	ck_assert_int_eq(open_it(), V_OK);
	buf_clear(&first);
}
END_TEST

/* --- padding ------------------------------------------------------------------------------------ */

static uint8_t plain_room[4 + 512];
static size_t plain_n;

static void
seal_by_hand(Cmsa__Sealed *s)
{
	struct buf context = { 0 };
	uint8_t n = (uint8_t)strlen(e.place.author);

	buf_add(&context, "cmsa/1/sealed-body", 19);
	buf_add(&context, alliance.b, 32);
	buf_add(&context, &n, 1);
	buf_add_str(&context, e.place.author);
	buf_add_u32(&context, e.place.incarnation);
	buf_add_u64(&context, e.place.seq);
	buf_add(&context, e.prev.b, 32);
	buf_add_u32(&context, e.kind);
	buf_add_u32(&context, e.schema);
	free(s->ciphertext.data);
	s->ciphertext.len = plain_n + 16;
	s->ciphertext.data = mem_new(s->ciphertext.len);
	crypto_aead_xchacha20poly1305_ietf_encrypt(s->ciphertext.data, NULL, plain_room,
	    plain_n, context.p, context.n, NULL, s->nonce.data, key);
	buf_clear(&context);
}

static enum verdict
open_padded(uint32_t length, size_t room, size_t dirt)
{
	memset(plain_room, 0, sizeof(plain_room));
	put_u32(plain_room, length);
	if (dirt)
		plain_room[3 + dirt] = 1;
	plain_n = 4 + room;
	seal("goods", 5, 1);
	ck_assert_int_eq(unwrap(0), V_OK);
	spoil(seal_by_hand);
	return open_it();
}

START_TEST(padding_is_zeros_and_no_longer_than_it_must_be)
{
	ck_assert_int_eq(open_padded(5, 256, 0), V_OK);
	ck_assert_int_eq(open_padded(5, 256, 5), V_OK);
	ck_assert_int_eq(open_padded(5, 256, 6), V_SEALED_PADDING);
	ck_assert_int_eq(open_padded(5, 256, 256), V_SEALED_PADDING);
	ck_assert_int_eq(open_padded(5, 512, 0), V_SEALED_PADDING);
	ck_assert_int_eq(open_padded(257, 512, 0), V_OK);
	ck_assert_int_eq(open_padded(256, 512, 0), V_SEALED_PADDING);
	ck_assert_int_eq(open_padded(257, 256, 0), V_SEALED_PADDING);
	ck_assert_int_eq(open_padded(UINT32_MAX, 256, 0), V_SEALED_PADDING);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_sealed");
	TCase *t = tcase_create("sealed bodies");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, each_reader_opens_it_and_nobody_else, 1, READERS + 1);
	tcase_add_test(t, sizes_hide_what_is_in_it);
	tcase_add_test(t, the_most_readers_fit);
	tcase_add_test(t, wraps_are_a_power_of_two_and_a_key_twice_is_one);
	tcase_add_test(t, fill_looks_like_wraps);
	tcase_add_test(t, a_reading_key_of_small_order_is_named);
	tcase_add_test(t, any_flipped_bit_of_the_body_is_refused);
	tcase_add_test(t, a_flipped_ciphertext_is_shown_by_the_key);
	tcase_add_loop_test(t, it_opens_at_its_place_only, 0, 64);
	tcase_add_loop_test(t, another_form_is_refused, 0, ARRAY_LEN(spoilers));
	tcase_add_test(t, what_is_no_message_is_refused);
	tcase_add_test(t, a_wrap_with_another_key_is_told_from_no_wrap);
	tcase_add_test(t, a_missing_wrap_can_be_shown);
	tcase_add_test(t, a_wrap_made_otherwise_counts_as_missing);
	tcase_add_test(t, the_commitment_says_which_of_two_keys);
	tcase_add_test(t, padding_is_zeros_and_no_longer_than_it_must_be);
	suite_add_tcase(s, t);
	return check_main(s);
}
