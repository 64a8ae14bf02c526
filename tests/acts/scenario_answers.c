/* scenario_answers.c - what is asked beside the criteria: objectives (statute.md 4) and the
 * duty that applies (statute.md 5), at the date of the last `at`. */
#include "scenario.h"

#include <inttypes.h>
#include <string.h>

#include "calendar.h"
#include "coverage.h"
#include "due.h"

static struct facts *
facts_asked(struct scenario *s, struct cursor *c, const char *word)
{
	cursor_word(c, word);
	s->checked++;
	if (!s->facts)
		cursor_fail(c, "expected `at DATE` first");
	return s->facts;
}

static void
compare_number(struct cursor *c, const char *what, uint64_t found)
{
	const uint64_t wanted = cursor_number(c, what);

	if (wanted != found)
		cursor_fail(
		    c, "%s: expected %" PRIu64 ", found %" PRIu64, what, wanted, found);
}

/* --- objectives --------------------------------------------------------------------- */

static const struct coverage_subject *
subject_of(struct cursor *c, const struct coverage *a)
{
	const char *id = cursor_word(c, "a mineral or product");

	for (size_t i = 0; i < a->n_subjects; i++)
		if (!strcmp(a->subjects[i].subject, id))
			return &a->subjects[i];
	cursor_fail(c, "found no such mineral or product: \"%s\"", id);
	return NULL;
}

static const struct coverage_total *
total_of(struct cursor *c, const struct coverage_subject *s)
{
	const Cmsa__Stage stage = (Cmsa__Stage)cursor_choice(
	    c, scenario_stages, ARRAY_LEN(scenario_stages), "a stage");
	const char *basis = cursor_take(c, "basis") ? cursor_word(c, "a basis") : "";
	const bool volume = cursor_take(c, "m3");

	for (size_t i = 0; i < s->n_totals; i++)
		if (s->totals[i].stage == stage && s->totals[i].volume == volume &&
		    !strcmp(s->totals[i].basis, basis))
			return &s->totals[i];
	cursor_fail(c, "found no total of that stage, basis and unit");
	return NULL;
}

static void
take_total(struct cursor *c, const struct coverage_total *t)
{
	while (*cursor_peek(c) && !c->bad) {
		if (cursor_take(c, "sum"))
			compare_number(
			    c, "sum", (uint64_t)t->total / (t->volume ? 1000 : 1000000));
		else if (cursor_take(c, "hhi"))
			compare_number(c, "hhi", t->hhi);
		else if (cursor_take(c, "members"))
			compare_number(c, "members", t->n_shares);
		else if (cursor_take(c, "largest")) {
			const char *country = cursor_word(c, "a country");

			if (strcmp(t->shares[0].country, country) != 0)
				cursor_fail(c, "largest: found %s", t->shares[0].country);
			compare_number(c, "share in bp", t->shares[0].share_bp);
		} else
			cursor_end(c);
	}
}

/* `expect-coverage SUBJECT reliable|unreliable [total STAGE [basis B] [m3] [sum N]
 * [members N] [largest COUNTRY BP] [hhi N]]` */
static void
run_coverage(struct scenario *s, const struct statement *st)
{
	const struct word_value answers[] = { { "reliable", 1 }, { "unreliable", 2 } };
	struct cursor c = cursor_of(&s->script, &st->head);
	struct facts *f = facts_asked(s, &c, "expect-coverage");
	struct coverage *a = f ? coverage_at(f, s->at) : NULL;
	const struct coverage_subject *subject = a ? subject_of(&c, a) : NULL;
	const struct coverage_total *t = NULL;

	if (subject) {
		const int wanted =
		    cursor_choice(&c, answers, ARRAY_LEN(answers), "an answer");

		if (!c.bad && subject->reliable != (wanted == 1))
			cursor_fail(&c, "found the opposite");
		if (cursor_take(&c, "total"))
			t = total_of(&c, subject);
		if (t)
			take_total(&c, t);
		cursor_end(&c);
	}
	coverage_free(a);
}

/* `expect-goal N of LISTED needs N select N met yes|no` */
static void
run_goal(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct facts *f = facts_asked(s, &c, "expect-goal");
	struct coverage *a = f ? coverage_at(f, s->at) : NULL;

	if (a) {
		compare_number(&c, "reliable", a->n_reliable);
		cursor_take(&c, "of");
		compare_number(&c, "listed", a->n_listed);
		cursor_take(&c, "needs");
		compare_number(&c, "needed", a->n_required);
		cursor_take(&c, "select");
		compare_number(&c, "select products", a->n_select_reliable);
		cursor_take(&c, "met");
		if (cursor_yes_no(&c) != a->met)
			cursor_fail(&c, "found the opposite");
		cursor_end(&c);
	}
	coverage_free(a);
}

/* --- duty --------------------------------------------------------------------------- */

static const struct due_line *
line_of(struct cursor *c, const struct due *a)
{
	const char *code = cursor_word(c, "a code");
	const char *relief =
	    cursor_take(c, "relief") ? cursor_word(c, "a measure") : NULL;

	for (size_t i = 0; i < a->n_lines; i++)
		if (!strcmp(a->lines[i].code, code) && !a->lines[i].relief == !relief &&
		    (!relief || !strcmp(a->lines[i].relief, relief)))
			return &a->lines[i];
	cursor_fail(c, "found no line %s", code);
	return NULL;
}

/* `part KIND CLAUSE due|not-due`: one of the line's */
static void
take_part(struct cursor *c, const struct due_line *l)
{
	const struct word_value kinds[] = { { "ordinary",
						CMSA__DUTY_KIND__DUTY_ORDINARY },
		{ "additional", CMSA__DUTY_KIND__DUTY_ADDITIONAL },
		{ "relief", CMSA__DUTY_KIND__DUTY_RELIEF },
		{ "antidumping", CMSA__DUTY_KIND__DUTY_ANTIDUMPING },
		{ "countervailing", CMSA__DUTY_KIND__DUTY_COUNTERVAILING },
		{ "safeguard", CMSA__DUTY_KIND__DUTY_SAFEGUARD },
		{ "other", CMSA__DUTY_KIND__DUTY_OTHER } };
	const struct word_value clauses[] = { { "schedule", DUE_SCHEDULE + 1 },
		{ "section-5", DUE_SECTION_5 + 1 }, { "4(g)(1)", DUE_4G1 + 1 },
		{ "4(g)(2)", DUE_4G2 + 1 }, { "higher", DUE_HIGHER + 1 } };
	const int kind = cursor_choice(c, kinds, ARRAY_LEN(kinds), "a kind");
	const int clause = cursor_choice(c, clauses, ARRAY_LEN(clauses), "a clause") - 1;
	const bool due = cursor_take(c, "due");

	if (!due && !cursor_take(c, "not-due"))
		cursor_fail(c, "expected due or not-due");
	for (size_t i = 0; i < l->n_parts && !c->bad; i++)
		if ((int)l->parts[i].kind == kind && (int)l->parts[i].clause == clause &&
		    l->parts[i].due == due)
			return;
	cursor_fail(c, "found no such part");
}

static void
take_line(struct cursor *c, const struct due_line *l)
{
	while (*cursor_peek(c) && !c->bad) {
		if (cursor_take(c, "open")) {
			if (l->high_bp != RATE_OPEN)
				cursor_fail(
				    c, "found %" PRId64 " bp at most", l->high_bp);
		} else if (cursor_take(c, "rate")) {
			const uint32_t bp = cursor_percent(c);

			if (l->low_bp != bp || l->high_bp != bp)
				cursor_fail(c, "found %" PRId64 " to %" PRId64 " bp",
				    l->low_bp, l->high_bp);
		} else if (cursor_take(c, "needs-end-use")) {
			if (!l->needs_end_use)
				cursor_fail(c, "found no need of a statement");
		} else if (cursor_take(c, "covered")) {
			if (cursor_yes_no(c) != l->covered)
				cursor_fail(c, "found the opposite of covered");
		} else if (cursor_take(c, "part"))
			take_part(c, l);
		else
			cursor_end(c);
	}
}

static void
take_answer(struct cursor *c, const struct due *a)
{
	const struct word_value reaches[] = { { "by-schedule", DUE_BY_SCHEDULE + 1 },
		{ "free", DUE_FREE + 1 }, { "concern", DUE_CONCERN + 1 },
		{ "conflict", DUE_CONFLICT + 1 } };
	const int reach = cursor_choice(c, reaches, ARRAY_LEN(reaches), "a reach") - 1;

	if (!c->bad && (int)a->reach != reach)
		cursor_fail(c, "found reach %d", (int)a->reach);
	if (cursor_take(c, "lines"))
		compare_number(c, "lines", a->n_lines);
	if (cursor_take(c, "single")) {
		const uint32_t bp = cursor_percent(c);

		if (!a->single || a->total_bp != bp)
			cursor_fail(c, "found %s total of %" PRId64 " bp",
			    a->single ? "a" : "no single", a->total_bp);
	} else if (cursor_take(c, "no-single") && a->single)
		cursor_fail(c, "found a single total of %" PRId64 " bp", a->total_bp);
	if (cursor_take(c, "line")) {
		const struct due_line *l = line_of(c, a);

		if (l)
			take_line(c, l);
	}
	cursor_end(c);
}

/* `expect-duty IMPORTER ORIGIN [entity] [as-named|other-use] CODE REACH [lines N]
 * [single P %|no-single] [line CODE [relief M] [rate P %|open] [covered yes|no]
 * [needs-end-use] [part KIND CLAUSE due|not-due]...]` */
static void
run_duty(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct facts *f = facts_asked(s, &c, "expect-duty");
	struct due_question q = { .d = s->at };
	struct due *a;

	q.importer = cursor_word(&c, "an importer");
	q.origin = cursor_word(&c, "an origin");
	q.entity = cursor_take(&c, "entity");
	if (cursor_take(&c, "as-named"))
		q.end_use = DUE_AS_THE_ACT_NAMES;
	else if (cursor_take(&c, "other-use"))
		q.end_use = DUE_ANOTHER_USE;
	q.code = cursor_word(&c, "a code");
	if (!f || c.bad)
		return;
	a = due_determine(f, &q);
	take_answer(&c, a);
	due_free(a);
}

/* --- calendar ----------------------------------------------------------------------- */

static enum calendar_kind
take_kind(struct cursor *c)
{
	const char *word = cursor_word(c, "a kind of item");

	for (int k = CALENDAR_PERIOD; k <= CALENDAR_TRANSFER; k++)
		if (!strcmp(calendar_kind_word((enum calendar_kind)k), word))
			return (enum calendar_kind)k;
	cursor_fail(c, "expected a kind of item, found \"%s\"", word);
	return CALENDAR_PERIOD;
}

/* `expect-due KIND [of COUNTRY] DATE STATE`: there is such an item; `expect-due KIND
 * [of COUNTRY] none`: there is none of a day from D - 2000 to D + 4000 */
static void
run_due(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct facts *f = facts_asked(s, &c, "expect-due");
	const enum calendar_kind kind = take_kind(&c);
	const char *country = cursor_take(&c, "of") ? cursor_word(&c, "a country") : NULL;
	const bool none = cursor_take(&c, "none");
	const struct date date = none ? (struct date){ 0 } : cursor_date(&c);
	const char *state = none ? "" : cursor_word(&c, "a state");
	const char *found = "nothing";
	struct calendar *a;

	cursor_end(&c);
	if (!f || c.bad)
		return;
	a = calendar_at(f, s->at, (struct date){ s->at.days - 2000 },
	    (struct date){ s->at.days + 4000 });
	for (size_t i = 0; i < a->n; i++) {
		const struct calendar_item *x = &a->items[i];

		if (x->kind == kind && (!country || !strcmp(x->country, country)) &&
		    (none || x->date.days == date.days))
			found = calendar_state_word(x->state);
	}
	if (strcmp(found, none ? "nothing" : state) != 0)
		cursor_fail(&c, "found %s", found);
	calendar_free(a);
}

const struct statement_rule scenario_answers_rules[] = {
	{ "expect-coverage", run_coverage, false },
	{ "expect-goal", run_goal, false },
	{ "expect-duty", run_duty, false },
	{ "expect-due", run_due, false },
	{ 0 },
};
