/* draft_people.c - acts about keys: genesis, registrars, enrol, cut. */
#include <string.h>

#include "act.h"
#include "draft_fill.h"
#include "pb.h"
#include "text.h"

/* "NAME:64 hexadecimal digits". */
static Cmsa__RegistrarKey *
registrar(struct draft *d, const char *word)
{
	Cmsa__RegistrarKey *k = arena_get(d->mem, sizeof(*k));
	const char *colon = strrchr(word, ':');
	uint8_t *key = arena_get(d->mem, 32);

	cmsa__registrar_key__init(k);
	if (!colon || colon == word || !hex_parse(key, 32, colon + 1)) {
		draft_args_fail(&d->args,
		    "\"registrar\": expected NAME:KEY with a key of 64 hexadecimal digits, found \"%s\"",
		    word);
		return k;
	}
	k->name = arena_strndup(d->mem, word, (size_t)(colon - word));
	k->algorithm = 1;
	k->key = pb_hash_data(key);
	return k;
}

static Cmsa__RegistrarKey **
registrars(struct draft *d, size_t *n, uint32_t *threshold)
{
	const char *words[DRAFT_MAX_ARGS];
	Cmsa__RegistrarKey **list;

	*n = draft_args_all(&d->args, words, "registrar");
	list = arena_get(d->mem, (*n + 1) * sizeof(*list));
	for (size_t i = 0; i < *n; i++)
		list[i] = registrar(d, words[i]);
	if (!*n || *n > LIMIT_REGISTRARS)
		draft_args_fail(&d->args,
		    "expected 1 to %d words registrar=NAME:KEY, found %zu",
		    LIMIT_REGISTRARS, *n);
	/* Any two sets of k share a registrar: 2k > n. */
	*threshold = (uint32_t)draft_args_number(&d->args, "threshold", *n / 2 + 1, *n);
	return list;
}

void
draft_people_genesis(struct draft *d)
{
	Cmsa__Genesis *g = arena_get(d->mem, sizeof(*g));

	cmsa__genesis__init(g);
	g->name = draft_args_text(&d->args, "name");
	g->registrars = registrars(d, &g->n_registrars, &g->threshold);
	g->nonce = pb_hash_data(d->in->nonce.b);
	d->act.body_case = CMSA__ACT__BODY_GENESIS;
	d->act.genesis = g;
}

void
draft_people_registrars(struct draft *d)
{
	Cmsa__Registrars *r = arena_get(d->mem, sizeof(*r));

	cmsa__registrars__init(r);
	r->registrars = registrars(d, &r->n_registrars, &r->threshold);
	d->act.body_case = CMSA__ACT__BODY_REGISTRARS;
	d->act.registrars = r;
}

static Cmsa__Role
role_word(struct draft *d)
{
	static const char *const names[] = { "member", "candidate", "auditor", "removed",
		NULL };
	static const Cmsa__Role roles[] = { CMSA__ROLE__ROLE_MEMBER,
		CMSA__ROLE__ROLE_CANDIDATE, CMSA__ROLE__ROLE_AUDITOR,
		CMSA__ROLE__ROLE_REMOVED };

	return roles[draft_args_choice(&d->args, "role", names)];
}

/* What the applicant signed; the registrars may decide on another role. */
static void
from_application(struct draft *d, Cmsa__Enrol *e)
{
	const Cmsa__Application *app = NULL;
	enum verdict v = application_parse(&app, d->mem, d->in->file);

	if (v) {
		draft_args_fail(&d->args,
		    "%s: expected a signed application, found that %s (%s)",
		    d->in->file_name, verdict_text(v), verdict_word(v));
		return;
	}
	e->author = app->author;
	e->role = draft_args_find(&d->args, "role") ? role_word(d) : app->role;
	e->algorithm = app->algorithm;
	e->identity_key = app->identity_key;
	e->signing_key = app->signing_key;
	e->reading_key = app->reading_key;
	e->nodes = app->nodes;
	e->n_nodes = app->n_nodes;
}

static Cmsa__EnrolNode *
node_of(struct draft *d, const struct author_node *from)
{
	Cmsa__EnrolNode *n = arena_get(d->mem, sizeof(*n));

	cmsa__enrol_node__init(n);
	n->name = pb_text(from->name);
	n->curve_key = pb_hash_data(from->curve_key.b);
	n->writes = from->writes;
	n->n_addresses = from->n_addresses;
	n->addresses = arena_get(d->mem, (from->n_addresses + 1) * sizeof(*n->addresses));
	for (size_t i = 0; i < from->n_addresses; i++)
		n->addresses[i] = pb_text(from->addresses[i]);
	return n;
}

/* Another role for an author who is in, under the keys and nodes it has. */
static void
from_register(struct draft *d, Cmsa__Enrol *e)
{
	const char *name = draft_args_text(&d->args, "author");
	const struct author *a =
	    registry_author(d->registry, name, registry_number(d->registry));

	e->role = role_word(d);
	if (!a) {
		draft_args_fail(&d->args,
		    "expected an application, or author= of one who is enrolled, found \"%s\"",
		    name);
		return;
	}
	e->author = pb_text(a->name);
	e->algorithm = 1;
	e->identity_key = pb_hash_data(a->identity_key.b);
	e->signing_key = pb_hash_data(a->signing_key.b);
	e->reading_key = pb_hash_data(a->reading_key.b);
	e->nodes = arena_get(d->mem, (a->n_nodes + 1) * sizeof(*e->nodes));
	for (size_t i = 0; i < a->n_nodes; i++)
		e->nodes[e->n_nodes++] = node_of(d, &a->nodes[i]);
}

void
draft_people_enrol(struct draft *d)
{
	Cmsa__Enrol *e = arena_get(d->mem, sizeof(*e));

	cmsa__enrol__init(e);
	if (d->in->file.p)
		from_application(d, e);
	else
		from_register(d, e);
	d->act.body_case = CMSA__ACT__BODY_ENROL;
	d->act.enrol = e;
}

/* "40:64 hexadecimal digits", or "none". */
static void
last_entry(struct draft *d, Cmsa__Cut *c)
{
	const char *word = draft_args_text(&d->args, "last"), *colon = strchr(word, ':');
	uint8_t *id = arena_get(d->mem, 32);
	char seq[24] = "";
	int64_t number = 0;

	if (!strcmp(word, "none"))
		return;
	if (colon && (size_t)(colon - word) < sizeof(seq))
		memcpy(seq, word, (size_t)(colon - word));
	if (!text_to_i64(&number, seq) || number < 1 || !hex_parse(id, 32, colon + 1)) {
		draft_args_fail(&d->args,
		    "\"last\": expected SEQ:ID, a number and 64 hexadecimal digits as cmsa show "
		    "gives them, or none, found \"%s\"",
		    word);
		return;
	}
	c->last_seq = (uint64_t)number;
	c->last_id = pb_hash_data(id);
}

void
draft_people_cut(struct draft *d)
{
	static const char *const then[] = { "closes", "opens", NULL };
	Cmsa__Cut *c = arena_get(d->mem, sizeof(*c));

	cmsa__cut__init(c);
	c->author = draft_args_text(&d->args, "author");
	c->incarnation =
	    (uint32_t)draft_args_number_or(&d->args, "incarnation", 1, UINT32_MAX - 1,
		registry_incarnation(
		    d->registry, c->author, registry_number(d->registry)));
	last_entry(d, c);
	c->then = (Cmsa__CutThen)(draft_args_choice(&d->args, "then", then) + 1);
	if (c->then == CMSA__CUT_THEN__CUT_THEN_OPENS) {
		c->algorithm = 1;
		c->signing_key = draft_args_hash(&d->args, "key");
	}
	c->reason = draft_args_text(&d->args, "reason");
	c->citation = draft_args_text_or_none(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_CUT;
	d->act.cut = c;
}
