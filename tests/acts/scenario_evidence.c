/* scenario_evidence.c - the entries that a finding rests on, by their names in the scenario. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

static bool
is_entry(const Cmsa__Ref *r, const struct world_entry *e)
{
	return e && !strcmp(r->author, e->place.author) &&
	       r->incarnation == e->place.incarnation && r->seq == e->place.seq &&
	       r->id.len == sizeof(e->id.b) && !memcmp(r->id.data, e->id.b, r->id.len);
}

bool
scenario_evidence_is(const struct world *w, const Cmsa__Finding *f, const char *names)
{
	size_t n = 0;

	if (!strcmp(names, "none"))
		return !f->n_evidence;
	for (const char *p = names; *p; n++) {
		char name[32];
		const size_t length = strcspn(p, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, p);
		if (n == f->n_evidence || !is_entry(f->evidence[n], world_entry(w, name)))
			return false;
		p += length + (p[length] == ',');
	}
	return n == f->n_evidence;
}

void
scenario_evidence_write(char *out, size_t size, const Cmsa__Finding *f)
{
	for (size_t i = 0, n = 0; i < f->n_evidence && n < size; i++) {
		const Cmsa__Ref *r = f->evidence[i];

		n += (size_t)snprintf(out + n, size - n, " %s=%u:%llu", r->author,
		    r->incarnation, (unsigned long long)r->seq);
	}
}
