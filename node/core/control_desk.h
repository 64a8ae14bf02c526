/* control_desk.h - desks of this node's country, as its operator has them changed. */
#ifndef CONTROL_DESK_H
#define CONTROL_DESK_H

#include "core_priv.h"

/* The keys body that a request asks for is published, unless it is a dry run or a list.
 * ERR_INPUT, ERR_REFUSED and why. *place and *id of the entry; place->seq 0: none was made. */
enum err control_desk(struct core *c, struct place *place, struct hash *id,
    const Cmsa__ControlDesk *r, struct core_time now, struct errmsg *m);

/* The desks that are held; `list` holds pointers into `status`, both of them the caller's to
 * free with control_desk_free. */
struct desk_list {
	Cmsa__DeskStatus *status, **list;
	size_t n;
};
void control_desk_list(struct desk_list *out, struct core *c);
void control_desk_free(struct desk_list *l);

#endif
