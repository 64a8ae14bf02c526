/* story.c - what was done, and what follows from it. */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allowance.h"
#include "lifecycle.h"
#include "mem.h"
#include "modification.h"

const char *
story_status_word(enum story_status s)
{
	switch (s) {
	case STORY_DONE: return "done";
	case STORY_VOID: return "void";
	case STORY_AHEAD: return "ahead";
	case STORY_MAY: return "may";
	}
	return "unknown";
}

void
story_add(struct story *s, struct story_line line)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 16;
		s->lines = mem_resize(s->lines, s->room, sizeof(*s->lines));
	}
	line.what = arena_strdup(&s->mem, line.what);
	s->lines[s->n++] = line;
}

/* What is told of one party at D. */
struct telling {
	struct story *story;
	const struct registry *r;
	const char *party;
	struct date d;
};

/* Done or ahead by its date; void acts with their reason. */
static void
tell(const struct telling *t, int32_t days, const char *clause, uint64_t act,
    enum void_reason voided, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "%s%s%s", what, voided ? ": " : "",
	    void_reason_text(voided));
	story_add(t->story, (struct story_line){ .date = { days },
				.clause = clause,
				.act = act,
				.what = text,
				.status = voided             ? STORY_VOID
					  : days > t->d.days ? STORY_AHEAD
							     : STORY_DONE });
}

/* --- acts with one date ------------------------------------------------------------- */

static bool
is_party(const struct telling *t, const char *country)
{
	return !strcmp(t->party, country);
}

static void
tell_engagement(const struct telling *t, const struct act_record *rec)
{
	const Cmsa__Engagement *e = rec->act->body->engagement;

	if (!is_party(t, e->country))
		return;
	tell(t, e->engaged_days, "4(c)(1)", rec->act->number, rec->voided,
	    "engagement began");
	if (e->consulted_days)
		tell(t, e->consulted_days, "4(a)(2)", rec->act->number, rec->voided,
		    "consultations with the Secretaries");
}

static void
tell_undertaking(const struct telling *t, const struct act_record *rec)
{
	static const char *const clauses[] = { "4(b)", "4(b)(1)", "4(b)(2)", "4(b)(3)",
		"4(b)(4)", "4(b)(5)(A)", "4(b)(5)(B)", "4(b)(5)(C)" };
	const Cmsa__Undertaking *u = rec->act->body->undertaking;

	if (is_party(t, u->country))
		tell(t, u->agreed_days, clauses[u->paragraph], rec->act->number,
		    rec->voided, "its government agreed");
}

static void
tell_determination(const struct telling *t, const struct act_record *rec)
{
	const Cmsa__Determination *d = rec->act->body->determination;

	if (is_party(t, d->country))
		tell(t, d->determined_days, "4(d)(1)", rec->act->number, rec->voided,
		    d->meets ? "determined to meet the criteria"
			     : "determined not to meet the criteria");
}

static void
tell_entry(const struct telling *t, const struct act_record *rec)
{
	const Cmsa__EntryIntoForce *e = rec->act->body->entry_into_force;
	char what[64];

	if (!is_party(t, e->country))
		return;
	snprintf(what, sizeof(what), "entry into force, by act %llu",
	    (unsigned long long)e->certification);
	tell(t, e->in_force_days, "4(f)", rec->act->number, rec->voided, what);
}

static void
tell_withdrawal(const struct telling *t, const struct act_record *rec)
{
	const Cmsa__Withdrawal *w = rec->act->body->withdrawal;

	if (is_party(t, w->country))
		tell(t, w->withdrawn_days, "", rec->act->number, rec->voided,
		    "withdrawal: the first day without the agreement");
}

static void
tell_termination(const struct telling *t, const struct act_record *rec)
{
	tell(t, rec->act->body->termination->terminated_days, "4(j)(1)(A)",
	    rec->act->number, rec->voided,
	    "termination: the first day without any agreement");
}

static void
tell_allowance(const struct telling *t, const struct act_record *rec)
{
	const Cmsa__Allowance *a = rec->act->body->allowance;
	char what[64];

	if (!is_party(t, a->country))
		return;
	for (size_t i = 0; i < a->n_steps; i++) {
		snprintf(what, sizeof(what), "phase-in: %u.%02u %% of the floor is due",
		    a->steps[i]->share_bp / 100, a->steps[i]->share_bp % 100);
		tell(t, a->steps[i]->from_days, "4(c)(2)(A)", rec->act->number,
		    rec->voided, what);
	}
	if (a->n_steps)
		return;
	tell(t, a->judged_days, "4(c)(2)(B)", rec->act->number, rec->voided,
	    a->judgement == CMSA__JUDGEMENT__JUDGEMENT_GREATER
		? "measures judged greater in effect"
		: "measures judged comparable");
	if (a->end_days)
		tell(t, a->end_days, "4(c)(2)(B)", rec->act->number, rec->voided,
		    "the last day of that judgement");
}

static void
tell_act(const struct telling *t, const struct act_record *rec)
{
	switch (rec->act->kind) {
	case ACT_ENGAGEMENT: tell_engagement(t, rec); return;
	case ACT_UNDERTAKING: tell_undertaking(t, rec); return;
	case ACT_DETERMINATION: tell_determination(t, rec); return;
	case ACT_ENTRY_INTO_FORCE: tell_entry(t, rec); return;
	case ACT_WITHDRAWAL: tell_withdrawal(t, rec); return;
	case ACT_TERMINATION: tell_termination(t, rec); return;
	case ACT_ALLOWANCE: tell_allowance(t, rec); return;
	case ACT_CERTIFICATION: /* tell_clock */
	case ACT_RESOLUTION:
	case ACT_MODIFICATION_NOTICE:
	case ACT_MODIFICATION_EFFECT:
	case ACT_GENESIS:
	case ACT_REGISTRARS:
	case ACT_TERRITORY:
	case ACT_ENROL:
	case ACT_REFERENCE:
	case ACT_POLICY:
	case ACT_CUT: /* of a feed, which no agreement knows */
	case ACT_RESUME:
	case ACT_MEETING:
	case ACT_MEETING_RECORD:
	case ACT_REPORT:
	case ACT_REVIEW: return;
	}
}

/* --- clocks: certifications and notices --------------------------------------------- */

/* Words and clauses of the two: 4(f) and 4(h). */
struct clock_words {
	const char *submitted, *submitted_clause;
	const char *earliest;
	const char *by_approval, *by_time;
};

static const struct clock_words of_certification = { "certified to both committees",
	"4(d)(1)", "the earliest day of entry into force", "4(f)(1)", "4(f)(2)" };
static const struct clock_words of_notice = { "notice of a modification", "4(h)(1)",
	"the modification takes effect", "4(h)(2)(A)", "4(h)(2)(B)" };

static const char *
effect_of(const Cmsa__Resolution *res, const struct certification *c)
{
	if (res->enacted_days < c->certified.days)
		return ", before the submission: it does nothing";
	if (res->kind == CMSA__RESOLUTION_KIND__RESOLUTION_DISAPPROVAL &&
	    res->enacted_days > c->period_ends.days)
		return ", after the period: it blocks nothing";
	return "";
}

static void
tell_resolutions(const struct telling *t, const struct certification *c)
{
	for (uint64_t i = c->act + 1; i <= registry_number(t->r); i++) {
		const struct act_record *rec = registry_act(t->r, i);
		const Cmsa__Resolution *res;
		bool approval;
		char what[128];

		if (rec->act->kind != ACT_RESOLUTION)
			continue;
		res = rec->act->body->resolution;
		if (res->act_number != c->act)
			continue;
		approval = res->kind == CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL;
		snprintf(what, sizeof(what),
		    "joint resolution of %sapproval of act %llu%s", approval ? "" : "dis",
		    (unsigned long long)c->act, rec->voided ? "" : effect_of(res, c));
		tell(t, res->enacted_days, approval ? "4(i)(1)(C)" : "4(i)(1)(D)", i,
		    rec->voided, what);
	}
}

static void
tell_clock(const struct telling *t, const struct certification *c,
    const struct clock_words *words, struct date effect)
{
	const bool by_approval =
	    date_given(c->approved) && c->earliest.days == c->approved.days;

	tell(t, c->certified.days, words->submitted_clause, c->act, c->voided,
	    words->submitted);
	tell_resolutions(t, c);
	if (c->voided)
		return;
	tell(t, c->period_ends.days, words->by_time, c->act, VOID_NOT,
	    "the last day of the period of 90 days");
	if (date_given(effect))
		tell(t, effect.days,
		    effect.days != c->earliest.days ? "4(h)"
		    : by_approval                   ? words->by_approval
						    : words->by_time,
		    c->act, VOID_NOT, words->earliest);
}

static void
tell_clocks(const struct telling *t)
{
	size_t n = 0;
	struct certification *certified = lifecycle_certifications(t->r, t->party, &n);
	struct modification_clock *notices;

	for (size_t i = 0; i < n; i++)
		tell_clock(t, &certified[i], &of_certification, certified[i].earliest);
	free(certified);
	notices = modification_clocks(t->r, &n, t->party);
	for (size_t i = 0; i < n; i++)
		tell_clock(t, &notices[i].c, &of_notice, notices[i].effect);
	free(notices);
}

/* --- together ----------------------------------------------------------------------- */

static int
line_cmp(const void *va, const void *vb)
{
	const struct story_line *a = va, *b = vb;

	if (a->date.days != b->date.days)
		return a->date.days < b->date.days ? -1 : 1;
	if (a->act != b->act)
		return a->act < b->act ? -1 : 1;
	return strcmp(a->what, b->what);
}

void
story_tell(struct story *s, const struct registry *r, const char *country, struct date d)
{
	const struct telling t = { s, r, lifecycle_party(r, country), d };

	*s = (struct story){ 0 };
	arena_init(&s->mem, 0);
	for (uint64_t i = 1; i <= registry_number(r); i++)
		tell_act(&t, registry_act(r, i));
	tell_clocks(&t);
	if (s->n)
		qsort(s->lines, s->n, sizeof(*s->lines), line_cmp);
	story_next(s, r, t.party, d);
}

void
story_clear(struct story *s)
{
	free(s->lines);
	arena_clear(&s->mem);
	*s = (struct story){ 0 };
}
