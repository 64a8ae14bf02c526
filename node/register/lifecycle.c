/* lifecycle.c - answers from the folded life of agreements. */
#include "lifecycle.h"

#include <string.h>

#include "mem.h"
#include "registry_state.h"

const char *
life_state_name(enum life_state s)
{
	switch (s) {
	case LIFE_NONE: return "none";
	case LIFE_ENGAGED: return "engaged";
	case LIFE_CERTIFIED: return "certified";
	case LIFE_IN_FORCE: return "in-force";
	case LIFE_WITHDRAWN: return "withdrawn";
	}
	return "unknown";
}

struct date
alliance_in_force_since(const struct registry *r, struct date d)
{
	/* Sorted by date: the first that is not void is F0. */
	for (size_t i = 0; i < r->life.n_entries; i++) {
		const struct life_entry *e = &r->life.entries[i];

		if (!e->voided)
			return e->in_force.days <= d.days ? e->in_force
							  : (struct date){ 0 };
	}
	return (struct date){ 0 };
}

/* Whose agreement is the country's: its own, or that of a certified territory it is in.
 * Both at once cannot be: the second certification is void. */
static const char *
subject_of(const struct registry *r, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(r, country);

	if (!t)
		return country;
	for (size_t i = 0; i < r->life.n_certifications; i++) {
		const struct life_certification *lc = &r->life.certifications[i];

		if (!lc->c.voided && !strcmp(lc->country, t->code))
			return t->code;
	}
	return country;
}

struct date
alliance_terminated(const struct registry *r, struct date d)
{
	const struct date t = r->life.terminated;

	return date_given(t) && t.days <= d.days ? t : (struct date){ 0 };
}

/* The last entry on or before D, ended or not; NULL when there is none. */
static const struct life_entry *
entry_at(const struct life *l, const char *subject, struct date d)
{
	for (size_t i = l->n_entries; i-- > 0;) {
		const struct life_entry *e = &l->entries[i];

		if (!e->voided && e->in_force.days <= d.days &&
		    !strcmp(e->country, subject))
			return e;
	}
	return NULL;
}

static bool
has_ended(const struct life_entry *e, struct date d)
{
	return date_given(e->ended) && e->ended.days <= d.days;
}

static const struct certification *
latest_certification(const struct life *l, const char *subject, struct date d)
{
	const struct certification *best = NULL;

	for (size_t i = 0; i < l->n_certifications; i++) {
		const struct life_certification *lc = &l->certifications[i];

		if (lc->c.voided || lc->c.certified.days > d.days ||
		    strcmp(lc->country, subject) != 0)
			continue;
		/* By act number, so of one date the later act is the later one. */
		if (!best || lc->c.certified.days >= best->certified.days)
			best = &lc->c;
	}
	return best;
}

struct date
lifecycle_last_certified(const struct registry *r, const char *country, struct date d)
{
	const struct certification *c =
	    latest_certification(&r->life, subject_of(r, country), d);

	return c ? c->certified : (struct date){ 0 };
}

/* Named by an engagement act that is not void, dated on or before D? */
static bool
is_engaged(const struct registry *r, const char *subject, struct date d)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct act *a = r->records[i].act;

		if (a->kind == ACT_ENGAGEMENT && !r->records[i].voided &&
		    a->body->engagement->engaged_days <= d.days &&
		    !strcmp(a->body->engagement->country, subject))
			return true;
	}
	return false;
}

static struct lifecycle
united_states(const struct registry *r, struct date d)
{
	struct date f0 = alliance_in_force_since(r, d), t = alliance_terminated(r, d);

	if (!date_given(f0))
		return (struct lifecycle){ .state = LIFE_NONE };
	if (date_given(t))
		return (struct lifecycle){
			.state = LIFE_WITHDRAWN, .withdrawn = t, .earliest = f0
		};
	return (
	    struct lifecycle){ .state = LIFE_IN_FORCE, .in_force = f0, .earliest = f0 };
}

/* After its end a country stands certified again from a certification that could bring it
 * back on. */
static bool
is_on_its_way_back(const struct life_entry *ended, const struct certification *c)
{
	return c && c->act != ended->certification &&
	       c->certified.days >= ended->ended.days;
}

struct lifecycle
lifecycle_at(const struct registry *r, const char *country, struct date d)
{
	const char *subject = subject_of(r, country);
	const struct life_entry *e = entry_at(&r->life, subject, d);
	const struct certification *c = latest_certification(&r->life, subject, d);
	struct lifecycle l = { .state = LIFE_CERTIFIED };

	if (!strcmp(country, "USA"))
		return united_states(r, d);
	if (e && has_ended(e, d)) {
		l.withdrawn = e->ended;
		if (is_on_its_way_back(e, c))
			e = NULL;
		else
			l.state = LIFE_WITHDRAWN;
	} else if (e) {
		l.state = LIFE_IN_FORCE;
		l.in_force = e->in_force;
	}
	if (e) {
		c = &life_find(&r->life, e->certification)->c;
		l.entry_act = e->act;
	}
	if (!c) {
		l.state = is_engaged(r, subject, d) ? LIFE_ENGAGED : LIFE_NONE;
		return l;
	}
	l.certified = c->certified;
	l.certification = c->act;
	l.earliest = c->earliest;
	l.blocked = !date_given(c->earliest);
	return l;
}

const char *
lifecycle_party(const struct registry *r, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(r, country);

	for (size_t i = 0; t && i < r->life.n_certifications; i++)
		if (!r->life.certifications[i].c.voided &&
		    !strcmp(r->life.certifications[i].country, country))
			return country;
	return t ? t->code : country;
}

struct certification *
lifecycle_certifications(const struct registry *r, const char *country, size_t *n)
{
	struct certification *list =
	    mem_array(r->life.n_certifications + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < r->life.n_certifications; i++)
		if (!strcmp(r->life.certifications[i].country, country))
			list[(*n)++] = r->life.certifications[i].c;
	return list;
}

bool
is_member(const struct registry *r, const char *country, struct date d)
{
	return lifecycle_at(r, country, d).state == LIFE_IN_FORCE;
}

enum void_reason
act_void_reason(const struct registry *r, uint64_t number)
{
	const struct act_record *rec = registry_act(r, number);

	return rec ? rec->voided : VOID_NOT;
}
