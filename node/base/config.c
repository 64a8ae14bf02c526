/* config.c - inih's handler over a table of keys. */
#include "config.h"

#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "file.h"
#include "mem.h"

enum {
	MAX_LINE = 190
}; /* inih reads longer lines as two */

struct walk {
	struct config_key *keys;
	size_t n_keys;
	bool *seen; /* of each key */
	struct errmsg why;
	enum err err;
};

static enum err
set_value(struct walk *w, size_t i, const char *value)
{
	struct config_key *k = &w->keys[i];
	size_t have = k->many && w->seen[i] ? strlen(k->value) : 0;
	int n;

	if (w->seen[i] && !k->many)
		return errmsg_set(&w->why, ERR_INPUT,
		    "key \"%s\" in [%s]: expected once, found twice", k->name,
		    k->section);
	w->seen[i] = true;
	n = snprintf(
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

	if (w->err)
		return 0; /* the first fault is the one to tell */
	for (size_t i = 0; i < w->n_keys; i++) {
		if (strcmp(w->keys[i].section, section) || strcmp(w->keys[i].name, name))
			continue;
		w->err = set_value(w, i, value);
		return w->err == ERR_NONE;
	}
	w->err = errmsg_set(&w->why, ERR_INPUT,
	    "expected a known key, found \"%s\" in [%s]", name, section);
	return 0;
}

/* What inih does not see as it is: long lines and NUL bytes. */
static enum err
check_lines(struct bytes data, const char *path, struct errmsg *m)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; i < data.n; i++) {
		if (!data.p[i])
			return errmsg_set(m, ERR_INPUT,
			    "%s: line %zu: expected text, found a NUL byte", path, line);
		if (data.p[i] != '\n' && i - start >= MAX_LINE)
			return errmsg_set(m, ERR_INPUT,
			    "%s: line %zu: expected at most %d bytes, found more", path,
			    line, MAX_LINE);
		if (data.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return ERR_NONE;
}

enum err
config_read(struct config_key *keys, size_t n_keys, const char *path, struct errmsg *m)
{
	struct walk w = { .keys = keys, .n_keys = n_keys };
	struct buf data = { 0 };
	enum err e = file_read(&data, path, CONFIG_MAX_BYTES, m);
	int line;

	if (!e)
		e = check_lines(buf_view(&data), path, m);
	if (e)
		goto out;
	w.seen = mem_array(n_keys, sizeof(*w.seen));
	buf_add(&data, "", 1);
	line = ini_parse_string((const char *)data.p, on_pair, &w);
	if (line) {
		e = ERR_INPUT;
		errmsg_set(m, e, "%s: line %d: %s", path, line,
		    w.err ? w.why.text : "expected `key = value` or [section]");
	}
out:
	free(w.seen);
	buf_clear(&data);
	return e;
}
