/* life_events.c - what begins and ends: entries into force, withdrawals and terminations,
 * one after the other by date, then act number; and which acts on conduct are void. */
#include <stdlib.h>
#include <string.h>

#include "law.h"
#include "life_fold.h"
#include "mem.h"
#include "registry_state.h"

struct event {
	struct date date;
	const struct act *act;
	struct life_entry *entry; /* of an entry into force, else NULL */
};

static int
event_cmp(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;

	if (a->date.days != b->date.days)
		return a->date.days < b->date.days ? -1 : 1;
	return a->act->number < b->act->number ? -1 : a->act->number > b->act->number;
}

/* The caller frees the array. */
static struct event *
gather(const struct registry *r, size_t *n)
{
	struct event *list = mem_array(r->n + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < r->life.n_entries; i++) {
		struct life_entry *e = &r->life.entries[i];

		list[(*n)++] =
		    (struct event){ e->in_force, r->records[e->act - 1].act, e };
	}
	for (size_t i = 0; i < r->n; i++) {
		const struct act *a = r->records[i].act;

		if (a->kind == ACT_WITHDRAWAL)
			list[(*n)++] =
			    (struct event){ { a->body->withdrawal->withdrawn_days }, a,
				    NULL };
		else if (a->kind == ACT_TERMINATION)
			list[(*n)++] =
			    (struct event){ { a->body->termination->terminated_days }, a,
				    NULL };
	}
	if (*n)
		qsort(list, *n, sizeof(*list), event_cmp);
	return list;
}

/* The agreement that stands so far; NULL: none does. */
static struct life_entry *
open_entry(const struct life *l, size_t n_done, const char *country)
{
	for (size_t i = 0; i < n_done; i++)
		if (!l->entries[i].voided && !date_given(l->entries[i].ended) &&
		    !strcmp(l->entries[i].country, country))
			return &l->entries[i];
	return NULL;
}

/* A certification is used once, and one of before a withdrawal is used up by it. */
static bool
is_used_up(const struct life *l, size_t n_done, const struct life_certification *lc)
{
	for (size_t i = 0; i < n_done; i++) {
		const struct life_entry *e = &l->entries[i];

		if (!e->voided && !strcmp(e->country, lc->country) &&
		    (e->certification == lc->c.act ||
			lc->c.certified.days < e->ended.days))
			return true;
	}
	return false;
}

/* PROTOCOL M3.11, M3.17.  `n_done`: entries before this one in legal order. */
static enum void_reason
void_entry(const struct registry *r, size_t n_done)
{
	const struct life *l = &r->life;
	const struct life_entry *e = &l->entries[n_done];
	const struct life_certification *lc = life_find(l, e->certification);

	if (!strcmp(e->country, "USA"))
		return VOID_UNITED_STATES;
	if (date_given(l->terminated))
		return VOID_TERMINATED;
	if (law_is_of_concern_at(r, e->country, e->in_force))
		return VOID_OF_CONCERN;
	if (!lc || lc->c.voided || lc->c.act >= e->act ||
	    strcmp(lc->country, e->country) != 0)
		return VOID_NO_CERTIFICATION;
	if (!date_given(lc->c.earliest))
		return VOID_DISAPPROVED;
	if (e->in_force.days < lc->c.earliest.days)
		return VOID_TOO_EARLY;
	if (open_entry(l, n_done, e->country))
		return VOID_IN_FORCE;
	return is_used_up(l, n_done, lc) ? VOID_OLD_CERTIFICATION : VOID_NOT;
}

static enum void_reason
withdraw(struct registry *r, size_t n_done, const struct event *ev)
{
	const char *country = ev->act->body->withdrawal->country;
	struct life_entry *e = open_entry(&r->life, n_done, country);

	if (!strcmp(country, "USA"))
		return VOID_UNITED_STATES;
	if (!e)
		return VOID_NOT_IN_FORCE;
	e->ended = ev->date;
	return VOID_NOT;
}

static enum void_reason
terminate(struct registry *r, size_t n_done, const struct event *ev)
{
	struct life *l = &r->life;
	bool in_effect = false;

	if (date_given(l->terminated))
		return VOID_TERMINATED;
	for (size_t i = 0; i < n_done; i++)
		in_effect |= !l->entries[i].voided;
	if (!in_effect)
		return VOID_NOT_IN_FORCE;
	l->terminated = ev->date;
	for (size_t i = 0; i < n_done; i++)
		if (!l->entries[i].voided && !date_given(l->entries[i].ended))
			l->entries[i].ended = ev->date;
	return VOID_NOT;
}

/* PROTOCOL M3.17 */
void
life_events(struct registry *r)
{
	size_t n = 0, n_done = 0;
	struct event *list = gather(r, &n);

	for (size_t i = 0; i < n; i++) {
		struct act_record *rec = &r->records[list[i].act->number - 1];

		if (list[i].entry) {
			rec->voided = list[i].entry->voided = void_entry(r, n_done);
			n_done++;
		} else if (list[i].act->kind == ACT_WITHDRAWAL) {
			rec->voided = withdraw(r, n_done, &list[i]);
		} else {
			rec->voided = terminate(r, n_done, &list[i]);
		}
	}
	free(list);
}

/* The country that an act on conduct is about; NULL: none. */
static const char *
country_of(const struct act *a)
{
	if (a->kind == ACT_ENGAGEMENT)
		return a->body->engagement->country;
	if (a->kind == ACT_UNDERTAKING)
		return a->body->undertaking->country;
	if (a->kind == ACT_DETERMINATION)
		return a->body->determination->country;
	return NULL;
}

static bool
names_meeting(const struct registry *r, const struct act *a)
{
	const uint64_t meeting = a->body->meeting_record->meeting;

	return meeting < a->number && r->records[meeting - 1].act->kind == ACT_MEETING;
}

/* PROTOCOL M3.18 */
void
life_events_conduct(struct registry *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct act *a = r->records[i].act;
		const char *country = country_of(a);

		if (a->kind == ACT_MEETING_RECORD)
			r->records[i].voided =
			    names_meeting(r, a) ? VOID_NOT : VOID_NO_MEETING;
		if (!country)
			continue;
		r->records[i].voided = VOID_NOT;
		if (!strcmp(country, "USA"))
			r->records[i].voided = VOID_UNITED_STATES;
		else if (country_is_territory_code(country) &&
			 !registry_territory(r, country))
			r->records[i].voided = VOID_NO_TERRITORY;
	}
}
