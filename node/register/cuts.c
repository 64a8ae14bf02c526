/* cuts.c - which incarnations of a feed there are, and where each begins and ends. */
#include "cuts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"
#include "registry_state.h"

static bool
is_of(const struct cut *c, const char *author, uint32_t incarnation)
{
	return c->incarnation == incarnation && !strcmp(c->author, author);
}

/* PROTOCOL M3.40: the last of an incarnation at or below act `number`. */
static const struct cut *
find(const struct cuts *c, const char *author, uint32_t incarnation, uint64_t number)
{
	for (size_t i = c->n; i-- > 0;)
		if (c->v[i].act <= number && is_of(&c->v[i], author, incarnation))
			return &c->v[i];
	return NULL;
}

static uint32_t
newest(const struct cuts *c, const char *author, uint64_t number)
{
	uint32_t incarnation = 1;

	for (size_t i = 0; i < c->n && c->v[i].act <= number; i++)
		if (c->v[i].opens && !strcmp(c->v[i].author, author))
			incarnation = c->v[i].incarnation + 1;
	return incarnation;
}

/* PROTOCOL M4.22: at the seq after the last one that counts; where none does, at the first
 * seq of the incarnation cut. */
static uint64_t
first_seq(const struct cuts *c, const char *author, uint32_t incarnation)
{
	for (uint32_t i = incarnation; i > 1; i--) {
		const struct cut *by = find(c, author, i - 1, UINT64_MAX);

		if (!by || !by->opens)
			return 0;
		if (by->last_seq)
			return by->last_seq + 1;
	}
	return 1;
}

static enum void_reason
check_place(const struct cuts *c, const Cmsa__Cut *cut)
{
	const struct cut *before;

	if (cut->incarnation != newest(c, cut->author, UINT64_MAX))
		return VOID_CUT_INCARNATION;
	if (cut->last_seq &&
	    cut->last_seq < first_seq(c, cut->author, cut->incarnation))
		return VOID_CUT_PLACE;
	before = find(c, cut->author, cut->incarnation, UINT64_MAX);
	if (!before || !cut->last_seq || cut->last_seq < before->last_seq)
		return VOID_NOT;
	/* What was taken out never counts again: earlier answers stay true. */
	return cut->last_seq == before->last_seq &&
		       bytes_eq(pb_bytes(cut->last_id), bytes_of(before->last_id.b, 32))
		   ? VOID_NOT
		   : VOID_CUT_BEYOND;
}

/* A desk is enrolled by its country's feed: here only its country is known. */
static bool
is_cuttable(const struct registry *r, const char *name)
{
	char country[COUNTRY_LEN];

	if (author_is_desk(name)) {
		author_country(country, name);
		name = country;
	}
	return authors_find(&r->authors, name, r->n) != NULL;
}

/* PROTOCOL M3.39.  The key must be new: the old one is what is not trusted any more. */
enum void_reason
cuts_place(const struct registry *r, const Cmsa__Cut *c)
{
	struct public_key key;
	enum void_reason v;

	if (!is_cuttable(r, c->author))
		return VOID_CUT_AUTHOR;
	v = check_place(&r->cuts, c);
	if (v || c->then != CMSA__CUT_THEN__CUT_THEN_OPENS)
		return v;
	memcpy(key.b, c->signing_key.data, sizeof(key.b));
	return keyring_find(&r->keys, &key) ? VOID_KEY_TAKEN : VOID_NOT;
}

void
cuts_add(struct registry *r, const struct act *a)
{
	const Cmsa__Cut *from = a->body->cut;
	struct cuts *c = &r->cuts;
	struct held_key key = { .use = USE_SIGNING };
	struct cut *to;

	c->v = mem_resize(c->v, c->n + 1, sizeof(*c->v));
	to = &c->v[c->n++];
	*to = (struct cut){ .incarnation = from->incarnation,
		.last_seq = from->last_seq,
		.opens = from->then == CMSA__CUT_THEN__CUT_THEN_OPENS,
		.act = a->number,
		.act_id = a->id,
		.reason = from->reason,
		.citation = from->citation };
	assert(strlen(from->author) < sizeof(to->author));
	memcpy(to->author, from->author, strlen(from->author) + 1);
	(void)hash_from(&to->last_id, pb_bytes(from->last_id));
	if (!to->opens)
		return;
	memcpy(to->signing_key.b, from->signing_key.data, sizeof(to->signing_key.b));
	key.key = to->signing_key;
	memcpy(key.owner, to->author, sizeof(key.owner));
	keyring_add(&r->keys, &key);
}

void
cuts_clear(struct cuts *c)
{
	free(c->v);
	*c = (struct cuts){ 0 };
}

/* --- answers of the registry -------------------------------------------------------- */

const struct cut *
registry_cut(const struct registry *r, const char *author, uint32_t incarnation,
    uint64_t number)
{
	return find(&r->cuts, author, incarnation, number);
}

const struct cut *
registry_opening(const struct registry *r, const char *author, uint32_t incarnation,
    uint64_t number)
{
	const struct cut *c =
	    incarnation > 1 ? find(&r->cuts, author, incarnation - 1, number) : NULL;

	return c && c->opens ? c : NULL;
}

uint32_t
registry_incarnation(const struct registry *r, const char *author, uint64_t number)
{
	return newest(&r->cuts, author, number);
}

uint64_t
registry_first_seq(const struct registry *r, const char *author, uint32_t incarnation)
{
	return first_seq(&r->cuts, author, incarnation);
}

/* The cuts of one incarnation come lower and lower. */
void
registry_limit(const struct registry *r, struct position *p)
{
	for (size_t i = 0; i < r->cuts.n; i++) {
		const struct cut *c = &r->cuts.v[i];
		struct place last = { .incarnation = c->incarnation, .seq = c->last_seq };

		if (position_seq(p, c->author, c->incarnation) <= c->last_seq)
			continue;
		memcpy(last.author, c->author, sizeof(last.author));
		position_drop(p, c->author, c->incarnation);
		if (c->last_seq)
			position_set(p, &last, &c->last_id);
	}
}

const struct cut *
registry_cuts(const struct registry *r, size_t *n)
{
	*n = r->cuts.n;
	return r->cuts.v;
}
