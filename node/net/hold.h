/* hold.h - bulk frames of one peer that wait until core has room.  First in, first out.
 */
#ifndef HOLD_H
#define HOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "limit.h"

enum {
	/* core asks a peer for few segments at a time: an honest one is never above. */
	HOLD_PEER_BYTES = 4 * LIMIT_FRAME_BYTES,
	HOLD_TOTAL_BYTES = 32 * LIMIT_FRAME_BYTES, /* of all peers */
};

struct hold_frame;

struct hold {
	struct hold_frame *first;
	struct hold_frame *last;
	size_t bytes;
};

/* Keeps a copy. */
void hold_add(struct hold *h, struct bytes frame);

static inline bool
hold_is_empty(const struct hold *h)
{
	return !h->first;
}

/* The frame that came first, borrowed until hold_drop; empty when there is none. */
struct bytes hold_first(const struct hold *h);

/* Forgets the first frame. */
void hold_drop(struct hold *h);

void hold_clear(struct hold *h);

#endif
