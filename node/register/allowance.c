/* allowance.c - answers from allowance acts. */
#include "allowance.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct date
allowance_begins(const Cmsa__Allowance *a)
{
	return (struct date){ a->n_steps ? a->steps[0]->from_days : a->judged_days };
}

int
allowance_cmp(const void *va, const void *vb)
{
	const struct allowance *a = va, *b = vb;
	const int32_t x = allowance_begins(a->allowance).days,
		      y = allowance_begins(b->allowance).days;

	if (x != y)
		return x < y ? -1 : 1;
	return a->act < b->act ? -1 : a->act > b->act;
}

struct allowance *
allowance_list(const struct registry *r, size_t *n, const char *country, struct date d)
{
	struct allowance *list = NULL;

	*n = 0;
	for (uint64_t i = 1; i <= registry_number(r); i++) {
		const struct act_record *rec = registry_act(r, i);
		const Cmsa__Allowance *a;

		if (rec->act->kind != ACT_ALLOWANCE || rec->voided)
			continue;
		a = rec->act->body->allowance;
		if (allowance_begins(a).days > d.days || strcmp(a->country, country) != 0)
			continue;
		list = mem_resize(list, *n + 1, sizeof(*list));
		list[(*n)++] = (struct allowance){ i, a };
	}
	if (list)
		qsort(list, *n, sizeof(*list), allowance_cmp);
	return list;
}

static bool
lists(char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

static bool
lists_product(const Cmsa__Allowance *a, const char *subject, Cmsa__Stage stage)
{
	for (size_t i = 0; i < a->n_products; i++)
		if (a->products[i]->stage == stage &&
		    !strcmp(a->products[i]->subject, subject))
			return true;
	return false;
}

bool
allowance_names(const Cmsa__Allowance *a, const struct allowance_about *about)
{
	if (!lists_product(a, about->subject, about->stage) ||
	    (a->n_hs6 && !lists(a->hs6, a->n_hs6, about->hs6)))
		return false;
	if (!about->origin)
		return a->entities_of_concern;
	return a->all_countries_of_concern ||
	       lists(a->countries, a->n_countries, about->origin);
}

static bool
products_meet(const Cmsa__Allowance *a, const Cmsa__Allowance *b)
{
	for (size_t i = 0; i < a->n_products; i++)
		if (lists_product(b, a->products[i]->subject, a->products[i]->stage))
			return true;
	return false;
}

static bool
codes_meet(const Cmsa__Allowance *a, const Cmsa__Allowance *b)
{
	for (size_t i = 0; i < a->n_hs6; i++)
		if (lists(b->hs6, b->n_hs6, a->hs6[i]))
			return true;
	return !a->n_hs6 || !b->n_hs6;
}

static bool
origins_meet(const Cmsa__Allowance *a, const Cmsa__Allowance *b)
{
	for (size_t i = 0; i < a->n_countries; i++)
		if (b->all_countries_of_concern ||
		    lists(b->countries, b->n_countries, a->countries[i]))
			return true;
	if (a->all_countries_of_concern &&
	    (b->all_countries_of_concern || b->n_countries))
		return true;
	return a->entities_of_concern && b->entities_of_concern;
}

bool
allowance_meets(const Cmsa__Allowance *a, const Cmsa__Allowance *b)
{
	return products_meet(a, b) && codes_meet(a, b) && origins_meet(a, b);
}

uint32_t
allowance_share_bp(const Cmsa__Allowance *a, struct date d)
{
	uint32_t share = ALLOWANCE_WHOLE_BP;

	for (size_t i = 0; i < a->n_steps && a->steps[i]->from_days <= d.days; i++)
		share = a->steps[i]->share_bp;
	return share;
}
