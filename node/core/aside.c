/* aside.c - what waited in the queue and may not be published any more: it must not hold up
 * what waits behind it, and must not be lost.  The operator sees it with its reason, and has
 * it tried again or dropped. */
#include <stdlib.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"

static enum err
end(struct core *c, enum err e)
{
	if (!e)
		return store_commit(c->cfg.store);
	store_rollback(c->cfg.store);
	return e;
}

enum err
aside_put(struct core *c, uint64_t queued, uint32_t kind, const char *reason,
    struct core_time now)
{
	enum err e = store_begin(c->cfg.store, true);

	if (!e)
		e = store_aside_put(c->cfg.store, queued, now.wall_ms, reason);
	e = end(c, e);
	if (!e) {
		c->n_set_aside++;
		log_error("what waited as %s, number %llu, is set aside: %s",
		    kind_name(kind), (unsigned long long)queued, reason);
	}
	return e;
}

enum err
aside_decide(struct core *c, uint64_t id, bool again, struct errmsg *m)
{
	enum err e = store_begin(c->cfg.store, true);

	if (!e)
		e = again ? store_aside_again(c->cfg.store, id)
			  : store_aside_drop(c->cfg.store, id);
	e = end(c, e);
	return e == ERR_NOT_FOUND
		   ? errmsg_set(m, ERR_INPUT, "nothing is set aside under number %llu",
			 (unsigned long long)id)
		   : e;
}

enum err
aside_list(struct core *c, struct store_aside **out, size_t *n)
{
	struct store_aside next = { 0 };
	enum err e;

	*out = NULL;
	*n = 0;
	while (!(e = store_aside_next(c->cfg.store, &next))) {
		*out = mem_resize(*out, *n + 1, sizeof(**out));
		(*out)[(*n)++] = next;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}
