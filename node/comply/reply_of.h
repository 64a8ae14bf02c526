/* reply_of.h - which replies stand beside which finding (PROTOCOL M7.36).  They change none. */
#ifndef REPLY_OF_H
#define REPLY_OF_H

#include "comply.h"

/* Does the country of the finding answer this very one?  Criterion, and reason and product
 * where the reply names them. */
bool reply_of_finding(const struct fact_reply *r, const Cmsa__Finding *f);

#endif
