/* comply_clock_test.c - an alert as it is shown: why it counts or does not, the state of its
 * clock, what is due next and in how many days (PROTOCOL M7.20). */
#include "alerts.h"
#include "conduct_fixture.h"

enum {
	F0 = 20454,
	W = F0 + 100, /* the day of the alert, JPN=1:10, to AUS */
	ACK = W + 2,
	OUTCOME = W + 30,
	NEVER = 0
};

static struct maker m;
static struct facts *f;
static struct alerts *a;
static const struct named alert = { "JPN", 10, false };

/* Two others have the feed up to that entry on that day; called with days that do not fall. */
static void
witnessed(const char *author, uint64_t seq, int32_t day)
{
	const uint64_t at = (uint64_t)day;
	const struct named feed = { author, seq, false };

	add_witness(f, "CAN", at, day_ms(day), &feed, 1);
	add_witness(f, "GBR", at, day_ms(day), &feed, 1);
}

static void
setup(void)
{
	static const char *const members[] = { "AUS", "CAN", "GBR", "JPN" };

	maker_init(&m, 3, 2);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		make_member_on(&m, members[i], F0);
	f = facts_of_register(&m);
}

static void
teardown(void)
{
	alerts_free(a);
	a = NULL;
	facts_free(f);
	maker_clear(&m);
}

/* The first alert at a day. */
static const struct alert_view *
view_at(int32_t d)
{
	struct law law;

	if (f->intake)
		facts_finish(f);
	alerts_free(a);
	law_at(&law, f->registry, (struct date){ d });
	facts_witness(f, 2);
	a = alerts_new(f, &law, (struct date){ d });
	law_clear(&law);
	return &a->list[0];
}

static const struct alert_clock *
clock_at(int32_t d)
{
	const struct alert_view *v = view_at(d);

	ck_assert_uint_eq(v->n_clocks, 1);
	return &v->clocks[0];
}

static void
answered(uint64_t seq, Cmsa__ResponseState state, int32_t day)
{
	add_response(f, "AUS", seq, day_ms(day), state, &alert);
	witnessed("AUS", seq, day);
}

static void
alerted(void)
{
	add_alert(f, "JPN", 10, day_ms(W), "AUS", NULL);
	witnessed("JPN", 10, W);
}

/* --- the clock ---------------------------------------------------------------------- */

#define ACKNOWLEDGED CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED
#define REFUTED      CMSA__RESPONSE_STATE__RESPONSE_REFUTED

static const struct {
	int32_t ack, outcome; /* days of the responses; NEVER */
	int32_t d;
	enum alert_state state;
	int32_t due; /* NEVER: nothing */
} clocks[] = {
	{ NEVER, NEVER, W, CLOCK_OPEN, ACK },
	{ NEVER, NEVER, ACK, CLOCK_OPEN, ACK },
	{ NEVER, NEVER, ACK + 1, CLOCK_OVERDUE, ACK },
	{ ACK, NEVER, ACK, CLOCK_ACKNOWLEDGED, OUTCOME },
	{ ACK, NEVER, ACK - 1, CLOCK_OPEN, ACK },
	{ ACK, NEVER, OUTCOME, CLOCK_ACKNOWLEDGED, OUTCOME },
	{ ACK, NEVER, OUTCOME + 1, CLOCK_OVERDUE, OUTCOME },
	{ ACK + 1, NEVER, ACK + 1, CLOCK_ACKNOWLEDGED, OUTCOME },
	{ ACK, OUTCOME, OUTCOME, CLOCK_ANSWERED, NEVER },
	{ ACK, OUTCOME, OUTCOME - 1, CLOCK_ACKNOWLEDGED, OUTCOME },
	{ ACK, OUTCOME + 1, OUTCOME + 1, CLOCK_ANSWERED_LATE, NEVER },
	{ ACK + 1, OUTCOME, OUTCOME, CLOCK_ANSWERED_LATE, NEVER },
	{ NEVER, W, ACK, CLOCK_ANSWERED, NEVER },
	{ NEVER, ACK + 1, ACK + 1, CLOCK_ANSWERED_LATE, NEVER },
};

START_TEST(the_state_of_a_clock_and_what_is_due) /* _i: row of clocks */
{
	const struct alert_clock *c;

	alerted();
	if (clocks[_i].ack)
		answered(20, ACKNOWLEDGED, clocks[_i].ack);
	if (clocks[_i].outcome)
		answered(21, REFUTED, clocks[_i].outcome);
	c = clock_at(clocks[_i].d);
	ck_assert_str_eq(
	    alerts_state_word(c->state), alerts_state_word(clocks[_i].state));
	ck_assert_int_eq(c->due.days, clocks[_i].due);
	if (clocks[_i].due)
		ck_assert_int_eq(c->days_left, clocks[_i].due - clocks[_i].d);
	ck_assert_int_eq(c->ack_by.days, ACK);
	ck_assert_int_eq(c->outcome_by.days, OUTCOME);
}
END_TEST

START_TEST(the_first_response_by_its_day_acknowledges)
{
	const struct alert_clock *c;

	alerted();
	answered(20, ACKNOWLEDGED, W + 5);
	answered(21, REFUTED, W + 8);
	add_response(f, "AUS", 19, day_ms(W + 1), REFUTED, &alert); /* with 20 */
	c = clock_at(W + 10);
	ck_assert_uint_eq(c->n_answers, 3);
	ck_assert_int_eq(c->acknowledged->day.days, W + 5);
	/* of one day the first by place */
	ck_assert_uint_eq(f->sources[c->acknowledged->response->source].place.seq, 19);
	ck_assert_uint_eq(f->sources[c->outcome->response->source].place.seq, 19);
	for (size_t i = 1; i < c->n_answers; i++)
		ck_assert_int_le(c->answers[i - 1].day.days, c->answers[i].day.days);
}
END_TEST

START_TEST(responses_that_do_not_count_are_listed_behind)
{
	const struct named response = { "AUS", 20, false };
	const struct alert_clock *c;

	alerted();
	answered(20, REFUTED, W + 1);
	answered(21, ACKNOWLEDGED, W + 2);
	add_response(f, "AUS", 30, day_ms(W + 1), REFUTED, &alert); /* nobody has it */
	add_retraction(f, "AUS", 40, &response);
	c = clock_at(W + 3);
	ck_assert_uint_eq(c->n_answers, 3);
	ck_assert(!c->answers[0].counts); /* retracted */
	ck_assert(c->answers[1].counts);
	ck_assert(!c->answers[2].counts && !date_given(c->answers[2].day));
	ck_assert_ptr_eq(c->acknowledged, &c->answers[1]);
	ck_assert_ptr_null(c->outcome);
}
END_TEST

/* --- the alert ---------------------------------------------------------------------- */

static void
expect_standing(int32_t d, enum alert_standing s)
{
	const struct alert_view *v = view_at(d);

	ck_assert_str_eq(alerts_standing_words(v->standing), alerts_standing_words(s));
	ck_assert_int_eq(v->clocks[0].state == CLOCK_NONE, s != ALERT_STANDS);
}

START_TEST(an_alert_stands_from_its_day_on)
{
	alerted();
	expect_standing(W - 1, ALERT_LATER);
	expect_standing(W, ALERT_STANDS);
}
END_TEST

START_TEST(without_witnesses_there_is_no_day_and_no_deadline)
{
	add_alert(f, "JPN", 10, day_ms(W), "AUS", NULL);
	expect_standing(W + 50, ALERT_NO_CLOCK);
	ck_assert(!date_given(clock_at(W + 50)->ack_by));
	ck_assert(!date_given(clock_at(W + 50)->outcome_by));
}
END_TEST

START_TEST(its_author_is_a_member_on_its_day) /* _i: withdrawn the day after, or on it */
{
	make_withdrawal(&m, "JPN", W + 1 - _i);
	alerted();
	expect_standing(W + 5, _i ? ALERT_STRANGER : ALERT_STANDS);
}
END_TEST

START_TEST(a_removed_alert_says_so_before_all_else)
{
	alerted();
	add_retraction(f, "JPN", 40, &alert);
	expect_standing(W - 1, ALERT_REMOVED);
}
END_TEST

START_TEST(what_a_desk_was_not_granted_is_outside)
{
	add_alert(f, "JPN.customs", 10, day_ms(W), "AUS", NULL);
	witnessed("JPN.customs", 10, W);
	expect_standing(W + 1, ALERT_OUTSIDE);
}
END_TEST

START_TEST(what_a_country_writes_while_its_desk_holds_the_kind_is_outside)
{
	add_desk(f, "JPN.customs", 9);
	alerted();
	expect_standing(W + 1, ALERT_OUTSIDE);
}
END_TEST

START_TEST(a_country_named_that_is_nobody_has_no_clock)
{
	add_alert(f, "JPN", 10, day_ms(W), "KOR", NULL);
	witnessed("JPN", 10, W);
	ck_assert_int_eq(clock_at(W)->standing, CLOCK_NOT_CERTIFIED);
	ck_assert_int_eq(clock_at(W)->state, CLOCK_NONE);
}
END_TEST

START_TEST(a_certified_country_that_was_not_enrolled_could_not_read_it)
{
	char text[11];

	make_certification(&m, "KOR", ymd(W, text), ymd(W, text));
	add_alert(f, "JPN", 10, day_ms(W), "KOR", NULL);
	witnessed("JPN", 10, W);
	ck_assert_int_eq(clock_at(W)->standing, CLOCK_NOT_READ);
	ck_assert_int_eq(clock_at(W)->state, CLOCK_NONE);
}
END_TEST

int
main(void)
{
	TCase *clock = tcase_create("clock"), *stands = tcase_create("alert");

	tcase_add_checked_fixture(clock, setup, teardown);
	tcase_add_loop_test(
	    clock, the_state_of_a_clock_and_what_is_due, 0, ARRAY_LEN(clocks));
	tcase_add_test(clock, the_first_response_by_its_day_acknowledges);
	tcase_add_test(clock, responses_that_do_not_count_are_listed_behind);
	tcase_add_checked_fixture(stands, setup, teardown);
	tcase_add_test(stands, an_alert_stands_from_its_day_on);
	tcase_add_test(stands, without_witnesses_there_is_no_day_and_no_deadline);
	tcase_add_loop_test(stands, its_author_is_a_member_on_its_day, 0, 2);
	tcase_add_test(stands, a_removed_alert_says_so_before_all_else);
	tcase_add_test(stands, what_a_desk_was_not_granted_is_outside);
	tcase_add_test(
	    stands, what_a_country_writes_while_its_desk_holds_the_kind_is_outside);
	tcase_add_test(stands, a_country_named_that_is_nobody_has_no_clock);
	tcase_add_test(
	    stands, a_certified_country_that_was_not_enrolled_could_not_read_it);
	return run_suite("comply_clock", (TCase *[]){ clock, stands }, 2);
}
