/* scenario_terms.c - statements on the terms of agreements: modification, effect, phase-in,
 * comparable; report and review. */
#include "scenario.h"

#include <string.h>

#include "pb.h"

static const uint8_t text_hash[32] = { 0xcd };

/* The statement's word and its date; the act is of that day. */
static int32_t
begin(struct cursor *c, Cmsa__Act *act)
{
	cmsa__act__init(act);
	c->at++;
	act->date_days = cursor_date(c).days;
	return act->date_days;
}

/* `250410,280530`: in order */
static char **
take_list(struct cursor *c, struct arena *mem, size_t *n)
{
	char *text = arena_strdup(mem, cursor_word(c, "a list"));
	char **list = arena_get(mem, sizeof(*list) * (strlen(text) + 1));

	for (*n = 0; text && *text; (*n)++) {
		char *comma = strchr(text, ',');

		list[*n] = text;
		if (comma)
			*comma = '\0';
		text = comma ? comma + 1 : NULL;
	}
	return list;
}

static Cmsa__Stage
take_stage(struct cursor *c)
{
	return (Cmsa__Stage)cursor_choice(
	    c, scenario_stages, ARRAY_LEN(scenario_stages), "a stage");
}

/* --- modifications ------------------------------------------------------------------ */

/* `out SUBJECT STAGE [HS6]`, `in SUBJECT STAGE [HS6 25 %]` */
static void
take_modified(struct scenario *s, const struct line *line, Cmsa__ModificationNotice *n)
{
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__ModifiedRow *row = arena_get(&s->world->mem, sizeof(*row));
	const bool in = cursor_take(&c, "in");

	cmsa__modified_row__init(row);
	if (!in && !cursor_take(&c, "out"))
		cursor_fail(&c, "expected in or out");
	row->subject = pb_text(cursor_word(&c, "a subject"));
	row->stage = take_stage(&c);
	if (*cursor_peek(&c)) {
		row->hs6 = pb_text(cursor_word(&c, "a code"));
		row->floor_bp = in ? cursor_percent(&c) : 0;
	}
	cursor_end(&c);
	if (in)
		n->in[n->n_in++] = row;
	else
		n->out[n->n_out++] = row;
}

/* `modification DATE COUNTRY... [finance DATE] [ways-and-means DATE] [as NAME]` */
static void
run_modification(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_MODIFICATION_NOTICE };
	const size_t room = sizeof(void *) * (st->n_rows + 1);
	Cmsa__ModificationNotice n;
	Cmsa__Act act;

	cmsa__modification_notice__init(&n);
	n.submitted_finance_days = n.submitted_ways_and_means_days = begin(&c, &act);
	n.countries = st->head.words + c.at;
	for (; strlen(cursor_peek(&c)) == 3; n.n_countries++)
		cursor_word(&c, "a country");
	if (cursor_take(&c, "finance"))
		n.submitted_finance_days = cursor_date(&c).days;
	if (cursor_take(&c, "ways-and-means"))
		n.submitted_ways_and_means_days = cursor_date(&c).days;
	scenario_acts_name(&c, &label);
	n.in = arena_get(&s->world->mem, room);
	n.out = arena_get(&s->world->mem, room);
	for (size_t i = 0; i < st->n_rows; i++)
		take_modified(s, &st->rows[i], &n);
	label.date.days = n.submitted_finance_days > n.submitted_ways_and_means_days
			      ? n.submitted_finance_days
			      : n.submitted_ways_and_means_days;
	act.body_case = CMSA__ACT__BODY_MODIFICATION_NOTICE;
	act.modification_notice = &n;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `effect DATE NOTICE [recorded DATE] [as NAME]` */
static void
run_effect(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_MODIFICATION_EFFECT };
	Cmsa__ModificationEffect e;
	const char *word;
	Cmsa__Act act;

	cmsa__modification_effect__init(&e);
	e.effect_days = begin(&c, &act);
	word = cursor_word(&c, "a notice");
	e.notice = world_act_number(s->world, word);
	if (!e.notice)
		cursor_fail(&c, "no act is called \"%s\"", word);
	if (cursor_take(&c, "recorded"))
		act.date_days = cursor_date(&c).days;
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_MODIFICATION_EFFECT;
	act.modification_effect = &e;
	scenario_acts_fold(s, &c, &act, &label);
}

/* --- allowances --------------------------------------------------------------------- */

/* `for SUBJECT STAGE`, `step DATE 40 %` */
static void
take_allowed(struct scenario *s, const struct line *line, Cmsa__Allowance *a)
{
	struct cursor c = cursor_of(&s->script, line);
	struct arena *mem = &s->world->mem;

	if (cursor_take(&c, "step")) {
		Cmsa__PhaseInStep *step = arena_get(mem, sizeof(*step));

		cmsa__phase_in_step__init(step);
		step->from_days = cursor_date(&c).days;
		step->share_bp = cursor_percent(&c);
		a->steps[a->n_steps++] = step;
	} else if (cursor_take(&c, "for")) {
		Cmsa__AllowedProduct *p = arena_get(mem, sizeof(*p));

		cmsa__allowed_product__init(p);
		p->subject = pb_text(cursor_word(&c, "a subject"));
		p->stage = take_stage(&c);
		a->products[a->n_products++] = p;
	} else {
		cursor_fail(&c, "expected for or step");
	}
	cursor_end(&c);
}

static bool
take_reach(struct cursor *c, struct arena *mem, Cmsa__Allowance *a)
{
	if (cursor_take(c, "codes"))
		a->hs6 = take_list(c, mem, &a->n_hs6);
	else if (cursor_take(c, "concern"))
		a->all_countries_of_concern = true;
	else if (cursor_take(c, "toward"))
		a->countries = take_list(c, mem, &a->n_countries);
	else if (cursor_take(c, "entities"))
		a->entities_of_concern = true;
	else
		return false;
	return true;
}

static bool
take_comparable(struct cursor *c, struct arena *mem, Cmsa__Allowance *a)
{
	const struct word_value kinds[] = { { "enforcement", 1 }, { "screening", 2 },
		{ "remedies", 3 }, { "prohibition", 4 }, { "quota", 5 }, { "other", 6 } };

	if (cursor_take(c, "greater"))
		a->judgement = CMSA__JUDGEMENT__JUDGEMENT_GREATER;
	else if (cursor_take(c, "to"))
		a->end_days = cursor_date(c).days;
	else if (cursor_take(c, "ceiling"))
		a->ceiling_grams_a_year =
		    (int64_t)cursor_number(c, "tonnes a year") * 1000000;
	else if (cursor_take(c, "accepts")) {
		a->measure_kinds = arena_get(mem, sizeof(*a->measure_kinds));
		a->measure_kinds[0] =
		    (uint32_t)cursor_choice(c, kinds, ARRAY_LEN(kinds), "a kind");
		a->n_measure_kinds = 1;
	} else
		return false;
	return true;
}

/* `phase-in DATE COUNTRY REACH [as NAME]`, `comparable DATE COUNTRY REACH [greater]
 * [to DATE] [ceiling TONNES] [accepts KIND] [as NAME]`; REACH: `[codes HS6,...] [concern |
 * toward CHN,...] [entities]`, without an origin all of concern and entities. */
static void
run_allowance(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const bool comparable = !strcmp(cursor_peek(&c), "comparable");
	struct world_act label = { .kind = ACT_ALLOWANCE };
	const size_t room = sizeof(void *) * (st->n_rows + 1);
	Cmsa__Allowance a;
	Cmsa__Act act;
	int32_t date = begin(&c, &act);

	cmsa__allowance__init(&a);
	a.country = pb_text(cursor_word(&c, "a country"));
	a.kind = comparable ? CMSA__ALLOWANCE_KIND__ALLOWANCE_COMPARABLE
			    : CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN;
	if (comparable) {
		a.judgement = CMSA__JUDGEMENT__JUDGEMENT_COMPARABLE;
		a.judged_days = date;
	}
	while (take_reach(&c, &s->world->mem, &a) ||
	       (comparable && take_comparable(&c, &s->world->mem, &a)))
		continue;
	if (!a.all_countries_of_concern && !a.n_countries && !a.entities_of_concern)
		a.all_countries_of_concern = a.entities_of_concern = true;
	scenario_acts_name(&c, &label);
	a.products = arena_get(&s->world->mem, room);
	a.steps = arena_get(&s->world->mem, room);
	for (size_t i = 0; i < st->n_rows; i++)
		take_allowed(s, &st->rows[i], &a);
	act.body_case = CMSA__ACT__BODY_ALLOWANCE;
	act.allowance = &a;
	scenario_acts_fold(s, &c, &act, &label);
}

/* --- reports and reviews ------------------------------------------------------------ */

/* `report DATE [as NAME]` */
static void
run_report(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_REPORT };
	Cmsa__Report r;
	Cmsa__Act act;

	cmsa__report__init(&r);
	r.kind = CMSA__REPORT_KIND__REPORT_ANNUAL;
	r.reported_days = begin(&c, &act);
	r.sha256 = pb_hash_data(text_hash);
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_REPORT;
	act.report = &r;
	scenario_acts_fold(s, &c, &act, &label);
}

/* `us-review DATE [keep|modify|terminate] [as NAME]` */
static void
run_us_review(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_REVIEW };
	Cmsa__Review r;
	Cmsa__Act act;

	cmsa__review__init(&r);
	r.kind = CMSA__REVIEW_KIND__REVIEW_FIVE_YEAR;
	r.reviewed_days = begin(&c, &act);
	r.sha256 = pb_hash_data(text_hash);
	if (cursor_take(&c, "keep"))
		r.outcome = CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_KEEP;
	else if (cursor_take(&c, "modify"))
		r.outcome = CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_MODIFY;
	else if (cursor_take(&c, "terminate"))
		r.outcome = CMSA__REVIEW_OUTCOME__REVIEW_OUTCOME_TERMINATE;
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_REVIEW;
	act.review = &r;
	scenario_acts_fold(s, &c, &act, &label);
}

const struct statement_rule scenario_terms_rules[] = {
	{ "modification", run_modification, true },
	{ "effect", run_effect, false },
	{ "phase-in", run_allowance, true },
	{ "comparable", run_allowance, true },
	{ "report", run_report, false },
	{ "us-review", run_us_review, false },
	{ 0 },
};
