/* rotation.h - may a feed change its keys so, and under which key is an entry signed?
 * (PROTOCOL.md 4.3, 5.1.)  Pure. */
#ifndef ROTATION_H
#define ROTATION_H

#include "desks.h"
#include "generations.h"

/* PROTOCOL M4.27.  The body of a keys entry after the first of its feed that names keys; `g`
 * and `d` hold what the entries before it said.  `d` may be NULL: no desk was ever granted.
 *   V_OK
 *   V_WRONG_KEY      not the next generation, or signed by neither this one nor the next
 *   V_UNKNOWN_AUTHOR
 *   V_BAD_SIGNATURE  a statement that does not hold: identity key of the enrol act in force at
 *                    the entry's register_number, or the new signing key
 *   V_KEY_HELD       a new key of somebody else, of another use, or a signing key again
 *   V_ROLE           transport keys, by a desk: its country grants them */
enum verdict rotation_check(const struct registry *r, const struct desks *d,
    const struct generations *g, const struct entry *e, const Cmsa__KeysBody *body);

/* The key that an entry must be signed with at its place, by the entries of its feed before
 * that place (later ones in `g` are passed over).  For an entry that names its own key it is
 * that of `body`; p NULL: that of the entry held at its place, if it names one.  V_OK and *key, or V_WRONG_KEY, or a verdict of
 * rotation_check or body_parse.  For a fork: whether a second header at a held place is its
 * author's. */
enum verdict rotation_key_at(struct public_key *key, const struct registry *r,
    const struct desks *d, const struct generations *g, const struct entry *e,
    struct bytes body);

#endif
