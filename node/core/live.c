/* live.c - entries on their way while they are new: own ones, and alerts of others, which
 * every node passes on once (PROTOCOL.md 6.3). */
#include <string.h>

#include "core_priv.h"
#include "pb.h"

enum {
	WITNESS_AFTER_MS = 10000, /* what comes in that time is witnessed together */
	WITNESS_APART_MS = 20000  /* so an alert never waits for 30 s */
};

bool
live_is_urgent(uint32_t kind)
{
	return kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE;
}

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
	struct signature sig;

	if (!f || r->signature.n != sizeof(sig.b))
		return false;
	memcpy(sig.b, r->signature.p, sizeof(sig.b));
	return entry_check_signature(&c->alliance, &r->e.id, &sig, &f->key) == V_OK;
}

void
live_pass_on(
    struct core *c, const struct run_entry *r, const char *from, struct core_time now)
{
	struct run_entry as_held = *r;
	int64_t due = now.mono_ms + WITNESS_AFTER_MS;

	if (due < c->alert_witness_ms + WITNESS_APART_MS)
		due = c->alert_witness_ms + WITNESS_APART_MS;
	if (!c->witness_due_ms)
		c->witness_due_ms = due;
	/* in a run only its last signature was looked at */
	if (!is_signed(c, r))
		return;
	if (!role_reads(own_role(c), r->e.audience))
		as_held.body = bytes_of(NULL, 0); /* was sent in error, and is not kept */
	live_send(c, &as_held, from);
}
