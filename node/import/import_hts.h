/* import_hts.h - source usitc-hts. */
#ifndef IMPORT_HTS_H
#define IMPORT_HTS_H

#include "import.h"

/* q->file is a CSV export of the Harmonized Tariff Schedule of the United States; country USA.
 * Needs the tables us_special_programs, us_column2_countries and us_section301_lines, and the
 * edition in the request. */
enum err import_hts_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

/* The lines of the file alone, from a table that is read already: the door for its bytes. */
enum err import_hts_table(struct import_result *out, const struct import_request *q,
    const struct csv_table *t, struct errmsg *m);

#endif
