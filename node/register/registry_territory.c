/* registry_territory.c - customs territories: which countries one stands for. */
#include "registry.h"

#include <string.h>

#include "registry_state.h"

static bool
holds(const Cmsa__Territory *t, const char *country)
{
	for (size_t i = 0; i < t->n_countries; i++)
		if (!strcmp(t->countries[i], country))
			return true;
	return false;
}

const Cmsa__Territory *
registry_territory_at(const struct registry *r, const char *code, uint64_t number)
{
	for (size_t i = 0; i < r->n_territories; i++) {
		const struct act *a = &r->territories[i]->act;

		if (a->number <= number && !strcmp(a->body->territory->code, code))
			return a->body->territory;
	}
	return NULL;
}

const Cmsa__Territory *
registry_territory_of_at(const struct registry *r, const char *country, uint64_t number)
{
	for (size_t i = 0; i < r->n_territories; i++) {
		const struct act *a = &r->territories[i]->act;

		if (a->number <= number && holds(a->body->territory, country))
			return a->body->territory;
	}
	return NULL;
}

const Cmsa__Territory *
registry_territory(const struct registry *r, const char *code)
{
	return registry_territory_at(r, code, registry_number(r));
}

const Cmsa__Territory *
registry_territory_of(const struct registry *r, const char *country)
{
	return registry_territory_of_at(r, country, registry_number(r));
}

bool
registry_speaks_for_at(
    const struct registry *r, const char *author, const char *country, uint64_t number)
{
	char own[COUNTRY_LEN];
	const Cmsa__Territory *t;

	author_country(own, author);
	if (!*own)
		return false;
	if (!strcmp(own, country))
		return true;
	t = registry_territory_at(r, own, number);
	return t && holds(t, country);
}

bool
registry_speaks_for(const struct registry *r, const char *author, const char *country)
{
	return registry_speaks_for_at(r, author, country, registry_number(r));
}
