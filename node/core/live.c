/* live.c - entries on their way while they are new: own ones, and alerts of others, which
 * every node passes on once (PROTOCOL.md 6.3). */
#include <string.h>

#include "core_priv.h"
#include "pb.h"

enum {
	NEWS_MS = 3600 * 1000, /* by its own time; what is older is history */
	MOST_OF_A_RUN = 16     /* so that a long run is no flood for others */
};

static void
send_role(struct core *c, const struct run_entry *r, enum role role, bool body,
    const char *except)
{
	Cmsa__SignedEntry s, *list[1] = { &s };
	Cmsa__Live live;
	Cmsa__Wire w;

	cmsa__signed_entry__init(&s);
	s.header = pb_data(r->e.header);
	s.signature = pb_data(r->signature);
	if (body)
		s.body = pb_data(r->body);
	cmsa__live__init(&live);
	live.entries = list;
	live.n_entries = 1;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_LIVE;
	w.live = &live;
	out_send_role(c, role, &w, except);
}

/* PROTOCOL M6.5, M6.18.  One frame a role: with the body for those who read it, without for
 * the others.  A node that has no body leaves those who read it to one that has. */
void
live_send(struct core *c, const struct run_entry *r, const char *except)
{
	static const enum role roles[] = { ROLE_MEMBER, ROLE_CANDIDATE, ROLE_AUDITOR,
		ROLE_DESK };

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		bool reads = role_reads(roles[i], r->e.audience);

		if (!reads || r->body.p)
			send_role(c, r, roles[i], reads, except);
	}
	c->beacon_soon = true;
}

static bool
is_signed(struct core *c, const struct run_entry *r)
{
	const struct own_feed *f =
	    feeds_find(c, r->e.place.author, r->e.place.incarnation);
	const struct public_key *key =
	    f ? generations_key_at(&f->gens, r->e.place.seq, r->e.key) : NULL;
	struct signature sig;

	if (!key || r->signature.n != sizeof(sig.b))
		return false;
	memcpy(sig.b, r->signature.p, sizeof(sig.b));
	return entry_check_signature(&c->alliance, &r->e.id, &sig, key) == V_OK;
}

void
live_pass_on(struct core *c, const struct run_entry *r, const char *from)
{
	struct run_entry as_held = *r;

	/* in a run only its last signature was looked at */
	if (!is_signed(c, r))
		return;
	if (!role_reads(own_role(c), r->e.audience))
		as_held.body = bytes_of(NULL, 0); /* was sent in error, and is not kept */
	live_send(c, &as_held, from);
}

/* PROTOCOL M6.18 */
static bool
is_news(const struct run_entry *r, struct core_time now)
{
	return kind_has_priority(r->e.kind) && r->e.time_ms >= now.wall_ms - NEWS_MS &&
	       r->e.time_ms <= now.wall_ms + NEWS_MS;
}

bool
live_has_news(const struct run_entry *run, size_t n, struct core_time now)
{
	for (size_t i = 0; i < n; i++)
		if (is_news(&run[i], now))
			return true;
	return false;
}

void
live_caught_up(struct core *c, const struct run_entry *run, size_t n, uint64_t tip_before,
    const char *from, struct core_time now)
{
	const struct place *first = &run[0].e.place;
	uint64_t tip = feeds_find(c, first->author, first->incarnation)->tip.seq;
	size_t news = 0;

	if (!strcmp(first->author, c->author))
		return;
	/* what lies beyond the tip was not taken, what lies before was no news then */
	while (n && run[n - 1].e.place.seq > tip)
		n--;
	while (n && run->e.place.seq <= tip_before) {
		run++;
		n--;
	}
	for (size_t i = 0; i < n; i++) {
		if (kind_has_priority(run[i].e.kind))
			witness_soon(c, now);
		news += is_news(&run[i], now);
	}
	for (size_t i = 0; i < n; i++)
		if (is_news(&run[i], now) && news-- <= MOST_OF_A_RUN)
			live_pass_on(c, &run[i], from);
}
