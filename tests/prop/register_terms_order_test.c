/* register_terms_order_test.c - whatever the order of recording, each act is void for the
 * same reason and every agreement has the same life and the same modifications: with
 * withdrawals, returns, terminations, countries of concern that come and go, notices,
 * effects and phase-ins.  Only that an act can name none but an earlier one is kept. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "lifecycle.h"
#include "modification.h"
#include "pb.h"

enum {
	ROUNDS = 40,
	SUBMITTED = 8, /* certifications and notices */
	ITEMS = 34,
	NONE = ITEMS
};

static const char *const countries[] = { "AUS", "JPN", "DEU", "XEU" };

/* xorshift64*: a printed seed gives the same run again. */
static uint64_t state;

static uint32_t
roll(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static void
seed(void)
{
	const char *given = getenv("CMSA_SEED");

	state = given ? strtoull(given, NULL, 10) : UINT64_C(20261124);
	if (!state)
		state = 1;
	printf("seed %" PRIu64 " (CMSA_SEED)\n", state);
}

/* Something to record.  No two have one date, so that no act number decides. */
struct item {
	char kind; /* C certify, N notice, a approval, d disapproval, e entry, w withdraw,
		      t terminate, f effect, p phase-in, k table of countries of concern */
	size_t country;
	size_t names; /* the item it names; NONE: none */
	int32_t days;
};

static int32_t
unused(const struct item *s, size_t n, int32_t days)
{
	for (size_t i = 0; i < n; i++)
		if (s[i].days == days)
			return unused(s, n, days + 1);
	return days;
}

static bool
has_effect(const struct item *s, size_t n, size_t notice)
{
	for (size_t i = 0; i < n; i++)
		if (s[i].kind == 'f' && s[i].names == notice)
			return true;
	return false;
}

/* Near the ends of the period of what it names, where it matters; at times much later. */
static void
invent_follower(struct item *s, size_t n)
{
	struct item *x = &s[n];
	const size_t target = roll(SUBMITTED);

	x->kind = "adeeeewtffpk"[roll(12)];
	x->country = s[target].country;
	x->names = NONE;
	x->days = s[target].days + (int32_t)(roll(2) ? roll(4) : 88 + roll(8));
	if (x->kind == 'f' && (s[target].kind != 'N' || has_effect(s, n, target)))
		x->kind = 'a';
	if (x->kind == 'e' && s[target].kind != 'C')
		x->kind = 'd';
	if (x->kind == 't' && roll(4))
		x->kind = 'w';
	if (x->kind == 'a' || x->kind == 'd' || x->kind == 'e' || x->kind == 'f')
		x->names = target;
	if (x->kind == 'w' || x->kind == 't' || (x->kind == 'e' && roll(2)))
		x->days += (int32_t)roll(x->kind == 't' ? 2000u : 500u);
	x->days = unused(s, n, x->days);
}

static void
invent(struct item *s)
{
	const int32_t c0 = maker_date("2026-03-01").days;

	for (size_t i = 0; i < ITEMS; i++) {
		if (i >= SUBMITTED) {
			invent_follower(s, i);
			continue;
		}
		s[i] = (struct item){ .kind = i % 3 == 2 ? 'N' : 'C',
			.country = roll(ARRAY_LEN(countries)),
			.names = NONE };
		s[i].days =
		    unused(s, i, c0 + (int32_t)(roll(300) + (i % 3 == 2 ? 200u : 0u)));
	}
}

static char *
date_text(int32_t days, char text[static 11])
{
	date_write(text, (struct date){ days });
	return text;
}

/* --- recording ---------------------------------------------------------------------- */

static uint64_t
record_notice(struct maker *m, const struct item *x)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__ModificationNotice n;
	Cmsa__ModifiedRow row, *rows = &row;
	char *country = pb_text(countries[x->country]);

	cmsa__modification_notice__init(&n);
	cmsa__modified_row__init(&row);
	row.subject = pb_text("lithium");
	row.stage = CMSA__STAGE__STAGE_MINED;
	n.countries = &country;
	n.n_countries = 1;
	n.submitted_finance_days = n.submitted_ways_and_means_days = x->days;
	n.out = &rows;
	n.n_out = 1;
	act.body_case = CMSA__ACT__BODY_MODIFICATION_NOTICE;
	act.modification_notice = &n;
	return maker_add(m, &act);
}

static uint64_t
record_effect(struct maker *m, const struct item *x, uint64_t notice)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__ModificationEffect e;

	cmsa__modification_effect__init(&e);
	e.notice = notice;
	e.effect_days = x->days;
	act.body_case = CMSA__ACT__BODY_MODIFICATION_EFFECT;
	act.modification_effect = &e;
	return maker_add(m, &act);
}

static uint64_t
record_phase_in(struct maker *m, const struct item *x)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__AllowedProduct p, *products = &p;
	Cmsa__PhaseInStep step[2], *steps[2] = { &step[0], &step[1] };
	Cmsa__Allowance a;

	cmsa__allowance__init(&a);
	cmsa__allowed_product__init(&p);
	p.subject = pb_text("lithium");
	p.stage = CMSA__STAGE__STAGE_MINED;
	for (size_t i = 0; i < 2; i++)
		cmsa__phase_in_step__init(steps[i]);
	step[0].from_days = x->days;
	step[1].from_days = x->days + 1700;
	step[1].share_bp = 10000;
	a.country = pb_text(countries[x->country]);
	a.kind = CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN;
	a.products = &products;
	a.n_products = 1;
	a.entities_of_concern = true;
	a.steps = steps;
	a.n_steps = 2;
	act.body_case = CMSA__ACT__BODY_ALLOWANCE;
	act.allowance = &a;
	return maker_add(m, &act);
}

static uint64_t
record_end(struct maker *m, const struct item *x)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Withdrawal w;
	Cmsa__Termination t;

	cmsa__withdrawal__init(&w);
	cmsa__termination__init(&t);
	w.country = pb_text(countries[x->country]);
	w.withdrawn_days = t.terminated_days = x->days;
	act.body_case =
	    x->kind == 'w' ? CMSA__ACT__BODY_WITHDRAWAL : CMSA__ACT__BODY_TERMINATION;
	if (x->kind == 'w')
		act.withdrawal = &w;
	else
		act.termination = &t;
	return maker_add(m, &act);
}

/* A table that holds from the item's day on. */
static uint64_t
record_concern(struct maker *m, const struct item *x, const char *date)
{
	const struct date usual = m->date;
	uint64_t number;

	m->date.days = x->days;
	number = make_concern(m, date, x->days % 2 ? countries[x->country] : "CHN");
	m->date = usual;
	return number;
}

static uint64_t
record_one(struct maker *m, const struct item *s, size_t i, const uint64_t *numbers)
{
	const struct item *x = &s[i];
	const uint64_t named = x->names == NONE ? 0 : numbers[x->names];
	char date[11], notice[11];

	date_text(x->days, date);
	switch (x->kind) {
	case 'C': return make_certification(m, countries[x->country], date, "2026-01-01");
	case 'N': return record_notice(m, x);
	case 'e': return make_entry(m, countries[x->country], named, date);
	case 'f': return record_effect(m, x, named);
	case 'p': return record_phase_in(m, x);
	case 'k': return record_concern(m, x, date);
	case 'w':
	case 't': return record_end(m, x);
	default:
		return make_resolution(
		    m, named, x->kind == 'a', date, date_text(s[x->names].days, notice));
	}
}

/* In any order that puts what is named before what names it. */
static void
record(struct maker *m, const struct item *s, uint64_t numbers[static ITEMS])
{
	size_t left = ITEMS;

	maker_init(m, 1, 1);
	make_territory(m, "XEU", "DEU,FRA");
	for (size_t i = 0; i < ITEMS; i++)
		numbers[i] = 0;
	while (left) {
		const size_t i = roll(ITEMS);

		if (numbers[i] || (s[i].names != NONE && !numbers[s[i].names]))
			continue;
		numbers[i] = record_one(m, s, i, numbers);
		left--;
	}
}

/* --- comparing ---------------------------------------------------------------------- */

static void
compare_modifications(const struct registry *a, const struct registry *b,
    const char *country, struct date d)
{
	size_t n = 0, k = 0;
	struct modification *x = modification_list(a, &n, country, d);
	struct modification *y = modification_list(b, &k, country, d);

	ck_assert_uint_eq(n, k);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(x[i].effect.days, y[i].effect.days);
	free(x);
	free(y);
}

static void
compare_at(const struct registry *a, const struct registry *b, struct date d)
{
	for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
		struct lifecycle x = lifecycle_at(a, countries[i], d);
		struct lifecycle y = lifecycle_at(b, countries[i], d);

		ck_assert_int_eq(x.state, y.state);
		ck_assert_int_eq(x.certified.days, y.certified.days);
		ck_assert_int_eq(x.in_force.days, y.in_force.days);
		ck_assert_int_eq(x.withdrawn.days, y.withdrawn.days);
		ck_assert_int_eq(x.earliest.days, y.earliest.days);
		ck_assert_int_eq(x.blocked, y.blocked);
		compare_modifications(a, b, countries[i], d);
	}
	ck_assert_int_eq(
	    alliance_in_force_since(a, d).days, alliance_in_force_since(b, d).days);
	ck_assert_int_eq(alliance_terminated(a, d).days, alliance_terminated(b, d).days);
}

/* PROTOCOL M3.10: "decided by all acts at the position, whatever order they were recorded
 * in". */
START_TEST(the_order_of_recording_changes_no_life_and_no_reason)
{
	const int32_t from = maker_date("2026-02-25").days;

	seed();
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t x[ITEMS], y[ITEMS];
		struct item s[ITEMS];
		struct maker a, b;

		invent(s);
		record(&a, s, x);
		record(&b, s, y);
		for (size_t i = 0; i < ITEMS; i++)
			ck_assert_msg(act_void_reason(a.registry, x[i]) ==
					  act_void_reason(b.registry, y[i]),
			    "round %d, %c: %s, %s", round, s[i].kind,
			    void_reason_word(act_void_reason(a.registry, x[i])),
			    void_reason_word(act_void_reason(b.registry, y[i])));
		for (int32_t d = from; d < from + 2600; d += 13)
			compare_at(a.registry, b.registry, (struct date){ d });
		maker_clear(&a);
		maker_clear(&b);
	}
}
END_TEST

/* Stories that only ever end one way would prove nothing. */
START_TEST(stories_reach_every_outcome)
{
	static const enum void_reason wanted[] = { VOID_NOT, VOID_TOO_EARLY,
		VOID_IN_FORCE, VOID_OF_CONCERN, VOID_TERRITORY_TWICE, VOID_DISAPPROVED,
		VOID_NO_CERTIFICATION, VOID_NOT_IN_FORCE, VOID_TERMINATED,
		VOID_OLD_CERTIFICATION, VOID_NO_NOTICE, VOID_FIVE_YEARS,
		VOID_LATE_START };
	size_t seen[VOID_STEPS + 1] = { 0 }, modified = 0, of_kind[128] = { 0 };

	seed();
	for (int round = 0; round < 3 * ROUNDS; round++) {
		uint64_t numbers[ITEMS];
		struct item s[ITEMS];
		struct maker m;
		size_t n = 0;

		invent(s);
		record(&m, s, numbers);
		for (size_t i = 0; i < ITEMS; i++) {
			const enum void_reason v =
			    act_void_reason(m.registry, numbers[i]);

			seen[v]++;
			of_kind[(unsigned char)s[i].kind] += v == VOID_NOT;
		}
		for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
			free(modification_list(
			    m.registry, &n, countries[i], maker_date("2028-01-01")));
			modified += n;
		}
		maker_clear(&m);
	}
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		ck_assert_msg(seen[wanted[i]], "never %s", void_reason_word(wanted[i]));
	for (const char *k = "CNadewtfpk"; *k; k++)
		ck_assert_msg(of_kind[(unsigned char)*k], "never a valid %c", *k);
	ck_assert_uint_gt(modified, 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_terms_order");
	TCase *t = tcase_create("order");

	tcase_add_test(t, the_order_of_recording_changes_no_life_and_no_reason);
	tcase_add_test(t, stories_reach_every_outcome);
	tcase_set_timeout(t, 280);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
