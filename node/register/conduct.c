/* conduct.c - answers from acts on conduct. */
#include "conduct.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

const Cmsa__Undertaking *
conduct_undertaking(const struct registry *r, uint64_t *act, const char *country,
    Cmsa__Paragraph paragraph, struct date d)
{
	const Cmsa__Undertaking *best = NULL;

	/* By act number, so of one date the later act wins. */
	for (uint64_t i = 1; i <= registry_number(r); i++) {
		const struct act_record *rec = registry_act(r, i);
		const Cmsa__Undertaking *u;

		if (rec->act->kind != ACT_UNDERTAKING || rec->voided)
			continue;
		u = rec->act->body->undertaking;
		if (u->paragraph != paragraph || u->agreed_days > d.days ||
		    strcmp(u->country, country) != 0 ||
		    (best && u->agreed_days < best->agreed_days))
			continue;
		best = u;
		*act = i;
	}
	return best;
}

static int
meeting_cmp(const void *va, const void *vb)
{
	const struct conduct_meeting *a = va, *b = vb;

	if (a->held.days != b->held.days)
		return a->held.days < b->held.days ? -1 : 1;
	return a->act < b->act ? -1 : a->act > b->act;
}

struct conduct_meeting *
conduct_meetings(const struct registry *r, size_t *n, struct date first, struct date last)
{
	struct conduct_meeting *list =
	    mem_array((size_t)registry_number(r) + 1, sizeof(*list));

	*n = 0;
	for (uint64_t i = 1; i <= registry_number(r); i++) {
		const struct act *a = registry_act(r, i)->act;

		if (a->kind == ACT_MEETING && a->body->meeting->regular &&
		    a->body->meeting->meeting_days >= first.days &&
		    a->body->meeting->meeting_days <= last.days)
			list[(*n)++] = (struct conduct_meeting){ i,
				{ a->body->meeting->meeting_days } };
	}
	if (*n)
		qsort(list, *n, sizeof(*list), meeting_cmp);
	return list;
}

const Cmsa__MeetingRecord *
conduct_record(const struct registry *r, uint64_t meeting)
{
	for (uint64_t i = registry_number(r); i > meeting; i--) {
		const struct act_record *rec = registry_act(r, i);

		if (rec->act->kind == ACT_MEETING_RECORD && !rec->voided &&
		    rec->act->body->meeting_record->meeting == meeting)
			return rec->act->body->meeting_record;
	}
	return NULL;
}

bool
conduct_attended(const Cmsa__MeetingRecord *record, const char *country)
{
	for (size_t i = 0; i < record->n_attendees; i++)
		if (!strcmp(record->attendees[i], country))
			return true;
	return false;
}
