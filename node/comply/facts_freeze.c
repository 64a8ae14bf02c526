/* facts_freeze.c - a feed that is proven forked counts up to its limit: its bodies, what it
 * says of desks, what it witnessed, and what is missing of it (PROTOCOL M7.44). */
#include "facts_freeze.h"

#include <stdlib.h>
#include <string.h>

#include "facts_intake.h"
#include "mem.h"
#include "witness.h"

static int
fork_cmp(const void *va, const void *vb)
{
	const struct fact_fork *a = va, *b = vb;

	return place_cmp(&a->at, &b->at);
}

void
facts_add_fork(struct facts *f, const struct fact_fork *fork)
{
	f->forks = mem_resize(f->forks, f->n_forks + 1, sizeof(*f->forks));
	f->forks[f->n_forks++] = *fork;
	qsort(f->forks, f->n_forks, sizeof(*f->forks), fork_cmp);
}

const struct fact_fork *
facts_fork_of(const struct facts *f, const char *author)
{
	for (size_t i = 0; i < f->n_forks; i++)
		if (!strcmp(f->forks[i].at.author, author))
			return &f->forks[i];
	return NULL;
}

static bool
is_beyond(const struct fact_fork *fork, const struct place *p)
{
	return p->incarnation == fork->at.incarnation && p->seq > fork->limit &&
	       !strcmp(p->author, fork->at.author);
}

static void
leave_out(struct facts *f, const struct fact_fork *fork)
{
	struct facts_intake *in = f->intake;
	size_t kept = 0;

	for (size_t i = 0; i < f->n_sources; i++)
		if (is_beyond(fork, &f->sources[i].place))
			f->sources[i].standing = FACT_FROZEN;
	for (size_t i = 0; i < f->n_missing; i++)
		if (!is_beyond(fork, &f->missing[i].place))
			f->missing[kept++] = f->missing[i];
	f->n_missing = kept;
	kept = 0;
	for (size_t i = 0; i < in->n_keys; i++)
		if (!is_beyond(fork, &in->keys[i].place))
			in->keys[kept++] = in->keys[i];
	in->n_keys = kept;
	witness_limit(f->witnesses, fork->at.author, fork->at.incarnation, fork->limit);
}

/* PROTOCOL M7.44 */
void
facts_freeze_apply(struct facts *f)
{
	for (size_t i = 0; i < f->n_forks; i++)
		leave_out(f, &f->forks[i]);
}
