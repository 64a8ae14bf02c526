/* peers.h - the admitted peer nodes, the connections to each, and what core must be told.
 *
 * A peer can have two connections: the one we dialled (its DEALER) and the one it dialled
 * (a route of our ROUTER).  A connection is *heard* once a frame came over it.  Frames go
 * over one of them only: the one dial_first names, as soon as it is heard; until then, or
 * when it is lost, the other if that one is heard.  Frames are taken from both. */
#ifndef PEERS_H
#define PEERS_H

#include <zmq.h>

#include "gauge.h"
#include "hold.h"
#include "sock.h"

enum {
	ROUTE_BYTES = 255
};

struct peer {
	struct peer_spec spec;
	void *dealer; /* NULL: not dialled */
	size_t turn;  /* which address and key is dialled */
	int dealer_fd, route_fd; /* of the connections, for the gauge; -1: not known */
	bool dealer_heard;
	bool dealer_in_rest; /* between the frames of a refused message */
	uint8_t route[ROUTE_BYTES];
	size_t route_n; /* 0: it has not dialled us, or that connection is lost */
	bool is_out;    /* not admitted until core lists it anew */
	bool is_up;     /* heard since it was admitted or redialled */
	bool is_behind; /* a live frame was not taken: none is pushed */
	unsigned tell;  /* bits of enum peer_tell core has not been told */
	const char *down_reason;
	struct hold hold;
};

enum peer_tell {
	TELL_DOWN = 1,
	TELL_UP = 2,
	TELL_BEHIND = 4, /* it did not take a live frame of ours */
	TELL_MISSED = 8, /* core did not take a live frame of it */
	TELL_OFFENDER = 16,
};

struct peers {
	void *ctx;
	void *router;
	const struct sock_keys *keys;
	struct counts *counts;
	struct gauge gauge;
	struct peer **list; /* sorted by author, node */
	size_t n;
	size_t held_bytes; /* in the holds of all */
	bool has_news;     /* some peer has something to tell */
};

enum peer_conn {
	CONN_NONE,
	CONN_DEALER,
	CONN_ROUTER
};

void peers_init(struct peers *p, void *ctx, void *router, const struct sock_keys *keys,
    struct counts *counts);

/* Closes every dialled connection and forgets all peers. */
void peers_clear(struct peers *p);

/* Makes the list equal to `a`: dials new ones, closes and forgets removed ones (tells
 * core at once), redials those whose key or addresses changed.  True when some key lost
 * its admission: accepted connections must then be cut. */
bool peers_change(struct peers *p, const struct admission *a, struct link *live);

/* NULL when there is none. */
struct peer *peers_find(const struct peers *p, const char *author, const char *node);

/* The peer of a User-Id as control_user_id wrote it; NULL when there is none (any more).
 */
struct peer *peers_find_user_id(const struct peers *p, const char *user_id);

/* Makes the dialled connection anew, at the next address and key, and forgets the
 * accepted one.  The peer is down with `reason` (a literal) until it is heard again. */
void peers_redial(struct peers *p, struct peer *peer, const char *reason);

/* Ends every connection of it, dials it no more: it is down with `reason` (a literal).
 * The caller takes its keys from the ZAP handler. */
void peers_put_out(struct peers *p, struct peer *peer, const char *reason);

/* Every accepted connection is gone. */
void peers_forget_routes(struct peers *p);

/* A frame came from it: it is up, and no longer behind if it was down. */
void peers_heard(struct peers *p, struct peer *peer);

void peers_down(struct peers *p, struct peer *peer, const char *reason);

/* Remembers to tell core. */
void peers_note(struct peers *p, struct peer *peer, enum peer_tell what);

/* Tells core what is noted, as far as there is room. */
void peers_tell(struct peers *p, struct link *live);

/* For a new core: all that are up or behind are noted again; what is held is forgotten.
 */
void peers_start_over(struct peers *p);

/* The connection over which frames go now. */
enum peer_conn peers_choose(const struct peer *peer);

#endif
