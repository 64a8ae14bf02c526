/* cell_list.h - cells that hold several items parted by `;`: every item is checked, and
 * each that does not pass is an error of its own. */
#ifndef CELL_LIST_H
#define CELL_LIST_H

#include "cells.h"

enum {
	CELL_LIST_WHAT = 110 /* as much as an error shows, with NUL */
};

/* Does an item pass?  When not, `what` says what was expected. */
typedef bool cell_list_fn(char what[static CELL_LIST_WHAT], const char *item);

enum cell_list_order {
	CELL_LIST_SORTED, /* by bytes, whatever the order in the cell; each once */
	CELL_LIST_AS_IS, /* a route: the order says something, and an item may come again */
};

/* The items of a cell, copied into c->mem, spaces around them dropped; an empty cell has
 * none.  After an error 0 is returned. */
size_t cell_list_read(char ***out, const struct cells *c, size_t row, size_t column,
    cell_list_fn *check, enum cell_list_order order);

/* "expected <what>, found "<item>"" at a cell of which only that item is wrong. */
void cell_list_expect(
    const struct cells *c, size_t row, size_t column, const char *what, const char *item);

/* Cuts a text at `by`: puts NULs into it and gives at most `most` pieces without the spaces
 * around them.  Returns how many there are, also when that is more than `most`. */
size_t cell_list_cut(char **pieces, size_t most, char *text, char by);

#endif
