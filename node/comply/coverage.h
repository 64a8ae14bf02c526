/* coverage.h - the objectives of 4(e) at D: of which critical minerals and select
 * derivative products the members together have reliable capacity, and how it is spread
 * (statute.md 4; PROTOCOL.md M7.40, M7.41).  Reviewed capacity only; production is shown, and never
 * counts.  Pure; integers only. */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "facts.h"

/* What one member reviewed of one subject, stage, basis and base unit. */
struct coverage_share {
	char country[COUNTRY_LEN];
	int64_t amount;     /* grams or litres of capacity, > 0 */
	uint32_t share_bp;  /* floor(10000 amount / total) */
	bool sample;        /* made up for a demonstration */
	fact_source source; /* of the review */
};

/* Capacities that can be added: of one subject, stage, basis and base unit. */
struct coverage_total {
	const char *subject;
	Cmsa__Stage stage;
	const char *basis; /* as published: "metal content" */
	bool volume;       /* litres, not grams */
	bool too_large;    /* the sum passes 2^63 - 1: no total, shares or index */
	int64_t total;
	int64_t production; /* of the same reviews; -1: none reported, or too large */
	uint32_t hhi; /* floor(sum of 10000 amount^2 / total^2): 10000 for one member */
	struct coverage_share *shares; /* largest first, then by country */
	size_t n_shares;
};

enum coverage_need {
	COVERAGE_HAS, /* some member has capacity */
	COVERAGE_LACKS,
	COVERAGE_NOT_REQUIRED, /* no HS6 at this stage */
};

struct coverage_subject {
	const char *subject;
	bool select; /* a select derivative product, else a mineral on the list at D */
	/* By stage - 1: mined, processed; manufactured of a select product. */
	enum coverage_need need[3];
	bool reliable;
	struct coverage_total *totals; /* by stage, basis, unit */
	size_t n_totals;
};

enum {
	COVERAGE_GOAL_BP = 9000 /* 4(e): 90 percent of the minerals listed */
};

struct coverage {
	struct date as_of;
	uint32_t max_age_days; /* of a review that counts: policy.review_max_age_days */
	struct coverage_subject *subjects; /* minerals, then select products, by id */
	size_t n_subjects;
	uint32_t n_listed, n_reliable;        /* minerals */
	uint32_t n_required;                  /* least that meets the goal */
	uint32_t n_select, n_select_reliable; /* all are needed */
	bool met;                             /* both goals */
	bool
	    incomplete; /* a capacity body of a member is not held: what is lacking may be
			    there */
	char (*members)[COUNTRY_LEN];
	size_t n_members;
	struct arena mem;
};

/* `f` is finished and outlives the result, as does its registry.  The caller frees. */
struct coverage *coverage_at(struct facts *f, struct date d);
void coverage_free(struct coverage *c);

#endif
