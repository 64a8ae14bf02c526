/* publish_warn.c - what is odd about a body and yet published: said with the answer, for the
 * country may know why. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "core_priv.h"
#include "law.h"
#include "mem.h"
#include "pb.h"

void
publish_warn_clear(struct warnings *w)
{
	free(w->list);
	*w = (struct warnings){ 0 };
}

enum {
	MOST = 64 /* shown; a batch may have many alerts that name many countries */
};

/* For the caller to write; thrown away when there are enough. */
static struct errmsg *
add(struct warnings *w)
{
	if (w->n == MOST) {
		errmsg_set(
		    &w->list[MOST - 1], ERR_NONE, "there are more warnings than these");
		return &w->beyond;
	}
	w->list = mem_resize(w->list, w->n + 1, sizeof(*w->list));
	return &w->list[w->n++];
}

static bool
is_in_iso(const struct law *law, const char *country)
{
	for (size_t i = 0; i < law->n_iso; i++)
		if (!strcmp(law->iso[i]->alpha3, country))
			return true;
	return false;
}

/* Enrolled, of a territory, or in the table of countries; while there is no table, every code
 * but those that a territory act must define. */
static bool
is_known(const struct core *c, const struct law *law, const char *country)
{
	if (registry_author(c->registry, country, registry_number(c->registry)) ||
	    registry_territory(c->registry, country) ||
	    registry_territory_of(c->registry, country))
		return true;
	if (country_is_territory_code(country))
		return false;
	return !law->n_iso || is_in_iso(law, country);
}

static void
warn_alert(
    struct warnings *w, struct core *c, const Cmsa__AlertBody *b, struct core_time now)
{
	struct law law;

	law_at(&law, c->registry, date_of_time_ms(now.wall_ms));
	for (size_t i = 0; i < b->n_action; i++)
		if (!is_known(c, &law, b->action[i]))
			errmsg_set(add(w), ERR_NONE,
			    "alert \"%.64s\" names %s for action: no such country is enrolled or in the tables of the register",
			    b->id, b->action[i]);
	law_clear(&law);
}

/* By itself, or a country in it when it is a territory. */
static bool
names(const struct core *c, const Cmsa__AlertBody *b, const char *country)
{
	for (size_t i = 0; i < b->n_action; i++) {
		const Cmsa__Territory *t =
		    registry_territory_of(c->registry, b->action[i]);

		if (!strcmp(b->action[i], country) || (t && !strcmp(t->code, country)))
			return true;
	}
	return false;
}

static void
warn_response(struct warnings *w, struct core *c, const Cmsa__AlertResponseBody *b)
{
	struct place at = { .incarnation = b->alert->incarnation, .seq = b->alert->seq };
	const ProtobufCMessage *m = NULL;
	struct stored_entry se = { 0 };
	struct arena mem;

	memcpy(at.author, b->alert->author, strlen(b->alert->author) + 1);
	if (store_entry_get(c->cfg.store, &se, &at))
		return;
	arena_init(&mem, LIMIT_BODY_ARENA);
	/* one that is not held, or sealed, or no right one, cannot be looked into */
	if (se.body_held && se.e.audience != AUDIENCE_NAMED &&
	    !body_parse(&m, &mem, KIND_ALERT, se.e.schema, buf_view(&se.body), NULL) &&
	    !names(c, (const Cmsa__AlertBody *)m, b->country))
		errmsg_set(add(w), ERR_NONE,
		    "%s:%llu does not name %s for action: the answer is published, and no clock waits for it",
		    at.author, (unsigned long long)at.seq, b->country);
	stored_entry_clear(&se);
	arena_clear(&mem);
}

/* Itself, its territory, or a desk of either. */
static bool
country_reads(const struct core *c, const char *country, const char *readers)
{
	const Cmsa__Territory *t = registry_territory_of(c->registry, country);
	size_t n;
	const struct desk_terms *const *d = desks_all(c->desks, &n);

	if (!strcmp(country, c->author) || readers_has(readers, country) ||
	    (t && readers_has(readers, t->code)))
		return true;
	for (size_t i = 0; i < n; i++) {
		char of[COUNTRY_LEN];

		author_country(of, d[i]->author.name);
		if (readers_has(readers, d[i]->author.name) &&
		    (!strcmp(of, country) || (t && !strcmp(of, t->code))))
			return true;
	}
	return false;
}

void
publish_warn_readers(struct warnings *w, struct core *c, uint32_t kind, struct bytes body,
    const char *readers)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__AlertBody *b;
	struct arena mem;

	if (kind != KIND_ALERT || !*readers)
		return;
	arena_init(&mem, LIMIT_BODY_ARENA);
	b = body_parse(&m, &mem, kind, 1, body, NULL) ? NULL : (const Cmsa__AlertBody *)m;
	for (size_t i = 0; b && i < b->n_action; i++)
		if (!country_reads(c, b->action[i], readers))
			errmsg_set(add(w), ERR_NONE,
			    "alert \"%.64s\" names %s for action, which is none of its readers, nor is a desk of it",
			    b->id, b->action[i]);
	arena_clear(&mem);
}

void
publish_warn(struct warnings *w, struct core *c, uint32_t kind, struct bytes body,
    struct core_time now)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	if (!kind_has_priority(kind))
		return;
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, kind, 1, body, NULL)) {
		if (kind == KIND_ALERT)
			warn_alert(w, c, (const Cmsa__AlertBody *)m, now);
		else
			warn_response(w, c, (const Cmsa__AlertResponseBody *)m);
	}
	arena_clear(&mem);
}
