/* grid_json.c - an array of objects. */
#include "grid_formats.h"
#include "json.h"
#include "text.h"

static json_t *
value_of(const struct grid *g, size_t row, size_t column)
{
	const char *s = grid_cell(g, row, column);
	int64_t v;

	if (!g->columns[column].number)
		return json_string(s);
	return text_to_i64(&v, s) ? json_integer(v) : json_null();
}

void
grid_json_write(struct buf *out, const struct grid *g)
{
	json_t *rows = json_array();

	for (size_t r = 0; r < g->n_rows; r++) {
		json_t *o = json_object();

		for (size_t c = 0; c < g->n_columns; c++)
			json_set(o, g->columns[c].name, value_of(g, r, c));
		json_array_append_new(rows, o);
	}
	json_write(out, rows, 0);
}
