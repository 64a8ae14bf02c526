/* alerts.c - alerts, their clocks and what was answered. */
#include "alerts.h"

#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "lifecycle.h"
#include "mem.h"
#include "name.h"
#include "same.h"

struct asked {
	const struct facts *f;
	const struct law *law;
	struct date d;
	struct arena *mem;
};

/* PROTOCOL M7.20: the later of the witnessed date and the date of the entry's own time, so
 * that a time in the future helps nobody, and one in the past no more than m witnesses. */
static struct date
day_of(const struct fact_origin *o)
{
	const struct date own = date_of_time_ms(o->time_ms);

	if (date_given(o->witnessed) && o->witnessed.days < own.days)
		return own;
	return o->witnessed;
}

static enum alert_standing
standing_of(const struct asked *q, const struct alert_view *v)
{
	char author[COUNTRY_LEN];

	switch (v->origin->standing) {
	case FACT_STANDS: break;
	case FACT_OUTSIDE: return ALERT_OUTSIDE;
	case FACT_INCOMPLETE: return ALERT_INCOMPLETE;
	case FACT_REMOVED: return ALERT_REMOVED;
	case FACT_FROZEN: return ALERT_FROZEN;
	}
	if (!date_given(v->day))
		return ALERT_NO_CLOCK;
	if (v->day.days > q->d.days)
		return ALERT_LATER;
	author_country(author, v->origin->place.author);
	return is_member(q->f->registry, author, v->day) ? ALERT_STANDS : ALERT_STRANGER;
}

static const char *
territory_of(const struct asked *q, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(q->f->registry, country);

	return t ? t->code : "";
}

/* At the act that the alert names. */
static bool
reads(const struct asked *q, const char *country, const struct fact_origin *alert)
{
	const struct author *a =
	    registry_author(q->f->registry, country, alert->register_number);

	return a && role_reads(a->role, alert->audience);
}

/* PROTOCOL M7.20 */
static enum clock_standing
clock_standing_of(
    const struct asked *q, const struct alert_view *v, const struct alert_clock *c)
{
	const struct lifecycle life = lifecycle_at(q->f->registry, c->country, v->day);

	if (life.state != LIFE_CERTIFIED && life.state != LIFE_IN_FORCE)
		return CLOCK_NOT_CERTIFIED;
	if (!reads(q, c->country, v->origin) && !reads(q, c->territory, v->origin))
		return CLOCK_NOT_READ;
	return CLOCK_COUNTS;
}

/* --- responses ---------------------------------------------------------------------- */

static int
answer_cmp(const void *va, const void *vb)
{
	const struct alert_answer *a = va, *b = vb;
	const int64_t day_a = date_given(a->day) ? a->day.days : INT64_MAX;
	const int64_t day_b = date_given(b->day) ? b->day.days : INT64_MAX;

	if (day_a != day_b)
		return day_a < day_b ? -1 : 1;
	return (a->response->source > b->response->source) -
	       (a->response->source < b->response->source);
}

/* First response to that place or a later one. */
static size_t
first_response(const struct facts *f, const struct place *p)
{
	size_t low = 0, high = f->n_responses;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (place_cmp(&f->responses[mid].alert, p) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
is_outcome(Cmsa__ResponseState s)
{
	return s == CMSA__RESPONSE_STATE__RESPONSE_CONFIRMED ||
	       s == CMSA__RESPONSE_STATE__RESPONSE_REFUTED ||
	       s == CMSA__RESPONSE_STATE__RESPONSE_CLOSED;
}

/* What the country, or its territory, answers to the alert. */
static void
take_answers(
    const struct asked *q, struct alert_clock *c, const struct fact_origin *alert)
{
	const struct facts *f = q->f;
	const size_t first = first_response(f, &alert->place);
	size_t end = first;

	while (
	    end < f->n_responses && !place_cmp(&f->responses[end].alert, &alert->place))
		end++;
	c->answers = arena_get(q->mem, (end - first + 1) * sizeof(*c->answers));
	for (size_t i = first; i < end; i++) {
		const struct fact_response *r = &f->responses[i];
		const struct fact_origin *o = &f->sources[r->source];
		const struct date day = day_of(o);

		if (!hash_eq(&r->alert_id, &alert->id) ||
		    (strcmp(r->country, c->country) != 0 &&
			strcmp(r->country, c->territory) != 0))
			continue;
		c->answers[c->n_answers++] = (struct alert_answer){ .response = r,
			.day = day,
			.counts = o->standing == FACT_STANDS && date_given(day) &&
				  day.days <= q->d.days,
			.outcome = is_outcome(r->response->state) };
	}
	if (c->n_answers)
		qsort(c->answers, c->n_answers, sizeof(*c->answers), answer_cmp);
	for (size_t i = c->n_answers; i-- > 0;) {
		if (!c->answers[i].counts)
			continue;
		c->acknowledged = &c->answers[i];
		if (c->answers[i].outcome)
			c->outcome = &c->answers[i];
	}
}

/* --- clocks ------------------------------------------------------------------------- */

static bool
is_late(const struct alert_answer *a, struct date by)
{
	return a && a->day.days > by.days;
}

static enum alert_state
state_of(const struct asked *q, struct alert_clock *c)
{
	c->due = (struct date){ 0 };
	if (!c->acknowledged)
		c->due = c->ack_by;
	else if (!c->outcome)
		c->due = c->outcome_by;
	if (!c->acknowledged || !c->outcome) {
		c->days_left = c->due.days - q->d.days;
		if (c->days_left < 0)
			return CLOCK_OVERDUE;
		return c->acknowledged ? CLOCK_ACKNOWLEDGED : CLOCK_OPEN;
	}
	return is_late(c->acknowledged, c->ack_by) || is_late(c->outcome, c->outcome_by)
		   ? CLOCK_ANSWERED_LATE
		   : CLOCK_ANSWERED;
}

static void
set_clock(const struct asked *q, struct alert_clock *c, const struct alert_view *v)
{
	take_answers(q, c, v->origin);
	if (!date_given(v->day))
		return;
	c->standing = clock_standing_of(q, v, c);
	c->ack_by.days = v->day.days + (int32_t)law_alert_ack_days(q->law->policy);
	c->outcome_by.days =
	    v->day.days + (int32_t)law_alert_outcome_days(q->law->policy);
	if (v->standing == ALERT_STANDS && c->standing == CLOCK_COUNTS)
		c->state = state_of(q, c);
}

static void
set_view(const struct asked *q, struct alert_view *v, const struct fact_alert *alert)
{
	v->alert = alert;
	v->origin = &q->f->sources[alert->source];
	v->day = day_of(v->origin);
	v->standing = standing_of(q, v);
	v->n_clocks = alert->alert->n_action;
	v->clocks = arena_get(q->mem, (v->n_clocks + 1) * sizeof(*v->clocks));
	for (size_t i = 0; i < v->n_clocks; i++) {
		v->clocks[i] = (struct alert_clock){ .country = alert->alert->action[i],
			.territory = territory_of(q, alert->alert->action[i]) };
		set_clock(q, &v->clocks[i], v);
	}
}

static void
list_running(struct alerts *a)
{
	size_t room = 0;

	for (size_t i = 0; i < a->n; i++)
		room += a->list[i].n_clocks;
	a->running = arena_get(&a->mem, (room + 1) * sizeof(*a->running));
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->list[i].n_clocks; k++) {
			const struct alert_clock *c = &a->list[i].clocks[k];
			struct alert_running *r = &a->running[a->n_running];

			if (c->state == CLOCK_NONE)
				continue;
			r->view = &a->list[i];
			r->clock = c;
			memcpy(
			    r->country, c->country, strnlen(c->country, COUNTRY_LEN - 1));
			memcpy(r->territory, c->territory,
			    strnlen(c->territory, COUNTRY_LEN - 1));
			a->n_running++;
		}
}

/* country NULL: about any. */
static bool
is_about(const struct asked *q, const Cmsa__AlertBody *b, const char *country,
    const char *subject)
{
	for (size_t i = 0; country && i < b->n_action; i++)
		if (same(b->action[i], country) || same(b->action[i], subject) ||
		    same(territory_of(q, b->action[i]), country))
			return true;
	return !country;
}

struct alerts *
alerts_about(const struct facts *f, const struct law *law, struct date d,
    const char *country, const char *subject)
{
	struct alerts *a = mem_new(sizeof(*a));
	const struct asked q = { f, law, d, &a->mem };

	arena_init(&a->mem, 0);
	a->list = arena_get(&a->mem, (f->n_alerts + 1) * sizeof(*a->list));
	for (size_t i = 0; i < f->n_alerts; i++)
		if (is_about(&q, f->alerts[i].alert, country, subject))
			set_view(&q, &a->list[a->n++], &f->alerts[i]);
	list_running(a);
	return a;
}

struct alerts *
alerts_new(const struct facts *f, const struct law *law, struct date d)
{
	return alerts_about(f, law, d, NULL, NULL);
}

void
alerts_free(struct alerts *a)
{
	if (!a)
		return;
	arena_clear(&a->mem);
	free(a);
}

/* --- words -------------------------------------------------------------------------- */

static const char *const state_words[] = { [CLOCK_NONE] = "no-clock",
	[CLOCK_OPEN] = "open",
	[CLOCK_ACKNOWLEDGED] = "acknowledged",
	[CLOCK_OVERDUE] = "overdue",
	[CLOCK_ANSWERED] = "answered",
	[CLOCK_ANSWERED_LATE] = "answered-late" };

const char *
alerts_state_word(enum alert_state s)
{
	return state_words[s];
}

enum alert_state
alerts_state_of_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
		if (!strcmp(state_words[i], word))
			return (enum alert_state)i;
	return CLOCK_NONE;
}

const char *
alerts_standing_words(enum alert_standing s)
{
	switch (s) {
	case ALERT_STANDS: break;
	case ALERT_REMOVED: return "retracted or corrected";
	case ALERT_INCOMPLETE: return "a part of its file is missing";
	case ALERT_OUTSIDE: return "not among what its author may write";
	case ALERT_NO_CLOCK: return "too few members have listed it yet";
	case ALERT_LATER: return "its day has not come";
	case ALERT_STRANGER: return "its author was no member on its day";
	case ALERT_FROZEN: return "its author's feed is proven forked before it";
	}
	return "";
}

const char *
alerts_clock_words(enum clock_standing s)
{
	switch (s) {
	case CLOCK_COUNTS: break;
	case CLOCK_NOT_CERTIFIED: return "neither certified nor a member on its day";
	case CLOCK_NOT_READ: return "could not read it";
	}
	return "";
}
