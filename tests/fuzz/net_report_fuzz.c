/* Door: what a net process that was taken over says to its core.  The first byte parts the input into
 * what comes over the live link and what comes over the bulk link; both come in two pieces.  Whatever
 * it is, what the core holds is signed by its author, and it starts again on its store. */
#include <assert.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net_link.h"
#include "victim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MOST_BYTES = 64 << 10 /* what a socket surely takes at once */
};

static int
open_link(struct net_link *n, bool bulk)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds))
		abort();
	net_link_open(n, bulk, fds[0]);
	return fds[1];
}

static void
say(struct victim *v, struct net_link *n, int fd, struct bytes data)
{
	struct pollfd fds[2];

	if (data.n && send(fd, data.p, data.n, MSG_NOSIGNAL) < 0)
		return; /* core has closed it, and said why */
	net_link_poll(n, fds);
	fds[0].revents = fds[1].revents = POLLIN;
	net_link_read(n, v->core, fds, victim_now(v));
	v->now_ms += 100;
	core_tick(v->core, victim_now(v));
	net_link_write(n, v->core);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf before = { 0 }, after = { 0 };
	struct net_link n;
	struct victim v;
	size_t live;
	int fds[2];

	if (!size || size > MOST_BYTES)
		return 0;
	live = (size - 1) * data[0] / 255;
	victim_begin(&v);
	net_link_init(&n);
	fds[0] = open_link(&n, false);
	fds[1] = open_link(&n, true);
	say(&v, &n, fds[0], bytes_of(data + 1, live / 2));
	say(&v, &n, fds[1], bytes_of(data + 1 + live, size - 1 - live));
	say(&v, &n, fds[0], bytes_of(data + 1 + live / 2, live - live / 2));
	net_link_close(&n);
	close(fds[0]);
	close(fds[1]);
	victim_check(&v);
	position_write(&before, core_position(v.core));
	victim_stop(&v);
	victim_start(&v, false);
	position_write(&after, core_position(v.core));
	assert(bytes_eq(buf_view(&before), buf_view(&after)));
	buf_clear(&before);
	buf_clear(&after);
	victim_end(&v);
	return 0;
}
