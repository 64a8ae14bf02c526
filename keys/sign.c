/* sign.c - the signing key and its record. */
#include "sign.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "control.pb-c.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

enum {
	LOCK_TRIES = 100,
	LOCK_PAUSE_MS = 50,
	REQUEST_ARENA_BYTES = 16 << 10
};

struct sign {
	struct sign_scope scope;
	const struct key *key;
	char *path; /* NULL: in memory */
	int lock;   /* -1: none */
	bool has_record;
	struct sign_record record;
};

/* The record itself is replaced by rename, so the lock is a file of its own. */
static enum err
take_lock(struct sign *s, struct errmsg *m)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_MS * 1000000L };
	char path[4096];

	if ((size_t)snprintf(path, sizeof(path), "%s.lock", s->path) >= sizeof(path))
		return errmsg_set(
		    m, ERR_INPUT, "the path of the sign record is too long");
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock < 0)
		return errmsg_set(m, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
			return ERR_NONE;
		nanosleep(&pause, NULL);
	}
	return errmsg_set(
	    m, ERR_BUSY, "another process signs with this key (%s is locked)", path);
}

static enum err
load_record(struct sign *s, struct errmsg *m)
{
	enum err e = sign_record_read(&s->record, s->path, &s->key->public_key, m);

	if (e == ERR_NOT_FOUND) {
		log_warn(
		    "%s is lost: nothing is signed until the own head is known", s->path);
		return ERR_NONE;
	}
	if (e)
		return e;
	s->has_record = true;
	if (s->record.place.seq &&
	    entry_check_signature(&s->scope.alliance, &s->record.id, &s->record.signature,
		&s->key->public_key) != V_OK)
		return errmsg_set(m, ERR_INPUT,
		    "%s: its signature does not verify under this key and alliance",
		    s->path);
	return ERR_NONE;
}

enum err
sign_open(struct sign **out, const struct sign_config *cfg, struct errmsg *m)
{
	struct sign *s;
	enum err e = ERR_NONE;

	assert(author_is_valid(cfg->author));
	if (cfg->key->use != KEY_SIGNING || strcmp(cfg->key->author, cfg->author) != 0)
		return errmsg_set(m, ERR_REFUSED,
		    "expected the signing key of %s, found the %s key of %s", cfg->author,
		    key_use_name(cfg->key->use), cfg->key->author);
	s = mem_new(sizeof(*s));
	s->scope.incarnation = cfg->incarnation;
	s->scope.generation = cfg->generation;
	s->scope.alliance = cfg->alliance;
	snprintf(s->scope.author, sizeof(s->scope.author), "%s", cfg->author);
	s->key = cfg->key;
	s->lock = -1;
	s->has_record = !cfg->record_path;
	if (cfg->record_path) {
		s->path = mem_strdup(cfg->record_path);
		e = take_lock(s, m);
		if (!e)
			e = load_record(s, m);
	}
	if (e) {
		sign_close(s);
		return e;
	}
	*out = s;
	return ERR_NONE;
}

void
sign_close(struct sign *s)
{
	if (!s)
		return;
	if (s->lock >= 0)
		close(s->lock);
	free(s->path);
	free(s);
}

void
sign_status(const struct sign *s, struct sign_reply *out)
{
	*out = (struct sign_reply){ .has_record = s->has_record, .record = s->record };
}

/* PROTOCOL M4.3: the record first, then the signature leaves: after a crash in between the same header
 * gets the same signature, and no other can get one. */
static enum sign_verdict
keep(struct sign *s, const struct entry *e, const struct signature *sig)
{
	struct sign_record next;
	struct errmsg m = { "" };

	sign_record_of(&next, e, sig);
	if (s->path &&
	    sign_record_write(s->path, &next, &s->key->public_key, &m) != ERR_NONE) {
		log_error("nothing signed: %s", m.text);
		return SIGN_RECORD_FAILED;
	}
	s->record = next;
	s->has_record = true;
	return SIGN_DONE;
}

static enum sign_verdict
answer_header(struct sign *s, struct bytes header)
{
	struct buf string = { 0 };
	struct signature sig;
	struct entry e;
	enum sign_verdict v;
	bool again;

	if (entry_parse(&e, header) != V_OK)
		return SIGN_MALFORMED;
	if (!s->has_record)
		return SIGN_NO_RECORD;
	v = sign_rules_next(&again, &s->scope, &s->record, &e);
	if (v || again)
		return v;
	entry_signing_string(&string, &s->scope.alliance, &e.id);
	key_sign(&sig, s->key, KEY_SIGNING, buf_view(&string));
	buf_clear(&string);
	return keep(s, &e, &sig);
}

static enum sign_verdict
answer_advance(struct sign *s, struct bytes signed_entry)
{
	struct bytes header, signature, body;
	struct signature sig;
	struct entry e;
	enum sign_verdict v;
	bool again;

	if (signed_entry_parse(&header, &signature, &body, signed_entry) != V_OK ||
	    signature.n != sizeof(sig.b) || entry_parse(&e, header) != V_OK)
		return SIGN_MALFORMED;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	v = sign_rules_advance(&again, &s->scope, s->has_record ? &s->record : NULL, &e);
	if (v || again)
		return v;
	if (entry_check_signature(&s->scope.alliance, &e.id, &sig, &s->key->public_key) !=
	    V_OK)
		return SIGN_BAD_SIGNATURE;
	log_warn("the record moves to the own entry %" PRIu64 ", learned from others",
	    e.place.seq);
	return keep(s, &e, &sig);
}

static void
finish(const struct sign *s, struct sign_reply *out, enum sign_verdict v)
{
	sign_status(s, out);
	out->verdict = v;
	if (v == SIGN_DONE)
		out->signature = s->record.signature;
}

void
sign_header(struct sign *s, struct sign_reply *out, struct bytes header)
{
	finish(s, out, answer_header(s, header));
}

void
sign_advance(struct sign *s, struct sign_reply *out, struct bytes signed_entry)
{
	finish(s, out, answer_advance(s, signed_entry));
}

static void
write_reply(struct buf *out, const struct sign_reply *r, uint64_t number)
{
	Cmsa__SignReply p;

	cmsa__sign_reply__init(&p);
	p.verdict = r->verdict;
	p.number = number;
	p.has_record = r->has_record;
	if (r->verdict == SIGN_DONE)
		p.signature = pb_data(bytes_of(r->signature.b, sizeof(r->signature.b)));
	if (r->record.place.seq) {
		p.record_header =
		    pb_data(bytes_of(r->record.header, r->record.header_bytes));
		p.record_signature = pb_data(
		    bytes_of(r->record.signature.b, sizeof(r->record.signature.b)));
	}
	pb_write(out, &p.base);
}

static void
answer(struct sign *s, struct sign_reply *r, const Cmsa__SignRequest *q)
{
	struct hash alliance;

	if (!hash_from(&alliance, pb_bytes(q->alliance_id)) ||
	    (q->header.len && q->advance.len))
		finish(s, r, SIGN_MALFORMED);
	else if (!hash_eq(&alliance, &s->scope.alliance))
		finish(s, r, SIGN_ALLIANCE);
	else if (q->header.len)
		sign_header(s, r, pb_bytes(q->header));
	else if (q->advance.len)
		sign_advance(s, r, pb_bytes(q->advance));
	else
		sign_status(s, r);
}

void
sign_answer(struct sign *s, struct buf *reply, struct bytes request)
{
	const ProtobufCMessage *q;
	struct sign_reply r;
	struct arena mem;
	uint64_t number = 0;

	arena_init(&mem, REQUEST_ARENA_BYTES);
	if (pb_parse(&q, &mem, &cmsa__sign_request__descriptor, request) != V_OK) {
		finish(s, &r, SIGN_MALFORMED);
	} else {
		number = ((const Cmsa__SignRequest *)(const void *)q)->number;
		answer(s, &r, (const Cmsa__SignRequest *)(const void *)q);
	}
	write_reply(reply, &r, number);
	arena_clear(&mem);
}
