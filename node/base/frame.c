/* frame.c - length-prefixed messages over stream sockets. */
#include "frame.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"

enum {
	PREFIX_BYTES = 4,
	READ_BYTES = 64 << 10
};

static enum err
failed(const char *what)
{
	if (errno == EPIPE || errno == ECONNRESET)
		return ERR_GONE;
	log_error("cannot %s a frame: %s", what, strerror(errno));
	return ERR_IO;
}

/* Waits for `events`.  False when the time is over. */
static bool
wait_for(int fd, short events, int64_t until_ms)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = events };
		int64_t left = until_ms < 0 ? -1 : until_ms - clock_monotonic_ms();
		int n;

		if (until_ms >= 0 && left <= 0)
			return false;
		n = poll(&p, 1, (int)left);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
}

static enum err
send_all(int fd, struct bytes b, int64_t until_ms)
{
	while (b.n) {
		ssize_t n;

		if (!wait_for(fd, POLLOUT, until_ms))
			return ERR_GONE;
		n = send(fd, b.p, b.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return failed("send");
		b.p += n;
		b.n -= (size_t)n;
	}
	return ERR_NONE;
}

static enum err
recv_all(int fd, uint8_t *p, size_t size, int64_t until_ms)
{
	while (size) {
		ssize_t n;

		if (!wait_for(fd, POLLIN, until_ms))
			return ERR_GONE;
		n = recv(fd, p, size, MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return failed("receive");
		if (!n)
			return ERR_GONE;
		p += n;
		size -= (size_t)n;
	}
	return ERR_NONE;
}

static int64_t
deadline(int timeout_ms)
{
	return timeout_ms < 0 ? -1 : clock_monotonic_ms() + timeout_ms;
}

enum err
frame_write(int fd, struct bytes payload, int timeout_ms)
{
	uint8_t prefix[PREFIX_BYTES];
	int64_t until_ms = deadline(timeout_ms);
	enum err e;

	assert(payload.n <= UINT32_MAX);
	put_u32(prefix, (uint32_t)payload.n);
	e = send_all(fd, bytes_of(prefix, sizeof(prefix)), until_ms);
	return e ? e : send_all(fd, payload, until_ms);
}

enum err
frame_read(int fd, struct buf *out, size_t most_bytes, int timeout_ms)
{
	uint8_t prefix[PREFIX_BYTES], chunk[4096];
	int64_t until_ms = deadline(timeout_ms);
	enum err e = recv_all(fd, prefix, sizeof(prefix), until_ms);
	size_t left = e ? 0 : get_u32(prefix);

	buf_reset(out);
	if (left > most_bytes)
		return ERR_INPUT;
	while (!e && left) {
		size_t n = left < sizeof(chunk) ? left : sizeof(chunk);

		e = recv_all(fd, chunk, n, until_ms);
		if (!e)
			buf_add(out, chunk, n);
		left -= n;
	}
	return e;
}

void
frame_reader_init(struct frame_reader *r, size_t most_bytes)
{
	*r = (struct frame_reader){ .most_bytes = most_bytes };
}

void
frame_reader_clear(struct frame_reader *r)
{
	buf_clear(&r->in);
	r->at = 0;
}

/* Moves what is not taken to the front, so that the buffer does not grow. */
static void
compact(struct buf *b, size_t *at)
{
	if (!*at)
		return;
	memmove(b->p, b->p + *at, b->n - *at);
	b->n -= *at;
	*at = 0;
}

enum err
frame_reader_fill(struct frame_reader *r, int fd)
{
	uint8_t chunk[READ_BYTES];
	ssize_t n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return ERR_NONE;
	if (n < 0)
		return failed("receive");
	if (!n)
		return ERR_GONE;
	compact(&r->in, &r->at);
	buf_add(&r->in, chunk, (size_t)n);
	return ERR_NONE;
}

enum err
frame_reader_next(struct frame_reader *r, struct bytes *payload)
{
	size_t have = r->in.n - r->at, size;

	if (have < PREFIX_BYTES)
		return ERR_BUSY;
	size = get_u32(r->in.p + r->at);
	if (size > r->most_bytes)
		return ERR_INPUT;
	if (have - PREFIX_BYTES < size)
		return ERR_BUSY;
	*payload = bytes_of(r->in.p + r->at + PREFIX_BYTES, size);
	r->at += PREFIX_BYTES + size;
	return ERR_NONE;
}

void
frame_writer_init(struct frame_writer *w, size_t limit_bytes)
{
	*w = (struct frame_writer){ .limit_bytes = limit_bytes };
}

void
frame_writer_clear(struct frame_writer *w)
{
	buf_clear(&w->out);
	w->at = 0;
}

enum err
frame_writer_put(struct frame_writer *w, struct bytes payload)
{
	size_t waiting = frame_writer_waiting(w);

	assert(payload.n <= UINT32_MAX);
	if (waiting && waiting + PREFIX_BYTES + payload.n > w->limit_bytes)
		return ERR_FULL;
	/* Moving costs as much as was sent since: amortised, not per frame. */
	if (w->at > w->out.n / 2)
		compact(&w->out, &w->at);
	buf_add_u32(&w->out, (uint32_t)payload.n);
	buf_add(&w->out, payload.p, payload.n);
	return ERR_NONE;
}

enum err
frame_writer_flush(struct frame_writer *w, int fd)
{
	while (frame_writer_waiting(w)) {
		ssize_t n = send(
		    fd, w->out.p + w->at, w->out.n - w->at, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? ERR_NONE : failed("send");
		w->at += (size_t)n;
	}
	buf_reset(&w->out);
	w->at = 0;
	return ERR_NONE;
}

size_t
frame_writer_waiting(const struct frame_writer *w)
{
	return w->out.n - w->at;
}
