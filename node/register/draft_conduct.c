/* draft_conduct.c - acts on what countries agree to, meetings, and how membership ends. */
#include <string.h>

#include "draft_fill.h"
#include "pb.h"

static bool
take_flag(struct draft *d, const char *key)
{
	static const char *const names[] = { "no", "yes", NULL };

	return draft_args_choice(&d->args, key, names) == 1;
}

void
draft_conduct_engagement(struct draft *d)
{
	Cmsa__Engagement *e = arena_get(d->mem, sizeof(*e));

	cmsa__engagement__init(e);
	e->country = draft_args_text(&d->args, "country");
	e->engaged_days = draft_args_date(&d->args, "engaged");
	e->consulted_days = draft_args_date_or_none(&d->args, "consulted");
	e->steps = draft_args_text_or_none(&d->args, "steps");
	e->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_ENGAGEMENT;
	d->act.engagement = e;
}

void
draft_conduct_undertaking(struct draft *d)
{
	static const char *const paragraphs[] = { "b1", "b2", "b3", "b4", "b5a", "b5b",
		"b5c", NULL };
	Cmsa__Undertaking *u = arena_get(d->mem, sizeof(*u));

	cmsa__undertaking__init(u);
	u->country = draft_args_text(&d->args, "country");
	u->paragraph =
	    (Cmsa__Paragraph)(draft_args_choice(&d->args, "paragraph", paragraphs) + 1);
	u->agreed_days = draft_args_date(&d->args, "agreed");
	u->sha256 = draft_args_hash(&d->args, "sha256");
	u->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_UNDERTAKING;
	d->act.undertaking = u;
}

void
draft_conduct_determination(struct draft *d)
{
	Cmsa__Determination *t = arena_get(d->mem, sizeof(*t));

	cmsa__determination__init(t);
	t->country = draft_args_text(&d->args, "country");
	t->determined_days = draft_args_date(&d->args, "determined");
	t->meets = take_flag(d, "meets");
	t->sha256 = draft_args_hash(&d->args, "sha256");
	d->act.body_case = CMSA__ACT__BODY_DETERMINATION;
	d->act.determination = t;
}

void
draft_conduct_withdrawal(struct draft *d)
{
	Cmsa__Withdrawal *w = arena_get(d->mem, sizeof(*w));

	cmsa__withdrawal__init(w);
	w->country = draft_args_text(&d->args, "country");
	w->withdrawn_days = draft_args_date(&d->args, "withdrawn");
	w->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_WITHDRAWAL;
	d->act.withdrawal = w;
}

void
draft_conduct_termination(struct draft *d)
{
	Cmsa__Termination *t = arena_get(d->mem, sizeof(*t));

	cmsa__termination__init(t);
	t->terminated_days = draft_args_date(&d->args, "terminated");
	t->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_TERMINATION;
	d->act.termination = t;
}

void
draft_conduct_meeting(struct draft *d)
{
	Cmsa__Meeting *m = arena_get(d->mem, sizeof(*m));

	cmsa__meeting__init(m);
	m->meeting_days = draft_args_date(&d->args, "held");
	m->regular = take_flag(d, "regular");
	m->subject = draft_args_text_or_none(&d->args, "subject");
	d->act.body_case = CMSA__ACT__BODY_MEETING;
	d->act.meeting = m;
}

void
draft_conduct_meeting_record(struct draft *d)
{
	Cmsa__MeetingRecord *m = arena_get(d->mem, sizeof(*m));

	cmsa__meeting_record__init(m);
	m->meeting = draft_args_number(&d->args, "meeting", 1, INT64_MAX);
	if (draft_args_find(&d->args, "attendees"))
		m->attendees = draft_args_set(&d->args, &m->n_attendees, "attendees");
	d->act.body_case = CMSA__ACT__BODY_MEETING_RECORD;
	d->act.meeting_record = m;
}
