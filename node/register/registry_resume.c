/* registry_resume.c - the way out of a split: an act signed by the registrars and by more than
 * half of the members names the branch that stands (PROTOCOL.md 3.8). */
#include <sodium.h>
#include <string.h>

#include "pb.h"
#include "quorum.h"
#include "registry_state.h"

/* --- who signs ----------------------------------------------------------------------- */

static size_t
count_members(const struct registry *r, uint64_t number)
{
	size_t members = 0;

	for (size_t i = 0; i < r->authors.n_heads; i++) {
		const struct author *a =
		    authors_find(&r->authors, r->authors.heads[i]->name, number);

		members += a && a->role == ROLE_MEMBER && author_is_country(a->name);
	}
	return members;
}

/* PROTOCOL M3.43: members and their identity keys by the acts before the split. */
static enum verdict
check_members(const struct registry *r, const Cmsa__Resume *resume)
{
	const struct hash alliance = registry_alliance(r);
	struct buf text = { 0 };
	bool good = resume->n_members * 2 > count_members(r, resume->number - 1);

	act_resume_string(&text, &alliance, resume);
	for (size_t i = 0; i < resume->n_members && good; i++) {
		const Cmsa__ResumeMember *m = resume->members[i];
		const struct author *a =
		    authors_find(&r->authors, m->country, resume->number - 1);

		good = a && a->role == ROLE_MEMBER &&
		       !crypto_sign_verify_detached(
			   m->signature.data, text.p, text.n, a->identity_key.b);
	}
	buf_clear(&text);
	return good ? V_OK : V_RESUME_MEMBERS;
}

/* Are the registrars those in force before the split, whatever either branch says? */
static enum verdict
check_signed(const struct registry *r, const struct held *h)
{
	const struct hash alliance = registry_alliance(r);
	const struct held *before = r->held[h->act.number - 3];
	const struct quorum q = quorum_of(&before->registrars->act);
	enum verdict v = quorum_check(&h->act, &alliance, &q, NULL);

	return v ? v : check_members(r, h->act.body->resume);
}

/* --- which branch -------------------------------------------------------------------- */

static struct held *
act_that_stands(const struct registry *r, const struct held *h)
{
	const uint64_t number = h->act.number - 1;

	if (hash_eq(&r->held[number - 1]->act.id, &h->act.prev))
		return r->held[number - 1];
	for (size_t i = 0; i < r->n_splits; i++)
		if (r->splits[i]->act.number == number &&
		    hash_eq(&r->splits[i]->act.id, &h->act.prev) &&
		    hash_eq(&r->splits[i]->act.prev, &r->held[number - 2]->act.id))
			return r->splits[i];
	return NULL;
}

static uint64_t
resumed(const struct registry *r)
{
	return r->n_resumes ? r->resumes[r->n_resumes - 1]->act.number : 0;
}

/* PROTOCOL M3.45: does this second act stop the register? */
bool
registry_is_open(const struct registry *r, const struct act *a)
{
	const uint64_t last = resumed(r);

	if (a->number < r->named || a->number < last)
		return false;
	if (a->number == last)
		return a->kind == ACT_RESUME;
	return a->number <= r->n + 1 &&
	       hash_eq(&a->prev, &r->held[a->number - 2]->act.id);
}

bool
registry_is_split(const struct registry *r)
{
	for (size_t i = 0; i < r->n_splits; i++)
		if (registry_is_open(r, &r->splits[i]->act))
			return true;
	return false;
}

static bool
is_split_before(const struct registry *r, uint64_t number)
{
	for (size_t i = 0; i < r->n_splits; i++)
		if (r->splits[i]->act.number < number &&
		    registry_is_open(r, &r->splits[i]->act))
			return true;
	return false;
}

/* Acts 1 to the one that stands; all others held are kept as second acts. */
static void
change_branch(struct registry *r, struct held *stands)
{
	const uint64_t number = stands->act.number;
	struct registry *other = registry_at(r, number - 1), old;

	for (size_t i = 0; i < r->n_splits; i++)
		if (r->splits[i]->act.number >= number && r->splits[i] != stands)
			registry_keep_split(other, r->splits[i]);
	for (size_t i = (size_t)number - 1; i < r->n; i++)
		if (r->held[i] != stands)
			registry_keep_split(other, r->held[i]);
	if (r->unknown)
		registry_keep_split(other, r->unknown);
	registry_append(other, stands);
	old = *r;
	*r = *other;
	*other = old;
	registry_free(other);
}

/* PROTOCOL M3.44 */
static enum verdict
check_place(const struct registry *r, const struct held *h, const struct held *stands)
{
	const uint64_t number = h->act.number - 1;
	const bool follows = stands == r->held[number - 1] && r->n == number &&
			     !r->unknown;

	if (is_split_before(r, number))
		return V_REGISTER_SPLIT;
	if (!stands->act.body)
		return V_UPGRADE_NEEDED;
	/* UINT64_MAX: it was taken once */
	return !follows && number < r->named && r->named != UINT64_MAX
		   ? V_RESUME_NO_SPLIT
		   : V_OK;
}

enum verdict
registry_resume(struct registry *r, struct held *h)
{
	const uint64_t place = h->act.number;
	struct held *stands;
	enum verdict v;

	if (place > r->n + 1)
		return V_GAP;
	if ((place <= r->n && hash_eq(&r->held[place - 1]->act.id, &h->act.id)) ||
	    registry_is_alternative(r, place, &h->act.id))
		return V_KNOWN;
	v = check_signed(r, h);
	if (v)
		return v;
	/* PROTOCOL M3.45: two of them, which only a second resume could settle. */
	if (place <= r->n && r->held[place - 1]->act.kind == ACT_RESUME) {
		registry_keep_split(r, h);
		return registry_is_open(r, &h->act) ? V_ACT_SPLIT : V_ACT_EVIDENCE;
	}
	stands = act_that_stands(r, h);
	if (!stands)
		return V_ACT_PREV;
	v = check_place(r, h, stands);
	if (v)
		return v;
	if (stands != r->held[place - 2] || r->n >= place || r->unknown)
		change_branch(r, stands);
	registry_append(r, h);
	return V_OK;
}

/* PROTOCOL M3.46 */
bool
registry_names_act(const struct registry *r, uint64_t number, const struct hash *id)
{
	if (!number || number > r->n)
		return false;
	if (hash_eq(&r->held[number - 1]->act.id, id))
		return true;
	for (size_t i = 0; i < r->n_resumes; i++) {
		const Cmsa__Resume *resume = r->resumes[i]->act.body->resume;

		for (size_t k = 0; k < resume->n_aside && number >= resume->number; k++)
			if (!memcmp(resume->aside[k].data, id->b, sizeof(id->b)))
				return true;
	}
	return false;
}
