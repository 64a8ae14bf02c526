/* act_check_conduct.c - field rules of the acts on conduct: engagement, undertaking,
 * determination, meetings, withdrawal, termination (PROTOCOL M3.16). */
#include <string.h>

#include "act.h"
#include "act_check.h"
#include "attr.h"
#include "limit.h"
#include "name.h"

static bool
hash_given(ProtobufCBinaryData d)
{
	return d.len == 32;
}

static enum verdict
check_engagement(const Cmsa__Act *act)
{
	const Cmsa__Engagement *e = act->engagement;

	return author_is_country(e->country) && act_date_ok(e->engaged_days) &&
		       act_date_or_none(e->consulted_days) && act_text_ok(e->steps) &&
		       act_text_ok(e->citation)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_undertaking(const Cmsa__Act *act)
{
	const Cmsa__Undertaking *u = act->undertaking;

	return author_is_country(u->country) &&
		       u->paragraph >= CMSA__PARAGRAPH__PARAGRAPH_B1 &&
		       u->paragraph <= CMSA__PARAGRAPH__PARAGRAPH_B5C &&
		       act_date_ok(u->agreed_days) && hash_given(u->sha256) &&
		       act_text_ok(u->citation)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_determination(const Cmsa__Act *act)
{
	const Cmsa__Determination *d = act->determination;

	return author_is_country(d->country) && act_date_ok(d->determined_days) &&
		       hash_given(d->sha256)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_withdrawal(const Cmsa__Act *act)
{
	const Cmsa__Withdrawal *w = act->withdrawal;

	return author_is_country(w->country) && act_date_ok(w->withdrawn_days) &&
		       act_text_ok(w->citation)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_termination(const Cmsa__Act *act)
{
	const Cmsa__Termination *t = act->termination;

	return act_date_ok(t->terminated_days) && act_text_ok(t->citation) ? V_OK
									   : V_FIELD;
}

static enum verdict
check_meeting(const Cmsa__Act *act)
{
	const Cmsa__Meeting *m = act->meeting;

	return act_date_ok(m->meeting_days) && act_text_ok(m->subject) ? V_OK : V_FIELD;
}

static enum verdict
check_meeting_record(const Cmsa__Act *act)
{
	const Cmsa__MeetingRecord *m = act->meeting_record;

	if (!m->meeting || m->meeting > INT64_MAX || m->n_attendees > LIMIT_AUTHORS)
		return V_FIELD;
	for (size_t i = 0; i < m->n_attendees; i++) {
		if (!author_is_country(m->attendees[i]))
			return V_FIELD;
		if (i && strcmp(m->attendees[i - 1], m->attendees[i]) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static const struct {
	enum act_kind kind;
	enum verdict (*check)(const Cmsa__Act *act);
} checks[] = {
	{ ACT_UNDERTAKING, check_undertaking },
	{ ACT_DETERMINATION, check_determination },
	{ ACT_WITHDRAWAL, check_withdrawal },
	{ ACT_TERMINATION, check_termination },
	{ ACT_MEETING, check_meeting },
	{ ACT_MEETING_RECORD, check_meeting_record },
	{ ACT_ENGAGEMENT, check_engagement },
};

enum verdict
act_check_conduct(const Cmsa__Act *act)
{
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if ((int)checks[i].kind == (int)act->body_case)
			return checks[i].check(act);
	return V_FIELD;
}
