/* tariff_lines.h - what the sources of tariffs share: lines that come one by one, cells that
 * are refused, and keys that stand once. */
#ifndef TARIFF_LINES_H
#define TARIFF_LINES_H

#include "import.h"
#include "reftable.h"

/* One table being read into the lines of `out`.  Borrows all three. */
struct tariff_lines {
	struct import_result *out;
	const struct csv_table *t;
	const struct reftable_column *at; /* its columns */
	size_t room;                      /* of out->duty.lines; zero to begin with */
};

/* A cell, and a copy of a text that lives as long as the result. */
const char *tariff_lines_cell(const struct tariff_lines *r, size_t row, int column);
char *tariff_lines_keep(struct tariff_lines *r, const char *s);

/* Lists one cell as not used: `code` and `duty` say of which line. */
void tariff_lines_refuse(struct tariff_lines *r, size_t row, int column, const char *code,
    const char *duty, const char *reason);

/* A line of the result, all unset, not among the lines yet; a copy of one. */
Cmsa__DutyLine *tariff_lines_new(struct tariff_lines *r);
Cmsa__DutyLine *tariff_lines_copy(struct tariff_lines *r, const Cmsa__DutyLine *l);

void tariff_lines_add(struct tariff_lines *r, Cmsa__DutyLine *l);

/* Percent to basis points.  False when it is no figure, no whole number of them, or beyond
 * what a line may hold. */
bool tariff_lines_rate(uint32_t *out, const char *percent);

/* Sets country, schedule and edition from a request that must give them and a day.
 * ERR_INPUT says which is not there. */
enum err tariff_lines_marks(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

/* Sorts the lines by key; of two lines of one key neither is kept, and both are listed. */
void tariff_lines_once(struct import_result *out);

#endif
