/* keys_sign.c - cmsa-keys sign: shows an act and adds a registrar's signature to it. */
#include "keys_command.h"

#include <stdio.h>
#include <string.h>

#include "act_record.h"
#include "act_sign.h"
#include "act_text.h"
#include "file.h"
#include "keys_alliance.h"
#include "pb.h"
#include "text.h"

static enum err
read_act(struct act *a, const char *path, struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e = file_read(&file, path, LIMIT_SIGNED_ACT_BYTES, m);
	enum verdict v = e ? V_OK : act_parse(a, buf_view(&file));

	buf_clear(&file);
	if (v == V_UPGRADE_NEEDED) {
		act_clear(a);
		return errmsg_set(m, ERR_INPUT,
		    "%s: its body is of a kind this version does not know: what cannot be shown is not signed",
		    path);
	}
	return v ? errmsg_set(m, ERR_INPUT, "%s: no act: %s", path, verdict_text(v)) : e;
}

static void
show(const struct act *a, bool all, const struct hash *alliance)
{
	char hex[HASH_HEX_LEN];
	struct buf text = { 0 };

	act_text_write(&text, a, all);
	fwrite(text.p, 1, text.n, stdout);
	buf_clear(&text);
	if (alliance) {
		hash_hex(hex, alliance);
		printf("to be signed for the alliance %s\n", hex);
	} else {
		puts(
		    "to be signed as the founding act of a new alliance, whose id is the act's");
	}
	fflush(stdout);
}

static enum err
parse_index(int *index, const char *text, struct errmsg *m)
{
	int64_t v;

	*index = ACT_SIGN_FIND;
	if (!text)
		return ERR_NONE;
	if (!text_to_i64(&v, text) || v < 0 || v >= LIMIT_REGISTRARS)
		return errmsg_set(m, ERR_INPUT, "--index: expected 0 to %d, found \"%s\"",
		    LIMIT_REGISTRARS - 1, text);
	*index = (int)v;
	return ERR_NONE;
}

/* Opens the key, signs and writes the result.  *refused: the answer is no. */
static enum err
sign_with_key(bool *refused, const struct keys_arguments *args, const struct act *a,
    const struct act_signing *how, struct errmsg *m)
{
	struct act_signing s = *how;
	const char *key_path = keys_command_value(args, "key");
	struct secret passphrase = { 0 };
	struct buf out = { 0 };
	struct key key = { 0 };
	char record[4096];
	enum err e = keys_command_passphrase(
	    &passphrase, args, "Passphrase of the registrar key", false, m);

	if (!e)
		e = keyfile_open(&key, key_path, KEY_REGISTRAR, NULL, &passphrase, m);
	secret_clear(&passphrase);
	if (e)
		return e;
	act_record_path(record, key_path);
	s.key = &key;
	s.record_path = record;
	e = act_sign(&out, a, &s, m);
	*refused = e == ERR_REFUSED;
	if (!e)
		e = file_write(keys_command_value(args, "out"), buf_view(&out), 0644, m);
	key_clear(&key);
	buf_clear(&out);
	return e;
}

static int
run(const struct keys_arguments *args)
{
	const char *alliance_text = keys_command_value(args, "alliance");
	struct act_signing s = { .incoming = keys_command_value(args, "incoming") };
	struct errmsg m = { "" };
	struct hash alliance;
	struct act a;
	bool refused = false;
	int code;
	enum err e = parse_index(&s.index, keys_command_value(args, "index"), &m);

	if (!e && alliance_text) {
		e = keys_alliance_read(&alliance, alliance_text, &m);
		s.alliance = &alliance;
	}
	if (!e)
		e = read_act(&a, args->words[0], &m);
	if (e)
		return keys_command_fail(e, &m);
	if (!s.alliance && a.kind != ACT_GENESIS)
		e = errmsg_set(&m, ERR_INPUT,
		    "expected --alliance: only a genesis act goes without");
	if (!e) {
		show(&a, keys_command_value(args, "all"), s.alliance);
		e = sign_with_key(&refused, args, &a, &s, &m);
	}
	act_clear(&a);
	if (!e) {
		printf("signed: %s\n", keys_command_value(args, "out"));
		return KEYS_EXIT_DONE;
	}
	code = keys_command_fail(e, &m);
	return refused ? KEYS_EXIT_NO : code;
}

const struct keys_command keys_sign_command = {
	.name = "sign",
	.words = "ACT-FILE",
	.least_words = 1,
	.most_words = 1,
	.summary = "show an act and add a registrar's signature to it",
	.options = {
		{ "key", "FILE", "registrar key file", true },
		{ "out", "FILE", "where the act with the signature goes; may be ACT-FILE", true },
		{ "alliance", "HEX|FILE", "alliance id, or a file with it: genesis act, invitation", false },
		{ "index", "N", "place of this registrar in the list in force, from 0", false },
		{ "incoming", NULL, "sign as one of the new registrars of a registrars act", false },
		{ "all", NULL, "show every row of long tables", false },
		KEYS_PASSPHRASE_OPTIONS,
	},
	.run = run,
};
