/* talk.h - the state of our conversation with one peer node, as a pure machine
 * (PROTOCOL.md 6.2, 6.4).  Times are monotonic milliseconds. */
#ifndef TALK_H
#define TALK_H

#include <stdbool.h>
#include <stdint.h>

enum talk_state {
	TALK_DOWN = 0, /* nothing heard since the socket was made */
	TALK_GREETED,  /* it is heard, HELLO not yet exchanged */
	TALK_READY,    /* HELLO exchanged: everything is answered */
};

enum talk_event {
	TALK_HEARD,  /* any frame came */
	TALK_HELLO,  /* a HELLO of our alliance came */
	TALK_SILENT, /* nothing for TALK_SILENCE_MS */
	TALK_LOST,   /* net says the connection is gone, or the peer is not admitted */
};

enum {
	TALK_BEACON_MS = 5000,   /* between beacons */
	TALK_URGENT_MS = 100,    /* after an own append: the protocol says at most 200 */
	TALK_SILENCE_MS = 20000, /* without a frame: the socket is made anew */
	/* of a peer that may have changed its key: then the other one is dialled */
	TALK_SILENCE_TWO_KEYS_MS = 8000,
	TALK_HELLO_MS = 1000,    /* between HELLOs while there is no answer */
	TALK_REQUEST_MS = 10000, /* a question is open at most this long */
	TALK_HEADS_MS = 500,     /* between two questions for heads */
};

enum talk_state talk_next(enum talk_state s, enum talk_event e);
const char *talk_state_name(enum talk_state s);

#endif
