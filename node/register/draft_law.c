/* draft_law.c - a policy act: the policy in force with some values changed. */
#include <stdlib.h>
#include <string.h>

#include "draft_fill.h"
#include "kind.h"
#include "law.h"
#include "pb.h"
#include "text.h"

enum {
	GRAMS_A_TONNE = 1000000
};

static void
fill_kinds(struct draft *d, Cmsa__Policy *p)
{
	const char *text = draft_args_find(&d->args, "kinds");
	char **names;
	size_t n = 0;

	if (!text)
		return;
	names = draft_args_split(&d->args, &n, text, ',');
	p->kinds = arena_get(d->mem, (n + 1) * sizeof(*p->kinds));
	p->n_kinds = n;
	for (size_t i = 0; i < n; i++) {
		p->kinds[i] = kind_of_name(names[i]);
		if (!p->kinds[i] || (i && p->kinds[i - 1] >= p->kinds[i]))
			draft_args_fail(&d->args,
			    "\"kinds\": expected names of kinds in the order of their numbers, found \"%s\"",
			    names[i]);
	}
}

/* One of two words for the enum values 1 and 2; `now` when the key is not there. */
static int
one_of_two(
    struct draft *d, const char *key, const char *first, const char *second, int now)
{
	const char *const names[] = { first, second, NULL };

	if (!draft_args_find(&d->args, key))
		return now;
	return (int)draft_args_choice(&d->args, key, names) + 1;
}

static uint32_t
small_number(struct draft *d, const char *key, uint32_t least, uint32_t now)
{
	return (uint32_t)draft_args_number_or(&d->args, key, least, 36500, now);
}

static int
quantity_cmp(const void *va, const void *vb)
{
	const Cmsa__CommercialQuantity *const *a = va, *const *b = vb;

	return strcmp((*a)->mineral, (*b)->mineral);
}

/* "commercial_t=lithium:5000", once a mineral; any replaces all that were said. */
static void
fill_quantities(struct draft *d, Cmsa__Policy *p)
{
	const char *values[DRAFT_MAX_ARGS];
	const size_t n = draft_args_all(&d->args, values, "commercial_t");

	if (!n)
		return;
	p->commercial_quantities =
	    arena_get(d->mem, n * sizeof(*p->commercial_quantities));
	p->n_commercial_quantities = n;
	for (size_t i = 0; i < n; i++) {
		Cmsa__CommercialQuantity *q = arena_get(d->mem, sizeof(*q));
		const size_t name = strcspn(values[i], ":");
		int64_t tonnes;

		cmsa__commercial_quantity__init(q);
		q->mineral = arena_strndup(d->mem, values[i], name);
		p->commercial_quantities[i] = q;
		if (!values[i][name] || !text_to_i64(&tonnes, values[i] + name + 1) ||
		    tonnes < 1 || tonnes > INT64_MAX / GRAMS_A_TONNE)
			draft_args_fail(&d->args,
			    "commercial_t: expected MINERAL:TONNES a year, found \"%.60s\"",
			    values[i]);
		else
			q->grams_a_year = tonnes * GRAMS_A_TONNE;
	}
	qsort(
	    p->commercial_quantities, n, sizeof(*p->commercial_quantities), quantity_cmp);
}

void
draft_law_policy(struct draft *d)
{
	Cmsa__Policy *p = arena_get(d->mem, sizeof(*p));
	struct law now;

	law_at(&now, d->registry, (struct date){ d->act.date_days });
	*p = *now.policy; /* its arrays are the registry's */
	law_clear(&now);
	p->rules_version = small_number(d, "rules_version", 1, p->rules_version);
	fill_kinds(d, p);
	p->corrects_from_days = draft_args_date_or_none(&d->args, "corrects_from");
	p->hkg_mac_country =
	    draft_args_flag_or(&d->args, "hkg_mac_country", p->hkg_mac_country);
	p->hkg_mac_entities =
	    draft_args_flag_or(&d->args, "hkg_mac_entities", p->hkg_mac_entities);
	p->sdp_wider = draft_args_flag_or(&d->args, "sdp_wider", p->sdp_wider);
	p->mixed_floor = (Cmsa__MixedFloor)one_of_two(
	    d, "mixed_floor", "highest", "lowest", (int)p->mixed_floor);
	p->floor_counts = (Cmsa__FloorCounts)one_of_two(
	    d, "floor_counts", "total", "additional", (int)p->floor_counts);
	p->review_max_age_days =
	    small_number(d, "review_max_age_days", 1, p->review_max_age_days);
	p->alert_witnesses = small_number(d, "alert_witnesses", 1, p->alert_witnesses);
	p->own_head_quorum = small_number(d, "own_head_quorum", 0, p->own_head_quorum);
	p->first_deficient_miss =
	    small_number(d, "meetings_may_miss", 0, law_meetings_may_miss(p)) + 1;
	p->alert_ack_days = small_number(d, "alert_ack_days", 1, law_alert_ack_days(p));
	p->alert_outcome_days =
	    small_number(d, "alert_outcome_days", 1, law_alert_outcome_days(p));
	p->alert_late_days =
	    small_number(d, "alert_late_days", 1, law_alert_late_days(p));
	p->fund_close_days =
	    small_number(d, "fund_close_days", 1, law_fund_close_days(p));
	if (draft_args_find(&d->args, "enacted_on"))
		p->enacted_on_days = draft_args_date(&d->args, "enacted_on");
	p->g2_reading = (Cmsa__G2Reading)one_of_two(
	    d, "g2_reading", "whenever", "from-entry", (int)p->g2_reading);
	p->modification_reaches_us_duty = draft_args_flag_or(&d->args,
	    "modification_reaches_us_duty", p->modification_reaches_us_duty);
	fill_quantities(d, p);
	if (draft_args_find(&d->args, "hs_edition"))
		p->hs_edition = draft_args_text(&d->args, "hs_edition");
	d->act.body_case = CMSA__ACT__BODY_POLICY;
	d->act.policy = p;
}
