/* proof.h - what a bundle proves: every frame checked with the rules of a node, from its bytes
 * alone (PROTOCOL.md 10.3).  Pure: no clock, no network, no store.
 * Memory: 48 bytes an entry, at most BUNDLE_MOST_ENTRIES, and 144 for each head that a witness
 * entry says anew (some 50 in the file); facts, when they are asked for, under a budget. */
#ifndef PROOF_H
#define PROOF_H

#include "bundle.h"
#include "bundle_read.h"
#include "comply.h"
#include "registry.h"
#include "when.h"

/* Consecutive entries at or below the head, none left out between them. */
struct proof_range {
	uint64_t first, last;
	uint64_t signed_at; /* the entry whose signature proves it; at or beyond last */
};

/* What one author's witness entries say of another's feed. */
struct proof_word {
	char by[AUTHOR_LEN];
	struct proof_said {
		uint64_t seq;   /* of the witness entry */
		uint64_t up_to; /* it held the feed up to this entry */
		int64_t time_ms;
	} first, last;
};

struct proof_feed {
	struct position_head head; /* at the position */
	enum role role;            /* there; ROLE_NONE: not enrolled */
	struct proof_range *ranges;
	size_t n_ranges;
	uint64_t entries;  /* at or below the head */
	uint64_t beyond;   /* headers after the head: they lead to a signature */
	uint64_t bodies;   /* in the bundle, equal to the hashes of their headers */
	uint64_t left_out; /* not: the level may not read it */
	uint64_t unchosen; /* not: not asked for */
	uint64_t not_held; /* not: the giver had none */
	uint64_t unusable; /* bodies that break a rule: no fact for anybody */
	struct proof_word *words;
	size_t n_words;
};

enum proof_disclosed {
	PROOF_NOT_IN_FILE, /* the entry it names, under that id */
	PROOF_WRONG_KEY,   /* not the one that the header commits to */
	PROOF_RIGHT_KEY
};

/* A disclosure in the clear. */
struct proof_disclosure {
	struct place by, of;
	struct hash of_id;
	uint8_t key[32];
	char reason[121];
	enum proof_disclosed state;
};

/* The sealed entry that was asked for. */
struct proof_opened {
	const struct entry *entry; /* NULL: no sealed entry of the file */
	struct buf sealed;         /* empty: its body is not in the file */
	bool tried;                /* there was a key */
	enum verdict verdict;      /* of opening it */
	struct buf body;
	uint8_t key[32];
	const struct proof_disclosure *by; /* NULL: the key that was given */
};

struct proof {
	struct bundle_manifest manifest;
	struct registry *registry; /* all acts of the file */
	struct registry *at;       /* at the position */
	uint64_t voids;            /* acts that have no effect, at the position */
	struct proof_feed *feeds;  /* as the heads of the manifest */
	size_t n_feeds;
	uint64_t entries, bodies;
	uint64_t
	    disagree; /* witness entries that name another id than the entry here has */
	char disagrees[160];  /* the first: "USA:12 names another AUS:7 than this file" */
	struct entry *sealed; /* by place; header and extension empty */
	size_t n_sealed;
	struct proof_disclosure *disclosures;
	size_t n_disclosures;
	struct proof_opened opens;
	struct when *when; /* NULL: not asked for */
	struct facts *facts; /* NULL: not asked for */
	struct findings
	    *findings; /* NULL likewise; those of the file are equal to them */
};

struct proof_ask {
	const struct hash *alliance; /* NULL: take the one that the file names */
	bool judge;               /* compute the findings, also when the file has none */
	const struct place *open; /* NULL: nothing is opened */
	const uint8_t
	    *key; /* 32 bytes, to open it with; NULL: by a disclosure of the file */
	const struct place *when; /* whose interval; NULL: nobody asks */
};

/* Reads the whole file and checks it.  ERR_NONE: everything in it holds, *out is the caller's.
 * ERR_REFUSED: something does not; `m` says what and where.  Others: the machine. */
enum err proof_read(struct proof **out, bundle_read_fn *fn, void *ctx,
    const struct proof_ask *ask, struct errmsg *m);
void proof_free(struct proof *p);

/* For people: what is proven and what is not.  Appended. */
void proof_text(struct buf *out, const struct proof *p, const struct proof_ask *ask);

/* The same as a document. */
void proof_json(struct buf *out, const struct proof *p, const struct proof_ask *ask);

/* The body that was opened, as JSON; appended.  Its verdict as a body of its kind. */
enum verdict proof_body(struct buf *out, const struct proof *p);

/* A text as JSON, with its quotes; appended. */
void proof_json_text(struct buf *out, const char *s);

#endif
