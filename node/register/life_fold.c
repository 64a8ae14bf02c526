/* life_fold.c - statute.md 2 over all acts at a head.
 * Legal order is that of dates, then act numbers: the order of recording decides nothing
 * but which of two acts of one date comes first, and that an act can name only one before
 * it in the chain.  What begins and ends: life_events.c. */
#include "life_fold.h"

#include <stdlib.h>
#include <string.h>

#include "law.h"
#include "mem.h"
#include "registry_state.h"

enum {
	PERIOD_DAYS = 90 /* PROTOCOL M3.11 */
};

static void
set_country(char out[static COUNTRY_LEN], const char *country)
{
	memcpy(out, country, COUNTRY_LEN); /* act_parse: three letters */
}

/* --- gathering ---------------------------------------------------------------------- */

/* Submitted to both committees; the later one is the day. */
static struct certification
submitted(const struct act *a, int32_t finance, int32_t ways_and_means)
{
	const int32_t c = finance > ways_and_means ? finance : ways_and_means;

	return (struct certification){
		.act = a->number, .certified = { c }, .period_ends = { c + PERIOD_DAYS }
	};
}

static void
add_certification(struct life *l, const struct act *a)
{
	const Cmsa__Certification *from = a->body->certification;
	struct life_certification *to = &l->certifications[l->n_certifications++];

	set_country(to->country, from->country);
	to->c = submitted(
	    a, from->submitted_finance_days, from->submitted_ways_and_means_days);
}

static void
add_notice(struct life *l, const struct act *a)
{
	const Cmsa__ModificationNotice *from = a->body->modification_notice;
	struct life_notice *to = &l->notices[l->n_notices++];

	to->notice = from;
	to->c = submitted(
	    a, from->submitted_finance_days, from->submitted_ways_and_means_days);
}

static void
add_entry(struct life *l, const struct act *a)
{
	const Cmsa__EntryIntoForce *from = a->body->entry_into_force;
	struct life_entry *to = &l->entries[l->n_entries++];

	set_country(to->country, from->country);
	to->act = a->number;
	to->certification = from->certification;
	to->in_force.days = from->in_force_days;
}

static int
entry_cmp(const void *pa, const void *pb)
{
	const struct life_entry *a = pa, *b = pb;

	if (a->in_force.days != b->in_force.days)
		return a->in_force.days < b->in_force.days ? -1 : 1;
	return a->act < b->act ? -1 : a->act > b->act;
}

static void
gather(struct life *l, const struct registry *r)
{
	size_t n_certifications = 0, n_entries = 0, n_notices = 0;

	for (size_t i = 0; i < r->n; i++) {
		n_certifications += r->records[i].act->kind == ACT_CERTIFICATION;
		n_entries += r->records[i].act->kind == ACT_ENTRY_INTO_FORCE;
		n_notices += r->records[i].act->kind == ACT_MODIFICATION_NOTICE;
	}
	l->certifications = mem_array(n_certifications + 1, sizeof(*l->certifications));
	l->entries = mem_array(n_entries + 1, sizeof(*l->entries));
	l->notices = mem_array(n_notices + 1, sizeof(*l->notices));
	for (size_t i = 0; i < r->n; i++) {
		const struct act *a = r->records[i].act;

		if (a->kind == ACT_CERTIFICATION)
			add_certification(l, a);
		else if (a->kind == ACT_ENTRY_INTO_FORCE)
			add_entry(l, a);
		else if (a->kind == ACT_MODIFICATION_NOTICE)
			add_notice(l, a);
	}
	if (l->n_entries)
		qsort(l->entries, l->n_entries, sizeof(*l->entries), entry_cmp);
}

/* --- resolutions -------------------------------------------------------------------- */

static struct life_certification *
find(const struct life *l, uint64_t act)
{
	size_t low = 0, high = l->n_certifications;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (l->certifications[mid].c.act < act)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == l->n_certifications || l->certifications[low].c.act != act)
		return NULL;
	return &l->certifications[low];
}

const struct life_certification *
life_find(const struct life *l, uint64_t act)
{
	return find(l, act);
}

/* Of a certification or a notice; NULL: of neither. */
static struct certification *
clock_of(const struct life *l, uint64_t act)
{
	struct life_certification *lc = find(l, act);

	for (size_t i = 0; !lc && i < l->n_notices; i++)
		if (l->notices[i].c.act == act)
			return &l->notices[i].c;
	return lc ? &lc->c : NULL;
}

static void
keep_first(struct date *kept, int32_t days)
{
	if (!date_given(*kept) || days < kept->days)
		kept->days = days;
}

/* PROTOCOL M3.22: the same two paths for both. */
static enum void_reason
apply_resolution(const struct life *l, const struct act *a)
{
	const Cmsa__Resolution *res = a->body->resolution;
	struct certification *c = clock_of(l, res->act_number);

	if (!c || c->act >= a->number || res->notice_days != c->certified.days)
		return VOID_RESOLUTION_TARGET;
	if (res->enacted_days < c->certified.days)
		return VOID_NOT; /* it stands, and does nothing */
	if (res->kind == CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL)
		keep_first(&c->approved, res->enacted_days);
	else if (res->enacted_days <= c->period_ends.days)
		keep_first(&c->disapproved, res->enacted_days);
	return VOID_NOT;
}

/* E: the earlier of the approval and the day after the period, unless disapproved in
 * time. */
static void
set_earliest(struct certification *c)
{
	if (!date_given(c->disapproved))
		c->earliest.days = c->period_ends.days + 1;
	if (date_given(c->approved))
		keep_first(&c->earliest, c->approved.days);
}

/* --- void certifications ------------------------------------------------------------ */

static bool
came_before(const struct certification *a, const struct certification *b)
{
	if (a->certified.days != b->certified.days)
		return a->certified.days < b->certified.days;
	return a->act < b->act;
}

/* Is one of the two a territory that the other is in? */
static bool
overlap(const struct registry *r, const char *a, const char *b)
{
	return strcmp(a, b) != 0 &&
	       (registry_speaks_for(r, a, b) || registry_speaks_for(r, b, a));
}

static bool
territory_came_first(
    const struct registry *r, const struct life *l, const struct life_certification *lc)
{
	for (size_t i = 0; i < l->n_certifications; i++) {
		const struct life_certification *other = &l->certifications[i];

		if (!other->c.voided && came_before(&other->c, &lc->c) &&
		    overlap(r, other->country, lc->country))
			return true;
	}
	return false;
}

/* Void whatever the others are. */
static enum void_reason
void_by_itself(const struct registry *r, const struct life_certification *lc)
{
	if (!strcmp(lc->country, "USA"))
		return VOID_UNITED_STATES;
	if (country_is_territory_code(lc->country) && !registry_territory(r, lc->country))
		return VOID_NO_TERRITORY;
	if (law_is_of_concern_at(r, lc->country, lc->c.certified))
		return VOID_OF_CONCERN;
	return VOID_NOT;
}

static int
legal_order(const void *pa, const void *pb)
{
	const struct life_certification *a = *(struct life_certification *const *)pa;
	const struct life_certification *b = *(struct life_certification *const *)pb;

	return came_before(&a->c, &b->c) ? -1 : came_before(&b->c, &a->c);
}

/* A void one stands in nobody's way, so they are judged from the first to the last. */
static void
void_certifications(struct registry *r)
{
	struct life *l = &r->life;
	struct life_certification **order =
	    mem_array(l->n_certifications + 1, sizeof(*order));

	for (size_t i = 0; i < l->n_certifications; i++) {
		order[i] = &l->certifications[i];
		order[i]->c.voided = void_by_itself(r, order[i]);
	}
	if (l->n_certifications)
		qsort(order, l->n_certifications, sizeof(*order), legal_order);
	for (size_t i = 0; i < l->n_certifications; i++)
		if (!order[i]->c.voided && territory_came_first(r, l, order[i]))
			order[i]->c.voided = VOID_TERRITORY_TWICE;
	for (size_t i = 0; i < l->n_certifications; i++)
		r->records[order[i]->c.act - 1].voided = order[i]->c.voided;
	free(order);
}

void
life_fold(struct registry *r)
{
	life_clear(&r->life);
	gather(&r->life, r);
	for (size_t i = 0; i < r->n; i++)
		if (r->records[i].act->kind == ACT_RESOLUTION)
			r->records[i].voided =
			    apply_resolution(&r->life, r->records[i].act);
	for (size_t i = 0; i < r->life.n_certifications; i++)
		set_earliest(&r->life.certifications[i].c);
	for (size_t i = 0; i < r->life.n_notices; i++)
		set_earliest(&r->life.notices[i].c);
	void_certifications(r);
	life_events(r);
	life_events_conduct(r);
	life_terms(r);
}

const struct life_entry *
life_agreement(const struct life *l, const char *country, struct date d)
{
	for (size_t i = 0; i < l->n_entries; i++) {
		const struct life_entry *e = &l->entries[i];

		if (!e->voided && e->in_force.days <= d.days &&
		    (!date_given(e->ended) || e->ended.days > d.days) &&
		    !strcmp(e->country, country))
			return e;
	}
	return NULL;
}

void
life_clear(struct life *l)
{
	free(l->certifications);
	free(l->entries);
	free(l->notices);
	*l = (struct life){ 0 };
}
