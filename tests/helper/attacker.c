/* attacker.c - an enrolled node that has turned: it has the transport key of a node's folder and
 * does to another node what MODE says, until it is ended.
 *
 *   attacker DIR ADDRESS KEY ALLIANCE MODE
 *
 * DIR: its own node's folder (no node runs in it); ADDRESS, KEY (hexadecimal): of the other. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "clock.h"
#include "keyfile.h"
#include "mem.h"
#include "nodeconf.h"
#include "passphrase.h"
#include "pb.h"
#include "sock.h"
#include "store.h"
#include "text.h"
#include "wire.pb-c.h"

enum {
	PART_BYTES = 1 << 20,
	TCP_CONNECTIONS = 3000,
	HELLO_EVERY_MS = 500,
	ENTRIES = 200,
};

struct attacker {
	struct nodeconf conf;
	struct key key;
	const char *address;
	struct curve_key server;
	struct hash alliance;
	void *ctx, *sock;
	struct buf frame; /* what it floods with */
};

static void
fail(const char *what)
{
	fprintf(stderr, "attacker: %s\n", what);
	exit(1);
}

static void
dial(struct attacker *a)
{
	struct sock_keys keys = { a->key.public_key.b, key_seed(&a->key) };
	int64_t no_limit = -1;
	int wait_ms = 100;

	a->sock = sock_dealer(a->ctx, &keys, &a->server, a->address);
	if (!a->sock)
		fail("no socket");
	zmq_setsockopt(a->sock, ZMQ_MAXMSGSIZE, &no_limit, sizeof(no_limit));
	zmq_setsockopt(a->sock, ZMQ_SNDTIMEO, &wait_ms, sizeof(wait_ms));
}

static void
put(struct attacker *a, const Cmsa__Wire *w)
{
	struct buf out = { 0 };

	pb_write(&out, &w->base);
	zmq_send(a->sock, out.p, out.n, 0);
	buf_clear(&out);
}

static void
say_hello(struct attacker *a)
{
	uint32_t one = 1;
	Cmsa__Hello h;
	Cmsa__Wire w;

	cmsa__hello__init(&h);
	h.versions = &one;
	h.n_versions = 1;
	h.alliance_id = pb_hash_data(a->alliance.b);
	h.author = a->conf.author;
	h.node = a->conf.node;
	h.register_number = 1;
	h.register_id = pb_hash_data(a->alliance.b);
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HELLO;
	w.hello = &h;
	put(a, &w);
}

/* Until the other greets. */
static void
converse(struct attacker *a)
{
	zmq_pollitem_t item = { .events = ZMQ_POLLIN };
	bool is_heard = false;
	zmq_msg_t m;

	dial(a);
	item.socket = a->sock;
	while (!is_heard) {
		say_hello(a);
		if (zmq_poll(&item, 1, HELLO_EVERY_MS) <= 0)
			continue;
		zmq_msg_init(&m);
		is_heard = zmq_msg_recv(&m, a->sock, ZMQ_DONTWAIT) > 0;
		zmq_msg_close(&m);
	}
	say_hello(a);
}

static void
say_ready(void)
{
	puts("ready");
	fflush(stdout);
}

/* Reads all there is, so that only sending is the attack. */
static void
read_away(struct attacker *a)
{
	zmq_msg_t m;
	int n = 0;

	while (n >= 0) {
		zmq_msg_init(&m);
		n = zmq_msg_recv(&m, a->sock, ZMQ_DONTWAIT);
		zmq_msg_close(&m);
	}
}

static _Noreturn void
flood(struct attacker *a, bool reads)
{
	int64_t greeted_ms = 0;

	say_ready();
	for (;;) {
		if (clock_monotonic_ms() - greeted_ms > HELLO_EVERY_MS) {
			say_hello(a); /* its connection may be a new one */
			greeted_ms = clock_monotonic_ms();
		}
		zmq_send(a->sock, a->frame.p, a->frame.n, 0);
		if (reads)
			read_away(a);
	}
}

/* --- the attacks -------------------------------------------------------------------- */

static void
attack_garbage(struct attacker *a)
{
	uint8_t bytes[4096];

	converse(a);
	randombytes_buf(bytes, sizeof(bytes));
	buf_add(&a->frame, bytes, sizeof(bytes));
	flood(a, true);
}

/* The first entry of its own feed, `n` times in a message; with `spoil` another one for that
 * place, whose signature does not verify. */
static void
make_live(struct attacker *a, size_t n, bool spoil)
{
	Cmsa__SignedEntry e[ENTRIES], *list[ENTRIES];
	struct stored_entry se = { 0 };
	struct buf other = { 0 };
	struct place at = { .incarnation = 1, .seq = 1 };
	struct store *s = NULL;
	struct errmsg m;
	Cmsa__Live live;
	Cmsa__Wire w;

	memcpy(at.author, a->conf.author, sizeof(at.author));
	if (store_open(&s, a->conf.dir, STORE_READ, &m) || store_entry_get(s, &se, &at))
		fail("no entry of its own is held");
	if (!se.signature.n)
		fail("its first entry has no signature");
	if (spoil) {
		se.e.time_ms++; /* another entry for its place, not signed */
		entry_write(&other, &se.e);
	}
	cmsa__live__init(&live);
	for (size_t i = 0; i < n; i++) {
		cmsa__signed_entry__init(&e[i]);
		e[i].header = pb_data(buf_view(spoil ? &other : &se.header));
		e[i].signature = pb_data(buf_view(&se.signature));
		e[i].body = pb_data(buf_view(&se.body));
		list[i] = &e[i];
	}
	live.entries = list;
	live.n_entries = n;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_LIVE;
	w.live = &live;
	pb_write(&a->frame, &w.base);
	buf_clear(&other);
	stored_entry_clear(&se);
	store_close(&s);
}

static void
attack_old(struct attacker *a)
{
	make_live(a, ENTRIES, false);
	converse(a);
	flood(a, true);
}

/* Heads that were not asked for, all far ahead. */
static void
attack_heads(struct attacker *a)
{
	Cmsa__Head head, *list = &head;
	Cmsa__Heads heads;
	Cmsa__Wire w;

	cmsa__head__init(&head);
	head.author = a->conf.author;
	head.incarnation = 1;
	head.seq = 1000000;
	head.id = pb_hash_data(a->alliance.b);
	cmsa__heads__init(&heads);
	heads.register_number = 1;
	heads.register_id = pb_hash_data(a->alliance.b);
	heads.heads = &list;
	heads.n_heads = 1;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_HEADS;
	w.heads = &heads;
	pb_write(&a->frame, &w.base);
	converse(a);
	flood(a, true);
}

static void
attack_hello(struct attacker *a)
{
	converse(a);
	say_ready();
	for (;;) {
		say_hello(a);
		read_away(a);
	}
}

/* Asks and asks, and reads nothing. */
static void
attack_greedy(struct attacker *a)
{
	Cmsa__GetSegment g;
	Cmsa__Wire w;

	cmsa__get_segment__init(&g);
	g.author = a->conf.author;
	g.incarnation = 1;
	g.first = 1;
	g.audiences = UINT32_MAX;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	pb_write(&a->frame, &w.base);
	converse(a);
	flood(a, false);
}

/* Live { entries: {} } a million times: 2 MiB become 100. */
static void
attack_bomb(struct attacker *a)
{
	static const uint8_t empty[] = { 0x0a, 0x00 };
	const uint32_t inner = (LIMIT_FRAME_BYTES - 16) & ~1u;
	uint8_t head[6] = { 3 << 3 | 2 };

	for (int i = 0; i < 4; i++)
		head[1 + i] = (uint8_t)((inner >> 7 * i & 0x7f) | (i < 3 ? 0x80 : 0));
	buf_add(&a->frame, head, 5);
	for (uint32_t i = 0; i < inner; i += sizeof(empty))
		buf_add(&a->frame, empty, sizeof(empty));
	converse(a);
	flood(a, true);
}

static void
attack_oversize(struct attacker *a)
{
	uint8_t *big = mem_array(LIMIT_FRAME_BYTES + 1, 1);

	buf_add(&a->frame, big, LIMIT_FRAME_BYTES + 1);
	free(big);
	converse(a);
	say_ready();
	for (;;) {
		zmq_send(a->sock, a->frame.p, a->frame.n, 0);
		zmq_close(a->sock); /* it was the end of that connection */
		converse(a);
	}
}

static void
attack_multipart(struct attacker *a)
{
	converse(a);
	say_ready();
	for (;;) {
		zmq_send(a->sock, "one", 3, ZMQ_SNDMORE);
		zmq_send(a->sock, "two", 3, 0);
		read_away(a);
	}
}

/* A message of more parts than there is memory for: it takes no memory here. */
static void
attack_endless(struct attacker *a)
{
	static uint8_t part[PART_BYTES];

	converse(a);
	say_ready();
	for (int i = 0; i < 100000; i++) {
		zmq_msg_t m;

		zmq_msg_init_data(&m, part, sizeof(part), NULL, NULL);
		zmq_msg_send(&m, a->sock, i < 99999 ? ZMQ_SNDMORE : 0);
	}
	for (;;)
		pause();
}

static void
attack_reconnect(struct attacker *a)
{
	say_ready();
	for (;;) {
		zmq_pollitem_t item = { .events = ZMQ_POLLIN };

		dial(a);
		item.socket = a->sock;
		zmq_poll(&item, 1, 20);
		zmq_close(a->sock);
	}
}

static int
dial_tcp(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	connect(fd, (const struct sockaddr *)at, sizeof(*at));
	return fd;
}

/* A stranger: thousands of connections, half of them with the beginning of a greeting. */
static void
attack_tcp(struct attacker *a)
{
	static int fds[TCP_CONNECTIONS];
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct rlimit most;
	const char *colon = strrchr(a->address, ':');
	int64_t port = 0;

	if (!getrlimit(RLIMIT_NOFILE, &most)) {
		most.rlim_cur = most.rlim_max;
		setrlimit(RLIMIT_NOFILE, &most);
	}
	if (!colon || !text_to_i64(&port, colon + 1))
		fail("no port in the address");
	at.sin_port = htons((uint16_t)port);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < TCP_CONNECTIONS; i++)
		fds[i] = dial_tcp(&at);
	say_ready();
	for (int i = 0;; i = (i + 1) % TCP_CONNECTIONS) {
		/* again as soon as it has been ended, each in turn */
		char byte;

		if (i % 2)
			(void)!write(fds[i], "\xff\0\0\0", 4);
		if (fds[i] < 0 || recv(fds[i], &byte, 1, MSG_DONTWAIT) == 0) {
			close(fds[i]);
			fds[i] = dial_tcp(&at);
		}
		if (!i)
			poll(NULL, 0, 10);
	}
}

static void
attack_forgery(struct attacker *a)
{
	make_live(a, 1, true);
	converse(a);
	say_ready();
	for (;;) {
		/* within the rate of frames, and each by itself */
		zmq_send(a->sock, a->frame.p, a->frame.n, 0);
		read_away(a);
		poll(NULL, 0, 2);
	}
}

static const struct {
	const char *name;
	void (*run)(struct attacker *a);
} modes[] = {
	{ "garbage", attack_garbage },
	{ "forgery", attack_forgery },
	{ "old", attack_old },
	{ "heads", attack_heads },
	{ "hello", attack_hello },
	{ "greedy", attack_greedy },
	{ "bomb", attack_bomb },
	{ "oversize", attack_oversize },
	{ "multipart", attack_multipart },
	{ "endless", attack_endless },
	{ "reconnect", attack_reconnect },
	{ "tcp", attack_tcp },
};

static void
open_key(struct attacker *a)
{
	struct passphrase_source from = { .file = a->conf.passphrase_file, .fd = -1 };
	struct secret passphrase = { 0 };
	struct errmsg m = { "" };

	if (passphrase_get(&passphrase, &from, "", false, &m) ||
	    keyfile_open(&a->key, a->conf.transport_key, KEY_TRANSPORT, a->conf.author,
		&passphrase, &m))
		fail(m.text);
	secret_clear(&passphrase);
}

int
main(int argc, char **argv)
{
	static struct attacker a;
	struct errmsg m = { "" };

	if (argc != 6)
		fail("expected DIR ADDRESS KEY ALLIANCE MODE");
	if (sodium_init() < 0 || nodeconf_read(&a.conf, argv[1], &m))
		fail(m.text);
	a.address = argv[2];
	if (!hex_parse(a.server.b, sizeof(a.server.b), argv[3]) ||
	    !hex_parse(a.alliance.b, sizeof(a.alliance.b), argv[4]))
		fail("expected 64 hexadecimal digits as KEY and as ALLIANCE");
	open_key(&a);
	a.ctx = sock_context();
	for (size_t i = 0; i < ARRAY_LEN(modes); i++)
		if (!strcmp(modes[i].name, argv[5]))
			modes[i].run(&a);
	fail("no such mode");
}
