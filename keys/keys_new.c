/* keys_new.c - cmsa-keys new: one key file, or all of an author's. */
#include "keys_command.h"

#include <stdio.h>
#include <string.h>

#include "act_record.h"
#include "author_keys.h"
#include "file.h"

static int
print_made(const char *path)
{
	struct errmsg m = { "" };
	struct keyfile_info info;
	enum err e = keyfile_peek(&info, path, &m);

	if (e)
		return keys_command_fail(e, &m);
	keys_command_print_key(path, &info);
	return KEYS_EXIT_DONE;
}

/* "author DIR": four keys under one passphrase. */
static int
new_author(const struct keys_arguments *a, const char *author)
{
	static const char *const names[] = { AUTHOR_KEYS_IDENTITY, AUTHOR_KEYS_SIGNING,
		AUTHOR_KEYS_TRANSPORT, AUTHOR_KEYS_READING };
	struct errmsg m = { "" };
	struct secret passphrase;
	struct author_keys made;
	int code = KEYS_EXIT_DONE;
	enum err e = keys_command_passphrase(
	    &passphrase, a, "Passphrase for the new keys", true, &m);

	if (!e)
		e = author_keys_make(&made, a->words[1], author, &passphrase,
		    keyfile_limits_moderate(), &m);
	secret_clear(&passphrase);
	if (e)
		return keys_command_fail(e, &m);
	for (size_t i = 0; !code && i < ARRAY_LEN(names); i++) {
		char path[4096];

		path_join(path, a->words[1], names[i]);
		code = print_made(path);
	}
	puts("Move the identity key to a medium that is kept offline.");
	return code;
}

static enum err
make_one(const struct keys_arguments *a, enum key_use use, const char *author,
    const char *path, struct errmsg *m)
{
	struct secret passphrase = { 0 };
	struct key k = { 0 };
	char record[4096];
	enum err e;

	if (file_exists(path))
		return errmsg_set(
		    m, ERR_BUSY, "%s exists already; it is not overwritten", path);
	e = keys_command_passphrase(
	    &passphrase, a, "Passphrase for the new key", true, m);
	if (!e)
		e = key_new(&k, use, author);
	if (!e)
		e = keyfile_write_new(
		    path, &k, &passphrase, keyfile_limits_moderate(), m);
	if (!e && use == KEY_REGISTRAR) {
		act_record_path(record, path);
		e = act_record_new(record, &k.public_key, m);
	}
	key_clear(&k);
	secret_clear(&passphrase);
	return e;
}

static int
new_one(const struct keys_arguments *a, const char *author)
{
	const char *path = keys_command_value(a, "out");
	uint32_t use = key_use_of_name(a->words[0]);
	struct errmsg m = { "" };
	enum err e;

	if (!use) {
		errmsg_set(&m, ERR_INPUT,
		    "expected registrar, identity, signing, transport, reading or author, found \"%s\"",
		    a->words[0]);
		keys_command_fail(ERR_INPUT, &m);
		return KEYS_EXIT_USAGE;
	}
	if (a->n_words != 1 || !path) {
		errmsg_set(
		    &m, ERR_INPUT, "expected new %s --author A --out FILE", a->words[0]);
		keys_command_fail(ERR_INPUT, &m);
		return KEYS_EXIT_USAGE;
	}
	e = make_one(a, (enum key_use)use, author, path, &m);
	return e ? keys_command_fail(e, &m) : print_made(path);
}

static int
run(const struct keys_arguments *a)
{
	const char *author = keys_command_value(a, "author");
	struct errmsg m = { "" };

	if (!author_is_valid(author))
		return keys_command_fail(
		    errmsg_set(&m, ERR_INPUT,
			"--author: expected a name such as AUS, AUS.sydney or registry-1, found \"%s\"",
			author),
		    &m);
	if (strcmp(a->words[0], "author") != 0)
		return new_one(a, author);
	if (a->n_words == 2)
		return new_author(a, author);
	errmsg_set(&m, ERR_INPUT, "expected new author DIR --author A");
	keys_command_fail(ERR_INPUT, &m);
	return KEYS_EXIT_USAGE;
}

const struct keys_command keys_new_command = {
	.name = "new",
	.words = "USE | author DIR",
	.least_words = 1,
	.most_words = 2,
	.summary = "make a key (registrar, identity, signing, transport, reading), or with\n"
		   "    \"author DIR\" the four of an author in DIR/keys and DIR/sign.record",
	.options = {
		{ "author", "NAME", "whose key: AUS, AUS.sydney, registry-1", true },
		{ "out", "FILE", "key file to make (not with author DIR)", false },
		KEYS_PASSPHRASE_OPTIONS,
	},
	.run = run,
};
