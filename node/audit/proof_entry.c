/* proof_entry.c - the entries of a segment, with the rules of the door (PROTOCOL M6.13). */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "pb.h"
#include "proof_impl.h"
#include "role.h"
#include "segment.h"
#include "usable.h"

enum {
	AUDIENCES = 4
};

/* The bodies of a segment that are not taken yet; p NULL: none of that audience. */
struct blobs {
	struct bytes of[AUDIENCES];
};

/* --- which feed, which range -------------------------------------------------------- */

static struct place
place_of(const Cmsa__Segment *s)
{
	struct place p = { .incarnation = s->incarnation, .seq = s->first };

	memcpy(p.author, s->author, strnlen(s->author, AUTHOR_LEN - 1));
	return p;
}

static struct proof_feed *
find_feed(struct proof *p, const struct place *at)
{
	for (size_t i = 0; i < p->n_feeds; i++)
		if (!strcmp(p->feeds[i].head.place.author, at->author) &&
		    p->feeds[i].head.place.incarnation == at->incarnation)
			return &p->feeds[i];
	return NULL;
}

static enum err
open_feed(struct proving *g, struct proof_feed *f, const struct place *at)
{
	const struct registry *r = g->p->registry;
	const struct cut *by =
	    registry_opening(r, at->author, at->incarnation, registry_number(r));

	g->first_seq = registry_first_seq(r, at->author, at->incarnation);
	if (!g->first_seq)
		return proof_refuse(g, at, "no act in the file opens its incarnation");
	/* PROTOCOL M10.5: the key of a feed is in its first entry */
	if (at->seq != g->first_seq)
		return proof_refuse(
		    g, at, "the feed does not begin with its first entry");
	g->feed = f;
	g->tip = by ? feed_start(g->first_seq, &by->act_id, by->act)
		    : (struct feed_tip){ 0 };
	generations_clear(&g->gens);
	g->said_ms = 0;
	g->range_first = at->seq;
	return ERR_NONE;
}

/* A range that begins later: what is before it is not in the file. */
static enum err
open_range(struct proving *g, const Cmsa__Segment *s, const struct place *at)
{
	struct bytes headers = pb_bytes(s->headers), header;
	struct entry e;
	enum verdict v = V_MALFORMED;

	if (segment_next_header(&header, &headers))
		v = entry_parse(&e, header);
	if (v && v != V_UPGRADE_NEEDED)
		return proof_refuse(g, at, verdict_text(v));
	g->tip.seq = at->seq - 1;
	g->tip.id = e.prev;
	g->tip.key = e.key;
	g->range_first = at->seq;
	return ERR_NONE;
}

static enum err
turn_to(struct proving *g, const Cmsa__Segment *s)
{
	const struct place at = place_of(s);
	struct proof_feed *f = find_feed(g->p, &at);
	enum err e;

	if (!f || !s->first || s->first > INT64_MAX)
		return proof_refuse(g, &at, "is of no feed at the position");
	if (f == g->feed && at.seq == g->tip.seq + 1)
		return ERR_NONE;
	if (g->feed && (f < g->feed || (f == g->feed && at.seq <= g->tip.seq)))
		return proof_refuse(g, &at, "is out of the order of feeds and entries");
	e = proof_feeds_close(g);
	if (e)
		return e;
	return f == g->feed ? open_range(g, s, &at) : open_feed(g, f, &at);
}

/* --- bodies ------------------------------------------------------------------------- */

static enum err
take_blobs(struct proving *g, struct blobs *out, const Cmsa__Segment *s)
{
	const struct place at = place_of(s);
	uint32_t before = 0;

	*out = (struct blobs){ { { NULL, 0 } } };
	for (size_t i = 0; i < s->n_blobs; i++) {
		const Cmsa__Blob *b = s->blobs[i];

		if (b->audience <= before || b->audience > AUDIENCES || !b->bodies.len)
			return proof_refuse(
			    g, &at, "expected blobs by audience, each with a body");
		/* PROTOCOL M10.8 */
		if (g->p->manifest.level == LEVEL_PUBLIC_FACTS &&
		    b->audience != AUDIENCE_PUBLIC)
			return proof_refuse(g, &at,
			    "a body that is not public, in a bundle of the level public");
		before = b->audience;
		out->of[b->audience - 1] = pb_bytes(b->bodies);
	}
	return ERR_NONE;
}

/* The body of `e`; p NULL: not in the file. */
static enum verdict
next_body(struct bytes *body, struct blobs *b, const struct entry *e)
{
	struct bytes *blob = &b->of[e->audience - 1];

	*body = bytes_of(NULL, 0);
	if (e->body_size && !blob->p)
		return V_OK;
	if (!segment_next_body(body, blob, e))
		return V_BODY_HASH;
	return entry_check_body(e, *body);
}

/* --- one entry ---------------------------------------------------------------------- */

/* Keys, witness entries and proofs decide what is accepted. */
static enum verdict
check_meaning(struct proving *g, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(&m, &mem, e->kind, e->schema, body, NULL);
	if (!v && e->kind == KIND_WITNESS) {
		proof_feeds_witness(g, e, (const Cmsa__WitnessBody *)(const void *)m);
	} else if (!v && e->kind == KIND_PROOF) {
		proof_forks_accuse(g, e, body);
	} else if (!v) {
		const Cmsa__KeysBody *keys = (const Cmsa__KeysBody *)(const void *)m;

		v = g->gens.n ? role_check_later_keys(
				    g->p->registry, g->desks, &g->gens, e, keys)
			      : role_check_keys(g->p->registry, g->desks, e, body);
		if (!v) {
			desks_apply(g->desks, &e->place, keys);
			generations_apply(&g->gens, e, keys);
			proof_forks_keys(g);
		}
	}
	arena_clear(&mem);
	return v;
}

static enum verdict
check_usable(struct proving *g, const struct entry *e, struct bytes body)
{
	const ProtobufCMessage *value = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = usable_check(g->p->registry, e, body, &value, &mem, NULL);
	arena_clear(&mem);
	return v;
}

static void
count_absent(struct proving *g, const struct entry *e)
{
	if (!bundle_is_chosen(&g->p->manifest, e->place.author, e->place.seq))
		g->feed->unchosen++;
	else if (g->p->manifest.level == LEVEL_PUBLIC_FACTS &&
		 e->audience != AUDIENCE_PUBLIC)
		g->feed->left_out++;
	else
		g->feed->not_held++;
}

/* What an entry says, once it is known to stand in its chain. */
static enum err
look_into(struct proving *g, const struct entry *e, struct bytes body)
{
	const bool decides = e->kind < KIND_FIRST_DATA;
	enum verdict v = V_OK;

	if (body.p && e->body_size) {
		g->feed->bodies++;
		g->p->bodies++;
	} else if (!body.p) {
		count_absent(g, e);
	}
	/* PROTOCOL M10.5 */
	if (decides && !body.p &&
	    (e->place.seq == g->first_seq ||
		bundle_is_chosen(&g->p->manifest, e->place.author, e->place.seq)))
		return proof_refuse(
		    g, &e->place, "a body that acceptance rests on is not in the file");
	if (decides && body.p) {
		v = check_meaning(g, e, body);
		if (v)
			return proof_refuse(g, &e->place, verdict_text(v));
	} else if (body.p) {
		v = check_usable(g, e, body);
		g->feed->unusable += v != V_OK;
	}
	if (!v && proof_sealed_add(g, e, body))
		return ERR_REFUSED;
	return proof_facts_add(g, e, body, v);
}

/* PROTOCOL M10.6: within a range exactly the last entry of each key generation is signed. */
static enum err
check_signed(struct proving *g, const struct entry *e)
{
	bool is_first = e->place.seq == g->range_first;
	bool changes = e->key != g->tip.key;

	if (is_first || (g->signed_at == g->tip.seq) == changes)
		return ERR_NONE;
	return proof_refuse(g, &e->place,
	    changes ? "the last entry of the key generation before it is not signed"
		    : "the range goes on behind its signature");
}

/* At or below the head: everything a node asks at its door.  Beyond it a header only leads to
 * a signature. */
static enum err
take_entry(struct proving *g, struct bytes header, struct blobs *blobs)
{
	struct place next = g->feed->head.place;
	struct public_key enrolled;
	struct bytes body;
	struct entry e;
	enum verdict v = entry_parse(&e, header);
	bool beyond;

	next.seq = g->tip.seq + 1;
	beyond = next.seq > g->feed->head.place.seq;
	if (v && !(beyond && v == V_UPGRADE_NEEDED))
		return proof_refuse(g, &next, verdict_text(v));
	if (strcmp(e.place.author, next.author) ||
	    e.place.incarnation != next.incarnation || e.place.seq != next.seq)
		return proof_refuse(g, &next, "another entry stands in its place");
	v = feed_check(&g->tip, &g->p->manifest.alliance, &e);
	if (!v)
		v = generations_check(&g->gens, &e);
	if (!v && !beyond)
		v = role_check(g->p->registry, g->desks, &e, &enrolled);
	if (!v)
		v = next_body(&body, blobs, &e);
	if (v)
		return proof_refuse(g, &next, verdict_text(v));
	if (beyond && body.p && e.body_size)
		return proof_refuse(g, &next, "a body beyond the position");
	if (check_signed(g, &e))
		return ERR_REFUSED;
	g->tip = feed_advance(&e);
	if (proof_feeds_take(g, &e))
		return ERR_REFUSED;
	return beyond ? ERR_NONE : look_into(g, &e, body);
}

/* The signature of the entry taken last, if the segment has one: the next of its list. */
static enum err
take_signature(struct proving *g, const Cmsa__Segment *s, size_t *used)
{
	const struct public_key *key =
	    generations_key_at(&g->gens, g->tip.seq, g->tip.key);
	struct place here = g->feed->head.place;
	struct signature sig;

	here.seq = g->tip.seq;
	if (*used == s->n_signatures || s->signatures[*used]->seq != here.seq)
		return ERR_NONE;
	if (s->signatures[*used]->signature.len != sizeof(sig.b))
		return proof_refuse(g, &here, "expected a signature of 64 bytes");
	memcpy(sig.b, s->signatures[*used]->signature.data, sizeof(sig.b));
	if (!key ||
	    entry_check_signature(&g->p->manifest.alliance, &g->tip.id, &sig, key))
		return proof_refuse(g, &here, verdict_text(V_BAD_SIGNATURE));
	g->signed_at = here.seq;
	++*used;
	return ERR_NONE;
}

enum err
proof_entry_segment(struct proving *g, const Cmsa__Segment *s)
{
	struct bytes headers = pb_bytes(s->headers), header;
	struct blobs blobs;
	size_t n = 0, used = 0;
	enum err e = turn_to(g, s);

	if (!e)
		e = take_blobs(g, &blobs, s);
	for (; !e && n < LIMIT_SEGMENT_ENTRIES && segment_next_header(&header, &headers);
	     n++) {
		e = take_entry(g, header, &blobs);
		if (!e)
			e = take_signature(g, s, &used);
	}
	if (e)
		return e;
	for (size_t a = 0; a < AUDIENCES; a++)
		headers.n += blobs.of[a].n;
	if (!n || headers.n) {
		const struct place at = place_of(s);

		return proof_refuse(
		    g, &at, "its segment does not hold the headers and bodies it should");
	}
	if (used != s->n_signatures) {
		const struct place at = place_of(s);

		return proof_refuse(g, &at,
		    "expected signatures of entries of the segment, in order, each once");
	}
	return ERR_NONE;
}
