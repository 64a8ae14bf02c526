/* act_check_resume.c - field rules of the act that says which branch of a split stands. */
#include <string.h>

#include "act.h"
#include "act_check.h"
#include "limit.h"
#include "name.h"
#include "pb.h"

enum {
	MOST_ASIDE = 64
};

/* Ids sorted, each once, and none the one that stands. */
static enum verdict
check_aside(const Cmsa__Resume *r)
{
	if (!r->n_aside || r->n_aside > MOST_ASIDE)
		return V_FIELD;
	for (size_t i = 0; i < r->n_aside; i++) {
		const uint8_t *id = r->aside[i].data;

		if (r->aside[i].len != sizeof(struct hash) ||
		    !memcmp(id, r->stands.data, sizeof(struct hash)))
			return V_FIELD;
		if (i && memcmp(r->aside[i - 1].data, id, sizeof(struct hash)) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_members(const Cmsa__Resume *r)
{
	if (!r->n_members || r->n_members > LIMIT_AUTHORS)
		return V_FIELD;
	for (size_t i = 0; i < r->n_members; i++) {
		const Cmsa__ResumeMember *m = r->members[i];

		if (!author_is_country(m->country) ||
		    m->signature.len != sizeof(struct signature))
			return V_FIELD;
		if (i && strcmp(r->members[i - 1]->country, m->country) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

/* PROTOCOL M3.42 */
enum verdict
act_check_resume(const Cmsa__Act *act)
{
	const Cmsa__Resume *r = act->resume;
	enum verdict v;

	if (r->number < 2 || act->number != r->number + 1 ||
	    r->stands.len != sizeof(struct hash) || act->prev.len != r->stands.len ||
	    memcmp(act->prev.data, r->stands.data, sizeof(struct hash)) != 0)
		return V_FIELD;
	v = check_aside(r);
	return v ? v : check_members(r);
}
