/* cell_list.c - cutting, trimming, sorting. */
#include "cell_list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void
cell_list_expect(
    const struct cells *c, size_t row, size_t column, const char *what, const char *item)
{
	row_errors_expect(
	    c->errors, cells_line(c, row), c->columns[column].name, what, item);
}

static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " ");
	for (n = strlen(s); n && s[n - 1] == ' '; n--)
		s[n - 1] = '\0';
	return s;
}

size_t
cell_list_cut(char **pieces, size_t most, char *text, char by)
{
	size_t n = 0;

	for (char *next; text; text = next) {
		next = strchr(text, by);
		if (next)
			*next++ = '\0';
		if (n < most)
			pieces[n] = trim(text);
		n++;
	}
	return n;
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
sort_once(char **items, size_t n, const struct cells *c, size_t row, size_t column)
{
	bool once = true;

	qsort(items, n, sizeof(*items), text_cmp);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(items[i - 1], items[i])) {
			cell_list_expect(c, row, column, "each once", items[i]);
			once = false;
		}
	return once;
}

size_t
cell_list_read(char ***out, const struct cells *c, size_t row, size_t column,
    cell_list_fn *check, enum cell_list_order order)
{
	char *text = cells_text(c, row, column), **items;
	size_t most = strlen(text) / 2 + 1, n;
	bool ok = true;

	if (!*text)
		return 0;
	items = arena_get(c->mem, (most + 1) * sizeof(*items));
	assert(items);
	n = cell_list_cut(items, most + 1, text, ';');
	if (n > most + 1) { /* items without a character */
		cells_expect(c, row, column, "one ; between two items");
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		char what[CELL_LIST_WHAT] = "an item";

		if (check(what, items[i]))
			continue;
		cell_list_expect(c, row, column, what, items[i]);
		ok = false;
	}
	if (ok && order == CELL_LIST_SORTED)
		ok = sort_once(items, n, c, row, column);
	*out = items;
	return ok ? n : 0;
}
