/* control_keys.h - the operator's questions about keys, and the next ones published. */
#ifndef CONTROL_KEYS_H
#define CONTROL_KEYS_H

#include "core_priv.h"

/* Publishes a keys body that names the next generation.  ERR_INPUT, ERR_REFUSED, ERR_BUSY and
 * why; nothing is published then. */
enum err control_keys_publish(struct core *c, struct place *place, struct hash *id,
    struct bytes body, struct core_time now, struct errmsg *m);

/* The newest keys of every feed.  The list borrows from the core until the next entry. */
struct key_list {
	Cmsa__KeyStatus *status, **list;
	struct public_key *reading;
	size_t n;
};
void control_keys_list(struct key_list *out, struct core *c);
void control_keys_free(struct key_list *l);

/* Of an author's signing key in force; 0: no entry of it is held. */
uint32_t control_keys_generation(struct core *c, const char *author);

#endif
