/* err.c - names of errors and messages for people. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>

const char *
err_name(enum err e)
{
	switch (e) {
	case ERR_NONE: return "done";
	case ERR_IO: return "input/output failed";
	case ERR_STORE: return "the store failed";
	case ERR_FULL: return "no room";
	case ERR_CRYPTO: return "cryptography failed";
	case ERR_GONE: return "the other process is not there";
	case ERR_INPUT: return "bad input";
	case ERR_REFUSED: return "refused";
	case ERR_NOT_FOUND: return "not found";
	case ERR_BUSY: return "busy";
	}
	return "unknown error";
}

enum err
errmsg_set(struct errmsg *m, enum err e, const char *fmt, ...)
{
	va_list ap;

	if (!m)
		return e;
	va_start(ap, fmt);
	vsnprintf(m->text, sizeof(m->text), fmt, ap);
	va_end(ap);
	return e;
}
