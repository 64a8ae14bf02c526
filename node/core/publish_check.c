/* publish_check.c - what an operator may have published: nothing that would not be a fact. */
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "pb.h"
#include "sealed_body.h"
#include "usable.h"

static bool
is_published_by_people(uint32_t kind)
{
	return kind == KIND_CAPACITY || kind == KIND_DUTY || kind == KIND_MEASURE ||
	       kind == KIND_ATTENDANCE || kind == KIND_ALERT ||
	       kind == KIND_ALERT_RESPONSE || kind == KIND_FUND ||
	       kind == KIND_RETRACTION || kind == KIND_REPLY || kind == KIND_DISCLOSURE;
}

static enum err
check_kind(struct core *c, uint32_t kind, uint32_t audience, struct errmsg *m)
{
	const struct author *a = own_author(c);
	const char *name = kind_name(kind) ? kind_name(kind) : "that kind";

	if (!c->cfg.signer)
		return errmsg_set(m, ERR_REFUSED,
		    "this node replicates; another node of %s writes", c->author);
	if (forks_own(c))
		return errmsg_set(m, ERR_REFUSED, "%s", own_why_not(c));
	if (!is_published_by_people(kind))
		return errmsg_set(m, ERR_REFUSED,
		    "capacity, duty, measure, attendance, alert, alert-response, fund, reply, retraction and disclosure are published by people; the node writes the rest");
	if (!a && author_is_desk(c->author))
		return errmsg_set(m, ERR_REFUSED,
		    "%s has no grant of its country: nothing is published", c->author);
	if (!a || !kind_allows_role(kind, a->role))
		return errmsg_set(m, ERR_REFUSED, "role %s may not publish %s",
		    role_name(a ? a->role : ROLE_NONE), name);
	if (!kind_allows_audience(kind, audience))
		return errmsg_set(m, ERR_INPUT, "audience %s is not allowed for %s",
		    audience_name(audience) ? audience_name(audience) : "unknown", name);
	return ERR_NONE;
}

/* PROTOCOL M4.16 */
static enum err
check_terms(struct core *c, const struct entry *e, struct errmsg *m)
{
	if (desks_counts(c->desks, &e->place, e->kind, e->audience))
		return ERR_NONE;
	if (author_is_desk(c->author))
		return errmsg_set(m, ERR_REFUSED,
		    "the grant of %s does not hold %s with audience %s", c->author,
		    kind_name(e->kind), audience_name(e->audience));
	return errmsg_set(m, ERR_REFUSED,
	    "a desk of %s holds %s: it publishes them, see cmsa desk list", c->author,
	    kind_name(e->kind));
}

/* The header of an entry held under that very id. */
static enum err
find_ref(struct core *c, struct entry *out, const Cmsa__Ref *ref, struct errmsg *m)
{
	struct place at = { .incarnation = ref->incarnation, .seq = ref->seq };
	struct stored_entry se = { 0 };
	struct hash id;
	enum err e = ERR_NOT_FOUND;

	if (author_is_valid(ref->author) && ref->seq <= INT64_MAX) {
		memcpy(at.author, ref->author, strlen(ref->author) + 1);
		e = store_entry_get(c->cfg.store, &se, &at);
	}
	if (!e && (!hash_from(&id, pb_bytes(ref->id)) || !hash_eq(&id, &se.e.id)))
		e = ERR_NOT_FOUND;
	if (!e)
		*out = se.e;
	stored_entry_clear(&se);
	return e ? errmsg_set(m, e == ERR_NOT_FOUND ? ERR_INPUT : e,
		       "%.24s %u:%llu is not held here under that id", ref->author,
		       ref->incarnation, (unsigned long long)ref->seq)
		 : ERR_NONE;
}

static enum err
check_response(struct core *c, const Cmsa__AlertResponseBody *b, struct errmsg *m)
{
	struct entry alert;
	enum err e = find_ref(c, &alert, b->alert, m);

	if (!e && alert.kind != KIND_ALERT)
		e = errmsg_set(m, ERR_INPUT, "%s %u:%llu is no alert", alert.place.author,
		    alert.place.incarnation, (unsigned long long)alert.place.seq);
	return e;
}

/* PROTOCOL M5.28 */
static enum err
check_reply(struct core *c, const Cmsa__ReplyBody *b, struct errmsg *m)
{
	struct entry to;
	enum err e = b->to ? find_ref(c, &to, b->to, m) : ERR_NONE;

	if (!e && b->to && to.kind != KIND_ASSESSMENT && to.kind != KIND_WITNESS)
		e = errmsg_set(m, ERR_INPUT,
		    "%s %u:%llu is neither an assessment nor a witness entry",
		    to.place.author, to.place.incarnation,
		    (unsigned long long)to.place.seq);
	return e;
}

/* Is it of this node's author, or of a desk of its country? */
static bool
is_ours(const struct core *c, const char *author)
{
	char country[COUNTRY_LEN];

	author_country(country, author);
	return !strcmp(author, c->author) ||
	       (author_is_desk(author) && !strcmp(country, c->author));
}

static enum err
check_retraction(struct core *c, const Cmsa__RetractionBody *b, struct errmsg *m)
{
	for (size_t i = 0; i < b->n_entries; i++) {
		struct entry of;
		enum err e = find_ref(c, &of, b->entries[i], m);

		if (e)
			return e;
		if (!is_ours(c, of.place.author))
			return errmsg_set(m, ERR_INPUT,
			    "%s did not publish %s %u:%llu: only its author takes an entry back",
			    c->author, of.place.author, of.place.incarnation,
			    (unsigned long long)of.place.seq);
		if (of.kind < KIND_FIRST_DATA || of.kind == KIND_RETRACTION)
			return errmsg_set(m, ERR_INPUT,
			    "%s %u:%llu is of kind %s: only data is taken back",
			    of.place.author, of.place.incarnation,
			    (unsigned long long)of.place.seq,
			    kind_name(of.kind) ? kind_name(of.kind) : "unknown");
	}
	return ERR_NONE;
}

/* PROTOCOL M5.41 */
static enum err
check_disclosure(struct core *c, const Cmsa__DisclosureBody *b, struct errmsg *m)
{
	struct entry of;
	enum err e = find_ref(c, &of, b->entry, m);

	if (e)
		return e;
	if (of.audience != AUDIENCE_NAMED)
		return errmsg_set(m, ERR_INPUT, "%s %u:%llu is not sealed",
		    of.place.author, of.place.incarnation,
		    (unsigned long long)of.place.seq);
	if (sealed_body_check_key(&c->alliance, &of, b->key.data))
		return errmsg_set(m, ERR_INPUT,
		    "the key is not the one that %s %u:%llu commits to", of.place.author,
		    of.place.incarnation, (unsigned long long)of.place.seq);
	return ERR_NONE;
}

static enum err
check_value(struct core *c, uint32_t kind, const ProtobufCMessage *value,
    struct core_time now, struct errmsg *m)
{
	if (kind == KIND_CAPACITY)
		return subjects_check(c->registry, (const Cmsa__CapacityBody *)value,
		    date_of_time_ms(now.wall_ms), m);
	if (kind == KIND_ALERT_RESPONSE)
		return check_response(c, (const Cmsa__AlertResponseBody *)value, m);
	if (kind == KIND_REPLY)
		return check_reply(c, (const Cmsa__ReplyBody *)value, m);
	if (kind == KIND_DISCLOSURE)
		return check_disclosure(c, (const Cmsa__DisclosureBody *)value, m);
	if (kind == KIND_RETRACTION)
		return check_retraction(c, (const Cmsa__RetractionBody *)value, m);
	return ERR_NONE;
}

enum err
publish_check(struct core *c, uint32_t kind, uint32_t audience, struct bytes body,
    struct core_time now, struct errmsg *m)
{
	struct entry e = { .kind = kind, .schema = 1, .audience = audience };
	const struct feed_tip tip = feeds_own_tip(c);
	struct body_fault fault = { .row = (size_t)-1 };
	const ProtobufCMessage *value = NULL;
	const size_t most =
	    audience == AUDIENCE_NAMED ? SEALED_BODY_PLAIN : LIMIT_BODY_BYTES;
	struct arena mem;
	enum err err = check_kind(c, kind, audience, m);
	enum verdict v;

	memcpy(e.place.author, c->author, sizeof(e.place.author));
	e.place.incarnation = c->incarnation;
	e.place.seq = tip.seq + 1;
	e.register_number = registry_number(c->registry);
	if (!err)
		err = check_terms(c, &e, m);
	if (err)
		return err;
	if (body.n > most)
		return errmsg_set(m, ERR_INPUT,
		    "body: expected at most %zu bytes, found %zu", most, body.n);
	/* it is looked into before it is sealed */
	if (audience == AUDIENCE_NAMED)
		e.audience = AUDIENCE_CUSTOMS;
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = usable_check(c->registry, &e, body, &value, &mem, &fault);
	if (!v)
		err = check_value(c, kind, value, now, m);
	arena_clear(&mem);
	if (!v)
		return err;
	if (fault.row == (size_t)-1)
		return errmsg_set(
		    m, ERR_INPUT, "%s: %s: %s", fault.field, verdict_text(v), fault.why);
	return errmsg_set(m, ERR_INPUT, "item %zu, \"%s\": %s: %s", fault.row + 1,
	    fault.field, verdict_text(v), fault.why);
}
