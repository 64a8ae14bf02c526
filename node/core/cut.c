/* cut.c - what acts that cut feeds ask of what is held here (PROTOCOL.md 3.7, 4.8): which
 * entries are taken, and which of those held are of a branch that is not the named one. */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

static const struct cut *
cut_of(const struct core *c, const char *author, uint32_t incarnation)
{
	return registry_cut(
	    c->registry, author, incarnation, registry_number(c->registry));
}

static struct place
last_place(const struct cut *cut)
{
	struct place last = { .incarnation = cut->incarnation, .seq = cut->last_seq };

	memcpy(last.author, cut->author, sizeof(last.author));
	return last;
}

/* PROTOCOL M4.24 */
bool
cut_settles(const struct core *c, const struct place *at)
{
	return cut_of(c, at->author, at->incarnation) != NULL;
}

enum verdict
cut_check(const struct core *c, const struct entry *e)
{
	const struct cut *cut = cut_of(c, e->place.author, e->place.incarnation);

	if (e->place.incarnation > 1 &&
	    !registry_opening(c->registry, e->place.author, e->place.incarnation,
		registry_number(c->registry)))
		return e->register_number > registry_number(c->registry) ? V_REGISTER_WAIT
									 : V_WRONG_KEY;
	/* PROTOCOL M4.23, M4.24 */
	if (cut && e->place.seq > cut->last_seq)
		return V_CUT;
	return cut && e->place.seq == cut->last_seq && !hash_eq(&e->id, &cut->last_id)
		   ? V_CUT_BRANCH
		   : V_OK;
}

const struct cut *
cut_waits(const struct core *c, const char *author, uint32_t incarnation)
{
	const struct cut *cut = cut_of(c, author, incarnation);
	struct place last;
	struct hash held;

	if (!cut || !cut->last_seq)
		return NULL;
	last = last_place(cut);
	return !store_id_get(c->cfg.store, &held, &last) && hash_eq(&held, &cut->last_id)
		   ? NULL
		   : cut;
}

static enum err
set_aside(struct core *c, const struct place *at, const struct cut *cut)
{
	struct place first = *at;
	enum err e = store_branch_put(c->cfg.store, &first.seq, at, cut->act);

	if (!e)
		e = desk_feed_drop(c, &first);
	if (e)
		return e;
	log_warn("%s %u: what was held from entry %llu on is set aside, since act %llu names "
		 "another branch",
	    at->author, at->incarnation, (unsigned long long)first.seq,
	    (unsigned long long)cut->act);
	factsdb_distrust(c->cfg.facts);
	c->facts_behind = true;
	return ERR_NONE;
}

/* Another entry than the one that the cut names, in its place? */
static bool
is_other_branch(struct core *c, const struct cut *cut, const struct own_feed *f)
{
	return f->tip.seq >= cut->last_seq &&
	       cut_waits(c, cut->author, cut->incarnation) == cut;
}

static enum err
apply_one(struct core *c, const struct cut *cut)
{
	struct own_feed *f = feeds_find(c, cut->author, cut->incarnation);
	struct place last = last_place(cut);
	enum err e;

	if (!f || !f->tip.seq)
		return ERR_NONE;
	if (!is_other_branch(c, cut, f) && !feeds_is_stopped(f))
		return ERR_NONE;
	e = store_begin(c->cfg.store, true);
	if (!e && is_other_branch(c, cut, f))
		e = set_aside(c, &last, cut);
	if (!e)
		feeds_go_on(c, f);
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store);
	return e;
}

enum err
cut_apply(struct core *c, struct core_time now)
{
	size_t n;
	const struct cut *cuts = registry_cuts(c->registry, &n);
	enum err e = ERR_NONE;

	if (!n)
		return ERR_NONE;
	for (size_t i = 0; i < n && !e; i++)
		if (cut_of(c, cuts[i].author, cuts[i].incarnation) == &cuts[i])
			e = apply_one(c, &cuts[i]);
	if (!e)
		e = feeds_load(c);
	if (e)
		log_error("what a cut leaves out could not be set aside: %s", err_name(e));
	if (cut_doubt(c))
		c->own_head_known = false;
	return e ? e : witnessed_load(c, now);
}

enum err
cut_step_back(struct core *c, const struct own_feed *f, const struct cut *cut)
{
	enum err e = set_aside(c, &f->place, cut);

	return e ? e : feeds_load(c);
}

const char *
cut_doubt(const struct core *c)
{
	const uint32_t newest = registry_incarnation(
	    c->registry, c->author, registry_number(c->registry));

	if (newest > c->incarnation)
		return "an act cut this feed and opened a later incarnation: set incarnation in "
		       "node.conf, with the key that the act names (keys/README.md)";
	if (newest < c->incarnation)
		return "the act that opens this incarnation has not come yet";
	return cut_of(c, c->author, newest)
		   ? "an act cut this feed and closed it: nothing is published until the "
		     "registrars open another incarnation"
		   : NULL;
}

/* --- what is set aside --------------------------------------------------------------- */

static Cmsa__BranchAside *
branch_of(struct branches *b, const struct entry *e, uint64_t act)
{
	Cmsa__BranchAside *a;

	for (size_t i = 0; i < b->n; i++)
		if (b->list[i]->act == act)
			return b->list[i];
	b->list = mem_resize(b->list, b->n + 1, sizeof(*b->list));
	a = b->list[b->n++] = mem_new(sizeof(*a));
	cmsa__branch_aside__init(a);
	a->author = mem_strdup(e->place.author);
	a->incarnation = e->place.incarnation;
	a->first = a->last = e->place.seq;
	a->act = act;
	return a;
}

/* What was set aside and taken again is an entry of the log, and not of another branch. */
static bool
is_held(struct core *c, const struct entry *e)
{
	struct hash held;

	return !store_id_get(c->cfg.store, &held, &e->place) && hash_eq(&held, &e->id);
}

enum err
cut_branches(struct core *c, struct branches *out)
{
	struct stored_entry se;
	uint64_t act;
	int64_t row = 0;
	enum err e;

	while (!(e = store_branch_next(c->cfg.store, &row, &act, &se))) {
		if (!is_held(c, &se.e)) {
			Cmsa__BranchAside *a = branch_of(out, &se.e, act);
			const uint64_t seq = se.e.place.seq;

			a->first = seq < a->first ? seq : a->first;
			a->last = seq > a->last ? seq : a->last;
			a->entries++;
		}
		stored_entry_clear(&se);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

void
cut_branches_free(struct branches *b)
{
	for (size_t i = 0; i < b->n; i++) {
		free(b->list[i]->author);
		free(b->list[i]);
	}
	free(b->list);
	*b = (struct branches){ 0 };
}
