/* quorum.h - k distinct valid signatures of a list of registrars (PROTOCOL.md 3.3). */
#ifndef QUORUM_H
#define QUORUM_H

#include "act.h"

/* One list of registrars and how many of them must sign. */
struct quorum {
	Cmsa__RegistrarKey *const *keys;
	size_t n_keys;
	uint32_t threshold;
};

/* The list a genesis or registrars act brings in. */
struct quorum quorum_of(const struct act *a);

/* Does every signature given hold, each registrar once, and are there enough?
 * `outgoing` is the list in force before the act, `incoming` that of a registrars act, or
 * NULL: then no signature may be marked incoming.  V_OK or V_ACT_SIGNATURES. */
enum verdict quorum_check(const struct act *a, const struct hash *alliance,
    const struct quorum *outgoing, const struct quorum *incoming);

#endif
