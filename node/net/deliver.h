/* deliver.h - frames of peers to core: NetReceived.
 *
 * Who a frame is from is what the handshake proved: on our ROUTER the User-Id that ZAP
 * gave, read from the last frame (the first loses it), on a DEALER the key we dialled.
 * Live frames go to core's live link and are dropped when it is full; the others go to
 * the bulk link, and when that is full wait in the peer's hold.  A DEALER whose peer has
 * something in its hold is not read; a ROUTER cannot be read peer by peer, so beyond the
 * hold's bound frames of dialling peers are dropped, and core asks again.
 *
 * An empty frame is a knock: a dialling node's first frame on each new connection, by
 * which the other side learns the way back, and the answer to it.  core never sees it. */
#ifndef DELIVER_H
#define DELIVER_H

#include "peers.h"

struct deliver {
	struct peers *peers;
	struct link *live;
	struct link *bulk;
	bool router_in_rest; /* between the frames of a refused message */
	size_t next_hold;    /* whose turn it is */
};

/* Takes what is there on the ROUTER, up to a few hundred frames: poll again for more. */
void deliver_from_router(struct deliver *d);

/* The same for one dialled connection; not at all while it holds something. */
void deliver_from_dealer(struct deliver *d, struct peer *peer);

/* Moves held frames to core, one a peer in turn, while there is room. */
void deliver_held(struct deliver *d);

#endif
