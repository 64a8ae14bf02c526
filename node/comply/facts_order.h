/* facts_order.h - inside facts: sorts the rows of what stands, drops those replaced. */
#ifndef FACTS_ORDER_H
#define FACTS_ORDER_H

#include "facts.h"

/* After facts_standing_set. */
void facts_order_sort(struct facts *f);

/* How many rows there are of each kind. */
struct facts_counts {
	size_t duties, reviews, measures, attendance, alerts, responses;
};
struct facts_counts facts_order_counts(const struct facts *f);

/* Of sorted rows behind which more were added: puts those into order, and drops what they
 * replace, or what of them is replaced. */
void facts_order_merge(struct facts *f, const struct facts_counts *sorted);

#endif
