/* world.h - many cores in one process, on a network and a clock made of a seed: loss,
 * reordering, partitions, crashes.  The same seed gives the same run, byte for byte of
 * every decision that is the world's; nothing here reads a clock. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "acts_make.h"
#include "control.pb-c.h"
#include "core.h"
#include "key.h"

enum {
	WORLD_MAX_NODES = 64
};

struct world_node {
	char author[AUTHOR_LEN], node[NODE_NAME_LEN];
	char dir[64];
	struct store *store;
	struct factsdb *facts;
	struct key key, next; /* signing keys; next: of the generation to come */
	uint32_t generation;  /* the newest that it has made */
	uint32_t keys_admitted
	    [WORLD_MAX_NODES]; /* transport keys, by its last admission list */
	struct signer signer;
	struct buf statement;
	enum role
	    admits[WORLD_MAX_NODES]; /* by its last admission list; ROLE_NONE: not */
	struct core *core;           /* NULL: crashed or not started */
	bool replicates;             /* it has no sign process */
	bool hostile;                /* it has no core: the test speaks for it */
	uint64_t deaf_to_it; /* bit k: node k does not hear this one; the other way is open */
	uint32_t incarnation;        /* that it writes; 0: the first */
	int group;           /* nodes of different groups do not hear each other */
	int64_t up_again_ms; /* crashed until then */
	int64_t clock_off_ms; /* its wall clock shows so much more */
};

/* An entry that some node acknowledged as published. */
struct world_entry {
	struct place place;
	struct hash id;
	uint32_t audience;
};

struct world_frame {
	int64_t at_ms;
	uint64_t order;
	int from, to;
	struct buf frame;
};

struct world {
	uint64_t rng;
	int64_t now_ms; /* since the start of the world */
	struct maker maker;
	struct world_node node[WORLD_MAX_NODES];
	int n_nodes;
	struct world_frame *frames; /* a heap by time */
	size_t n_frames, room_frames;
	uint64_t order;
	int loss_permille, duplicate_permille;
	int delay_most_ms;
	int64_t epoch_back_ms; /* clocks were set back by so much */
	int64_t witness_every_ms,
	    full_witness_every_ms; /* of cores started from then on */
	struct world_entry *published;
	size_t n_published;
	uint64_t delivered, lost, duplicated, crashes;
	bool (*tamper)(
	    struct world *w, int from, int to, struct buf *frame); /* NULL: none */
	/* After every turn of a core, before what it sent leaves; NULL: none.  False: it died
	 * in it, and what it still has to send is lost. */
	bool (*turn)(struct world *w, int i);
	/* For hostile nodes: a frame came; every 100 ms. */
	void (*hostile_frame)(struct world *w, int from, int to, struct bytes frame);
	void (*hostile_tick)(struct world *w, int i);
	void *ctx; /* of these */
};

void world_init(struct world *w, uint64_t seed);
void world_clear(struct world *w);

uint64_t world_random(struct world *w, uint64_t below); /* 0 .. below - 1 */

/* What its cores take for random; ctx is the world (world_random.c). */
void world_random_fill(void *ctx, void *out, size_t n);

/* What the clocks of its nodes show; that of one, which may be wrong. */
struct core_time world_time(const struct world *w);
struct core_time world_node_time(const struct world *w, int i);

/* Enrols an author with one node; acts go to every node that is there by the exchange
 * itself: submit them to one with world_submit.  Returns the index. */
int world_add(struct world *w, const char *author, enum role role);

/* The same with two nodes: "main" and, at the next index, "second", which replicates. */
int world_add_two(struct world *w, const char *author, enum role role);

/* A desk with one node, which its country has not granted yet. */
int world_add_desk(struct world *w, const char *name);
/* Its application is written to `out`, signed. */
void world_application(struct buf *out, const char *name);
/* The operator of node `i` asks; the core's exit code, and what it published remembered. */
uint32_t world_ask(struct world *w, int i, const Cmsa__ControlRequest *request);

/* Starts (or starts again) the core of a node; its store takes the acts of the maker's
 * register up to `acts` if it has none. */
void world_start(struct world *w, int i, uint64_t acts);
/* The same on a disk that may fail: false and why, and it is tried again soon, as a keeper
 * would. */
bool world_try_start(struct world *w, int i, uint64_t acts, struct errmsg *m);

/* Ends a core without a word, its transactions undone. */
void world_crash(struct world *w, int i, int64_t up_again_ms);

/* The sign process of node `i` opens the key of its next generation beside the one it has; the
 * operator has it published, with a new transport key if `transport`.  `lost`: it opens the new
 * one alone, and its record is gone.  The exit code. */
uint32_t world_rotate(struct world *w, int i, bool transport, bool lost);

/* Hands a signed act to a node as its operator would. */
void world_submit(struct world *w, int i, struct bytes signed_act);

/* Publishes a small capacity review of its country; remembered when acknowledged.  False
 * when the node said no or queued it. */
bool world_publish(struct world *w, int i, uint32_t audience);
bool world_publish_body(
    struct world *w, int i, uint32_t kind, uint32_t audience, struct bytes body);
/* Such a review; appended. */
void world_review(struct buf *out, struct world *w, const char *country);

/* Lets time pass: frames are delivered, cores tick, crashed nodes come back. */
void world_run(struct world *w, int64_t for_ms);

/* Its facts are those of all that it holds. */
bool world_facts_follow(struct world_node *n);

/* Is there a way from one to the other now? */
bool world_hears(const struct world *w, int from, int to);

/* Sends a frame on its way, which may be lost; world_take_frame gives the next to arrive. */
void world_put_frame(struct world *w, int from, int to, struct bytes frame);
struct world_frame world_take_frame(struct world *w);

/* What a core has to send leaves now: for a death in the middle of its turn. */
void world_drain(struct world *w, int i);
/* The core of `i` had its turn: what it sent leaves, unless it died. */
void world_turned(struct world *w, int i);

/* All running nodes hold the same heads and register, and their facts are folded. */
bool world_is_level(struct world *w);

/* Runs until level, at most so long; returns the ms it took, or -1. */
int64_t world_settle(struct world *w, int64_t most_ms);

/* Where each node stands, on standard output. */
void world_say(struct world *w);

/* Is every acknowledged entry held by every running node with its id? */
bool world_holds_all(struct world *w);

#endif
