/* draft_fill.h - between the files draft*.c alone. */
#ifndef DRAFT_FILL_H
#define DRAFT_FILL_H

#include "draft.h"
#include "draft_args.h"

/* An act being drafted.  Everything it points at lives in `mem`, in the input or in the
 * registry. */
struct draft {
	const struct registry *registry;
	const struct draft_input *in;
	struct draft_args args;
	struct arena *mem;
	Cmsa__Act act;
};

/* Fill d->act's body; errors go into d->args. */
void draft_people_genesis(struct draft *d);
void draft_people_registrars(struct draft *d);
void draft_people_enrol(struct draft *d);
void draft_people_cut(struct draft *d);
void draft_resume(struct draft *d);
void draft_table_reference(struct draft *d);
void draft_law_policy(struct draft *d);
void draft_conduct_engagement(struct draft *d);
void draft_conduct_undertaking(struct draft *d);
void draft_conduct_determination(struct draft *d);
void draft_conduct_withdrawal(struct draft *d);
void draft_conduct_termination(struct draft *d);
void draft_conduct_meeting(struct draft *d);
void draft_conduct_meeting_record(struct draft *d);
void draft_terms_notice(struct draft *d);
void draft_terms_effect(struct draft *d);
void draft_terms_allowance(struct draft *d);
void draft_terms_report(struct draft *d);
void draft_terms_review(struct draft *d);

#endif
