/* net_name_test.c - a peer that names itself. */
#include "check_main.h"
#include "net_hand.h"

static struct world world;

static void
start(void)
{
	ck_assert_int_ge(sodium_init(), 0);
}

static void
end(void)
{
	world_end(&world);
}

/* PROTOCOL M6.1 */
START_TEST(a_peer_that_names_itself_is_who_its_key_says)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair keys;
	struct row row = { "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false };
	struct hand h;

	pair_make(&keys);
	row.key = keys.public_key;
	tnode_admit_now(&world, a, &row, 1);
	ck_assert(hand_dial(&h, a->endpoint, &a->keys.public_key, &keys, "USA/main"));
	hand_send(&h, bytes_of("\x1ait is me", 9), false);
	AWAIT(&world, a->n_frames == 1);
	ck_assert_str_eq(a->frames[0].from, "GBR/main");
	ck_assert_uint_eq(tnode_got(a, "GBR/main", "it is me"), 1);
	close(h.fd);
}
END_TEST

START_TEST(a_stranger_that_names_a_member_does_not_get_in)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair member, stranger;
	struct row row = { "USA", "main", { { 0 } }, ROLE_MEMBER, NULL, false };
	struct hand h;

	pair_make(&member);
	pair_make(&stranger);
	row.key = member.public_key;
	tnode_admit_now(&world, a, &row, 1);
	ck_assert(
	    !hand_dial(&h, a->endpoint, &a->keys.public_key, &stranger, "USA/main"));
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_KEY) == 1);
	ck_assert_uint_eq(a->n_frames, 0);
	close(h.fd);
}
END_TEST

/* Why the domain is enforced: without a handler the name a peer gives itself is taken. */
START_TEST(without_a_handler_the_library_believes_a_name)
{
	char endpoint[ADDRESS_LEN];
	struct pair server, stranger;
	struct raw r;
	struct hand h;
	zmq_pollitem_t item = { .events = ZMQ_POLLIN };
	zmq_msg_t m;
	bool more = true;

	pair_make(&server);
	pair_make(&stranger);
	r = raw_listen(&world, &server, endpoint);
	ck_assert(hand_dial(&h, endpoint, &server.public_key, &stranger, "USA/main"));
	hand_send(&h, bytes_of("\x1ait is me", 9), false);
	item.socket = r.sock;
	ck_assert_int_eq(zmq_poll(&item, 1, DEADLINE_MS), 1);
	while (more) {
		zmq_msg_init(&m);
		ck_assert_int_ge(zmq_msg_recv(&m, r.sock, ZMQ_DONTWAIT), 0);
		more = zmq_msg_more(&m);
		if (!more)
			ck_assert_str_eq(zmq_msg_gets(&m, "User-Id"), "USA/main");
		zmq_msg_close(&m);
	}
	close(h.fd);
	raw_close(&world, &r);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net name");
	TCase *t = tcase_create("name");

	tcase_set_timeout(t, 200);
	tcase_add_checked_fixture(t, start, end);
	tcase_add_test(t, a_peer_that_names_itself_is_who_its_key_says);
	tcase_add_test(t, a_stranger_that_names_a_member_does_not_get_in);
	tcase_add_test(t, without_a_handler_the_library_believes_a_name);
	suite_add_tcase(s, t);
	return check_main(s);
}
