/* proof_text.c - what a bundle proves, for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "frozen.h"
#include "proof.h"

static void
write_head(struct buf *out, const struct proof *p)
{
	const struct act *genesis = registry_act(p->registry, 1)->act;
	struct buf position = { 0 };
	char id[HASH_HEX_LEN], date[11];

	hash_hex(id, &p->manifest.alliance);
	position_write(&position, &p->manifest.position);
	date_write(date, p->manifest.as_of);
	buf_add_line(out, "Audit bundle of the alliance %s", id);
	buf_add_line(out, "  name     %s", genesis->body->genesis->name);
	buf_add_str(out, "  position ");
	buf_add(out, position.p, position.n);
	buf_add_line(out, "\n  date     %s, level %s", date,
	    p->manifest.level == LEVEL_PUBLIC_FACTS ? "public: public bodies only"
						    : "member");
	buf_clear(&position);
}

static void
write_acts(struct buf *out, const struct proof *p)
{
	const uint64_t n = registry_number(p->registry);
	size_t registrars = 0;
	uint32_t k = 0;

	registry_registrars(p->registry, &registrars, &k);
	buf_add_line(out, "\nPROVEN");
	buf_add_line(out,
	    "Register: acts 1 to %" PRIu64
	    ", an unbroken chain, each signed by as many registrars as"
	    " the acts before it ask for (at its end %u of %zu)",
	    n, k, registrars);
	if (p->voids)
		buf_add_line(out,
		    "  %" PRIu64
		    " of them are void: validly signed, and without effect by the rules",
		    p->voids);
}

static void
write_ranges(struct buf *out, const struct proof_feed *f)
{
	const struct position_head *h = &f->head;
	const char *role = f->role ? role_name(f->role) : "not enrolled";

	if (!f->n_ranges) {
		buf_add_line(out,
		    "%s (%s): nothing in the file; the position names entry %" PRIu64,
		    h->place.author, role, h->place.seq);
		return;
	}
	if (f->n_ranges == 1 && f->ranges[0].first == 1 &&
	    f->ranges[0].last == h->place.seq) {
		buf_add_line(out,
		    "%s (%s): entries 1 to %" PRIu64
		    ", complete: none is left out, changed or added;"
		    " key generation 1, signed at %" PRIu64,
		    h->place.author, role, h->place.seq, f->ranges[0].signed_at);
		return;
	}
	buf_add_line(out,
	    "%s (%s): %zu parts of the entries 1 to %" PRIu64 ", key generation 1",
	    h->place.author, role, f->n_ranges, h->place.seq);
	for (size_t i = 0; i < f->n_ranges; i++)
		buf_add_line(out,
		    "  entries %" PRIu64 " to %" PRIu64
		    ": none between them is left out, changed or"
		    " added; signed at %" PRIu64 "%s",
		    f->ranges[i].first, f->ranges[i].last, f->ranges[i].signed_at,
		    f->ranges[i].first > 1 ? "; what is before them is not shown" : "");
}

static bool
is_member(const struct proof *p, const char *author)
{
	for (size_t i = 0; i < p->n_feeds; i++)
		if (!strcmp(p->feeds[i].head.place.author, author))
			return p->feeds[i].role == ROLE_MEMBER;
	return false;
}

/* ", members AUS (up to 9), GBR (up to 11)": those that count for a witnessed date, or others. */
static void
write_who(
    struct buf *out, const struct proof *p, const struct proof_feed *f, bool members)
{
	bool any = false;
	char text[64];

	for (size_t i = 0; i < f->n_words; i++) {
		const struct proof_word *w = &f->words[i];

		if (is_member(p, w->by) != members)
			continue;
		if (!any)
			buf_add_str(out, members ? " by members" : " by others");
		snprintf(text, sizeof(text), "%s %s (up to %" PRIu64 ")", any ? "," : "",
		    w->by, w->last.up_to);
		buf_add_str(out, text);
		any = true;
	}
}

static void
write_said(struct buf *out, const struct proof *p, const struct proof_feed *f)
{
	int64_t from = INT64_MAX, to = INT64_MIN;
	char first[25], last[25], text[80];

	for (size_t i = 0; i < f->n_words; i++) {
		if (f->words[i].first.time_ms < from)
			from = f->words[i].first.time_ms;
		if (f->words[i].last.time_ms > to)
			to = f->words[i].last.time_ms;
	}
	if (f->n_words) {
		time_write(first, from);
		time_write(last, to);
		snprintf(
		    text, sizeof(text), "  witnessed between %s and %s", first, last);
		buf_add_str(out, text);
		write_who(out, p, f, true);
		write_who(out, p, f, false);
		buf_add_str(out, "\n");
	} else if (f->n_ranges) {
		buf_add_line(out,
		    "  witnessed by nobody in this file: its times are its author's word");
	}
}

static void
write_feeds(struct buf *out, const struct proof *p)
{
	for (size_t i = 0; i < p->n_feeds; i++) {
		const struct proof_feed *f = &p->feeds[i];

		write_ranges(out, f);
		if (f->unusable)
			buf_add_line(out,
			    "  %" PRIu64
			    " bodies break a rule for bodies and are facts for nobody",
			    f->unusable);
		write_said(out, p, f);
	}
}

static void
write_findings(struct buf *out, const struct proof *p)
{
	char digest[HASH_HEX_LEN];

	if (!p->findings)
		return;
	hash_hex(digest, &p->findings->digest);
	buf_add_line(out,
	    "Findings: %zu, computed here from these acts and entries%s; rules %u",
	    p->findings->n_list,
	    p->manifest.findings ? ", and equal to those in the file byte for byte" : "",
	    p->findings->rules_version);
	buf_add_line(out, "  digest %s",
	    p->findings->incomplete ? "none: incomplete, bodies are missing" : digest);
}

static void
write_missing(struct buf *out, const struct proof *p)
{
	for (size_t i = 0; i < p->n_feeds; i++) {
		const struct proof_feed *f = &p->feeds[i];
		const char *name = f->head.place.author;

		if (f->left_out)
			buf_add_line(out,
			    "- what %" PRIu64 " bodies of %s say: they are not public",
			    f->left_out, name);
		if (f->not_held)
			buf_add_line(out,
			    "- what %" PRIu64
			    " bodies of %s say: who made the file did not hold them",
			    f->not_held, name);
		if (f->unchosen)
			buf_add_line(out,
			    "- what %" PRIu64
			    " bodies of %s say: they were not asked for",
			    f->unchosen, name);
	}
}

/* PROTOCOL M10.9 */
static void
write_not(struct buf *out, const struct proof *p, const struct proof_ask *ask)
{
	char id[HASH_HEX_LEN];

	hash_hex(id, &p->manifest.alliance);
	buf_add_line(out, "\nNOT PROVEN");
	if (!ask->alliance)
		buf_add_line(out,
		    "- that this is the alliance you mean.  Anybody can found one.  Compare its id with"
		    " the one you\n  were told by another way, or give that with --alliance:\n  %s",
		    id);
	buf_add_line(out,
	    "- that a feed has no entries after the position, or the register no acts after"
	    " the last one here");
	buf_add_line(out,
	    "- that what an author says is true, or was written at the time it says; what others"
	    " witnessed is above");
	write_missing(out, p);
	if (!p->findings)
		buf_add_line(out,
		    p->manifest.n_chosen
			? "- any finding: findings rest on everything at the position"
			: "- any finding: none is in the file (cmsa-audit matrix computes them)");
	if (p->disagree)
		buf_add_line(out,
		    "\nLOOK AT THIS: %" PRIu64
		    " witness entries do not agree with the file: %s.  Either"
		    " the witness is\n  wrong, or the author signed two entries for one place",
		    p->disagree, p->disagrees);
}

/* PROTOCOL M10.10 */
static void
write_sealed(struct buf *out, const struct proof *p)
{
	static const char *const words[] = {
		"that entry is not in the file",
		"the key is WRONG: the entry commits to another",
		"the key is right: cmsa-audit open shows what the entry says",
	};

	if (!p->n_sealed && !p->n_disclosures)
		return;
	buf_add_line(out, "\nSEALED");
	buf_add_line(out,
	    "%zu entries are sealed to readers that the file does not name; they are facts of no"
	    " finding, disclosed or not",
	    p->n_sealed);
	for (size_t i = 0; i < p->n_disclosures; i++) {
		const struct proof_disclosure *d = &p->disclosures[i];

		buf_add_line(out,
		    "%s:%" PRIu64 " disclosed by %s:%" PRIu64 ", \"%s\": %s",
		    d->of.author, d->of.seq, d->by.author, d->by.seq, d->reason,
		    words[d->state]);
	}
}

void
proof_text(struct buf *out, const struct proof *p, const struct proof_ask *ask)
{
	write_head(out, p);
	write_acts(out, p);
	write_feeds(out, p);
	write_findings(out, p);
	write_sealed(out, p);
	if (p->facts && p->facts->n_forks)
		buf_add_line(
		    out, "\nFORKED: what its author signed twice counts no further");
	if (p->facts)
		frozen_text(out, p->facts, "  ");
	write_not(out, p, ask);
}
