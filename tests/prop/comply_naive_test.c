/* comply_naive_test.c - property: the leaves and rates of rate.c are those of the rule read
 * out plainly, line by line, over random schedules. */
#include <stdio.h>

#include "unit/comply_fixture.h"

enum {
	MOST = 24,
	ROUNDS = 400
};

static const uint32_t counts_of_floors = DUTY_BIT(ORDINARY) | DUTY_BIT(ADDITIONAL);

static uint32_t
roll(uint64_t *state, uint32_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state >> 33) % n;
}

static struct duty_row
random_line(uint64_t *dice)
{
	static const char *const codes[] = { "250410", "25041000", "25041010",
		"2504101010", "2504101020", "2504100000", "250490" };
	static const char *const origins[] = { "CHN", "JPN", "XAA" };
	static const Cmsa__DutyKind kinds[] = { KIND(ORDINARY), KIND(ORDINARY),
		KIND(ADDITIONAL), KIND(RELIEF), KIND(SAFEGUARD) };
	struct duty_row r = { .code = codes[roll(dice, ARRAY_LEN(codes))],
		.scope = (Cmsa__OriginScope)(1 + roll(dice, 5)),
		.kind = kinds[roll(dice, ARRAY_LEN(kinds))],
		.measure = roll(dice, 2) ? "m" : "",
		.bp = roll(dice, 5) * 500,
		.start = DAY0 + (int32_t)roll(dice, 3) };

	if (r.scope == SCOPE(COUNTRY))
		r.origin = origins[roll(dice, ARRAY_LEN(origins))];
	if (!roll(dice, 6))
		r.end = TODAY - 1;
	return r;
}

/* --- the rule read out -------------------------------------------------------------- */

static bool
is_prefix(const char *a, const char *b)
{
	return !strncmp(a, b, strlen(a));
}

static bool
in_effect(const struct duty_row *r)
{
	return is_prefix("250410", r->code) && (!r->end || r->end >= TODAY);
}

static bool
is_ordinary_code(const struct duty_row *rows, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (in_effect(&rows[i]) && rows[i].kind == KIND(ORDINARY) &&
		    !strcmp(rows[i].code, code))
			return true;
	return false;
}

static bool
is_leaf(const struct duty_row *rows, size_t n, const char *code)
{
	bool ordinary = is_ordinary_code(rows, n, code), above = false, other = false;

	for (size_t i = 0; i < n; i++) {
		bool longer = is_prefix(code, rows[i].code) && strcmp(code, rows[i].code);

		if (!in_effect(&rows[i]))
			continue;
		if (rows[i].kind == KIND(ORDINARY) && longer && ordinary)
			return false;
		if (rows[i].kind == KIND(ORDINARY) && is_prefix(rows[i].code, code))
			above = true;
		if ((rows[i].kind == KIND(ADDITIONAL) || rows[i].kind == KIND(RELIEF)) &&
		    !strcmp(rows[i].code, code))
			other = true;
	}
	return ordinary || (above && other);
}

static int
fit_of(const struct duty_row *r, const struct rate_origin *o)
{
	if (r->scope == SCOPE(ENTITIES_OF_CONCERN))
		return o->entity ? 6 : 0;
	if (r->scope == SCOPE(COUNTRY) && !strcmp(r->origin, o->name))
		return 5;
	if (r->scope == SCOPE(COUNTRY) && !strcmp(r->origin, o->territory))
		return 4;
	if (r->scope == SCOPE(COUNTRIES_OF_CONCERN))
		return o->of_concern ? 3 : 0;
	if (r->scope == SCOPE(MEMBERS))
		return o->member ? 2 : 0;
	return r->scope == SCOPE(ANY);
}

/* The winner of a kind and measure for a leaf; rows are of one entry and unlike keys. */
static const struct duty_row *
winner(const struct duty_row *rows, size_t n, const char *leaf,
    const struct rate_origin *o, Cmsa__DutyKind kind, const char *measure)
{
	const struct duty_row *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct duty_row *r = &rows[i];
		int c;

		if (!in_effect(r) || !is_prefix(r->code, leaf) || !fit_of(r, o) ||
		    r->kind != kind || strcmp(r->measure, measure) != 0)
			continue;
		c = best ? fit_of(r, o) - fit_of(best, o) : 1;
		if (!c)
			c = (int)strlen(r->code) - (int)strlen(best->code);
		if (!c)
			c = r->start - best->start;
		if (c > 0)
			best = r;
	}
	return best;
}

/* The plain rate of a leaf; false when no line that counts matches. */
static bool
plain_rate(int64_t *low, bool *open, const struct duty_row *rows, size_t n,
    const char *leaf, const struct rate_origin *o)
{
	static const char *const measures[] = { "", "m" };
	bool ordinary = false, any = false;

	*low = 0;
	for (size_t i = 0; i < 2; i++) {
		const struct duty_row *ord =
		    winner(rows, n, leaf, o, KIND(ORDINARY), measures[i]);
		const struct duty_row *add =
		    winner(rows, n, leaf, o, KIND(ADDITIONAL), measures[i]);

		*low += (ord ? ord->bp : 0) + (add ? add->bp : 0);
		ordinary |= ord != NULL;
		any |= ord || add;
	}
	*open = !ordinary;
	return any;
}

/* --- comparing ---------------------------------------------------------------------- */

static bool
same_key(const struct duty_row *a, const struct duty_row *b)
{
	return !strcmp(a->code, b->code) && a->scope == b->scope && a->kind == b->kind &&
	       !strcmp(a->measure, b->measure) && a->start == b->start &&
	       !strcmp(a->origin ? a->origin : "", b->origin ? b->origin : "");
}

static size_t
random_rows(uint64_t *dice, struct duty_row rows[MOST])
{
	size_t wanted = 1 + roll(dice, MOST), n = 0;

	for (size_t i = 0; i < wanted; i++) {
		bool twice = false;

		rows[n] = random_line(dice);
		for (size_t k = 0; k < n; k++)
			twice |= same_key(&rows[k], &rows[n]);
		n += !twice;
	}
	return n;
}

static const struct rate_leaf *
plain_leaf(const struct rate_leaves *leaves, const char *code)
{
	for (size_t i = 0; i < leaves->n; i++)
		if (!leaves->leaf[i].relief && !strcmp(leaves->leaf[i].code, code))
			return &leaves->leaf[i];
	return NULL;
}

static void
compare(const struct rate_leaves *leaves, const struct duty_row *rows, size_t n,
    const struct rate_origin *o, int round)
{
	for (size_t i = 0; i < n; i++) {
		const char *code = rows[i].code;
		const struct rate_leaf *got = plain_leaf(leaves, code);
		int64_t low = 0;
		bool open = false, there;

		there = in_effect(&rows[i]) && is_leaf(rows, n, code) &&
			plain_rate(&low, &open, rows, n, code, o);
		if (!in_effect(&rows[i]))
			continue;
		ck_assert_msg(there == (got != NULL), "round %d: leaf %s", round, code);
		if (!got)
			continue;
		ck_assert_msg(got->low_bp == low, "round %d: leaf %s: %lld and not %lld",
		    round, code, (long long)got->low_bp, (long long)low);
		ck_assert_int_eq(got->high_bp == RATE_OPEN, open);
	}
}

START_TEST(leaves_and_rates_are_those_of_the_rule_read_out)
{
	static const struct rate_origin asked[] = {
		{ .name = "CHN", .of_concern = true },
		{ .name = "JPN", .territory = "XAA", .member = true },
		{ .name = "BRA" },
		{ .name = "CHN", .of_concern = true, .member = true, .entity = true },
	};
	const char *given = getenv("CMSA_SEED");
	uint64_t dice = given ? strtoull(given, NULL, 10) | 1 : 20261125;
	struct tables *t = tables_new();
	struct hs hs;

	printf("naive: CMSA_SEED=%llu\n", (unsigned long long)dice);
	hs_init(&hs, &t->law);
	for (int round = 0; round < ROUNDS; round++) {
		struct duty_row rows[MOST];
		size_t n = random_rows(&dice, rows);
		struct facts *f = facts_empty();
		struct schedule s = { .facts = f, .hs = &hs, .d = { TODAY } };
		struct lines lines = { 0 };
		struct rate_leaves leaves = { 0 };

		add_duty(f, &(struct duty_sheet){ .rows = rows, .n = n });
		facts_finish(f);
		s.lines = facts_duties_of(f, "AUS", &s.n_lines);
		lines_collect(&lines, &s, "250410", counts_of_floors);
		for (size_t k = 0; k < ARRAY_LEN(asked); k++) {
			rate_apply(&leaves, &lines, &asked[k]);
			compare(&leaves, rows, n, &asked[k], round);
		}
		lines_clear(&lines);
		rate_leaves_clear(&leaves);
		facts_done(f);
	}
	hs_clear(&hs);
	tables_free(t);
}
END_TEST

int
main(void)
{
	TCase *c = tcase_create("naive");

	tcase_set_timeout(c, 60);
	tcase_add_test(c, leaves_and_rates_are_those_of_the_rule_read_out);
	return run_suite("comply_naive", (TCase *[]){ c }, 1);
}
