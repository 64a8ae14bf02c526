/* comply.c - the table of criteria, and the round over countries. */
#include "comply.h"

#include <assert.h>
#include <string.h>

#include "attr.h"
#include "b1.h"
#include "b2.h"
#include "b3.h"
#include "b4.h"
#include "b5a.h"
#include "b5b.h"
#include "b5c.h"
#include "comply_round.h"
#include "conduct.h"
#include "lifecycle.h"
#include "name.h"

static const struct criterion {
	Cmsa__Criterion criterion;
	const char *name;
	const char *short_name;
	const char *title;
	bool before_entry; /* does it count while the agreement is not in force? */
	void (*judge)(struct judge *j, struct sheet *out);
} criteria[] = {
	{ CMSA__CRITERION__CRITERION_B1, "(b)(1)", "b1", "duty floors", true, b1_judge },
	{ CMSA__CRITERION__CRITERION_B2, "(b)(2)", "b2", "meetings", true, b2_judge },
	{ CMSA__CRITERION__CRITERION_B3, "(b)(3)", "b3", "capacity reviews", true,
	    b3_judge },
	{ CMSA__CRITERION__CRITERION_B4, "(b)(4)", "b4", "duty elimination", false,
	    b4_judge },
	{ CMSA__CRITERION__CRITERION_B5A, "(b)(5)(A)", "b5a", "transshipment", true,
	    b5a_judge },
	{ CMSA__CRITERION__CRITERION_B5B, "(b)(5)(B)", "b5b", "investment screening",
	    true, b5b_judge },
	{ CMSA__CRITERION__CRITERION_B5C, "(b)(5)(C)", "b5c", "trade remedies", true,
	    b5c_judge },
};

/* Of 4(b), judged or not; by number. */
static const char *const paragraphs[] = { "?", "(b)(1)", "(b)(2)", "(b)(3)", "(b)(4)",
	"(b)(5)(A)", "(b)(5)(B)", "(b)(5)(C)" };

static const struct criterion *
row_of(Cmsa__Criterion c)
{
	for (size_t i = 0; i < ARRAY_LEN(criteria); i++)
		if (criteria[i].criterion == c)
			return &criteria[i];
	return NULL;
}

const char *
criterion_name(Cmsa__Criterion c)
{
	return (size_t)c < ARRAY_LEN(paragraphs) ? paragraphs[c] : "?";
}

const char *
criterion_title(Cmsa__Criterion c)
{
	const struct criterion *row = row_of(c);

	return row ? row->title : "?";
}

Cmsa__Criterion
criterion_of_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(criteria); i++)
		if (!strcmp(criteria[i].name, name) ||
		    !strcmp(criteria[i].short_name, name))
			return criteria[i].criterion;
	return CMSA__CRITERION__CRITERION_UNSET;
}

const char *
status_name(Cmsa__Status s)
{
	switch (s) {
	case CMSA__STATUS__STATUS_NOT_COMPUTABLE: return "not-computable";
	case CMSA__STATUS__STATUS_DEFICIENT: return "deficient";
	case CMSA__STATUS__STATUS_NO_DATA: return "no-data";
	case CMSA__STATUS__STATUS_PHASING_IN: return "phasing-in";
	case CMSA__STATUS__STATUS_COMPARABLE: return "comparable";
	case CMSA__STATUS__STATUS_MET: return "met";
	case CMSA__STATUS__STATUS_NOT_DUE: return "not-due";
	case CMSA__STATUS__STATUS_UNSET:
	case _CMSA__STATUS_IS_INT_SIZE: break;
	}
	return "?";
}

const char *
reason_text(const char *reason)
{
	return reasons_words(reason);
}

/* PROTOCOL M7.10.  Does a criterion of this status leave the country complying? */
static bool
is_good(Cmsa__Status s)
{
	return s >= CMSA__STATUS__STATUS_PHASING_IN;
}

/* Statute 2: a certification while a criterion is deficient stays valid, and is shown. */
static const char *
note_of(struct findings *fs, const struct judge *j, size_t first_criterion)
{
	const struct lifecycle life = lifecycle_at(j->facts->registry, j->country, j->d);
	struct buf b = { 0 };
	const char *note = "";

	if (life.state == LIFE_CERTIFIED)
		buf_add_str(&b, "certified while deficient: ");
	else if (life.state == LIFE_IN_FORCE)
		buf_add_str(&b, "in force while deficient: ");
	else
		return note;
	for (size_t i = first_criterion; i < first_criterion + ARRAY_LEN(criteria); i++) {
		if (fs->criteria[i].status != CMSA__STATUS__STATUS_DEFICIENT)
			continue;
		if (*note)
			buf_add_str(&b, ", ");
		buf_add_str(&b, criterion_name(fs->criteria[i].criterion));
		note = "found";
	}
	if (*note)
		note = arena_strndup(&fs->mem, (const char *)b.p, b.n);
	buf_clear(&b);
	return note;
}

/* PROTOCOL M7.17: what the country, or the territory it is in, has agreed to by D. */
static void
set_agreed(struct country_result *result, const struct judge *j)
{
	for (int p = 1; p < COMPLY_PARAGRAPHS; p++) {
		struct agreed *a = &result->agreed[p];
		const Cmsa__Undertaking *u = conduct_undertaking(
		    j->facts->registry, &a->act, j->subject, (Cmsa__Paragraph)p, j->d);

		if (u)
			a->since.days = u->agreed_days;
	}
}

/* Leaves the finished sheet of one criterion of the country that the judge is turned to. */
static void
judge_criterion(struct comply_round *r, const struct criterion *c)
{
	sheet_reset(&r->sheet);
	if (!is_member(r->judge.facts->registry, r->judge.country, r->judge.d))
		r->sheet.flags |= FLAG_BEFORE_ENTRY;
	c->judge(&r->judge, &r->sheet);
	sheet_finish(&r->sheet);
}

/* What follows from the statuses of all criteria of country `i`. */
static void
settle_country(struct comply_round *r, size_t i)
{
	struct findings *fs = r->findings;
	struct country_result *result = &fs->countries[i];
	const size_t first = i * ARRAY_LEN(criteria);
	const bool before_entry =
	    !is_member(r->judge.facts->registry, result->country, r->judge.d);

	result->complies = true;
	for (size_t k = 0; k < ARRAY_LEN(criteria); k++) {
		const bool counts = criteria[k].before_entry || !before_entry;
		struct criterion_result *c = &fs->criteria[first + k];

		c->before_entry = before_entry;
		c->counted = counts && !result->informational;
		if (counts && !is_good(c->status))
			result->complies = false;
	}
	if (!result->informational)
		result->note = note_of(fs, &r->judge, first);
}

static void
judge_one(struct comply_round *r, const char *country)
{
	struct findings *fs = r->findings;
	struct country_result *result;

	judge_country(&r->judge, country);
	result = findings_add_country(fs, country);
	result->informational = !strcmp(country, "USA");
	result->territory = registry_territory(r->judge.facts->registry, country) != NULL;
	set_agreed(result, &r->judge);
	for (size_t k = 0; k < ARRAY_LEN(criteria); k++) {
		judge_criterion(r, &criteria[k]);
		findings_add_criterion(fs, criteria[k].criterion, &r->sheet);
	}
	settle_country(r, fs->n_countries - 1);
}

void
comply_round_begin(struct comply_round *r, struct facts *f, struct date d)
{
	assert(f->level != LEVEL_DESK_FACTS); /* for showing only */
	*r = (struct comply_round){ 0 };
	law_at(&r->law, f->registry, d);
	facts_witness(f, r->law.policy->alert_witnesses);
	r->findings = findings_new(f, d, r->law.policy->rules_version);
	judge_init(&r->judge, &r->findings->mem, f, &r->law, d);
	r->sheet.mem = &r->findings->mem;
}

void
comply_round_all(struct comply_round *r)
{
	size_t n = 0;
	const struct author *const *authors =
	    registry_authors(r->judge.facts->registry, &n);

	for (size_t i = 0; i < n; i++)
		if (author_is_country(authors[i]->name) &&
		    (authors[i]->role == ROLE_MEMBER ||
			authors[i]->role == ROLE_CANDIDATE))
			judge_one(r, authors[i]->name);
	findings_finish(r->findings);
}

void
comply_round_again(struct comply_round *r, size_t i, uint32_t bits)
{
	struct judge *j = &r->judge;

	judge_country(j, r->findings->countries[i].country);
	if (bits & 1u << CMSA__CRITERION__CRITERION_B5A) {
		alerts_free(j->alerts);
		j->alerts = alerts_about(j->facts, j->law, j->d, j->country, j->subject);
	}
	for (size_t k = 0; k < ARRAY_LEN(criteria); k++) {
		if (!(bits & 1u << criteria[k].criterion))
			continue;
		judge_criterion(r, &criteria[k]);
		findings_replace_criterion(
		    r->findings, i * ARRAY_LEN(criteria) + k, &r->sheet);
	}
	settle_country(r, i);
}

void
comply_round_end(struct comply_round *r)
{
	sheet_clear(&r->sheet);
	judge_clear(&r->judge);
	law_clear(&r->law);
}

struct findings *
comply_judge(struct facts *f, struct date d)
{
	struct comply_round r;

	comply_round_begin(&r, f, d);
	comply_round_all(&r);
	comply_round_end(&r);
	return r.findings;
}
