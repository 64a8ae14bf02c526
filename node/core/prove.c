/* prove.c - own entries that prove a fork: of both histories as they are kept (PROTOCOL 5.13). */
#include <string.h>

#include "core_priv.h"
#include "segment.h"

bool
prove_held_side(
    struct core *c, struct buf *headers, struct fork_side *out, struct place at)
{
	for (size_t n = 0; n < LIMIT_SEGMENT_ENTRIES; n++, at.seq++) {
		struct stored_entry se = { 0 };
		const enum err e = store_entry_get(c->cfg.store, &se, &at);
		const bool is_signed = !e && se.signature.n == sizeof(out->signature.b);

		if (!e)
			segment_add_header(headers, buf_view(&se.header));
		if (is_signed)
			memcpy(
			    out->signature.b, se.signature.p, sizeof(out->signature.b));
		stored_entry_clear(&se);
		if (is_signed || e) {
			out->headers = buf_view(headers);
			return is_signed;
		}
	}
	return false;
}

struct second_asked {
	struct place at;
	struct buf headers;
	struct fork_side side;
};

static enum err
take_second(void *ctx, const struct store_fork *k)
{
	struct second_asked *a = ctx;

	if (place_cmp(&a->at, &k->at))
		return ERR_NONE;
	buf_add(&a->headers, k->headers.p, k->headers.n);
	a->side.headers = buf_view(&a->headers);
	a->side.signature = k->signature;
	return ERR_FULL; /* one is enough */
}

/* The body that proves the fork; false: not both histories are kept here. */
static bool
write_proof(struct core *c, struct buf *body, const struct core_fork *k)
{
	struct second_asked second = { .at = k->at };
	struct buf headers = { 0 };
	struct fork_side held;
	const bool both =
	    store_forks_each(c->cfg.store, take_second, &second) == ERR_FULL &&
	    prove_held_side(c, &headers, &held, k->at);

	if (both)
		fork_write(body, &held, &second.side);
	buf_clear(&headers);
	buf_clear(&second.headers);
	return both;
}

/* PROTOCOL M5.31 */
static void
publish(struct core *c, const struct core_fork *k, struct core_time now)
{
	struct buf body = { 0 };
	struct place place;
	struct hash id;
	enum err e = ERR_NOT_FOUND;

	if (write_proof(c, &body, k))
		e = publish_entry(
		    c, &place, &id, KIND_PROOF, AUDIENCE_PUBLIC, buf_view(&body), now);
	buf_clear(&body);
	if (e) /* other own entries do not wait for it */
		c->proof_retry_ms = now.mono_ms + RETRY_MS;
}

void
prove_tick(struct core *c, struct core_time now)
{
	if (!c->cfg.signer || !c->own_head_known || now.mono_ms < c->proof_retry_ms ||
	    !own_author(c) || forks_own(c))
		return;
	for (size_t i = 0; i < c->n_forks; i++)
		if (!c->forks[i].proof.seq) {
			const struct core_fork k = c->forks[i];

			publish(c, &k, now);
			return;
		}
}
