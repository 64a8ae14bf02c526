/* memdisk.h - the disks of many simulated machines, in memory: SQLite's default VFS while it is
 * installed.  Each disk counts its writes, truncations and syncs; it can fail some of them, or die
 * at one: then nothing more is written, and when it comes back it holds all that was written, only
 * what was synced, or that and some of the rest, as a machine does that loses power.
 * One a process, since SQLite's list of them is. */
#ifndef MEMDISK_H
#define MEMDISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

enum {
	MEMDISK_MOST = 64
};

struct memdisk_file;

/* The disk of one machine: the files below one folder. */
struct memdisk_unit {
	char below[64];
	uint64_t count;       /* operations since the start */
	uint64_t dies_at;     /* the operation at which it dies; 0: never */
	uint64_t first, last; /* these fail; 0: none */
	int failure;          /* with this: SQLITE_FULL, SQLITE_IOERR_WRITE */
	bool dead;
	uint64_t failures; /* operations that failed, death left out */
};

struct memdisk {
	sqlite3_vfs vfs; /* SQLite's; the first member */
	struct memdisk_unit unit[MEMDISK_MOST];
	size_t n_units;
	struct memdisk_file **files;
	size_t n_files;
	uint64_t random;                      /* SQLite's own: salts */
	void (*died)(void *ctx, size_t unit); /* at that very operation; may be NULL */
	void *ctx;
};

void memdisk_install(struct memdisk *d);
/* When every database is closed; the files are gone. */
void memdisk_remove(struct memdisk *d);

/* The disk for files below `folder`; its index. */
size_t memdisk_add(struct memdisk *d, const char *folder);

enum memdisk_loss {
	MEMDISK_ALL_KEPT, /* the process died, the machine did not */
	MEMDISK_SYNCED_ONLY,
	MEMDISK_SOME_KEPT /* of what was not synced, any part */
};

/* It works again.  When its databases are closed; `seed` chooses what is kept. */
void memdisk_revive(
    struct memdisk *d, size_t unit, enum memdisk_loss loss, uint64_t seed);

#endif
