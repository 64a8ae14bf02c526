/* net.h - the net process: all of ZeroMQ, all bytes of the network.
 *
 * It holds the CURVE secret key and the admission list that core sends; no store, no
 * signing key.  It speaks with core over two stream sockets (link.h says how they are
 * framed and bounded), and with the parent, which gives it new ones when core was
 * restarted.
 *
 *   live link   net -> core: NetReady (first), NetPeer, NetCounts, NetReceived of beacons
 *               and live frames.     core -> net: AdmissionList (on the bulk link it is
 *               ignored: of two links an older list could come last), anything else.
 *   bulk link   net -> core: every other NetReceived.   core -> net: anything else.
 *
 * A HELLO comes over the bulk link and a beacon over the live one: to see them in the order
 * in which they came, core reads bulk before live.
 *
 * A peer is UP with its first frame after it was admitted, redialled or lost.  Before
 * that nothing can be sent to it; so core answers PEER_UP with its HELLO.  It is DOWN
 * when it is removed, redialled (NetRedial), or its last connection is found lost.  It is
 * BEHIND, with reason "not-taken", when it did not take a frame (route.h), and with
 * "live-dropped" when core's own live queue was full and core missed a live frame of it.
 *
 * NetRedial makes the dialled socket anew at the peer's next address and key: a dialling
 * socket is finished for good once it was refused or was sent too large a frame, and
 * nobody tells it.  core asks for it after 20 s of silence.
 *
 * NetCounts are totals since net started, by the words of counts.h, sent within a second
 * of a change. */
#ifndef NET_H
#define NET_H

#include <stdint.h>

#include "err.h"

struct net_config {
	const char *endpoint; /* literal: "tcp://127.0.0.1:*" lets the kernel choose */
	const uint8_t *public_key; /* CURVE, 32 bytes each */
	const uint8_t *secret_key;
	uint64_t memory_bytes; /* cap, see net_limit_memory; 0: none */
};

enum {
	NET_TAG_LIVE = 'L',
	NET_TAG_BULK = 'B'
}; /* of fdpass.h, from the parent */

enum {
	NET_EXIT_DONE = 0,
	NET_EXIT_FAILED = 4
};

/* Runs until `fd_parent` is closed at the other end (NET_EXIT_DONE) or the machine fails
 * (NET_EXIT_FAILED, logged): among that, when the start shows that an unknown key would
 * be admitted.  Takes over the descriptors; fd_live and fd_bulk may be -1: they then come
 * from the parent, as new ones do when core died.  Nothing is listened to before a ZAP
 * handler answers, nobody admitted before core's first list. */
int net_main(const struct net_config *config, int fd_parent, int fd_live, int fd_bulk);

/* Caps the address space of this process: endless multipart messages pass every limit of
 * ZeroMQ, so the process must die of them instead of the machine.  Has no effect under
 * AddressSanitizer, which reserves terabytes.  ERR_IO. */
enum err net_limit_memory(uint64_t bytes);

#endif
