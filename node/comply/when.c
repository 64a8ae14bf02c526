/* when.c - in which interval an entry was published, and on whose word. */
#include "when.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "law.h"
#include "name.h"

struct work {
	struct when *w;
	const struct registry *r;
	const struct when_source *s;
	char own[COUNTRY_LEN];
	size_t room_from, room_to, room_without;
	size_t looked; /* of `from`: whose witness entries were read */
	int64_t
	    *listed; /* by country: when it first listed the feed so far, by the rules */
	size_t n_listed, room_listed;
	char last[AUTHOR_LEN]; /* whose first listing, by the rules, is known */
	enum err err;
};

/* PROTOCOL M7.3: whose word counts. */
static bool
counts(const struct work *k, const char *author)
{
	const struct author *a = registry_author(k->r, author, registry_number(k->r));

	return a && a->role == ROLE_MEMBER && author_is_country(author) &&
	       strcmp(author, k->own) != 0;
}

static size_t
other_members(const struct work *k)
{
	size_t n, others = 0;
	const struct author *const *all = registry_authors(k->r, &n);

	for (size_t i = 0; i < n; i++)
		others += counts(k, all[i]->name);
	return others;
}

static bool
is_own(const struct work *k, const char *author)
{
	char country[COUNTRY_LEN];

	author_country(country, author);
	return !strcmp(author, k->w->place.author) ||
	       (*k->own && !strcmp(country, k->own));
}

/* --- earliest ----------------------------------------------------------------------- */

static struct when_mark *
mark_of(struct when_mark *list, size_t n, const char *author)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].ref.author, author))
			return &list[i];
	return NULL;
}

/* PROTOCOL M7.48: an id that is known proves that the entry was there. */
static enum err
rests_on(void *arg, const struct when_word *word)
{
	struct work *k = arg;
	struct when *w = k->w;
	struct when_mark *m = mark_of(w->from, w->n_from, word->of.author);
	struct when_mark next = { .ref = word->of,
		.ref_id = word->of_id,
		.via = word->by,
		.counts = counts(k, word->of.author) };
	enum err e;

	if (!word->held || is_own(k, word->of.author) ||
	    (m && place_cmp(&m->ref, &word->of) >= 0))
		return ERR_NONE;
	e = k->s->entry(k->s->ctx, &next.ref_id, &next.time_ms, &word->of);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_NONE : e;
	if (!m) {
		w->from = grow(w->from, &k->room_from, w->n_from, sizeof(*w->from));
		m = &w->from[w->n_from++];
	} else {
		k->looked = 0; /* it reaches further: look again */
	}
	*m = next;
	return ERR_NONE;
}

/* What it lists, what those list, and so on. */
static enum err
find_from(struct work *k)
{
	enum err e = k->s->rests(k->s->ctx, &k->w->place, rests_on, k);

	while (!e && k->looked < k->w->n_from) {
		const struct place at = k->w->from[k->looked++].ref;

		e = k->s->rests(k->s->ctx, &at, rests_on, k);
	}
	return e;
}

/* --- latest ------------------------------------------------------------------------- */

static void
note_listed(struct work *k, const struct when_word *word)
{
	if (!strcmp(k->last, word->by.author) || !counts(k, word->by.author))
		return;
	memcpy(k->last, word->by.author, sizeof(k->last));
	k->listed = grow(k->listed, &k->room_listed, k->n_listed, sizeof(*k->listed));
	k->listed[k->n_listed++] = word->by_ms;
}

static enum err
is_listed(void *arg, const struct when_word *word)
{
	struct work *k = arg;
	struct when *w = k->w;

	note_listed(k, word);
	if (!word->held) {
		w->unheld++;
		return ERR_NONE;
	}
	if (is_own(k, word->by.author) || mark_of(w->to, w->n_to, word->by.author))
		return ERR_NONE;
	w->to = grow(w->to, &k->room_to, w->n_to, sizeof(*w->to));
	w->to[w->n_to++] = (struct when_mark){ .counts = counts(k, word->by.author),
		.ref = word->by,
		.ref_id = word->by_id,
		.time_ms = word->by_ms,
		.via = word->of };
	return ERR_NONE;
}

/* Witness entries about witness entries and assessments come with the next news alone, so that
 * silence about these says nothing. */
static bool
silence_speaks(const struct when *w)
{
	return w->kind != KIND_WITNESS && w->kind != KIND_ASSESSMENT;
}

static enum err
look_without(struct work *k, const char *author)
{
	struct when *w = k->w;
	const struct when_mark *listed = mark_of(w->to, w->n_to, author);
	struct when_word word;
	enum err e = k->s->last(k->s->ctx, &word, author, listed ? &listed->ref : NULL);

	if (e == ERR_NOT_FOUND || (!e && word.by_ms <= w->claimed_ms + WHEN_SKEW_MS))
		return ERR_NONE;
	if (e)
		return e;
	w->without =
	    grow(w->without, &k->room_without, w->n_without, sizeof(*w->without));
	w->without[w->n_without++] = (struct when_mark){ .counts = true,
		.ref = word.by,
		.ref_id = word.by_id,
		.time_ms = word.by_ms };
	return ERR_NONE;
}

static enum err
find_without(struct work *k)
{
	size_t n;
	const struct author *const *all = registry_authors(k->r, &n);
	enum err e = ERR_NONE;

	for (size_t i = 0; i < n && !e && silence_speaks(k->w); i++)
		if (counts(k, all[i]->name))
			e = look_without(k, all[i]->name);
	return e;
}

/* --- bounds ------------------------------------------------------------------------- */

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_author(const struct when_mark *a, const struct when_mark *b)
{
	return strcmp(a->ref.author, b->ref.author);
}

static int
latest_first(const void *va, const void *vb)
{
	const struct when_mark *a = va, *b = vb;
	const int c = compare(b->time_ms, a->time_ms);

	return c ? c : by_author(a, b);
}

static int
earliest_first(const void *va, const void *vb)
{
	const struct when_mark *a = va, *b = vb;
	const int c = compare(a->time_ms, b->time_ms);

	return c ? c : by_author(a, b);
}

static int
time_cmp(const void *va, const void *vb)
{
	return compare(*(const int64_t *)va, *(const int64_t *)vb);
}

/* The m-th that counts; false: there are fewer. */
static bool
nth(int64_t *out, const struct when_mark *list, size_t n, size_t m)
{
	for (size_t i = 0; i < n && m; i++)
		if (list[i].counts && !--m) {
			*out = list[i].time_ms;
			return true;
		}
	return false;
}

/* PROTOCOL M7.48 */
static void
set_bounds(struct work *k, size_t policy)
{
	struct when *w = k->w;
	const size_t needed[] = {
		[WHEN_ONE] = 1,
		[WHEN_POLICY] = policy < w->countries ? policy : w->countries,
		[WHEN_MAJORITY] = w->countries / 2 + 1,
	};

	if (w->n_from)
		qsort(w->from, w->n_from, sizeof(*w->from), latest_first);
	if (w->n_to)
		qsort(w->to, w->n_to, sizeof(*w->to), earliest_first);
	for (size_t i = 0; i < WHEN_BOUNDS; i++) {
		struct when_bound *b = &w->bounds[i];

		b->m = needed[i];
		b->has_from = nth(&b->from_ms, w->from, w->n_from, b->m);
		b->has_to = nth(&b->to_ms, w->to, w->n_to, b->m);
	}
	if (k->n_listed)
		qsort(k->listed, k->n_listed, sizeof(*k->listed), time_cmp);
	if (w->bounds[WHEN_POLICY].m && w->bounds[WHEN_POLICY].m <= k->n_listed)
		w->witnessed = date_of_time_ms(k->listed[w->bounds[WHEN_POLICY].m - 1]);
}

enum err
when_new(struct when **out, const struct registry *r, const struct entry *e,
    struct date as_of, const struct when_source *s)
{
	struct when *w = mem_new(sizeof(*w));
	struct work k = { .w = w, .r = r, .s = s };
	const struct act_record *act = registry_act(r, e->register_number);
	enum err err;

	w->place = e->place;
	w->id = e->id;
	w->claimed_ms = e->time_ms;
	w->kind = e->kind;
	w->act = e->register_number;
	if (act)
		w->act_date = act->act->date;
	author_country(k.own, e->place.author);
	w->countries = other_members(&k);
	err = find_from(&k);
	if (!err)
		err = s->about(s->ctx, &e->place, is_listed, &k);
	if (!err)
		err = find_without(&k);
	if (!err)
		set_bounds(&k, law_policy_at(r, as_of)->alert_witnesses);
	free(k.listed);
	if (err) {
		when_free(w);
		return err;
	}
	*out = w;
	return ERR_NONE;
}

void
when_free(struct when *w)
{
	if (!w)
		return;
	free(w->from);
	free(w->to);
	free(w->without);
	free(w);
}

enum when_claim
when_claim(const struct when *w, const struct when_bound *b)
{
	if (b->has_from && w->claimed_ms < b->from_ms - WHEN_SKEW_MS)
		return WHEN_TOO_EARLY;
	if (b->has_to && w->claimed_ms > b->to_ms + WHEN_SKEW_MS)
		return WHEN_TOO_LATE;
	return b->has_from && b->has_to ? WHEN_INSIDE : WHEN_OPEN;
}

const struct when_bound *
when_against(const struct when *w)
{
	const struct when_bound *against = NULL;

	for (size_t i = 0; i < WHEN_BOUNDS; i++) {
		const enum when_claim c = when_claim(w, &w->bounds[i]);

		if ((c == WHEN_TOO_EARLY || c == WHEN_TOO_LATE) &&
		    (!against || w->bounds[i].m > against->m))
			against = &w->bounds[i];
	}
	return against;
}
