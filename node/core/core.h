/* core.h - one node's core behind one seam: frames in, ticks in, frames out (design 2).
 * It has the store, the register, the feeds and the rules; it touches no socket, no
 * clock, no signing key.  Time is an argument, so a test runs many cores on a simulated
 * network. */
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "entry.h"
#include "err.h"
#include "factsdb.h"
#include "registry.h"
#include "sealed_body.h"
#include "signer.h"
#include "store.h"

struct core;

struct core_time {
	int64_t wall_ms; /* UTC; claimed in entries */
	int64_t mono_ms; /* never falls; timers */
};

struct core_config {
	const char *author;
	const char *node;              /* of the author's nodes: "main" */
	struct store *store;           /* open for writing; outlives the core */
	struct factsdb *facts;         /* the same */
	const struct signer *signer;   /* NULL: this node replicates and writes nothing */
	uint32_t incarnation;          /* that it writes; 0: the first */
	struct public_key signing_key; /* generation 1, for own-head recovery */
	struct bytes keys_body; /* encoded KeysBody: the first entry, or names the next keys */
	struct sealed_body_random random; /* fill NULL: the system's */
	int64_t witness_every_ms;         /* 0: an hour */
	int64_t full_witness_every_ms;    /* 0: a day */
	int64_t
	    assess_every_ms; /* 0: a day, when something changed; < 0: on demand only */
};

/* Reads acts and tips from the store.  ERR_INPUT: the store is of another author or has
 * no genesis act; ERR_STORE.  Free with core_free. */
enum err core_new(struct core **out, const struct core_config *cfg, struct core_time now,
    struct errmsg *m);
void core_free(struct core *c);

/* --- in ----------------------------------------------------------------------------- */

/* A frame that arrived from an admitted peer node: hostile bytes.  Entries are gathered
 * until core_flush. */
void core_receive(struct core *c, const char *author, const char *node,
    struct bytes frame, struct core_time now);

/* Verifies and stores what core_receive gathered, one transaction.  Call it when nothing
 * more is waiting to be read. */
void core_flush(struct core *c, struct core_time now);

enum core_peer_event {
	CORE_PEER_UP,
	CORE_PEER_DOWN,
	CORE_PEER_BEHIND
};
void core_peer_event(struct core *c, const char *author, const char *node,
    enum core_peer_event ev, const char *reason, struct core_time now);

/* net put this peer out, for `why`: it is kept out, also over starts, until core_control is told
 * otherwise. */
void core_keep_out(struct core *c, const char *author, const char *node, const char *why,
    struct core_time now);

/* Counters of the net process, for status. */
void core_net_count(struct core *c, const char *reason, uint64_t count);

/* Timers; call at least every 100 ms. */
void core_tick(struct core *c, struct core_time now);

/* One ControlRequest (control.proto); the ControlReply is appended.  A request of the
 * operator: trusted, but checked. */
void core_control(
    struct core *c, struct buf *reply, struct bytes request, struct core_time now);

/* --- out ---------------------------------------------------------------------------- */

enum core_out_type {
	CORE_SEND,
	CORE_ADMISSION,
	CORE_REDIAL
};

struct core_out {
	enum core_out_type type;
	char author[AUTHOR_LEN]; /* CORE_SEND, CORE_REDIAL: to whom; "" with a role */
	char node[NODE_NAME_LEN];
	enum role role;          /* CORE_SEND: every peer of the role */
	char except[AUTHOR_LEN]; /* but not this author's */
	bool live;               /* may be dropped when a queue is full */
	bool answer;             /* of core's own accounts */
	struct buf frame; /* CORE_SEND: the Wire message; CORE_ADMISSION: AdmissionList */
};

/* Takes the next; false when there is none.  The caller clears out->frame. */
bool core_next(struct core *c, struct core_out *out);
/* How many bytes wait there, in memory. */
size_t core_waiting(const struct core *c);

/* --- for the program and for tests -------------------------------------------------- */

const struct registry *core_registry(const struct core *c);
/* Everything held. */
const struct position *core_position(const struct core *c);
/* May entries be published at once?  False until the own head is known. */
bool core_own_head_known(const struct core *c);
/* How often frames or entries were refused with this verdict. */
uint64_t core_refused(const struct core *c, enum verdict v);

#endif
