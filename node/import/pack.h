/* pack.h - where rows are cut into as few entry bodies as the limits allow. */
#ifndef PACK_H
#define PACK_H

#include <stddef.h>

#include "err.h"

/* Part i holds rows first[i] .. first[i + 1] - 1 (n_parts + 1 numbers, for the caller to
 * free). `sizes` are those of the encoded rows, `around` that of a body without rows.  No
 * part is larger than LIMIT_BODY_BYTES or LIMIT_ROWS.  ERR_INPUT when there are no rows,
 * a row is too large, or LIMIT_BATCH_PARTS does not suffice. */
enum err pack_split(size_t **first, size_t *n_parts, const size_t *sizes, size_t n_rows,
    size_t around, struct errmsg *m);

/* Size of an embedded message of n bytes with its tag (field numbers up to 15) and
 * length. */
size_t pack_row_size(size_t n);

#endif
