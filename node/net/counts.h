/* counts.h - what net refused or dropped, by reason, since the process started. */
#ifndef COUNTS_H
#define COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"

enum count {
	COUNT_UNKNOWN_KEY,  /* a CURVE key that is not on the list asked for admission */
	COUNT_BAD_ZAP,      /* a malformed question of libzmq to our own handler */
	COUNT_NOT_ADMITTED, /* a frame of a peer that has just been removed */
	COUNT_NO_USER_ID,   /* a frame without the identity ZAP gave: refused */
	COUNT_MULTIPART,    /* a message of more than one frame: refused */
	COUNT_EMPTY,        /* an empty frame that is not a knock */
	COUNT_QUEUE_FULL,   /* bulk frames dropped: core was behind and the hold full */
	COUNT_LIVE_DROPPED, /* live frames dropped: core's live queue was full */
	COUNT_CORE_GONE,    /* frames dropped while core was not there */
	COUNT_NOT_TAKEN,    /* frames a peer's queue did not take */
	COUNT_NO_ROUTE,     /* frames to a peer that is not connected */
	COUNT_PEER_BEHIND,  /* live frames not sent because the peer is behind */
	COUNT_UNKNOWN_PEER, /* core names a peer that is not on the list */
	COUNT_BAD_CONTROL,  /* a message or row of core's that breaks a rule */
	COUNT_BAD_ADDRESS,  /* an address that is no literal: not dialled */
	COUNT_TOO_LARGE,    /* a frame of core's beyond LIMIT_FRAME_BYTES */
	COUNT_NO_SOCKET,    /* a peer not dialled: no descriptor or socket left */
	COUNT_PEER_FULL,    /* frames not sent: too many bytes wait for that peer already */
	COUNT_TOO_MUCH,     /* connections ended that kept more than their share here */
	COUNT_ENDLESS,      /* connections ended over a message without an end */
	COUNT_CROWD,        /* connections ended: too many of one peer */
	COUNT_STRANGERS,    /* connections ended that said nothing: too many, or too long */
	COUNT_KINDS,
};

struct counts {
	uint64_t n[COUNT_KINDS];
	bool changed; /* since the last counts_send that went out */
	bool said[COUNT_KINDS]; /* to core, ever: one that fell to 0 is said, too */
};

/* The stable word sent to core ("unknown-key"), never NULL. */
const char *counts_word(enum count c);

void counts_add(struct counts *c, enum count what);

/* Sets a total kept elsewhere (the ZAP thread's). */
void counts_set(struct counts *c, enum count what, uint64_t total);

/* Queues NetCounts with every total that is not 0, if anything changed and there is room.
 */
void counts_send(struct counts *c, struct link *live);

#endif
