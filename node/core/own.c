/* own.c - before its first entry after a start, a node learns its own head from others,
 * and takes over what it lost: a restored backup or a cloned folder never forks
 * (PROTOCOL.md 6.9). */
#include <string.h>

#include "core_priv.h"
#include "law.h"
#include "log.h"

static const char FORKED[] =
    "two entries of this node stand at one place: its feed is forked, by another copy of it or "
    "by a stolen key.  Nothing can be published in it any more: stop every copy and call the "
    "registrars, who must cut the feed";

static bool
is_other_country(const struct core *c, const char *author)
{
	char own[COUNTRY_LEN];

	author_country(own, c->author);
	return author_is_country(author) && strcmp(author, own) != 0;
}

/* PROTOCOL M6.17: min(policy, other member countries enrolled). */
static size_t
quorum(const struct core *c, struct core_time now)
{
	size_t n, members = 0;
	const struct author *const *all = registry_authors(c->registry, &n);
	struct law law;
	size_t most;

	for (size_t i = 0; i < n; i++)
		members +=
		    all[i]->role == ROLE_MEMBER && is_other_country(c, all[i]->name);
	law_at(&law, c->registry, date_of_time_ms(now.wall_ms));
	most = law.policy->own_head_quorum;
	law_clear(&law);
	return members < most ? members : most;
}

/* Has a node of the same author been counted already? */
static bool
counted_before(const struct core *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (c->peers[k].heads_known &&
		    !strcmp(c->peers[k].author, c->peers[i].author))
			return true;
	return false;
}

/* What the peer says of our feed ends at a place that we hold, with another entry there: another
 * folder of this author has published.  NULL: it does not. */
static const struct place *
said_otherwise(const struct core *c, const struct peer *p)
{
	for (size_t i = 0; i < p->heads.n_heads; i++) {
		const struct position_head *h = &p->heads.heads[i];
		struct hash held;

		if (!strcmp(h->place.author, c->author) &&
		    h->place.incarnation == c->incarnation &&
		    !store_id_get(c->cfg.store, &held, &h->place))
			return hash_eq(&held, &h->id) ? NULL : &h->place;
	}
	return NULL;
}

/* How many countries, whose register is at least ours, said what they hold; and the
 * newest own entry that anybody said. */
static size_t
answers(const struct core *c, uint64_t *newest)
{
	size_t n = 0;

	*newest = 0;
	for (size_t i = 0; i < c->n_peers; i++) {
		const struct peer *p = &c->peers[i];
		uint64_t seq;

		if (!p->heads_known || said_otherwise(c, p))
			continue;
		seq = position_seq(&p->heads, c->author, c->incarnation);
		/* asked for it again and again, it gave nothing: anybody can say a number */
		if (seq > position_seq(&c->held, c->author, c->incarnation) &&
		    p->own_failures >= MAX_OWN_FAILURES)
			continue;
		if (seq > *newest)
			*newest = seq;
		n += p->role == ROLE_MEMBER && is_other_country(c, p->author) &&
		     p->register_number >= registry_number(c->registry) &&
		     !counted_before(c, i);
	}
	return n;
}

static enum err
advance_record(struct core *c, uint64_t seq)
{
	struct place at = { .incarnation = c->incarnation, .seq = seq };
	struct stored_entry se = { 0 };
	struct sign_reply reply = { 0 };
	struct buf se_bytes = { 0 };
	enum err e;

	memcpy(at.author, c->author, sizeof(at.author));
	e = store_entry_get(c->cfg.store, &se, &at);
	if (!e) {
		signed_entry_write(&se_bytes, buf_view(&se.header),
		    buf_view(&se.signature), bytes_of(NULL, 0));
		rotate_before_advance(c, &se);
		e = c->cfg.signer->advance(
		    c->cfg.signer->ctx, &reply, buf_view(&se_bytes));
	}
	if (!e && reply.verdict != SIGN_DONE) {
		log_error("the sign process does not take over own entry %llu: %s",
		    (unsigned long long)seq, sign_verdict_text(reply.verdict));
		e = ERR_REFUSED;
	}
	buf_clear(&se_bytes);
	stored_entry_clear(&se);
	return e;
}

/* Is the header that was signed for this place still here, to be appended? */
static bool
is_draft(struct core *c, const struct hash *id)
{
	struct buf header = { 0 }, body = { 0 };
	struct hash draft;
	bool is = false;

	if (!store_draft_get(c->cfg.store, &header, &body)) {
		draft = entry_id(buf_view(&header));
		is = hash_eq(&draft, id);
	}
	buf_clear(&header);
	buf_clear(&body);
	return is;
}

/* The log, what peers hold, and the record of the sign process must tell one story.  NULL,
 * or what speaks against it and what to do. */
static const char *
doubt(struct core *c, const struct feed_tip *tip, const struct sign_reply *r)
{
	const struct sign_record *k = &r->record;

	if (!r->has_record && !tip->key)
		return "the record of the sign process is lost, and nobody holds an entry of "
		       "this feed: if the key never signed, make the record with "
		       "cmsa-keys record";
	if (!r->has_record || k->place.seq < tip->seq)
		return NULL;
	if (!tip->key && !k->place.seq)
		return NULL; /* the first of its feed or incarnation comes next */
	if (k->place.seq == tip->seq)
		return hash_eq(&k->id, &tip->id)
			   ? NULL
			   : FORKED;
	return k->place.seq == tip->seq + 1 && is_draft(c, &k->id)
		   ? NULL
		   : "an entry was signed once that neither this node nor its peers hold: "
		     "nothing is published until a peer comes that does";
}

/* Asks for the entry that is another than ours: if we signed it, the feed is forked, and the
 * door says so. */
static void
ask_for_others(struct core *c, struct core_time now)
{
	for (size_t i = 0; i < c->n_peers; i++) {
		struct peer *p = &c->peers[i];
		const struct place *at = p->heads_known ? said_otherwise(c, p) : NULL;

		if (at && p->state == TALK_READY && p->own_failures < MAX_OWN_FAILURES)
			pull_run(c, p, at, now);
	}
}

static void
settle(struct core *c, const struct sign_reply *r, struct core_time now)
{
	struct feed_tip tip = feeds_own_tip(c);
	const char *why = own_is_forked(c) ? FORKED : doubt(c, &tip, r);

	if (why && why != c->own_doubt)
		log_error("own entry %llu, record %llu: %s", (unsigned long long)tip.seq,
		    (unsigned long long)r->record.place.seq, why);
	c->own_doubt = why;
	if (why)
		return;
	if (tip.key && (!r->has_record || r->record.place.seq < tip.seq) &&
	    advance_record(c, tip.seq))
		return;
	/* witness entries that came back may list what seemed news */
	if (witnessed_load(c, now))
		return;
	c->own_head_known = true;
	c->own_known_wall_ms = now.wall_ms;
	log_info("own head known: entry %llu", (unsigned long long)tip.seq);
}

static const char TWIN[] =
    "another copy of this node runs: it published an entry while this one ran.  Stop one of "
    "the two, and keep one folder; nothing is published here until this node is started again";

/* PROTOCOL M6.27: by its own time the entry was made while this process knew its head: then its
 * maker has the key, and is at work. */
static bool
is_of_a_twin(const struct core *c, const struct own_feed *f)
{
	return f && f->tip.time_ms >= c->own_known_wall_ms;
}

void
own_arrived(struct core *c, const char *author, uint32_t incarnation)
{
	if (!c->own_head_known || strcmp(author, c->author) ||
	    incarnation != c->incarnation)
		return;
	c->own_head_known = false;
	if (!is_of_a_twin(c, feeds_find(c, c->author, c->incarnation))) {
		log_warn(
		    "an entry of this node came from a peer: the own head is learned anew");
		return;
	}
	c->twin = true;
	log_error("%s", TWIN);
}

void
own_ask(struct core *c, struct peer *p, const struct place *at, struct core_time now)
{
	struct question *q = pull_free_question(p);

	/* PROTOCOL M6.28 */
	if (!q || strcmp(at->author, c->author) || own_is_forked(c) ||
	    cut_settles(c, at))
		return;
	*q = (struct question){ .first = *at, .until_ms = now.mono_ms + TALK_REQUEST_MS };
	pull_ask(c, p, q);
}

bool
own_is_forked(struct core *c)
{
	const struct own_feed *f = feeds_find(c, c->author, c->incarnation);

	return forks_own(c) || (f && f->stopped);
}

const char *
own_why_not(struct core *c)
{
	if (own_is_forked(c))
		return FORKED;
	if (c->twin)
		return TWIN;
	return c->own_head_known ? NULL : c->own_doubt;
}

/* PROTOCOL M4.22: under an incarnation that is not the open one nothing is written. */
static bool
is_cut_off(struct core *c)
{
	const char *why = cut_doubt(c);

	if (why && why != c->own_doubt)
		log_error("incarnation %u of %s: %s", c->incarnation, c->author, why);
	if (why || c->own_doubt)
		c->own_doubt = why;
	return why != NULL;
}

void
own_tick(struct core *c, struct core_time now)
{
	uint64_t tip = position_seq(&c->held, c->author, c->incarnation), newest;
	struct sign_reply r;
	size_t heard;

	if (!c->cfg.signer || c->own_head_known || c->twin || now.mono_ms < c->own_ms)
		return;
	c->own_ms = now.mono_ms + 200;
	if (is_cut_off(c))
		return;
	if (c->cfg.signer->status(c->cfg.signer->ctx, &r))
		return; /* no sign process yet */
	ask_for_others(c, now);
	heard = answers(c, &newest);
	/* a key that never signed has no entry to lose */
	if (r.has_record && !r.record.place.seq && !tip && !newest) {
		c->own_head_known = true;
		c->own_known_wall_ms = now.wall_ms;
		return;
	}
	if (newest > tip || heard < quorum(c, now))
		return; /* catching up, or too few have answered */
	settle(c, &r, now);
	if (!c->own_head_known)
		c->own_ms = now.mono_ms + BACK_OFF_MS;
}

const char *
own_state(struct core *c)
{
	if (!c->cfg.signer)
		return "replicating";
	if (!own_author(c) && author_is_desk(c->author))
		return desks_find(c->desks, c->author) ? "withdrawn"
						       : "waits for its country's grant";
	if (!own_author(c))
		return "not enrolled";
	if (cut_doubt(c))
		return "its feed was cut";
	if (own_is_forked(c))
		return "its feed is forked";
	if (c->twin)
		return "another copy of it runs";
	if (!c->own_head_known)
		return "learning its own head";
	if (registry_is_split(c->registry))
		return "the register is split";
	if (registry_needs_upgrade(c->registry))
		return "upgrade needed";
	return "serving";
}
