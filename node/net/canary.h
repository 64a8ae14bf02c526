/* canary.h - does the lock of the door work?  CURVE admits everyone when no ZAP handler
 * answers, so before peers are admitted net dials itself, with a key that is on the list
 * and with one that is not. */
#ifndef CANARY_H
#define CANARY_H

#include <stdint.h>

#include "sock.h"
#include "zap.h"

enum canary {
	CANARY_SAFE,
	CANARY_STRANGER_ADMITTED, /* the unknown key got in */
	CANARY_KNOWN_REFUSED,     /* the known key did not get in */
	CANARY_NO_ANSWER,         /* nobody refused the unknown key in time */
	CANARY_BROKEN,            /* keys or sockets could not be made */
};

/* A sentence for the log, never NULL. */
const char *canary_text(enum canary c);

/* Dials `router`, bound at `endpoint` with the server key of `keys`, waiting at most
 * `most_ms` for each of the two.  `zap` may be NULL (no handler: for the test of the
 * trap); its table is set, and empty afterwards.  The ROUTER must have no peers yet: what
 * it receives is taken. */
enum canary canary_run(void *ctx, void *router, const struct sock_keys *keys,
    struct zap *zap, const char *endpoint, int64_t most_ms);

#endif
