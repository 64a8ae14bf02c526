/* core_child.c - the core process: one poll loop around the core library.  Its sockets
 * are the links to net, the socket to sign, and the control socket. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "children.h"
#include "clock.h"
#include "control_socket.h"
#include "core.h"
#include "fdpass.h"
#include "file.h"
#include "keyfile.h"
#include "log.h"
#include "net_link.h"
#include "sandbox.h"
#include "signer.h"

enum {
	TICK_MS = 50,
	SIGN_TIMEOUT_MS = 2000
};

struct core_loop {
	const struct nodeconf *conf;
	struct store *store;
	struct factsdb *facts;
	struct core *core;
	struct signer signer; /* over the socket to sign; ERR_GONE while there is none */
	struct net_link net;
	struct control_socket control;
	struct hash alliance;
	bool ending;
};

static struct core_time
time_now(void)
{
	return (struct core_time){ .wall_ms = clock_wall_ms(),
		.mono_ms = clock_monotonic_ms() };
}

/* Before the sign process is there, every question to it finds nobody. */
static enum err
nobody_signs(void *ctx, struct sign_reply *out, struct bytes in)
{
	(void)ctx;
	(void)out;
	(void)in;
	return ERR_GONE;
}

static enum err
nobody_answers(void *ctx, struct sign_reply *out)
{
	(void)ctx;
	(void)out;
	return ERR_GONE;
}

static enum err
open_core(struct core_loop *l, struct errmsg *m)
{
	struct core_config cfg = { .author = l->conf->author,
		.node = l->conf->node,
		.incarnation = l->conf->incarnation,
		.witness_every_ms = l->conf->witness_every_ms,
		.full_witness_every_ms = l->conf->full_witness_every_ms,
		.assess_every_ms = l->conf->assess_every_ms };
	struct buf statement = { 0 };
	enum err e = store_open(&l->store, l->conf->dir, STORE_WRITE, m);

	l->signer = (struct signer){
		.sign = nobody_signs, .advance = nobody_signs, .status = nobody_answers
	};
	if (!e)
		e = factsdb_open(&l->facts, l->conf->dir, STORE_WRITE, m);
	if (!e && *l->conf->signing_key) {
		e = file_read(&statement, l->conf->keys_body, LIMIT_BODY_BYTES, m);
		cfg.signer = &l->signer;
	}
	cfg.store = l->store;
	cfg.facts = l->facts;
	cfg.keys_body = buf_view(&statement);
	if (!e)
		e = core_new(&l->core, &cfg, time_now(), m);
	if (!e)
		l->alliance = registry_alliance(core_registry(l->core));
	buf_clear(&statement);
	return e;
}

static void
take_socket(struct core_loop *l)
{
	uint8_t tag;
	int fd;
	enum err e = fdpass_recv(PARENT_FD, &fd, &tag);

	if (e == ERR_GONE) {
		l->ending = true; /* the parent has gone: end with it */
		return;
	}
	if (e)
		return;
	if (tag == TAG_SIGN) {
		signer_clear(&l->signer);
		signer_socket(&l->signer, fd, &l->alliance, SIGN_TIMEOUT_MS);
	} else if (tag == TAG_LIVE || tag == TAG_BULK) {
		net_link_open(&l->net, tag == TAG_BULK, fd);
	} else {
		log_warn("the parent sent a socket of an unknown use");
		close(fd);
	}
}

static void
turn(struct core_loop *l)
{
	struct pollfd fds[3 + CONTROL_MAX_CLIENTS + 1];
	size_t n = 0, links, control;

	fds[n++] = (struct pollfd){ .fd = PARENT_FD, .events = POLLIN };
	links = n;
	n += net_link_poll(&l->net, fds + n);
	control = n;
	n += control_socket_poll(&l->control, fds + n);
	if (poll(fds, n, TICK_MS) < 0 && errno != EINTR) {
		log_error("poll: %s", strerror(errno));
		l->ending = true;
		return;
	}
	if (fds[0].revents)
		take_socket(l);
	net_link_read(&l->net, l->core, fds + links, time_now());
	control_socket_serve(&l->control, l->core, fds + control, time_now());
	core_tick(l->core, time_now());
	net_link_write(&l->net, l->core);
}

int
core_child(const struct nodeconf *conf)
{
	struct core_loop l = { .conf = conf };
	struct errmsg m = { "" };
	enum err e;

	net_link_init(&l.net);
	e = open_core(&l, &m);
	if (!e)
		e = control_socket_open(
		    &l.control, conf->control_socket, conf->control_group, &m);
	if (e)
		log_error("%s", m.text);
	else /* nothing came from outside yet */
		e = sandbox_enter(SANDBOX_CORE, conf->dir, PARENT_FD);
	if (!e)
		log_info("core is up: act %llu",
		    (unsigned long long)registry_number(core_registry(l.core)));
	while (!e && !l.ending)
		turn(&l);
	control_socket_close(&l.control);
	net_link_close(&l.net);
	core_free(l.core);
	signer_clear(&l.signer);
	factsdb_close(&l.facts);
	store_close(&l.store);
	return !e ? 0 : e == ERR_INPUT || e == ERR_NOT_FOUND ? 3 : 4;
}
