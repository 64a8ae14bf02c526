/* nodeconf.c - the keys of node.conf, in one table. */
#include "nodeconf.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "file.h"
#include "name.h"
#include "text.h"

enum {
	K_AUTHOR,
	K_NODE,
	K_USER,
	K_LISTEN,
	K_MEMORY,
	K_SIGNING,
	K_TRANSPORT,
	K_PASSPHRASE,
	K_STATEMENT,
	K_RECORD,
	K_INCARNATION,
	K_SOCKET,
	K_GROUP,
	K_WITNESS,
	K_FULL,
	K_ASSESS,
	K_LOG,
	K_NEXT,
	N_KEYS
};

static void
defaults(struct config_key k[static N_KEYS])
{
	static const struct config_key table[N_KEYS] = {
		[K_AUTHOR] = { "node", "author", "", 0 },
		[K_NODE] = { "node", "name", "main", 0 },
		[K_USER] = { "node", "user", "", 0 },
		[K_LISTEN] = { "net", "listen", "", 0 },
		[K_MEMORY] = { "net", "memory_mib", "1024", 0 },
		[K_SIGNING] = { "keys", "signing", "keys/signing.key", 0 },
		[K_TRANSPORT] = { "keys", "transport", "keys/transport.key", 0 },
		[K_PASSPHRASE] = { "keys", "passphrase_file", "", 0 },
		[K_STATEMENT] = { "keys", "statement", "keys/statement.pb", 0 },
		[K_RECORD] = { "keys", "record", "sign.record", 0 },
		[K_INCARNATION] = { "keys", "incarnation", "1", 0 },
		[K_SOCKET] = { "control", "socket", "control.sock", 0 },
		[K_GROUP] = { "control", "group", "", 0 },
		[K_WITNESS] = { "timers", "witness_seconds", "3600", 0 },
		[K_FULL] = { "timers", "full_witness_seconds", "86400", 0 },
		[K_ASSESS] = { "timers", "assess_seconds", "86400", 0 },
		[K_LOG] = { "log", "level", "info", 0 },
		[K_NEXT] = { "keys", "next", "keys/next.key", 0 },
	};

	memcpy(k, table, sizeof(table));
}

static void
path_of(char out[static NODECONF_PATH], const char *dir, const char *value)
{
	if (!*value || *value == '/')
		snprintf(out, NODECONF_PATH, "%s", value);
	else
		path_join(out, dir, value);
}

static enum err
number_of(int64_t *out, const struct config_key *k, int64_t least, int64_t most,
    struct errmsg *m)
{
	if (text_to_i64(out, k->value) && *out >= least && *out <= most)
		return ERR_NONE;
	return errmsg_set(m, ERR_INPUT,
	    "node.conf: [%s] %s: expected a number of %lld to %lld, found \"%.40s\"",
	    k->section, k->name, (long long)least, (long long)most, k->value);
}

static enum err
take_numbers(
    struct nodeconf *c, const struct config_key k[static N_KEYS], struct errmsg *m)
{
	const int64_t year = 366 * 86400;
	int64_t mib;
	enum err e = number_of(&mib, &k[K_MEMORY], 0, 1 << 20, m);

	c->net_memory_bytes = mib << 20;
	if (!e)
		e = number_of(&c->witness_every_ms, &k[K_WITNESS], 1, year, m);
	if (!e)
		e = number_of(&c->full_witness_every_ms, &k[K_FULL], 1, year, m);
	if (!e)
		e = number_of(&c->assess_every_ms, &k[K_ASSESS], -1, year, m);
	if (e)
		return e;
	c->witness_every_ms *= 1000;
	c->full_witness_every_ms *= 1000;
	c->assess_every_ms *= 1000;
	return ERR_NONE;
}

/* The files of a later incarnation, where nothing else is said. */
static void
other_file(struct config_key *k, const char *first, const char *before, uint32_t n,
    const char *after)
{
	if (!strcmp(k->value, first))
		snprintf(k->value, sizeof(k->value), "%s-%u%s", before, n, after);
}

static enum err
take_incarnation(struct nodeconf *c, struct config_key k[static N_KEYS], struct errmsg *m)
{
	int64_t n;
	enum err e = number_of(&n, &k[K_INCARNATION], 1, UINT32_MAX, m);

	if (e)
		return e;
	c->incarnation = (uint32_t)n;
	if (n == 1)
		return ERR_NONE;
	other_file(&k[K_SIGNING], "keys/signing.key", "keys/signing", c->incarnation, ".key");
	other_file(
	    &k[K_STATEMENT], "keys/statement.pb", "keys/statement", c->incarnation, ".pb");
	other_file(&k[K_RECORD], "sign.record", "sign", c->incarnation, ".record");
	return ERR_NONE;
}

enum err
nodeconf_read(struct nodeconf *c, const char *dir, struct errmsg *m)
{
	struct config_key k[N_KEYS];
	char path[4096];
	enum err e;

	*c = (struct nodeconf){ 0 };
	defaults(k);
	path_join(path, dir, "node.conf");
	e = config_read(k, N_KEYS, path, m);
	if (e)
		return e;
	if (!author_is_valid(k[K_AUTHOR].value))
		return errmsg_set(m, ERR_INPUT,
		    "%s: [node] author: expected a country code or a name, found \"%.40s\"",
		    path, k[K_AUTHOR].value);
	if (!node_name_is_valid(k[K_NODE].value))
		return errmsg_set(m, ERR_INPUT,
		    "%s: [node] name: expected a-z, 0-9 and -, at most 16, found \"%.40s\"",
		    path, k[K_NODE].value);
	snprintf(c->dir, sizeof(c->dir), "%s", dir);
	memcpy(c->author, k[K_AUTHOR].value, strlen(k[K_AUTHOR].value) + 1);
	memcpy(c->node, k[K_NODE].value, strlen(k[K_NODE].value) + 1);
	snprintf(c->user, sizeof(c->user), "%.63s", k[K_USER].value);
	snprintf(c->listen, sizeof(c->listen), "%s", k[K_LISTEN].value);
	e = take_incarnation(c, k, m);
	if (e)
		return e;
	path_of(c->signing_key, dir, k[K_SIGNING].value);
	path_of(c->next_signing_key, dir, k[K_NEXT].value);
	path_of(c->transport_key, dir, k[K_TRANSPORT].value);
	path_of(c->passphrase_file, dir, k[K_PASSPHRASE].value);
	path_of(c->keys_body, dir, k[K_STATEMENT].value);
	path_of(c->sign_record, dir, k[K_RECORD].value);
	path_of(c->control_socket, dir, k[K_SOCKET].value);
	snprintf(c->control_group, sizeof(c->control_group), "%.63s", k[K_GROUP].value);
	snprintf(c->log_level, sizeof(c->log_level), "%.15s", k[K_LOG].value);
	return take_numbers(c, k, m);
}

static void
add_line(struct buf *out, enum err *e, const char *name, const char *value, struct errmsg *m)
{
	if (!*value || *e)
		return;
	if (strchr(value, ';')) /* would be read as the beginning of a comment */
		*e = errmsg_set(m, ERR_INPUT, "node.conf: %s: expected no \";\", found \"%.100s\"",
		    name, value);
	buf_add_str(out, name);
	buf_add_str(out, " = ");
	buf_add_str(out, value);
	buf_add_str(out, "\n");
}

enum err
nodeconf_write(const struct nodeconf *c, struct errmsg *m)
{
	struct buf out = { 0 };
	char path[4096];
	enum err e = ERR_NONE;

	buf_add_str(&out, "[node]\n");
	add_line(&out, &e, "author", c->author, m);
	add_line(&out, &e, "name", c->node, m);
	add_line(&out, &e, "user", c->user, m);
	buf_add_str(&out, "\n[net]\n");
	add_line(&out, &e, "listen", c->listen, m);
	if (*c->passphrase_file) {
		buf_add_str(&out, "\n[keys]\n");
		add_line(&out, &e, "passphrase_file", c->passphrase_file, m);
	}
	if (*c->control_group) {
		buf_add_str(&out, "\n[control]\n");
		add_line(&out, &e, "group", c->control_group, m);
	}
	path_join(path, c->dir, "node.conf");
	if (!e)
		e = file_write_new(path, buf_view(&out), 0644, m);
	buf_clear(&out);
	return e;
}
