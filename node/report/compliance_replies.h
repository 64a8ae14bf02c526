/* compliance_replies.h - inside report: what a country answers, beside the findings about it
 * (PROTOCOL M7.36).  It changes none of them. */
#ifndef COMPLIANCE_REPLIES_H
#define COMPLIANCE_REPLIES_H

#include "compliance.h"

/* One cell of a table: every reply to that finding; "" without any.  `out` is reset, and ends
 * with a zero byte. */
void compliance_replies_cell(
    struct buf *out, const struct findings *fs, const Cmsa__Finding *f);

/* Lines below a finding that is explained; and a table of all that are shown, or nothing. */
void compliance_replies_below(
    struct buf *out, const struct findings *fs, const Cmsa__Finding *f);
void compliance_replies_table(
    struct buf *out, const struct findings *fs, const struct compliance_view *v);

#endif
