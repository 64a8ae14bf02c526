/* scenario_reference.c - rows of the reference tables to rows of reference acts. */
#include "scenario_reference.h"

#include <stdio.h>
#include <string.h>

#include "csvread.h"
#include "file.h"
#include "pb.h"
#include "text.h"

/* One row being read; the first column that is missing or unreadable is noted in `bad`.
 */
struct row {
	const struct csv_table *table;
	size_t at;
	struct arena *mem;
	const char *bad;
};

static char *
cell(struct row *r, const char *column)
{
	int c = csv_table_column(r->table, column);

	if (c < 0) {
		r->bad = column;
		return pb_text("");
	}
	return arena_strdup(r->mem, r->table->rows[r->at][c]);
}

static int32_t
days(struct row *r, const char *column)
{
	const char *text = cell(r, column);
	struct date d = { 0 };

	if (*text && !date_parse(&d, text))
		r->bad = column;
	return d.days;
}

static uint32_t
percent(struct row *r, const char *column)
{
	int64_t bp = 0;

	if (!text_to_scaled(&bp, cell(r, column), 100, false) || bp < 0 ||
	    bp > UINT32_MAX)
		r->bad = column;
	return (uint32_t)bp;
}

/* "a;b; c" */
static char **
list(struct row *r, const char *column, size_t *n)
{
	char *text = cell(r, column),
	     **items = arena_get(r->mem, sizeof(*items) * (strlen(text) + 1));

	for (*n = 0; text && *text;) {
		char *end = strchr(text, ';');

		if (end)
			*end++ = '\0';
		text += strspn(text, " ");
		if (*text)
			items[(*n)++] = text;
		text = end;
	}
	return items;
}

static Cmsa__Stage
stage(struct row *r)
{
	const char *word = cell(r, "stage");

	if (!strcmp(word, "mined"))
		return CMSA__STAGE__STAGE_MINED;
	return !strcmp(word, "processed") ? CMSA__STAGE__STAGE_PROCESSED
					  : CMSA__STAGE__STAGE_UNSET;
}

static void
add_mineral(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__MineralRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__mineral_row__init(x);
	x->mineral = cell(r, "mineral_id");
	x->name = cell(r, "name");
	x->symbol = cell(r, "symbol");
	x->group = cell(r, "group");
	x->from_days = days(r, "from");
	x->to_days = days(r, "to");
	ref->critical_minerals[ref->n_critical_minerals++] = x;
}

static void
add_concern(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__ConcernRow *x = arena_get(r->mem, sizeof(*x));
	const char *status = cell(r, "of_concern");

	cmsa__concern_row__init(x);
	x->country = cell(r, "alpha3");
	x->status = !strcmp(status, "yes")  ? CMSA__CONCERN_STATUS__CONCERN_YES
		    : !strcmp(status, "no") ? CMSA__CONCERN_STATUS__CONCERN_NO
					    : CMSA__CONCERN_STATUS__CONCERN_POLICY;
	x->from_days = days(r, "from");
	x->to_days = days(r, "to");
	x->basis = cell(r, "basis");
	ref->countries_of_concern[ref->n_countries_of_concern++] = x;
}

static void
add_code(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__MineralHsRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__mineral_hs_row__init(x);
	x->mineral = cell(r, "mineral_id");
	x->stage = stage(r);
	x->hs6 = cell(r, "hs6");
	x->hs_edition = cell(r, "hs_edition");
	x->whole_hs6 = !strcmp(cell(r, "whole_hs6"), "yes");
	x->us_hts8 = list(r, "us_hts8", &x->n_us_hts8);
	ref->mineral_hs6[ref->n_mineral_hs6++] = x;
}

static void
add_floor(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__FloorRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__floor_row__init(x);
	x->hts8 = cell(r, "hts8");
	x->hs6 = cell(r, "hs6");
	x->minerals = list(r, "mineral_ids", &x->n_minerals);
	x->stage = stage(r);
	x->rate_bp = percent(r, "rate_pct_on_2026_01_01");
	x->heading = cell(r, "ch99_heading");
	x->citation = cell(r, "legal_source");
	x->from_days = days(r, "in_effect_from");
	ref->section301_floors[ref->n_section301_floors++] = x;
}

static void
add_select(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__SelectRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__select_row__init(x);
	x->product = cell(r, "product_id");
	x->words = cell(r, "bill_words");
	x->reading = strncmp(cell(r, "reading"), "core", 4) ? CMSA__READING__READING_WIDER
							    : CMSA__READING__READING_CORE;
	x->hs6 = cell(r, "hs6");
	x->us_hts8 = cell(r, "us_hts8");
	x->us_suffix = cell(r, "us_stat_suffix");
	x->floor_bp = percent(r, "floor_pct_on_2026_01_01");
	x->from_days = days(r, "in_effect_from");
	x->by_end_use = !strcmp(cell(r, "by_end_use"), "yes");
	ref->select_derivative_products[ref->n_select_derivative_products++] = x;
}

static void
add_hs_map(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__HsMapRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__hs_map_row__init(x);
	x->from_code = cell(r, "hs2017");
	x->to_codes = list(r, "hs2022", &x->n_to_codes);
	ref->hs2017_to_hs2022[ref->n_hs2017_to_hs2022++] = x;
}

static void
add_country(struct row *r, Cmsa__Reference *ref)
{
	Cmsa__IsoRow *x = arena_get(r->mem, sizeof(*x));

	cmsa__iso_row__init(x);
	x->alpha2 = cell(r, "alpha2");
	x->alpha3 = cell(r, "alpha3");
	x->numeric = cell(r, "numeric");
	x->name = cell(r, "name");
	ref->iso3166[ref->n_iso3166++] = x;
}

static const struct {
	const char *name;
	void (*add)(struct row *r, Cmsa__Reference *ref);
} tables[] = {
	{ "critical_minerals", add_mineral },
	{ "countries_of_concern", add_concern },
	{ "mineral_hs6", add_code },
	{ "section301_floors", add_floor },
	{ "select_derivative_products", add_select },
	{ "hs2017_to_hs2022", add_hs_map },
	{ "iso3166", add_country },
};

/* Room for every row in each list: one of them is used. */
static void
make_room(Cmsa__Reference *ref, struct arena *mem, size_t n)
{
	ref->critical_minerals = arena_get(mem, n * sizeof(void *));
	ref->countries_of_concern = arena_get(mem, n * sizeof(void *));
	ref->mineral_hs6 = arena_get(mem, n * sizeof(void *));
	ref->section301_floors = arena_get(mem, n * sizeof(void *));
	ref->select_derivative_products = arena_get(mem, n * sizeof(void *));
	ref->hs2017_to_hs2022 = arena_get(mem, n * sizeof(void *));
	ref->iso3166 = arena_get(mem, n * sizeof(void *));
}

static enum err
add_table(struct world *w, size_t which, const struct csv_table *t, struct date date,
    struct errmsg *m)
{
	const struct world_act label = { .kind = ACT_REFERENCE };
	struct row r = { .table = t, .mem = &w->mem };
	Cmsa__Reference ref;
	Cmsa__Act act;
	enum verdict v;

	cmsa__act__init(&act);
	cmsa__reference__init(&ref);
	make_room(&ref, &w->mem, t->n_rows + 1);
	for (; r.at < t->n_rows && !r.bad; r.at++)
		tables[which].add(&r, &ref);
	if (r.bad)
		return errmsg_set(m, ERR_INPUT, "%s, row %zu, column %s",
		    tables[which].name, r.at + 1, r.bad);
	act.date_days = date.days;
	ref.table = pb_text(tables[which].name);
	ref.edition = pb_text("as in deploy/reference");
	ref.part = ref.parts = 1;
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = &ref;
	v = world_add_act(w, &act, &label);
	return v ? errmsg_set(m, ERR_INPUT, "%s: the register refused it: %s",
		       tables[which].name, verdict_word(v))
		 : ERR_NONE;
}

enum err
scenario_reference_add(
    struct world *w, const char *folder, struct date date, struct errmsg *m)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < ARRAY_LEN(tables) && !err; i++) {
		struct csv_table t;
		char name[64], path[4096];

		snprintf(name, sizeof(name), "%s.csv", tables[i].name);
		path_join(path, folder, name);
		err = csv_table_read(&t, path, m);
		if (err)
			break;
		err = add_table(w, i, &t, date, m);
		csv_table_clear(&t);
	}
	return err;
}
