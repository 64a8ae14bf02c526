/* Entries: one flipped bit anywhere is refused, limits are sharp, places are in order
 * (PROTOCOL M4.1, M4.2). */
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "entry.h"
#include "vectors/vectors.h"

struct sample {
	struct buf bytes; /* SignedEntry */
	struct hash alliance;
	struct public_key key;
};

static struct sample
sample(const json_t *file, size_t i)
{
	const json_t *v = json_array_get(json_object_get(file, "entries"), i);
	struct sample s = { .alliance = vector_hash(file, "alliance_id") };

	vector_bytes(&s.bytes, v, "signed_entry");
	vector_fixed(s.key.b, sizeof(s.key.b), v, "public_key");
	return s;
}

/* Through every check an entry meets that needs nothing but the entry and its key. */
static enum verdict
accept(const struct sample *s, struct bytes in)
{
	struct bytes header, signature, body;
	struct signature sig;
	struct entry e;
	enum verdict v = signed_entry_parse(&header, &signature, &body, in);

	if (!v)
		v = entry_parse(&e, header);
	if (!v)
		v = entry_check_body(&e, body);
	if (v)
		return v;
	if (signature.n != sizeof(sig.b))
		return V_BAD_SIGNATURE;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	return entry_check_signature(&s->alliance, &e.id, &sig, &s->key);
}

START_TEST(any_flipped_bit_of_a_signed_entry_is_refused) /* _i: the entry */
{
	json_t *file = vectors_load("entries.json");
	struct sample s = sample(file, (size_t)_i);

	ck_assert_int_eq(accept(&s, buf_view(&s.bytes)), V_OK);
	for (size_t bit = 0; bit < 8 * s.bytes.n; bit++) {
		enum verdict v;

		s.bytes.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		v = accept(&s, buf_view(&s.bytes));
		s.bytes.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (!v || !strcmp(verdict_word(v), "unknown-verdict"))
			ck_abort_msg("bit %zu of byte %zu: %d", bit % 8, bit / 8, (int)v);
	}
	buf_clear(&s.bytes);
	json_decref(file);
}
END_TEST

START_TEST(an_entry_cut_short_or_longer_is_refused) /* _i: the entry */
{
	json_t *file = vectors_load("entries.json");
	struct sample s = sample(file, (size_t)_i);
	size_t n = s.bytes.n;

	for (size_t cut = 0; cut < n; cut++)
		ck_assert_int_ne(accept(&s, bytes_of(s.bytes.p, cut)), V_OK);
	buf_add(&s.bytes, "", 1);
	ck_assert_int_ne(accept(&s, buf_view(&s.bytes)), V_OK);
	buf_clear(&s.bytes);
	json_decref(file);
}
END_TEST

static struct entry
right(void)
{
	struct entry e = {
		.place = { .author = "AUS", .incarnation = 1, .seq = 7 },
		.key = 1,
		.register_number = 3,
		.time_ms = 1,
		.kind = KIND_DUTY,
		.schema = 1,
		.audience = AUDIENCE_PUBLIC,
		.body_size = 1,
	};

	memset(e.prev.b, 0x5a, sizeof(e.prev.b));
	return e;
}

static enum verdict
written(const struct entry *e)
{
	struct buf b = { 0 };
	struct entry back;
	enum verdict v;

	entry_write(&b, e);
	v = entry_parse(&back, buf_view(&b));
	buf_clear(&b);
	return v;
}

/* PROTOCOL M2.10, M4.1 */
START_TEST(limits_of_a_header_are_sharp)
{
	uint8_t extension[LIMIT_EXTENSION_BYTES + 1] = { 0 };
	struct entry e = right();

	e.body_size = LIMIT_BODY_BYTES;
	ck_assert_int_eq(written(&e), V_OK);
	e.body_size++;
	ck_assert_int_eq(written(&e), V_TOO_LARGE);
	e = right();
	e.extension = bytes_of(extension, LIMIT_EXTENSION_BYTES);
	ck_assert_int_eq(written(&e), V_OK);
	e.extension.n++;
	ck_assert_int_eq(written(&e), V_TOO_LARGE);
	e = right();
	e.place.seq = INT64_MAX;
	ck_assert_int_eq(written(&e), V_OK);
	e.place.seq++;
	ck_assert_int_eq(written(&e), V_FIELD);
	e = right();
	e.time_ms = INT64_C(7258118399999);
	ck_assert_int_eq(written(&e), V_OK);
	e.time_ms++;
	ck_assert_int_eq(written(&e), V_FIELD);
	e = right();
	e.kind = 65535;
	ck_assert_int_eq(written(&e), V_OK);
	e.kind++;
	ck_assert_int_eq(written(&e), V_FIELD);
	e = right();
	e.place.incarnation = e.key = e.schema = UINT32_MAX;
	ck_assert_int_eq(written(&e), V_OK);
}
END_TEST

/* The largest header there can be is within the limit, so that no field meets it first.
 */
START_TEST(the_largest_header_fits)
{
	uint8_t extension[LIMIT_EXTENSION_BYTES];
	struct entry e = right(), back;
	struct buf b = { 0 };

	memset(extension, 0xff, sizeof(extension));
	memcpy(e.place.author, "AUS.a-desk-of-16-byt", 21);
	e.place.incarnation = e.key = e.schema = UINT32_MAX;
	e.place.seq = e.register_number = INT64_MAX;
	e.time_ms = INT64_C(7258118399999);
	e.kind = 65535;
	e.audience = AUDIENCE_NAMED;
	e.body_size = LIMIT_BODY_BYTES;
	e.extension = bytes_of(extension, sizeof(extension));
	entry_write(&b, &e);
	ck_assert_uint_le(b.n, LIMIT_HEADER_BYTES);
	ck_assert_int_eq(entry_parse(&back, buf_view(&b)), V_OK);
	ck_assert(bytes_eq(back.extension, e.extension));
	buf_clear(&b);
}
END_TEST

/* PROTOCOL M4.12 */
START_TEST(every_kind_meets_every_audience_as_the_table_says)
{
	for (uint32_t kind = 1; kind < 100; kind++)
		for (uint32_t audience = 0; audience < 6; audience++) {
			struct entry e = right();
			enum verdict v;

			e.kind = kind;
			e.audience = audience;
			v = written(&e);
			if (!kind_allows_audience(kind, audience))
				ck_assert_int_eq(v, V_AUDIENCE);
			else if (kind < KIND_FIRST_DATA && !kind_is_known(kind))
				ck_assert_int_eq(v, V_UPGRADE_NEEDED);
			else
				ck_assert_int_eq(v, V_OK);
		}
}
END_TEST

/* An entry of a kind that stops its feed still says where it stands. */
/* PROTOCOL M4.10 */
START_TEST(an_unknown_kind_is_read_as_far_as_its_place)
{
	struct entry e = right(), back;
	struct buf b = { 0 };

	e.kind = 31;
	entry_write(&b, &e);
	ck_assert_int_eq(entry_parse(&back, buf_view(&b)), V_UPGRADE_NEEDED);
	ck_assert_int_eq(place_cmp(&back.place, &e.place), 0);
	ck_assert(hash_eq(&back.prev, &e.prev));
	ck_assert(!hash_is_zero(&back.id));
	buf_clear(&b);
}
END_TEST

START_TEST(a_body_is_the_one_named_or_refused)
{
	static uint8_t large[LIMIT_BODY_BYTES + 1];
	struct bytes body = bytes_of("body", 4);
	struct entry e = right();

	e.body_hash = body_hash(body);
	e.body_size = 4;
	ck_assert_int_eq(entry_check_body(&e, body), V_OK);
	ck_assert_int_eq(entry_check_body(&e, bytes_of("bodY", 4)), V_BODY_HASH);
	ck_assert_int_eq(entry_check_body(&e, bytes_of("bod", 3)), V_BODY_HASH);
	ck_assert_int_eq(entry_check_body(&e, bytes_of(NULL, 0)), V_BODY_HASH);
	e.body_size = 5; /* the hash alone is not enough */
	ck_assert_int_eq(entry_check_body(&e, body), V_BODY_HASH);
	ck_assert_int_eq(
	    entry_check_body(&e, bytes_of(large, sizeof(large))), V_TOO_LARGE);
	e.body_size = 0;
	e.body_hash = body_hash(bytes_of(NULL, 0));
	ck_assert_int_eq(entry_check_body(&e, bytes_of(NULL, 0)), V_OK);
}
END_TEST

START_TEST(parts_of_a_signed_entry_may_be_absent_but_the_header)
{
	uint8_t sig[64] = { 1 };
	struct bytes h = bytes_of("header", 6), s = bytes_of(sig, 64),
		     b = bytes_of("b", 1), none = bytes_of(NULL, 0), header, signature,
		     body;

	for (int with = 0; with < 4; with++) {
		struct buf out = { 0 };

		signed_entry_write(&out, h, with & 1 ? s : none, with & 2 ? b : none);
		ck_assert_int_eq(
		    signed_entry_parse(&header, &signature, &body, buf_view(&out)), V_OK);
		ck_assert(bytes_eq(header, h));
		ck_assert(bytes_eq(signature, with & 1 ? s : none));
		ck_assert(bytes_eq(body, with & 2 ? b : none));
		ck_assert_int_eq(body.p != NULL, (with & 2) != 0);
		buf_clear(&out);
	}
	ck_assert_int_eq(signed_entry_parse(&header, &signature, &body, none), V_FIELD);
}
END_TEST

START_TEST(places_are_ordered_by_author_incarnation_seq)
{
	static const struct place sorted[] = { { "AUS", 1, 1 }, { "AUS", 1, 2 },
		{ "AUS", 2, 1 }, { "AUS.customs", 1, 1 }, { "USA", 1, UINT64_MAX },
		{ "court", 1, 1 } };

	for (size_t i = 0; i < sizeof(sorted) / sizeof(*sorted); i++)
		for (size_t k = 0; k < sizeof(sorted) / sizeof(*sorted); k++) {
			int c = place_cmp(&sorted[i], &sorted[k]);

			ck_assert_int_eq((c > 0) - (c < 0), (i > k) - (i < k));
		}
}
END_TEST

/* The tags part the uses: the same bytes under two tags are two hashes. */
/* PROTOCOL M2.2 */
START_TEST(every_tag_gives_another_hash)
{
	static const char *const tags[] = { TAG_ENTRY, TAG_BODY, TAG_SIGNATURE, TAG_ACT,
		TAG_ACT_SIGNATURE, TAG_IDENTITY, TAG_POSSESSION, TAG_APPLICATION, TAG_KEY,
		TAG_DIGEST, TAG_HEADS };
	struct hash h[sizeof(tags) / sizeof(*tags)];

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		h[i] = hash_tagged(tags[i], bytes_of("x", 1));
		ck_assert_int_eq(strncmp(tags[i], "cmsa/1/", 7), 0);
		for (size_t k = 0; k < i; k++)
			ck_assert(!hash_eq(&h[i], &h[k]));
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("entry");
	Suite *s = suite_create("record_entry");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, any_flipped_bit_of_a_signed_entry_is_refused, 0, 9);
	tcase_add_loop_test(t, an_entry_cut_short_or_longer_is_refused, 0, 9);
	tcase_add_test(t, limits_of_a_header_are_sharp);
	tcase_add_test(t, the_largest_header_fits);
	tcase_add_test(t, every_kind_meets_every_audience_as_the_table_says);
	tcase_add_test(t, an_unknown_kind_is_read_as_far_as_its_place);
	tcase_add_test(t, a_body_is_the_one_named_or_refused);
	tcase_add_test(t, parts_of_a_signed_entry_may_be_absent_but_the_header);
	tcase_add_test(t, places_are_ordered_by_author_incarnation_seq);
	tcase_add_test(t, every_tag_gives_another_hash);
	suite_add_tcase(s, t);
	return check_main(s);
}
