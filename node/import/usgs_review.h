/* usgs_review.h - gathered cells of a USGS file to capacity reviews. */
#ifndef USGS_REVIEW_H
#define USGS_REVIEW_H

#include "import.h"
#include "usgs_file.h"

/* The cells that speak of one thing, the newest of each measure. */
struct usgs_group {
	const struct usgs_series *key; /* subjects, stage, form, basis, use */
	const struct usgs_series *series[USGS_MEASURES];
	const struct usgs_cell *cell[USGS_MEASURES]; /* NULL: none */
	bool contradicted[USGS_MEASURES];            /* the cell is not used */
};

/* The unit label of the cell once its erratum is applied, whose size in grams is that of its
 * series; NULL: none is known, the cell cannot be used. */
const char *usgs_review_unit(const struct usgs_cell *c);

/* Fills out->capacity, sorted by subjects, stage, form, basis, use and year.  A figure that is
 * no whole number of grams goes to the unusable ones. */
void usgs_review_rows(struct import_result *out, const struct usgs_group *groups,
    size_t n_groups, const char *source, struct date review_date);

#endif
