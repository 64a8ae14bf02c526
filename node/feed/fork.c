/* fork.c - reading, judging and writing proofs of forks. */
#include "fork.h"

#include <assert.h>

#include "pb.h"
#include "segment.h"

/* The form was checked: every header is there and stands by itself. */
static void
parse(struct entry *out, struct bytes header)
{
	const enum verdict v = entry_parse(out, header);

	assert(!v || v == V_UPGRADE_NEEDED);
}

static struct entry
first_of(const Cmsa__ProofSide *s)
{
	struct bytes headers = pb_bytes(s->headers), header = { 0 };
	struct entry e;

	segment_next_header(&header, &headers);
	parse(&e, header);
	return e;
}

static struct hash
last_id(const Cmsa__ProofSide *s)
{
	struct bytes headers = pb_bytes(s->headers), header = { 0 };

	while (headers.n && segment_next_header(&header, &headers))
		;
	return entry_id(header);
}

void
fork_of(struct fork *out, const Cmsa__ProofBody *body)
{
	const struct entry a = first_of(body->sides[0]), b = first_of(body->sides[1]);

	*out = (struct fork){ a.place, a.prev, a.key, { a.id, b.id } };
}

const char *
fork_state_name(enum fork_state s)
{
	switch (s) {
	case FORK_OPEN: return "open";
	case FORK_PROVEN: return "proven";
	case FORK_FALSE: return "false";
	}
	return "unknown";
}

static bool
is_signed(const Cmsa__ProofSide *s, const struct fork_feed *feed)
{
	const struct hash id = last_id(s);
	struct signature sig;

	memcpy(sig.b, s->signature.data, sizeof(sig.b));
	return entry_check_signature(&feed->alliance, &id, &sig, &feed->key) == V_OK;
}

/* PROTOCOL M4.18 */
enum fork_state
fork_judge(const Cmsa__ProofBody *body, const struct fork_feed *feed)
{
	struct fork f;

	if (!feed->is_held)
		return FORK_OPEN;
	fork_of(&f, body);
	if (f.key != feed->generation || !hash_eq(&f.prev, &feed->before))
		return FORK_FALSE;
	return is_signed(body->sides[0], feed) && is_signed(body->sides[1], feed)
		   ? FORK_PROVEN
		   : FORK_FALSE;
}

static struct hash
first_id(const struct fork_side *s)
{
	struct bytes headers = s->headers, header = { 0 };

	segment_next_header(&header, &headers);
	return entry_id(header);
}

/* PROTOCOL M5.30: the smaller id first, so that one fork is one body. */
void
fork_write(struct buf *out, const struct fork_side *a, const struct fork_side *b)
{
	const struct hash ida = first_id(a), idb = first_id(b);
	const bool turn = memcmp(ida.b, idb.b, sizeof(ida.b)) > 0;
	const struct fork_side *in[2] = { turn ? b : a, turn ? a : b };
	Cmsa__ProofSide side[2], *sides[2] = { &side[0], &side[1] };
	struct signature sig[2];
	Cmsa__ProofBody body;

	cmsa__proof_body__init(&body);
	for (size_t i = 0; i < 2; i++) {
		cmsa__proof_side__init(&side[i]);
		sig[i] = in[i]->signature;
		side[i].headers = pb_data(in[i]->headers);
		side[i].signature = pb_data(bytes_of(sig[i].b, sizeof(sig[i].b)));
	}
	body.n_sides = 2;
	body.sides = sides;
	pb_write(out, &body.base);
}

bool
fork_side_take(
    struct fork_side *out, struct bytes headers, fork_signature_fn *fn, void *ctx)
{
	const uint8_t *begin = headers.p;
	struct bytes header;

	for (size_t n = 0; n < LIMIT_SEGMENT_ENTRIES; n++) {
		struct entry e;
		enum verdict v;

		if (!segment_next_header(&header, &headers))
			return false;
		v = entry_parse(&e, header);
		if (v && v != V_UPGRADE_NEEDED)
			return false;
		if (!fn(ctx, &e, &out->signature))
			continue;
		out->headers = bytes_of(begin, (size_t)(headers.p - begin));
		return true;
	}
	return false;
}
