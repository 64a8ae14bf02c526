/* published.h - entries that a request published, as a table. */
#ifndef PUBLISHED_H
#define PUBLISHED_H

#include "control.pb-c.h"
#include "grid.h"

/* author, incarnation, seq, id.  The caller clears the grid. */
void published_grid(struct grid *g, const Cmsa__ControlReply *r);

#endif
