/* draft_terms.c - acts on the terms of agreements, reports and reviews.  Lists may come in
 * any order; they are sorted here. */
#include <stdlib.h>
#include <string.h>

#include "draft_fill.h"
#include "pb.h"
#include "text.h"

enum {
	GRAMS_A_TONNE = 1000000
};

static const char *const stages[] = { "mined", "processed", "manufactured", NULL };

static Cmsa__Stage
stage_of(struct draft *d, const char *key, const char *word)
{
	for (size_t i = 0; stages[i]; i++)
		if (!strcmp(stages[i], word))
			return (Cmsa__Stage)(i + 1);
	draft_args_fail(&d->args,
	    "\"%s\": expected mined, processed or manufactured, found \"%.40s\"", key,
	    word);
	return CMSA__STAGE__STAGE_UNSET;
}

/* Every part between commas of every value of a key that may stand again. */
static char **
take_parts(struct draft *d, size_t *n, const char *key)
{
	const char *values[DRAFT_MAX_ARGS];
	const size_t n_values = draft_args_all(&d->args, values, key);
	size_t most = 1;
	char **all;

	for (size_t i = 0; i < n_values; i++)
		most += strlen(values[i]) + 1;
	all = arena_get(d->mem, most * sizeof(*all));
	*n = 0;
	for (size_t i = 0; i < n_values; i++) {
		size_t k = 0;
		char **parts = draft_args_split(&d->args, &k, values[i], ',');

		for (size_t p = 0; p < k; p++)
			all[(*n)++] = parts[p];
	}
	return all;
}

static void
need(struct draft *d, size_t n, const char *key)
{
	if (!n)
		draft_args_fail(&d->args, "expected %s=..., found no such word", key);
}

/* --- modifications ------------------------------------------------------------------ */

static int
row_cmp(const void *va, const void *vb)
{
	const Cmsa__ModifiedRow *a = *(Cmsa__ModifiedRow *const *)va;
	const Cmsa__ModifiedRow *b = *(Cmsa__ModifiedRow *const *)vb;
	int c = strcmp(a->subject, b->subject);

	if (!c)
		c = (int)a->stage - (int)b->stage;
	return c ? c : strcmp(a->hs6, b->hs6);
}

/* `SUBJECT:STAGE`, with `:HS6`, of what comes in also `:FLOOR_BP`. */
static Cmsa__ModifiedRow *
row_of(struct draft *d, const char *key, const char *text, bool has_floor)
{
	Cmsa__ModifiedRow *row = arena_get(d->mem, sizeof(*row));
	const size_t with_code = has_floor ? 4 : 3;
	int64_t floor_bp = 0;
	char **parts;
	size_t n = 0;

	cmsa__modified_row__init(row);
	parts = draft_args_split(&d->args, &n, text, ':');
	if (n != 2 && n != with_code) {
		draft_args_fail(&d->args,
		    "\"%s\": expected SUBJECT:STAGE or %s, found \"%s\"", key,
		    has_floor ? "SUBJECT:STAGE:HS6:FLOOR_BP" : "SUBJECT:STAGE:HS6", text);
		return row;
	}
	row->subject = parts[0];
	row->stage = stage_of(d, key, parts[1]);
	if (n > 2)
		row->hs6 = parts[2];
	if (n > 3 &&
	    (!text_to_i64(&floor_bp, parts[3]) || floor_bp < 0 || floor_bp > UINT32_MAX))
		draft_args_fail(&d->args,
		    "\"%s\": expected a floor in basis points, found \"%s\"", key,
		    parts[3]);
	row->floor_bp = (uint32_t)floor_bp;
	return row;
}

static Cmsa__ModifiedRow **
take_rows(struct draft *d, size_t *n, const char *key, bool has_floor)
{
	char **texts = take_parts(d, n, key);
	Cmsa__ModifiedRow **rows = arena_get(d->mem, (*n + 1) * sizeof(*rows));

	for (size_t i = 0; i < *n; i++)
		rows[i] = row_of(d, key, texts[i], has_floor);
	if (*n)
		qsort(rows, *n, sizeof(*rows), row_cmp);
	return rows;
}

void
draft_terms_notice(struct draft *d)
{
	Cmsa__ModificationNotice *n = arena_get(d->mem, sizeof(*n));

	cmsa__modification_notice__init(n);
	n->countries = draft_args_set(&d->args, &n->n_countries, "countries");
	n->submitted_finance_days = draft_args_date(&d->args, "finance");
	n->submitted_ways_and_means_days = draft_args_date(&d->args, "ways_and_means");
	n->out = take_rows(d, &n->n_out, "out", false);
	n->in = take_rows(d, &n->n_in, "in", true);
	n->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_MODIFICATION_NOTICE;
	d->act.modification_notice = n;
}

void
draft_terms_effect(struct draft *d)
{
	Cmsa__ModificationEffect *e = arena_get(d->mem, sizeof(*e));

	cmsa__modification_effect__init(e);
	e->notice = draft_args_number(&d->args, "notice", 1, INT64_MAX);
	e->effect_days = draft_args_date(&d->args, "effect");
	e->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_MODIFICATION_EFFECT;
	d->act.modification_effect = e;
}

/* --- allowances --------------------------------------------------------------------- */

static int
product_cmp(const void *va, const void *vb)
{
	const Cmsa__AllowedProduct *a = *(Cmsa__AllowedProduct *const *)va;
	const Cmsa__AllowedProduct *b = *(Cmsa__AllowedProduct *const *)vb;
	int c = strcmp(a->subject, b->subject);

	return c ? c : (int)a->stage - (int)b->stage;
}

static void
fill_products(struct draft *d, Cmsa__Allowance *a)
{
	char **texts = take_parts(d, &a->n_products, "products");

	need(d, a->n_products, "products");
	a->products = arena_get(d->mem, (a->n_products + 1) * sizeof(*a->products));
	for (size_t i = 0; i < a->n_products; i++) {
		Cmsa__AllowedProduct *p = arena_get(d->mem, sizeof(*p));
		size_t n = 0;
		char **parts = draft_args_split(&d->args, &n, texts[i], ':');

		cmsa__allowed_product__init(p);
		a->products[i] = p;
		if (n != 2) {
			draft_args_fail(&d->args,
			    "\"products\": expected SUBJECT:STAGE, found \"%s\"",
			    texts[i]);
			continue;
		}
		p->subject = parts[0];
		p->stage = stage_of(d, "products", parts[1]);
	}
	if (a->n_products)
		qsort(a->products, a->n_products, sizeof(*a->products), product_cmp);
}

/* Countries, or `concern` for all of concern; and `entities`. */
static void
fill_origins(struct draft *d, Cmsa__Allowance *a)
{
	size_t n = 0;
	char **list = draft_args_set(&d->args, &n, "origins");

	a->countries = list;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i], "concern"))
			a->all_countries_of_concern = true;
		else if (!strcmp(list[i], "entities"))
			a->entities_of_concern = true;
		else
			a->countries[a->n_countries++] = list[i];
	}
}

static int
step_cmp(const void *va, const void *vb)
{
	const Cmsa__PhaseInStep *a = *(Cmsa__PhaseInStep *const *)va;
	const Cmsa__PhaseInStep *b = *(Cmsa__PhaseInStep *const *)vb;

	return (a->from_days > b->from_days) - (a->from_days < b->from_days);
}

/* `step=DATE:SHARE_BP`, each */
static void
fill_steps(struct draft *d, Cmsa__Allowance *a)
{
	char **texts = take_parts(d, &a->n_steps, "step");

	need(d, a->n_steps, "step");
	a->steps = arena_get(d->mem, (a->n_steps + 1) * sizeof(*a->steps));
	for (size_t i = 0; i < a->n_steps; i++) {
		Cmsa__PhaseInStep *step = arena_get(d->mem, sizeof(*step));
		char **parts;
		struct date from = { 0 };
		int64_t share = 0;
		size_t n = 0;

		cmsa__phase_in_step__init(step);
		a->steps[i] = step;
		parts = draft_args_split(&d->args, &n, texts[i], ':');
		if (n != 2 || !date_parse(&from, parts[0]) ||
		    !text_to_i64(&share, parts[1]) || share < 0 || share > 10000)
			draft_args_fail(&d->args,
			    "\"step\": expected YYYY-MM-DD:SHARE of 0 to 10000 basis points, found \"%s\"",
			    texts[i]);
		step->from_days = from.days;
		step->share_bp = (uint32_t)share;
	}
	if (a->n_steps)
		qsort(a->steps, a->n_steps, sizeof(*a->steps), step_cmp);
}

static int
kind_cmp(const void *va, const void *vb)
{
	const uint32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static void
fill_measures(struct draft *d, Cmsa__Allowance *a)
{
	/* as MeasureKind in measure.proto, from 1 */
	static const char *const names[] = { "transshipment-enforcement",
		"investment-screening", "trade-remedies", "prohibition", "quota", "other",
		NULL };
	char **words = take_parts(d, &a->n_measure_kinds, "measures");

	a->measure_kinds =
	    arena_get(d->mem, (a->n_measure_kinds + 1) * sizeof(*a->measure_kinds));
	for (size_t i = 0; i < a->n_measure_kinds; i++) {
		uint32_t k = 0;

		while (names[k] && strcmp(names[k], words[i]) != 0)
			k++;
		if (!names[k])
			draft_args_fail(&d->args,
			    "\"measures\": expected kinds of measures, found \"%s\"",
			    words[i]);
		a->measure_kinds[i] = k + 1;
	}
	if (a->n_measure_kinds)
		qsort(a->measure_kinds, a->n_measure_kinds, sizeof(*a->measure_kinds),
		    kind_cmp);
}

static void
fill_comparable(struct draft *d, Cmsa__Allowance *a)
{
	static const char *const judgements[] = { "comparable", "greater", NULL };
	const uint64_t most_t = INT64_MAX / GRAMS_A_TONNE;

	a->judgement =
	    (Cmsa__Judgement)(draft_args_choice(&d->args, "judgement", judgements) + 1);
	a->judged_days = draft_args_date(&d->args, "judged");
	a->end_days = draft_args_date_or_none(&d->args, "end");
	a->ceiling_grams_a_year =
	    (int64_t)draft_args_number_or(&d->args, "ceiling_t", 1, most_t, 0) *
	    GRAMS_A_TONNE;
	fill_measures(d, a);
}

void
draft_terms_allowance(struct draft *d)
{
	static const char *const kinds[] = { "phase-in", "comparable", NULL };
	Cmsa__Allowance *a = arena_get(d->mem, sizeof(*a));

	cmsa__allowance__init(a);
	a->country = draft_args_text(&d->args, "country");
	a->kind = (Cmsa__AllowanceKind)(draft_args_choice(&d->args, "kind", kinds) + 1);
	fill_products(d, a);
	if (draft_args_find(&d->args, "hs6"))
		a->hs6 = draft_args_set(&d->args, &a->n_hs6, "hs6");
	fill_origins(d, a);
	if (a->kind == CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN)
		fill_steps(d, a);
	else
		fill_comparable(d, a);
	a->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_ALLOWANCE;
	d->act.allowance = a;
}

/* --- reports and reviews ------------------------------------------------------------ */

void
draft_terms_report(struct draft *d)
{
	static const char *const kinds[] = { "annual", NULL };
	Cmsa__Report *r = arena_get(d->mem, sizeof(*r));

	cmsa__report__init(r);
	r->kind = (Cmsa__ReportKind)(draft_args_choice(&d->args, "kind", kinds) + 1);
	r->reported_days = draft_args_date(&d->args, "reported");
	r->sha256 = draft_args_hash(&d->args, "sha256");
	d->act.body_case = CMSA__ACT__BODY_REPORT;
	d->act.report = r;
}

void
draft_terms_review(struct draft *d)
{
	static const char *const kinds[] = { "five-year", NULL };
	static const char *const outcomes[] = { "keep", "modify", "terminate", NULL };
	Cmsa__Review *r = arena_get(d->mem, sizeof(*r));

	cmsa__review__init(r);
	r->kind = (Cmsa__ReviewKind)(draft_args_choice(&d->args, "kind", kinds) + 1);
	r->reviewed_days = draft_args_date(&d->args, "reviewed");
	r->sha256 = draft_args_hash(&d->args, "sha256");
	if (draft_args_find(&d->args, "outcome"))
		r->outcome = (Cmsa__ReviewOutcome)(draft_args_choice(
						       &d->args, "outcome", outcomes) +
						   1);
	if (draft_args_find(&d->args, "agencies"))
		r->agencies = draft_args_set(&d->args, &r->n_agencies, "agencies");
	d->act.body_case = CMSA__ACT__BODY_REVIEW;
	d->act.review = r;
}
