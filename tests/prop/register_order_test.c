/* register_order_test.c - the life of agreements follows from the acts, not from the order
 * in which they were recorded; and a position replays as it was. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "lifecycle.h"

enum {
	ROUNDS = 60,
	CERTIFICATIONS = 6,
	FOLLOWERS = 14
};

static const char *const countries[] = { "AUS", "JPN", "DEU", "FRA", "XEU", "CHN" };

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

/* What is recorded: certifications, then what names one of them. */
struct certify {
	size_t country;
	int32_t days;
};
struct follow {
	char kind; /* 'a' approval, 'd' disapproval, 'e' entry */
	size_t certification;
	int32_t days;
};
struct story {
	struct certify certify[CERTIFICATIONS];
	struct follow follow[FOLLOWERS];
};

/* Dates do not repeat among certifications nor among entries: of two of one date the act
 * number decides, and there order is meant to count. */
static bool
entry_date_is_used(const struct story *s, size_t n, int32_t days)
{
	for (size_t i = 0; i < n; i++)
		if (s->follow[i].kind == 'e' && s->follow[i].days == days)
			return true;
	return false;
}

static void
invent(struct story *s)
{
	int32_t c0 = maker_date("2026-03-01").days;

	for (size_t i = 0; i < CERTIFICATIONS; i++)
		s->certify[i] = (struct certify){ .country = roll(ARRAY_LEN(countries)),
			.days = c0 + (int32_t)(roll(40) * CERTIFICATIONS + i) };
	for (size_t i = 0; i < FOLLOWERS; i++) {
		struct follow *f = &s->follow[i];

		f->kind = "adee"[roll(4)];
		f->certification = roll(CERTIFICATIONS);
		f->days = s->certify[f->certification].days;
		/* Around the ends of the period, where it matters; entries also later. */
		f->days += (int32_t)(roll(2) ? roll(4) : 88 + roll(8));
		if (f->kind == 'e' && roll(2))
			f->days += (int32_t)roll(1000);
		while (f->kind == 'e' && entry_date_is_used(s, i, f->days))
			f->days++;
	}
}

static const char *
text_of(int32_t days, char out[static 11])
{
	date_write(out, (struct date){ days });
	return out;
}

/* Act numbers of the certifications recorded so far. */
struct recorded {
	uint64_t number[CERTIFICATIONS];
	bool done[CERTIFICATIONS + FOLLOWERS];
	size_t n;
};

static void
record_certification(struct maker *m, const struct story *s, struct recorded *r, size_t k)
{
	char date[11];

	r->number[k] = make_certification(m, countries[s->certify[k].country],
	    text_of(s->certify[k].days, date), "2026-01-01");
	r->done[k] = true;
	r->n++;
}

/* Waits when the certification that it names is not there. */
static void
record_follower(struct maker *m, const struct story *s, struct recorded *r, size_t k)
{
	const struct follow *f = &s->follow[k];
	uint64_t number = r->number[f->certification];
	char date[11];

	if (!number)
		return;
	if (f->kind == 'e')
		make_entry(m, countries[s->certify[f->certification].country], number,
		    text_of(f->days, date));
	else
		make_resolution(m, number, f->kind == 'a', text_of(f->days, date), NULL);
	r->done[CERTIFICATIONS + k] = true;
	r->n++;
}

/* Records the story in any order that puts a certification before what names it. */
static void
record(struct maker *m, const struct story *s)
{
	struct recorded r = { 0 };

	maker_init(m, 1, 1);
	make_territory(m, "XEU", "DEU,FRA");
	make_concern(m, "2026", "CHN");
	while (r.n < ARRAY_LEN(r.done)) {
		size_t k = roll(ARRAY_LEN(r.done));

		if (r.done[k])
			continue;
		if (k < CERTIFICATIONS)
			record_certification(m, s, &r, k);
		else
			record_follower(m, s, &r, k - CERTIFICATIONS);
	}
}

enum {
	DAYS = 2000 /* compared, from 2026-02-25 */
};

static void
ask(bool days[static DAYS], int32_t day)
{
	for (int32_t d = day - 1; d <= day + 1; d++)
		if (d >= 0 && d < DAYS)
			days[d] = true;
}

/* The days on which something may change, those beside them, and some of all others. */
static void
days_to_ask(bool days[static DAYS], const struct story *s, int32_t from)
{
	for (int32_t d = 0; d < DAYS; d++)
		days[d] = d % 29 == 0;
	for (size_t i = 0; i < CERTIFICATIONS; i++) {
		ask(days, s->certify[i].days - from);
		ask(days, s->certify[i].days + 90 - from);
	}
	for (size_t i = 0; i < FOLLOWERS; i++)
		ask(days, s->follow[i].days - from);
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
		ck_assert_int_eq(x.earliest.days, y.earliest.days);
		ck_assert_int_eq(x.blocked, y.blocked);
	}
	ck_assert_int_eq(
	    alliance_in_force_since(a, d).days, alliance_in_force_since(b, d).days);
}

static void
compare(const struct registry *a, const struct registry *b, const struct story *s)
{
	const int32_t from = maker_date("2026-02-25").days;
	bool days[DAYS];

	days_to_ask(days, s, from);
	for (int32_t d = 0; d < DAYS; d++)
		if (days[d])
			compare_at(a, b, (struct date){ from + d });
}

START_TEST(the_order_of_recording_changes_no_life)
{
	seed();
	for (int round = 0; round < ROUNDS; round++) {
		struct maker a, b;
		struct story s;

		invent(&s);
		record(&a, &s);
		record(&b, &s);
		compare(a.registry, b.registry, &s);
		maker_clear(&a);
		maker_clear(&b);
	}
}
END_TEST

/* Stories that only ever end one way would prove nothing. */
START_TEST(stories_reach_every_outcome)
{
	size_t seen[VOID_LIMIT + 1] = { 0 };
	static const enum void_reason wanted[] = { VOID_NOT, VOID_TOO_EARLY,
		VOID_IN_FORCE, VOID_OF_CONCERN, VOID_TERRITORY_TWICE, VOID_DISAPPROVED,
		VOID_NO_CERTIFICATION };

	seed();
	for (int round = 0; round < ROUNDS; round++) {
		struct maker m;
		struct story s;

		invent(&s);
		record(&m, &s);
		for (uint64_t i = 1; i <= registry_number(m.registry); i++)
			seen[act_void_reason(m.registry, i)]++;
		maker_clear(&m);
	}
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		ck_assert_msg(seen[wanted[i]], "never %s", void_reason_word(wanted[i]));
}
END_TEST

START_TEST(a_register_at_an_act_is_the_one_that_stopped_there)
{
	seed();
	for (int round = 0; round < ROUNDS / 4; round++) {
		struct registry *grown = registry_new();
		struct maker m;
		struct story s;

		invent(&s);
		record(&m, &s);
		for (uint64_t i = 1; i <= registry_number(m.registry); i++) {
			struct registry *at = registry_at(m.registry, i);

			ck_assert_int_eq(registry_apply(grown,
					     registry_act(m.registry, i)->signed_act),
			    V_OK);
			for (uint64_t k = 1; k <= i; k++)
				ck_assert_int_eq(
				    act_void_reason(at, k), act_void_reason(grown, k));
			registry_free(at);
		}
		registry_free(grown);
		maker_clear(&m);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_order");
	TCase *t = tcase_create("order");

	tcase_add_test(t, the_order_of_recording_changes_no_life);
	tcase_add_test(t, stories_reach_every_outcome);
	tcase_add_test(t, a_register_at_an_act_is_the_one_that_stopped_there);
	tcase_set_timeout(t, 280);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
