/* publish.c - own entries: drafted durably, signed by the sign process, stored durably,
 * and only then sent (design 2, PROTOCOL.md 6.3). */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "log.h"
#include "pb.h"
#include "usable.h"

static void
fill_header(struct core *c, struct entry *e, uint32_t kind, uint32_t audience,
    struct bytes body, struct core_time now)
{
	const struct own_feed *f = feeds_find(c, c->author, 1);

	*e = (struct entry){ .key = 1, .kind = kind, .schema = 1, .audience = audience };
	memcpy(e->place.author, c->author, sizeof(e->place.author));
	e->place.incarnation = 1;
	e->place.seq = (f ? f->tip.seq : 0) + 1;
	e->prev = f && f->tip.seq ? f->tip.id : c->alliance;
	e->register_number = registry_number(c->registry);
	e->register_id = registry_id(c->registry);
	/* a clock set back must not make own times fall */
	e->time_ms = f && f->tip.time_ms > now.wall_ms ? f->tip.time_ms : now.wall_ms;
	e->body_hash = body_hash(body);
	e->body_size = (uint32_t)body.n;
}

static enum err
put_draft(struct core *c, const struct entry *e, struct bytes body)
{
	struct buf header = { 0 };
	struct run_entry r;
	enum verdict v;
	enum err err;

	entry_write(&header, e);
	v = run_entry_parse(&r, buf_view(&header), bytes_of(NULL, 0), body);
	if (!v)
		v = accept_check_own(c, &r);
	if (v) {
		log_error("own entry %llu of kind %u is not made: %s",
		    (unsigned long long)e->place.seq, e->kind, verdict_text(v));
		buf_clear(&header);
		return ERR_REFUSED;
	}
	err = store_begin(c->cfg.store, true);
	if (!err)
		err = store_draft_put(c->cfg.store, buf_view(&header), body);
	if (!err)
		err = store_commit(c->cfg.store);
	if (err)
		store_rollback(c->cfg.store);
	buf_clear(&header);
	return err;
}

static enum err
drop_draft(struct core *c)
{
	enum err e = store_begin(c->cfg.store, true);

	if (!e)
		e = store_draft_drop(c->cfg.store);
	if (!e)
		return store_commit(c->cfg.store);
	store_rollback(c->cfg.store);
	return e;
}

static enum err
append_signed(struct core *c, const struct run_entry *r)
{
	enum verdict v = V_OK;
	size_t taken = 0;
	enum err e = store_begin(c->cfg.store, true);

	if (!e)
		e = accept_run(c, &taken, &v, r, 1);
	if (!e && !taken) {
		log_error("own entry %llu is refused by this node itself: %s",
		    (unsigned long long)r->e.place.seq, verdict_text(v));
		e = ERR_REFUSED;
	}
	if (!e)
		e = store_draft_drop(c->cfg.store);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e) {
		store_rollback(c->cfg.store);
		feeds_load(c);
	}
	return e;
}

/* PROTOCOL M6.5.  One frame a role: with the body for those who read it, without for the
 * others. */
static void
send_live(struct core *c, const struct run_entry *r)
{
	static const enum role roles[] = { ROLE_MEMBER, ROLE_CANDIDATE, ROLE_AUDITOR,
		ROLE_DESK };

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		Cmsa__SignedEntry s, *list[1] = { &s };
		Cmsa__Live live;
		Cmsa__Wire w;

		cmsa__signed_entry__init(&s);
		s.header = pb_data(r->e.header);
		s.signature = pb_data(r->signature);
		if (role_reads(roles[i], r->e.audience))
			s.body = pb_data(r->body);
		cmsa__live__init(&live);
		live.entries = list;
		live.n_entries = 1;
		cmsa__wire__init(&w);
		w.message_case = CMSA__WIRE__MESSAGE_LIVE;
		w.live = &live;
		out_send_role(c, roles[i], &w, NULL);
	}
	c->beacon_soon = true;
}

/* The draft becomes an entry.  ERR_NOT_FOUND: there is none. */
static enum err
finish_draft(struct core *c, struct place *place, struct hash *id)
{
	struct buf header = { 0 }, body = { 0 };
	struct sign_reply reply;
	struct run_entry r;
	enum err e = store_draft_get(c->cfg.store, &header, &body);

	if (e)
		goto out;
	e = ERR_STORE;
	if (run_entry_parse(&r, buf_view(&header), bytes_of(NULL, 0),
		bytes_of(body.n ? body.p : (const uint8_t *)"", body.n)))
		goto out;
	e = c->cfg.signer->sign(c->cfg.signer->ctx, &reply, r.e.header);
	if (e)
		goto out;
	if (reply.verdict != SIGN_DONE) {
		log_error("the sign process refuses own entry %llu: %s",
		    (unsigned long long)r.e.place.seq, sign_verdict_text(reply.verdict));
		c->own_head_known = false;
		e = drop_draft(c);
		e = e ? e : ERR_REFUSED;
		goto out;
	}
	r.signature = bytes_of(reply.signature.b, sizeof(reply.signature.b));
	e = append_signed(c, &r); /* PROTOCOL M4.11: on disk, then sent */
	if (e)
		goto out;
	*place = r.e.place;
	*id = r.e.id;
	send_live(c, &r);
out:
	buf_clear(&header);
	buf_clear(&body);
	return e;
}

static void publish_first_keys(struct core *c, struct core_time now);

enum err
publish_entry(struct core *c, struct place *out, struct hash *id, uint32_t kind,
    uint32_t audience, struct bytes body, struct core_time now)
{
	const struct own_feed *f = feeds_find(c, c->author, 1);
	struct entry e;
	enum err err;

	if (!c->cfg.signer || !c->own_head_known)
		return ERR_BUSY;
	if ((!f || !f->tip.seq) && kind != KIND_KEYS)
		publish_first_keys(c, now);
	err = finish_draft(c, out, id); /* one left by a signer that did not answer */
	if (err != ERR_NOT_FOUND && err)
		return err;
	fill_header(c, &e, kind, audience, body, now);
	err = put_draft(c, &e, body);
	return err ? err : finish_draft(c, out, id);
}

enum err
publish_check(
    struct core *c, uint32_t kind, uint32_t audience, struct bytes body, struct errmsg *m)
{
	const struct author *a = own_author(c);
	struct body_fault fault = { .row = (size_t)-1 };
	const ProtobufCMessage *value = NULL;
	struct arena mem;
	struct entry e = { .kind = kind, .schema = 1, .audience = audience };
	enum verdict v;

	if (!c->cfg.signer)
		return errmsg_set(m, ERR_REFUSED,
		    "this node replicates; another node of %s writes", c->author);
	if (!a || !kind_is_known(kind) || !kind_allows_role(kind, a->role))
		return errmsg_set(m, ERR_REFUSED, "role %s may not publish %s",
		    role_name(a ? a->role : ROLE_NONE),
		    kind_name(kind) ? kind_name(kind) : "that kind");
	if (!kind_allows_audience(kind, audience))
		return errmsg_set(m, ERR_INPUT, "audience %s is not allowed for %s",
		    audience_name(audience) ? audience_name(audience) : "unknown",
		    kind_name(kind));
	if (body.n > LIMIT_BODY_BYTES)
		return errmsg_set(m, ERR_INPUT,
		    "body: expected at most %d bytes, found %zu", LIMIT_BODY_BYTES,
		    body.n);
	memcpy(e.place.author, c->author, sizeof(e.place.author));
	e.register_number = registry_number(c->registry);
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = usable_check(c->registry, &e, body, &value, &mem, &fault);
	arena_clear(&mem);
	if (!v)
		return ERR_NONE;
	if (fault.row == (size_t)-1)
		return errmsg_set(
		    m, ERR_INPUT, "%s: %s: %s", fault.field, verdict_text(v), fault.why);
	return errmsg_set(m, ERR_INPUT, "item %zu, \"%s\": %s: %s", fault.row + 1,
	    fault.field, verdict_text(v), fault.why);
}

static enum err
publish_queued(struct core *c, struct core_time now)
{
	struct buf body = { 0 };
	struct place place;
	struct hash hash;
	uint64_t id;
	uint32_t kind, audience;
	enum err e = store_queue_get(c->cfg.store, &id, &kind, &audience, &body);

	if (!e)
		e = publish_entry(c, &place, &hash, kind, audience, buf_view(&body), now);
	if (!e) {
		e = store_begin(c->cfg.store, true);
		if (!e)
			e = store_queue_drop(c->cfg.store, id);
		if (!e)
			e = store_commit(c->cfg.store);
		if (e)
			store_rollback(c->cfg.store);
	}
	buf_clear(&body);
	return e;
}

static void
publish_first_keys(struct core *c, struct core_time now)
{
	const struct own_feed *f = feeds_find(c, c->author, 1);
	struct place place;
	struct hash id;

	if ((f && f->tip.seq) || !c->keys_body.n)
		return;
	if (!own_author(c))
		return; /* not enrolled yet */
	if (publish_entry(c, &place, &id, KIND_KEYS, AUDIENCE_PUBLIC,
		buf_view(&c->keys_body), now) == ERR_NONE)
		log_info("published the first keys entry");
}

void
publish_tick(struct core *c, struct core_time now)
{
	struct place place;
	struct hash id;

	if (!c->cfg.signer || !c->own_head_known)
		return;
	if (!c->draft_checked) {
		enum err e = finish_draft(c, &place, &id);

		if (e && e != ERR_NOT_FOUND && e != ERR_REFUSED)
			return;
		c->draft_checked = true;
	}
	publish_first_keys(c, now);
	while (publish_queued(c, now) == ERR_NONE)
		continue;
}
