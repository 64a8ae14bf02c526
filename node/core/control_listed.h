/* control_listed.h - inside core: what witness entries list and is not held here, for the
 * operator. */
#ifndef CONTROL_LISTED_H
#define CONTROL_LISTED_H

#include "core_priv.h"

/* Fills a reply's list.  Everything lies in `mem`, and borrows from the core. */
void control_listed(struct core *c, Cmsa__ControlReply *reply, struct arena *mem);

#endif
