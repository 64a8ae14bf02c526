/* err.h - the machine failed (style: three kinds of wrong).
 * A verdict on somebody's input is not an error: see verdict.h.  A bug is an assert.
 * An error is logged once, where it is found, and passed up as its number. */
#ifndef ERR_H
#define ERR_H

#include "attr.h"

enum err {
	ERR_NONE = 0,
	ERR_IO = 1,     /* a file or socket call failed */
	ERR_STORE = 2,  /* the database failed or is damaged */
	ERR_FULL = 3,   /* no room: disk, budget or queue */
	ERR_CRYPTO = 4, /* libsodium could not do its work */
	ERR_GONE = 5,   /* the other process is not there */
	ERR_INPUT = 6,  /* a file the operator gave is not as expected; text says where */
	ERR_REFUSED = 7, /* asked for something that the rules refuse; text says why */
	ERR_NOT_FOUND = 8,
	ERR_BUSY = 9, /* somebody else holds it: another writer, a lock */
};

/* English word of an error, never NULL. */
const char *err_name(enum err e);

/* A message for a person, filled by functions that can fail on operator input. */
struct errmsg {
	char text[512];
};

/* Writes the message, cut to fit, and returns `e`, so that
 * `return errmsg_set(m, ERR_INPUT, "row %u: ...")` reads in one line. m may be NULL. */
enum err errmsg_set(struct errmsg *m, enum err e, const char *fmt, ...) ATTR_PRINTF(3, 4);

#endif
