/* net.c - the loop of the net process. */
#include "net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "canary.h"
#include "clock.h"
#include "deliver.h"
#include "fdpass.h"
#include "log.h"
#include "mem.h"
#include "route.h"

enum {
	COUNTS_EVERY_MS = 1000,
	SWEEP_EVERY_MS = 100, /* at 1 GiB/s a connection keeps that much more than its share */
	REBIND_EVERY_MS = 10,
	REBIND_MOST_MS = 10000,
	CANARY_MOST_MS = 10000,
	ITEM_PARENT = 0,
	ITEM_LIVE = 1,
	ITEM_BULK = 2,
	ITEM_ROUTER = 3,
	ITEM_DEALERS = 4, /* from here on, one a peer */
};

struct net {
	void *ctx;
	void *router;
	struct zap *zap;
	struct sock_keys keys;
	char endpoint[ADDRESS_LEN]; /* as bound, the port known */
	int64_t rebind_since_ms;    /* 0: bound */
	struct peers peers;
	struct counts counts;
	struct link live;
	struct link bulk;
	struct deliver deliver;
	int fd_parent;
	int64_t counts_due_ms, sweep_due_ms;
	zmq_pollitem_t *items;
	bool is_over;
	int exit_code;
};

enum err
net_limit_memory(uint64_t bytes)
{
	struct rlimit r = { .rlim_cur = bytes, .rlim_max = bytes };

	if (ATTR_HAS_ASAN || !setrlimit(RLIMIT_AS, &r))
		return ERR_NONE;
	log_error("cannot cap the memory of net");
	return ERR_IO;
}

static void
end(struct net *n, int exit_code)
{
	n->is_over = true;
	n->exit_code = exit_code;
}

/* --- listening ---------------------------------------------------------------------- */

static bool
bind_router(struct net *n, const char *endpoint)
{
	size_t size = sizeof(n->endpoint);
	int ipv6 = address_is_ipv6(endpoint);

	return !zmq_setsockopt(n->router, ZMQ_IPV6, &ipv6, sizeof(ipv6)) &&
	       !zmq_bind(n->router, endpoint) &&
	       !zmq_getsockopt(n->router, ZMQ_LAST_ENDPOINT, n->endpoint, &size);
}

/* The port is free again only when libzmq's own thread has closed it: tried in the loop.
 */
static void
try_rebind(struct net *n)
{
	if (!n->rebind_since_ms)
		return;
	if (!zmq_bind(n->router, n->endpoint)) {
		n->rebind_since_ms = 0;
		return;
	}
	if (clock_monotonic_ms() - n->rebind_since_ms < REBIND_MOST_MS)
		return;
	log_error(
	    "cannot listen at %s again: %s", n->endpoint, zmq_strerror(zmq_errno()));
	end(n, NET_EXIT_FAILED);
}

/* Changing the list disconnects nobody; unbinding drops all accepted connections at once,
 * and those that are still admitted dial again. */
static void
cut_accepted(struct net *n)
{
	peers_forget_routes(&n->peers);
	if (n->rebind_since_ms)
		return;
	if (zmq_unbind(n->router, n->endpoint)) {
		log_error("cannot cut connections: %s", zmq_strerror(zmq_errno()));
		end(n, NET_EXIT_FAILED);
		return;
	}
	n->rebind_since_ms = clock_monotonic_ms();
	try_rebind(n);
}

/* --- messages of core --------------------------------------------------------------- */

static void
take_admission(struct net *n, const Cmsa__AdmissionList *list)
{
	struct admission a;
	bool cut;

	admission_read(&a, &n->counts, list);
	zap_admit(n->zap, &a);
	cut = peers_change(&n->peers, &a, &n->live);
	n->items = mem_resize(n->items, ITEM_DEALERS + a.n, sizeof(*n->items));
	admission_clear(&a);
	if (cut)
		cut_accepted(n);
}

static void
take_redial(struct net *n, const Cmsa__NetRedial *r)
{
	struct peer *peer = peers_find(&n->peers, r->author, r->node);

	if (peer)
		peers_redial(&n->peers, peer, "redial");
	else
		counts_add(&n->counts, COUNT_UNKNOWN_PEER);
}

static void
take_message(struct net *n, const struct link *from, const Cmsa__NetMessage *m)
{
	switch (m->message_case) {
	case CMSA__NET_MESSAGE__MESSAGE_ADMISSION:
		/* One link only: over two an older list could come after a newer one. */
		if (from == &n->live)
			take_admission(n, m->admission);
		return;
	case CMSA__NET_MESSAGE__MESSAGE_SEND: route_send(&n->peers, m->send); return;
	case CMSA__NET_MESSAGE__MESSAGE_REDIAL: take_redial(n, m->redial); return;
	case CMSA__NET_MESSAGE__MESSAGE_CREDIT: return; /* link.c keeps it */
	case CMSA__NET_MESSAGE__MESSAGE_RECEIVED:
	case CMSA__NET_MESSAGE__MESSAGE_PEER:
	case CMSA__NET_MESSAGE__MESSAGE_COUNTS:
	case CMSA__NET_MESSAGE__MESSAGE_READY:
	case CMSA__NET_MESSAGE__MESSAGE_OFFENDER:
	case CMSA__NET_MESSAGE__MESSAGE__NOT_SET: break;
	case _CMSA__NET_MESSAGE__MESSAGE__CASE_IS_INT_SIZE: break;
	}
	counts_add(&n->counts, COUNT_BAD_CONTROL);
}

/* Closes the link when core is gone or has lost its senses; the parent brings a new one.
 */
static void
serve_link(struct net *n, struct link *l)
{
	struct arena mem;
	const Cmsa__NetMessage *m;
	enum link_next next = LINK_NONE;
	enum err e;

	if (!link_is_open(l))
		return;
	e = link_read(l);
	arena_init(&mem, LINK_ARENA_BYTES);
	while (!n->is_over && (next = link_next(l, &m, &mem)) == LINK_MESSAGE)
		take_message(n, l, m);
	arena_clear(&mem);
	if (next == LINK_BROKEN) {
		counts_add(&n->counts, COUNT_BAD_CONTROL);
		log_error("core sent what is no message");
	}
	if (e || next == LINK_BROKEN)
		link_close(l);
}

static void
flush_link(struct link *l)
{
	if (link_is_open(l) && link_flush(l) != ERR_NONE)
		link_close(l);
}

/* --- the parent --------------------------------------------------------------------- */

static void
open_live(struct net *n, int fd)
{
	link_open(&n->live, fd);
	control_put_ready(&n->live, n->endpoint);
	peers_start_over(&n->peers);
	n->counts.changed = true;
}

static void
serve_parent(struct net *n)
{
	uint8_t tag;
	int fd;

	switch (fdpass_recv(n->fd_parent, &fd, &tag)) {
	case ERR_NONE:
		if (tag == NET_TAG_LIVE)
			open_live(n, fd);
		else if (tag == NET_TAG_BULK)
			link_open(&n->bulk, fd);
		else
			close(fd);
		return;
	case ERR_BUSY:
	case ERR_INPUT: return;
	case ERR_GONE:
	case ERR_IO:
	case ERR_STORE:
	case ERR_FULL:
	case ERR_CRYPTO:
	case ERR_REFUSED:
	case ERR_NOT_FOUND: break;
	}
	end(n, NET_EXIT_DONE);
}

/* --- the loop ----------------------------------------------------------------------- */

static zmq_pollitem_t
link_item(const struct link *l)
{
	short out = link_is_waiting(l) ? ZMQ_POLLOUT : 0;

	return (zmq_pollitem_t){ .fd = l->fd, .events = (short)(ZMQ_POLLIN | out) };
}

/* Items for all that can have news; the number of them. */
static int
fill_items(struct net *n)
{
	int count = ITEM_DEALERS;

	n->items[ITEM_PARENT] =
	    (zmq_pollitem_t){ .fd = n->fd_parent, .events = ZMQ_POLLIN };
	n->items[ITEM_LIVE] = link_item(&n->live);
	n->items[ITEM_BULK] = link_item(&n->bulk);
	n->items[ITEM_ROUTER] =
	    (zmq_pollitem_t){ .socket = n->router, .events = ZMQ_POLLIN };
	for (size_t i = 0; i < n->peers.n; i++) {
		const struct peer *peer = n->peers.list[i];

		if (peer->dealer && hold_is_empty(&peer->hold))
			n->items[count++] = (zmq_pollitem_t){ .socket = peer->dealer,
				.events = ZMQ_POLLIN };
	}
	return count;
}

static struct peer *
peer_of_dealer(const struct net *n, const void *dealer)
{
	for (size_t i = 0; i < n->peers.n; i++)
		if (n->peers.list[i]->dealer == dealer)
			return n->peers.list[i];
	return NULL;
}

/* Frames of the network come before core's messages: those may close the sockets polled.
 */
static void
serve_network(struct net *n, int count)
{
	if (n->items[ITEM_ROUTER].revents)
		deliver_from_router(&n->deliver);
	for (int i = ITEM_DEALERS; i < count; i++)
		if (n->items[i].revents)
			deliver_from_dealer(
			    &n->deliver, peer_of_dealer(n, n->items[i].socket));
}

/* PROTOCOL M6.23.  What the gauge has ended.  Only a dialled connection may be left unread by us (deliver.h):
 * what waits there is no proof of an endless message. */
static void
take_find(void *ctx, const struct gauge_find *f)
{
	static const enum count why[] = { [GAUGE_TOO_MUCH] = COUNT_TOO_MUCH,
		[GAUGE_ENDLESS] = COUNT_ENDLESS,
		[GAUGE_CROWD] = COUNT_CROWD,
		[GAUGE_STRANGERS] = COUNT_STRANGERS };
	struct net *n = ctx;
	struct peer *peer = peers_find_user_id(&n->peers, f->owner);
	bool is_read = peer && (f->is_accepted || hold_is_empty(&peer->hold));

	counts_add(&n->counts, why[f->what]);
	if (f->what != GAUGE_ENDLESS || !is_read || peer->is_out)
		return;
	zap_forbid(n->zap, f->owner);
	peers_put_out(&n->peers, peer, "endless message");
}

static void
serve_clock(struct net *n)
{
	int64_t now_ms = clock_monotonic_ms();
	struct zap_totals t;

	if (now_ms >= n->sweep_due_ms) {
		n->sweep_due_ms = now_ms + SWEEP_EVERY_MS;
		gauge_sweep(&n->peers.gauge, now_ms, take_find, n);
	}

	if (now_ms < n->counts_due_ms)
		return;
	n->counts_due_ms = now_ms + COUNTS_EVERY_MS;
	t = zap_totals(n->zap);
	counts_set(&n->counts, COUNT_UNKNOWN_KEY, t.unknown_keys);
	counts_set(&n->counts, COUNT_BAD_ZAP, t.malformed);
	counts_send(&n->counts, &n->live);
}

static void
run(struct net *n)
{
	while (!n->is_over) {
		int count = fill_items(n);
		long wait_ms = n->rebind_since_ms ? REBIND_EVERY_MS : SWEEP_EVERY_MS;

		if (zmq_poll(n->items, count, wait_ms) < 0 && zmq_errno() != EINTR) {
			log_error("cannot poll: %s", zmq_strerror(zmq_errno()));
			end(n, NET_EXIT_FAILED);
			return;
		}
		serve_network(n, count);
		if (n->items[ITEM_LIVE].revents & ~ZMQ_POLLOUT)
			serve_link(n, &n->live);
		if (n->items[ITEM_BULK].revents & ~ZMQ_POLLOUT)
			serve_link(n, &n->bulk);
		if (n->items[ITEM_PARENT].revents)
			serve_parent(n);
		try_rebind(n);
		deliver_held(&n->deliver);
		serve_clock(n);
		peers_tell(&n->peers, &n->live);
		flush_link(&n->bulk);
		flush_link(&n->live);
	}
}

/* --- start and end ------------------------------------------------------------------ */

/* The order matters: the handler is there before any CURVE server. */
static bool
start(struct net *n, const struct net_config *config)
{
	enum canary c;

	if (!address_is_bindable(config->endpoint)) {
		log_error("\"%s\" is no literal address to listen at", config->endpoint);
		return false;
	}
	n->ctx = sock_context();
	n->zap = n->ctx ? zap_start(n->ctx) : NULL;
	n->router = n->zap ? sock_router(n->ctx, &n->keys, true) : NULL;
	if (!n->router)
		return false;
	if (!bind_router(n, config->endpoint)) {
		log_error("cannot listen at %s: %s", config->endpoint,
		    zmq_strerror(zmq_errno()));
		return false;
	}
	c = canary_run(n->ctx, n->router, &n->keys, n->zap, n->endpoint, CANARY_MOST_MS);
	if (c != CANARY_SAFE)
		log_error("not admitting anybody: %s", canary_text(c));
	return c == CANARY_SAFE;
}

static void
stop(struct net *n)
{
	peers_clear(&n->peers);
	link_close(&n->live);
	link_close(&n->bulk);
	if (n->router)
		zmq_close(n->router);
	if (n->ctx) {
		zmq_ctx_shutdown(n->ctx);
		zap_stop(n->zap);
		zmq_ctx_term(n->ctx);
	}
	free(n->items);
	close(n->fd_parent);
}

int
net_main(const struct net_config *config, int fd_parent, int fd_live, int fd_bulk)
{
	struct net n = { .fd_parent = fd_parent,
		.keys = { .public_key = config->public_key,
		    .secret_key = config->secret_key },
		.exit_code = NET_EXIT_FAILED };

	link_init(&n.live);
	link_init(&n.bulk);
	n.items = mem_array(ITEM_DEALERS, sizeof(*n.items));
	n.deliver =
	    (struct deliver){ .peers = &n.peers, .live = &n.live, .bulk = &n.bulk };
	if (config->memory_bytes && net_limit_memory(config->memory_bytes) != ERR_NONE)
		n.is_over = true;
	if (!n.is_over && start(&n, config)) {
		peers_init(&n.peers, n.ctx, n.router, &n.keys, &n.counts);
		gauge_listens(&n.peers.gauge, n.endpoint);
		if (fd_live >= 0)
			open_live(&n, fd_live);
		if (fd_bulk >= 0)
			link_open(&n.bulk, fd_bulk);
		log_info("listening at %s", n.endpoint);
		run(&n);
	}
	stop(&n);
	return n.exit_code;
}
