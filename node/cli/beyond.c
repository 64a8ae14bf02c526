/* beyond.c - which entries held are left out by a cut, and how far the others had seen them. */
#include "beyond.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* One cut in force. */
struct limit {
	const struct cut *cut;
	uint64_t disputed; /* the last entry that more than half had witnessed; 0: none */
};

struct beyond {
	struct registry *registry;
	struct limit *v;
	size_t n;
};

/* Gathers how far the other members had seen the feed. */
struct seen {
	const struct registry *r;
	const struct cut *cut;
	uint64_t seqs[LIMIT_AUTHORS];
	size_t n;
};

static bool
is_other_member(const struct registry *r, const struct cut *cut, const char *name)
{
	const struct author *a = registry_author(r, name, cut->act - 1);
	char country[COUNTRY_LEN];

	author_country(country, cut->author);
	return a && a->role == ROLE_MEMBER && author_is_country(name) &&
	       strcmp(name, author_is_desk(cut->author) ? country : cut->author) != 0;
}

static void
take(void *ctx, const char *by, uint64_t seq)
{
	struct seen *s = ctx;

	if (is_other_member(s->r, s->cut, by) && s->n < ARRAY_LEN(s->seqs))
		s->seqs[s->n++] = seq;
}

static int
seq_cmp_down(const void *va, const void *vb)
{
	const uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a < b) - (a > b);
}

static size_t
other_members(const struct registry *r, const struct cut *cut)
{
	size_t n, members = 0;
	const struct author *const *all = registry_authors(r, &n);

	for (size_t i = 0; i < n; i++)
		members += is_other_member(r, cut, all[i]->name);
	return members;
}

/* PROTOCOL M7.47 */
static enum err
find_disputed(struct limit *l, const struct registry *r, struct factsdb *f)
{
	struct seen *s = mem_new(sizeof(*s));
	struct place feed = { .incarnation = l->cut->incarnation };
	size_t half = other_members(r, l->cut) / 2; /* more than that many must have seen it */
	enum err e;

	s->r = r;
	s->cut = l->cut;
	memcpy(feed.author, l->cut->author, sizeof(feed.author));
	e = factsdb_witnessed_below(f, &feed, l->cut->act, take, s);
	if (s->n)
		qsort(s->seqs, s->n, sizeof(*s->seqs), seq_cmp_down);
	l->disputed = s->n > half ? s->seqs[half] : 0;
	free(s);
	return e;
}

enum err
beyond_open(struct beyond **out, struct factsdb *f)
{
	struct beyond *b = mem_new(sizeof(*b));
	enum err e = factsdb_registry(f, &b->registry, 0);
	const struct cut *cuts;
	size_t n = 0;

	cuts = e ? NULL : registry_cuts(b->registry, &n);
	b->v = mem_array(n + 1, sizeof(*b->v));
	for (size_t i = 0; i < n && !e; i++) {
		if (registry_cut(b->registry, cuts[i].author, cuts[i].incarnation,
			registry_number(b->registry)) != &cuts[i])
			continue;
		b->v[b->n].cut = &cuts[i];
		e = find_disputed(&b->v[b->n++], b->registry, f);
	}
	if (e)
		beyond_free(b);
	else
		*out = b;
	return e;
}

void
beyond_free(struct beyond *b)
{
	if (!b)
		return;
	registry_free(b->registry);
	free(b->v);
	free(b);
}

const char *
beyond_word(const struct beyond *b, uint64_t *act, const struct place *p)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct cut *c = b->v[i].cut;

		if (c->incarnation != p->incarnation || strcmp(c->author, p->author) != 0 ||
		    p->seq <= c->last_seq)
			continue;
		*act = c->act;
		return p->seq <= b->v[i].disputed ? "disputed" : "void";
	}
	return NULL;
}
