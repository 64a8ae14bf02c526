/* grow.h - room for one more element at the end of an array. */
#ifndef GROW_H
#define GROW_H

#include "mem.h"

/* The array `p` of `n` elements of `size` bytes, grown so that element n fits; *room is
 * what it holds.  The caller owns the result in place of `p`. */
static inline void *
grow(void *p, size_t *room, size_t n, size_t size)
{
	if (n < *room)
		return p;
	*room = *room ? *room * 2 : 16;
	return mem_resize(p, *room, size);
}

#endif
