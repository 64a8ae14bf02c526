/* readers.c - who can read a body that this node is about to publish, and the sealing of one
 * to named readers (PROTOCOL M5.42). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "mem.h"
#include "role.h"
#include "sealed_body.h"

static const struct author *
author_now(const struct core *c, const char *name)
{
	const struct author *a =
	    author_is_valid(name)
		? role_author(c->registry, c->desks, name, registry_number(c->registry))
		: NULL;

	return a && roster_admits(c, a) ? a : NULL;
}

bool
readers_key(const struct core *c, struct public_key *out, const char *author)
{
	const struct author *a = author_now(c, author);

	if (a)
		*out = generations_reading_key(roster_keys(c, author), a);
	return a != NULL;
}

/* --- the list as text: "JPN.customs,USA" ------------------------------------------------ */

/* Takes the next name off the front; false at the end.  What is too long is cut, and then no
 * author. */
static bool
next_name(char out[static AUTHOR_LEN], const char **list)
{
	size_t n = strcspn(*list, ",");

	if (!**list)
		return false;
	snprintf(out, AUTHOR_LEN, "%.*s", (int)(n < AUTHOR_LEN ? n : AUTHOR_LEN), *list);
	*list += n + ((*list)[n] == ',');
	return true;
}

static enum err
check_one(const struct core *c, const char *name, struct errmsg *m)
{
	const struct author *a = author_now(c, name);
	struct public_key key;

	if (!author_is_valid(name))
		return errmsg_set(m, ERR_INPUT,
		    "readers: expected authors like USA or JPN.customs, found \"%s\"",
		    name);
	if (!a)
		return errmsg_set(m, ERR_INPUT,
		    "readers: %s takes no part at act %llu of the register", name,
		    (unsigned long long)registry_number(c->registry));
	if (!role_reads(a->role, AUDIENCE_CUSTOMS))
		return errmsg_set(m, ERR_INPUT,
		    "readers: %s is a %s and gets no bodies for customs, so nothing can be sealed to it",
		    name, role_name(a->role));
	if (!readers_key(c, &key, name) || !sealed_body_can_read(&key))
		return errmsg_set(m, ERR_INPUT,
		    "readers: the reading key of %s is no key that anything can be sealed to",
		    name);
	return ERR_NONE;
}

enum err
readers_check(
    const struct core *c, uint32_t audience, const char *readers, struct errmsg *m)
{
	char name[AUTHOR_LEN];
	struct public_key own;
	size_t n = 0;
	enum err e = ERR_NONE;

	if (audience != AUDIENCE_NAMED)
		return *readers
			   ? errmsg_set(m, ERR_INPUT,
				 "readers are named with audience named only, found %s",
				 audience_name(audience) ? audience_name(audience)
							 : "none")
			   : ERR_NONE;
	if (!*readers)
		return errmsg_set(m, ERR_INPUT,
		    "audience named: expected at least one reader (--to), found none");
	if (!readers_key(c, &own, c->author) || !sealed_body_can_read(&own))
		return errmsg_set(
		    m, ERR_INPUT, "%s has no reading key to be sealed to", c->author);
	while (!e && next_name(name, &readers)) {
		e = check_one(c, name, m);
		if (!e && ++n >= SEALED_BODY_WRAPS) /* one is the author */
			e = errmsg_set(m, ERR_INPUT, "readers: expected at most %d",
			    SEALED_BODY_WRAPS - 1);
	}
	return e;
}

bool
readers_has(const char *readers, const char *name)
{
	char one[AUTHOR_LEN];

	while (next_name(one, &readers))
		if (!strcmp(one, name))
			return true;
	return false;
}

/* --- who could read ----------------------------------------------------------------------- */

static void
add(struct readers *r, const char *name)
{
	r->list = mem_resize(r->list, r->n + 1, sizeof(*r->list));
	snprintf(r->list[r->n++], sizeof(*r->list), "%s", name);
}

void
readers_list(
    struct readers *out, const struct core *c, uint32_t audience, const char *readers)
{
	size_t n_authors, n_desks;
	const struct author *const *a = registry_authors(c->registry, &n_authors);
	const struct desk_terms *const *d = desks_all(c->desks, &n_desks);

	*out = (struct readers){ 0 };
	for (size_t i = 0; i < n_authors + n_desks; i++) {
		const struct author *x = i < n_authors ? a[i] : &d[i - n_authors]->author;
		bool own = !strcmp(x->name, c->author);

		if (!roster_admits(c, x))
			continue;
		if (own || (audience == AUDIENCE_NAMED ? readers_has(readers, x->name)
						       : role_reads(x->role, audience)))
			add(out, x->name);
	}
}

void
readers_clear(struct readers *r)
{
	free(r->list);
	*r = (struct readers){ 0 };
}

/* --- sealing ------------------------------------------------------------------------------ */

/* Their keys, the author's first.  The caller frees. */
static enum err
take_keys(const struct core *c, struct public_key **out, size_t *n, const char *readers)
{
	char name[AUTHOR_LEN];
	struct public_key key;
	bool takes_part = readers_key(c, &key, c->author);

	*out = NULL;
	*n = 0;
	while (takes_part) {
		*out = mem_resize(*out, *n + 1, sizeof(**out));
		(*out)[(*n)++] = key;
		if (!next_name(name, &readers))
			return ERR_NONE;
		takes_part = readers_key(c, &key, name);
	}
	return ERR_REFUSED; /* one left since it was checked */
}

enum err
readers_seal(struct core *c, struct buf *out, struct entry *e, const char *readers,
    struct bytes plain)
{
	struct sealed_body_random random =
	    c->cfg.random.fill ? c->cfg.random : sealed_body_random();
	struct public_key *keys = NULL;
	size_t n, bad;
	enum err err = take_keys(c, &keys, &n, readers);

	if (!err &&
	    !sealed_body_write(out, e, &bad, &c->alliance, plain, keys, n, &random))
		err = ERR_REFUSED; /* a reading key that is none, see readers_check */
	free(keys);
	if (!err) {
		e->body_hash = body_hash(buf_view(out));
		e->body_size = (uint32_t)out->n;
	}
	return err;
}
