/* Door: a sealed body (PROTOCOL 5.13).  The first byte of the input chooses: even, the rest is the
 * body as it came; odd, the rest is what an author encrypted, under the right key, length and
 * padding included.  The reading key and content key are fixed. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "sealed.pb-c.h"
#include "sealed_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[SEALED_BODY_KEY_BYTES] = { 7 }, secret[32] = { 8 };
static const struct hash alliance = { { 9 } };

/* The associated data. */
static void
context_of(struct buf *out, const struct entry *e)
{
	buf_add(out, TAG_SEALED_BODY, sizeof(TAG_SEALED_BODY));
	buf_add(out, alliance.b, 32);
	buf_add(out, "\x03USA\0\0\0\x01\0\0\0\0\0\0\0\x11", 16);
	buf_add(out, e->prev.b, 32);
	buf_add(out, "\0\0\0\x22\0\0\0\x01", 8);
}

/* As the entry that it stands in commits to the key. */
static struct entry
entry_of(struct public_key *reading)
{
	struct entry e = { .place = { "USA", 1, 17 },
		.kind = KIND_ALERT,
		.schema = 1,
		.audience = AUDIENCE_NAMED };
	struct buf context = { 0 };
	struct hash_state s;

	crypto_scalarmult_base(reading->b, secret);
	context_of(&context, &e);
	hash_begin(&s, TAG_KEY);
	hash_add(&s, key, sizeof(key));
	hash_add(&s, context.p, context.n);
	e.key_commitment = hash_end(&s);
	buf_clear(&context);
	return e;
}

static void
open_any(const struct entry *e, struct bytes body, const struct public_key *reading)
{
	uint8_t found[SEALED_BODY_KEY_BYTES];
	struct sealed_body parts;
	struct buf again = { 0 }, opened = { 0 };
	struct arena mem;
	enum verdict form, v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	form = sealed_body_parse(&parts, &mem, body);
	v = sealed_body_open(&opened, &alliance, e, body, key);
	/* the first step decides, and nothing comes out of what failed */
	assert(!form || v == form);
	assert(!v || !opened.n);
	assert(opened.n <= SEALED_BODY_PLAIN);
	v = sealed_body_unwrap(found, &alliance, e, body, reading, secret);
	assert(!form || v == form);
	assert(v || !memcmp(found, key, sizeof(key)));
	sealed_body_has_reader(body, reading, key);
	if (!form) {
		Cmsa__Sealed s;

		cmsa__sealed__init(&s);
		s.wraps = (ProtobufCBinaryData *)(void *)(uintptr_t)parts.wraps;
		s.n_wraps = parts.n_wraps;
		s.nonce = pb_data(bytes_of(parts.nonce, SEALED_BODY_NONCE_BYTES));
		s.ciphertext = pb_data(parts.ciphertext);
		pb_write(&again, &s.base);
		assert(bytes_eq(buf_view(&again), body));
	}
	buf_clear(&again);
	buf_clear(&opened);
	arena_clear(&mem);
}

/* Sealed by an author who pads as he likes: of the length that a form can have. */
static void
open_padded(const struct entry *e, struct bytes padded, const struct public_key *reading)
{
	const uint8_t nonce[SEALED_BODY_NONCE_BYTES] = { 1 };
	uint8_t wrap[SEALED_BODY_WRAP_BYTES], cipher[4 + 4096 + 16];
	Cmsa__Sealed s;
	ProtobufCBinaryData wraps[] = { pb_data(bytes_of(wrap, sizeof(wrap))) };
	struct buf sealed = { 0 }, context = { 0 };

	if (padded.n > sizeof(cipher) - 16)
		return;
	cmsa__sealed__init(&s);
	context_of(&context, e);
	crypto_box_seal(wrap, key, sizeof(key), reading->b);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    cipher, NULL, padded.p, padded.n, context.p, context.n, NULL, nonce, key);
	s.wraps = wraps;
	s.n_wraps = 1;
	s.nonce = pb_data(bytes_of(nonce, sizeof(nonce)));
	s.ciphertext = pb_data(bytes_of(cipher, padded.n + 16));
	pb_write(&sealed, &s.base);
	open_any(e, buf_view(&sealed), reading);
	buf_clear(&sealed);
	buf_clear(&context);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct public_key reading;
	struct entry e;

	if (!size)
		return 0;
	e = entry_of(&reading);
	if (data[0] & 1)
		open_padded(&e, bytes_of(data + 1, size - 1), &reading);
	else
		open_any(&e, bytes_of(data + 1, size - 1), &reading);
	return 0;
}
