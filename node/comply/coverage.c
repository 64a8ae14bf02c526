/* coverage.c - sums what members reviewed, subject by subject. */
#include "coverage.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "review.h"

/* One row's capacity, before rows that can be added are. */
struct piece {
	struct coverage_share share;
	Cmsa__Stage stage;
	const char *basis;
	bool volume;
	int64_t production; /* -1: none */
};

struct pieces {
	struct piece *v;
	size_t n, room;
};

/* --- what members reviewed ---------------------------------------------------------- */

static int64_t
amount_of(const Cmsa__Quantity *q)
{
	if (!q || q->presence != CMSA__PRESENCE__PRESENCE_REPORTED)
		return 0;
	return q->grams ? q->grams : q->litres;
}

static void
add_row(struct pieces *p, const struct judge *j, const struct fact_review *row,
    Cmsa__Stage stage)
{
	const Cmsa__CapacityReview *r = row->review;
	const int64_t capacity = amount_of(r->capacity);
	struct piece *x;

	/* An aggregate is of several minerals: nobody can say how much is of which. */
	if (row->aggregate || !capacity)
		return;
	p->v = grow(p->v, &p->room, p->n, sizeof(*p->v));
	x = &p->v[p->n++];
	*x = (struct piece){ .stage = stage,
		.basis = r->basis,
		.volume = r->capacity->litres > 0,
		.share = { .amount = capacity,
		    .sample = r->sample,
		    .source = row->source },
		.production = -1 };
	memcpy(x->share.country, j->country, COUNTRY_LEN);
	if (amount_of(r->production) && (r->production->litres > 0) == x->volume)
		x->production = amount_of(r->production);
}

/* The newest review of the country that the judge is turned to, unless it is stale. */
static void
add_country(
    struct pieces *p, const struct judge *j, const char *subject, Cmsa__Stage stage)
{
	const struct review r = review_newest(j, subject, stage);

	if (!r.found || review_is_stale(j, &r))
		return;
	for (size_t i = r.first; i < r.first + r.n; i++)
		if (review_has_row(&r, &j->reviews[i]))
			add_row(p, j, &j->reviews[i], stage);
}

/* --- sums --------------------------------------------------------------------------- */

static int
sum_cmp(const struct piece *a, const struct piece *b)
{
	int c = (int)a->stage - (int)b->stage;

	if (!c)
		c = strcmp(a->basis, b->basis);
	return c ? c : (int)a->volume - (int)b->volume;
}

static int
piece_cmp(const void *va, const void *vb)
{
	const struct piece *a = va, *b = vb;
	int c = sum_cmp(a, b);

	return c ? c : strcmp(a->share.country, b->share.country);
}

/* Largest first, then by country. */
static int
share_cmp(const void *va, const void *vb)
{
	const struct coverage_share *a = va, *b = vb;

	if (a->amount != b->amount)
		return a->amount < b->amount ? 1 : -1;
	return strcmp(a->country, b->country);
}

/* Adds unless the sum would pass INT64_MAX. */
static bool
add_to(int64_t *sum, int64_t more)
{
	if (*sum > INT64_MAX - more)
		return false;
	*sum += more;
	return true;
}

__extension__ typedef unsigned __int128 wide;

/* floor(10000 part / whole) for part <= whole < 2^126, digit by binary digit of 10000, so
 * that nothing passes 2^128. */
static uint32_t
ten_thousandths(wide part, wide whole)
{
	wide rest = 0;
	uint32_t q = 0;

	for (uint32_t bit = 1u << 13; bit; bit >>= 1) {
		q *= 2;
		rest *= 2;
		if (10000u & bit)
			rest += part;
		for (; rest >= whole; rest -= whole)
			q++;
	}
	return q;
}

static void
weigh_shares(struct coverage_total *t)
{
	const wide whole = (wide)t->total * (wide)t->total;
	wide squares = 0;

	for (size_t i = 0; i < t->n_shares; i++) {
		const wide x = (wide)t->shares[i].amount;

		squares += x * x;
		t->shares[i].share_bp = ten_thousandths(x, (wide)t->total);
	}
	t->hhi = ten_thousandths(squares, whole);
	qsort(t->shares, t->n_shares, sizeof(*t->shares), share_cmp);
}

/* One total of pieces that can be added, a country's rows being neighbours. */
static struct coverage_total
total_of(struct coverage *c, const char *subject, const struct piece *p, size_t n)
{
	struct coverage_total t = { .subject = subject,
		.stage = p->stage,
		.basis = p->basis,
		.volume = p->volume,
		.production = -1 };
	bool fits = true;

	t.shares = arena_get(&c->mem, n * sizeof(*t.shares));
	for (size_t i = 0; i < n; i++) {
		struct coverage_share *last =
		    t.n_shares ? &t.shares[t.n_shares - 1] : NULL;

		t.too_large |= !add_to(&t.total, p[i].share.amount);
		if (p[i].production >= 0 && t.production < 0)
			t.production = 0;
		if (p[i].production >= 0)
			fits &= add_to(&t.production, p[i].production);
		if (!last || strcmp(last->country, p[i].share.country) != 0) {
			t.shares[t.n_shares++] = p[i].share;
			continue;
		}
		t.too_large |= !add_to(&last->amount, p[i].share.amount);
		last->sample |= p[i].share.sample;
	}
	if (!fits)
		t.production = -1;
	if (t.too_large)
		t.total = 0;
	else
		weigh_shares(&t);
	return t;
}

static void
settle(struct coverage *c, struct coverage_subject *s, struct pieces *p)
{
	if (!p->n)
		return;
	qsort(p->v, p->n, sizeof(*p->v), piece_cmp);
	s->totals = arena_get(&c->mem, p->n * sizeof(*s->totals));
	for (size_t i = 0, end; i < p->n; i = end) {
		for (end = i + 1; end < p->n && !sum_cmp(&p->v[i], &p->v[end]);)
			end++;
		s->totals[s->n_totals++] = total_of(c, s->subject, &p->v[i], end - i);
		s->need[p->v[i].stage - 1] = COVERAGE_HAS;
	}
}

/* --- subjects ----------------------------------------------------------------------- */

static struct coverage_subject *
subject_of(struct coverage *c, const struct product *p)
{
	struct coverage_subject *s =
	    c->n_subjects ? &c->subjects[c->n_subjects - 1] : NULL;

	if (s && !strcmp(s->subject, p->id))
		return s;
	s = &c->subjects[c->n_subjects++];
	*s = (struct coverage_subject){ .subject = p->id,
		.select = p->stage == CMSA__STAGE__STAGE_MANUFACTURED,
		.need = { COVERAGE_NOT_REQUIRED, COVERAGE_NOT_REQUIRED,
		    COVERAGE_NOT_REQUIRED } };
	return s;
}

/* A subject is reliable when no stage that is required lacks capacity, and some stage has
 * it: without a code at either stage nothing is shown. */
static void
judge_subject(struct coverage *c, struct judge *j, struct coverage_subject *s)
{
	struct pieces p = { 0 };
	bool lacks = false, has = false;

	for (size_t m = 0; m < c->n_members; m++) {
		judge_country(j, c->members[m]);
		c->incomplete |= j->capacity_missing;
		for (int stage = s->select ? 3 : 1; stage <= (s->select ? 3 : 2); stage++)
			add_country(&p, j, s->subject, (Cmsa__Stage)stage);
	}
	settle(c, s, &p);
	free(p.v);
	for (int i = 0; i < 3; i++) {
		lacks |= s->need[i] == COVERAGE_LACKS;
		has |= s->need[i] == COVERAGE_HAS;
	}
	s->reliable = has && !lacks;
}

static void
list_subjects(struct coverage *c, const struct judge *j)
{
	c->subjects = arena_get(&c->mem, (j->products.n + 1) * sizeof(*c->subjects));
	for (int select = 0; select < 2; select++)
		for (size_t i = 0; i < j->products.n; i++) {
			const struct product *p = &j->products.list[i];
			const bool made = p->stage == CMSA__STAGE__STAGE_MANUFACTURED;
			struct coverage_subject *s;

			if (made != (select == 1) ||
			    (!made && !law_is_listed(j->law, p->id)))
				continue;
			s = subject_of(c, p);
			if (made || p->n_codes)
				s->need[p->stage - 1] = COVERAGE_LACKS;
		}
}

static void
list_members(struct coverage *c, const struct judge *j)
{
	c->members = arena_get(&c->mem, (j->n_members + 1) * sizeof(*c->members));
	if (j->prospective) /* no Alliance yet: nobody's capacity is its */
		return;
	for (size_t i = 0; i < j->n_members; i++)
		memcpy(c->members[c->n_members++], j->members[i].name, COUNTRY_LEN);
}

static void
count(struct coverage *c)
{
	for (size_t i = 0; i < c->n_subjects; i++) {
		const struct coverage_subject *s = &c->subjects[i];

		if (s->select) {
			c->n_select++;
			c->n_select_reliable += s->reliable;
		} else {
			c->n_listed++;
			c->n_reliable += s->reliable;
		}
	}
	c->n_required = (c->n_listed * COVERAGE_GOAL_BP + 9999) / 10000;
	c->met = c->n_listed && c->n_reliable >= c->n_required &&
		 c->n_select_reliable == c->n_select;
}

struct coverage *
coverage_at(struct facts *f, struct date d)
{
	struct coverage *c = mem_new(sizeof(*c));
	struct judge j;
	struct law law;

	c->as_of = d;
	arena_init(&c->mem, 0);
	law_at(&law, f->registry, d);
	facts_witness(f, law.policy->alert_witnesses);
	c->max_age_days = law.policy->review_max_age_days;
	judge_init(&j, &c->mem, f, &law, d);
	list_members(c, &j);
	list_subjects(c, &j);
	for (size_t i = 0; i < c->n_subjects; i++)
		judge_subject(c, &j, &c->subjects[i]);
	count(c);
	judge_clear(&j);
	law_clear(&law);
	return c;
}

void
coverage_free(struct coverage *c)
{
	if (!c)
		return;
	arena_clear(&c->mem);
	free(c);
}
