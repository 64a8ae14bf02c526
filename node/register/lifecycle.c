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

/* The entry in force at D; NULL when none is. */
static const struct life_entry *
entry_at(const struct life *l, const char *subject, struct date d)
{
	for (size_t i = 0; i < l->n_entries; i++) {
		const struct life_entry *e = &l->entries[i];

		if (!e->voided && e->in_force.days <= d.days &&
		    !strcmp(e->country, subject))
			return e;
	}
	return NULL;
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

static struct lifecycle
united_states(const struct registry *r, struct date d)
{
	struct date f0 = alliance_in_force_since(r, d);

	if (!date_given(f0))
		return (struct lifecycle){ .state = LIFE_NONE };
	return (
	    struct lifecycle){ .state = LIFE_IN_FORCE, .in_force = f0, .earliest = f0 };
}

struct lifecycle
lifecycle_at(const struct registry *r, const char *country, struct date d)
{
	const char *subject = subject_of(r, country);
	const struct life_entry *e = entry_at(&r->life, subject, d);
	const struct certification *c;
	struct lifecycle l = { .state = LIFE_NONE };

	if (!strcmp(country, "USA"))
		return united_states(r, d);
	if (e)
		c = &life_find(&r->life, e->certification)->c;
	else
		c = latest_certification(&r->life, subject, d);
	if (!c)
		return l;
	l.state = e ? LIFE_IN_FORCE : LIFE_CERTIFIED;
	l.certified = c->certified;
	l.certification = c->act;
	l.earliest = c->earliest;
	l.blocked = !date_given(c->earliest);
	if (e) {
		l.in_force = e->in_force;
		l.entry_act = e->act;
	}
	return l;
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
