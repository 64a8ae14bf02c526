/* keys_resume.c - cmsa-keys resume: a country's word, by its identity key, on which act stands
 * where the register split (PROTOCOL M3.43). */
#include "keys_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "pb.h"
#include "text.h"

enum {
	MOST_ASIDE = 64
};

struct wording {
	Cmsa__Resume resume;
	struct hash alliance, stands, ids[MOST_ASIDE];
	ProtobufCBinaryData aside[MOST_ASIDE];
};

static int
hash_cmp(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct hash));
}

static enum err
parse_id(struct hash *id, const char *text, struct errmsg *m)
{
	return hex_parse(id->b, sizeof(id->b), text)
		   ? ERR_NONE
		   : errmsg_set(m, ERR_INPUT,
			 "expected the id of an act, 64 hexadecimal digits, found \"%.80s\"",
			 text);
}

/* Ids separated by commas, in any order. */
static enum err
parse_aside(struct wording *w, const char *text, struct errmsg *m)
{
	char one[HASH_HEX_LEN];
	size_t n = 0;
	enum err e = ERR_NONE;

	while (!e && n < MOST_ASIDE) {
		snprintf(one, sizeof(one), "%s", text);
		e = parse_id(&w->ids[n++], one, m);
		if (e || !text[HASH_HEX_LEN - 1])
			break;
		if (text[HASH_HEX_LEN - 1] != ',')
			return errmsg_set(m, ERR_INPUT,
			    "--aside: expected ids separated by commas, found \"%.80s\"",
			    text);
		text += HASH_HEX_LEN;
	}
	qsort(w->ids, n, sizeof(w->ids[0]), hash_cmp);
	for (size_t i = 0; i < n; i++)
		w->aside[i] = pb_hash_data(w->ids[i].b);
	w->resume.n_aside = n;
	return e;
}

static enum err
read_wording(struct wording *w, const struct keys_arguments *a, struct errmsg *m)
{
	ProtobufCBinaryData *aside = w->aside;
	int64_t number = 0;
	enum err e = keys_command_alliance(&w->alliance, keys_command_value(a, "alliance"), m);

	cmsa__resume__init(&w->resume);
	if (!e && (!text_to_i64(&number, keys_command_value(a, "number")) || number < 2))
		e = errmsg_set(m, ERR_INPUT,
		    "--number: expected the number that two acts have, 2 or above, found \"%s\"",
		    keys_command_value(a, "number"));
	if (!e)
		e = parse_id(&w->stands, keys_command_value(a, "stands"), m);
	if (!e)
		e = parse_aside(w, keys_command_value(a, "aside"), m);
	w->resume.number = (uint64_t)number;
	w->resume.stands = pb_hash_data(w->stands.b);
	w->resume.aside = aside;
	return e;
}

static void
say(const struct wording *w, const char *author, const struct signature *sig)
{
	char hex[2 * sizeof(*sig) + 1];

	hash_hex(hex, &w->stands);
	printf("number     %llu\nstands     %s\n", (unsigned long long)w->resume.number, hex);
	for (size_t i = 0; i < w->resume.n_aside; i++) {
		hash_hex(hex, &w->ids[i]);
		printf("aside      %s\n", hex);
	}
	hex_write(hex, sig->b, sizeof(sig->b));
	printf("member=%s:%s\n", author, hex);
}

static int
run(const struct keys_arguments *a)
{
	struct wording w;
	struct errmsg m = { "" };
	struct secret passphrase = { 0 };
	struct keyfile_info info = { 0 };
	struct key key = { 0 };
	struct signature sig;
	struct buf text = { 0 };
	enum err e = read_wording(&w, a, &m);

	if (!e)
		e = keyfile_peek(&info, keys_command_value(a, "key"), &m);
	if (!e)
		e = keys_command_passphrase(
		    &passphrase, a, "Passphrase of the identity key", false, &m);
	if (!e)
		e = keyfile_open(&key, keys_command_value(a, "key"), KEY_IDENTITY,
		    info.author, &passphrase, &m);
	secret_clear(&passphrase);
	if (e)
		return keys_command_fail(e, &m);
	act_resume_string(&text, &w.alliance, &w.resume);
	key_sign(&sig, &key, KEY_IDENTITY, buf_view(&text));
	key_clear(&key);
	buf_clear(&text);
	say(&w, info.author, &sig);
	return KEYS_EXIT_DONE;
}

const struct keys_command keys_resume_command = {
	.name = "resume",
	.words = "",
	.least_words = 0,
	.most_words = 0,
	.summary = "for a register that is split: this country's signature on which act stands, as the\n"
		   "    word that cmsa register draft resume takes",
	.options = {
		{ "key", "FILE", "identity key file", true },
		{ "alliance", "WHICH", "64 hexadecimal digits, the genesis act or an invitation", true },
		{ "number", "S", "the number that two acts have", true },
		{ "stands", "ID", "the act that stands", true },
		{ "aside", "ID,ID", "those that do not", true },
		KEYS_PASSPHRASE_OPTIONS,
	},
	.run = run,
};
