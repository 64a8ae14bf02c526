/* role.h - may this author write this entry?  Asked of the register at the entry's own
 * register_number (PROTOCOL.md 4.5). */
#ifndef ROLE_H
#define ROLE_H

#include "bytes.h"
#include "registry.h"

/* May its author write this entry, at the act that it names?
 *   V_OK              *signing_key is the key of generation 1 that the enrol act in force
 *                     at the entry's register_number names; the first entry of a feed
 *                     must name it, and the feed keeps it from then on
 *   V_REGISTER_WAIT   names an act not held
 *   V_REGISTER_SPLIT  names another id at a held number
 *   V_UNKNOWN_AUTHOR  not enrolled at that act
 *   V_ROLE            its role may not write that kind, or it was removed
 *   V_AUDIENCE        that kind may not have that audience
 *   V_WRONG_KEY       a key generation but 1: this version knows no later ones
 * *signing_key is written on V_OK only. */
enum verdict role_check(
    const struct registry *r, const struct entry *e, struct public_key *signing_key);

/* The body of a keys entry of generation 1: its keys are those of the enrol act in force
 * at the entry's register_number, and both of its statements hold.  V_OK, a verdict of
 * body_parse, V_UNKNOWN_AUTHOR, V_WRONG_KEY (another key or generation) or
 * V_BAD_SIGNATURE. */
enum verdict role_check_keys(
    const struct registry *r, const struct entry *e, struct bytes body);

#endif
