/* review.h - the newest capacity review of one mineral (or select product) and stage by
 * the country that the judge is turned to (statute.md 3, "(b)(3)"; PROTOCOL.md M7.8). */
#ifndef REVIEW_H
#define REVIEW_H

#include "judge.h"

/* Rows of one place, date, subject and stage together. */
struct review {
	bool found;
	enum reason says; /* REVIEWED, NIL, NIL_FOR_REST, WITHHELD or NOT_AVAILABLE */
	struct date reviewed;
	fact_source source;
	bool sample;
	/* Its rows are among these of the judge's reviews: see review_has_row. */
	size_t first, n;
};

/* The newest by (date, incarnation, seq) dated on or before D; secondary rows and "nil for
 * the rest" are none. */
struct review review_newest(
    const struct judge *j, const char *subject, Cmsa__Stage stage);

/* The newest "nil for all not otherwise reviewed" whose date finds the mineral critical. */
struct review review_newest_for_rest(const struct judge *j, const char *mineral);

/* Is this one of the rows of the review, and not of another or a secondary one? */
bool review_has_row(const struct review *r, const struct fact_review *row);

/* From the earlier of its date and its witnessed date to D. */
int64_t review_age_days(const struct judge *j, const struct review *r);

/* Older than policy.review_max_age_days? */
bool review_is_stale(const struct judge *j, const struct review *r);

#endif
