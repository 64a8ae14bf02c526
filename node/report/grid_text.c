/* grid_text.c - aligned columns for a terminal. */
#include <stdio.h>
#include <string.h>

#include "grid_formats.h"

/* Columns on the screen: code points, which is right for the scripts that occur here. */
static size_t
width(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void
pad(struct buf *out, size_t n)
{
	while (n--)
		buf_add(out, " ", 1);
}

static void
put(struct buf *out, const char *s, size_t room, int right, int last)
{
	size_t w = width(s);

	if (right)
		pad(out, room > w ? room - w : 0);
	buf_add_str(out, s);
	if (!right && !last)
		pad(out, room > w ? room - w : 0);
	buf_add_str(out, last ? "\n" : "  ");
}

void
grid_text_write(struct buf *out, const struct grid *g)
{
	size_t room[GRID_MAX_COLUMNS];

	if (g->title) {
		buf_add_str(out, g->title);
		buf_add_str(out, "\n");
	}
	for (size_t c = 0; c < g->n_columns; c++) {
		room[c] = width(g->columns[c].name);
		for (size_t r = 0; r < g->n_rows; r++)
			if (width(grid_cell(g, r, c)) > room[c])
				room[c] = width(grid_cell(g, r, c));
	}
	for (size_t c = 0; c < g->n_columns; c++)
		put(out, g->columns[c].name, room[c], g->columns[c].number,
		    c + 1 == g->n_columns);
	for (size_t r = 0; r < g->n_rows; r++)
		for (size_t c = 0; c < g->n_columns; c++)
			put(out, grid_cell(g, r, c), room[c], g->columns[c].number,
			    c + 1 == g->n_columns);
	if (!g->n_rows)
		buf_add_str(out, "(none)\n");
}
