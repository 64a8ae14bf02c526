/* control_desk.c - a change of desks becomes a keys entry of the own feed (PROTOCOL M4.15). */
#include "control_desk.h"

#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "attr.h"
#include "body.h"
#include "mem.h"
#include "pb.h"

/* One row and what it points to. */
struct row {
	Cmsa__Desk desk;
	Cmsa__Enrol enrol;
	Cmsa__EnrolNode nodes[LIMIT_NODES], *node_list[LIMIT_NODES];
	char *addresses[LIMIT_NODES][LIMIT_ADDRESSES];
	uint32_t kinds[8], audiences[2];
};

static void
set_enrol(struct row *r, const struct author *a)
{
	Cmsa__Enrol *e = &r->enrol;

	cmsa__enrol__init(e);
	e->author = pb_text(a->name);
	e->role = CMSA__ROLE__ROLE_DESK;
	e->algorithm = 1;
	e->identity_key = pb_hash_data(a->identity_key.b);
	e->signing_key = pb_hash_data(a->signing_key.b);
	e->reading_key = pb_hash_data(a->reading_key.b);
	for (size_t i = 0; i < a->n_nodes; i++) {
		Cmsa__EnrolNode *n = &r->nodes[i];

		cmsa__enrol_node__init(n);
		n->name = pb_text(a->nodes[i].name);
		n->curve_key = pb_hash_data(a->nodes[i].curve_key.b);
		n->writes = a->nodes[i].writes;
		for (size_t k = 0; k < a->nodes[i].n_addresses; k++)
			r->addresses[i][k] = pb_text(a->nodes[i].addresses[k]);
		n->addresses = r->addresses[i];
		n->n_addresses = a->nodes[i].n_addresses;
		r->node_list[i] = n;
	}
	e->nodes = r->node_list;
	e->n_nodes = a->n_nodes;
	r->desk.enrol = e;
}

/* The terms it has now, for a change of them. */
static void
row_of_terms(struct row *r, const struct desk_terms *t)
{
	set_enrol(r, &t->author);
	for (size_t i = 0; i < t->n_kinds; i++)
		r->kinds[r->desk.n_kinds++] = t->kinds[i];
	for (uint32_t a = AUDIENCE_PUBLIC; a <= AUDIENCE_CUSTOMS; a++)
		if (t->audiences & 1u << a)
			r->audiences[r->desk.n_audiences++] = a;
}

/* PROTOCOL M4.15: new terms are for what comes after the newest entry held here. */
static void
row_init(struct core *c, struct row *r, const char *name)
{
	const struct desk_terms *t = desks_find(c->desks, name);

	cmsa__desk__init(&r->desk);
	r->desk.name = pb_text(name);
	r->desk.kinds = r->kinds;
	r->desk.audiences = r->audiences;
	r->desk.after_seq = feeds_last_seq(c, name);
	if (t && t->after_seq > r->desk.after_seq)
		r->desk.after_seq = t->after_seq;
}

static enum err
set_lists(struct row *r, const Cmsa__ControlDesk *q, struct errmsg *m)
{
	if (q->n_kinds > ARRAY_LEN(r->kinds) || q->n_audiences > ARRAY_LEN(r->audiences))
		return errmsg_set(m, ERR_INPUT,
		    "expected at most 8 kinds, and audiences public and customs");
	for (size_t i = 0; i < q->n_kinds; i++)
		r->kinds[i] = q->kinds[i];
	for (size_t i = 0; i < q->n_audiences; i++)
		r->audiences[i] = q->audiences[i];
	r->desk.n_kinds = q->n_kinds;
	r->desk.n_audiences = q->n_audiences;
	return ERR_NONE;
}

struct change {
	struct row row[2];
	Cmsa__Desk *list[2];
	Cmsa__KeysBody body;
	struct arena mem; /* of an application */
};

static struct row *
add_row(struct core *c, struct change *k, const char *name)
{
	struct row *r = &k->row[k->body.n_desks];

	row_init(c, r, name);
	k->list[k->body.n_desks++] = &r->desk;
	return r;
}

static enum err
find_terms(
    struct core *c, const struct desk_terms **out, const char *name, struct errmsg *m)
{
	*out = desks_find(c->desks, name);
	if (*out && !(*out)->withdrawn)
		return ERR_NONE;
	return errmsg_set(m, ERR_INPUT,
	    "\"%.24s\" is no desk that is granted: see cmsa desk list", name);
}

static enum err
grant(struct core *c, struct change *k, const Cmsa__ControlDesk *q, struct errmsg *m)
{
	const Cmsa__Application *app = NULL;
	enum verdict v = application_parse(&app, &k->mem, pb_bytes(q->application));
	struct row *r;

	if (v)
		return errmsg_set(m, ERR_INPUT, "the application is refused (%s): %s",
		    verdict_word(v), verdict_text(v));
	if (app->role != CMSA__ROLE__ROLE_DESK)
		return errmsg_set(m, ERR_INPUT,
		    "expected the application of a desk, found that of %s: it goes to the registrars",
		    app->author);
	r = add_row(c, k, app->author);
	cmsa__enrol__init(&r->enrol);
	r->enrol.author = app->author;
	r->enrol.role = app->role;
	r->enrol.algorithm = app->algorithm;
	r->enrol.identity_key = app->identity_key;
	r->enrol.signing_key = app->signing_key;
	r->enrol.reading_key = app->reading_key;
	r->enrol.nodes = app->nodes;
	r->enrol.n_nodes = app->n_nodes;
	r->desk.enrol = &r->enrol;
	return set_lists(r, q, m);
}

static enum err
limit(struct core *c, struct change *k, const Cmsa__ControlDesk *q, struct errmsg *m)
{
	const struct desk_terms *t;
	enum err e = find_terms(c, &t, q->name, m);
	struct row *r;

	if (e)
		return e;
	r = add_row(c, k, q->name);
	row_of_terms(r, t);
	return set_lists(r, q, m);
}

static void
drop_kind(struct row *r, uint32_t kind)
{
	size_t n = 0;

	for (size_t i = 0; i < r->desk.n_kinds; i++)
		if (r->kinds[i] != kind)
			r->kinds[n++] = r->kinds[i];
	r->desk.n_kinds = n;
	if (!n)
		r->desk.n_audiences = 0;
}

static bool
add_kind(struct row *r, uint32_t kind, const struct row *from)
{
	size_t at = r->desk.n_kinds;

	if (at == ARRAY_LEN(r->kinds))
		return false;
	for (; at && r->kinds[at - 1] > kind; at--)
		r->kinds[at] = r->kinds[at - 1];
	r->kinds[at] = kind;
	r->desk.n_kinds++;
	/* a desk without a kind has no audience either: it takes those the kind had */
	if (!r->desk.n_audiences) {
		r->audiences[0] = AUDIENCE_PUBLIC;
		r->audiences[1] = AUDIENCE_CUSTOMS;
		r->desk.n_audiences = 2;
		for (size_t i = 0; from && i < from->desk.n_audiences; i++)
			r->audiences[i] = from->audiences[i];
		if (from && from->desk.n_audiences)
			r->desk.n_audiences = from->desk.n_audiences;
	}
	return true;
}

static bool
has_kind(const struct desk_terms *t, uint32_t kind)
{
	for (size_t i = 0; i < t->n_kinds; i++)
		if (t->kinds[i] == kind)
			return true;
	return false;
}

static enum err
move(struct core *c, struct change *k, const Cmsa__ControlDesk *q, struct errmsg *m)
{
	bool from_us = !strcmp(q->name, c->author), to_us = !strcmp(q->to, c->author);
	const struct desk_terms *from = NULL, *to = NULL;
	struct row had = { 0 }, *r;
	enum err e = from_us ? ERR_NONE : find_terms(c, &from, q->name, m);

	if (!e && !to_us)
		e = find_terms(c, &to, q->to, m);
	if (e)
		return e;
	if (q->n_kinds != 1 || !strcmp(q->name, q->to))
		return errmsg_set(m, ERR_INPUT,
		    "expected one kind and two of the country and its desks");
	if (from && !has_kind(from, q->kinds[0]))
		return errmsg_set(m, ERR_INPUT, "%s does not hold that kind", q->name);
	if (from) {
		r = add_row(c, k, q->name);
		row_of_terms(r, from);
		had = *r;
		drop_kind(r, q->kinds[0]);
	}
	if (to && !has_kind(to, q->kinds[0])) {
		r = add_row(c, k, q->to);
		row_of_terms(r, to);
		if (!add_kind(r, q->kinds[0], from ? &had : NULL))
			return errmsg_set(m, ERR_INPUT, "%s has 8 kinds already", q->to);
	}
	if (k->body.n_desks == 2 && strcmp(k->list[0]->name, k->list[1]->name) > 0) {
		Cmsa__Desk *first = k->list[0];

		k->list[0] = k->list[1];
		k->list[1] = first;
	}
	return ERR_NONE;
}

static enum err
fill(struct core *c, struct change *k, const Cmsa__ControlDesk *q, struct errmsg *m)
{
	const struct desk_terms *t;
	enum err e = ERR_INPUT;

	switch (q->action) {
	case CMSA__DESK_ACTION__DESK_GRANT: return grant(c, k, q, m);
	case CMSA__DESK_ACTION__DESK_LIMIT: return limit(c, k, q, m);
	case CMSA__DESK_ACTION__DESK_MOVE: return move(c, k, q, m);
	case CMSA__DESK_ACTION__DESK_WITHDRAW:
		e = find_terms(c, &t, q->name, m);
		if (!e)
			add_row(c, k, q->name);
		return e;
	case CMSA__DESK_ACTION__DESK_LIST:
	case CMSA__DESK_ACTION__DESK_ACTION_UNSET:
	case _CMSA__DESK_ACTION_IS_INT_SIZE: break;
	}
	return errmsg_set(m, e, "no such change of a desk");
}

/* A desk that holds a kind of `row` and is not changed with it; NULL. */
static const struct desk_terms *
other_holder(
    struct core *c, const Cmsa__KeysBody *body, const Cmsa__Desk *row, uint32_t *kind)
{
	size_t n;
	const struct desk_terms *const *all = desks_all(c->desks, &n);

	for (size_t i = 0; i < n; i++) {
		char country[COUNTRY_LEN];
		bool changed = all[i]->withdrawn;

		author_country(country, all[i]->author.name);
		for (size_t k = 0; k < body->n_desks; k++)
			changed |= !strcmp(body->desks[k]->name, all[i]->author.name);
		for (size_t k = 0; k < row->n_kinds && !changed; k++)
			if (!strcmp(country, c->author) &&
			    has_kind(all[i], row->kinds[k])) {
				*kind = row->kinds[k];
				return all[i];
			}
	}
	return NULL;
}

/* Why rules of several desks refuse it, in words. */
static enum err
refuse_together(struct core *c, const Cmsa__KeysBody *body, struct errmsg *m)
{
	for (size_t i = 0; i < body->n_desks; i++) {
		const Cmsa__Desk *row = body->desks[i];
		const struct desk_terms *holder;
		char country[COUNTRY_LEN] = "";
		uint32_t kind = 0;

		author_country(country, row->name);
		if (strcmp(country, c->author) != 0)
			return errmsg_set(m, ERR_INPUT,
			    "expected a desk of %s, found %.24s: its own country grants it",
			    c->author, row->name);
		holder = other_holder(c, body, row, &kind);
		if (holder)
			return errmsg_set(m, ERR_INPUT,
			    "%s holds %s, and a kind is with one desk: cmsa desk move %s %s %.24s",
			    holder->author.name, kind_name(kind), kind_name(kind),
			    holder->author.name, row->name);
	}
	return errmsg_set(m, ERR_INPUT,
	    "expected at most %d desks of %s, and each kind with one of them", DESKS_MOST,
	    c->author);
}

static enum err
check(struct core *c, const Cmsa__KeysBody *body, struct errmsg *m)
{
	struct body_fault fault = { .row = 0 };
	enum verdict v = body_check(KIND_KEYS, &body->base, &fault);

	if (v)
		return errmsg_set(
		    m, ERR_INPUT, "%s: %s: %s", fault.field, verdict_text(v), fault.why);
	v = desks_check(c->desks, c->author, body);
	if (v == V_FIELD)
		return refuse_together(c, body, m);
	if (v == V_WRONG_KEY)
		return errmsg_set(m, ERR_INPUT,
		    "the desk was granted under other keys, which never change: grant it under another name");
	return v ? errmsg_set(m, ERR_INPUT, "%s", verdict_text(v)) : ERR_NONE;
}

enum err
control_desk(struct core *c, struct place *place, struct hash *id,
    const Cmsa__ControlDesk *q, struct core_time now, struct errmsg *m)
{
	const struct author *own = own_author(c);
	struct change *k;
	struct buf body = { 0 };
	enum err e;

	if (q->action == CMSA__DESK_ACTION__DESK_LIST)
		return ERR_NONE;
	if (!c->cfg.signer || !own || own->role != ROLE_MEMBER)
		return errmsg_set(m, ERR_REFUSED,
		    "the node that writes for a member country changes its desks, and no other");
	k = mem_new(sizeof(*k));
	arena_init(&k->mem, LIMIT_BODY_ARENA);
	cmsa__keys_body__init(&k->body);
	k->body.generation = feeds_key_number(c);
	k->body.desks = k->list;
	e = fill(c, k, q, m);
	if (!e && k->body.n_desks)
		e = check(c, &k->body, m);
	if (!e && k->body.n_desks && !q->dry_run) {
		pb_write(&body, &k->body.base);
		e = publish_entry(
		    c, place, id, KIND_KEYS, AUDIENCE_PUBLIC, buf_view(&body), now);
		if (e == ERR_BUSY)
			errmsg_set(m, e,
			    "this node has not yet learned its own head: try again soon");
	}
	buf_clear(&body);
	arena_clear(&k->mem);
	free(k);
	return e;
}

void
control_desk_list(struct desk_list *out, struct core *c)
{
	size_t n;
	const struct desk_terms *const *all = desks_all(c->desks, &n);

	out->status = mem_array(n, sizeof(*out->status));
	out->list = mem_array(n, sizeof(*out->list));
	out->n = n;
	for (size_t i = 0; i < n; i++) {
		Cmsa__DeskStatus *s = &out->status[i];

		cmsa__desk_status__init(s);
		s->name = pb_text(all[i]->author.name);
		s->withdrawn = all[i]->withdrawn;
		s->admitted = roster_admits(c, &all[i]->author);
		s->n_kinds = all[i]->n_kinds;
		s->kinds = all[i]->n_kinds ? mem_dup(all[i]->kinds,
						 all[i]->n_kinds * sizeof(*s->kinds))
					   : NULL;
		s->audiences = all[i]->audiences;
		s->after_seq = all[i]->after_seq;
		s->seq = feeds_last_seq(c, s->name);
		out->list[i] = s;
	}
}

void
control_desk_free(struct desk_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->status[i].kinds);
	free(l->status);
	free(l->list);
	*l = (struct desk_list){ 0 };
}
