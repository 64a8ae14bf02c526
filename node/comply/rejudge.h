/* rejudge.h - a judgement that follows the entries as they come: after each only those
 * countries and criteria are judged again that it can have changed.  Exact: the findings,
 * their order, texts and digest are those that comply_judge gives for the longer position.
 * For whoever asks again at the same D; another D asks for a judgement of all.  The digest
 * is one hash over all findings (PROTOCOL M7.12): that hash is most of what is left. */
#ifndef REJUDGE_H
#define REJUDGE_H

#include "comply.h"
#include "facts_follow.h"

struct rejudge;

/* Judges all, as comply_judge does.  `f` outlives the result and is its own meanwhile:
 * nobody else may add to it or set its witnessed dates.  Free with rejudge_free; the facts
 * stay the caller's.  What is judged again leaves its old texts in memory until then. */
struct rejudge *rejudge_new(struct facts *f, struct date d);
void rejudge_free(struct rejudge *r);

/* As of the last entry that was followed; good until the next. */
const struct findings *rejudge_findings(const struct rejudge *r);

/* One more entry.  False: facts_follow says so; load the facts anew and begin again, this
 * one is of no use any more. */
bool rejudge_follow(struct rejudge *r, const struct fact_post *e);

#endif
