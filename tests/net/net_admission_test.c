/* net_admission_test.c - who gets in, under which name, and who is cut off. */
#include "check_main.h"
#include "net_harness.h"

static struct world world;

static void
end(void)
{
	world_end(&world);
}

/* Two nodes that both have addresses, up on both sides. */
static void
two_nodes(struct tnode **a, struct tnode **b)
{
	struct row for_a, for_b;

	*a = tnode_new(&world, "AUS");
	*b = tnode_new(&world, "GBR");
	for_a = row_of(*b, *a);
	for_b = row_of(*a, *b);
	tnode_admit(*a, &for_a, 1);
	tnode_admit(*b, &for_b, 1);
	AWAIT(&world, tnode_peer(*a, "GBR/main")->up && tnode_peer(*b, "AUS/main")->up);
}

/* PROTOCOL M6.1 */
START_TEST(a_strangers_key_gets_nothing_and_is_counted)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair stranger;
	struct raw r;

	pair_make(&stranger);
	r = raw_dial(&world, a, &stranger);
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_KEY) == 1);
	ck_assert(!raw_say(&r, TAG_LIVE_BYTE, "hello"));
	ck_assert_uint_eq(a->n_frames, 0);
	ck_assert_uint_eq(a->n_peers, 0);
	raw_close(&world, &r);
}
END_TEST

START_TEST(frames_arrive_under_the_name_of_who_sent_them)
{
	struct tnode *a, *b;

	two_nodes(&a, &b);
	tnode_send(a, "GBR", TAG_BULK_BYTE, "from aus");
	tnode_send(b, "AUS", TAG_LIVE_BYTE, "from gbr");
	AWAIT(&world, tnode_got(b, "AUS/main", "from aus") == 1);
	AWAIT(&world, tnode_got(a, "GBR/main", "from gbr") == 1);
	ck_assert_uint_eq(a->n_frames, 1);
	ck_assert_uint_eq(b->n_frames, 1);
	ck_assert(a->frames[0].was_live_link);
	ck_assert(!b->frames[0].was_live_link);
}
END_TEST

START_TEST(a_routing_id_that_a_peer_chooses_gives_it_no_name)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair keys;
	struct raw r = { .ctx = zmq_ctx_new() };
	struct row row = { "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false };

	pair_make(&keys);
	row.key = keys.public_key;
	tnode_admit_now(&world, a, &row, 1);
	r.sock = zmq_socket(r.ctx, ZMQ_DEALER);
	zmq_setsockopt(r.sock, ZMQ_ROUTING_ID, "USA/main", 8);
	zmq_setsockopt(r.sock, ZMQ_CURVE_PUBLICKEY, keys.public_key.b, CURVE_KEY_BYTES);
	zmq_setsockopt(r.sock, ZMQ_CURVE_SECRETKEY, keys.secret_key.b, CURVE_KEY_BYTES);
	zmq_setsockopt(
	    r.sock, ZMQ_CURVE_SERVERKEY, a->keys.public_key.b, CURVE_KEY_BYTES);
	ck_assert_int_eq(zmq_connect(r.sock, a->endpoint), 0);
	raw_join(&world, &r);
	ck_assert(raw_say(&r, TAG_LIVE_BYTE, "hello"));
	AWAIT(&world, a->n_frames == 1);
	ck_assert_str_eq(a->frames[0].from, "GBR/main");
	ck_assert_uint_eq(tnode_peer(a, "USA/main")->up, 0);
	raw_close(&world, &r);
}
END_TEST

START_TEST(removal_cuts_off_at_once_and_the_others_are_back)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair gbr, jpn;
	struct raw g, j;
	struct row rows[2] = { { "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false },
		{ "JPN", "main", { { 0 } }, ROLE_MEMBER, NULL, false } };

	pair_make(&gbr);
	pair_make(&jpn);
	rows[0].key = gbr.public_key;
	rows[1].key = jpn.public_key;
	tnode_admit_now(&world, a, rows, 2);
	g = raw_dial(&world, a, &gbr);
	j = raw_dial(&world, a, &jpn);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up && tnode_peer(a, "JPN/main")->up);
	tnode_admit(a, &rows[1], 1);
	AWAIT(&world, tnode_peer(a, "GBR/main")->down == 1);
	ck_assert_str_eq(tnode_peer(a, "GBR/main")->down_reason, "removed");
	/* It dials again by itself, and is a stranger. */
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_KEY) >= 1);
	AWAIT(&world, tnode_peer(a, "JPN/main")->up == 2);
	AWAIT(&world, !raw_say(&g, TAG_BULK_BYTE, "letmein"));
	AWAIT(&world, raw_say(&j, TAG_BULK_BYTE, "back"));
	AWAIT(&world, tnode_got(a, "JPN/main", "back") == 1);
	ck_assert_uint_eq(tnode_got(a, "GBR/main", "letmein"), 0);
	raw_close(&world, &g);
	raw_close(&world, &j);
}
END_TEST

START_TEST(a_node_that_can_only_dial_takes_part)
{
	struct tnode *a = tnode_new(&world, "USA"), *b = tnode_new(&world, "GBR");
	struct row for_a = row_of(b, NULL), for_b = row_of(a, b);

	/* USA sorts last and has the only address. */
	for_b.dial_first = true;
	tnode_admit_now(&world, a, &for_a, 1);
	tnode_admit(b, &for_b, 1);
	AWAIT(&world, tnode_peer(a, "GBR/main")->up);
	AWAIT(&world, tnode_peer(b, "USA/main")->up);
	tnode_send(a, "GBR", TAG_LIVE_BYTE, "live");
	tnode_send(b, "USA", TAG_BULK_BYTE, "bulk");
	AWAIT(&world, tnode_got(b, "USA/main", "live") == 1);
	AWAIT(&world, tnode_got(a, "GBR/main", "bulk") == 1);
}
END_TEST

START_TEST(a_refused_dialler_is_in_after_a_redial_once_it_is_admitted)
{
	struct tnode *a = tnode_new(&world, "AUS"), *b = tnode_new(&world, "GBR");
	struct row for_a = row_of(b, NULL), for_b = row_of(a, b);

	tnode_admit(b, &for_b, 1);
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_KEY) == 1);
	tnode_admit_now(&world, a, &for_a, 1);
	/* Admitted by now, but a socket that was refused never tries again. */
	ck_assert_uint_eq(tnode_peer(b, "AUS/main")->up, 0);
	tnode_redial(b, "AUS", "main");
	AWAIT(&world, tnode_peer(b, "AUS/main")->up && tnode_peer(a, "GBR/main")->up);
	ck_assert_uint_le(tnode_count(a, COUNT_UNKNOWN_KEY), 1); /* it has not tried again */
}
END_TEST

START_TEST(a_restarted_node_is_back_without_a_redial)
{
	struct tnode *a, *b;
	struct row row, first;
	struct pair keys;
	char endpoint[ADDRESS_LEN];

	a = tnode_new(&world, "AUS");
	b = tnode_new(&world, "GBR");
	row = row_of(a, NULL);
	tnode_admit_now(&world, b, &row, 1);
	first = row_of(b, a);
	tnode_admit(a, &first, 1);
	AWAIT(&world, tnode_peer(b, "AUS/main")->up);
	keys = b->keys;
	snprintf(endpoint, sizeof(endpoint), "%s", b->endpoint);
	tnode_stop(b);
	b = tnode_start(&world, "GBR", "main", &keys, endpoint);
	tnode_admit(b, &row, 1);
	/* A dialler that came before the list was refused for good: as core would,
	 * redial. */
	AWAIT(&world, tnode_peer(b, "AUS/main")->up || tnode_count(b, COUNT_UNKNOWN_KEY));
	if (!tnode_peer(b, "AUS/main")->up)
		tnode_redial(a, "GBR", "main");
	AWAIT(&world, tnode_peer(b, "AUS/main")->up);
	tnode_send(b, "AUS", TAG_LIVE_BYTE, "again");
	AWAIT(&world, tnode_got(a, "GBR/main", "again") == 1);
}
END_TEST

START_TEST(a_second_key_of_a_node_is_admitted_and_the_first_still_is)
{
	struct tnode *a = tnode_new(&world, "AUS");
	struct pair old, fresh;
	struct raw r, s;
	struct row rows[2] = { { "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false },
		{ "GBR", "main", { { 0 } }, ROLE_MEMBER, NULL, false } };

	pair_make(&old);
	pair_make(&fresh);
	rows[0].key = old.public_key;
	rows[1].key = fresh.public_key;
	tnode_admit_now(&world, a, rows, 2);
	r = raw_dial(&world, a, &old);
	AWAIT(&world, raw_say(&r, TAG_BULK_BYTE, "old"));
	s = raw_dial(&world, a, &fresh);
	AWAIT(&world, raw_say(&s, TAG_BULK_BYTE, "new"));
	AWAIT(&world, tnode_got(a, "GBR/main", "old") && tnode_got(a, "GBR/main", "new"));
	/* The first key ends: its connection is cut, that of the second comes back. */
	tnode_admit(a, &rows[1], 1);
	AWAIT(&world, tnode_count(a, COUNT_UNKNOWN_KEY) >= 1);
	AWAIT(&world, raw_say(&s, TAG_BULK_BYTE, "again"));
	AWAIT(&world,
	    tnode_got(a, "GBR/main", "again") || raw_say(&s, TAG_BULK_BYTE, "again"));
	AWAIT(&world, tnode_got(a, "GBR/main", "again"));
	raw_close(&world, &r);
	raw_close(&world, &s);
}
END_TEST

START_TEST(a_server_with_another_key_than_the_listed_one_is_not_spoken_to)
{
	struct tnode *a = tnode_new(&world, "AUS"), *b = tnode_new(&world, "GBR");
	struct tnode *c = tnode_new(&world, "JPN");
	struct row for_a[2] = { row_of(b, a), row_of(c, a) }, for_b = row_of(a, NULL);

	/* GBR's address now belongs to somebody else's machine. */
	for_a[0].address = c->endpoint;
	/* both before anybody dials: who is refused once does not dial again by itself */
	tnode_admit_now(&world, b, &for_b, 1);
	tnode_admit_now(&world, c, &for_b, 1);
	tnode_admit(a, for_a, 2);
	AWAIT(&world, tnode_peer(a, "JPN/main")->up);
	ck_assert_uint_eq(tnode_peer(a, "GBR/main")->up, 0);
	tnode_send(a, "GBR", TAG_BULK_BYTE, "secret");
	AWAIT(&world, tnode_count(a, COUNT_NO_ROUTE) == 1);
	ck_assert_uint_eq(c->n_frames, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net admission");
	TCase *t = tcase_create("admission");

	tcase_set_timeout(t, 200);
	tcase_add_checked_fixture(t, NULL, end);
	tcase_add_test(t, a_strangers_key_gets_nothing_and_is_counted);
	tcase_add_test(t, frames_arrive_under_the_name_of_who_sent_them);
	tcase_add_test(t, a_routing_id_that_a_peer_chooses_gives_it_no_name);
	tcase_add_test(t, removal_cuts_off_at_once_and_the_others_are_back);
	tcase_add_test(t, a_node_that_can_only_dial_takes_part);
	tcase_add_test(t, a_refused_dialler_is_in_after_a_redial_once_it_is_admitted);
	tcase_add_test(t, a_restarted_node_is_back_without_a_redial);
	tcase_add_test(t, a_second_key_of_a_node_is_admitted_and_the_first_still_is);
	tcase_add_test(t, a_server_with_another_key_than_the_listed_one_is_not_spoken_to);
	suite_add_tcase(s, t);
	return check_main(s);
}
