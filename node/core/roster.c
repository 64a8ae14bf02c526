/* roster.c - who takes part, by the register and by the grants of desks (PROTOCOL M6.1). */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "mem.h"
#include "role.h"

static bool
country_is_member(const struct core *c, const char *desk)
{
	char country[COUNTRY_LEN];
	const struct author *a;

	author_country(country, desk);
	a = registry_author(c->registry, country, registry_number(c->registry));
	return a && a->role == ROLE_MEMBER;
}

bool
roster_admits(const struct core *c, const struct author *a)
{
	if (a->role == ROLE_DESK)
		return !desks_find(c->desks, a->name)->withdrawn &&
		       country_is_member(c, a->name);
	return a->role != ROLE_REMOVED && a->role != ROLE_NONE;
}

const struct author *
own_author(const struct core *c)
{
	const struct author *a =
	    role_author(c->registry, c->desks, c->author, registry_number(c->registry));

	return a && a->role == ROLE_DESK && !roster_admits(c, a) ? NULL : a;
}

enum role
own_role(const struct core *c)
{
	const struct author *a = own_author(c);

	if (author_is_desk(c->author))
		return ROLE_DESK;
	return a ? a->role : ROLE_NONE;
}

/* A node and the key that it would have by a keys entry. */
struct claim {
	const struct author *author;
	const struct author_node *node;
	struct public_key key;
	uint64_t since;
};

const struct generations *
roster_keys(const struct core *c, const char *author)
{
	const struct own_feed *newest = NULL;

	for (size_t i = 0; i < c->n_feeds; i++) {
		const struct own_feed *f = &c->feeds[i];

		if (f->gens.n && !strcmp(f->place.author, author) &&
		    (!newest || newest->place.incarnation < f->place.incarnation))
			newest = f;
	}
	return newest ? &newest->gens : NULL;
}

bool
roster_reading_key(struct core *c, struct public_key *out, const char *author)
{
	const struct author *a =
	    role_author(c->registry, c->desks, author, registry_number(c->registry));

	if (a)
		*out = generations_reading_key(roster_keys(c, author), a);
	return a != NULL;
}

struct roster {
	struct roster_node *list;
	size_t n, room;
	struct claim *claims;
	size_t n_claims, room_claims;
};

static void
add_node(struct roster *r, const struct author *a, const struct author_node *node,
    const struct public_key *key)
{
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->list = mem_resize(r->list, r->room, sizeof(*r->list));
	}
	r->list[r->n++] = (struct roster_node){ a, node, *key };
}

static bool
is_this_node(const struct core *c, const struct author *a, const struct author_node *node)
{
	return !strcmp(a->name, c->author) && !strcmp(node->name, c->node);
}

static void
add_claim(struct roster *r, const struct claim *k)
{
	if (r->n_claims == r->room_claims) {
		r->room_claims = r->room_claims ? 2 * r->room_claims : 64;
		r->claims = mem_resize(r->claims, r->room_claims, sizeof(*r->claims));
	}
	r->claims[r->n_claims++] = *k;
}

/* When the log took the keys entry that gave the node this key. */
static uint64_t
key_since(const struct generations *g, const char *node, const struct public_key *key)
{
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = 0; k < g->list[i].n_nodes; k++)
			if (!strcmp(g->list[i].nodes[k].name, node) &&
			    !memcmp(&g->list[i].nodes[k].curve_key, key, sizeof(*key)))
				return g->list[i].taken;
	return UINT64_MAX;
}

/* PROTOCOL M4.29, M6.21.  Of keys of enrol acts the register sees to it that each has one
 * holder; those of keys entries are claims. */
static void
add_author(struct core *c, struct roster *r, const struct author *a)
{
	const struct generations *g = roster_keys(c, a->name);

	for (size_t i = 0; i < a->n_nodes && roster_admits(c, a); i++) {
		const struct author_node *node = &a->nodes[i];
		struct public_key keys[2];
		size_t n = generations_node_keys(keys, g, a, node);

		for (size_t k = 0; k < n && !is_this_node(c, a, node); k++) {
			struct claim claim = { a, node, keys[k], 0 };

			if (!memcmp(&keys[k], &node->curve_key, sizeof(keys[k]))) {
				add_node(r, a, node, &keys[k]);
				continue;
			}
			claim.since = key_since(g, node->name, &keys[k]);
			add_claim(r, &claim);
		}
	}
}

static void
add_claims(const struct core *c, struct roster *r, const struct author *desk)
{
	for (size_t i = 0; i < desk->n_nodes && roster_admits(c, desk); i++) {
		const struct author_node *node = &desk->nodes[i];
		struct claim k = { desk, node, node->curve_key,
			desks_key_since(c->desks, desk->name, &node->curve_key) };

		add_claim(r, &k);
	}
}

static int
claim_cmp_key(const void *va, const void *vb)
{
	const struct claim *a = va, *b = vb;
	int cmp = memcmp(&a->key, &b->key, sizeof(a->key));

	return cmp ? cmp : (a->since > b->since) - (a->since < b->since);
}

static int
claim_cmp_since(const void *va, const void *vb)
{
	const struct claim *a = va, *b = vb;

	if (a->since != b->since)
		return a->since < b->since ? -1 : 1;
	return claim_cmp_key(va, vb);
}

static bool
is_enrolled_key(const struct core *c, const struct claim *k)
{
	const struct author *author;
	const struct author_node *node;

	return registry_find_curve_key(c->registry, &author, &node, &k->key) &&
	       strcmp(author->name, k->author->name) != 0;
}

/* PROTOCOL M6.1.  Of each key the claim that is the oldest; returns how many are refused. */
static size_t
settle_claims(const struct core *c, struct roster *r)
{
	size_t kept = 0, all = r->n_claims;

	if (all)
		qsort(r->claims, all, sizeof(*r->claims), claim_cmp_key);
	for (size_t i = 0; i < all; i++) {
		struct claim k = r->claims[i];

		if (is_enrolled_key(c, &k) ||
		    (kept && !memcmp(&r->claims[kept - 1].key, &k.key, sizeof(k.key))))
			continue;
		r->claims[kept++] = k;
	}
	r->n_claims = kept;
	return all - kept;
}

struct roster_node *
roster_list(struct core *c, size_t *n)
{
	struct roster r = { 0 };
	size_t n_authors, n_desks, refused;
	const struct author *const *authors = registry_authors(c->registry, &n_authors);
	const struct desk_terms *const *desks = desks_all(c->desks, &n_desks);

	for (size_t i = 0; i < n_authors; i++)
		add_author(c, &r, authors[i]);
	for (size_t i = 0; i < n_desks; i++)
		add_claims(c, &r, &desks[i]->author);
	refused = settle_claims(c, &r);
	/* the first come first: a peer has room here as long as any after it */
	if (r.n_claims)
		qsort(r.claims, r.n_claims, sizeof(*r.claims), claim_cmp_since);
	for (size_t i = 0; i < r.n_claims; i++)
		if (!is_this_node(c, r.claims[i].author, r.claims[i].node))
			add_node(
			    &r, r.claims[i].author, r.claims[i].node, &r.claims[i].key);
	core_net_count(c, "desk-key-taken", refused);
	free(r.claims);
	*n = r.n;
	return r.list;
}
