/* freeze.c - the limit of a forked feed. */
#include "freeze.h"

#include <stdlib.h>

void
freeze_hear(struct freeze_vote *v, uint64_t seq, bool is_ours)
{
	if (seq <= v->listed)
		return;
	v->listed = seq;
	if (is_ours)
		v->held = seq;
}

static int
falling(const void *va, const void *vb)
{
	const struct freeze_vote *a = va, *b = vb;

	return (b->held > a->held) - (b->held < a->held);
}

/* PROTOCOL M7.44 */
uint64_t
freeze_witnessed(struct freeze_vote *votes, size_t n, size_t others)
{
	const size_t enough = others / 2; /* and one more */

	if (n <= enough)
		return 0;
	qsort(votes, n, sizeof(*votes), falling);
	return votes[enough].held;
}

uint64_t
freeze_limit(uint64_t fork, uint64_t witnessed)
{
	return fork - 1 > witnessed ? fork - 1 : witnessed;
}
