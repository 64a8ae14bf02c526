/* budget.c - what a peer may cost: frames, entries, bytes, forgeries.  Beyond it, it is not
 * listened to for a while, and that is counted and shown with its reason. */
#include "core_priv.h"
#include "log.h"

enum {
	MUTE_MS = 5000
};

void
budget_init(struct peer *p, struct core_time now)
{
	bucket_init(&p->frames, PEER_FRAMES_MOST, PEER_FRAMES_PER_SECOND, now.mono_ms);
	bucket_init(&p->bytes, PEER_BYTES_MOST, PEER_BYTES_PER_SECOND, now.mono_ms);
	bucket_init(&p->served, SERVE_BYTES_MOST, SERVE_BYTES_PER_SECOND, now.mono_ms);
	bucket_init(
	    &p->forgeries, PEER_FORGERIES_MOST, PEER_FORGERIES_PER_SECOND, now.mono_ms);
}

bool
budget_is_muted(const struct peer *p, struct core_time now)
{
	return now.mono_ms < p->muted_until_ms;
}

/* `what` is a literal: "too many frames". */
static void
mute(struct core *c, struct peer *p, const char *what, struct core_time now)
{
	p->muted_until_ms = now.mono_ms + MUTE_MS;
	p->muted_until_wall_ms = now.wall_ms + MUTE_MS;
	p->muted_for = what;
	log_warn("peer %s/%s sends %s: not listened to for %d ms", p->author, p->node, what,
	    MUTE_MS);
	core_count(c, V_RATE_LIMIT, p);
}

bool
budget_take_frame(struct core *c, struct peer *p, size_t bytes, struct core_time now)
{
	if (budget_is_muted(p, now))
		return false;
	if (!bucket_take(&p->frames, 1, now.mono_ms))
		mute(c, p, "too many frames", now);
	else if (!bucket_take(&p->bytes, (int64_t)bytes, now.mono_ms))
		mute(c, p, "too many bytes", now);
	else
		return true;
	return false;
}

bool
budget_take_entries(struct core *c, struct peer *p, size_t n, struct core_time now)
{
	/* each weighs as a frame of its own: it is they that cost */
	if (bucket_take(&p->frames, (int64_t)n, now.mono_ms))
		return true;
	mute(c, p, "too many entries", now);
	return false;
}

void
budget_forgeries(struct core *c, struct peer *p, uint64_t n, struct core_time now)
{
	if (!n || budget_is_muted(p, now))
		return;
	bucket_owe(&p->forgeries, (int64_t)n);
	if (!bucket_take(&p->forgeries, 0, now.mono_ms))
		mute(c, p, "too many bad signatures", now);
}
