/* role.h - may this author write this entry?  Asked of the register at the entry's own
 * register_number (PROTOCOL.md 4.5). */
#ifndef ROLE_H
#define ROLE_H

#include "bytes.h"
#include "desks.h"
#include "generations.h"
#include "registry.h"

/* May its author write this entry, at the act that it names?
 *   V_OK              *signing_key is the key of generation 1 that the enrol act in force
 *                     at the entry's register_number names, or for a later incarnation the
 *                     act that opened it; the first entry of a feed
 *                     must name it, and the feed keeps it from then on
 *   V_REGISTER_WAIT   names an act not held; or of a desk no grant of which is held yet
 *   V_REGISTER_SPLIT  names another id at a held number
 *   V_UNKNOWN_AUTHOR  not enrolled at that act
 *   V_ROLE            its role may not write that kind, or it was removed; or it is a desk
 *                     and its country was no member
 *   V_AUDIENCE        that kind may not have that audience
 *   V_WRONG_KEY       an incarnation that no act up to the entry's own has opened
 * *signing_key is written on V_OK only.  `d` may be NULL: no desk was ever granted. */
enum verdict role_check(const struct registry *r, const struct desks *d,
    const struct entry *e, struct public_key *signing_key);

/* The body of a keys entry of generation 1: its keys are those of the enrol act in force
 * at the entry's register_number, or of the desk's first grant (in a later incarnation with
 * the signing key of the act that opened it), and both of its statements
 * hold.  V_OK, a verdict of body_parse, V_UNKNOWN_AUTHOR, V_WRONG_KEY (another key or generation) or
 * V_BAD_SIGNATURE. */
enum verdict role_check_keys(const struct registry *r, const struct desks *d,
    const struct entry *e, struct bytes body);

/* A keys entry after the first of its feed; `d` and `g` hold what its feed said before.
 * V_OK: changes of desks (desks.h) by a country enrolled as member at the entry's
 * register_number, with the generation in force; or the keys of the next generation
 * (rotation.h).  V_ROLE, V_WRONG_KEY (another generation), a verdict of desks_check or
 * rotation_check. */
enum verdict role_check_later_keys(const struct registry *r, const struct desks *d,
    const struct generations *g, const struct entry *e, const Cmsa__KeysBody *body);

/* The author as enrolled at act `number`, or as its country's newest grant has it; NULL when
 * it is neither.  A withdrawn desk has no nodes. */
const struct author *role_author(
    const struct registry *r, const struct desks *d, const char *name, uint64_t number);

#endif
