/* facts_freeze.h - inside comply: what a proven fork leaves of the facts. */
#ifndef FACTS_FREEZE_H
#define FACTS_FREEZE_H

#include "facts.h"

/* Marks what lies beyond the limits of forked feeds, and leaves it out; before what stands is
 * decided. */
void facts_freeze_apply(struct facts *f);

#endif
