/* counts.c - what was refused, by reason, for status. */
#include <stdio.h>
#include <string.h>

#include "core_priv.h"

void
core_count(struct core *c, enum verdict v, struct peer *p)
{
	if ((size_t)v < MAX_VERDICTS)
		c->refused[v]++;
	if (p)
		p->refused++;
}

uint64_t
core_refused(const struct core *c, enum verdict v)
{
	return (size_t)v < MAX_VERDICTS ? c->refused[v] : 0;
}

void
core_net_count(struct core *c, const char *reason, uint64_t count)
{
	size_t i = 0;

	while (i < c->n_counters && strcmp(c->counters[i].reason, reason))
		i++;
	if (i == MAX_COUNTERS)
		return;
	if (i == c->n_counters) {
		snprintf(
		    c->counters[i].reason, sizeof(c->counters[i].reason), "%s", reason);
		c->n_counters++;
	}
	c->counters[i].count = count;
}
