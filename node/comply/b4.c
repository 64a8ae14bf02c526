/* b4.c - duty elimination. */
#include "b4.h"

#include <string.h>

#include "corrected.h"
#include "same.h"

static const uint32_t counted =
    DUTY_BIT(ORDINARY) | DUTY_BIT(ADDITIONAL) | DUTY_BIT(SAFEGUARD) | DUTY_BIT(OTHER);

/* PROTOCOL M7.9: what a leaf answers, worst first. */
enum answer {
	NOT_FREE,
	UNKNOWN,
	FREE
};

struct deciding {
	bool found;
	enum answer answer;
	struct rate_leaf leaf;
	struct outcome outcome;
};

static enum answer
answer_of(const struct rate_leaves *leaves, const struct rate_leaf *leaf)
{
	if (!leaf->high_bp)
		return FREE;
	/* Open above without a specific part: the ordinary duty is not published. */
	if (leaf->low_bp || leaf->high_bp != RATE_OPEN || rate_open_text(leaves, leaf))
		return NOT_FREE;
	return UNKNOWN;
}

static struct outcome
outcome_of(struct judge *j, const struct rate_leaf *leaf, enum answer answer)
{
	static const enum reason reasons[] = { [NOT_FREE] = REASON_NOT_FREE,
		[UNKNOWN] = REASON_NOT_COMPARABLE,
		[FREE] = REASON_FREE };
	/* A specific part alone is shown as published. */
	enum rate_answer shown = leaf->low_bp                 ? RATE_AT_LEAST
				 : leaf->high_bp == RATE_OPEN ? RATE_NOT_COMPARABLE
							      : RATE_BELOW;
	struct outcome o = { .reason = reasons[answer],
		.measured = judge_rate(j, leaf, shown, false),
		.required = { .unit = MEASURE_BP, .value = 0 } };

	if (rate_is_mfn_only(&j->leaves, leaf))
		o.flags |= FLAG_MFN_ONLY;
	if (rate_published_late(&j->leaves, leaf, j->facts))
		o.flags |= FLAG_PUBLISHED_LATE;
	if (j->prospective)
		o.flags |= FLAG_PROSPECTIVE;
	judge_evidence(j, &o, leaf);
	return o;
}

/* Of the same answer the highest decides: by the part that is certain, then by what may
 * come on top; then the first code, plain before relief. */
static bool
decides(const struct deciding *old, enum answer answer, const struct rate_leaf *leaf)
{
	if (!old->found || answer != old->answer)
		return !old->found || answer < old->answer;
	if (leaf->low_bp != old->leaf.low_bp)
		return leaf->low_bp > old->leaf.low_bp;
	if (leaf->high_bp != old->leaf.high_bp)
		return leaf->high_bp > old->leaf.high_bp;
	return strcmp(leaf->code, old->leaf.code) < 0;
}

static void
weigh_origin(struct judge *j, struct deciding *worst, const struct product_code *c,
    const struct rate_origin *origin)
{
	rate_apply(&j->leaves, &j->lines, origin);
	for (size_t i = 0; i < j->leaves.n; i++) {
		const struct rate_leaf *leaf = &j->leaves.leaf[i];
		enum answer answer = answer_of(&j->leaves, leaf);
		int64_t floor_bp;

		if (j->is_usa &&
		    !products_holds_us_line(j->covered, c, leaf->code, &floor_bp))
			continue;
		if (decides(worst, answer, leaf))
			*worst = (struct deciding){ .found = true,
				.answer = answer,
				.leaf = *leaf,
				.outcome = outcome_of(j, leaf, answer) };
	}
}

/* A member that is a customs territory trades goods of each of its countries: those that
 * a line names are looked at one by one. */
static bool
weigh_territory(struct judge *j, struct deciding *worst, const struct product_code *c,
    const struct rate_origin *partner)
{
	bool named = false;

	if (!j->lines.n_named || !country_is_territory_code(partner->name))
		return false;
	for (size_t i = 0; i < j->lines.n_named; i++) {
		struct rate_origin o = judge_origin(j, j->lines.named[i]);

		if (!*o.territory || strcmp(o.territory, partner->name) != 0)
			continue;
		named = true;
		weigh_origin(j, worst, c, &o);
	}
	return named;
}

/* The outcome toward any partner that no line names: they are alike. */
struct memo {
	bool have;
	struct outcome outcome;
};

static struct outcome
toward(struct judge *j, struct memo *memo, const struct product_code *c,
    const struct rate_origin *partner)
{
	struct deciding worst = { 0 };
	struct outcome o = { .reason =
				 j->unknown_edition ? REASON_EDITION : REASON_NO_LINE,
		.required = { .unit = MEASURE_BP } };
	bool named = rate_names(&j->lines, partner);

	if (weigh_territory(j, &worst, c, partner))
		named = true;
	if (!named && memo->have)
		return memo->outcome;
	weigh_origin(j, &worst, c, partner);
	if (worst.found)
		o = worst.outcome;
	else if (j->prospective)
		o.flags |= FLAG_PROSPECTIVE;
	if (!named)
		*memo = (struct memo){ true, o };
	return o;
}

static bool
is_partner(const struct judge *j, const struct rate_origin *o)
{
	return !o->of_concern && !same(o->name, j->subject);
}

/* Are goods of all partners alike, whoever they are?  No line names one, and none that was
 * taken back asks who. */
static bool
all_alike(const struct judge *j)
{
	return !j->lines.n_named && !j->removed_lines.n;
}

static void
judge_code(struct judge *j, struct sheet *out, const struct product *p,
    const struct product_code *c)
{
	const struct sheet_about about = { p->id, p->stage, c->hs6 };
	struct outcome o = { .reason = REASON_BODY_MISSING,
		.required = { .unit = MEASURE_BP } };
	struct memo memo = { 0 };
	size_t row = 0;
	bool first = true;

	if (j->prospective)
		o.flags |= FLAG_PROSPECTIVE;
	if (!j->duty_missing) {
		lines_collect(&j->lines, &j->schedule, c->hs6, counted);
		corrected_collect(j, c->hs6, counted);
	}
	for (size_t i = 0; i < j->n_members; i++) {
		const struct rate_origin *partner = &j->members[i];

		if (!is_partner(j, partner))
			continue;
		if (!first && (j->duty_missing || all_alike(j))) {
			sheet_add_again(out, row, partner->name);
			continue;
		}
		if (!j->duty_missing) {
			o = toward(j, &memo, c, partner);
			corrected_lines(j, &o, partner);
		}
		row = sheet_add(out, &about, &o, partner->name);
		first = false;
	}
}

void
b4_judge(struct judge *j, struct sheet *out)
{
	const struct sheet_about nothing = { 0 };
	const struct outcome no_code = { .reason = REASON_NO_CODE };
	const struct outcome no_partner = { .reason = REASON_NO_PARTNER };
	size_t partners = 0;

	for (size_t i = 0; i < j->n_members; i++)
		partners += is_partner(j, &j->members[i]);
	if (!partners) {
		sheet_add(out, &nothing, &no_partner, NULL);
		return;
	}
	for (size_t i = 0; i < j->covered->n; i++) {
		const struct product *p = &j->covered->list[i];
		const struct sheet_about about = { p->id, p->stage, NULL };

		if (!p->n_codes)
			sheet_add(out, &about, &no_code, NULL);
		for (size_t k = 0; k < p->n_codes; k++)
			judge_code(j, out, p, &p->codes[k]);
	}
}
