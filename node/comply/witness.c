/* witness.c - steps (target feed, witness, seq, time), sorted so that a date is a few
 * binary searches. */
#include "witness.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

enum {
	NO_NAME = INT32_MAX
};

struct step {
	uint32_t target; /* index of names; NO_NAME: stands for the entry itself */
	uint32_t target_incarnation;
	uint32_t witness;
	uint32_t incarnation; /* of the witness entry */
	uint64_t at;          /* its seq */
	uint64_t seq;         /* listed */
	int64_t time_ms;
};

struct witnesses {
	char (*names)[AUTHOR_LEN];
	size_t n_names, names_room;
	struct step *steps;
	size_t n, room;
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
	free(w->names);
	free(w->steps);
	free(w);
}

/* Heads come sorted, so the name after the last one found is the likely one. */
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

static void
add_step(struct witnesses *w, const struct step *s)
{
	w->steps = grow(w->steps, &w->room, w->n, sizeof(*w->steps));
	w->steps[w->n++] = *s;
}

void
witness_add(struct witnesses *w, const struct place *p, int64_t time_ms,
    const Cmsa__WitnessBody *body)
{
	struct step s = { .target = NO_NAME,
		.witness = intern(w, p->author, 0),
		.incarnation = p->incarnation,
		.at = p->seq,
		.time_ms = time_ms };
	uint32_t hint = 0;

	add_step(w, &s);
	for (size_t i = 0; i < body->n_heads; i++) {
		s.target = intern(w, body->heads[i]->author, hint);
		s.target_incarnation = body->heads[i]->incarnation;
		s.seq = body->heads[i]->seq;
		add_step(w, &s);
		hint = s.target + 1;
	}
}

#define CMP(a, b)       \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

static int
by_entry(const void *va, const void *vb)
{
	const struct step *a = va, *b = vb;

	CMP(a->witness, b->witness);
	CMP(a->incarnation, b->incarnation);
	CMP(a->at, b->at);
	return 0;
}

static int
by_target(const void *va, const void *vb)
{
	const struct step *a = va, *b = vb;

	CMP(a->target, b->target);
	CMP(a->target_incarnation, b->target_incarnation);
	CMP(a->witness, b->witness);
	CMP(a->time_ms, b->time_ms);
	CMP(a->seq, b->seq);
	return 0;
}

/* PROTOCOL M7.3: a clock set back must not date what it lists. */
static void
drop_falling_times(struct witnesses *w)
{
	size_t kept = 0;
	int64_t latest = 0;

	qsort(w->steps, w->n, sizeof(*w->steps), by_entry);
	for (size_t i = 0; i < w->n;) {
		const struct step first = w->steps[i];
		bool same = kept && w->steps[kept - 1].witness == first.witness;
		bool counts = !same || first.time_ms >= latest;

		if (counts)
			latest = first.time_ms;
		for (; i < w->n && !by_entry(&w->steps[i], &first); i++)
			if (counts)
				w->steps[kept++] = w->steps[i];
	}
	w->n = kept;
}

void
witness_finish(struct witnesses *w)
{
	size_t kept = 0;

	if (!w->n)
		return;
	drop_falling_times(w);
	qsort(w->steps, w->n, sizeof(*w->steps), by_target);
	for (size_t i = 0; i < w->n; i++) {
		const struct step *s = &w->steps[i],
				  *last = kept ? &w->steps[kept - 1] : NULL;

		if (s->target == NO_NAME)
			continue;
		/* What lists no more than an earlier one says nothing. */
		if (last && last->target == s->target && last->witness == s->witness &&
		    last->target_incarnation == s->target_incarnation &&
		    last->seq >= s->seq)
			continue;
		w->steps[kept++] = *s;
	}
	w->n = kept;
}

/* By target, witness and seq: the order that witness_finish leaves. */
static int
key_cmp(const struct step *a, const struct step *b)
{
	CMP(a->target, b->target);
	CMP(a->target_incarnation, b->target_incarnation);
	CMP(a->witness, b->witness);
	CMP(a->seq, b->seq);
	return 0;
}

static const struct step *
first_at_or_beyond(const struct witnesses *w, const struct step *key)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (key_cmp(&w->steps[mid], key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == w->n || w->steps[low].target != key->target ||
	    w->steps[low].target_incarnation != key->target_incarnation ||
	    w->steps[low].witness != key->witness)
		return NULL;
	return &w->steps[low];
}

static int
by_time(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	CMP(*a, *b);
	return 0;
}

struct date
witness_date(const struct witnesses *w, const struct place *p, const char *const *who,
    size_t n_who, size_t m)
{
	struct step key = { .target_incarnation = p->incarnation, .seq = p->seq };
	int64_t *times = mem_array(n_who, sizeof(*times));
	struct date d = { 0 };
	size_t n = 0;

	key.target = find_name(w, p->author, 0);
	for (size_t i = 0; i < n_who && key.target != NO_NAME; i++) {
		const struct step *s;

		key.witness = find_name(w, who[i], (uint32_t)i);
		s = key.witness == NO_NAME ? NULL : first_at_or_beyond(w, &key);
		if (s)
			times[n++] = s->time_ms;
	}
	qsort(times, n, sizeof(*times), by_time);
	/* PROTOCOL M7.3: m - 1 liars cannot date an entry earlier than the truth. */
	if (m && n >= m)
		d = date_of_time_ms(times[m - 1]);
	free(times);
	return d;
}
