/* canary.c - net dials itself at the start. */
#include "canary.h"

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "clock.h"

enum {
	KEY_TEXT = 41,
	STEP_MS = 20
};

struct canary_keys {
	struct curve_key public_key;
	struct curve_key secret_key;
};

const char *
canary_text(enum canary c)
{
	switch (c) {
	case CANARY_SAFE: return "unknown keys are refused and known ones admitted";
	case CANARY_STRANGER_ADMITTED:
		return "a key that is not on the list was admitted";
	case CANARY_KNOWN_REFUSED: return "a key that is on the list was not admitted";
	case CANARY_NO_ANSWER: return "nobody refused a key that is not on the list";
	case CANARY_BROKEN: return "no keys or sockets to dial with";
	}
	return "?";
}

static bool
make_keys(struct canary_keys *k)
{
	char public_text[KEY_TEXT], secret_text[KEY_TEXT];

	return !zmq_curve_keypair(public_text, secret_text) &&
	       zmq_z85_decode(k->public_key.b, public_text) &&
	       zmq_z85_decode(k->secret_key.b, secret_text);
}

/* Takes one message of the ROUTER; true when its last frame was of `user_id` (any, when
 * NULL). */
static bool
take_one(void *router, const char *user_id)
{
	zmq_msg_t m;
	const char *id;
	bool is_it, more;

	do {
		zmq_msg_init(&m);
		if (zmq_msg_recv(&m, router, ZMQ_DONTWAIT) < 0) {
			zmq_msg_close(&m);
			return false;
		}
		more = zmq_msg_more(&m);
		id = zmq_msg_gets(&m, "User-Id");
		is_it = !user_id || (id && !strcmp(id, user_id));
		zmq_msg_close(&m);
	} while (more);
	return is_it;
}

/* What one trial needs, and who it is about. */
struct trial {
	void *ctx;
	void *router;
	const struct sock_keys *server;
	struct zap *zap;
	const char *endpoint;
	int64_t most_ms;
	struct canary_keys keys; /* to dial with */
};

enum outcome {
	GOT_IN,
	REFUSED,
	NO_ANSWER,
	BROKEN
};

/* Waits until the ROUTER has something from `user_id` (from anybody, when NULL) or the
 * handler refuses the key. */
static enum outcome
wait_for(const struct trial *t, void *dealer, const char *user_id)
{
	int64_t until_ms = clock_monotonic_ms() + t->most_ms;

	while (clock_monotonic_ms() < until_ms) {
		/* A dialled socket knocks only while somebody calls into it. */
		zmq_pollitem_t items[] = {
			{ .socket = t->router, .events = ZMQ_POLLIN },
			{ .socket = dealer, .events = ZMQ_POLLIN },
		};

		if (zmq_poll(items, ARRAY_LEN(items), STEP_MS) > 0 &&
		    take_one(t->router, user_id))
			return GOT_IN;
		if (t->zap && zap_totals(t->zap).watched_refused)
			return REFUSED;
	}
	return NO_ANSWER;
}

/* The knock of the dialled socket is the frame that shows that it got in. */
static enum outcome
dial(const struct trial *t, const char *user_id)
{
	struct sock_keys client = { .public_key = t->keys.public_key.b,
		.secret_key = t->keys.secret_key.b };
	struct curve_key server_key;
	char address[ADDRESS_LEN];
	enum outcome outcome;
	void *dealer;

	memcpy(server_key.b, t->server->public_key, CURVE_KEY_BYTES);
	address_of_self(address, t->endpoint);
	if (t->zap)
		zap_watch(t->zap, &t->keys.public_key);
	dealer = sock_dealer(t->ctx, &client, &server_key, address);
	if (!dealer)
		return BROKEN;
	outcome = wait_for(t, dealer, user_id);
	zmq_close(dealer);
	return outcome;
}

/* PROTOCOL M6.1: without a handler the library lets everybody in. */
static enum canary
try_stranger(struct trial *t)
{
	if (!make_keys(&t->keys))
		return CANARY_BROKEN;
	switch (dial(t, NULL)) {
	case GOT_IN: return CANARY_STRANGER_ADMITTED;
	case REFUSED: return CANARY_SAFE;
	case NO_ANSWER: return CANARY_NO_ANSWER;
	case BROKEN: break;
	}
	return CANARY_BROKEN;
}

static enum canary
try_known(struct trial *t)
{
	struct zap_entry entry = { .user_id = "canary" };
	enum outcome outcome;

	if (!make_keys(&t->keys))
		return CANARY_BROKEN;
	entry.key = t->keys.public_key;
	if (t->zap)
		zap_set(t->zap, &entry, 1);
	outcome = dial(t, entry.user_id);
	if (t->zap)
		zap_set(t->zap, NULL, 0);
	if (outcome == BROKEN)
		return CANARY_BROKEN;
	return outcome == GOT_IN ? CANARY_SAFE : CANARY_KNOWN_REFUSED;
}

enum canary
canary_run(void *ctx, void *router, const struct sock_keys *keys, struct zap *zap,
    const char *endpoint, int64_t most_ms)
{
	struct trial t = { .ctx = ctx,
		.router = router,
		.server = keys,
		.zap = zap,
		.endpoint = endpoint,
		.most_ms = most_ms };
	enum canary c = try_stranger(&t);

	return c ? c : try_known(&t);
}
