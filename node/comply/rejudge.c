/* rejudge.c - which criteria of which countries an entry bears on. */
#include "rejudge.h"

#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "comply_round.h"
#include "mem.h"
#include "same.h"

struct rejudge {
	struct comply_round round;
	struct facts *facts;
	struct facts_change change;
	bool spoilt;
};

#define B(n) (1u << CMSA__CRITERION__CRITERION_B##n)

/* What rows of a kind are read by.  Duty: lines.  Measure: comparable ones too.  Capacity
 * and alert: also the witnessed dates of their entries. */
static const struct reading {
	uint32_t kind, criteria;
} readings[] = {
	{ KIND_DUTY, B(1) | B(4) },
	{ KIND_CAPACITY, B(3) },
	{ KIND_MEASURE, B(1) | B(5A) | B(5B) | B(5C) },
	{ KIND_ATTENDANCE, B(2) },
	{ KIND_ALERT, B(5A) },
};

static const char *
territory_of(const struct rejudge *r, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(r->facts->registry, country);

	return t ? t->code : "";
}

/* Does the country that is judged rest on rows about `t->country`?  On its territory's
 * where it is in one (PROTOCOL M7.4); of alerts on those of the countries in it too. */
static bool
rests_on(const struct rejudge *r, const char *judged, const struct fact_touched *t)
{
	const char *territory = territory_of(r, judged);

	if (same(*territory ? territory : judged, t->country))
		return true;
	return t->kind == KIND_ALERT &&
	       (same(judged, t->country) || same(territory_of(r, t->country), judged));
}

static uint32_t
criteria_of(const struct rejudge *r, const char *judged)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < r->change.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(readings); k++)
			if (readings[k].kind == r->change.list[i].kind &&
			    rests_on(r, judged, &r->change.list[i]))
				bits |= readings[k].criteria;
	return bits;
}

struct rejudge *
rejudge_new(struct facts *f, struct date d)
{
	struct rejudge *r = mem_new(sizeof(*r));

	r->facts = f;
	comply_round_begin(&r->round, f, d);
	findings_keep(r->round.findings);
	comply_round_all(&r->round);
	return r;
}

void
rejudge_free(struct rejudge *r)
{
	if (!r)
		return;
	comply_round_end(&r->round);
	findings_free(r->round.findings);
	facts_change_clear(&r->change);
	free(r);
}

const struct findings *
rejudge_findings(const struct rejudge *r)
{
	return r->round.findings;
}

bool
rejudge_follow(struct rejudge *r, const struct fact_post *e)
{
	struct findings *fs = r->round.findings;

	r->spoilt = r->spoilt || !facts_follow(r->facts, &r->change, e);
	if (r->spoilt)
		return false;
	findings_moved(fs, r->change.inserted);
	for (size_t i = 0; i < fs->n_countries; i++) {
		const uint32_t bits = criteria_of(r, fs->countries[i].country);

		if (bits)
			comply_round_again(&r->round, i, bits);
	}
	findings_finish(fs);
	return true;
}
