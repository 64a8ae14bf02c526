/* link.h - one of the two socketpairs between core and net: NetMessages, each behind a
 * 4-byte big-endian length, non-blocking both ways, bounded by credit.
 * Both ends use this file; it knows no ZeroMQ and no peers.
 *
 * Credit.  Each end may have LINK_WINDOW_BYTES (lengths included) on their way that the
 * other end has not taken from link_next.  The reader gives the bytes back with NetCredit
 * as it takes messages, so a queue never grows beyond the window and an end that is busy
 * stops the other without either ever waiting.  NetCredit itself needs no credit and is
 * never seen by callers. */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bytes.h"
#include "err.h"
#include "frame.h"

#include "control.pb-c.h"

enum {
	/* An admission list of an alliance of LIMIT_AUTHORS fits, and so does every
	 * frame. */
	LINK_MESSAGE_BYTES = 4 << 20,
	LINK_WINDOW_BYTES = 2 * LINK_MESSAGE_BYTES,
};

struct link {
	int fd; /* -1: nobody at the other end */
	struct frame_reader in;
	struct frame_writer out;
	struct buf message; /* the one being encoded */
	size_t may_send;    /* credit left to us */
	size_t owed;        /* taken by us, not yet given back */
};

enum link_sent {
	LINK_SENT, /* queued; link_flush writes it */
	LINK_FULL, /* no credit left for it: nothing was queued */
	LINK_AWAY, /* nobody at the other end, or larger than LINK_MESSAGE_BYTES */
};

enum link_next {
	LINK_NONE, /* no whole message is here yet */
	LINK_MESSAGE,
	LINK_BROKEN, /* not what our own program sends: close the link */
};

void link_init(struct link *l); /* at nobody */

/* Takes over `fd` and makes it non-blocking; an earlier one is closed, what was queued
 * for it is gone, and credit is full on both sides. */
void link_open(struct link *l, int fd);

/* Closes the descriptor and frees the queues.  Can be opened again. */
void link_close(struct link *l);

static inline bool
link_is_open(const struct link *l)
{
	return l->fd >= 0;
}

/* Is there credit for a message of that many bytes, apart from its length? */
bool link_has_room(const struct link *l, size_t message_bytes);

enum link_sent link_send(struct link *l, const Cmsa__NetMessage *m);

/* Anything that link_flush could not write yet? */
bool link_is_waiting(const struct link *l);

/* Writes what the kernel takes now.  ERR_GONE when the other end is closed; ERR_NONE
 * also when something is left. */
enum err link_flush(struct link *l);

/* Reads once what is there; take all messages (link_next) before the next time.  ERR_GONE
 * at the end. */
enum err link_read(struct link *l);

/* Bytes as if they had been read: for tests of this door. */
void link_feed(struct link *l, struct bytes data);

/* The next message, decoded into `mem` (cleared first; budget LINK_ARENA_BYTES is the
 * caller's to set), valid until `mem` is cleared. */
enum link_next link_next(struct link *l, const Cmsa__NetMessage **out, struct arena *mem);

enum {
	LINK_ARENA_BYTES = 8 * LINK_MESSAGE_BYTES
};

#endif
