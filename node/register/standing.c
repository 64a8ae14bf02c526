/* standing.c - where role and agreement of a country go apart. */
#include "standing.h"

#include <string.h>

#include "lifecycle.h"

static const char *
note_of_member(enum life_state s)
{
	switch (s) {
	case LIFE_NONE:
	case LIFE_ENGAGED:
	case LIFE_CERTIFIED:
		return "enrolled as member before entry into force: reads and writes as "
		       "members do";
	case LIFE_IN_FORCE: return "";
	case LIFE_WITHDRAWN:
		return "enrolled as member after its agreement ended: reads and writes as "
		       "members do, until an enrol act says otherwise";
	}
	return "";
}

const char *
standing_note(const struct registry *r, const char *country, struct date d)
{
	const struct author *a = registry_author(r, country, registry_number(r));
	const struct lifecycle l = lifecycle_at(r, country, d);

	if (!a)
		return "";
	/* before the first entry into force the United States has nobody to be a member with */
	if (a->role == ROLE_MEMBER && !strcmp(country, "USA") && l.state == LIFE_NONE)
		return "";
	if (a->role == ROLE_MEMBER)
		return note_of_member(l.state);
	if (l.state != LIFE_IN_FORCE)
		return "";
	return a->role == ROLE_CANDIDATE
		   ? "in force and enrolled as candidate: reads public bodies only"
		   : "in force and not admitted: its enrolment was removed";
}
