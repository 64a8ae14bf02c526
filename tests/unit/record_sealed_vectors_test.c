/* tests/vectors/sealed.json: sealed bodies by an independent program.  What it sealed we open, by
 * each reading key and by the content key, and it made the wraps, the commitment and the
 * context that we make; what it spoilt gets its verdict; the ciphertext that it made to open
 * under two keys opens under one (PROTOCOL M5.37 to M5.40). */
#include <sodium.h>

#include "check_main.h"
#include "sealed_body.h"
#include "vectors/vectors.h"

static json_t *file;
static struct buf body, text, opened;
static struct hash alliance;
static struct entry e;

static void
take(void *out, size_t n, const json_t *v, const char *member)
{
	struct bytes b = hex_bytes(&text, vector_text(v, member));

	ck_assert_uint_eq(b.n, n);
	memcpy(out, b.p, n);
}

static void
setup(void)
{
	file = vectors_load("sealed.json");
	take(&alliance, sizeof(alliance), file, "alliance_id");
}

static void
teardown(void)
{
	json_decref(file);
	buf_clear(&body);
	buf_clear(&text);
	buf_clear(&opened);
}

static void
read_entry(const json_t *v)
{
	e = (struct entry){ .place.incarnation =
				(uint32_t)vector_number(v, "incarnation"),
		.place.seq = (uint64_t)vector_number(v, "seq"),
		.kind = (uint32_t)vector_number(v, "kind"),
		.schema = (uint32_t)vector_number(v, "schema"),
		.audience = AUDIENCE_NAMED };
	snprintf(e.place.author, sizeof(e.place.author), "%s", vector_text(v, "author"));
	take(&e.prev, sizeof(e.prev), v, "prev");
	take(&e.key_commitment, sizeof(e.key_commitment), v, "commitment");
	hex_bytes(&body, vector_text(v, "body"));
}

static enum verdict
open_with(const json_t *v, const char *member)
{
	uint8_t key[SEALED_BODY_KEY_BYTES];

	take(key, sizeof(key), v, member);
	buf_reset(&opened);
	return sealed_body_open(&opened, &alliance, &e, buf_view(&body), key);
}

static bool
is_reader(const json_t *v, const char *name)
{
	const json_t *list = json_object_get(v, "readers");

	for (size_t i = 0; i < json_array_size(list); i++)
		if (!strcmp(json_string_value(json_array_get(list, i)), name))
			return true;
	return false;
}

START_TEST(what_it_sealed_opens) /* _i: the case */
{
	const json_t *v = json_array_get(json_object_get(file, "opened"), (size_t)_i);
	const json_t *keys = json_object_get(file, "readers");
	uint8_t key[SEALED_BODY_KEY_BYTES], found[SEALED_BODY_KEY_BYTES], secret[32];
	struct public_key reading;

	read_entry(v);
	ck_assert_int_eq(open_with(v, "key"), V_OK);
	ck_assert(bytes_eq(buf_view(&opened), hex_bytes(&text, vector_text(v, "plain"))));
	take(key, sizeof(key), v, "key");
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const json_t *r = json_array_get(keys, i);
		bool reads = is_reader(v, vector_text(r, "name"));

		take(secret, sizeof(secret), r, "secret");
		take(&reading, sizeof(reading), r, "public");
		ck_assert_int_eq(sealed_body_unwrap(found, &alliance, &e, buf_view(&body),
				     &reading, secret),
		    reads ? V_OK : V_SEALED_READER);
		ck_assert(!reads || !memcmp(found, key, sizeof(key)));
		ck_assert_int_eq(
		    sealed_body_has_reader(buf_view(&body), &reading, key), reads);
	}
}
END_TEST

/* Key and nonce as given: then all but what fills up comes out the same. */
static const json_t *given;
static int asked;

static void
fill_given(void *ctx, void *out, size_t n)
{
	(void)ctx;
	if (asked++ < 2)
		take(out, n, given, asked == 1 ? "key" : "nonce");
	else
		randombytes_buf(out, n);
}

START_TEST(we_seal_the_same) /* _i: the case */
{
	const struct sealed_body_random random = { .fill = fill_given };
	const json_t *list = json_object_get(file, "readers");
	struct public_key keys[3];
	struct hash committed;
	struct buf ours = { 0 }, plain = { 0 };
	size_t n = 0, bad;

	given = json_array_get(json_object_get(file, "opened"), (size_t)_i);
	asked = 0;
	read_entry(given);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (is_reader(given, vector_text(json_array_get(list, i), "name")))
			take(&keys[n++], sizeof(keys[0]), json_array_get(list, i),
			    "public");
	committed = e.key_commitment;
	memset(&e.key_commitment, 0, sizeof(e.key_commitment));
	hex_bytes(&plain, vector_text(given, "plain"));
	ck_assert(sealed_body_write(
	    &ours, &e, &bad, &alliance, buf_view(&plain), keys, n, &random));
	ck_assert(hash_eq(&e.key_commitment, &committed));
	ck_assert_uint_eq(ours.n, body.n);
	/* three readers have a fourth wrap, which is anybody's */
	ck_assert(n == 3 || bytes_eq(buf_view(&ours), buf_view(&body)));
	ck_assert_int_eq(open_with(given, "key"), V_OK);
	buf_clear(&ours);
	buf_clear(&plain);
}
END_TEST

START_TEST(what_it_spoilt_gets_its_verdict) /* _i: the case */
{
	const json_t *v = json_array_get(json_object_get(file, "refused"), (size_t)_i);

	read_entry(v);
	ck_assert_int_eq(open_with(v, "key"), vector_number(v, "verdict"));
	ck_assert_uint_eq(opened.n, 0);
}
END_TEST

/* By the cipher alone. */
static bool
cipher_opens(const json_t *v, const char *member)
{
	struct buf ciphertext = { 0 }, context = { 0 };
	uint8_t nonce[24], key[32], out[4 + 256];
	bool opens;

	take(key, sizeof(key), v, member);
	take(nonce, sizeof(nonce), v, "nonce");
	hex_bytes(&ciphertext, vector_text(v, "ciphertext"));
	hex_bytes(&context, vector_text(v, "context"));
	ck_assert_uint_eq(ciphertext.n, sizeof(out) + 16);
	opens = !crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, ciphertext.p,
	    ciphertext.n, context.p, context.n, nonce, key);
	buf_clear(&ciphertext);
	buf_clear(&context);
	return opens;
}

START_TEST(one_ciphertext_under_two_keys_is_caught)
{
	const json_t *v = json_object_get(file, "two_keys");

	ck_assert(cipher_opens(v, "key"));
	ck_assert(cipher_opens(v, "other_key"));
	read_entry(v);
	ck_assert_int_eq(open_with(v, "other_key"), V_SEALED_KEY);
	/* under its own key too it is no body: what was bent is the padding */
	ck_assert_int_eq(open_with(v, "key"), V_SEALED_PADDING);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_sealed_vectors");
	TCase *t = tcase_create("vectors");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, what_it_sealed_opens, 0, 5);
	tcase_add_loop_test(t, we_seal_the_same, 0, 5);
	tcase_add_loop_test(t, what_it_spoilt_gets_its_verdict, 0, 6);
	tcase_add_test(t, one_ciphertext_under_two_keys_is_caught);
	suite_add_tcase(s, t);
	return check_main(s);
}
