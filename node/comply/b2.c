/* b2.c - meetings: the register's record and the country's own word must agree. */
#include "b2.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "conduct.h"
#include "corrected.h"
#include "lifecycle.h"
#include "mem.h"

enum {
	WINDOW_DAYS = 365 /* D-364 .. D */
};

/* PROTOCOL M7.15: which days count; false: none does. */
static bool
days_that_count(const struct judge *j, struct date *first, struct date *last)
{
	const struct registry *r = j->facts->registry;
	const struct date f0 = alliance_in_force_since(r, j->d);
	const struct date t = alliance_terminated(r, j->d);
	const struct date c =
	    j->is_usa ? f0 : lifecycle_last_certified(r, j->country, j->d);

	if (!date_given(f0) || !date_given(c))
		return false;
	first->days = j->d.days - (WINDOW_DAYS - 1);
	if (first->days < c.days)
		*first = c;
	if (first->days < f0.days)
		*first = f0;
	last->days = date_given(t) ? t.days - 1 : j->d.days;
	return first->days <= last->days;
}

static enum reason
judge_meeting(
    const struct judge *j, const struct conduct_meeting *m, const fact_source **evidence)
{
	const Cmsa__MeetingRecord *record = conduct_record(j->facts->registry, m->act);
	const struct fact_attendance *own;
	bool recorded;

	if (!record)
		return REASON_NO_RECORD;
	if (j->attendance_missing)
		return REASON_BODY_MISSING;
	own = facts_attendance_of(j->facts, j->subject, m->act);
	if (!own)
		return REASON_NO_ATTENDANCE;
	*evidence = &own->source;
	recorded = conduct_attended(record, j->subject);
	if (recorded != (own->attendance->attended != 0))
		return REASON_DISPUTED;
	return recorded ? REASON_ATTENDED : REASON_MISSED;
}

/* The oldest misses are allowed, as many as the policy says, if any meeting was attended. */
static void
allow_misses(const struct judge *j, struct outcome *list, size_t n)
{
	uint32_t left = law_meetings_may_miss(j->law->policy);
	bool attended = false;

	for (size_t i = 0; i < n; i++)
		attended |= list[i].reason == REASON_ATTENDED;
	for (size_t i = 0; attended && left && i < n; i++)
		if (list[i].reason == REASON_MISSED) {
			list[i].reason = REASON_MISS_ALLOWED;
			left--;
		}
}

static struct measure
name_of(const struct conduct_meeting *m, struct sheet *out)
{
	char text[64], date[11];

	date_write(date, m->held);
	snprintf(text, sizeof(text), "%s, act %" PRIu64, date, m->act);
	return (
	    struct measure){ .unit = MEASURE_TEXT, .text = arena_strdup(out->mem, text) };
}

static bool
is_sample(const struct judge *j, const struct conduct_meeting *m)
{
	const struct fact_attendance *own =
	    facts_attendance_of(j->facts, j->subject, m->act);

	return own && own->attendance->sample;
}

void
b2_judge(struct judge *j, struct sheet *out)
{
	const struct sheet_about about = { 0 };
	struct conduct_meeting *list = NULL;
	struct outcome *outcomes;
	struct date first, last;
	size_t n = 0;

	if (days_that_count(j, &first, &last))
		list = conduct_meetings(j->facts->registry, &n, first, last);
	outcomes = mem_array(n + 1, sizeof(*outcomes));
	for (size_t i = 0; i < n; i++) {
		outcomes[i].reason = judge_meeting(j, &list[i], &outcomes[i].evidence);
		outcomes[i].n_evidence = outcomes[i].evidence ? 1 : 0;
		outcomes[i].measured = name_of(&list[i], out);
		if (outcomes[i].n_evidence && is_sample(j, &list[i]))
			outcomes[i].flags |= FLAG_SAMPLE;
		if (!j->attendance_missing)
			corrected_attendance(j, &outcomes[i], list[i].act);
	}
	allow_misses(j, outcomes, n);
	for (size_t i = 0; i < n; i++)
		sheet_add(out, &about, &outcomes[i], NULL);
	if (!n) {
		outcomes[0].reason = REASON_NO_MEETING;
		sheet_add(out, &about, &outcomes[0], NULL);
	}
	free(outcomes);
	free(list);
}
