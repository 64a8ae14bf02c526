/* cells.h - typed cells of a table that a person wrote; what does not fit goes to the
 * list of errors, and reading goes on, so that all errors come at once. */
#ifndef CELLS_H
#define CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "csvread.h"
#include "date.h"
#include "row_errors.h"

enum {
	CELLS_MAX_COLUMNS = CSV_MAX_COLUMNS
};

/* A column the file may have; without `needed` it may be left out, and its cells are
 * empty. */
struct cells_column {
	const char *name;
	bool needed;
};

/* A word that a cell may hold. */
struct cells_word {
	const char *word;
	int value;
};

struct cells {
	const struct csv_table *table;
	const struct cells_column *columns;
	int at[CELLS_MAX_COLUMNS]; /* of columns[i] in the table; -1: not there */
	struct row_errors *errors;
	struct arena *mem; /* without a budget: texts are copied here */
};

/* Finds the columns by name, in any order.  An unknown, repeated or missing one is an
 * error of row 1.  The caller has set `errors` and `mem`; all that is given is borrowed.
 */
void cells_init(struct cells *c, const struct csv_table *t,
    const struct cells_column *columns, size_t n_columns);

/* The cell as it stands; "" when its column is left out.  `column` is an index into
 * columns. */
const char *cells_raw(const struct cells *c, size_t row, size_t column);

/* Its row as a person counts. */
uint32_t cells_line(const struct cells *c, size_t row);

/* "expected <what>, found <the cell>" */
void cells_expect(const struct cells *c, size_t row, size_t column, const char *what);

/* A copy of the cell; "" and an error when it is no text or longer than LIMIT_TEXT_BYTES.
 */
char *cells_text(const struct cells *c, size_t row, size_t column);

/* The value of one of the words (ended by a NULL word); `absent` for an empty cell, which
 * is an error when absent is -1; -1 and an error for another word. */
int cells_word(const struct cells *c, size_t row, size_t column,
    const struct cells_word *words, int absent);

/* yes or no; an empty cell is no. */
bool cells_yes(const struct cells *c, size_t row, size_t column);

/* A date; not given (and an error when `needed`) for an empty cell. */
struct date cells_date(const struct cells *c, size_t row, size_t column, bool needed);

/* *out = the number times `scale`; 0 for an empty cell.  `what` is said to be expected.
 * False after an error. */
bool cells_number(int64_t *out, const struct cells *c, size_t row, size_t column,
    int64_t scale, const char *what);

/* The word of a value, or "". */
const char *cells_word_of(const struct cells_word *words, int value);

/* The header row, and one row of n cells (NULL: empty), as CSV, appended. */
void cells_header_write(
    struct buf *out, const struct cells_column *columns, size_t n_columns);
void cells_row_write(struct buf *out, const char *const *row, size_t n_cells);

#endif
