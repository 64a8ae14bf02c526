/* usable.c - body rules, and the one that needs the register. */
#include "usable.h"

#include <stdio.h>
#include <string.h>

/* PROTOCOL M5.29: what a territory says of a country in it is no word of that country. */
static bool
speaks_for(const struct registry *r, const struct entry *e, const char *country)
{
	if (body_is_own(e->kind))
		return !strcmp(e->place.author, country);
	return registry_speaks_for_at(r, e->place.author, country, e->register_number);
}

static enum verdict
wrong_country(const struct entry *e, const char *country, struct body_fault *fault)
{
	if (!fault)
		return V_COUNTRY;
	*fault = (struct body_fault){ .row = (size_t)-1, .field = "country" };
	snprintf(fault->why, sizeof(fault->why),
	    "expected the country of %s%s, found \"%.16s\"", e->place.author,
	    body_is_own(e->kind) ? " itself" : " or one in its territory", country);
	return V_COUNTRY;
}

/* PROTOCOL M4.14 */
enum verdict
usable_check(const struct registry *r, const struct entry *e, struct bytes body,
    const ProtobufCMessage **out, struct arena *mem, struct body_fault *fault)
{
	const char *country;
	enum verdict v;

	*out = NULL;
	v = body_parse_of(out, mem, e, body, fault);
	if (v || !*out)
		return v;
	country = body_country(e->kind, *out);
	if (!*country || speaks_for(r, e, country))
		return V_OK;
	return wrong_country(e, country, fault);
}
