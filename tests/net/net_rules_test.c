/* net_rules_test.c - the pure parts of net: ZAP requests, admission lists, addresses,
 * credit; and what may stand nowhere in the sources. */
#include <ftw.h>

#include "check_main.h"
#include "file.h"
#include "net_harness.h"

/* --- ZAP -------------------------------------------------------------------------------- */

struct frames {
	struct bytes f[ZAP_FRAMES + 1];
	size_t n;
};

static struct bytes
text(const char *s)
{
	return bytes_of(s, strlen(s));
}

static struct frames
good_request(const struct curve_key *key)
{
	return (struct frames){ .f = { text("1.0"), text("7"), text(ZAP_DOMAIN),
				    text("192.0.2.1"), text(""), text("CURVE"),
				    bytes_of(key->b, sizeof(key->b)), text("more") },
		.n = ZAP_FRAMES };
}

START_TEST(a_zap_request_gives_its_key)
{
	struct curve_key key = { { 1, 2, 3 } };
	struct frames f = good_request(&key);
	struct zap_request r;

	ck_assert(zap_parse(&r, f.f, f.n));
	ck_assert_mem_eq(&r.key, &key, sizeof(key));
	ck_assert(bytes_eq(r.request_id, text("7")));
}
END_TEST

START_TEST(a_zap_request_with_any_frame_changed_is_refused) /* _i: which */
{
	static const int frame[] = { 0, 2, 2, 5, 5, 6 };
	static const char *const other[] = { "1.1", "", "global", "PLAIN", "NULL",
		"thirty-one bytes are no key...." };
	struct curve_key key = { { 1, 2, 3 } };
	struct frames f = good_request(&key);
	struct zap_request r;

	f.f[frame[_i]] = text(other[_i]);
	ck_assert(!zap_parse(&r, f.f, f.n));
	ck_assert(bytes_eq(r.request_id, text("7")));
}
END_TEST

START_TEST(a_zap_request_of_another_number_of_frames_is_refused) /* _i frames */
{
	struct curve_key key = { { 1, 2, 3 } };
	struct frames f = good_request(&key);
	struct zap_request r;

	ck_assert_int_eq(zap_parse(&r, f.f, (size_t)_i), _i == ZAP_FRAMES);
}
END_TEST

/* --- admission lists ---------------------------------------------------------------- */

struct list {
	Cmsa__AdmissionList list;
	Cmsa__Admitted rows[16];
	Cmsa__Admitted *pointers[16];
	uint8_t keys[16][CURVE_KEY_BYTES];
};

static Cmsa__Admitted *
add_row(struct list *l, const char *author, const char *node, uint8_t key)
{
	size_t i = l->list.n_peers;
	Cmsa__Admitted *a = &l->rows[i];

	if (!i)
		cmsa__admission_list__init(&l->list);
	cmsa__admitted__init(a);
	a->author = pb_text(author);
	a->node = pb_text(node);
	a->role = ROLE_MEMBER;
	memset(l->keys[i], key, CURVE_KEY_BYTES);
	a->curve_key = pb_data(bytes_of(l->keys[i], CURVE_KEY_BYTES));
	l->pointers[i] = a;
	l->list.peers = l->pointers;
	l->list.n_peers = i + 1;
	return a;
}

START_TEST(an_admission_list_is_sorted_and_joined_by_name)
{
	struct list l = { 0 };
	struct admission a;
	struct counts c = { 0 };

	add_row(&l, "USA", "main", 1);
	add_row(&l, "AUS", "two", 2);
	add_row(&l, "AUS", "main", 3);
	add_row(&l, "USA", "main", 4);
	admission_read(&a, &c, &l.list);
	ck_assert_uint_eq(a.n, 3);
	ck_assert_str_eq(a.specs[0].node, "main");
	ck_assert_str_eq(a.specs[1].node, "two");
	ck_assert_str_eq(a.specs[2].author, "USA");
	ck_assert_uint_eq(a.specs[2].n_keys, 2);
	ck_assert_int_eq(a.specs[2].keys[0].b[0], 1);
	ck_assert_int_eq(a.specs[2].keys[1].b[0], 4);
	ck_assert(!c.changed);
	admission_clear(&a);
}
END_TEST

START_TEST(a_key_belongs_to_the_node_that_stands_first_with_it)
{
	struct list l = { 0 };
	struct admission a;
	struct counts c = { 0 };

	add_row(&l, "USA", "main", 1);
	add_row(&l, "AUS", "main", 1);
	add_row(&l, "USA", "main", 1);
	admission_read(&a, &c, &l.list);
	ck_assert_uint_eq(a.n, 1);
	ck_assert_str_eq(a.specs[0].author, "USA");
	ck_assert_uint_eq(a.specs[0].n_keys, 1);
	ck_assert_uint_eq(c.n[COUNT_BAD_CONTROL], 1);
	admission_clear(&a);
}
END_TEST

START_TEST(a_row_that_breaks_a_rule_is_left_out_and_counted) /* _i: which rule */
{
	struct list l = { 0 };
	struct admission a;
	struct counts c = { 0 };
	Cmsa__Admitted *bad = add_row(&l, "AUS", "main", 1);

	add_row(&l, "USA", "main", 2);
	switch (_i) {
	case 0: bad->author = pb_text("AU"); break;
	case 1: bad->node = pb_text("MAIN"); break;
	case 2: bad->node = pb_text(""); break;
	case 3: bad->curve_key.len--; break;
	case 4: bad->role = ROLE_NONE; break;
	case 5: bad->role = ROLE_REMOVED; break;
	case 6: bad->author = pb_text("USA/main"); break;
	case 7: bad->role = 99; break;
	}
	admission_read(&a, &c, &l.list);
	ck_assert_uint_eq(a.n, 1);
	ck_assert_str_eq(a.specs[0].author, "USA");
	ck_assert_uint_eq(c.n[COUNT_BAD_CONTROL], 1);
	admission_clear(&a);
}
END_TEST

START_TEST(keys_beyond_the_most_of_a_node_are_left_out)
{
	struct list l = { 0 };
	struct admission a;
	struct counts c = { 0 };

	for (uint8_t k = 0; k < PEER_KEYS + 2; k++)
		add_row(&l, "USA", "main", k);
	admission_read(&a, &c, &l.list);
	ck_assert_uint_eq(a.specs[0].n_keys, PEER_KEYS);
	ck_assert_uint_eq(c.n[COUNT_BAD_CONTROL], 2);
	admission_clear(&a);
}
END_TEST

START_TEST(only_literal_addresses_are_dialled)
{
	struct list l = { 0 };
	struct admission a;
	struct counts c = { 0 };
	char *addresses[] = { pb_text("tcp://node.example:5555"),
		pb_text("tcp://192.0.2.1:5555"), pb_text("ipc:///tmp/x"),
		pb_text("tcp://[2001:db8::1]:5555") };
	Cmsa__Admitted *row = add_row(&l, "USA", "main", 1);

	row->addresses = addresses;
	row->n_addresses = ARRAY_LEN(addresses);
	admission_read(&a, &c, &l.list);
	ck_assert_uint_eq(a.specs[0].n_addresses, 2);
	ck_assert_str_eq(a.specs[0].addresses[0], "tcp://192.0.2.1:5555");
	ck_assert_uint_eq(c.n[COUNT_BAD_ADDRESS], 2);
	admission_clear(&a);
}
END_TEST

/* --- addresses ---------------------------------------------------------------------- */

START_TEST(literal_addresses_are_told_from_all_else)
{
	static const char *const good[] = { "tcp://192.0.2.1:1", "tcp://192.0.2.1:65535",
		"tcp://[::1]:5555", "tcp://[2001:db8:1:2:3:4:5:6]:5555" };
	static const char *const bad[] = { "", "tcp://", "tcp://192.0.2.1",
		"tcp://192.0.2.1:", "tcp://192.0.2.1:0", "tcp://192.0.2.1:65536",
		"tcp://192.0.2.1:-1", "tcp://192.0.2.1:5555x", "tcp://192.0.2:5555",
		"tcp://192.0.2.256:5555", "tcp://example:5555", "tcp://*:5555",
		"tcp://eth0:5555", "tcp://192.0.2.9:0;192.0.2.1:5555", "tcp://::1:5555",
		"tcp://[::1]", "tcp://[::1:5555", "tcp://[192.0.2.1]:5555",
		"tcp://[fe80::1%eth0]:5555", "ipc://x", "inproc://x", "udp://192.0.2.1:1",
		"TCP://192.0.2.1:1", " tcp://192.0.2.1:1", "tcp://192.0.2.1:*" };

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		ck_assert_msg(address_is_literal(good[i]), "%s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(!address_is_literal(bad[i]), "%s", bad[i]);
	ck_assert(address_is_bindable("tcp://127.0.0.1:*"));
	ck_assert(address_is_bindable("tcp://0.0.0.0:5555"));
	ck_assert(!address_is_bindable("tcp://*:5555"));
}
END_TEST

START_TEST(a_wildcard_is_reached_on_loopback)
{
	char out[ADDRESS_LEN];

	address_of_self(out, "tcp://0.0.0.0:5555");
	ck_assert_str_eq(out, "tcp://127.0.0.1:5555");
	address_of_self(out, "tcp://[::]:5555");
	ck_assert_str_eq(out, "tcp://[::1]:5555");
	address_of_self(out, "tcp://192.0.2.1:5555");
	ck_assert_str_eq(out, "tcp://192.0.2.1:5555");
}
END_TEST

/* --- links -------------------------------------------------------------------------- */

static void
open_links(struct link *a, struct link *b)
{
	int x, y;

	stream_pair(&x, &y);
	link_init(a);
	link_init(b);
	link_open(a, x);
	link_open(b, y);
}

static enum link_sent
send_frame(struct link *l, size_t bytes)
{
	uint8_t *frame = mem_new(bytes);
	enum link_sent sent =
	    control_put_received(l, "AUS", "main", bytes_of(frame, bytes));

	free(frame);
	return sent;
}

/* Moves what there is from a to b, and takes up to `most` messages. */
static size_t
move(struct link *a, struct link *b, size_t most)
{
	struct arena mem;
	const Cmsa__NetMessage *m;
	size_t n = 0;

	arena_init(&mem, LINK_ARENA_BYTES);
	ck_assert_int_eq(link_flush(a), ERR_NONE);
	ck_assert_int_eq(link_read(b), ERR_NONE);
	while (n < most && link_next(b, &m, &mem) == LINK_MESSAGE)
		n++;
	arena_clear(&mem);
	return n;
}

START_TEST(a_link_takes_no_more_than_its_window_until_the_reader_has_taken_some)
{
	enum {
		BYTES = 100 << 10
	};
	struct link a, b;
	size_t sent = 0, got = 0;

	open_links(&a, &b);
	while (send_frame(&a, BYTES) == LINK_SENT)
		sent++;
	ck_assert_uint_eq(sent, LINK_WINDOW_BYTES / (BYTES + 64));
	/* All of it arrives, and the credit comes back. */
	for (int i = 0; i < 10000 && got < sent; i++)
		got += move(&a, &b, SIZE_MAX);
	ck_assert_uint_eq(got, sent);
	move(&b, &a, SIZE_MAX);
	ck_assert_uint_gt(a.may_send, LINK_WINDOW_BYTES / 2);
	ck_assert_int_eq(send_frame(&a, BYTES), LINK_SENT);
	link_close(&a);
	link_close(&b);
}
END_TEST

START_TEST(a_message_beyond_the_most_is_never_sent)
{
	struct link a, b;

	open_links(&a, &b);
	ck_assert_int_eq(send_frame(&a, LINK_MESSAGE_BYTES), LINK_AWAY);
	ck_assert_int_eq(send_frame(&a, LIMIT_FRAME_BYTES), LINK_SENT);
	link_close(&b);
	ck_assert_int_eq(send_frame(&b, 10), LINK_AWAY);
	link_close(&a);
}
END_TEST

START_TEST(more_credit_than_was_used_breaks_the_link)
{
	static const uint8_t credit[] = { 0, 0, 0, 4, 7 << 3 | 2, 2, 1 << 3, 1 };
	struct link l;
	struct arena mem;
	const Cmsa__NetMessage *m;

	link_init(&l);
	arena_init(&mem, LINK_ARENA_BYTES);
	link_feed(&l, bytes_of(credit, sizeof(credit)));
	ck_assert_int_eq(link_next(&l, &m, &mem), LINK_BROKEN);
	arena_clear(&mem);
	link_close(&l);
}
END_TEST

/* --- what may stand nowhere --------------------------------------------------------- */

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && !strcmp(s + n - k, end);
}

static int
look_at(const char *path, const struct stat *st, int type)
{
	struct buf file = { 0 };

	(void)st;
	if (type != FTW_F || (!ends_with(path, ".c") && !ends_with(path, ".h")))
		return 0;
	ck_assert_int_eq(file_read(&file, path, 16 << 20, NULL), ERR_NONE);
	buf_add(&file, "", 1);
	ck_assert_msg(!strstr((const char *)file.p, "ZMQ_HEARTBEAT"),
	    "%s: heartbeats abort the process when a queue is full", path);
	ck_assert_msg(!strstr((const char *)file.p, "ZMQ_ROUTER_HANDOVER") &&
			  !strstr((const char *)file.p, "zmq_socket_monitor"),
	    "%s: handover and monitors are not used", path);
	if (!strstr(path, "/node/net/"))
		ck_assert_msg(!strstr((const char *)file.p, "#include <zmq.h>"),
		    "%s: ZeroMQ is net's alone", path);
	buf_clear(&file);
	return 0;
}

START_TEST(no_source_sets_a_heartbeat_and_zeromq_is_nets_alone)
{
	ck_assert_int_eq(ftw(TESTS_DIR "/../node", look_at, 16), 0);
	ck_assert_int_eq(ftw(TESTS_DIR "/../keys", look_at, 16), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net rules");
	TCase *t = tcase_create("rules");

	tcase_set_timeout(t, 100);
	tcase_add_test(t, a_zap_request_gives_its_key);
	tcase_add_loop_test(t, a_zap_request_with_any_frame_changed_is_refused, 0, 6);
	tcase_add_loop_test(
	    t, a_zap_request_of_another_number_of_frames_is_refused, 0, ZAP_FRAMES + 2);
	tcase_add_test(t, an_admission_list_is_sorted_and_joined_by_name);
	tcase_add_test(t, a_key_belongs_to_the_node_that_stands_first_with_it);
	tcase_add_loop_test(t, a_row_that_breaks_a_rule_is_left_out_and_counted, 0, 8);
	tcase_add_test(t, keys_beyond_the_most_of_a_node_are_left_out);
	tcase_add_test(t, only_literal_addresses_are_dialled);
	tcase_add_test(t, literal_addresses_are_told_from_all_else);
	tcase_add_test(t, a_wildcard_is_reached_on_loopback);
	tcase_add_test(
	    t, a_link_takes_no_more_than_its_window_until_the_reader_has_taken_some);
	tcase_add_test(t, a_message_beyond_the_most_is_never_sent);
	tcase_add_test(t, more_credit_than_was_used_breaks_the_link);
	tcase_add_test(t, no_source_sets_a_heartbeat_and_zeromq_is_nets_alone);
	suite_add_tcase(s, t);
	return check_main(s);
}
