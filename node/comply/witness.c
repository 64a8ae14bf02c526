/* witness.c - for each feed and witness the steps (seq, time) at which it listed more of
 * that feed than before, so that a date is a few binary searches. */
#include "witness.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

enum {
	NO_NAME = INT32_MAX
};

/* A witness entry, with what it lists. */
struct said {
	uint32_t witness; /* index of names */
	uint32_t incarnation;
	uint64_t at; /* its seq */
	int64_t time_ms;
	size_t first, n; /* in listed */
};

struct listed {
	uint32_t feed; /* index of feeds */
	uint64_t seq;
};

struct step {
	uint64_t seq;
	int64_t time_ms;
};

/* By rising seq, and so by time. */
struct ladder {
	struct step *step;
	size_t n, room;
};

struct feed {
	uint32_t name, incarnation;
	struct ladder *by; /* by witness */
	size_t n_by;
};

struct witnesses {
	char (*names)[AUTHOR_LEN];
	size_t n_names, names_room;
	struct said *last; /* by witness: its newest entry, counted or not; then times */
	size_t n_last;
	struct feed *feeds;
	size_t n_feeds, feeds_room;
	/* until witness_finish */
	struct said *said;
	size_t n_said, said_room;
	struct listed *listed;
	size_t n_listed, listed_room;
};

struct witnesses *
witness_new(void)
{
	return mem_new(sizeof(struct witnesses));
}

void
witness_free(struct witnesses *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n_feeds; i++) {
		for (size_t k = 0; k < w->feeds[i].n_by; k++)
			free(w->feeds[i].by[k].step);
		free(w->feeds[i].by);
	}
	free(w->names);
	free(w->last);
	free(w->feeds);
	free(w->said);
	free(w->listed);
	free(w);
}

/* Heads come sorted, so the one after the last one found is the likely one. */
static uint32_t
find_name(const struct witnesses *w, const char *name, uint32_t hint)
{
	if (hint < w->n_names && !strcmp(w->names[hint], name))
		return hint;
	for (size_t i = 0; i < w->n_names; i++)
		if (!strcmp(w->names[i], name))
			return (uint32_t)i;
	return NO_NAME;
}

static uint32_t
intern(struct witnesses *w, const char *name, uint32_t hint)
{
	uint32_t i = find_name(w, name, hint);

	if (i != NO_NAME)
		return i;
	assert(strlen(name) < AUTHOR_LEN);
	w->names = grow(w->names, &w->names_room, w->n_names, sizeof(*w->names));
	memset(w->names[w->n_names], 0, AUTHOR_LEN);
	memcpy(w->names[w->n_names], name, strlen(name));
	return (uint32_t)w->n_names++;
}

static bool
is_feed(const struct witnesses *w, size_t i, const char *author, uint32_t incarnation)
{
	return w->feeds[i].incarnation == incarnation &&
	       !strcmp(w->names[w->feeds[i].name], author);
}

static uint32_t
find_feed(
    const struct witnesses *w, const char *author, uint32_t incarnation, uint32_t hint)
{
	if (hint < w->n_feeds && is_feed(w, hint, author, incarnation))
		return hint;
	for (size_t i = 0; i < w->n_feeds; i++)
		if (is_feed(w, i, author, incarnation))
			return (uint32_t)i;
	return NO_NAME;
}

static uint32_t
intern_feed(struct witnesses *w, const Cmsa__Head *h, uint32_t hint)
{
	uint32_t i = find_feed(w, h->author, h->incarnation, hint);

	if (i != NO_NAME)
		return i;
	w->feeds = grow(w->feeds, &w->feeds_room, w->n_feeds, sizeof(*w->feeds));
	w->feeds[w->n_feeds] =
	    (struct feed){ intern(w, h->author, hint), h->incarnation, NULL, 0 };
	return (uint32_t)w->n_feeds++;
}

void
witness_add(struct witnesses *w, const struct place *p, int64_t time_ms,
    const Cmsa__WitnessBody *body)
{
	struct said s = { .witness = intern(w, p->author, 0),
		.incarnation = p->incarnation,
		.at = p->seq,
		.time_ms = time_ms,
		.first = w->n_listed,
		.n = body->n_heads };
	uint32_t feed = NO_NAME;

	w->said = grow(w->said, &w->said_room, w->n_said, sizeof(*w->said));
	w->said[w->n_said++] = s;
	for (size_t i = 0; i < body->n_heads; i++) {
		feed = intern_feed(w, body->heads[i], feed + 1);
		w->listed =
		    grow(w->listed, &w->listed_room, w->n_listed, sizeof(*w->listed));
		w->listed[w->n_listed++] = (struct listed){ feed, body->heads[i]->seq };
	}
}

void
witness_limit(
    struct witnesses *w, const char *author, uint32_t incarnation, uint64_t limit)
{
	const uint32_t by = find_name(w, author, 0);
	size_t kept = 0;

	for (size_t i = 0; i < w->n_said; i++) {
		const struct said *s = &w->said[i];

		if (s->witness != by || s->incarnation != incarnation || s->at <= limit)
			w->said[kept++] = *s;
	}
	w->n_said = kept;
}

#define CMP(a, b)       \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

static int
by_place(const struct said *a, const struct said *b)
{
	CMP(a->witness, b->witness);
	CMP(a->incarnation, b->incarnation);
	CMP(a->at, b->at);
	return 0;
}

static int
by_entry(const void *va, const void *vb)
{
	return by_place(va, vb);
}

/* What lists no more than an earlier one says nothing. */
static void
climb(struct witnesses *w, uint32_t feed, const struct said *s, uint64_t seq)
{
	struct feed *f = &w->feeds[feed];
	struct ladder *l;

	if (s->witness >= f->n_by) {
		f->by = mem_resize(f->by, w->n_names, sizeof(*f->by));
		memset(f->by + f->n_by, 0, (w->n_names - f->n_by) * sizeof(*f->by));
		f->n_by = w->n_names;
	}
	l = &f->by[s->witness];
	if (l->n && l->step[l->n - 1].seq >= seq)
		return;
	l->step = grow(l->step, &l->room, l->n, sizeof(*l->step));
	l->step[l->n++] = (struct step){ seq, s->time_ms };
}

static struct said *
last_of(struct witnesses *w, uint32_t witness)
{
	if (witness >= w->n_last) {
		w->last = mem_resize(w->last, w->n_names, sizeof(*w->last));
		memset(
		    w->last + w->n_last, 0, (w->n_names - w->n_last) * sizeof(*w->last));
		w->n_last = w->n_names;
	}
	return &w->last[witness];
}

/* PROTOCOL M7.3: a clock set back must not date what it lists.  Keeps the newest place and
 * the latest time. */
static bool
counts(struct witnesses *w, const struct said *s)
{
	struct said *last = last_of(w, s->witness);
	const bool good = !last->at || s->time_ms >= last->time_ms;
	const int64_t latest = good ? s->time_ms : last->time_ms;

	*last = *s;
	last->time_ms = latest;
	return good;
}

void
witness_finish(struct witnesses *w)
{
	if (w->n_said)
		qsort(w->said, w->n_said, sizeof(*w->said), by_entry);
	for (size_t i = 0; i < w->n_said; i++) {
		const struct said *s = &w->said[i];

		if (!counts(w, s))
			continue;
		for (size_t k = s->first; k < s->first + s->n; k++)
			climb(w, w->listed[k].feed, s, w->listed[k].seq);
	}
	free(w->said);
	free(w->listed);
	w->said = NULL;
	w->listed = NULL;
	w->n_said = w->said_room = w->n_listed = w->listed_room = 0;
}

bool
witness_follow(struct witnesses *w, const struct place *p, int64_t time_ms,
    const Cmsa__WitnessBody *body)
{
	const struct said s = { .witness = intern(w, p->author, 0),
		.incarnation = p->incarnation,
		.at = p->seq,
		.time_ms = time_ms };
	const struct said *last = last_of(w, s.witness);
	uint32_t feed = NO_NAME;

	if (last->at && by_place(last, &s) >= 0)
		return false;
	if (!counts(w, &s))
		return true;
	for (size_t i = 0; i < body->n_heads; i++) {
		feed = intern_feed(w, body->heads[i], feed + 1);
		climb(w, feed, &s, body->heads[i]->seq);
	}
	return true;
}

uint64_t
witness_listed(const struct witnesses *w, const char *witness, const Cmsa__Head *h)
{
	const uint32_t by = find_name(w, witness, 0);
	const uint32_t at = find_feed(w, h->author, h->incarnation, 0);
	const struct ladder *l;

	if (at == NO_NAME || by == NO_NAME || by >= w->feeds[at].n_by)
		return 0;
	l = &w->feeds[at].by[by];
	return l->n ? l->step[l->n - 1].seq : 0;
}

/* --- dates -------------------------------------------------------------------------- */

static const struct step *
first_at_or_beyond(const struct ladder *l, uint64_t seq)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (l->step[mid].seq < seq)
			low = mid + 1;
		else
			high = mid;
	}
	return low < l->n ? &l->step[low] : NULL;
}

uint32_t
witness_number(const struct witnesses *w, const char *author)
{
	return find_name(w, author, 0);
}

/* Puts the time among the `m` smallest, which are sorted. */
static void
take_time(int64_t *times, size_t *n, size_t m, int64_t time_ms)
{
	size_t i = m - 1;

	if (*n < m)
		i = (*n)++;
	else if (times[i] <= time_ms)
		return;
	for (; i && times[i - 1] > time_ms; i--)
		times[i] = times[i - 1];
	times[i] = time_ms;
}

struct date
witness_date_by(const struct witnesses *w, const struct place *p, const uint32_t *who,
    size_t n_who, size_t m)
{
	const uint32_t at = find_feed(w, p->author, p->incarnation, 0);
	struct date d = { 0 };
	int64_t *times;
	size_t n = 0;

	/* PROTOCOL M7.3: m - 1 liars cannot date an entry earlier than the truth. */
	if (at == NO_NAME || !m || m > n_who)
		return d;
	times = mem_array(m, sizeof(*times));
	for (size_t i = 0; i < n_who; i++) {
		const struct feed *f = &w->feeds[at];
		const struct step *s =
		    who[i] < f->n_by ? first_at_or_beyond(&f->by[who[i]], p->seq) : NULL;

		if (s)
			take_time(times, &n, m, s->time_ms);
	}
	if (n == m)
		d = date_of_time_ms(times[m - 1]);
	free(times);
	return d;
}

struct date
witness_date(const struct witnesses *w, const struct place *p, const char *const *who,
    size_t n_who, size_t m)
{
	uint32_t *numbers = mem_array(n_who, sizeof(*numbers));
	struct date d;

	for (size_t i = 0; i < n_who; i++)
		numbers[i] = find_name(w, who[i], (uint32_t)i);
	d = witness_date_by(w, p, numbers, n_who, m);
	free(numbers);
	return d;
}
