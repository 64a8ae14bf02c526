/* net_flow_test.c - queues, credit, the one connection in use, frames that are refused,
 * and the end of core. */
#include "check_main.h"
#include "net_harness.h"

enum {
	PIECE_BYTES = 64 << 10,
	BIG_BYTES = 1 << 20
};

static struct world world;

static void
end(void)
{
	world_end(&world);
}

/* A node AUS that has admitted GBR/main with these keys; address may be NULL. */
static struct tnode *
node_for(struct pair *keys, const char *address, bool dial_first)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct row row = { "GBR", "main", { { 0 } }, ROLE_MEMBER, address, dial_first };

	row.key = keys->public_key;
	tnode_admit_now(&world, a, &row, 1);
	return a;
}

static void
make_piece(uint8_t *p, size_t n, int tag, uint8_t fill)
{
	memset(p, fill, n);
	p[0] = (uint8_t)tag;
}

/* --- core's queues ------------------------------------------------------------------ */

START_TEST(a_full_live_queue_drops_and_tells_and_blocks_nothing)
{
	static uint8_t piece[PIECE_BYTES];
	struct pair keys;
	struct tnode *a;
	struct raw r;
	size_t sent = 0;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up);
	a->reads_live = false;
	make_piece(piece, sizeof(piece), TAG_LIVE_BYTE, 1);
	/* Twice what the link and the kernel take together. */
	while (sent < 2 * LINK_WINDOW_BYTES / PIECE_BYTES + 64) {
		AWAIT(&world, raw_send(&r, piece, sizeof(piece), 0));
		sent++;
	}
	AWAIT(&world, raw_say(&r, TAG_BULK_BYTE, "passes"));
	AWAIT(&world, tnode_got(a, "GBR/main", "passes") == 1);
	a->reads_live = true;
	AWAIT(&world, tnode_peer(a, "GBR/main")->behind);
	AWAIT(&world, tnode_count(a, COUNT_LIVE_DROPPED) > 0);
	ck_assert_str_eq(tnode_peer(a, "GBR/main")->behind_reason, "live-dropped");
	AWAIT(&world, a->n_frames - 1 + tnode_count(a, COUNT_LIVE_DROPPED) == sent);
	/* With room again, live frames pass again. */
	AWAIT(&world, raw_say(&r, TAG_LIVE_BYTE, "again"));
	AWAIT(&world, tnode_got(a, "GBR/main", "again") == 1);
	raw_close(&world, &r);
}
END_TEST

START_TEST(a_dialling_peer_beyond_its_hold_is_dropped_and_live_passes)
{
	static uint8_t big[BIG_BYTES];
	struct pair keys;
	struct tnode *a;
	struct raw r;
	size_t sent = 0, most;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up);
	a->reads_bulk = false;
	make_piece(big, sizeof(big), TAG_BULK_BYTE, 2);
	most = 2 * (LINK_WINDOW_BYTES + HOLD_PEER_BYTES) / BIG_BYTES;
	for (; sent < most; sent++)
		AWAIT(&world, raw_send(&r, big, sizeof(big), 0));
	AWAIT(&world, raw_say(&r, TAG_LIVE_BYTE, "passes"));
	AWAIT(&world, tnode_got(a, "GBR/main", "passes") == 1);
	AWAIT(&world, tnode_count(a, COUNT_QUEUE_FULL) > 0);
	a->reads_bulk = true;
	AWAIT(&world, a->n_frames - 1 + tnode_count(a, COUNT_QUEUE_FULL) == sent);
	ck_assert_uint_ge(a->n_frames - 1, LINK_WINDOW_BYTES / BIG_BYTES);
	AWAIT(&world, raw_say(&r, TAG_BULK_BYTE, "again"));
	AWAIT(&world, tnode_got(a, "GBR/main", "again") == 1);
	raw_close(&world, &r);
}
END_TEST

/* Takes one message of a raw ROUTER: the route, and the size of the frame in `p`; -1 when
 * there is none. */
static int
raw_take(
    struct raw *r, uint8_t route[static ROUTE_BYTES], int *route_n, void *p, size_t room)
{
	*route_n = zmq_recv(r->sock, route, ROUTE_BYTES, ZMQ_DONTWAIT);
	return *route_n < 0 ? -1 : zmq_recv(r->sock, p, room, ZMQ_DONTWAIT);
}

/* Waits for a knock and answers it. */
static int
raw_answer(struct raw *r, uint8_t route[static ROUTE_BYTES])
{
	uint8_t frame[16];
	int n;

	AWAIT(&world, raw_take(r, route, &n, frame, sizeof(frame)) == 0);
	ck_assert(raw_send(r, route, (size_t)n, ZMQ_SNDMORE));
	ck_assert(raw_send(r, "", 0, 0));
	return n;
}

START_TEST(a_dialled_peer_waits_and_loses_nothing)
{
	static uint8_t big[BIG_BYTES];
	uint8_t route[ROUTE_BYTES];
	char endpoint[ADDRESS_LEN];
	struct pair keys;
	struct tnode *a;
	struct raw r;
	size_t sent = 0, most = 2 * (LINK_WINDOW_BYTES + HOLD_PEER_BYTES) / BIG_BYTES;
	int n;

	pair_make(&keys);
	r = raw_listen(&world, &keys, endpoint);
	a = node_for(&keys, endpoint, true);
	n = raw_answer(&r, route);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up);
	a->reads_bulk = false;
	make_piece(big, sizeof(big), TAG_BULK_BYTE, 3);
	for (; sent < most; sent++) {
		put_u64(big + 8, sent);
		AWAIT(&world, raw_send(&r, route, (size_t)n, ZMQ_SNDMORE));
		ck_assert(raw_send(&r, big, sizeof(big), 0));
	}
	a->reads_bulk = true;
	AWAIT(&world, a->n_frames == sent);
	for (size_t i = 0; i < sent; i++)
		ck_assert_uint_eq(get_u64(a->frames[i].frame.p + 8), i);
	ck_assert_uint_eq(tnode_count(a, COUNT_QUEUE_FULL), 0);
	raw_close(&world, &r);
}
END_TEST

/* --- a peer that does not read ------------------------------------------------------ */

/* Sends pieces to GBR until it is behind. */
static void
fill_peer(struct tnode *a)
{
	static uint8_t piece[PIECE_BYTES];

	make_piece(piece, sizeof(piece), TAG_LIVE_BYTE, 4);
	while (!tnode_peer(a, "GBR/main")->behind) {
		for (int i = 0; i < 32 && link_has_room(&a->live, 2 * PIECE_BYTES); i++)
			tnode_send_any(a, "GBR", "main", ROLE_NONE, "",
			    bytes_of(piece, sizeof(piece)), true);
		world_pump(&world);
	}
}

START_TEST(a_peer_that_does_not_read_is_behind_until_core_answers_it)
{
	static uint8_t piece[PIECE_BYTES];
	struct pair keys;
	struct tnode *a;
	struct raw r;
	uint64_t skipped;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up);
	fill_peer(a);
	ck_assert_str_eq(tnode_peer(a, "GBR/main")->behind_reason, "not-taken");
	AWAIT(&world, tnode_count(a, COUNT_NOT_TAKEN) + tnode_count(a, COUNT_PEER_FULL) > 0);
	/* It reads all there is: and is still not pushed to. */
	AWAIT(&world, !link_is_waiting(&a->live));
	for (int quiet = 0; quiet < 20; quiet++) {
		while (raw_recv(&r, piece, sizeof(piece)) >= 0)
			quiet = 0;
		world_pump(&world);
	}
	skipped = tnode_count(a, COUNT_PEER_BEHIND);
	tnode_send(a, "GBR", TAG_LIVE_BYTE, "not pushed");
	AWAIT(&world, tnode_count(a, COUNT_PEER_BEHIND) > skipped);
	/* Beacons go on; the answer to its question ends it. */
	tnode_send(a, "GBR", TAG_BEACON_BYTE, "beacon");
	AWAIT(&world, raw_recv(&r, piece, sizeof(piece)) == 7);
	ck_assert_int_eq(piece[0], TAG_BEACON_BYTE);
	tnode_send(a, "GBR", TAG_BULK_BYTE, "answer");
	AWAIT(&world, raw_recv(&r, piece, sizeof(piece)) == 7);
	tnode_send(a, "GBR", TAG_LIVE_BYTE, "pushed");
	AWAIT(&world, raw_recv(&r, piece, sizeof(piece)) == 7);
	ck_assert_mem_eq(piece + 1, "pushed", 6);
	ck_assert_uint_eq(tnode_peer(a, "GBR/main")->behind, 1);
	raw_close(&world, &r);
}
END_TEST

/* --- one connection of two ---------------------------------------------------------- */

struct both {
	struct tnode *a;
	struct pair keys;
	struct raw server, client;
	uint8_t route[ROUTE_BYTES];
};

/* A foreign GBR that AUS dials and that dials AUS, both connections heard. */
static void
both_open(struct both *b, bool dial_first)
{
	char endpoint[ADDRESS_LEN];
	uint8_t frame[64];

	pair_make(&b->keys);
	b->server = raw_listen(&world, &b->keys, endpoint);
	b->a = node_for(&b->keys, endpoint, dial_first);
	raw_answer(&b->server, b->route);
	AWAIT(&world, tnode_peer(b->a, "GBR/main")->up);
	b->client = raw_dial(&world, b->a, &b->keys);
	AWAIT(&world, raw_recv(&b->client, frame, sizeof(frame)) == 0);
}

static void
both_close(struct both *b)
{
	raw_close(&world, &b->client);
	raw_close(&world, &b->server);
}

/* Frames that came to the foreign side: over its client, over its server. */
static void
both_count(struct both *b, size_t *over_client, size_t *over_server)
{
	uint8_t frame[256];
	int n;

	while (raw_recv(&b->client, frame, sizeof(frame)) > 0)
		(*over_client)++;
	while (raw_take(&b->server, b->route, &n, frame, sizeof(frame)) > 0)
		(*over_server)++;
}

/* PROTOCOL M6.3 */
START_TEST(of_two_connections_one_carries_all_frames) /* _i: dial_first */
{
	enum {
		FRAMES = 200
	};
	struct both b;
	size_t over_client = 0, over_server = 0;

	both_open(&b, _i);
	for (int i = 0; i < FRAMES / 2; i++) {
		tnode_send(b.a, "GBR", TAG_LIVE_BYTE, "live");
		tnode_send(b.a, "GBR", TAG_BULK_BYTE, "bulk");
	}
	while (over_client + over_server < FRAMES)
		AWAIT(&world, (both_count(&b, &over_client, &over_server),
				  over_client + over_server >= FRAMES));
	ck_assert_uint_eq(over_client, _i ? 0 : FRAMES);
	ck_assert_uint_eq(over_server, _i ? FRAMES : 0);
	both_close(&b);
}
END_TEST

START_TEST(when_the_connection_in_use_is_lost_the_other_carries_on)
{
	struct both b;
	size_t over_client = 0, over_server = 0;

	both_open(&b, false);
	raw_close(&world, &b.client);
	b.client.ctx = NULL;
	/* Sent until net finds the first connection lost. */
	while (!over_server) {
		uint8_t frame[64];
		int n;

		tnode_send(b.a, "GBR", TAG_LIVE_BYTE, "live");
		world_pump(&world);
		if (raw_take(&b.server, b.route, &n, frame, sizeof(frame)) > 0)
			over_server++;
	}
	ck_assert_uint_eq(over_client, 0);
	ck_assert_uint_eq(tnode_peer(b.a, "GBR/main")->down, 0);
	raw_close(&world, &b.server);
}
END_TEST

START_TEST(when_the_dialled_connection_in_use_is_lost_the_other_carries_on)
{
	struct both b;
	size_t over_client = 0;
	int64_t until_ms = clock_monotonic_ms() + DEADLINE_MS;

	both_open(&b, true);
	raw_close(&world, &b.server);
	/* Sent until net finds that the dialled socket takes nothing. */
	while (!over_client) {
		uint8_t frame[64];

		ck_assert_int_lt(clock_monotonic_ms(), until_ms);
		tnode_send(b.a, "GBR", TAG_BULK_BYTE, "bulk");
		world_pump(&world);
		if (raw_recv(&b.client, frame, sizeof(frame)) > 0)
			over_client++;
	}
	ck_assert_uint_eq(tnode_peer(b.a, "GBR/main")->down, 0);
	raw_close(&world, &b.client);
}
END_TEST

/* --- frames that are refused -------------------------------------------------------- */

/* PROTOCOL M6.2 */
START_TEST(a_multipart_message_is_refused_and_counted)
{
	struct pair keys;
	struct tnode *a;
	struct raw r;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, raw_send(&r, "\x1aone", 4, ZMQ_SNDMORE));
	for (int i = 0; i < 5000; i++)
		ck_assert(raw_send(&r, "\x1amore", 5, ZMQ_SNDMORE));
	ck_assert(raw_send(&r, "\x1alast", 5, 0));
	AWAIT(&world, raw_say(&r, TAG_LIVE_BYTE, "after"));
	AWAIT(&world, tnode_got(a, "GBR/main", "after") == 1);
	AWAIT(&world, tnode_count(a, COUNT_MULTIPART) == 1);
	ck_assert_uint_eq(a->n_frames, 1);
	raw_close(&world, &r);
}
END_TEST

/* PROTOCOL M6.2 */
START_TEST(an_empty_frame_is_a_knock_once)
{
	struct pair keys;
	struct tnode *a;
	struct raw r;
	uint8_t frame[16];

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, raw_recv(&r, frame, sizeof(frame)) == 0);
	AWAIT(&world, raw_send(&r, "", 0, 0));
	AWAIT(&world, tnode_count(a, COUNT_EMPTY) == 1);
	ck_assert_uint_eq(a->n_frames, 0);
	ck_assert_int_eq(raw_recv(&r, frame, sizeof(frame)), -1);
	raw_close(&world, &r);
}
END_TEST

/* PROTOCOL M6.2 */
START_TEST(a_frame_of_the_limit_arrives_and_a_larger_one_ends_the_connection)
{
	static uint8_t frame[LIMIT_FRAME_BYTES + 1];
	struct pair keys;
	struct tnode *a;
	struct raw r;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	make_piece(frame, sizeof(frame), TAG_BULK_BYTE, 5);
	AWAIT(&world, raw_send(&r, frame, LIMIT_FRAME_BYTES, 0));
	AWAIT(&world, a->n_frames == 1);
	ck_assert_uint_eq(a->frames[0].frame.n, LIMIT_FRAME_BYTES);
	/* What follows it on that connection is lost with it; the new one works. */
	ck_assert(raw_send(&r, frame, LIMIT_FRAME_BYTES + 1, 0));
	AWAIT(&world, raw_say(&r, TAG_BULK_BYTE, "again") &&
			  (world_pump(&world), tnode_got(a, "GBR/main", "again")));
	for (size_t i = 0; i < a->n_frames; i++)
		ck_assert_uint_le(a->frames[i].frame.n, LIMIT_FRAME_BYTES);
	raw_close(&world, &r);
}
END_TEST

START_TEST(a_dialled_socket_that_got_too_large_a_frame_is_back_after_a_redial)
{
	static uint8_t frame[LIMIT_FRAME_BYTES + 1];
	uint8_t route[ROUTE_BYTES];
	char endpoint[ADDRESS_LEN];
	struct pair keys;
	struct tnode *a;
	struct raw r;
	int n;

	pair_make(&keys);
	r = raw_listen(&world, &keys, endpoint);
	a = node_for(&keys, endpoint, true);
	n = raw_answer(&r, route);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up == 1);
	make_piece(frame, sizeof(frame), TAG_BULK_BYTE, 6);
	ck_assert(raw_send(&r, route, (size_t)n, ZMQ_SNDMORE));
	ck_assert(raw_send(&r, frame, sizeof(frame), 0));
	/* The route is gone when the connection is. */
	AWAIT(&world, !raw_send(&r, route, (size_t)n, ZMQ_SNDMORE) ||
			  (raw_send(&r, "", 0, 0), false));
	tnode_redial(a, "GBR", "main");
	AWAIT(&world, tnode_peer(a, "GBR/main")->down == 1);
	ck_assert_str_eq(tnode_peer(a, "GBR/main")->down_reason, "redial");
	n = raw_answer(&r, route);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up == 2);
	ck_assert_uint_eq(a->n_frames, 0);
	raw_close(&world, &r);
}
END_TEST

/* --- to whom ------------------------------------------------------------------------ */

START_TEST(a_frame_for_a_role_goes_to_that_role_without_the_excepted_author)
{
	enum {
		PEERS = 4
	};
	static const char *const authors[PEERS] = { "AUS", "JPN", "XEU", "ustr" };
	static const enum role roles[PEERS] = { ROLE_MEMBER, ROLE_MEMBER, ROLE_CANDIDATE,
		ROLE_AUDITOR };
	struct tnode *a = tnode_new(&world, "USA");
	struct pair keys[PEERS];
	struct row rows[PEERS];
	struct raw r[PEERS];
	uint8_t frame[64];

	for (int i = 0; i < PEERS; i++) {
		pair_make(&keys[i]);
		rows[i] = (struct row){ authors[i], "main", keys[i].public_key, roles[i],
			NULL, false };
	}
	tnode_admit_now(&world, a, rows, PEERS);
	for (int i = 0; i < PEERS; i++) {
		r[i] = raw_dial(&world, a, &keys[i]);
		AWAIT(&world, raw_recv(&r[i], frame, sizeof(frame)) == 0);
	}
	tnode_send_any(a, "", "", ROLE_MEMBER, "AUS", bytes_of("\x1amembers", 8), true);
	for (int i = 0; i < PEERS; i++)
		tnode_send(a, authors[i], TAG_LIVE_BYTE, "end");
	AWAIT(&world, raw_recv(&r[1], frame, sizeof(frame)) == 8);
	for (int i = 0; i < PEERS; i++) {
		int n = -1;

		AWAIT(&world, (n = raw_recv(&r[i], frame, sizeof(frame))) >= 0);
		ck_assert_int_eq(n, 4);
	}
	for (int i = 0; i < PEERS; i++)
		raw_close(&world, &r[i]);
}
END_TEST

START_TEST(what_core_may_not_send_is_counted)
{
	static uint8_t frame[LIMIT_FRAME_BYTES + 1];
	struct tnode *a = tnode_new(&world, "USA");

	tnode_send(a, "AUS", TAG_LIVE_BYTE, "nobody");
	tnode_send_any(a, "AUS", "main", ROLE_MEMBER, "", bytes_of("x", 1), true);
	tnode_send_any(a, "", "", ROLE_MEMBER, "", bytes_of(frame, sizeof(frame)), false);
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_PEER) == 1);
	AWAIT(&world, tnode_count(a, COUNT_BAD_CONTROL) == 1);
	AWAIT(&world, tnode_count(a, COUNT_TOO_LARGE) == 1);
}
END_TEST

/* --- core and parent ---------------------------------------------------------------- */

static void
give_new_links(struct tnode *a)
{
	int ours, theirs;

	stream_pair(&ours, &theirs);
	link_open(&a->live, ours);
	ck_assert_int_eq(fdpass_send(a->parent, theirs, NET_TAG_LIVE), ERR_NONE);
	close(theirs);
	stream_pair(&ours, &theirs);
	link_open(&a->bulk, ours);
	ck_assert_int_eq(fdpass_send(a->parent, theirs, NET_TAG_BULK), ERR_NONE);
	close(theirs);
}

START_TEST(a_new_core_finds_the_peers_up)
{
	struct pair keys;
	struct tnode *a;
	struct raw r;

	pair_make(&keys);
	a = node_for(&keys, NULL, false);
	r = raw_dial(&world, a, &keys);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up == 1);
	link_close(&a->live);
	link_close(&a->bulk);
	AWAIT(&world, raw_say(&r, TAG_LIVE_BYTE, "nobody is there"));
	a->endpoint[0] = '\0';
	give_new_links(a);
	AWAIT(&world, a->endpoint[0] && tnode_peer(a, "GBR/main")->up == 2);
	AWAIT(&world,
	    raw_say(&r, TAG_LIVE_BYTE, "live") && raw_say(&r, TAG_BULK_BYTE, "bulk"));
	AWAIT(
	    &world, tnode_got(a, "GBR/main", "live") && tnode_got(a, "GBR/main", "bulk"));
	ck_assert_uint_eq(tnode_peer(a, "GBR/main")->down, 0);
	raw_close(&world, &r);
}
END_TEST

START_TEST(a_core_that_talks_nonsense_is_closed)
{
	struct tnode *a = tnode_new(&world, "AUS");
	static const uint8_t nonsense[] = { 0xff, 0xff, 0xff, 0xff, 1, 2, 3 };

	ck_assert_int_eq(write(a->bulk.fd, nonsense, sizeof(nonsense)), sizeof(nonsense));
	AWAIT(&world, !link_is_open(&a->bulk));
	AWAIT(&world, tnode_count(a, COUNT_BAD_CONTROL) == 1);
}
END_TEST

static void
add_tests(TCase *t)
{
	tcase_add_test(t, a_full_live_queue_drops_and_tells_and_blocks_nothing);
	tcase_add_test(t, a_dialling_peer_beyond_its_hold_is_dropped_and_live_passes);
	tcase_add_test(t, a_dialled_peer_waits_and_loses_nothing);
	tcase_add_test(t, a_peer_that_does_not_read_is_behind_until_core_answers_it);
	tcase_add_loop_test(t, of_two_connections_one_carries_all_frames, 0, 2);
	tcase_add_test(t, when_the_connection_in_use_is_lost_the_other_carries_on);
	tcase_add_test(
	    t, when_the_dialled_connection_in_use_is_lost_the_other_carries_on);
	tcase_add_test(t, a_multipart_message_is_refused_and_counted);
	tcase_add_test(t, an_empty_frame_is_a_knock_once);
	tcase_add_test(
	    t, a_frame_of_the_limit_arrives_and_a_larger_one_ends_the_connection);
	tcase_add_test(
	    t, a_dialled_socket_that_got_too_large_a_frame_is_back_after_a_redial);
	tcase_add_test(
	    t, a_frame_for_a_role_goes_to_that_role_without_the_excepted_author);
	tcase_add_test(t, what_core_may_not_send_is_counted);
	tcase_add_test(t, a_new_core_finds_the_peers_up);
	tcase_add_test(t, a_core_that_talks_nonsense_is_closed);
}

int
main(void)
{
	Suite *s = suite_create("net flow");
	TCase *t = tcase_create("flow");

	tcase_set_timeout(t, 250);
	tcase_add_checked_fixture(t, NULL, end);
	add_tests(t);
	suite_add_tcase(s, t);
	return check_main(s);
}
