/* row_errors.c - a growing list, cut off where no person reads on. */
#include "row_errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

enum {
	FOUND_BYTES = 60
};

static struct row_error *
next(struct row_errors *e, uint32_t row, const char *column)
{
	struct row_error *r;

	if (e->n == ROW_ERRORS_MAX) {
		e->left_out++;
		return NULL;
	}
	if (e->n == e->room) {
		e->room = e->room ? e->room * 2 : 16;
		e->at = mem_resize(e->at, e->room, sizeof(*e->at));
	}
	r = &e->at[e->n++];
	r->row = row;
	snprintf(r->column, sizeof(r->column), "%s", column);
	return r;
}

void
row_errors_add(
    struct row_errors *e, uint32_t row, const char *column, const char *fmt, ...)
{
	struct row_error *r = next(e, row, column);
	va_list ap;

	if (!r)
		return;
	va_start(ap, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, ap);
	va_end(ap);
}

/* Cuts between characters, so that the message itself stays text. */
static void
show(char out[static FOUND_BYTES + 4], const char *cell)
{
	size_t n = strlen(cell);
	bool cut = n > FOUND_BYTES;

	if (cut) {
		n = FOUND_BYTES;
		while (n && ((unsigned char)cell[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(out, cell, n);
	out[n] = '\0';
	if (!text_is_clean((const uint8_t *)out, n))
		for (char *p = out; *p; p++)
			if (*p < ' ' || *p > '~')
				*p = '?';
	if (cut)
		memcpy(out + n, "...", 4);
}

void
row_errors_expect(struct row_errors *e, uint32_t row, const char *column,
    const char *what, const char *cell)
{
	char found[FOUND_BYTES + 4];

	if (!*cell) {
		row_errors_add(e, row, column, "expected %s, found nothing", what);
		return;
	}
	show(found, cell);
	row_errors_add(e, row, column, "expected %.110s, found \"%s\"", what, found);
}

size_t
row_errors_count(const struct row_errors *e)
{
	return e->n + e->left_out;
}

void
row_errors_text(char out[static ROW_ERROR_TEXT], const struct row_error *e)
{
	if (*e->column)
		snprintf(out, ROW_ERROR_TEXT, "row %u, column \"%s\": %s", e->row,
		    e->column, e->why);
	else
		snprintf(out, ROW_ERROR_TEXT, "row %u: %s", e->row, e->why);
}

void
row_errors_clear(struct row_errors *e)
{
	free(e->at);
	*e = (struct row_errors){ 0 };
}
