/* gauge.c - what each TCP connection holds, and its end when that is too much. */
#include "gauge.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "mem.h"
#include "text.h"

enum {
	CURVE_FRAME_BYTES = 33, /* what CURVE adds to each frame */
	SHORT_FRAME_BYTES = 255,
	SHORT_LENGTH_BYTES = 2, /* of a frame in ZMTP 3: flags and length */
	LONG_LENGTH_BYTES = 9,
	FIRST_FD = 3,
	GAP_FDS = 64, /* that many closed in a row: there are no more */
	STATE_ESTABLISHED = 1,
	STATE_LISTEN = 10,
	ADDRESS_BYTES = 8, /* of IPv6 the network: one machine has all of it */
};

struct gauge_conn {
	uint64_t cookie;       /* 0: none */
	uint64_t taken;        /* bytes on the wire of frames taken */
	uint64_t taken_before; /* at the sweep before */
	uint64_t handed;
	uint64_t acked; /* as last looked at */
	uint64_t turn; /* in which they were first seen */
	int64_t since_ms;
	bool is_swept, is_accepted, is_ended;
	char owner[USER_ID_LEN];
	char address[2 * ADDRESS_BYTES + 1]; /* where it came from */
};

void
gauge_init(struct gauge *g)
{
	struct rlimit most;

	*g = (struct gauge){ .strangers_most = GAUGE_STRANGERS_MOST };
	/* at the limit of descriptors libzmq's thread spins, and nobody gets in */
	if (!getrlimit(RLIMIT_NOFILE, &most) &&
	    most.rlim_cur / GAUGE_DESCRIPTORS_PART < g->strangers_most)
		g->strangers_most = most.rlim_cur / GAUGE_DESCRIPTORS_PART;
}

void
gauge_clear(struct gauge *g)
{
	free(g->conns);
	gauge_init(g);
}

void
gauge_listens(struct gauge *g, const char *endpoint)
{
	const char *colon = strrchr(endpoint, ':');
	int64_t port = 0;

	if (colon && text_to_i64(&port, colon + 1))
		g->port = (int)port;
}

static size_t
on_wire(size_t bytes)
{
	bytes += CURVE_FRAME_BYTES;
	return bytes + (bytes > SHORT_FRAME_BYTES ? LONG_LENGTH_BYTES : SHORT_LENGTH_BYTES);
}

/* Of one connection, by how many share the whole. */
static uint64_t
share(const struct gauge *g, uint64_t total, uint64_t most)
{
	uint64_t each = total / (g->n_live ? g->n_live : 1);

	if (each > most)
		return most;
	return each < GAUGE_LEAST_BYTES ? GAUGE_LEAST_BYTES : each;
}

static uint64_t
cookie_of(int fd)
{
	uint64_t cookie = 0;
	socklen_t n = sizeof(cookie);

	return getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &n) ? 0 : cookie;
}

static bool
tcp_of(int fd, struct tcp_info *info)
{
	socklen_t n = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return !getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &n);
}

/* The record of the connection that `fd` is now; NULL when it is none. */
static struct gauge_conn *
conn_of(struct gauge *g, int fd)
{
	uint64_t cookie = fd < 0 ? 0 : cookie_of(fd);
	size_t at = (size_t)fd, room;

	if (!cookie)
		return NULL;
	if (at >= g->n) {
		room = at + GAP_FDS;
		g->conns = mem_resize(g->conns, room, sizeof(*g->conns));
		memset(g->conns + g->n, 0, (room - g->n) * sizeof(*g->conns));
		g->n = room;
	}
	if (g->conns[at].cookie != cookie)
		g->conns[at] = (struct gauge_conn){ .cookie = cookie, .turn = g->turns++ };
	return &g->conns[at];
}

void
gauge_took(struct gauge *g, int fd, const char *owner, size_t bytes)
{
	struct gauge_conn *c = conn_of(g, fd);

	if (!c)
		return;
	c->taken += on_wire(bytes);
	if (owner && !c->owner[0])
		snprintf(c->owner, sizeof(c->owner), "%s", owner);
}

bool
gauge_has_room(struct gauge *g, int fd, size_t bytes)
{
	uint64_t most = share(g, GAUGE_OUT_TOTAL_BYTES, GAUGE_OUT_MOST_BYTES);
	struct gauge_conn *c;
	struct tcp_info info;

	if (fd < 0 || (size_t)fd >= g->n)
		return true;
	c = &g->conns[fd];
	if (c->handed + bytes <= c->acked + most)
		return true; /* the kernel is asked only when it could be full */
	if (cookie_of(fd) != c->cookie || !tcp_of(fd, &info))
		return true; /* it has ended: what waited for it is gone */
	c->acked = info.tcpi_bytes_acked;
	return c->handed + bytes <= c->acked + most;
}

void
gauge_handed(struct gauge *g, int fd, size_t bytes)
{
	if (fd >= 0 && (size_t)fd < g->n)
		g->conns[fd].handed += on_wire(bytes);
}

/* --- the sweep ---------------------------------------------------------------------- */

struct sweep {
	struct gauge *g;
	int64_t now_ms;
	void (*tell)(void *ctx, const struct gauge_find *found);
	void *ctx;
	struct accepted {
		int fd;
		struct gauge_conn *conn;
	} * list;
	size_t n, room;
};

static void
end_conn(const struct sweep *s, int fd, struct gauge_conn *c, enum gauge_what why)
{
	struct gauge_find f = { .what = why, .is_accepted = c->is_accepted };

	if (cookie_of(fd) != c->cookie)
		return;
	shutdown(fd, SHUT_RDWR);
	c->is_ended = true; /* until libzmq has closed it */
	memcpy(f.owner, c->owner, sizeof(f.owner));
	s->tell(s->ctx, &f);
}

/* Where it came from, and whether it came to us. */
static void
look_at_ends(const struct gauge *g, int fd, struct gauge_conn *c)
{
	struct sockaddr_in6 here = { 0 }, there = { 0 };
	const struct sockaddr_in *there4 = (const struct sockaddr_in *)(const void *)&there;
	socklen_t n = sizeof(here), n_there = sizeof(there);

	if (getsockname(fd, (struct sockaddr *)&here, &n) ||
	    getpeername(fd, (struct sockaddr *)&there, &n_there))
		return;
	c->is_accepted = ntohs(here.sin6_port) == g->port; /* the port lies alike in both */
	if (there.sin6_family == AF_INET)
		hex_write(c->address, (const uint8_t *)&there4->sin_addr,
		    sizeof(there4->sin_addr));
	else if (IN6_IS_ADDR_V4MAPPED(&there.sin6_addr))
		hex_write(c->address, there.sin6_addr.s6_addr + 12, 4);
	else
		hex_write(c->address, there.sin6_addr.s6_addr, ADDRESS_BYTES);
}

/* Received by the kernel, no longer in its queue, and not taken from libzmq. */
static uint64_t
kept_by_libzmq(int fd, const struct gauge_conn *c, const struct tcp_info *info)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	socklen_t n = sizeof(memory);
	uint64_t out = c->taken;

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &n))
		return 0;
	out += memory[SK_MEMINFO_RMEM_ALLOC];
	return info->tcpi_bytes_received > out ? info->tcpi_bytes_received - out : 0;
}

static void
weigh(const struct sweep *s, int fd, struct gauge_conn *c, const struct tcp_info *info)
{
	uint64_t most = c->is_accepted && !c->taken
			    ? GAUGE_UNKNOWN_BYTES
			    : share(s->g, GAUGE_IN_TOTAL_BYTES, GAUGE_IN_MOST_BYTES);

	if (c->is_swept && kept_by_libzmq(fd, c, info) > most)
		end_conn(s, fd, c,
		    c->taken == c->taken_before ? GAUGE_ENDLESS : GAUGE_TOO_MUCH);
	c->taken_before = c->taken;
	c->is_swept = true;
}

/* Notes one descriptor; false when it is no connection. */
static bool
look_at(struct sweep *s, int fd)
{
	struct gauge_conn *c;
	struct tcp_info info;

	errno = 0;
	if (!tcp_of(fd, &info) || info.tcpi_state == STATE_LISTEN)
		return false;
	c = conn_of(s->g, fd);
	if (!c)
		return false;
	if (!c->since_ms) {
		c->since_ms = s->now_ms;
		look_at_ends(s->g, fd, c);
	}
	if (info.tcpi_state == STATE_ESTABLISHED && !c->is_ended)
		weigh(s, fd, c, &info);
	return true;
}

static void
look_at_all(struct sweep *s)
{
	size_t live = 0;
	int gap = 0;

	for (int fd = FIRST_FD; gap < GAP_FDS; fd++) {
		if (look_at(s, fd)) {
			live++;
			gap = 0;
		} else {
			gap = errno == EBADF ? gap + 1 : 0;
		}
	}
	s->g->n_live = live;
}

/* By who speaks, strangers last and by address; of each the newest first. */
static int
by_group(const void *x, const void *y)
{
	const struct accepted *a = x, *b = y;
	int c = strcmp(b->conn->owner, a->conn->owner);

	if (!c && !a->conn->owner[0])
		c = strcmp(a->conn->address, b->conn->address);
	if (c)
		return c;
	return (a->conn->turn < b->conn->turn) - (a->conn->turn > b->conn->turn);
}

static void
list_accepted(struct sweep *s)
{
	s->list = mem_array(s->g->n, sizeof(*s->list));
	for (size_t i = 0; i < s->g->n; i++) {
		struct gauge_conn *c = &s->g->conns[i];

		if (c->cookie && c->is_accepted && !c->is_ended && cookie_of((int)i) == c->cookie)
			s->list[s->n++] = (struct accepted){ (int)i, c };
	}
	qsort(s->list, s->n, sizeof(*s->list), by_group);
}

static bool
is_same_group(const struct gauge_conn *a, const struct gauge_conn *b)
{
	return !strcmp(a->owner, b->owner) &&
	       (a->owner[0] || !strcmp(a->address, b->address));
}

static void
bound_numbers(struct sweep *s)
{
	size_t of_group = 0, strangers = 0;

	list_accepted(s);
	for (size_t i = 0; i < s->n; i++) {
		struct gauge_conn *c = s->list[i].conn;

		of_group = i && is_same_group(c, s->list[i - 1].conn) ? of_group + 1 : 1;
		if (c->owner[0]) {
			if (of_group > GAUGE_PEER_CONNECTIONS)
				end_conn(s, s->list[i].fd, c, GAUGE_CROWD);
			continue;
		}
		if (++strangers > s->g->strangers_most || of_group > GAUGE_STRANGERS_OF_ADDRESS ||
		    s->now_ms - c->since_ms > GAUGE_STRANGER_MS)
			end_conn(s, s->list[i].fd, c, GAUGE_STRANGERS);
	}
	free(s->list);
}

void
gauge_sweep(struct gauge *g, int64_t now_ms,
    void (*tell)(void *ctx, const struct gauge_find *found), void *ctx)
{
	struct sweep s = { .g = g, .now_ms = now_ms, .tell = tell, .ctx = ctx };

	look_at_all(&s);
	bound_numbers(&s);
}

void
gauge_cut(struct gauge *g, const char *owner)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->conns[i].cookie && !strcmp(g->conns[i].owner, owner) &&
		    cookie_of((int)i) == g->conns[i].cookie)
			shutdown((int)i, SHUT_RDWR);
}
