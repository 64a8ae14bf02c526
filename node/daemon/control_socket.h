/* control_socket.h - the Unix socket over which cmsa talks to core: one ControlRequest,
 * one ControlReply, each behind a 4-byte length, then the connection closes. */
#ifndef CONTROL_SOCKET_H
#define CONTROL_SOCKET_H

#include <poll.h>

#include "core.h"
#include "frame.h"

enum {
	CONTROL_MAX_CLIENTS = 32,
	CONTROL_MAX_BYTES = 48 << 20, /* a request with its bodies */
	CONTROL_TOTAL_BYTES = 128 << 20, /* of requests that are not whole yet, of all */
	CONTROL_IDLE_MS = 30000, /* from its first byte to the last of its answer */
};

struct control_client {
	int fd; /* -1: free */
	struct frame_reader in;
	struct frame_writer out;
	bool answered;
	int64_t since_ms;
	uint64_t turn;
};

struct control_socket {
	int fd;
	uint64_t turns;
	struct control_client clients[CONTROL_MAX_CLIENTS];
};

/* Binds `path` (an old socket there is removed: the store's lock says that nobody else
 * serves it), mode 0600, or 0660 for `group` when it is not "". */
enum err control_socket_open(
    struct control_socket *s, const char *path, const char *group, struct errmsg *m);
/* The socket stays in its folder: core may not remove it, the parent does at its end. */
void control_socket_close(struct control_socket *s);

/* More connections, or more bytes of unfinished requests, than there may be: the oldest that has
 * not asked anything yet is closed for the new one.  A program that connects and says nothing
 * cannot keep the operator out. */

/* Fills at most 1 + CONTROL_MAX_CLIENTS pollfds. */
size_t control_socket_poll(const struct control_socket *s, struct pollfd *fds);
void control_socket_serve(struct control_socket *s, struct core *c,
    const struct pollfd *fds, struct core_time now);

#endif
