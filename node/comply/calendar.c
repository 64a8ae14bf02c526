/* calendar.c - gathers what falls due from acts, reviews, alerts and the law. */
#include "calendar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allowance.h"
#include "grow.h"
#include "lifecycle.h"
#include "modification.h"
#include "name.h"
#include "review.h"

enum {
	PHASE_IN_YEARS = 5, /* 4(c)(2)(A) */
	REVIEW_YEARS = 5,   /* 4(j)(1) */
};

/* What is gathered from, and the span that is asked for. */
struct gathering {
	struct calendar *c;
	struct facts *facts;
	const struct registry *r;
	const struct law *law;
	struct date d, first, last;
};

const char *
calendar_kind_word(enum calendar_kind k)
{
	static const char *const words[] = { "certification-period",
		"modification-period", "phase-in-step", "phase-in-limit",
		"capacity-reviews", "alert-acknowledge", "alert-outcome", "annual-report",
		"five-year-review", "fund-transfer" };

	return words[k];
}

const char *
calendar_state_word(enum calendar_state s)
{
	static const char *const words[] = { "due", "done", "late", "overdue", "date" };

	return words[s];
}

static void add(const struct gathering *g, const struct calendar_item *item,
    const char *fmt, ...) ATTR_PRINTF(3, 4);

static void
add(const struct gathering *g, const struct calendar_item *item, const char *fmt, ...)
{
	struct calendar *c = g->c;
	const bool inside =
	    item->date.days >= g->first.days && item->date.days <= g->last.days;
	char text[512];
	va_list ap;

	if (!date_given(item->date) || (!inside && item->state != CALENDAR_OVERDUE))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->items = grow(c->items, &c->room, c->n, sizeof(*c->items));
	c->items[c->n] = *item;
	c->items[c->n++].text = arena_strdup(&c->mem, text);
}

static void
set_country(struct calendar_item *item, const char *country)
{
	memset(item->country, 0, sizeof(item->country));
	memcpy(item->country, country, strnlen(country, sizeof(item->country) - 1));
}

/* --- agreements --------------------------------------------------------------------- */

/* The 90 days: their last, and what may happen the day after. */
static void
add_period(const struct gathering *g, const struct certification *c, const char *country,
    bool modification)
{
	struct calendar_item item = { .date = c->period_ends,
		.kind = modification ? CALENDAR_MODIFICATION : CALENDAR_PERIOD,
		.state = CALENDAR_DATE,
		.clause = modification ? "4(h)(2)(B)" : "4(f)(2)",
		.act = c->act,
		.source = NO_SOURCE };
	const char *const what = modification ? "modification" : "admittance";
	char since[11];

	if (c->voided || c->certified.days > g->d.days)
		return;
	set_country(&item, country);
	date_write(since, c->certified);
	if (!date_given(c->earliest))
		add(g, &item,
		    "the 90 days for the %s of %s, notice of %s, end; a joint "
		    "resolution of disapproval is enacted",
		    what, country, since);
	else if (c->earliest.days <= c->period_ends.days)
		add(g, &item,
		    "the 90 days for the %s of %s, notice of %s, end; a joint "
		    "resolution of approval was enacted before",
		    what, country, since);
	else
		add(g, &item,
		    "the 90 days for the %s of %s, notice of %s, end: from the day "
		    "after it may take effect, unless disapproved by then",
		    what, country, since);
}

static void
add_steps(const struct gathering *g, const struct allowance *a)
{
	const Cmsa__Allowance *x = a->allowance;
	struct calendar_item item = { .kind = CALENDAR_STEP,
		.state = CALENDAR_DATE,
		.clause = "4(c)(2)(A)",
		.act = a->act,
		.source = NO_SOURCE };

	if (x->kind != CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN)
		return;
	set_country(&item, x->country);
	for (size_t i = 0; i < x->n_steps; i++) {
		const uint32_t bp = x->steps[i]->share_bp;

		item.date.days = x->steps[i]->from_days;
		add(g, &item, "%s must charge %u.%02u %% of the floors it phases in",
		    x->country, bp / 100, bp % 100);
	}
	item.kind = CALENDAR_PHASE_IN_LIMIT;
	item.date = date_add_years(allowance_begins(x), PHASE_IN_YEARS);
	add(g, &item,
	    "the last day on which a phase-in of %s begun with act %llu may end",
	    x->country, (unsigned long long)a->act);
}

static void
gather_agreements(const struct gathering *g, const char *country)
{
	size_t n = 0;
	struct certification *c = lifecycle_certifications(g->r, country, &n);
	struct modification_clock *m;
	struct allowance *a;

	for (size_t i = 0; i < n; i++)
		add_period(g, &c[i], country, false);
	free(c);
	m = modification_clocks(g->r, &n, country);
	for (size_t i = 0; i < n; i++)
		add_period(g, &m[i].c, country, true);
	free(m);
	a = allowance_list(g->r, &n, country, (struct date){ DATE_MAX_DAYS });
	for (size_t i = 0; i < n; i++)
		add_steps(g, &a[i]);
	free(a);
}

/* --- capacity reviews --------------------------------------------------------------- */

static int
date_cmp(const void *va, const void *vb)
{
	const struct date *a = va, *b = vb;

	return (a->days > b->days) - (a->days < b->days);
}

/* The last day on which each mineral and stage has a review that is not stale, of those that
 * have one; reviews of one day are one item. */
static void
gather_reviews(const struct gathering *g, struct judge *j, const char *country)
{
	struct date *until = mem_array(j->products.n + 1, sizeof(*until));
	size_t n = 0;

	judge_country(j, country);
	for (size_t i = 0; i < j->products.n; i++) {
		const struct product *p = &j->products.list[i];
		struct review r = review_newest(j, p->id, p->stage);

		if (p->stage == CMSA__STAGE__STAGE_MANUFACTURED)
			continue;
		if (!r.found)
			r = review_newest_for_rest(j, p->id);
		if (!r.found || r.says == REASON_WITHHELD ||
		    r.says == REASON_NOT_AVAILABLE)
			continue;
		until[n++].days = (int32_t)(g->d.days - review_age_days(j, &r) +
					    g->law->policy->review_max_age_days);
	}
	qsort(until, n, sizeof(*until), date_cmp);
	for (size_t i = 0, end; i < n; i = end) {
		struct calendar_item item = { .date = until[i],
			.kind = CALENDAR_CAPACITY,
			.state =
			    until[i].days < g->d.days ? CALENDAR_OVERDUE : CALENDAR_DUE,
			.clause = "4(b)(3)",
			.source = NO_SOURCE };

		for (end = i; end < n && until[end].days == until[i].days;)
			end++;
		set_country(&item, country);
		add(g, &item, "%s renews %zu capacity reviews, or they are stale",
		    country, end - i);
	}
	free(until);
}

/* --- alerts ------------------------------------------------------------------------- */

static enum calendar_state
state_of(const struct gathering *g, const struct alert_answer *answer, struct date by)
{
	if (answer)
		return answer->day.days <= by.days ? CALENDAR_DONE : CALENDAR_LATE;
	return by.days < g->d.days ? CALENDAR_OVERDUE : CALENDAR_DUE;
}

static void
add_clock(
    const struct gathering *g, const struct alert_view *a, const struct alert_clock *k)
{
	const struct place *p = &a->origin->place;
	const unsigned long long seq = p->seq;
	struct calendar_item item = { .date = k->ack_by,
		.kind = CALENDAR_ACKNOWLEDGE,
		.state = state_of(g, k->acknowledged, k->ack_by),
		.clause = "4(b)(5)(A)",
		.source = a->alert->source };

	if (a->standing != ALERT_STANDS || k->standing != CLOCK_COUNTS)
		return;
	set_country(&item, k->country);
	add(g, &item, "%s acknowledges alert %s:%llu", k->country, p->author, seq);
	item.kind = CALENDAR_OUTCOME;
	item.date = k->outcome_by;
	item.state = state_of(g, k->outcome, k->outcome_by);
	add(g, &item, "%s gives an outcome of alert %s:%llu", k->country, p->author, seq);
}

static void
gather_alerts(const struct gathering *g, const struct alerts *a)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->list[i].n_clocks; k++)
			add_clock(g, &a->list[i], &a->list[i].clocks[k]);
}

/* --- what comes round --------------------------------------------------------------- */

/* A duty that falls due every few years from a day on, and the acts that fulfil it. */
struct round {
	struct date from;
	int years;
	struct date until; /* the first day without it; absent: none */
	enum calendar_kind kind;
	const char *clause, *what;
};

struct done {
	struct date date;
	uint64_t act;
	bool used;
};

/* PROTOCOL M7.43: the first act behind the day before that is not used yet. */
static struct done *
fulfils(struct done *list, size_t n, struct date before)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].used && list[i].date.days > before.days)
			return &list[i];
	return NULL;
}

static void
add_rounds(
    const struct gathering *g, const struct round *round, struct done *done, size_t n)
{
	struct date before = round->from;

	if (!date_given(round->from))
		return;
	qsort(done, n, sizeof(*done), date_cmp); /* a done begins with its date */
	for (int k = 1;; k++) {
		struct calendar_item item = { .date = date_add_years(
						  round->from, k * round->years),
			.kind = round->kind,
			.clause = round->clause,
			.source = NO_SOURCE };
		struct done *by = fulfils(done, n, before);

		if (item.date.days > g->last.days ||
		    (date_given(round->until) && item.date.days >= round->until.days))
			return;
		if (by) {
			by->used = true;
			item.act = by->act;
			item.state = by->date.days <= item.date.days ? CALENDAR_DONE
								     : CALENDAR_LATE;
		} else {
			item.state =
			    item.date.days < g->d.days ? CALENDAR_OVERDUE : CALENDAR_DUE;
		}
		add(g, &item, "%s", round->what);
		before = item.date;
	}
}

/* Report or review acts dated on or before D, of the kind that comes round. */
static size_t
list_done(struct done *out, const struct gathering *g, enum act_kind kind)
{
	size_t n = 0;

	for (uint64_t i = 1; i <= registry_number(g->r); i++) {
		const struct act *a = registry_act(g->r, i)->act;
		int32_t days;

		if (a->kind != kind || act_void_reason(g->r, i))
			continue;
		days = kind == ACT_REPORT ? a->body->report->reported_days
					  : a->body->review->reviewed_days;
		if (days <= g->d.days)
			out[n++] = (struct done){ { days }, i, false };
	}
	return n;
}

static void
gather_rounds(const struct gathering *g)
{
	const struct date end = alliance_terminated(g->r, g->d);
	const struct round report = { { g->law->policy->enacted_on_days }, 1, { 0 },
		CALENDAR_ANNUAL_REPORT, "4(k)", "the annual report is submitted" };
	const struct round review = { alliance_in_force_since(g->r, g->d), REVIEW_YEARS,
		end, CALENDAR_REVIEW, "4(j)", "the review by the United States is done" };
	struct done *done = mem_array(registry_number(g->r) + 1, sizeof(*done));

	g->c->enactment_unknown = !date_given(report.from);
	add_rounds(g, &report, done, list_done(done, g, ACT_REPORT));
	add_rounds(g, &review, done, list_done(done, g, ACT_REVIEW));
	free(done);
}

/* Quarter ends from F0 to T. */
static void
gather_transfers(const struct gathering *g)
{
	static const int months[] = { 3, 6, 9, 12 }, days[] = { 31, 30, 30, 31 };
	const struct date from = alliance_in_force_since(g->r, g->d);
	const struct date end = alliance_terminated(g->r, g->d);
	int first, last, unused;

	if (!date_given(from))
		return;
	date_to_ymd(
	    g->first.days > from.days ? g->first : from, &first, &unused, &unused);
	date_to_ymd(g->last, &last, &unused, &unused);
	for (int year = first; year <= last; year++)
		for (int q = 0; q < 4; q++) {
			struct calendar_item item = { .date = date_of_ymd(
							  year, months[q], days[q]),
				.kind = CALENDAR_TRANSFER,
				.state = CALENDAR_DATE,
				.clause = "6(b)(2)",
				.source = NO_SOURCE };

			if (item.date.days < from.days ||
			    (date_given(end) && item.date.days >= end.days))
				continue;
			add(g, &item,
			    "the quarter ends: the duties received are transferred to "
			    "the trust fund");
		}
}

/* --- the whole ---------------------------------------------------------------------- */

static int
item_cmp(const void *va, const void *vb)
{
	const struct calendar_item *a = va, *b = vb;
	int c = date_cmp(&a->date, &b->date);

	if (!c)
		c = (int)a->kind - (int)b->kind;
	if (!c)
		c = strcmp(a->country, b->country);
	return c ? c : strcmp(a->text, b->text);
}

static void
gather_countries(const struct gathering *g, struct judge *j)
{
	size_t n = 0;
	const struct author *const *authors = registry_authors(g->r, &n);

	for (size_t i = 0; i < n; i++) {
		const char *name = authors[i]->name;

		if (!author_is_country(name) || (authors[i]->role != ROLE_MEMBER &&
						    authors[i]->role != ROLE_CANDIDATE))
			continue;
		gather_agreements(g, name);
		gather_reviews(g, j, name);
	}
}

struct calendar *
calendar_at(struct facts *f, struct date d, struct date first, struct date last)
{
	struct calendar *c = mem_new(sizeof(*c));
	struct gathering g = {
		.c = c, .facts = f, .r = f->registry, .d = d, .first = first, .last = last
	};
	struct judge j;
	struct law law;

	c->as_of = d;
	arena_init(&c->mem, 0);
	law_at(&law, f->registry, d);
	facts_witness(f, law.policy->alert_witnesses);
	judge_init(&j, &c->mem, f, &law, d);
	g.law = &law;
	gather_countries(&g, &j);
	gather_alerts(&g, j.alerts);
	gather_rounds(&g);
	gather_transfers(&g);
	judge_clear(&j);
	law_clear(&law);
	if (c->n)
		qsort(c->items, c->n, sizeof(*c->items), item_cmp);
	return c;
}

void
calendar_free(struct calendar *c)
{
	if (!c)
		return;
	free(c->items);
	arena_clear(&c->mem);
	free(c);
}
