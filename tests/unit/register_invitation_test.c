/* register_invitation_test.c - what a node starts from (PROTOCOL.md 3.7). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "invitation.h"
#include "pb.h"

static struct maker m; /* AUS, JPN members; GBR candidate */
static struct invitation_peer peers[4];
static size_t n_peers;
static struct buf out;

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_enrol(&m, "AUS", ROLE_MEMBER);
	make_enrol(&m, "GBR", ROLE_CANDIDATE);
	make_enrol(&m, "JPN", ROLE_MEMBER);
	n_peers = invitation_peers(peers, ARRAY_LEN(peers), m.registry, "GBR");
	invitation_write(&out, m.registry, peers, n_peers);
}

static void
teardown(void)
{
	maker_clear(&m);
	buf_clear(&out);
}

static void
again(void)
{
	teardown();
	setup();
}

START_TEST(peers_are_the_members_with_an_address)
{
	struct public_key key = maker_transport("AUS", "main");

	ck_assert_uint_eq(n_peers, 2);
	ck_assert_str_eq(peers[0].author, "AUS");
	ck_assert_str_eq(peers[1].author, "JPN");
	ck_assert_str_eq(peers[0].address, "tcp://127.0.0.1:7001");
	ck_assert_int_eq(memcmp(peers[0].curve_key.b, key.b, 32), 0);
	ck_assert_uint_eq(invitation_peers(peers, 4, m.registry, "AUS"), 1);
	ck_assert_uint_eq(invitation_peers(peers, 1, m.registry, ""), 1);
}
END_TEST

START_TEST(a_written_invitation_is_read_again)
{
	struct invitation inv;
	struct hash a, b;

	ck_assert_int_eq(invitation_parse(&inv, buf_view(&out)), V_OK);
	a = registry_id(inv.registry);
	b = registry_id(m.registry);
	ck_assert(hash_eq(&a, &b));
	ck_assert_uint_eq(inv.n_peers, 2);
	ck_assert_str_eq(inv.peers[1].author, "JPN");
	invitation_clear(&inv);
}
END_TEST

START_TEST(every_flipped_bit_is_refused_or_only_changes_a_peer)
{
	struct invitation inv;
	struct hash head = registry_id(m.registry);

	for (size_t bit = 0; bit < 8 * out.n; bit++) {
		out.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (invitation_parse(&inv, buf_view(&out)) == V_OK) {
			struct hash id = registry_id(inv.registry);

			/* Peers are hints: the register is what counts. */
			ck_assert(hash_eq(&id, &head));
			invitation_clear(&inv);
		} else {
			ck_assert_ptr_null(inv.registry);
		}
		out.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}
END_TEST

/* The invitation decoded, for a test to spoil and write again. */
struct spoiled {
	Cmsa__Invitation inv;
	struct arena mem;
};

static void
spoil(struct spoiled *s)
{
	const ProtobufCMessage *p = NULL;

	arena_init(&s->mem, 0);
	ck_assert_int_eq(
	    pb_parse(&p, &s->mem, &cmsa__invitation__descriptor, buf_view(&out)), V_OK);
	s->inv = *(const Cmsa__Invitation *)p;
}

static enum verdict
parse_spoiled(struct spoiled *s)
{
	struct invitation inv;
	enum verdict v;

	buf_reset(&out);
	pb_write(&out, &s->inv.base);
	v = invitation_parse(&inv, buf_view(&out));
	if (!v)
		invitation_clear(&inv);
	arena_clear(&s->mem);
	return v;
}

START_TEST(acts_stand_from_genesis_on_one_by_one)
{
	struct spoiled s;
	ProtobufCBinaryData first;

	spoil(&s);
	first = s.inv.acts[0];
	s.inv.acts[0] = s.inv.acts[1];
	s.inv.acts[1] = first;
	ck_assert_int_eq(parse_spoiled(&s), V_ACT_NUMBER);
	again();
	spoil(&s);
	s.inv.acts[2] = s.inv.acts[1];
	ck_assert_int_eq(parse_spoiled(&s), V_ACT_NUMBER);
}
END_TEST

START_TEST(the_trusted_head_must_be_the_one_folded)
{
	const uint8_t other[32] = { 1 };
	struct spoiled s;

	spoil(&s);
	s.inv.head_id = pb_hash_data(other);
	ck_assert_int_eq(parse_spoiled(&s), V_REGISTER_SPLIT);
	again();
	spoil(&s);
	s.inv.n_acts--; /* fewer acts than the head names */
	ck_assert_int_eq(parse_spoiled(&s), V_REGISTER_SPLIT);
	again();
	spoil(&s);
	s.inv.head_number++;
	ck_assert_int_eq(parse_spoiled(&s), V_REGISTER_SPLIT);
}
END_TEST

START_TEST(an_invitation_has_acts_and_peers)
{
	struct spoiled s;

	spoil(&s);
	s.inv.n_peers = 0;
	ck_assert_int_eq(parse_spoiled(&s), V_FIELD);
	again();
	spoil(&s);
	s.inv.n_acts = 0;
	ck_assert_int_eq(parse_spoiled(&s), V_FIELD);
	again();
	spoil(&s);
	s.inv.peers[0]->address = pb_text("http://127.0.0.1");
	ck_assert_int_eq(parse_spoiled(&s), V_FIELD);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_invitation");
	TCase *t = tcase_create("invitation");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, peers_are_the_members_with_an_address);
	tcase_add_test(t, a_written_invitation_is_read_again);
	tcase_add_test(t, every_flipped_bit_is_refused_or_only_changes_a_peer);
	tcase_add_test(t, acts_stand_from_genesis_on_one_by_one);
	tcase_add_test(t, the_trusted_head_must_be_the_one_folded);
	tcase_add_test(t, an_invitation_has_acts_and_peers);
	tcase_set_timeout(t, 300);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
