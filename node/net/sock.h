/* sock.h - the two kinds of socket of the exchange, with every option they have.
 * Never among them: heartbeats (a full queue plus their timer aborts the process), router
 * handover (a peer could take another's answers), monitors. */
#ifndef SOCK_H
#define SOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "control.h"

/* CURVE keys of this node, CURVE_KEY_BYTES each; borrowed. */
struct sock_keys {
	const uint8_t *public_key;
	const uint8_t *secret_key;
};

/* Raises the soft limit of descriptors to the hard one and returns a context that makes
 * no more sockets than there are descriptors for: at the limit libzmq's I/O thread spins.
 * NULL (logged) when it cannot. */
void *sock_context(void);

/* A ROUTER, CURVE server in ZAP_DOMAIN, not bound yet.  `enforce_zap`: connections are
 * refused while no handler is bound (always, but for the test that shows why).  NULL
 * (logged) when there is none to have. */
void *sock_router(void *ctx, const struct sock_keys *keys, bool enforce_zap);

/* A DEALER dialling `address` and taking only a server with `server_key`.  It knocks: on
 * each new connection it first sends an empty frame, and it queues nothing while it is
 * not connected.  NULL when there is no socket left. */
void *sock_dealer(void *ctx, const struct sock_keys *keys,
    const struct curve_key *server_key, const char *address);

#endif
