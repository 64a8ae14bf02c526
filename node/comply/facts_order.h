/* facts_order.h - inside facts: sorts the rows of what stands, drops those replaced. */
#ifndef FACTS_ORDER_H
#define FACTS_ORDER_H

#include "facts.h"

/* After facts_standing_set. */
void facts_order_sort(struct facts *f);

#endif
