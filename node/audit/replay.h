/* replay.h - an assessment or another's findings beside one's own: where do they part?
 * (PROTOCOL M7.14.)  Pure; it judges nobody: a difference is a fault of one of the two. */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>

#include "assessment.pb-c.h"
#include "comply.h"

struct replay_gap {
	bool found;
	char country[COUNTRY_LEN]; /* "": of the whole answer */
	Cmsa__Criterion criterion;
	char text[400]; /* "AUS (b)(3): they say ..., here ..." */
};

/* The first difference: rules, completeness, then by country and criterion the status and the
 * counts by status and reason, then the digest.  found false: equal. */
void replay_assessment(struct replay_gap *out, const Cmsa__AssessmentBody *theirs,
    const struct findings *ours);

/* The first finding, in table order, that one has and the other has not, and the first entry
 * that only one of the two rests on. */
void replay_findings(
    struct replay_gap *out, const struct findings *theirs, const struct findings *ours);

/* The first difference of what they are computed from: a head, a body that one of them lacks,
 * an entry that stands for one alone.  found false: both have the same facts. */
void replay_facts(
    struct replay_gap *out, const struct facts *theirs, const struct facts *ours);

#endif
