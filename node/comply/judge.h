/* judge.h - what the rules of every criterion need to judge one country at D. */
#ifndef JUDGE_H
#define JUDGE_H

#include "alerts.h"
#include "allowance.h"
#include "facts.h"
#include "hs.h"
#include "law.h"
#include "products.h"
#include "rate.h"
#include "sheet.h"

/* The name under which the finding for entities of concern stands among the partners. */
#define JUDGE_ENTITIES "entities"

struct judge {
	/* of the alliance at D */
	const struct facts *facts;
	const struct law *law;
	struct date d;
	struct hs hs;
	struct products products; /* of the Act itself */
	struct rate_origin *concern;
	size_t n_concern; /* countries of concern, by code */
	struct rate_origin *members;
	size_t n_members;      /* parties to agreements, by code */
	struct alerts *alerts; /* at D */
	bool prospective;      /* before F0: members holds the USA, for (b)(4) */
	/* of the country being judged */
	char country[COUNTRY_LEN];
	char subject[COUNTRY_LEN]; /* its customs territory, else itself: whose records
				      count */
	bool is_usa;
	const struct products *covered; /* by its agreement: `products`, or `modified` */
	struct products modified;       /* by its modifications; else empty */
	struct allowance *allowances;   /* 4(c)(2), begun by D */
	size_t n_allowances;
	bool duty_missing, capacity_missing; /* a body of that kind is not held */
	bool measure_missing, attendance_missing;
	bool alert_missing;    /* of anybody */
	bool response_missing; /* of it, its territory or a country in it */
	struct schedule schedule;
	bool unknown_edition;
	const struct fact_review *reviews;
	size_t n_reviews;
	const struct fact_measure *measures;
	size_t n_measures;
	/* reused */
	struct lines lines;
	struct schedule removed_schedule; /* corrected.h */
	struct lines removed_lines;
	struct rate_leaves leaves;
	struct arena scratch; /* cleared for each country */
};

/* `law` is that of D and outlives the judge.  The names of countries go into `mem`, so
 * that findings can borrow them for longer.  judge_clear frees the rest. */
void judge_init(struct judge *j, struct arena *mem, const struct facts *f,
    const struct law *law, struct date d);
void judge_clear(struct judge *j);

/* Turns to one country. */
void judge_country(struct judge *j, const char *country);

/* What it means to come from `name`, at D. */
struct rate_origin judge_origin(const struct judge *j, const char *name);

/* Sources of the winners of a leaf, sorted, each once; in the scratch arena. */
void judge_evidence(struct judge *j, struct outcome *o, const struct rate_leaf *leaf);

/* The rate of a leaf (of j->leaves) as a measure, given what it answered. */
struct measure judge_rate(const struct judge *j, const struct rate_leaf *leaf,
    enum rate_answer answer, bool claimed);

#endif
