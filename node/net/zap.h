/* zap.h - who may connect: libzmq asks this handler (ZeroMQ RFC 27) for every connection.
 * A thread of its own answers from a table in memory: a handler slower than the handshake
 * admits nobody.  200 with User-Id "AUTHOR/node" for a key on the list, 400 otherwise:
 * after 300 libzmq asks again and again, half of the time. */
#ifndef ZAP_H
#define ZAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "control.h"

#define ZAP_DOMAIN "cmsa"

enum {
	ZAP_FRAMES = 7, /* of a CURVE request */
	ZAP_REQUEST_ID_BYTES = 255,
};

struct zap_request {
	struct bytes request_id; /* borrowed from the frames */
	struct curve_key key;
};

/* Reads the frames of one request.  True only for version 1.0, our domain, mechanism
 * CURVE and a key of 32 bytes in exactly ZAP_FRAMES frames.  `request_id` is set whenever
 * the frame is there and not too long, so that a refusal can name it; else it is empty.
 */
bool zap_parse(struct zap_request *out, const struct bytes *frames, size_t n);

struct zap_entry {
	struct curve_key key;
	char user_id[USER_ID_LEN];
};

struct zap;

/* Binds the handler in `ctx` and starts its thread, with an empty table: nobody is
 * admitted.  Must come before any CURVE server socket.  NULL (logged) when it cannot. */
struct zap *zap_start(void *ctx);

/* After zmq_ctx_shutdown(ctx): waits for the thread and frees.  NULL is fine. */
void zap_stop(struct zap *z);

/* Puts a copy in place of the whole table. */
void zap_set(struct zap *z, const struct zap_entry *entries, size_t n);

/* The table of an admission list: one entry a key. */
void zap_admit(struct zap *z, const struct admission *a);

/* Takes the keys of that User-Id from the table. */
void zap_forbid(struct zap *z, const char *user_id);

struct zap_totals {
	uint64_t unknown_keys;
	uint64_t malformed;
	bool watched_refused; /* the watched key was refused since zap_watch */
};

/* From now on, tell whether this key is refused (the canary's stranger); it is not
 * counted. */
void zap_watch(struct zap *z, const struct curve_key *key);

struct zap_totals zap_totals(struct zap *z);

#endif
