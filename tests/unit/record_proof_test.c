/* tests/vectors/proofs.json: proofs of forks by an independent program: what it wrote we read
 * and write the same, what it spoilt gets its verdict, and what each body proves to somebody
 * who holds the feed up to the place before (PROTOCOL M4.18, M5.30, M8.1). */
#include "check_main.h"
#include "fork.h"
#include "vectors/record_vectors.h"

static json_t *file;

static void
setup(void)
{
	file = vectors_load("proofs.json");
}

static void
teardown(void)
{
	json_decref(file);
}

START_TEST(an_entry_is_read_and_written_the_same) /* _i: the entry */
{
	vector_expect_entry(file, vector_at(file, "entries", _i));
}
END_TEST

START_TEST(any_flipped_bit_of_an_entry_is_refused)
{
	vector_refuse_flips(
	    file, vector_at(file, "entries", 0), "signed_entry", vector_entry_stands);
}
END_TEST

START_TEST(what_is_spoilt_gets_its_verdict)
{
	vector_expect_refused(file, 17);
}
END_TEST

static struct fork_feed
feed_of(const json_t *v)
{
	struct fork_feed f = { .alliance = vector_hash(file, "alliance_id"),
		.before = vector_hash(v, "before"),
		.is_held = true,
		.generation = (uint32_t)vector_number(v, "generation") };

	vector_fixed(f.key.b, sizeof(f.key.b), v, "public_key");
	return f;
}

/* What is it, for that feed?  FORK_OPEN: not even a body. */
static enum fork_state
judged(struct bytes body, const struct fork_feed *feed)
{
	const ProtobufCMessage *m = NULL;
	enum fork_state s = FORK_OPEN;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_PROOF, 1, body, NULL))
		s = fork_judge((const Cmsa__ProofBody *)(const void *)m, feed);
	arena_clear(&mem);
	return s;
}

/* PROTOCOL M4.18 */
START_TEST(a_body_proves_what_it_should_and_no_more)
{
	const json_t *v;
	size_t i, proven = 0;

	json_array_foreach(json_object_get(file, "judgements"), i, v)
	{
		struct fork_feed feed = feed_of(v);
		struct buf b = { 0 };
		const enum fork_state s = judged(vector_bytes(&b, v, "body"), &feed);

		ck_assert_msg((int)(s == FORK_PROVEN) == vector_number(v, "proven") &&
				  s != FORK_OPEN,
		    "%s: found %s", vector_text(v, "name"), fork_state_name(s));
		proven += s == FORK_PROVEN;
		feed.is_held = false;
		ck_assert_int_eq(judged(buf_view(&b), &feed), FORK_OPEN);
		buf_clear(&b);
	}
	ck_assert_uint_eq(proven, 2);
	ck_assert_uint_ge(i, 8);
}
END_TEST

/* Nobody can make one of what an innocent author signed: no other bytes will do.  PROTOCOL M4.18 */
START_TEST(with_any_bit_flipped_a_proof_proves_nothing) /* _i: which of the two */
{
	const json_t *v = vector_at(file, "judgements", _i);
	const struct fork_feed feed = feed_of(v);
	struct buf b = { 0 };

	ck_assert_int_eq(judged(vector_bytes(&b, v, "body"), &feed), FORK_PROVEN);
	for (size_t bit = 0; bit < 8 * b.n; bit++) {
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(judged(buf_view(&b), &feed) != FORK_PROVEN, "bit %zu", bit);
		b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	buf_clear(&b);
}
END_TEST

START_TEST(another_key_alliance_or_history_makes_it_false) /* _i: a bit */
{
	const json_t *v = vector_at(file, "judgements", 0);
	struct fork_feed feed[4] = { feed_of(v), feed_of(v), feed_of(v), feed_of(v) };
	struct buf b = { 0 };

	feed[0].key.b[_i / 8] ^= (uint8_t)(1u << _i % 8);
	feed[1].alliance.b[_i / 8] ^= (uint8_t)(1u << _i % 8);
	feed[2].before.b[_i / 8] ^= (uint8_t)(1u << _i % 8);
	feed[3].generation++;
	vector_bytes(&b, v, "body");
	for (size_t i = 0; i < ARRAY_LEN(feed); i++)
		ck_assert_int_eq(judged(buf_view(&b), &feed[i]), FORK_FALSE);
	buf_clear(&b);
}
END_TEST

/* One fork is one body: whoever writes it, in whatever order the sides came.  PROTOCOL M5.30 */
START_TEST(the_sides_make_one_body)
{
	const json_t *v = vector_at(file, "judgements", 0);
	const ProtobufCMessage *m = NULL;
	struct buf b = { 0 }, out = { 0 };
	struct fork_side side[2];
	struct arena mem;
	struct fork f;

	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_eq(
	    body_parse(&m, &mem, KIND_PROOF, 1, vector_bytes(&b, v, "body"), NULL), V_OK);
	fork_of(&f, (const Cmsa__ProofBody *)(const void *)m);
	ck_assert_str_eq(f.at.author, "AUS");
	ck_assert_uint_eq(f.at.seq, 3);
	ck_assert(!hash_eq(&f.ids[0], &f.ids[1]));
	for (int i = 0; i < 2; i++) {
		const Cmsa__ProofSide *s =
		    ((const Cmsa__ProofBody *)(const void *)m)->sides[i];

		side[i].headers = pb_bytes(s->headers);
		memcpy(
		    side[i].signature.b, s->signature.data, sizeof(side[i].signature.b));
	}
	fork_write(&out, &side[0], &side[1]);
	ck_assert(bytes_eq(buf_view(&out), buf_view(&b)));
	out.n = 0;
	fork_write(&out, &side[1], &side[0]);
	ck_assert(bytes_eq(buf_view(&out), buf_view(&b)));
	arena_clear(&mem);
	buf_clear(&out);
	buf_clear(&b);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vectors");
	Suite *s = suite_create("record_proof");

	if (sodium_init() < 0)
		return 4;
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, an_entry_is_read_and_written_the_same, 0, 3);
	tcase_add_test(t, any_flipped_bit_of_an_entry_is_refused);
	tcase_add_test(t, what_is_spoilt_gets_its_verdict);
	tcase_add_test(t, a_body_proves_what_it_should_and_no_more);
	tcase_add_loop_test(t, with_any_bit_flipped_a_proof_proves_nothing, 0, 2);
	tcase_add_loop_test(t, another_key_alliance_or_history_makes_it_false, 0, 256);
	tcase_add_test(t, the_sides_make_one_body);
	suite_add_tcase(s, t);
	return check_main(s);
}
