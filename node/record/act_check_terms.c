/* act_check_terms.c - field rules of the acts on the terms of agreements: modification
 * notice and effect, allowance; and of reports and reviews (PROTOCOL M3.21). */
#include <string.h>

#include "act.h"
#include "act_check.h"
#include "attr.h"
#include "limit.h"
#include "name.h"
#include "text.h"

enum {
	MAX_FLOOR_BP = 1000000,
	WHOLE_FLOOR_BP = 10000,
	LAST_MEASURE_KIND = 6,
	MAX_COUNTRIES = 256,
	MAX_AGENCIES = 64
};

static bool
product_ok(const char *subject, Cmsa__Stage stage)
{
	return subject_is_valid(subject) && stage >= CMSA__STAGE__STAGE_MINED &&
	       stage <= CMSA__STAGE__STAGE_MANUFACTURED;
}

static enum verdict
check_countries(char *const *countries, size_t n)
{
	if (n > MAX_COUNTRIES)
		return V_FIELD;
	for (size_t i = 0; i < n; i++) {
		if (!author_is_country(countries[i]))
			return V_FIELD;
		if (i && strcmp(countries[i - 1], countries[i]) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_codes(char *const *hs6, size_t n)
{
	if (n > LIMIT_ROWS)
		return V_FIELD;
	for (size_t i = 0; i < n; i++) {
		if (!text_is_digits(hs6[i], 6, 6))
			return V_FIELD;
		if (i && strcmp(hs6[i - 1], hs6[i]) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static int
row_cmp(const Cmsa__ModifiedRow *a, const Cmsa__ModifiedRow *b)
{
	int c = strcmp(a->subject, b->subject);

	if (!c)
		c = (int)a->stage - (int)b->stage;
	return c ? c : strcmp(a->hs6, b->hs6);
}

/* `most_bp`: what a floor may be; 0 for what goes out and for a product without a code. */
static enum verdict
check_rows(Cmsa__ModifiedRow *const *rows, size_t n, uint32_t most_bp)
{
	if (n > LIMIT_ROWS)
		return V_FIELD;
	for (size_t i = 0; i < n; i++) {
		const Cmsa__ModifiedRow *x = rows[i];

		if (!product_ok(x->subject, x->stage) ||
		    (*x->hs6 && !text_is_digits(x->hs6, 6, 6)) ||
		    x->floor_bp > (*x->hs6 ? most_bp : 0))
			return V_FIELD;
		if (i && row_cmp(rows[i - 1], x) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_notice(const Cmsa__Act *act)
{
	const Cmsa__ModificationNotice *n = act->modification_notice;
	enum verdict v;

	if (!n->n_countries || !act_date_ok(n->submitted_finance_days) ||
	    !act_date_ok(n->submitted_ways_and_means_days) || n->n_out + n->n_in == 0 ||
	    !act_text_ok(n->citation))
		return V_FIELD;
	v = check_countries(n->countries, n->n_countries);
	if (!v)
		v = check_rows(n->out, n->n_out, 0);
	return v ? v : check_rows(n->in, n->n_in, MAX_FLOOR_BP);
}

static enum verdict
check_effect(const Cmsa__Act *act)
{
	const Cmsa__ModificationEffect *e = act->modification_effect;

	return act_number_ok(e->notice) && act_date_ok(e->effect_days) &&
		       act_text_ok(e->citation)
		   ? V_OK
		   : V_FIELD;
}

static int
product_cmp(const Cmsa__AllowedProduct *a, const Cmsa__AllowedProduct *b)
{
	int c = strcmp(a->subject, b->subject);

	return c ? c : (int)a->stage - (int)b->stage;
}

/* What both kinds of allowance name. */
static enum verdict
check_reach(const Cmsa__Allowance *a)
{
	enum verdict v;

	if (!author_is_country(a->country) || !a->n_products ||
	    a->n_products > LIMIT_ROWS || !act_text_ok(a->citation))
		return V_FIELD;
	if (a->all_countries_of_concern ? a->n_countries != 0
					: !a->n_countries && !a->entities_of_concern)
		return V_FIELD;
	for (size_t i = 0; i < a->n_products; i++) {
		const Cmsa__AllowedProduct *p = a->products[i];

		if (!product_ok(p->subject, p->stage))
			return V_FIELD;
		if (i && product_cmp(a->products[i - 1], p) >= 0)
			return V_NOT_CANONICAL;
	}
	v = check_codes(a->hs6, a->n_hs6);
	return v ? v : check_countries(a->countries, a->n_countries);
}

/* Whether shares fall and where they end is for the fold: that makes an act void (M3.24). */
static enum verdict
check_phase_in(const Cmsa__Allowance *a)
{
	if (!a->n_steps || a->n_steps > LIMIT_ROWS || a->judgement || a->judged_days ||
	    a->end_days || a->ceiling_grams_a_year || a->n_measure_kinds)
		return V_FIELD;
	for (size_t i = 0; i < a->n_steps; i++) {
		if (!act_date_ok(a->steps[i]->from_days) ||
		    a->steps[i]->share_bp > WHOLE_FLOOR_BP)
			return V_FIELD;
		if (i && a->steps[i - 1]->from_days >= a->steps[i]->from_days)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_comparable(const Cmsa__Allowance *a)
{
	if (a->n_steps || a->judgement < CMSA__JUDGEMENT__JUDGEMENT_COMPARABLE ||
	    a->judgement > CMSA__JUDGEMENT__JUDGEMENT_GREATER ||
	    !act_date_ok(a->judged_days) || !act_date_or_none(a->end_days) ||
	    (a->end_days && a->end_days < a->judged_days) || a->ceiling_grams_a_year < 0)
		return V_FIELD;
	for (size_t i = 0; i < a->n_measure_kinds; i++) {
		if (!a->measure_kinds[i] || a->measure_kinds[i] > LAST_MEASURE_KIND)
			return V_FIELD;
		if (i && a->measure_kinds[i - 1] >= a->measure_kinds[i])
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_allowance(const Cmsa__Act *act)
{
	const Cmsa__Allowance *a = act->allowance;
	enum verdict v = check_reach(a);

	if (v)
		return v;
	switch (a->kind) {
	case CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN: return check_phase_in(a);
	case CMSA__ALLOWANCE_KIND__ALLOWANCE_COMPARABLE: return check_comparable(a);
	case CMSA__ALLOWANCE_KIND__ALLOWANCE_UNSET:
	case _CMSA__ALLOWANCE_KIND_IS_INT_SIZE: break;
	}
	return V_FIELD;
}

static enum verdict
check_report(const Cmsa__Act *act)
{
	const Cmsa__Report *r = act->report;

	return r->kind == CMSA__REPORT_KIND__REPORT_ANNUAL &&
		       act_date_ok(r->reported_days) && r->sha256.len == 32
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_review(const Cmsa__Act *act)
{
	const Cmsa__Review *r = act->review;

	/* PROTOCOL M3.37 */
	if (r->n_agencies > MAX_AGENCIES)
		return V_FIELD;
	for (size_t i = 0; i < r->n_agencies; i++) {
		if (!act_word_ok(r->agencies[i]))
			return V_FIELD;
		if (i && strcmp(r->agencies[i - 1], r->agencies[i]) >= 0)
			return V_NOT_CANONICAL;
	}
	return r->kind == CMSA__REVIEW_KIND__REVIEW_FIVE_YEAR &&
		       act_date_ok(r->reviewed_days) && r->sha256.len == 32 &&
		       r->outcome >= CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_UNSET &&
		       r->outcome <= CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_TERMINATE
		   ? V_OK
		   : V_FIELD;
}

static const struct {
	enum act_kind kind;
	enum verdict (*check)(const Cmsa__Act *act);
} checks[] = {
	{ ACT_MODIFICATION_NOTICE, check_notice },
	{ ACT_MODIFICATION_EFFECT, check_effect },
	{ ACT_ALLOWANCE, check_allowance },
	{ ACT_REPORT, check_report },
	{ ACT_REVIEW, check_review },
};

enum verdict
act_check_terms(const Cmsa__Act *act)
{
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if ((int)checks[i].kind == (int)act->body_case)
			return checks[i].check(act);
	return V_FIELD;
}
