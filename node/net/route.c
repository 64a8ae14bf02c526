/* route.c - frames of core to peers. */
#include "route.h"

#include <errno.h>
#include <string.h>

/* First byte of a Wire: field number and "length-delimited". */
enum {
	TAG_BEACON = 2 << 3 | 2,
	TAG_LIVE = 3 << 3 | 2
};

bool
route_is_live(struct bytes frame)
{
	return frame.n && (frame.p[0] == TAG_BEACON || frame.p[0] == TAG_LIVE);
}

static bool
is_beacon(const zmq_msg_t *frame)
{
	/* zmq_msg_data asks for a mutable message and does not change it. */
	zmq_msg_t *m = (zmq_msg_t *)(uintptr_t)frame;

	return zmq_msg_size(m) && *(const uint8_t *)zmq_msg_data(m) == TAG_BEACON;
}

/* Sends a copy; the copies share one buffer.  0 or an errno. */
static int
send_copy(struct peers *p, void *sock, int fd, zmq_msg_t *frame)
{
	zmq_msg_t copy;
	int failure = 0;

	zmq_msg_init(&copy);
	if (zmq_msg_copy(&copy, frame) || zmq_msg_send(&copy, sock, ZMQ_DONTWAIT) < 0) {
		failure = zmq_errno();
		zmq_msg_close(&copy);
	} else {
		gauge_handed(&p->gauge, fd, zmq_msg_size(frame));
	}
	return failure;
}

static int
send_on_route(struct peers *p, const struct peer *peer, zmq_msg_t *frame)
{
	if (zmq_send(p->router, peer->route, peer->route_n, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
		return zmq_errno();
	/* ROUTER decided with the first part whether the queue takes the message. */
	return send_copy(p, p->router, peer->route_fd, frame);
}

/* 0 or an errno: ENOBUFS when too many bytes wait for it already. */
static int
send_dialled(struct peers *p, const struct peer *peer, zmq_msg_t *frame)
{
	if (!gauge_has_room(&p->gauge, peer->dealer_fd, zmq_msg_size(frame)))
		return ENOBUFS;
	return send_copy(p, peer->dealer, peer->dealer_fd, frame);
}

/* The same. */
static int
send_accepted(struct peers *p, const struct peer *peer, zmq_msg_t *frame)
{
	if (!gauge_has_room(&p->gauge, peer->route_fd, zmq_msg_size(frame)))
		return ENOBUFS;
	return send_on_route(p, peer, frame);
}

/* 0 or an errno; EHOSTUNREACH when no connection is there. */
static int
send_to(struct peers *p, struct peer *peer, zmq_msg_t *frame)
{
	int failure;

	switch (peers_choose(peer)) {
	case CONN_DEALER:
		failure = send_dialled(p, peer, frame);
		if (!failure || failure == ENOBUFS || !peer->route_n)
			return failure;
		/* A dialled socket that was refused while the other end started never
		 * tries again, and says only that it takes nothing. */
		break;
	case CONN_ROUTER: break;
	case CONN_NONE: return EHOSTUNREACH;
	}
	failure = send_accepted(p, peer, frame);
	if (failure != EHOSTUNREACH)
		return failure;
	peer->route_n = 0;
	if (peers_choose(peer) == CONN_DEALER)
		return send_dialled(p, peer, frame);
	peers_down(p, peer, "no-route");
	return failure;
}

static void
mark_behind(struct peers *p, struct peer *peer)
{
	if (peer->is_behind)
		return;
	peer->is_behind = true;
	peers_note(p, peer, TELL_BEHIND);
}

/* `is_direct`: to this node alone. */
static void
send_one(
    struct peers *p, struct peer *peer, zmq_msg_t *frame, bool is_live, bool is_direct)
{
	int failure;

	if (is_live && peer->is_behind && !is_beacon(frame)) {
		counts_add(p->counts, COUNT_PEER_BEHIND);
		return;
	}
	failure = send_to(p, peer, frame);
	if (!failure) {
		if (is_direct && !is_live && !is_beacon(frame))
			peer->is_behind = false;
		return;
	}
	counts_add(p->counts, failure == EHOSTUNREACH ? COUNT_NO_ROUTE
			      : failure == ENOBUFS   ? COUNT_PEER_FULL
						     : COUNT_NOT_TAKEN);
	/* One that is not connected is down, which core knows; behind is only who is up.
	 */
	if (peer->is_up)
		mark_behind(p, peer);
}

static bool
is_wanted(const struct peer *peer, const Cmsa__NetSend *s)
{
	const struct peer_spec *spec = &peer->spec;

	if (s->author[0])
		return !strcmp(spec->author, s->author);
	return (uint32_t)spec->role == s->role && strcmp(spec->author, s->except) != 0;
}

static void
send_to_all_wanted(struct peers *p, const Cmsa__NetSend *s, zmq_msg_t *frame)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_wanted(p->list[i], s))
			send_one(p, p->list[i], frame, s->live, false);
}

void
route_send(struct peers *p, const Cmsa__NetSend *s)
{
	struct peer *peer = NULL;
	zmq_msg_t frame;

	if (!control_send_is_valid(p->counts, s))
		return;
	if (s->author[0] && s->node[0]) {
		peer = peers_find(p, s->author, s->node);
		if (!peer) {
			counts_add(p->counts, COUNT_UNKNOWN_PEER);
			return;
		}
	}
	if (zmq_msg_init_size(&frame, s->frame.len)) {
		counts_add(p->counts, COUNT_NOT_TAKEN);
		return;
	}
	memcpy(zmq_msg_data(&frame), s->frame.data, s->frame.len);
	if (peer)
		send_one(p, peer, &frame, s->live, true);
	else
		send_to_all_wanted(p, s, &frame);
	zmq_msg_close(&frame);
}

/* PROTOCOL M6.2 */
void
route_answer_knock(struct peers *p, struct bytes route)
{
	/* When its queue does not take it, a frame of core comes later and does as well.
	 */
	if (zmq_send(p->router, route.p, route.n, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0)
		zmq_send(p->router, "", 0, ZMQ_DONTWAIT);
}
