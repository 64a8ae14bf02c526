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
#include "conduct.h"
#include "findings.h"
#include "judge.h"
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
	for (size_t i = first_criterion; i < fs->n_criteria; i++) {
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

static void
judge_one(struct findings *fs, struct judge *j, struct sheet *sheet, const char *country)
{
	const bool before_entry = !is_member(j->facts->registry, country, j->d);
	const size_t first = fs->n_criteria;
	struct country_result *result;

	judge_country(j, country);
	result = findings_add_country(fs, country);
	result->informational = !strcmp(country, "USA");
	result->territory = registry_territory(j->facts->registry, country) != NULL;
	result->complies = true;
	set_agreed(result, j);
	for (size_t i = 0; i < ARRAY_LEN(criteria); i++) {
		const bool counts = criteria[i].before_entry || !before_entry;
		struct criterion_result *r;

		sheet_reset(sheet);
		if (before_entry)
			sheet->flags |= FLAG_BEFORE_ENTRY;
		criteria[i].judge(j, sheet);
		sheet_finish(sheet);
		r = findings_add_criterion(fs, criteria[i].criterion, sheet);
		r->before_entry = before_entry;
		r->counted = counts && !result->informational;
		if (counts && !is_good(r->status))
			result->complies = false;
	}
	if (!result->informational)
		result->note = note_of(fs, j, first);
}

struct findings *
comply_judge(struct facts *f, struct date d)
{
	size_t n = 0;
	const struct author *const *authors = registry_authors(f->registry, &n);
	struct findings *fs;
	struct sheet sheet = { 0 };
	struct judge j;
	struct law law;

	assert(f->level != LEVEL_DESK_FACTS); /* for showing only */
	law_at(&law, f->registry, d);
	facts_witness(f, law.policy->alert_witnesses);
	fs = findings_new(f, d, law.policy->rules_version);
	judge_init(&j, &fs->mem, f, &law, d);
	sheet.mem = &fs->mem;
	for (size_t i = 0; i < n; i++)
		if (author_is_country(authors[i]->name) &&
		    (authors[i]->role == ROLE_MEMBER ||
			authors[i]->role == ROLE_CANDIDATE))
			judge_one(fs, &j, &sheet, authors[i]->name);
	findings_finish(fs);
	sheet_clear(&sheet);
	judge_clear(&j);
	law_clear(&law);
	return fs;
}
