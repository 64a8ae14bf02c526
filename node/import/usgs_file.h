/* usgs_file.h - the two layouts of the USGS world tables as one list of cells.
 *
 *   mcs2025   a row a country and series: PROD_2023, PROD_EST_ 2024, CAP_2023, CAP_EST_ 2024,
 *             RESERVES_2024, and a notes column for each measure
 *   mcs2026   a row a figure: Statistics and Statistics_detail are the series, joined by `|`;
 *             Year and Value */
#ifndef USGS_FILE_H
#define USGS_FILE_H

#include <stdbool.h>

#include "usgs_tables.h"
#include "usgs_text.h"

struct usgs_cell {
	uint32_t row;       /* of the file, the header is row 1 */
	const char *column; /* the cell's, as usgs_errata names it: in mcs2026 the year */
	const char *commodity;
	const char *series;
	const char *unit;
	const char *section;       /* "world", "us-salient" or "other" */
	const char *label;         /* of the country column */
	const char *note;          /* mcs2025, else "" */
	enum usgs_measure measure; /* USGS_MEASURES: none, as in import sources */
	unsigned year;
	bool estimated; /* by its column, its series label or its note */
	struct usgs_value value;
	const struct usgs_country *country;   /* NULL: a label not in the table */
	const struct usgs_series *as_printed; /* NULL: not in the table */
	const struct usgs_series *read_as;    /* NULL: also when it is not used */
	const struct usgs_erratum *erratum;   /* NULL: none */
};

struct usgs_file {
	struct usgs_tables tables;
	struct usgs_cell *cells; /* in the order of the file */
	size_t n_cells;
	size_t n_rows;
};

/* Reads tables and file into `mem`, an arena without a budget.  `layout` is "mcs2025" or
 * "mcs2026".  ERR_INPUT when the file is not of that layout; `m` says why. */
enum err usgs_file_read(struct usgs_file *out, struct arena *mem, const char *layout,
    const char *path, const char *tables, struct errmsg *m);

#endif
