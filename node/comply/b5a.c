/* b5a.c - transshipment: the measure, and two clocks an alert. */
#include "b5a.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alerts.h"
#include "b5.h"
#include "corrected.h"

/* The two clocks of an alert: what is said of each. */
static const struct clock_kind {
	enum reason open, in_time, overdue, late, late_past;
} kinds[2] = {
	{ REASON_ACK_OPEN, REASON_ACK_IN_TIME, REASON_ACK_OVERDUE, REASON_ACK_LATE,
	    REASON_ACK_LATE_PAST },
	{ REASON_OUTCOME_OPEN, REASON_OUTCOME_IN_TIME, REASON_OUTCOME_OVERDUE,
	    REASON_OUTCOME_LATE, REASON_OUTCOME_LATE_PAST },
};

/* PROTOCOL M7.21 */
static enum reason
judge_clock(const struct judge *j, const struct clock_kind *k,
    const struct alert_answer *answer, struct date by)
{
	if (!answer)
		return j->d.days <= by.days ? k->open : k->overdue;
	if (answer->day.days <= by.days)
		return k->in_time;
	if (j->d.days - answer->day.days <= (int64_t)law_alert_late_days(j->law->policy))
		return k->late;
	return k->late_past;
}

static struct measure
date_text(struct sheet *out, struct date d)
{
	char text[11];

	date_write(text, d);
	return (
	    struct measure){ .unit = MEASURE_TEXT, .text = arena_strdup(out->mem, text) };
}

/* "JPN=1:17, 2026-03-09": the alert, and the day of the answer if there is one. */
static struct measure
name_of(struct sheet *out, const struct alert_view *v, const struct alert_answer *answer)
{
	const struct place *p = &v->origin->place;
	char text[AUTHOR_LEN + 64], day[11] = "";

	if (answer)
		date_write(day, answer->day);
	snprintf(text, sizeof(text), "%s=%" PRIu32 ":%" PRIu64 "%s%s", p->author,
	    p->incarnation, p->seq, answer ? ", " : "", day);
	return (
	    struct measure){ .unit = MEASURE_TEXT, .text = arena_strdup(out->mem, text) };
}

/* PROTOCOL M7.21: the alert and the response, in order of place. */
static size_t
evidence_of(fact_source out[static 2], const struct alert_view *v,
    const struct alert_answer *answer)
{
	const fact_source alert = v->alert->source;
	const fact_source response = answer ? answer->response->source : alert;

	out[0] = alert < response ? alert : response;
	out[1] = alert < response ? response : alert;
	return answer ? 2 : 1;
}

static void
add_clock(struct judge *j, struct sheet *out, const struct alert_view *v,
    const struct alert_clock *c, size_t kind)
{
	const struct alert_answer *answer = kind ? c->outcome : c->acknowledged;
	const struct date by = kind ? c->outcome_by : c->ack_by;
	const struct sheet_about about = { 0 };
	fact_source evidence[2];
	struct outcome o = { .reason = judge_clock(j, &kinds[kind], answer, by),
		.measured = name_of(out, v, answer),
		.required = date_text(out, by),
		.evidence = evidence,
		.n_evidence = evidence_of(evidence, v, answer) };

	if (v->alert->alert->sample || (answer && answer->response->response->sample))
		o.flags |= FLAG_SAMPLE;
	for (size_t i = 0; i < c->n_answers; i++)
		corrected_add(j, &o, c->answers[i].response->source);
	corrected_settle(j, &o);
	sheet_add(out, &about, &o, c->country);
}

/* Is the country named the one judged, its territory, or one in it? */
static bool
concerns(const struct judge *j, const char *named)
{
	const Cmsa__Territory *of_named =
	    registry_territory_of(j->facts->registry, named);

	return !strcmp(named, j->country) || !strcmp(named, j->subject) ||
	       (of_named && !strcmp(of_named->code, j->country));
}

static void
judge_alerts(struct judge *j, struct sheet *out)
{
	for (size_t i = 0; i < j->alerts->n; i++) {
		const struct alert_view *v = &j->alerts->list[i];

		for (size_t k = 0; k < v->n_clocks; k++) {
			const struct alert_clock *c = &v->clocks[k];

			if (c->state == CLOCK_NONE || !concerns(j, c->country))
				continue;
			for (size_t kind = 0; kind < 2; kind++)
				add_clock(j, out, v, c, kind);
		}
	}
}

void
b5a_judge(struct judge *j, struct sheet *out)
{
	const struct sheet_about about = { 0 };
	const struct outcome missing = { .reason = REASON_BODY_MISSING };

	b5_judge_measures(
	    j, out, CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT, NULL);
	if (j->alert_missing || j->response_missing)
		sheet_add(out, &about, &missing, NULL);
	else
		judge_alerts(j, out);
}
