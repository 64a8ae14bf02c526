/* scenario_expect.c - `at` computes the findings of everything so far; `expect...`
 * compares them, and the register, with what the statute says. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "lifecycle.h"

void
scenario_expect_forget(struct scenario *s)
{
	findings_free(s->findings);
	facts_free(s->facts);
	s->findings = NULL;
	s->facts = NULL;
}

/* `at DATE [public]` */
static void
run_at(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	enum facts_level level = LEVEL_MEMBER_FACTS;

	cursor_word(&c, "at");
	s->at = cursor_date(&c);
	if (cursor_take(&c, "public"))
		level = LEVEL_PUBLIC_FACTS;
	cursor_end(&c);
	scenario_expect_forget(s);
	if (c.bad)
		return;
	s->facts = world_facts(s->world, level);
	s->findings = comply_judge(s->facts, s->at);
}

/* Which findings an expectation is about; NULL or 0: any. */
struct selector {
	const char *country;
	Cmsa__Criterion criterion;
	const char *product;
	Cmsa__Stage stage;
	const char *code;
	const char *partner;
	const char *clock; /* how the reason begins */
};

static bool
lists(char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

static bool
selects(const struct selector *sel, const Cmsa__Finding *f)
{
	return !strcmp(f->country, sel->country) && f->criterion == sel->criterion &&
	       (!sel->product || lists(f->products, f->n_products, sel->product)) &&
	       (!sel->clock || !strncmp(f->reason, sel->clock, strlen(sel->clock))) &&
	       (!sel->stage || f->stage == sel->stage) &&
	       (!sel->code || lists(f->hs6, f->n_hs6, sel->code)) &&
	       (!sel->partner || lists(f->partners, f->n_partners, sel->partner));
}

static Cmsa__Criterion
take_criterion(struct cursor *c)
{
	const struct word_value words[] = { { "b1", CMSA__CRITERION__CRITERION_B1 },
		{ "b2", CMSA__CRITERION__CRITERION_B2 },
		{ "b3", CMSA__CRITERION__CRITERION_B3 },
		{ "b4", CMSA__CRITERION__CRITERION_B4 },
		{ "b5a", CMSA__CRITERION__CRITERION_B5A },
		{ "b5b", CMSA__CRITERION__CRITERION_B5B },
		{ "b5c", CMSA__CRITERION__CRITERION_B5C } };

	return (Cmsa__Criterion)cursor_choice(c, words, ARRAY_LEN(words), "a criterion");
}

static Cmsa__Status
take_status(struct cursor *c)
{
	const struct word_value words[] = { { "not-computable",
						CMSA__STATUS__STATUS_NOT_COMPUTABLE },
		{ "deficient", CMSA__STATUS__STATUS_DEFICIENT },
		{ "no-data", CMSA__STATUS__STATUS_NO_DATA },
		{ "phasing-in", CMSA__STATUS__STATUS_PHASING_IN },
		{ "comparable", CMSA__STATUS__STATUS_COMPARABLE },
		{ "met", CMSA__STATUS__STATUS_MET },
		{ "not-due", CMSA__STATUS__STATUS_NOT_DUE } };

	return (Cmsa__Status)cursor_choice(c, words, ARRAY_LEN(words), "a status");
}

static struct selector
take_subject(struct scenario *s, struct cursor *c)
{
	struct selector sel = { 0 };

	c->at++; /* the statement's own word */
	if (!s->findings)
		cursor_fail(c, "expected `at DATE` first");
	sel.country = cursor_word(c, "a country");
	sel.criterion = take_criterion(c);
	s->checked++;
	return sel;
}

/* What must hold for every finding selected. */
struct wanted {
	Cmsa__Status status;
	const char *reason; /* "*": any */
	char measured[64];  /* "": any */
	char required[64];
	const char *flag, *no_flag;
	const char *evidence; /* names of entries; NULL: any */
	bool by_count;
	uint32_t count; /* with by_count */
};

/* "2499 bp", "2026-04-02", "JPN=1:2" or "JPN=1:2, 2026-03-05" */
static void
take_figure(struct cursor *c, char out[static 64])
{
	const char *number = cursor_word(c, "a figure");
	const size_t n = strlen(number);
	const char *unit;

	if (number[n - (n > 0)] != ',' && strspn(number, "0123456789") != n) {
		snprintf(out, 64, "%s", number);
		return;
	}
	unit = cursor_word(c, "a unit");
	snprintf(out, 64, "%s %s%s", number, unit, strcmp(unit, "g") ? "" : " a year");
}

static void
take_wanted(struct cursor *c, struct selector *sel, struct wanted *w)
{
	while (*cursor_peek(c)) {
		if (cursor_take(c, "for"))
			sel->product = cursor_word(c, "a product");
		else if (cursor_take(c, "mined"))
			sel->stage = CMSA__STAGE__STAGE_MINED;
		else if (cursor_take(c, "processed"))
			sel->stage = CMSA__STAGE__STAGE_PROCESSED;
		else if (cursor_take(c, "code"))
			sel->code = cursor_word(c, "a code");
		else if (cursor_take(c, "toward"))
			sel->partner = cursor_word(c, "a partner");
		else if (cursor_take(c, "clock"))
			sel->clock = cursor_word(c, "ack or outcome");
		else if (cursor_take(c, "measured"))
			take_figure(c, w->measured);
		else if (cursor_take(c, "required"))
			take_figure(c, w->required);
		else if (cursor_take(c, "flag"))
			w->flag = cursor_word(c, "a flag");
		else if (cursor_take(c, "no-flag"))
			w->no_flag = cursor_word(c, "a flag");
		else if (cursor_take(c, "evidence"))
			w->evidence = cursor_word(c, "names of entries");
		else if (cursor_take(c, "count")) {
			w->by_count = true;
			w->count = cursor_number(c, "a count");
		} else
			cursor_end(c);
	}
}

static bool
is_wanted(const struct scenario *s, const struct wanted *w, const Cmsa__Finding *f)
{
	return f->status == w->status &&
	       (!strcmp(w->reason, "*") || !strcmp(f->reason, w->reason)) &&
	       (!*w->measured || !strcmp(f->measured, w->measured)) &&
	       (!*w->required || !strcmp(f->required, w->required)) &&
	       (!w->flag || lists(f->flags, f->n_flags, w->flag)) &&
	       (!w->no_flag || !lists(f->flags, f->n_flags, w->no_flag)) &&
	       (!w->evidence || scenario_evidence_is(s->world, f, w->evidence));
}

static void
fail_finding(struct cursor *c, const Cmsa__Finding *f)
{
	char flags[256] = "", evidence[256] = "";

	for (size_t i = 0; i < f->n_flags; i++) {
		size_t n = strlen(flags);

		snprintf(flags + n, sizeof(flags) - n, " %s", f->flags[i]);
	}
	scenario_evidence_write(evidence, sizeof(evidence), f);
	cursor_fail(c,
	    "found %s %s, measured \"%s\", required \"%s\", flags [%s ], evidence [%s ]",
	    status_name(f->status), f->reason, f->measured, f->required, flags, evidence);
}

/* `expect COUNTRY CRITERION STATUS REASON [for PRODUCT] [mined|processed] [code HS6]
 * [toward ORIGIN] [measured N bp] [required N bp] [flag F] [no-flag F] [count N]`:
 * at least one finding is about that, and every one that is says so. */
static void
run_expect(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct selector sel = take_subject(s, &c);
	struct wanted w = { 0 };
	uint32_t count = 0;
	bool any = false;

	w.status = take_status(&c);
	w.reason = cursor_word(&c, "a reason");
	take_wanted(&c, &sel, &w);
	for (size_t i = 0; !c.bad && i < s->findings->n_list; i++) {
		const Cmsa__Finding *f = &s->findings->list[i].pb;

		if (!selects(&sel, f))
			continue;
		any = true;
		count += f->count;
		if (!is_wanted(s, &w, f))
			fail_finding(&c, f);
	}
	if (!any)
		cursor_fail(&c, "found no finding about that");
	if (w.by_count && count != w.count)
		cursor_fail(
		    &c, "expected %u elementary findings, found %u", w.count, count);
}

/* `expect-none COUNTRY CRITERION [selectors]` */
static void
run_expect_none(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct selector sel = take_subject(s, &c);
	struct wanted w = { 0 };

	take_wanted(&c, &sel, &w);
	for (size_t i = 0; !c.bad && i < s->findings->n_list; i++)
		if (selects(&sel, &s->findings->list[i].pb))
			fail_finding(&c, &s->findings->list[i].pb);
}

/* `expect-count COUNTRY CRITERION STATUS REASON|* N` */
static void
run_expect_count(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct selector sel = take_subject(s, &c);
	Cmsa__Status status = take_status(&c);
	const char *reason = cursor_word(&c, "a reason");
	uint32_t wanted = cursor_number(&c, "a count"), found = 0;

	cursor_end(&c);
	for (size_t i = 0; !c.bad && i < s->findings->n_counts; i++) {
		const struct status_count *k = &s->findings->counts[i];

		if (!strcmp(k->country, sel.country) && k->criterion == sel.criterion &&
		    k->status == status &&
		    (!strcmp(reason, "*") || !strcmp(k->reason, reason)))
			found += k->count;
	}
	if (found != wanted)
		cursor_fail(&c, "expected %u, found %u", wanted, found);
}

static const struct criterion_result *
result_of(const struct scenario *s, struct cursor *c, const struct selector *sel)
{
	for (size_t i = 0; !c->bad && i < s->findings->n_criteria; i++)
		if (!strcmp(s->findings->criteria[i].country, sel->country) &&
		    s->findings->criteria[i].criterion == sel->criterion)
			return &s->findings->criteria[i];
	cursor_fail(c, "found no result for %s", sel->country);
	return NULL;
}

/* `expect-status COUNTRY CRITERION STATUS [before-entry yes|no] [counted yes|no]` */
static void
run_expect_status(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct selector sel = take_subject(s, &c);
	const struct criterion_result *r = result_of(s, &c, &sel);
	Cmsa__Status status = take_status(&c);

	if (r && r->status != status)
		cursor_fail(&c, "found %s", status_name(r->status));
	if (cursor_take(&c, "before-entry") &&
	    cursor_yes_no(&c) != (r && r->before_entry))
		cursor_fail(&c, "found the opposite of before-entry");
	if (cursor_take(&c, "counted") && cursor_yes_no(&c) != (r && r->counted))
		cursor_fail(&c, "found the opposite of counted");
	cursor_end(&c);
}

/* `expect-complies COUNTRY yes|no` */
static void
run_expect_complies(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const char *country;
	bool wanted;

	cursor_word(&c, "expect-complies");
	country = cursor_word(&c, "a country");
	wanted = cursor_yes_no(&c);
	s->checked++;
	for (size_t i = 0; s->findings && i < s->findings->n_countries; i++) {
		const struct country_result *r = &s->findings->countries[i];

		if (strcmp(r->country, country))
			continue;
		if (r->complies != wanted)
			cursor_fail(&c, "found %s", r->complies ? "yes" : "no");
		return;
	}
	cursor_fail(&c, "%s is not judged", country);
}

/* `expect-note COUNTRY WORD...`: how its note begins */
static void
run_expect_note(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const struct country_result *r = NULL;
	const char *country, *note;

	cursor_word(&c, "expect-note");
	country = cursor_word(&c, "a country");
	s->checked++;
	for (size_t i = 0; s->findings && i < s->findings->n_countries; i++)
		if (!strcmp(s->findings->countries[i].country, country))
			r = &s->findings->countries[i];
	if (!r)
		cursor_fail(&c, "%s is not judged", country);
	for (note = r ? r->note : ""; *cursor_peek(&c);) {
		const char *word = cursor_word(&c, "a word");
		size_t n = strlen(word);

		if (strncmp(note, word, n))
			cursor_fail(&c, "found \"%s\"", r->note);
		note += n;
		note += *note == ' ';
	}
}

/* `expect-digest yes|no` */
static void
run_expect_digest(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	bool wanted;

	cursor_word(&c, "expect-digest");
	wanted = cursor_yes_no(&c);
	s->checked++;
	if (!s->findings || s->findings->incomplete == wanted ||
	    hash_is_zero(&s->findings->digest) == wanted)
		cursor_fail(&c, "found the opposite");
}

static void
compare_date(struct cursor *c, const char *what, struct date found)
{
	bool none = cursor_take(c, "none");
	struct date wanted = none ? (struct date){ 0 } : cursor_date(c);
	char text[11];

	date_write(text, found);
	if (wanted.days != found.days)
		cursor_fail(c, "%s: found \"%s\"", what, text);
}

/* `expect-life COUNTRY STATE [earliest DATE|none] [since DATE] [certified DATE]` */
static void
run_expect_life(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct lifecycle l;
	const char *state;

	cursor_word(&c, "expect-life");
	l = lifecycle_at(s->world->registry, cursor_word(&c, "a country"), s->at);
	state = cursor_word(&c, "a state");
	s->checked++;
	if (strcmp(life_state_name(l.state), state))
		cursor_fail(&c, "found %s", life_state_name(l.state));
	while (*cursor_peek(&c) && !c.bad) {
		if (cursor_take(&c, "earliest"))
			compare_date(&c, "earliest", l.earliest);
		else if (cursor_take(&c, "since"))
			compare_date(&c, "since", l.in_force);
		else if (cursor_take(&c, "certified"))
			compare_date(&c, "certified", l.certified);
		else
			break;
	}
	cursor_end(&c);
}

/* `expect-member COUNTRY yes|no` */
static void
run_expect_member(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	bool found;

	cursor_word(&c, "expect-member");
	found = is_member(s->world->registry, cursor_word(&c, "a country"), s->at);
	s->checked++;
	if (cursor_yes_no(&c) != found)
		cursor_fail(&c, "found %s", found ? "yes" : "no");
	cursor_end(&c);
}

/* `expect-alliance DATE|none`: F0 */
static void
run_expect_alliance(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);

	cursor_word(&c, "expect-alliance");
	s->checked++;
	compare_date(
	    &c, "in force since", alliance_in_force_since(s->world->registry, s->at));
	cursor_end(&c);
}

/* `expect-void NAME REASON`, `expect-valid NAME` */
static void
run_expect_void(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	bool valid = !strcmp(cursor_word(&c, "expect-void"), "expect-valid");
	const char *name = cursor_word(&c, "an act");
	uint64_t number = world_act_number(s->world, name);
	enum void_reason v = VOID_NOT;

	s->checked++;
	if (!number)
		cursor_fail(&c, "no act is called \"%s\"", name);
	else
		v = act_void_reason(s->world->registry, number);
	if (valid ? v != VOID_NOT
		  : strcmp(void_reason_word(v), cursor_word(&c, "a reason")))
		cursor_fail(&c, "found %s", v ? void_reason_word(v) : "valid");
	cursor_end(&c);
}

const struct statement_rule scenario_expect_rules[] = {
	{ "at", run_at, false },
	{ "expect", run_expect, false },
	{ "expect-none", run_expect_none, false },
	{ "expect-count", run_expect_count, false },
	{ "expect-status", run_expect_status, false },
	{ "expect-complies", run_expect_complies, false },
	{ "expect-note", run_expect_note, false },
	{ "expect-digest", run_expect_digest, false },
	{ "expect-life", run_expect_life, false },
	{ "expect-member", run_expect_member, false },
	{ "expect-alliance", run_expect_alliance, false },
	{ "expect-void", run_expect_void, false },
	{ "expect-valid", run_expect_void, false },
	{ 0 },
};
