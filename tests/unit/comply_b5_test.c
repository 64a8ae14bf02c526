/* comply_b5_test.c - measures against what 4(b)(5) asks (PROTOCOL M7.16): what they must
 * cover, and by which fault a finding is named. */
#include "b5b.h"
#include "b5c.h"
#include "comply_fixture.h"
#include "measure_rows.h"

/* Does the finding toward `partner` (NULL: none) have that reason? */
static void
expect(const struct measure_row *rows, size_t n,
    void (*rule)(struct judge *, struct sheet *), const char *partner, const char *reason)
{
	struct tables *t = tables_graphite();
	struct facts *f = facts_empty();
	struct findings *fs;
	struct sheet sheet;
	struct judge j;

	for (size_t i = 0; i < n; i++)
		add_measure(f, i + 1, &rows[i]);
	facts_finish(f);
	fs = findings_new(f, t->law.date, 1);
	sheet = (struct sheet){ .mem = &fs->mem };
	judge_init(&j, &fs->mem, f, &t->law, t->law.date);
	judge_country(&j, "AUS");
	findings_add_country(fs, "AUS");
	rule(&j, &sheet);
	sheet_finish(&sheet);
	findings_add_criterion(fs, CMSA__CRITERION__CRITERION_B5B, &sheet);
	ck_assert_str_eq(
	    finding_of(fs, NULL, CMSA__STAGE__STAGE_UNSET, NULL, partner)->reason,
	    reason);
	findings_free(fs);
	sheet_clear(&sheet);
	judge_clear(&j);
	facts_done(f);
	tables_free_codes(t);
	tables_free(t);
}

static const struct {
	struct measure_row row;
	const char *reason;
} alone[] = {
	{ { "m", SCREEN, .minerals = true, .derivatives = true }, "enacted" },
	{ { "m", SCREEN, .minerals = true }, "too-narrow" },
	{ { "m", SCREEN, .derivatives = true }, "too-narrow" },
	{ { "m", REMEDY, .minerals = true, .derivatives = true }, "no-measure" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .start = TODAY },
	    "enacted" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .start = TODAY + 1 },
	    "no-measure" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .end = TODAY },
	    "enacted" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .end = TODAY - 1 },
	    "ended" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .uncited = true },
	    "uncited" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .no_hash = true },
	    "without-hash" },
	{ { "m", SCREEN, .minerals = true, .derivatives = true, .hs6 = "250410" },
	    "too-narrow" },
};

START_TEST(one_measure_is_named_by_what_it_lacks) /* _i: row of alone */
{
	expect(&alone[_i].row, 1, b5b_judge, NULL, alone[_i].reason);
}
END_TEST

START_TEST(measures_of_one_kind_are_taken_together)
{
	const struct measure_row rows[] = { { "m", SCREEN, .minerals = true },
		{ "d", SCREEN, .derivatives = true } };

	expect(rows, 2, b5b_judge, NULL, "enacted");
}
END_TEST

START_TEST(the_later_measure_of_an_id_stands)
{
	const struct measure_row rows[] = { { "m", SCREEN, .minerals = true,
						.derivatives = true },
		{ "m", SCREEN, .minerals = true } };

	expect(rows, 2, b5b_judge, NULL, "too-narrow");
}
END_TEST

START_TEST(remedies_are_asked_for_each_origin_and_for_entities)
{
	const struct measure_row rows[] = { { "m", REMEDY, .minerals = true,
	    .derivatives = true, .toward = "CHN" } };

	expect(rows, 1, b5c_judge, "CHN", "enacted");
	expect(rows, 1, b5c_judge, "RUS", "too-narrow");
	expect(rows, 1, b5c_judge, JUDGE_ENTITIES, "too-narrow");
}
END_TEST

START_TEST(remedies_toward_all_of_concern_and_entities_do)
{
	const struct measure_row rows[] = { { "m", REMEDY, .minerals = true,
	    .derivatives = true, .concern = true, .entities = true } };

	expect(rows, 1, b5c_judge, "RUS", "enacted");
	expect(rows, 1, b5c_judge, JUDGE_ENTITIES, "enacted");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("measures");

	tcase_add_loop_test(
	    t, one_measure_is_named_by_what_it_lacks, 0, ARRAY_LEN(alone));
	tcase_add_test(t, measures_of_one_kind_are_taken_together);
	tcase_add_test(t, the_later_measure_of_an_id_stands);
	tcase_add_test(t, remedies_are_asked_for_each_origin_and_for_entities);
	tcase_add_test(t, remedies_toward_all_of_concern_and_entities_do);
	return run_suite("comply_b5", &t, 1);
}
