/* import_usgs.h - sources usgs-mcs2025 and usgs-mcs2026: what the USGS prints of one country
 * as capacity reviews.
 *
 * - One review a (minerals, stage, form, basis, use, year); capacity, production and reserves
 *   of one year join.  Of each measure the newest year that says anything gives the figure.
 * - The presence of a review is that of its capacity.  The USGS prints capacity of few
 *   minerals: production alone makes a review that is not-available, production beside it.
 * - W is withheld, a dash nil, NA and all other marks not-available; so is a blank cell of MCS
 *   2025 unless its note says W.
 * - usgs_errata: a cell to be ignored is listed; one to be multiplied is used, its unit put
 *   right, and `method` names the erratum. */
#ifndef IMPORT_USGS_H
#define IMPORT_USGS_H

#include "import.h"

enum err import_usgs_run_2025(
    struct import_result *out, const struct import_request *q, struct errmsg *m);
enum err import_usgs_run_2026(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

#endif
