/* body_proof.c - kind proof: its form (PROTOCOL M5.30).  Whether it proves anything is asked of
 * the feed it accuses (node/feed/fork.h). */
#include "body_kinds.h"
#include "pb.h"
#include "segment.h"

/* A side while it is walked along. */
struct side {
	struct entry first, last;
	size_t n;
};

static enum verdict
say(struct body_fault *fault, enum verdict v, size_t row, const char *why)
{
	return body_fault_set(fault, v, row, "sides", "%s", why);
}

/* Does `e` follow in the run? */
static bool
follows(const struct side *s, const struct entry *e)
{
	return !strcmp(e->place.author, s->last.place.author) &&
	       e->place.incarnation == s->last.place.incarnation &&
	       e->place.seq == s->last.place.seq + 1 && e->key == s->last.key &&
	       hash_eq(&e->prev, &s->last.id);
}

static enum verdict
check_side(
    struct side *s, const Cmsa__ProofSide *pb, size_t row, struct body_fault *fault)
{
	struct bytes headers = pb_bytes(pb->headers), header;

	if (pb->signature.len != sizeof(struct signature))
		return say(fault, V_FIELD, row,
		    "expected a signature of 64 bytes of its last header");
	while (segment_next_header(&header, &headers)) {
		struct entry e;
		const enum verdict v = entry_parse(&e, header);

		if (v && v != V_UPGRADE_NEEDED)
			return say(fault, v, row, "a header does not stand by itself");
		if (s->n && !follows(s, &e))
			return say(fault, V_PREV, row,
			    "expected headers of one key that follow each other");
		if (++s->n > LIMIT_SEGMENT_ENTRIES)
			break;
		s->last = e;
		if (s->n == 1)
			s->first = e;
	}
	if (!s->n || s->n > LIMIT_SEGMENT_ENTRIES || headers.n)
		return say(fault, V_FIELD, row,
		    "expected 1 to 256 headers, each behind its length");
	return V_OK;
}

enum verdict
body_proof_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__ProofBody *b = (const Cmsa__ProofBody *)value;
	struct side s[2] = { 0 };
	enum verdict v = V_OK;

	if (b->n_sides != 2)
		return say(fault, V_FIELD, BODY_ITSELF, "expected two of them");
	for (size_t i = 0; i < 2 && !v; i++)
		v = check_side(&s[i], b->sides[i], i, fault);
	if (v)
		return v;
	if (place_cmp(&s[0].first.place, &s[1].first.place) ||
	    s[0].first.key != s[1].first.key ||
	    !hash_eq(&s[0].first.prev, &s[1].first.prev))
		return say(fault, V_FIELD, BODY_ITSELF,
		    "expected two that begin at one place, after one entry, under one key");
	if (memcmp(s[0].first.id.b, s[1].first.id.b, sizeof(s[0].first.id.b)) >= 0)
		return say(fault, V_NOT_CANONICAL, BODY_ITSELF,
		    "expected two first headers, the smaller id first");
	return V_OK;
}
