/* accident.h - what may befall one node of a simulated alliance: its folder is backed up, brought
 * back, copied, lost; its net lies.  Every signature that leaves a sign process is noted. */
#ifndef ACCIDENT_H
#define ACCIDENT_H

#include "world.h"

enum {
	LEDGER_MOST = 4096,
	FOLDER_FILES = 3
};

/* The first id that was signed for each place of the feed, whoever signed it. */
struct ledger {
	bool signed_for[LEDGER_MOST];
	struct hash id[LEDGER_MOST];
	uint64_t newest, forks, signatures;
};

/* A sign process with its record in the node's folder, between core and the ledger. */
struct watched {
	struct signer real;
	struct ledger *ledger;
};

/* log.db, its WAL, and the record of the sign process. */
struct folder_copy {
	struct buf file[FOLDER_FILES];
};

/* Gives node `i`, which never signed, such a sign process.  `w` outlives the node. */
void accident_watch(struct world *world, int i, struct watched *w, struct ledger *l);
/* Ends it before the world is cleared. */
void accident_unwatch(struct world *world, int i, struct watched *w);

/* Of a node that is down; facts are never in it. */
void accident_copy(struct folder_copy *out, const struct world *world, int i);
/* A backup as cmsa makes it, of a node that runs: no record in it. */
void accident_backup(struct folder_copy *out, const struct world *world, int i);
void accident_copy_clear(struct folder_copy *c);

/* Node `i`, which is down, finds its folder so; NULL: empty.  `record`: what becomes of the
 * record of the sign process. */
enum record_fate {
	RECORD_STAYS,
	RECORD_LOST,
	RECORD_COPIED
};
void accident_folder(struct world *world, int i, struct watched *w,
    const struct folder_copy *c, enum record_fate record);

/* What no node that runs holds may be signed for again: there is no memory of it left.  False:
 * all is held. */
bool accident_forget_unseen(struct ledger *l, struct world *world);

#endif
