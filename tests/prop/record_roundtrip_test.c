/* Properties of random records: what is signed verifies, what is written reads back, one
 * flipped bit anywhere is refused.  Prints its seed; CMSA_SEED sets it. */
#include <check.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "check_main.h"
#include "entry.h"
#include "pb.h"

enum {
	ROUNDS = 400
};

/* xorshift64*: the sequence follows from the seed alone. */
struct dice {
	uint64_t state;
};

static uint64_t
roll(struct dice *d)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return d->state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t
below(struct dice *d, uint64_t n)
{
	return roll(d) % n;
}

/* Small numbers and the ends of the range come up often. */
static uint64_t
number(struct dice *d, uint64_t least, uint64_t most)
{
	switch (below(d, 4)) {
	case 0: return least;
	case 1: return most;
	case 2: return least + below(d, most - least < 300 ? most - least + 1 : 300);
	default:
		return least +
		       roll(d) % (most - least + 1 ? most - least + 1 : UINT64_MAX);
	}
}

static void
fill(struct dice *d, uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)roll(d);
}

static struct dice
dice_of(int round)
{
	const char *given = getenv("CMSA_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : UINT64_C(20261124);
	struct dice d = { seed * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)round + 1 };

	for (int i = 0; i < 8; i++)
		roll(&d);
	return d;
}

static void
random_author(struct dice *d, char out[static AUTHOR_LEN])
{
	static const char *const authors[] = { "AUS", "XEU", "AUS.customs-16-byte", "a--",
		"court-of-auditor", "ZZZ.0" };

	snprintf(out, AUTHOR_LEN, "%s", authors[below(d, 6)]);
}

static struct entry
random_entry(
    struct dice *d, uint8_t extension[static LIMIT_EXTENSION_BYTES], struct bytes body)
{
	struct entry e = {
		.place = { .incarnation = (uint32_t)number(d, 1, UINT32_MAX),
		    .seq = number(d, 1, INT64_MAX) },
		.key = (uint32_t)number(d, 1, UINT32_MAX),
		.register_number = number(d, 1, INT64_MAX),
		.time_ms = (int64_t)number(d, 0, UINT64_C(7258118399999)),
		.kind = (uint32_t)number(d, KIND_FIRST_DATA, 65535),
		.schema = (uint32_t)number(d, 1, UINT32_MAX),
		.body_size = (uint32_t)body.n,
		.body_hash = body_hash(body),
	};

	random_author(d, e.place.author);
	do
		e.audience = (uint32_t)number(d, 1, 4);
	while (!kind_allows_audience(e.kind, e.audience));
	fill(d, e.prev.b, 32);
	fill(d, e.register_id.b, 32);
	if (e.audience == AUDIENCE_NAMED)
		fill(d, e.key_commitment.b, 32);
	fill(d, extension, LIMIT_EXTENSION_BYTES);
	e.extension = bytes_of(extension, number(d, 0, LIMIT_EXTENSION_BYTES));
	return e;
}

static void
expect_same(const struct entry *a, const struct entry *b)
{
	ck_assert_int_eq(place_cmp(&a->place, &b->place), 0);
	ck_assert(hash_eq(&a->prev, &b->prev));
	ck_assert_uint_eq(a->key, b->key);
	ck_assert_uint_eq(a->register_number, b->register_number);
	ck_assert(hash_eq(&a->register_id, &b->register_id));
	ck_assert_int_eq(a->time_ms, b->time_ms);
	ck_assert_uint_eq(a->kind, b->kind);
	ck_assert_uint_eq(a->schema, b->schema);
	ck_assert_uint_eq(a->audience, b->audience);
	ck_assert(hash_eq(&a->body_hash, &b->body_hash));
	ck_assert_uint_eq(a->body_size, b->body_size);
	ck_assert(hash_eq(&a->key_commitment, &b->key_commitment));
	ck_assert(bytes_eq(a->extension, b->extension));
}

START_TEST(a_header_reads_back_as_it_was_written)
{
	for (int round = 0; round < 20 * ROUNDS; round++) {
		struct dice d = dice_of(round);
		uint8_t extension[LIMIT_EXTENSION_BYTES];
		struct entry e = random_entry(&d, extension, bytes_of("x", 1)), back;
		struct buf first = { 0 }, second = { 0 };

		entry_write(&first, &e);
		ck_assert_msg(
		    entry_parse(&back, buf_view(&first)) == V_OK, "round %d", round);
		expect_same(&e, &back);
		entry_write(&second, &back);
		ck_assert(bytes_eq(buf_view(&first), buf_view(&second)));
		buf_clear(&first);
		buf_clear(&second);
	}
}
END_TEST

struct signed_sample {
	struct buf bytes;
	struct hash alliance;
	struct public_key key;
};

static struct signed_sample
sign_sample(struct dice *d)
{
	uint8_t extension[LIMIT_EXTENSION_BYTES], seed[32], sk[64], body[64];
	struct signed_sample s = { 0 };
	struct buf header = { 0 }, string = { 0 };
	struct bytes body_bytes;
	struct signature sig;
	struct entry e;
	struct hash id;

	fill(d, seed, sizeof(seed));
	crypto_sign_seed_keypair(s.key.b, sk, seed);
	fill(d, s.alliance.b, 32);
	fill(d, body, sizeof(body));
	body_bytes = bytes_of(body, number(d, 1, sizeof(body)));
	e = random_entry(d, extension, body_bytes);
	entry_write(&header, &e);
	id = entry_id(buf_view(&header));
	entry_signing_string(&string, &s.alliance, &id);
	crypto_sign_detached(sig.b, NULL, string.p, string.n, sk);
	signed_entry_write(
	    &s.bytes, buf_view(&header), bytes_of(sig.b, sizeof(sig.b)), body_bytes);
	buf_clear(&header);
	buf_clear(&string);
	return s;
}

static enum verdict
verify(const struct signed_sample *s)
{
	struct bytes header, signature, body;
	struct signature sig;
	struct entry e;
	enum verdict v =
	    signed_entry_parse(&header, &signature, &body, buf_view(&s->bytes));

	if (!v)
		v = entry_parse(&e, header);
	if (!v)
		v = entry_check_body(&e, body);
	if (v || signature.n != sizeof(sig.b))
		return v ? v : V_BAD_SIGNATURE;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	return entry_check_signature(&s->alliance, &e.id, &sig, &s->key);
}

START_TEST(what_is_signed_verifies_and_one_flipped_bit_does_not)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct dice d = dice_of(round);
		struct signed_sample s = sign_sample(&d);

		ck_assert_msg(verify(&s) == V_OK, "round %d", round);
		for (int i = 0; i < 40; i++) {
			size_t bit = below(&d, 8 * s.bytes.n);

			s.bytes.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
			ck_assert_msg(
			    verify(&s) != V_OK, "round %d, bit %zu", round, bit);
			s.bytes.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		s.alliance.b[below(&d, 32)] ^= 1;
		ck_assert_int_eq(verify(&s), V_BAD_SIGNATURE);
		buf_clear(&s.bytes);
	}
}
END_TEST

/* Lines with distinct codes and every other field at random within its range. */
static void
random_line(struct dice *d, Cmsa__DutyLine *l, char code[static 13], size_t row)
{
	static const char *const texts[] = { "", "x", "C\xc3\xb4te",
		"1,2 \xe2\x82\xac/kg" };

	cmsa__duty_line__init(l);
	snprintf(code, 13, "%0*zu", (int)number(d, 6, 12), 100000 + row);
	l->code = code;
	l->scope = (Cmsa__OriginScope)number(d, 1, 5);
	l->origin = pb_text(l->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY ? "CHN" : "");
	l->kind = (Cmsa__DutyKind)number(d, 1, 7);
	l->measure = pb_text(texts[below(d, 4)]);
	l->start_days = (int32_t)number(d, 1, 84005);
	if (below(d, 2))
		l->start_days = -(int32_t)number(d, 1, 25567);
	l->end_days = below(d, 2) ? 84005 : 0;
	l->combination = (Cmsa__Combination)number(d, 0, 4);
	if (l->combination != CMSA__COMBINATION__COMBINATION_SPECIFIC)
		l->ad_valorem_bp = (uint32_t)number(d, 0, 1000000);
	if (l->combination != CMSA__COMBINATION__COMBINATION_AD_VALOREM)
		l->specific = pb_text(texts[1 + below(d, 3)]);
	l->citation = pb_text(texts[below(d, 4)]);
}

START_TEST(a_duty_body_reads_back_as_it_was_written)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct dice d = dice_of(round);
		Cmsa__DutyLine lines[20], *rows[20];
		char codes[20][13];
		const ProtobufCMessage *m = NULL;
		struct buf first = { 0 }, second = { 0 };
		Cmsa__DutyBody b;
		struct arena mem;

		cmsa__duty_body__init(&b);
		b.country = pb_text("XEU");
		b.hs_edition = pb_text("HS2017");
		b.mfn_only = below(&d, 2) == 1;
		b.n_lines = number(&d, 1, 20);
		b.lines = rows;
		for (size_t i = 0; i < b.n_lines; i++) {
			random_line(&d, &lines[i], codes[i], i);
			rows[i] = &lines[i];
		}
		arena_init(&mem, LIMIT_BODY_ARENA);
		pb_write(&first, &b.base);
		ck_assert_msg(
		    body_parse(&m, &mem, KIND_DUTY, 1, buf_view(&first), NULL) == V_OK,
		    "round %d", round);
		pb_write(&second, m);
		ck_assert(bytes_eq(buf_view(&first), buf_view(&second)));
		arena_clear(&mem);
		buf_clear(&first);
		buf_clear(&second);
	}
}
END_TEST

static void
random_ref(struct dice *d, Cmsa__Ref *r, char author[static AUTHOR_LEN],
    const uint8_t id[static 32], size_t place)
{
	cmsa__ref__init(r);
	random_author(d, author);
	r->author = author;
	r->incarnation = (uint32_t)number(d, 1, UINT32_MAX);
	r->seq = number(d, 1, INT64_MAX);
	r->id = pb_data(bytes_of(id, 32));
	if (!place)
		return;
	/* after all that may stand before it */
	snprintf(author, AUTHOR_LEN, "zz-%zu", place + 100);
}

/* A body that is taken is written back to its bytes. */
static void
expect_itself(uint32_t kind, const ProtobufCMessage *value, int round)
{
	const ProtobufCMessage *m = NULL;
	struct buf first = { 0 }, second = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	pb_write(&first, value);
	ck_assert_msg(body_parse(&m, &mem, kind, 1, buf_view(&first), NULL) == V_OK,
	    "round %d, kind %u", round, kind);
	pb_write(&second, m);
	ck_assert(bytes_eq(buf_view(&first), buf_view(&second)));
	arena_clear(&mem);
	buf_clear(&first);
	buf_clear(&second);
}

static void
random_alert(struct dice *d, Cmsa__AlertBody *b, Cmsa__AlertScheme scheme[1],
    char *texts[static 4], Cmsa__Ref **refs, size_t n_refs)
{
	cmsa__alert_body__init(b);
	b->country = pb_text("AUS");
	b->id = pb_text(below(d, 2) ? "2026-17" : "caf\xc3\xa9");
	b->severity = (Cmsa__AlertSeverity)number(d, 1, 4);
	scheme[0] = (Cmsa__AlertScheme)number(d, 1, 3);
	b->schemes = scheme;
	b->n_schemes = 1;
	b->subjects = &texts[0];
	b->n_subjects = 1;
	b->action = &texts[1];
	b->n_action = below(d, 2);
	b->containers = &texts[2];
	b->n_containers = below(d, 2);
	b->ports = &texts[3];
	b->n_ports = below(d, 2);
	b->vessel = pb_text(below(d, 2) ? "9074729" : "");
	b->mass_grams = (int64_t)number(d, 0, INT64_MAX);
	b->value_cents = (int64_t)number(d, 0, INT64_MAX);
	b->currency = pb_text(b->value_cents ? "USD" : "");
	b->basis = pb_text("papers");
	b->handling = (Cmsa__Handling)number(d, 1, 5);
	b->sample = below(d, 2) == 1;
	b->corrects = refs;
	b->n_corrects = n_refs;
}

START_TEST(alerts_answers_and_retractions_read_back_as_they_were_written)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct dice d = dice_of(round);
		char authors[10][AUTHOR_LEN], *texts[] = { pb_text("graphite"),
			pb_text("USA"), pb_text("CSQU3054383"), pb_text("USLAX") };
		Cmsa__Ref ref[10], *refs[10];
		Cmsa__AlertScheme scheme[1];
		Cmsa__AlertResponseBody r;
		Cmsa__RetractionBody back;
		Cmsa__AlertBody b;
		uint8_t id[32];
		size_t n = number(&d, 0, 10);

		fill(&d, id, sizeof(id));
		for (size_t i = 0; i < 10; i++) {
			random_ref(&d, &ref[i], authors[i], id, i);
			refs[i] = &ref[i];
		}
		random_alert(&d, &b, scheme, texts, refs, n);
		expect_itself(KIND_ALERT, &b.base, round);
		cmsa__alert_response_body__init(&r);
		r.country = pb_text("USA");
		r.alert = &ref[0];
		r.state = (Cmsa__ResponseState)number(&d, 1, 5);
		r.action = pb_text(below(&d, 2) ? "held" : "");
		r.corrects = refs;
		r.n_corrects = n;
		expect_itself(KIND_ALERT_RESPONSE, &r.base, round);
		cmsa__retraction_body__init(&back);
		back.entries = refs;
		back.n_entries = n ? n : 1;
		back.reason = pb_text("a slip");
		expect_itself(KIND_RETRACTION, &back.base, round);
	}
}
END_TEST

/* No decoder may read past its input or keep anything: ASan watches. */
START_TEST(random_bytes_are_refused_quietly)
{
	for (int round = 0; round < 20 * ROUNDS; round++) {
		struct dice d = dice_of(round);
		size_t n = below(&d, 64);
		uint8_t *p = malloc(n + 1);
		const ProtobufCMessage *m = NULL;
		struct bytes a, b, c;
		struct arena mem;
		struct entry e;

		ck_assert_ptr_nonnull(p);
		fill(&d, p, n);
		arena_init(&mem, LIMIT_BODY_ARENA);
		ck_assert_int_ne(entry_parse(&e, bytes_of(p, n)), V_OK);
		signed_entry_parse(&a, &b, &c, bytes_of(p, n));
		body_parse(
		    &m, &mem, (uint32_t)number(&d, 1, 42), 1, bytes_of(p, n), NULL);
		arena_clear(&mem);
		free(p);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("roundtrip");
	Suite *s = suite_create("record_roundtrip");

	if (sodium_init() < 0)
		return 4;
	printf("seed %s\n", getenv("CMSA_SEED") ? getenv("CMSA_SEED") : "20261124");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_header_reads_back_as_it_was_written);
	tcase_add_test(t, what_is_signed_verifies_and_one_flipped_bit_does_not);
	tcase_add_test(t, a_duty_body_reads_back_as_it_was_written);
	tcase_add_test(t, alerts_answers_and_retractions_read_back_as_they_were_written);
	tcase_add_test(t, random_bytes_are_refused_quietly);
	suite_add_tcase(s, t);
	return check_main(s);
}
