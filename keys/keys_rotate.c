/* keys_rotate.c - cmsa-keys rotate: the statement that names an author's next keys.  It needs the
 * identity key, so it is made where that is kept. */
#include "keys_command.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "passphrase.h"
#include "statement.h"
#include "text.h"

/* 64 hexadecimal digits, or a key file, which is not opened. */
static enum err
read_public(struct public_key *out, const char *option, const char *text,
    enum key_use use, struct errmsg *m)
{
	struct keyfile_info info;
	enum err e;

	if (hex_parse(out->b, sizeof(out->b), text))
		return ERR_NONE;
	e = keyfile_peek(&info, text, m);
	if (e)
		return e;
	if (info.use != use)
		return errmsg_set(m, ERR_INPUT, "--%s: expected a %s key, found a %s key",
		    option, key_use_name(use), key_use_name(info.use));
	*out = info.public_key;
	return ERR_NONE;
}

static enum err
read_number(
    uint32_t *out, const char *option, int64_t least, const char *text, struct errmsg *m)
{
	int64_t v;

	if (!text_to_i64(&v, text) || v < least || v > UINT32_MAX)
		return errmsg_set(m, ERR_INPUT,
		    "--%s: expected a number, %d or above, found \"%s\"", option,
		    (int)least, text);
	*out = (uint32_t)v;
	return ERR_NONE;
}

/* PROTOCOL M5.34 */
static enum err
read_node(struct statement_parts *p, struct statement_node *node,
    const struct keys_arguments *a, struct errmsg *m)
{
	const char *key = keys_command_value(a, "transport");
	const char *name = keys_command_value(a, "node");

	if (!key)
		return name ? errmsg_set(m, ERR_INPUT, "--node goes with --transport")
			    : ERR_NONE;
	node->name = name ? name : "main";
	node->only = keys_command_value(a, "only") != NULL;
	if (!node_name_is_valid(node->name))
		return errmsg_set(m, ERR_INPUT,
		    "--node: expected the name of a node, found \"%s\"", node->name);
	p->nodes = node;
	p->n_nodes = 1;
	return read_public(&node->curve_key, "transport", key, KEY_TRANSPORT, m);
}

static enum err
open_identity(struct key *identity, const struct keys_arguments *a,
    const struct secret *passphrase, struct errmsg *m)
{
	struct passphrase_source from = {
		.file = keys_command_value(a, "identity-passphrase-file"), .fd = -1
	};
	const char *path = keys_command_value(a, "identity");
	struct secret own = { 0 };
	enum err e;

	if (!from.file)
		return keyfile_open(identity, path, KEY_IDENTITY, NULL, passphrase, m);
	e = passphrase_get(&own, &from, "Passphrase of the identity key: ", false, m);
	if (!e)
		e = keyfile_open(identity, path, KEY_IDENTITY, NULL, &own, m);
	secret_clear(&own);
	return e;
}

static enum err
make(struct buf *out, struct statement_parts *p, const struct keys_arguments *a,
    struct errmsg *m)
{
	struct key identity = { 0 }, signing = { 0 };
	struct secret passphrase = { 0 };
	enum err e = keys_command_passphrase(&passphrase, a,
	    "Passphrase of the identity key and of the new signing key", false, m);

	if (!e)
		e = open_identity(&identity, a, &passphrase, m);
	if (!e)
		e = keyfile_open(&signing, keys_command_value(a, "new"), KEY_SIGNING,
		    identity.author, &passphrase, m);
	p->identity = &identity;
	p->signing = &signing;
	if (!e)
		e = statement_make(out, p, m);
	key_clear(&identity);
	key_clear(&signing);
	secret_clear(&passphrase);
	return e;
}

static int
run(const struct keys_arguments *a)
{
	const char *out_path = keys_command_value(a, "out");
	struct statement_parts p = { .incarnation = 1 };
	struct statement_node node = { 0 };
	struct errmsg m = { "" };
	struct buf out = { 0 };
	enum err e =
	    keys_command_alliance(&p.alliance, keys_command_value(a, "alliance"), &m);

	if (!e)
		e = read_number(&p.generation, "generation", 2,
		    keys_command_value(a, "generation"), &m);
	if (!e && keys_command_value(a, "incarnation"))
		e = read_number(&p.incarnation, "incarnation", 1,
		    keys_command_value(a, "incarnation"), &m);
	if (!e)
		e = read_public(
		    &p.old_key, "old", keys_command_value(a, "old"), KEY_SIGNING, &m);
	if (!e)
		e = read_public(&p.reading_key, "reading",
		    keys_command_value(a, "reading"), KEY_READING, &m);
	if (!e)
		e = read_node(&p, &node, a, &m);
	if (!e)
		e = make(&out, &p, a, &m);
	if (!e)
		e = file_write_new(out_path, buf_view(&out), 0644, &m);
	buf_clear(&out);
	if (e)
		return keys_command_fail(e, &m);
	printf("%s: names generation %u; on the node: cmsa keys rotate %s\n", out_path,
	    p.generation, out_path);
	return KEYS_EXIT_DONE;
}

const struct keys_command keys_rotate_command = {
	.name = "rotate",
	.words = "",
	.summary = "the statement that names an author's next signing key, and with it the\n"
		   "    reading key and, if it changes, a node's transport key",
	.options = {
		{ "identity", "FILE", "identity key file of the author", true },
		{ "new", "FILE", "the new signing key, made with cmsa-keys new signing", true },
		{ "old", "HEX|FILE", "the signing key in force: cmsa keys list shows it", true },
		{ "generation", "N", "of the new key: that in force and 1", true },
		{ "incarnation", "N", "of the feed, when a cut opened a later one (default: 1)", false },
		{ "reading", "HEX|FILE", "the reading key from now on: the old one or a new one", true },
		{ "alliance", "HEX|FILE", "alliance id, or a file with it: genesis act, invitation", true },
		{ "transport", "HEX|FILE", "a new transport key", false },
		{ "node", "NAME", "whose node it is (default: main)", false },
		{ "only", NULL, "the transport key until now is not admitted any more", false },
		{ "out", "FILE", "where the statement goes; never overwritten", true },
		{ "identity-passphrase-file", "FILE", "when the identity key has another passphrase", false },
		KEYS_PASSPHRASE_OPTIONS,
	},
	.run = run,
};
