/* csvread.c - libcsv's callbacks gathered into a table. */
#include "csvread.h"

#include <csv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "mem.h"

struct gather {
	struct csv_table *t;
	char *cells[CSV_MAX_COLUMNS];
	size_t n_cells;
	uint32_t row; /* as a person counts: empty lines too */
	int last_end; /* the byte that ended the last row */
	size_t room;
	enum err err;
	struct errmsg *m;
};

static void
on_cell(void *cell, size_t n, void *ctx)
{
	struct gather *g = ctx;

	if (g->err)
		return;
	if (g->n_cells == CSV_MAX_COLUMNS) {
		g->err = errmsg_set(g->m, ERR_INPUT,
		    "row %u: expected at most %d columns, found more", g->row + 1,
		    CSV_MAX_COLUMNS);
		return;
	}
	if (n && memchr(cell, '\0', n)) {
		g->err = errmsg_set(g->m, ERR_INPUT,
		    "row %u, column %zu: expected text, found a NUL byte", g->row + 1,
		    g->n_cells + 1);
		return;
	}
	g->cells[g->n_cells++] = arena_strndup(&g->t->mem, n ? cell : "", n);
}

static char **
keep_cells(struct gather *g)
{
	char **row = arena_get(&g->t->mem, g->n_cells * sizeof(*row));

	memcpy(row, g->cells, g->n_cells * sizeof(*row));
	return row;
}

static void
on_header(struct gather *g)
{
	struct csv_table *t = g->t;

	t->columns = keep_cells(g);
	t->n_columns = g->n_cells;
}

/* With CSV_REPALL_NL libcsv reports every CR and LF: the LF of a CR LF ends nothing. */
static bool
is_second_half(struct gather *g, int end)
{
	bool half = end == '\n' && g->last_end == '\r' && !g->n_cells;

	g->last_end = half ? 0 : end;
	return half;
}

static void
on_row(int end, void *ctx)
{
	struct gather *g = ctx;
	struct csv_table *t = g->t;

	if (g->err || is_second_half(g, end))
		return;
	g->row++;
	if (!g->n_cells)
		return; /* an empty line */
	if (!t->columns) {
		on_header(g);
	} else if (g->n_cells != t->n_columns) {
		g->err =
		    errmsg_set(g->m, ERR_INPUT, "row %u: expected %zu columns, found %zu",
			g->row, t->n_columns, g->n_cells);
	} else if (t->n_rows == CSV_MAX_ROWS) {
		g->err = errmsg_set(g->m, ERR_INPUT,
		    "expected at most %d rows, found more", CSV_MAX_ROWS);
	} else {
		if (t->n_rows == g->room) {
			g->room = g->room ? g->room * 2 : 256;
			t->rows = mem_resize(t->rows, g->room, sizeof(*t->rows));
			t->line = mem_resize(t->line, g->room, sizeof(*t->line));
		}
		t->rows[t->n_rows] = keep_cells(g);
		t->line[t->n_rows++] = g->row;
	}
	g->n_cells = 0;
}

/* A byte order mark would be text of the first cell, and its quotes then no quotes. */
static struct bytes
without_bom(struct bytes data)
{
	return data.n >= 3 && !memcmp(data.p, "\xef\xbb\xbf", 3)
		   ? bytes_of(data.p + 3, data.n - 3)
		   : data;
}

enum err
csv_table_parse(struct csv_table *t, struct bytes data, struct errmsg *m)
{
	struct gather g = { .t = t, .m = m };
	struct csv_parser p;

	*t = (struct csv_table){ 0 };
	arena_init(&t->mem, 0);
	if (data.n > CSV_MAX_BYTES)
		return errmsg_set(m, ERR_INPUT, "expected at most %d bytes, found %zu",
		    CSV_MAX_BYTES, data.n);
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
		return errmsg_set(m, ERR_INPUT, "the CSV parser did not start");
	data = without_bom(data);
	if (csv_parse(&p, data.p, data.n, on_cell, on_row, &g) != data.n ||
	    csv_fini(&p, on_cell, on_row, &g))
		if (!g.err)
			g.err = errmsg_set(
			    m, ERR_INPUT, "row %u: quotes do not match", g.row + 1);
	csv_free(&p);
	if (!g.err && !t->columns)
		g.err = errmsg_set(
		    m, ERR_INPUT, "expected a header row, found an empty file");
	if (g.err)
		csv_table_clear(t);
	return g.err;
}

enum err
csv_table_read(struct csv_table *t, const char *path, struct errmsg *m)
{
	struct errmsg why = { "" };
	struct buf data = { 0 };
	enum err e = file_read(&data, path, CSV_MAX_BYTES, m);

	if (!e) {
		e = csv_table_parse(t, buf_view(&data), &why);
		if (e)
			errmsg_set(m, e, "%s: %s", path, why.text);
	}
	buf_clear(&data);
	return e;
}

void
csv_table_clear(struct csv_table *t)
{
	free(t->rows);
	free(t->line);
	arena_clear(&t->mem);
	*t = (struct csv_table){ 0 };
}

int
csv_table_column(const struct csv_table *t, const char *name)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (!strcmp(t->columns[i], name))
			return (int)i;
	return -1;
}

void
csv_cell_write(struct buf *out, const char *cell)
{
	if (!strpbrk(cell, ",\"\r\n")) {
		buf_add_str(out, cell);
		return;
	}
	buf_add_str(out, "\"");
	for (; *cell; cell++) {
		if (*cell == '"')
			buf_add_str(out, "\"");
		buf_add(out, cell, 1);
	}
	buf_add_str(out, "\"");
}
