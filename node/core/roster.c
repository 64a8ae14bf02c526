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

/* A node of a desk and the key that it would have. */
struct claim {
	const struct author *author;
	const struct author_node *node;
	uint64_t since;
};

struct roster {
	struct roster_node *list;
	size_t n, room;
	struct claim *claims;
	size_t n_claims, room_claims;
};

static void
add_node(struct roster *r, const struct author *a, const struct author_node *node)
{
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->list = mem_resize(r->list, r->room, sizeof(*r->list));
	}
	r->list[r->n++] = (struct roster_node){ a, node };
}

static bool
is_this_node(const struct core *c, const struct author *a, const struct author_node *node)
{
	return !strcmp(a->name, c->author) && !strcmp(node->name, c->node);
}

/* Of enrolled authors the register sees to it that a key has one. */
static void
add_author(const struct core *c, struct roster *r, const struct author *a)
{
	for (size_t i = 0; i < a->n_nodes && roster_admits(c, a); i++)
		if (!is_this_node(c, a, &a->nodes[i]))
			add_node(r, a, &a->nodes[i]);
}

static void
add_claims(const struct core *c, struct roster *r, const struct author *desk)
{
	for (size_t i = 0; i < desk->n_nodes && roster_admits(c, desk); i++) {
		const struct author_node *node = &desk->nodes[i];

		if (r->n_claims == r->room_claims) {
			r->room_claims = r->room_claims ? 2 * r->room_claims : 64;
			r->claims =
			    mem_resize(r->claims, r->room_claims, sizeof(*r->claims));
		}
		r->claims[r->n_claims++] = (struct claim){ desk, node,
			desks_key_since(c->desks, desk->name, &node->curve_key) };
	}
}

static int
claim_cmp_key(const void *va, const void *vb)
{
	const struct claim *a = va, *b = vb;
	int cmp =
	    memcmp(&a->node->curve_key, &b->node->curve_key, sizeof(a->node->curve_key));

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
is_enrolled_key(const struct core *c, const struct public_key *key)
{
	const struct author *author;
	const struct author_node *node;

	return registry_find_curve_key(c->registry, &author, &node, key);
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

		if (is_enrolled_key(c, &k.node->curve_key) ||
		    (kept && !memcmp(&r->claims[kept - 1].node->curve_key,
				 &k.node->curve_key, sizeof(k.node->curve_key))))
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
			add_node(&r, r.claims[i].author, r.claims[i].node);
	core_net_count(c, "desk-key-taken", refused);
	free(r.claims);
	*n = r.n;
	return r.list;
}
