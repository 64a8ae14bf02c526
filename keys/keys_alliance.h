/* keys_alliance.h - the value of --alliance. */
#ifndef KEYS_ALLIANCE_H
#define KEYS_ALLIANCE_H

#include "err.h"
#include "hash.h"

/* 64 hexadecimal digits, or the path of a genesis act or of an invitation.  ERR_INPUT: it is
 * none of these. */
enum err keys_alliance_read(struct hash *out, const char *text, struct errmsg *m);

#endif
