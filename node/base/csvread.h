/* csvread.h - a CSV file (RFC 4180, UTF-8, header row) as rows of named columns.
 * Built on libcsv in strict mode.  The whole file is read: files here are small, and a
 * file is used whole or not at all. */
#ifndef CSVREAD_H
#define CSVREAD_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bytes.h"
#include "err.h"

enum {
	CSV_MAX_BYTES = 64 << 20,
	CSV_MAX_COLUMNS = 64,
	CSV_MAX_ROWS = 1 << 20
};

struct csv_table {
	char **columns; /* header names, n_columns of them; trimmed of a UTF-8 BOM */
	size_t n_columns;
	char ***rows;   /* rows[i][column]; every row has n_columns cells */
	uint32_t *line; /* row number as a person counts: the header is row 1 */
	size_t n_rows;
	struct arena mem; /* owns all of the above */
};

/* Parses `data`.  ERR_INPUT with the row in `m` when a row has another number of cells
 * than the header, quotes do not match, or a limit is passed.  Bytes are kept as they
 * are: whether they must be UTF-8 is the caller's business.  On ERR_NONE the caller
 * clears the table. */
enum err csv_table_parse(struct csv_table *t, struct bytes data, struct errmsg *m);

/* Reads and parses a file; the message names it. */
enum err csv_table_read(struct csv_table *t, const char *path, struct errmsg *m);

void csv_table_clear(struct csv_table *t);

/* Index of a column, or -1. */
int csv_table_column(const struct csv_table *t, const char *name);

/* One cell as CSV: quoted when it holds a comma, quote, CR or LF.  Appends to `out`. */
void csv_cell_write(struct buf *out, const char *cell);

#endif
