/* sock.c - contexts and sockets with their options. */
#include "sock.h"

#include <errno.h>
#include <sys/resource.h>
#include <zmq.h>

#include "log.h"
#include "zap.h"

/* zmq.h hides this option with the draft API; the library has it (zeromq-facts, PROTOCOL
 * 6). */
enum {
	ENFORCE_ZAP_DOMAIN = 93
};

enum {
	CURVE_FRAME_BYTES = 33,  /* what CURVE adds to each frame */
	SEND_QUEUE_FRAMES = 512, /* of one peer; beyond it the peer is behind */
	RECEIVE_QUEUE_FRAMES =
	    128, /* of one connection; beyond it TCP holds the sender */
	HANDSHAKE_MS = 10000,
	CONNECT_MS = 5000,
	RECONNECT_MS = 200,
	RECONNECT_MOST_MS = 2000,
	KEEPALIVE_IDLE_S = 20,
	KEEPALIVE_EVERY_S = 5,
	KEEPALIVE_TIMES = 3,
	ACCEPT_BACKLOG = 256,
	SOCKETS_MOST = 4096,
	/* A peer takes its dialled connection, its accepted one and an event descriptor.
	 */
	DESCRIPTORS_A_SOCKET = 3,
	DESCRIPTORS_SPARE = 64,
	SOCKETS_LEAST = 16,
};

struct option {
	int name;
	int value;
};

static int
max_sockets(void)
{
	struct rlimit r;
	rlim_t n;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return SOCKETS_LEAST;
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur <= DESCRIPTORS_SPARE)
		return SOCKETS_LEAST;
	n = (r.rlim_cur - DESCRIPTORS_SPARE) / DESCRIPTORS_A_SOCKET;
	if (n > SOCKETS_MOST)
		return SOCKETS_MOST;
	return n < SOCKETS_LEAST ? SOCKETS_LEAST : (int)n;
}

void *
sock_context(void)
{
	void *ctx = zmq_ctx_new();

	if (!ctx || zmq_ctx_set(ctx, ZMQ_MAX_SOCKETS, max_sockets())) {
		log_error("cannot make a ZeroMQ context: %s", zmq_strerror(zmq_errno()));
		if (ctx)
			zmq_ctx_term(ctx);
		return NULL;
	}
	return ctx;
}

static bool
set_all(void *s, const struct option *options, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zmq_setsockopt(
			s, options[i].name, &options[i].value, sizeof(options[i].value)))
			return false;
	return true;
}

static bool
set_common(void *s, const struct sock_keys *keys)
{
	static const struct option options[] = {
		{ ZMQ_LINGER, 0 },
		{ ZMQ_SNDHWM, SEND_QUEUE_FRAMES },
		{ ZMQ_RCVHWM, RECEIVE_QUEUE_FRAMES },
		{ ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS },
		{ ZMQ_TCP_KEEPALIVE, 1 },
		{ ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S },
		{ ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_EVERY_S },
		{ ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_TIMES },
	};
	int64_t most_bytes = LIMIT_FRAME_BYTES + CURVE_FRAME_BYTES; /* PROTOCOL M6.2 */

	return set_all(s, options, ARRAY_LEN(options)) &&
	       !zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &most_bytes, sizeof(most_bytes)) &&
	       !zmq_setsockopt(s, ZMQ_CURVE_SECRETKEY, keys->secret_key, CURVE_KEY_BYTES);
}

static bool
set_router(void *s, const struct sock_keys *keys, bool enforce_zap)
{
	const struct option options[] = {
		{ ZMQ_ROUTER_MANDATORY, 1 },
		{ ZMQ_CURVE_SERVER, 1 },
		{ ENFORCE_ZAP_DOMAIN, enforce_zap },
		{ ZMQ_BACKLOG, ACCEPT_BACKLOG },
	};

	/* The domain comes first: enforcing an empty one is refused. */
	return !zmq_setsockopt(s, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, sizeof(ZAP_DOMAIN) - 1) &&
	       set_all(s, options, ARRAY_LEN(options)) && set_common(s, keys);
}

void *
sock_router(void *ctx, const struct sock_keys *keys, bool enforce_zap)
{
	void *s = zmq_socket(ctx, ZMQ_ROUTER);

	if (s && set_router(s, keys, enforce_zap))
		return s;
	log_error("cannot make the listening socket: %s", zmq_strerror(zmq_errno()));
	if (s)
		zmq_close(s);
	return NULL;
}

static bool
set_dealer(void *s, const struct sock_keys *keys, const struct curve_key *server_key,
    const char *address)
{
	const struct option options[] = {
		{ ZMQ_IMMEDIATE, 1 },
		{ ZMQ_PROBE_ROUTER, 1 },
		{ ZMQ_CONNECT_TIMEOUT, CONNECT_MS },
		{ ZMQ_RECONNECT_IVL, RECONNECT_MS },
		{ ZMQ_RECONNECT_IVL_MAX, RECONNECT_MOST_MS },
		{ ZMQ_IPV6, address_is_ipv6(address) },
	};

	return set_common(s, keys) && set_all(s, options, ARRAY_LEN(options)) &&
	       !zmq_setsockopt(
		   s, ZMQ_CURVE_PUBLICKEY, keys->public_key, CURVE_KEY_BYTES) &&
	       !zmq_setsockopt(s, ZMQ_CURVE_SERVERKEY, server_key->b, CURVE_KEY_BYTES) &&
	       !zmq_connect(s, address);
}

void *
sock_dealer(void *ctx, const struct sock_keys *keys, const struct curve_key *server_key,
    const char *address)
{
	void *s = zmq_socket(ctx, ZMQ_DEALER);

	if (s && set_dealer(s, keys, server_key, address))
		return s;
	log_error("cannot dial %s: %s", address, zmq_strerror(zmq_errno()));
	if (s)
		zmq_close(s);
	return NULL;
}
