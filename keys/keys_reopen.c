/* keys_reopen.c - cmsa-keys reopen: what an author needs to go on after an act cut its feed: a
 * new signing key, its record, and the keys statement that begins the next incarnation. */
#include "keys_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "sign_record.h"
#include "statement.h"
#include "text.h"

/* The names that node.conf knows them by (nodeconf.h). */
struct paths {
	char folder[4096], key[4096], statement[4096], record[4096];
};

static void
set_paths(struct paths *p, const char *dir, uint32_t incarnation)
{
	char name[64];

	path_join(p->folder, dir, "keys");
	snprintf(name, sizeof(name), "keys/signing-%u.key", incarnation);
	path_join(p->key, dir, name);
	snprintf(name, sizeof(name), "keys/statement-%u.pb", incarnation);
	path_join(p->statement, dir, name);
	snprintf(name, sizeof(name), "sign-%u.record", incarnation);
	path_join(p->record, dir, name);
}

static enum err
check_free(const struct paths *p, struct errmsg *m)
{
	const char *const all[] = { p->key, p->statement, p->record };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (file_exists(all[i]))
			return errmsg_set(
			    m, ERR_BUSY, "%s exists already; nothing was made", all[i]);
	if (mkdir(p->folder, 0700) != 0 && errno != EEXIST)
		return errmsg_set(
		    m, ERR_IO, "cannot make %s: %s", p->folder, strerror(errno));
	return ERR_NONE;
}

static enum err
write_all(const struct paths *p, const struct statement_parts *parts, const struct key *k,
    const struct secret *passphrase, struct errmsg *m)
{
	struct buf body = { 0 };
	enum err e = statement_make(&body, parts, m);

	if (!e)
		e = keyfile_write_new(p->key, k, passphrase, keyfile_limits_moderate(), m);
	if (!e)
		e = sign_record_new(p->record, &k->public_key, m);
	if (!e)
		e = file_write_new(p->statement, buf_view(&body), 0644, m);
	buf_clear(&body);
	return e;
}

/* `parts` holds alliance and incarnation. */
static enum err
make(const struct keys_arguments *a, const struct paths *p, struct statement_parts *parts,
    struct public_key *made, struct errmsg *m)
{
	struct secret passphrase = { 0 };
	struct key identity = { 0 }, signing = { 0 };
	struct keyfile_info reading = { 0 }, info = { 0 };
	enum err e = check_free(p, m);

	if (!e)
		e = keyfile_peek(&info, keys_command_value(a, "identity"), m);
	if (!e)
		e = keyfile_peek(&reading, keys_command_value(a, "reading"), m);
	if (!e && (reading.use != KEY_READING || strcmp(reading.author, info.author) != 0))
		e = errmsg_set(m, ERR_REFUSED,
		    "expected the reading key of %s, found the %s key of %s", info.author,
		    key_use_name(reading.use), reading.author);
	if (!e)
		e = keys_command_passphrase(&passphrase, a,
		    "Passphrase of the identity key, and of the new one", false, m);
	if (!e)
		e = keyfile_open(&identity, keys_command_value(a, "identity"), KEY_IDENTITY,
		    info.author, &passphrase, m);
	if (!e)
		e = key_new(&signing, KEY_SIGNING, info.author);
	parts->identity = &identity;
	parts->signing = &signing;
	parts->reading_key = reading.public_key;
	if (!e)
		e = write_all(p, parts, &signing, &passphrase, m);
	*made = signing.public_key;
	key_clear(&identity);
	key_clear(&signing);
	secret_clear(&passphrase);
	return e;
}

static void
say(const struct paths *p, const struct public_key *key, uint32_t incarnation)
{
	char hex[HASH_HEX_LEN];

	hex_write(hex, key->b, sizeof(key->b));
	printf("%s\n%s\n%s\n", p->key, p->statement, p->record);
	printf("key        %s\n", hex);
	printf("The registrars' cut names that key. Once it is recorded, move the three files into "
	       "the node's folder,\nset \"incarnation = %u\" under [keys] in node.conf, and start "
	       "the node again.\n",
	    incarnation);
}

static int
run(const struct keys_arguments *a)
{
	struct statement_parts parts = { .generation = 1 };
	struct errmsg m = { "" };
	struct public_key made;
	struct paths p;
	int64_t n = 0;
	enum err e = keys_command_alliance(&parts.alliance, keys_command_value(a, "alliance"), &m);

	if (!e && (!text_to_i64(&n, keys_command_value(a, "incarnation")) || n < 2 ||
		      n >= UINT32_MAX))
		e = errmsg_set(&m, ERR_INPUT, "--incarnation: expected a number from 2 on, found \"%s\"",
		    keys_command_value(a, "incarnation"));
	if (e)
		return keys_command_fail(e, &m);
	parts.incarnation = (uint32_t)n;
	set_paths(&p, a->words[0], parts.incarnation);
	e = make(a, &p, &parts, &made, &m);
	if (e)
		return keys_command_fail(e, &m);
	say(&p, &made, parts.incarnation);
	return KEYS_EXIT_DONE;
}

const struct keys_command keys_reopen_command = {
	.name = "reopen",
	.words = "DIR",
	.least_words = 1,
	.most_words = 1,
	.summary = "for a feed that is cut: a new signing key, its record and its keys statement\n"
		   "    for the next incarnation, in DIR",
	.options = {
		{ "identity", "FILE", "identity key file", true },
		{ "reading", "FILE", "reading key file; only its public half is read", true },
		{ "alliance", "WHICH", "64 hexadecimal digits, the genesis act or an invitation", true },
		{ "incarnation", "N", "the one that begins: 2 after the first cut", true },
		KEYS_PASSPHRASE_OPTIONS,
	},
	.run = run,
};
