/* cells.c - cells to values. */
#include "cells.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "figure.h"
#include "limit.h"
#include "text.h"

static int
known(const struct cells_column *columns, size_t n_columns, const char *name)
{
	for (size_t i = 0; i < n_columns; i++)
		if (!strcmp(columns[i].name, name))
			return (int)i;
	return -1;
}

void
cells_init(struct cells *c, const struct csv_table *t, const struct cells_column *columns,
    size_t n_columns)
{
	assert(n_columns <= CELLS_MAX_COLUMNS);
	c->table = t;
	c->columns = columns;
	for (size_t i = 0; i < n_columns; i++)
		c->at[i] = -1;
	for (size_t i = 0; i < t->n_columns; i++) {
		int k = known(columns, n_columns, t->columns[i]);

		if (k < 0)
			row_errors_expect(
			    c->errors, 1, "", "a documented column", t->columns[i]);
		else if (c->at[k] >= 0)
			row_errors_expect(
			    c->errors, 1, "", "each column once", t->columns[i]);
		else
			c->at[k] = (int)i;
	}
	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].needed && c->at[i] < 0)
			row_errors_add(c->errors, 1, columns[i].name,
			    "expected this column, found none of that name");
}

const char *
cells_raw(const struct cells *c, size_t row, size_t column)
{
	return c->at[column] < 0 ? "" : c->table->rows[row][c->at[column]];
}

uint32_t
cells_line(const struct cells *c, size_t row)
{
	return c->table->line[row];
}

void
cells_expect(const struct cells *c, size_t row, size_t column, const char *what)
{
	row_errors_expect(c->errors, cells_line(c, row), c->columns[column].name, what,
	    cells_raw(c, row, column));
}

char *
cells_text(const struct cells *c, size_t row, size_t column)
{
	const char *s = cells_raw(c, row, column);
	size_t n = strlen(s);
	char *copy;

	if (!text_is_clean((const uint8_t *)s, n)) {
		cells_expect(
		    c, row, column, "text in UTF-8 on one line, no control characters");
		s = "";
	} else if (n > LIMIT_TEXT_BYTES) {
		cells_expect(c, row, column, "a text of at most 1024 bytes");
		s = "";
	}
	copy = arena_strdup(c->mem, s);
	assert(copy);
	return copy;
}

static void
expect_words(
    const struct cells *c, size_t row, size_t column, const struct cells_word *words)
{
	char what[256] = "";
	size_t n = 0;

	for (; words->word && n < sizeof(what); words++) {
		int more = snprintf(what + n, sizeof(what) - n, "%s%s",
		    !n              ? ""
		    : words[1].word ? ", "
				    : " or ",
		    words->word);
		assert(more >= 0);
		n += (size_t)more;
	}
	cells_expect(c, row, column, what);
}

int
cells_word(const struct cells *c, size_t row, size_t column,
    const struct cells_word *words, int absent)
{
	const char *s = cells_raw(c, row, column);

	if (!*s && absent >= 0)
		return absent;
	for (const struct cells_word *w = words; w->word; w++)
		if (!strcmp(w->word, s))
			return w->value;
	expect_words(c, row, column, words);
	return -1;
}

bool
cells_yes(const struct cells *c, size_t row, size_t column)
{
	static const struct cells_word YES_NO[] = { { "yes", 1 }, { "no", 0 }, { 0 } };

	return cells_word(c, row, column, YES_NO, 0) == 1;
}

struct date
cells_date(const struct cells *c, size_t row, size_t column, bool needed)
{
	const char *s = cells_raw(c, row, column);
	struct date d = { 0 };

	if (!*s && !needed)
		return d;
	if (!date_parse(&d, s) || !date_given(d)) {
		cells_expect(c, row, column, "a date YYYY-MM-DD of 1900 to 2199");
		d.days = 0;
	}
	return d;
}

bool
cells_number(int64_t *out, const struct cells *c, size_t row, size_t column,
    int64_t scale, const char *what)
{
	const char *s = cells_raw(c, row, column);

	*out = 0;
	if (!*s)
		return true;
	switch (figure_parse(out, s, scale, false)) {
	case FIGURE_OK: return true;
	case FIGURE_NO_NUMBER: cells_expect(c, row, column, "a number"); break;
	case FIGURE_NOT_EXACT: cells_expect(c, row, column, what); break;
	}
	*out = 0;
	return false;
}

const char *
cells_word_of(const struct cells_word *words, int value)
{
	for (; words->word; words++)
		if (words->value == value)
			return words->word;
	return "";
}

/* A reader drops spaces around a bare cell, so these keep theirs by quotes. */
static void
write_cell(struct buf *out, const char *cell)
{
	size_t n = strlen(cell);

	if (!n || (cell[0] != ' ' && cell[n - 1] != ' ') || strpbrk(cell, ",\"")) {
		csv_cell_write(out, cell);
		return;
	}
	buf_add_str(out, "\"");
	buf_add_str(out, cell);
	buf_add_str(out, "\"");
}

void
cells_row_write(struct buf *out, const char *const *row, size_t n_cells)
{
	for (size_t i = 0; i < n_cells; i++) {
		if (i)
			buf_add_str(out, ",");
		write_cell(out, row[i] ? row[i] : "");
	}
	buf_add_str(out, "\n");
}

void
cells_header_write(struct buf *out, const struct cells_column *columns, size_t n_columns)
{
	for (size_t i = 0; i < n_columns; i++) {
		if (i)
			buf_add_str(out, ",");
		csv_cell_write(out, columns[i].name);
	}
	buf_add_str(out, "\n");
}
