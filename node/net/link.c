/* link.c - framing and credit of one socketpair. */
#include "link.h"

#include <assert.h>
#include <fcntl.h>
#include <unistd.h>

#include "pb.h"

enum {
	LENGTH_BYTES = 4,
	/* Credit is given back in pieces of this size, not message by message. */
	GRANT_BYTES = LINK_WINDOW_BYTES / 8,
	/* NetCredit messages go beyond the window: a few bytes for each grant. */
	CREDIT_ROOM = 4096,
};

void
link_init(struct link *l)
{
	*l = (struct link){ .fd = -1 };
	frame_reader_init(&l->in, LINK_MESSAGE_BYTES);
	frame_writer_init(&l->out, LINK_WINDOW_BYTES + CREDIT_ROOM);
	l->may_send = LINK_WINDOW_BYTES;
}

void
link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	frame_reader_clear(&l->in);
	frame_writer_clear(&l->out);
	buf_clear(&l->message);
	link_init(l);
}

void
link_open(struct link *l, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	link_close(l);
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	l->fd = fd;
}

bool
link_has_room(const struct link *l, size_t message_bytes)
{
	return link_is_open(l) && message_bytes <= LINK_MESSAGE_BYTES &&
	       message_bytes + LENGTH_BYTES <= l->may_send;
}

static enum err
queue(struct link *l, const Cmsa__NetMessage *m)
{
	buf_reset(&l->message);
	pb_write(&l->message, &m->base);
	return frame_writer_put(&l->out, buf_view(&l->message));
}

enum link_sent
link_send(struct link *l, const Cmsa__NetMessage *m)
{
	size_t size = cmsa__net_message__get_packed_size(m);

	if (!link_is_open(l) || size > LINK_MESSAGE_BYTES)
		return LINK_AWAY;
	if (!link_has_room(l, size) || queue(l, m) != ERR_NONE)
		return LINK_FULL;
	l->may_send -= size + LENGTH_BYTES;
	return LINK_SENT;
}

/* When the queue has no place for the grant it stays owed until the next message. */
static void
give_credit_back(struct link *l)
{
	Cmsa__NetMessage m;
	Cmsa__NetCredit credit;

	if (l->owed < GRANT_BYTES)
		return;
	cmsa__net_message__init(&m);
	cmsa__net_credit__init(&credit);
	credit.bytes = (uint32_t)l->owed;
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_CREDIT;
	m.credit = &credit;
	if (queue(l, &m) == ERR_NONE)
		l->owed = 0;
}

bool
link_is_waiting(const struct link *l)
{
	return frame_writer_waiting(&l->out) > 0;
}

enum err
link_flush(struct link *l)
{
	return link_is_open(l) ? frame_writer_flush(&l->out, l->fd) : ERR_GONE;
}

enum err
link_read(struct link *l)
{
	return link_is_open(l) ? frame_reader_fill(&l->in, l->fd) : ERR_GONE;
}

void
link_feed(struct link *l, struct bytes data)
{
	buf_add(&l->in.in, data.p, data.n);
}

/* False when there is more credit than was ever used up. */
static bool
take_credit(struct link *l, uint32_t bytes)
{
	if (bytes > LINK_WINDOW_BYTES - l->may_send)
		return false;
	l->may_send += bytes;
	return true;
}

static enum link_next
parse(const Cmsa__NetMessage **out, struct arena *mem, struct bytes body)
{
	const ProtobufCMessage *m;

	arena_clear(mem);
	if (pb_parse(&m, mem, &cmsa__net_message__descriptor, body) != V_OK)
		return LINK_BROKEN;
	*out = (const Cmsa__NetMessage *)(const void *)m;
	return LINK_MESSAGE;
}

enum link_next
link_next(struct link *l, const Cmsa__NetMessage **out, struct arena *mem)
{
	struct bytes body;

	for (;;) {
		const Cmsa__NetMessage *m;
		enum err e = frame_reader_next(&l->in, &body);

		if (e)
			return e == ERR_BUSY ? LINK_NONE : LINK_BROKEN;
		if (parse(&m, mem, body) != LINK_MESSAGE)
			return LINK_BROKEN;
		if (m->message_case != CMSA__NET_MESSAGE__MESSAGE_CREDIT) {
			l->owed += body.n + LENGTH_BYTES;
			give_credit_back(l);
			*out = m;
			return LINK_MESSAGE;
		}
		if (!take_credit(l, m->credit->bytes))
			return LINK_BROKEN;
	}
}
