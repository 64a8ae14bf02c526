/* import_ukgt.h - source ukgt-2020. */
#ifndef IMPORT_UKGT_H
#define IMPORT_UKGT_H

#include "import.h"

/* q->file is the UK Global Tariff as published in 2020, beside the EU's; country GBR.  It has no
 * preferences: the lines are marked so.  Needs the edition in the request. */
enum err import_ukgt_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

/* The lines of the file alone, from a table that is read already: the door for its bytes. */
enum err import_ukgt_table(struct import_result *out, const struct import_request *q,
    const struct csv_table *t, struct errmsg *m);

#endif
