/* standing.h - role and agreement side by side (PROTOCOL M3.19): an enrol act says what a
 * country reads and writes, the lifecycle what the rules make of it.  Neither changes the
 * other, so people are told where they go apart. */
#ifndef STANDING_H
#define STANDING_H

#include "date.h"
#include "registry.h"

/* What to tell of the country at D: "enrolled as member after its withdrawal: ..."; "" when
 * role and agreement go together.  The role is that of the registry's head.  Static text. */
const char *standing_note(const struct registry *r, const char *country, struct date d);

#endif
