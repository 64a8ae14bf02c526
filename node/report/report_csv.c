/* report_csv.c - the tables of a report as CSV, by name. */
#include <string.h>

#include "report_formats.h"

static const char SDMX[] = "sdmx";

const char *
report_csv_table(const struct report *r, size_t number)
{
	if (number < r->n_tables)
		return r->tables[number]->name;
	return number == r->n_tables && r->n_observations ? SDMX : NULL;
}

bool
report_csv_write(struct buf *out, const struct report *r, const char *table)
{
	const struct report_table *t = report_table_find(r, table);

	if (t)
		grid_write(out, &t->grid, REPORT_CSV);
	else if (!strcmp(table, SDMX) && r->n_observations)
		report_sdmx_write(out, r);
	else
		return false;
	return true;
}
