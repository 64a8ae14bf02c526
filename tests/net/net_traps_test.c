/* net_traps_test.c - measured traps of ZeroMQ (tests/lint/traps lists all): net is not hurt. */
#include <sys/resource.h>
#include <sys/wait.h>

#include "check_main.h"
#include "link.h"
#include "net_hand.h"

enum {
	HEARTBEAT_IVL = 75, /* ZMQ's numbers: the names may stand in no source */
	HEARTBEAT_TTL = 76,
	HEARTBEAT_TIMEOUT = 77,
	ENFORCE_ZAP_DOMAIN = 93,
	FLAG_INNER_COMMAND = 2, /* of what CURVE seals */
	FEW_DESCRIPTORS = 200,
	MANY_STRANGERS = 260,
};

static struct world world;

static void
end_world(void)
{
	world_end(&world);
}

static int
option_of(void *sock, int name)
{
	int value = -1;
	size_t n = sizeof(value);

	ck_assert_int_eq(zmq_getsockopt(sock, name, &value, &n), 0);
	return value;
}

/* "Never set ZMQ_HEARTBEAT_*"; bounded queues in both directions; the domain is enforced. */
START_TEST(sockets_have_no_heartbeat_and_bounded_queues) /* _i: dialling */
{
	struct pair keys;
	struct sock_keys k;
	void *ctx = sock_context(), *s;
	char domain[16] = "";
	size_t n = sizeof(domain);
	int64_t most = 0;
	size_t most_n = sizeof(most);

	pair_make(&keys);
	k = pair_keys(&keys);
	s = _i ? sock_dealer(ctx, &k, &keys.public_key, "tcp://127.0.0.1:1")
	       : sock_router(ctx, &k, true);
	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(option_of(s, HEARTBEAT_IVL), 0);
	ck_assert_int_eq(option_of(s, HEARTBEAT_TTL), 0);
	ck_assert_int_le(option_of(s, HEARTBEAT_TIMEOUT), 0);
	ck_assert_int_gt(option_of(s, ZMQ_SNDHWM), 0);
	ck_assert_int_gt(option_of(s, ZMQ_RCVHWM), 0);
	ck_assert_int_eq(zmq_getsockopt(s, ZMQ_MAXMSGSIZE, &most, &most_n), 0);
	ck_assert_int_eq(most, LIMIT_FRAME_BYTES + 33);
	if (!_i) {
		ck_assert_int_eq(zmq_getsockopt(s, ZMQ_ZAP_DOMAIN, domain, &n), 0);
		ck_assert_str_eq(domain, ZAP_DOMAIN);
		ck_assert_int_eq(option_of(s, ENFORCE_ZAP_DOMAIN), 1);
	}
	zmq_close(s);
	zmq_ctx_term(ctx);
}
END_TEST

static bool
send_ping(struct hand *h, uint16_t ttl_tenths)
{
	struct buf plain = { 0 }, body = { 0 };
	uint8_t ping[] = { FLAG_INNER_COMMAND, 4, 'P', 'I', 'N', 'G', (uint8_t)(ttl_tenths >> 8),
		(uint8_t)ttl_tenths };
	bool is_sent;

	buf_add(&plain, ping, sizeof(ping));
	buf_add(&body, "\7MESSAGE", 8);
	add_box(h, &body, "CurveZMQMESSAGEC", &plain, h->s_public);
	is_sent = write_frame(h->fd, 0, &body);
	buf_clear(&plain);
	buf_clear(&body);
	return is_sent;
}

/* A peer may set a timer here by its own heartbeat, fill the queue, and fall silent. */
START_TEST(a_peers_heartbeats_with_a_full_queue_end_its_connection_at_most)
{
	static uint8_t frame[64 << 10] = { TAG_LIVE_BYTE };
	struct pair bad, good;
	struct tnode *t;
	struct row rows[2];
	struct hand h;
	struct raw honest;

	ck_assert_int_ge(sodium_init(), 0);
	pair_make(&bad);
	pair_make(&good);
	t = tnode_new(&world, "AUS");
	rows[0] = (struct row){ "GBR", "main", bad.public_key, ROLE_MEMBER, NULL, false };
	rows[1] = (struct row){ "JPN", "main", good.public_key, ROLE_MEMBER, NULL, false };
	tnode_admit_now(&world, t, rows, 2);
	ck_assert(hand_dial(&h, t->endpoint, &t->keys.public_key, &bad, "GBR/main"));
	ck_assert(hand_send(&h, bytes_of("", 0), false));
	t->reads_live = false; /* core is busy meanwhile */
	for (int i = 0; i < 400; i++)
		if ((i % 20 == 0 && !send_ping(&h, 1)) ||
		    !hand_send(&h, bytes_of(frame, sizeof(frame)), false))
			break;
	t->reads_live = true;
	honest = raw_dial(&world, t, &good);
	AWAIT(&world, tnode_peer(t, "JPN/main")->up);
	AWAIT(&world, raw_say(&honest, TAG_LIVE_BYTE, "passes"));
	AWAIT(&world, tnode_got(t, "JPN/main", "passes") == 1);
	close(h.fd);
	raw_close(&world, &honest);
}
END_TEST

/* "A ZAP handler slower than the handshake admits nobody": it answers while core takes nothing. */
START_TEST(the_handler_answers_while_core_is_stuck)
{
	static uint8_t big[1 << 20] = { TAG_BULK_BYTE };
	struct pair first, second;
	struct tnode *t;
	struct row rows[2];
	struct raw one, two;
	uint8_t knock[8];

	pair_make(&first);
	pair_make(&second);
	t = tnode_new(&world, "AUS");
	rows[0] = (struct row){ "GBR", "main", first.public_key, ROLE_MEMBER, NULL, false };
	rows[1] = (struct row){ "JPN", "main", second.public_key, ROLE_MEMBER, NULL, false };
	tnode_admit_now(&world, t, rows, 2);
	t->reads_live = t->reads_bulk = false;
	one = raw_dial(&world, t, &first);
	AWAIT(&world, raw_recv(&one, knock, sizeof(knock)) == 0);
	for (int i = 0; i < 40; i++)
		AWAIT(&world, raw_send(&one, big, sizeof(big), 0));
	two = raw_dial(&world, t, &second);
	AWAIT(&world, raw_recv(&two, knock, sizeof(knock)) == 0);
	t->reads_live = t->reads_bulk = true;
	raw_close(&world, &one);
	raw_close(&world, &two);
}
END_TEST

static void
ask_handler(void *req, struct bytes key, char code[static 4])
{
	static const char *const frames[] = { "1.0", "1", ZAP_DOMAIN, "192.0.2.1", "", "CURVE" };
	char away[256];

	for (size_t i = 0; i < ARRAY_LEN(frames); i++)
		ck_assert_int_ge(
		    zmq_send(req, frames[i], strlen(frames[i]), ZMQ_SNDMORE), 0);
	ck_assert_int_ge(zmq_send(req, key.p, key.n, 0), 0);
	for (int i = 0; i < 6; i++) {
		int n = zmq_recv(req, i == 2 ? code : away, i == 2 ? 3 : sizeof(away), 0);

		ck_assert_int_ge(n, 0);
	}
	code[3] = '\0';
}

/* "After 300 only about half the time": known 200, all else 400. */
START_TEST(the_handler_says_200_or_400_and_nothing_else) /* _i: bytes of the key */
{
	struct zap_entry known = { .key = { { 1 } }, .user_id = "GBR/main" };
	uint8_t key[33] = { 1 };
	void *ctx = sock_context(), *req;
	struct zap *z = zap_start(ctx);
	char code[4];

	ck_assert_ptr_nonnull(z);
	zap_set(z, &known, 1);
	req = zmq_socket(ctx, ZMQ_REQ);
	ck_assert_int_eq(zmq_connect(req, "inproc://zeromq.zap.01"), 0);
	ask_handler(req, bytes_of(key, (size_t)_i), code);
	ck_assert_str_eq(code, _i == CURVE_KEY_BYTES ? "200" : "400");
	key[0] = 2;
	ask_handler(req, bytes_of(key, (size_t)_i), code);
	ck_assert_str_eq(code, "400");
	zap_forbid(z, "GBR/main");
	key[0] = 1;
	ask_handler(req, bytes_of(key, (size_t)_i), code);
	ck_assert_str_eq(code, "400");
	zmq_close(req);
	zmq_ctx_shutdown(ctx);
	zap_stop(z);
	zmq_ctx_term(ctx);
}
END_TEST

/* "Two blocking writers on one pair deadlock": both ends full, neither waits, nothing is lost. */
START_TEST(two_full_ends_of_a_pair_do_not_wait_for_each_other)
{
	static uint8_t frame[300 << 10];
	struct link end[2];
	size_t sent[2] = { 0 }, got[2] = { 0 };
	struct arena mem;
	const Cmsa__NetMessage *m;
	int fd[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	arena_init(&mem, LINK_ARENA_BYTES);
	for (int i = 0; i < 2; i++) {
		link_init(&end[i]);
		link_open(&end[i], fd[i]);
		/* a frame beyond what a datagram of a pair may be (262,144 bytes) passes too */
		while (control_put_received(&end[i], "GBR", "main",
			   bytes_of(frame, sizeof(frame))) == LINK_SENT)
			sent[i]++;
	}
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(link_flush(&end[i]), ERR_NONE); /* returns: it did not wait */
	ck_assert(link_is_waiting(&end[0]) && link_is_waiting(&end[1]));
	for (int turn = 0; turn < 100000 && (got[0] < sent[1] || got[1] < sent[0]); turn++)
		for (int i = 0; i < 2; i++) {
			ck_assert_int_eq(link_flush(&end[i]), ERR_NONE);
			ck_assert_int_eq(link_read(&end[i]), ERR_NONE);
			while (link_next(&end[i], &m, &mem) == LINK_MESSAGE)
				got[i]++;
		}
	ck_assert_uint_eq(got[0], sent[1]);
	ck_assert_uint_eq(got[1], sent[0]);
	arena_clear(&mem);
	link_close(&end[0]);
	link_close(&end[1]);
}
END_TEST

/* "At RLIMIT_NOFILE the I/O thread spins": strangers take no more than a part of them. */
START_TEST(strangers_do_not_use_up_the_descriptors)
{
	struct rlimit few = { FEW_DESCRIPTORS, FEW_DESCRIPTORS }, own;
	int fds[MANY_STRANGERS];
	struct pair good;
	struct tnode *t;
	struct row row;
	struct raw honest;

	/* in a process of its own (Check forks); the strangers are its own, too */
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &own), 0);
	pair_make(&good);
	few.rlim_max = own.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	{
		struct gauge g;

		gauge_init(&g);
		ck_assert_uint_eq(g.strangers_most, FEW_DESCRIPTORS / GAUGE_DESCRIPTORS_PART);
		gauge_clear(&g);
	}
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &own), 0);
	t = tnode_new(&world, "AUS");
	row = (struct row){ "JPN", "main", good.public_key, ROLE_MEMBER, NULL, false };
	tnode_admit_now(&world, t, &row, 1);
	for (int i = 0; i < MANY_STRANGERS; i++)
		fds[i] = dial_tcp(t->endpoint);
	honest = raw_dial(&world, t, &good);
	AWAIT(&world, tnode_peer(t, "JPN/main")->up);
	for (int i = 0; i < MANY_STRANGERS; i++)
		close(fds[i]);
	raw_close(&world, &honest);
}
END_TEST

/* "Reconnect does not back off": one that takes connections and closes them costs a few a second. */
START_TEST(one_that_refuses_is_not_dialled_in_a_storm)
{
	enum {
		DIALS = 6,
		APART_MS = 200
	};
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct pair keys;
	struct sock_keys k;
	char endpoint[ADDRESS_LEN];
	socklen_t n = sizeof(at);
	int door = socket(AF_INET, SOCK_STREAM, 0);
	void *ctx = sock_context(), *s;
	int64_t began_ms;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(door, (const struct sockaddr *)&at, n), 0);
	ck_assert_int_eq(listen(door, 8), 0);
	ck_assert_int_eq(getsockname(door, (struct sockaddr *)&at, &n), 0);
	snprintf(endpoint, sizeof(endpoint), "tcp://127.0.0.1:%d", ntohs(at.sin_port));
	pair_make(&keys);
	k = pair_keys(&keys);
	began_ms = clock_monotonic_ms();
	s = sock_dealer(ctx, &k, &keys.public_key, endpoint);
	for (int i = 0; i < DIALS; i++)
		close(accept(door, NULL, NULL));
	/* never faster, however fast the machine */
	ck_assert_int_ge(clock_monotonic_ms() - began_ms, (DIALS - 1) * APART_MS);
	zmq_close(s);
	zmq_ctx_term(ctx);
	close(door);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net traps");
	TCase *t = tcase_create("traps");

	tcase_set_timeout(t, 200);
	tcase_add_checked_fixture(t, NULL, end_world);
	tcase_add_loop_test(t, sockets_have_no_heartbeat_and_bounded_queues, 0, 2);
	tcase_add_test(t, a_peers_heartbeats_with_a_full_queue_end_its_connection_at_most);
	tcase_add_test(t, the_handler_answers_while_core_is_stuck);
	tcase_add_loop_test(t, the_handler_says_200_or_400_and_nothing_else, 31, 34);
	tcase_add_test(t, two_full_ends_of_a_pair_do_not_wait_for_each_other);
	tcase_add_test(t, one_that_refuses_is_not_dialled_in_a_storm);
	tcase_add_test(t, strangers_do_not_use_up_the_descriptors);
	suite_add_tcase(s, t);
	return check_main(s);
}
