/* comply_sheet_test.c - folding, order, counts and the digest of findings (PROTOCOL.md 7). */
#include <jansson.h>

#include "comply_fixture.h"
#include "sentence.h"
#include "vectors/vectors.h"

static const char *const partners[] = { "AUS", "CHN", "JPN" };

/* Adds one finding per partner of one HS6; rates[k] is what partner k is charged. */
static void
add_code(struct sheet *s, const char *hs6, const int64_t rates[3])
{
	const struct sheet_about about = { "tin", STAGE(MINED), hs6 };

	for (size_t k = 0; k < 3; k++) {
		struct outcome o = { .reason = rates[k] ? REASON_NOT_FREE : REASON_FREE,
			.measured = { .unit = MEASURE_BP, .value = rates[k] } };

		sheet_add(s, &about, &o, partners[k]);
	}
}

/* PROTOCOL M7.11 */
START_TEST(equal_in_all_but_partner_and_hs6_are_one_row)
{
	struct arena mem;
	struct sheet s = { .mem = &mem };
	const int64_t rates[3] = { 5, 5, 5 };

	arena_init(&mem, 0);
	add_code(&s, "260900", rates);
	add_code(&s, "250410", rates);
	sheet_finish(&s);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.rows[0].count, 6);
	ck_assert_uint_eq(s.rows[0].n_partners, 3);
	ck_assert_uint_eq(s.rows[0].n_hs6, 2);
	ck_assert_str_eq(s.rows[0].hs6[0], "250410");
	sheet_clear(&s);
	arena_clear(&mem);
}
END_TEST

START_TEST(a_row_never_says_more_than_was_found)
{
	struct arena mem;
	struct sheet s = { .mem = &mem };
	const int64_t one[3] = { 5, 5, 0 }, other[3] = { 5, 0, 5 };
	uint32_t count = 0;

	arena_init(&mem, 0);
	add_code(&s, "250410", one);
	add_code(&s, "260900", other);
	sheet_finish(&s);
	/* HS6 are joined only where their partners are the same ones */
	ck_assert_uint_eq(s.n, 4);
	for (size_t i = 0; i < s.n; i++) {
		ck_assert_uint_eq(
		    s.rows[i].count, s.rows[i].n_partners * s.rows[i].n_hs6);
		count += s.rows[i].count;
	}
	ck_assert_uint_eq(count, 6);
	ck_assert_int_eq(s.rows[0].outcome.reason, REASON_NOT_FREE);
	ck_assert_int_eq(s.rows[3].outcome.reason, REASON_FREE);
	sheet_clear(&s);
	arena_clear(&mem);
}
END_TEST

/* Each makes two outcomes different. */
static const fact_source cited[] = { 1, 2 };
static const struct outcome variants[] = {
	{ .reason = REASON_FREE },
	{ .reason = REASON_NOT_FREE },
	{ .reason = REASON_FREE, .measured = { .unit = MEASURE_BP } },
	{ .reason = REASON_FREE, .measured = { .unit = MEASURE_BP, .value = 1 } },
	{ .reason = REASON_FREE, .measured = { .unit = MEASURE_TEXT, .text = "a" } },
	{ .reason = REASON_FREE, .measured = { .unit = MEASURE_TEXT, .text = "b" } },
	{ .reason = REASON_FREE, .required = { .unit = MEASURE_BP } },
	{ .reason = REASON_FREE, .flags = FLAG_MFN_ONLY },
	{ .reason = REASON_FREE, .evidence = cited, .n_evidence = 1 },
	{ .reason = REASON_FREE, .evidence = cited + 1, .n_evidence = 1 },
	{ .reason = REASON_FREE, .evidence = cited, .n_evidence = 2 },
};

/* PROTOCOL M7.11 */
START_TEST(what_differs_in_anything_else_stays_apart) /* _i: pairs */
{
	const size_t n = ARRAY_LEN(variants), a = (size_t)_i / n, b = (size_t)_i % n;
	const struct sheet_about about = { "tin", STAGE(MINED), "260900" };
	struct arena mem;
	struct sheet s = { .mem = &mem };

	arena_init(&mem, 0);
	sheet_add(&s, &about, &variants[a], "AUS");
	sheet_add(&s, &about, &variants[b], "JPN");
	sheet_finish(&s);
	ck_assert_uint_eq(s.n, a == b ? 1 : 2);
	sheet_clear(&s);
	arena_clear(&mem);
}
END_TEST

/* PROTOCOL M7.10 */
START_TEST(the_worst_status_is_the_criterions_and_none_is_not_due)
{
	struct facts *f = facts_empty();
	struct findings *fs;
	struct sheet s;
	const struct sheet_about about = { "tin", STAGE(MINED), NULL };
	const struct outcome free = { .reason = REASON_FREE };
	const struct outcome none = { .reason = REASON_NO_LINE };

	facts_finish(f);
	fs = findings_new(f, (struct date){ TODAY }, 1);
	s = (struct sheet){ .mem = &fs->mem };
	findings_add_country(fs, "AUS");
	ck_assert_int_eq(
	    findings_add_criterion(fs, CMSA__CRITERION__CRITERION_B1, &s)->status,
	    CMSA__STATUS__STATUS_NOT_DUE);
	sheet_add(&s, &about, &free, "AUS");
	sheet_add(&s, &about, &none, "JPN");
	sheet_add(&s, &about, &free, "USA");
	sheet_finish(&s);
	ck_assert_int_eq(
	    findings_add_criterion(fs, CMSA__CRITERION__CRITERION_B4, &s)->status,
	    CMSA__STATUS__STATUS_NO_DATA);
	ck_assert_uint_eq(fs->n_counts, 2);
	ck_assert_str_eq(fs->counts[0].reason, "no-line");
	ck_assert_uint_eq(fs->counts[1].count, 2);
	ck_assert_uint_eq(fs->criteria[1].first_count, 0);
	sheet_clear(&s);
	findings_free(fs);
	facts_done(f);
}
END_TEST

START_TEST(every_reason_has_a_code_of_its_own_a_status_and_a_sentence) /* _i: reason */
{
	const enum reason r = (enum reason)_i;

	ck_assert_int_eq(reasons_of_code(reasons_code(r)), r);
	ck_assert_int_ne(reasons_status(r), CMSA__STATUS__STATUS_UNSET);
	ck_assert_uint_gt(strlen(reason_text(reasons_code(r))), 0);
	ck_assert_uint_gt(strlen(reasons_sentence(r)), 0);
}
END_TEST

static const struct {
	struct outcome outcome;
	const char *sentence;
} sentences[] = {
	{ { .reason = REASON_AT_OR_ABOVE_STEP,
	      .measured = { .unit = MEASURE_BP, .value = 1000 },
	      .required = { .unit = MEASURE_BP, .value = 834 } },
	    "AUS charges 10 % on 250410 (tin, mined) from CHN; the step of its phase-in is 8.34 %" },
	{ { .reason = REASON_COMPARABLE },
	    "AUS has, by its own word, a measure on 250410 (tin, mined) from CHN of the sort "
	    "judged comparable to the floor" },
	{ { .reason = REASON_QUOTA_ABOVE,
	      .measured = { .unit = MEASURE_GRAMS_A_YEAR, .value = 1500500000 },
	      .required = { .unit = MEASURE_GRAMS_A_YEAR, .value = 1000000000 } },
	    "the quota of AUS on 250410 (tin, mined) from CHN is 1500.5 t a year; at most 1000 t "
	    "a year is allowed" },
	{ { .reason = REASON_QUOTA_ABOVE,
	      .measured = { .unit = MEASURE_GRAMS_A_YEAR, .value = 1 },
	      .required = { .unit = MEASURE_GRAMS_A_YEAR, .value = 1000001 } },
	    "the quota of AUS on 250410 (tin, mined) from CHN is 0.000001 t a year; at most "
	    "1.000001 t a year is allowed" },
	{ { .reason = REASON_QUOTA_WITHOUT_VOLUME },
	    "the quota of AUS on 250410 (tin, mined) from CHN says no volume" },
};

START_TEST(what_4_c_2_allows_is_said_in_a_sentence) /* _i */
{
	char code[] = "250410", chn[] = "CHN", *codes[] = { code }, *origins[] = { chn };
	struct sheet_row row = { .product = "tin",
		.stage = STAGE(MINED),
		.outcome = sentences[_i].outcome,
		.hs6 = codes,
		.n_hs6 = 1,
		.partners = origins,
		.n_partners = 1 };
	struct arena mem;

	arena_init(&mem, 0);
	ck_assert_str_eq(sentence_write(&mem, "AUS", &row), sentences[_i].sentence);
	arena_clear(&mem);
}
END_TEST

/* --- digest: vectors made by an independent program --------------------------------- */

static void
read_position(struct position *p, const json_t *v)
{
	const json_t *heads = json_object_get(v, "heads");

	*p = (struct position){ .register_number =
				    (uint64_t)vector_number(v, "register_number"),
		.register_id = vector_hash(v, "register_id") };
	for (size_t i = 0; i < json_array_size(heads); i++) {
		const json_t *h = json_array_get(heads, i);
		struct place at =
		    place_of(vector_text(h, "author"), (uint64_t)vector_number(h, "seq"));
		struct hash id = vector_hash(h, "id");

		at.incarnation = (uint32_t)vector_number(h, "incarnation");
		position_set(p, &at, &id);
	}
}

static size_t
read_findings(struct finding *list, struct arena *mem, const json_t *v)
{
	const json_t *bytes = json_object_get(v, "finding_bytes");
	size_t n = json_array_size(bytes);

	for (size_t i = 0; i < n; i++) {
		const ProtobufCMessage *m = NULL;
		struct buf b = { 0 };

		hex_bytes(&b, json_string_value(json_array_get(bytes, i)));
		ck_assert_int_eq(
		    pb_parse_canonical(&m, mem, &cmsa__finding__descriptor, buf_view(&b)),
		    V_OK);
		memcpy(&list[i].pb, m, sizeof(list[i].pb));
		buf_clear(&b);
	}
	return n;
}

/* PROTOCOL M7.12 */
START_TEST(digests_are_those_of_the_vectors)
{
	json_t *all = vectors_load("findings.json");

	ck_assert_uint_gt(json_array_size(all), 0);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *v = json_array_get(all, i);
		struct finding list[16] = { 0 };
		struct position p;
		struct arena mem;
		struct hash digest, expected = vector_hash(v, "digest");
		struct findings_about about = { .alliance = vector_hash(v, "alliance_id"),
			.rules_version = (uint32_t)vector_number(v, "rules_version"),
			.level = (enum facts_level)vector_number(v, "level"),
			.position = &p,
			.as_of = { (int32_t)vector_number(v, "as_of_days") } };

		ck_assert_uint_le(json_array_size(json_object_get(v, "finding_bytes")),
		    ARRAY_LEN(list));
		arena_init(&mem, 0);
		read_position(&p, v);
		digest = findings_digest(&about, list, read_findings(list, &mem, v));
		ck_assert(hash_eq(&digest, &expected));
		position_clear(&p);
		arena_clear(&mem);
	}
	json_decref(all);
}
END_TEST

int
main(void)
{
	TCase *fold = tcase_create("folding"), *digest = tcase_create("digest");
	const int pairs = (int)(ARRAY_LEN(variants) * ARRAY_LEN(variants));

	tcase_add_test(fold, equal_in_all_but_partner_and_hs6_are_one_row);
	tcase_add_test(fold, a_row_never_says_more_than_was_found);
	tcase_add_loop_test(fold, what_differs_in_anything_else_stays_apart, 0, pairs);
	tcase_add_test(fold, the_worst_status_is_the_criterions_and_none_is_not_due);
	tcase_add_loop_test(fold,
	    every_reason_has_a_code_of_its_own_a_status_and_a_sentence, 1, REASON_COUNT);
	tcase_add_loop_test(
	    fold, what_4_c_2_allows_is_said_in_a_sentence, 0, (int)ARRAY_LEN(sentences));
	tcase_add_test(digest, digests_are_those_of_the_vectors);
	return run_suite("comply_sheet", (TCase *[]){ fold, digest }, 2);
}
