/* net_gauge_test.c - no connection holds more of net's memory than its share: in what it sends
 * (zeromq-facts: endless multipart passes every limit of ZeroMQ), in what it does not read, and
 * in connections.  The others go on meanwhile. */
#include "check_main.h"
#include "net_hand.h"

enum {
	PART_BYTES = 100 << 10,
	BIG_PART_BYTES = 1 << 20,
	BIG_PARTS = 192,
	STRANGERS = GAUGE_STRANGERS_OF_ADDRESS + 40,
	CONNECTIONS = 3 * GAUGE_PEER_CONNECTIONS,
};

static struct world world;

static void
end_world(void)
{
	world_end(&world);
}

struct two {
	struct tnode *a;
	struct pair bad, good;
	struct raw honest;
};

/* AUS, and GBR (may be dialled at `endpoint`) and JPN, which dials and is up. */
static void
two_open(struct two *t, const char *endpoint)
{
	struct row rows[2];

	ck_assert_int_ge(sodium_init(), 0);
	pair_make(&t->good);
	if (!endpoint)
		pair_make(&t->bad);
	t->a = tnode_new(&world, "AUS");
	rows[0] = (struct row){ "GBR", "main", t->bad.public_key, ROLE_MEMBER, endpoint, true };
	rows[1] = (struct row){ "JPN", "main", t->good.public_key, ROLE_MEMBER, NULL, false };
	tnode_admit_now(&world, t->a, rows, 2);
	t->honest = raw_dial(&world, t->a, &t->good);
	AWAIT(&world, tnode_peer(t->a, "JPN/main")->up);
}

static void
check_honest_passes(struct two *t, const char *text)
{
	AWAIT(&world, raw_say(&t->honest, TAG_LIVE_BYTE, text));
	AWAIT(&world, tnode_got(t->a, "JPN/main", text) == 1);
}

static void
check_put_out(struct two *t)
{
	AWAIT(&world, t->a->offender[0]);
	ck_assert_str_eq(t->a->offender, "GBR/main");
	ck_assert_str_eq(t->a->offence, "endless message");
	AWAIT(&world, tnode_count(t->a, COUNT_ENDLESS) >= 1);
	ck_assert_str_eq(tnode_peer(t->a, "GBR/main")->down_reason, "endless message");
	ck_assert_uint_eq(tnode_peer(t->a, "JPN/main")->down, 0);
}

/* PROTOCOL M6.23 */
START_TEST(an_endless_message_ends_its_connection_and_puts_its_peer_out)
{
	static uint8_t part[PART_BYTES];
	struct two t;
	struct hand h;
	struct raw r;
	uint64_t sent_bytes = 0, refused;

	two_open(&t, NULL);
	ck_assert(hand_dial(&h, t.a->endpoint, &t.a->keys.public_key, &t.bad, "GBR/main"));
	ck_assert(hand_send(&h, bytes_of("", 0), false)); /* it knocks like any other */
	AWAIT(&world, tnode_peer(t.a, "GBR/main")->up);
	while (hand_send(&h, bytes_of(part, sizeof(part)), true)) {
		sent_bytes += sizeof(part);
		ck_assert_uint_lt(sent_bytes, 16ull * GAUGE_IN_MOST_BYTES);
	}
	check_put_out(&t);
	check_honest_passes(&t, "during");
	/* its key opens nothing, until core lists it anew */
	refused = tnode_count(t.a, COUNT_UNKNOWN_KEY);
	r = raw_dial(&world, t.a, &t.bad);
	AWAIT(&world, tnode_count(t.a, COUNT_UNKNOWN_KEY) > refused);
	raw_close(&world, &r);
	check_honest_passes(&t, "after");
	close(h.fd);
	raw_close(&world, &t.honest);
}
END_TEST

/* The same over a connection that we dialled. */
START_TEST(an_endless_message_over_a_dialled_connection_puts_its_peer_out)
{
	static uint8_t part[BIG_PART_BYTES];
	uint8_t route[ROUTE_BYTES], knock[16];
	char endpoint[ADDRESS_LEN];
	struct two t;
	struct raw server;
	int n = -1;

	pair_make(&t.bad);
	server = raw_listen(&world, &t.bad, endpoint);
	two_open(&t, endpoint);
	AWAIT(&world, (n = zmq_recv(server.sock, route, sizeof(route), ZMQ_DONTWAIT)) > 0);
	ck_assert_int_eq(raw_recv(&server, knock, sizeof(knock)), 0);
	ck_assert(raw_send(&server, route, (size_t)n, ZMQ_SNDMORE));
	ck_assert(raw_send(&server, "", 0, 0));
	AWAIT(&world, tnode_peer(t.a, "GBR/main")->up);
	ck_assert(raw_send(&server, route, (size_t)n, ZMQ_SNDMORE));
	for (int i = 0; i < BIG_PARTS; i++)
		ck_assert(raw_send(
		    &server, part, sizeof(part), i + 1 < BIG_PARTS ? ZMQ_SNDMORE : 0));
	check_put_out(&t);
	check_honest_passes(&t, "during");
	raw_close(&world, &server);
	raw_close(&world, &t.honest);
}
END_TEST

static void
send_big(struct tnode *a, struct bytes frame)
{
	AWAIT(&world, link_has_room(&a->bulk, frame.n + 64));
	tnode_send_any(a, "GBR", "main", ROLE_NONE, "", frame, false);
	world_pump(&world);
}

/* Sends one small frame to GBR; true when it was given to the connection. */
static bool
is_sent_to(struct tnode *a)
{
	uint64_t full = tnode_count(a, COUNT_PEER_FULL), marks = tnode_count(a, COUNT_UNKNOWN_PEER);

	tnode_send(a, "GBR", TAG_BULK_BYTE, "answer");
	tnode_send(a, "NON", TAG_BULK_BYTE, "seen to have come, by its count, after it");
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_PEER) > marks);
	return tnode_count(a, COUNT_PEER_FULL) == full;
}

static void
read_away(const struct hand *h)
{
	static uint8_t away[LIMIT_FRAME_BYTES];

	while (recv(h->fd, away, sizeof(away), MSG_DONTWAIT) > 0)
		;
}

/* PROTOCOL M6.22 */
START_TEST(what_waits_for_one_that_does_not_read_is_bounded_in_bytes)
{
	static uint8_t big[LIMIT_FRAME_BYTES];
	struct two t;
	struct hand h;

	two_open(&t, NULL);
	ck_assert(hand_dial(&h, t.a->endpoint, &t.a->keys.public_key, &t.bad, "GBR/main"));
	ck_assert(hand_send(&h, bytes_of("", 0), false));
	AWAIT(&world, tnode_peer(t.a, "GBR/main")->up);
	big[0] = TAG_BULK_BYTE;
	for (int i = 0; !tnode_count(t.a, COUNT_PEER_FULL); i++) {
		ck_assert_int_lt(i, 64); /* 128 MiB: its queue would have room for 512 */
		send_big(t.a, bytes_of(big, sizeof(big)));
		is_sent_to(t.a);
	}
	ck_assert_uint_eq(tnode_count(t.a, COUNT_NOT_TAKEN), 0);
	check_honest_passes(&t, "during");
	/* as soon as it reads, it is sent to again */
	AWAIT(&world, (read_away(&h), is_sent_to(t.a)));
	close(h.fd);
	raw_close(&world, &t.honest);
}
END_TEST

/* PROTOCOL M6.22 */
START_TEST(one_key_has_few_connections)
{
	struct hand h[CONNECTIONS];
	struct two t;

	two_open(&t, NULL);
	for (int i = 0; i < CONNECTIONS; i++) {
		ck_assert(hand_dial(
		    &h[i], t.a->endpoint, &t.a->keys.public_key, &t.bad, "GBR/main"));
		ck_assert(hand_send(&h[i], bytes_of("", 0), false));
	}
	AWAIT(&world, tnode_count(t.a, COUNT_CROWD) >= CONNECTIONS - GAUGE_PEER_CONNECTIONS);
	check_honest_passes(&t, "during");
	/* the newest is the one that is answered */
	ck_assert(hand_send(&h[CONNECTIONS - 1], bytes_of("\x1ahere", 5), false));
	AWAIT(&world, tnode_got(t.a, "GBR/main", "here") == 1);
	for (int i = 0; i < CONNECTIONS; i++)
		close(h[i].fd);
	raw_close(&world, &t.honest);
}
END_TEST

/* PROTOCOL M6.22.  They say nothing: no key is asked for, and none of them is admitted. */
START_TEST(silent_connections_of_one_address_are_few)
{
	int fds[STRANGERS];
	struct two t;

	two_open(&t, NULL);
	for (int i = 0; i < STRANGERS; i++)
		fds[i] = dial_tcp(t.a->endpoint);
	AWAIT(&world,
	    tnode_count(t.a, COUNT_STRANGERS) >= STRANGERS - GAUGE_STRANGERS_OF_ADDRESS);
	check_honest_passes(&t, "during");
	for (int i = 0; i < STRANGERS; i++)
		close(fds[i]);
	raw_close(&world, &t.honest);
}
END_TEST

/* --- the gauge alone ---------------------------------------------------------------- */

static void
tell_nobody(void *ctx, const struct gauge_find *found)
{
	enum gauge_what *what = ctx;

	*what = found->what;
}

/* Time is an argument: who is silent for too long is ended. */
START_TEST(a_silent_connection_ends_after_a_while)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct gauge g;
	enum gauge_what what = GAUGE_TOO_MUCH;
	char endpoint[ADDRESS_LEN], byte;
	socklen_t n = sizeof(at);
	int door = socket(AF_INET, SOCK_STREAM, 0), client, fd;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(door, (const struct sockaddr *)&at, n), 0);
	ck_assert_int_eq(listen(door, 1), 0);
	ck_assert_int_eq(getsockname(door, (struct sockaddr *)&at, &n), 0);
	snprintf(endpoint, sizeof(endpoint), "tcp://127.0.0.1:%d", ntohs(at.sin_port));
	client = dial_tcp(endpoint);
	fd = accept(door, NULL, NULL);
	ck_assert_int_ge(fd, 0);
	gauge_init(&g);
	gauge_listens(&g, endpoint);
	gauge_sweep(&g, 1000, tell_nobody, &what);
	gauge_sweep(&g, 1000 + GAUGE_STRANGER_MS, tell_nobody, &what);
	ck_assert_int_eq(what, GAUGE_TOO_MUCH); /* nothing was told */
	gauge_sweep(&g, 1001 + GAUGE_STRANGER_MS, tell_nobody, &what);
	ck_assert_int_eq(what, GAUGE_STRANGERS);
	ck_assert_int_eq(recv(client, &byte, 1, 0), 0);
	gauge_clear(&g);
	close(client);
	close(fd);
	close(door);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net gauge");
	TCase *t = tcase_create("gauge");

	tcase_set_timeout(t, 200);
	tcase_add_checked_fixture(t, NULL, end_world);
	tcase_add_test(t, an_endless_message_ends_its_connection_and_puts_its_peer_out);
	tcase_add_test(t, an_endless_message_over_a_dialled_connection_puts_its_peer_out);
	tcase_add_test(t, what_waits_for_one_that_does_not_read_is_bounded_in_bytes);
	tcase_add_test(t, one_key_has_few_connections);
	tcase_add_test(t, silent_connections_of_one_address_are_few);
	tcase_add_test(t, a_silent_connection_ends_after_a_while);
	suite_add_tcase(s, t);
	return check_main(s);
}
