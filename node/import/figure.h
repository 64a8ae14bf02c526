/* figure.h - figures as people print them ("1,300", "0.5") and units of mass and volume,
 * turned into whole grams, litres or basis points without floating point. */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdbool.h>
#include <stdint.h>

enum figure_verdict {
	FIGURE_OK = 0,
	FIGURE_NO_NUMBER = 1, /* not digits with at most one point; commas out of place */
	FIGURE_NOT_EXACT =
	    2, /* a number, but times `scale` not whole, or beyond 2^63 - 1 */
};

/* *out = s * scale.  Commas are taken, when `commas`, only where thousands are parted. */
enum figure_verdict figure_parse(int64_t *out, const char *s, int64_t scale, bool commas);

enum figure_quantity {
	FIGURE_MASS = 1,
	FIGURE_VOLUME = 2
};

struct figure_unit {
	const char *label;
	enum figure_quantity quantity;
	int64_t scale; /* grams or litres in one unit */
};

/* NULL when the label is not in the table: those of the USGS files that have a factor,
 * and t, kt, kg, g, m3, l. */
const struct figure_unit *figure_unit_find(const char *label);

/* The USGS label of a unit of so many grams; NULL: none. */
const struct figure_unit *figure_unit_of_grams(int64_t scale);

#endif
