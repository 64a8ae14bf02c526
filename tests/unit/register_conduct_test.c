/* register_conduct_test.c - how membership ends and comes back, and which acts on conduct
 * are void (PROTOCOL M3.16, M3.17, M3.18). */
#include <check.h>

#include "acts_make.h"
#include "attr.h"
#include "draft.h"
#include "law.h"
#include "lifecycle.h"
#include "pb.h"
#include "standing.h"

/* AUS: certified on 2026-01-01, in force on 2026-04-02, withdrawn on 2026-09-01. */
#define OUT      "2026-09-01"
#define OUT_EVE  "2026-08-31"
#define RETURNED "2026-12-01"

static struct maker m;
static uint8_t hash[32];

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_member(&m, "AUS", "2026-01-01");
}

static void
teardown(void)
{
	maker_clear(&m);
}

static uint64_t
withdraw(const char *country, const char *date)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Withdrawal w;

	cmsa__withdrawal__init(&w);
	w.country = pb_text(country);
	w.withdrawn_days = maker_date(date).days;
	act.body_case = CMSA__ACT__BODY_WITHDRAWAL;
	act.withdrawal = &w;
	return maker_add(&m, &act);
}

static uint64_t
terminate(const char *date)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Termination t;

	cmsa__termination__init(&t);
	t.terminated_days = maker_date(date).days;
	act.body_case = CMSA__ACT__BODY_TERMINATION;
	act.termination = &t;
	return maker_add(&m, &act);
}

static uint64_t
engage(const char *country, const char *date)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Engagement e;

	cmsa__engagement__init(&e);
	e.country = pb_text(country);
	e.engaged_days = maker_date(date).days;
	act.body_case = CMSA__ACT__BODY_ENGAGEMENT;
	act.engagement = &e;
	return maker_add(&m, &act);
}

static uint64_t
undertake(const char *country)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Undertaking u;

	cmsa__undertaking__init(&u);
	u.country = pb_text(country);
	u.paragraph = CMSA__PARAGRAPH__PARAGRAPH_B2;
	u.agreed_days = maker_date("2026-02-01").days;
	u.sha256 = pb_hash_data(hash);
	act.body_case = CMSA__ACT__BODY_UNDERTAKING;
	act.undertaking = &u;
	return maker_add(&m, &act);
}

static uint64_t
record(uint64_t meeting)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__MeetingRecord r;

	cmsa__meeting_record__init(&r);
	r.meeting = meeting;
	act.body_case = CMSA__ACT__BODY_MEETING_RECORD;
	act.meeting_record = &r;
	return maker_add(&m, &act);
}

static enum void_reason
voided(uint64_t act)
{
	return act_void_reason(m.registry, act);
}

static struct lifecycle
life(const char *country, const char *date)
{
	return lifecycle_at(m.registry, country, maker_date(date));
}

static bool
member(const char *country, const char *date)
{
	return is_member(m.registry, country, maker_date(date));
}

START_TEST(a_country_is_member_through_the_day_before_its_withdrawal)
{
	uint64_t act = withdraw("AUS", OUT);

	ck_assert_int_eq(voided(act), VOID_NOT);
	ck_assert(member("AUS", OUT_EVE));
	ck_assert(!member("AUS", OUT));
	ck_assert_int_eq(life("AUS", OUT_EVE).state, LIFE_IN_FORCE);
	ck_assert(!date_given(life("AUS", OUT_EVE).withdrawn));
	ck_assert_int_eq(life("AUS", OUT).state, LIFE_WITHDRAWN);
	ck_assert_int_eq(life("AUS", OUT).withdrawn.days, maker_date(OUT).days);
	ck_assert(!date_given(life("AUS", OUT).in_force));
	ck_assert(member("USA", OUT));
}
END_TEST

/* PROTOCOL M3.19 */
START_TEST(a_withdrawal_takes_no_role_and_people_are_told)
{
	const struct date eve = maker_date(OUT_EVE), out = maker_date(OUT);
	uint64_t act = withdraw("AUS", OUT);

	ck_assert_int_eq(registry_author(m.registry, "AUS", act)->role, ROLE_MEMBER);
	ck_assert_str_eq(standing_note(m.registry, "AUS", eve), "");
	ck_assert(
	    strstr(standing_note(m.registry, "AUS", out), "after its agreement ended"));
	ck_assert(strstr(standing_note(m.registry, "AUS", maker_date("2026-01-02")),
	    "before entry into force"));
	make_enrol(&m, "AUS", ROLE_CANDIDATE);
	ck_assert_str_eq(standing_note(m.registry, "AUS", out), "");
	ck_assert(strstr(standing_note(m.registry, "AUS", eve), "public bodies only"));
	ck_assert(member("AUS", OUT_EVE));
	ck_assert_str_eq(standing_note(m.registry, "KOR", out), "");
}
END_TEST

START_TEST(only_an_agreement_in_force_is_withdrawn_from)
{
	ck_assert_int_eq(voided(withdraw("AUS", "2026-04-01")), VOID_NOT_IN_FORCE);
	ck_assert_int_eq(voided(withdraw("JPN", OUT)), VOID_NOT_IN_FORCE);
	ck_assert_int_eq(voided(withdraw("USA", OUT)), VOID_UNITED_STATES);
	ck_assert_int_eq(voided(withdraw("AUS", OUT)), VOID_NOT);
	ck_assert_int_eq(voided(withdraw("AUS", OUT)), VOID_NOT_IN_FORCE);
	ck_assert_int_eq(voided(withdraw("AUS", "2026-10-01")), VOID_NOT_IN_FORCE);
}
END_TEST

START_TEST(an_earlier_withdrawal_recorded_late_voids_the_later_one)
{
	uint64_t late = withdraw("AUS", "2026-10-01");

	ck_assert_int_eq(voided(late), VOID_NOT);
	ck_assert_int_eq(voided(withdraw("AUS", OUT)), VOID_NOT);
	ck_assert_int_eq(voided(late), VOID_NOT_IN_FORCE);
	ck_assert(!member("AUS", OUT));
}
END_TEST

/* Certified again on `certified`, and in force again. */
static const struct {
	const char *certified;
	enum void_reason voided;
} returns[] = { { OUT_EVE, VOID_OLD_CERTIFICATION }, { OUT, VOID_NOT },
	{ "2026-09-02", VOID_NOT } };

START_TEST(a_return_needs_a_certification_of_the_withdrawal_or_later)
{
	uint64_t certification, entry;

	withdraw("AUS", OUT);
	certification =
	    make_certification(&m, "AUS", returns[_i].certified, returns[_i].certified);
	entry = make_entry(&m, "AUS", certification, "2027-01-01");
	ck_assert_int_eq(voided(entry), returns[_i].voided);
	ck_assert(member("AUS", "2027-01-01") == !returns[_i].voided);
	ck_assert_int_eq(life("AUS", "2026-12-31").state,
	    returns[_i].voided ? LIFE_WITHDRAWN : LIFE_CERTIFIED);
	ck_assert(!member("AUS", "2026-12-31"));
	ck_assert_int_eq(
	    alliance_in_force_since(m.registry, maker_date("2027-01-01")).days,
	    maker_date("2026-04-02").days);
}
END_TEST

START_TEST(the_certification_that_was_used_brings_nobody_back)
{
	uint64_t used = life("AUS", OUT_EVE).certification, entry;

	withdraw("AUS", OUT);
	entry = make_entry(&m, "AUS", used, RETURNED);
	ck_assert_int_eq(voided(entry), VOID_OLD_CERTIFICATION);
	ck_assert_uint_eq(life("AUS", RETURNED).certification, used);
}
END_TEST

START_TEST(a_termination_ends_every_membership_and_not_the_alliance_s_first_day)
{
	uint64_t t, entry, certification;

	make_member(&m, "JPN", "2026-02-01");
	certification = make_certification(&m, "GBR", "2026-03-01", "2026-03-01");
	t = terminate(OUT);
	ck_assert_int_eq(voided(t), VOID_NOT);
	ck_assert(
	    member("AUS", OUT_EVE) && member("JPN", OUT_EVE) && member("USA", OUT_EVE));
	ck_assert(!member("AUS", OUT) && !member("JPN", OUT) && !member("USA", OUT));
	ck_assert_int_eq(life("USA", OUT).state, LIFE_WITHDRAWN);
	ck_assert_int_eq(alliance_in_force_since(m.registry, maker_date(OUT)).days,
	    maker_date("2026-04-02").days);
	ck_assert(!date_given(alliance_terminated(m.registry, maker_date(OUT_EVE))));
	ck_assert_int_eq(
	    alliance_terminated(m.registry, maker_date(OUT)).days, maker_date(OUT).days);
	entry = make_entry(&m, "GBR", certification, "2026-10-01");
	ck_assert_int_eq(voided(entry), VOID_TERMINATED);
	ck_assert_int_eq(voided(withdraw("AUS", "2026-10-01")), VOID_NOT_IN_FORCE);
	ck_assert_int_eq(voided(terminate("2026-10-01")), VOID_TERMINATED);
}
END_TEST

START_TEST(what_is_not_in_effect_is_not_terminated)
{
	ck_assert_int_eq(voided(terminate("2026-04-01")), VOID_NOT_IN_FORCE);
	ck_assert(member("AUS", OUT));
}
END_TEST

START_TEST(an_engaged_country_is_engaged_until_it_is_certified)
{
	ck_assert_int_eq(voided(engage("JPN", "2026-02-01")), VOID_NOT);
	ck_assert_int_eq(life("JPN", "2026-01-31").state, LIFE_NONE);
	ck_assert_int_eq(life("JPN", "2026-02-01").state, LIFE_ENGAGED);
	make_certification(&m, "JPN", "2026-03-01", "2026-03-01");
	ck_assert_int_eq(life("JPN", "2026-02-28").state, LIFE_ENGAGED);
	ck_assert_int_eq(life("JPN", "2026-03-01").state, LIFE_CERTIFIED);
	ck_assert_int_eq(voided(engage("USA", "2026-02-01")), VOID_UNITED_STATES);
	ck_assert_int_eq(voided(engage("XEU", "2026-02-01")), VOID_NO_TERRITORY);
}
END_TEST

START_TEST(an_undertaking_of_the_united_states_or_of_no_territory_is_void)
{
	uint64_t early = undertake("XEU");

	ck_assert_int_eq(voided(undertake("AUS")), VOID_NOT);
	ck_assert_int_eq(voided(undertake("USA")), VOID_UNITED_STATES);
	ck_assert_int_eq(voided(early), VOID_NO_TERRITORY);
	make_territory(&m, "XEU", "AUT,DEU");
	ck_assert_int_eq(voided(early), VOID_NOT);
}
END_TEST

START_TEST(a_record_names_a_meeting_before_it)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Meeting meeting;
	uint64_t number = registry_number(m.registry) + 2;
	uint64_t early = record(number);

	cmsa__meeting__init(&meeting);
	meeting.meeting_days = maker_date("2026-06-01").days;
	act.body_case = CMSA__ACT__BODY_MEETING;
	act.meeting = &meeting;
	ck_assert_uint_eq(maker_add(&m, &act), number);
	ck_assert_int_eq(voided(early), VOID_NO_MEETING);
	ck_assert_int_eq(voided(record(number)), VOID_NOT);
	ck_assert_int_eq(voided(record(1)), VOID_NO_MEETING);
}
END_TEST

/* --- drafts -------------------------------------------------------------------------- */

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const struct {
	const char *kind, *words[6];
	enum err err;
} drafts[] = {
	{ "engagement", { "country=AUS", "engaged=2026-01-01", "steps=duties" },
	    ERR_NONE },
	{ "undertaking",
	    { "country=AUS", "paragraph=b5c", "agreed=2026-01-01", "sha256=" HEX },
	    ERR_NONE },
	{ "undertaking",
	    { "country=AUS", "paragraph=b6", "agreed=2026-01-01", "sha256=" HEX },
	    ERR_INPUT },
	{ "undertaking",
	    { "country=AUS", "paragraph=b1", "agreed=2026-01-01", "sha256=00" },
	    ERR_INPUT },
	{ "determination",
	    { "country=AUS", "determined=2026-01-01", "meets=yes", "sha256=" HEX },
	    ERR_NONE },
	{ "withdrawal", { "country=AUS", "withdrawn=2026-01-01" }, ERR_NONE },
	{ "withdrawal", { "country=Aus", "withdrawn=2026-01-01" }, ERR_REFUSED },
	{ "termination", { "terminated=2026-01-01", "citation=4(j)(1)(A)" }, ERR_NONE },
	{ "meeting", { "held=2026-01-01", "regular=yes" }, ERR_NONE },
	{ "meeting", { "held=2026-01-01" }, ERR_INPUT },
	{ "meeting-record", { "meeting=7", "attendees=AUS,JPN" }, ERR_NONE },
	{ "meeting-record", { "meeting=7", "attendees=JPN,AUS" }, ERR_NONE },
	{ "meeting-record", { "meeting=7", "attendees=AUS,JPN,AUS" }, ERR_INPUT },
	{ "meeting-record", { "meeting=7", "attendees=AUS,jpn" }, ERR_REFUSED },
	{ "meeting-record", { "meeting=7" }, ERR_NONE },
	{ "policy", { "meetings_may_miss=0" }, ERR_NONE },
	{ "policy",
	    { "alert_ack_days=1", "alert_outcome_days=36500", "alert_late_days=7" },
	    ERR_NONE },
	{ "policy", { "alert_ack_days=0" }, ERR_INPUT },
	{ "policy", { "alert_outcome_days=36501" }, ERR_INPUT },
	{ "policy", { "alert_late_days=-1" }, ERR_INPUT },
	{ "policy", { "enacted_on=2026-01-05", "g2_reading=from-entry" }, ERR_NONE },
	{ "policy", { "enacted_on=2026-13-05" }, ERR_INPUT },
	{ "policy", { "g2_reading=sometimes" }, ERR_INPUT },
	{ "policy", { "fund_close_days=1" }, ERR_NONE },
	{ "policy", { "fund_close_days=0" }, ERR_INPUT },
};

START_TEST(acts_on_conduct_are_drafted_from_words) /* PROTOCOL M3.16 */
{
	struct errmsg why = { "" };
	struct draft_input in = { 0 };
	const char *words[8] = { "date=2026-05-01" };
	struct buf out = { 0 };

	for (in.n_words = 1; in.n_words < 7 && drafts[_i].words[in.n_words - 1];
	     in.n_words++)
		words[in.n_words] = drafts[_i].words[in.n_words - 1];
	in.words = words;
	ck_assert_msg(
	    draft_act(&out, m.registry, drafts[_i].kind, &in, &why) == drafts[_i].err,
	    "%s: %s", drafts[_i].kind, why.text);
	buf_clear(&out);
}
END_TEST

/* PROTOCOL M3.20 */
START_TEST(a_policy_that_says_nothing_of_alerts_has_the_clocks_of_the_statute)
{
	Cmsa__Policy p;

	cmsa__policy__init(&p);
	ck_assert_uint_eq(law_alert_ack_days(&p), 2);
	ck_assert_uint_eq(law_alert_outcome_days(&p), 30);
	ck_assert_uint_eq(law_alert_late_days(&p), 365);
	ck_assert_uint_eq(law_alert_ack_days(policy_default()), 2);
	ck_assert_uint_eq(law_alert_outcome_days(policy_default()), 30);
	ck_assert_uint_eq(law_alert_late_days(policy_default()), 365);
	p.alert_ack_days = 1;
	p.alert_outcome_days = 3;
	p.alert_late_days = 36500;
	ck_assert_uint_eq(law_alert_ack_days(&p), 1);
	ck_assert_uint_eq(law_alert_outcome_days(&p), 3);
	ck_assert_uint_eq(law_alert_late_days(&p), 36500);
}
END_TEST

/* PROTOCOL M3.20 */
START_TEST(a_clock_beyond_a_hundred_years_is_no_policy) /* _i: which */
{
	Cmsa__Policy p = *policy_default();
	Cmsa__Act act;
	uint32_t *clocks[] = { &p.alert_ack_days, &p.alert_outcome_days,
		&p.alert_late_days, &p.fund_close_days };

	cmsa__act__init(&act);
	act.number = 2;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	ck_assert_int_eq(act_check(&act), V_OK);
	*clocks[_i] = 36500;
	ck_assert_int_eq(act_check(&act), V_OK);
	*clocks[_i] = 36501;
	ck_assert_int_eq(act_check(&act), V_FIELD);
}
END_TEST

START_TEST(the_day_of_enactment_and_the_reading_are_checked) /* PROTOCOL M3.30 */
{
	Cmsa__Policy p = *policy_default();
	Cmsa__Act act;

	cmsa__act__init(&act);
	act.number = 2;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	p.enacted_on_days = DATE_MAX_DAYS;
	p.g2_reading = CMSA__G2_READING__G2_READING_FROM_ENTRY;
	ck_assert_int_eq(act_check(&act), V_OK);
	p.enacted_on_days = DATE_MAX_DAYS + 1;
	ck_assert_int_eq(act_check(&act), V_FIELD);
	p.enacted_on_days = 0;
	p.g2_reading = (Cmsa__G2Reading)3;
	ck_assert_int_eq(act_check(&act), V_FIELD);
}
END_TEST

START_TEST(a_policy_that_says_nothing_of_meetings_allows_one_to_be_missed)
{
	Cmsa__Policy p;

	cmsa__policy__init(&p);
	ck_assert_uint_eq(law_meetings_may_miss(&p), 1);
	p.first_deficient_miss = 1;
	ck_assert_uint_eq(law_meetings_may_miss(&p), 0);
	p.first_deficient_miss = 4;
	ck_assert_uint_eq(law_meetings_may_miss(&p), 3);
	ck_assert_uint_eq(law_meetings_may_miss(policy_default()), 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("conduct");
	Suite *s = suite_create("register_conduct");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_country_is_member_through_the_day_before_its_withdrawal);
	tcase_add_test(t, a_withdrawal_takes_no_role_and_people_are_told);
	tcase_add_test(t, only_an_agreement_in_force_is_withdrawn_from);
	tcase_add_test(t, an_earlier_withdrawal_recorded_late_voids_the_later_one);
	tcase_add_loop_test(t, a_return_needs_a_certification_of_the_withdrawal_or_later,
	    0, ARRAY_LEN(returns));
	tcase_add_test(t, the_certification_that_was_used_brings_nobody_back);
	tcase_add_test(
	    t, a_termination_ends_every_membership_and_not_the_alliance_s_first_day);
	tcase_add_test(t, what_is_not_in_effect_is_not_terminated);
	tcase_add_test(t, an_engaged_country_is_engaged_until_it_is_certified);
	tcase_add_test(t, an_undertaking_of_the_united_states_or_of_no_territory_is_void);
	tcase_add_test(t, a_record_names_a_meeting_before_it);
	tcase_add_loop_test(
	    t, acts_on_conduct_are_drafted_from_words, 0, ARRAY_LEN(drafts));
	tcase_add_test(t, the_day_of_enactment_and_the_reading_are_checked);
	tcase_add_test(t, a_policy_that_says_nothing_of_meetings_allows_one_to_be_missed);
	tcase_add_test(
	    t, a_policy_that_says_nothing_of_alerts_has_the_clocks_of_the_statute);
	tcase_add_loop_test(t, a_clock_beyond_a_hundred_years_is_no_policy, 0, 4);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
