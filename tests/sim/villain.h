/* villain.h - hostile nodes of a simulated alliance.  They are the test's own code: each has the
 * keys of an enrolled author and is admitted, and speaks through frames only.  What they hear they
 * share, and may say again as their own.
 *
 * A villain has one feed, or, once it has forked it, two branches of it; each of its peers is told
 * one of them, and sometimes both. */
#ifndef VILLAIN_H
#define VILLAIN_H

#include "wire.pb-c.h"
#include "world.h"

enum villain_habit { /* each has some of them, by the seed */
	VILLAIN_EQUIVOCATES = 1,
	VILLAIN_WITHHOLDS = 2,
	VILLAIN_REPLAYS = 4,
	VILLAIN_FLOODS = 8,
	VILLAIN_LIES = 16,
	VILLAIN_COLLUDES = 32,
	VILLAIN_ALL = 63
};

enum {
	VILLAINS_MOST = 24,
	VILLAIN_ENTRIES_MOST = 24, /* of a branch */
	VILLAIN_SEEN_MOST = 512,
	VILLAIN_FRAMES_MOST = 64
};

struct villain_entry {
	struct buf header, body;
	struct entry e;
	struct signature sig;
};

struct villain_branch {
	struct villain_entry entry[VILLAIN_ENTRIES_MOST];
	size_t n;
};

struct villain {
	int node;
	enum role role;
	unsigned habits;
	struct villain_branch branch[2]; /* the second is empty until it forks */
	uint64_t fork_at;                /* the first seq with two entries; 0: none */
	uint64_t greeted;                /* bit k: node k has said HELLO */
	int64_t hello_ms, beacon_ms;
};

struct villains {
	struct world *w;
	struct villain list[VILLAINS_MOST];
	size_t n;
	struct villain_entry
	    seen[VILLAIN_SEEN_MOST]; /* of honest feeds, with what came */
	size_t n_seen, next_seen;
	struct buf frames[VILLAIN_FRAMES_MOST]; /* heard, to be said again */
	size_t n_frames;
	struct position heads;   /* of honest feeds, the newest that anybody said */
	bool quiet;              /* the storm is over: no more floods, nothing new */
	bool bad;                /* what is said next is an attack */
	uint64_t attacks, forks; /* that left; feeds that were forked */
};

void villain_init(struct villains *vs, struct world *w);
void villain_clear(struct villains *vs);

/* Node `node` is hostile from now on.  Its role says what it writes. */
void villain_add(struct villains *vs, int node, enum role role, unsigned habits);
struct villain *villain_of(struct villains *vs, int node); /* NULL: it is honest */
struct villain *villain_named(
    struct villains *vs, const char *author); /* NULL: the same */

/* A frame came to the hostile node; and 100 ms have passed for it. */
void villain_frame(struct villains *vs, int from, int to, struct bytes frame);
void villain_tick(struct villains *vs, int node);

/* Both entries of the place where a feed forks are told to every node that hears `by`. */
void villain_reveal(struct villains *vs, const struct villain *by, struct villain *of);

/* The branch that a peer is told. */
struct villain_branch *villain_branch_for(struct villain *v, int to);

/* --- villain_say.c: what they say ---------------------------------------------------- */

void villain_say(struct villains *vs, const struct villain *v, int to, Cmsa__Wire *w);
void villain_say_hello(struct villains *vs, const struct villain *v, int to, bool lie);
void villain_say_beacon(struct villains *vs, const struct villain *v, int to, bool lie);
void villain_say_live(
    struct villains *vs, const struct villain *v, int to, const struct villain_entry *e);
void villain_say_heads(struct villains *vs, struct villain *v, int to, bool lie);
void villain_say_acts(
    struct villains *vs, const struct villain *v, int to, uint64_t from, bool lie);

/* How a segment is spoilt. */
enum villain_spoil {
	SPOIL_NOTHING,
	SPOIL_HALF,       /* ends in the middle, without its last signature */
	SPOIL_BODIES,     /* headers alone */
	SPOIL_SIGNATURES, /* all of them wrong */
	SPOIL_A_BIT,      /* of a header or a body */
	SPOIL_TOO_LONG,   /* more entries than a segment has */
	SPOIL_NUMBER
};
void villain_say_segment(struct villains *vs, const struct villain *v, int to,
    const struct villain_entry *e, size_t n, enum villain_spoil how);
void villain_say_garbage(struct villains *vs, const struct villain *v, int to);
/* An empty frame: it costs little, and counts. */
void villain_say_nothing(struct villains *vs, const struct villain *v, int to);
/* A valid message that nobody wants: a question, or an answer to none. */
void villain_say_anything(struct villains *vs, struct villain *v, int to);
/* A frame that somebody sent once. */
void villain_say_again(struct villains *vs, const struct villain *v, int to);

#endif
