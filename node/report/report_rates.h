/* report_rates.h - 4(j)(3): what members charge on minerals from countries and entities of
 * concern, beside the floor and the step of a phase-in. */
#ifndef REPORT_RATES_H
#define REPORT_RATES_H

#include "report_work.h"

/* A section: counts by member and origin as chart and table, and every rate. */
void report_rates_add(struct report_work *w);

#endif
