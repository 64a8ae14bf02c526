/* sandbox.h - what each process of the node may ask of the kernel: one row a role, deny by
 * default (design 2).  Known to the kernel, the role cannot be left again.
 *
 *   no new privileges, no core file, no capability that the role does not need
 *   landlock     files and folders of the role, no TCP but in net; from Linux 5.13, TCP
 *                from 6.7
 *   seccomp      the calls of the role; any other ends the process with SIGSYS, after
 *                its number went to the parent
 *
 * A kernel that lacks landlock or seccomp is said in the log and by `cmsa status`; where
 * it has them and they fail, the process does not run.  Builds with AddressSanitizer have
 * neither: its run-time makes calls of its own (at exit it traces its own threads).
 *
 * Linked into tests, too, which try what each role may not. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

enum sandbox_role {
	SANDBOX_CORE,
	SANDBOX_SIGN,
	SANDBOX_NET,
	SANDBOX_ROLES
};

/* What this kernel and this build can do. */
struct sandbox_means {
	bool seccomp;
	int landlock;       /* ABI number; 0: none */
	const char *reason; /* why one is lacking; "" */
};

struct sandbox_means sandbox_means(void);

/* A sentence on `means` for the log and for `cmsa status`. */
enum {
	SANDBOX_TEXT = 160
};
void sandbox_text(char out[static SANDBOX_TEXT], const struct sandbox_means *means);

/* For every process of the node, before any key is read: nothing that is exec'd later can
 * gain rights, and no core file is written.  ERR_IO, logged. */
enum err sandbox_begin(void);

/* Enters the role.  To be called with one thread, when all that the role may not open is
 * open.  `folder`: of SANDBOX_SIGN that of its record, of SANDBOX_CORE the node's; NULL of
 * SANDBOX_NET.  Number of a call that is not allowed goes to `report`, 4 bytes big-endian.
 * ERR_IO, logged: the process must end. */
enum err sandbox_enter(enum sandbox_role role, const char *folder, int report);

/* Name of the call of which a process that ended by SIGSYS left the number on its link to
 * the parent; "something" when it left none: a thread that takes no signals, as those of
 * libzmq, is stopped before it can tell. */
enum {
	SANDBOX_CALL = 40
};
void sandbox_blame(char out[static SANDBOX_CALL], int link);

#endif
