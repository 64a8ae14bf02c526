/* kept_out.c - peer nodes that are admitted by the register and kept out all the same (PROTOCOL M6.23), for what
 * they did to this node, until its operator says otherwise; also over starts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "log.h"
#include "mem.h"

static const char meta_name[] = "kept_out";

static struct kept_out *
find(const struct core *c, const char *author, const char *node)
{
	for (size_t i = 0; i < c->n_kept_out; i++)
		if (!strcmp(c->kept_out[i].author, author) &&
		    !strcmp(c->kept_out[i].node, node))
			return &c->kept_out[i];
	return NULL;
}

const char *
kept_out_why(const struct core *c, const char *author, const char *node)
{
	const struct kept_out *k = find(c, author, node);

	return k ? k->why : NULL;
}

static void
add(struct core *c, const char *author, const char *node, const char *why)
{
	struct kept_out *k;

	if (c->n_kept_out == MAX_PEERS || find(c, author, node))
		return;
	c->kept_out = mem_resize(c->kept_out, c->n_kept_out + 1, sizeof(*c->kept_out));
	k = &c->kept_out[c->n_kept_out++];
	*k = (struct kept_out){ 0 };
	snprintf(k->author, sizeof(k->author), "%s", author);
	snprintf(k->node, sizeof(k->node), "%s", node);
	snprintf(k->why, sizeof(k->why), "%s", why);
}

/* Each a line: AUTHOR/NODE WHY */
static enum err
save(struct core *c)
{
	struct buf text = { 0 };
	enum err e = store_begin(c->cfg.store, true);

	for (size_t i = 0; i < c->n_kept_out; i++)
		buf_add_format(&text, "%s/%s %s\n", c->kept_out[i].author, c->kept_out[i].node,
		    c->kept_out[i].why);
	if (!e)
		e = store_meta_set(c->cfg.store, meta_name, buf_view(&text));
	if (!e)
		e = store_commit(c->cfg.store);
	if (e)
		store_rollback(c->cfg.store);
	buf_clear(&text);
	return e;
}

static void
read_line(struct core *c, char *line)
{
	char *node = strchr(line, '/'), *why = node ? strchr(node, ' ') : NULL;

	if (!why)
		return;
	*node++ = '\0';
	*why++ = '\0';
	if (author_is_valid(line) && node_name_is_valid(node))
		add(c, line, node, why);
}

enum err
kept_out_load(struct core *c)
{
	struct buf text = { 0 };
	enum err e = store_meta_get(c->cfg.store, meta_name, &text);
	char *line, *end;

	buf_add(&text, "", 1);
	for (line = (char *)text.p; !e && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		read_line(c, line);
	}
	buf_clear(&text);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

void
core_keep_out(struct core *c, const char *author, const char *node, const char *why,
    struct core_time now)
{
	const struct peer *p = peering_find(c, author, node);

	if (!p || !*why || find(c, author, node))
		return;
	add(c, author, node, why);
	log_warn("peer %s/%s is kept out: %s; \"cmsa peers --admit-again %s/%s\" lets it in again",
	    author, node, why, author, node);
	if (save(c))
		log_error("cannot store that %s/%s is kept out: it holds until the next start",
		    author, node);
	acts_admit(c, now);
}

enum err
kept_out_admit(struct core *c, const char *author, const char *node, struct core_time now,
    struct errmsg *m)
{
	struct kept_out *k = find(c, author, node);
	enum err e;

	if (!k)
		return errmsg_set(m, ERR_INPUT, "%s/%s is not kept out: see cmsa peers", author,
		    node);
	*k = c->kept_out[--c->n_kept_out];
	e = save(c);
	if (e)
		errmsg_set(m, e, "%s/%s is admitted again until the next start only: %s",
		    author, node, err_name(e));
	log_info("peer %s/%s is admitted again", author, node);
	acts_admit(c, now);
	return e;
}

void
kept_out_clear(struct core *c)
{
	free(c->kept_out);
	c->kept_out = NULL;
	c->n_kept_out = 0;
}
