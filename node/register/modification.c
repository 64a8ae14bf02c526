/* modification.c - answers from the folded notices. */
#include "modification.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "registry_state.h"

static bool
names(const Cmsa__ModificationNotice *n, const char *country)
{
	for (size_t i = 0; i < n->n_countries; i++)
		if (!strcmp(n->countries[i], country))
			return true;
	return false;
}

static int
effect_cmp(const void *va, const void *vb)
{
	const struct modification *a = va, *b = vb;

	if (a->effect.days != b->effect.days)
		return a->effect.days < b->effect.days ? -1 : 1;
	return a->act < b->act ? -1 : a->act > b->act;
}

/* PROTOCOL M3.22: of the agreement that was in force on N, for as long as that is. */
struct modification *
modification_list(const struct registry *r, size_t *n, const char *country, struct date d)
{
	const struct life *l = &r->life;
	const struct life_entry *now = life_agreement(l, country, d);
	struct modification *list = mem_array(l->n_notices + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; now && i < l->n_notices; i++) {
		const struct life_notice *ln = &l->notices[i];

		if (ln->c.voided || !date_given(ln->effect) || ln->effect.days > d.days ||
		    !names(ln->notice, country) ||
		    life_agreement(l, country, ln->c.certified) != now)
			continue;
		list[(*n)++] = (struct modification){ ln->c.act, ln->effect, ln->notice };
	}
	if (*n)
		qsort(list, *n, sizeof(*list), effect_cmp);
	return list;
}

struct modification_clock *
modification_clocks(const struct registry *r, size_t *n, const char *country)
{
	const struct life *l = &r->life;
	struct modification_clock *list = mem_array(l->n_notices + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < l->n_notices; i++)
		if (names(l->notices[i].notice, country))
			list[(*n)++] = (struct modification_clock){ l->notices[i].c,
				l->notices[i].effect, l->notices[i].notice };
	return list;
}
