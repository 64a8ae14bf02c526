/* desks_make.h - keys bodies that grant and withdraw desks, for tests. */
#ifndef DESKS_MAKE_H
#define DESKS_MAKE_H

#include "bytes.h"

struct desks_make_row {
	const char *name;  /* "AUS.customs" */
	uint32_t kinds[3]; /* ascending; 0: none there */
	uint64_t after_seq;
	bool withdraw;
	const char *curve_of; /* whose CURVE key its node has; NULL: its own */
};

/* The body with those rows, for the audiences public and customs.  Appended. */
void desks_make(struct buf *out, const struct desks_make_row *rows, size_t n);

#endif
