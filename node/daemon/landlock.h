/* landlock.h - the kernel's rules on files and TCP for a process and those it starts. Raw
 * calls: Debian 12 has no library for it. */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/* The ABI number of this kernel; 0: it has none, or does not let us use it. */
int landlock_abi(void);

struct landlock_rules {
	int fd;
	int abi;
};

/* Nothing on the file system is allowed; no TCP unless `tcp`; no signal and no abstract
 * socket to or of others.  As far as `abi` (> 0) knows them.  ERR_IO, logged. */
enum err landlock_init(struct landlock_rules *r, int abi, bool tcp);

/* Allows `rights` (LANDLOCK_ACCESS_FS_) on `path` and below it; those that this kernel
 * does not know are left out.  ERR_NOT_FOUND when it is not there; ERR_IO, logged. */
enum err landlock_allow(
    const struct landlock_rules *r, const char *path, uint64_t rights);

/* From here on, for this thread and those it makes.  Needs no-new-privileges.  ERR_IO, logged. */
enum err landlock_enter(const struct landlock_rules *r);

void landlock_clear(struct landlock_rules *r);

#endif
