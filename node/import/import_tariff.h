/* import_tariff.h - source national-tariff. */
#ifndef IMPORT_TARIFF_H
#define IMPORT_TARIFF_H

#include "import.h"

/* q->file is a national_tariff_lines.csv; for the USA us_section301_lines.csv of q->tables
 * follows, each line an additional duty toward CHN whose measure is its chapter-99 heading. */
enum err import_tariff_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

#endif
