/* sign_main.c - the loop of the sign process. */
#include "sign_main.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "fdpass.h"
#include "frame.h"
#include "log.h"

enum {
	MAX_REQUEST_BYTES = 4096,
	MAX_WAITING_BYTES = 64 << 10
};

struct loop {
	struct sign *sign;
	int parent;
	int core; /* -1: waiting for one */
	struct frame_reader in;
	struct frame_writer out;
};

static void
drop_core(struct loop *l)
{
	if (l->core >= 0)
		close(l->core);
	l->core = -1;
	frame_reader_clear(&l->in);
	frame_writer_clear(&l->out);
}

/* False when the parent has gone. */
static bool
hear_parent(struct loop *l)
{
	uint8_t tag;
	int fd;
	enum err e = fdpass_recv(l->parent, &fd, &tag);

	if (e == ERR_BUSY || e == ERR_INPUT)
		return true;
	if (e)
		return false;
	if (tag != SIGN_MAIN_CORE_TAG) {
		close(fd);
		return true;
	}
	drop_core(l);
	l->core = fd;
	log_info("core is connected");
	return true;
}

static enum err
answer_one(struct loop *l, struct bytes request)
{
	struct buf reply = { 0 };
	enum err e;

	sign_answer(l->sign, &reply, request);
	e = frame_writer_put(&l->out, buf_view(&reply));
	buf_clear(&reply);
	return e;
}

/* One question at a time: while an answer waits to go out nothing is read. */
static enum err
serve_core(struct loop *l)
{
	struct bytes request;
	enum err e = frame_writer_flush(&l->out, l->core);

	if (e || frame_writer_waiting(&l->out))
		return e;
	e = frame_reader_fill(&l->in, l->core);
	while (!e && !frame_writer_waiting(&l->out)) {
		e = frame_reader_next(&l->in, &request);
		if (e == ERR_BUSY)
			return ERR_NONE;
		if (!e)
			e = answer_one(l, request);
		if (!e)
			e = frame_writer_flush(&l->out, l->core);
	}
	return e;
}

/* Returns the exit code. */
static int
run(struct loop *l)
{
	for (;;) {
		struct pollfd p[2] = {
			{ .fd = l->parent, .events = POLLIN },
			{ .fd = l->core, .events = POLLIN },
		};

		if (frame_writer_waiting(&l->out))
			p[1].events = POLLOUT;
		if (poll(p, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			log_error("poll: %s", strerror(errno));
			return 4;
		}
		if (p[0].revents) {
			if (!hear_parent(l))
				return 0;
			continue; /* core may be another now */
		}
		if (p[1].revents && serve_core(l) != ERR_NONE) {
			log_info("core is gone");
			drop_core(l);
		}
	}
}

int
sign_main(int fd_core, int fd_parent, const struct sign_config *cfg,
    const struct sign_main_seal *seal)
{
	struct loop l = { .core = fd_core, .parent = fd_parent };
	struct errmsg m = { "" };
	enum err e = sign_open(&l.sign, cfg, &m);
	int code;

	frame_reader_init(&l.in, MAX_REQUEST_BYTES);
	frame_writer_init(&l.out, MAX_WAITING_BYTES);
	if (e) {
		log_error("cannot sign: %s", m.text);
		code = e == ERR_INPUT || e == ERR_REFUSED ? 3 : 4;
	} else {
		code = seal && seal->enter(seal->ctx) ? 4 : run(&l);
		sign_close(l.sign);
	}
	drop_core(&l);
	close(fd_parent);
	return code;
}
