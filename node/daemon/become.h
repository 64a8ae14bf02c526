/* become.h - the user as whom a node runs. */
#ifndef BECOME_H
#define BECOME_H

#include "err.h"

/* Becomes the user of that name with its groups, for good; "": stays who it is, with a
 * warning when that is root.  ERR_INPUT: no such user on this machine, or started neither
 * as root nor as that user.  ERR_IO. */
enum err become_user(const char *user, struct errmsg *m);

#endif
