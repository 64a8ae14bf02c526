/* import_rest.h - "not-available" said of what a source is silent about. */
#ifndef IMPORT_REST_H
#define IMPORT_REST_H

#include "import.h"

/* For every mineral that is critical on q->review_date (critical_minerals of q->tables, read as
 * statute.md 1 does) and each of mined and processed: when no primary review of out->capacity
 * has it among its subjects, adds one whose presence is not-available. */
enum err import_rest_add(struct import_result *out, const struct import_request *q,
    const char *source, struct errmsg *m);

#endif
