/* grid.h - a table of texts with named columns: what most answers are.  Written by one
 * file a format (text, csv, json), a table of them. */
#ifndef GRID_H
#define GRID_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "attr.h"
#include "bytes.h"

enum {
	GRID_MAX_COLUMNS = 24
};

/* `number`: cells are decimal integers, aligned right and written bare in JSON. */
struct grid_column {
	const char *name;
	int number;
};

struct grid {
	const char *title; /* NULL: none; shown by text alone */
	struct grid_column columns[GRID_MAX_COLUMNS];
	size_t n_columns;
	const char **cells; /* n_rows * n_columns, in `mem` unless literal; owned */
	size_t n_rows, room;
	struct arena mem;
};

/* `columns`: names parted by spaces; a leading '#' marks a column of numbers. */
void grid_init(struct grid *g, const char *title, const char *columns);
void grid_clear(struct grid *g);

/* Starts a row; then one grid_* call a cell, from the left. */
void grid_row(struct grid *g);
void grid_text(struct grid *g, const char *s); /* copied; NULL: empty */
void grid_number(struct grid *g, int64_t v);
void grid_format(struct grid *g, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* --- formats ------------------------------------------------------------------------ */

enum report_format {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_CSV
};

/* "text", "json", "csv"; -1 for another word. */
int report_format_of_name(const char *name);

/* The whole table in that format, appended.  In CSV a text that a spreadsheet would compute
 * (it begins with =, +, -, @ and is no figure) has an apostrophe before it. */
void grid_write(struct buf *out, const struct grid *g, enum report_format f);

#endif
