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

struct roster {
	struct roster_node *list;
	size_t n, room, refused;
};

/* Another node, on this list or a peer so far, that has the key. */
static bool
is_taken(struct core *c, const struct roster *r, const struct author *a,
    const struct author_node *node)
{
	const struct author *enrolled;
	const struct author_node *other;

	if (registry_find_curve_key(c->registry, &enrolled, &other, &node->curve_key))
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (!memcmp(&r->list[i].node->curve_key, &node->curve_key,
			sizeof(node->curve_key)))
			return true;
	for (size_t i = 0; i < c->n_peers; i++) {
		const struct peer *p = &c->peers[i];
		const struct desk_terms *t = desks_find(c->desks, p->author);

		if (t && strcmp(p->author, a->name) && roster_admits(c, &t->author) &&
		    !memcmp(&p->curve_key, &node->curve_key, sizeof(p->curve_key)))
			return true;
	}
	return false;
}

static void
add_author(struct core *c, struct roster *r, const struct author *a)
{
	for (size_t i = 0; i < a->n_nodes && roster_admits(c, a); i++) {
		const struct author_node *node = &a->nodes[i];

		if (!strcmp(a->name, c->author) && !strcmp(node->name, c->node))
			continue;
		/* of enrolled authors the register sees to it */
		if (a->role == ROLE_DESK && is_taken(c, r, a, node)) {
			r->refused++;
			continue;
		}
		if (r->n == r->room) {
			r->room = r->room ? 2 * r->room : 64;
			r->list = mem_resize(r->list, r->room, sizeof(*r->list));
		}
		r->list[r->n++] = (struct roster_node){ a, node };
	}
}

struct roster_node *
roster_list(struct core *c, size_t *n)
{
	struct roster r = { 0 };
	size_t n_authors, n_desks;
	const struct author *const *authors = registry_authors(c->registry, &n_authors);
	const struct desk_terms *const *desks = desks_all(c->desks, &n_desks);

	for (size_t i = 0; i < n_authors; i++)
		add_author(c, &r, authors[i]);
	for (size_t i = 0; i < n_desks; i++)
		add_author(c, &r, &desks[i]->author);
	if (r.refused)
		core_net_count(c, "desk-key-taken", r.refused);
	*n = r.n;
	return r.list;
}
