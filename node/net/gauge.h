/* gauge.h - what each TCP connection holds of net's memory, by the kernel's own counts
 * (PROTOCOL M6.22).
 *
 * libzmq bounds its queues in frames, and an endless message not at all.  But the kernel
 * counts the bytes of every connection: what it received less what was taken from libzmq is
 * what libzmq keeps of it; what was handed to libzmq less what the other end acknowledged is
 * what waits for it.  A connection that holds too much is shut down by its descriptor: libzmq
 * finds it closed and gives its memory back, and no other connection notices.
 *
 * It also bounds how many connections there are: of one peer, and of strangers, who have not
 * said anything yet.
 *
 * Descriptors are libzmq's: they may be closed and used again at any moment, so each is known
 * by the kernel's cookie of its socket, and nothing is done to one with another cookie. */
#ifndef GAUGE_H
#define GAUGE_H

#include "control.h"

enum {
	GAUGE_IN_TOTAL_BYTES = 320 << 20, /* kept by libzmq, shared by all connections */
	GAUGE_IN_MOST_BYTES = 32 << 20,   /* of one connection */
	GAUGE_OUT_TOTAL_BYTES = 320 << 20,
	GAUGE_OUT_MOST_BYTES = 8 << 20, /* as core's own for answers to one peer */
	GAUGE_LEAST_BYTES = 2 * LIMIT_FRAME_BYTES, /* each connection's share at least */
	GAUGE_UNKNOWN_BYTES = 1 << 20, /* accepted and no whole frame yet: it must knock first */
	GAUGE_PEER_CONNECTIONS = 4, /* accepted, of one peer: some may be dying */
	/* accepted and silent so far: a handshake is a second, an honest peer then knocks */
	GAUGE_STRANGERS_MOST = 2048,
	GAUGE_STRANGERS_OF_ADDRESS = 256,
	GAUGE_DESCRIPTORS_PART = 4, /* nor more than that part of all descriptors */
	GAUGE_STRANGER_MS = 15000,
};

enum gauge_what {
	GAUGE_TOO_MUCH,  /* more than its share waited to be taken */
	GAUGE_ENDLESS,   /* the same, and nothing of it could be taken: an endless message */
	GAUGE_CROWD,     /* one connection too many of that peer */
	GAUGE_STRANGERS, /* one silent connection too many, or silent for too long */
};

struct gauge_find {
	enum gauge_what what;
	bool is_accepted;             /* it dialled us */
	char owner[USER_ID_LEN]; /* "": nobody has spoken over it */
};

struct gauge_conn;

struct gauge {
	struct gauge_conn *conns; /* by descriptor */
	size_t n;
	uint64_t turns;
	size_t n_live; /* connections at the last sweep */
	int port;      /* ours: what is connected to it was accepted */
	size_t strangers_most;
};

void gauge_init(struct gauge *g);
void gauge_clear(struct gauge *g);

/* `endpoint` is bound. */
void gauge_listens(struct gauge *g, const char *endpoint);

/* A frame of that size came over `fd` (-1: not known) from `owner` (NULL: not known). */
void gauge_took(struct gauge *g, int fd, const char *owner, size_t bytes);

/* May a frame of that size wait for the other end of `fd` (-1: not known, always true)? */
bool gauge_has_room(struct gauge *g, int fd, size_t bytes);

/* It was handed to libzmq. */
void gauge_handed(struct gauge *g, int fd, size_t bytes);

/* Looks at every connection, shuts down those beyond a bound, and tells of each. */
void gauge_sweep(struct gauge *g, int64_t now_ms,
    void (*tell)(void *ctx, const struct gauge_find *found), void *ctx);

/* Shuts down every connection over which `owner` spoke. */
void gauge_cut(struct gauge *g, const char *owner);

#endif
