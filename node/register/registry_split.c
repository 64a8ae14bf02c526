/* registry_split.c - second acts for a number, and which of them most have passed (PROTOCOL M3.41). */
#include "registry.h"

#include "registry_state.h"

void
registry_set_named(struct registry *r, uint64_t number)
{
	r->named = number;
}

uint64_t
registry_named(const struct registry *r)
{
	return r->named;
}

const struct act_record *
registry_splits(const struct registry *r, size_t *n)
{
	*n = r->n_splits;
	return r->split_records;
}
