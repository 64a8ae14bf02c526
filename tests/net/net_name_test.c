/* net_name_test.c - a peer that names itself.  The client here speaks ZMTP 3 and CURVE
 * by hand (ZeroMQ RFC 23, 26), because the library does not send a User-Id of its own. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <sys/time.h>

#include "net_harness.h"
#include "text.h"

enum {
	GREETING_BYTES = 64,
	SHORT_NONCE = 8,
	COOKIE_BYTES = 96,
	FLAG_LONG = 2,
	FLAG_COMMAND = 4,
	ROOM = 4096,
};

struct hand {
	int fd;
	uint64_t nonce;
	struct pair lasting;
	struct curve_key server;
	uint8_t c_public[32], c_secret[32]; /* of this connection */
	uint8_t s_public[32];               /* the server's, of this connection */
};

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

static void
write_all(int fd, const void *p, size_t n)
{
	ck_assert_int_eq(send(fd, p, n, MSG_NOSIGNAL), (ssize_t)n);
}

static bool
read_all(int fd, void *p, size_t n)
{
	uint8_t *at = p;

	while (n) {
		ssize_t got = recv(fd, at, n, 0);

		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static int
dial_tcp(const char *endpoint)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct timeval most = { .tv_sec = 30 };
	const char *colon = strrchr(endpoint, ':');
	int64_t port;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_ptr_nonnull(colon);
	ck_assert(text_to_i64(&port, colon + 1));
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	return fd;
}

static void
greet(int fd)
{
	uint8_t ours[GREETING_BYTES] = { 0xff }, theirs[GREETING_BYTES];

	ours[9] = 0x7f;
	ours[10] = 3;
	memcpy(ours + 12, "CURVE", 5);
	write_all(fd, ours, sizeof(ours));
	ck_assert(read_all(fd, theirs, sizeof(theirs)));
	ck_assert_mem_eq(theirs + 12, "CURVE", 5);
}

static void
write_frame(int fd, uint8_t flags, const struct buf *body)
{
	struct buf out = { 0 };
	uint8_t head[2] = { flags, (uint8_t)body->n };

	if (body->n > 255) {
		head[0] |= FLAG_LONG;
		buf_add(&out, head, 1);
		buf_add_u64(&out, body->n);
	} else
		buf_add(&out, head, 2);
	buf_add(&out, body->p, body->n);
	write_all(fd, out.p, out.n);
	buf_clear(&out);
}

/* The body of the next frame; false at the end of the connection. */
static bool
read_frame(int fd, uint8_t body[static ROOM], size_t *n)
{
	uint8_t flags, size[8] = { 0 };

	if (!read_all(fd, &flags, 1) ||
	    !read_all(fd, flags & FLAG_LONG ? size : size + 7, flags & FLAG_LONG ? 8 : 1))
		return false;
	*n = get_u64(size);
	ck_assert_uint_le(*n, ROOM);
	return read_all(fd, body, *n);
}

/* Appends a box of `plain` under a prefix of 16 bytes and our counter, which it also
 * appends first. */
static void
add_box(struct hand *h, struct buf *out, const char *prefix, const struct buf *plain,
    const uint8_t *to)
{
	uint8_t nonce[24], box[ROOM];

	memcpy(nonce, prefix, 16);
	put_u64(nonce + 16, ++h->nonce);
	ck_assert_int_eq(
	    crypto_box_easy(box, plain->p, plain->n, nonce, to, h->c_secret), 0);
	buf_add(out, nonce + 16, SHORT_NONCE);
	buf_add(out, box, plain->n + crypto_box_MACBYTES);
}

static void
say_hello(struct hand *h)
{
	static const uint8_t zeros[72];
	struct buf plain = { 0 }, body = { 0 };

	buf_add(&body, "\5HELLO\1\0", 8);
	buf_add(&body, zeros, 72);
	buf_add(&body, h->c_public, 32);
	buf_add(&plain, zeros, 64);
	add_box(h, &body, "CurveZMQHELLO---", &plain, h->server.b);
	write_frame(h->fd, FLAG_COMMAND, &body);
	buf_clear(&plain);
	buf_clear(&body);
}

static void
take_welcome(struct hand *h, uint8_t cookie[static COOKIE_BYTES])
{
	uint8_t body[ROOM], nonce[24], plain[128];
	size_t n;

	ck_assert(read_frame(h->fd, body, &n));
	ck_assert_uint_eq(n, 168);
	ck_assert_mem_eq(body, "\7WELCOME", 8);
	memcpy(nonce, "WELCOME-", 8);
	memcpy(nonce + 8, body + 8, 16);
	ck_assert_int_eq(
	    crypto_box_open_easy(plain, body + 24, 144, nonce, h->server.b, h->c_secret),
	    0);
	memcpy(h->s_public, plain, 32);
	memcpy(cookie, plain + 32, COOKIE_BYTES);
}

static void
add_property(struct buf *out, const char *name, const char *value)
{
	uint8_t n = (uint8_t)strlen(name);

	buf_add(out, &n, 1);
	buf_add_str(out, name);
	buf_add_u32(out, (uint32_t)strlen(value));
	buf_add_str(out, value);
}

/* Proves that the lasting key owns this connection's key. */
static void
add_vouch(struct hand *h, struct buf *plain)
{
	uint8_t nonce[24] = "VOUCH---", text[64], box[64 + crypto_box_MACBYTES];

	memset(nonce + 8, 9, 16);
	memcpy(text, h->c_public, 32);
	memcpy(text + 32, h->server.b, 32);
	ck_assert_int_eq(crypto_box_easy(box, text, sizeof(text), nonce, h->s_public,
			     h->lasting.secret_key.b),
	    0);
	buf_add(plain, h->lasting.public_key.b, 32);
	buf_add(plain, nonce + 8, 16);
	buf_add(plain, box, sizeof(box));
}

static void
initiate(struct hand *h, const uint8_t cookie[static COOKIE_BYTES], const char *user_id)
{
	struct buf plain = { 0 }, body = { 0 };

	add_vouch(h, &plain);
	add_property(&plain, "User-Id", user_id);
	add_property(&plain, "Socket-Type", "DEALER");
	add_property(&plain, "Identity", "");
	buf_add(&body, "\10INITIATE", 9);
	buf_add(&body, cookie, COOKIE_BYTES);
	add_box(h, &body, "CurveZMQINITIATE", &plain, h->s_public);
	write_frame(h->fd, FLAG_COMMAND, &body);
	buf_clear(&plain);
	buf_clear(&body);
}

/* Dials with `keys`, claiming to be `user_id`.  True when the server is READY. */
static bool
hand_dial(struct hand *h, const char *endpoint, const struct curve_key *server,
    const struct pair *keys, const char *user_id)
{
	uint8_t cookie[COOKIE_BYTES], body[ROOM];
	size_t n;

	*h = (struct hand){
		.fd = dial_tcp(endpoint), .lasting = *keys, .server = *server
	};
	crypto_box_keypair(h->c_public, h->c_secret);
	greet(h->fd);
	say_hello(h);
	take_welcome(h, cookie);
	initiate(h, cookie, user_id);
	return read_frame(h->fd, body, &n) && n > 6 && !memcmp(body, "\5READY", 6);
}

static void
hand_send(struct hand *h, const char *frame)
{
	struct buf plain = { 0 }, body = { 0 };

	buf_add(&plain, "", 1); /* flags: the last frame */
	buf_add_str(&plain, frame);
	buf_add(&body, "\7MESSAGE", 8);
	add_box(h, &body, "CurveZMQMESSAGEC", &plain, h->s_public);
	write_frame(h->fd, 0, &body);
	buf_clear(&plain);
	buf_clear(&body);
}

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
	hand_send(&h, "\x1ait is me");
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
	hand_send(&h, "\x1ait is me");
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
	return harness_run(s);
}
