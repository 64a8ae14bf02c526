/* life_terms.c - acts that change the terms of agreements: modification notices and
 * effects, allowances.  Which of them are void, by the lives that are settled by now. */
#include <stdlib.h>
#include <string.h>

#include "allowance.h"
#include "life_fold.h"
#include "mem.h"
#include "registry_state.h"

enum {
	PHASE_IN_YEARS = 5 /* 4(c)(2)(A) */
};

/* --- modifications ------------------------------------------------------------------ */

static enum void_reason
void_country(const struct registry *r, const char *country)
{
	if (!strcmp(country, "USA"))
		return VOID_UNITED_STATES;
	if (country_is_territory_code(country) && !registry_territory(r, country))
		return VOID_NO_TERRITORY;
	return VOID_NOT;
}

/* PROTOCOL M3.22 */
static enum void_reason
void_notice(const struct registry *r, const struct life_notice *ln)
{
	bool any = false;

	for (size_t i = 0; i < ln->notice->n_countries; i++) {
		const char *country = ln->notice->countries[i];
		enum void_reason v = void_country(r, country);

		if (v)
			return v;
		any |= life_agreement(&r->life, country, ln->c.certified) != NULL;
	}
	return any ? VOID_NOT : VOID_NOT_IN_FORCE;
}

static void
settle_notices(struct registry *r)
{
	for (size_t i = 0; i < r->life.n_notices; i++) {
		struct life_notice *ln = &r->life.notices[i];

		ln->c.voided = void_notice(r, ln);
		r->records[ln->c.act - 1].voided = ln->c.voided;
		ln->effect = ln->c.earliest;
	}
}

/* PROTOCOL M3.23.  By act number, so the last that is not void holds. */
static enum void_reason
apply_effect(struct life *l, const struct act *a)
{
	const Cmsa__ModificationEffect *e = a->body->modification_effect;
	struct life_notice *ln = NULL;

	for (size_t i = 0; i < l->n_notices && !ln; i++)
		if (l->notices[i].c.act == e->notice)
			ln = &l->notices[i];
	if (!ln || ln->c.voided || ln->c.act >= a->number)
		return VOID_NO_NOTICE;
	if (!date_given(ln->c.earliest))
		return VOID_DISAPPROVED;
	if (e->effect_days < ln->c.earliest.days)
		return VOID_TOO_EARLY;
	ln->effect.days = e->effect_days;
	return VOID_NOT;
}

/* --- allowances --------------------------------------------------------------------- */

static bool
steps_ok(const Cmsa__Allowance *a)
{
	for (size_t i = 1; i < a->n_steps; i++)
		if (a->steps[i]->share_bp < a->steps[i - 1]->share_bp)
			return false;
	return a->steps[a->n_steps - 1]->share_bp == ALLOWANCE_WHOLE_BP;
}

static enum void_reason
void_by_itself(const struct registry *r, const Cmsa__Allowance *a)
{
	const struct date begins = allowance_begins(a);
	const enum void_reason v = void_country(r, a->country);
	const struct life_entry *e;

	if (v || a->kind != CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN)
		return v;
	if (!steps_ok(a))
		return VOID_STEPS;
	e = life_agreement(&r->life, a->country, begins);
	return e && e->in_force.days < begins.days ? VOID_LATE_START : VOID_NOT;
}

/* Together with one that began before it, and is not void, longer than five years? */
static bool
is_too_long(const Cmsa__Allowance *a, const struct allowance *before, size_t n_before)
{
	const int32_t ends = a->steps[a->n_steps - 1]->from_days;

	if (ends > date_add_years(allowance_begins(a), PHASE_IN_YEARS).days)
		return true;
	for (size_t i = 0; i < n_before; i++) {
		const Cmsa__Allowance *b = before[i].allowance;

		if (!strcmp(a->country, b->country) && allowance_meets(a, b) &&
		    ends > date_add_years(allowance_begins(b), PHASE_IN_YEARS).days)
			return true;
	}
	return false;
}

/* PROTOCOL M3.24.  From the first that begins to the last; a void one takes no time. */
static void
settle_phase_ins(struct registry *r, struct allowance *list, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(list, n, sizeof(*list), allowance_cmp);
	for (size_t i = 0; i < n; i++) {
		if (is_too_long(list[i].allowance, list, kept))
			r->records[list[i].act - 1].voided = VOID_FIVE_YEARS;
		else
			list[kept++] = list[i];
	}
}

static void
settle_allowances(struct registry *r)
{
	struct allowance *phase_ins = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct act *a = r->records[i].act;

		if (a->kind != ACT_ALLOWANCE)
			continue;
		r->records[i].voided = void_by_itself(r, a->body->allowance);
		if (r->records[i].voided || !a->body->allowance->n_steps)
			continue;
		phase_ins = mem_resize(phase_ins, n + 1, sizeof(*phase_ins));
		phase_ins[n++] = (struct allowance){ a->number, a->body->allowance };
	}
	settle_phase_ins(r, phase_ins, n);
	free(phase_ins);
}

void
life_terms(struct registry *r)
{
	settle_notices(r);
	for (size_t i = 0; i < r->n; i++)
		if (r->records[i].act->kind == ACT_MODIFICATION_EFFECT)
			r->records[i].voided = apply_effect(&r->life, r->records[i].act);
	settle_allowances(r);
}
