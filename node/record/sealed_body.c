/* sealed_body.c - sealing to reading keys and opening (PROTOCOL.md 5.13): X25519 for the wraps,
 * XChaCha20-Poly1305 for the body, SHA-256 for the commitment that the latter lacks. */
#include "sealed_body.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

#include "mem.h"
#include "pb.h"
#include "sealed.pb-c.h"

enum {
	LENGTH = 4, /* of the body, before it */
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

static void
fill_system(void *ctx, void *out, size_t n)
{
	(void)ctx;
	randombytes_buf(out, n);
}

struct sealed_body_random
sealed_body_random(void)
{
	return (struct sealed_body_random){ .fill = fill_system };
}

/* --- the form ------------------------------------------------------------------------- */

static size_t
padded(size_t n)
{
	size_t room = SEALED_BODY_LEAST;

	while (room < n)
		room *= 2;
	return room;
}

static bool
is_power_of_two(size_t n)
{
	return n && !(n & (n - 1));
}

static bool
has_form(const Cmsa__Sealed *s)
{
	size_t room = s->ciphertext.len - LENGTH - TAG;

	for (size_t i = 0; i < s->n_wraps; i++)
		if (s->wraps[i].len != SEALED_BODY_WRAP_BYTES)
			return false;
	return is_power_of_two(s->n_wraps) && s->n_wraps <= SEALED_BODY_WRAPS &&
	       s->nonce.len == SEALED_BODY_NONCE_BYTES &&
	       s->ciphertext.len > LENGTH + TAG && is_power_of_two(room) &&
	       room >= SEALED_BODY_LEAST && room <= SEALED_BODY_PLAIN;
}

enum verdict
sealed_body_parse(struct sealed_body *out, struct arena *mem, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Sealed *s;
	enum verdict v = body.n > LIMIT_BODY_BYTES ? V_TOO_LARGE
						   : pb_parse_canonical(&m, mem,
							 &cmsa__sealed__descriptor, body);

	if (v)
		return v;
	s = (const Cmsa__Sealed *)m;
	if (!has_form(s))
		return V_SEALED_FORM;
	*out = (struct sealed_body){ .nonce = s->nonce.data,
		.ciphertext = pb_bytes(s->ciphertext),
		.wraps = s->wraps,
		.n_wraps = s->n_wraps };
	return V_OK;
}

/* --- what binds key and body to the entry ----------------------------------------------- */

/* PROTOCOL M5.38: also the associated data of the ciphertext. */
static void
add_context(struct buf *out, const struct hash *alliance, const struct entry *e)
{
	uint8_t n = (uint8_t)strlen(e->place.author);

	buf_add(out, TAG_SEALED_BODY, sizeof(TAG_SEALED_BODY));
	buf_add(out, alliance->b, sizeof(alliance->b));
	buf_add(out, &n, 1);
	buf_add_str(out, e->place.author);
	buf_add_u32(out, e->place.incarnation);
	buf_add_u64(out, e->place.seq);
	buf_add(out, e->prev.b, sizeof(e->prev.b));
	buf_add_u32(out, e->kind);
	buf_add_u32(out, e->schema);
}

static struct hash
commitment(struct bytes context, const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	struct hash_state s;
	struct hash out;

	hash_begin(&s, TAG_KEY);
	hash_add(&s, key, SEALED_BODY_KEY_BYTES);
	hash_add(&s, context.p, context.n);
	out = hash_end(&s);
	sodium_memzero(&s, sizeof(s));
	return out;
}

enum verdict
sealed_body_check_key(const struct hash *alliance, const struct entry *e,
    const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	struct buf context = { 0 };
	struct hash h;

	add_context(&context, alliance, e);
	h = commitment(buf_view(&context), key);
	buf_clear(&context);
	return hash_eq(&h, &e->key_commitment) ? V_OK : V_SEALED_KEY;
}

/* --- wraps ---------------------------------------------------------------------------- */

/* PROTOCOL M5.39: a sealed box of libsodium, its ephemeral key made from content key and
 * reading key.  False: the reading key is of small order. */
static bool
make_wrap(uint8_t out[static SEALED_BODY_WRAP_BYTES],
    const uint8_t key[static SEALED_BODY_KEY_BYTES], const struct public_key *reading)
{
	uint8_t nonce[crypto_box_NONCEBYTES];
	crypto_generichash_state g;
	struct hash_state s;
	struct hash ephemeral;
	int bad;

	hash_begin(&s, TAG_WRAP);
	hash_add(&s, key, SEALED_BODY_KEY_BYTES);
	hash_add(&s, reading->b, sizeof(reading->b));
	ephemeral = hash_end(&s);
	sodium_memzero(&s, sizeof(s));
	crypto_scalarmult_base(out, ephemeral.b);
	crypto_generichash_init(&g, NULL, 0, sizeof(nonce));
	crypto_generichash_update(&g, out, crypto_box_PUBLICKEYBYTES);
	crypto_generichash_update(&g, reading->b, sizeof(reading->b));
	crypto_generichash_final(&g, nonce, sizeof(nonce));
	bad = crypto_box_easy(out + crypto_box_PUBLICKEYBYTES, key, SEALED_BODY_KEY_BYTES,
	    nonce, reading->b, ephemeral.b);
	sodium_memzero(&ephemeral, sizeof(ephemeral));
	return !bad;
}

bool
sealed_body_can_read(const struct public_key *reading)
{
	static const uint8_t any[SEALED_BODY_KEY_BYTES] = { 8 };
	uint8_t wrap[SEALED_BODY_WRAP_BYTES];

	return make_wrap(wrap, any, reading);
}

/* One that nobody opens: to a reading key thrown away.  Random bytes would not do, half of
 * them are no point of the curve. */
static void
make_fill(uint8_t out[static SEALED_BODY_WRAP_BYTES], const struct sealed_body_random *r)
{
	struct public_key nobody;
	uint8_t secret[SEALED_BODY_KEY_BYTES];

	r->fill(r->ctx, secret, sizeof(secret));
	crypto_scalarmult_base(nobody.b, secret);
	r->fill(r->ctx, secret, sizeof(secret));
	make_wrap(out, secret, &nobody); /* a point of large order */
	sodium_memzero(secret, sizeof(secret));
}

static bool
is_before(const struct public_key *readers, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!memcmp(&readers[k], &readers[i], sizeof(*readers)))
			return true;
	return false;
}

/* Their order is that of their bytes, which says nothing. */
static int
wrap_cmp(const void *a, const void *b)
{
	return memcmp(a, b, SEALED_BODY_WRAP_BYTES);
}

/* Appends a power of two of them.  False: *bad is no reading key. */
static bool
make_wraps(struct buf *out, size_t *bad, const uint8_t key[static SEALED_BODY_KEY_BYTES],
    const struct public_key *readers, size_t n, const struct sealed_body_random *random)
{
	size_t made = 0, room = 1;

	for (size_t i = 0; i < n; i++) {
		if (is_before(readers, i))
			continue;
		if (!make_wrap(buf_more(out, SEALED_BODY_WRAP_BYTES), key, &readers[i])) {
			*bad = i;
			return false;
		}
		made++;
	}
	while (room < made)
		room *= 2;
	for (; made < room; made++)
		make_fill(buf_more(out, SEALED_BODY_WRAP_BYTES), random);
	qsort(out->p, made, SEALED_BODY_WRAP_BYTES, wrap_cmp);
	return true;
}

/* --- sealing ---------------------------------------------------------------------------- */

static void
encrypt(struct buf *out, struct bytes plain, struct bytes context,
    const uint8_t nonce[static SEALED_BODY_NONCE_BYTES],
    const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	size_t n = LENGTH + padded(plain.n);
	uint8_t *p = mem_new(n); /* zeroed */

	put_u32(p, (uint32_t)plain.n);
	if (plain.n)
		memcpy(p + LENGTH, plain.p, plain.n);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    buf_more(out, n + TAG), NULL, p, n, context.p, context.n, NULL, nonce, key);
	sodium_memzero(p, n);
	free(p);
}

static void
write_parts(struct buf *out, struct bytes wraps, struct bytes nonce, struct bytes cipher)
{
	size_t n = wraps.n / SEALED_BODY_WRAP_BYTES;
	ProtobufCBinaryData *list = mem_array(n, sizeof(*list));
	Cmsa__Sealed s;

	for (size_t i = 0; i < n; i++)
		list[i] = pb_data(bytes_of(
		    wraps.p + i * SEALED_BODY_WRAP_BYTES, SEALED_BODY_WRAP_BYTES));
	cmsa__sealed__init(&s);
	s.wraps = list;
	s.n_wraps = n;
	s.nonce = pb_data(nonce);
	s.ciphertext = pb_data(cipher);
	pb_write(out, &s.base);
	free(list);
}

bool
sealed_body_write(struct buf *out, struct entry *e, size_t *bad,
    const struct hash *alliance, struct bytes plain, const struct public_key *readers,
    size_t n, const struct sealed_body_random *random)
{
	uint8_t key[SEALED_BODY_KEY_BYTES], nonce[SEALED_BODY_NONCE_BYTES];
	struct buf context = { 0 }, wraps = { 0 }, cipher = { 0 };
	bool ok;

	assert(plain.n <= SEALED_BODY_PLAIN && n && n <= SEALED_BODY_WRAPS);
	random->fill(random->ctx, key, sizeof(key));
	random->fill(random->ctx, nonce, sizeof(nonce));
	ok = make_wraps(&wraps, bad, key, readers, n, random);
	if (ok) {
		add_context(&context, alliance, e);
		e->key_commitment = commitment(buf_view(&context), key);
		encrypt(&cipher, plain, buf_view(&context), nonce, key);
		write_parts(out, buf_view(&wraps), bytes_of(nonce, sizeof(nonce)),
		    buf_view(&cipher));
	}
	sodium_memzero(key, sizeof(key));
	buf_clear(&context);
	buf_clear(&wraps);
	buf_clear(&cipher);
	return ok;
}

/* --- opening ---------------------------------------------------------------------------- */

enum verdict
sealed_body_unwrap(uint8_t key[static SEALED_BODY_KEY_BYTES], const struct hash *alliance,
    const struct entry *e, struct bytes body, const struct public_key *reading,
    const uint8_t secret[static 32])
{
	enum verdict v, worst = V_SEALED_READER;
	struct sealed_body s = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = sealed_body_parse(&s, &mem, body);
	for (size_t i = 0; i < s.n_wraps; i++) {
		if (crypto_box_seal_open(
			key, s.wraps[i].data, s.wraps[i].len, reading->b, secret))
			continue;
		worst = sealed_body_check_key(alliance, e, key);
		if (!worst)
			break;
	}
	arena_clear(&mem);
	if (!v)
		v = worst;
	if (v)
		sodium_memzero(key, SEALED_BODY_KEY_BYTES);
	return v;
}

/* PROTOCOL M5.40 */
static enum verdict
take_plain(struct buf *out, struct bytes padded_plain)
{
	size_t n = get_u32(padded_plain.p), room = padded_plain.n - LENGTH;

	if (n > room || padded(n) != room ||
	    !sodium_is_zero(padded_plain.p + LENGTH + n, room - n))
		return V_SEALED_PADDING;
	buf_add(out, padded_plain.p + LENGTH, n);
	return V_OK;
}

static enum verdict
decrypt(struct buf *out, const struct sealed_body *s, struct bytes context,
    const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	size_t n = s->ciphertext.n - TAG;
	uint8_t *p = mem_new(n);
	enum verdict v = V_SEALED_CIPHERTEXT;

	if (!crypto_aead_xchacha20poly1305_ietf_decrypt(p, NULL, NULL, s->ciphertext.p,
		s->ciphertext.n, context.p, context.n, s->nonce, key))
		v = take_plain(out, bytes_of(p, n));
	sodium_memzero(p, n);
	free(p);
	return v;
}

enum verdict
sealed_body_open(struct buf *out, const struct hash *alliance, const struct entry *e,
    struct bytes body, const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	struct sealed_body s = { 0 };
	struct buf context = { 0 };
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = sealed_body_parse(&s, &mem, body);
	/* the cipher alone would open under more than one key */
	if (!v)
		v = sealed_body_check_key(alliance, e, key);
	add_context(&context, alliance, e);
	if (!v)
		v = decrypt(out, &s, buf_view(&context), key);
	buf_clear(&context);
	arena_clear(&mem);
	return v;
}

bool
sealed_body_has_reader(struct bytes body, const struct public_key *reading,
    const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	uint8_t wrap[SEALED_BODY_WRAP_BYTES];
	struct sealed_body s = { 0 };
	struct arena mem;
	bool has = false;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!sealed_body_parse(&s, &mem, body) && make_wrap(wrap, key, reading))
		for (size_t i = 0; i < s.n_wraps && !has; i++)
			has = !memcmp(s.wraps[i].data, wrap, sizeof(wrap));
	arena_clear(&mem);
	return has;
}
