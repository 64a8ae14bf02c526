/* report_alerts_test.c - alerts for people: what a filter lets through, what stands first,
 * and the words of a clock. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "alerts_filter.h"
#include "alerts_list.h"
#include "alerts_show.h"
#include "json.h"
#include "pb.h"

enum {
	TODAY = 20000,
	MOST = 8
};

/* Alerts made by hand: no fold, no clock. */
static struct {
	Cmsa__AlertBody body[MOST];
	struct fact_alert fact[MOST];
	struct fact_origin origin[MOST];
	struct alert_view view[MOST];
	struct alert_clock clock[MOST];
	size_t n;
} w;

static char *subjects[] = { (char[]){ "gallium" } };
static char *codes[] = { (char[]){ "81129200" } };
static char *action[] = { (char[]){ "AUS" } };
static Cmsa__AlertScheme schemes[] = { CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION };

static void
setup(void)
{
	memset(&w, 0, sizeof(w));
}

/* An open alert of JPN that names AUS, due in `days`. */
static size_t
add(int32_t days)
{
	size_t i = w.n++;
	Cmsa__AlertBody *b = &w.body[i];

	cmsa__alert_body__init(b);
	b->id = pb_text("J");
	b->severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	b->schemes = schemes;
	b->n_schemes = 1;
	b->subjects = subjects;
	b->n_subjects = 1;
	b->codes = codes;
	b->n_codes = 1;
	b->action = action;
	b->n_action = 1;
	b->handling = CMSA__HANDLING__HANDLING_AMBER;
	w.fact[i] = (struct fact_alert){ .country = "JPN", .alert = b };
	w.origin[i] = (struct fact_origin){ .place = { "JPN", 1, i + 1 },
		.kind = KIND_ALERT,
		.audience = AUDIENCE_CUSTOMS,
		.remover = NO_SOURCE };
	w.clock[i] = (struct alert_clock){ .country = "AUS",
		.state = days < 0 ? CLOCK_OVERDUE : CLOCK_OPEN,
		.due = { TODAY + days },
		.days_left = days };
	w.view[i] = (struct alert_view){ .alert = &w.fact[i],
		.origin = &w.origin[i],
		.day = { TODAY },
		.clocks = &w.clock[i],
		.n_clocks = 1 };
	return i;
}

static bool
passes(const char *conditions)
{
	struct alerts_filter f = { .value = { "" } };
	struct errmsg m = { "" };

	ck_assert_msg(!alerts_filter_parse(&f, conditions, &m), "%s", m.text);
	return alerts_filter_matches(&f, &w.view[0], &w.clock[0]);
}

static const struct {
	const char *conditions;
	bool passes;
} conditions[] = {
	{ "", true },
	{ "hs=8112", true },
	{ "hs=8112920010", true }, /* a national line below the code */
	{ "hs=8113", false },
	{ "mineral=gallium", true },
	{ "mineral=cobalt", false },
	{ "country=AUS", false }, /* named, on no way of the goods */
	{ "country=VNM", true },
	{ "country=CHN", true },
	{ "country=MYS", true },
	{ "country=SGP", true },
	{ "country=KOR", false },
	{ "severity=low", true },
	{ "severity=high", true },
	{ "severity=critical", false },
	{ "state=open", true },
	{ "state=overdue", false },
	{ "due=2", true },
	{ "due=1", false },
	{ "from=JPN", true },
	{ "from=AUS", false },
	{ "named=AUS", true },
	{ "named=USA", false },
	{ "hs=8112 mineral=gallium severity=medium", true },
	{ "hs=8112 mineral=cobalt", false },
};

START_TEST(all_conditions_of_a_filter_must_hold)
{
	char *transit[] = { (char[]){ "MYS" } };
	Cmsa__Party p, *parties[] = { &p };

	add(2);
	cmsa__party__init(&p);
	p.country = (char[]){ "SGP" };
	w.body[0].declared_origin = (char[]){ "VNM" };
	w.body[0].suspected_origin = (char[]){ "CHN" };
	w.body[0].transit = transit;
	w.body[0].n_transit = 1;
	w.body[0].parties = parties;
	w.body[0].n_parties = 1;
	ck_assert_int_eq(passes(conditions[_i].conditions), conditions[_i].passes);
}
END_TEST

START_TEST(a_filter_reads_as_it_was_written)
{
	static const char text[] = "hs=8112 severity=high due=2 from=AUS.customs";
	struct alerts_filter f = { .value = { "" } };
	struct buf out = { 0 };

	ck_assert_int_eq(alerts_filter_parse(&f, text, NULL), ERR_NONE);
	alerts_filter_write(&out, &f);
	ck_assert_uint_eq(out.n, strlen(text));
	ck_assert_int_eq(memcmp(out.p, text, out.n), 0);
	buf_clear(&out);
}
END_TEST

static const char *const refused[] = { "hs=8", "hs=81x", "hs", "=8112", "colour=red",
	"mineral=Cobalt", "country=Japan", "severity=bad", "state=late", "state=no-clock",
	"due=soon", "due=-1", "due=12345", "from=j", "named=australia",
	"mineral=a-name-that-is-much-longer-than-any-name-may-be" };

START_TEST(a_condition_that_is_none_is_refused_with_what_was_expected)
{
	struct alerts_filter f = { .value = { "" } };
	struct errmsg m = { "" };

	ck_assert_int_eq(alerts_filter_parse(&f, refused[_i], &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "expected"));
}
END_TEST

static size_t
order(size_t out[static MOST], bool removed)
{
	const struct alerts a = { .list = w.view, .n = w.n };
	static const struct alerts_filter all;
	size_t n;
	struct alerts_line *lines = alerts_list(&a, NULL, "AUS", &all, removed, &n);

	for (size_t i = 0; i < n; i++)
		out[i] = (size_t)(lines[i].view - w.view);
	free(lines);
	return n;
}

START_TEST(overdue_stands_first_then_the_next_deadline_then_the_most_severe)
{
	size_t at[MOST], n;

	add(5);
	add(2);
	add(-3);
	add(0);
	add(0);
	add(0);
	for (size_t i = 3; i < 6; i++) { /* without a deadline */
		w.clock[i].due.days = 0;
		w.clock[i].state = CLOCK_ANSWERED;
	}
	w.body[4].severity = CMSA__ALERT_SEVERITY__SEVERITY_CRITICAL;
	w.origin[5].time_ms = 9; /* newer than 3 */
	n = order(at, false);
	ck_assert_uint_eq(n, 6);
	ck_assert_uint_eq(at[0], 2);
	ck_assert_uint_eq(at[1], 1);
	ck_assert_uint_eq(at[2], 0);
	ck_assert_uint_eq(at[3], 4);
	ck_assert_uint_eq(at[4], 5);
	ck_assert_uint_eq(at[5], 3);
}
END_TEST

START_TEST(what_is_taken_back_is_listed_last_and_only_when_asked)
{
	size_t at[MOST];

	add(-9);
	add(5);
	w.view[0].standing = ALERT_REMOVED;
	ck_assert_uint_eq(order(at, false), 1);
	ck_assert_uint_eq(at[0], 1);
	ck_assert_uint_eq(order(at, true), 2);
	ck_assert_uint_eq(at[1], 0);
}
END_TEST

static const struct {
	int32_t days;
	bool acknowledged;
	const char *words;
} clocks[] = {
	{ 2, false, "2 days left to acknowledge" },
	{ 1, false, "1 day left to acknowledge" },
	{ 0, false, "last day to acknowledge" },
	{ 28, true, "28 days left to give the outcome" },
	{ 0, true, "last day to give the outcome" },
	{ -1, false, "overdue since 2024-10-04" },
	{ -1, true, "overdue since 2024-10-04" },
};

START_TEST(a_clock_says_how_many_days_are_left)
{
	static const struct alert_answer first;
	char words[ALERTS_CLOCK_LEN];
	struct alerts_line line;

	add(clocks[_i].days);
	w.clock[0].acknowledged = clocks[_i].acknowledged ? &first : NULL;
	line = (struct alerts_line){ &w.view[0], &w.clock[0] };
	alerts_list_words(words, &line);
	ck_assert_str_eq(words, clocks[_i].words);
}
END_TEST

START_TEST(an_alert_without_a_clock_says_why)
{
	char words[ALERTS_CLOCK_LEN];
	struct alerts_line line;

	add(2);
	line = (struct alerts_line){ &w.view[0], NULL };
	ck_assert_str_eq(alerts_list_state(&line), "not named");
	w.view[0].standing = ALERT_NO_CLOCK;
	line.clock = &w.clock[0];
	alerts_list_words(words, &line);
	ck_assert_str_eq(words, alerts_standing_words(ALERT_NO_CLOCK));
	w.view[0].standing = ALERT_REMOVED;
	ck_assert_str_eq(alerts_list_state(&line), "removed");
}
END_TEST

START_TEST(a_whole_alert_says_its_mark_in_words_and_who_reads_it)
{
	const struct facts f = { .sources = w.origin };
	struct buf out = { 0 };
	struct alerts_line line;

	add(2);
	line = (struct alerts_line){ &w.view[0], &w.clock[0] };
	alerts_show_text(&out, &f, &line);
	buf_add(&out, "", 1);
	for (size_t i = 0; i < 5; i++) {
		static const char *const needed[] = { "TLP:AMBER",
			"to its clients who need to know",
			"customs: members, auditors, desks",
			"AUS  open: 2 days left to acknowledge", "Alert JPN:1" };

		ck_assert_msg(strstr((const char *)out.p, needed[i]) != NULL,
		    "expected \"%s\" in %s", needed[i], (const char *)out.p);
	}
	buf_clear(&out);
}
END_TEST

START_TEST(the_keys_of_the_json_stay)
{
	static const char *const keys[] = { "ref", "author", "incarnation", "seq", "id",
		"time", "day", "audience", "severity", "handling", "state", "clock",
		"due", "days_left", "standing", "removed_by", "clocks", "body" };
	const struct facts f = { .sources = w.origin };
	struct alerts_line line;
	json_t *o;

	add(2);
	line = (struct alerts_line){ &w.view[0], &w.clock[0] };
	o = alerts_show_json(&f, &line);
	ck_assert_uint_eq(json_object_size(o), sizeof(keys) / sizeof(*keys));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		ck_assert_ptr_nonnull(json_object_get(o, keys[i]));
	json_decref(o);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("alerts");
	Suite *s = suite_create("report_alerts");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, all_conditions_of_a_filter_must_hold, 0,
	    (int)(sizeof(conditions) / sizeof(*conditions)));
	tcase_add_test(t, a_filter_reads_as_it_was_written);
	tcase_add_loop_test(t, a_condition_that_is_none_is_refused_with_what_was_expected,
	    0, (int)(sizeof(refused) / sizeof(*refused)));
	tcase_add_test(
	    t, overdue_stands_first_then_the_next_deadline_then_the_most_severe);
	tcase_add_test(t, what_is_taken_back_is_listed_last_and_only_when_asked);
	tcase_add_loop_test(t, a_clock_says_how_many_days_are_left, 0,
	    (int)(sizeof(clocks) / sizeof(*clocks)));
	tcase_add_test(t, an_alert_without_a_clock_says_why);
	tcase_add_test(t, a_whole_alert_says_its_mark_in_words_and_who_reads_it);
	tcase_add_test(t, the_keys_of_the_json_stay);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
