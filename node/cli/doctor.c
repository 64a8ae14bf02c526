/* doctor.c - the rules of cmsa doctor. */
#include "doctor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "mem.h"

static const char OWN[] = "this node";

void
doctor_add(struct ailments *a, const char *who, const char *what, const char *todo,
    const char *found, ...)
{
	struct ailment *x;
	va_list ap;

	a->v = mem_resize(a->v, a->n + 1, sizeof(*a->v));
	x = &a->v[a->n++];
	*x = (struct ailment){ .what = what, .todo = todo };
	snprintf(x->who, sizeof(x->who), "%s", who);
	va_start(ap, found);
	vsnprintf(x->found, sizeof(x->found), found, ap);
	va_end(ap);
}

void
doctor_clear(struct ailments *a)
{
	free(a->v);
	*a = (struct ailments){ 0 };
}

/* --- what it says of itself --------------------------------------------------------- */

struct rule {
	const char *said, *what, *todo;
};

static const struct rule states[] = {
	{ "learning its own head", "own-head-unknown",
	    "wait until enough members are up; if it stays, node.log says what speaks against "
	    "it (RUNBOOK: own head)" },
	{ "another copy of it runs", "twin",
	    "stop one of the two copies, keep one folder, then start this node again "
	    "(RUNBOOK: two copies)" },
	{ "its feed is forked", "own-fork",
	    "stop every copy of this node and call the registrars: they must cut the feed "
	    "(RUNBOOK: two copies)" },
	{ "not enrolled", "not-enrolled",
	    "hand application.pb to the registrars, or wait for their act" },
	{ "waits for its country's grant", "not-enrolled",
	    "hand application.pb to the country, for its cmsa desk grant" },
	{ "withdrawn", "withdrawn", "the country took the desk back: ask it" },
	{ "its feed was cut", "feed-cut",
	    "the registrars cut this country's feed: cmsa register show cuts, and keys/README.md, "
	    "\"A feed is cut\"" },
	{ "the register is split", "register-split",
	    "two acts stand at one number (cmsa register show splits): stop submitting acts; the "
	    "way out is a resume, keys/README.md, \"The register is split\"" },
	{ "upgrade needed", "upgrade-needed", "install the newer version of the programs" },
};

static const struct rule counters[] = {
	{ "unknown-key", "key-refused",
	    "somebody dials with a transport key that the register does not have: a member "
	    "whose new key is not enrolled yet, or a stranger" },
	{ "fork", "fork",
	    "cmsa status names the author when it is proven; else node.log says which peer tells "
	    "another history: tell the registrars" },
	{ "register-split", "register-split",
	    "entries name another act at a number: call the registrars; keys/README.md, \"The "
	    "register is split\"" },
};

void
doctor_status(struct ailments *a, const Cmsa__ControlReply *r)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(r->state, states[i].said))
			doctor_add(a, OWN, states[i].what, states[i].todo, "its state: %s",
			    r->state);
	for (size_t i = 0; i < r->n_counts; i++)
		for (size_t k = 0; k < ARRAY_LEN(counters); k++)
			if (!strcmp(r->counts[i]->what, counters[k].said))
				doctor_add(a, OWN, counters[k].what, counters[k].todo,
				    "%" PRIu64 " times since the processes started: %s",
				    r->counts[i]->count, counters[k].said);
	for (size_t i = 0; i < r->n_forks; i++)
		doctor_add(a, OWN, "fork", "tell the registrars: their act cut is the way out",
		    "%s signed two entries at %u:%" PRIu64 "; it counts up to %u:%" PRIu64,
		    r->forks[i]->author, r->forks[i]->incarnation, r->forks[i]->seq,
		    r->forks[i]->incarnation, r->forks[i]->counts_up_to);
	if (r->n_aside)
		doctor_add(a, OWN, "set-aside",
		    "cmsa status lists them with reasons; --again or --drop NUMBER",
		    "%zu that waited to be published are set aside", r->n_aside);
}

/* --- peers -------------------------------------------------------------------------- */

static bool
is_skewed(const Cmsa__PeerStatus *p, bool ahead)
{
	return p->up && (ahead ? p->clock_skew_ms > DOCTOR_SKEW_MS
			       : p->clock_skew_ms < -DOCTOR_SKEW_MS);
}

/* True when the clock here is what is wrong: more than half of those that are up, and two at
 * least, differ from it alike. */
static bool
own_clock(struct ailments *a, const Cmsa__ControlReply *r)
{
	size_t up = 0, ahead = 0, behind = 0;

	for (size_t i = 0; i < r->n_peers; i++) {
		up += r->peers[i]->up ? 1 : 0;
		ahead += is_skewed(r->peers[i], true);
		behind += is_skewed(r->peers[i], false);
	}
	if ((ahead < 2 || ahead * 2 <= up) && (behind < 2 || behind * 2 <= up))
		return false;
	doctor_add(a, OWN, "own-clock",
	    "set this machine's clock, by NTP (RUNBOOK: clock)",
	    "the clocks of %zu of %zu peers are %s this one's", ahead > behind ? ahead : behind,
	    up, ahead > behind ? "ahead of" : "behind");
	return true;
}

static void
look_at_up(struct ailments *a, const Cmsa__PeerStatus *p, const char *who,
    uint64_t own_register, bool own_clock_wrong)
{
	if (!own_clock_wrong && (is_skewed(p, true) || is_skewed(p, false)))
		doctor_add(a, who, "clock-skew", "tell its operator to set its clock, by NTP",
		    "its clock is %" PRId64 " s %s this one's",
		    (p->clock_skew_ms < 0 ? -p->clock_skew_ms : p->clock_skew_ms) / 1000,
		    p->clock_skew_ms < 0 ? "behind" : "ahead of");
	if (p->register_number < own_register)
		doctor_add(a, who, "register-behind",
		    "it asks for acts within seconds; if it stays so, tell its operator to look "
		    "at its disk and at cmsa status",
		    "act %" PRIu64 ", here act %" PRIu64, p->register_number, own_register);
	if (p->register_number > own_register)
		doctor_add(a, who, "register-ahead",
		    "this node asks for acts within seconds; if it stays so, look at its disk, "
		    "its log and its version",
		    "act %" PRIu64 ", here act %" PRIu64, p->register_number, own_register);
	if (p->behind)
		doctor_add(a, who, "gap",
		    "this node is catching up; if it stays so, cmsa status counts why entries "
		    "are refused",
		    "it has entries that are not held here");
	if (p->refused_frames * 10 > p->received_frames)
		doctor_add(a, who, "refused", "cmsa status counts the reasons; tell its operator",
		    "%" PRIu64 " of its %" PRIu64 " messages were refused", p->refused_frames,
		    p->received_frames);
}

static void
look_at_down(struct ailments *a, const Cmsa__PeerStatus *p, const char *who, int64_t now_ms)
{
	static const char todo[] =
	    "is it running, can its address be reached, does it admit this node's transport "
	    "key?  Ask its operator";
	char since[25];

	if (!p->last_seen_ms) {
		doctor_add(a, who, "silent", todo, "not heard since this node started");
		return;
	}
	if (now_ms >= p->last_seen_ms && now_ms - p->last_seen_ms < DOCTOR_SILENT_MS)
		return;
	time_write(since, p->last_seen_ms);
	doctor_add(a, who, "silent", todo, "silent since %s", since);
}

void
doctor_peers(struct ailments *a, const Cmsa__ControlReply *r, int64_t now_ms)
{
	bool own = own_clock(a, r);
	size_t up = 0;

	for (size_t i = 0; i < r->n_peers; i++)
		up += r->peers[i]->up ? 1 : 0;
	if (!up && r->n_peers > 1)
		doctor_add(a, OWN, "alone",
		    "look at the network, the firewall and listen in node.conf; after a change "
		    "of the transport key, is it enrolled?",
		    "none of %zu peers is up", r->n_peers);
	for (size_t i = 0; i < r->n_peers; i++) {
		const Cmsa__PeerStatus *p = r->peers[i];
		char who[AUTHOR_LEN + NODE_NAME_LEN];

		snprintf(who, sizeof(who), "%.23s/%.16s", p->author, p->node);
		if (p->muted_until_ms)
			doctor_add(a, who, "muted",
			    "it is heard again in seconds; if it comes back, tell its operator",
			    "not listened to: it sent %s", p->muted_for);
		if (p->kept_out[0])
			doctor_add(a, who, "kept-out",
			    "ask its operator what happened there; cmsa peers --admit-again lets "
			    "it in again",
			    "kept out by this node: %s", p->kept_out);
		else if (p->up)
			look_at_up(a, p, who, r->register_number, own);
		else
			look_at_down(a, p, who, now_ms);
	}
}

static bool
is_behind(const Cmsa__ControlReply *r, const char *who)
{
	for (size_t i = 0; i < r->n_peers; i++) {
		const Cmsa__PeerStatus *p = r->peers[i];
		char name[AUTHOR_LEN + NODE_NAME_LEN];

		snprintf(name, sizeof(name), "%.23s/%.16s", p->author, p->node);
		if (!strcmp(name, who))
			return p->up && p->behind;
	}
	return false;
}

bool
doctor_gaps_stay(struct ailments *a, const Cmsa__ControlReply *later)
{
	size_t n = 0, gaps = 0;

	for (size_t i = 0; i < a->n; i++) {
		const bool gap = !strcmp(a->v[i].what, "gap");

		if (gap && !is_behind(later, a->v[i].who))
			continue;
		gaps += gap;
		a->v[n++] = a->v[i];
	}
	a->n = n;
	return gaps > 0;
}

/* --- witnesses ---------------------------------------------------------------------- */

void
doctor_listed(struct ailments *a, const Cmsa__ControlReply *r)
{
	for (size_t i = 0; i < r->n_listed; i++) {
		const Cmsa__Listed *l = r->listed[i];

		if (l->at_fault)
			doctor_add(a, l->by_author, "witness-fault",
			    "cmsa when --faults says who was asked; ask its operator for the "
			    "entry.  It proves nothing, and changes no finding",
			    "its entry %" PRIu64 " lists %s:%" PRIu64
			    ", which neither it nor anybody connected gives",
			    l->by_seq, l->of_author, l->of_seq);
	}
}

/* --- the disk ----------------------------------------------------------------------- */

int64_t
doctor_days_left(const struct doctor_disk *d)
{
	const uint64_t kib = d->used_bytes >> 10, all = d->all_bytes >> 10;
	uint64_t a_day; /* KiB */

	if (!all || !(d->grown_bytes >> 10))
		return INT64_MAX;
	/* what an entry takes on disk with its facts, by what all of them take */
	a_day = kib * (d->grown_bytes >> 10) / all / (uint64_t)d->days;
	return a_day ? (int64_t)((d->free_bytes >> 10) / a_day) : INT64_MAX;
}

void
doctor_disk(struct ailments *a, const struct doctor_disk *d)
{
	static const char todo[] =
	    "make room or move the folder to a larger disk (RUNBOOK: disk full)";
	int64_t left = doctor_days_left(d);

	if (d->free_bytes >> 20 < DOCTOR_DISK_LEAST_MIB)
		doctor_add(a, OWN, "disk-full", todo, "%" PRIu64 " MiB are free",
		    d->free_bytes >> 20);
	else if (left < DOCTOR_DISK_DAYS)
		doctor_add(a, OWN, "disk-forecast", todo,
		    "%" PRIu64 " MiB are free: full in %" PRId64
		    " days if it grows as in the last %" PRId64,
		    d->free_bytes >> 20, left, d->days);
}
