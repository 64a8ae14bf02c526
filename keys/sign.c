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

#include "body.h"
#include "control.pb-c.h"
#include "kind.h"
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
	const struct key *keys[2];
	size_t n_keys;
	struct buf body; /* of sign_hand_over */
	struct public_key old_key;
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

static const struct key *
open_key(const struct sign *s, const struct public_key *key)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (!memcmp(s->keys[i]->public_key.b, key->b, sizeof(key->b)))
			return s->keys[i];
	return NULL;
}

static enum err
load_record(struct sign *s, struct errmsg *m)
{
	const struct sign_record *r = &s->record;
	enum err e = sign_record_read(&s->record, s->path, NULL, m);

	if (e == ERR_NOT_FOUND) {
		log_warn(
		    "%s is lost: nothing is signed until the own head is known", s->path);
		return ERR_NONE;
	}
	if (e)
		return e;
	if (!open_key(s, &r->key) && !(r->hands_over && open_key(s, &r->next)))
		return errmsg_set(m, ERR_INPUT,
		    "%s is the record of another signing key; when that key is lost and this one replaces it, move the record away (keys/README.md, A key is lost)",
		    s->path);
	s->has_record = true;
	if (r->place.seq && entry_check_signature(&s->scope.alliance, &r->id,
				&r->signature, &r->key) != V_OK)
		return errmsg_set(m, ERR_INPUT,
		    "%s: its signature does not verify under this key and alliance",
		    s->path);
	return ERR_NONE;
}

static enum err
check_use(const struct sign_config *cfg, const struct key *k, struct errmsg *m)
{
	return k->use == KEY_SIGNING && !strcmp(k->author, cfg->author)
		   ? ERR_NONE
		   : errmsg_set(m, ERR_REFUSED,
			 "expected the signing key of %s, found the %s key of %s",
			 cfg->author, key_use_name(k->use), k->author);
}

enum err
sign_open(struct sign **out, const struct sign_config *cfg, struct errmsg *m)
{
	struct sign *s;
	enum err e = ERR_NONE;

	assert(author_is_valid(cfg->author));
	e = check_use(cfg, cfg->key, m);
	if (!e && cfg->next)
		e = check_use(cfg, cfg->next, m);
	if (e)
		return e;
	s = mem_new(sizeof(*s));
	s->scope.incarnation = cfg->incarnation;
	s->scope.generation = cfg->generation;
	s->scope.alliance = cfg->alliance;
	snprintf(s->scope.author, sizeof(s->scope.author), "%s", cfg->author);
	s->keys[s->n_keys++] = cfg->key;
	if (cfg->next)
		s->keys[s->n_keys++] = cfg->next;
	s->record.key = cfg->key->public_key;
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
	buf_clear(&s->body);
	free(s);
}

void
sign_status(const struct sign *s, struct sign_reply *out)
{
	*out = (struct sign_reply){ .has_record = s->has_record, .record = s->record };
	for (size_t i = 0; i < s->n_keys; i++)
		out->keys[out->n_keys++] = s->keys[i]->public_key;
}

void
sign_hand_over(struct sign *s, struct bytes body, const struct public_key *old_key)
{
	buf_reset(&s->body);
	buf_add(&s->body, body.p, body.n);
	if (body.n)
		s->old_key = *old_key;
}

/* PROTOCOL M5.35.  The new key itself says whose place it takes, so core need not be believed. */
static enum sign_verdict
check_statement(const struct sign *s, struct sign_handover *h, const Cmsa__KeysBody *b)
{
	struct keys_statement said = { .tag = TAG_POSSESSION,
		.alliance = s->scope.alliance,
		.author = s->scope.author,
		.incarnation = s->scope.incarnation,
		.generation = b->generation,
		.old_key = s->old_key };
	struct signature sig;

	if (b->n_desks)
		return SIGN_STATEMENT;
	memcpy(said.new_key.b, b->signing_key.data, sizeof(said.new_key.b));
	memcpy(sig.b, b->possession_signature.data, sizeof(sig.b));
	*h = (struct sign_handover){ b->generation, s->old_key, said.new_key,
		body_hash(buf_view(&s->body)) };
	if (!open_key(s, &h->new_key))
		return SIGN_NO_KEY;
	return keys_check_statement(&said, &sig, &said.new_key) ? SIGN_STATEMENT
								: SIGN_DONE;
}

/* What sign_hand_over brought; *out NULL when nothing. */
static enum sign_verdict
read_handover(const struct sign *s, struct sign_handover *h, bool *is)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum sign_verdict v = SIGN_STATEMENT;

	*is = s->body.n != 0;
	if (!*is)
		return SIGN_DONE;
	arena_init(&mem, REQUEST_ARENA_BYTES);
	if (!body_parse(&m, &mem, KIND_KEYS, 1, buf_view(&s->body), NULL))
		v = check_statement(s, h, (const Cmsa__KeysBody *)(const void *)m);
	arena_clear(&mem);
	return v;
}

/* PROTOCOL M4.3: the record first, then the signature leaves: after a crash in between the same header
 * gets the same signature, and no other can get one. */
static enum sign_verdict
keep(struct sign *s, const struct sign_record *next)
{
	struct errmsg m = { "" };

	if (s->path && sign_record_write(s->path, next, &m) != ERR_NONE) {
		log_error("nothing signed: %s", m.text);
		return SIGN_RECORD_FAILED;
	}
	s->record = *next;
	s->has_record = true;
	return SIGN_DONE;
}

static enum sign_verdict
sign_and_keep(struct sign *s, const struct entry *e, const struct public_key *by,
    bool hands_over, const struct sign_handover *h)
{
	const struct key *k = open_key(s, by);
	struct buf string = { 0 };
	struct sign_record next;
	struct signature sig;

	if (!k)
		return SIGN_NO_KEY;
	entry_signing_string(&string, &s->scope.alliance, &e->id);
	key_sign(&sig, k, KEY_SIGNING, buf_view(&string));
	buf_clear(&string);
	sign_record_of(&next, e, &sig);
	next.key = *by;
	next.hands_over = hands_over;
	if (hands_over)
		next.next = h->new_key;
	return keep(s, &next);
}

static enum sign_verdict
answer_header(struct sign *s, struct bytes header)
{
	struct sign_handover h = { 0 };
	struct public_key by;
	struct entry e;
	enum sign_verdict v;
	bool again, hands_over, is;

	if (entry_parse(&e, header) != V_OK)
		return SIGN_MALFORMED;
	if (!s->has_record)
		return SIGN_NO_RECORD;
	v = read_handover(s, &h, &is);
	if (v && !hash_eq(&e.id, &s->record.id))
		return v;
	v = sign_rules_next(
	    &again, &by, &hands_over, &s->scope, &s->record, &e, is ? &h : NULL);
	if (v || again)
		return v;
	return sign_and_keep(s, &e, &by, hands_over, &h);
}

/* Under which of the keys that may have signed it does the entry verify? */
static bool
find_signer(const struct sign *s, struct public_key *by, const struct entry *e,
    const struct signature *sig, const struct sign_handover *h)
{
	struct public_key may[5];
	size_t n = 0;

	for (size_t i = 0; i < s->n_keys; i++)
		may[n++] = s->keys[i]->public_key;
	if (s->has_record)
		may[n++] = s->record.key;
	if (s->has_record && s->record.hands_over)
		may[n++] = s->record.next;
	if (h)
		may[n++] = h->old_key;
	for (size_t i = 0; i < n; i++)
		if (entry_check_signature(&s->scope.alliance, &e->id, sig, &may[i]) ==
		    V_OK) {
			*by = may[i];
			return true;
		}
	return false;
}

/* Is the entry the one with which the key `by` hands over? */
static bool
is_handover(
    const struct entry *e, const struct public_key *by, const struct sign_handover *h)
{
	return h && e->kind == KIND_KEYS && e->key + 1 == h->generation &&
	       hash_eq(&e->body_hash, &h->body_hash) &&
	       !memcmp(by->b, h->old_key.b, sizeof(by->b));
}

static enum sign_verdict
answer_advance(struct sign *s, struct bytes signed_entry)
{
	struct bytes header, signature, body;
	struct sign_handover h = { 0 };
	struct sign_record next;
	struct public_key by;
	struct signature sig;
	struct entry e;
	enum sign_verdict v;
	bool again, is;

	if (signed_entry_parse(&header, &signature, &body, signed_entry) != V_OK ||
	    signature.n != sizeof(sig.b) || entry_parse(&e, header) != V_OK)
		return SIGN_MALFORMED;
	memcpy(sig.b, signature.p, sizeof(sig.b));
	is = read_handover(s, &h, &is) == SIGN_DONE && is;
	if (strcmp(e.place.author, s->scope.author) != 0)
		return SIGN_NOT_OWN;
	if (!find_signer(s, &by, &e, &sig, is ? &h : NULL))
		return SIGN_BAD_SIGNATURE;
	v = sign_rules_advance(
	    &again, &s->scope, s->has_record ? &s->record : NULL, &e, &by);
	if (v || again)
		return v;
	log_warn("the record moves to the own entry %" PRIu64 ", learned from others",
	    e.place.seq);
	sign_record_of(&next, &e, &sig);
	next.key = by;
	next.hands_over = is_handover(&e, &by, is ? &h : NULL);
	if (next.hands_over)
		next.next = h.new_key;
	return keep(s, &next);
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
	ProtobufCBinaryData keys[ARRAY_LEN(r->keys)];
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
	for (size_t i = 0; i < r->n_keys; i++)
		keys[i] = pb_hash_data(r->keys[i].b);
	p.keys = keys;
	p.n_keys = r->n_keys;
	pb_write(out, &p.base);
}

static void
answer(struct sign *s, struct sign_reply *r, const Cmsa__SignRequest *q)
{
	struct public_key old_key = { { 0 } };
	struct hash alliance;

	if (q->old_key.len == sizeof(old_key.b))
		memcpy(old_key.b, q->old_key.data, sizeof(old_key.b));
	sign_hand_over(s, pb_bytes(q->keys_body), &old_key);
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
