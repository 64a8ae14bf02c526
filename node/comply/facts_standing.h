/* facts_standing.h - inside facts: which entries stand at the position.  Outside the terms of
 * desks, in a batch that is not whole, removed by a retraction or a correction; nothing of it
 * depends on the order in which anything came. */
#ifndef FACTS_STANDING_H
#define FACTS_STANDING_H

#include "facts.h"

/* Folds the desks, sorts the sources by place, sets their standing and remover, and keeps
 * in each array of rows those that stand; rows of removed entries go to the arrays for
 * them.  Alerts and responses all stay.  What is missing and would not count is dropped. */
void facts_standing_set(struct facts *f);

#endif
