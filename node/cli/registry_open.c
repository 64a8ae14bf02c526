/* registry_open.c - reading and extending the acts of a folder. */
#include "registry_open.h"

#include <string.h>

static enum err
fold(void *ctx, uint64_t number, struct bytes signed_act)
{
	enum verdict v = registry_apply(ctx, signed_act);

	(void)number;
	return v && v != V_ACT_SPLIT && v != V_ACT_EVIDENCE && v != V_UPGRADE_NEEDED
		   ? ERR_STORE
		   : ERR_NONE;
}

static enum err
read_acts(struct registry **out, struct store *s, const char *dir, struct errmsg *m)
{
	struct registry *r = registry_new();
	enum err e;

	registry_set_named(r, UINT64_MAX); /* what was taken once */
	e = store_acts_each(s, 1, fold, r);

	if (e) {
		registry_free(r);
		return errmsg_set(m, e,
		    "the acts in %s/log.db do not fold: cmsa verify says which", dir);
	}
	*out = r;
	return ERR_NONE;
}

enum err
registry_open(struct registry **out, const struct cli *cli, struct errmsg *m)
{
	struct store *s = NULL;
	enum err e = store_open(&s, cli->dir, STORE_READ, m);

	if (e == ERR_NOT_FOUND) {
		*out = registry_new();
		return ERR_NONE;
	}
	if (!e)
		e = read_acts(out, s, cli->dir, m);
	store_close(&s);
	return e;
}

static enum err
put(struct store *s, const struct registry *r, struct bytes signed_act)
{
	struct hash id = registry_id(r), alliance = registry_alliance(r);
	enum err e = store_begin(s, true);

	if (!e)
		e = store_act_put(s, registry_number(r), &id, signed_act);
	if (!e && registry_number(r) == 1)
		e = store_meta_set(
		    s, "alliance", bytes_of(alliance.b, sizeof(alliance.b)));
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

enum err
registry_put(const struct cli *cli, struct bytes signed_act, struct errmsg *m)
{
	struct registry *r = NULL;
	struct store *s = NULL;
	enum verdict v;
	enum err e = store_open(&s, cli->dir, STORE_WRITE, m);

	if (e == ERR_BUSY)
		return errmsg_set(m, e,
		    "a node holds %s/log.db but does not answer: try again", cli->dir);
	if (!e)
		e = read_acts(&r, s, cli->dir, m);
	if (!e) {
		registry_set_named(r, 0);
		v = registry_apply(r, signed_act);
		if (v && v != V_KNOWN)
			e = errmsg_set(m, ERR_INPUT, "the act is refused (%s): %s",
			    verdict_word(v), verdict_text(v));
		/* PROTOCOL M3.44: what most countries have passed, only a node knows */
		else if (!v && registry_act(r, registry_number(r))->act->kind == ACT_RESUME)
			e = errmsg_set(m, ERR_INPUT,
			    "expected a running node: it alone knows whether a resume may be taken");
		else if (!v)
			e = put(s, r, signed_act);
	}
	registry_free(r);
	store_close(&s);
	return e;
}
