/* victim.h - a core in memory that fuzz targets push at: AUS, with members GBR and JPN, candidate KOR
 * and auditor "court" enrolled and greeted, and open questions for acts, heads and a run.  Its clock
 * is its own, its folder in memory where the machine has one. */
#ifndef VICTIM_H
#define VICTIM_H

#include "acts_make.h"
#include "core.h"
#include "key.h"

enum {
	VICTIM_PEERS = 4
};
extern const char *const victim_peers[VICTIM_PEERS];

struct victim {
	char dir[32];
	struct maker maker;
	struct key key;
	struct signer signer;
	struct buf statement;
	struct store *store;
	struct factsdb *facts;
	struct core *core;
	int64_t now_ms;
};

/* Each of them aborts when the machine fails. */
void victim_begin(struct victim *v);
void victim_end(struct victim *v);

/* Ends the core and its stores, and starts it on them again; `fresh`: the acts are put first. */
void victim_stop(struct victim *v);
void victim_start(struct victim *v, bool fresh);

struct core_time victim_now(const struct victim *v);
/* 100 ms go by; what the core sends is dropped. */
void victim_pass(struct victim *v);

/* Asserts that what it holds at the head of each feed is signed by its author. */
void victim_check(const struct victim *v);

#endif
