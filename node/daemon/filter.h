/* filter.h - the calls of each role, as a seccomp filter. */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "sandbox.h"

/* Does this kernel have filters? */
bool filter_is_there(void);

/* From here on, for all threads: a call of the role goes through; one that libraries try
 * by themselves and can do without fails with an errno; any other ends the process by
 * SIGSYS, its number before on `report`.  ERR_IO, logged. */
enum err filter_enter(enum sandbox_role role, int report);

#endif
