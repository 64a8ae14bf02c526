/* row_errors.h - everything that is wrong with a table a person wrote, listed at once:
 * row, column, what was expected and what was found. */
#ifndef ROW_ERRORS_H
#define ROW_ERRORS_H

#include <stddef.h>
#include <stdint.h>

#include "attr.h"

enum {
	ROW_ERRORS_MAX = 10000, /* kept; more are only counted */
	ROW_ERROR_COLUMN = 40,
	ROW_ERROR_WHY = 200,
	ROW_ERROR_TEXT = 280,
};

struct row_error {
	uint32_t row;                  /* as a person counts: the header is row 1 */
	char column[ROW_ERROR_COLUMN]; /* empty: the whole row */
	char why[ROW_ERROR_WHY];       /* "expected ..., found ..." */
};

/* In the order of the file.  Zero-initialised is empty. */
struct row_errors {
	struct row_error *at;
	size_t n;
	size_t room;
	size_t left_out; /* found beyond ROW_ERRORS_MAX */
};

void row_errors_add(struct row_errors *e, uint32_t row, const char *column,
    const char *fmt, ...) ATTR_PRINTF(4, 5);

/* "expected <what>, found "<cell>"", or "found nothing" for an empty cell.  The cell is
 * cut to fit; bytes that are no clean text are shown as `?`. */
void row_errors_expect(struct row_errors *e, uint32_t row, const char *column,
    const char *what, const char *cell);

size_t row_errors_count(const struct row_errors *e); /* with those left out */

/* `row 14, column "capacity": expected a number, found "12,5"` */
void row_errors_text(char out[static ROW_ERROR_TEXT], const struct row_error *e);

void row_errors_clear(struct row_errors *e);

#endif
