/* children.h - the processes of cmsad: each is this program again, exec'd, so that no
 * secret of one is in the memory of another (design 2). */
#ifndef CHILDREN_H
#define CHILDREN_H

#include "nodeconf.h"

/* Tags under which the parent hands over sockets (fdpass.h): 'L' live and 'B' bulk of
 * core and net (net.h), 'c' of sign and core (sign_main.h). */
enum {
	TAG_LIVE = 'L',
	TAG_BULK = 'B',
	TAG_SIGN = 'c'
};

/* The descriptor of the link to the parent in every child. */
enum {
	PARENT_FD = 3
};

/* Each runs until the parent's end closes and returns an exit code. */
int core_child(const struct nodeconf *conf);
int sign_child(const struct nodeconf *conf);
int net_child(const struct nodeconf *conf);

/* Starts the three, hands them their sockets, restarts what dies with back-off, until
 * SIGTERM or SIGINT.  At most one a folder: it holds DIR/cmsad.lock. */
int parent_run(const struct nodeconf *conf);

#endif
