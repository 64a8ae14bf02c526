/* config.c - inih's handler over a table of keys. */
#include "config.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "file.h"

struct walk {
	struct config_key *keys;
	size_t n_keys;
	struct errmsg why;
	enum err err;
};

static enum err
set_value(struct walk *w, struct config_key *k, const char *value)
{
	size_t have = k->many ? strlen(k->value) : 0;
	int n = snprintf(
	    k->value + have, sizeof(k->value) - have, "%s%s", have ? "\n" : "", value);

	if (n < 0 || (size_t)n >= sizeof(k->value) - have)
		return errmsg_set(&w->why, ERR_INPUT,
		    "key \"%s\" in [%s]: expected at most %d bytes", k->name, k->section,
		    CONFIG_MAX_VALUE - 1);
	return ERR_NONE;
}

static int
on_pair(void *ctx, const char *section, const char *name, const char *value)
{
	struct walk *w = ctx;

	for (size_t i = 0; i < w->n_keys; i++) {
		if (strcmp(w->keys[i].section, section) || strcmp(w->keys[i].name, name))
			continue;
		w->err = set_value(w, &w->keys[i], value);
		return w->err == ERR_NONE;
	}
	w->err = errmsg_set(&w->why, ERR_INPUT,
	    "expected a known key, found \"%s\" in [%s]", name, section);
	return 0;
}

enum err
config_read(struct config_key *keys, size_t n_keys, const char *path, struct errmsg *m)
{
	struct walk w = { .keys = keys, .n_keys = n_keys };
	struct buf data = { 0 };
	enum err e = file_read(&data, path, CONFIG_MAX_BYTES, m);
	int line;

	if (e)
		goto out;
	buf_add(&data, "", 1);
	line = ini_parse_string((const char *)data.p, on_pair, &w);
	if (line) {
		e = ERR_INPUT;
		errmsg_set(m, e, "%s: line %d: %s", path, line,
		    w.err ? w.why.text : "expected `key = value` or [section]");
	}
out:
	buf_clear(&data);
	return e;
}
