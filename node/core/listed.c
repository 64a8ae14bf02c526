/* listed.c - entries that witness entries of others list and that are not held here: who was
 * asked for them, and whether the witness itself could give what it says it holds
 * (PROTOCOL.md 7.12).  Shown to the operator; no finding rests on it. */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "listed.h"
#include "log.h"
#include "mem.h"

enum {
	MOST_ROWS = 256,
	MOST_OF_A_WITNESS = 16, /* so that one who lies takes no room of others */
	MOST_OF_A_FEED = 4,     /* of one witness: the first ones */
	SCAN_ROWS = 500,        /* heads of witness entries looked at in one go */
	TICK_MS = 1000,
	SCAN_MS = 100,
	ROUND_MS = 600 * 1000, /* asked again */
	SILENCES = 30          /* about ten minutes: then no answer is one */
};

struct listed *
listed_new(void)
{
	return mem_new(sizeof(struct listed));
}

void
listed_free(struct listed *l)
{
	if (l)
		free(l->rows);
	free(l);
}

/* --- what is listed and not held ---------------------------------------------------- */

static bool
is_held(struct core *c, const struct when_word *w, bool *other)
{
	struct hash id;

	*other = false;
	if (store_id_get(c->cfg.store, &id, &w->of))
		return false;
	*other = !hash_eq(&id, &w->of_id);
	return !*other;
}

static bool
has_room(const struct listed *l, const struct when_word *w)
{
	size_t of_witness = 0, of_feed = 0;

	for (size_t i = 0; i < l->n_rows; i++) {
		const struct when_word *r = &l->rows[i].word;

		if (strcmp(r->by.author, w->by.author))
			continue;
		if (!place_cmp(&r->of, &w->of) && hash_eq(&r->of_id, &w->of_id))
			return false; /* it said so before */
		of_witness++;
		of_feed += !strcmp(r->of.author, w->of.author);
	}
	return l->n_rows < MOST_ROWS && of_witness < MOST_OF_A_WITNESS &&
	       of_feed < MOST_OF_A_FEED;
}

struct scan {
	struct core *c;
	struct core_time now;
};

static enum err
add_word(void *ctx, const struct when_word *w)
{
	struct scan *s = ctx;
	struct listed *l = s->c->listed;
	struct listed_row *r;
	bool other;

	if (w->held || !strcmp(w->by.author, s->c->author) || is_held(s->c, w, &other) ||
	    !has_room(l, w))
		return ERR_NONE;
	l->rows = mem_resize(l->rows, l->n_rows + 1, sizeof(*l->rows));
	r = &l->rows[l->n_rows++];
	*r = (struct listed_row){ .word = *w,
		.other_held = other,
		.since_wall_ms = s->now.wall_ms,
		.since_ms = s->now.mono_ms };
	return ERR_NONE;
}

static void
drop_held(struct core *c)
{
	struct listed *l = c->listed;
	size_t n = 0;

	for (size_t i = 0; i < l->n_rows; i++)
		if (!is_held(c, &l->rows[i].word, &l->rows[i].other_held))
			l->rows[n++] = l->rows[i];
	l->n_rows = n;
}

static struct listed_row *
row_of(struct listed *l, const struct place *of, const struct hash *id)
{
	for (size_t i = 0; i < l->n_rows; i++)
		if (!place_cmp(&l->rows[i].word.of, of) &&
		    hash_eq(&l->rows[i].word.of_id, id))
			return &l->rows[i];
	return NULL;
}

/* --- asking ------------------------------------------------------------------------- */

static struct listed_asked *
asked_of(struct listed_row *r, const struct peer *p)
{
	for (size_t i = 0; i < r->n_asked; i++)
		if (!strcmp(r->asked[i].author, p->author) &&
		    !strcmp(r->asked[i].node, p->node))
			return &r->asked[i];
	return NULL;
}

static void
note_answer(struct listed *l, const struct peer *p, enum listed_answer answer)
{
	for (size_t i = 0; i < l->n_rows; i++) {
		struct listed_row *r = &l->rows[i];
		struct listed_asked *a = asked_of(r, p);

		if (!a || place_cmp(&r->word.of, &p->listed.first) ||
		    !hash_eq(&r->word.of_id, &p->listed_id))
			continue;
		a->answer = answer;
		a->silences = answer == LISTED_SILENT ? a->silences + 1 : 0;
		r->given |= answer == LISTED_GIVEN;
	}
}

static void
ask(struct core *c, struct peer *p, struct listed_row *r, struct core_time now)
{
	struct listed_asked *a = asked_of(r, p);

	if (!a && r->n_asked == LISTED_MOST_ASKED)
		return;
	if (!a) {
		a = &r->asked[r->n_asked++];
		*a = (struct listed_asked){ .answer = LISTED_SILENT };
		memcpy(a->author, p->author, sizeof(a->author));
		memcpy(a->node, p->node, sizeof(a->node));
	}
	a->asked_ms = now.mono_ms;
	p->listed = (struct question){ .first = r->word.of,
		.header_only = true,
		.until_ms = now.mono_ms + TALK_REQUEST_MS };
	p->listed_id = r->word.of_id;
	pull_ask(c, p, &p->listed);
}

static bool
is_due(struct listed_row *r, const struct peer *p, struct core_time now)
{
	const struct listed_asked *a = asked_of(r, p);
	const int64_t again =
	    a && a->answer == LISTED_SILENT ? 2 * TALK_REQUEST_MS : ROUND_MS;

	return !r->given && now.mono_ms - r->since_ms >= LISTED_GRACE_MS &&
	       (!a || now.mono_ms - a->asked_ms >= again);
}

static void
ask_peer(struct core *c, struct peer *p, struct core_time now)
{
	if (p->state != TALK_READY || p->listed.until_ms)
		return;
	for (size_t i = 0; i < c->listed->n_rows; i++)
		if (is_due(&c->listed->rows[i], p, now)) {
			ask(c, p, &c->listed->rows[i], now);
			return;
		}
}

void
listed_tick(struct core *c, struct core_time now)
{
	struct listed *l = c->listed;
	struct scan s = { c, now };
	size_t looked = 0;

	if (c->facts_behind || now.mono_ms < l->next_ms)
		return;
	l->next_ms = now.mono_ms + TICK_MS;
	drop_held(c);
	if (factsdb_words_each(
		c->cfg.facts, &l->after_row, SCAN_ROWS, &looked, add_word, &s))
		log_error("cannot read what witness entries list");
	if (looked == SCAN_ROWS)
		l->next_ms = now.mono_ms + SCAN_MS;
	for (size_t i = 0; i < c->n_peers; i++)
		ask_peer(c, &c->peers[i], now);
}

/* --- answers ------------------------------------------------------------------------ */

bool
listed_is_asked(const struct peer *p, const char *author, uint64_t seq)
{
	return p->listed.until_ms && p->listed.first.seq == seq &&
	       !strcmp(p->listed.first.author, author);
}

void
listed_refused(struct core *c, struct peer *p, enum verdict v)
{
	p->listed.until_ms = 0;
	/* beyond its rate it says nothing on the entry: it is asked again */
	note_answer(c->listed, p, v == V_RATE_LIMIT ? LISTED_BUSY : LISTED_NOT_HELD);
}

bool
listed_answered(struct core *c, struct peer *p, const struct run_entry *run, size_t n)
{
	const struct listed_row *r = row_of(c->listed, &p->listed.first, &p->listed_id);
	const bool given = r && n && !place_cmp(&run[0].e.place, &r->word.of) &&
			   hash_eq(&run[0].e.id, &r->word.of_id) &&
			   accept_is_authentic(c, run, n);

	p->listed.until_ms = 0;
	note_answer(c->listed, p, given ? LISTED_GIVEN : LISTED_OTHER);
	return given;
}

void
listed_late(struct core *c, struct peer *p, struct core_time now)
{
	if (!p->listed.until_ms || p->listed.until_ms > now.mono_ms)
		return;
	p->listed.until_ms = 0;
	note_answer(c->listed, p, LISTED_SILENT);
}

/* --- at fault? ---------------------------------------------------------------------- */

static bool
is_answer(const struct listed_asked *a)
{
	return a && (a->answer == LISTED_NOT_HELD || a->answer == LISTED_OTHER ||
			a->silences >= SILENCES);
}

/* A feed that is not followed here (forked, or of a newer kind) may well be held by others. */
static bool
is_followed(struct core *c, const struct place *of)
{
	const struct own_feed *f = feeds_find(c, of->author, of->incarnation);

	return !f || !f->stopped;
}

/* PROTOCOL M7.49 */
enum listed_state
listed_state(struct core *c, struct listed_row *r)
{
	bool witness = false, all = true;

	if (r->given || !is_followed(c, &r->word.of))
		return LISTED_OPEN;
	for (size_t i = 0; i < c->n_peers; i++) {
		const struct peer *p = &c->peers[i];
		const bool answered = is_answer(asked_of(r, p));

		if (p->state != TALK_READY)
			continue;
		witness |= answered && !strcmp(p->author, r->word.by.author);
		all &= answered;
	}
	return witness && all ? LISTED_FAULT : LISTED_OPEN;
}

const char *
listed_answer_text(const struct listed_asked *a)
{
	switch (a->answer) {
	case LISTED_SILENT: return a->silences ? "does not answer" : "is asked";
	case LISTED_BUSY: return "is busy";
	case LISTED_NOT_HELD: return "does not have it";
	case LISTED_OTHER:
		return "gave another entry, or one that its author did not sign";
	case LISTED_GIVEN: return "gave it";
	}
	return "";
}
