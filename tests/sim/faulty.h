/* faulty.h - a disk that fails: an SQLite VFS over the real one, for the files below one folder.
 * It counts writes, truncations and syncs, fails those it is told to, and can lose what was
 * not synced, as a machine does that loses power.  One a process, since SQLite's list of
 * them is. */
#ifndef FAULTY_H
#define FAULTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

enum faulty_kind {
	FAULTY_FULL, /* a write fails with SQLITE_FULL, a sync with SQLITE_IOERR_FSYNC */
	FAULTY_IOERR /* all of them fail with SQLITE_IOERR */
};

struct faulty_undo; /* a write that is not synced yet, and what it wrote over */

struct faulty {
	sqlite3_vfs vfs; /* SQLite's; the first member */
	sqlite3_vfs *real;
	const char *below; /* only files whose path starts so; NULL: none */
	enum faulty_kind kind;
	bool is_well;            /* for now nothing is counted and nothing fails here */
	uint64_t count;          /* operations seen since it was last set to 0 */
	uint64_t first, last;    /* these fail, counted from 1; 0: none */
	uint64_t failures;
	bool keep_unsynced;      /* notes what is not synced, for faulty_lose_power */
	struct faulty_undo *undo;
	size_t n_undo;
};

/* Becomes SQLite's default; databases that are open stay as they are. */
void faulty_install(struct faulty *f);
/* When every database that was opened through it is closed. */
void faulty_remove(struct faulty *f);

/* Takes back every write that was not synced, the newest first.  After the databases were
 * closed, while every write still failed (closing would sync). */
void faulty_lose_power(struct faulty *f);
/* From now on nothing fails, and what is not synced is forgotten as if it were. */
void faulty_heal(struct faulty *f);

#endif
