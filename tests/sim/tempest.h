/* tempest.h - one seed of the hostile simulation: an alliance of mixed nodes on disks that die, a
 * network that loses, repeats, delays, cuts and flaps, wrong clocks, and up to a third of the nodes
 * hostile.  Everything follows from the seed. */
#ifndef TEMPEST_H
#define TEMPEST_H

#include "memdisk.h"
#include "villain.h"
#include "world.h"

enum {
	TEMPEST_SIGNED_MOST = 512
};

struct tempest_counts {
	uint64_t seeds, nodes, hostile;
	uint64_t frames, lost, duplicated, cuts, flaps, crashes, store_failures,
	    clock_jumps;
	uint64_t attacks, forks_made, forks_shown, forks_unnoticed;
	uint64_t entries_acknowledged, entries_lost, bodies_leaked;
	uint64_t signatures_checked;
	int64_t settled_ms_most;
};

struct tempest_node {
	enum role role;
	struct signer signer; /* the real one */
	struct tempest *t;
	size_t unit; /* of the disk */
	struct hash signed_id[TEMPEST_SIGNED_MOST];
	bool is_signed[TEMPEST_SIGNED_MOST];
	struct position last;                      /* after its last turn */
	bool fresh;                                /* it has started since */
	int64_t ignores_until_ms[WORLD_MAX_NODES]; /* a hostile node beyond its rate */
};

struct tempest {
	struct world w;
	struct memdisk disk;
	struct villains vs;
	uint64_t seed;
	struct tempest_node node[WORLD_MAX_NODES];
	int link[2];        /* that is down; -1: none */
	uint64_t acts;      /* that some node has taken */
	unsigned strangers; /* enrolled during the storm */
	struct tempest_counts *counts;
	uint64_t trace; /* hash of all that was delivered */
	bool prints;
};

/* How many nodes the seed has: 10 to 14, and 60 of every fiftieth; CMSA_NODES says otherwise. */
int tempest_nodes(uint64_t seed);

/* The whole of it: founds, storms, heals, checks; adds to `counts`.  Aborts the test when anything
 * is wrong.  Returns the hash of what was delivered to whom, and when. */
uint64_t tempest_run(uint64_t seed, struct tempest_counts *counts, bool prints);

void tempest_trace(struct tempest *t, const char *what, int from, int to, struct bytes b);

/* --- tempest_check.c ----------------------------------------------------------------- */

/* After a turn of a core: no feed went back or was changed, its queue is bounded, and, after a start,
 * what it acknowledged is there. */
void tempest_check_turn(struct tempest *t, int i);

/* Nobody is sent a body that its role does not read. */
void tempest_check_frame(struct tempest *t, int from, int to, struct bytes frame);

/* A frame of a hostile node for a core, delivered here: two entries of one place, both signed, are
 * noticed at once. */
void tempest_hostile_to(struct tempest *t, int from, int to, struct bytes frame);

/* All honest nodes run and hold the same register and the same of all honest feeds. */
bool tempest_is_level(struct tempest *t);
void tempest_say(struct tempest *t);

/* At the end, when they are level. */
void tempest_check_all(struct tempest *t);

#endif
