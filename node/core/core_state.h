/* core_state.h - inside core: its state, and the limits of it. */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "bucket.h"
#include "capacity.pb-c.h"
#include "control.pb-c.h"
#include "core.h"
#include "desks.h"
#include "feed.h"
#include "fork.h"
#include "generations.h"
#include "heads.h"
#include "kind.h"
#include "position.h"
#include "talk.h"
#include "wire.pb-c.h"

enum {
	MAX_PEERS = 1024,
	MAX_OPEN_QUESTIONS = 4, /* a peer: bounds what catch-up holds in memory */
	MAX_OUT_BYTES = 64 << 20,
	/* answers beyond these are dropped, and the peer asks again: those to one peer never
	 * take the room of others, nor all of them that of live entries */
	MAX_ANSWER_BYTES = 48 << 20,
	MAX_PEER_ANSWER_BYTES = 8 << 20,
	MAX_INBOX_BYTES = 8 << 20, /* then it is flushed */
	MAX_COUNTERS = 64,
	MAX_VERDICTS = 128,
	PEER_BYTES_MOST = 64 << 20,
	PEER_BYTES_PER_SECOND = 32 << 20,
	PEER_FRAMES_MOST = 4000,
	PEER_FRAMES_PER_SECOND = 2000,
	/* what a peer may have from us: as much as it listens to */
	SERVE_BYTES_MOST = 64 << 20,
	SERVE_BYTES_PER_SECOND = 32 << 20,
	/* signatures that do not verify, of entries that passed every cheaper check: an honest peer
	 * passes on what it has verified */
	PEER_FORGERIES_MOST = 64,
	PEER_FORGERIES_PER_SECOND = 8,
	KEPT_OUT_WHY = 64,
	BACK_OFF_MS = 2000,   /* after an answer that brought nothing */
	RETRY_MS = 5000,      /* after an own entry could not be made */
	MAX_OWN_FAILURES = 3, /* then a peer's word about our own head is void */
};

/* One feed incarnation as held. */
struct own_feed {
	struct place place; /* seq: that of the tip */
	struct feed_tip tip;
	size_t segment_entries, segment_body_bytes;
	struct generations gens; /* its keys, by its keys entries */
	bool stopped;            /* a kind that needs an upgrade, until the next start */
	bool frozen;             /* forked: nothing more is taken (forks.c) */
	bool news;              /* gained something since our last witness entry */
	bool changed;           /* since the last beacon */
	int64_t asked_until_ms; /* a question for it is open somewhere */
};

struct question {
	struct place first;
	uint32_t audience; /* a fill: of this audience; 0: a run from `first` */
	uint64_t last;     /* of a fill */
	bool header_only;  /* no bodies: is the entry there? */
	int64_t until_ms;  /* 0: free */
};

/* A search for the place where a peer's history parts from the one held; one a peer. */
struct hunt {
	struct place at; /* of which feed */
	uint64_t same,
	    differs; /* places where the ids agree, and do not; 0: before the first */
	int rounds;
	bool wants_run;   /* the place is found: asked for what stands there */
	int64_t until_ms; /* 0: none is open */
};

struct peer {
	char author[AUTHOR_LEN], node[NODE_NAME_LEN];
	struct public_key curve_key;
	enum role role;
	enum talk_state state;
	bool behind;       /* net could not hand it a live frame */
	bool has_two_keys; /* it is changing its transport key */
	bool heads_wanted; /* asked for too soon after the last time */
	int64_t acts_until_ms, heads_until_ms; /* answers expected before; 0: not asked */
	int64_t acts_next_ms, pull_next_ms; /* not asked for acts, for entries before */
	int own_failures; /* in a row: it names own entries of ours and does not give them */
	int64_t heard_ms, hello_ms,
	    heads_ms; /* monotonic: last frame, HELLO sent, heads asked */
	int64_t seen_wall_ms, skew_ms;
	int64_t muted_until_ms; /* beyond its rate */
	int64_t muted_until_wall_ms;
	const char *muted_for; /* the last time; NULL: never */
	uint64_t register_number;
	struct position heads; /* as it last said */
	bool heads_known;      /* since this core started: counts for the own head */
	bool has_no_more;      /* by `heads`: nothing that is not held here */
	struct question open[MAX_OPEN_QUESTIONS];
	struct hunt hunt;
	int64_t hunt_next_ms; /* no other before */
	int hunt_failures;    /* in a row */
	struct question listed; /* beside those: for what a witness entry lists (listed.h) */
	struct hash listed_id;
	struct bucket frames, bytes, served, forgeries;
	size_t answer_bytes; /* on their way to it */
	uint64_t received, refused;
};

/* A peer node that is kept out until an operator says otherwise. */
struct kept_out {
	char author[AUTHOR_LEN], node[NODE_NAME_LEN], why[KEPT_OUT_WHY];
};

struct inbox_entry {
	struct buf signed_entry;
	struct run_entry_view {
		struct bytes header, signature, body;
	} part;
	char author[AUTHOR_LEN], node[NODE_NAME_LEN]; /* of the peer it came from */
};

/* A feed that was told in two ways, as far as this node can show. */
struct core_fork {
	struct place at; /* the lowest place known */
	struct hash ids[2];
	char from[AUTHOR_LEN +
		  NODE_NAME_LEN]; /* who showed it: a peer, or a proof's author */
	int64_t since_ms;         /* wall time */
	struct place proof;       /* an entry that proves it; seq 0: none is held */
	uint64_t witnessed;       /* by more than half of the others, of what is held */
};

/* An entry of kind proof that is held. */
struct core_proof {
	struct place by, of;
	enum fork_state state;
};

/* A second history, until it is on disk: the transaction that keeps it may fail. */
struct fork_shown {
	struct store_fork second;
	struct buf headers;
	struct core_fork found;
};

struct core {
	struct core_config cfg;
	char author[AUTHOR_LEN], node[NODE_NAME_LEN];
	uint32_t incarnation; /* of its own feed that this node writes */
	struct hash alliance;
	struct buf keys_body;     /* that is to be published: the first, or the next */
	uint32_t keys_generation; /* that it names; 0: no such body */
	struct registry *registry;
	struct desks *desks;  /* of all keys entries held */
	bool desks_moved;     /* since the admission list was sent */
	struct position held; /* all tips; kept in step with `feeds` */
	struct hash digest;   /* of `held`, when digest_known */
	bool digest_known;
	bool tips_lost; /* the store could not be read: nothing is taken until it is */
	struct own_feed *feeds;
	size_t n_feeds;
	struct core_fork *forks; /* a feed each */
	size_t n_forks;
	struct core_proof *proofs;
	size_t n_proofs;
	size_t next_proof;      /* whose turn it is */
	struct fork_shown *shown; /* not known to be on disk yet: forks.c */
	size_t n_shown;
	int64_t forks_ms;       /* looked at again then */
	int64_t proof_retry_ms; /* after an own proof could not be written */
	struct {                /* of what is at the door */
		char from[AUTHOR_LEN + NODE_NAME_LEN]; /* "" when it is our own */
		int64_t wall_ms;
		struct place clash; /* held under another id than it says; seq 0: none */
	} door;
	struct peer *peers;
	size_t n_peers;
	struct inbox_entry *inbox;
	size_t n_inbox, room_inbox, inbox_bytes;
	struct core_out *out;
	size_t first_out, n_out, room_out, out_bytes;
	uint64_t refused[MAX_VERDICTS];
	struct {
		char reason[32];
		uint64_t count;
	} counters[MAX_COUNTERS];
	size_t n_counters;
	uint64_t forgeries; /* signatures that did not verify */
	struct kept_out *kept_out;
	size_t n_kept_out;
	bool own_head_known;
	bool draft_left;       /* perhaps: one is in the store */
	uint64_t n_set_aside;  /* since the start */
	const char *own_doubt; /* why the own head is not settled; said once */
	int64_t own_known_wall_ms; /* since when the own head is known */
	bool twin; /* another process signed with this key while this one ran */
	int64_t retry_ms;      /* own entries are not tried before; monotonic */
	size_t next_puller, next_hole_peer; /* whose turn it is */
	bool facts_behind, holes_possible;
	struct listed *listed; /* see there */
	bool beacon_soon;
	int64_t beacon_ms, holes_ms, own_ms;
	int64_t witness_wall_ms, full_witness_wall_ms,
	    assess_wall_ms; /* last; wall time */
	int64_t witness_due_ms,
	    alert_witness_ms; /* monotonic: for an alert; the last; 0: none */
	bool assess_due;      /* something changed since the last assessment */
};

#endif
