/* comply_b3_test.c - capacity reviews: 4(b)(3) (statute.md 3). */
#include "comply_fixture.h"

#define PRESENCE(p) CMSA__PRESENCE__PRESENCE_##p

static const Cmsa__Finding *
graphite(struct findings **fs, struct facts *f, const struct tables *t)
{
	facts_finish(f);
	*fs = judged(f, t, "AUS", NULL, b3_judge);
	return finding_of(*fs, "graphite", STAGE(MINED), NULL, NULL);
}

static void
done(struct findings *fs, struct facts *f, struct tables *t)
{
	findings_free(fs);
	facts_done(f);
	tables_free_codes(t);
	tables_free(t);
}

/* PROTOCOL M7.8 */
START_TEST(a_review_of_365_days_is_in_time_and_one_of_366_stale) /* _i: 0, 1 */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_REVIEWS(f, 1,
	    { "graphite", .presence = PRESENCE(REPORTED), .day = TODAY - 365 - _i });
	got = graphite(&fs, f, t);
	ck_assert_str_eq(got->reason, _i ? "stale" : "reviewed");
	ck_assert_str_eq(got->measured, _i ? "366 days" : "365 days");
	ck_assert_str_eq(got->required, "365 days");
	ck_assert_uint_eq(got->n_evidence, 1);
	done(fs, f, t);
}
END_TEST

/* Two rows of one review: what they are together. */
static const struct {
	Cmsa__Presence a, b;
	const char *reason;
} presences[] = {
	{ PRESENCE(REPORTED), PRESENCE(NIL), "reviewed" },
	{ PRESENCE(NIL), PRESENCE(NIL), "nil" },
	{ PRESENCE(NIL), PRESENCE(NOT_AVAILABLE), "nil" },
	{ PRESENCE(REPORTED), PRESENCE(NOT_AVAILABLE), "reviewed" },
	{ PRESENCE(NOT_AVAILABLE), PRESENCE(NOT_AVAILABLE), "not-available" },
	{ PRESENCE(REPORTED), PRESENCE(WITHHELD), "withheld" },
	{ PRESENCE(NIL), PRESENCE(WITHHELD), "withheld" },
	{ PRESENCE(NOT_AVAILABLE), PRESENCE(WITHHELD), "withheld" },
	{ PRESENCE(WITHHELD), PRESENCE(WITHHELD), "withheld" },
};

/* PROTOCOL M7.8 */
START_TEST(rows_of_one_entry_and_date_are_one_review) /* _i: presences, both orders */
{
	const size_t i = (size_t)_i / 2;
	const bool swap = _i % 2;
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_REVIEWS(f, 1,
	    { "graphite", .presence = swap ? presences[i].b : presences[i].a,
		.day = TODAY },
	    { "graphite", .presence = swap ? presences[i].a : presences[i].b,
		.day = TODAY });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, presences[i].reason);
	done(fs, f, t);
}
END_TEST

START_TEST(the_newest_by_date_then_seq_decides)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_REVIEWS(
	    f, 3, { "graphite", .presence = PRESENCE(REPORTED), .day = TODAY - 9 });
	ADD_REVIEWS(
	    f, 1, { "graphite", .presence = PRESENCE(WITHHELD), .day = TODAY - 5 });
	ADD_REVIEWS(f, 2, { "graphite", .presence = PRESENCE(NIL), .day = TODAY - 5 });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "nil");
	done(fs, f, t);
}
END_TEST

START_TEST(a_review_dated_after_the_day_asked_is_not_there_yet)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_REVIEWS(f, 1, { "graphite", .presence = PRESENCE(NIL), .day = TODAY + 1 });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "no-review");
	done(fs, f, t);
}
END_TEST

START_TEST(secondary_rows_and_other_stages_answer_for_nothing)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_REVIEWS(f, 1,
	    { "graphite", .presence = PRESENCE(NIL), .day = TODAY, .secondary = true },
	    { "graphite", .stage = STAGE(PROCESSED), .presence = PRESENCE(NIL),
		.day = TODAY });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "no-review");
	ck_assert_str_eq(
	    finding_of(fs, "graphite", STAGE(PROCESSED), NULL, NULL)->reason, "nil");
	done(fs, f, t);
}
END_TEST

START_TEST(an_aggregate_answers_for_each_subject)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	table_mineral(t, "tin", 0);
	ADD_REVIEWS(
	    f, 1, { "graphite", "tin", .presence = PRESENCE(REPORTED), .day = TODAY });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "reviewed");
	ck_assert_str_eq(
	    finding_of(fs, "tin", STAGE(MINED), NULL, NULL)->reason, "reviewed");
	done(fs, f, t);
}
END_TEST

START_TEST(nil_for_the_rest_covers_both_stages_without_a_review_of_their_own)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_REVIEWS(f, 1,
	    { NULL, .presence = PRESENCE(NIL), .day = TODAY - 1, .sample = true },
	    { "graphite", .presence = PRESENCE(NOT_AVAILABLE), .day = TODAY - 300 });
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "not-available");
	got = finding_of(fs, "graphite", STAGE(PROCESSED), NULL, NULL);
	ck_assert_str_eq(got->reason, "nil-for-rest");
	ck_assert_str_eq(got->measured, "1 days");
	ck_assert(has_flag(got, "sample"));
	done(fs, f, t);
}
END_TEST

START_TEST(
    nil_for_the_rest_covers_what_was_critical_on_its_date) /* _i: listed the day after */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	table_mineral(t, "newfound", TODAY - 10 + _i);
	ADD_REVIEWS(f, 1, { NULL, .presence = PRESENCE(NIL), .day = TODAY - 10 });
	graphite(&fs, f, t);
	ck_assert_str_eq(finding_of(fs, "newfound", STAGE(MINED), NULL, NULL)->reason,
	    _i ? "no-review" : "nil-for-rest");
	done(fs, f, t);
}
END_TEST

START_TEST(a_body_not_held_makes_reviews_not_computable)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	const struct place lost = place_of("AUS", 9);
	struct findings *fs;

	ADD_REVIEWS(f, 1, { "graphite", .presence = PRESENCE(NIL), .day = TODAY });
	facts_add_missing(f, &lost, KIND_CAPACITY, AUDIENCE_PUBLIC);
	ck_assert_str_eq(graphite(&fs, f, t)->reason, "body-missing");
	done(fs, f, t);
}
END_TEST

/* Days of the review and of its second witness, before the day asked; 0: no witness. */
static const struct {
	int reviewed, witnessed;
	const char *measured;
} ages[] = {
	{ 10, 0, "10 days" },
	{ 10, 3, "10 days" },
	{ 3, 10, "10 days" }, /* dated after it was witnessed: aged from the witness */
	{ 400, 2, "400 days" },
};

START_TEST(age_runs_from_the_earlier_of_its_date_and_its_witnessed_date) /* _i: ages */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_REVIEWS(f, 1,
	    { "graphite", .presence = PRESENCE(NIL), .day = TODAY - ages[_i].reviewed });
	facts_finish(f);
	if (ages[_i].witnessed)
		f->sources[0].witnessed = (struct date){ TODAY - ages[_i].witnessed };
	fs = judged(f, t, "AUS", NULL, b3_judge);
	ck_assert_str_eq(finding_of(fs, "graphite", STAGE(MINED), NULL, NULL)->measured,
	    ages[_i].measured);
	done(fs, f, t);
}
END_TEST

START_TEST(select_products_need_no_review)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	graphite(&fs, f, t);
	ck_assert_uint_eq(fs->n_list, 2);
	ck_assert_uint_eq(fs->counts[0].count, 2);
	ck_assert_str_eq(fs->counts[0].reason, "no-review");
	done(fs, f, t);
}
END_TEST

int
main(void)
{
	TCase *c = tcase_create("reviews");

	tcase_add_loop_test(
	    c, a_review_of_365_days_is_in_time_and_one_of_366_stale, 0, 2);
	tcase_add_loop_test(c, rows_of_one_entry_and_date_are_one_review, 0,
	    2 * (int)ARRAY_LEN(presences));
	tcase_add_test(c, the_newest_by_date_then_seq_decides);
	tcase_add_test(c, a_review_dated_after_the_day_asked_is_not_there_yet);
	tcase_add_test(c, secondary_rows_and_other_stages_answer_for_nothing);
	tcase_add_test(c, an_aggregate_answers_for_each_subject);
	tcase_add_test(
	    c, nil_for_the_rest_covers_both_stages_without_a_review_of_their_own);
	tcase_add_loop_test(
	    c, nil_for_the_rest_covers_what_was_critical_on_its_date, 0, 2);
	tcase_add_test(c, a_body_not_held_makes_reviews_not_computable);
	tcase_add_loop_test(c,
	    age_runs_from_the_earlier_of_its_date_and_its_witnessed_date, 0,
	    (int)ARRAY_LEN(ages));
	tcase_add_test(c, select_products_need_no_review);
	return run_suite("comply_b3", (TCase *[]){ c }, 1);
}
