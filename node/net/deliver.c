/* deliver.c - frames of peers to core. */
#include "deliver.h"

#include <stdio.h>
#include <string.h>

#include "route.h"

enum {
	FRAMES_AT_ONCE = 512,
	FRAMES_AT_ONCE_DEALER = 64
};

static void
drop(struct deliver *d, enum count why)
{
	counts_add(d->peers->counts, why);
}

/* By which connection a frame came, for the gauge; -1: not known. */
static int
fd_of(zmq_msg_t *frame)
{
	return zmq_msg_get(frame, ZMQ_SRCFD);
}

/* Notes a frame, also one that is refused: libzmq no longer keeps it. */
static void
note(struct deliver *d, zmq_msg_t *frame, const char *owner)
{
	gauge_took(&d->peers->gauge, fd_of(frame), owner, zmq_msg_size(frame));
}

static void
put_live(struct deliver *d, struct peer *peer, struct bytes frame)
{
	switch (
	    control_put_received(d->live, peer->spec.author, peer->spec.node, frame)) {
	case LINK_SENT: return;
	case LINK_AWAY: drop(d, COUNT_CORE_GONE); return;
	case LINK_FULL: break;
	}
	drop(d, COUNT_LIVE_DROPPED);
	peers_note(d->peers, peer, TELL_MISSED);
}

static void
hold(struct deliver *d, struct peer *peer, struct bytes frame)
{
	if (peer->hold.bytes + frame.n > HOLD_PEER_BYTES ||
	    d->peers->held_bytes + frame.n > HOLD_TOTAL_BYTES) {
		drop(d, COUNT_QUEUE_FULL);
		return;
	}
	hold_add(&peer->hold, frame);
	d->peers->held_bytes += frame.n;
}

static void
put_bulk(struct deliver *d, struct peer *peer, struct bytes frame)
{
	if (!hold_is_empty(&peer->hold)) {
		hold(d, peer, frame);
		return;
	}
	switch (
	    control_put_received(d->bulk, peer->spec.author, peer->spec.node, frame)) {
	case LINK_SENT: return;
	case LINK_AWAY: drop(d, COUNT_CORE_GONE); return;
	case LINK_FULL: break;
	}
	hold(d, peer, frame);
}

static void
put(struct deliver *d, struct peer *peer, struct bytes frame)
{
	peers_heard(d->peers, peer);
	if (route_is_live(frame))
		put_live(d, peer, frame);
	else
		put_bulk(d, peer, frame);
}

/* The way back to the peer is the connection that knocked last.  A frame over another one
 * does not change it: it may be the last of a connection that was cut. */
static void
take_from_route(
    struct deliver *d, struct peer *peer, struct bytes route, struct bytes frame, int fd)
{
	bool is_current = bytes_eq(route, bytes_of(peer->route, peer->route_n));

	if (!frame.n && is_current) {
		drop(d, COUNT_EMPTY);
		return;
	}
	if ((!frame.n || !peer->route_n) && route.n <= ROUTE_BYTES) {
		memcpy(peer->route, route.p, route.n);
		peer->route_n = route.n;
		peer->route_fd = fd;
		peer->is_behind = false;
	}
	if (frame.n) {
		put(d, peer, frame);
		return;
	}
	peers_heard(d->peers, peer);
	route_answer_knock(d->peers, route);
}

static struct bytes
view(zmq_msg_t *m)
{
	return bytes_of(zmq_msg_data(m), zmq_msg_size(m));
}

static void
take_identified(struct deliver *d, zmq_msg_t *route, zmq_msg_t *frame)
{
	const char *user_id = zmq_msg_gets(frame, "User-Id");
	struct peer *peer = user_id ? peers_find_user_id(d->peers, user_id) : NULL;

	note(d, frame, user_id);
	if (!user_id || !*user_id)
		drop(d, COUNT_NO_USER_ID);
	else if (!peer || peer->is_out)
		drop(d, COUNT_NOT_ADMITTED);
	else
		take_from_route(d, peer, view(route), view(frame), fd_of(frame));
}

/* Takes one more frame of a message that is refused. */
static bool
take_rest(struct deliver *d, void *sock, bool *in_rest)
{
	zmq_msg_t m;
	bool took;

	zmq_msg_init(&m);
	took = zmq_msg_recv(&m, sock, ZMQ_DONTWAIT) >= 0;
	if (took) {
		*in_rest = zmq_msg_more(&m);
		note(d, &m, NULL);
	}
	zmq_msg_close(&m);
	return took;
}

/* Takes one message of route and frame, or the route alone, and leaves `in_rest` true
 * when more frames follow.  False when nothing is there. */
static bool
take_message(struct deliver *d)
{
	void *router = d->peers->router;
	zmq_msg_t route, frame;
	bool took;

	if (d->router_in_rest)
		return take_rest(d, router, &d->router_in_rest);
	zmq_msg_init(&route);
	zmq_msg_init(&frame);
	took = zmq_msg_recv(&route, router, ZMQ_DONTWAIT) >= 0;
	if (took && zmq_msg_more(&route) &&
	    zmq_msg_recv(&frame, router, ZMQ_DONTWAIT) >= 0) {
		d->router_in_rest = zmq_msg_more(&frame);
		if (d->router_in_rest) {
			note(d, &frame, NULL);
			drop(d, COUNT_MULTIPART);
		} else
			take_identified(d, &route, &frame);
	}
	zmq_msg_close(&frame);
	zmq_msg_close(&route);
	return took;
}

void
deliver_from_router(struct deliver *d)
{
	for (int i = 0; i < FRAMES_AT_ONCE && take_message(d); i++)
		;
}

static void
take_from_dealer(struct deliver *d, struct peer *peer, struct bytes frame, int fd)
{
	peer->dealer_fd = fd;
	peer->dealer_heard = true;
	if (frame.n) {
		put(d, peer, frame);
		return;
	}
	/* Its answer to our knock: the connection is new. */
	peer->is_behind = false;
	peers_heard(d->peers, peer);
}

static bool
take_dealer_message(struct deliver *d, struct peer *peer)
{
	char user_id[USER_ID_LEN];
	zmq_msg_t frame;
	bool took;

	if (peer->dealer_in_rest)
		return take_rest(d, peer->dealer, &peer->dealer_in_rest);
	zmq_msg_init(&frame);
	took = zmq_msg_recv(&frame, peer->dealer, ZMQ_DONTWAIT) >= 0;
	if (took) {
		control_user_id(user_id, peer->spec.author, peer->spec.node);
		note(d, &frame, user_id);
		peer->dealer_in_rest = zmq_msg_more(&frame);
		if (peer->dealer_in_rest)
			drop(d, COUNT_MULTIPART);
		else
			take_from_dealer(d, peer, view(&frame), fd_of(&frame));
	}
	zmq_msg_close(&frame);
	return took;
}

void
deliver_from_dealer(struct deliver *d, struct peer *peer)
{
	for (int i = 0; i < FRAMES_AT_ONCE_DEALER; i++)
		if (!peer->dealer || !hold_is_empty(&peer->hold) || !take_dealer_message(d, peer))
			return;
}

/* False when core has no room for the frame. */
static bool
put_held(struct deliver *d, struct peer *peer)
{
	struct bytes frame = hold_first(&peer->hold);

	if (control_put_received(d->bulk, peer->spec.author, peer->spec.node, frame) !=
	    LINK_SENT)
		return false;
	d->peers->held_bytes -= frame.n;
	hold_drop(&peer->hold);
	return true;
}

void
deliver_held(struct deliver *d)
{
	struct peers *p = d->peers;

	/* Each turn ends at the first frame without room, whose peer is then next. */
	for (size_t idle = 0; p->held_bytes && idle < p->n; d->next_hold++) {
		struct peer *peer = p->list[d->next_hold % p->n];

		if (hold_is_empty(&peer->hold)) {
			idle++;
			continue;
		}
		if (!put_held(d, peer))
			return;
		idle = 0;
	}
}
