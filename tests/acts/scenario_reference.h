/* scenario_reference.h - the CSV tables of deploy/reference as reference acts of a test
 * register. */
#ifndef SCENARIO_REFERENCE_H
#define SCENARIO_REFERENCE_H

#include "date.h"
#include "err.h"
#include "scenario_world.h"

/* Reads the seven tables of the register from a folder and folds an act for each, dated
 * `date`.  ERR_INPUT and a message when a table is not as expected or an act is refused.
 */
enum err scenario_reference_add(
    struct world *w, const char *folder, struct date date, struct errmsg *m);

#endif
