/* arena.h - memory given out in pieces and taken back all at once, under a budget.
 * Bytes of strangers are decoded into one of these, so that a message can never take
 * more than the budget (1 MiB on the wire becomes 68-113 MiB in protobuf-c otherwise). */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used_bytes;   /* handed out, rounded up */
	size_t budget_bytes; /* arena_get fails beyond it; 0: no limit */
};

void arena_init(struct arena *a, size_t budget_bytes);

/* Zeroed, aligned for any type; NULL when the budget is spent. */
void *arena_get(struct arena *a, size_t size);

/* A copy in the arena with a NUL behind it; NULL when the budget is spent. */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_strdup(struct arena *a, const char *s);

/* Frees everything; the arena can be used again under the same budget. */
void arena_clear(struct arena *a);

#endif
