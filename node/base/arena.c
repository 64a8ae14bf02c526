/* arena.c - a chain of blocks, each twice the one before up to a megabyte. */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct arena_block {
	struct arena_block *next;
	size_t room;
	size_t used;
	alignas(max_align_t) uint8_t data[];
};

enum {
	FIRST_BLOCK = 4096,
	LARGEST_BLOCK = 1 << 20
};

void
arena_init(struct arena *a, size_t budget_bytes)
{
	*a = (struct arena){ .budget_bytes = budget_bytes };
}

static void
add_block(struct arena *a, size_t size)
{
	size_t room = a->blocks ? a->blocks->room * 2 : FIRST_BLOCK;
	struct arena_block *b;

	if (room > LARGEST_BLOCK)
		room = LARGEST_BLOCK;
	if (room < size)
		room = size;
	b = mem_new(sizeof(*b) + room);
	b->room = room;
	b->next = a->blocks;
	a->blocks = b;
}

void *
arena_get(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	void *p;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) & ~(align - 1);
	if (a->budget_bytes &&
	    (size > a->budget_bytes || a->used_bytes > a->budget_bytes - size))
		return NULL;
	if (!a->blocks || a->blocks->room - a->blocks->used < size)
		add_block(a, size);
	p = a->blocks->data + a->blocks->used;
	a->blocks->used += size;
	a->used_bytes += size;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_get(a, n + 1);

	if (p && n)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

void
arena_clear(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		free(b);
	}
	a->used_bytes = 0;
}
