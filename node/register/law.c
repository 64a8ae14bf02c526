/* law.c - tables and policy at a date. */
#include "law.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "registry_state.h"

enum {
	FIRST_DEFICIENT_MISS = 2, /* one regular meeting may be missed */
	ALERT_ACK_DAYS = 2,
	ALERT_OUTCOME_DAYS = 30,
	ALERT_LATE_DAYS = 365,
	FUND_CLOSE_DAYS = 30
};

static const int32_t LIST_DAY = 20454; /* 2026-01-01: "on January 1, 2026" (3(2)(A)) */

static const Cmsa__Policy before_any_act = {
	.base = { .descriptor = &cmsa__policy__descriptor },
	.rules_version = 1,
	.n_kinds = 12,
	.kinds = (uint32_t[]){ KIND_KEYS, KIND_WITNESS, KIND_CAPACITY, KIND_DUTY,
	    KIND_ALERT, KIND_ALERT_RESPONSE, KIND_MEASURE, KIND_ATTENDANCE,
	    KIND_ASSESSMENT, KIND_FUND, KIND_RETRACTION, KIND_REPLY },
	.hkg_mac_country = false,
	.hkg_mac_entities = true,
	.sdp_wider = false,
	.mixed_floor = CMSA__MIXED_FLOOR__MIXED_FLOOR_HIGHEST,
	.floor_counts = CMSA__FLOOR_COUNTS__FLOOR_COUNTS_TOTAL,
	.review_max_age_days = 365,
	.alert_witnesses = 2,
	.own_head_quorum = 2,
	.first_deficient_miss = FIRST_DEFICIENT_MISS,
	.alert_ack_days = ALERT_ACK_DAYS,
	.alert_outcome_days = ALERT_OUTCOME_DAYS,
	.alert_late_days = ALERT_LATE_DAYS,
	.fund_close_days = FUND_CLOSE_DAYS,
	.hs_edition = (char[]){ "HS2022" },
};

const Cmsa__Policy *
policy_default(void)
{
	return &before_any_act;
}

uint32_t
law_meetings_may_miss(const Cmsa__Policy *p)
{
	const uint32_t first = p->first_deficient_miss;

	return (first ? first : FIRST_DEFICIENT_MISS) - 1;
}

/* PROTOCOL M3.20: 0 is a policy act that says nothing of alerts. */
uint32_t
law_alert_ack_days(const Cmsa__Policy *p)
{
	return p->alert_ack_days ? p->alert_ack_days : ALERT_ACK_DAYS;
}

uint32_t
law_alert_outcome_days(const Cmsa__Policy *p)
{
	return p->alert_outcome_days ? p->alert_outcome_days : ALERT_OUTCOME_DAYS;
}

uint32_t
law_alert_late_days(const Cmsa__Policy *p)
{
	return p->alert_late_days ? p->alert_late_days : ALERT_LATE_DAYS;
}

uint32_t
law_fund_close_days(const Cmsa__Policy *p)
{
	return p->fund_close_days ? p->fund_close_days : FUND_CLOSE_DAYS;
}

/* PROTOCOL M3.12: since when a policy act holds. */
static int32_t
policy_from(const struct act *a)
{
	int32_t corrected = a->body->policy->corrects_from_days;

	return corrected ? corrected : a->date.days;
}

const Cmsa__Policy *
registry_policy_at(const struct registry *r, struct date d)
{
	const struct act *best = NULL;

	/* Acts come in ascending number: of two of one date the later one wins. */
	for (size_t i = 0; i < r->n_policies; i++) {
		const struct act *a = &r->policies[i]->act;

		if (policy_from(a) <= d.days &&
		    (!best || a->date.days >= best->date.days))
			best = a;
	}
	return best ? best->body->policy : policy_default();
}

/* Joins one repeated field of all parts of the table at D into an array of pointers.
 * Function-like only in its first line: the field's name and type differ a table. */
#define JOIN(rows, n_rows, table, field)                                        \
	do {                                                                    \
		const struct edition *ed = editions_at(&r->editions, table, d); \
		size_t n = 0;                                                   \
                                                                                \
		for (size_t p = 0; ed && p < ed->n_parts; p++)                  \
			n += ed->parts[p]->n_##field;                           \
		rows = mem_array(n + 1, sizeof(*(rows)));                       \
		for (size_t p = 0; ed && p < ed->n_parts; p++)                  \
			for (size_t i = 0; i < ed->parts[p]->n_##field; i++)    \
				rows[n_rows++] = ed->parts[p]->field[i];        \
	} while (0)

const Cmsa__Policy *
law_policy_at(const struct registry *r, struct date d)
{
	return registry_policy_at(r, d);
}

void
law_at(struct law *l, const struct registry *r, struct date d)
{
	*l = (struct law){ .date = d, .policy = registry_policy_at(r, d) };
	JOIN(l->minerals, l->n_minerals, TABLE_CRITICAL_MINERALS, critical_minerals);
	JOIN(l->concern, l->n_concern, TABLE_COUNTRIES_OF_CONCERN, countries_of_concern);
	JOIN(l->mineral_hs, l->n_mineral_hs, TABLE_MINERAL_HS6, mineral_hs6);
	JOIN(l->floors, l->n_floors, TABLE_SECTION301_FLOORS, section301_floors);
	JOIN(l->select, l->n_select, TABLE_SELECT_DERIVATIVE_PRODUCTS,
	    select_derivative_products);
	JOIN(l->hs_map, l->n_hs_map, TABLE_HS2017_TO_HS2022, hs2017_to_hs2022);
	JOIN(l->iso, l->n_iso, TABLE_ISO3166, iso3166);
	JOIN(l->income, l->n_income, TABLE_COUNTRY_INCOME, country_income);
}

void
law_clear(struct law *l)
{
	free(l->minerals);
	free(l->concern);
	free(l->mineral_hs);
	free(l->floors);
	free(l->select);
	free(l->hs_map);
	free(l->iso);
	free(l->income);
	*l = (struct law){ 0 };
}

bool
law_is_critical(const struct law *l, const char *mineral)
{
	for (size_t i = 0; i < l->n_minerals; i++) {
		const Cmsa__MineralRow *row = l->minerals[i];

		if (strcmp(row->mineral, mineral) != 0)
			continue;
		if (row->from_days <= LIST_DAY &&
		    (!row->to_days || row->to_days >= LIST_DAY))
			return true;
		/* Leaving the list later changes nothing, so `to` is not asked. */
		if (row->from_days > LIST_DAY && row->from_days <= l->date.days)
			return true;
	}
	return false;
}

bool
law_is_listed(const struct law *l, const char *mineral)
{
	for (size_t i = 0; i < l->n_minerals; i++) {
		const Cmsa__MineralRow *row = l->minerals[i];

		if (!strcmp(row->mineral, mineral) && row->from_days <= l->date.days &&
		    (!row->to_days || l->date.days <= row->to_days))
			return true;
	}
	return false;
}

static bool
is_of_concern(const Cmsa__ConcernRow *row, const char *country, struct date d,
    const Cmsa__Policy *policy)
{
	if (strcmp(row->country, country) != 0)
		return false;
	if (row->from_days > d.days && row->from_days)
		return false;
	if (row->to_days && row->to_days < d.days)
		return false;
	switch (row->status) {
	case CMSA__CONCERN_STATUS__CONCERN_YES: return true;
	case CMSA__CONCERN_STATUS__CONCERN_POLICY: return policy->hkg_mac_country;
	case CMSA__CONCERN_STATUS__CONCERN_NO:
	case CMSA__CONCERN_STATUS__CONCERN_UNSET:
	case _CMSA__CONCERN_STATUS_IS_INT_SIZE: return false;
	}
	return false;
}

bool
law_is_of_concern(const struct law *l, const char *country)
{
	for (size_t i = 0; i < l->n_concern; i++)
		if (is_of_concern(l->concern[i], country, l->date, l->policy))
			return true;
	return false;
}

bool
law_is_of_concern_at(const struct registry *r, const char *country, struct date d)
{
	const struct edition *ed =
	    editions_at(&r->editions, TABLE_COUNTRIES_OF_CONCERN, d);
	const Cmsa__Policy *policy = registry_policy_at(r, d);

	for (size_t p = 0; ed && p < ed->n_parts; p++)
		for (size_t i = 0; i < ed->parts[p]->n_countries_of_concern; i++)
			if (is_of_concern(ed->parts[p]->countries_of_concern[i], country,
				d, policy))
				return true;
	return false;
}

Cmsa__IncomeGroup
law_income_of(const struct law *l, const char *country, int year)
{
	Cmsa__IncomeGroup found = CMSA__INCOME_GROUP__INCOME_UNSET;

	for (size_t i = 0; i < l->n_income; i++)
		if (l->income[i]->year == (uint32_t)year &&
		    !strcmp(l->income[i]->country, country))
			found = l->income[i]->group;
	return found;
}

bool
law_knows_subject(const struct law *l, const char *subject)
{
	for (size_t i = 0; i < l->n_minerals; i++)
		if (!strcmp(l->minerals[i]->mineral, subject))
			return true;
	for (size_t i = 0; i < l->n_select; i++)
		if (!strcmp(l->select[i]->product, subject))
			return true;
	return !l->n_minerals;
}
