/* us_section301.h - the section 301 lines of the USA, from the reference tables. */
#ifndef US_SECTION301_H
#define US_SECTION301_H

#include "import.h"

/* Adds the lines of us_section301_lines in q->tables to the result: additional duties toward
 * CHN, each with its chapter-99 heading as measure.  Errors as reading a table. */
enum err us_section301_read(
    struct import_result *out, const struct import_request *q, struct errmsg *m);

#endif
