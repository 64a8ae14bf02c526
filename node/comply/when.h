/* when.h - in which interval an entry was published, and on whose word (PROTOCOL.md 7.12).
 * Earliest: it rests on entries of others, by their ids, which nobody can know before they
 * exist; their authors say when that was.  Latest: witness entries of others list it, or an
 * entry that chains to it.  Each is one country's word; several make it firm.
 * Pure: where entries come from is the caller's (struct when_source). */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "entry.h"
#include "err.h"
#include "registry.h"

enum {
	WHEN_SKEW_MS = 60 * 1000 /* clocks of honest nodes may differ by so much */
};

/* A witness entry, and one head that it lists. */
struct when_word {
	struct place by;
	struct hash by_id;
	int64_t by_ms;
	struct place of;
	struct hash of_id;
	bool held; /* the entry at that place, at the position, has that id */
};
/* Anything but ERR_NONE ends the walk and is what the walk returns. */
typedef enum err when_word_fn(void *arg, const struct when_word *w);

/* What is known at a position.  A walk's errors are the machine's. */
struct when_source {
	void *ctx;
	/* ERR_NOT_FOUND: not at the position. */
	enum err (*entry)(
	    void *ctx, struct hash *id, int64_t *time_ms, const struct place *p);
	/* The words that list the feed of `p` at its seq or beyond, of witness entries that
	 * count (M7.3), by place. */
	enum err (*about)(void *ctx, const struct place *p, when_word_fn *fn, void *arg);
	/* Of what witness entries of the feed of `p`, up to p, list and is held: of each feed the
	 * furthest, at least.  In any order. */
	enum err (*rests)(void *ctx, const struct place *p, when_word_fn *fn, void *arg);
	/* The newest witness entry of that author that counts, before `p` (NULL: of all): its
	 * place, id and time in `by`.  ERR_NOT_FOUND: there is none. */
	enum err (*last)(
	    void *ctx, struct when_word *out, const char *author, const struct place *p);
};

/* One author's word. */
struct when_mark {
	bool counts;      /* a country enrolled as member, other than the entry's own */
	struct place ref; /* the entry whose own time it is */
	struct hash ref_id;
	int64_t time_ms;
	struct place via; /* earliest: the witness entry that lists ref; latest: what ref
				  lists of the feed.  seq 0: none */
};

/* The same by the words of `m` countries: m - 1 of them may lie or have a wrong clock, and it
 * still holds. */
struct when_bound {
	size_t m;
	bool has_from, has_to;
	int64_t from_ms, to_ms;
};

enum when_claim {  /* of the author's own time, by a bound */
	WHEN_OPEN, /* nothing says otherwise */
	WHEN_INSIDE,
	WHEN_TOO_EARLY, /* before what it rests on */
	WHEN_TOO_LATE,  /* after others listed it */
};

enum {
	WHEN_ONE,
	WHEN_POLICY,   /* alert_witnesses at the date asked for */
	WHEN_MAJORITY, /* more than half of the other member countries */
	WHEN_BOUNDS
};

struct when {
	struct place place;
	struct hash id;
	int64_t claimed_ms;
	uint32_t kind;
	uint64_t
	    act; /* that its header names; none of that number and id was there before */
	struct date act_date;   /* as the registrars dated it */
	size_t countries;       /* members but the entry's own country */
	struct when_mark *from; /* the latest first; one an author */
	size_t n_from;
	struct when_mark *to; /* the earliest first; one an author */
	size_t n_to;
	struct when_mark *without; /* members that wrote a witness entry after the time it
				      claims, and did not list it; by author.  No proof */
	size_t n_without;
	uint64_t
	    unheld; /* words about its feed that name an entry nobody gave: not counted */
	struct when_bound bounds[WHEN_BOUNDS];
	struct date witnessed; /* that of the rules (M7.3), for the policy's number */
};

/* `r` is the register at the position; `e` an entry at the position.  The caller frees what it
 * gets; ERR_STORE and others are those of the source. */
enum err when_new(struct when **out, const struct registry *r, const struct entry *e,
    struct date as_of, const struct when_source *s);
void when_free(struct when *w);

/* What a bound says of the claimed time; WHEN_SKEW_MS is let pass. */
enum when_claim when_claim(const struct when *w, const struct when_bound *b);
/* The firmest bound that speaks against the claimed time; NULL: none does. */
const struct when_bound *when_against(const struct when *w);

#endif
