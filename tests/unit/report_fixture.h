/* report_fixture.h - a small register and a few reviews for tests of reports: AUS and JPN are
 * members, NZL is enrolled and certified, KOR and CHL are in no register. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "facts.h"
#include "law.h"
#include "mem.h"
#include "pb.h"
#include "report_formats.h"
#include "report_kinds.h"

#define AS_OF    "2026-11-01"
#define REVIEWED "2026-10-01"

static struct maker m;
static uint8_t text_hash[32] = { 5 };

static inline void
add_engagement(const char *country, const char *date, const char *steps)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Engagement e;

	cmsa__engagement__init(&e);
	e.country = pb_text(country);
	e.engaged_days = maker_date(date).days;
	e.steps = pb_text(steps);
	act.body_case = CMSA__ACT__BODY_ENGAGEMENT;
	act.engagement = &e;
	maker_add(&m, &act);
}

static inline void
add_determination(const char *country, const char *date, bool meets)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Determination d;

	cmsa__determination__init(&d);
	d.country = pb_text(country);
	d.determined_days = maker_date(date).days;
	d.meets = meets;
	d.sha256 = pb_hash_data(text_hash);
	act.body_case = CMSA__ACT__BODY_DETERMINATION;
	act.determination = &d;
	maker_add(&m, &act);
}

/* A review act of 4(j); agencies "A,B" sorted, or NULL. */
static inline void
add_review_act(const char *date, Cmsa__ReviewOutcome outcome, char **agencies, size_t n)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Review r;

	cmsa__review__init(&r);
	r.kind = CMSA__REVIEW_KIND__REVIEW_FIVE_YEAR;
	r.reviewed_days = maker_date(date).days;
	r.sha256 = pb_hash_data(text_hash);
	r.outcome = outcome;
	r.agencies = agencies;
	r.n_agencies = n;
	act.body_case = CMSA__ACT__BODY_REVIEW;
	act.review = &r;
	maker_add(&m, &act);
}

/* The default policy, with what production of a mineral is commercially significant. */
static inline void
add_quantity_policy(const char *mineral, int64_t grams)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Policy p = *policy_default();
	Cmsa__CommercialQuantity q, *list = &q;

	cmsa__commercial_quantity__init(&q);
	q.mineral = pb_text(mineral);
	q.grams_a_year = grams;
	p.commercial_quantities = &list;
	p.n_commercial_quantities = 1;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	maker_add(&m, &act);
}

static inline void
add_reference_act(Cmsa__Reference *ref, const char *table)
{
	Cmsa__Act act = maker_act(&m);

	ref->table = pb_text(table);
	ref->edition = pb_text("1");
	ref->part = ref->parts = 1;
	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = ref;
	maker_add(&m, &act);
}

/* ore-0, mined, is 250410 with a floor of 25 %. */
static inline void
add_floor(void)
{
	Cmsa__Reference codes, floors;
	Cmsa__MineralHsRow hs, *hs_list = &hs;
	Cmsa__FloorRow floor, *floor_list = &floor;
	char *minerals[] = { pb_text("ore-0") };

	cmsa__reference__init(&codes);
	cmsa__mineral_hs_row__init(&hs);
	hs.mineral = minerals[0];
	hs.stage = CMSA__STAGE__STAGE_MINED;
	hs.hs6 = pb_text("250410");
	hs.hs_edition = pb_text("HS2022");
	hs.whole_hs6 = true;
	codes.mineral_hs6 = &hs_list;
	codes.n_mineral_hs6 = 1;
	add_reference_act(&codes, "mineral_hs6");
	cmsa__reference__init(&floors);
	cmsa__floor_row__init(&floor);
	floor.hts8 = pb_text("25041000");
	floor.hs6 = pb_text("250410");
	floor.minerals = minerals;
	floor.n_minerals = 1;
	floor.stage = CMSA__STAGE__STAGE_MINED;
	floor.rate_bp = 2500;
	floors.section301_floors = &floor_list;
	floors.n_section301_floors = 1;
	add_reference_act(&floors, "section301_floors");
}

/* AUS charges a fifth of the floor on ore-0 from its entry into force to the end of 2027. */
static inline void
add_phase_in(void)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__AllowedProduct product, *products = &product;
	Cmsa__PhaseInStep step[2], *steps[] = { &step[0], &step[1] };
	Cmsa__Allowance a;

	cmsa__allowance__init(&a);
	cmsa__allowed_product__init(&product);
	product.subject = pb_text("ore-0");
	product.stage = CMSA__STAGE__STAGE_MINED;
	cmsa__phase_in_step__init(&step[0]);
	cmsa__phase_in_step__init(&step[1]);
	step[0].from_days = maker_date("2026-04-02").days;
	step[0].share_bp = 2000;
	step[1].from_days = maker_date("2028-01-01").days;
	step[1].share_bp = 10000;
	a.country = pb_text("AUS");
	a.kind = CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN;
	a.products = &products;
	a.n_products = 1;
	a.all_countries_of_concern = a.entities_of_concern = true;
	a.steps = steps;
	a.n_steps = 2;
	act.body_case = CMSA__ACT__BODY_ALLOWANCE;
	act.allowance = &a;
	maker_add(&m, &act);
}

static inline void
report_setup(void)
{
	maker_init(&m, 3, 2);
	make_concern(&m, "1", "CHN");
	make_minerals(&m, "1", 1, 1, "ore", 2);
	make_enrol(&m, "USA", ROLE_MEMBER);
	make_member(&m, "AUS", "2026-01-01");
	make_member(&m, "JPN", "2026-01-01");
	make_enrol(&m, "NZL", ROLE_CANDIDATE);
}

static inline void
report_teardown(void)
{
	maker_clear(&m);
}

/* --- facts -------------------------------------------------------------------------- */

struct figure {
	const char *country, *mineral, *source;
	uint64_t seq;
	uint32_t year;
	int64_t capacity, production; /* grams; 0: not available */
};

static inline Cmsa__Quantity
quantity(int64_t grams)
{
	Cmsa__Quantity q;

	cmsa__quantity__init(&q);
	q.presence = grams ? CMSA__PRESENCE__PRESENCE_REPORTED
			   : CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
	q.grams = grams;
	return q;
}

static inline void
add_figure(struct facts *f, const struct figure *x)
{
	Cmsa__Quantity capacity = quantity(x->capacity),
		       production = quantity(x->production);
	char *subject = pb_text(x->mineral);
	struct place p = { .incarnation = 1, .seq = x->seq };
	const struct hash id = { { (uint8_t)x->seq, (uint8_t)x->country[0] } };
	Cmsa__CapacityReview r, *list = &r;
	Cmsa__CapacityBody body;
	struct buf b = { 0 };

	memcpy(p.author, x->country, 4);
	cmsa__capacity_review__init(&r);
	r.subjects = &subject;
	r.n_subjects = 1;
	r.stage = CMSA__STAGE__STAGE_MINED;
	r.basis = pb_text("metal content");
	r.source = pb_text(x->source ? x->source : "survey");
	r.capacity = &capacity;
	r.production = &production;
	r.reference_year = x->year;
	r.review_days = maker_date(REVIEWED).days + (int32_t)x->year - 2025;
	cmsa__capacity_body__init(&body);
	body.country = pb_text(x->country);
	body.reviews = &list;
	body.n_reviews = 1;
	pb_write(&b, &body.base);
	facts_add_capacity(f,
	    facts_add_source(f, &p, &id, (int64_t)r.review_days * 86400000),
	    buf_view(&b));
	buf_clear(&b);
}

/* The duty of AUS on 250410, from whomever. */
static inline void
add_rate(struct facts *f, uint32_t bp)
{
	const struct place p = { .author = "AUS", .incarnation = 1, .seq = 5 };
	const struct hash id = { { 5 } };
	Cmsa__DutyLine line, *lines = &line;
	Cmsa__DutyBody body;
	struct buf b = { 0 };

	cmsa__duty_line__init(&line);
	line.code = pb_text("250410");
	line.scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	line.kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	line.start_days = maker_date("2026-01-01").days;
	line.ad_valorem_bp = bp;
	cmsa__duty_body__init(&body);
	body.country = pb_text("AUS");
	body.hs_edition = pb_text("HS2022");
	body.lines = &lines;
	body.n_lines = 1;
	pb_write(&b, &body.base);
	facts_add_duty(f, facts_add_source(f, &p, &id, 0), buf_view(&b));
	buf_clear(&b);
}

/* AUS 30 t and 60 t, JPN 40 t of ore-0 and 5 t of ore-1; USA produces 10 t of it; NZL, no member, 7 t. */
static const struct figure figures[] = {
	{ "AUS", "ore-0", NULL, 2, 2025, 55000000, 0 }, /* replaced by 4 */
	{ "AUS", "ore-0", NULL, 3, 2024, 30000000, 20000000 },
	{ "AUS", "ore-0", NULL, 4, 2025, 60000000, 25000000 },
	{ "JPN", "ore-0", NULL, 3, 2025, 40000000, 0 },
	{ "JPN", "ore-1", NULL, 4, 2025, 5000000, 0 },
	{ "NZL", "ore-0", NULL, 3, 2025, 7000000, 0 },
	{ "USA", "ore-0", NULL, 3, 2025, 0, 10000000 },
};

static inline struct facts *
facts_begun(const struct figure *list, size_t n)
{
	struct position p = { .register_number = registry_number(m.registry) };
	struct facts *f;

	for (size_t i = 0; i < n; i++) {
		struct place at = { .incarnation = 1, .seq = list[i].seq };
		const struct hash id = { { 1 } };

		memcpy(at.author, list[i].country, 4);
		position_set(&p, &at, &id);
	}
	f = facts_new(m.registry, &p, LEVEL_MEMBER_FACTS);
	for (size_t i = 0; i < n; i++)
		add_figure(f, &list[i]);
	add_rate(f, 500);
	position_clear(&p);
	return f;
}

static inline struct facts *
facts_of(const struct figure *list, size_t n)
{
	struct facts *f = facts_begun(list, n);

	facts_finish(f);
	return f;
}

static inline struct report *
report_at(const char *kind, const char *country, const char *date)
{
	struct facts *f = facts_of(figures, ARRAY_LEN(figures));
	struct report *r =
	    report_kinds_make(report_kinds_find(kind), f, maker_date(date), country);

	facts_free(f);
	return r;
}

/* --- looking ------------------------------------------------------------------------ */

/* The table's cell; fails when there is no such row or column. */
static inline const char *
cell(const struct report *r, const char *table, size_t row, const char *column)
{
	const struct report_table *t = report_table_find(r, table);

	ck_assert_msg(t != NULL, "no table %s", table);
	ck_assert_msg(row < t->grid.n_rows, "%s has %zu rows", table, t->grid.n_rows);
	for (size_t c = 0; c < t->grid.n_columns; c++)
		if (!strcmp(t->grid.columns[c].name, column))
			return t->grid.cells[row * t->grid.n_columns + c];
	ck_abort_msg("%s has no column %s", table, column);
	return NULL;
}

static inline size_t
rows(const struct report *r, const char *table)
{
	const struct report_table *t = report_table_find(r, table);

	return t ? t->grid.n_rows : 0;
}

/* How many findings of the country the report lists. */
static inline size_t
listed(const struct report *r, const char *country)
{
	size_t n = 0;

	for (size_t i = 0; i < rows(r, "deficiencies"); i++)
		n += !strcmp(cell(r, "deficiencies", i, "country"), country);
	return n;
}

static inline bool
says(const struct report *r, enum report_block_kind kind, const char *words)
{
	for (size_t i = 0; i < r->n_sections; i++)
		for (size_t k = 0; k < r->sections[i].n_blocks; k++)
			if (r->sections[i].blocks[k].kind == kind &&
			    strstr(r->sections[i].blocks[k].text, words))
				return true;
	return false;
}

/* What a format writes, with a NUL behind. */
static inline char *
written(const struct report *r, void (*write)(struct buf *out, const struct report *r))
{
	struct buf b = { 0 };

	write(&b, r);
	buf_add(&b, "", 1);
	return (char *)b.p;
}

#endif
