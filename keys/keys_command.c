/* keys_command.c - what the commands of cmsa-keys share. */
#include "keys_command.h"

#include <stdio.h>
#include <string.h>

#include "passphrase.h"
#include "text.h"

static const struct keys_option *
find_option(const struct keys_command *c, const char *name, size_t n)
{
	for (const struct keys_option *o = c->options; o->name; o++)
		if (strlen(o->name) == n && !memcmp(o->name, name, n))
			return o;
	return NULL;
}

/* "--name=value", "--name value" or "--name"; *i moves over what was used. */
static bool
take_option(
    struct keys_arguments *out, int *i, int argc, char *const *argv, struct errmsg *m)
{
	const char *word = argv[*i] + 2, *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	const struct keys_option *o = find_option(out->command, word, n);
	const char **value;

	if (!o) {
		errmsg_set(m, ERR_INPUT, "%s has no option --%.*s", out->command->name,
		    (int)n, word);
		return false;
	}
	value = &out->values[o - out->command->options];
	if (*value) {
		errmsg_set(m, ERR_INPUT, "--%s stands twice", o->name);
		return false;
	}
	if (o->argument && !equals && ++*i == argc) {
		errmsg_set(m, ERR_INPUT, "expected %s after --%s, found the end",
		    o->argument, o->name);
		return false;
	}
	if (!o->argument && equals) {
		errmsg_set(m, ERR_INPUT, "--%s takes no value", o->name);
		return false;
	}
	*value = !o->argument ? "" : equals ? equals + 1 : argv[*i];
	return true;
}

static bool
check_complete(const struct keys_arguments *a, struct errmsg *m)
{
	const struct keys_command *c = a->command;

	if (a->n_words < c->least_words) {
		errmsg_set(m, ERR_INPUT, "expected %s", c->words);
		return false;
	}
	for (const struct keys_option *o = c->options; o->name; o++) {
		if (!o->needed || a->values[o - c->options])
			continue;
		errmsg_set(m, ERR_INPUT, "expected --%s %s", o->name, o->argument);
		return false;
	}
	return true;
}

bool
keys_command_parse(struct keys_arguments *out, const struct keys_command *c, int argc,
    char *const *argv, struct errmsg *m)
{
	bool only_words = false;

	*out = (struct keys_arguments){ .command = c };
	for (int i = 0; i < argc; i++) {
		if (!only_words && !strcmp(argv[i], "--")) {
			only_words = true;
		} else if (!only_words && !strncmp(argv[i], "--", 2)) {
			if (!take_option(out, &i, argc, argv, m))
				return false;
		} else if (out->n_words < c->most_words) {
			out->words[out->n_words++] = argv[i];
		} else {
			errmsg_set(
			    m, ERR_INPUT, "nothing expected here, found \"%s\"", argv[i]);
			return false;
		}
	}
	return check_complete(out, m);
}

const char *
keys_command_value(const struct keys_arguments *a, const char *name)
{
	const struct keys_option *o = find_option(a->command, name, strlen(name));

	return o ? a->values[o - a->command->options] : NULL;
}

void
keys_command_help(const struct keys_command *c)
{
	printf("cmsa-keys %s %s\n    %s\n", c->name, c->words, c->summary);
	for (const struct keys_option *o = c->options; o->name; o++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", o->name, o->argument ? " " : "",
		    o->argument ? o->argument : "");
		printf("      %-26s %s%s\n", left, o->help, o->needed ? " (needed)" : "");
	}
}

enum err
keys_command_passphrase(struct secret *out, const struct keys_arguments *a,
    const char *prompt, bool twice, struct errmsg *m)
{
	struct passphrase_source from = { keys_command_value(a, "passphrase-file"), -1 };
	const char *fd = keys_command_value(a, "passphrase-fd");
	int64_t v;

	if (fd && from.file)
		return errmsg_set(m, ERR_INPUT,
		    "expected one of --passphrase-file and --passphrase-fd, found both");
	if (fd && (!text_to_i64(&v, fd) || v < 0 || v > 1 << 20))
		return errmsg_set(m, ERR_INPUT,
		    "--passphrase-fd: expected a descriptor, found \"%s\"", fd);
	if (fd)
		from.fd = (int)v;
	return passphrase_get(out, &from, prompt, twice, m);
}

int
keys_command_fail(enum err e, const struct errmsg *m)
{
	fprintf(stderr, "cmsa-keys: %s\n", *m->text ? m->text : err_name(e));
	switch (e) {
	case ERR_NONE: return KEYS_EXIT_DONE;
	case ERR_INPUT:
	case ERR_REFUSED:
	case ERR_NOT_FOUND:
	case ERR_BUSY: return KEYS_EXIT_INPUT;
	case ERR_IO:
	case ERR_STORE:
	case ERR_FULL:
	case ERR_CRYPTO:
	case ERR_GONE: return KEYS_EXIT_MACHINE;
	}
	return KEYS_EXIT_MACHINE;
}

void
keys_command_print_key(const char *path, const struct keyfile_info *info)
{
	char hex[65];

	hex_write(hex, info->public_key.b, sizeof(info->public_key.b));
	printf(
	    "%s\n  use         %s\n  author      %s\n  algorithm   %s\n  public key  %s\n",
	    path, key_use_name(info->use), info->author,
	    info->algorithm == KEY_ED25519 ? "Ed25519" : "X25519", hex);
}
