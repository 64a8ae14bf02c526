/* cli_control.c - one question to the running node. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli.h"
#include "control.pb-c.h"
#include "frame.h"
#include "mem.h"
#include "pb.h"

enum {
	REPLY_BYTES = 48 << 20,
	REPLY_ARENA = 256 << 20,
	TIMEOUT_MS = 120000
};

struct cli_reply {
	struct buf bytes;
	struct arena mem;
};

static enum err
connect_to(int *out, const char *path, struct errmsg *m)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(a.sun_path))
		return errmsg_set(
		    m, ERR_INPUT, "control socket: the path is too long: %s", path);
	memcpy(a.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errmsg_set(m, ERR_IO, "socket: %s", strerror(errno));
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a))) {
		int why = errno;

		close(fd);
		return errmsg_set(m, ERR_GONE,
		    "no node answers at %s (%s): start it with cmsad", path,
		    strerror(why));
	}
	*out = fd;
	return ERR_NONE;
}

bool
cli_node_runs(const struct cli *cli)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct nodeconf conf;
	bool runs;
	int fd;

	if (nodeconf_read(&conf, cli->dir, NULL) ||
	    strlen(conf.control_socket) >= sizeof(a.sun_path))
		return true;
	memcpy(a.sun_path, conf.control_socket, strlen(conf.control_socket) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return true;
	runs = connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0 ||
	       (errno != ENOENT && errno != ECONNREFUSED);
	close(fd);
	return runs;
}

static enum err
exchange(
    struct cli_reply *r, int fd, const Cmsa__ControlRequest *request, struct errmsg *m)
{
	struct buf out = { 0 };
	enum err e;

	pb_write(&out, &request->base);
	e = frame_write(fd, buf_view(&out), TIMEOUT_MS);
	if (!e)
		e = frame_read(fd, &r->bytes, REPLY_BYTES, TIMEOUT_MS);
	if (e)
		errmsg_set(m, e,
		    "the node stopped before it answered: whether it did what was asked is in its log");
	buf_clear(&out);
	return e;
}

enum err
cli_ask(struct cli_reply **out, const Cmsa__ControlReply **reply, const struct cli *cli,
    const Cmsa__ControlRequest *request, struct errmsg *m)
{
	struct cli_reply *r = mem_new(sizeof(*r));
	const ProtobufCMessage *pb = NULL;
	struct nodeconf conf;
	int fd = -1;
	enum err e = nodeconf_read(&conf, cli->dir, m);

	arena_init(&r->mem, REPLY_ARENA);
	if (!e)
		e = connect_to(&fd, conf.control_socket, m);
	if (!e)
		e = exchange(r, fd, request, m);
	if (fd >= 0)
		close(fd);
	if (!e &&
	    pb_parse(&pb, &r->mem, &cmsa__control_reply__descriptor, buf_view(&r->bytes)))
		e = errmsg_set(m, ERR_GONE,
		    "the node's answer does not decode: cmsa and cmsad differ in version");
	if (e) {
		cli_reply_free(r);
		return e;
	}
	*reply = (const Cmsa__ControlReply *)pb;
	*out = r;
	return ERR_NONE;
}

void
cli_reply_free(struct cli_reply *r)
{
	if (!r)
		return;
	buf_clear(&r->bytes);
	arena_clear(&r->mem);
	free(r);
}
