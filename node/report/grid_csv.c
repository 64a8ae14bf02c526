/* grid_csv.c - RFC 4180 with a header row. */
#include "csvread.h"
#include "grid_formats.h"

void
grid_csv_write(struct buf *out, const struct grid *g)
{
	for (size_t c = 0; c < g->n_columns; c++) {
		buf_add_str(out, c ? "," : "");
		csv_cell_write(out, g->columns[c].name);
	}
	buf_add_str(out, "\n");
	for (size_t r = 0; r < g->n_rows; r++) {
		for (size_t c = 0; c < g->n_columns; c++) {
			buf_add_str(out, c ? "," : "");
			csv_cell_write(out, grid_cell(g, r, c));
		}
		buf_add_str(out, "\n");
	}
}
