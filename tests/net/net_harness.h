/* net_harness.h - net processes as threads, with the test in the place of core and
 * parent, and raw ZeroMQ clients and servers in the place of foreign peers. Everything
 * waits for events (AWAIT) with a generous deadline; nothing sleeps. */
#ifndef NET_HARNESS_H
#define NET_HARNESS_H

#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "clock.h"
#include "fdpass.h"
#include "mem.h"
#include "net.h"
#include "peers.h"
#include "pb.h"
#include "sock.h"
#include "zap.h"

enum {
	DEADLINE_MS = 60000,
	PUMP_MS = 10,
	WORLD_NODES = 8,
	WORLD_RAWS = 16,
	SEEN_FRAMES = 4096,
	SEEN_PEERS = 16,
	TAG_BEACON_BYTE = 0x12,
	TAG_LIVE_BYTE = 0x1a,
	TAG_BULK_BYTE = 0x4a, /* Segment */
};

struct pair {
	struct curve_key public_key;
	struct curve_key secret_key;
};

struct seen_frame {
	char from[USER_ID_LEN];
	struct buf frame;
	bool was_live_link;
};

struct seen_peer {
	char name[USER_ID_LEN];
	unsigned up, down, behind;
	char behind_reason[32];
	char down_reason[32];
};

/* One net process, seen from its core. */
struct tnode {
	char author[AUTHOR_LEN];
	char node[NODE_NAME_LEN];
	struct pair keys;
	struct net_config config;
	int parent; /* our end */
	int give_parent, give_live, give_bulk;
	struct link live;
	struct link bulk;
	bool reads_live;
	bool reads_bulk;
	pthread_t thread;
	bool is_running;
	int exit_code;
	char endpoint[ADDRESS_LEN];
	struct seen_frame frames[SEEN_FRAMES];
	size_t n_frames;
	struct seen_peer peers[SEEN_PEERS];
	size_t n_peers;
	struct counts counts; /* as last told */
	char offender[USER_ID_LEN];
	char offence[32];
};

struct world {
	struct tnode *nodes[WORLD_NODES];
	size_t n;
	void *
	    raws[WORLD_RAWS]; /* sockets of raw peers: they work only while called into */
	size_t n_raws;
};

#define AWAIT(w, cond)                                                  \
	do {                                                            \
		int64_t until_ms_ = clock_monotonic_ms() + DEADLINE_MS; \
		while (!(cond)) {                                       \
			ck_assert_msg(clock_monotonic_ms() < until_ms_, \
			    "waited in vain: %s", #cond);               \
			world_pump(w);                                  \
		}                                                       \
	} while (0)

static inline void
pair_make(struct pair *p)
{
	char public_text[41], secret_text[41];

	ck_assert_int_eq(zmq_curve_keypair(public_text, secret_text), 0);
	ck_assert_ptr_nonnull(zmq_z85_decode(p->public_key.b, public_text));
	ck_assert_ptr_nonnull(zmq_z85_decode(p->secret_key.b, secret_text));
}

static inline struct sock_keys
pair_keys(const struct pair *p)
{
	return (struct sock_keys){ p->public_key.b, p->secret_key.b };
}

static inline void
stream_pair(int *ours, int *theirs)
{
	int fd[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	*ours = fd[0];
	*theirs = fd[1];
}

/* --- what a node tells its core
 * --------------------------------------------------------- */

static inline struct seen_peer *
tnode_peer(struct tnode *t, const char *name)
{
	for (size_t i = 0; i < t->n_peers; i++)
		if (!strcmp(t->peers[i].name, name))
			return &t->peers[i];
	ck_assert_uint_lt(t->n_peers, SEEN_PEERS);
	snprintf(t->peers[t->n_peers].name, USER_ID_LEN, "%s", name);
	return &t->peers[t->n_peers++];
}

static inline void
see_peer(struct tnode *t, const Cmsa__NetPeer *p)
{
	char name[USER_ID_LEN];
	struct seen_peer *s;

	control_user_id(name, p->author, p->node);
	s = tnode_peer(t, name);
	if (p->state == CMSA__PEER_STATE__PEER_UP)
		s->up++;
	if (p->state == CMSA__PEER_STATE__PEER_DOWN) {
		s->down++;
		snprintf(s->down_reason, sizeof(s->down_reason), "%s", p->reason);
	}
	if (p->state == CMSA__PEER_STATE__PEER_BEHIND) {
		s->behind++;
		snprintf(s->behind_reason, sizeof(s->behind_reason), "%s", p->reason);
	}
}

static inline void
see_counts(struct tnode *t, const Cmsa__NetCounts *all)
{
	for (size_t i = 0; i < all->n_counts; i++)
		for (unsigned k = 0; k < COUNT_KINDS; k++)
			if (!strcmp(counts_word((enum count)k), all->counts[i]->reason))
				t->counts.n[k] = all->counts[i]->count;
}

static inline void
see(struct tnode *t, const Cmsa__NetMessage *m, bool is_live_link)
{
	struct seen_frame *f;

	if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_READY)
		snprintf(t->endpoint, sizeof(t->endpoint), "%s", m->ready->endpoint);
	else if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_PEER)
		see_peer(t, m->peer);
	else if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_COUNTS)
		see_counts(t, m->counts);
	else if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_OFFENDER) {
		control_user_id(t->offender, m->offender->author, m->offender->node);
		snprintf(t->offence, sizeof(t->offence), "%s", m->offender->reason);
	} else if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_RECEIVED) {
		ck_assert_uint_lt(t->n_frames, SEEN_FRAMES);
		f = &t->frames[t->n_frames++];
		control_user_id(f->from, m->received->author, m->received->node);
		buf_add(&f->frame, m->received->frame.data, m->received->frame.len);
		f->was_live_link = is_live_link;
	} else
		ck_abort_msg("net sent what core should not get");
}

static inline void
pump_link(struct tnode *t, struct link *l)
{
	struct arena mem;
	const Cmsa__NetMessage *m;

	if (!link_is_open(l))
		return;
	arena_init(&mem, LINK_ARENA_BYTES);
	if (link_read(l) != ERR_NONE)
		link_close(l);
	while (link_next(l, &m, &mem) == LINK_MESSAGE)
		see(t, m, l == &t->live);
	arena_clear(&mem);
	if (link_is_open(l) && link_flush(l) != ERR_NONE)
		link_close(l);
}

/* Waits shortly for any link of any node and takes what came. */
static inline void
world_pump(struct world *w)
{
	struct pollfd fds[2 * WORLD_NODES];
	nfds_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct tnode *t = w->nodes[i];

		if (t->reads_live)
			fds[n++] = (struct pollfd){ .fd = t->live.fd, .events = POLLIN };
		if (t->reads_bulk)
			fds[n++] = (struct pollfd){ .fd = t->bulk.fd, .events = POLLIN };
	}
	for (size_t i = 0; i < w->n_raws; i++) {
		int events;
		size_t size = sizeof(events);

		zmq_getsockopt(w->raws[i], ZMQ_EVENTS, &events, &size);
	}
	poll(fds, n, PUMP_MS);
	for (size_t i = 0; i < w->n; i++) {
		struct tnode *t = w->nodes[i];

		if (t->reads_bulk)
			pump_link(t, &t->bulk);
		if (t->reads_live)
			pump_link(t, &t->live);
	}
}

/* --- nodes
 * ------------------------------------------------------------------------------ */

static inline void *
tnode_run(void *arg)
{
	struct tnode *t = arg;

	t->exit_code = net_main(&t->config, t->give_parent, t->give_live, t->give_bulk);
	return NULL;
}

/* Starts a net process at `endpoint` (NULL: loopback, any port) and waits until it is
 * ready. */
static inline struct tnode *
tnode_start(struct world *w, const char *author, const char *node,
    const struct pair *keys, const char *endpoint)
{
	struct tnode *t = mem_new(sizeof(*t));
	int live, bulk;

	snprintf(t->author, sizeof(t->author), "%s", author);
	snprintf(t->node, sizeof(t->node), "%s", node);
	t->keys = *keys;
	t->config =
	    (struct net_config){ .endpoint = endpoint ? endpoint : "tcp://127.0.0.1:*",
		    .public_key = t->keys.public_key.b,
		    .secret_key = t->keys.secret_key.b };
	stream_pair(&t->parent, &t->give_parent);
	stream_pair(&live, &t->give_live);
	stream_pair(&bulk, &t->give_bulk);
	link_init(&t->live);
	link_init(&t->bulk);
	link_open(&t->live, live);
	link_open(&t->bulk, bulk);
	t->reads_live = t->reads_bulk = true;
	ck_assert_int_eq(pthread_create(&t->thread, NULL, tnode_run, t), 0);
	t->is_running = true;
	w->nodes[w->n++] = t;
	AWAIT(w, t->endpoint[0]);
	return t;
}

static inline struct tnode *
tnode_new(struct world *w, const char *author)
{
	struct pair keys;

	pair_make(&keys);
	return tnode_start(w, author, "main", &keys, NULL);
}

/* Closes the parent's end, and waits until net has ended with success. */
static inline void
tnode_stop(struct tnode *t)
{
	if (!t->is_running)
		return;
	close(t->parent);
	ck_assert_int_eq(pthread_join(t->thread, NULL), 0);
	ck_assert_int_eq(t->exit_code, NET_EXIT_DONE);
	t->is_running = false;
	link_close(&t->live);
	link_close(&t->bulk);
}

static inline void
world_end(struct world *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct tnode *t = w->nodes[i];

		tnode_stop(t);
		for (size_t k = 0; k < t->n_frames; k++)
			buf_clear(&t->frames[k].frame);
		free(t);
	}
	w->n = 0;
}

/* --- what core tells its node
 * ----------------------------------------------------------- */

static inline void
tnode_put(struct tnode *t, struct link *l, const Cmsa__NetMessage *m)
{
	ck_assert_int_eq(link_send(l, m), LINK_SENT);
	ck_assert_int_eq(link_flush(l), ERR_NONE);
	(void)t;
}

/* One row of an admission list; address NULL: it dials us. */
struct row {
	const char *author;
	const char *node;
	struct curve_key key;
	enum role role;
	const char *address;
	bool dial_first;
};

static inline struct row
row_of(const struct tnode *t, const struct tnode *dialler)
{
	return (struct row){ t->author, t->node, t->keys.public_key, ROLE_MEMBER,
		dialler ? t->endpoint : NULL,
		dialler && strcmp(dialler->author, t->author) < 0 };
}

static inline void
tnode_admit(struct tnode *t, const struct row *rows, size_t n)
{
	Cmsa__AdmissionList list;
	Cmsa__Admitted admitted[16], *pointers[16];
	Cmsa__NetMessage m;
	char *addresses[16];

	cmsa__admission_list__init(&list);
	for (size_t i = 0; i < n; i++) {
		Cmsa__Admitted *a = pointers[i] = &admitted[i];

		cmsa__admitted__init(a);
		a->author = pb_text(rows[i].author);
		a->node = pb_text(rows[i].node);
		a->curve_key = pb_data(bytes_of(rows[i].key.b, CURVE_KEY_BYTES));
		a->role = (uint32_t)rows[i].role;
		a->dial_first = rows[i].dial_first;
		if (rows[i].address) {
			addresses[i] = pb_text(rows[i].address);
			a->addresses = &addresses[i];
			a->n_addresses = 1;
		}
	}
	list.peers = pointers;
	list.n_peers = n;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_ADMISSION;
	m.admission = &list;
	tnode_put(t, &t->live, &m);
}

static inline void
tnode_send_any(struct tnode *t, const char *author, const char *node, enum role role,
    const char *except, struct bytes frame, bool live)
{
	Cmsa__NetSend s;
	Cmsa__NetMessage m;

	cmsa__net_send__init(&s);
	s.author = pb_text(author);
	s.node = pb_text(node);
	s.role = (uint32_t)role;
	s.except = pb_text(except);
	s.frame = pb_data(frame);
	s.live = live;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_SEND;
	m.send = &s;
	tnode_put(t, live ? &t->live : &t->bulk, &m);
}

/* A frame of that first byte and a text, to (author, "main"). */
static inline void
tnode_send(struct tnode *t, const char *author, int tag, const char *text)
{
	uint8_t frame[256];
	size_t n = strlen(text);

	frame[0] = (uint8_t)tag;
	memcpy(frame + 1, text, n);
	tnode_send_any(t, author, "main", ROLE_NONE, "", bytes_of(frame, n + 1),
	    tag != TAG_BULK_BYTE);
}

static inline void
tnode_redial(struct tnode *t, const char *author, const char *node)
{
	Cmsa__NetRedial r;
	Cmsa__NetMessage m;

	cmsa__net_redial__init(&r);
	r.author = pb_text(author);
	r.node = pb_text(node);
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_REDIAL;
	m.redial = &r;
	tnode_put(t, &t->live, &m);
}

/* Admits, and waits until that has been done: what follows it is seen in a count. */
static inline void
tnode_admit_now(struct world *w, struct tnode *t, const struct row *rows, size_t n)
{
	uint64_t before = t->counts.n[COUNT_UNKNOWN_PEER];

	tnode_admit(t, rows, n);
	tnode_redial(t, "NON", "main");
	AWAIT(w, t->counts.n[COUNT_UNKNOWN_PEER] > before);
}

/* How many frames of that peer with that text came? */
static inline size_t
tnode_got(const struct tnode *t, const char *from, const char *text)
{
	size_t found = 0, n = strlen(text);

	for (size_t i = 0; i < t->n_frames; i++) {
		const struct seen_frame *f = &t->frames[i];

		if (!strcmp(f->from, from) && f->frame.n == n + 1 &&
		    !memcmp(f->frame.p + 1, text, n))
			found++;
	}
	return found;
}

static inline uint64_t
tnode_count(const struct tnode *t, enum count c)
{
	return t->counts.n[c];
}

/* --- foreign peers
 * ---------------------------------------------------------------------- */

struct raw {
	void *ctx;
	void *sock;
};

static inline void
raw_join(struct world *w, const struct raw *r)
{
	ck_assert_uint_lt(w->n_raws, WORLD_RAWS);
	w->raws[w->n_raws++] = r->sock;
}

/* A client that is no program of ours: dials `t` with these keys. */
static inline struct raw
raw_dial(struct world *w, const struct tnode *t, const struct pair *keys)
{
	struct sock_keys k = pair_keys(keys);
	struct raw r = { .ctx = zmq_ctx_new() };

	r.sock = sock_dealer(r.ctx, &k, &t->keys.public_key, t->endpoint);
	ck_assert_ptr_nonnull(r.sock);
	raw_join(w, &r);
	return r;
}

/* A server that is no program of ours and admits everybody; its address in `endpoint`. */
static inline struct raw
raw_listen(struct world *w, const struct pair *keys, char endpoint[static ADDRESS_LEN])
{
	struct sock_keys k = pair_keys(keys);
	struct raw r = { .ctx = zmq_ctx_new() };
	size_t size = ADDRESS_LEN;
	int64_t no_limit = -1;

	r.sock = sock_router(r.ctx, &k, false);
	ck_assert_ptr_nonnull(r.sock);
	zmq_setsockopt(r.sock, ZMQ_MAXMSGSIZE, &no_limit, sizeof(no_limit));
	ck_assert_int_eq(zmq_bind(r.sock, "tcp://127.0.0.1:*"), 0);
	ck_assert_int_eq(zmq_getsockopt(r.sock, ZMQ_LAST_ENDPOINT, endpoint, &size), 0);
	raw_join(w, &r);
	return r;
}

static inline void
raw_close(struct world *w, struct raw *r)
{
	for (size_t i = 0; i < w->n_raws; i++)
		if (w->raws[i] == r->sock)
			w->raws[i--] = w->raws[--w->n_raws];
	zmq_close(r->sock);
	zmq_ctx_term(r->ctx);
}

/* True once the socket took the frame. */
static inline bool
raw_send(struct raw *r, const void *p, size_t n, int flags)
{
	return zmq_send(r->sock, p, n, ZMQ_DONTWAIT | flags) >= 0;
}

/* The same, of a frame with that first byte and a text. */
static inline bool
raw_say(struct raw *r, int tag, const char *text)
{
	uint8_t frame[256];
	size_t n = strlen(text);

	frame[0] = (uint8_t)tag;
	memcpy(frame + 1, text, n);
	return raw_send(r, frame, n + 1, 0);
}

/* One frame if there is one; its size, or -1. */
static inline int
raw_recv(struct raw *r, void *p, size_t room)
{
	return zmq_recv(r->sock, p, room, ZMQ_DONTWAIT);
}

#endif
