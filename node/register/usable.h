/* usable.h - is the body of an entry a fact?  (PROTOCOL.md 4.7)
 * A data body that is not is stored, chained and relayed all the same. */
#ifndef USABLE_H
#define USABLE_H

#include "body.h"
#include "registry.h"

/* Decodes the body of `e` into `mem` and checks it (body.h), and that its author spoke
 * for the country it is about at the entry's register_number, or is it when the kind asks that
 * (V_COUNTRY).  *out is the
 * message of the kind, in `mem`, also when the verdict is V_COUNTRY; NULL for kinds that
 * this version does not interpret, and for bodies sealed to named readers.  `fault` says what
 * broke a rule; it may be NULL.  Only place.author, kind, schema, audience and
 * register_number of `e` are asked. */
enum verdict usable_check(const struct registry *r, const struct entry *e,
    struct bytes body, const ProtobufCMessage **out, struct arena *mem,
    struct body_fault *fault);

#endif
