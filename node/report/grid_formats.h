/* grid_formats.h - inside report: what each grid_<format>.c gives to the table of grid_write.c.
 */
#ifndef GRID_FORMATS_H
#define GRID_FORMATS_H

#include "grid.h"

void grid_text_write(struct buf *out, const struct grid *g);
void grid_json_write(struct buf *out, const struct grid *g);
void grid_csv_write(struct buf *out, const struct grid *g);

static inline const char *
grid_cell(const struct grid *g, size_t row, size_t column)
{
	const char *s = g->cells[row * g->n_columns + column];

	return s ? s : "";
}

#endif
