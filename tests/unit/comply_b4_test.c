/* comply_b4_test.c - duty elimination: 4(b)(4) (statute.md 3). */
#include "comply_fixture.h"

static const char *const members = "AUS GBR JPN USA";

static const Cmsa__Finding *
graphite(
    struct findings **fs, struct facts *f, const struct tables *t, const char *partner)
{
	facts_finish(f);
	*fs = judged(f, t, "AUS", members, b4_judge);
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

START_TEST(only_a_rate_of_zero_is_free) /* _i: bp */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .bp = (uint32_t)_i });
	got = graphite(&fs, f, t, "JPN");
	ck_assert_str_eq(got->reason, _i ? "not-free" : "free");
	ck_assert_str_eq(got->measured, _i ? "1 bp" : "0 bp");
	/* each other member, not itself, not whoever is of concern */
	ck_assert_uint_eq(got->count, 3);
	done(fs, f, t);
}
END_TEST

START_TEST(the_highest_leaf_decides)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041010", .bp = 0 }, { "25041050", .bp = 100 },
	    { "25041090", .bp = 90 });
	ck_assert_str_eq(graphite(&fs, f, t, "JPN")->measured, "100 bp");
	done(fs, f, t);
}
END_TEST

/* Kinds that count and those that do not, on top of a free ordinary duty. */
static const struct {
	Cmsa__DutyKind kind;
	bool counts;
} kinds[] = { { KIND(ADDITIONAL), true }, { KIND(SAFEGUARD), true },
	{ KIND(OTHER), true }, { KIND(ANTIDUMPING), false },
	{ KIND(COUNTERVAILING), false } };

START_TEST(
    antidumping_and_countervailing_are_excepted) /* _i: kinds, at the leaf and below */
{
	const size_t i = (size_t)_i / 2;
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 0 },
	    { _i % 2 ? "2504100090" : "25041000", .kind = kinds[i].kind, .measure = "m",
		.bp = 500 });
	ck_assert_str_eq(
	    graphite(&fs, f, t, "JPN")->reason, kinds[i].counts ? "not-free" : "free");
	done(fs, f, t);
}
END_TEST

/* Specific and compound duties: only what is certainly zero is free. */
static const struct {
	Cmsa__Combination combination;
	uint32_t bp;
	const char *reason, *measured;
} compounds[] = {
	{ COMBO(SPECIFIC), 0, "not-free", "some % and 5 c/kg" },
	{ COMBO(PLUS), 0, "not-free", "some % and 5 c/kg" },
	{ COMBO(PLUS), 200, "not-free", "at least 200 bp" },
	{ COMBO(HIGHER_OF), 200, "not-free", "at least 200 bp" },
	{ COMBO(LOWER_OF), 200, "not-free", "at most 200 bp" },
	{ COMBO(LOWER_OF), 0, "free", "0 bp" },
};

/* PROTOCOL M7.9 */
START_TEST(a_duty_that_is_not_free_is_deficient_specific_ones_included) /* _i */
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .combination = compounds[_i].combination,
			.bp = compounds[_i].bp, .equivalent_bp = 1 });
	got = graphite(&fs, f, t, "JPN");
	ck_assert_str_eq(got->reason, compounds[_i].reason);
	ck_assert_str_eq(got->measured, compounds[_i].measured);
	done(fs, f, t);
}
END_TEST

START_TEST(a_preference_reaches_its_partner_and_no_other)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 300 }, { "25041000", .origin = "JPN", .bp = 0 });
	ck_assert_str_eq(graphite(&fs, f, t, "JPN")->reason, "free");
	ck_assert_str_eq(finding_of(fs, NULL, 0, "250410", "USA")->reason, "not-free");
	ck_assert_uint_eq(finding_of(fs, NULL, 0, "250410", "USA")->n_partners, 2);
	done(fs, f, t);
}
END_TEST

START_TEST(a_relief_does_not_make_the_plain_leaf_free)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 300 },
	    { "25041000", .kind = KIND(RELIEF), .measure = "q", .bp = 0 });
	ck_assert_str_eq(graphite(&fs, f, t, "JPN")->measured, "300 bp");
	done(fs, f, t);
}
END_TEST

START_TEST(a_schedule_marked_mfn_only_flags_what_rests_on_it)
{
	const struct duty_row rows[] = { { "25041000", .bp = 300 } };
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	add_duty(f, &(struct duty_sheet){ .mfn_only = true, .rows = rows, .n = 1 });
	ck_assert(has_flag(graphite(&fs, f, t, "JPN"), "mfn-only"));
	done(fs, f, t);
}
END_TEST

START_TEST(no_line_is_no_data_and_no_code_one_finding)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ck_assert_str_eq(graphite(&fs, f, t, "JPN")->reason, "no-line");
	got = finding_of(fs, "graphite", STAGE(PROCESSED), NULL, NULL);
	ck_assert_str_eq(got->reason, "no-code");
	ck_assert_uint_eq(got->count, 1);
	done(fs, f, t);
}
END_TEST

/* PROTOCOL M7.9 */
START_TEST(a_member_of_concern_is_no_partner)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .bp = 0 });
	facts_finish(f);
	fs = judged(f, t, "AUS", "AUS CHN JPN", b4_judge);
	ck_assert_uint_eq(finding_of(fs, NULL, 0, "250410", "JPN")->n_partners, 1);
	done(fs, f, t);
}
END_TEST

START_TEST(before_the_alliance_the_united_states_are_the_partner_prospectively)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;
	const Cmsa__Finding *got;

	ADD_DUTY(f, { "25041000", .bp = 0 });
	facts_finish(f);
	fs = judged(f, t, "AUS", NULL, b4_judge);
	got = finding_of(fs, "graphite", STAGE(MINED), "250410", "USA");
	ck_assert_uint_eq(got->n_partners, 1);
	ck_assert(has_flag(got, "prospective"));
	findings_free(fs);
	fs = judged(f, t, "USA", NULL, b4_judge);
	ck_assert_uint_eq(fs->n_list, 1);
	ck_assert_str_eq(fs->list[0].pb.reason, "no-partner");
	ck_assert_int_eq(fs->criteria[0].status, CMSA__STATUS__STATUS_NOT_DUE);
	done(fs, f, t);
}
END_TEST

START_TEST(an_additional_duty_without_an_ordinary_one_published_is_not_free)
{
	struct facts *f = facts_empty();
	struct tables *t = tables_graphite();
	struct findings *fs;

	ADD_DUTY(f, { "25041000", .origin = "USA", .bp = 0 },
	    { "25041000", .kind = KIND(ADDITIONAL), .origin = "JPN", .bp = 500 },
	    { "25041000", .kind = KIND(ADDITIONAL), .origin = "GBR", .bp = 0 });
	ck_assert_str_eq(graphite(&fs, f, t, "JPN")->reason, "not-free");
	ck_assert_str_eq(
	    finding_of(fs, NULL, 0, "250410", "GBR")->reason, "not-comparable");
	ck_assert_str_eq(finding_of(fs, NULL, 0, "250410", "USA")->reason, "free");
	done(fs, f, t);
}
END_TEST

int
main(void)
{
	TCase *c = tcase_create("elimination");

	tcase_add_loop_test(c, only_a_rate_of_zero_is_free, 0, 2);
	tcase_add_test(c, the_highest_leaf_decides);
	tcase_add_loop_test(
	    c, antidumping_and_countervailing_are_excepted, 0, 2 * (int)ARRAY_LEN(kinds));
	tcase_add_loop_test(c,
	    a_duty_that_is_not_free_is_deficient_specific_ones_included, 0,
	    (int)ARRAY_LEN(compounds));
	tcase_add_test(c, a_preference_reaches_its_partner_and_no_other);
	tcase_add_test(c, a_relief_does_not_make_the_plain_leaf_free);
	tcase_add_test(c, a_schedule_marked_mfn_only_flags_what_rests_on_it);
	tcase_add_test(c, no_line_is_no_data_and_no_code_one_finding);
	tcase_add_test(c, a_member_of_concern_is_no_partner);
	tcase_add_test(
	    c, before_the_alliance_the_united_states_are_the_partner_prospectively);
	tcase_add_test(
	    c, an_additional_duty_without_an_ordinary_one_published_is_not_free);
	return run_suite("comply_b4", (TCase *[]){ c }, 1);
}
