/* control_socket.c - cmsa's door to core. */
#include "control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

static enum err
give_to_group(const char *path, const char *group, struct errmsg *m)
{
	struct group *g = *group ? getgrnam(group) : NULL;

	if (*group && !g)
		return errmsg_set(m, ERR_INPUT,
		    "node.conf: [control] group: no group \"%s\" on this machine", group);
	if (chmod(path, g ? 0660 : 0600) || (g && chown(path, (uid_t)-1, g->gr_gid)))
		return errmsg_set(
		    m, ERR_IO, "cannot set the rights of %s: %s", path, strerror(errno));
	return ERR_NONE;
}

enum err
control_socket_open(
    struct control_socket *s, const char *path, const char *group, struct errmsg *m)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int n;

	*s = (struct control_socket){ .fd = -1 };
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++)
		s->clients[i].fd = -1;
	n = snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (n < 0 || (size_t)n >= sizeof(a.sun_path))
		return errmsg_set(m, ERR_INPUT,
		    "control socket: expected a path of at most %zu bytes, found %d: %s",
		    sizeof(a.sun_path) - 1, n, path);
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(path);
	if (s->fd < 0 || bind(s->fd, (const struct sockaddr *)&a, sizeof(a)) ||
	    listen(s->fd, 16))
		return errmsg_set(
		    m, ERR_IO, "cannot listen on %s: %s", path, strerror(errno));
	return give_to_group(path, group, m);
}

static void
drop(struct control_client *k)
{
	close(k->fd);
	frame_reader_clear(&k->in);
	frame_writer_clear(&k->out);
	*k = (struct control_client){ .fd = -1 };
}

void
control_socket_close(struct control_socket *s)
{
	if (s->fd <= 0)
		return;
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++)
		if (s->clients[i].fd >= 0)
			drop(&s->clients[i]);
	close(s->fd);
	s->fd = -1;
}

size_t
control_socket_poll(const struct control_socket *s, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		const struct control_client *k = &s->clients[i];

		fds[1 + i] = (struct pollfd){ .fd = k->fd, .events = POLLIN };
		if (k->fd >= 0 && frame_writer_waiting(&k->out))
			fds[1 + i].events = POLLOUT;
	}
	return 1 + CONTROL_MAX_CLIENTS;
}

/* Of those whose request is not whole; NULL: there is none. */
static struct control_client *
oldest_unfinished(struct control_socket *s)
{
	struct control_client *oldest = NULL;

	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		struct control_client *k = &s->clients[i];

		if (k->fd >= 0 && !k->answered && (!oldest || k->turn < oldest->turn))
			oldest = k;
	}
	return oldest;
}

static bool
is_full(const struct control_socket *s)
{
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++)
		if (s->clients[i].fd < 0)
			return false;
	return true;
}

/* What all that is not whole yet takes stays bounded. */
static void
bound_bytes(struct control_socket *s)
{
	size_t n = 0;

	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++)
		n += s->clients[i].fd < 0 ? 0 : s->clients[i].in.in.n;
	if (n > CONTROL_TOTAL_BYTES && oldest_unfinished(s))
		drop(oldest_unfinished(s));
}

static void
accept_client(struct control_socket *s, struct core_time now)
{
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (is_full(s) && oldest_unfinished(s))
		drop(oldest_unfinished(s));
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		struct control_client *k = &s->clients[i];

		if (k->fd >= 0)
			continue;
		k->fd = fd;
		k->since_ms = now.mono_ms;
		k->turn = s->turns++;
		frame_reader_init(&k->in, CONTROL_MAX_BYTES);
		frame_writer_init(&k->out, CONTROL_MAX_BYTES);
		return;
	}
	close(fd); /* too many at once: that one tries again */
}

static void
serve_client(struct control_client *k, struct core *c, struct core_time now)
{
	struct buf reply = { 0 };
	struct bytes request;
	enum err e;

	if (k->answered) {
		if (frame_writer_flush(&k->out, k->fd) || !frame_writer_waiting(&k->out))
			drop(k);
		return;
	}
	if (frame_reader_fill(&k->in, k->fd)) {
		drop(k);
		return;
	}
	e = frame_reader_next(&k->in, &request);
	if (e == ERR_BUSY)
		return;
	if (e) {
		drop(k);
		return;
	}
	core_control(c, &reply, request, now);
	k->answered = true;
	if (frame_writer_put(&k->out, buf_view(&reply)) ||
	    frame_writer_flush(&k->out, k->fd) || !frame_writer_waiting(&k->out))
		drop(k);
	buf_clear(&reply);
}

void
control_socket_serve(struct control_socket *s, struct core *c, const struct pollfd *fds,
    struct core_time now)
{
	for (size_t i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		struct control_client *k = &s->clients[i];

		if (k->fd < 0 || fds[1 + i].fd != k->fd)
			continue;
		if (now.mono_ms - k->since_ms > CONTROL_IDLE_MS)
			drop(k);
		else if (fds[1 + i].revents)
			serve_client(k, c, now);
	}
	bound_bytes(s);
	if (fds[0].revents)
		accept_client(s, now);
}
