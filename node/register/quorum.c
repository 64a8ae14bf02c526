/* quorum.c - counting signatures of registrars. */
#include "quorum.h"

#include <assert.h>

#include "pb.h"

struct quorum
quorum_of(const struct act *a)
{
	assert(a->kind == ACT_GENESIS || a->kind == ACT_REGISTRARS);
	if (a->kind == ACT_GENESIS)
		return (struct quorum){ .keys = a->body->genesis->registrars,
			.n_keys = a->body->genesis->n_registrars,
			.threshold = a->body->genesis->threshold };
	return (struct quorum){ .keys = a->body->registrars->registrars,
		.n_keys = a->body->registrars->n_registrars,
		.threshold = a->body->registrars->threshold };
}

/* PROTOCOL M3.4: one signature by one registrar of the list, not counted before. */
static enum verdict
check_one(const struct act *a, const struct hash *alliance, const struct act_signature *s,
    const struct quorum *q, bool seen[static LIMIT_REGISTRARS])
{
	const ProtobufCBinaryData *key;

	if (s->registrar >= q->n_keys || s->registrar >= LIMIT_REGISTRARS ||
	    seen[s->registrar])
		return V_ACT_SIGNATURES;
	seen[s->registrar] = true;
	key = &q->keys[s->registrar]->key;
	if (key->len != sizeof(struct public_key))
		return V_ACT_SIGNATURES;
	return act_check_signature(alliance, &a->id, &s->sig, key->data);
}

enum verdict
quorum_check(const struct act *a, const struct hash *alliance,
    const struct quorum *outgoing, const struct quorum *incoming)
{
	bool seen_out[LIMIT_REGISTRARS] = { false },
	     seen_in[LIMIT_REGISTRARS] = { false };
	uint32_t n_out = 0, n_in = 0;

	for (size_t i = 0; i < a->n_sigs; i++) {
		const struct act_signature *s = &a->sigs[i];
		const struct quorum *q = s->incoming ? incoming : outgoing;

		/* Who else must sign a body that is not known here is not known either.
		 */
		if (s->incoming && !a->body)
			continue;
		/* One that does not hold spoils the act: otherwise equal acts could go
		 * about with different, partly false, signatures. */
		if (!q || check_one(a, alliance, s, q, s->incoming ? seen_in : seen_out))
			return V_ACT_SIGNATURES;
		if (s->incoming)
			n_in++;
		else
			n_out++;
	}
	/* PROTOCOL M3.5: new registrars agree to be that, by their own threshold. */
	if (n_out < outgoing->threshold || (incoming && n_in < incoming->threshold))
		return V_ACT_SIGNATURES;
	return V_OK;
}
