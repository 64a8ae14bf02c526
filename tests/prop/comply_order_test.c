/* comply_order_test.c - properties of findings: they do not depend on the order in which
 * facts arrive, and no criterion improves when evidence is taken away (where each thing has
 * one piece of evidence). */
#include <stdio.h>

#include "unit/comply_fixture.h"

enum {
	BODIES = 12,
	ROWS = 8,
	ROUNDS = 30
};

struct dice {
	uint64_t state;
};

static uint32_t
roll(struct dice *d, uint32_t n)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (uint32_t)(d->state >> 33) % n;
}

/* CMSA_SEED or a constant, and printed: a failure can be run again. */
static struct dice
dice_new(const char *what)
{
	const char *given = getenv("CMSA_SEED");
	struct dice d = { given ? strtoull(given, NULL, 10) | 1 : 20261124 };

	printf("%s: CMSA_SEED=%llu\n", what, (unsigned long long)d.state);
	return d;
}

static const char *const codes[] = { "25041000", "250410", "2504101000", "25041050",
	"26090000", "2609000030", "81060000", "81069000" };
static const char *const origins[] = { "CHN", "RUS", "JPN", "GBR", "BRA" };
static const Cmsa__DutyKind kinds[] = { KIND(ORDINARY), KIND(ORDINARY), KIND(ADDITIONAL),
	KIND(RELIEF), KIND(SAFEGUARD), KIND(ANTIDUMPING) };

static struct duty_row
random_line(struct dice *d)
{
	struct duty_row r = { .code = codes[roll(d, ARRAY_LEN(codes))],
		.scope = (Cmsa__OriginScope)(1 + roll(d, 5)),
		.kind = kinds[roll(d, ARRAY_LEN(kinds))],
		.measure = roll(d, 2) ? "m" : "",
		.bp = roll(d, 4) * 1000,
		.combination =
		    roll(d, 4) ? COMBO(AD_VALOREM) : (Cmsa__Combination)roll(d, 5),
		.start = DAY0 + (int32_t)roll(d, 3),
		.equivalent_bp = roll(d, 2) * 2600 };

	if (r.scope == SCOPE(COUNTRY))
		r.origin = origins[roll(d, ARRAY_LEN(origins))];
	if (!roll(d, 5))
		r.end = TODAY - 1 + (int32_t)roll(d, 3);
	return r;
}

struct body {
	bool duty;
	struct duty_row lines[ROWS];
	struct review_row reviews[ROWS];
	uint64_t seq;
	const char *edition;
	uint32_t part, parts;
	size_t n;
};

static void
random_body(struct dice *d, struct body *b, uint64_t seq)
{
	static const char *const minerals[] = { "graphite", "tin", "bismuth" };

	*b = (struct body){ .duty = roll(d, 3) > 0,
		.seq = seq,
		.edition = roll(d, 3) ? "HS2022" : "HS2017",
		.n = 1 + roll(d, ROWS) };
	if (b->duty && seq <= 2) {
		/* the first two are parts of one batch */
		b->part = (uint32_t)seq;
		b->parts = 2;
	}
	for (size_t i = 0; i < b->n; i++) {
		b->lines[i] = random_line(d);
		b->reviews[i] = (struct review_row){ .subject = minerals[roll(d, 3)],
			.stage = roll(d, 2) ? STAGE(MINED) : STAGE(PROCESSED),
			.presence = (Cmsa__Presence)(1 + roll(d, 4)),
			.day = TODAY - (int32_t)roll(d, 500) };
	}
}

static void
add_body(struct facts *f, const struct body *b)
{
	if (b->duty)
		add_duty(f, &(struct duty_sheet){ .seq = b->seq,
				.edition = b->edition,
				.part = b->part,
				.parts = b->parts,
				.rows = b->lines,
				.n = b->n });
	else
		add_reviews(f, "AUS", b->seq, b->reviews, b->n);
}

static struct tables *
some_tables(void)
{
	struct tables *t = tables_graphite();

	table_mineral(t, "tin", 0);
	table_hs6(t, "tin", STAGE(MINED), "260900", "26090000");
	table_floor(t, "26090000", "tin", STAGE(MINED), 1000);
	table_mineral(t, "bismuth", 0);
	table_hs6(t, "bismuth", STAGE(PROCESSED), "810610", NULL);
	table_hs6(t, "bismuth", STAGE(PROCESSED), "810690", NULL);
	table_floor(t, "81061000", "bismuth", STAGE(PROCESSED), 2500);
	table_floor(t, "81069000", "bismuth", STAGE(PROCESSED), 0);
	table_map(t, "810600", "810610", "810690");
	return t;
}

static const char *const members = "AUS GBR JPN USA";

static void
shuffle(struct dice *d, size_t order[BODIES])
{
	for (size_t i = BODIES; i > 1; i--) {
		size_t k = roll(d, (uint32_t)i), t = order[i - 1];

		order[i - 1] = order[k];
		order[k] = t;
	}
}

static struct hash
digest_of(const struct body *bodies, const size_t order[BODIES], const struct tables *t)
{
	struct facts *f = facts_empty();
	struct findings *fs;
	struct hash h;

	for (size_t i = 0; i < BODIES; i++)
		add_body(f, &bodies[order[i]]);
	facts_finish(f);
	fs = judged(f, t, "AUS", members, NULL);
	h = fs->digest;
	ck_assert(!hash_is_zero(&h));
	findings_free(fs);
	facts_done(f);
	return h;
}

START_TEST(findings_do_not_depend_on_the_order_in_which_facts_arrive)
{
	struct dice d = dice_new("order");

	for (int round = 0; round < ROUNDS; round++) {
		struct tables *t = some_tables();
		struct body bodies[BODIES];
		size_t order[BODIES];
		struct hash first;

		for (size_t i = 0; i < BODIES; i++) {
			random_body(&d, &bodies[i], i + 1);
			order[i] = i;
		}
		first = digest_of(bodies, order, t);
		for (int again = 0; again < 5; again++) {
			struct hash h;

			shuffle(&d, order);
			h = digest_of(bodies, order, t);
			ck_assert_msg(
			    hash_eq(&h, &first), "round %d: another digest", round);
		}
		tables_free_codes(t);
		tables_free(t);
	}
}
END_TEST

/* --- less evidence ------------------------------------------------------------------ */

/* One ordinary line per HS6 and one review per mineral and stage; each may be absent. */
struct evidence {
	struct duty_row lines[3];
	struct review_row reviews[4];
	bool line_there[3], review_there[4];
};

static void
random_evidence(struct dice *d, struct evidence *e)
{
	static const char *const one_each[] = { "25041000", "26090000", "81061000" };

	for (size_t i = 0; i < ARRAY_LEN(e->lines); i++) {
		e->lines[i] = (struct duty_row){ .code = one_each[i],
			.bp = roll(d, 3) * 1500,
			.combination = roll(d, 2) ? COMBO(AD_VALOREM) : COMBO(SPECIFIC),
			.equivalent_bp = roll(d, 2) * 2500 };
		if (e->lines[i].combination == COMBO(SPECIFIC))
			e->lines[i].bp = 0;
		e->line_there[i] = true;
	}
	for (size_t i = 0; i < ARRAY_LEN(e->reviews); i++) {
		e->reviews[i] =
		    (struct review_row){ .subject = i < 2 ? "graphite" : "tin",
			    .stage = i % 2 ? STAGE(MINED) : STAGE(PROCESSED),
			    .presence = (Cmsa__Presence)(1 + roll(d, 4)),
			    .day = TODAY - (int32_t)roll(d, 500) };
		e->review_there[i] = true;
	}
}

static struct facts *
facts_of(const struct evidence *e)
{
	struct facts *f = facts_empty();

	for (size_t i = 0; i < ARRAY_LEN(e->lines); i++)
		if (e->line_there[i])
			add_duty(f, &(struct duty_sheet){
					.seq = i + 1, .rows = &e->lines[i], .n = 1 });
	for (size_t i = 0; i < ARRAY_LEN(e->reviews); i++)
		if (e->review_there[i])
			add_reviews(f, "AUS", 10 + i, &e->reviews[i], 1);
	facts_finish(f);
	return f;
}

/* Elementary findings of a criterion that leave the country complying. */
static uint32_t
good_ones(const struct findings *fs, size_t criterion)
{
	const struct criterion_result *r = &fs->criteria[criterion];
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->n_counts; i++)
		if (fs->counts[r->first_count + i].status >=
		    CMSA__STATUS__STATUS_PHASING_IN)
			n += fs->counts[r->first_count + i].count;
	return n;
}

static void
count_good(uint32_t good[3], const struct evidence *e, const struct tables *t)
{
	struct facts *f = facts_of(e);
	struct findings *fs = judged(f, t, "AUS", members, NULL);

	for (size_t i = 0; i < 3; i++)
		good[i] = good_ones(fs, i);
	findings_free(fs);
	facts_done(f);
}

START_TEST(no_criterion_improves_when_evidence_is_taken_away)
{
	struct dice d = dice_new("less evidence");
	struct tables *t = some_tables();

	for (int round = 0; round < ROUNDS; round++) {
		struct evidence e;
		uint32_t before[3], after[3];

		random_evidence(&d, &e);
		count_good(before, &e, t);
		for (int taken = 0; taken < 7; taken++) {
			size_t i = roll(&d, 7);

			if (i < 3)
				e.line_there[i] = false;
			else
				e.review_there[i - 3] = false;
			count_good(after, &e, t);
			for (size_t k = 0; k < 3; k++)
				ck_assert_uint_le(after[k], before[k]);
			memcpy(before, after, sizeof(before));
		}
	}
	tables_free_codes(t);
	tables_free(t);
}
END_TEST

int
main(void)
{
	TCase *c = tcase_create("findings");

	tcase_set_timeout(c, 60);
	tcase_add_test(c, findings_do_not_depend_on_the_order_in_which_facts_arrive);
	tcase_add_test(c, no_criterion_improves_when_evidence_is_taken_away);
	return run_suite("comply_order", (TCase *[]){ c }, 1);
}
