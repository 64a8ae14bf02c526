/* comply_b1_test.c - duty floors: 4(b)(1) (statute.md 3). */
#include "comply_fixture.h"

/* What AUS gets for graphite, mined, 250410 toward `partner`. */
static const Cmsa__Finding *
graphite(
    struct findings **fs, struct facts *f, const struct tables *t, const char *partner)
{
	facts_finish(f);
	*fs = judged(f, t, "AUS", NULL, b1_judge);
	return finding_of(*fs, "graphite", STAGE(MINED), "250410", partner);
}

static void
done(struct findings *fs, struct facts *f, struct tables *t)
{
	findings_free(fs);
	facts_done(f);
	tables_free_codes(t);
	tables_free(t);
}

static const char *
sentence_toward(const struct findings *fs, const char *partner)
{
	for (size_t i = 0; i < fs->n_list; i++)
		if (lists(fs->list[i].pb.partners, fs->list[i].pb.n_partners, partner))
			return fs->list[i].sentence;
	return "";
}

/* PROTOCOL M7.7 */
START_TEST(a_hundredth_of_a_percent_below_the_floor_is_deficient) /* _i: 0 below, 1 at */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .bp = 2499 + (uint32_t)_i });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, _i ? "at-or-above-floor" : "below-floor");
	ck_assert_int_eq(
	    got->status, _i ? CMSA__STATUS__STATUS_MET : CMSA__STATUS__STATUS_DEFICIENT);
	ck_assert_str_eq(got->measured, _i ? "2500 bp" : "2499 bp");
	ck_assert_str_eq(got->required, "2500 bp");
	/* CHN, RUS and entities alike: one finding */
	ck_assert_uint_eq(got->n_partners, 3);
	ck_assert_uint_eq(got->count, 3);
	ck_assert_uint_eq(got->n_evidence, 1);
	ck_assert_str_eq(got->evidence[0]->author, "AUS");
	done(fs, f, t);
}
END_TEST

START_TEST(the_sentence_names_goods_origins_and_both_rates)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 0 },
	    { "25041000", .kind = KIND(ADDITIONAL), .origin = "RUS", .bp = 2450 });
	graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(sentence_toward(fs, "CHN"),
	    "AUS charges 0 % on 250410 (graphite, mined) from CHN, entities of concern; "
	    "the "
	    "floor is 25 %");
	ck_assert_str_eq(sentence_toward(fs, "RUS"),
	    "AUS charges 24.5 % on 250410 (graphite, mined) from RUS; the floor is 25 %");
	done(fs, f, t);
}
END_TEST

/* PROTOCOL M7.7 */
START_TEST(the_lowest_leaf_decides)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041010", .bp = 3000 }, { "25041050", .bp = 100 },
	    { "25041090", .bp = 200 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, "below-floor");
	ck_assert_str_eq(got->measured, "100 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(
    a_comparable_leaf_below_decides_before_one_that_is_not_comparable) /* _i: rate */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041010", .bp = _i ? 2500 : 100 },
	    { "25041050", .combination = COMBO(SPECIFIC) });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, _i ? "not-comparable" : "below-floor");
	ck_assert_str_eq(got->measured, _i ? "some % and 5 c/kg" : "100 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(an_equivalent_that_decides_is_flagged)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(
	    f, { "25041000", .combination = COMBO(SPECIFIC), .equivalent_bp = 2600 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, "at-or-above-floor");
	ck_assert_str_eq(got->measured, "2600 bp");
	ck_assert(has_flag(got, "claimed-equivalent"));
	done(fs, f, t);
}
END_TEST

START_TEST(a_compound_duty_above_by_its_ad_valorem_part_says_at_least)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .combination = COMBO(PLUS), .bp = 2600 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, "at-or-above-floor");
	ck_assert_str_eq(got->measured, "at least 2600 bp");
	ck_assert(!has_flag(got, "claimed-equivalent"));
	done(fs, f, t);
}
END_TEST

START_TEST(published_after_its_start_is_flagged_and_counts) /* _i: days after */
{
	const struct duty_row rows[] = { { "25041000", .bp = 2500 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	add_duty(f, &(struct duty_sheet){ .day = DAY0 + _i, .rows = rows, .n = 1 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, "at-or-above-floor");
	ck_assert_int_eq(has_flag(got, "published-late"), _i);
	done(fs, f, t);
}
END_TEST

START_TEST(
    no_line_is_no_data_told_apart_from_an_edition_not_mapped) /* _i: unknown edition */
{
	const struct duty_row rows[] = { { "25049000", .bp = 2500 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	add_duty(f, &(struct duty_sheet){
			.edition = _i ? "HS2012" : "HS2022", .rows = rows, .n = 1 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, _i ? "edition" : "no-line");
	ck_assert_int_eq(got->status, CMSA__STATUS__STATUS_NO_DATA);
	ck_assert_uint_eq(got->count, 3);
	done(fs, f, t);
}
END_TEST

START_TEST(a_floor_of_zero_is_met_without_a_line)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	t->floors[0].rate_bp = 0;
	ck_assert_str_eq(graphite(&fs, f, t, "entities")->reason, "floor-zero");
	done(fs, f, t);
}
END_TEST

START_TEST(a_floor_not_on_record_is_no_data_and_never_zero)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	t->law.n_floors = 0;
	ADD_DUTY(f, { "25041000", .bp = 9000 });
	got = graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(got->reason, "floor-unknown");
	ck_assert_str_eq(got->required, "");
	t->law.n_floors = 1;
	done(fs, f, t);
}
END_TEST

START_TEST(a_product_without_code_is_one_finding_not_due)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	graphite(&fs, f, t, "CHN");
	got = finding_of(fs, "graphite", STAGE(PROCESSED), NULL, NULL);
	ck_assert_str_eq(got->reason, "no-code");
	ck_assert_uint_eq(got->count, 1);
	ck_assert_uint_eq(got->n_hs6 + got->n_partners, 0);
	done(fs, f, t);
}
END_TEST

START_TEST(a_mineral_on_no_table_but_the_list_has_no_known_floor)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	table_mineral(t, "newfound", 0);
	graphite(&fs, f, t, "CHN");
	ck_assert_str_eq(finding_of(fs, "newfound", STAGE(MINED), NULL, NULL)->reason,
	    "floor-unknown");
	done(fs, f, t);
}
END_TEST

/* PROTOCOL M7.13 */
START_TEST(a_body_not_held_makes_what_rests_on_lines_not_computable)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	const struct place lost = place_of("AUS", 9);
	struct findings *fs;

	table_hs6(t, "graphite", STAGE(PROCESSED), "380110", NULL);
	table_floor(t, "38011000", "graphite", STAGE(PROCESSED), 0);
	ADD_DUTY(f, { "25041000", .bp = 0 });
	facts_add_missing(f, &lost, KIND_DUTY, AUDIENCE_PUBLIC);
	ck_assert_str_eq(graphite(&fs, f, t, "CHN")->reason, "body-missing");
	ck_assert_str_eq(
	    finding_of(fs, "graphite", STAGE(PROCESSED), "380110", "CHN")->reason,
	    "floor-zero");
	ck_assert(fs->incomplete);
	ck_assert(hash_is_zero(&fs->digest));
	ck_assert_int_eq(fs->criteria[0].status, CMSA__STATUS__STATUS_NOT_COMPUTABLE);
	done(fs, f, t);
}
END_TEST

START_TEST(a_body_of_another_country_or_kind_that_is_not_held_changes_nothing) /* _i */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	const struct place lost = place_of(_i ? "JPN" : "AUS", 9);
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 0 });
	facts_add_missing(f, &lost, _i ? KIND_DUTY : KIND_CAPACITY, AUDIENCE_PUBLIC);
	ck_assert_str_eq(graphite(&fs, f, t, "CHN")->reason, "below-floor");
	ck_assert(!fs->incomplete);
	done(fs, f, t);
}
END_TEST

START_TEST(entities_get_the_lowest_rate_over_every_origin) /* _i: whose preference */
{
	static const struct duty_row preference[] = {
		{ "25041000", .origin = "BRA", .bp = 300 },
		{ "25041000", .scope = SCOPE(MEMBERS), .bp = 300 },
		{ "25041000", .origin = "RUS", .bp = 300 },
	};
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .bp = 2500 }, preference[_i]);
	facts_finish(f);
	fs = judged(f, t, "AUS", "AUS JPN USA", b1_judge);
	got = finding_of(fs, "graphite", STAGE(MINED), "250410", "entities");
	ck_assert_str_eq(got->measured, "300 bp");
	got = finding_of(fs, "graphite", STAGE(MINED), "250410", "CHN");
	ck_assert_str_eq(got->measured, "2500 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(a_member_of_concern_gets_the_rate_of_members_and_the_floor_still_binds)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 2500 },
	    { "25041000", .scope = SCOPE(MEMBERS), .bp = 300 });
	facts_finish(f);
	fs = judged(f, t, "AUS", "AUS RUS USA", b1_judge);
	ck_assert_str_eq(
	    finding_of(fs, "graphite", STAGE(MINED), "250410", "CHN")->measured,
	    "2500 bp");
	ck_assert_str_eq(
	    finding_of(fs, "graphite", STAGE(MINED), "250410", "RUS")->measured,
	    "300 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(a_line_for_the_country_itself_is_no_origin_of_imports)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 2500 }, { "25041000", .origin = "AUS", .bp = 0 });
	ck_assert_str_eq(graphite(&fs, f, t, "entities")->measured, "2500 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(only_additional_duties_count_when_policy_says_so)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	t->policy.floor_counts = CMSA__FLOOR_COUNTS__FLOOR_COUNTS_ADDITIONAL;
	ADD_DUTY(f, { "25041000", .bp = 5000 },
	    { "25041000", .kind = KIND(ADDITIONAL), .origin = "CHN", .bp = 2500 });
	ck_assert_str_eq(graphite(&fs, f, t, "CHN")->measured, "2500 bp");
	ck_assert_str_eq(
	    finding_of(fs, "graphite", STAGE(MINED), "250410", "RUS")->measured, "0 bp");
	done(fs, f, t);
}
END_TEST

/* USA: 26110030 is on no list (0), 26110060 at 25 %; both hold tungsten. */
static struct tables *
tables_tungsten(void)
{
	struct tables *t = tables_new();

	table_mineral(t, "tungsten", 0);
	table_concern(t, "CHN");
	table_hs6(t, "tungsten", STAGE(MINED), "261100", "26110030");
	table_floor(t, "26110030", "tungsten", STAGE(MINED), 0);
	table_floor(t, "26110060", "tungsten", STAGE(MINED), 2500);
	table_floor(t, "26110090", NULL, STAGE(UNSET), 2500);
	return t;
}

START_TEST(floors_are_compared_line_by_line_for_the_united_states) /* _i: importer */
{
	static const char *const importers[] = { "USA", "AUS" };
	const struct duty_row rows[] = { { "26110030", .bp = 0 },
		{ "26110060", .bp = 2500 }, { "26110090", .bp = 0 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_tungsten();
	struct findings *fs;

	add_duty(
	    f, &(struct duty_sheet){ .author = importers[_i], .rows = rows, .n = 3 });
	facts_finish(f);
	fs = judged(f, t, importers[_i], NULL, b1_judge);
	/* the third line holds no tungsten by the tables of the United States */
	ck_assert_str_eq(
	    finding_of(fs, "tungsten", STAGE(MINED), "261100", "CHN")->reason,
	    _i ? "below-floor" : "at-or-above-floor");
	done(fs, f, t);
}
END_TEST

START_TEST(a_us_line_that_no_table_maps_counts_for_every_mineral_of_the_hs6)
{
	const struct duty_row rows[] = { { "26110060", .bp = 2500 },
		{ "26110077", .bp = 0 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_tungsten();
	struct findings *fs;

	add_duty(f, &(struct duty_sheet){ .author = "USA", .rows = rows, .n = 2 });
	facts_finish(f);
	fs = judged(f, t, "USA", NULL, b1_judge);
	ck_assert_str_eq(
	    finding_of(fs, "tungsten", STAGE(MINED), "261100", "CHN")->reason,
	    "below-floor");
	done(fs, f, t);
}
END_TEST

START_TEST(a_desk_does_not_speak_for_its_country)
{
	const struct duty_row rows[] = { { "25041000", .bp = 2500 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	add_duty(
	    f, &(struct duty_sheet){
		   .author = "AUS.customs", .country = "AUS", .rows = rows, .n = 1 });
	ck_assert_str_eq(graphite(&fs, f, t, "CHN")->reason, "no-line");
	done(fs, f, t);
}
END_TEST

int
main(void)
{
	TCase *rate = tcase_create("rate"), *none = tcase_create("without"),
	      *origins = tcase_create("origins"), *usa = tcase_create("usa");

	tcase_add_loop_test(
	    rate, a_hundredth_of_a_percent_below_the_floor_is_deficient, 0, 2);
	tcase_add_test(rate, the_sentence_names_goods_origins_and_both_rates);
	tcase_add_test(rate, the_lowest_leaf_decides);
	tcase_add_loop_test(rate,
	    a_comparable_leaf_below_decides_before_one_that_is_not_comparable, 0, 2);
	tcase_add_test(rate, an_equivalent_that_decides_is_flagged);
	tcase_add_test(rate, a_compound_duty_above_by_its_ad_valorem_part_says_at_least);
	tcase_add_loop_test(rate, published_after_its_start_is_flagged_and_counts, 0, 2);
	tcase_add_test(rate, only_additional_duties_count_when_policy_says_so);
	tcase_add_loop_test(
	    none, no_line_is_no_data_told_apart_from_an_edition_not_mapped, 0, 2);
	tcase_add_test(none, a_floor_of_zero_is_met_without_a_line);
	tcase_add_test(none, a_floor_not_on_record_is_no_data_and_never_zero);
	tcase_add_test(none, a_product_without_code_is_one_finding_not_due);
	tcase_add_test(none, a_mineral_on_no_table_but_the_list_has_no_known_floor);
	tcase_add_test(none, a_body_not_held_makes_what_rests_on_lines_not_computable);
	tcase_add_loop_test(none,
	    a_body_of_another_country_or_kind_that_is_not_held_changes_nothing, 0, 2);
	tcase_add_test(none, a_desk_does_not_speak_for_its_country);
	tcase_add_loop_test(
	    origins, entities_get_the_lowest_rate_over_every_origin, 0, 3);
	tcase_add_test(origins,
	    a_member_of_concern_gets_the_rate_of_members_and_the_floor_still_binds);
	tcase_add_test(origins, a_line_for_the_country_itself_is_no_origin_of_imports);
	tcase_add_loop_test(
	    usa, floors_are_compared_line_by_line_for_the_united_states, 0, 2);
	tcase_add_test(
	    usa, a_us_line_that_no_table_maps_counts_for_every_mineral_of_the_hs6);
	return run_suite("comply_b1", (TCase *[]){ rate, none, origins, usa }, 4);
}
