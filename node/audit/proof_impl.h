/* proof_impl.h - what the files proof*.c share; nobody else includes it.
 *   proof        frames, acts, coverage, findings
 *   proof_entry  segments and their entries
 *   proof_feeds  ranges, ids, what witnesses say
 *   proof_facts  bodies -> facts
 *   proof_text, proof_json  the answer */
#ifndef PROOF_IMPL_H
#define PROOF_IMPL_H

#include "body.h"
#include "feed.h"
#include "proof.h"

/* A feed's entry and its id, to compare with what witnesses say. */
struct known_id {
	uint64_t seq;
	struct hash id;
};

/* "by:by_seq holds of:seq, whose id is id." */
struct claim {
	size_t of;
	uint64_t seq;
	struct hash id;
	char by[AUTHOR_LEN];
	uint64_t by_seq;
};

/* A proof on its way. */
struct proving {
	struct proof *p;
	const struct proof_ask *ask;
	struct errmsg *m;
	struct desks *desks; /* feeds come by name: a country before its desks */
	/* the feed that is being read */
	struct proof_feed *feed; /* NULL: none yet */
	struct feed_tip tip;
	struct public_key key;
	bool key_known;
	uint64_t first_seq;   /* where its incarnation begins */
	uint64_t range_first; /* of the range that is open */
	uint64_t signed_at;   /* 0: the range is not proven yet */
	int64_t said_ms;      /* time of its last witness entry that counts */
	/* by feed */
	struct known_ids {
		struct known_id *v;
		size_t n, room;
	} * ids;
	struct claim *claims;
	size_t n_claims, room_claims;
	bool entries_ended, findings_said;
	size_t n_findings; /* found equal so far */
};

/* Refuses with "AUTHOR 1:SEQ: why". */
enum err proof_refuse(struct proving *g, const struct place *at, const char *why);

/* One segment frame, whole. */
enum err proof_entry_segment(struct proving *g, const Cmsa__Segment *s);

/* Ends the range that is open: it must be signed at its last entry. */
enum err proof_feeds_close(struct proving *g);
/* The next entry of the feed that is read; ERR_REFUSED beyond BUNDLE_MOST_ENTRIES. */
enum err proof_feeds_take(struct proving *g, const struct entry *e);
void proof_feeds_witness(
    struct proving *g, const struct entry *e, const Cmsa__WitnessBody *body);
/* Is everything there that was asked for? */
enum err proof_feeds_check(struct proving *g);

/* One entry at or below its head; `usable`: its verdict as a data body.  ERR_REFUSED: more
 * facts than the budget. */
enum err proof_facts_add(
    struct proving *g, const struct entry *e, struct bytes body, enum verdict usable);

#endif
