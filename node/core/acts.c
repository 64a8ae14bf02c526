/* acts.c - the register: loading, taking and admitting by it. */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

static int
number_cmp_down(const void *va, const void *vb)
{
	const uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a < b) - (a > b);
}

/* The newest act that entries of a country name, of all its incarnations. */
static uint64_t
named_by(const struct core *c, const char *author)
{
	uint64_t number = 0;

	for (size_t i = 0; i < c->n_feeds; i++)
		if (!strcmp(c->feeds[i].place.author, author) &&
		    c->feeds[i].tip.register_number > number)
			number = c->feeds[i].tip.register_number;
	return number;
}

/* PROTOCOL M3.41 */
void
acts_name(struct core *c)
{
	const bool was_split = registry_is_split(c->registry);
	size_t n, members = 0;
	const struct author *const *all = registry_authors(c->registry, &n);
	uint64_t *numbers;

	numbers = mem_array(n + 1, sizeof(*numbers));
	for (size_t i = 0; i < n; i++)
		if (all[i]->role == ROLE_MEMBER && author_is_country(all[i]->name))
			numbers[members++] = named_by(c, all[i]->name);
	qsort(numbers, members + 1, sizeof(*numbers), number_cmp_down);
	registry_set_named(c->registry, members ? numbers[members / 2] : 0);
	free(numbers);
	if (was_split && !registry_is_split(c->registry)) {
		log_warn("the second act is below act %llu, which more than half of the members "
			 "name: it is kept as evidence, and acts are taken again",
		    (unsigned long long)registry_named(c->registry));
		c->beacon_soon = true;
	}
}

static enum err
load_act(void *ctx, uint64_t number, struct bytes signed_act)
{
	struct core *c = ctx;
	enum verdict v = registry_apply(c->registry, signed_act);

	/* a second act for a number, or one for a newer version, was stored as such */
	if (v && v != V_ACT_SPLIT && v != V_ACT_EVIDENCE && v != V_UPGRADE_NEEDED &&
	    v != V_KNOWN) {
		log_error("act %llu in the store is refused: %s",
		    (unsigned long long)number, verdict_text(v));
		return ERR_STORE;
	}
	return ERR_NONE;
}

enum err
acts_load(struct core *c, struct errmsg *m)
{
	enum err e;

	registry_set_named(c->registry, UINT64_MAX);
	e = store_acts_each(c->cfg.store, 1, load_act, c);
	if (e)
		return errmsg_set(m, e, "the acts in the store do not fold");
	if (!registry_number(c->registry))
		return errmsg_set(m, ERR_INPUT,
		    "the store holds no genesis act: start the node from an invitation");
	c->alliance = registry_alliance(c->registry);
	c->held.register_number = registry_number(c->registry);
	c->held.register_id = registry_id(c->registry);
	return ERR_NONE;
}

static bool
dials_first(
    const char *author_a, const char *node_a, const char *author_b, const char *node_b)
{
	int cmp = strcmp(author_a, author_b);

	return cmp ? cmp < 0 : strcmp(node_a, node_b) < 0;
}

static const struct author_node *
own_node(const struct core *c)
{
	const struct author *a = own_author(c);

	for (size_t i = 0; a && i < a->n_nodes; i++)
		if (!strcmp(a->nodes[i].name, c->node))
			return &a->nodes[i];
	return NULL;
}

struct admission {
	Cmsa__Admitted *peers, **list;
	char *(*addresses)[LIMIT_ADDRESSES];
	size_t n, room;
};

static void
add_peer(struct core *c, struct admission *adm, const struct roster_node *r)
{
	const struct author *a = r->author;
	const struct author_node *n = r->node;
	const struct author_node *own = own_node(c);
	bool we_can = n->n_addresses > 0, they_can = own && own->n_addresses > 0;
	Cmsa__Admitted *p;

	if (adm->n == adm->room)
		return; /* counted in the sizes of the caller: cannot happen */
	p = &adm->peers[adm->n];
	cmsa__admitted__init(p);
	p->curve_key = pb_data(bytes_of(r->key.b, sizeof(r->key.b)));
	p->author = pb_text(a->name);
	p->node = pb_text(n->name);
	p->role = (uint32_t)a->role;
	for (size_t i = 0; i < n->n_addresses; i++)
		adm->addresses[adm->n][i] = pb_text(n->addresses[i]);
	p->addresses = adm->addresses[adm->n];
	p->n_addresses = n->n_addresses;
	/* PROTOCOL M6.3: both can dial: the one that sorts first; else whoever can */
	p->dial_first =
	    we_can && (!they_can || dials_first(c->author, c->node, a->name, n->name));
	adm->list[adm->n] = p;
	adm->n++;
}

void
acts_admit(struct core *c, struct core_time now)
{
	size_t room;
	struct roster_node *nodes = roster_list(c, &room);
	struct admission adm = { .room = room };
	Cmsa__AdmissionList list;
	struct buf out = { 0 };

	adm.peers = calloc(room + 1, sizeof(*adm.peers));
	adm.list = calloc(room + 1, sizeof(*adm.list));
	adm.addresses = calloc(room + 1, sizeof(*adm.addresses));
	if (!adm.peers || !adm.list || !adm.addresses)
		abort();
	for (size_t i = 0; i < room; i++)
		if (!kept_out_why(c, nodes[i].author->name, nodes[i].node->name))
			add_peer(c, &adm, &nodes[i]);
	cmsa__admission_list__init(&list);
	list.peers = adm.list;
	list.n_peers = adm.n;
	pb_write(&out, &list.base);
	out_admission(c, &out);
	c->desks_moved = false;
	free(nodes);
	free(adm.peers);
	free(adm.list);
	free(adm.addresses);
	peering_sync(c, now);
}

/* After an act: what depends on the register's head. */
static void
acts_moved(struct core *c, struct core_time now)
{
	const enum act_kind kind =
	    registry_act(c->registry, registry_number(c->registry))->act->kind;

	c->held.register_number = registry_number(c->registry);
	c->held.register_id = registry_id(c->registry);
	c->beacon_soon = true;
	c->assess_due = true;
	c->facts_behind = true;
	c->holes_possible = true;
	if (kind == ACT_RESUME)
		log_warn("act %llu says which act stands where the register split; those put aside "
			 "are kept (cmsa register show splits)",
		    (unsigned long long)registry_number(c->registry));
	/* what a resume puts aside or brings in may be a cut */
	if (kind == ACT_CUT || kind == ACT_RESUME)
		cut_apply(c, now);
	acts_admit(c, now);
}

static enum err
store_act(struct core *c, struct bytes signed_act)
{
	struct act a;
	uint64_t number;
	struct hash id;
	enum err e;

	if (act_parse(&a, signed_act) != V_OK && !a.number)
		return ERR_INPUT;
	id = a.id;
	number = a.number;
	act_clear(&a);
	e = store_begin(c->cfg.store, true);
	if (!e)
		e = store_act_put(c->cfg.store, number, &id, signed_act);
	if (!e)
		return store_commit(c->cfg.store);
	store_rollback(c->cfg.store);
	return e;
}

/* The act was folded in memory and could not be stored: memory follows the disk. */
static void
reread(struct core *c)
{
	log_error("cannot store an act; the register is read again from the store");
	registry_free(c->registry);
	c->registry = registry_new();
	if (acts_load(c, NULL)) {
		log_error("the register cannot be read again");
		abort();
	}
}

enum verdict
acts_take(struct core *c, struct bytes signed_act, struct core_time now)
{
	enum verdict v;

	acts_name(c);
	v = registry_apply(c->registry, signed_act);
	if ((v == V_OK || v == V_ACT_SPLIT || v == V_ACT_EVIDENCE ||
		v == V_UPGRADE_NEEDED) &&
	    store_act(c, signed_act)) {
		reread(c);
		return V_NOT_HELD; /* asked for again when the disk takes it */
	}
	if (v == V_OK) {
		log_info(
		    "act %llu folded", (unsigned long long)registry_number(c->registry));
		acts_moved(c, now);
	} else if (v == V_ACT_SPLIT) {
		log_error(
		    "the register is split: two valid acts for one number (cmsa register show splits); "
		    "no further act is taken but a resume (keys/README.md)");
	} else if (v == V_ACT_EVIDENCE) {
		log_error("a second valid act for a number that most members have passed: kept as "
			  "evidence against the registrars who signed it");
		core_count(c, v, NULL);
	} else if (v == V_UPGRADE_NEEDED) {
		log_error(
		    "an act of a newer version: upgrade needed; feeds go on under act %llu",
		    (unsigned long long)registry_number(c->registry));
	}
	return v;
}
