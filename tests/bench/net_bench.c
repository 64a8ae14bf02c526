/* net_bench.c - how many deliveries a second one net process makes: frames of 400 bytes from
 * core through the live link to N CURVE peers, beside what one plain TCP connection on
 * loopback carries in the same run.  usage: net_bench [PEERS [FRAMES]] */
#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "clock.h"
#include "mem.h"
#include "net.h"
#include "pb.h"
#include "sock.h"
#include "text.h"

enum {
	FRAME_BYTES = 400,
	PEERS_MOST = 500,
	AHEAD_FRAMES =
	    256, /* the slowest peer is at most so far behind: nothing is dropped */
	STALL_MS = 30000,
};

struct pair {
	struct curve_key public_key;
	struct curve_key secret_key;
};

struct bench {
	size_t n_peers;
	size_t n_frames;
	struct pair server;
	struct pair *peers;
	char endpoint[ADDRESS_LEN];
	struct link live;
	bool has_counts;
	atomic_size_t up;
	atomic_size_t slowest; /* frames that every peer has */
	atomic_bool is_over;
};

static void
make_pair(struct pair *p)
{
	char public_text[41], secret_text[41];
	bool ok = !zmq_curve_keypair(public_text, secret_text) &&
		  zmq_z85_decode(p->public_key.b, public_text) &&
		  zmq_z85_decode(p->secret_key.b, secret_text);

	assert(ok);
	(void)ok;
}

/* --- the peers: all in one thread --------------------------------------------------- */

static size_t
read_peer(void *sock)
{
	uint8_t frame[FRAME_BYTES];
	size_t n = 0;
	int got;

	while ((got = zmq_recv(sock, frame, sizeof(frame), ZMQ_DONTWAIT)) >= 0)
		n += got > 0;
	return n;
}

static void
read_all_peers(struct bench *b, zmq_pollitem_t *items, size_t *got)
{
	size_t least = b->n_frames;

	zmq_poll(items, (int)b->n_peers, 10);
	for (size_t i = 0; i < b->n_peers; i++) {
		if (items[i].revents)
			got[i] += read_peer(items[i].socket);
		if (got[i] < least)
			least = got[i];
	}
	atomic_store(&b->slowest, least);
}

static void *
run_peers(void *arg)
{
	struct bench *b = arg;
	void *ctx = sock_context();
	zmq_pollitem_t *items = mem_array(b->n_peers, sizeof(*items));
	size_t *got = mem_array(b->n_peers, sizeof(*got));

	for (size_t i = 0; i < b->n_peers; i++) {
		struct sock_keys k = { b->peers[i].public_key.b,
			b->peers[i].secret_key.b };

		items[i].events = ZMQ_POLLIN;
		items[i].socket =
		    sock_dealer(ctx, &k, &b->server.public_key, b->endpoint);
		assert(items[i].socket);
	}
	while (!atomic_load(&b->is_over))
		read_all_peers(b, items, got);
	for (size_t i = 0; i < b->n_peers; i++)
		zmq_close(items[i].socket);
	zmq_ctx_term(ctx);
	free(items);
	free(got);
	return NULL;
}

/* --- core --------------------------------------------------------------------------- */

/* Waits a little for what net says, and takes it. */
static void
pump(struct bench *b, int wait_ms)
{
	struct pollfd p = { .fd = b->live.fd, .events = POLLIN };
	const Cmsa__NetMessage *m;
	struct arena mem;

	arena_init(&mem, LINK_ARENA_BYTES);
	if (poll(&p, 1, wait_ms) > 0 && link_read(&b->live) != ERR_NONE)
		abort();
	while (link_next(&b->live, &m, &mem) == LINK_MESSAGE) {
		if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_READY)
			snprintf(
			    b->endpoint, sizeof(b->endpoint), "%s", m->ready->endpoint);
		b->has_counts |= m->message_case == CMSA__NET_MESSAGE__MESSAGE_COUNTS;
		if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_PEER &&
		    m->peer->state == CMSA__PEER_STATE__PEER_UP)
			atomic_fetch_add(&b->up, 1);
	}
	arena_clear(&mem);
	link_flush(&b->live);
}

static void
admit(struct bench *b)
{
	Cmsa__AdmissionList list;
	Cmsa__Admitted *rows = mem_array(b->n_peers, sizeof(*rows));
	Cmsa__Admitted **pointers = mem_array(b->n_peers, sizeof(Cmsa__Admitted *));
	char(*names)[NODE_NAME_LEN] = mem_array(b->n_peers, sizeof(*names));
	Cmsa__NetMessage m;

	cmsa__admission_list__init(&list);
	for (size_t i = 0; i < b->n_peers; i++) {
		cmsa__admitted__init(&rows[i]);
		snprintf(names[i], sizeof(names[i]), "n%u", (unsigned)i % 10000);
		rows[i].author = pb_text("AUS");
		rows[i].node = names[i];
		rows[i].role = ROLE_MEMBER;
		rows[i].curve_key =
		    pb_data(bytes_of(b->peers[i].public_key.b, CURVE_KEY_BYTES));
		pointers[i] = &rows[i];
	}
	list.n_peers = b->n_peers;
	list.peers = pointers;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_ADMISSION;
	m.admission = &list;
	link_send(&b->live, &m);
	free(rows);
	free(pointers);
	free(names);
}

static void
redial_nobody(struct bench *b)
{
	Cmsa__NetRedial r;
	Cmsa__NetMessage m;

	cmsa__net_redial__init(&r);
	r.author = pb_text("NON");
	r.node = pb_text("main");
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_REDIAL;
	m.redial = &r;
	link_send(&b->live, &m);
}

static bool
send_frame(struct bench *b)
{
	uint8_t frame[FRAME_BYTES] = { 0x1a };
	Cmsa__NetSend s;
	Cmsa__NetMessage m;

	cmsa__net_send__init(&s);
	s.role = ROLE_MEMBER;
	s.frame = pb_data(bytes_of(frame, sizeof(frame)));
	s.live = true;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_SEND;
	m.send = &s;
	return link_send(&b->live, &m) == LINK_SENT;
}

/* Sends all frames; how long until every peer had them, or -1 when one lost some. */
static int64_t
time_frames(struct bench *b)
{
	int64_t start_ms = clock_monotonic_ms(), moved_ms = start_ms;
	size_t sent = 0, slowest, before = 0;

	while ((slowest = atomic_load(&b->slowest)) < b->n_frames) {
		while (
		    sent < b->n_frames && sent < slowest + AHEAD_FRAMES && send_frame(b))
			sent++;
		pump(b, link_flush(&b->live) != ERR_NONE ? 0 : 1);
		if (slowest > before)
			moved_ms = clock_monotonic_ms();
		before = slowest;
		if (clock_monotonic_ms() - moved_ms > STALL_MS)
			return -1;
	}
	return clock_monotonic_ms() - start_ms;
}

/* --- plain TCP ---------------------------------------------------------------------------- */

static void *
read_tcp(void *arg)
{
	int fd = *(int *)arg;
	uint8_t frame[FRAME_BYTES];

	while (recv(fd, frame, sizeof(frame), MSG_WAITALL) == sizeof(frame))
		;
	return NULL;
}

/* How long one connection takes for `n` frames, written one by one. */
static int64_t
time_tcp(size_t n)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);
	int door = socket(AF_INET, SOCK_STREAM, 0), out = socket(AF_INET, SOCK_STREAM, 0),
	    in;
	uint8_t frame[FRAME_BYTES] = { 0 };
	int64_t start_ms;
	pthread_t reader;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(door, (const struct sockaddr *)&a, sizeof(a)) || listen(door, 1) ||
	    getsockname(door, (struct sockaddr *)&a, &size) ||
	    connect(out, (const struct sockaddr *)&a, sizeof(a)))
		abort();
	in = accept(door, NULL, NULL);
	pthread_create(&reader, NULL, read_tcp, &in);
	start_ms = clock_monotonic_ms();
	for (size_t i = 0; i < n; i++)
		if (send(out, frame, sizeof(frame), MSG_NOSIGNAL) != sizeof(frame))
			abort();
	close(out);
	pthread_join(reader, NULL);
	close(in);
	close(door);
	return clock_monotonic_ms() - start_ms;
}

/* --- all of it ---------------------------------------------------------------------- */

struct process {
	struct net_config config;
	int parent, live;
};

static void *
run_net(void *arg)
{
	struct process *p = arg;

	net_main(&p->config, p->parent, p->live, -1);
	return NULL;
}

static int64_t
per_second(size_t n, int64_t ms)
{
	return (int64_t)n * 1000 / (ms > 0 ? ms : 1);
}

static void
report(const struct bench *b, int64_t net_ms)
{
	size_t deliveries = b->n_peers * b->n_frames;
	int64_t tcp_ms = time_tcp(deliveries);
	int64_t net_rate = per_second(deliveries, net_ms);
	int64_t tcp_rate = per_second(deliveries, tcp_ms);

	if (net_ms < 0) {
		puts("stalled: a peer lost frames");
		return;
	}
	printf("%zu peers, %zu frames of %d bytes: %lld deliveries/s in %lld ms\n",
	    b->n_peers, b->n_frames, FRAME_BYTES, (long long)net_rate, (long long)net_ms);
	printf("one plain TCP connection: %lld frames/s; net is %lld %% of it\n",
	    (long long)tcp_rate, (long long)(net_rate * 100 / tcp_rate));
}

static void
run_bench(struct bench *b)
{
	struct process p = { .config = { .endpoint = "tcp://127.0.0.1:*",
				 .public_key = b->server.public_key.b,
				 .secret_key = b->server.secret_key.b } };
	int parent[2], live[2];
	pthread_t net, peers;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, parent) ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, live))
		abort();
	p.parent = parent[1];
	p.live = live[1];
	link_open(&b->live, live[0]);
	pthread_create(&net, NULL, run_net, &p);
	while (!b->endpoint[0])
		pump(b, 100);
	admit(b);
	pump(b, 0);
	/* Dialling before the list is taken would be refused for good: what is asked for
	 * after it shows in the counts. */
	redial_nobody(b);
	while (!b->has_counts)
		pump(b, 100);
	pthread_create(&peers, NULL, run_peers, b);
	while (atomic_load(&b->up) < b->n_peers)
		pump(b, 100);
	report(b, time_frames(b));
	atomic_store(&b->is_over, true);
	pthread_join(peers, NULL);
	close(parent[0]);
	pthread_join(net, NULL);
	link_close(&b->live);
}

int
main(int argc, char **argv)
{
	struct bench b = { .n_peers = 60, .n_frames = 20000 };
	int64_t n;

	if (argc > 1 && text_to_i64(&n, argv[1]) && n > 0 && n <= PEERS_MOST)
		b.n_peers = (size_t)n;
	if (argc > 2 && text_to_i64(&n, argv[2]) && n > 0)
		b.n_frames = (size_t)n;
	b.peers = mem_array(b.n_peers, sizeof(*b.peers));
	make_pair(&b.server);
	for (size_t i = 0; i < b.n_peers; i++)
		make_pair(&b.peers[i]);
	link_init(&b.live);
	run_bench(&b);
	free(b.peers);
	return 0;
}
