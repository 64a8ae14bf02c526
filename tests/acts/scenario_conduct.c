/* scenario_conduct.c - statements on conduct: engage, undertaking, meeting, meeting-record,
 * withdraw, terminate; the entries measure and attendance; expect-agreed. */
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pb.h"

static const struct word_value paragraphs[] = { { "b1", CMSA__PARAGRAPH__PARAGRAPH_B1 },
	{ "b2", CMSA__PARAGRAPH__PARAGRAPH_B2 }, { "b3", CMSA__PARAGRAPH__PARAGRAPH_B3 },
	{ "b4", CMSA__PARAGRAPH__PARAGRAPH_B4 },
	{ "b5a", CMSA__PARAGRAPH__PARAGRAPH_B5A },
	{ "b5b", CMSA__PARAGRAPH__PARAGRAPH_B5B },
	{ "b5c", CMSA__PARAGRAPH__PARAGRAPH_B5C } };

static const uint8_t text_hash[32] = { 0xab };

/* The statement's word and its date; the act is of that day. */
static int32_t
begin(struct cursor *c, Cmsa__Act *act)
{
	cmsa__act__init(act);
	c->at++;
	act->date_days = cursor_date(c).days;
	return act->date_days;
}

/* `engage DATE COUNTRY [as NAME]` */
static void
run_engage(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_ENGAGEMENT };
	Cmsa__Engagement e;
	Cmsa__Act act;

	cmsa__engagement__init(&e);
	e.engaged_days = begin(&c, &act);
	e.country = pb_text(cursor_word(&c, "a country"));
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_ENGAGEMENT;
	act.engagement = &e;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `undertaking DATE COUNTRY PARAGRAPH [as NAME]` */
static void
run_undertaking(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_UNDERTAKING };
	Cmsa__Undertaking u;
	Cmsa__Act act;

	cmsa__undertaking__init(&u);
	u.agreed_days = begin(&c, &act);
	u.country = pb_text(cursor_word(&c, "a country"));
	u.paragraph = (Cmsa__Paragraph)cursor_choice(
	    &c, paragraphs, ARRAY_LEN(paragraphs), "a paragraph");
	u.sha256 = pb_hash_data(text_hash);
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_UNDERTAKING;
	act.undertaking = &u;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `withdraw DATE COUNTRY [as NAME]` */
static void
run_withdraw(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_WITHDRAWAL };
	Cmsa__Withdrawal w;
	Cmsa__Act act;

	cmsa__withdrawal__init(&w);
	w.withdrawn_days = begin(&c, &act);
	w.country = pb_text(cursor_word(&c, "a country"));
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_WITHDRAWAL;
	act.withdrawal = &w;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `terminate DATE [as NAME]` */
static void
run_terminate(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_TERMINATION };
	Cmsa__Termination t;
	Cmsa__Act act;

	cmsa__termination__init(&t);
	t.terminated_days = begin(&c, &act);
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_TERMINATION;
	act.termination = &t;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `meeting DATE [irregular] as NAME` */
static void
run_meeting(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_MEETING };
	Cmsa__Meeting m;
	Cmsa__Act act;

	cmsa__meeting__init(&m);
	m.meeting_days = begin(&c, &act);
	m.regular = !cursor_take(&c, "irregular");
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_MEETING;
	act.meeting = &m;
	scenario_acts_fold(s, &c, &act, &label);
}

/* The act of that name; a number stands for itself. */
static uint64_t
meeting_of(struct scenario *s, struct cursor *c)
{
	const char *word = cursor_word(c, "a meeting");
	uint64_t n = world_act_number(s->world, word);

	if (!n)
		n = strtoull(word, NULL, 10);
	if (!n && *word)
		cursor_fail(c, "no act is called \"%s\"", word);
	return n;
}

/* `meeting-record DATE MEETING [COUNTRY...] [as NAME]` */
static void
run_meeting_record(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_MEETING_RECORD };
	Cmsa__MeetingRecord m;
	Cmsa__Act act;

	cmsa__meeting_record__init(&m);
	begin(&c, &act);
	m.meeting = meeting_of(s, &c);
	m.attendees = st->head.words + c.at;
	for (; *cursor_peek(&c) && strcmp(cursor_peek(&c), "as"); m.n_attendees++)
		cursor_word(&c, "a country");
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_MEETING_RECORD;
	act.meeting_record = &m;
	scenario_acts_fold(s, &c, &act, &label);
}

/* --- entries ------------------------------------------------------------------------- */

/* `280530,260600`: in order */
static size_t
take_list(struct cursor *c, struct arena *mem, char ***out)
{
	char *text = arena_strdup(mem, cursor_word(c, "a list"));
	size_t n = 0;

	*out = arena_get(mem, sizeof(**out) * (strlen(text) + 1));
	while (text && *text) {
		char *comma = strchr(text, ',');

		(*out)[n++] = text;
		if (comma)
			*comma = '\0';
		text = comma ? comma + 1 : NULL;
	}
	return n;
}

static bool
take_scope(struct cursor *c, struct arena *mem, Cmsa__Measure *m)
{
	if (cursor_take(c, "minerals"))
		m->critical_minerals = true;
	else if (cursor_take(c, "derivatives"))
		m->derivative_products = true;
	else if (cursor_take(c, "codes"))
		m->n_hs6 = take_list(c, mem, &m->hs6);
	else if (cursor_take(c, "concern"))
		m->all_countries_of_concern = true;
	else if (cursor_take(c, "toward"))
		m->n_countries = take_list(c, mem, &m->countries);
	else if (cursor_take(c, "entities"))
		m->entities_of_concern = true;
	else
		return false;
	return true;
}

/* `ID KIND [minerals] [derivatives] [codes HS6,...] [concern | toward CHN,...] [entities]
 * [uncited] [without-hash] [from DATE] [to DATE] [volume TONNES] [sample]` */
static Cmsa__Measure *
take_measure(struct scenario *s, const struct line *line)
{
	const struct word_value kinds[] = {
		{ "enforcement", CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT },
		{ "screening", CMSA__MEASURE_KIND__MEASURE_INVESTMENT_SCREENING },
		{ "remedies", CMSA__MEASURE_KIND__MEASURE_TRADE_REMEDIES },
		{ "prohibition", CMSA__MEASURE_KIND__MEASURE_PROHIBITION },
		{ "quota", CMSA__MEASURE_KIND__MEASURE_QUOTA },
		{ "other", CMSA__MEASURE_KIND__MEASURE_OTHER }
	};
	struct arena *mem = &s->world->mem;
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__Measure *m = arena_get(mem, sizeof(*m));

	cmsa__measure__init(m);
	m->id = pb_text(cursor_word(&c, "an id"));
	m->kind = (Cmsa__MeasureKind)cursor_choice(&c, kinds, ARRAY_LEN(kinds), "a kind");
	m->citation = pb_text("Act 1 of 2025");
	m->sha256 = pb_hash_data(text_hash);
	m->start_days = date_of_ymd(2025, 1, 1).days;
	while (!c.bad && *cursor_peek(&c)) {
		if (take_scope(&c, mem, m))
			continue;
		if (cursor_take(&c, "uncited"))
			m->citation = pb_text("");
		else if (cursor_take(&c, "without-hash"))
			m->sha256.len = 0;
		else if (cursor_take(&c, "from"))
			m->start_days = cursor_date(&c).days;
		else if (cursor_take(&c, "to"))
			m->end_days = cursor_date(&c).days;
		else if (cursor_take(&c, "volume"))
			m->quota_grams_a_year =
			    (int64_t)cursor_number(&c, "tonnes a year") * 1000000;
		else if (cursor_take(&c, "sample"))
			m->sample = true;
		else
			cursor_end(&c);
	}
	return c.bad ? NULL : m;
}

static void
take_head(struct scenario *s, struct cursor *c, struct entry_head *h, uint32_t kind,
    const ProtobufCMessage *body)
{
	c->at++;
	*h = (struct entry_head){ .post = { .kind = kind,
				      .audience = AUDIENCE_PUBLIC,
				      .held = true,
				      .body = body } };
	h->country = h->post.author = cursor_word(c, "an author");
	h->post.time_ms = cursor_time(c);
	while (scenario_feeds_option(s, c, h))
		continue;
	cursor_end(c);
}

/* `measure AUTHOR TIME [options]` with a measure a row */
static void
run_measure(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__MeasureBody b;

	cmsa__measure_body__init(&b);
	take_head(s, &c, &h, KIND_MEASURE, &b.base);
	b.country = pb_text(h.country);
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	b.measures = arena_get(&s->world->mem, sizeof(*b.measures) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++) {
		b.measures[b.n_measures++] = take_measure(s, &st->rows[i]);
		if (!b.measures[i])
			return;
	}
	scenario_feeds_post(s, &c, &h);
}

/* `MEETING yes|no [sample]` */
static Cmsa__Attendance *
take_attendance(struct scenario *s, const struct line *line)
{
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__Attendance *a = arena_get(&s->world->mem, sizeof(*a));

	cmsa__attendance__init(a);
	a->meeting = meeting_of(s, &c);
	a->attended = cursor_yes_no(&c);
	a->sample = cursor_take(&c, "sample");
	cursor_end(&c);
	return c.bad ? NULL : a;
}

/* `attendance AUTHOR TIME [options]` with a meeting a row */
static void
run_attendance(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__AttendanceBody b;

	cmsa__attendance_body__init(&b);
	take_head(s, &c, &h, KIND_ATTENDANCE, &b.base);
	b.country = pb_text(h.country);
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	b.meetings = arena_get(&s->world->mem, sizeof(*b.meetings) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++) {
		b.meetings[b.n_meetings++] = take_attendance(s, &st->rows[i]);
		if (!b.meetings[i])
			return;
	}
	scenario_feeds_post(s, &c, &h);
}

/* --- expectations -------------------------------------------------------------------- */

/* `expect-agreed COUNTRY PARAGRAPH DATE|no` */
static void
run_expect_agreed(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const struct country_result *r = NULL;
	struct date wanted = { 0 };
	const char *country;
	int paragraph;
	char text[11];

	c.at++;
	country = cursor_word(&c, "a country");
	paragraph = cursor_choice(&c, paragraphs, ARRAY_LEN(paragraphs), "a paragraph");
	if (!cursor_take(&c, "no"))
		wanted = cursor_date(&c);
	cursor_end(&c);
	s->checked++;
	for (size_t i = 0; s->findings && i < s->findings->n_countries; i++)
		if (!strcmp(s->findings->countries[i].country, country))
			r = &s->findings->countries[i];
	if (!r) {
		cursor_fail(&c, "%s is not judged", country);
		return;
	}
	date_write(text, r->agreed[paragraph].since);
	if (r->agreed[paragraph].since.days != wanted.days ||
	    (r->agreed[paragraph].act != 0) != date_given(wanted))
		cursor_fail(&c, "found \"%s\"", text);
}

const struct statement_rule scenario_conduct_rules[] = {
	{ "engage", run_engage, false },
	{ "undertaking", run_undertaking, false },
	{ "withdraw", run_withdraw, false },
	{ "terminate", run_terminate, false },
	{ "meeting", run_meeting, false },
	{ "meeting-record", run_meeting_record, false },
	{ "measure", run_measure, true },
	{ "attendance", run_attendance, true },
	{ "expect-agreed", run_expect_agreed, false },
	{ 0 },
};
