/* fork_fixture.h - a second history of a feed, and proofs of it, in the world of
 * store_facts_fixture.h. */
#ifndef FORK_FIXTURE_H
#define FORK_FIXTURE_H

#include "fork.h"
#include "unit/store_facts_fixture.h"

/* The second entry at a place; `by` signs it (the author, but for a forger). */
static inline struct signature
fork_second(struct buf *header, struct entry *e, struct world *w, const struct place *at)
{
	struct place before = *at;
	struct entry second = { .place = *at,
		.prev = registry_alliance(w->acts.registry),
		.key = 1,
		.time_ms = 5,
		.kind = 500,
		.schema = 1,
		.audience = AUDIENCE_CUSTOMS };

	before.seq--;
	if (before.seq)
		ck_assert_int_eq(store_id_get(w->log, &second.prev, &before), ERR_NONE);
	*e = second;
	return maker_entry(header, e, &w->acts, bytes_of("another", 7));
}

/* The body that proves that the held entry at `at` is not the only one.  `spoil`: the second
 * signature is no signature. */
static inline void
fork_body(struct buf *out, struct world *w, const struct place *at, bool spoil)
{
	struct buf headers[2] = { { 0 } }, second = { 0 };
	struct stored_entry se = { 0 };
	struct fork_side side[2];
	struct entry e;

	ck_assert_int_eq(store_entry_get(w->log, &se, at), ERR_NONE);
	segment_add_header(&headers[0], buf_view(&se.header));
	side[0].headers = buf_view(&headers[0]);
	ck_assert_uint_eq(se.signature.n, sizeof(side[0].signature.b));
	memcpy(side[0].signature.b, se.signature.p, sizeof(side[0].signature.b));
	side[1].signature = fork_second(&second, &e, w, at);
	side[1].signature.b[7] ^= spoil;
	segment_add_header(&headers[1], buf_view(&second));
	side[1].headers = buf_view(&headers[1]);
	fork_write(out, &side[0], &side[1]);
	stored_entry_clear(&se);
	buf_clear(&headers[0]);
	buf_clear(&headers[1]);
	buf_clear(&second);
}

static inline struct place
fork_prove(struct world *w, const char *by, const struct place *at, bool spoil)
{
	struct buf body = { 0 };
	struct place p;

	fork_body(&body, w, at, spoil);
	p = world_append(w, by, KIND_PROOF, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

#endif
