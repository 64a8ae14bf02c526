/* clock.h - the clocks.  Only programs call these; libraries get time as an argument. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void);      /* UTC, ms since 1970; can jump */
int64_t clock_monotonic_ms(void); /* never falls; no meaning across machines */

#endif
