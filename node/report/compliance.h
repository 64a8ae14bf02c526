/* compliance.h - findings as documents.  The same findings give the same bytes on every
 * node: nothing of the node that answers is in them.  Beside each finding stand the replies to it. */
#ifndef COMPLIANCE_H
#define COMPLIANCE_H

#include <jansson.h>
#include <stdbool.h>

#include "bytes.h"
#include "comply.h"
#include "grid.h"

struct compliance_view {
	const char *country;       /* NULL: all */
	Cmsa__Criterion criterion; /* unset: all */
	bool findings;             /* list them, not only their counts */
};

/* position, as_of, level, digest, choices, then per country and criterion the status and
 * the counts by status and reason (PROTOCOL.md 7.4).  Appended. */
void compliance_json(
    struct buf *out, const struct findings *fs, const struct compliance_view *v);

/* The choices that hold at D, by name: a new reference. */
json_t *compliance_choices(const struct registry *r, struct date d);

/* For people: the matrix with its counts, the choices used, what limits the answer. */
void compliance_text(
    struct buf *out, const struct findings *fs, const struct compliance_view *v);

/* One row a finding: for text, CSV and JSON alike. */
void compliance_findings(
    struct grid *g, const struct findings *fs, const struct compliance_view *v);

/* Sentences with their evidence, worst first. */
void compliance_explain(
    struct buf *out, const struct findings *fs, const struct compliance_view *v);

#endif
