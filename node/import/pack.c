/* pack.c - greedy: rows keep their order, so the parts of a batch read as the file did.
 */
#include "pack.h"

#include <stdlib.h>

#include "limit.h"
#include "mem.h"

size_t
pack_row_size(size_t n)
{
	size_t size = n + 2; /* tag, and the last byte of the length */

	for (size_t rest = n >> 7; rest; rest >>= 7)
		size++;
	return size;
}

enum err
pack_split(size_t **first, size_t *n_parts, const size_t *sizes, size_t n_rows,
    size_t around, struct errmsg *m)
{
	size_t *at = mem_array(n_rows + 1, sizeof(*at)), n = 0, size = 0;

	for (size_t i = 0; i < n_rows; i++) {
		if (around + sizes[i] > LIMIT_BODY_BYTES) {
			free(at);
			return errmsg_set(m, ERR_INPUT,
			    "expected at most %d bytes in one row, found %zu",
			    LIMIT_BODY_BYTES, around + sizes[i]);
		}
		if (!n || size + sizes[i] > LIMIT_BODY_BYTES ||
		    i - at[n - 1] == LIMIT_ROWS) {
			at[n++] = i;
			size = around;
		}
		size += sizes[i];
	}
	if (!n || n > LIMIT_BATCH_PARTS) {
		free(at);
		return errmsg_set(m, ERR_INPUT,
		    "expected rows for 1 to %d entries, found enough for %zu",
		    LIMIT_BATCH_PARTS, n);
	}
	at[n] = n_rows;
	*first = at;
	*n_parts = n;
	return ERR_NONE;
}
