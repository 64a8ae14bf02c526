/* same.h - are two texts equal?  For names and codes, most of which differ in their first
 * letter. */
#ifndef SAME_H
#define SAME_H

#include <stdbool.h>
#include <string.h>

static inline bool
same(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

#endif
