/* sign_main.h - the loop of the sign process.  It owns the signing key and its record
 * (sign.h) and talks to nobody but core and its parent. */
#ifndef SIGN_MAIN_H
#define SIGN_MAIN_H

#include "sign.h"

/* Tag (fdpass.h) under which the parent hands over a new connection to core. */
enum {
	SIGN_MAIN_CORE_TAG = 'c'
};

/* Gives up what the process does not need once key and record are open; an error ends it. */
struct sign_main_seal {
	enum err (*enter)(void *ctx);
	void *ctx;
};

/* Answers SignRequest frames of core on `fd_core` (frame.h; a Unix stream socket; -1:
 * none yet) until the parent's end of `fd_parent` closes.  When core's end closes it
 * waits for the parent to pass a new one, so that a restart of core does not ask for the
 * passphrase again; a new one also replaces an old one.
 *
 * Returns an exit code: 0 the parent has gone, 3 key or record are not as configured, 4
 * the machine failed.  Closes both descriptors.  `seal` may be NULL.  The caller has opened the key, has made
 * the process undumpable if it wants that, and exits with the result. */
int sign_main(int fd_core, int fd_parent, const struct sign_config *cfg,
    const struct sign_main_seal *seal);

#endif
