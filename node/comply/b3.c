/* b3.c - capacity reviews. */
#include "b3.h"

#include "corrected.h"
#include "review.h"

static struct measure
at_most(const struct judge *j)
{
	return (struct measure){ .unit = MEASURE_DAYS,
		.value = j->law->policy->review_max_age_days };
}

static struct outcome
outcome_of(const struct judge *j, const struct review *r)
{
	struct outcome o = { .reason = r->says,
		.required = at_most(j),
		.evidence = &r->source,
		.n_evidence = 1 };

	if (r->sample)
		o.flags |= FLAG_SAMPLE;
	if (r->says == REASON_WITHHELD || r->says == REASON_NOT_AVAILABLE)
		return o;
	o.measured =
	    (struct measure){ .unit = MEASURE_DAYS, .value = review_age_days(j, r) };
	if (review_is_stale(j, r))
		o.reason = REASON_STALE;
	return o;
}

void
b3_judge(struct judge *j, struct sheet *out)
{
	for (size_t i = 0; i < j->products.n; i++) {
		const struct product *p = &j->products.list[i];
		const struct sheet_about about = { p->id, p->stage, NULL };
		struct outcome o = { .reason = REASON_NO_REVIEW, .required = at_most(j) };
		struct review r;

		if (p->stage == CMSA__STAGE__STAGE_MANUFACTURED)
			continue;
		r = review_newest(j, p->id, p->stage);
		if (!r.found)
			r = review_newest_for_rest(j, p->id);
		if (r.found)
			o = outcome_of(j, &r);
		if (j->capacity_missing)
			o = (struct outcome){ .reason = REASON_BODY_MISSING,
				.required = at_most(j) };
		else
			corrected_reviews(j, &o, p->id, p->stage);
		sheet_add(out, &about, &o, NULL);
	}
}
