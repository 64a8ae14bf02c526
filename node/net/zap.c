/* zap.c - the ZAP handler: pure parse, table under a mutex, one thread. */
#include "zap.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "log.h"
#include "mem.h"

struct zap {
	void *rep;
	pthread_t thread;
	pthread_mutex_t lock;      /* over all that follows */
	struct zap_entry *entries; /* sorted by key */
	size_t n;
	struct zap_totals totals;
	struct curve_key watched;
	bool is_watching;
	bool has_list; /* of core: before it comes everybody is unknown */
};

static bool
is_text(struct bytes frame, const char *text)
{
	return bytes_eq(frame, bytes_of(text, strlen(text)));
}

bool
zap_parse(struct zap_request *out, const struct bytes *frames, size_t n)
{
	*out = (struct zap_request){ 0 };
	if (n < 2 || frames[1].n > ZAP_REQUEST_ID_BYTES)
		return false;
	out->request_id = frames[1];
	/* version, request id, domain, address, routing id, mechanism, credentials */
	if (n != ZAP_FRAMES || !is_text(frames[0], "1.0") ||
	    !is_text(frames[2], ZAP_DOMAIN) || !is_text(frames[5], "CURVE") ||
	    frames[6].n != CURVE_KEY_BYTES)
		return false;
	memcpy(out->key.b, frames[6].p, CURVE_KEY_BYTES);
	return true;
}

static int
by_key(const void *x, const void *y)
{
	const struct zap_entry *a = x, *b = y;

	return memcmp(a->key.b, b->key.b, CURVE_KEY_BYTES);
}

/* PROTOCOL M6.1.  Is the key on the list?  Writes its User-Id; counts it when not.  Under the
 * lock. */
static bool
look_up(struct zap *z, char user_id[static USER_ID_LEN], const struct curve_key *key)
{
	struct zap_entry want = { .key = *key };
	const struct zap_entry *found =
	    z->n ? bsearch(&want, z->entries, z->n, sizeof(want), by_key) : NULL;

	if (found) {
		memcpy(user_id, found->user_id, USER_ID_LEN);
		return true;
	}
	/* The canary's own key is no stranger's. */
	if (z->is_watching && !memcmp(key->b, z->watched.b, CURVE_KEY_BYTES))
		z->totals.watched_refused = true;
	else
		z->totals.unknown_keys++;
	return false;
}

static bool
decide(struct zap *z, char user_id[static USER_ID_LEN], const struct zap_request *request,
    bool is_valid)
{
	bool is_admitted = false;

	pthread_mutex_lock(&z->lock);
	if (is_valid)
		is_admitted = look_up(z, user_id, &request->key);
	else
		z->totals.malformed++;
	pthread_mutex_unlock(&z->lock);
	return is_admitted;
}

static void
answer(struct zap *z, struct bytes request_id, const char *user_id)
{
	const char *code = user_id ? "200" : "400";
	const char *text = user_id ? "OK" : "unknown key";
	const char *id = user_id ? user_id : "";

	zmq_send(z->rep, "1.0", 3, ZMQ_SNDMORE);
	zmq_send(z->rep, request_id.p, request_id.n, ZMQ_SNDMORE);
	zmq_send(z->rep, code, 3, ZMQ_SNDMORE);
	zmq_send(z->rep, text, strlen(text), ZMQ_SNDMORE);
	zmq_send(z->rep, id, strlen(id), ZMQ_SNDMORE);
	zmq_send(z->rep, "", 0, 0);
}

/* One request, whole: frames beyond ZAP_FRAMES are taken and make it malformed.  False
 * when the context is being shut down. */
static bool
serve_one(struct zap *z)
{
	zmq_msg_t frames[ZAP_FRAMES + 1];
	struct bytes views[ZAP_FRAMES + 1];
	struct zap_request request;
	char user_id[USER_ID_LEN];
	size_t n = 0;
	bool more = true, is_valid;
	int failure = 0;

	for (size_t i = 0; i <= ZAP_FRAMES; i++)
		zmq_msg_init(&frames[i]);
	while (more) {
		zmq_msg_t *frame = &frames[n];

		if (zmq_msg_recv(frame, z->rep, 0) < 0) {
			failure = zmq_errno();
			break;
		}
		views[n] = bytes_of(zmq_msg_data(frame), zmq_msg_size(frame));
		more = zmq_msg_more(frame);
		if (more && n < ZAP_FRAMES)
			n++;
	}
	if (!more) {
		is_valid = zap_parse(&request, views, n + 1);
		answer(z, request.request_id,
		    decide(z, user_id, &request, is_valid) ? user_id : NULL);
	}
	for (size_t i = 0; i <= ZAP_FRAMES; i++)
		zmq_msg_close(&frames[i]);
	return !failure || failure == EINTR;
}

static void *
serve(void *arg)
{
	struct zap *z = arg;

	while (serve_one(z))
		;
	zmq_close(z->rep);
	return NULL;
}

struct zap *
zap_start(void *ctx)
{
	struct zap *z = mem_new(sizeof(*z));
	int linger = 0;

	pthread_mutex_init(&z->lock, NULL);
	z->rep = zmq_socket(ctx, ZMQ_REP);
	if (z->rep && !zmq_setsockopt(z->rep, ZMQ_LINGER, &linger, sizeof(linger)) &&
	    !zmq_bind(z->rep, "inproc://zeromq.zap.01") &&
	    !pthread_create(&z->thread, NULL, serve, z))
		return z;
	log_error("cannot start the ZAP handler: %s", zmq_strerror(zmq_errno()));
	if (z->rep)
		zmq_close(z->rep);
	pthread_mutex_destroy(&z->lock);
	free(z);
	return NULL;
}

void
zap_stop(struct zap *z)
{
	if (!z)
		return;
	pthread_join(z->thread, NULL);
	pthread_mutex_destroy(&z->lock);
	free(z->entries);
	free(z);
}

void
zap_set(struct zap *z, const struct zap_entry *entries, size_t n)
{
	struct zap_entry *fresh = mem_array(n, sizeof(*fresh)), *old;

	if (n)
		memcpy(fresh, entries, n * sizeof(*fresh));
	qsort(fresh, n, sizeof(*fresh), by_key);
	pthread_mutex_lock(&z->lock);
	old = z->entries;
	z->entries = fresh;
	z->n = n;
	pthread_mutex_unlock(&z->lock);
	free(old);
}

void
zap_admit(struct zap *z, const struct admission *a)
{
	struct zap_entry *entries = mem_array(a->n * PEER_KEYS, sizeof(*entries));
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct peer_spec *s = &a->specs[i];

		for (size_t k = 0; k < s->n_keys; k++, n++) {
			entries[n].key = s->keys[k];
			control_user_id(entries[n].user_id, s->author, s->node);
		}
	}
	pthread_mutex_lock(&z->lock);
	if (!z->has_list)
		z->totals.unknown_keys = 0; /* members who were quicker than core are no strangers */
	z->has_list = true;
	pthread_mutex_unlock(&z->lock);
	zap_set(z, entries, n);
	free(entries);
}

void
zap_forbid(struct zap *z, const char *user_id)
{
	size_t n = 0;

	pthread_mutex_lock(&z->lock);
	for (size_t i = 0; i < z->n; i++)
		if (strcmp(z->entries[i].user_id, user_id))
			z->entries[n++] = z->entries[i];
	z->n = n;
	pthread_mutex_unlock(&z->lock);
}

void
zap_watch(struct zap *z, const struct curve_key *key)
{
	pthread_mutex_lock(&z->lock);
	z->watched = *key;
	z->is_watching = true;
	z->totals.watched_refused = false;
	pthread_mutex_unlock(&z->lock);
}

struct zap_totals
zap_totals(struct zap *z)
{
	struct zap_totals t;

	pthread_mutex_lock(&z->lock);
	t = z->totals;
	pthread_mutex_unlock(&z->lock);
	return t;
}
