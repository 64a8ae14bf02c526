/* net_hand.h - a client that speaks ZMTP 3 and CURVE by hand (ZeroMQ RFC 23, 26), for what
 * the library does not do: name itself, or never end a message. */
#ifndef NET_HAND_H
#define NET_HAND_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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
	ROOM = 128 << 10,
};

struct hand {
	int fd;
	uint64_t nonce;
	struct pair lasting;
	struct curve_key server;
	uint8_t c_public[32], c_secret[32]; /* of this connection */
	uint8_t s_public[32];               /* the server's, of this connection */
};

/* False when the other end has closed. */
static inline bool
write_all(int fd, const void *p, size_t n)
{
	const uint8_t *at = p;

	while (n) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

static inline bool
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

static inline int
dial_tcp(const char *endpoint)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct timeval most = { .tv_sec = 30 };
	const char *colon = strrchr(endpoint, ':');
	int64_t port;
	int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_ptr_nonnull(colon);
	ck_assert(text_to_i64(&port, colon + 1));
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return fd;
}

static inline void
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

static inline bool
write_frame(int fd, uint8_t flags, const struct buf *body)
{
	struct buf out = { 0 };
	uint8_t head[2] = { flags, (uint8_t)body->n };
	bool is_sent;

	if (body->n > 255) {
		head[0] |= FLAG_LONG;
		buf_add(&out, head, 1);
		buf_add_u64(&out, body->n);
	} else
		buf_add(&out, head, 2);
	buf_add(&out, body->p, body->n);
	is_sent = write_all(fd, out.p, out.n);
	buf_clear(&out);
	return is_sent;
}

/* The body of the next frame; false at the end of the connection. */
static inline bool
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
static inline void
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

static inline void
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

static inline void
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

static inline void
add_property(struct buf *out, const char *name, const char *value)
{
	uint8_t n = (uint8_t)strlen(name);

	buf_add(out, &n, 1);
	buf_add_str(out, name);
	buf_add_u32(out, (uint32_t)strlen(value));
	buf_add_str(out, value);
}

/* Proves that the lasting key owns this connection's key. */
static inline void
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

static inline void
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
static inline bool
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

/* One frame, or one part of an endless message.  False when the other end has closed. */
static inline bool
hand_send(struct hand *h, struct bytes frame, bool more)
{
	struct buf plain = { 0 }, body = { 0 };
	bool is_sent;

	buf_add(&plain, more ? "\1" : "", 1); /* flags */
	buf_add(&plain, frame.p, frame.n);
	buf_add(&body, "\7MESSAGE", 8);
	add_box(h, &body, "CurveZMQMESSAGEC", &plain, h->s_public);
	is_sent = write_frame(h->fd, 0, &body);
	buf_clear(&plain);
	buf_clear(&body);
	return is_sent;
}

#endif
