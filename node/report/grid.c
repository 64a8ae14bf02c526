/* grid.c - building tables. */
#include "grid.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

void
grid_init(struct grid *g, const char *title, const char *columns)
{
	*g = (struct grid){ .title = title };
	arena_init(&g->mem, 0);
	while (*columns) {
		size_t n = strcspn(columns, " ");
		int number = *columns == '#';

		assert(g->n_columns < GRID_MAX_COLUMNS);
		g->columns[g->n_columns].name =
		    arena_strndup(&g->mem, columns + number, n - (size_t)number);
		g->columns[g->n_columns++].number = number;
		columns += n + (columns[n] == ' ');
	}
}

void
grid_clear(struct grid *g)
{
	free(g->cells);
	arena_clear(&g->mem);
	*g = (struct grid){ 0 };
}

/* Cells are filled from the left: the count of the last row lies in its own cells. */
void
grid_row(struct grid *g)
{
	if (g->n_rows == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->cells =
		    mem_resize(g->cells, g->room * g->n_columns, sizeof(*g->cells));
	}
	memset(g->cells + g->n_rows * g->n_columns, 0, g->n_columns * sizeof(*g->cells));
	g->n_rows++;
}

static void
put(struct grid *g, const char *s)
{
	const char **row = g->cells + (g->n_rows - 1) * g->n_columns;
	size_t i = 0;

	while (i < g->n_columns && row[i])
		i++;
	assert(i < g->n_columns);
	row[i] = s;
}

void
grid_text(struct grid *g, const char *s)
{
	put(g, arena_strdup(&g->mem, s ? s : ""));
}

void
grid_number(struct grid *g, int64_t v)
{
	grid_format(g, "%" PRId64, v);
}

void
grid_format(struct grid *g, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put(g, arena_strdup(&g->mem, text));
}
