/* fdpass.c - descriptors over Unix sockets. */
#include "fdpass.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"

/* Room for one descriptor, aligned as the kernel wants it. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static enum err
failed(const char *what)
{
	if (errno == EPIPE || errno == ECONNRESET)
		return ERR_GONE;
	log_error("%s a descriptor: %s", what, strerror(errno));
	return ERR_IO;
}

enum err
fdpass_send(int sock, int fd, uint8_t tag)
{
	union control c = { 0 };
	struct iovec iov = { .iov_base = &tag, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = c.bytes,
		.msg_controllen = sizeof(c.bytes),
	};
	struct cmsghdr *h = CMSG_FIRSTHDR(&msg);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), &fd, sizeof(fd));
	for (;;) {
		struct pollfd p = { .fd = sock, .events = POLLOUT };

		if (sendmsg(sock, &msg, MSG_NOSIGNAL) == 1)
			return ERR_NONE;
		if (errno == EAGAIN)
			poll(&p, 1, -1);
		else if (errno != EINTR)
			return failed("cannot send");
	}
}

/* The descriptor that came with the message; -1 when none did. */
static int
taken(struct msghdr *msg)
{
	struct cmsghdr *h = CMSG_FIRSTHDR(msg);
	int fd;

	if (!h || h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS ||
	    h->cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	memcpy(&fd, CMSG_DATA(h), sizeof(fd));
	return fd;
}

enum err
fdpass_recv(int sock, int *fd, uint8_t *tag)
{
	union control c = { 0 };
	struct iovec iov = { .iov_base = tag, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = c.bytes,
		.msg_controllen = sizeof(c.bytes),
	};
	ssize_t n;
	int got;

	do
		n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? ERR_BUSY : failed("cannot take");
	if (!n)
		return ERR_GONE;
	got = taken(&msg);
	if (got < 0)
		return ERR_INPUT;
	*fd = got;
	return ERR_NONE;
}
