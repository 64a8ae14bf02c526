/* fund_impl.h - inside the ledger of the trust fund: what fund_years.c, fund_rows.c and
 * fund_flow.c find, and how it is said (fund_say.c). */
#ifndef FUND_IMPL_H
#define FUND_IMPL_H

#include "fund.h"
#include "law.h"

/* Receipts and transfers by year and quarter; needs since, until and close_days. */
void fund_years_find(struct fund *l, const struct law *law);
/* Each investment, sale and disbursement by itself. */
void fund_rows_find(struct fund *l, const struct law *law);
/* What there is at the end of each day, and who got how much of it. */
void fund_flow_find(struct fund *l);

/* Rows dated on or before D: the first n of facts.funds. */
size_t fund_rows_until(const struct fund *l);

/* The next finding will cite this entry. */
void fund_say_cite(struct fund *l, fact_source s);
/* Adds a finding with what was cited; `f` gives all but evidence and sentence, its texts are
 * copied, NULL is "". */
void fund_say(struct fund *l, const struct fund_finding *f, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

#endif
