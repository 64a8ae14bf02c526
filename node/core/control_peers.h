/* control_peers.h - the peers, for the operator. */
#ifndef CONTROL_PEERS_H
#define CONTROL_PEERS_H

#include "core_priv.h"

/* Borrows texts of the core. */
struct peer_list {
	Cmsa__PeerStatus *peers, **list;
	size_t n;
};

void control_peers_list(struct peer_list *out, struct core *c, struct core_time now);
void control_peers_free(struct peer_list *l);

#endif
