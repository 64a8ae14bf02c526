/* grid_csv.c - RFC 4180 with a header row. */
#include <stdlib.h>
#include <string.h>

#include "csvread.h"
#include "grid_formats.h"
#include "mem.h"

static bool
is_figure(const char *s)
{
	return s[strspn(s, "+-0123456789.,%")] == '\0';
}

/* Spreadsheets compute what begins so, and a computed cell can call other programs: an
 * apostrophe makes it a text. */
static void
add_cell(struct buf *out, const char *s)
{
	char *text;
	size_t n = strlen(s);

	if (!n || !strchr("=+-@\t\r", *s) || is_figure(s)) {
		csv_cell_write(out, s);
		return;
	}
	text = mem_new(n + 2);
	text[0] = '\'';
	memcpy(text + 1, s, n + 1);
	csv_cell_write(out, text);
	free(text);
}

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
			add_cell(out, grid_cell(g, r, c));
		}
		buf_add_str(out, "\n");
	}
}
