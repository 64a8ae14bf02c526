/* capacity_csv.h - capacity reviews as a CSV file that a ministry can write by hand.
 * One row is one review; columns stand in any order, those in brackets may be left out:
 *
 *   country             alpha-3 or territory code, the same on every row
 *   subjects            mineral ids, or one select product, parted by `;`
 *   stage               mined, processed or manufactured
 *   [form] [basis]      "ore", "metal content", ...
 *   presence            of the capacity, and so of the review: reported, nil, withheld or
 *                       not-available
 *   capacity, unit      the figure as published ("1,300", "<5", ">2,000") and its unit, a
 *                       label of figure.h; with another presence than reported only a
 *                       mark ("W")
 *   [estimated]         yes or no
 *   [production_presence] [production] [production_unit] [production_estimated]
 *   [reserves_presence] [reserves] [reserves_unit] [reserves_estimated]
 *                       the same for what is shown beside; no presence: nothing said
 *   [reference_year]    of the figures
 *   review_date         YYYY-MM-DD
 *   [method] [source]   texts
 *   [use]               primary, or secondary: shown, answers for no stage
 *   [sample]            yes: made up for a demonstration
 *   [nil_for_rest]      yes: nil for every critical mineral not otherwise reviewed; no
 *                       subjects, no stage, presence nil
 *
 * Grams and litres follow from figure and unit, exactly or not at all. */
#ifndef CAPACITY_CSV_H
#define CAPACITY_CSV_H

#include "arena.h"
#include "capacity.pb-c.h"
#include "csvread.h"
#include "err.h"
#include "name.h"
#include "row_errors.h"

struct capacity_rows {
	char country[COUNTRY_LEN];
	Cmsa__CapacityReview **reviews;
	size_t n;
};

/* ERR_INPUT when the list of errors is not empty afterwards; *out then holds no row.  Two
 * rows equal in all but their figures are an error that names both.  Rows live in `mem`,
 * an arena without a budget. */
enum err capacity_csv_parse(struct capacity_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t);

/* Header and rows, appended: parsing it gives the same reviews. */
void capacity_csv_write(struct buf *out, const struct capacity_rows *rows);

#endif
