/* net_link.c - core's ends of the links to net. */
#include "net_link.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "pb.h"

void
net_link_init(struct net_link *n)
{
	*n = (struct net_link){ 0 };
	link_init(&n->live);
	link_init(&n->bulk);
}

void
net_link_close(struct net_link *n)
{
	link_close(&n->live);
	link_close(&n->bulk);
	if (n->has_held)
		buf_clear(&n->held.frame);
	buf_clear(&n->admission);
	net_link_init(n);
}

static enum link_sent
send_admission(struct net_link *n)
{
	const ProtobufCMessage *list = NULL;
	Cmsa__NetMessage m;
	struct arena mem;
	enum link_sent sent = LINK_AWAY;

	arena_init(&mem, LINK_ARENA_BYTES);
	if (!pb_parse(&list, &mem, &cmsa__admission_list__descriptor,
		buf_view(&n->admission))) {
		Cmsa__AdmissionList copy = *(const Cmsa__AdmissionList *)list;

		cmsa__net_message__init(&m);
		m.message_case = CMSA__NET_MESSAGE__MESSAGE_ADMISSION;
		m.admission = &copy;
		sent = link_send(&n->live, &m); /* net.h: over the live link alone */
	}
	arena_clear(&mem);
	return sent;
}

void
net_link_open(struct net_link *n, bool bulk, int fd)
{
	link_open(bulk ? &n->bulk : &n->live, fd);
	if (link_is_open(&n->live) && link_is_open(&n->bulk) && n->admission.n)
		send_admission(n);
}

size_t
net_link_poll(const struct net_link *n, struct pollfd *fds)
{
	const struct link *links[2] = { &n->bulk, &n->live };

	for (size_t i = 0; i < 2; i++) {
		fds[i] = (struct pollfd){ .fd = links[i]->fd, .events = POLLIN };
		if (link_is_waiting(links[i]))
			fds[i].events |= POLLOUT;
	}
	return 2;
}

static void
lost(struct link *l)
{
	link_close(l);
	log_info("the link to net is closed");
}

static enum core_peer_event
event_of(Cmsa__PeerState s)
{
	switch (s) {
	case CMSA__PEER_STATE__PEER_UP: return CORE_PEER_UP;
	case CMSA__PEER_STATE__PEER_BEHIND: return CORE_PEER_BEHIND;
	case CMSA__PEER_STATE__PEER_UNSET:
	case CMSA__PEER_STATE__PEER_DOWN:
	case _CMSA__PEER_STATE_IS_INT_SIZE: break;
	}
	return CORE_PEER_DOWN;
}

static void
take(struct core *c, const Cmsa__NetMessage *m, struct core_time now)
{
	switch (m->message_case) {
	case CMSA__NET_MESSAGE__MESSAGE_RECEIVED:
		core_receive(c, m->received->author, m->received->node,
		    pb_bytes(m->received->frame), now);
		break;
	case CMSA__NET_MESSAGE__MESSAGE_PEER:
		core_peer_event(c, m->peer->author, m->peer->node,
		    event_of(m->peer->state), m->peer->reason, now);
		break;
	case CMSA__NET_MESSAGE__MESSAGE_COUNTS:
		for (size_t i = 0; i < m->counts->n_counts; i++)
			core_net_count(
			    c, m->counts->counts[i]->reason, m->counts->counts[i]->count);
		break;
	case CMSA__NET_MESSAGE__MESSAGE_READY:
		log_info("net listens on %s", m->ready->endpoint);
		break;
	case CMSA__NET_MESSAGE__MESSAGE_OFFENDER:
		core_keep_out(c, m->offender->author, m->offender->node, m->offender->reason,
		    now);
		break;
	case CMSA__NET_MESSAGE__MESSAGE_ADMISSION:
	case CMSA__NET_MESSAGE__MESSAGE_SEND:
	case CMSA__NET_MESSAGE__MESSAGE_REDIAL:
	case CMSA__NET_MESSAGE__MESSAGE_CREDIT:
	case CMSA__NET_MESSAGE__MESSAGE__NOT_SET:
	case _CMSA__NET_MESSAGE__MESSAGE__CASE_IS_INT_SIZE:
		log_warn("net sent what only core sends");
		break;
	}
}

static void
read_link(struct core *c, struct link *l, const struct pollfd *fd, struct core_time now)
{
	const Cmsa__NetMessage *m;
	struct arena mem;
	enum link_next got = LINK_NONE;

	if (!link_is_open(l) || fd->fd != l->fd || !fd->revents)
		return;
	if (link_read(l)) {
		lost(l);
		return;
	}
	arena_init(&mem, LINK_ARENA_BYTES);
	while ((got = link_next(l, &m, &mem)) == LINK_MESSAGE)
		take(c, m, now);
	arena_clear(&mem);
	if (got == LINK_BROKEN)
		lost(l);
}

void
net_link_read(
    struct net_link *n, struct core *c, const struct pollfd *fds, struct core_time now)
{
	read_link(c, &n->bulk, &fds[0], now);
	read_link(c, &n->live, &fds[1], now);
	core_flush(c, now);
}

static enum link_sent
send_frame(struct net_link *n, const struct core_out *o)
{
	struct core_out copy = *o;
	Cmsa__NetMessage m;
	Cmsa__NetSend s;

	cmsa__net_send__init(&s);
	s.author = copy.author;
	s.node = copy.node;
	s.role = (uint32_t)copy.role;
	s.except = copy.except;
	s.live = copy.live;
	s.frame = pb_data(buf_view(&o->frame));
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_SEND;
	m.send = &s;
	return link_send(o->live ? &n->live : &n->bulk, &m);
}

static enum link_sent
send_redial(struct net_link *n, const struct core_out *o)
{
	struct core_out copy = *o;
	Cmsa__NetMessage m;
	Cmsa__NetRedial r;

	cmsa__net_redial__init(&r);
	r.author = copy.author;
	r.node = copy.node;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_REDIAL;
	m.redial = &r;
	return link_send(&n->bulk, &m);
}

static enum link_sent
send_one(struct net_link *n, struct core_out *o)
{
	switch (o->type) {
	case CORE_SEND: return send_frame(n, o);
	case CORE_REDIAL: return send_redial(n, o);
	case CORE_ADMISSION:
		buf_reset(&n->admission);
		buf_add(&n->admission, o->frame.p, o->frame.n);
		return send_admission(n);
	}
	return LINK_AWAY;
}

void
net_link_write(struct net_link *n, struct core *c)
{
	while (n->has_held || core_next(c, &n->held)) {
		n->has_held = true;
		/* without net nothing is kept: peers catch up by themselves */
		if (send_one(n, &n->held) == LINK_FULL)
			break;
		buf_clear(&n->held.frame);
		n->has_held = false;
	}
	if (link_is_open(&n->live) && link_flush(&n->live))
		lost(&n->live);
	if (link_is_open(&n->bulk) && link_flush(&n->bulk))
		lost(&n->bulk);
}
