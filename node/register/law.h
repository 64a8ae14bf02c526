/* law.h - reference tables and policy as they stand at a date (statute.md, "Numbers and
 * dates"): rows of the latest act dated on or before D within the register, a correcting
 * act counting from its corrects-from date. */
#ifndef LAW_H
#define LAW_H

#include "act.h"
#include "date.h"
#include "registry.h"

/* Borrowed from the registry; a table without an act has n 0.  Arrays of a table given in
 * parts are joined.  law_clear frees the arrays, not the rows. */
struct law {
	const Cmsa__MineralRow **minerals;
	size_t n_minerals;
	const Cmsa__ConcernRow **concern;
	size_t n_concern;
	const Cmsa__MineralHsRow **mineral_hs;
	size_t n_mineral_hs;
	const Cmsa__FloorRow **floors;
	size_t n_floors;
	const Cmsa__SelectRow **select;
	size_t n_select;
	const Cmsa__HsMapRow **hs_map;
	size_t n_hs_map;
	const Cmsa__IsoRow **iso;
	size_t n_iso;
	const Cmsa__IncomeRow **income;
	size_t n_income;
	const Cmsa__Policy *policy; /* never NULL: the default before any act */
	struct date date;
};

void law_at(struct law *l, const struct registry *r, struct date d);
void law_clear(struct law *l);

/* The policy in force before any policy act: statute.md's values. */
const Cmsa__Policy *policy_default(void);

/* The newest policy act that holds at D; never NULL. */
const Cmsa__Policy *law_policy_at(const struct registry *r, struct date d);

/* How many regular meetings a country may miss in 365 days, as the policy says. */
uint32_t law_meetings_may_miss(const Cmsa__Policy *p);

/* The clocks of an alert, in days: until it is acknowledged, until there is an outcome, and
 * how long a late answer is deficient. */
uint32_t law_alert_ack_days(const Cmsa__Policy *p);
uint32_t law_alert_outcome_days(const Cmsa__Policy *p);
uint32_t law_alert_late_days(const Cmsa__Policy *p);

/* How many days after 30 September the trust fund's fiscal year closes. */
uint32_t law_fund_close_days(const Cmsa__Policy *p);

/* The group of a country's income in a calendar year: of several rows the last;
 * INCOME_UNSET: none says it. */
Cmsa__IncomeGroup law_income_of(const struct law *l, const char *country, int year);

/* On the list on 2026-01-01, or added after it and on or before D (3(2)). */
bool law_is_critical(const struct law *l, const char *mineral);

/* On the list that is in force at D, which is what the objectives of 4(e) are measured by. */
bool law_is_listed(const struct law *l, const char *mineral);

/* A mineral or select product of the tables, critical or not; true for any while there is no
 * table of minerals. */
bool law_knows_subject(const struct law *l, const char *subject);

/* A country of concern at D, HKG and MAC as policy.hkg_mac_country says. */
bool law_is_of_concern(const struct law *l, const char *country);

/* The same for one question, without building the whole law. */
bool law_is_of_concern_at(const struct registry *r, const char *country, struct date d);

#endif
