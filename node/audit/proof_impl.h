/* proof_impl.h - what the files proof*.c share; nobody else includes it.
 *   proof        frames, acts, coverage, findings
 *   proof_entry  segments and their entries
 *   proof_feeds  ranges, ids, what witnesses say
 *   proof_facts  bodies -> facts
 *   proof_sealed sealed bodies, disclosures of their keys
 *   proof_forks  proofs of forks among them, and up to where those feeds count
 *   proof_when   the interval of one entry
 *   proof_text, proof_json  the answer */
#ifndef PROOF_IMPL_H
#define PROOF_IMPL_H

#include "body.h"
#include "feed.h"
#include "generations.h"
#include "proof.h"

/* A feed's entry and its id, to compare with what witnesses say. */
struct known_id {
	uint64_t seq;
	struct hash id;
	int64_t time_ms;
};

/* A witness entry, and what it lists, when the interval of an entry is asked for. */
struct proof_witness {
	struct place by;
	struct hash id;
	int64_t time_ms;
	bool counts; /* M7.3 */
	size_t first, n; /* in listed */
};
struct proof_listed {
	size_t feed;
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

/* A witness entry of the feed `by` names more of the feed `of` than those before it. */
struct heard {
	size_t of, by;
	uint64_t seq;
	struct hash id;
};

/* An entry of kind proof, to be judged when all feeds are read. */
struct accusation {
	struct place at;
	int64_t time_ms;
	struct buf body;
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
	struct generations gens;
	uint64_t first_seq;   /* where its incarnation begins */
	uint64_t range_first; /* of the range that is open */
	uint64_t signed_at;   /* 0: the range is not proven yet */
	int64_t said_ms;      /* time of its last witness entry that counts */
	/* by feed */
	struct known_ids {
		struct known_id *v;
		size_t n, room;
		struct generations gens; /* all that its keys entries named */
		size_t heard_by; /* whose witness entries are being read */
		uint64_t heard;  /* how much of the feed they named so far */
	} * ids;
	struct heard *heard;
	size_t n_heard, room_heard;
	struct accusation *accusations;
	size_t n_accusations, room_accusations;
	struct claim *claims;
	size_t n_claims, room_claims;
	struct proof_witness *said;
	size_t n_said, room_said;
	struct proof_listed *listed;
	size_t n_listed, room_listed;
	struct entry target; /* whose interval is asked for */
	bool target_found;
	bool entries_ended, findings_said;
	size_t n_findings; /* found equal so far */
};

/* Refuses with "AUTHOR 1:SEQ: why". */
enum err proof_refuse(struct proving *g, const struct place *at, const char *why);

/* One segment frame, whole. */
enum err proof_entry_segment(struct proving *g, const Cmsa__Segment *s);

/* One entry at or below its head, when it is sealed or a disclosure in the clear. */
enum err proof_sealed_add(struct proving *g, const struct entry *e, struct bytes body);
/* When all are there. */
void proof_sealed_judge(struct proving *g);
void proof_sealed_clear(struct proof *p);

/* Ends the range that is open: it must be signed at its last entry. */
enum err proof_feeds_close(struct proving *g);
/* The next entry of the feed that is read; ERR_REFUSED beyond BUNDLE_MOST_ENTRIES. */
enum err proof_feeds_take(struct proving *g, const struct entry *e);
void proof_feeds_witness(
    struct proving *g, const struct entry *e, const Cmsa__WitnessBody *body);
/* Is everything there that was asked for? */
enum err proof_feeds_check(struct proving *g);

/* The feed of the position; NULL: none. */
struct proof_feed *proof_feeds_of(
    struct proof *p, const char *author, uint32_t incarnation);
/* The id of an entry at or below the head of a feed; NULL: not in the file. */
const struct hash *proof_feeds_id(const struct proving *g, size_t feed, uint64_t seq);

/* Keeps what forks are judged by. */
void proof_forks_hear(struct proving *g, const Cmsa__WitnessBody *body);
/* Keeps the keys of the feed that is being read, after a keys entry of it. */
void proof_forks_keys(struct proving *g);
void proof_forks_accuse(struct proving *g, const struct entry *e, struct bytes body);
/* Adds to the facts what is proven; all entries are read. */
void proof_forks_judge(struct proving *g);
void proof_forks_clear(struct proving *g);
/* Notes what the interval of an entry follows from; does nothing when none is asked for. */
void proof_when_entry(struct proving *g, const struct entry *e);
void proof_when_witness(
    struct proving *g, const struct entry *e, const Cmsa__WitnessBody *body, bool counts);
/* ERR_NOT_FOUND: the entry that is asked for is not in the file. */
enum err proof_when_answer(struct proving *g);
void proof_when_clear(struct proving *g);

/* One entry at or below its head; `usable`: its verdict as a data body.  ERR_REFUSED: more
 * facts than the budget. */
enum err proof_facts_add(
    struct proving *g, const struct entry *e, struct bytes body, enum verdict usable);

#endif
