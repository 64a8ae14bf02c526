/* scenario_tables.c - statements that make reference and policy acts. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "law.h"
#include "pb.h"

const struct word_value scenario_stages[3] = {
	{ "mined", CMSA__STAGE__STAGE_MINED },
	{ "processed", CMSA__STAGE__STAGE_PROCESSED },
	{ "manufactured", CMSA__STAGE__STAGE_MANUFACTURED },
};

/* The rows of one `tables` statement, a list for each table. */
struct rows {
	struct arena *mem;
	struct {
		void **list;
		size_t n;
	} of[8];
};

enum table {
	MINERALS,
	CONCERN,
	MINERAL_HS6,
	FLOORS,
	SELECT,
	HS_MAP,
	ISO,
	INCOME
};

static void *
add_row(struct rows *r, enum table t, size_t size)
{
	void *row = arena_get(r->mem, size);

	r->of[t].list[r->of[t].n++] = row;
	return row;
}

static Cmsa__Stage
take_stage(struct cursor *c)
{
	return (Cmsa__Stage)cursor_choice(
	    c, scenario_stages, ARRAY_LEN(scenario_stages), "a stage");
}

/* `lithium` or `lithium,cesium` as a list */
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

/* All that is left on the line. */
static char **
take_rest(struct cursor *c, size_t *n)
{
	char **rest = c->line->words + c->at;

	*n = c->line->n_words - c->at;
	c->at = c->line->n_words;
	return rest;
}

static void
take_span(struct cursor *c, int32_t *from, int32_t *to)
{
	if (cursor_take(c, "from"))
		*from = cursor_date(c).days;
	if (cursor_take(c, "to"))
		*to = cursor_date(c).days;
}

/* `mineral lithium [from DATE] [to DATE]` */
static void
row_mineral(struct cursor *c, struct rows *r)
{
	Cmsa__MineralRow *row = add_row(r, MINERALS, sizeof(*row));

	cmsa__mineral_row__init(row);
	row->mineral = pb_text(cursor_word(c, "a mineral"));
	row->name = row->mineral;
	row->from_days = date_of_ymd(2018, 5, 18).days;
	take_span(c, &row->from_days, &row->to_days);
}

/* `concern CHN [no|policy] [from DATE] [to DATE]` */
static void
row_concern(struct cursor *c, struct rows *r)
{
	Cmsa__ConcernRow *row = add_row(r, CONCERN, sizeof(*row));

	cmsa__concern_row__init(row);
	row->country = pb_text(cursor_word(c, "a country"));
	row->status = CMSA__CONCERN_STATUS__CONCERN_YES;
	if (cursor_take(c, "no"))
		row->status = CMSA__CONCERN_STATUS__CONCERN_NO;
	else if (cursor_take(c, "policy"))
		row->status = CMSA__CONCERN_STATUS__CONCERN_POLICY;
	take_span(c, &row->from_days, &row->to_days);
}

/* `hs6 lithium mined 253090 [partial] [us CODE...]`; `none` for a product without code */
static void
row_hs6(struct cursor *c, struct rows *r)
{
	Cmsa__MineralHsRow *row = add_row(r, MINERAL_HS6, sizeof(*row));

	cmsa__mineral_hs_row__init(row);
	row->mineral = pb_text(cursor_word(c, "a mineral"));
	row->stage = take_stage(c);
	row->hs6 = pb_text(cursor_word(c, "a code"));
	if (!strcmp(row->hs6, "none"))
		row->hs6 = pb_text("");
	row->hs_edition = pb_text("HS2022");
	row->whole_hs6 = !cursor_take(c, "partial");
	if (cursor_take(c, "us"))
		row->us_hts8 = take_rest(c, &row->n_us_hts8);
}

/* `floor 25309080 lithium[,cerium] mined 25 % [heading 9903.91.06]` */
static void
row_floor(struct cursor *c, struct rows *r)
{
	Cmsa__FloorRow *row = add_row(r, FLOORS, sizeof(*row));

	cmsa__floor_row__init(row);
	row->hts8 = pb_text(cursor_word(c, "a US code"));
	row->hs6 = arena_strndup(r->mem, row->hts8, strnlen(row->hts8, 6));
	row->minerals = take_list(c, r->mem, &row->n_minerals);
	row->stage = take_stage(c);
	row->rate_bp = cursor_percent(c);
	if (cursor_take(c, "heading"))
		row->heading = pb_text(cursor_word(c, "a heading"));
}

/* `select permanent-magnet core|wider 85051100 25 % [suffix 10] [by-end-use]` */
static void
row_select(struct cursor *c, struct rows *r)
{
	const struct word_value readings[] = { { "core", CMSA__READING__READING_CORE },
		{ "wider", CMSA__READING__READING_WIDER } };
	Cmsa__SelectRow *row = add_row(r, SELECT, sizeof(*row));

	cmsa__select_row__init(row);
	row->product = pb_text(cursor_word(c, "a product"));
	row->reading =
	    (Cmsa__Reading)cursor_choice(c, readings, ARRAY_LEN(readings), "a reading");
	row->us_hts8 = pb_text(cursor_word(c, "a US code"));
	row->hs6 = arena_strndup(r->mem, row->us_hts8, strnlen(row->us_hts8, 6));
	row->floor_bp = cursor_percent(c);
	if (cursor_take(c, "suffix"))
		row->us_suffix = pb_text(cursor_word(c, "a suffix"));
	row->by_end_use = cursor_take(c, "by-end-use");
}

/* `hs2017 811292 811231 811292` */
static void
row_hs_map(struct cursor *c, struct rows *r)
{
	Cmsa__HsMapRow *row = add_row(r, HS_MAP, sizeof(*row));

	cmsa__hs_map_row__init(row);
	row->from_code = pb_text(cursor_word(c, "a code"));
	row->to_codes = take_rest(c, &row->n_to_codes);
}

/* `country AUS` */
static void
row_iso(struct cursor *c, struct rows *r)
{
	Cmsa__IsoRow *row = add_row(r, ISO, sizeof(*row));

	cmsa__iso_row__init(row);
	row->alpha3 = pb_text(cursor_word(c, "a country"));
	row->alpha2 = arena_strndup(r->mem, row->alpha3, strnlen(row->alpha3, 2));
	row->numeric = pb_text("001");
	row->name = row->alpha3;
}

/* `income AUS 2026 high` */
static void
row_income(struct cursor *c, struct rows *r)
{
	const struct word_value groups[] = { { "low", CMSA__INCOME_GROUP__INCOME_LOW },
		{ "lower-middle", CMSA__INCOME_GROUP__INCOME_LOWER_MIDDLE },
		{ "upper-middle", CMSA__INCOME_GROUP__INCOME_UPPER_MIDDLE },
		{ "high", CMSA__INCOME_GROUP__INCOME_HIGH } };
	Cmsa__IncomeRow *row = add_row(r, INCOME, sizeof(*row));

	cmsa__income_row__init(row);
	row->country = pb_text(cursor_word(c, "a country"));
	row->year = cursor_number(c, "a year");
	row->group =
	    (Cmsa__IncomeGroup)cursor_choice(c, groups, ARRAY_LEN(groups), "a group");
}

static const struct {
	const char *word;
	void (*take)(struct cursor *c, struct rows *r);
} row_rules[] = {
	{ "mineral", row_mineral },
	{ "concern", row_concern },
	{ "hs6", row_hs6 },
	{ "floor", row_floor },
	{ "select", row_select },
	{ "hs2017", row_hs_map },
	{ "country", row_iso },
	{ "income", row_income },
};

static bool
take_row(struct scenario *s, const struct line *l, struct rows *r)
{
	struct cursor c = cursor_of(&s->script, l);
	const char *word = cursor_word(&c, "a row");

	for (size_t i = 0; i < ARRAY_LEN(row_rules); i++) {
		if (strcmp(row_rules[i].word, word))
			continue;
		row_rules[i].take(&c, r);
		cursor_end(&c);
		return !c.bad;
	}
	cursor_fail(&c, "expected a row of a table, found \"%s\"", word);
	return false;
}

static void
set_rows(Cmsa__Reference *ref, enum table t, const struct rows *r)
{
	void **list = r->of[t].list;
	size_t n = r->of[t].n;

	switch (t) {
	case MINERALS:
		ref->critical_minerals = (Cmsa__MineralRow **)list;
		ref->n_critical_minerals = n;
		return;
	case CONCERN:
		ref->countries_of_concern = (Cmsa__ConcernRow **)list;
		ref->n_countries_of_concern = n;
		return;
	case MINERAL_HS6:
		ref->mineral_hs6 = (Cmsa__MineralHsRow **)list;
		ref->n_mineral_hs6 = n;
		return;
	case FLOORS:
		ref->section301_floors = (Cmsa__FloorRow **)list;
		ref->n_section301_floors = n;
		return;
	case SELECT:
		ref->select_derivative_products = (Cmsa__SelectRow **)list;
		ref->n_select_derivative_products = n;
		return;
	case HS_MAP:
		ref->hs2017_to_hs2022 = (Cmsa__HsMapRow **)list;
		ref->n_hs2017_to_hs2022 = n;
		return;
	case ISO:
		ref->iso3166 = (Cmsa__IsoRow **)list;
		ref->n_iso3166 = n;
		return;
	case INCOME:
		ref->country_income = (Cmsa__IncomeRow **)list;
		ref->n_country_income = n;
		return;
	}
}

static void
fold_table(struct scenario *s, struct cursor *c, enum table t, const struct rows *r,
    const int32_t dates[2])
{
	static const char *const names[] = { "critical_minerals", "countries_of_concern",
		"mineral_hs6", "section301_floors", "select_derivative_products",
		"hs2017_to_hs2022", "iso3166", "country_income" };
	const struct world_act label = { .kind = ACT_REFERENCE };
	char edition[32];
	Cmsa__Reference ref;
	Cmsa__Act act;
	enum verdict v;

	if (!r->of[t].n || c->bad)
		return;
	cmsa__act__init(&act);
	cmsa__reference__init(&ref);
	snprintf(edition, sizeof(edition), "scenario %zu", s->world->n_acts);
	act.date_days = dates[0];
	ref.corrects_from_days = dates[1];
	ref.table = pb_text(names[t]);
	ref.edition = edition;
	ref.part = ref.parts = 1;
	set_rows(&ref, t, r);
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = &ref;
	v = world_add_act(s->world, &act, &label);
	if (v)
		cursor_fail(c, "the register refused %s: %s", names[t], verdict_word(v));
}

/* `tables DATE [corrects-from DATE]`: each table that has rows is replaced as a whole. */
static void
run_tables(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct rows r = { .mem = &s->world->mem };
	int32_t dates[2] = { 0 };

	cursor_word(&c, "tables");
	dates[0] = cursor_date(&c).days;
	if (cursor_take(&c, "corrects-from"))
		dates[1] = cursor_date(&c).days;
	cursor_end(&c);
	for (size_t t = 0; t < ARRAY_LEN(r.of); t++)
		r.of[t].list = arena_get(r.mem, sizeof(void *) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++)
		if (!take_row(s, &st->rows[i], &r))
			return;
	for (size_t t = 0; t < ARRAY_LEN(r.of); t++)
		fold_table(s, &c, (enum table)t, &r, dates);
}

static void
take_choice(struct cursor *c, Cmsa__Policy *p)
{
	const struct word_value mixed[] = { { "highest",
						CMSA__MIXED_FLOOR__MIXED_FLOOR_HIGHEST },
		{ "lowest", CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST } };
	const struct word_value g2[] = { { "whenever",
					     CMSA__G2_READING__G2_READING_WHENEVER },
		{ "from-entry", CMSA__G2_READING__G2_READING_FROM_ENTRY } };
	const struct word_value counts[] = { { "total",
						 CMSA__FLOOR_COUNTS__FLOOR_COUNTS_TOTAL },
		{ "additional", CMSA__FLOOR_COUNTS__FLOOR_COUNTS_ADDITIONAL } };
	const char *w = cursor_word(c, "a choice");

	if (!strcmp(w, "hkg_mac_country"))
		p->hkg_mac_country = cursor_yes_no(c);
	else if (!strcmp(w, "hkg_mac_entities"))
		p->hkg_mac_entities = cursor_yes_no(c);
	else if (!strcmp(w, "sdp_wider"))
		p->sdp_wider = cursor_yes_no(c);
	else if (!strcmp(w, "mixed_floor"))
		p->mixed_floor =
		    (Cmsa__MixedFloor)cursor_choice(c, mixed, ARRAY_LEN(mixed), w);
	else if (!strcmp(w, "floor_counts"))
		p->floor_counts =
		    (Cmsa__FloorCounts)cursor_choice(c, counts, ARRAY_LEN(counts), w);
	else if (!strcmp(w, "review_max_age_days"))
		p->review_max_age_days = cursor_number(c, "days");
	else if (!strcmp(w, "meetings_may_miss"))
		p->first_deficient_miss = cursor_number(c, "a number") + 1;
	else if (!strcmp(w, "alert_witnesses"))
		p->alert_witnesses = cursor_number(c, "a number");
	else if (!strcmp(w, "alert_ack_days"))
		p->alert_ack_days = cursor_number(c, "days");
	else if (!strcmp(w, "alert_outcome_days"))
		p->alert_outcome_days = cursor_number(c, "days");
	else if (!strcmp(w, "alert_late_days"))
		p->alert_late_days = cursor_number(c, "days");
	else if (!strcmp(w, "fund_close_days"))
		p->fund_close_days = cursor_number(c, "days");
	else if (!strcmp(w, "enacted_on"))
		p->enacted_on_days = cursor_date(c).days;
	else if (!strcmp(w, "modification_reaches_us_duty"))
		p->modification_reaches_us_duty = cursor_yes_no(c);
	else if (!strcmp(w, "g2_reading"))
		p->g2_reading = (Cmsa__G2Reading)cursor_choice(c, g2, ARRAY_LEN(g2), w);
	else if (!strcmp(w, "hs_edition"))
		p->hs_edition = pb_text(cursor_word(c, "an edition"));
	else
		cursor_fail(c, "expected a choice of the policy, found \"%s\"", w);
}

/* `policy DATE [corrects-from DATE] CHOICE VALUE ...`: the others as in statute.md. */
static void
run_policy(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const struct world_act label = { .kind = ACT_POLICY };
	Cmsa__Policy p = *policy_default();
	Cmsa__Act act;
	enum verdict v;

	cursor_word(&c, "policy");
	cmsa__act__init(&act);
	act.date_days = cursor_date(&c).days;
	if (cursor_take(&c, "corrects-from"))
		p.corrects_from_days = cursor_date(&c).days;
	while (*cursor_peek(&c))
		take_choice(&c, &p);
	if (c.bad)
		return;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	v = world_add_act(s->world, &act, &label);
	if (v)
		cursor_fail(&c, "the register refused the policy: %s", verdict_word(v));
}

const struct statement_rule scenario_tables_rules[] = {
	{ "tables", run_tables, true },
	{ "policy", run_policy, false },
	{ 0 },
};
