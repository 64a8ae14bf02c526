/* kind.c - the table of kinds, and who reads what. */
#include "kind.h"

#include <stddef.h>
#include <string.h>

#include "attr.h"

#define BIT(x) (1u << (x))

enum {
	BY_COUNTRIES = BIT(ROLE_MEMBER) | BIT(ROLE_CANDIDATE),
	BY_DESKS_TOO = BY_COUNTRIES | BIT(ROLE_DESK),
	BY_ALL = BY_DESKS_TOO | BIT(ROLE_AUDITOR),
	FOR_PUBLIC = BIT(AUDIENCE_PUBLIC),
	FOR_PUBLIC_OR_ALLIANCE = BIT(AUDIENCE_PUBLIC) | BIT(AUDIENCE_ALLIANCE),
	FOR_ANY = FOR_PUBLIC_OR_ALLIANCE | BIT(AUDIENCE_CUSTOMS) | BIT(AUDIENCE_NAMED),
};

/* PROTOCOL M4.12.  `known`: this version interprets it; else the number is reserved. */
static const struct kind_row {
	uint32_t kind;
	const char *name;
	bool known;
	unsigned roles;
	unsigned audiences;
} kinds[] = {
	{ KIND_KEYS, "keys", true, BY_ALL, FOR_PUBLIC },
	{ KIND_WITNESS, "witness", true, BY_ALL, FOR_PUBLIC },
	{ KIND_PROOF, "proof", true, BY_ALL, FOR_PUBLIC },
	{ KIND_CAPACITY, "capacity", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_DUTY, "duty", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_ALERT, "alert", true, BY_DESKS_TOO, FOR_ANY },
	{ KIND_ALERT_RESPONSE, "alert-response", true, BY_DESKS_TOO, FOR_ANY },
	{ KIND_MEASURE, "measure", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_ATTENDANCE, "attendance", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_ASSESSMENT, "assessment", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_FUND, "fund", true, BY_COUNTRIES, FOR_PUBLIC_OR_ALLIANCE },
	{ KIND_RETRACTION, "retraction", true, BY_DESKS_TOO, FOR_PUBLIC },
	{ KIND_REPLY, "reply", true, BY_COUNTRIES, FOR_ANY },
	{ KIND_DISCLOSURE, "disclosure", true, BY_DESKS_TOO, FOR_ANY },
};

static const char *const roles[] = { "none", "member", "candidate", "auditor", "desk",
	"removed" };
static const char *const audiences[] = { NULL, "public", "customs", "alliance", "named" };

static const struct kind_row *
row_of(uint32_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == kind)
			return &kinds[i];
	return NULL;
}

const char *
kind_name(uint32_t kind)
{
	const struct kind_row *r = row_of(kind);

	return r ? r->name : NULL;
}

uint32_t
kind_of_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return kinds[i].kind;
	return 0;
}

bool
kind_is_known(uint32_t kind)
{
	const struct kind_row *r = row_of(kind);

	return r && r->known;
}

const char *
role_name(enum role r)
{
	return (size_t)r < ARRAY_LEN(roles) ? roles[r] : "unknown";
}

enum role
role_of_name(const char *name)
{
	for (size_t i = 1; i < ARRAY_LEN(roles); i++)
		if (!strcmp(roles[i], name))
			return (enum role)i;
	return ROLE_NONE;
}

const char *
audience_name(uint32_t audience)
{
	return audience < ARRAY_LEN(audiences) ? audiences[audience] : NULL;
}

uint32_t
audience_of_name(const char *name)
{
	for (uint32_t i = 1; i < ARRAY_LEN(audiences); i++)
		if (!strcmp(audiences[i], name))
			return i;
	return 0;
}

bool
kind_allows_role(uint32_t kind, enum role r)
{
	const struct kind_row *k = row_of(kind);

	return ((k ? k->roles : (unsigned)BY_DESKS_TOO) & BIT(r)) != 0;
}

bool
kind_allows_audience(uint32_t kind, uint32_t audience)
{
	const struct kind_row *k = row_of(kind);

	if (!audience_name(audience))
		return false;
	return ((k ? k->audiences : (unsigned)FOR_ANY) & BIT(audience)) != 0;
}

/* PROTOCOL M4.12: a desk says nothing that a desk may not read. */
bool
kind_allows(uint32_t kind, enum role r, uint32_t audience)
{
	return kind_allows_role(kind, r) && kind_allows_audience(kind, audience) &&
	       (r != ROLE_DESK || role_reads(r, audience));
}

/* PROTOCOL M6.18, M6.20 */
bool
kind_has_priority(uint32_t kind)
{
	return kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE || kind == KIND_PROOF;
}

/* PROTOCOL M4.13 */
uint32_t
role_audiences(enum role r)
{
	switch (r) {
	case ROLE_MEMBER:
	case ROLE_AUDITOR: return FOR_ANY;
	case ROLE_DESK:
		return BIT(AUDIENCE_PUBLIC) | BIT(AUDIENCE_CUSTOMS) | BIT(AUDIENCE_NAMED);
	case ROLE_CANDIDATE: return BIT(AUDIENCE_PUBLIC);
	case ROLE_NONE:
	case ROLE_REMOVED: return 0;
	}
	return 0;
}

bool
role_reads(enum role r, uint32_t audience)
{
	return audience_name(audience) && (role_audiences(r) & BIT(audience)) != 0;
}
