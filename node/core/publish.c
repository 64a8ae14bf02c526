/* publish.c - own entries: drafted durably, signed by the sign process, stored durably,
 * and only then sent (design 2, PROTOCOL.md 6.3). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"
#include "pb.h"

/* What becomes an own entry. */
struct own_body {
	uint32_t kind, audience;
	struct bytes body;
	uint64_t queued;     /* row of the queue; 0: none */
	const char *readers; /* by commas, with audience named; else NULL */
	uint32_t key;        /* the generation that signs it; 0: the one in force */
};

static void
fill_header(
    struct core *c, struct entry *e, const struct own_body *b, struct core_time now)
{
	const struct feed_tip tip = feeds_own_tip(c);

	*e = (struct entry){ .key = b->key ? b->key : feeds_key_number(c),
		.kind = b->kind,
		.schema = 1,
		.audience = b->audience };
	memcpy(e->place.author, c->author, sizeof(e->place.author));
	e->place.incarnation = c->incarnation;
	e->place.seq = tip.seq + 1;
	e->prev = hash_is_zero(&tip.id) ? c->alliance : tip.id;
	e->register_number = registry_number(c->registry);
	e->register_id = registry_id(c->registry);
	/* a clock set back must not make own times fall */
	e->time_ms = tip.time_ms > now.wall_ms ? tip.time_ms : now.wall_ms;
	e->body_hash = body_hash(b->body);
	e->body_size = (uint32_t)b->body.n;
}

/* The row of the queue that the draft was made of: both are dropped in one transaction, so
 * that what was queued is published once. */
static const char DRAFT_OF[] = "draft-of";

static enum err
draft_of(struct core *c, uint64_t *queued)
{
	struct buf b = { 0 };
	enum err e = store_meta_get(c->cfg.store, DRAFT_OF, &b);

	*queued = !e && b.n == 8 ? get_u64(b.p) : 0;
	buf_clear(&b);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
store_draft(struct core *c, struct bytes header, struct bytes body, uint64_t queued)
{
	uint8_t row[8];
	enum err e = store_begin(c->cfg.store, true);

	put_u64(row, queued);
	if (!e)
		e = store_meta_set(c->cfg.store, DRAFT_OF, bytes_of(row, sizeof(row)));
	if (!e)
		e = store_draft_put(c->cfg.store, header, body);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store);
	else
		c->draft_left = true;
	return e;
}

static enum err
put_draft(struct core *c, const struct entry *e, const struct own_body *b)
{
	struct buf header = { 0 };
	struct run_entry r;
	enum verdict v;
	enum err err;

	entry_write(&header, e);
	v = run_entry_parse(&r, buf_view(&header), bytes_of(NULL, 0), b->body);
	if (!v)
		v = accept_check_own(c, &r);
	/* PROTOCOL M4.16: its desk may have been limited since it was asked for */
	if (!v && !desks_counts(c->desks, &e->place, e->kind, e->audience))
		v = V_ROLE;
	if (v) {
		log_error("own entry %llu of kind %u is not made: %s",
		    (unsigned long long)e->place.seq, e->kind, verdict_text(v));
		buf_clear(&header);
		return ERR_REFUSED;
	}
	err = store_draft(c, buf_view(&header), b->body, b->queued);
	buf_clear(&header);
	return err;
}

/* Only now place and prev are known, which the seal binds.  What is in the clear stays in the
 * queue until the entry is appended: a draft that loses its place is sealed anew. */
static enum err
put_sealed_draft(struct core *c, struct entry *e, const struct own_body *b)
{
	struct buf sealed = { 0 };
	struct own_body own = *b;
	enum err err;

	assert(b->queued && b->readers);
	err = readers_seal(c, &sealed, e, b->readers, b->body);
	if (err)
		log_error(
		    "own entry %llu is not sealed: a reader has no usable reading key",
		    (unsigned long long)e->place.seq);
	own.body = buf_view(&sealed);
	if (!err)
		err = put_draft(c, e, &own);
	buf_clear(&sealed);
	return err;
}

/* The draft cannot be an entry.  What an operator gave, and was not told that it is refused,
 * waits in the queue for another place. */
static enum err
give_up_draft(struct core *c, const struct run_entry *r, bool told)
{
	uint64_t queued;
	enum err e = draft_of(c, &queued);
	bool keep = !told && !queued && r->e.kind >= KIND_FIRST_DATA &&
		    r->e.kind != KIND_ASSESSMENT;

	if (!e)
		e = store_begin(c->cfg.store, true);
	if (!e && keep)
		e = store_queue_put(c->cfg.store, r->e.kind, r->e.audience, r->body);
	if (!e)
		e = store_draft_drop(c->cfg.store);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store);
	else
		c->draft_left = false;
	return e;
}

static enum err
append_signed(struct core *c, const struct run_entry *r)
{
	enum verdict v = V_OK;
	size_t taken = 0;
	uint64_t queued;
	enum err e = draft_of(c, &queued);

	if (!e)
		e = store_begin(c->cfg.store, true);
	if (!e)
		e = accept_run(c, &taken, &v, r, 1);
	if (!e && !taken && v) { /* held already is as good */
		log_error("own entry %llu is refused by this node itself: %s",
		    (unsigned long long)r->e.place.seq, verdict_text(v));
		e = ERR_REFUSED;
	}
	if (!e)
		e = store_draft_drop(c->cfg.store);
	if (!e && queued)
		e = store_queue_drop(c->cfg.store, queued);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e) {
		store_rollback(c->cfg.store);
		feeds_load(c);
	} else {
		c->draft_left = false;
	}
	return e;
}

/* Something else was signed for its place, or the record says that it was: what this node
 * believes of its own feed is wrong. */
static enum err
refused_by_signer(
    struct core *c, const struct run_entry *r, const struct sign_reply *reply, bool fresh)
{
	enum err e;

	log_error("the sign process refuses own entry %llu: %s",
	    (unsigned long long)r->e.place.seq, sign_verdict_text(reply->verdict));
	c->own_head_known = false;
	e = give_up_draft(c, r, fresh);
	return e ? e : ERR_REFUSED;
}

/* By the record of the sign process; when there is none, it may have been. */
static bool
was_signed(struct core *c, const struct run_entry *r)
{
	struct sign_reply reply = { 0 };

	return c->cfg.signer->status(c->cfg.signer->ctx, &reply) || !reply.has_record ||
	       reply.record.place.seq >= r->e.place.seq;
}

/* Before it is signed: a place that was taken while it waited is not signed for again.
 * *held: its peers gave the entry back, and only the draft is left over. */
static enum err
check_draft(struct core *c, const struct run_entry *r, bool *held, bool fresh)
{
	enum verdict v = accept_check_own(c, r);
	struct hash there;
	enum err e;

	/* PROTOCOL M4.16: what was not signed yet need not be */
	if (!v && !desks_counts(c->desks, &r->e.place, r->e.kind, r->e.audience) &&
	    !was_signed(c, r))
		v = V_ROLE;
	*held = v && !store_id_get(c->cfg.store, &there, &r->e.place) &&
		hash_eq(&there, &r->e.id);
	if (!v || *held)
		return ERR_NONE;
	if (v == V_FEED_STOPPED)
		return ERR_REFUSED;
	log_warn("the draft of own entry %llu has lost its place: %s",
	    (unsigned long long)r->e.place.seq, verdict_text(v));
	e = give_up_draft(c, r, fresh);
	return e ? e : ERR_REFUSED;
}

/* The draft becomes an entry.  ERR_NOT_FOUND: there is none.  `fresh`: it was made just now
 * for somebody who hears what becomes of it. */
static enum err
finish_draft(struct core *c, struct place *place, struct hash *id, bool fresh)
{
	struct buf header = { 0 }, body = { 0 };
	struct sign_reply reply = { 0 };
	struct run_entry r;
	bool held;
	enum err e =
	    c->draft_left ? store_draft_get(c->cfg.store, &header, &body) : ERR_NOT_FOUND;

	if (e == ERR_NOT_FOUND)
		c->draft_left = false;
	if (e)
		goto out;
	e = ERR_STORE;
	if (run_entry_parse(&r, buf_view(&header), bytes_of(NULL, 0),
		bytes_of(body.n ? body.p : (const uint8_t *)"", body.n)))
		goto out;
	e = check_draft(c, &r, &held, fresh);
	if (!e && !held)
		rotate_before_sign(c, &r);
	if (!e && !held)
		e = c->cfg.signer->sign(c->cfg.signer->ctx, &reply, r.e.header);
	if (!e && reply.verdict != SIGN_DONE)
		e = refused_by_signer(c, &r, &reply, fresh);
	if (e)
		goto out;
	if (!held)
		r.signature = bytes_of(reply.signature.b, sizeof(reply.signature.b));
	e = append_signed(c, &r); /* PROTOCOL M4.11: on disk, then sent */
	if (e)
		goto out;
	*place = r.e.place;
	*id = r.e.id;
	if (!held)
		live_send(c, &r, NULL);
out:
	buf_clear(&header);
	buf_clear(&body);
	return e;
}

static void publish_first_keys(struct core *c, struct core_time now);

/* One left by a crash, or by a signer that did not answer.  ERR_NONE: there is none now. */
static enum err
finish_left(struct core *c)
{
	struct place place;
	struct hash id;
	enum err e = finish_draft(c, &place, &id, false);

	return e == ERR_NOT_FOUND || (e == ERR_REFUSED && !c->draft_left) ? ERR_NONE : e;
}

static enum err
publish_body(struct core *c, struct place *out, struct hash *id, const struct own_body *b,
    struct core_time now)
{
	const struct feed_tip tip = feeds_own_tip(c);
	struct entry e;
	enum err err;

	if (!c->cfg.signer || !c->own_head_known || c->tips_lost)
		return ERR_BUSY;
	if (forks_own(c))
		return ERR_REFUSED; /* PROTOCOL M4.19 */
	if (!tip.key && b->kind != KIND_KEYS)
		publish_first_keys(c, now);
	err = finish_left(c);
	if (!err && !c->own_head_known)
		err = ERR_BUSY; /* what was left over showed that it is not */
	if (err)
		return err;
	fill_header(c, &e, b, now);
	err = b->audience == AUDIENCE_NAMED ? put_sealed_draft(c, &e, b)
					    : put_draft(c, &e, b);
	return err ? err : finish_draft(c, out, id, true);
}

enum err
publish_entry(struct core *c, struct place *out, struct hash *id, uint32_t kind,
    uint32_t audience, struct bytes body, struct core_time now)
{
	struct own_body b = { .kind = kind, .audience = audience, .body = body };

	return publish_body(c, out, id, &b, now);
}

/* It was checked when it was asked for; the register and the desks have moved since. */
static enum err
publish_or_set_aside(struct core *c, const struct own_body *b, struct core_time now)
{
	struct errmsg why = { "" };
	struct place place;
	struct hash hash;
	enum err e = publish_check(c, b->kind, b->audience, b->body, now, &why);

	if (!e)
		e = readers_check(c, b->audience, b->readers, &why);
	if (e == ERR_INPUT || e == ERR_REFUSED)
		return aside_put(c, b->queued, b->kind, why.text, now);
	return e ? e : publish_body(c, &place, &hash, b, now);
}

/* Its enrolment or grant may be on its way to it: until then nothing is decided. */
static bool
is_nobody_yet(const struct core *c)
{
	const struct desk_terms *t = desks_find(c->desks, c->author);

	return !own_author(c) && !(t && t->withdrawn);
}

static enum err
publish_queued(struct core *c, struct core_time now)
{
	struct own_body b = { 0 };
	struct buf body = { 0 }, readers = { 0 };
	enum err e = finish_left(c); /* it may be the oldest of the queue */

	if (!e)
		e = store_queue_get(c->cfg.store, &b.queued, &b.kind, &b.audience, &body);
	b.body = buf_view(&body);
	if (!e)
		e = store_queue_readers(c->cfg.store, b.queued, &readers);
	b.readers = (const char *)readers.p;
	if (!e && is_nobody_yet(c))
		e = ERR_BUSY;
	if (!e)
		e = publish_or_set_aside(c, &b, now);
	buf_clear(&body);
	buf_clear(&readers);
	return e;
}

static void
publish_first_keys(struct core *c, struct core_time now)
{
	const struct feed_tip tip = feeds_own_tip(c);
	struct place place;
	struct hash id;

	if (tip.key || c->keys_generation != 1)
		return;
	if (!own_author(c))
		return; /* not enrolled yet */
	if (publish_entry(c, &place, &id, KIND_KEYS, AUDIENCE_PUBLIC,
		buf_view(&c->keys_body), now) == ERR_NONE)
		log_info("published the first keys entry");
}

enum verdict
publish_keys_verdict(
    struct core *c, struct bytes body, uint32_t key, struct core_time now)
{
	struct own_body b = {
		.kind = KIND_KEYS, .audience = AUDIENCE_PUBLIC, .body = body, .key = key
	};
	struct buf header = { 0 };
	struct run_entry r;
	struct entry e;
	enum verdict v;

	fill_header(c, &e, &b, now);
	entry_write(&header, &e);
	v = run_entry_parse(&r, buf_view(&header), bytes_of(NULL, 0), body);
	if (!v)
		v = accept_check_own(c, &r);
	buf_clear(&header);
	return v;
}

enum err
publish_next_keys(
    struct core *c, struct place *place, struct hash *id, struct core_time now)
{
	struct own_body b = { .kind = KIND_KEYS,
		.audience = AUDIENCE_PUBLIC,
		.body = buf_view(&c->keys_body) };
	enum err e;

	if (!rotate_pending(c, &b.key))
		return ERR_NOT_FOUND;
	e = publish_body(c, place, id, &b, now);
	if (!e)
		log_info("published the keys of generation %u", c->keys_generation);
	if (e == ERR_REFUSED)
		log_error("the keys of generation %u are refused, and not tried again",
		    c->keys_generation);
	if (!e || e == ERR_REFUSED)
		c->keys_generation = 0;
	return e;
}

enum err
publish_all(struct core *c, struct core_time now)
{
	struct place place;
	struct hash id;
	enum err e;

	if (!c->cfg.signer || !c->own_head_known)
		return ERR_BUSY;
	if (forks_own(c))
		return ERR_REFUSED; /* PROTOCOL M4.19 */
	e = finish_left(c);
	if (!e)
		publish_first_keys(c, now);
	if (!e && c->keys_generation > 1)
		publish_next_keys(c, &place, &id, now);
	while (!e)
		e = publish_queued(c, now);
	if (e == ERR_NOT_FOUND)
		return ERR_NONE;
	c->retry_ms = now.mono_ms + RETRY_MS;
	return e;
}

void
publish_tick(struct core *c, struct core_time now)
{
	if (c->own_head_known && !forks_own(c) && now.mono_ms >= c->retry_ms)
		publish_all(c, now);
}
