/* b1.c - duty floors. */
#include "b1.h"

#include <string.h>

#include "allowed.h"
#include "corrected.h"
#include "same.h"

/* Statute: "Floor 0: met without a line"; what is known without looking at lines. */
static enum reason
without_lines(const struct judge *j, const struct product_code *c)
{
	if (!c->floor_known)
		return REASON_FLOOR_UNKNOWN;
	if (!c->floor_bp)
		return REASON_FLOOR_ZERO;
	return j->duty_missing ? REASON_BODY_MISSING : REASON_NONE;
}

static struct measure
floor_measure(int64_t bp)
{
	return (struct measure){ .unit = MEASURE_BP, .value = bp };
}

static struct outcome
bare_outcome(enum reason r, const struct product_code *c)
{
	struct outcome o = { .reason = r };

	if (c->floor_known)
		o.required = floor_measure(c->floor_bp);
	return o;
}

/* The leaf that decides so far, over one or several origins. */
struct deciding {
	bool found;
	enum rate_answer answer;
	int64_t margin_bp; /* rate less floor, of a leaf that can be compared */
	const char *code, *relief;
	struct outcome outcome;
};

static int64_t
margin(
    const struct rate_leaf *leaf, enum rate_answer answer, bool claimed, int64_t floor_bp)
{
	switch (answer) {
	case RATE_BELOW:
		return (claimed ? leaf->claimed_high_bp : leaf->high_bp) - floor_bp;
	case RATE_AT_LEAST:
		return (claimed ? leaf->claimed_low_bp : leaf->low_bp) - floor_bp;
	case RATE_NOT_COMPARABLE: return 0;
	}
	return 0;
}

/* PROTOCOL M7.7: a leaf below the floor decides; else one that is not comparable; of the same answer the
 * lowest, then the first code, then plain before relief. */
static bool
decides(const struct deciding *old, enum rate_answer answer, int64_t margin_bp,
    const struct rate_leaf *leaf)
{
	int c;

	if (!old->found || answer != old->answer)
		return !old->found || answer < old->answer;
	if (margin_bp != old->margin_bp)
		return margin_bp < old->margin_bp;
	c = strcmp(leaf->code, old->code);
	if (!c)
		c = strcmp(
		    leaf->relief ? leaf->relief : "", old->relief ? old->relief : "");
	return c < 0;
}

static void
weigh(struct judge *j, struct deciding *best, const struct rate_leaf *leaf,
    int64_t floor_bp)
{
	static const enum reason reasons[] = { [RATE_BELOW] = REASON_BELOW_FLOOR,
		[RATE_NOT_COMPARABLE] = REASON_NOT_COMPARABLE,
		[RATE_AT_LEAST] = REASON_AT_OR_ABOVE_FLOOR };
	bool claimed;
	enum rate_answer answer = rate_against(leaf, floor_bp, &claimed);
	int64_t margin_bp = margin(leaf, answer, claimed, floor_bp);

	if (!decides(best, answer, margin_bp, leaf))
		return;
	*best = (struct deciding){ .found = true,
		.answer = answer,
		.margin_bp = margin_bp,
		.code = leaf->code,
		.relief = leaf->relief,
		.outcome = { .reason = reasons[answer],
		    .measured = judge_rate(j, leaf, answer, claimed),
		    .required = floor_measure(floor_bp) } };
	if (claimed)
		best->outcome.flags |= FLAG_CLAIMED_EQUIVALENT;
	if (rate_published_late(&j->leaves, leaf, j->facts))
		best->outcome.flags |= FLAG_PUBLISHED_LATE;
	judge_evidence(j, &best->outcome, leaf);
}

/* A code, and the share of its floor that is due. */
struct due {
	const struct product_code *code;
	uint32_t share_bp;
};

static void
weigh_origin(struct judge *j, struct deciding *best, const struct due *due,
    const struct rate_origin *origin)
{
	rate_apply(&j->leaves, &j->lines, origin);
	for (size_t i = 0; i < j->leaves.n; i++) {
		const struct rate_leaf *leaf = &j->leaves.leaf[i];
		int64_t floor_bp = due->code->floor_bp;

		/* Line by line where the importer's code is mapped to US lines. */
		if (j->is_usa &&
		    !products_holds_us_line(j->covered, due->code, leaf->code, &floor_bp))
			continue;
		weigh(j, best, leaf, allowed_step_bp(floor_bp, due->share_bp));
	}
}

static struct outcome
outcome_of(const struct judge *j, const struct deciding *best, const struct due *due)
{
	struct outcome o = best->outcome;

	if (!best->found)
		o = bare_outcome(
		    j->unknown_edition ? REASON_EDITION : REASON_NO_LINE, due->code);
	if (due->share_bp == ALLOWANCE_WHOLE_BP)
		return o;
	/* PROTOCOL M7.24 */
	o.required = floor_measure(allowed_step_bp(due->code->floor_bp, due->share_bp));
	if (o.reason == REASON_AT_OR_ABOVE_FLOOR)
		o.reason = REASON_AT_OR_ABOVE_STEP;
	else if (o.reason == REASON_BELOW_FLOOR)
		o.reason = REASON_BELOW_STEP;
	return o;
}

/* Outcomes of origins that no line names, by their marks: they are alike while the same
 * share is due. */
struct memo {
	bool have[2];
	uint32_t share_bp;
	struct outcome outcome[2];
};

static struct outcome
toward(struct judge *j, struct memo *memo, const struct due *due,
    const struct rate_origin *origin)
{
	bool named = rate_names(&j->lines, origin);
	struct deciding best = { 0 };
	struct outcome o;

	if (memo->share_bp != due->share_bp)
		*memo = (struct memo){ .share_bp = due->share_bp };
	if (!named && memo->have[origin->member])
		return memo->outcome[origin->member];
	weigh_origin(j, &best, due, origin);
	o = outcome_of(j, &best, due);
	if (!named) {
		memo->have[origin->member] = true;
		memo->outcome[origin->member] = o;
	}
	return o;
}

static void
weigh_entity(struct judge *j, struct deciding *best, bool seen[4], const struct due *due,
    struct rate_origin origin)
{
	const int marks = origin.of_concern * 2 + origin.member;

	if (same(origin.name, j->subject) || same(origin.territory, j->subject))
		return;
	if (!rate_names(&j->lines, &origin)) {
		if (seen[marks])
			return;
		seen[marks] = true;
	}
	origin.entity = true;
	weigh_origin(j, best, due, &origin);
}

/* The lowest over every origin: those of concern, members, whoever a line names, and a
 * country that is none of these. */
static struct outcome
toward_entities(struct judge *j, const struct due *due)
{
	struct deciding best = { 0 };
	bool seen[4] = { false };

	weigh_entity(j, &best, seen, due, (struct rate_origin){ .name = "" });
	for (size_t i = 0; i < j->n_concern; i++)
		weigh_entity(j, &best, seen, due, j->concern[i]);
	for (size_t i = 0; i < j->n_members && !j->prospective; i++)
		weigh_entity(j, &best, seen, due, j->members[i]);
	for (size_t i = 0; i < j->lines.n_named; i++)
		weigh_entity(j, &best, seen, due, judge_origin(j, j->lines.named[i]));
	return outcome_of(j, &best, due);
}

static uint32_t
kinds_that_count(const struct judge *j)
{
	if (j->law->policy->floor_counts == CMSA__FLOOR_COUNTS__FLOOR_COUNTS_ADDITIONAL)
		return DUTY_BIT(ADDITIONAL);
	return DUTY_BIT(ORDINARY) | DUTY_BIT(ADDITIONAL);
}

/* One HS6 of one product; `fixed` when no line need be looked at. */
struct question {
	const struct product_code *code;
	struct sheet_about about;
	enum reason fixed;
	struct memo whole, step; /* the floor itself, and shares of it */
};

/* NULL: entities of concern. */
static struct outcome
by_rates(struct judge *j, struct question *q, const struct rate_origin *origin,
    const struct allowance_about *about)
{
	const struct due whole = { q->code, ALLOWANCE_WHOLE_BP },
			 step = { q->code, allowed_share_bp(j, about) };
	struct outcome o =
	    origin ? toward(j, &q->whole, &whole, origin) : toward_entities(j, &whole);

	if (reasons_status(o.reason) != CMSA__STATUS__STATUS_MET &&
	    step.share_bp != ALLOWANCE_WHOLE_BP)
		o = origin ? toward(j, &q->step, &step, origin)
			   : toward_entities(j, &step);
	corrected_lines(j, &o, origin);
	return o;
}

/* PROTOCOL M7.24, M7.25: "Best of met, comparable, phasing-in decides." */
static struct outcome
outcome_toward(struct judge *j, struct question *q, const struct rate_origin *origin)
{
	const struct allowance_about about = { q->about.product, q->about.stage,
		q->code->hs6, origin ? origin->name : NULL };
	struct outcome o =
	    q->fixed ? bare_outcome(q->fixed, q->code) : by_rates(j, q, origin, &about);

	if (reasons_status(o.reason) != CMSA__STATUS__STATUS_MET &&
	    o.reason != REASON_BODY_MISSING)
		allowed_by_measures(j, &o, &about);
	return o;
}

static void
judge_code(struct judge *j, struct sheet *out, const struct product *p,
    const struct product_code *c)
{
	struct question q = { .code = c,
		.about = { p->id, p->stage, c->hs6 },
		.fixed = without_lines(j, c) };
	struct outcome o;

	if (!q.fixed) {
		lines_collect(&j->lines, &j->schedule, c->hs6, kinds_that_count(j));
		corrected_collect(j, c->hs6, kinds_that_count(j));
	}
	for (size_t i = 0; i < j->n_concern; i++) {
		if (same(j->concern[i].name, j->subject))
			continue;
		o = outcome_toward(j, &q, &j->concern[i]);
		sheet_add(out, &q.about, &o, j->concern[i].name);
	}
	o = outcome_toward(j, &q, NULL);
	sheet_add(out, &q.about, &o, JUDGE_ENTITIES);
}

void
b1_judge(struct judge *j, struct sheet *out)
{
	for (size_t i = 0; i < j->covered->n; i++) {
		const struct product *p = &j->covered->list[i];
		const struct sheet_about about = { p->id, p->stage, NULL };
		struct outcome none = { .reason = p->on_record ? REASON_NO_CODE
							       : REASON_FLOOR_UNKNOWN };

		if (!p->n_codes)
			sheet_add(out, &about, &none, NULL);
		for (size_t k = 0; k < p->n_codes; k++)
			judge_code(j, out, p, &p->codes[k]);
	}
}
