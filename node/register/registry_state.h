/* registry_state.h - the inside of a registry, for the files of this folder alone. */
#ifndef REGISTRY_STATE_H
#define REGISTRY_STATE_H

#include "authors.h"
#include "cuts.h"
#include "editions.h"
#include "keyring.h"
#include "life_fold.h"
#include "registry.h"

/* An act as held.  What it means is decided at its place in the chain and never changes
 * after, so registries of one chain share it (counted: no thread but one touches them).
 */
struct held {
	size_t refs;
	struct act act;
	struct buf signed_act;
	enum void_reason placed;       /* void by the acts before it */
	struct author *author;         /* made by a valid enrol act, else NULL */
	const struct held *registrars; /* the act whose list is in force after this one */
};

struct registry {
	struct held **held;         /* act i + 1 */
	struct act_record *records; /* the same acts, with the reasons of this head */
	size_t n;
	size_t room;
	struct held **splits;
	struct act_record *split_records;
	size_t n_splits;
	uint64_t named; /* by entries of more than half of the members */
	struct held *unknown; /* valid act head + 1 of a body not known; or NULL */
	struct authors authors;
	struct keyring keys;
	struct editions editions;
	struct cuts cuts;
	const struct held **territories; /* valid territory acts */
	size_t n_territories;
	const struct held **policies;
	size_t n_policies;
	const struct held **resumes;
	size_t n_resumes;
	struct life life;
};

/* As registry_territory and registry_territory_of, by the acts up to `number`. */
const Cmsa__Territory *registry_territory_at(
    const struct registry *r, const char *code, uint64_t number);
const Cmsa__Territory *registry_territory_of_at(
    const struct registry *r, const char *country, uint64_t number);

/* Of registry.c, for registry_resume.c.  Both keep a reference of their own to `h`.  The first
 * takes it as the next act, decided when it was not before. */
void registry_append(struct registry *r, struct held *h);
void registry_keep_split(struct registry *r, struct held *h);

/* A resume at the door: as registry_apply (PROTOCOL M3.44). */
enum verdict registry_resume(struct registry *r, struct held *h);

/* Does this second act, which is kept, stop the register (PROTOCOL M3.41, M3.45)? */
bool registry_is_open(const struct registry *r, const struct act *a);

/* The policy at D; never NULL. */
const Cmsa__Policy *registry_policy_at(const struct registry *r, struct date d);

#endif
