/* An assessment beside one's own answer, and two answers with their facts: equal, or the first
 * difference by name (PROTOCOL M7.14). */
#include "assessment.pb-c.h"
#include "check_main.h"
#include "replay.h"
#include "unit/audit_fixture.h"

static struct made w;
static struct proof *ours, *theirs;
static struct replay_gap gap;

static struct proof *
judged(void)
{
	struct errmsg why;
	struct proof *p = made_read(&w, true, &why);

	ck_assert_msg(p, "%s", why.text);
	return p;
}

static void
set_up(void)
{
	made_some(&w);
	ours = judged();
	theirs = judged();
}

static void
tear_down(void)
{
	proof_free(ours);
	proof_free(theirs);
	made_clear(&w);
}

static void
said(const char *words)
{
	ck_assert(gap.found);
	ck_assert_msg(
	    strstr(gap.text, words), "expected \"%s\", found \"%s\"", words, gap.text);
}

/* --- counts ------------------------------------------------------------------------- */

enum {
	MOST = 64
};

/* What an honest node says of `fs`. */
struct assessment {
	Cmsa__AssessmentBody body;
	Cmsa__CriterionCount k[MOST], *k_list[MOST];
	Cmsa__StatusCount s[MOST], *s_list[MOST];
};

static void
assess(struct assessment *a, struct findings *fs)
{
	ck_assert_uint_le(fs->n_criteria, MOST);
	ck_assert_uint_le(fs->n_counts, MOST);
	cmsa__assessment_body__init(&a->body);
	a->body.rules_version = fs->rules_version;
	a->body.incomplete = fs->incomplete;
	if (!fs->incomplete)
		a->body.digest = pb_hash_data(fs->digest.b);
	for (size_t i = 0; i < fs->n_counts; i++) {
		cmsa__status_count__init(&a->s[i]);
		a->s[i].status = fs->counts[i].status;
		a->s[i].reason = pb_text(fs->counts[i].reason);
		a->s[i].count = fs->counts[i].count;
		a->s_list[i] = &a->s[i];
	}
	for (size_t i = 0; i < fs->n_criteria; i++) {
		cmsa__criterion_count__init(&a->k[i]);
		a->k[i].country = fs->criteria[i].country;
		a->k[i].criterion = fs->criteria[i].criterion;
		a->k[i].status = fs->criteria[i].status;
		a->k[i].counts = a->s_list + fs->criteria[i].first_count;
		a->k[i].n_counts = fs->criteria[i].n_counts;
		a->k_list[i] = &a->k[i];
	}
	a->body.counts = a->k_list;
	a->body.n_counts = fs->n_criteria;
}

START_TEST(an_honest_assessment_is_equal)
{
	struct assessment a;

	assess(&a, ours->findings);
	replay_assessment(&gap, &a.body, theirs->findings);
	ck_assert(!gap.found);
}
END_TEST

START_TEST(a_wrong_count_is_named_by_country_and_criterion) /* _i: each count */
{
	const struct findings *fs = theirs->findings;
	struct assessment a;
	const struct status_count *c = &fs->counts[_i];

	if (_i >= (int)fs->n_counts)
		return;
	assess(&a, ours->findings);
	a.s[_i].count++;
	replay_assessment(&gap, &a.body, fs);
	said("they count");
	said(c->reason);
	ck_assert_str_eq(gap.country, c->country);
	ck_assert_int_eq((int)gap.criterion, (int)c->criterion);
}
END_TEST

START_TEST(other_rules_a_missing_country_and_a_bare_digest_are_said)
{
	uint8_t digest[32] = { 1 };
	struct assessment a;

	assess(&a, ours->findings);
	a.body.rules_version++;
	replay_assessment(&gap, &a.body, theirs->findings);
	said("rules");
	assess(&a, ours->findings);
	a.body.n_counts--;
	replay_assessment(&gap, &a.body, theirs->findings);
	said("they judge nobody");
	assess(&a, ours->findings);
	a.body.digest = pb_data(bytes_of(digest, 32));
	replay_assessment(&gap, &a.body, theirs->findings);
	said("all counts are equal");
	assess(&a, ours->findings);
	a.body.incomplete = true;
	replay_assessment(&gap, &a.body, theirs->findings);
	said("lacked");
}
END_TEST

/* --- findings and facts ------------------------------------------------------------- */

START_TEST(equal_answers_are_equal)
{
	replay_findings(&gap, theirs->findings, ours->findings);
	ck_assert(!gap.found);
	replay_facts(&gap, theirs->facts, ours->facts);
	ck_assert(!gap.found);
}
END_TEST

/* They do not hold a review that is held here. */
START_TEST(a_body_that_they_lack_is_the_first_fact_and_the_entry_of_the_first_finding)
{
	proof_free(theirs);
	made_find(&w, "AUS", 4)->held = false;
	made_write(&w, NULL, NULL);
	theirs = judged();
	replay_facts(&gap, theirs->facts, ours->facts);
	said("the body of AUS:4 (capacity) is missing there");
	replay_facts(&gap, ours->facts, theirs->facts);
	said("the body of AUS:4 (capacity) is missing here");
	replay_findings(&gap, theirs->findings, ours->findings);
	ck_assert_str_eq(gap.country, "AUS");
	said("AUS (b)(3)");
}
END_TEST

START_TEST(another_measure_is_said_with_the_entry_it_rests_on)
{
	struct findings *fs = theirs->findings;
	size_t i = 0;

	while (i < fs->n_list && !fs->list[i].pb.n_evidence)
		i++;
	ck_assert_uint_lt(i, fs->n_list);
	fs->list[i].pb.measured = pb_text("12345 days");
	replay_findings(&gap, fs, ours->findings);
	said("12345 days");
	said("both rest on the same entries");
	fs->list[i].pb.n_evidence = 0;
	replay_findings(&gap, fs, ours->findings);
	said("only the one here rests on entry AUS:");
}
END_TEST

START_TEST(other_positions_are_said)
{
	proof_free(theirs);
	made_find(&w, "GBR", 4)->left_out = true;
	w.n = 8; /* AUS 1..5, GBR 1..3 */
	made_find(&w, "GBR", 3)->left_out = false;
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	theirs = judged();
	w.n = 11;
	replay_facts(&gap, theirs->facts, ours->facts);
	said("theirs has GBR at 3, this one GBR at 4");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("replay");
	TCase *c = tcase_create("replay");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, an_honest_assessment_is_equal);
	tcase_add_loop_test(c, a_wrong_count_is_named_by_country_and_criterion, 0, 12);
	tcase_add_test(c, other_rules_a_missing_country_and_a_bare_digest_are_said);
	tcase_add_test(c, equal_answers_are_equal);
	tcase_add_test(c,
	    a_body_that_they_lack_is_the_first_fact_and_the_entry_of_the_first_finding);
	tcase_add_test(c, another_measure_is_said_with_the_entry_it_rests_on);
	tcase_add_test(c, other_positions_are_said);
	suite_add_tcase(s, c);
	return check_main(s);
}
