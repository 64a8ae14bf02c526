/* mem.c - allocation that aborts instead of failing. */
#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
need(void *p)
{
	if (p)
		return p;
	fputs("cmsa: out of memory\n", stderr);
	abort();
}

void *
mem_new(size_t size)
{
	return need(calloc(1, size ? size : 1));
}

void *
mem_array(size_t n, size_t size)
{
	return need(calloc(n ? n : 1, size ? size : 1));
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	if (!n)
		n = 1;
	return need(reallocarray(p, n, size));
}

char *
mem_strdup(const char *s)
{
	return need(strdup(s));
}

void *
mem_dup(const void *p, size_t n)
{
	void *q = mem_new(n);

	if (n)
		memcpy(q, p, n);
	return q;
}
