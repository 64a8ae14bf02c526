/* comply.h - facts -> findings: the eligibility criteria of 4(b) (statute.md 3;
 * PROTOCOL.md 7).  One file a criterion (b1.c, b2.c, ...), one row each in the table of
 * comply.c.  Pure: equal facts and date give byte-identical findings. */
#ifndef COMPLY_H
#define COMPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts.h"
#include "finding.pb-c.h"
#include "hash.h"

/* One finding; equal ones folded (see Finding.count).  Texts live in the findings' arena.
 */
struct finding {
	Cmsa__Finding pb;     /* as digested */
	const char *sentence; /* for people; not digested */
};

struct status_count {
	char country[COUNTRY_LEN];
	Cmsa__Criterion criterion;
	Cmsa__Status status;
	const char *reason;
	uint32_t count; /* elementary findings */
};

struct criterion_result {
	char country[COUNTRY_LEN];
	Cmsa__Criterion criterion;
	Cmsa__Status status; /* the worst that counts */
	bool before_entry;   /* only certified or less at D: computed, marked */
	bool counted;        /* false: (b)(4) before entry, the USA (informational) */
	uint32_t first_finding, n_findings; /* in findings.list */
	uint32_t first_count, n_counts;     /* in findings.counts */
};

enum {
	COMPLY_PARAGRAPHS = 8 /* of 4(b), by number of Criterion; 0 is none */
};

/* "4(b) asks that a government agrees": by its latest undertaking of a paragraph. */
struct agreed {
	uint64_t act; /* 0: not agreed */
	struct date since;
};

struct country_result {
	char country[COUNTRY_LEN];
	/* Every criterion that counts is met, comparable, phasing-in or not-due.  The
	 * USA: as if its criteria counted. */
	bool complies;
	bool informational; /* the USA */
	bool territory;
	struct agreed agreed[COMPLY_PARAGRAPHS]; /* beside what is performed */
	const char *note; /* "certified while deficient: (b)(1)", or "" */
};

struct findings {
	struct facts *facts; /* borrowed */
	struct date as_of;
	uint32_t rules_version;
	bool incomplete;    /* a finding is not-computable: no digest */
	struct hash digest; /* PROTOCOL.md 7.5; zero when incomplete */
	/* In table order: country, criterion, then product, stage, status, reason, hs6,
	 * partners. */
	struct finding *list;
	size_t n_list;
	struct criterion_result *criteria;
	size_t n_criteria;
	struct status_count *counts;
	size_t n_counts;
	struct country_result *countries;
	size_t n_countries;
	struct arena mem;
};

/* Judges every enrolled country (and territory) at date D.  `f` is finished and outlives
 * the result, as does its registry; the witnessed dates in `f` are set for the policy at
 * D.  Free with findings_free. */
struct findings *comply_judge(struct facts *f, struct date d);
void findings_free(struct findings *fs);

/* "(b)(1)", "deficient"; never NULL. */
const char *criterion_name(Cmsa__Criterion c);
Cmsa__Criterion criterion_of_name(
    const char *name); /* "b1", "(b)(1)", "b5a"; CRITERION_UNSET */
const char *criterion_title(Cmsa__Criterion c); /* "duty floors" */
const char *status_name(Cmsa__Status s);
/* Reason code -> words for people; the table of PROTOCOL.md 7.4. */
const char *reason_text(const char *reason);

#endif
